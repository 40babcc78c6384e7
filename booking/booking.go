// Package booking decides about an order's bookings: which are coming, what
// the booking tags of a template say about them (R401–R406), what has changed
// between two versions of them, when a reminder is due, and the entry in the
// customer's calendar (R409).
//
// Everything here is a pure function over plain values: the current time and
// the time zone are given, never taken from the machine. Zones are looked up
// by package time, so a host on a machine without a zone database imports
// time/tzdata in its program.
package booking

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Booking (bokning) is a visit that one or several technicians are booked
// for. It is plain data that goes through encoding/json and back unchanged. The
// zero value is no booking: a Start is needed, all else may be zero. The day of
// an all-day booking, and the texts that its methods write, are those of the
// location that Start and End are in: [Booking.In] puts them into the right one.
type Booking struct {
	ID          string    `json:"id"`                    // the host's, unique in the company: [Diff] and the calendar go by it
	Start       time.Time `json:"start"`                 // needed
	End         time.Time `json:"end,omitzero"`          // Start when zero; for an all-day booking the last day, any time of it
	AllDay      bool      `json:"allDay,omitzero"`       // the days count, not the times
	Technicians []string  `json:"technicians,omitempty"` // names
	Group       string    `json:"group,omitzero"`        // user group, when there are no technicians
	Cancelled   bool      `json:"cancelled,omitzero"`    // avbokad
	Sequence    int       `json:"sequence,omitzero"`     // rises with each change; see [Entry]
	Title       string    `json:"title,omitzero"`        // for the host; only [Diff] looks at it
	Place       string    `json:"place,omitzero"`        // where, as the calendar entry says it
	Zone        string    `json:"zone,omitzero"`         // IANA name; the order's when empty
}

// Validate returns an error that joins one for each thing that makes b
// unusable: no Start, an End before it, a negative Sequence, an unknown Zone
// ("Local" is one: the machine's zone is nobody's).
func (b Booking) Validate() error {
	var problems []error
	if b.Start.IsZero() {
		problems = append(problems, fmt.Errorf("booking %q: start is missing", b.ID))
	}
	if !b.End.IsZero() && b.endsBeforeStart() {
		problems = append(problems, fmt.Errorf("booking %q: end %s is before start %s", b.ID, b.End.Format(time.RFC3339), b.Start.Format(time.RFC3339)))
	}
	if b.Sequence < 0 {
		problems = append(problems, fmt.Errorf("booking %q: sequence %d is negative", b.ID, b.Sequence))
	}
	if b.Zone != "" {
		if _, err := time.LoadLocation(b.Zone); err != nil || b.Zone == "Local" {
			problems = append(problems, fmt.Errorf("booking %q: zone %q is unknown, want an IANA name such as Europe/Stockholm", b.ID, b.Zone))
		}
	}
	return errors.Join(problems...)
}

// endsBeforeStart compares days alone for an all-day booking.
func (b Booking) endsBeforeStart() bool {
	if b.AllDay {
		b = b.In(nil)
		return !b.until().After(b.from())
	}
	return b.End.Before(b.Start)
}

// In returns b with its times in its own zone, or in zone when it has none of
// its own that is known. A nil zone leaves the times as they are.
func (b Booking) In(zone *time.Location) Booking {
	if b.Zone != "" && b.Zone != "Local" { // the machine's own zone is nobody's
		if own, err := time.LoadLocation(b.Zone); err == nil {
			zone = own
		}
	}
	if b.End.IsZero() {
		b.End = b.Start
	}
	if zone != nil {
		b.Start, b.End = b.Start.In(zone), b.End.In(zone)
	}
	return b
}

// Who returns the technicians joined with ", ", or else the user group.
func (b Booking) Who() string {
	if len(b.Technicians) > 0 {
		return strings.Join(b.Technicians, ", ")
	}
	return b.Group
}

// started reports whether b is under way or over: an all-day booking starts
// with its day.
func (b Booking) started(now time.Time) bool { return !b.from().After(now) }

// over reports whether b has ended.
func (b Booking) over(now time.Time) bool { return !b.until().After(now) }

// from is the moment that b starts.
func (b Booking) from() time.Time {
	if b.AllDay {
		return dayStart(b.Start, 0)
	}
	return b.Start
}

// until is the moment that b is over: an all-day booking with its last day.
func (b Booking) until() time.Time {
	end := b.End
	if end.IsZero() {
		end = b.Start
	}
	if b.AllDay {
		return dayStart(end, 1)
	}
	return end
}

// Coming returns the bookings that have not started and are not cancelled, in
// order of start, end and ID (R401, R403); one that starts now has started. One
// without a Start is passed over. The given slice is not changed.
func Coming(bookings []Booking, now time.Time) []Booking {
	return pick(bookings, func(b Booking) bool { return !b.started(now) })
}

// Next returns the next booking: the first that is coming, or, only when none
// is, the one under way (R401). A cancelled one never counts. False: none.
func Next(bookings []Booking, now time.Time) (Booking, bool) {
	coming := Coming(bookings, now)
	if len(coming) == 0 {
		coming = pick(bookings, func(b Booking) bool { return b.started(now) && !b.over(now) })
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

// pick returns the usable bookings that keep wants, by start, end and ID.
func pick(bookings []Booking, keep func(Booking) bool) []Booking {
	var picked []Booking
	for _, b := range bookings {
		if !b.Cancelled && !b.Start.IsZero() && keep(b) {
			picked = append(picked, b)
		}
	}
	slices.SortStableFunc(picked, func(a, b Booking) int {
		if c := a.from().Compare(b.from()); c != 0 {
			return c
		}
		if c := a.until().Compare(b.until()); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return picked
}
