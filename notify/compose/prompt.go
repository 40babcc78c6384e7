package compose

import (
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
)

// Actor is the user who does something. The zero value is the system itself.
type Actor struct {
	ID       string `json:"id,omitzero"`
	Name     string `json:"name,omitzero"`
	Language string `json:"language,omitzero"` // BCP 47, for questions and warnings; the company's when empty
}

// PromptReason says why a prompt is shown or not, for machines.
type PromptReason string

// The reasons of a prompt.
const (
	BookingAdded       PromptReason = "booking-added"        // shown: a booking is new
	BookingChanged     PromptReason = "booking-changed"      // shown: a booking moved, got another technician or was cancelled
	BookingUnchanged   PromptReason = "booking-unchanged"    // not shown: the bookings are as before
	BookingPast        PromptReason = "booking-past"         // not shown: only bookings that are over were changed
	BookingOrderKind   PromptReason = "booking-order-kind"   // not shown: only work and service orders ask
	NoContactPerson    PromptReason = "no-contact-person"    // not shown: the order has nobody to write to
	ContactWantsIt     PromptReason = "contact-wants-it"     // shown: a contact has "send: yes"
	ContactWantsItNow  PromptReason = "contact-wants-it-now" // not shown: a contact has the mode that sends at once
	NobodyWantsIt      PromptReason = "nobody-wants-it"      // not shown: no contact of customer or facility has "send: yes"
	NotReadyForInvoice PromptReason = "not-ready"            // not shown: the order did not become ready for invoicing now
	ProtocolNotCreated PromptReason = "protocol-not-created" // not shown: the protocol was there before
	OtherKindOfOrder   PromptReason = "other-kind-of-order"  // not shown: the question is not for this kind of order
)

// A Prompt is the decision whether to ask the user to send something after an
// order was saved (R608).
type Prompt struct {
	Kind     Kind             // what a "yes" sends
	Shown    bool             // ask the user
	AtOnce   bool             // do not ask: send, as the contact's mode says
	Question string           // in the user's language; empty when nothing is asked
	Reason   PromptReason     // why it is shown or not
	Why      string           // the reason as a sentence in the user's language
	Channel  delivery.Channel // always e-mail
	Contacts []Contact        // to whom a "yes" would send; one without an address can have it typed
	Booking  string           // the ID of the booking that a confirmation is about
}

// Request returns the request of the draft that a "yes" opens, with the form
// token key. The caller may add to it.
func (p Prompt) Request(user Actor, key string, now time.Time) Request {
	return Request{Kind: p.Kind, Actor: user, Key: key, Now: now, Booking: p.Booking, Contacts: p.Contacts}
}

// Prompts decides what to ask user after an order has been saved: before is
// the order as it was (the zero value for a new one), after as it is. It
// returns one decision for each question that can be asked, shown or not, with
// its reason, in a fixed order.
func Prompts(s Settings, before, after Order, user Actor, now time.Time) []Prompt {
	language := s.language(user.Language)
	prompts := []Prompt{
		bookingPrompt(before, after, now),
		invoicingPrompt(before, after),
		protocolPrompt(before, after),
	}
	for i := range prompts {
		p := &prompts[i]
		p.Channel = delivery.Email
		p.Why = language.Phrase(words, "compose.why-"+string(p.Reason))
		if p.Shown {
			p.Question = language.Phrase(words, "compose.ask-"+string(p.Kind))
		}
	}
	return prompts
}

// bookingPrompt asks when a booking that is not over was added or changed on a
// work or service order that has a contact person; only e-mail is offered.
func bookingPrompt(before, after Order, now time.Time) Prompt {
	p := Prompt{Kind: BookingConfirmation}
	if after.Kind != WorkOrder && after.Kind != ServiceOrder {
		p.Reason = BookingOrderKind
		return p
	}
	changes := booking.Diff(before.Bookings, after.Bookings)
	if len(changes) == 0 {
		p.Reason = BookingUnchanged
		return p
	}
	p.Reason = BookingPast
	for _, c := range changes {
		if c.Kind == booking.Removed || !c.Current().End.After(now) {
			continue
		}
		p.Booking, p.Reason = c.ID, BookingChanged
		if c.Kind == booking.Added {
			p.Reason = BookingAdded
		}
		break
	}
	if p.Reason == BookingPast {
		return p
	}
	if after.ContactPerson.IsZero() {
		p.Reason = NoContactPerson
		return p
	}
	p.Shown, p.Contacts = true, []Contact{after.ContactPerson}
	return p
}

// invoicingPrompt asks when a work order becomes ready for invoicing and a
// contact of the customer or the facility wants work orders.
func invoicingPrompt(before, after Order) Prompt {
	p := Prompt{Kind: WorkOrderMail}
	switch {
	case after.Kind != WorkOrder:
		p.Reason = OtherKindOfOrder
	case !after.ReadyForInvoicing || before.ReadyForInvoicing:
		p.Reason = NotReadyForInvoice
	default:
		p.wanted(after, func(c Contact) Mode { return c.SendWorkOrder })
	}
	return p
}

// protocolPrompt asks when a service protocol is created and a contact of the
// customer or the facility wants protocols.
func protocolPrompt(before, after Order) Prompt {
	p := Prompt{Kind: ServiceProtocolMail}
	switch {
	case after.Kind != ServiceProtocol:
		p.Reason = OtherKindOfOrder
	case before.Number != "" || before.ID != "":
		p.Reason = ProtocolNotCreated
	default:
		p.wanted(after, func(c Contact) Mode { return c.SendServiceProtocol })
	}
	return p
}

// wanted decides by what the contacts of customer and facility have chosen.
// Somebody to ask about comes before somebody to send to at once, because the
// user then sees everybody in the draft.
func (p *Prompt) wanted(o Order, mode func(Contact) Mode) {
	seen := map[string]bool{}
	for _, c := range append(slices.Clone(o.Customer.Contacts), o.Facility.Contacts...) {
		key := strings.ToLower(c.Email) + "\x00" + c.Name
		if mode(c) == Never || seen[key] {
			continue
		}
		seen[key] = true
		p.Contacts = append(p.Contacts, c)
		p.Shown = p.Shown || mode(c) == Ask
	}
	switch {
	case len(p.Contacts) == 0:
		p.Reason = NobodyWantsIt
	case p.Shown:
		p.Reason = ContactWantsIt
	default:
		p.Reason, p.AtOnce = ContactWantsItNow, true
	}
}
