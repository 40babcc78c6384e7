package plan

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A planner builds one plan.
type planner struct {
	l        *Letter
	plan     Plan
	known    order.Languages // built once
	user     locale.Language // of the user at the screen, for warnings and refusals
	problems []error
	warned   map[Warning]bool
	allows   func(recipient string) bool // the test mode's list
	attached map[string][]int            // by language: the documents of a mail in it
	layouts  map[[2]string]rendered      // by language and link: the mail around the text
	texts    map[string]textOrNot        // by language: the text of mails
	tooLarge bool                        // a mail is, which is said once

	logoWidth, logoDarkWidth int // as shown
}

// textOrNot is a text, unless it could not be made.
type textOrNot struct {
	EmailText
	ok bool
}

// rendered is a mail's two parts.
type rendered struct{ html, text string }

func (l *Letter) planner() *planner {
	known := l.Settings.BuildLanguages()
	return &planner{
		l: l, known: known, user: known.Of(l.Actor.Language), warned: map[Warning]bool{}, allows: l.Settings.Test.Filter(),
		attached: map[string][]int{}, layouts: map[[2]string]rendered{}, texts: map[string]textOrNot{},
	}
}

// Plan computes exactly what the letter sends, without any I/O. It returns every
// problem at once and then no plan: an error that joins a [*FieldError] for
// each, which [FieldErrors] takes apart. The same letter gives the same plan.
func (l *Letter) Plan() (Plan, error) {
	if l.Key == "" || l.Zone == nil || l.Kind == "" {
		return Plan{}, errors.New("plan: the letter is empty: it needs a Kind, a Key, Now and a Zone")
	}
	p := l.planner()
	p.plan = Plan{
		Company:     l.Settings.Company.ID,
		Key:         l.Key,
		Kind:        l.Kind,
		Order:       l.Order,
		Actor:       order.Actor{ID: Valid(l.Actor.ID), Name: Valid(l.Actor.Name), Language: Valid(l.Actor.Language)},
		Zone:        l.Zone.String(),
		Created:     l.Now,
		DryRun:      l.Settings.Test.DryRun,
		Template:    l.Template,
		Source:      l.Source,
		Snapshot:    l.Snapshot,
		SnapshotSMS: l.SnapshotSMS,
	}
	for _, refused := range l.Refused {
		p.note(refused)
	}
	p.checkRecipients()
	if len(p.problems) == 0 {
		p.warnBeforehand()
		p.plan.LeftOut = append(p.plan.LeftOut, l.LeftOut...)
		p.planEmails()
		p.planSMS()
	}
	if len(p.problems) == 0 && len(p.plan.Messages) == 0 && len(p.plan.LeftOut) == 0 {
		p.note(Refuse(FieldTo, codes.RefusedNobody).Because(ErrNobody))
	}
	if len(p.problems) == 0 {
		if p.plan.Hash = p.plan.hash(); p.plan.Hash == "" {
			p.problems = append(p.problems,
				errors.New("plan: the plan cannot be kept as JSON: is Now, or a booking, in a year after 9999?"))
		}
	}
	if len(p.problems) > 0 {
		return Plan{}, errors.Join(p.problems...)
	}
	return p.plan, nil
}

// Beforehand returns the warnings that are known before any message is made: test
// modes, bounced addresses, senders that cannot be answered, and the letter's own. A
// plan has the same, and those that only a whole message shows.
func (l *Letter) Beforehand() []Warning {
	p := l.planner()
	p.warnBeforehand()
	return p.plan.Warnings
}

// languageOf returns the language for an address or number: the recipient's own,
// else the letter's, else the company's.
func (p *planner) languageOf(recipient string) locale.Language {
	return p.known.Of(p.l.People.Find(recipient).Language, p.l.Language)
}

// fail notes a refusal that its code and args say whole.
func (p *planner) fail(field Field, code codes.Code, args ...any) {
	p.note(Refuse(field, code, args...))
}

// refuse notes a refusal that tells its cause.
func (p *planner) refuse(field Field, code codes.Code, cause error) {
	p.note(Refuse(field, code, cause.Error()).Because(cause))
}

// note keeps a refusal, once: a thousand recipients may have the same.
func (p *planner) note(e *FieldError) {
	same := func(had error) bool { return had.Error() == e.Error() }
	if !slices.ContainsFunc(p.problems, same) {
		p.problems = append(p.problems, e)
	}
}

// noteErr notes what a function of the letter failed with: as it says itself,
// or as a refusal of a field.
func (p *planner) noteErr(field Field, code codes.Code, err error) {
	if list := FieldErrors(err); len(list) > 0 {
		for _, e := range list {
			p.note(e)
		}
		return
	}
	p.refuse(field, code, err)
}

func (p *planner) leaveOut(code codes.Code, channel delivery.Channel, recipient string, args ...any) {
	p.plan.LeftOut = append(p.plan.LeftOut, LeaveOut(p.user, code, channel, recipient, args...))
}

// checkRecipients refuses what cannot travel, and channels that are not set up.
func (p *planner) checkRecipients() {
	l := p.l
	if !l.Email && !l.SMS {
		p.fail(FieldChannel, codes.RefusedNoChannel)
	}
	if l.Email {
		if slices.ContainsFunc(l.To, func(m recipients.Mailbox) bool { return m.Address.IsZero() }) {
			p.fail(FieldTo, codes.RefusedRecipient)
		}
		if l.Settings.From.Address.IsZero() {
			p.fail(FieldFrom, codes.RefusedNoSender)
		}
	}
	if l.SMS {
		if slices.ContainsFunc(l.Phones, recipients.Phone.IsZero) {
			p.fail(FieldPhones, codes.RefusedRecipient)
		}
		if smsFrom(l.Settings).Originator() == "" {
			p.fail(FieldSMSFrom, codes.RefusedNoSMSSender)
		}
	}
}

// dateOf is the mail's date, in the letter's zone.
func (p *planner) dateOf() time.Time { return p.plan.Created.In(p.l.Zone).Truncate(time.Second) }

// MessageID is the ID of the message to a recipient over a channel in the plan with a
// key. It depends on nothing else, so that mail programs recognise a message that is
// sent again after a crash.
func MessageID(company, key string, channel delivery.Channel, recipient string) string {
	return audit.NewID(company, key, string(channel), recipient)
}

// Valid returns a text of the host's without NULs and with U+FFFD in the place of what
// is not UTF-8, so that a mail can carry it, and a plan that was kept as JSON still
// sends the same bytes.
func Valid(text string) string {
	if utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}
