package staff

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
)

// Notices decides who is told of an order that actor has saved: before is the
// order as it was (the zero value for a new one), after as it is. It returns one
// Notice for each of people, told or not, in their order; people are those of the
// company who may see the order, and who is listed twice counts once. An order
// that was created is told to all who have chosen that, and so is one that
// changed; that somebody was assigned it or booked on it, or is no longer, to that
// person. Visits that are over are told to nobody.
func Notices(
	c order.Settings, s Settings, before, after order.Order, people []Person, actor order.Actor, now time.Time,
) []Notice {
	o := newOccasion(c, s, after, actor, now)
	ref := after.Ref()
	o.parts, o.content = []string{"order", ref.Kind, ref.ID}, contentOf(before, after)
	created := before.Number == "" && before.ID == ""
	var changes []snapshots.Difference
	var was, is *snapshots.Snapshot
	if !created {
		was, is = told(before, people, o.zone), told(after, people, o.zone)
		changes = snapshots.Compare(was, is)
	}
	var notices []Notice
	for _, p := range once(people) {
		visits := visitsOf(p.ID, before.Bookings, after.Bookings, o.zone, now)
		var happened []Event
		if created {
			happened = append(happened, OrderCreated)
		}
		mine, wasMine := p.ID != "" && after.ResponsibleUserID == p.ID, p.ID != "" && before.ResponsibleUserID == p.ID
		if mine != wasMine {
			happened = append(happened, Assigned)
		}
		if len(visits) > 0 {
			happened = append(happened, Booked)
		}
		if len(changes) > 0 {
			happened = append(happened, OrderChanged)
		}
		n := o.notice(p, happened)
		n.Bookings, n.Unassigned, n.before, n.after = visits, wasMine && !mine, was, is
		switch {
		case n.Told && slices.Contains(n.Events, OrderChanged):
			n.Changes = changes
		case slices.Contains(n.Events, Booked):
			n.Changes = visitChanges(visits, o.zone)
		}
		if n.Told && !slices.Contains(n.Events, Booked) {
			n.Bookings = nil
		}
		n.wait(slices.DeleteFunc(slices.Clone(after.Bookings), func(b booking.Booking) bool { return b.Cancelled }))
		notices = append(notices, n)
	}
	return notices
}

// OtherTimeNotices decides who is told of a booking that belongs to no order:
// those who are booked, or were, where the company's settings say so. Before is
// the booking as it was (the zero value for a new one), after as it is (the zero
// value for one that was taken away). It needs an ID.
func OtherTimeNotices(
	c order.Settings, s Settings, before, after booking.Booking, people []Person, actor order.Actor, now time.Time,
) []Notice {
	o := newOccasion(c, s, order.Order{}, actor, now)
	id := before.ID
	if after.ID != "" {
		id = after.ID
	}
	o.parts, o.content = []string{"other-time", id}, contentOf(before, after)
	list := func(b booking.Booking) []booking.Booking {
		if b.Start.IsZero() {
			return nil
		}
		return []booking.Booking{b}
	}
	var notices []Notice
	for _, p := range once(people) {
		visits := visitsOf(p.ID, list(before), list(after), o.zone, now)
		var happened []Event
		if len(visits) > 0 {
			happened = []Event{OtherTime}
		}
		n := o.notice(p, happened)
		if len(visits) > 0 && !s.OtherTime {
			n = Notice{Person: p, Events: happened, Reason: SettingOff, Why: o.why(SettingOff), about: o}
		}
		n.Bookings, n.Changes = visits, visitChanges(visits, o.zone)
		n.wait(nil)
		notices = append(notices, n)
	}
	return notices
}

// newOccasion is what the notices of a save share. A zone that is unknown must
// keep nobody from being told: then times are UTC.
func newOccasion(c order.Settings, s Settings, after order.Order, actor order.Actor, now time.Time) *occasion {
	zone, err := c.ZoneOf(after)
	if err != nil {
		zone = time.UTC
	}
	return &occasion{
		company: c, known: c.BuildLanguages(), settings: s,
		order: after.Clone(), actor: actor, now: now, zone: zone,
	}
}

// contentOf stands for what was saved. What cannot be written as JSON, a time
// in a year after 9999, has no content of its own.
func contentOf(before, after any) string {
	text, err := json.Marshal([]any{before, after})
	if err != nil {
		return ""
	}
	return audit.NewID(string(text))
}

// once leaves out people who are listed before, by ID; those without one stay.
func once(people []Person) []Person {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(people), func(p Person) bool {
		had := p.ID != "" && seen[p.ID]
		seen[p.ID] = true
		return had
	})
}
