package order

import (
	"cmp"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// VisitItem is the name of a booking among the items of a snapshot: its ID, or a fixed
// word for the only visit of a host that gives bookings no IDs.
func VisitItem(bookingID string) string { return cmp.Or(bookingID, "visit") }

// BookingFields are what people are told of a visit, as [snapshots.Compare] compares it:
// when, who comes, where, and whether it is cancelled. What the visit lacks is there as
// an empty field, so that a place that was taken away counts as a change.
func BookingFields(b booking.Booking) []snapshots.Field {
	end := b.End
	if end.IsZero() {
		end = b.Start
	}
	when := snapshots.Field{
		Name:  snapshots.FieldTime,
		Item:  VisitItem(b.ID),
		Form:  snapshots.FormInterval,
		Value: snapshots.Interval(b.Start, end),
	}
	if b.AllDay {
		when.Form, when.Value = snapshots.FormDays, snapshots.Days(b.Start, end)
	}
	cancelled := snapshots.Field{Name: snapshots.FieldCancelled, Item: VisitItem(b.ID)}
	if b.Cancelled {
		cancelled.Value = "✓"
	}
	place := cleantext.OneLine(b.Facility)
	if place == "" || b.Place == "" {
		place += b.Place
	} else {
		place += ", " + b.Place
	}
	return []snapshots.Field{
		when,
		{Name: snapshots.FieldTechnician, Item: VisitItem(b.ID), Form: snapshots.FormNames, Value: b.Who()},
		{Name: snapshots.FieldPlace, Item: VisitItem(b.ID), Value: place},
		cancelled,
	}
}
