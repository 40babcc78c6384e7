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
)

// Method is what a calendar file asks of the reader (RFC 5546 section 1.4). The
// mail's Content-Type repeats it (RFC 6047 section 2.4).
type Method string

// The methods.
const (
	Publish Method = "PUBLISH" // for somebody who is not named as attendee
	Request Method = "REQUEST" // a new or changed entry
	Cancel  Method = "CANCEL"  // the entry is cancelled
)

// An Entry is a booking as it stands in the customer's calendar (R409). Company
// and Booking.ID together name it for good, so that a changed booking moves the
// entry and never doubles it. The zero value is none: [Entry.Calendar] says what
// it lacks.
type Entry struct {
	Company   string    // the tenant's ID, part of the UID; needed
	Domain    string    // domain name for the UID, the company's mail domain; must stay the same
	Booking   Booking   // with an ID; its Sequence must rise with each change (RFC 5545 section 3.8.7.4)
	Zone      string    // IANA name when the booking has none; empty: UTC
	Stamp     time.Time // when this message was made; needed
	Organizer Person    // the company's reply address; needed
	Attendee  Person    // the recipient; zero for [Publish]
	Summary   string    // needed
	Details   string    // description
	Location  string    // the booking's Place when empty
	URL       string    // https link
}

// A Person is a name and an e-mail address in an entry. The zero value is
// nobody.
type Person struct{ Name, Email string }

// UID returns the entry's stable identifier (RFC 5545 section 3.8.4.7): it
// depends on the company, the booking's ID and the domain alone, and tells
// neither of the first two.
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
// UTF-8), the same bytes for the same entry. No answer is asked for (R409). The
// error joins those of [Booking.Validate] and one for each field that is missing
// or cannot stand in a calendar.
func (e Entry) Calendar() ([]byte, error) {
	if err := e.validate(); err != nil {
		return nil, err
	}
	zone, err := e.location()
	if err != nil {
		return nil, err
	}
	if b := e.Booking.In(zone); !b.AllDay && (repeated(b.Start) || repeated(b.End)) {
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
	for _, f := range [][2]string{{"Organizer.Email", e.Organizer.Email}, {"Attendee.Email", e.Attendee.Email}, {"URL", e.URL}, {"Domain", e.Domain}} {
		if strings.ContainsFunc(f[1], func(r rune) bool {
			return unicode.IsSpace(r) || unicode.IsControl(r) || r == '"' || r == ';' && f[0] != "URL"
		}) {
			problems = append(problems, fmt.Errorf("booking: calendar entry of %q: %s has a character that no address has", e.Booking.ID, f[0]))
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
	if err != nil || name == "Local" { // the machine's own zone is nobody's
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

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
