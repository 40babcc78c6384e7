// Package booking decides about an order's bookings: which are coming, what
// the booking tags of a template say about them, what has changed between two
// versions of them, when a reminder is due and when it is too late in the
// evening for it, and the entry in the customer's calendar.
//
// Start with:
//
//   - [Booking] is one visit
//   - [Coming] and [Next] say which are ahead
//   - [Facts.Values] is what the tags of a template say
//   - [Diff] finds what changed when bookings were saved
//   - [Calendar] makes the entry for the customer's calendar
//
// Everything here is a pure function over plain values: the current time and
// the time zone are given, never taken from the machine. Zones are looked up
// by package time, so a host on a machine without a zone database imports
// time/tzdata in its program.
package booking

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// A Booking (bokning) is a visit that one or several technicians are booked
// for. It is plain data that goes through encoding/json and back unchanged. The
// zero value is no booking: a Start is needed, all else may be zero. The day of
// an all-day booking, and the texts that its methods write, are those of the
// location that Start and End are in: [Booking.In] puts them into the right one.
type Booking struct {
	ID     string    `json:"id"`              // the host's, unique in the order: [Diff] and the calendar go by it
	Start  time.Time `json:"start"`           // needed
	End    time.Time `json:"end,omitzero"`    // Start when zero; for an all-day booking the last day, any time of it
	AllDay bool      `json:"allDay,omitzero"` // the days count, not the times

	Technicians []string `json:"technicians,omitempty"` // names; a blank one is none
	UserIDs     []string `json:"userIds,omitempty"`     // the host's keys of the booked users; told to nobody
	Group       string   `json:"group,omitzero"`        // user group, when there are no technicians

	Cancelled bool   `json:"cancelled,omitzero"` // avbokad
	Sequence  int    `json:"sequence,omitzero"`  // rises with each change; see [Entry]
	Title     string `json:"title,omitzero"`     // what the visit is for, as the heading of its calendar entry
	Place     string `json:"place,omitzero"`     // where, as the calendar entry says it
	Facility  string `json:"facility,omitzero"`  // anläggning, when the visit is at another than the order's
	Zone      string `json:"zone,omitzero"`      // IANA name; the order's when empty
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
		problems = append(problems,
			fmt.Errorf("booking %q: end %s is before start %s", b.ID, b.End.Format(time.RFC3339), b.Start.Format(time.RFC3339)))
	}
	if b.Sequence < 0 {
		problems = append(problems, fmt.Errorf("booking %q: sequence %d is negative", b.ID, b.Sequence))
	}
	if _, err := LoadZone(b.Zone); err != nil {
		problems = append(problems, fmt.Errorf("booking %q: %w", b.ID, err))
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
	return zones{}.in(b, zone)
}

// zones are those that were looked up, since package time reads a zone's file
// each time. A name that is unknown has nil.
type zones map[string]*time.Location

// in is [Booking.In].
func (z zones) in(b Booking, zone *time.Location) Booking {
	if b.Zone != "" {
		own, known := z[b.Zone]
		if !known {
			own, _ = LoadZone(b.Zone)
			z[b.Zone] = own
		}
		if own != nil {
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

// all returns bookings with their times in their zones, in which their days
// begin.
func (z zones) all(bookings []Booking, zone *time.Location) []Booking {
	list := make([]Booking, len(bookings))
	for i, b := range bookings {
		list[i] = z.in(b, zone)
	}
	return list
}

// Who returns the technicians joined with ", ", or else the user group. A blank
// name is none.
func (b Booking) Who() string {
	return cmp.Or(joinNames(b.Technicians), cleantext.Name(b.Group))
}

// WhoIn is [Booking.Who] with several technicians as a language lists them: "Börje och
// Eva".
func (b Booking) WhoIn(l locale.Language) string {
	return cmp.Or(l.Join(namesOf(b.Technicians)), cleantext.Name(b.Group))
}

// joinNames puts the names that say something together; nearly always there is one.
func joinNames(texts []string) string {
	if len(texts) == 1 {
		return cleantext.Name(texts[0])
	}
	return strings.Join(namesOf(texts), ", ")
}

// namesOf returns the names that say something, each in one line.
func namesOf(texts []string) []string {
	names := make([]string, 0, len(texts))
	for _, text := range texts {
		if name := cleantext.Name(text); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Started reports whether b is under way or over. An all-day booking has no
// hour that anybody knows: it has started when its first day is over.
func (b Booking) Started(now time.Time) bool {
	if b.AllDay {
		return !dayStart(b.Start, 1).After(now)
	}
	return !b.Start.After(now)
}

// Over reports whether b has ended, cancelled or not: an all-day booking with
// its last day, one without an end when it starts.
func (b Booking) Over(now time.Time) bool { return !b.until().After(now) }

// from is the moment that b begins: of an all-day booking, its first day.
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
