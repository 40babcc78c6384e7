package compose

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
)

// A Request says which message is to be drafted. Kind, Key and Now are needed:
// nothing here asks the machine for the time.
//
// A host may keep it between opening a popup and taking it back: it goes through
// encoding/json and back, but for what is of the moment or of the process (Now,
// Renderer, Log and Bounced). One that is not kept comes back with the form: see
// [Request.WithForm].
type Request struct {
	Kind  plan.Kind   `json:"kind"`
	Actor order.Actor `json:"actor,omitzero"` // who sends; zero: the system
	Key   string      `json:"key"`            // the form's token: one key sends once
	Now   time.Time   `json:"-"`              // the time that "coming" and "this year" are judged by

	// Bookings are the IDs of those that were saved. Empty: of a booking confirmation those
	// that are no longer as somebody was told, as the log has it; else the next one.
	Bookings []string `json:"bookings,omitempty"`
	// Removed are bookings as they were before they were taken away, for a cancellation
	// of one that the log does not know.
	Removed []booking.Booking `json:"removed,omitempty"`
	// ExpectedTime is when the technician is expected, for [OnTheWay] and [Delayed];
	// zero: nobody knows.
	ExpectedTime time.Time `json:"expectedTime,omitzero"`
	// Contacts are preselected instead of the order's contact person.
	Contacts []order.Contact `json:"contacts,omitempty"`
	// Template is the ID of the template, for [TemplateEmail]; it may be chosen later,
	// in the form or with [Draft.Choose].
	Template string        `json:"template,omitzero"`
	Comment  order.Comment `json:"comment,omitzero"` // for [Comment]

	Renderer pdf.Renderer `json:"-"` // makes the documents; nil: the built-in one
	// Document is one that the host has made, instead of rendering one; an error where
	// none goes along.
	Document *order.File `json:"document,omitempty"`

	// Log holds the earlier messages of the order and Bounced the addresses of
	// the company that failed for good. They make the draft warn, know a
	// changed booking from a new one, and keep the order's mails in one thread.
	// Complete of notify.Desk fills them in. Bounced is in canonical form.
	Log     []audit.Message `json:"-"`
	Bounced []string        `json:"-"`

	// AtOnce says that nobody was asked: who got this kind of message before, as the
	// log says, does not get it again by itself.
	AtOnce bool `json:"atOnce,omitzero"`

	// AllowWithoutBooking plans a booking confirmation although no booking is coming.
	AllowWithoutBooking bool `json:"allowWithoutBooking,omitzero"`
}

// about is what a form carries of its request: what the user has chosen by opening it,
// and nothing that allows or sends anything. It travels through the user's hands.
type about struct {
	Kind         plan.Kind         `json:"kind"`
	Bookings     []string          `json:"bookings,omitempty"`
	Removed      []booking.Booking `json:"removed,omitempty"`
	ExpectedTime time.Time         `json:"expectedTime,omitzero"`
	Contacts     []order.Contact   `json:"contacts,omitempty"`
	Template     string            `json:"template,omitzero"`
}

// forForm is the request as [Form].Request has it.
func (r Request) forForm() string {
	text, err := json.Marshal(about{r.Kind, r.Bookings, r.Removed, r.ExpectedTime, r.Contacts, r.Template})
	if err != nil {
		return "" // a time in a year after 9999
	}
	return string(text)
}

// about is what the form says of its request; zero where it says nothing that can be read.
func (f Form) about() (of about) {
	if json.Unmarshal([]byte(f.Request), &of) != nil {
		return about{}
	}
	return of
}

// CheckForm refuses, with [ErrForm], a request that has no key or no kind of message now
// that its form has come back: the form is not one that a page gave.
func (r Request) CheckForm() error {
	if r.Key == "" || r.Kind == "" || !utf8.ValidString(r.Key) || strings.ContainsRune(r.Key, 0) {
		return plan.Refuse(plan.FieldForm, codes.RefusedForm).Because(ErrForm)
	}
	return nil
}

// WithForm returns the request with what it leaves out and a form that has come back
// knows: the key, the kind of message, its bookings, contacts, expected time and
// template. What the request has itself stays. A form that was opened for another kind
// of message than the request's adds nothing but its key. Who sends, comments, documents
// and permissions never come from a form.
func (r Request) WithForm(f Form) Request {
	if r.Key == "" {
		r.Key = f.Key
	}
	of := f.about()
	if of.Kind == "" || r.Kind != "" && r.Kind != of.Kind {
		return r
	}
	r.Kind = of.Kind
	if len(r.Bookings) == 0 {
		r.Bookings = of.Bookings
	}
	if len(r.Removed) == 0 {
		r.Removed = of.Removed
	}
	if r.ExpectedTime.IsZero() {
		r.ExpectedTime = of.ExpectedTime
	}
	if len(r.Contacts) == 0 {
		r.Contacts = of.Contacts
	}
	if r.Template == "" {
		r.Template = of.Template
	}
	return r
}
