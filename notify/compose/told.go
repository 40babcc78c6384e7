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
