package booking_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/templating/locale"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

// visit is a booking on a day of October 2023, from and to so many hours.
func visit(t testing.TB, id string, day, from, to int, changes ...func(*booking.Booking)) booking.Booking {
	z := zone(t, "Europe/Stockholm")
	b := booking.Booking{ID: id, Start: time.Date(2023, 10, day, from, 0, 0, 0, z), End: time.Date(2023, 10, day, to, 0, 0, 0, z), Technicians: []string{"Börje"}}
	for _, change := range changes {
		change(&b)
	}
	return b
}

func cancelled(b *booking.Booking) { b.Cancelled = true }

func TestR401ComingAndNext(t *testing.T) {
	t.Parallel()
	now := time.Date(2023, 10, 6, 8, 0, 0, 0, zone(t, "Europe/Stockholm"))
	over, underWay, soon, later, gone := visit(t, "over", 5, 7, 10), visit(t, "under way", 6, 7, 10), visit(t, "soon", 6, 13, 15), visit(t, "later", 9, 8, 9), visit(t, "gone", 7, 8, 9, cancelled)
	ids := func(list []booking.Booking) string {
		var s []string
		for _, b := range list {
			s = append(s, b.ID)
		}
		return strings.Join(s, ",")
	}
	all := []booking.Booking{later, gone, underWay, soon, over}
	assert.Equal(t, "soon,later", ids(booking.Coming(all, now)))
	assert.Equal(t, "later", all[0].ID, "the given slice is not changed")
	next, ok := booking.Next(all, now)
	assert.True(t, ok)
	assert.Equal(t, "soon", next.ID)
	next, ok = booking.Next([]booking.Booking{over, underWay, gone}, now)
	assert.True(t, ok)
	assert.Equal(t, "under way", next.ID, "only when none is coming")
	_, ok = booking.Next([]booking.Booking{over, gone, {}}, now)
	assert.False(t, ok)
	starts := visit(t, "now", 6, 8, 9)
	assert.Empty(t, booking.Coming([]booking.Booking{starts}, now), "what starts now has started")
	allDay := visit(t, "all day", 6, 7, 10, func(b *booking.Booking) { b.AllDay = true })
	next, ok = booking.Next([]booking.Booking{allDay}, now.Add(10*time.Hour))
	assert.True(t, ok, "an all-day booking is under way until its day ends")
	assert.Equal(t, "all day", next.ID)
}

func facts(t testing.TB, bookings ...booking.Booking) booking.Facts {
	return booking.Facts{
		Company: "Mitt bolag", OrderNumber: "AO462", Customer: "kund", Bookings: bookings,
		Now: time.Date(2023, 10, 2, 14, 5, 0, 0, time.UTC), Zone: zone(t, "Europe/Stockholm"),
	}
}

func TestR402R403R404Values(t *testing.T) {
	t.Parallel()
	f := facts(t, visit(t, "2", 9, 8, 9, func(b *booking.Booking) { b.Technicians = []string{"Anna", "Lisa"} }), visit(t, "1", 6, 7, 10))
	f.ServiceObjects = []string{"Portautomat 1", "Hiss 2"}
	values, warnings := f.Values()
	assert.Empty(t, warnings)
	assert.Equal(t, map[string]string{
		"company": "Mitt bolag", "orderRef": "Ordernummer: AO462", "facilityOrCustomer": "kund", "customerOrderNumber": "saknas",
		"serviceObjects": "Portautomat 1, Hiss 2", "nextBookingName": "Börje", "nextBookingDate": "fredag 06 oktober", "nextBookingTime": "07:00 – 10:00",
		"nextBooking":    "Börje, fredag 06 oktober, 07:00 – 10:00",
		"futureBookings": "Börje, fredag 06 oktober, 07:00 – 10:00\nAnna, Lisa, måndag 09 oktober, 08:00 – 09:00",
	}, values)
	f.Facility, f.CustomerOrderNumber, f.About = "Centralstationen", " K-4711 ", "2"
	values, _ = f.Values()
	assert.Equal(t, "Centralstationen", values["facilityOrCustomer"])
	assert.Equal(t, "K-4711", values["customerOrderNumber"])
	assert.Equal(t, "Anna, Lisa", values["nextBookingName"], "the booking that was saved")
	f.Language = locale.English
	f.CustomerOrderNumber = ""
	values, _ = f.Values()
	assert.Equal(t, "missing", values["customerOrderNumber"])
	assert.Equal(t, "Monday 9 October", values["nextBookingDate"])
}

func TestR402DatesAndTimes(t *testing.T) {
	t.Parallel()
	stockholm := zone(t, "Europe/Stockholm")
	now := time.Date(2023, 10, 2, 12, 0, 0, 0, time.UTC)
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return when
	}
	for _, c := range []struct {
		name, start, end, date, time string
		allDay                       bool
	}{
		{"the manual's", "2023-10-06T07:00:00+02:00", "2023-10-06T10:00:00+02:00", "fredag 06 oktober", "07:00 – 10:00", false},
		{"next year", "2024-01-08T07:00:00+01:00", "2024-01-08T10:00:00+01:00", "måndag 08 januari 2024", "07:00 – 10:00", false},
		{"new year in Stockholm, not yet in UTC", "2023-12-31T23:30:00Z", "2024-01-01T00:30:00Z", "måndag 01 januari 2024", "00:30 – 01:30", false},
		{"over midnight", "2023-10-06T23:00:00+02:00", "2023-10-07T01:00:00+02:00", "fredag 06 oktober", "23:00 – 01:00 (+1)", false},
		{"to midnight", "2023-10-06T20:00:00+02:00", "2023-10-07T00:00:00+02:00", "fredag 06 oktober", "20:00 – 00:00", false},
		{"several days", "2023-10-06T07:00:00+02:00", "2023-10-08T16:00:00+02:00", "fredag 06 oktober – söndag 08 oktober", "07:00 – 16:00", false},
		{"all day", "2023-10-06T00:00:00+02:00", "2023-10-06T00:00:00+02:00", "fredag 06 oktober", "heldag", true},
		{"several whole days", "2023-10-06T00:00:00+02:00", "2023-10-08T00:00:00+02:00", "fredag 06 oktober – söndag 08 oktober", "heldag", true},
		{"no end", "2023-10-06T07:00:00+02:00", "", "fredag 06 oktober", "07:00", false},
		{"the hour that comes twice", "2023-10-29T02:30:00+01:00", "2023-10-29T03:30:00+01:00", "söndag 29 oktober", "02:30 – 03:30", false},
		{"the hour that is skipped", "2024-03-31T01:30:00+01:00", "2024-03-31T03:30:00+02:00", "söndag 31 mars 2024", "01:30 – 03:30", false},
	} {
		b := booking.Booking{ID: "b", Start: at(c.start), AllDay: c.allDay}
		if c.end != "" {
			b.End = at(c.end)
		}
		b = b.In(stockholm)
		assert.Equal(t, c.date, b.Date(locale.Swedish, now), c.name)
		assert.Equal(t, c.time, b.Time(locale.Swedish), c.name)
	}
	away := booking.Booking{ID: "b", Start: at("2023-10-06T07:00:00+02:00"), Zone: "America/New_York"}.In(stockholm)
	assert.Equal(t, "01:00", away.Time(locale.Swedish), "in the booking's zone")
}

func TestR406WithoutAComingBooking(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bookings []booking.Booking
		about    string
		want     booking.Warning
	}{
		{nil, "", booking.NoComingBooking},
		{[]booking.Booking{visit(t, "1", 1, 7, 10)}, "", booking.NoComingBooking},
		{[]booking.Booking{visit(t, "1", 6, 7, 10, cancelled)}, "", booking.NoComingBooking},
		{[]booking.Booking{visit(t, "1", 6, 7, 10, cancelled)}, "1", booking.BookingCancelled},
		{[]booking.Booking{visit(t, "1", 1, 7, 10)}, "1", booking.NoComingBooking},
		{[]booking.Booking{visit(t, "1", 2, 14, 23)}, "", booking.UnderWay},
		{[]booking.Booking{visit(t, "1", 6, 7, 10)}, "other", booking.NoComingBooking},
	} {
		f := facts(t, c.bookings...)
		f.About = c.about
		values, warnings := f.Values()
		assert.Equal(t, []booking.Warning{c.want}, warnings)
		if c.want == booking.NoComingBooking && c.about == "" {
			assert.Empty(t, values["nextBooking"]+values["nextBookingDate"]+values["futureBookings"])
		}
	}
	values, _ := booking.Facts{}.Values()
	assert.Len(t, values, 10, "the zero value works")
}

func TestDiff(t *testing.T) {
	t.Parallel()
	old := []booking.Booking{visit(t, "a", 6, 7, 10), visit(t, "b", 7, 7, 10), visit(t, "c", 8, 7, 10), visit(t, "d", 9, 7, 10), visit(t, "e", 10, 7, 10, cancelled), visit(t, "f", 11, 7, 10), visit(t, "same", 12, 7, 10)}
	now := []booking.Booking{
		visit(t, "a", 6, 8, 11), visit(t, "b", 7, 7, 10, func(b *booking.Booking) { b.Technicians = []string{"Lisa"} }), visit(t, "c", 8, 7, 10, cancelled),
		visit(t, "e", 10, 7, 10), visit(t, "f", 11, 7, 10, func(b *booking.Booking) { b.Place = "Port 3" }),
		visit(t, "same", 12, 7, 10, func(b *booking.Booking) { b.Start, b.Sequence = b.Start.UTC(), 9 }), visit(t, "new", 13, 7, 10), visit(t, "stillborn", 14, 7, 10, cancelled),
	}
	var got []string
	for _, c := range booking.Diff(old, now) {
		got = append(got, c.ID+" "+string(c.Kind))
		assert.Equal(t, c.ID, c.Current().ID)
	}
	assert.Equal(t, []string{"a moved", "b reassigned", "c cancelled", "e restored", "f altered", "new added", "d removed"}, got)
	assert.Empty(t, booking.Diff(now, now))
}

func TestDiffOfADayThatCameBackInUTC(t *testing.T) {
	t.Parallel()
	before := visit(t, "b", 6, 0, 0, func(b *booking.Booking) { b.AllDay, b.Zone = true, "Europe/Stockholm" })
	after := before
	after.Start, after.End = before.Start.UTC(), before.End.UTC() // the evening before
	assert.Empty(t, booking.Diff([]booking.Booking{before}, []booking.Booking{after}))
	after.End = before.End.Add(12 * time.Hour).UTC()
	assert.Empty(t, booking.Diff([]booking.Booking{before}, []booking.Booking{after}), "any time of the last day")
	before.Zone, after.Zone, after.End = "", "", before.End.UTC()
	assert.Empty(t, booking.Diff([]booking.Booking{before}, []booking.Booking{after}), "without a zone, the same instants are the same")
	after.Start, after.End = after.Start.Add(24*time.Hour), after.End.Add(24*time.Hour)
	assert.Len(t, booking.Diff([]booking.Booking{before}, []booking.Booking{after}), 1)
}

func TestValidateNamesTheField(t *testing.T) {
	t.Parallel()
	require.NoError(t, visit(t, "b", 6, 7, 10).Validate())
	err := booking.Booking{ID: "b", End: time.Unix(1, 0), Sequence: -1, Zone: "Mars"}.Validate()
	for _, want := range []string{"start is missing", "sequence -1", "zone \"Mars\""} {
		require.ErrorContains(t, err, want)
	}
	require.ErrorContains(t, visit(t, "b", 6, 10, 7).Validate(), "is before start")
	require.ErrorContains(t, visit(t, "b", 6, 7, 10, func(b *booking.Booking) { b.Zone = "Local" }).Validate(), "zone \"Local\"")
	allDay := func(b *booking.Booking) { b.AllDay = true }
	require.NoError(t, visit(t, "b", 6, 7, 0, allDay).Validate(), "any time of the last day")
	require.ErrorContains(t, visit(t, "b", 6, 7, -1, allDay).Validate(), "is before start")
	b := visit(t, "b", 6, 7, 10)
	text, err := json.Marshal(b)
	require.NoError(t, err)
	var back booking.Booking
	require.NoError(t, json.Unmarshal(text, &back))
	assert.True(t, back.Start.Equal(b.Start))
}

func TestR409CalendarLines(t *testing.T) {
	t.Parallel()
	first := calendar(t, entryFor())
	assert.Equal(t, first, calendar(t, entryFor()), "the same bytes for the same entry")
	assert.Contains(t, string(first), "DTSTART;TZID=Europe/Stockholm:20231006T070000\r\n")
	moved := entryFor(func(e *booking.Entry) { e.Booking.Start = e.Booking.Start.Add(time.Hour) })
	assert.Equal(t, entryFor().UID(), moved.UID())
	other := entryFor(func(e *booking.Entry) { e.Company = "d" })
	assert.NotEqual(t, entryFor().UID(), other.UID())
	allDay := entryFor(func(e *booking.Entry) {
		e.Zone, e.Booking.AllDay = "Asia/Amman", true
		e.Booking.Start, e.Booking.End = time.Date(2021, 10, 28, 22, 30, 0, 0, time.UTC), time.Time{} // 00:30, for the second time
	})
	assert.Contains(t, string(calendar(t, allDay)), "DTSTART;VALUE=DATE:20211029\r\n", "a day has no hour that comes twice")
	for _, change := range []func(*booking.Entry){
		func(e *booking.Entry) { e.Company = "" }, func(e *booking.Entry) { e.Booking.ID = "" }, func(e *booking.Entry) { e.Summary = "" },
		func(e *booking.Entry) { e.Stamp = time.Time{} }, func(e *booking.Entry) { e.Organizer.Email = "" }, func(e *booking.Entry) { e.Zone = "Mars" },
		func(e *booking.Entry) { e.Zone = "Local" },
		func(e *booking.Entry) { e.Attendee.Email = "a@example.se\r\nX:y" }, func(e *booking.Entry) { e.URL = "https://x\r\nX:y" },
	} {
		_, err := entryFor(change).Calendar()
		require.Error(t, err)
	}
}

func FuzzCalendar(f *testing.F) {
	f.Add("Mitt bolag", "Service", "Ordernummer: AO462\nTa med nyckel", "Åkervägen 3")
	f.Add("\r", "a", "b", "c")
	f.Add("x\";EVIL=1", "a\r\nATTENDEE:mailto:x@y.se", strings.Repeat("😀", 100), "\x00\xff")
	f.Fuzz(func(t *testing.T, name, summary, details, place string) {
		data, err := entryFor(func(e *booking.Entry) {
			e.Organizer.Name, e.Summary, e.Details, e.Location = name, summary, details, place
		}).Calendar()
		if err != nil {
			return
		}
		text := string(data)
		if !utf8.ValidString(text) || !strings.HasSuffix(text, "END:VCALENDAR\r\n") {
			t.Fatalf("%q", text)
		}
		unfolded := strings.ReplaceAll(text, "\r\n ", "")
		if strings.Count("\r\n"+unfolded, "\r\nATTENDEE") != 1 || strings.Count(unfolded, "\r\nEND:VEVENT\r\n") != 1 {
			t.Fatalf("a line was injected: %q", unfolded)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("line of %d octets: %q", len(line), line)
			}
		}
	})
}
