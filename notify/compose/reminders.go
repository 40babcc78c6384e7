package compose

import (
	"slices"
	"strconv"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
)

// A Due is a reminder that an order's bookings call for as they are now. It is
// made by [Reminders].
type Due struct {
	ID      string // the same for the same booking at the same time
	Booking booking.Booking
	At      time.Time // when it is to be sent
	Until   time.Time // the start of the visit: later it says nothing
	Past    bool      // At is over: it was sent, or nobody was there to send it
}

// Reminders returns the reminders that an order calls for, the whole list each
// time, so that a visit that has moved or is off needs no bookkeeping of the host's.
// An order without a contact person that can be written to has none.
func Reminders(s order.Settings, o order.Order, now time.Time) []Due {
	zone, err := s.ZoneOf(o)
	rules, _ := rulesOf(Reminder)
	if err != nil || o.ContactPerson.IsZero() || !rules.from(o.Kind) {
		return nil
	}
	ref := o.Ref()
	var list []Due
	for _, b := range booking.Coming(o.Bookings, now) {
		if b.ID == "" {
			continue
		}
		for i, r := range s.Reminders {
			at, ok := r.At(b, zone)
			if !ok {
				continue
			}
			id := audit.NewID("reminder", s.Company.ID, ref.Kind, ref.ID, b.ID,
				b.Start.UTC().Format(time.RFC3339), strconv.Itoa(i))
			list = append(list, Due{ID: id, Booking: b, At: at, Until: b.Start, Past: !at.After(now)})
		}
	}
	return list
}

// from reports whether the message can be sent from a kind of order.
func (r Rules) from(k order.Kind) bool {
	return slices.Contains(r.Orders, k)
}
