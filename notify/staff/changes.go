package staff

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// Fields that only the company's own people are told of.
const (
	fieldResponsible       = "responsible"
	fieldContactPerson     = "contactPerson"
	fieldReadyForInvoicing = "readyForInvoicing"
)

// told is what the company's own people are told of an order.
func told(o order.Order, people []Person, zone *time.Location) *snapshots.Snapshot {
	s := &snapshots.Snapshot{Scope: snapshots.ScopeOrder}
	add := func(name, value string) { s.Fields = append(s.Fields, snapshots.Field{Name: name, Value: value}) }
	add(snapshots.FieldCustomer, o.Customer.Name)
	add(snapshots.FieldFacility, o.Facility.Name)
	add(snapshots.FieldAddress, strings.Join(o.Facility.Address, ", "))
	add(fieldContactPerson, cmp.Or(o.ContactPerson.Name, o.ContactPerson.Email, o.ContactPerson.Phone))
	add(snapshots.FieldCustomerOrderNumber, o.CustomerOrderNumber)
	add(snapshots.FieldDescription, o.Description)
	names := make([]string, len(o.ServiceObjects))
	for i, so := range o.ServiceObjects {
		names[i] = so.Name
	}
	add(snapshots.FieldServiceObjects, strings.Join(names, ", "))
	add(fieldResponsible, responsible(o, people))
	ready := ""
	if o.ReadyForInvoicing {
		ready = "✓"
	}
	add(fieldReadyForInvoicing, ready)
	s.Fields = append(s.Fields, visitFields(o.Bookings, zone)...)
	s.AddList(snapshots.ListLines)
	line := func(key, label string, quantity int64, unit string) {
		s.AddItem(snapshots.ListLines, key, label,
			snapshots.Field{Name: snapshots.FieldArticle, Value: label},
			snapshots.Field{Name: snapshots.FieldQuantity, Form: snapshots.FormQuantity, Value: amount(quantity, unit)})
	}
	for _, a := range o.Articles {
		line("article-"+cmp.Or(a.ID, a.Number, a.Name), articleName(a), a.Quantity, a.Unit)
	}
	for _, l := range o.Content.Lines {
		line("line-"+cmp.Or(l.ID, l.Article, l.Name), strings.TrimSpace(l.Article+" "+l.Name), l.Quantity, l.Unit)
	}
	return s
}

// amount is a quantity in thousandths with its unit; none is not told.
func amount(quantity int64, unit string) string {
	if quantity == 0 {
		return ""
	}
	return strings.TrimSpace(strconv.FormatInt(quantity, 10) + " " + unit)
}

// responsible names who is responsible for an order, as people know them.
func responsible(o order.Order, people []Person) string {
	i := slices.IndexFunc(people, func(p Person) bool { return p.ID != "" && p.ID == o.ResponsibleUserID })
	if i >= 0 && people[i].Name != "" {
		return people[i].Name
	}
	return cmp.Or(o.ResponsibleUserEmail, o.ResponsibleUserID)
}

// visitFields are what is told of the visits that take place: one that is
// cancelled is told as gone.
func visitFields(bookings []booking.Booking, zone *time.Location) []snapshots.Field {
	var fields []snapshots.Field
	for _, b := range bookings {
		if b.Cancelled {
			continue
		}
		for _, f := range order.BookingFields(b.In(zone)) {
			if f.Name != snapshots.FieldCancelled {
				fields = append(fields, f)
			}
		}
		fields = append(fields, snapshots.Field{
			Name: snapshots.FieldTitle, Item: order.VisitItem(b.ID), Value: cleantext.OneLine(b.Title),
		})
	}
	return fields
}

// visitsOf are what became of a person's visits: booked, moved, otherwise changed,
// or cancelled, which for somebody who is not booked any more it is. The order is
// that of after, then what is gone.
func visitsOf(id string, before, after []booking.Booking, zone *time.Location, now time.Time) []booking.Change {
	if id == "" {
		return nil
	}
	attends := func(b booking.Booking) bool { return !b.Cancelled && slices.Contains(b.UserIDs, id) }
	var changes []booking.Change
	note := func(kind booking.ChangeKind, old, b booking.Booking, over bool) {
		if kind != "" && !over {
			changes = append(changes, booking.Change{ID: cmp.Or(b.ID, old.ID), Kind: kind, Before: old, After: b})
		}
	}
	there := map[string]bool{}
	for _, b := range after {
		there[b.ID] = true
		old, had := booking.Find(before, b.ID)
		b, old = b.In(zone), old.In(zone)
		over := b.Over(now) && (!had || old.Over(now))
		switch was, is := had && attends(old), attends(b); {
		case was && is:
			note(booking.Compare(old, b), old, b, over)
		case is:
			note(booking.ChangeAdded, booking.Booking{}, b, over)
		case was:
			note(booking.ChangeCancelled, old, b, old.Over(now))
		}
	}
	for _, old := range before {
		if old = old.In(zone); !there[old.ID] && attends(old) {
			note(booking.ChangeRemoved, old, booking.Booking{}, old.Over(now))
		}
	}
	return changes
}

// visitChanges are what is to be listed of visits that are still there.
func visitChanges(visits []booking.Change, zone *time.Location) []snapshots.Difference {
	var before, after []booking.Booking
	for _, v := range visits {
		switch v.Kind {
		case booking.ChangeAdded, booking.ChangeCancelled, booking.ChangeRemoved:
		default:
			before, after = append(before, v.Before), append(after, v.After)
		}
	}
	return snapshots.Compare(&snapshots.Snapshot{Fields: visitFields(before, zone)},
		&snapshots.Snapshot{Fields: visitFields(after, zone)})
}
