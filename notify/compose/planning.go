package compose

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A planner builds one plan.
type planner struct {
	d        *Draft
	plan     Plan
	user     locale.Language
	problems []error
	warned   map[Warning]bool
	allowed  []string               // the test mode's list, in canonical form
	pdfs     map[string][]int       // by language: the documents of a mail in it
	layouts  map[[2]string]rendered // by language and link: the mail around the text
	texted   map[string]writing     // by language: the text of mails
	tooLarge bool                   // a mail is, which is said once
}

// writing is a text that was tried to be made.
type writing struct {
	texts
	ok bool
}

// rendered is a mail's two parts.
type rendered struct{ html, text string }

func (d *Draft) planner() *planner {
	return &planner{
		d: d, user: d.userLanguage(), warned: map[Warning]bool{}, allowed: d.settings.Test.canonical(),
		pdfs: map[string][]int{}, layouts: map[[2]string]rendered{}, texted: map[string]writing{},
	}
}

// Plan computes exactly what the draft sends (R611), without any I/O. It
// returns every problem at once and then no plan: an error that joins a
// [*FieldError] for each, which [FieldErrors] takes apart. The same draft gives
// the same plan.
func (d Draft) Plan() (Plan, error) {
	if d.request.Key == "" {
		return Plan{}, errors.New("compose: the draft is empty: make it with NewDraft")
	}
	p := d.planner()
	actor := d.request.Actor
	p.plan = Plan{
		Company: d.settings.Company.ID, Key: d.request.Key, Kind: d.request.Kind, Order: d.order.Ref(),
		Actor:   Actor{ID: valid(actor.ID), Name: valid(actor.Name), Language: valid(actor.Language)},
		Created: d.request.Now, DryRun: d.settings.Test.DryRun, Template: d.Template(), Source: d.source.source,
		Snapshot: d.settings.snapshot(d.order, d.request.Kind, d.about(), d.request.Now),
	}
	p.checkEdits()
	p.checkBooking()
	p.checkFiles()
	p.checkChannels()
	if len(p.problems) == 0 {
		p.warnAboutDraft()
		p.leaveOutWithoutMobile()
		p.mails()
		p.texts()
	}
	if len(p.problems) == 0 && len(p.plan.Messages) == 0 && len(p.plan.LeftOut) == 0 {
		p.refuse("to", RefusedNobody, ErrNobody)
	}
	if len(p.problems) == 0 {
		if p.plan.Hash = p.plan.hash(); p.plan.Hash == "" {
			p.problems = append(p.problems, errors.New("compose: the plan cannot be kept as JSON: is the request's Now, or a booking, in a year after 9999?"))
		}
	}
	if len(p.problems) > 0 {
		return Plan{}, errors.Join(p.problems...)
	}
	return p.plan, nil
}

// fail notes a refusal that its code and args say whole.
func (p *planner) fail(field string, code Code, args ...any) {
	p.note(&FieldError{Field: field, Code: code, args: args})
}

// refuse notes a refusal with its cause, which a host may look for.
func (p *planner) refuse(field string, code Code, cause error, more ...teller) {
	e := &FieldError{Field: field, Code: code, Err: cause, more: more}
	if cause != ErrFixedText && cause != ErrNoBooking && cause != ErrNobody { // those say no more than the code
		e.args = []any{cause.Error()}
	}
	p.note(e)
}

// note keeps a refusal, once: a thousand recipients may have the same.
func (p *planner) note(e *FieldError) {
	same := func(had error) bool { return had.Error() == e.Error() }
	if !slices.ContainsFunc(p.problems, same) {
		p.problems = append(p.problems, e)
	}
}

func (p *planner) leaveOut(code Code, channel delivery.Channel, recipient string, args ...any) {
	text := p.user.Phrase("compose.left-"+string(code), args...)
	p.plan.LeftOut = append(p.plan.LeftOut, LeftOut{Code: code, Channel: channel, Recipient: valid(recipient), Text: valid(text)})
}

// leaveOutWithoutMobile tells of those whom the popup offered and who cannot
// get an SMS (R105), unless the user has typed another number.
func (p *planner) leaveOutWithoutMobile() {
	d := p.d
	if !d.SMS || len(d.Phones) > len(d.original.phones) {
		return
	}
	list := make([]recipients.Contact, len(d.chosen))
	for i, c := range d.chosen {
		list[i] = recipients.Contact{Name: c.Name, Email: c.Email, Phone: c.Phone}
	}
	for _, l := range recipients.SuggestPhones(list, d.settings.region(), p.user).LeftOut {
		who := first(l.Contact.Phone, l.Contact.Name, l.Contact.Email)
		p.leaveOut(LeftNoMobile, delivery.SMS, who, l.Message(p.user))
	}
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
	return d.visit.ID
}

// messageID depends on company, key, channel and recipient alone, so that a
// message that is sent again after a crash is known by mail programs.
func (p *planner) messageID(channel delivery.Channel, recipient string) string {
	return audit.NewID(p.plan.Company, p.plan.Key, string(channel), recipient)
}

// dateOf is the mail's date, in the order's zone.
func (p *planner) dateOf() time.Time { return p.plan.Created.In(p.d.zone).Truncate(time.Second) }

// valid makes a text of the host's one that JSON gives back as it was, so that a
// plan that was kept sends the same bytes (R611), and that a mail can carry.
func valid(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}
