package notify

import (
	"context"
	"crypto/rand"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/plan"
)

// claim is the record that gives one caller the right to send a plan.
func (s *Service) claim(p *plan.Plan) audit.Record {
	return audit.Record{
		ID: audit.NewID("claim", p.Company, p.Key), Company: p.Company,
		At: s.config.Now(), Key: p.Key, PlanHash: p.ContentHash(),
		Order: p.Order, Kind: string(p.Kind), Actor: audit.UserRef{ID: p.Actor.ID, Name: p.Actor.Name},
	}
}

// statusRecord is an event of one message.
func (s *Service) statusRecord(p *plan.Plan, m *plan.Message, status delivery.Status, attempt int) audit.Record {
	return audit.Record{
		ID:      audit.NewID("event", m.ID, string(status), strconv.Itoa(attempt)),
		Company: p.Company, At: s.config.Now(), MessageID: m.ID, Key: p.Key,
		Order: p.Order, Kind: string(p.Kind), Channel: m.Channel, Recipient: m.Recipient, RecipientName: m.Name,
		Actor: audit.UserRef{ID: p.Actor.ID, Name: p.Actor.Name}, Language: m.Language, Status: status, Attempt: attempt,
		IntendedFor: m.IntendedFor, Test: m.Test, Audience: m.Audience, Contact: m.Contact,
	}
}

// contentRecord is the first event of a message, which holds what was sent.
func (s *Service) contentRecord(p *plan.Plan, m *plan.Message, status delivery.Status) audit.Record {
	r := s.statusRecord(p, m, status, 0)
	s.withContent(&r, p, m)
	return r
}

// withContent puts what is sent into a record.
func (s *Service) withContent(r *audit.Record, p *plan.Plan, m *plan.Message) {
	r.Template, r.Snapshot = p.Template, p.Told(m.Channel)
	if m.Template != nil {
		r.Template = *m.Template
	}
	r.BodySalt = rand.Text() // the first record of a message is the one that stays
	r.BodyHash = audit.HashBody(r.BodySalt, m.Subject(), m.Body())
	if !s.config.NoBodies {
		r.Subject, r.Body = m.Subject(), m.Body()
	}
}

// outcomeRecord is the event that ends a try.
func (s *Service) outcomeRecord(p *plan.Plan, o Outcome) audit.Record {
	r := s.statusRecord(p, &o.Message, o.Status, o.Attempt)
	r.Receipt, r.Failure, r.Note = o.Receipt, withoutBody(o.Failure, &o.Message), o.Note
	return r
}

// shortLine is below how many bytes a line of a message says nothing by itself.
const shortLine = 12

// withoutBody takes out of the other side's words what they repeat of the message,
// so that a body that is not kept, or is dropped, does not stay in a failure.
func withoutBody(f *delivery.Failure, m *plan.Message) *delivery.Failure {
	if f == nil || f.Text == "" {
		return f
	}
	var lines []string
	for line := range strings.Lines(m.Subject() + "\n" + m.Body()) {
		if line = strings.TrimSpace(line); len(line) >= shortLine && strings.Contains(f.Text, line[:shortLine]) {
			lines = append(lines, line, line[:len(line)/2], line[len(line)/2:])
		}
	}
	own := *f
	own.Text = delivery.NewSecrets(lines...).Scrub(f.Text)
	if slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(own.Text, l[:min(len(l), shortLine)]) }) {
		own.Text = ""
	}
	return &own
}

// firstRecords are the first event of every message, and of everybody who was left
// out by a test mode, so that it is visible (R615).
func (s *Service) firstRecords(p *plan.Plan, status delivery.Status, note string) []audit.Record {
	records := make([]audit.Record, 0, len(p.Messages)+len(p.LeftOut))
	for i := range p.Messages {
		r := s.contentRecord(p, &p.Messages[i], status)
		r.Note = note
		records = append(records, r)
	}
	return append(records, s.leftOutRecords(p)...)
}

func (s *Service) leftOutRecords(p *plan.Plan) (records []audit.Record) {
	for _, l := range p.LeftOut {
		if l.Code != codes.LeftNotAllowed && l.Code != codes.LeftNotRedirected {
			continue
		}
		m := plan.Message{
			ID:        plan.MessageID(p.Company, p.Key, l.Channel, l.Recipient),
			Channel:   l.Channel,
			Recipient: l.Recipient,
			Test:      audit.TestOutcome(l.Code),
		}
		r := s.statusRecord(p, &m, delivery.StatusSkipped, 0)
		records = append(records, r)
	}
	return records
}

// report tells the host's hook and logger. Addresses stand at debug level
// only, bodies and secrets nowhere.
func (s *Service) report(ctx context.Context, p *plan.Plan, o Outcome) {
	attributes := []slog.Attr{
		slog.String("company", p.Company), slog.String("message", o.Message.ID), slog.String("kind", string(p.Kind)),
		slog.String("channel", string(o.Message.Channel)),
		slog.String("status", string(o.Status)), slog.Int("attempt", o.Attempt),
		slog.Duration("took", o.Took.Round(time.Millisecond)),
	}
	level := slog.LevelInfo
	if o.Failure != nil {
		level = slog.LevelWarn
		// A server's words may repeat the address, so they are not logged here.
		attributes = append(attributes,
			slog.String("class", string(o.Failure.Class)), slog.String("reason", string(o.Failure.Reason)),
			slog.String("code", o.Failure.Code))
	}
	debug := []slog.Attr{slog.String("message", o.Message.ID), slog.String("recipient", o.Message.Recipient)}
	if o.Unlogged != nil {
		level = slog.LevelError
		attributes = append(attributes, slog.Bool("unlogged", true))
		// A store's words may repeat the record.
		debug = append(debug, slog.String("unlogged", delivery.Scrub(o.Unlogged.Error())))
	}
	s.config.Logger.LogAttrs(ctx, level, "message", attributes...)
	s.config.Logger.LogAttrs(ctx, slog.LevelDebug, "recipient", debug...)
}
