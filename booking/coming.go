package booking

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Coming returns the bookings that have not started and are not cancelled, in
// order of start, end and ID. One that starts now has started; an all-day one
// is coming until its first day is over. One without a Start is passed over.
// The given slice is not changed.
func Coming(bookings []Booking, now time.Time) []Booking {
	return pick(bookings, func(b Booking) bool { return !b.Cancelled && !b.Started(now) })
}

// Next returns the next booking: the first that is coming, or, only when none
// is, the one under way. A cancelled one never counts. False: none.
func Next(bookings []Booking, now time.Time) (Booking, bool) {
	coming := Coming(bookings, now)
	if len(coming) == 0 {
		coming = pick(bookings, func(b Booking) bool { return !b.Cancelled && b.Started(now) && !b.Over(now) })
	}
	if len(coming) == 0 {
		return Booking{}, false
	}
	return coming[0], true
}

// Find returns the first booking with an ID, cancelled or not; false when there
// is none.
func Find(bookings []Booking, id string) (Booking, bool) {
	i := slices.IndexFunc(bookings, func(b Booking) bool { return b.ID == id })
	if i < 0 {
		return Booking{}, false
	}
	return bookings[i], true
}

// pick returns the bookings with a Start that keep wants, by start, end and ID.
func pick(bookings []Booking, keep func(Booking) bool) []Booking {
	var picked []Booking
	for _, b := range bookings {
		if !b.Start.IsZero() && keep(b) {
			picked = append(picked, b)
		}
	}
	slices.SortStableFunc(picked, func(a, b Booking) int {
		return cmp.Or(a.from().Compare(b.from()), a.until().Compare(b.until()), strings.Compare(a.ID, b.ID))
	})
	return picked
}
