package booking

import (
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// Date is the booking's day in words, "fredag 06 oktober", or the first
// and the last when it goes over midnight or over several days; the year is
// added only when it is not that of now.
func (b Booking) Date(l locale.Language, now time.Time) string {
	first, last := b.days()
	if first.Equal(last) {
		return l.Date(first, now)
	}
	return l.Date(first, now) + " – " + l.Date(last, now)
}

// Time is the booking's interval on a 24-hour clock,
// "07:00 – 10:00"; an end at midnight is 24:00. A booking without an end is its
// start alone, and an all-day one says so in a word, "heldag". Where the clock
// shows an hour twice and the times alone would be read wrong, the name of the
// zone's time stands behind them: "02:45 CEST – 02:15 CET".
func (b Booking) Time(l locale.Language) string {
	switch {
	case b.AllDay:
		return l.AllDay()
	case b.End.IsZero() || b.End.Equal(b.Start):
		if twice(b.Start) {
			return l.Clock(b.Start) + " " + zoneName(b.Start)
		}
		return l.Clock(b.Start)
	case b.misread():
		return l.Clock(b.Start) + " " + zoneName(b.Start) + " – " + l.Clock(b.End) + " " + zoneName(b.End)
	case b.endsAtMidnight():
		return l.Clock(b.Start) + " – " + midnight(l, b.End)
	}
	return l.Clock(b.Start) + " – " + l.Clock(b.End)
}

// days are the first moments of the first and of the last day. An end at
// midnight sharp belongs to the day before.
func (b Booking) days() (first, last time.Time) {
	end := b.End
	switch {
	case end.IsZero():
		end = b.Start
	case !b.AllDay && b.endsAtMidnight():
		end = end.Add(-time.Nanosecond)
	}
	return dayStart(b.Start, 0), dayStart(end, 0)
}

// endsAtMidnight reports whether b's last day ends with it.
func (b Booking) endsAtMidnight() bool {
	return b.End.After(b.Start) && b.End.Equal(dayStart(b.End, 0))
}

// midnight is the end of a day as the language's 24-hour clock writes it.
func midnight(l locale.Language, end time.Time) string {
	late := time.Date(2000, time.January, 1, 23, 0, 0, 0, time.UTC)
	if text := strings.Replace(l.Clock(late), "23", "24", 1); text != l.Clock(late) {
		return text
	}
	return l.Clock(end) // a clock without a 23 has no 24
}

// misread reports whether the clock shows b's start or end twice, and a reader
// of the two times would take b for longer or shorter than it is.
func (b Booking) misread() bool {
	return (twice(b.Start) || twice(b.End)) && shown(b.End).Sub(shown(b.Start)) != b.End.Sub(b.Start)
}

// shown is what the clock shows at t, as a moment that can be counted with.
func shown(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.Add(time.Duration(offset) * time.Second)
}

// twice reports whether the clock of t's zone shows what it shows at t once
// more: before or after it.
func twice(t time.Time) bool {
	first, last := clockTimes(t, 0, t.Hour(), t.Minute())
	return !first.Equal(last)
}

// zoneName is the name of the zone's time at t, "CEST", or its distance from UTC
// where the zone has no names.
func zoneName(t time.Time) string {
	name, offset := t.Zone()
	if name != "" && name[0] != '+' && name[0] != '-' {
		return name
	}
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	text := fmt.Sprintf("UTC%c%d", sign, offset/3600)
	if minutes := offset / 60 % 60; minutes != 0 {
		text += fmt.Sprintf(":%02d", minutes)
	}
	return text
}
