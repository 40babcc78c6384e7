package booking

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// Method is what a calendar file asks of the reader (RFC 5546 section 1.4). The
// mail's Content-Type repeats it (RFC 6047 section 2.4).
type Method string

// The methods.
const (
	MethodPublish Method = "PUBLISH" // for somebody who is not named as attendee
	MethodRequest Method = "REQUEST" // a new or changed entry
	MethodCancel  Method = "CANCEL"  // the entry is cancelled
)

// An Entry is a booking as it stands in the customer's calendar. Company, Order
// and Booking.ID together name it for good, so that a changed booking moves the
// entry and never doubles it. The zero value is none: [Entry.Calendar] says what
// it lacks.
//
// A visit that was taken away is cancelled with the Booking of the last entry
// that was sent, as [Booking.Canonical] keeps it, Cancelled and with a higher
// Sequence: the booking itself need not exist any more.
type Entry struct {
	// Company, the tenant's ID, and Order, the order's, with its kind where orders
	// of two kinds may share one, are part of the UID; both are needed.
	Company, Order string

	Domain    string             // domain name for the UID, the company's mail domain; must stay the same
	Booking   Booking            // with an ID; its Sequence must rise with each change (RFC 5545 section 3.8.7.4)
	Zone      string             // IANA name when the booking has none; empty: UTC
	Stamp     time.Time          // when this message was made; needed
	Organizer recipients.Mailbox // the company's reply address; needed
	Attendee  recipients.Mailbox // the recipient; zero for [MethodPublish]
	Summary   string             // heading; needed
	Details   string             // description
	Location  string             // the booking's Place when empty
	URL       string             // https link
}

// UID returns the entry's stable identifier (RFC 5545 section 3.8.4.7): it
// depends on the company, the order, the booking's ID and the domain alone, and
// tells none of the first three.
func (e Entry) UID() string {
	var room [128]byte
	named := strconv.AppendQuote(room[:0], e.Company) // quoted, so that no two can run together
	named = strconv.AppendQuote(append(named, ' '), e.Order)
	named = strconv.AppendQuote(append(named, ' '), e.Booking.ID)
	sum := sha256.Sum256(named)
	var text [32]byte
	hex.Encode(text[:], sum[:16])
	return string(text[:]) + "@" + cmp.Or(e.Domain, "budkavle.invalid")
}

// Method returns what the entry asks: [MethodCancel] for a cancelled booking,
// else [MethodRequest], or [MethodPublish] without an attendee.
func (e Entry) Method() Method {
	switch {
	case e.Booking.Cancelled:
		return MethodCancel
	case e.Attendee.Address.IsZero():
		return MethodPublish
	}
	return MethodRequest
}

// Calendar returns the entry as a file: [Calendar] with this entry alone.
func (e Entry) Calendar() ([]byte, error) { return Calendar(e) }

// Calendar returns entries, one for each visit that a message tells of, as an
// iCalendar file (RFC 5545, text/calendar in UTF-8), the same bytes for the same
// entries. No answer is asked for. A file asks one thing of its reader: entries
// that are cancelled need a file of their own, and so do those without an
// attendee. The error joins those of [Booking.Validate] and one for each field
// that is missing or cannot stand in a calendar.
func Calendar(entries ...Entry) ([]byte, error) {
	if len(entries) == 0 {
		return nil, errors.New("booking: calendar: no entry")
	}
	var problems []error
	visits := make([]visit, len(entries))
	for i, e := range entries {
		var err error
		if visits[i], err = e.visit(); err != nil {
			problems = append(problems, err)
		}
		if e.Method() != entries[0].Method() {
			problems = append(problems,
				fmt.Errorf("booking: calendar entry of %q: method %s in a file of method %s, want a file for each",
					e.Booking.ID, e.Method(), entries[0].Method()))
		}
		visits[i].uid = e.UID()
		if slices.ContainsFunc(visits[:i], func(had visit) bool { return had.uid == visits[i].uid }) {
			problems = append(problems, fmt.Errorf("booking: calendar entry of %q: is in the file already", e.Booking.ID))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	w := lines{b: make([]byte, 0, 1536)}
	w.add("BEGIN:VCALENDAR")
	w.add("VERSION:2.0")
	w.add("PRODID:-//Budkavle//Budkavle//SV")
	w.add("CALSCALE:GREGORIAN")
	w.add("METHOD:", string(entries[0].Method()))
	w.zones(visits)
	for i, e := range entries {
		w.event(e, visits[i])
	}
	w.add("END:VCALENDAR")
	return w.b, nil
}

// A visit is when an entry takes place: a booking with its times in the zone that
// they are written in.
type visit struct {
	Booking
	zone *time.Location
	uid  string
}

// visit checks the entry and finds the zone of its times. A local time that comes
// twice, when summer time ends, would be read as the first of the two (RFC 5545
// section 3.3.5), and by some readers as the second: such a visit is in UTC.
func (e Entry) visit() (visit, error) {
	if err := e.validate(); err != nil {
		return visit{}, err
	}
	zone, err := LoadZone(cmp.Or(e.Booking.Zone, e.Zone))
	if err != nil {
		return visit{}, fmt.Errorf("booking: calendar entry of %q: %w", e.Booking.ID, err)
	}
	if zone == nil {
		zone = time.UTC
	}
	b := e.Booking
	b.Zone = ""
	b = b.In(zone)
	if !b.AllDay && (twice(b.Start) || twice(b.End)) {
		zone = time.UTC
		b = b.In(zone)
	}
	return visit{Booking: b, zone: zone}, nil
}

// validate finds everything that would make the file wrong or unsafe.
func (e Entry) validate() error {
	problems := []error(nil)
	if err := e.Booking.Validate(); err != nil {
		problems = append(problems, err)
	}
	problem := func(field, what string) {
		problems = append(problems, fmt.Errorf("booking: calendar entry of %q: %s %s", e.Booking.ID, field, what))
	}
	need := func(field string, there bool) {
		if !there {
			problem(field, "is missing")
		}
	}
	need("Company", e.Company != "")
	need("Order", e.Order != "")
	need("Booking.ID", e.Booking.ID != "")
	need("Organizer", !e.Organizer.Address.IsZero())
	need("Summary", cleantext.OneLine(e.Summary) != "")
	need("Stamp", !e.Stamp.IsZero())
	for _, f := range [...][2]string{{"URL", e.URL}, {"Domain", e.Domain}} {
		if strings.ContainsFunc(f[1], func(r rune) bool {
			return unicode.IsSpace(r) || cleantext.Unseen(r) || r == '"' || r == ';' && f[0] != "URL"
		}) {
			problem(f[0], "has a character that no address has")
		}
	}
	return errors.Join(problems...)
}
