package booking

import "time"

// clockTimes returns the first and the last moment of a day, days after t's, at
// which the clock in t's zone shows hour and minute. They differ by the length
// of the change where an hour comes twice; a time that a change to summer time
// skips is the moment of the change, when the clock has passed it.
//
// Package time does not say which of the two it takes, and may be a day off
// where summer time begins at midnight.
func clockTimes(t time.Time, days, hour, minute int) (first, last time.Time) {
	zone := t.Location()
	shown := time.Date(t.Year(), t.Month(), t.Day()+days, hour, minute, 0, 0, time.UTC) // what the clock is to show
	_, before := shown.Add(-36 * time.Hour).In(zone).Zone()
	_, after := shown.Add(36 * time.Hour).In(zone).Zone()
	first, found := time.Time{}, false
	for _, offset := range [...]int{max(before, after), min(before, after)} { // the larger offset is the earlier moment
		moment := shown.Add(-time.Duration(offset) * time.Second).In(zone)
		if _, actual := moment.Zone(); actual != offset {
			continue
		}
		if !found {
			first, found = moment, true
		}
		last = moment
	}
	if !found { // skipped: by the old offset it lies behind the change
		change, _ := shown.Add(-time.Duration(before) * time.Second).In(zone).ZoneBounds()
		first, last = change.In(zone), change.In(zone)
	}
	return first, last
}

// dayStart is the first moment of the day that is days after t's, which is not
// midnight where summer time begins at midnight.
func dayStart(t time.Time, days int) time.Time {
	first, _ := clockTimes(t, days, 0, 0)
	return first
}
