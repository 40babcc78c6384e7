package compose

import (
	"cmp"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
)

// History makes an order's history from its records, comparing each
// message with the order as it is now. Unreachable are addresses and numbers that
// failed for good, as messages about other orders show; nobody is advised to write there.
func History(s order.Settings, o order.Order, records []audit.Record, now time.Time, unreachable ...string) audit.History {
	zone, err := s.ZoneOf(o)
	if err != nil {
		zone = time.UTC
	}
	messages := audit.Fold(records)
	return audit.NewHistory(audit.HistoryInput{
		Messages: messages, Current: current(s, o, messages, now), People: persons(s, o), Unreachable: unreachable, Unsendable: unsendable(o, messages, zone, now), Instead: confirmations, AnyChange: s.MarkAnyChange, ChangedAt: o.Changed,
		LoggingBegan: s.LoggingBegan, OrderCreated: o.Created, Zone: zone, Now: now,
	})
}

// confirmations tell anew what was told of a visit.
var confirmations = map[string]string{
	string(Reminder): string(BookingConfirmation), string(OnTheWay): string(BookingConfirmation), string(Delayed): string(BookingConfirmation),
}

// unsendable are the kinds of the messages that a draft of the order as it is would
// refuse, so that nobody is advised to send one: of another kind of order, or about
// visits of which none is left to tell of.
func unsendable(o order.Order, messages []audit.Message, zone *time.Location, now time.Time) []string {
	ahead, toTell := false, false
	for _, b := range o.Bookings {
		if !b.Start.IsZero() && !isOver(b.In(zone), now) {
			ahead, toTell = ahead || !b.Cancelled, true
		}
	}
	for i := range messages {
		toTell = toTell || arrived(&messages[i]) && messages[i].Snapshot != nil && tellsOfOneGone(o, messages[i].Says(), zone, now)
	}
	var kinds []string
	for i := range messages {
		for _, kind := range []string{messages[i].Kind, confirmations[messages[i].Kind]} {
			rules, ok := RulesOf(plan.Kind(kind))
			if !ok || slices.Contains(kinds, kind) {
				continue // what is not of this package is judged by whoever sends it
			}
			about := rules.aboutVisit && !ahead
			if rules.Kind == BookingConfirmation {
				about = !toTell // a cancellation can be told too
			}
			if about || !rules.from(o.Kind) {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds
}

// tellsOfOneGone reports whether a snapshot tells of a visit to come that the order
// does not have any more.
func tellsOfOneGone(o order.Order, snap *audit.Snapshot, zone *time.Location, now time.Time) bool {
	for _, f := range snap.Fields {
		if f.Name != audit.FieldTime || f.List != "" || f.Item == "" {
			continue
		}
		there := slices.ContainsFunc(o.Bookings, func(b booking.Booking) bool { return plan.Valid(order.VisitItem(b.ID)) == f.Item })
		if told, ok := bookedAt(f); ok && !there && !isOver(told.In(zone), now) {
			return true
		}
	}
	return false
}

// persons are those whom the order knows, each with all of their addresses and
// numbers: a contact who stands in several places is one person.
func persons(s order.Settings, o order.Order) []audit.Person {
	var list []audit.Person
	add := func(name string, addresses recipients.List, phone string, main bool) {
		var all []string
		for _, m := range addresses {
			all = append(all, m.Address.String())
		}
		if phone != "" {
			numbers, _ := recipients.ParsePhoneListIn(phone, s.CorrectionRegion())
			for _, number := range numbers {
				all = append(all, number.String())
			}
		}
		if len(all) == 0 {
			return
		}
		for i := range list {
			had := &list[i]
			shares := slices.ContainsFunc(all, func(a string) bool { return slices.Contains(had.Addresses, a) })
			if shares && (had.Name == name || had.Name == "" || name == "") {
				had.Name, had.Main = cmp.Or(had.Name, name), had.Main || main
				for _, a := range all {
					if !slices.Contains(had.Addresses, a) {
						had.Addresses = append(had.Addresses, a)
					}
				}
				return
			}
		}
		list = append(list, audit.Person{Name: name, Addresses: all, Main: main})
	}
	add(o.ContactPerson.Name, o.ContactPerson.Addresses(), o.ContactPerson.Phone, true)
	for _, p := range [...]*order.Party{&o.Customer, &o.Facility, &o.InvoicedTo, &o.Supplier} {
		for _, c := range p.Contacts {
			add(c.Name, c.Addresses(), c.Phone, false)
		}
		add("", order.Contact{Email: p.InvoiceEmail}.Addresses(), "", false)
		add("", order.Contact{Email: p.OrderEmail}.Addresses(), "", false)
	}
	for _, u := range o.Users {
		if u.Customer {
			add(u.Name, u.Addresses(), u.Phone, false)
		}
	}
	return list
}

// Addresses returns the addresses and numbers that a draft of r can be sent to
// unasked, and those of typed, in canonical form, each once: of everybody whom
// the order knows, of those with a login, and of the request's contacts. What is
// no address or number is passed over.
func Addresses(s order.Settings, o order.Order, r Request, typed ...string) []string {
	var list []string
	add := func(text string) {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	fields := slices.Clone(typed)
	for _, c := range o.SuggestedContacts() {
		fields = append(fields, c.Email, c.Phone)
	}
	for _, u := range o.Logins() {
		fields = append(fields, u.Email)
	}
	for _, c := range r.Contacts {
		fields = append(fields, c.Email, c.Phone)
	}
	for _, field := range append(fields, s.PurchaseOrderTo.String()) {
		addresses, _ := recipients.ParseList(field)
		for _, m := range addresses {
			add(m.Address.String())
		}
		numbers, _ := recipients.ParsePhoneListIn(field, s.CorrectionRegion())
		for _, number := range numbers {
			add(number.String())
		}
	}
	return list
}
