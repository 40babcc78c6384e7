package booking

import (
	"slices"
	"time"
)

// zones writes a VTIMEZONE for each zone that visits have times in, in the order
// of the visits.
func (w *lines) zones(visits []visit) {
	for i, v := range visits {
		name := v.zone.String()
		same := func(had visit) bool { return !had.AllDay && had.zone.String() == name }
		if v.AllDay || isUTC(v.zone) || slices.ContainsFunc(visits[:i], same) {
			continue
		}
		start, end := v.Start, v.End
		for _, other := range visits {
			if !same(other) {
				continue
			}
			if other.Start.Before(start) {
				start = other.Start
			}
			if other.End.After(end) {
				end = other.End
			}
		}
		w.add("BEGIN:VTIMEZONE")
		w.add("TZID:", name)
		for _, s := range stretches(start, end) {
			w.observance(s)
		}
		w.add("END:VTIMEZONE")
	}
}

// A stretch is a time in which a zone's clock is not changed.
type stretch struct {
	at       time.Time // a moment in it
	from     time.Time // its first; zero when there is no change before it
	daylight bool
}

func stretchOf(at time.Time) (s stretch, to time.Time) {
	from, to := at.ZoneBounds()
	return stretch{at: at, from: from}, to
}

// season is how far a change may be away to belong to the same year's summer and
// winter time: most zones that have them go through both within a year, others
// changed for the last time decades ago.
const season = 400 * 24 * time.Hour

// stretches returns those between start and end in their zone, and the one
// before or else the one behind, so that a zone with summer time always shows
// both: calendars have been seen that take UTC, or any offset, for the one that is
// missing (RFC 5545 section 3.6.5 would not need it).
func stretches(start, end time.Time) []stretch {
	first, to := stretchOf(start)
	list := []stretch{first}
	if !first.from.IsZero() && start.Sub(first.from) < season {
		before, _ := stretchOf(first.from.Add(-time.Nanosecond))
		list = []stretch{before, first}
	}
	for !to.IsZero() && (!to.After(end) || len(list) < 2 && to.Sub(start) < season) {
		next, after := stretchOf(to)
		list, to = append(list, next), after
	}
	for i := 1; i < len(list); i++ {
		list[i].daylight = isDaylight(list[i], list[i-1])
	}
	if len(list) > 1 {
		list[0].daylight = isDaylight(list[0], list[1])
	}
	return list
}

// isDaylight tells the summer time of two stretches by its larger offset. What
// package time says of one alone is no help: in Ireland winter is the exception.
func isDaylight(s, neighbour stretch) bool {
	_, offset := s.at.Zone()
	_, other := neighbour.at.Zone()
	return s.at.IsDST() != neighbour.at.IsDST() && offset > other
}

// observance writes one stretch of a zone's time.
func (w *lines) observance(s stretch) {
	kind := "STANDARD"
	if s.daylight {
		kind = "DAYLIGHT"
	}
	name, offset := s.at.Zone()
	before, onset := offset, time.Unix(0, 0).UTC()
	if !s.from.IsZero() {
		_, before = s.from.Add(-time.Nanosecond).Zone()
		onset = s.from.UTC().Add(time.Duration(before) * time.Second)
	}
	w.add("BEGIN:", kind)
	w.put("DTSTART:")
	w.moment(onset, localForm)
	w.offset("TZOFFSETFROM:", before)
	w.offset("TZOFFSETTO:", offset)
	w.add("TZNAME:", name)
	w.add("END:", kind)
}

// offset writes seconds east of UTC as "+0200".
func (w *lines) offset(name string, seconds int) {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	w.put(name, sign)
	w.two(seconds / 3600)
	w.two(seconds / 60 % 60)
	if seconds%60 != 0 {
		w.two(seconds % 60)
	}
	w.end()
}

// two writes a number below 100 in two digits.
func (w *lines) two(n int) { w.b = append(w.b, byte('0'+n/10), byte('0'+n%10)) }
