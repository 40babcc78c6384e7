package booking

import (
	"cmp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// The replacers are built at their first use and safe for concurrent use.
var (
	escapeText = strings.NewReplacer("\\", `\\`, ";", `\;`, ",", `\,`, "\n", `\n`) // RFC 5545 section 3.3.11
	escapeName = strings.NewReplacer("^", "^^", `"`, "^'")                         // RFC 6868
)

const (
	utcForm   = "20060102T150405Z"
	localForm = "20060102T150405"
	dayForm   = "20060102"
	foldAt    = 75 // octets a line (RFC 5545 section 3.1)
)

// lines collects content lines, each folded and ended by CRLF.
type lines struct {
	b     []byte
	start int // of the line that is written
}

// add writes a content line made of parts.
func (w *lines) add(parts ...string) {
	w.put(parts...)
	w.end()
}

// put writes a part of a line.
func (w *lines) put(parts ...string) {
	for _, p := range parts {
		w.b = append(w.b, p...)
	}
}

// moment writes a time and ends the line.
func (w *lines) moment(t time.Time, form string) {
	w.b = t.AppendFormat(w.b, form)
	w.end()
}

// end ends a content line, folded at 75 octets between characters.
func (w *lines) end() {
	if len(w.b)-w.start > foldAt {
		w.fold()
	}
	w.b = append(w.b, "\r\n"...)
	w.start = len(w.b)
}

func (w *lines) fold() {
	line, room := string(w.b[w.start:]), foldAt
	w.b = w.b[:w.start]
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		w.put(line[:cut], "\r\n ")
		line, room = line[cut:], foldAt-1
	}
	w.put(line)
}

// text writes a TEXT property with its escapes (RFC 5545 section 3.3.11), or
// nothing when the value is empty.
func (w *lines) text(name, value string) {
	if value == "" {
		return
	}
	w.add(name, ":", escapeText.Replace(value))
}

// event writes an entry.
func (w *lines) event(e Entry, v visit) {
	w.add("BEGIN:VEVENT")
	w.add("UID:", v.uid)
	w.put("DTSTAMP:")
	w.moment(e.Stamp.UTC(), utcForm)
	w.put("SEQUENCE:")
	w.b = strconv.AppendInt(w.b, int64(v.Sequence), 10)
	w.end()
	w.times(v)
	w.text("SUMMARY", cleantext.OneLine(e.Summary))
	w.text("DESCRIPTION", cleantext.Lines(e.Details))
	w.text("LOCATION", cmp.Or(cleantext.Lines(e.Location), cleantext.Lines(v.Place)))
	if e.URL != "" {
		w.add("URL:", e.URL)
	}
	w.put("ORGANIZER")
	w.calendarUser(e.Organizer)
	if !e.Attendee.Address.IsZero() {
		w.put("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE")
		w.calendarUser(e.Attendee)
	}
	status := "CONFIRMED"
	if v.Cancelled {
		status = "CANCELLED"
	}
	w.add("STATUS:", status)
	w.add("TRANSP:OPAQUE")
	w.add("END:VEVENT")
}

// times writes start and end. An all-day booking has dates, and its end is the
// day after the last (RFC 5545 section 3.6.1). DTEND must be later than DTSTART.
func (w *lines) times(v visit) {
	form, parameter, zone := localForm, ";TZID=", v.zone.String()
	switch {
	case v.AllDay:
		w.put("DTSTART;VALUE=DATE:")
		w.moment(v.Start, dayForm)
		w.put("DTEND;VALUE=DATE:")
		w.moment(v.until(), dayForm)
		return
	case isUTC(v.zone):
		form, parameter, zone = utcForm, "", ""
	}
	w.put("DTSTART", parameter, zone, ":")
	w.moment(v.Start, form)
	if v.End.After(v.Start) {
		w.put("DTEND", parameter, zone, ":")
		w.moment(v.End, form)
	}
}

// isUTC reports whether times in a zone are written as UTC.
func isUTC(zone *time.Location) bool { return zone.String() == "UTC" }

// calendarUser writes who takes part, and ends the line: the CN parameter with the
// quoting of RFC 6868 (^' for the quote, ^^ for the caret), and a mailto URI (RFC 6068).
func (w *lines) calendarUser(m recipients.Mailbox) {
	if name := cleantext.Name(m.Name); name != "" {
		w.put(`;CN="`, escapeName.Replace(name), `"`)
	}
	w.put(":mailto:")
	w.mailtoPath(m.Address)
	w.end()
}

// mailtoPath writes an address as it stands in a mailto URI: percent-encoded is
// what a URI does not allow, and what means something in it (RFC 6068 section 2).
func (w *lines) mailtoPath(a recipients.Address) {
	const digits = "0123456789ABCDEF"
	ascii := a.ASCII()
	for i := range len(ascii) {
		c := ascii[i]
		if c >= utf8.RuneSelf || strings.IndexByte("%/?#[]&;=\"<>\\^`{|}", c) >= 0 {
			w.b = append(w.b, '%', digits[c>>4], digits[c&15])
		} else {
			w.b = append(w.b, c)
		}
	}
}
