package compose

import (
	"cmp"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
)

// told is what was told of a booking, or may have been, in order: each time that it
// was something else than before; to anybody, or to those alone whom the draft
// opened with.
func (d *Draft) told(b booking.Booking, them bool) []*audit.Snapshot {
	var told []*audit.Snapshot
	for _, m := range d.request.Log {
		test := m.Test != "" && !d.settings.Test.Redirects() // went to a test address
		if !aboutVisit(plan.Kind(m.Kind)) || m.Snapshot == nil || !arrived(&m) || test || them && !d.isTheirs(m) {
			continue
		}
		for _, said := range []*audit.Snapshot{m.Snapshot, m.Says()} { // by the message, and by a user since
			one := &audit.Snapshot{Fields: itemFields(said, order.VisitItem(b.ID)), Salt: said.Salt}
			if len(one.Fields) > 0 && (len(told) == 0 || differ(told[len(told)-1], one)) {
				told = append(told, one)
			}
		}
	}
	return told
}

// arrived reports whether a message may have reached somebody.
func arrived(m *audit.Message) bool {
	return m.Good() || m.Status == delivery.StatusUncertain || m.Status == delivery.StatusSending
}

// isTheirs reports whether a message went to one of those whom the draft opened
// with: by any of their addresses or numbers. Without anybody, all count.
func (d *Draft) isTheirs(m audit.Message) bool {
	if len(d.chosen) == 0 {
		return true
	}
	recipient := cmp.Or(m.IntendedFor, m.Recipient)
	for _, p := range persons(d.settings, d.order) {
		if !slices.ContainsFunc(p.Addresses, func(a string) bool { return strings.EqualFold(a, recipient) }) {
			continue
		}
		for _, c := range d.chosen {
			for _, one := range c.Addresses() {
				if slices.ContainsFunc(p.Addresses, func(a string) bool { return strings.EqualFold(a, one.Address.String()) }) {
					return true
				}
			}
			if c.Phone != "" && slices.Contains(p.Addresses, c.Phone) {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(d.chosen, func(c order.Contact) bool {
		return slices.ContainsFunc(c.Addresses(), func(a recipients.Mailbox) bool { return strings.EqualFold(a.Address.String(), recipient) })
	})
}

// toldOtherwise reports whether the last that those whom the draft opened with were
// told about a booking is no longer so.
func (d *Draft) toldOtherwise(b booking.Booking) bool {
	told := d.told(b, true)
	return len(told) > 0 && differ(told[len(told)-1], bookingNow(b))
}

// toCorrect are the bookings that a confirmation is about when nobody says which: those
// that are not as they were told last, so that what a page shows as red can be mended by
// what it advises. With a visit that has moved goes the next one, if nobody was told of
// it; visits that are off are told by themselves, when no other has changed. There are
// none when all is as it was told: then the next one is meant.
func (d *Draft) toCorrect() []string {
	var on, off []string
	for _, id := range d.idsTold() {
		b, there := booking.Find(d.order.Bookings, id)
		last, known := d.lastTold(id)
		told := d.told(booking.Booking{ID: id}, false)
		switch {
		case !known || last.In(d.zone).Over(d.request.Now):
		case !there && !toldOff(told[len(told)-1]), there && b.Cancelled && differ(told[len(told)-1], bookingNow(b)):
			off = append(off, id)
		case there && !b.Cancelled && !b.In(d.zone).Started(d.request.Now) && differ(told[len(told)-1], bookingNow(b)):
			on = append(on, id)
		}
	}
	if len(on) == 0 {
		return off
	}
	if coming := booking.Coming(d.order.Bookings, d.request.Now); len(coming) > 0 && len(d.told(coming[0], false)) == 0 && coming[0].ID != "" {
		on = append([]string{coming[0].ID}, on...)
	}
	return on
}

// idsTold are the IDs of the bookings that somebody was told of, in order.
func (d *Draft) idsTold() []string {
	var ids []string
	for i := range d.request.Log {
		if m := &d.request.Log[i]; m.Snapshot != nil && aboutVisit(plan.Kind(m.Kind)) {
			for _, id := range visitsIn(m.Snapshot) {
				if id != order.VisitItem("") && !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}

// toldOff reports whether a visit was told to be off.
func toldOff(s *audit.Snapshot) bool {
	return slices.ContainsFunc(s.Fields, func(f audit.Field) bool { return f.Name == audit.FieldCancelled && f.Value != "" })
}

// takenAway are the bookings that the message is about and that the order does not
// have any more, cancelled, as they were told last, or as the request has them.
func (d *Draft) takenAway() []booking.Booking {
	var gone []booking.Booking
	for _, id := range d.request.Bookings {
		if _, there := booking.Find(d.order.Bookings, id); there {
			continue
		}
		b, known := d.lastTold(id)
		if removed, ok := booking.Find(d.request.Removed, id); ok {
			b, known = removed, true
		}
		if known {
			b.Cancelled = true
			gone = append(gone, b)
		}
	}
	return gone
}

// lastTold makes a booking of what was told of it last.
func (d *Draft) lastTold(id string) (booking.Booking, bool) {
	told := d.told(booking.Booking{ID: id}, false)
	if len(told) == 0 {
		return booking.Booking{}, false
	}
	var b booking.Booking
	found := false
	for _, f := range told[len(told)-1].Fields {
		switch f.Name {
		case audit.FieldTime:
			b, found = bookedAt(f)
		case audit.FieldTechnician:
			if f.Value != "" {
				b.Technicians = strings.Split(f.Value, ", ")
			}
		case audit.FieldPlace:
			b.Place = f.Value
		}
	}
	b.ID, b.Sequence = id, len(told)
	return b, found
}

// differ compares what was told, whatever zone it is written in. What was dropped can
// be compared with what was not, and counts as something else than what was dropped too.
func differ(a, b *audit.Snapshot) bool {
	if a.Salt == "" && b.Salt != "" {
		a, b = b, a
	}
	return len(audit.Compare(a, b)) > 0
}

// bookingNow is what a message would tell of a booking now.
func bookingNow(b booking.Booking) *audit.Snapshot { return &audit.Snapshot{Fields: bookingFields(b)} }

// timesChanged is how often a booking has changed since the customer was told of
// it first: a sequence for hosts that keep none (RFC 5545 section 3.8.7.4). It
// rises too when a change is taken back.
func (d *Draft) timesChanged(b booking.Booking) int {
	told := d.told(b, false)
	n := len(told)
	if len(told) == 0 || !differ(told[len(told)-1], bookingNow(b)) {
		n--
	}
	return max(n, 0)
}

// bookingFields are what a booking confirmation told of a booking.
func bookingFields(b booking.Booking) []audit.Field {
	fields := order.BookingFields(b)
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
