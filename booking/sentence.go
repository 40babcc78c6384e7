package booking

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// BuiltInValues are [Facts.Values] and the values that built-in messages need
// beside them to speak in whole sentences: {orderNumber}, {nextBookingNames},
// {nextBookingWhen} and {visits} (see [locale.Language.Text]).
func (f Facts) BuiltInValues() (map[string]string, ValueNote) {
	bookings := zones{}.all(f.Bookings, f.Zone)
	visits := f.visits(bookings)
	b, found := f.BookingOf(visits)
	values := make(map[string]string, roomForValues)
	f.fill(values, b, found, bookings, visits)
	values["orderNumber"] = cleantext.OneLine(f.OrderNumber)
	values["nextBookingNames"], values["nextBookingWhen"], values["visits"] = "", "", ""
	if len(f.About) > 1 && strings.Contains(values["futureBookings"], "\n") {
		values["visits"] = f.visitsWithSites(f.listed(bookings, visits))
	}
	if found {
		if names := namesOf(b.Technicians); len(names) > 1 {
			values["nextBookingNames"] = f.Language.Join(names)
		}
		values["nextBookingWhen"] = b.when(f.Language, f.Now, values["nextBookingTime"])
	}
	return values, f.note(b, found)
}

// visitsWithSites are the lines of {futureBookings}, day and time as the language
// writes them together ("kl.", "klo", "Uhr"), each with its facility when they are not
// all at the same.
func (f Facts) visitsWithSites(listed []Booking) string {
	site := func(b Booking) string { return cmp.Or(cleantext.OneLine(b.Facility), cleantext.OneLine(f.Facility)) }
	same := !slices.ContainsFunc(listed, func(b Booking) bool { return site(b) != site(listed[0]) })
	lines := make([]string, len(listed))
	for i, b := range listed {
		lines[i] = b.sentenceLine(f.Language, f.Now)
		if where := site(b); !same && where != "" {
			lines[i] += ", " + where
		}
	}
	return strings.Join(lines, "\n")
}

// sentenceLine is [Booking.Line] of a built-in message.
func (b Booking) sentenceLine(l locale.Language, now time.Time) string {
	switch who := b.Who(); {
	case b.AllDay:
		return b.Line(l, now)
	case who == "":
		return b.When(l, now)
	default:
		return who + ", " + b.When(l, now)
	}
}

// When is the booking's day and time as inside a sentence: "perjantaina 6.
// lokakuuta klo 7.00 – 10.00" in Finnish, date and time with a comma between in
// Swedish. Like [Booking.Date] it writes the times as they are.
func (b Booking) When(l locale.Language, now time.Time) string { return b.when(l, now, b.Time(l)) }

func (b Booking) when(l locale.Language, now time.Time, clock string) string {
	first, last := b.days()
	date := l.OnDate(first, now)
	if !first.Equal(last) {
		date += " – " + l.OnDate(last, now)
	}
	if b.AllDay {
		return l.WhenAllDay(date)
	}
	return l.When(date, clock)
}
