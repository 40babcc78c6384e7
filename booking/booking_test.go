package booking_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

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
	assert.Empty(t, booking.Coming([]booking.Booking{{ID: "no start"}}, now))
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
	values, note := f.Values()
	assert.Empty(t, note)
	assert.Equal(t, map[string]string{
		"company": "Mitt bolag", "orderRef": "Ordernummer: AO462", "facilityOrCustomer": "kund", "customerOrderNumber": "saknas",
		"serviceObjects": "Portautomat 1, Hiss 2", "nextBookingName": "Börje", "nextBookingDate": "fredag 06 oktober", "nextBookingTime": "07:00 – 10:00",
		"nextBooking":    "Börje, fredag 06 oktober, 07:00 – 10:00",
		"futureBookings": "Börje, fredag 06 oktober, 07:00 – 10:00\nAnna, Lisa, måndag 09 oktober, 08:00 – 09:00",
	}, values)
	f.Facility, f.CustomerOrderNumber, f.About = "Centralstationen", " K-4711 ", []string{"2"}
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
		{"over midnight", "2023-10-06T23:00:00+02:00", "2023-10-07T01:00:00+02:00", "fredag 06 oktober – lördag 07 oktober", "23:00 – 01:00", false},
		{"to midnight", "2023-10-06T20:00:00+02:00", "2023-10-07T00:00:00+02:00", "fredag 06 oktober", "20:00 – 24:00", false},
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
		want     booking.ValueNote
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
		if c.about != "" {
			f.About = []string{c.about}
		}
		values, note := f.Values()
		assert.Equal(t, c.want, note)
		if c.want == booking.NoComingBooking && c.about == "" {
			assert.Empty(t, values["nextBooking"]+values["nextBookingDate"]+values["futureBookings"])
		}
	}
	values, _ := booking.Facts{}.Values()
	assert.Len(t, values, 10, "the zero value works")
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
