package compose

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A FieldError is what the user has to change before the draft can be planned.
type FieldError struct {
	Field string // "subject", "text", "to", "phones", "files", "fileName", "channel", "from", "smsFrom"
	Err   error
}

// Error names the field and says what to do.
func (e *FieldError) Error() string { return "compose: " + e.Field + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *FieldError) Unwrap() error { return e.Err }

// The causes that a host may want to tell apart.
var (
	// ErrFixedText is the cause when a text that is fixed was changed (R606).
	ErrFixedText = errors.New("is fixed for this kind of message and cannot be changed")
	// ErrNoBooking is the error of a booking confirmation without a booking (R406).
	ErrNoBooking = errors.New("compose: no booking is coming: book a visit first, or allow a confirmation without one")
	// ErrNobody is the cause when there is nobody to send to.
	ErrNobody = errors.New("nobody to send to: type an address or a number")
)

// A planner builds one plan.
type planner struct {
	d        *Draft
	plan     Plan
	user     locale.Language
	problems []error
	pdfs     map[string][]int // by language: the documents of a mail in it
}

// Plan computes exactly what the draft sends (R611), without any I/O. It
// returns every problem at once, each a [*FieldError] where a field has to be
// changed, and then no plan.
func (d Draft) Plan() (Plan, error) {
	if d.request.Key == "" {
		return Plan{}, errors.New("compose: the draft is empty: make it with NewDraft")
	}
	p := &planner{d: &d, user: d.userLanguage(), pdfs: map[string][]int{}}
	p.plan = Plan{
		Company: d.settings.Company.ID, Key: d.request.Key, Kind: d.request.Kind, Order: d.order.Ref(), Actor: d.request.Actor,
		Created: d.request.Now, DryRun: d.settings.Test.DryRun, Template: d.Template(), Source: d.source.source,
		Snapshot: d.settings.snapshot(d.order, d.request.Kind, d.about(), d.request.Now),
	}
	p.checkEdits()
	p.checkBooking()
	p.checkFiles()
	p.checkChannels()
	if len(p.problems) == 0 {
		p.mails()
		p.texts()
		p.warnAboutText()
	}
	if len(p.problems) == 0 && len(p.plan.Messages) == 0 && len(p.plan.LeftOut) == 0 {
		p.fail("to", ErrNobody)
	}
	if len(p.problems) > 0 {
		return Plan{}, errors.Join(p.problems...)
	}
	p.plan.Hash = p.plan.hash()
	return p.plan, nil
}

func (p *planner) fail(field string, err error) {
	p.problems = append(p.problems, &FieldError{field, err})
}

func (p *planner) warn(code, recipient string, args ...any) {
	text := p.user.Phrase(words, "compose.warn-"+code, args...)
	p.plan.Warnings = append(p.plan.Warnings, Warning{Code: code, Recipient: recipient, Text: text})
}

func (p *planner) leaveOut(code string, channel delivery.Channel, recipient string, args ...any) {
	text := p.user.Phrase(words, "compose.left-"+code, args...)
	p.plan.LeftOut = append(p.plan.LeftOut, LeftOut{Code: code, Channel: channel, Recipient: recipient, Text: text})
}

// about is the booking whose change makes a confirmation untrue: the one it
// names, or none in particular when its text lists all that are coming.
func (d *Draft) about() string {
	if d.request.Kind != BookingConfirmation || d.request.Booking != "" {
		return d.request.Booking
	}
	if c := d.source.compiled.Body; c != nil && slices.Contains(c.Tags(), "futureBookings") {
		return ""
	}
	b, _ := d.facts(d.language).Booking()
	return b.ID
}

// checkEdits refuses changes of what is fixed (R606).
func (p *planner) checkEdits() {
	d := p.d
	if d.Subject != d.original.subject && !d.rules.EditSubject {
		p.fail("subject", ErrFixedText)
	}
	if d.Text != d.original.text && !d.rules.EditText {
		p.fail("text", ErrFixedText)
	}
	if d.FileName != d.original.fileName && !d.rules.AttachPDF {
		p.fail("fileName", fmt.Errorf("a %s has no document to name", d.request.Kind))
	}
	if strings.TrimSpace(d.Text) == "" {
		p.fail("text", errors.New("is empty"))
	}
	if d.Email && strings.TrimSpace(d.Subject) == "" {
		p.fail("subject", errors.New("is empty"))
	}
	if d.Email && len(d.Subject) > email.MaxSubject {
		p.fail("subject", fmt.Errorf("is %d bytes long, at most %d can be sent", len(d.Subject), email.MaxSubject))
	}
}

// checkBooking refuses a confirmation of nothing (R406).
func (p *planner) checkBooking() {
	_, warnings := p.d.facts(p.d.language).Values()
	none := slices.Contains(warnings, booking.NoComingBooking)
	if !none {
		return
	}
	if p.d.request.Kind == BookingConfirmation {
		if !p.d.request.AllowWithoutBooking {
			p.problems = append(p.problems, ErrNoBooking)
			return
		}
		p.warn("no-booking", "")
	}
	for _, t := range p.usedTags() {
		if strings.HasPrefix(t, "nextBooking") || t == "futureBookings" {
			p.warn("empty-tag", "", t)
		}
	}
}

// usedTags are those of the company's own text.
func (p *planner) usedTags() []string {
	if p.d.source.compiled.Body == nil {
		return nil
	}
	return p.d.source.compiled.Body.Tags()
}

// checkChannels refuses what cannot travel, and channels that are not set up.
func (p *planner) checkChannels() {
	d := p.d
	switch {
	case !d.Email && !d.SMS:
		p.fail("channel", errors.New("choose e-mail, SMS or both"))
	case d.SMS && !d.rules.Can(delivery.SMS):
		p.fail("channel", fmt.Errorf("a %s cannot be sent by SMS", d.request.Kind))
	case d.Email && !d.rules.Can(delivery.Email):
		p.fail("channel", fmt.Errorf("a %s cannot be sent by e-mail", d.request.Kind))
	}
	if d.Email {
		if len(d.To) == 0 {
			p.fail("to", p.nobody(d.BadAddresses()))
		}
		if d.settings.From.Address.IsZero() {
			p.fail("from", errors.New("the company has no sender address: set it in the settings"))
		}
	}
	if d.SMS {
		if len(d.Phones) == 0 {
			p.fail("phones", p.nobody(d.PhoneSuggestions().LeftOut))
		}
		if d.settings.SMSFrom.IsZero() {
			p.fail("smsFrom", errors.New("the company has no SMS sender name: set it in the settings"))
		}
	}
}

// nobody is [ErrNobody] with the contacts that could not be used, and why.
func (p *planner) nobody(bad []recipients.LeftOut) error {
	err := ErrNobody
	for _, l := range bad[:min(len(bad), 5)] {
		err = fmt.Errorf("%w; %s", err, l.Message(p.user))
	}
	return err
}

// typedTag is what looks like a tag in a text that somebody typed.
var typedTag = regexp.MustCompile(`\{([A-Za-z][A-Za-z0-9]*)\}`)

// warnAboutText tells of what concerns the whole message.
func (p *planner) warnAboutText() {
	d := p.d
	if d.settings.Test.DryRun {
		p.warn("test-dry-run", "")
	}
	if d.Edited() {
		var warned []string
		for _, tag := range typedTag.FindAllStringSubmatch(d.Text+" "+d.Subject, -1) {
			if !slices.Contains(warned, tag[1]) && len(warned) < 10 {
				warned = append(warned, tag[1])
				p.warn("tag-in-text", "", tag[1])
			}
		}
	}
	for _, c := range append([]Contact{d.order.ContactPerson}, d.request.Contacts...) {
		if c.IsZero() || !d.Email || c.Name == "" {
			continue
		}
		if _, err := recipients.ParseAddress(c.Email); err != nil && !slices.ContainsFunc(p.plan.Warnings, func(w Warning) bool { return w.Code == "no-address" && w.Recipient == c.Name }) {
			p.warn("no-address", c.Name, c.Name)
		}
	}
}

// warnAboutRecipient tells what the log knows of a recipient (R618).
func (p *planner) warnAboutRecipient(recipient string, m *Message) {
	if slices.Contains(p.d.request.Bounced, recipient) {
		p.warn("bounced", recipient, recipient)
	}
	hash := audit.HashBody(m.Subject(), m.Body())
	for _, earlier := range slices.Backward(p.d.request.Log) {
		if earlier.Recipient == recipient && earlier.BodyHash == hash && earlier.Good() {
			p.warn("sent-before", recipient, recipient, p.user.DateTime(earlier.SentAt.In(p.d.zone)))
			return
		}
	}
}

// testMode applies the test mode to a recipient: who gets the message instead,
// and whether at all.
func (p *planner) testMode(channel delivery.Channel, recipient string) (to, test string, send bool) {
	t := p.d.settings.Test
	if !t.allows(recipient) {
		p.leaveOut("not-allowed", channel, recipient, recipient)
		return "", "", false
	}
	to = recipient
	if channel == delivery.Email && !t.RedirectEmail.IsZero() {
		to = t.RedirectEmail.String()
	}
	if channel == delivery.SMS && !t.RedirectPhone.IsZero() {
		to = t.RedirectPhone.String()
	}
	if to == recipient && t.redirects() && to != t.RedirectEmail.String() && to != t.RedirectPhone.String() {
		p.leaveOut("not-redirected", channel, recipient, recipient)
		return "", "", false
	}
	if to != recipient {
		test = "redirected from " + recipient
		p.warn("test-redirect", recipient, recipient, to)
	}
	if t.DryRun {
		test = strings.TrimPrefix(test+", dry run", ", ")
	}
	return to, test, true
}

// redirects reports whether messages go to somebody else. A channel without
// such a somebody then sends nothing: no test may reach a customer.
func (t TestMode) redirects() bool { return !t.RedirectEmail.IsZero() || !t.RedirectPhone.IsZero() }

// allows reports whether the allow-list lets a recipient through.
func (t TestMode) allows(recipient string) bool {
	if len(t.Allow) == 0 {
		return true
	}
	return slices.ContainsFunc(t.Allow, func(entry string) bool {
		entry = strings.TrimSpace(entry)
		return strings.EqualFold(entry, recipient) || strings.HasPrefix(entry, "@") && strings.HasSuffix(strings.ToLower(recipient), strings.ToLower(entry))
	})
}

// messageID depends on company, key, channel and recipient alone, so that a
// message that is sent again after a crash is known by mail programs.
func (p *planner) messageID(channel delivery.Channel, recipient string) string {
	return audit.NewID(p.plan.Company, p.plan.Key, string(channel), recipient)
}

// dateOf is the mail's date, in the order's zone.
func (p *planner) dateOf() time.Time { return p.plan.Created.In(p.d.zone).Truncate(time.Second) }
