package notify

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
)

// claim is the record that gives one caller the right to send a plan.
func (s *Service) claim(plan *compose.Plan) audit.Record {
	return audit.Record{
		ID: audit.NewID("claim", plan.Company, plan.Key), Company: plan.Company, At: s.config.Now(), Key: plan.Key, PlanHash: plan.Content(),
		Order: plan.Order, Kind: string(plan.Kind), Actor: audit.Actor{ID: plan.Actor.ID, Name: plan.Actor.Name},
	}
}

// statusRecord is an event of one message.
func (s *Service) statusRecord(plan *compose.Plan, m *compose.Message, status delivery.Status, attempt int) audit.Record {
	return audit.Record{
		ID:      audit.NewID("event", m.ID, string(status), strconv.Itoa(attempt)),
		Company: plan.Company, At: s.config.Now(), MessageID: m.ID, Key: plan.Key, PlanHash: plan.Hash,
		Order: plan.Order, Kind: string(plan.Kind), Channel: m.Channel, Recipient: m.Recipient, RecipientName: m.Name,
		Actor: audit.Actor{ID: plan.Actor.ID, Name: plan.Actor.Name}, Language: m.Language, Status: status, Attempt: attempt,
		IntendedFor: m.IntendedFor, Test: m.Test,
	}
}

// contentRecord is the first event of a message, which holds what was sent.
func (s *Service) contentRecord(plan *compose.Plan, m *compose.Message, status delivery.Status) audit.Record {
	r := s.statusRecord(plan, m, status, 0)
	r.Template, r.Snapshot = plan.Template, plan.Snapshot
	r.BodyHash = audit.HashBody(m.Subject(), m.Body())
	if !s.config.NoBodies {
		r.Subject, r.Body = m.Subject(), m.Body()
	}
	return r
}

// outcomeRecord is the event that ends a try.
func (s *Service) outcomeRecord(plan *compose.Plan, o Outcome) audit.Record {
	r := s.statusRecord(plan, &o.Message, o.Status, o.Attempt)
	r.Receipt, r.Failure, r.Note = o.Receipt, o.Failure, o.Note
	return r
}

// logAll writes the first event of every message, and of everybody who was
// left out by a test mode, so that it is visible (R615).
func (s *Service) logAll(ctx context.Context, plan *compose.Plan, status delivery.Status, note string) error {
	records := make([]audit.Record, 0, len(plan.Messages)+len(plan.LeftOut))
	for i := range plan.Messages {
		r := s.contentRecord(plan, &plan.Messages[i], status)
		r.Note = note
		records = append(records, r)
	}
	for _, l := range plan.LeftOut {
		test, ok := map[compose.Code]audit.TestMode{compose.LeftNotAllowed: audit.TestNotAllowed, compose.LeftNotRedirected: audit.TestNotRedirected}[l.Code]
		if !ok {
			continue
		}
		m := compose.Message{ID: audit.NewID(plan.Company, plan.Key, string(l.Channel), l.Recipient), Channel: l.Channel, Recipient: l.Recipient, Test: test}
		r := s.statusRecord(plan, &m, delivery.StatusSkipped, 0)
		records = append(records, r)
	}
	return s.config.Log.Append(ctx, records...)
}

// report tells the host's hook and logger. Addresses stand at debug level
// only, bodies and secrets nowhere.
func (s *Service) report(ctx context.Context, plan *compose.Plan, o Outcome) {
	attributes := []slog.Attr{
		slog.String("company", plan.Company), slog.String("message", o.Message.ID), slog.String("kind", string(plan.Kind)),
		slog.String("channel", string(o.Message.Channel)), slog.String("status", string(o.Status)), slog.Int("attempt", o.Attempt),
		slog.Duration("took", o.Took.Round(time.Millisecond)),
	}
	level := slog.LevelInfo
	if o.Failure != nil {
		level = slog.LevelWarn
		// A server's words may repeat the address, so they are not logged here.
		attributes = append(attributes, slog.String("class", string(o.Failure.Class)), slog.String("reason", string(o.Failure.Reason)), slog.String("code", o.Failure.Code))
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
	if s.config.After != nil {
		s.panics(ctx, "Config.After", func() { s.config.After(ctx, plan, o) })
	}
}
