package booking

import (
	"cmp"
	"fmt"
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
type lines struct{ strings.Builder }

// add writes a content line, folded at 75 octets between characters.
func (w *lines) add(line string) {
	room := foldAt
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
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
	w.add(name + ":" + escapeText.Replace(value))
}

// event writes an entry.
func (w *lines) event(e Entry, v visit) {
	w.add("BEGIN:VEVENT")
	w.add("UID:" + e.UID())
	w.add("DTSTAMP:" + e.Stamp.UTC().Format(utcForm))
	w.add("SEQUENCE:" + strconv.Itoa(v.Sequence))
	w.times(v)
	w.text("SUMMARY", cleantext.OneLine(e.Summary))
	w.text("DESCRIPTION", cleantext.Lines(e.Details))
	w.text("LOCATION", cmp.Or(cleantext.Lines(e.Location), cleantext.Lines(v.Place)))
	if e.URL != "" {
		w.add("URL:" + e.URL)
	}
	w.add("ORGANIZER" + calendarUser(e.Organizer))
	if !e.Attendee.Address.IsZero() {
		w.add("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE" + calendarUser(e.Attendee))
	}
	w.add("STATUS:" + map[bool]string{true: "CANCELLED", false: "CONFIRMED"}[v.Cancelled])
	w.add("TRANSP:OPAQUE")
	w.add("END:VEVENT")
}

// times writes start and end. An all-day booking has dates, and its end is the
// day after the last (RFC 5545 section 3.6.1). DTEND must be later than DTSTART.
func (w *lines) times(v visit) {
	form, zone := localForm, ";TZID="+v.zone.String()+":"
	switch {
	case v.AllDay:
		w.add("DTSTART;VALUE=DATE:" + v.Start.Format(dayForm))
		w.add("DTEND;VALUE=DATE:" + v.until().Format(dayForm))
		return
	case isUTC(v.zone):
		form, zone = utcForm, ":"
	}
	w.add("DTSTART" + zone + v.Start.Format(form))
	if v.End.After(v.Start) {
		w.add("DTEND" + zone + v.End.Format(form))
	}
}

// isUTC reports whether times in a zone are written as UTC.
func isUTC(zone *time.Location) bool { return zone.String() == "UTC" }

// calendarUser is who takes part: the CN parameter with the quoting of RFC 6868
// (^' for the quote, ^^ for the caret), and a mailto URI (RFC 6068).
func calendarUser(m recipients.Mailbox) string {
	address := ":mailto:" + mailtoPath(m.Address)
	name := cleantext.Name(m.Name)
	if name == "" {
		return address
	}
	return `;CN="` + escapeName.Replace(name) + `"` + address
}

// mailtoPath writes an address as it stands in a mailto URI: percent-encoded is
// what a URI does not allow, and what means something in it (RFC 6068 section 2).
func mailtoPath(a recipients.Address) string {
	var b strings.Builder
	for _, c := range []byte(a.ASCII()) {
		switch {
		case c >= utf8.RuneSelf, strings.IndexByte("%/?#[]&;=\"<>\\^`{|}", c) >= 0:
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
