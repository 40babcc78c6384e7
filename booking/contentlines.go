package booking

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	utcForm   = "20060102T150405Z"
	localForm = "20060102T150405"
	dayForm   = "20060102"
	foldAt    = 75 // octets a line (RFC 5545 section 3.1)
)

// lines collects content lines, each folded and ended by CRLF.
type lines struct{ strings.Builder }

// add writes a content line, folded at 75 octets between characters.
func (w *lines) add(line string) {
	room := foldAt
	for len(line) > room {
		cut := room
		for cut > 1 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		w.WriteString(line[:cut] + "\r\n ")
		line, room = line[cut:], foldAt-1
	}
	w.WriteString(line + "\r\n")
}

// text writes a TEXT property with its escapes (RFC 5545 section 3.3.11), or
// nothing when the value is empty.
func (w *lines) text(name, value string) {
	if value == "" {
		return
	}
	value = strings.NewReplacer("\\", `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\r", `\n`, "\n", `\n`).Replace(clean(value))
	w.add(name + ":" + value)
}

// times writes start and end. An all-day booking has dates, and its end is the
// day after the last (RFC 5545 section 3.6.1).
func (w *lines) times(b Booking, zone *time.Location) {
	switch {
	case b.AllDay:
		w.add("DTSTART;VALUE=DATE:" + b.Start.Format(dayForm))
		w.add("DTEND;VALUE=DATE:" + b.until().Format(dayForm))
	case zone == time.UTC:
		w.add("DTSTART:" + b.Start.Format(utcForm))
		w.end("DTEND:"+b.End.Format(utcForm), b)
	default:
		w.add("DTSTART;TZID=" + zone.String() + ":" + b.Start.Format(localForm))
		w.end("DTEND;TZID="+zone.String()+":"+b.End.Format(localForm), b)
	}
}

// end writes the end of a booking that has one: DTEND must be later than
// DTSTART.
func (w *lines) end(line string, b Booking) {
	if b.End.After(b.Start) {
		w.add(line)
	}
}

// zone writes the VTIMEZONE of the offsets that hold between the start and the
// end: an observance for the one that the start falls in and one for each
// change until the end.
func (w *lines) zone(zone *time.Location, start, end time.Time) {
	w.add("BEGIN:VTIMEZONE")
	w.add("TZID:" + zone.String())
	at := start
	for {
		from, to := at.ZoneBounds()
		w.observance(at, from)
		if to.IsZero() || to.After(end) {
			break
		}
		at = to
	}
	w.add("END:VTIMEZONE")
}

// observance writes one stretch of a zone's time that began at from.
func (w *lines) observance(at, from time.Time) {
	kind := "STANDARD"
	if at.IsDST() {
		kind = "DAYLIGHT"
	}
	name, offset := at.Zone()
	before, onset := offset, "19700101T000000"
	if !from.IsZero() {
		_, before = from.Add(-time.Second).Zone()
		onset = from.UTC().Add(time.Duration(before) * time.Second).Format(localForm)
	}
	w.add("BEGIN:" + kind)
	w.add("DTSTART:" + onset)
	w.add("TZOFFSETFROM:" + offsetText(before))
	w.add("TZOFFSETTO:" + offsetText(offset))
	w.add("TZNAME:" + name)
	w.add("END:" + kind)
}

// offsetText writes seconds east of UTC as "+0200".
func offsetText(seconds int) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	text := fmt.Sprintf("%s%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}

// clean drops what no calendar text may hold: controls but the line break, and
// bytes that are not UTF-8.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
