package compose

import (
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

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
// order was saved. The zero value asks nothing. A "yes" opens the draft of
// [Prompt.Request]: a message of Kind by e-mail, to Contacts.
type Prompt struct {
	Kind     plan.Kind       // what a "yes" sends
	Shown    bool            // ask the user
	AtOnce   bool            // do not ask: send what Request drafts, as the contacts' mode says
	Question string          // in the user's language; empty when nothing is asked
	Reason   PromptReason    // why it is shown or not
	Why      string          // the reason as a sentence in the user's language
	Contacts []order.Contact // to whom a "yes" would send; one without an address can have it typed
	Booking  string          // the ID of the booking that a confirmation is about
}

// Request returns the request of the draft that a "yes" opens, with the form
// token key. The caller may add to it; Now is left to the desk.
func (p Prompt) Request(user order.Actor, key string) Request {
	return Request{Kind: p.Kind, Actor: user, Key: key, Booking: p.Booking, Contacts: slices.Clone(p.Contacts)}
}

// Prompts decides what to ask user after an order has been saved: before is
// the order as it was (the zero value for a new one), after as it is. It
// returns one decision for each question that can be asked, shown or not, with
// its reason, in a fixed order: about bookings, the work order, the service
// protocol. Where some contacts are to be asked about and others get the
// document at once, that question has two decisions, so that a "no" takes
// nothing from those who are not asked about.
func Prompts(s order.Settings, before, after order.Order, user order.Actor, now time.Time) []Prompt {
	language := s.LanguageOf(user.Language)
	prompts := []Prompt{bookingPrompt(s, before, after, now)}
	prompts = append(prompts, invoicingPrompts(before, after)...)
	prompts = append(prompts, protocolPrompts(before, after)...)
	for i := range prompts {
		p := &prompts[i]
		p.Why = language.Phrase("compose.why-" + string(p.Reason))
		if p.Shown {
			p.Question = language.Phrase("compose.ask-" + string(p.Kind))
		}
	}
	return prompts
}

// bookingPrompt asks when a booking that is not over was added or changed on a
// work or service order that has a contact person; only e-mail is offered.
func bookingPrompt(s order.Settings, before, after order.Order, now time.Time) Prompt {
	p := Prompt{Kind: BookingConfirmation}
	if after.Kind != order.WorkOrder && after.Kind != order.ServiceOrder {
		p.Reason = BookingOrderKind
		return p
	}
	change, reason := changeToTell(s, before, after, now)
	switch {
	case reason != BookingAdded && reason != BookingChanged:
		p.Reason = reason
	case after.ContactPerson.IsZero():
		p.Reason = NoContactPerson
	default:
		p.Reason, p.Booking = reason, change.ID
		p.Shown, p.Contacts = true, []order.Contact{after.ContactPerson}
	}
	return p
}

// changeToTell picks the change that a confirmation would be about: of the
// booking that comes first, one that takes place before one that is cancelled.
func changeToTell(s order.Settings, before, after order.Order, now time.Time) (told booking.Change, reason PromptReason) {
	zone, err := s.ZoneOf(after)
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
		case c.Kind == booking.ChangeRemoved:
			if reason == BookingUnchanged || reason == BookingPast {
				reason = BookingRemoved
			}
		case reason != BookingAdded && reason != BookingChanged || sooner(c.After, told.After):
			told, reason = c, BookingChanged
			if c.Kind == booking.ChangeAdded {
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
func invoicingPrompts(before, after order.Order) []Prompt {
	switch {
	case after.Kind != order.WorkOrder:
		return []Prompt{{Kind: WorkOrder, Reason: OtherKindOfOrder}}
	case !after.ReadyForInvoicing || before.ReadyForInvoicing:
		return []Prompt{{Kind: WorkOrder, Reason: NotReadyForInvoice}}
	}
	return wanted(WorkOrder, after, func(c order.Contact) order.SendMode { return c.SendWorkOrder })
}

// protocolPrompts asks when a service protocol is created and a contact of the
// customer or the facility wants protocols. Before may be nothing, or the
// service order that the protocol comes from.
func protocolPrompts(before, after order.Order) []Prompt {
	there := before.Kind == order.ServiceProtocol || before.Kind == "" && (before.Number != "" || before.ID != "")
	switch {
	case after.Kind != order.ServiceProtocol:
		return []Prompt{{Kind: ServiceProtocol, Reason: OtherKindOfOrder}}
	case there:
		return []Prompt{{Kind: ServiceProtocol, Reason: ProtocolNotCreated}}
	}
	return wanted(ServiceProtocol, after, func(c order.Contact) order.SendMode { return c.SendServiceProtocol })
}

// wanted decides by what the contacts of customer and facility, and the order's
// contact person, have chosen. Who is on several lists is one person, and the
// strongest wish counts. One who is to get it at once and has no address is
// asked about, so that it can be typed; so is one with a mode that is unknown.
func wanted(kind plan.Kind, o order.Order, mode func(order.Contact) order.SendMode) []Prompt {
	ask := Prompt{Kind: kind, Shown: true, Reason: ContactWantsIt}
	now := Prompt{Kind: kind, AtOnce: true, Reason: ContactWantsItNow}
	contacts := append([]order.Contact{o.ContactPerson}, slices.Concat(o.Customer.Contacts, o.Facility.Contacts)...)
	seen := map[string]bool{}
	for _, pass := range []struct {
		prompt *Prompt
		takes  func(order.Contact) bool
	}{
		{&now, func(c order.Contact) bool { return mode(c) == order.SendAtOnce && len(c.Addresses()) > 0 }},
		{&ask, func(c order.Contact) bool { return mode(c) != order.SendNever }},
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
