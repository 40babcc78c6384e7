package booking_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
)

func TestR614Reminders(t *testing.T) {
	t.Parallel()
	allDay := func(b *booking.Booking) { b.AllDay = true }
	inZone := func(name string) func(*booking.Booking) { return func(b *booking.Booking) { b.Zone = name } }
	on := func(zoneName, start string, changes ...func(*booking.Booking)) booking.Booking {
		b := booking.Booking{ID: "b", Start: moment(t, start), Zone: zoneName}
		for _, change := range changes {
			change(&b)
		}
		return b
	}
	for _, c := range []struct {
		name     string
		reminder booking.Reminder
		booking  booking.Booking
		zone     string
		want     string
	}{
		{"the day before", booking.DayBefore(), visit(t, "b", 6, 7, 10), "Europe/Stockholm", "2023-10-05T09:00:00+02:00"},
		{"the day before winter time", booking.DayBefore(), visit(t, "b", 29, 7, 10), "Europe/Stockholm", "2023-10-28T09:00:00+02:00"},
		{"the day of winter time", booking.DayBefore(), visit(t, "b", 30, 7, 10), "Europe/Stockholm", "2023-10-29T09:00:00+01:00"},
		{"the day of summer time", booking.DayBefore(), on("", "2024-04-01T07:00:00+02:00"), "Europe/Stockholm", "2024-03-31T09:00:00+02:00"},
		{"two hours before", booking.Reminder{Before: 2 * time.Hour}, visit(t, "b", 6, 7, 10), "Europe/Stockholm", "2023-10-06T05:00:00+02:00"},
		{"days before win", booking.Reminder{DaysBefore: 2, Hour: 16, Minute: 30, Before: time.Hour}, visit(t, "b", 6, 7, 10), "Europe/Stockholm", "2023-10-04T16:30:00+02:00"},
		{"a time that comes twice", booking.Reminder{DaysBefore: 1, Hour: 2, Minute: 30}, visit(t, "b", 30, 7, 10), "Europe/Stockholm", "2023-10-29T02:30:00+02:00"},
		{"a time that is skipped", booking.Reminder{DaysBefore: 1, Hour: 2, Minute: 30}, on("", "2024-04-01T07:00:00+02:00"), "Europe/Stockholm", "2024-03-31T03:00:00+02:00"},
		{"cancelled", booking.DayBefore(), visit(t, "b", 6, 7, 10, cancelled), "Europe/Stockholm", ""},
		{"off", booking.Reminder{}, visit(t, "b", 6, 7, 10), "Europe/Stockholm", ""},
		{"of nothing", booking.DayBefore(), booking.Booking{}, "Europe/Stockholm", ""},
		{"not before the start", booking.Reminder{Before: -time.Hour}, visit(t, "b", 6, 7, 10), "Europe/Stockholm", ""},
		{"in the company's zone", booking.DayBefore(), visit(t, "b", 6, 0, 1, inZone("Asia/Tokyo")), "Europe/Stockholm", "2023-10-05T09:00:00+02:00"},
		{"in the booking's zone", booking.DayBefore(), visit(t, "b", 6, 0, 1, inZone("Asia/Tokyo")), "", "2023-10-05T09:00:00+09:00"},
		{"all day", booking.DayBefore(), visit(t, "b", 6, 7, 10, allDay), "Europe/Stockholm", "2023-10-05T09:00:00+02:00"},
		{"all day where summer time begins at midnight", booking.DayBefore(), on("Atlantic/Azores", "2024-03-31T12:00:00Z", allDay), "", "2024-03-30T09:00:00-01:00"},
		{"all day in Havana", booking.DayBefore(), on("America/Havana", "2024-03-10T12:00:00-04:00", allDay), "", "2024-03-09T09:00:00-05:00"},
		{"all day in Santiago", booking.DayBefore(), on("America/Santiago", "2024-09-08T12:00:00-03:00", allDay), "", "2024-09-07T09:00:00-04:00"},
		{"at midnight in Santiago", booking.Reminder{DaysBefore: 1}, on("America/Santiago", "2024-09-09T12:00:00-03:00"), "", "2024-09-08T01:00:00-03:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var z *time.Location
			if c.zone != "" {
				z = zone(t, c.zone)
			}
			at, ok := c.reminder.At(c.booking, z)
			assert.Equal(t, c.want != "", ok)
			if ok {
				assert.Equal(t, c.want, at.Format(time.RFC3339))
			}
		})
	}
}

func TestReminderValidate(t *testing.T) {
	t.Parallel()
	require.NoError(t, booking.DayBefore().Validate())
	require.NoError(t, booking.Reminder{}.Validate())
	require.NoError(t, booking.Reminder{DaysBefore: 366, Hour: 23, Minute: 59}.Validate())
	err := booking.Reminder{DaysBefore: -1, Hour: 24, Minute: 60, Before: -time.Hour}.Validate()
	for _, want := range []string{"daysBefore -1", "hour 24", "minute 60", "before -1h0m0s"} {
		require.ErrorContains(t, err, want)
	}
	require.ErrorContains(t, booking.Reminder{DaysBefore: 367}.Validate(), "0 to 366")
}
