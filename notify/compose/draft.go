package compose

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// A Draft is what the popup shows: who is suggested, the subject and the text,
// what may be changed, and what the user has chosen so far. The exported
// fields are the user's to set; [Draft.Plan] checks them and changes none.
// It is made by [NewDraft]; the zero value plans nothing. It is not safe for
// concurrent use.
type Draft struct {
	Email bool // send by e-mail
	SMS   bool // send by SMS

	To     recipients.List      // who gets the mail; any valid address
	Phones recipients.PhoneList // who gets the SMS; any valid mobile number

	Subject string // of the mail; tags are already replaced; at most [email.MaxSubject] bytes
	Text    string // of mail and SMS; HTML if the chosen template is

	FileName string   // of the PDF for this sending, with or without .pdf; made safe
	Files    []string // IDs of the order's uploads to attach, each once

	settings order.Settings
	order    order.Order
	request  Request
	rules    Rules
	language locale.Language
	zone     *time.Location
	known    order.Languages // built once
	people   order.People
	visit    booking.Booking   // what the message is about; the first of visits
	visits   []booking.Booking // all that it is about
	visiting bool              // there is one
	chosen   []order.Contact   // whom the popup opened with
	theirs   map[string]bool   // which addresses are theirs, once the log is asked; see theirAddresses
	source   textSource

	addressFrom AddressSource // of a purchase order

	original original
	applied  applied            // the last form that came back
	refused  []*plan.FieldError // what it, or the last planning, found wrong
	noted    []*plan.FieldError // by the caller
	said     map[string]*said   // by language tag
}

// original is what the draft held before the user touched it, so that an edit
// is known and a fixed text that was changed is refused.
type original struct {
	subject, text, fileName string
	email, sms              bool
	to                      recipients.List
	phones                  recipients.PhoneList
}

// NewDraft prepares a message about an order. It fails when the request cannot
// lead to a message at all: an order of another company, a kind that does not
// fit the order, an unknown or broken template, an unknown time zone, or a
// comment that must not leave the company. What a user can do something about is a
// field error ([plan.FieldErrors]). The order may be changed
// afterwards: the draft has its own copy. The bytes of files and pictures are
// shared with it and must stay as they are.
func NewDraft(s order.Settings, o order.Order, r Request) (*Draft, error) {
	d := &Draft{settings: s, known: s.BuildLanguages(), order: o.Clone(), request: r}
	if err := d.check(); err != nil {
		return nil, err
	}
	zone, err := s.ZoneOf(o)
	if err != nil {
		return nil, err
	}
	d.zone, d.people = zone, d.peopleOf(d.order)
	if r.Kind == BookingConfirmation && len(r.Bookings) == 0 {
		d.request.Bookings = d.toCorrect()
	}
	d.asTold()
	d.order.Bookings = append(d.order.Bookings, d.takenAway()...)
	facts := d.facts(locale.Swedish)
	d.visits = facts.Visits()
	d.visit, d.visiting = facts.BookingOf(d.visits)
	d.preselect()
	d.noteCompany()
	d.language = d.primaryLanguage()
	if err := d.fill(); err != nil {
		return nil, err
	}
	d.FileName = d.defaultFileName()
	d.original.fileName = d.FileName
	return d, nil
}

// check refuses a request that can never become a message.
func (d *Draft) check() error {
	r, o := d.request, d.order
	rules, ok := rulesOf(r.Kind)
	switch {
	case !ok:
		return fmt.Errorf("compose: unknown kind of message %q, want one of %v: %w",
			r.Kind, KindsFor(o.Kind), plan.Refuse(plan.FieldKind, codes.RefusedKind, o.Number))
	case r.Key == "":
		return fmt.Errorf("compose: request for %s has no Key: pass the form's token, so that a double click sends once",
			r.Kind)
	case r.Now.IsZero():
		return fmt.Errorf("compose: request for %s has no Now: pass the time that bookings are judged by", r.Kind)
	case o.Number == "":
		return fmt.Errorf("compose: order %q has no Number: messages name the order by it", o.ID)
	case d.settings.Company.ID == "":
		return errors.New("compose: the settings have no Company.ID: everything belongs to a company")
	case o.Company != "" && o.Company != d.settings.Company.ID:
		return fmt.Errorf("compose: order %s belongs to company %q, the settings to %q",
			o.Number, o.Company, d.settings.Company.ID)
	case !utf8.ValidString(r.Key + "\x00" + d.settings.Company.ID + "\x00" + o.ID + "\x00" + o.Number):
		return errors.New("compose: Key, Company, ID or Number is no valid UTF-8: the log could not keep it")
	case !o.Kind.Known():
		return fmt.Errorf("compose: order %s has the unknown Kind %q, want one of %v", o.Number, o.Kind, order.Kinds())
	case !slices.Contains(rules.Orders, o.Kind):
		return fmt.Errorf("compose: %s is sent from %v, and order %s is a %s, from which can be sent %v: %w",
			r.Kind, rules.Orders, o.Number, o.Kind, KindsFor(o.Kind), plan.Refuse(plan.FieldKind, codes.RefusedKind, o.Number))
	case r.Document != nil && !rules.AttachPDF:
		return fmt.Errorf("compose: %s has no document, so the request's Document would be lost", r.Kind)
	}
	d.rules = rules
	if r.Kind == Comment {
		return checkComment(r.Comment)
	}
	return nil
}

// checkComment refuses a comment that is empty, cannot be read or must stay inside the company (R610).
func checkComment(c order.Comment) error {
	if strings.TrimSpace(c.Text) == "" {
		return fmt.Errorf("compose: comment %q: %w", c.ID, plan.Refuse(plan.FieldText, codes.RefusedNoComment))
	}
	if !cleantext.Readable(c.Text) {
		return fmt.Errorf("compose: comment %q: %w", c.ID, plan.Refuse(plan.FieldText, codes.RefusedUnreadable))
	}
	if !c.FromCustomer && !c.VisibleToCustomer {
		return fmt.Errorf("compose: comment %q: %w", c.ID, plan.Refuse(plan.FieldText, codes.RefusedCommentInside))
	}
	return nil
}

// userLanguage is that of the user at the screen, for labels and warnings.
func (d *Draft) userLanguage() locale.Language {
	return d.known.Of(d.request.Actor.Language)
}

// primaryLanguage is the language of the first recipient.
func (d *Draft) primaryLanguage() locale.Language {
	if len(d.To) > 0 {
		return d.languageOf(d.To[0].Address.String())
	}
	if len(d.Phones) > 0 {
		return d.languageOf(d.Phones[0].String())
	}
	return d.languageOf("")
}

// languageOf returns the language for an address or number: their own, else the
// customer's or the order's, else the company's (R408).
func (d *Draft) languageOf(recipient string) locale.Language {
	return d.known.Of(d.people.Find(recipient).Language, d.fallbackLanguage())
}
