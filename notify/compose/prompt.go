package compose

import (
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
)

// Actor is the user who does something, as the log tells it (R701). The zero
// value is the system itself.
type Actor struct {
	ID       string `json:"id,omitzero"`
	Name     string `json:"name,omitzero"`
	Language string `json:"language,omitzero"` // BCP 47, for questions and warnings; the company's when empty
}

// PromptReason says why a prompt is shown or not, for machines. Hosts may store
// it, so a constant's value never changes.
type PromptReason string

// The reasons of a prompt.
const (
	BookingAdded       PromptReason = "booking-added"        // shown: a booking is new
	BookingChanged     PromptReason = "booking-changed"      // shown: a booking moved, got another technician or was cancelled
	BookingUnchanged   PromptReason = "booking-unchanged"    // not shown: the bookings are as before
	BookingPast        PromptReason = "booking-past"         // not shown: only bookings that are over were changed
	BookingRemoved     PromptReason = "booking-removed"      // not shown: bookings were only taken away, so there is nothing to confirm
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
// order was saved (R608). The zero value asks nothing. A "yes" opens the draft
// of [Prompt.Request]: a message of Kind, by Channel, to Contacts.
type Prompt struct {
	Kind     Kind             // what a "yes" sends
	Shown    bool             // ask the user
	AtOnce   bool             // do not ask: send what Request drafts, as the contacts' mode says
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
	return Request{Kind: p.Kind, Actor: user, Key: key, Now: now, Booking: p.Booking, Contacts: slices.Clone(p.Contacts)}
}

// Prompts decides what to ask user after an order has been saved: before is
// the order as it was (the zero value for a new one), after as it is. It
// returns one decision for each question that can be asked, shown or not, with
// its reason, in a fixed order: about bookings, the work order, the service
// protocol. Where some contacts are to be asked about and others get the
// document at once, that question has two decisions, so that a "no" takes
// nothing from those who are not asked about.
func Prompts(s Settings, before, after Order, user Actor, now time.Time) []Prompt {
	language := s.language(user.Language)
	prompts := []Prompt{s.bookingPrompt(before, after, now)}
	prompts = append(prompts, invoicingPrompts(before, after)...)
	prompts = append(prompts, protocolPrompts(before, after)...)
	for i := range prompts {
		p := &prompts[i]
		p.Channel = delivery.Email
		p.Why = language.Phrase("compose.why-" + string(p.Reason))
		if p.Shown {
			p.Question = language.Phrase("compose.ask-" + string(p.Kind))
		}
	}
	return prompts
}

// bookingPrompt asks when a booking that is not over was added or changed on a
// work or service order that has a contact person; only e-mail is offered.
func (s Settings) bookingPrompt(before, after Order, now time.Time) Prompt {
	p := Prompt{Kind: BookingConfirmation}
	if after.Kind != WorkOrder && after.Kind != ServiceOrder {
		p.Reason = BookingOrderKind
		return p
	}
	change, reason := s.changeToTell(before, after, now)
	switch {
	case reason != BookingAdded && reason != BookingChanged:
		p.Reason = reason
	case after.ContactPerson.IsZero():
		p.Reason = NoContactPerson
	default:
		p.Reason, p.Booking = reason, change.ID
		p.Shown, p.Contacts = true, []Contact{after.ContactPerson}
	}
	return p
}

// changeToTell picks the change that a confirmation would be about: of the
// booking that comes first, one that takes place before one that is cancelled.
func (s Settings) changeToTell(before, after Order, now time.Time) (told booking.Change, reason PromptReason) {
	zone, err := s.zone(after)
	if err != nil {
		zone = time.UTC
	}
	reason = BookingUnchanged
	for _, c := range booking.Diff(before.Bookings, after.Bookings) {
		switch {
		case isOver(c.Current().In(zone), now):
			if reason == BookingUnchanged {
				reason = BookingPast
			}
		case c.Kind == booking.Removed:
			if reason == BookingUnchanged || reason == BookingPast {
				reason = BookingRemoved
			}
		case reason != BookingAdded && reason != BookingChanged || sooner(c.After, told.After):
			told, reason = c, BookingChanged
			if c.Kind == booking.Added {
				reason = BookingAdded
			}
		}
	}
	return told, reason
}

// sooner orders bookings for a confirmation.
func sooner(a, b booking.Booking) bool {
	if a.Cancelled != b.Cancelled {
		return b.Cancelled
	}
	return a.Start.Before(b.Start)
}

// invoicingPrompts asks when a work order becomes ready for invoicing and a
// contact of the customer or the facility wants work orders.
func invoicingPrompts(before, after Order) []Prompt {
	switch {
	case after.Kind != WorkOrder:
		return []Prompt{{Kind: WorkOrderMail, Reason: OtherKindOfOrder}}
	case !after.ReadyForInvoicing || before.ReadyForInvoicing:
		return []Prompt{{Kind: WorkOrderMail, Reason: NotReadyForInvoice}}
	}
	return wanted(WorkOrderMail, after, func(c Contact) Mode { return c.SendWorkOrder })
}

// protocolPrompts asks when a service protocol is created and a contact of the
// customer or the facility wants protocols. Before may be nothing, or the
// service order that the protocol comes from.
func protocolPrompts(before, after Order) []Prompt {
	there := before.Kind == ServiceProtocol || before.Kind == "" && (before.Number != "" || before.ID != "")
	switch {
	case after.Kind != ServiceProtocol:
		return []Prompt{{Kind: ServiceProtocolMail, Reason: OtherKindOfOrder}}
	case there:
		return []Prompt{{Kind: ServiceProtocolMail, Reason: ProtocolNotCreated}}
	}
	return wanted(ServiceProtocolMail, after, func(c Contact) Mode { return c.SendServiceProtocol })
}

// wanted decides by what the contacts of customer and facility, and the order's
// contact person, have chosen. Who is on several lists is one person, and the
// strongest wish counts. One who is to get it at once and has no address is
// asked about, so that it can be typed; so is one with a mode that is unknown.
func wanted(kind Kind, o Order, mode func(Contact) Mode) []Prompt {
	ask := Prompt{Kind: kind, Shown: true, Reason: ContactWantsIt}
	now := Prompt{Kind: kind, AtOnce: true, Reason: ContactWantsItNow}
	contacts := append([]Contact{o.ContactPerson}, slices.Concat(o.Customer.Contacts, o.Facility.Contacts)...)
	seen := map[string]bool{}
	for _, pass := range []struct {
		prompt *Prompt
		takes  func(Contact) bool
	}{
		{&now, func(c Contact) bool { return mode(c) == Auto && len(addressesOf(c.Email)) > 0 }},
		{&ask, func(c Contact) bool { return mode(c) != Never }},
	} {
		for _, c := range contacts {
			key := strings.ToLower(strings.TrimSpace(c.Email))
			if key == "" {
				key = "\x00" + c.Name
			}
			if !c.IsZero() && pass.takes(c) && !seen[key] {
				seen[key] = true
				pass.prompt.Contacts = append(pass.prompt.Contacts, c)
			}
		}
	}
	var prompts []Prompt
	for _, p := range []Prompt{ask, now} {
		if len(p.Contacts) > 0 {
			prompts = append(prompts, p)
		}
	}
	if len(prompts) == 0 {
		return []Prompt{{Kind: kind, Reason: NobodyWantsIt}}
	}
	return prompts
}
