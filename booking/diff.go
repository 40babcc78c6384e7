package booking

import (
	"slices"
	"time"
)

// ChangeKind says what became of a booking. The zero value is no change; [Diff]
// never returns it.
type ChangeKind string

// The kinds of change.
const (
	Added      ChangeKind = "added"
	Moved      ChangeKind = "moved"      // another time
	Reassigned ChangeKind = "reassigned" // other technicians, same time
	Altered    ChangeKind = "altered"    // place or title, nothing else
	Cancelled  ChangeKind = "cancelled"
	Restored   ChangeKind = "restored" // no longer cancelled
	Removed    ChangeKind = "removed"  // not there any more
)

// A Change is what became of one booking between two versions of an order. A
// booking that was moved and reassigned at once is [Moved].
type Change struct {
	ID     string // of the booking
	Kind   ChangeKind
	Before Booking // the zero value when Added
	After  Booking // the zero value when Removed
}

// Current returns the booking as it is, or as it was when it is removed.
func (c Change) Current() Booking {
	if c.Kind == Removed {
		return c.Before
	}
	return c.After
}

// Diff compares two versions of an order's bookings by ID and returns what
// changed: in the order of after, then what was removed in the order of
// before. A booking that differs in Sequence or in the zone it is written in
// alone is unchanged. A new booking that is already cancelled is no change, nor
// is a cancelled one that is gone.
func Diff(before, after []Booking) []Change {
	var changes []Change
	for _, b := range after {
		old, known := Find(before, b.ID)
		if kind := compare(old, b, known); kind != "" {
			changes = append(changes, Change{ID: b.ID, Kind: kind, Before: old, After: b})
		}
	}
	for _, b := range before {
		if _, still := Find(after, b.ID); !still && !b.Cancelled {
			changes = append(changes, Change{ID: b.ID, Kind: Removed, Before: b})
		}
	}
	return changes
}

func compare(old, b Booking, known bool) ChangeKind {
	switch {
	case !known && b.Cancelled:
		return ""
	case !known:
		return Added
	case old.Cancelled && b.Cancelled:
		return ""
	case b.Cancelled:
		return Cancelled
	case old.Cancelled:
		return Restored
	case !b.sameTime(old):
		return Moved
	case !slices.Equal(b.Technicians, old.Technicians) || b.Group != old.Group:
		return Reassigned
	case b.Place != old.Place || b.Title != old.Title:
		return Altered
	}
	return ""
}

// sameTime compares in the bookings' own zones: the same instant may have come
// back from a database in UTC, where an all-day booking is on another day.
func (b Booking) sameTime(old Booking) bool {
	b, old = b.In(nil), old.In(nil)
	switch {
	case b.AllDay != old.AllDay:
		return false
	case b.Start.Equal(old.Start) && b.End.Equal(old.End):
		return true
	}
	return b.from().Equal(old.from()) && b.until().Equal(old.until())
}

// A Reminder says when to remind of a booking (R614): some days before at a
// clock time, or some time before its start. It is plain data for a company's
// settings. The zero value is off.
type Reminder struct {
	DaysBefore int           `json:"daysBefore,omitzero"` // days before the visit, at Hour and Minute
	Hour       int           `json:"hour,omitzero"`       // 0 to 23, with DaysBefore
	Minute     int           `json:"minute,omitzero"`     // 0 to 59, with DaysBefore
	Before     time.Duration `json:"before,omitzero"`     // in nanoseconds; before the start, when DaysBefore is 0
}

// DayBefore is the usual reminder: 09:00 the day before.
func DayBefore() Reminder { return Reminder{DaysBefore: 1, Hour: 9} }

// At returns when to remind of b, and false when there is nothing to remind
// of: no reminder set, b cancelled, or the time is not before b starts. Clock
// times are in zone (nil: the booking's own), so that 09:00 is 09:00 on both
// sides of a change to summer time; one that the change skips is the same time
// an hour later.
func (r Reminder) At(b Booking, zone *time.Location) (time.Time, bool) {
	if b.Cancelled || b.Start.IsZero() {
		return time.Time{}, false
	}
	b = b.In(nil)
	local := b.from()
	if zone != nil {
		local = local.In(zone)
	}
	var at time.Time
	switch {
	case r.DaysBefore > 0:
		at = time.Date(local.Year(), local.Month(), local.Day()-r.DaysBefore, r.Hour, r.Minute, 0, 0, local.Location())
	case r.Before > 0:
		at = local.Add(-r.Before)
	}
	return at, !at.IsZero() && at.Before(local)
}
