package compose

import (
	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/plan"
)

// told is what the customer was told of a booking, or may have been, in order:
// each time that it was something else than before.
func (d *Draft) told(b booking.Booking) [][]audit.Field {
	var told [][]audit.Field
	for _, m := range d.request.Log {
		arrived := m.Good() || m.Status == delivery.StatusUncertain || m.Status == delivery.StatusSending
		test := m.Test != "" && !d.settings.Test.Redirects() // went to a test address
		if !aboutVisit(plan.Kind(m.Kind)) || m.Snapshot == nil || !arrived || test {
			continue
		}
		fields := itemFields(m.Snapshot, b.ID)
		if len(fields) > 0 && (len(told) == 0 || differ(told[len(told)-1], fields)) {
			told = append(told, fields)
		}
	}
	return told
}

// toldOtherwise reports whether the last that the customer was told about a
// booking is no longer so.
func (d *Draft) toldOtherwise(b booking.Booking) bool {
	told := d.told(b)
	return len(told) > 0 && differ(told[len(told)-1], bookingFields(b))
}

// differ compares what was told, whatever zone it is written in.
func differ(a, b []audit.Field) bool {
	return len(audit.Compare(&audit.Snapshot{Fields: a}, &audit.Snapshot{Fields: b})) > 0
}

// timesChanged is how often a booking has changed since the customer was told of
// it first: a sequence for hosts that keep none (RFC 5545 section 3.8.7.4). It
// rises too when a change is taken back.
func (d *Draft) timesChanged(b booking.Booking) int {
	n := len(d.told(b))
	if !d.toldOtherwise(b) {
		n--
	}
	return max(n, 0)
}

// bookingFields are what a booking confirmation told of a booking.
func bookingFields(b booking.Booking) []audit.Field {
	end := b.End
	if end.IsZero() {
		end = b.Start
	}
	when := audit.Field{Name: audit.FieldTime, Item: b.ID, Form: audit.FormInterval, Value: audit.Interval(b.Start, end)}
	if b.AllDay {
		when.Form, when.Value = audit.FormDays, audit.Days(b.Start, end)
	}
	cancelled := audit.Field{Name: audit.FieldCancelled, Item: b.ID}
	if b.Cancelled {
		cancelled.Value = "✓"
	}
	// What a visit has not is told too: a place that was taken away is not forgotten.
	fields := []audit.Field{when, {Name: audit.FieldTechnician, Item: b.ID, Form: audit.FormNames, Value: b.Who()}, {Name: audit.FieldPlace, Item: b.ID, Value: b.Place}, cancelled}
	validFields(fields)
	return fields
}

// itemFields are the fields of one item of a snapshot.
func itemFields(s *audit.Snapshot, item string) []audit.Field {
	var fields []audit.Field
	for _, f := range s.Fields {
		if f.Item == plan.Valid(item) {
			fields = append(fields, f)
		}
	}
	return fields
}
