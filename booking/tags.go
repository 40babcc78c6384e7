package booking

import (
	"strings"
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// Facts are what the ten tags of R302 are made from. The zero value works: it
// gives empty texts and warnings.
type Facts struct {
	Company             string          // the name that customers know
	OrderNumber         string          // "AO462"; {orderRef} is empty without one
	Facility            string          // anläggning
	Customer            string          // stands in for a missing facility (R404)
	CustomerOrderNumber string          // blank: "saknas" in the language (R404)
	ServiceObjects      []string        // names
	Bookings            []Booking       // all of the order, in any order
	About               string          // ID of the booking that was saved; empty: the next one (R401)
	Now                 time.Time       // what is coming and which year goes without saying
	Zone                *time.Location  // nil: the bookings' own
	Language            locale.Language // the recipient's; zero: Swedish
}

// Warning is something about the values that the user should know. [Facts.Values]
// gives at most one.
type Warning string

// The warnings.
const (
	// NoComingBooking says that the booking tags are empty (R406).
	NoComingBooking Warning = "no-coming-booking"
	// UnderWay says that the tags are about a booking that has started.
	UnderWay Warning = "under-way"
	// BookingCancelled says that the booking asked for is cancelled; the tags
	// are about it all the same, so that a cancellation can name it.
	BookingCancelled Warning = "booking-cancelled"
)

// Booking returns the booking that the facts are about: the one asked for, or
// else the next. One asked for that is not there counts as none.
func (f Facts) Booking() (Booking, bool) {
	var b Booking
	var ok bool
	if f.About != "" {
		b, ok = Find(f.Bookings, f.About)
	} else {
		b, ok = Next(f.zoned(), f.Now)
	}
	return b.In(f.Zone), ok && !b.Start.IsZero()
}

// Values returns the text of each of the ten tags (R302), by its canonical name,
// and what is to be said about them. All ten are there, the empty ones too. Times
// are in the booking's zone. Nothing is escaped: package templating does that.
func (f Facts) Values() (map[string]string, []Warning) {
	values := map[string]string{
		"company":             f.Company,
		"orderRef":            "",
		"facilityOrCustomer":  f.Facility,
		"customerOrderNumber": strings.TrimSpace(f.CustomerOrderNumber),
		"serviceObjects":      strings.Join(f.ServiceObjects, ", "),
		"nextBooking":         "", "nextBookingName": "", "nextBookingDate": "", "nextBookingTime": "",
		"futureBookings": f.futureBookings(),
	}
	if f.OrderNumber != "" {
		values["orderRef"] = f.Language.OrderRef(f.OrderNumber)
	}
	if f.Facility == "" {
		values["facilityOrCustomer"] = f.Customer
	}
	if values["customerOrderNumber"] == "" {
		values["customerOrderNumber"] = f.Language.Missing()
	}
	b, ok := f.Booking()
	if !ok {
		return values, []Warning{NoComingBooking}
	}
	values["nextBookingName"] = b.Who()
	values["nextBookingDate"] = b.Date(f.Language, f.Now)
	values["nextBookingTime"] = b.Time(f.Language)
	values["nextBooking"] = b.Line(f.Language, f.Now)
	switch {
	case b.Cancelled:
		return values, []Warning{BookingCancelled}
	case b.over(f.Now):
		return values, []Warning{NoComingBooking}
	case b.started(f.Now):
		return values, []Warning{UnderWay}
	}
	return values, nil
}

// zoned returns the bookings with their times in their zones, in which their
// days begin.
func (f Facts) zoned() []Booking {
	list := make([]Booking, len(f.Bookings))
	for i, b := range f.Bookings {
		list[i] = b.In(f.Zone)
	}
	return list
}

// futureBookings is one line for each coming booking, in order (R403).
func (f Facts) futureBookings() string {
	var lines []string
	for _, b := range Coming(f.zoned(), f.Now) {
		lines = append(lines, b.Line(f.Language, f.Now))
	}
	return strings.Join(lines, "\n")
}

// Line is name, date and time in one line (R403):
// "Börje, fredag 06 oktober, 07:00 – 10:00". A booking of nobody begins with the
// date. Like [Booking.Date] and [Booking.Time] it writes the times as they are:
// call [Booking.In] before.
func (b Booking) Line(l locale.Language, now time.Time) string {
	parts := []string{b.Who(), b.Date(l, now), b.Time(l)}
	if parts[0] == "" {
		parts = parts[1:]
	}
	return strings.Join(parts, ", ")
}

// Date is the booking's day as R402 has it, "fredag 06 oktober", or the first
// and the last when it goes over several; the year is added when it is not that
// of now. A booking that ends on the next day within 24 hours is one night's work
// and has one date.
func (b Booking) Date(l locale.Language, now time.Time) string {
	first, last := b.days()
	if first.Equal(last) || b.overnight() {
		return l.Date(b.Start, now)
	}
	return l.Date(first, now) + " – " + l.Date(last, now)
}

// Time is the booking's interval on a 24-hour clock as R402 has it,
// "07:00 – 10:00"; "(+1)" says that it ends on the next day; a booking without an
// end is its start alone, and an all-day one says so in a word, "heldag".
func (b Booking) Time(l locale.Language) string {
	switch {
	case b.AllDay:
		return l.AllDay()
	case b.End.IsZero() || b.End.Equal(b.Start):
		return l.Clock(b.Start)
	}
	text := l.Clock(b.Start) + " – " + l.Clock(b.End)
	if b.overnight() {
		text += " (+1)"
	}
	return text
}

// days are midnight of the first and of the last day. An end at midnight sharp
// belongs to the day before.
func (b Booking) days() (first, last time.Time) {
	end := b.End
	if end.IsZero() {
		end = b.Start
	}
	if !b.AllDay && end.After(b.Start) && end.Equal(dayStart(end, 0)) {
		end = end.Add(-time.Nanosecond)
	}
	return dayStart(b.Start, 0), dayStart(end, 0)
}

// overnight reports whether b ends on the day after, within 24 hours.
func (b Booking) overnight() bool {
	first, last := b.days()
	return !b.AllDay && last.Equal(dayStart(first, 1)) && b.End.Sub(b.Start) < 24*time.Hour
}
