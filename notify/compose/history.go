package compose

import (
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// History makes an order's history from its records, comparing each
// message with the order as it is now. Unreachable are addresses and numbers that
// failed for good, as messages about other orders show; nobody is advised to write there.
func History(
	s order.Settings, o order.Order, records []audit.Record, now time.Time, unreachable ...string,
) audit.History {
	zone := zoneOf(s, o)
	messages := audit.Fold(records)
	return audit.NewHistory(audit.HistoryInput{
		Messages:     messages,
		Current:      current(s, o, messages, now),
		People:       persons(s, o),
		Unreachable:  unreachable,
		Unsendable:   unsendable(o, messages, zone, now),
		Instead:      confirmations,
		AnyChange:    s.MarkAnyChange,
		ChangedAt:    o.Changed,
		LoggingBegan: s.LoggingBegan,
		OrderCreated: o.Created,
		Zone:         zone,
		Now:          now,
	})
}

// zoneOf is the zone of an order; UTC where it has one that is unknown, so that no page
// is without an answer.
func zoneOf(s order.Settings, o order.Order) *time.Location {
	if zone, err := s.ZoneOf(o); err == nil {
		return zone
	}
	return time.UTC
}

// confirmations tell anew what was told of a visit.
var confirmations = map[string]string{
	string(Reminder): string(BookingConfirmation),
	string(OnTheWay): string(BookingConfirmation), string(Delayed): string(BookingConfirmation),
}

// unsendable are the kinds of the messages that a draft of the order as it is would
// refuse, so that nobody is advised to send one: of another kind of order, or about
// visits of which none is left to tell of.
func unsendable(o order.Order, messages []audit.Message, zone *time.Location, now time.Time) []string {
	ahead, toTell := false, false
	for _, b := range o.Bookings {
		if !b.Start.IsZero() && !isOver(b.In(zone), now) {
			ahead, toTell = ahead || !b.Cancelled, true
		}
	}
	for i := range messages {
		toTell = toTell ||
			arrived(&messages[i]) && messages[i].Snapshot != nil && tellsOfOneGone(o, messages[i].Says(), zone, now)
	}
	var kinds []string
	for i := range messages {
		for _, kind := range []string{messages[i].Kind, confirmations[messages[i].Kind]} {
			rules, ok := RulesOf(plan.Kind(kind))
			if !ok || slices.Contains(kinds, kind) {
				continue // what is not of this package is judged by whoever sends it
			}
			about := rules.aboutVisit && !ahead
			if rules.Kind == BookingConfirmation {
				about = !toTell // a cancellation can be told too
			}
			if about || !rules.from(o.Kind) {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds
}

// tellsOfOneGone reports whether a snapshot tells of a visit to come that the order
// does not have any more.
func tellsOfOneGone(o order.Order, snap *snapshots.Snapshot, zone *time.Location, now time.Time) bool {
	for _, f := range snap.Fields {
		if f.Name != snapshots.FieldTime || f.List != "" || f.Item == "" {
			continue
		}
		there := slices.ContainsFunc(o.Bookings, func(b booking.Booking) bool {
			return plan.Valid(order.VisitItem(b.ID)) == f.Item
		})
		if told, ok := bookedAt(f); ok && !there && !isOver(told.In(zone), now) {
			return true
		}
	}
	return false
}
