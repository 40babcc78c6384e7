package staff

import (
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
)

// A Waiting is a notice that waits for the evening, to be told with others in a
// digest. It is plain data that goes through encoding/json and back unchanged, and
// names the person by ID alone: address and number are those of the evening. It is
// made by [Notice.Waiting]; the zero value is no notice.
type Waiting struct {
	ID     string    `json:"id"`     // the key of the message that it would have been alone
	UserID string    `json:"userId"` // whom it is for
	Until  time.Time `json:"until"`  // when it is told
	At     time.Time `json:"at"`     // when it was decided

	About      string           `json:"about"`                // the order or booking, the same for all that is about it
	Order      AboutOrder       `json:"order,omitzero"`       // zero for what belongs to no order
	Events     []Event          `json:"events"`               // of which the person is told
	Compulsory []Event          `json:"compulsory,omitempty"` // those of them that the company has made so
	Unassigned bool             `json:"away,omitzero"`        // as in [Notice]
	Bookings   []booking.Change `json:"bookings,omitempty"`   // what became of the person's visits
	// what was otherwise; nil where the order's changes are not told
	Before *snapshots.Snapshot `json:"before,omitzero"`
	After  *snapshots.Snapshot `json:"after,omitzero"`
}

// AboutOrder is what a digest says of an order, or of the place of a booking.
type AboutOrder struct {
	Kind     order.Kind `json:"kind,omitzero"`
	ID       string     `json:"id,omitzero"`
	Number   string     `json:"number,omitzero"`
	Facility string     `json:"facility,omitzero"` // names
	Customer string     `json:"customer,omitzero"`
	Link     string     `json:"link,omitzero"`
	Zone     string     `json:"zone,omitzero"`
}

// DefaultDigestHour is [Settings].DigestHour where it is not set.
const DefaultDigestHour = 17

// evening is when what is decided now is told in a digest: at the next evening.
func (n *Notice) evening(now time.Time) time.Time {
	for days := 0; ; days++ {
		if at := n.eveningOf(now, days); at.After(now) {
			return at
		}
	}
}

// eveningOf is the evening of a moment's day, or so many days later. That of somebody who
// gets an SMS comes before the company's quiet hours, where these hold its hour: else it
// would be told in the morning, and the visit may be over by then.
func (n *Notice) eveningOf(t time.Time, days int) time.Time {
	at := n.about.eveningOf(t, days)
	if slices.Contains(n.Channels, delivery.SMS) {
		return beforeQuiet(at, n.about.company.Quiet)
	}
	return at
}

// beforeQuietBy is how long before quiet hours a digest goes at the latest.
const beforeQuietBy = 15 * time.Minute

// beforeQuiet is a time, or where it is in quiet hours one shortly before these.
func beforeQuiet(at time.Time, quiet booking.QuietHours) time.Time {
	allowed := func(t time.Time) bool { return quiet.Next(t, at.Location()).Equal(t) }
	if quiet.IsZero() || allowed(at) {
		return at
	}
	for last := at.Add(-time.Minute); at.Sub(last) < 24*time.Hour; last = last.Add(-time.Minute) {
		if !allowed(last) {
			continue
		}
		if early := last.Add(time.Minute - beforeQuietBy); allowed(early) {
			return early
		}
		return last
	}
	return at
}

// eveningOf is the evening of a moment's day, or so many days later, in the
// company's zone.
func (o *occasion) eveningOf(t time.Time, days int) time.Time {
	hour := o.settings.DigestHour
	if hour == 0 {
		hour = DefaultDigestHour
	}
	zone := o.companyZone()
	year, month, day := t.In(zone).Date()
	return time.Date(year, month, day+days, hour, 0, 0, 0, zone)
}

func (o *occasion) companyZone() *time.Location {
	zone, err := o.company.ZoneOf(order.Order{})
	if err != nil {
		return time.UTC
	}
	return zone
}

// wait decides until when a notice waits, for somebody who has chosen the digest:
// until the next evening, unless a visit that it is about, or one of its order,
// comes before the day after that evening. Then it is told at once: nobody is to
// learn too late what concerns the day.
func (n *Notice) wait(visits []booking.Booking) {
	o := n.about
	if !n.Told || !n.Person.Preferences.Digest || n.Person.ID == "" {
		return
	}
	evening := n.evening(o.now)
	for _, c := range n.Bookings {
		visits = append(visits, c.Before, c.After)
	}
	for _, b := range visits {
		if b.Start.IsZero() || b.Over(o.now) {
			continue
		}
		if evening.After(n.eveningOf(b.In(o.companyZone()).Start, -1)) {
			return
		}
	}
	n.Until = evening
}

// Waiting is what is kept of a notice that waits for the evening; false for one that
// is told at once, and for somebody who is not told. Save is as in [Notice.Letter].
func (n Notice) Waiting(save string) (Waiting, bool) {
	l, ok := n.Letter(save)
	if !ok || n.Until.IsZero() {
		return Waiting{}, false
	}
	o := n.about
	w := Waiting{
		ID: l.Key, UserID: n.Person.ID, Until: n.Until, At: o.now,
		About: strings.Join(o.parts, "/"), Events: slices.Clone(n.Events),
		Unassigned: n.Unassigned, Bookings: slices.Clone(n.Bookings),
		Order: AboutOrder{
			Kind: o.order.Kind, ID: o.order.ID, Number: o.order.Number,
			Facility: o.order.Facility.Name, Customer: o.order.Customer.Name,
			Link: o.order.Link, Zone: o.order.Zone,
		},
	}
	for _, e := range n.Events {
		if slices.Contains(o.settings.Compulsory, e) {
			w.Compulsory = append(w.Compulsory, e)
		}
	}
	if slices.Contains(n.Events, OrderChanged) {
		w.Before, w.After = differing(n.before, n.after)
	}
	return w, true
}

// differing are the fields of two snapshots that are not the same in both.
func differing(before, after *snapshots.Snapshot) (was, is *snapshots.Snapshot) {
	pick := func(from, other *snapshots.Snapshot) *snapshots.Snapshot {
		same := func(f snapshots.Field) bool { return slices.Contains(other.Fields, f) }
		return &snapshots.Snapshot{Scope: from.Scope, Fields: slices.DeleteFunc(slices.Clone(from.Fields), same)}
	}
	return pick(before, after), pick(after, before)
}

// Without is the notice without what names somebody, such as a customer who asked to be
// forgotten: names reports whether a text does. What happened, and when, stays to be told.
// The second result is false for a notice that names nobody.
func (w Waiting) Without(names func(text string) bool) (Waiting, bool) {
	changed := false
	clear := func(texts ...*string) {
		for _, t := range texts {
			if *t != "" && names(*t) {
				*t, changed = "", true
			}
		}
	}
	clear(&w.Order.Facility, &w.Order.Customer)
	w.Bookings = slices.Clone(w.Bookings)
	for i := range w.Bookings {
		for _, b := range []*booking.Booking{&w.Bookings[i].Before, &w.Bookings[i].After} {
			clear(&b.Title, &b.Place, &b.Facility)
		}
	}
	type key struct{ list, item, name string }
	gone := map[key]bool{}
	for _, s := range []*snapshots.Snapshot{w.Before, w.After} {
		if s == nil {
			continue
		}
		for _, f := range s.Fields {
			if names(f.Value) || names(f.Label) {
				gone[key{f.List, f.Item, f.Name}] = true
			}
		}
	}
	without := func(s *snapshots.Snapshot) *snapshots.Snapshot {
		if s == nil || len(gone) == 0 {
			return s
		}
		left := *s
		left.Fields = slices.DeleteFunc(slices.Clone(s.Fields), func(f snapshots.Field) bool {
			return gone[key{f.List, f.Item, f.Name}]
		})
		return &left
	}
	w.Before, w.After = without(w.Before), without(w.After)
	return w, changed || len(gone) > 0
}

// order is what the texts need of the order.
func (a AboutOrder) order() order.Order {
	return order.Order{
		Kind:     a.Kind,
		ID:       a.ID,
		Number:   a.Number,
		Facility: order.Party{Name: a.Facility},
		Customer: order.Party{Name: a.Customer},
		Link:     a.Link,
		Zone:     a.Zone,
	}
}
