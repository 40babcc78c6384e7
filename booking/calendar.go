package booking

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Method is what a calendar file asks of the reader (RFC 5546 section 1.4).
type Method string

// The methods.
const (
	Publish Method = "PUBLISH" // for somebody who is not named as attendee
	Request Method = "REQUEST" // a new or changed entry
	Cancel  Method = "CANCEL"  // the entry is cancelled
)

// An Entry is a booking as it stands in the customer's calendar (R409). Company
// and Booking.ID together name it for good, so that a changed booking moves the
// entry and never doubles it.
type Entry struct {
	Company   string    // the tenant's ID, part of the UID
	Domain    string    // domain name for the UID, the company's mail domain
	Booking   Booking   // its Sequence must rise with each change (RFC 5545 section 3.8.7.4)
	Zone      string    // IANA name when the booking has none; empty: UTC
	Stamp     time.Time // when this message was made; needed
	Organizer Person    // the company's reply address
	Attendee  Person    // the recipient; zero for [Publish]
	Summary   string    // needed
	Details   string    // description
	Location  string    // the booking's Place when empty
	URL       string    // https link
}

// A Person is a name and an e-mail address in an entry. The zero value is
// nobody.
type Person struct{ Name, Email string }

// UID returns the entry's stable identifier: it depends on the company and the
// booking's ID alone and tells neither.
func (e Entry) UID() string {
	sum := sha256.Sum256([]byte(e.Company + "\x00" + e.Booking.ID))
	domain := e.Domain
	if domain == "" {
		domain = "budkavle.invalid"
	}
	return hex.EncodeToString(sum[:16]) + "@" + domain
}

// Method returns what the entry asks: [Cancel] for a cancelled booking, else
// [Request], or [Publish] without an attendee.
func (e Entry) Method() Method {
	switch {
	case e.Booking.Cancelled:
		return Cancel
	case e.Attendee.Email == "":
		return Publish
	}
	return Request
}

// Calendar returns the entry as an iCalendar file (RFC 5545, text/calendar in
// UTF-8), the same bytes for the same entry. No answer is asked for. Errors
// name the field that is missing or cannot stand in a calendar.
func (e Entry) Calendar() ([]byte, error) {
	if err := e.validate(); err != nil {
		return nil, err
	}
	zone, err := e.location()
	if err != nil {
		return nil, err
	}
	if b := e.Booking.In(zone); repeated(b.Start) || repeated(b.End) {
		// A local time that comes twice, when summer time ends, would be read as
		// the first of the two (RFC 5545 section 3.3.5).
		zone = time.UTC
	}
	b := e.Booking
	b.Zone = ""
	b = b.In(zone)
	var w lines
	w.add("BEGIN:VCALENDAR")
	w.add("VERSION:2.0")
	w.add("PRODID:-//Budkavle//Budkavle//SV")
	w.add("CALSCALE:GREGORIAN")
	w.add("METHOD:" + string(e.Method()))
	if zone != time.UTC && !b.AllDay {
		w.zone(zone, b.Start, b.End)
	}
	w.add("BEGIN:VEVENT")
	w.add("UID:" + e.UID())
	w.add("DTSTAMP:" + e.Stamp.UTC().Format(utcForm))
	w.add("SEQUENCE:" + strconv.Itoa(b.Sequence))
	w.times(b, zone)
	w.text("SUMMARY", e.Summary)
	w.text("DESCRIPTION", e.Details)
	w.text("LOCATION", firstText(e.Location, b.Place))
	if e.URL != "" {
		w.add("URL:" + e.URL)
	}
	w.add("ORGANIZER" + e.Organizer.name() + ":mailto:" + e.Organizer.Email)
	if e.Attendee.Email != "" {
		w.add("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE" + e.Attendee.name() + ":mailto:" + e.Attendee.Email)
	}
	w.add("STATUS:" + map[bool]string{true: "CANCELLED", false: "CONFIRMED"}[b.Cancelled])
	w.add("TRANSP:OPAQUE")
	w.add("END:VEVENT")
	w.add("END:VCALENDAR")
	return []byte(w.String()), nil
}

// repeated reports whether t is the second time that its clock shows this.
func repeated(t time.Time) bool {
	from, _ := t.ZoneBounds()
	if from.IsZero() {
		return false
	}
	_, before := from.Add(-time.Second).Zone()
	_, now := t.Zone()
	return before > now && t.Sub(from) < time.Duration(before-now)*time.Second
}

// validate finds everything that would make the file wrong or unsafe.
func (e Entry) validate() error {
	problems := []error{e.Booking.Validate()}
	need := func(field, value string) {
		if value == "" {
			problems = append(problems, fmt.Errorf("booking: calendar entry of %q: %s is missing", e.Booking.ID, field))
		}
	}
	need("Company", e.Company)
	need("Booking.ID", e.Booking.ID)
	need("Organizer.Email", e.Organizer.Email)
	need("Summary", e.Summary)
	if e.Stamp.IsZero() {
		need("Stamp", "")
	}
	for field, value := range map[string]string{"Organizer.Email": e.Organizer.Email, "Attendee.Email": e.Attendee.Email, "URL": e.URL, "Domain": e.Domain} {
		if strings.ContainsFunc(value, func(r rune) bool {
			return unicode.IsSpace(r) || unicode.IsControl(r) || r == '"' || r == ';' && field != "URL"
		}) {
			problems = append(problems, fmt.Errorf("booking: calendar entry of %q: %s has a character that no address has", e.Booking.ID, field))
		}
	}
	return errors.Join(problems...)
}

// location is the zone that the entry's times are written in.
func (e Entry) location() (*time.Location, error) {
	name := firstText(e.Booking.Zone, e.Zone)
	if name == "" || name == "UTC" {
		return time.UTC, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("booking: calendar entry of %q: zone %q is unknown, want an IANA name such as Europe/Stockholm", e.Booking.ID, name)
	}
	return zone, nil
}

// name is the CN parameter with the quoting of RFC 6868, since a name may hold
// anything: ^' for the quote, ^n for a line break, ^^ for the caret.
func (p Person) name() string {
	if p.Name == "" {
		return ""
	}
	return `;CN="` + strings.NewReplacer("^", "^^", "\"", "^'", "\r\n", "^n", "\r", "^n", "\n", "^n").Replace(clean(p.Name)) + `"`
}

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

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
