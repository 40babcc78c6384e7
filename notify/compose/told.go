package compose

import (
	"cmp"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// told is what was told of a booking, or may have been, in order: each time that it
// was something else than before; to anybody, or to those alone whom the draft
// opened with.
func (d *Draft) told(id string, them bool) []toldVisit {
	var told []toldVisit
	for i := range d.request.Log {
		m := &d.request.Log[i]
		test := m.Test != "" && !d.settings.Test.Redirects() // went to a test address
		if !tells(m) || !arrived(m) || test || them && !d.isTheirs(m) {
			continue
		}
		for _, said := range []*snapshots.Snapshot{m.Snapshot, m.Says()} { // by the message, and by a user since
			fields := itemFields(said, order.VisitItem(id))
			if len(fields) == 0 {
				continue
			}
			if len(told) == 0 {
				first, _ := toldVisit(nil).then(fields, said.Salt)
				told = append(told, first)
				continue
			}
			last := len(told) - 1
			if now, otherwise := told[last].then(fields, said.Salt); otherwise {
				told = append(told, now)
			} else {
				told[last] = now
			}
		}
	}
	return told
}

// toldLast is the newest of what was told of a booking; nil for nothing.
func (d *Draft) toldLast(id string, them bool) toldVisit {
	told := d.told(id, them)
	if len(told) == 0 {
		return nil
	}
	return told[len(told)-1]
}

// tells reports whether a message counts for what is known of a visit: a paper and the text
// of a template tell a customer of it as a confirmation does. The company's own people have
// a confirmation's entry in their calendars, and read papers for other reasons.
func tells(m *audit.Message) bool {
	r, ours := rulesOf(plan.Kind(m.Kind))
	return ours && m.Snapshot != nil && (r.aboutVisit || m.Audience != audit.AudienceStaff)
}

// arrived reports whether a message may have reached somebody.
func arrived(m *audit.Message) bool {
	return m.Good() || m.Status == delivery.StatusUncertain || m.Status == delivery.StatusSending
}

// isTheirs reports whether a message went to one of those whom the draft opened
// with: by any of their addresses or numbers. Without anybody, all count.
func (d *Draft) isTheirs(m *audit.Message) bool {
	if len(d.chosen) == 0 {
		return true
	}
	if d.theirs == nil {
		d.theirs = d.theirAddresses()
	}
	return d.theirs[strings.ToLower(cmp.Or(m.IntendedFor, m.Recipient))]
}

// whoKnow are the addresses and numbers, in lower case, of those who were told of one of the
// visits that the message is about: who was told at one of theirs knows at all.
func (d *Draft) whoKnow() map[string]bool {
	know := map[string]bool{}
	for i := range d.request.Log {
		m := &d.request.Log[i]
		about := func(b booking.Booking) bool { return len(itemFields(m.Snapshot, order.VisitItem(b.ID))) > 0 }
		if tells(m) && arrived(m) && slices.ContainsFunc(d.visits, about) {
			know[strings.ToLower(cmp.Or(m.IntendedFor, m.Recipient))] = true
		}
	}
	for _, p := range persons(d.settings, d.order) {
		if slices.ContainsFunc(p.Addresses, func(a string) bool { return know[strings.ToLower(a)] }) {
			for _, address := range p.Addresses {
				know[strings.ToLower(address)] = true
			}
		}
	}
	return know
}

// toldOtherwise reports whether the last that those whom the draft opened with were
// told about a booking is no longer so.
func (d *Draft) toldOtherwise(b booking.Booking) bool {
	return d.toldLast(b.ID, true).otherwise(b)
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
		told := d.toldLast(id, false)
		if !known && b.Cancelled {
			last, known = b, true // its time was not told: the order's own
		}
		switch {
		case there && !b.Cancelled && !b.In(d.zone).Started(d.request.Now) && told.otherwise(b):
			on = append(on, id)
		case !known:
		case !there && d.isSavedAnew(told, id):
		case !there && !told.off(), there && b.Cancelled && told.otherwise(b):
			if !last.In(d.zone).Over(d.request.Now) { // by the time that it is told off by
				off = append(off, id)
			}
		}
	}
	if len(on) == 0 {
		return off
	}
	coming := booking.Coming(d.order.Bookings, d.request.Now)
	if len(coming) > 0 && d.toldLast(coming[0].ID, false) == nil && coming[0].ID != "" {
		on = append([]string{coming[0].ID}, on...)
	}
	return on
}

func (d *Draft) isSavedAnew(told toldVisit, id string) bool {
	_, anew := savedAnew(d.order, told, id, d.zone)
	return anew
}

// idsTold are the IDs of the bookings that somebody was told of, in order.
func (d *Draft) idsTold() []string {
	var ids []string
	for i := range d.request.Log {
		if m := &d.request.Log[i]; tells(m) {
			for _, id := range visitsIn(m.Snapshot) {
				if id != order.VisitItem("") && !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
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
			if known {
				b = atSite(b, removed)
				b.Sequence, b.Zone = removed.Sequence, removed.Zone
			} else {
				b, known = removed, true
			}
		}
		if known {
			b.Cancelled = true
			gone = append(gone, b)
		}
	}
	return gone
}

// asTold gives the bookings that are off the time and the technicians that were told last:
// whoever reads that a visit does not take place knows it by these, and heard nothing of
// what became of it before it was cancelled. What was told of a day that is over is left.
func (d *Draft) asTold() {
	for i := range d.order.Bookings {
		b := &d.order.Bookings[i]
		if !b.Cancelled || b.ID == "" {
			continue
		}
		if last, known := d.lastTold(b.ID); known && !last.In(d.zone).Over(d.request.Now) {
			last = atSite(last, *b)
			last.Sequence, last.UserIDs, last.Zone, last.Cancelled = b.Sequence, b.UserIDs, b.Zone, true
			*b = last
		}
	}
}

// atSite tells the facility of a visit apart from the rest of the place that was told, where
// it is still the host's, so that the message speaks to that facility.
func atSite(told, host booking.Booking) booking.Booking {
	facility := cleantext.OneLine(host.Facility)
	rest, same := strings.CutPrefix(told.Place, facility)
	if facility != "" && same && (rest == "" || strings.HasPrefix(rest, ", ")) {
		told.Facility, told.Place = host.Facility, strings.TrimPrefix(rest, ", ")
	}
	return told
}

// lastTold makes a booking of what was told of it last.
func (d *Draft) lastTold(id string) (booking.Booking, bool) {
	b, found := booking.Booking{}, false
	for _, f := range d.toldLast(id, false) {
		switch f.Name {
		case snapshots.FieldTime:
			b, found = bookedAt(f.Field)
		case snapshots.FieldTechnician:
			if f.Value != "" {
				b.Technicians = strings.Split(f.Value, ", ")
			}
		case snapshots.FieldPlace:
			b.Place = f.Value
		case snapshots.FieldTitle:
			b.Title = f.Value
		}
	}
	b.ID = id
	return b, found
}

// timesChanged is how often a booking has changed since the customer was told of
// it first: a sequence for hosts that keep none (RFC 5545 section 3.8.7.4). It
// rises too when a change is taken back.
func (d *Draft) timesChanged(b booking.Booking) int {
	n := len(d.told(b.ID, false))
	if !d.toldLast(b.ID, false).otherwise(b) {
		n--
	}
	return max(n, 0)
}
