package booking

import "slices"

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
