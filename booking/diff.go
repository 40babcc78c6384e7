package booking

import (
	"fmt"
	"slices"
	"time"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// ChangeKind says what became of a booking. The zero value is no change; [Diff]
// never returns it.
type ChangeKind string

// The kinds of change.
const (
	ChangeAdded      ChangeKind = "added"
	ChangeMoved      ChangeKind = "moved"      // another time
	ChangeReassigned ChangeKind = "reassigned" // other technicians, same time
	ChangeAltered    ChangeKind = "altered"    // place, facility or title, nothing else
	ChangeCancelled  ChangeKind = "cancelled"
	ChangeRestored   ChangeKind = "restored" // no longer cancelled
	ChangeRemoved    ChangeKind = "removed"  // not there any more
)

// A Change is what became of one booking between two versions of an order. A
// booking that was moved and reassigned at once is [ChangeMoved].
type Change struct {
	ID     string // of the booking
	Kind   ChangeKind
	Before Booking // the zero value when it was added
	After  Booking // the zero value when it was removed
}

// Current returns the booking as it is, or as it was when it is removed.
func (c Change) Current() Booking {
	if c.Kind == ChangeRemoved {
		return c.Before
	}
	return c.After
}

// Diff compares two versions of an order's bookings by ID and returns what
// changed: in the order of after, then what was removed in the order of
// before. What counts as a change is what [Compare] says. A new booking that is
// already cancelled is no change, nor is a cancelled one that is gone. Bookings
// without an ID, or with the same, are paired with one that is equal, and the
// rest in their order. The time is linear in the bookings.
func Diff(before, after []Booking) []Change {
	known := zones{}
	partners, paired := pair(before, after, known)
	var changes []Change
	for i, b := range after {
		switch partner := partners[i]; {
		case partner >= 0:
			if kind := known.compare(before[partner], b); kind != "" {
				changes = append(changes, Change{ID: b.ID, Kind: kind, Before: before[partner], After: b})
			}
		case !b.Cancelled:
			changes = append(changes, Change{ID: b.ID, Kind: ChangeAdded, After: b})
		}
	}
	for i, b := range before {
		if !paired[i] && !b.Cancelled {
			changes = append(changes, Change{ID: b.ID, Kind: ChangeRemoved, Before: b})
		}
	}
	return changes
}

// pair finds for each booking of after its index in before, -1 for none, and
// tells which of before were found.
func pair(before, after []Booking, known zones) (partners []int, paired []bool) {
	partners, paired = make([]int, len(after)), make([]bool, len(before))
	byID, equal := map[string][]int{}, map[string][]int{}
	for i, b := range before {
		byID[b.ID] = append(byID[b.ID], i)
	}
	for id, list := range byID {
		if len(list) > 1 { // they are told apart by what they say
			for _, i := range list {
				key := id + "\x00" + known.told(before[i])
				equal[key] = append(equal[key], i)
			}
		}
	}
	take := func(from map[string][]int, key string) int {
		for list := from[key]; len(list) > 0; list = from[key] {
			i := list[0]
			if from[key] = list[1:]; !paired[i] {
				paired[i] = true
				return i
			}
		}
		return -1
	}
	for i, b := range after {
		partners[i] = -1
		if len(equal) > 0 {
			partners[i] = take(equal, b.ID+"\x00"+known.told(b))
		}
	}
	for i, b := range after {
		if partners[i] < 0 {
			partners[i] = take(byID, b.ID)
		}
	}
	return partners, paired
}

// told is what tells a booking from another that has the same ID.
func (z zones) told(b Booking) string {
	b = z.canonical(b)
	return fmt.Sprintf("%d %d %t %t %q %q %q %q %q",
		b.Start.Unix(), b.End.Unix(), b.AllDay, b.Cancelled, b.Technicians, b.Group, b.Place, b.Title, b.Facility)
}

// Compare says what a customer who knows before has to be told of after: the
// time to the minute, who comes, the place, the facility and the title that the
// calendar entry has. It is the one answer to whether a booking has changed. The
// zero value is no: what differs is in the order of the technicians, in blanks,
// in seconds, in a group behind technicians, in the zone that the same moments
// are written in, in Sequence or UserIDs; and whatever a cancelled booking says.
func Compare(before, after Booking) ChangeKind { return zones{}.compare(before, after) }

func (z zones) compare(before, after Booking) ChangeKind {
	old, b := z.canonical(before), z.canonical(after)
	switch {
	case old.Cancelled && b.Cancelled:
		return ""
	case b.Cancelled:
		return ChangeCancelled
	case old.Cancelled:
		return ChangeRestored
	case !sameTime(z.in(before, nil), z.in(after, nil)):
		return ChangeMoved
	case !slices.Equal(b.Technicians, old.Technicians) || b.Group != old.Group:
		return ChangeReassigned
	case b.Place != old.Place || b.Facility != old.Facility || b.Title != old.Title:
		return ChangeAltered
	}
	return ""
}

// sameTime compares in the bookings' own zones: the same instant may have come
// back from a database in UTC, where an all-day booking is on another day.
func sameTime(a, b Booking) bool {
	switch {
	case a.AllDay != b.AllDay:
		return false
	case toMinute(a.Start).Equal(toMinute(b.Start)) && toMinute(a.End).Equal(toMinute(b.End)):
		return true
	case a.AllDay:
		return a.from().Equal(b.from()) && a.until().Equal(b.until())
	}
	return false
}

// Canonical returns b with what a message tells of it alone, in one form for
// all that look the same: times in its own zone to the minute, of an all-day
// booking the first moment of its first and of its last day; technicians in
// alphabetical order, and the group only without any; texts as one line each;
// neither Sequence nor UserIDs. A log that keeps it can cancel the visit when the
// booking itself is gone.
func (b Booking) Canonical() Booking { return zones{}.canonical(b) }

func (z zones) canonical(b Booking) Booking {
	b = z.in(b, nil)
	b.Start, b.End = toMinute(b.Start), toMinute(b.End)
	if b.AllDay {
		b.Start, b.End = dayStart(b.Start, 0), dayStart(b.End, 0)
	}
	b.Group = cleantext.Name(b.Group)
	if b.Technicians = namesOf(b.Technicians); len(b.Technicians) > 0 {
		slices.Sort(b.Technicians)
		b.Group = ""
	} else {
		b.Technicians = nil
	}
	b.Title, b.Place, b.Facility = cleantext.OneLine(b.Title), cleantext.OneLine(b.Place), cleantext.OneLine(b.Facility)
	b.Sequence, b.UserIDs = 0, nil
	return b
}

func toMinute(t time.Time) time.Time { return t.Truncate(time.Minute) }
