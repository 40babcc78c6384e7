package staff

import (
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
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
	Before     *audit.Snapshot  `json:"before,omitzero"`      // what was otherwise; nil where the order's changes are not told
	After      *audit.Snapshot  `json:"after,omitzero"`
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
func (o *occasion) evening(now time.Time) time.Time {
	at := o.eveningOf(now, 0)
	if !at.After(now) {
		at = o.eveningOf(now, 1)
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
	evening := o.evening(o.now)
	for _, c := range n.Bookings {
		visits = append(visits, c.Before, c.After)
	}
	for _, b := range visits {
		if b.Start.IsZero() || b.Over(o.now) {
			continue
		}
		if evening.After(o.eveningOf(b.In(o.companyZone()).Start, -1)) {
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
		ID: l.Key, UserID: n.Person.ID, Until: n.Until, At: o.now, About: strings.Join(o.parts, "/"), Events: slices.Clone(n.Events),
		Unassigned: n.Unassigned, Bookings: slices.Clone(n.Bookings),
		Order: AboutOrder{
			Kind: o.order.Kind, ID: o.order.ID, Number: o.order.Number, Facility: o.order.Facility.Name, Customer: o.order.Customer.Name,
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
func differing(before, after *audit.Snapshot) (was, is *audit.Snapshot) {
	pick := func(from, other *audit.Snapshot) *audit.Snapshot {
		return &audit.Snapshot{Scope: from.Scope, Fields: slices.DeleteFunc(slices.Clone(from.Fields), func(f audit.Field) bool { return slices.Contains(other.Fields, f) })}
	}
	return pick(before, after), pick(after, before)
}

// order is what the texts need of the order.
func (a AboutOrder) order() order.Order {
	return order.Order{Kind: a.Kind, ID: a.ID, Number: a.Number, Facility: order.Party{Name: a.Facility}, Customer: order.Party{Name: a.Customer}, Link: a.Link, Zone: a.Zone}
}
