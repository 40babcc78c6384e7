package compose

import (
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// A toldVisit is what somebody was told of a visit: of each field what was told last, since
// an SMS tells less than a mail with a calendar entry does.
type toldVisit []toldField

// A toldField is a field with the salt of its proof, where its value was dropped.
type toldField struct {
	snapshots.Field
	salt string
}

// differs compares what was told, whatever zone it is written in. What was dropped can
// be compared with what was not, and counts as something else than what was dropped too.
func (f toldField) differs(g toldField) bool {
	if f.salt == "" { // what was dropped comes first; of two that were not, either may
		f, g = g, f
	}
	f.Aside, g.Aside = false, false
	before := &snapshots.Snapshot{Fields: []snapshots.Field{f.Field}, Salt: f.salt}
	after := &snapshots.Snapshot{Fields: []snapshots.Field{g.Field}, Salt: g.salt}
	return len(snapshots.Compare(before, after)) > 0
}

func (v toldVisit) field(name string) (toldField, bool) {
	i := slices.IndexFunc(v, func(f toldField) bool { return f.Name == name })
	if i < 0 {
		return toldField{}, false
	}
	return v[i], true
}

// then is what is known once fields of the visit were told, and whether any of them was
// told otherwise before.
func (v toldVisit) then(fields []snapshots.Field, salt string) (now toldVisit, otherwise bool) {
	for _, f := range fields {
		now = append(now, toldField{f, salt})
	}
	for _, f := range v {
		if g, again := now.field(f.Name); !again {
			now = append(now, f)
		} else if f.differs(g) {
			otherwise = true
		}
	}
	return now, otherwise
}

// otherwise reports whether a visit is no longer as it was told: it is the one answer for
// what asks, for what is red, and for the calendar's sequence. One that is off says nothing
// but that.
func (v toldVisit) otherwise(b booking.Booking) bool {
	if v == nil {
		return false // nothing was told
	}
	for _, f := range visitFields(b, true) {
		if b.Cancelled && f.Name != snapshots.FieldCancelled {
			continue
		}
		if was, told := v.field(f.Name); told && was.differs(toldField{Field: f}) {
			return true
		}
	}
	return false
}

// savedAnew is the booking that says of a visit which the order does not have any more all
// that was told of it, time and all: it was put back, or the host has saved it anew, under
// another ID. It has the ID of the visit; false: there is none.
func savedAnew(o order.Order, told toldVisit, id string, zone *time.Location) (booking.Booking, bool) {
	if _, when := told.field(snapshots.FieldTime); !when {
		return booking.Booking{}, false
	}
	for _, b := range o.Bookings {
		if b = b.In(zone); b.Cancelled || b.Start.IsZero() {
			continue
		}
		if b.ID = id; !told.otherwise(b) {
			return b, true
		}
	}
	return booking.Booking{}, false
}

// off reports whether the visit was told not to take place.
func (v toldVisit) off() bool {
	f, _ := v.field(snapshots.FieldCancelled)
	return f.Value != ""
}

// visitFields are what a message tells of a visit: of one that a calendar can know by its
// ID, in a mail with an entry of it, the entry's heading too.
func visitFields(b booking.Booking, inCalendar bool) []snapshots.Field {
	fields := order.BookingFields(b)
	fields = append(fields, dayOf(fields[0]))
	if inCalendar && b.ID != "" {
		fields = append(fields, snapshots.Field{
			Name: snapshots.FieldTitle, Item: order.VisitItem(b.ID), Value: cleantext.OneLine(b.Title),
		})
	}
	validFields(fields)
	return fields
}

// dayOf is the day of a visit's time, which whoever knows the time knows.
func dayOf(when snapshots.Field) snapshots.Field {
	day := snapshots.Field{Name: snapshots.FieldDate, Item: when.Item, Form: snapshots.FormDays, Aside: true}
	if b, ok := bookedAt(when); ok {
		day.Value = snapshots.Days(b.Start, b.End)
	}
	return day
}

// itemFields are the fields of one item of a snapshot, for reading: where they stand
// together, as nearly always, they are the snapshot's own.
func itemFields(s *snapshots.Snapshot, item string) []snapshots.Field {
	item = plan.Valid(item)
	is := func(f snapshots.Field) bool { return f.Item == item }
	not := func(f snapshots.Field) bool { return f.Item != item }
	first := slices.IndexFunc(s.Fields, is)
	if first < 0 {
		return nil
	}
	rest := s.Fields[first:]
	end := slices.IndexFunc(rest, not)
	if end < 0 {
		return slices.Clip(rest)
	}
	fields := rest[:end:end]
	for _, f := range rest[end:] {
		if is(f) {
			fields = append(fields, f)
		}
	}
	return fields
}
