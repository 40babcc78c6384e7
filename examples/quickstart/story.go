package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/emlfolder"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/smsgw/smsfolder"
	"github.com/budkavle/budkavle/templating/locale"
)

// A story is one run: the company's desk, its clock and where it is told.
type story struct {
	in     input
	out    string
	w      io.Writer
	colour bool
	desk   *notify.Desk
	lang   locale.Language
	close  func()
}

// newStory wires the desk as a host would.
func newStory(in input, o options, w io.Writer) (*story, error) {
	s := &story{in: in, out: o.out, w: w, colour: isTerminal(w) && os.Getenv("NO_COLOR") == "", close: func() {}}
	var err error
	if s.lang, err = locale.Parse(in.Settings.Language); err != nil {
		return nil, err
	}
	senders := notify.Senders{Email: emlfolder.New(o.out), SMS: smsfolder.New(o.out)}
	if o.smtp != "" {
		server, err := emailServer(o.smtp)
		if err != nil {
			return nil, err
		}
		senders.Email, s.close = server, func() { _ = server.Close() }
	}
	service, err := notify.New(notify.Config{
		Senders: notify.OneCompany(senders),
		Log:     audit.NewMemory(),
		Now:     func() time.Time { return s.in.Now },
	})
	if err != nil {
		return nil, err
	}
	s.desk, err = service.Desk(in.Settings)
	return s, err
}

// emailServer is a server of the user's own, without login: for a test server
// on this machine.
func emailServer(address string) (*smtp.Sender, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("-smtp %q: want host:port, such as localhost:1025", address)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("-smtp %q: %q is no port", address, port)
	}
	return smtp.New(smtp.Config{Host: host, Port: number, Security: smtp.None})
}

// tell is the story, step by step as a host's pages would show it.
func (s *story) tell(ctx context.Context) error {
	after := s.in.Order
	before := after
	before.Bookings = slices.Clone(after.Bookings)
	before.Bookings[0].Start = after.Bookings[0].Start.Add(-24 * time.Hour)
	if !after.Bookings[0].End.IsZero() {
		before.Bookings[0].End = after.Bookings[0].End.Add(-24 * time.Hour)
	}

	s.title("1. A booking is changed and the order saved")
	var chosen *compose.Prompt
	for _, p := range s.desk.Prompts(before, after, s.in.User) {
		s.prompt(p)
		if p.Shown && p.Kind == compose.BookingConfirmation {
			chosen = &p
		}
	}
	request := compose.Request{Kind: compose.BookingConfirmation, Actor: s.in.User, Key: "form-1"}
	if chosen != nil {
		request = chosen.Request(s.in.User, "form-1")
	}

	p, err := s.draft(ctx, after, request)
	if err != nil {
		return err
	}
	s.title("4. It is sent")
	if err := s.send(ctx, p); err != nil {
		return err
	}
	s.say("The same form is sent once more, a double click:")
	again, err := s.desk.Send(ctx, p)
	if err != nil {
		return err
	}
	s.say("  sent before: %v; messages sent now: 0 of %d", again.Duplicate, len(again.Outcomes))
	if err := s.confirmOrder(ctx, after); err != nil {
		return err
	}
	return s.change(ctx, after)
}

// draft shows the popup and the plan.
func (s *story) draft(ctx context.Context, o order.Order, r compose.Request) (plan.Plan, error) {
	draft, err := s.desk.Draft(ctx, o, r)
	if err != nil {
		return plan.Plan{}, err
	}
	draft.SMS = len(draft.Phones) > 0 && !s.in.Settings.SMSFrom.IsZero()
	s.title("2. The popup opens")
	s.say("To: %s", draft.To)
	for _, suggestion := range draft.Suggestions().Lines {
		mark := " "
		if suggestion.Preselected {
			mark = "*"
		}
		s.say("  %s %s", mark, suggestion.Label)
	}
	if draft.SMS {
		s.say("SMS to: %s, from %s", draft.Phones, s.in.Settings.SMSFrom)
	}
	s.say("Text from: %s", draft.Source())
	s.say("Subject: %s", draft.Subject)

	p, err := draft.Plan()
	if err != nil {
		return plan.Plan{}, err
	}
	s.title("3. The plan: exactly what goes out")
	s.plan(&p)
	return p, nil
}

func (s *story) plan(p *plan.Plan) {
	for i := range p.Messages {
		m := &p.Messages[i]
		switch m.Channel {
		case delivery.Email:
			s.say("E-mail to %s, %q", m.Recipient, m.Subject())
			if m.Link != "" {
				s.say("with a direct link: %s", m.Link)
			}
		case delivery.SMS:
			s.say("SMS to %s: %d SMS, %d of %s", m.Recipient, m.Segments.Segments, m.Segments.Units, m.Segments.Encoding)
			for _, r := range m.Replaced {
				s.say("(%q is written %q)", string(r.From), r.To)
			}
		}
		s.text(m.Body())
		for _, n := range m.Attachments {
			s.say("attached: %s, %d bytes", p.Documents[n].Name, p.Documents[n].Size)
		}
	}
	for _, warning := range p.Warnings {
		s.say("Note: %s", warning.Text)
	}
	for _, l := range p.LeftOut {
		s.say("Left out: %s", l.Text)
	}
}

// send sends a plan and tells who got what.
func (s *story) send(ctx context.Context, p plan.Plan) error {
	result, err := s.desk.Send(ctx, p)
	if err != nil {
		return err
	}
	for _, o := range result.Outcomes {
		line := fmt.Sprintf("%s to %s: %s", o.Message.Channel, o.Message.Recipient, o.Status)
		if o.Failure != nil {
			line += ", " + o.Failure.Error()
		}
		if o.Receipt.Provider != "" {
			line += " by " + o.Receipt.Provider
		}
		s.say("%s", line)
	}
	return nil
}

// confirmOrder sends the order confirmation with its PDF.
func (s *story) confirmOrder(ctx context.Context, o order.Order) error {
	s.title("5. The order confirmation follows, as PDF")
	s.in.Now = s.in.Now.Add(time.Minute)
	draft, err := s.desk.Draft(ctx, o, compose.Request{Kind: compose.OrderConfirmation, Actor: s.in.User, Key: "form-2"})
	if err != nil {
		return err
	}
	p, err := draft.Plan()
	if err != nil {
		return err
	}
	s.plan(&p)
	if err := s.send(ctx, p); err != nil {
		return err
	}
	return s.history(ctx, o, "6. On the order's page")
}

// change moves the booking by an hour and shows what the page says then.
func (s *story) change(ctx context.Context, o order.Order) error {
	s.in.Now = s.in.Now.Add(24 * time.Hour)
	o.Bookings = slices.Clone(o.Bookings)
	b := &o.Bookings[0]
	b.Start = b.Start.Add(time.Hour)
	if !b.End.IsZero() {
		b.End = b.End.Add(time.Hour)
	}
	b.Sequence++
	return s.history(ctx, o, "7. The next day the booking moves by an hour")
}

// history is the order's page.
func (s *story) history(ctx context.Context, o order.Order, title string) error {
	s.title(title)
	h, err := s.desk.History(ctx, o)
	if err != nil {
		return err
	}
	if h.Red() {
		s.red(h.Banner(s.lang))
	} else {
		s.say("%s", h.Banner(s.lang))
	}
	for _, line := range h.Lines {
		if line.Red() {
			s.red("  " + h.Text(line, s.lang))
		} else {
			s.say("  %s", h.Text(line, s.lang))
		}
	}
	if advice := h.Advice(); advice.Reason != audit.AdviceNone {
		s.say("%s", advice.Message(s.lang))
	}
	return nil
}

func (s *story) prompt(p compose.Prompt) {
	if p.Shown {
		s.say("Asked: %s", p.Question)
		s.say("       because: %s", p.Why)
		return
	}
	s.say("Not asked (%s): %s", p.Kind, p.Why)
}

func (s *story) title(text string) { s.say("\n%s\n%s", text, strings.Repeat("─", len([]rune(text)))) }

func (s *story) say(format string, args ...any) { _, _ = fmt.Fprintf(s.w, format+"\n", args...) }

// text is shown indented, as it goes out.
func (s *story) text(text string) {
	for line := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		s.say("  │ %s", strings.TrimRight(line, "\n"))
	}
}

// red is a line that is no longer true: in colour on a terminal, with a mark
// everywhere.
func (s *story) red(text string) {
	if s.colour {
		s.say("\x1b[31m! %s\x1b[0m", text)
		return
	}
	s.say("! %s", text)
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
