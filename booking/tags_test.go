package booking_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/templating/locale"
)

// An all-day booking is coming until its first day is over; it has no hour that
// anybody knows.
func TestR401AllDay(t *testing.T) {
	t.Parallel()
	allDay := func(b *booking.Booking) { b.AllDay = true }
	for _, c := range []struct {
		name                  string
		booking               booking.Booking
		now                   string
		coming, next, started bool
	}{
		{"the evening before", visit(t, "b", 6, 7, 10, allDay), "2023-10-05T23:59:59+02:00", true, true, false},
		{"at midnight", visit(t, "b", 6, 7, 10, allDay), "2023-10-06T00:00:00+02:00", true, true, false},
		{"in the morning", visit(t, "b", 6, 7, 10, allDay), "2023-10-06T07:30:00+02:00", true, true, false},
		{"late in the evening", visit(t, "b", 6, 7, 10, allDay), "2023-10-06T23:59:59+02:00", true, true, false},
		{"over", visit(t, "b", 6, 7, 10, allDay), "2023-10-07T00:00:00+02:00", false, false, true},
		{"the second of two days", visit(t, "b", 6, 7, 34, allDay), "2023-10-07T07:30:00+02:00", false, true, true},
		{"the day after both", visit(t, "b", 6, 7, 34, allDay), "2023-10-08T00:00:00+02:00", false, false, true},
		{"the evening before, where summer time begins at midnight", booking.Booking{Start: moment(t, "2024-03-31T12:00:00Z"), AllDay: true, Zone: "Atlantic/Azores"}, "2024-03-30T23:30:00-01:00", true, true, false},
		{"a timed one at its start", visit(t, "b", 6, 7, 10), "2023-10-06T07:00:00+02:00", false, true, true},
		{"a timed one at its end", visit(t, "b", 6, 7, 10), "2023-10-06T10:00:00+02:00", false, false, true},
		{"cancelled", visit(t, "b", 6, 7, 10, allDay, cancelled), "2023-10-06T07:30:00+02:00", false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, now := []booking.Booking{c.booking.In(nil)}, moment(t, c.now)
			_, next := booking.Next(list, now)
			assert.Equal(t, []bool{c.coming, c.next, c.started}, []bool{len(booking.Coming(list, now)) == 1, next, list[0].Started(now)})
			assert.Equal(t, !c.next && !c.booking.Cancelled, list[0].Over(now))
		})
	}
	today, tomorrow := visit(t, "today", 6, 9, 10, allDay), visit(t, "tomorrow", 7, 8, 9)
	next, _ := booking.Next([]booking.Booking{tomorrow, today}, moment(t, "2023-10-06T07:30:00+02:00"))
	assert.Equal(t, "today", next.ID)
}

func TestR401InOrderOfStart(t *testing.T) {
	t.Parallel()
	list := []booking.Booking{
		visit(t, "e", 9, 8, 9), visit(t, "c", 6, 7, 10), visit(t, "b", 6, 7, 10), visit(t, "a", 6, 7, 9), visit(t, "d", 6, 8, 9),
		visit(t, "day", 6, 12, 12, func(b *booking.Booking) { b.AllDay = true }), visit(t, "gone", 6, 7, 8, cancelled),
	}
	var ids []string
	for _, b := range booking.Coming(list, moment(t, "2023-10-02T12:00:00Z")) {
		ids = append(ids, b.ID)
	}
	assert.Equal(t, []string{"day", "a", "b", "c", "d", "e"}, ids)
}

// A confirmation is about the bookings that it was asked for, all of them.
func TestR401SeveralAskedFor(t *testing.T) {
	t.Parallel()
	one, two, three := visit(t, "1", 6, 7, 10), visit(t, "2", 9, 8, 9, func(b *booking.Booking) { b.Technicians = []string{"Lisa"} }), visit(t, "3", 4, 8, 9)
	gone, past := visit(t, "gone", 5, 8, 9, cancelled), visit(t, "past", 1, 8, 9)
	underWay := visit(t, "under way", 2, 14, 18)
	const line1, line2, line3 = "Börje, fredag 06 oktober, 07:00 – 10:00", "Lisa, måndag 09 oktober, 08:00 – 09:00", "Börje, onsdag 04 oktober, 08:00 – 09:00"
	all := []booking.Booking{one, two, three, gone, past, underWay}
	for _, c := range []struct {
		name         string
		about        []string
		next, future string
		visits       string
		note         booking.ValueNote
	}{
		{"nobody asks", nil, line3, line3 + "\n" + line1 + "\n" + line2, "3", ""},
		{"one", []string{"2"}, line2, line3 + "\n" + line1 + "\n" + line2, "2", ""},
		{"two", []string{"2", "1"}, line1, line1 + "\n" + line2, "1 2", ""},
		{"the same twice", []string{"2", "2"}, line2, line2, "2", ""},
		{"two, and one that is cancelled", []string{"gone", "2", "1"}, line1, line1 + "\n" + line2, "gone 1 2", ""},
		{"two that are cancelled or over", []string{"gone", "past"}, "Börje, söndag 01 oktober, 08:00 – 09:00", "Börje, söndag 01 oktober, 08:00 – 09:00\nBörje, torsdag 05 oktober, 08:00 – 09:00", "past gone", booking.NoComingBooking},
		{"one that is not there", []string{"2", "?"}, line2, line2, "2", ""},
		{"under way and coming", []string{"under way", "2"}, line2, "Börje, måndag 02 oktober, 14:00 – 18:00\n" + line2, "under way 2", ""},
		{"under way and over", []string{"past", "under way"}, "Börje, måndag 02 oktober, 14:00 – 18:00", "Börje, måndag 02 oktober, 14:00 – 18:00", "past under way", booking.UnderWay},
		{"cancelled", []string{"gone"}, "Börje, torsdag 05 oktober, 08:00 – 09:00", line3 + "\n" + line1 + "\n" + line2, "gone", booking.BookingCancelled},
		{"none that is there", []string{"?", "!"}, "", "", "", booking.NoComingBooking},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := facts(t, all...)
			f.Now, f.About = moment(t, "2023-10-02T15:05:00+02:00"), c.about
			values, note := f.Values()
			assert.Equal(t, c.next, values["nextBooking"])
			assert.Equal(t, c.future, values["futureBookings"])
			assert.Equal(t, c.note, note)
			var ids []string
			for _, b := range f.Visits() {
				ids = append(ids, b.ID)
			}
			assert.Equal(t, c.visits, strings.Join(ids, " "))
			b, ok := f.Booking()
			assert.Equal(t, c.next != "", ok)
			if ok {
				assert.Equal(t, c.next, b.Line(locale.Swedish, f.Now))
			}
		})
	}
}

func TestR404WhomATextSpeaksTo(t *testing.T) {
	t.Parallel()
	at := func(facility string) func(*booking.Booking) {
		return func(b *booking.Booking) { b.Facility = facility }
	}
	bookings := []booking.Booking{visit(t, "1", 6, 7, 10, at("Lager 1")), visit(t, "2", 7, 7, 10, at(" Lager 1 ")), visit(t, "3", 8, 7, 10, at("Lager 2")), visit(t, "4", 9, 7, 10)}
	for _, c := range []struct {
		name   string
		change func(*booking.Facts)
		want   string
	}{
		{"the facility", func(f *booking.Facts) { f.Facility = "Centralen" }, "Centralen"},
		{"the customer", func(*booking.Facts) {}, "kund"},
		{"blank is missing", func(f *booking.Facts) { f.Facility = " \u00a0\u200b" }, "kund"},
		{"nobody", func(f *booking.Facts) { f.Customer = "  " }, ""},
		{"a visit's own", func(f *booking.Facts) { f.Facility, f.About = "Centralen", []string{"1"} }, "Lager 1"},
		{"two visits at one", func(f *booking.Facts) { f.Facility, f.About = "Centralen", []string{"1", "2"} }, "Lager 1"},
		{"two visits at two", func(f *booking.Facts) { f.Facility, f.About = "Centralen", []string{"1", "3"} }, "Centralen"},
		{"one visit at none", func(f *booking.Facts) { f.Facility, f.About = "Centralen", []string{"1", "4"} }, "Centralen"},
		{"a visit without one", func(f *booking.Facts) { f.Facility, f.About = "Centralen", []string{"4"} }, "Centralen"},
		{"the supplier", func(f *booking.Facts) {
			f.PurchaseOrder, f.Supplier, f.Facility, f.About = true, "Rör AB ", "Centralen", []string{"1"}
		}, "Rör AB"},
		{"a supplier without a name: never the customer", func(f *booking.Facts) { f.PurchaseOrder, f.Facility = true, "Centralen" }, ""},
		{"no purchase order", func(f *booking.Facts) { f.Supplier = "Rör AB" }, "kund"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := facts(t, bookings...)
			c.change(&f)
			values, _ := f.Values()
			assert.Equal(t, c.want, values["facilityOrCustomer"])
		})
	}
}

// What is only blanks is missing, and what is there is one line.
func TestR404BlankIsMissing(t *testing.T) {
	t.Parallel()
	f := facts(t, visit(t, "1", 6, 7, 10, func(b *booking.Booking) { b.Technicians = []string{"", " Börje\n", "\u200b", "Eva  Ek"} }))
	f.Company, f.OrderNumber, f.CustomerOrderNumber, f.ServiceObjects = " Mitt\r\nbolag", "  ", "\u00a0", []string{"", "Hiss ", " \t"}
	values, _ := f.Values()
	assert.Equal(t, "Mitt bolag", values["company"])
	assert.Empty(t, values["orderRef"])
	assert.Equal(t, "saknas", values["customerOrderNumber"])
	assert.Equal(t, "Hiss", values["serviceObjects"])
	assert.Equal(t, "Börje, Eva Ek", values["nextBookingName"])
	f.OrderNumber = " AO\u202e1 "
	values, _ = f.Values()
	assert.Equal(t, "Ordernummer: AO1", values["orderRef"])
	assert.Equal(t, "Team 1", booking.Booking{Technicians: []string{" "}, Group: " Team 1"}.Who())
	assert.Equal(t, "Team 1", booking.Booking{Technicians: []string{" "}, Group: " Team 1"}.WhoIn(locale.Finnish))
	assert.Equal(t, "Eva ja Bo", booking.Booking{Technicians: []string{"Eva\n", " ", "Bo"}, Group: "Team 1"}.WhoIn(locale.Finnish))
	assert.Empty(t, booking.Booking{Group: " "}.WhoIn(locale.Swedish))
	nobody := visit(t, "1", 6, 7, 10, func(b *booking.Booking) { b.Technicians = nil })
	assert.Equal(t, "fredag 06 oktober, 07:00 – 10:00", nobody.Line(locale.Swedish, f.Now))
}

func TestR402TimesThatComeTwice(t *testing.T) {
	t.Parallel()
	now := moment(t, "2023-10-02T12:00:00Z")
	for _, c := range []struct{ name, zone, start, end, date, time string }{
		{"from the first into the second", "Europe/Stockholm", "2023-10-29T00:45:00Z", "2023-10-29T01:15:00Z", "söndag 29 oktober", "02:45 CEST – 02:15 CET"},
		{"an hour that looks like none", "Europe/Stockholm", "2023-10-29T00:30:00Z", "2023-10-29T01:30:00Z", "söndag 29 oktober", "02:30 CEST – 02:30 CET"},
		{"within the first", "Europe/Stockholm", "2023-10-29T00:15:00Z", "2023-10-29T00:45:00Z", "söndag 29 oktober", "02:15 – 02:45"},
		{"within the second", "Europe/Stockholm", "2023-10-29T01:15:00Z", "2023-10-29T01:45:00Z", "söndag 29 oktober", "02:15 – 02:45"},
		{"from the evening into the second", "Europe/Stockholm", "2023-10-28T20:00:00Z", "2023-10-29T01:30:00Z", "lördag 28 oktober – söndag 29 oktober", "22:00 CEST – 02:30 CET"},
		{"from the evening into the first", "Europe/Stockholm", "2023-10-28T20:00:00Z", "2023-10-29T00:30:00Z", "lördag 28 oktober – söndag 29 oktober", "22:00 – 02:30"},
		{"over both: nobody misreads it", "Europe/Stockholm", "2023-10-28T23:30:00Z", "2023-10-29T03:00:00Z", "söndag 29 oktober", "01:30 – 04:00"},
		{"a moment in the second", "Europe/Stockholm", "2023-10-29T01:30:00Z", "", "söndag 29 oktober", "02:30 CET"},
		{"a zone without names", "America/Santiago", "2024-04-07T02:30:00Z", "2024-04-07T03:30:00Z", "lördag 06 april 2024", "23:30 UTC-3 – 23:30 UTC-4"},
		{"a zone without names, east", "Australia/Lord_Howe", "2024-04-06T14:45:00Z", "2024-04-06T15:15:00Z", "söndag 07 april 2024", "01:45 UTC+11 – 01:45 UTC+10:30"},
		{"to midnight, which comes twice", "America/Havana", "2023-11-05T03:00:00Z", "2023-11-05T05:00:00Z", "lördag 04 november – söndag 05 november", "23:00 CDT – 00:00 CST"},
		{"to midnight", "Europe/Stockholm", "2023-10-06T18:00:00Z", "2023-10-06T22:00:00Z", "fredag 06 oktober", "20:00 – 24:00"},
		{"a whole day by the clock", "Europe/Stockholm", "2023-10-05T22:00:00Z", "2023-10-06T22:00:00Z", "fredag 06 oktober", "00:00 – 24:00"},
		{"to a midnight that is skipped", "America/Havana", "2024-03-10T02:00:00Z", "2024-03-10T05:00:00Z", "lördag 09 mars 2024", "21:00 – 24:00"},
		{"over several days", "Atlantic/Azores", "2024-03-31T12:00:00Z", "2024-04-02T12:00:00Z", "söndag 31 mars 2024 – tisdag 02 april 2024", "12:00 – 12:00"},
		{"over midnight", "Europe/Stockholm", "2023-10-06T21:00:00Z", "2023-10-06T23:00:00Z", "fredag 06 oktober – lördag 07 oktober", "23:00 – 01:00"},
		{"over new year", "Europe/Stockholm", "2023-12-31T22:00:00Z", "2024-01-01T01:00:00Z", "söndag 31 december – måndag 01 januari 2024", "23:00 – 02:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := booking.Booking{ID: "b", Start: moment(t, c.start), Zone: c.zone}
			if c.end != "" {
				b.End = moment(t, c.end)
			}
			b = b.In(nil)
			assert.Equal(t, c.date, b.Date(locale.Swedish, now))
			assert.Equal(t, c.time, b.Time(locale.Swedish))
		})
	}
	azores := booking.Booking{Start: moment(t, "2024-03-29T12:00:00Z"), End: moment(t, "2024-03-31T12:00:00Z"), AllDay: true, Zone: "Atlantic/Azores"}.In(nil)
	assert.Equal(t, "fredag 29 mars – söndag 31 mars", azores.Date(locale.Swedish, azores.Start))
	table := locale.Finnish.Table()
	finnish, err := locale.New(table)
	assert.NoError(t, err)
	late := booking.Booking{Start: time.Date(2023, 10, 6, 20, 0, 0, 0, time.UTC), End: time.Date(2023, 10, 7, 0, 0, 0, 0, time.UTC)}
	assert.Equal(t, locale.Finnish.Clock(late.Start)+" – 24.00", late.Time(finnish))
}

func TestR402BuiltInValues(t *testing.T) {
	t.Parallel()
	two := func(b *booking.Booking) { b.Technicians = []string{"Börje", " ", "Eva\n"} }
	for _, c := range []struct {
		name     string
		booking  booking.Booking
		language locale.Language
		names    string
		when     string
	}{
		{"one technician", visit(t, "1", 6, 7, 10), locale.Swedish, "", "fredag 06 oktober, 07:00 – 10:00"},
		{"one and a blank", visit(t, "1", 6, 7, 10, func(b *booking.Booking) { b.Technicians = []string{"Börje", ""} }), locale.Swedish, "", "fredag 06 oktober, 07:00 – 10:00"},
		{"two technicians", visit(t, "1", 6, 7, 10, two), locale.Swedish, "Börje och Eva", "fredag 06 oktober, 07:00 – 10:00"},
		{"over midnight", visit(t, "1", 6, 23, 25), locale.English, "", "Friday 6 October – Saturday 7 October, 23:00 – 01:00"},
		{"all day", visit(t, "1", 6, 7, 10, func(b *booking.Booking) { b.AllDay = true }), locale.Swedish, "", "fredag 06 oktober (heldag)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := facts(t, c.booking)
			f.Language, f.OrderNumber = c.language, " AO462 "
			values, note := f.BuiltInValues()
			assert.Empty(t, note)
			assert.Equal(t, []string{"AO462", c.names, c.when}, []string{values["orderNumber"], values["nextBookingNames"], values["nextBookingWhen"]})
		})
	}
	values, note := facts(t).BuiltInValues()
	assert.Equal(t, booking.NoComingBooking, note)
	assert.Len(t, values, 14)
	assert.Empty(t, values["nextBookingWhen"]+values["nextBookingNames"])
}

// Several visits that a message is about are told line by line.
func TestR403VisitsOfAMessage(t *testing.T) {
	t.Parallel()
	start := time.Date(2023, time.October, 6, 7, 0, 0, 0, time.UTC)
	f := booking.Facts{Now: start.AddDate(0, 0, -1), Bookings: []booking.Booking{
		{ID: "1", Start: start, Technicians: []string{"Börje"}}, {ID: "2", Start: start.AddDate(0, 0, 1), AllDay: true}, {ID: "3", Start: start.AddDate(0, 0, 2)},
	}}
	for _, row := range []struct {
		about []string
		want  string
	}{
		{nil, ""},
		{[]string{"2"}, ""},
		{[]string{"2", "none"}, ""},
		{[]string{"2", "1"}, "Börje, fredag 06 oktober, 07:00\nlördag 07 oktober, heldag"},
	} {
		f.About = row.about
		values, _ := f.BuiltInValues()
		assert.Equal(t, row.want, values["visits"], row.about)
	}
}

// Visits of a message that are at several sites say which; at one, none does.
func TestR403VisitsAtSeveralSites(t *testing.T) {
	t.Parallel()
	start := time.Date(2023, time.October, 6, 7, 0, 0, 0, time.UTC)
	f := booking.Facts{Now: start.AddDate(0, 0, -1), About: []string{"1", "2"}, Facility: "Centralen", Bookings: []booking.Booking{{ID: "1", Start: start}, {ID: "2", Start: start.AddDate(0, 0, 1)}}}
	const first, second = "fredag 06 oktober, 07:00", "lördag 07 oktober, 07:00"
	for _, row := range []struct{ own, where, want string }{
		{"Centralen", "", first + "\n" + second},
		{"Centralen", "Centralen", first + "\n" + second},
		{"Centralen", "Norra", first + ", Centralen\n" + second + ", Norra"},
		{"", "Norra", first + "\n" + second + ", Norra"},
		{"", "", first + "\n" + second},
	} {
		f.Facility, f.Bookings[1].Facility = row.own, row.where
		values, _ := f.BuiltInValues()
		assert.Equal(t, row.want, values["visits"], "%+v", row)
	}
}
