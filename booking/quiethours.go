package booking

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// QuietHours are the hours of each day in which no SMS goes. They are plain
// data for a company's settings. The zero value is off, and so is a From that
// equals To.
type QuietHours struct {
	From string `json:"from,omitzero"` // "21:00": the clock time at which they begin
	// "07:00": at which they are over, on the next day when it is not later than From
	To   string `json:"to,omitzero"`
	Zone string `json:"zone,omitzero"` // IANA name; empty: the zone of the booking
}

// NightHours are the usual quiet hours: from 21:00 to 07:00.
func NightHours() QuietHours { return QuietHours{From: "21:00", To: "07:00"} }

// IsZero reports whether no quiet hours are set.
func (q QuietHours) IsZero() bool { return q == QuietHours{} }

// Validate returns an error that joins one for each field that cannot be read:
// a time that is not "15:04" on a 24-hour clock, one without the other, an
// unknown zone.
func (q QuietHours) Validate() error {
	var problems []error
	for _, f := range [][2]string{{"from", q.From}, {"to", q.To}} {
		if _, err := time.Parse(clockForm, f[1]); err != nil && q.From+q.To != "" {
			problems = append(problems,
				fmt.Errorf("booking: quiet hours: %s %q is no time, want a form such as 21:00", f[0], f[1]))
		}
	}
	if _, err := LoadZone(q.Zone); err != nil {
		problems = append(problems, fmt.Errorf("booking: quiet hours: %w", err))
	}
	return errors.Join(problems...)
}

const clockForm = "15:04"

// Next returns t, or the moment at which the quiet hours that t lies in are
// over. They are those of the clock in q's zone, else in zone (nil: that of t),
// also on the nights when it is changed: hours that begin or end at a time which
// comes twice begin at the first and end at the last. Times or a zone that cannot
// be read are taken for [NightHours] and the zone of t, so that a mistake wakes
// nobody; [QuietHours.Validate] tells of them. The result has the location of t.
func (q QuietHours) Next(t time.Time, zone *time.Location) time.Time {
	if q.From == q.To {
		return t
	}
	from, err := time.Parse(clockForm, q.From)
	to, err2 := time.Parse(clockForm, q.To)
	if err != nil || err2 != nil {
		night := NightHours()
		night.Zone = q.Zone
		return night.Next(t, zone)
	}
	if own, err := LoadZone(q.Zone); err == nil && q.Zone != "" {
		zone = own
	}
	local := t.In(cmp.Or(zone, t.Location()))
	days := 0
	if !from.Before(to) {
		days = 1
	}
	for day := -1; day <= 0; day++ { // those that began yesterday, and today's
		begin, _ := clockTimes(local, day, from.Hour(), from.Minute())
		_, end := clockTimes(local, day+days, to.Hour(), to.Minute())
		if !t.Before(begin) && t.Before(end) {
			return end.In(t.Location())
		}
	}
	return t
}
