package compose

import (
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// PromptReason says why a prompt is shown or not, for machines. Hosts may store
// it, so a constant's value never changes.
type PromptReason string

// The reasons of a prompt.
const (
	BookingAdded PromptReason = "booking-added" // shown: a booking is new
	// shown: a booking moved, got another technician or was cancelled
	BookingChanged   PromptReason = "booking-changed"
	BookingUnchanged PromptReason = "booking-unchanged" // not shown: the bookings are as before
	BookingPast      PromptReason = "booking-past"      // not shown: only bookings that are over were changed
	// shown: a booking was cancelled or taken away, which can be told
	BookingCancelled  PromptReason = "booking-cancelled"
	BookingOrderKind  PromptReason = "booking-order-kind"   // not shown: only work and service orders ask
	NoContactPerson   PromptReason = "no-contact-person"    // not shown: the order has nobody to write to
	ContactWantsIt    PromptReason = "contact-wants-it"     // shown: a contact has "send: yes"
	ContactWantsItNow PromptReason = "contact-wants-it-now" // not shown: a contact has the mode that sends at once
	// not shown: no contact of customer or facility has "send: yes"
	NobodyWantsIt PromptReason = "nobody-wants-it"
	// not shown: the order did not become ready for invoicing now
	NotReadyForInvoice PromptReason = "not-ready"
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
	Bookings []string        // the IDs of the bookings of the save that a confirmation is about

	removed []booking.Booking
}

// Request returns the request of the draft that a "yes" opens, with the form
// token key. The caller may add to it; Now is left to the desk.
func (p Prompt) Request(user order.Actor, key string) Request {
	return Request{
		Kind:     p.Kind,
		Actor:    user,
		Key:      key,
		Bookings: slices.Clone(p.Bookings),
		Removed:  slices.Clone(p.removed),
		Contacts: slices.Clone(p.Contacts),
		AtOnce:   p.AtOnce,
	}
}

// Prompts decides what to ask user after an order has been saved: before is
// the order as it was (the zero value for a new one), after as it is. It
// returns one decision for each question that can be asked, shown or not, with
// its reason, in a fixed order: about bookings, the work order, the service
// protocol. Where some visits of a save take place and others are off, there are
// two questions about bookings, since a calendar entry is either sent or taken back.
func Prompts(s order.Settings, before, after order.Order, user order.Actor, now time.Time) []Prompt {
	language := s.LanguageOf(user.Language)
	prompts := bookingPrompts(s, before, after, now)
	prompts = append(prompts, invoicingPrompt(before, after), protocolPrompt(before, after))
	for i := range prompts {
		p := &prompts[i]
		p.Why = language.Phrase("compose.why-" + string(p.Reason))
		switch {
		case p.Shown && p.Reason == BookingCancelled:
			p.Question = language.Phrase("compose.ask-booking-cancelled")
		case p.Shown:
			p.Question = language.Phrase("compose.ask-" + string(p.Kind))
		}
	}
	return prompts
}

// bookingPrompts ask when bookings that are not over were added, changed, cancelled
// or taken away on a work or service order that has a contact person; only e-mail
// is offered. All bookings of the save are one question.
func bookingPrompts(s order.Settings, before, after order.Order, now time.Time) []Prompt {
	none := func(r PromptReason) []Prompt { return []Prompt{{Kind: BookingConfirmation, Reason: r}} }
	if after.Kind != order.WorkOrder && after.Kind != order.ServiceOrder {
		return none(BookingOrderKind)
	}
	changes, past := changesToTell(s, before, after, now)
	switch {
	case len(changes) == 0 && past:
		return none(BookingPast)
	case len(changes) == 0:
		return none(BookingUnchanged)
	case after.ContactPerson.IsZero():
		return none(NoContactPerson)
	}
	on := Prompt{Kind: BookingConfirmation, Shown: true, Contacts: []order.Contact{after.ContactPerson}}
	off := on
	off.Reason = BookingCancelled
	for _, c := range changes {
		switch {
		case c.Kind == booking.ChangeRemoved:
			off.Bookings, off.removed = append(off.Bookings, c.ID), append(off.removed, c.Before)
		case c.After.Cancelled:
			off.Bookings = append(off.Bookings, c.ID)
		default:
			on.Bookings = append(on.Bookings, c.ID)
			if on.Reason == "" || c.Kind != booking.ChangeAdded {
				on.Reason = BookingChanged
				if c.Kind == booking.ChangeAdded {
					on.Reason = BookingAdded
				}
			}
		}
	}
	var prompts []Prompt
	for _, p := range []Prompt{on, off} {
		if len(p.Bookings) > 0 {
			prompts = append(prompts, p)
		}
	}
	return prompts
}

// changesToTell are the changes of bookings that are not over, the soonest first,
// and whether there were others. A booking that was added and is cancelled already
// was never promised.
func changesToTell(s order.Settings, before, after order.Order, now time.Time) (changes []booking.Change, past bool) {
	zone := zoneOf(s, after)
	all := booking.Diff(before.Bookings, after.Bookings)
	anew := savedTwice(all, zone)
	for i, c := range all {
		switch {
		case anew[i]:
		case isOver(c.Current().In(zone), now):
			past = true
		case !saysOtherwise(c.Before.In(zone), c.After.In(zone)):
		default:
			changes = append(changes, c)
		}
	}
	slices.SortStableFunc(changes, func(a, b booking.Change) int { return a.Current().Start.Compare(b.Current().Start) })
	return changes, past
}

// savedTwice finds visits that were taken away and added under another ID in one save, and
// say the same: nobody has to be told of either.
func savedTwice(changes []booking.Change, zone *time.Location) map[int]bool {
	found := map[int]bool{}
	for i, gone := range changes {
		if gone.Kind != booking.ChangeRemoved {
			continue
		}
		for j, come := range changes {
			come.After.ID = gone.ID
			if come.Kind == booking.ChangeAdded && !found[j] && !saysOtherwise(gone.Before.In(zone), come.After.In(zone)) {
				found[i], found[j] = true, true
				break
			}
		}
	}
	return found
}

// saysOtherwise reports whether a mail that told of a booking before would be red now.
func saysOtherwise(before, after booking.Booking) bool {
	told, _ := toldVisit(nil).then(visitFields(before, true), "")
	return told.otherwise(after)
}

// invoicingPrompt asks when a work order becomes ready for invoicing.
func invoicingPrompt(before, after order.Order) Prompt {
	switch {
	case after.Kind != order.WorkOrder:
		return Prompt{Kind: WorkOrder, Reason: OtherKindOfOrder}
	case !after.ReadyForInvoicing || before.ReadyForInvoicing:
		return Prompt{Kind: WorkOrder, Reason: NotReadyForInvoice}
	}
	return wanted(WorkOrder, after, func(c order.Contact) order.SendMode { return c.SendWorkOrder })
}

// protocolPrompt asks when a service protocol is created. Before may be nothing, or
// the service order that the protocol comes from.
func protocolPrompt(before, after order.Order) Prompt {
	there := before.Kind == order.ServiceProtocol || before.Kind == "" && (before.Number != "" || before.ID != "")
	switch {
	case after.Kind != order.ServiceProtocol:
		return Prompt{Kind: ServiceProtocol, Reason: OtherKindOfOrder}
	case there:
		return Prompt{Kind: ServiceProtocol, Reason: ProtocolNotCreated}
	}
	return wanted(ServiceProtocol, after, func(c order.Contact) order.SendMode { return c.SendServiceProtocol })
}

// wanted decides by what the order's contact person has chosen, and nobody else:
// their record at the order, the customer or the facility, of which the strongest
// wish counts. One who is to get it at once and has no address is asked about, so
// that it can be typed; so is one with a mode that is unknown. An order without a
// contact person asks about those of the facility, else of the customer, who want it.
func wanted(kind plan.Kind, o order.Order, mode func(order.Contact) order.SendMode) Prompt {
	if o.ContactPerson.IsZero() {
		for _, party := range []order.Party{o.Facility, o.Customer} {
			var wish []order.Contact
			for _, c := range party.Contacts {
				if !c.IsZero() && mode(c) != order.SendNever {
					wish = append(wish, c)
				}
			}
			if len(wish) > 0 {
				return Prompt{Kind: kind, Shown: true, Reason: ContactWantsIt, Contacts: wish}
			}
		}
		return Prompt{Kind: kind, Reason: NobodyWantsIt}
	}
	strongest := mode(o.ContactPerson)
	for _, c := range slices.Concat(o.Customer.Contacts, o.Facility.Contacts) {
		if m := mode(c); samePerson(c, o.ContactPerson) && (strongest == order.SendNever || m == order.SendAtOnce) {
			strongest = m
		}
	}
	p := Prompt{Kind: kind, Contacts: []order.Contact{o.ContactPerson}}
	switch {
	case strongest == order.SendNever:
		return Prompt{Kind: kind, Reason: NobodyWantsIt}
	case strongest == order.SendAtOnce && len(o.ContactPerson.Addresses()) > 0:
		p.AtOnce, p.Reason = true, ContactWantsItNow
	default:
		p.Shown, p.Reason = true, ContactWantsIt
	}
	return p
}

// samePerson reports whether two records are of one person: they share an address
// or a number and are not called otherwise, or have neither and one name.
func samePerson(a, b order.Contact) bool {
	if a.IsZero() || b.IsZero() {
		return false
	}
	sameName := cleantext.Canonical(a.Name) == cleantext.Canonical(b.Name)
	for _, m := range a.Addresses() {
		for _, n := range b.Addresses() {
			if strings.EqualFold(m.Address.String(), n.Address.String()) {
				return sameName || a.Name == "" || b.Name == ""
			}
		}
	}
	if order.SamePhone(a.Phone, b.Phone) {
		return sameName || a.Name == "" || b.Name == ""
	}
	return sameName && (a.Email == "" && a.Phone == "" || b.Email == "" && b.Phone == "")
}
