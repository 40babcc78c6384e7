package booking

import (
	"errors"
	"fmt"
	"time"
)

// A Reminder says when to remind of a booking: some days before at a clock
// time, or some time before its start. It is plain data for a company's
// settings. The zero value is off.
type Reminder struct {
	DaysBefore int           `json:"daysBefore,omitzero"` // days before the visit, at Hour and Minute
	Hour       int           `json:"hour,omitzero"`       // 0 to 23, with DaysBefore
	Minute     int           `json:"minute,omitzero"`     // 0 to 59, with DaysBefore
	Before     time.Duration `json:"before,omitzero"`     // in nanoseconds; before the start, when DaysBefore is 0
}

// DayBefore is the usual reminder: 09:00 the day before.
func DayBefore() Reminder { return Reminder{DaysBefore: 1, Hour: 9} }

// Validate returns an error that joins one for each field that cannot be: a
// negative number, an hour or a minute that no clock shows.
func (r Reminder) Validate() error {
	var problems []error
	for _, f := range []struct {
		name      string
		value, to int
	}{{"daysBefore", r.DaysBefore, 366}, {"hour", r.Hour, 23}, {"minute", r.Minute, 59}} {
		if f.value < 0 || f.value > f.to {
			problems = append(problems, fmt.Errorf("booking: reminder: %s %d is not 0 to %d", f.name, f.value, f.to))
		}
	}
	if r.Before < 0 {
		problems = append(problems, fmt.Errorf("booking: reminder: before %s is negative", r.Before))
	}
	return errors.Join(problems...)
}

// At returns when to remind of b, and false when there is nothing to remind
// of: no reminder set, b cancelled, or the time is not before b starts. Clock
// times are in zone (nil: the booking's own), so that 09:00 is 09:00 on both
// sides of a change to summer time. One that comes twice is the first of the
// two, and one that the change skips is the moment of the change.
func (r Reminder) At(b Booking, zone *time.Location) (time.Time, bool) {
	if b.Cancelled || b.Start.IsZero() {
		return time.Time{}, false
	}
	local := b.In(nil).from()
	if zone != nil {
		local = local.In(zone)
	}
	var at time.Time
	switch {
	case r.DaysBefore > 0:
		at, _ = clockTimes(local, -r.DaysBefore, r.Hour, r.Minute)
	case r.Before > 0:
		at = local.Add(-r.Before)
	}
	return at, !at.IsZero() && at.Before(local)
}
