package booking_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
)

func TestR614QuietHours(t *testing.T) {
	t.Parallel()
	night, lunch := booking.NightHours(), booking.QuietHours{From: "12:00", To: "13:30"}
	late := booking.QuietHours{From: "02:15", To: "02:45"}
	for _, c := range []struct {
		name     string
		quiet    booking.QuietHours
		zone     string
		at, want string
	}{
		{"by day", night, "Europe/Stockholm", "2023-10-06T12:00:00+02:00", "2023-10-06T12:00:00+02:00"},
		{"a second before", night, "Europe/Stockholm", "2023-10-06T20:59:59+02:00", "2023-10-06T20:59:59+02:00"},
		{"the first moment", night, "Europe/Stockholm", "2023-10-06T21:00:00+02:00", "2023-10-07T07:00:00+02:00"},
		{"before midnight", night, "Europe/Stockholm", "2023-10-06T23:30:00+02:00", "2023-10-07T07:00:00+02:00"},
		{"after midnight", night, "Europe/Stockholm", "2023-10-07T00:30:00+02:00", "2023-10-07T07:00:00+02:00"},
		{"the last moment", night, "Europe/Stockholm", "2023-10-07T06:59:59+02:00", "2023-10-07T07:00:00+02:00"},
		{"over", night, "Europe/Stockholm", "2023-10-07T07:00:00+02:00", "2023-10-07T07:00:00+02:00"},
		{"given in UTC", night, "Europe/Stockholm", "2023-10-06T19:30:00Z", "2023-10-07T05:00:00Z"},
		{"into winter time", night, "Europe/Stockholm", "2023-10-28T23:00:00+02:00", "2023-10-29T07:00:00+01:00"},
		{"into winter time, behind the change", night, "Europe/Stockholm", "2023-10-29T02:30:00+01:00", "2023-10-29T07:00:00+01:00"},
		{"into summer time", night, "Europe/Stockholm", "2024-03-30T23:00:00+01:00", "2024-03-31T07:00:00+02:00"},
		{"into summer time, at 05:59 UTC it is over", night, "Europe/Stockholm", "2024-03-31T05:59:00Z", "2024-03-31T05:59:00Z"},
		{"summer time at midnight", night, "America/Havana", "2024-03-09T22:00:00-05:00", "2024-03-10T07:00:00-04:00"},
		{"summer time at midnight, on the day", night, "America/Havana", "2024-03-10T01:00:00-04:00", "2024-03-10T07:00:00-04:00"},
		{"winter time at midnight", night, "America/Santiago", "2024-04-06T23:30:00-04:00", "2024-04-07T07:00:00-04:00"},
		{"within a day", lunch, "Europe/Stockholm", "2023-10-06T12:30:00+02:00", "2023-10-06T13:30:00+02:00"},
		{"within a day, before", lunch, "Europe/Stockholm", "2023-10-06T11:59:00+02:00", "2023-10-06T11:59:00+02:00"},
		{"within a day, after", lunch, "Europe/Stockholm", "2023-10-06T13:30:00+02:00", "2023-10-06T13:30:00+02:00"},
		{"times that come twice: from the first", late, "Europe/Stockholm", "2023-10-29T02:15:00+02:00", "2023-10-29T02:45:00+01:00"},
		{"times that come twice: between", late, "Europe/Stockholm", "2023-10-29T02:50:00+02:00", "2023-10-29T02:45:00+01:00"},
		{"times that come twice: to the last", late, "Europe/Stockholm", "2023-10-29T02:44:00+01:00", "2023-10-29T02:45:00+01:00"},
		{"times that come twice: over", late, "Europe/Stockholm", "2023-10-29T02:45:00+01:00", "2023-10-29T02:45:00+01:00"},
		{"times that are skipped", late, "Europe/Stockholm", "2024-03-31T03:00:00+02:00", "2024-03-31T03:00:00+02:00"},
		{"over a skipped end", booking.QuietHours{From: "22:00", To: "02:30"}, "Europe/Stockholm", "2024-03-31T01:30:00+01:00", "2024-03-31T03:00:00+02:00"},
		{"their own zone", booking.QuietHours{From: "21:00", To: "07:00", Zone: "Asia/Tokyo"}, "Europe/Stockholm", "2023-10-06T15:00:00+02:00", "2023-10-07T00:00:00+02:00"},
		{"off", booking.QuietHours{}, "Europe/Stockholm", "2023-10-06T23:30:00+02:00", "2023-10-06T23:30:00+02:00"},
		{"from equals to", booking.QuietHours{From: "21:00", To: "21:00"}, "Europe/Stockholm", "2023-10-06T23:30:00+02:00", "2023-10-06T23:30:00+02:00"},
		{"unreadable: the night", booking.QuietHours{From: "9 pm", To: "07:00"}, "Europe/Stockholm", "2023-10-06T23:30:00+02:00", "2023-10-07T07:00:00+02:00"},
		{"half: the night", booking.QuietHours{From: "22:00"}, "Europe/Stockholm", "2023-10-06T21:30:00+02:00", "2023-10-07T07:00:00+02:00"},
		{"unreadable in their own zone", booking.QuietHours{From: "x", To: "y", Zone: "Asia/Tokyo"}, "Europe/Stockholm", "2023-10-06T15:00:00+02:00", "2023-10-07T00:00:00+02:00"},
		{"an unknown zone: the booking's", booking.QuietHours{From: "21:00", To: "07:00", Zone: "Mars"}, "Europe/Stockholm", "2023-10-06T23:30:00+02:00", "2023-10-07T07:00:00+02:00"},
		{"no zone: the moment's own", night, "", "2023-10-06T23:30:00+02:00", "2023-10-07T07:00:00+02:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var z *time.Location
			if c.zone != "" {
				z = zone(t, c.zone)
			}
			at := moment(t, c.at)
			next := c.quiet.Next(at, z)
			assert.Equal(t, moment(t, c.want).UTC(), next.UTC())
			assert.Equal(t, at.Location(), next.Location())
			assert.True(t, next.Equal(c.quiet.Next(next, z)), "what comes out is not quiet")
		})
	}
}

func moment(t testing.TB, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return when
}

func TestQuietHoursValidate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		quiet booking.QuietHours
		want  string
	}{
		{"off", booking.QuietHours{}, ""},
		{"the night", booking.NightHours(), ""},
		{"a zone", booking.QuietHours{From: "21:00", To: "07:00", Zone: "Europe/Helsinki"}, ""},
		{"no time", booking.QuietHours{From: "9 pm", To: "07:00"}, `from "9 pm" is no time`},
		{"no such time", booking.QuietHours{From: "21:00", To: "24:00"}, `to "24:00" is no time`},
		{"half", booking.QuietHours{To: "07:00"}, `from "" is no time`},
		{"unknown zone", booking.QuietHours{Zone: "Mars"}, `zone "Mars" is unknown`},
		{"nobody's zone", booking.QuietHours{Zone: "Local"}, `zone "Local" is unknown`},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.quiet.Validate()
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
	text, err := json.Marshal(booking.NightHours())
	require.NoError(t, err)
	assert.Equal(t, `{"from":"21:00","to":"07:00"}`, string(text))
	assert.True(t, booking.QuietHours{}.IsZero())
	assert.False(t, booking.NightHours().IsZero())
}

// Whatever the hours, the zone and the moment: the result is never earlier, less
// than a day and a change later, and not quiet itself.
func FuzzQuietHours(f *testing.F) {
	f.Add("21:00", "07:00", "Europe/Stockholm", int64(1698537600))
	f.Add("00:00", "00:30", "America/Havana", int64(1710046800))
	f.Add("23:30", "00:00", "Atlantic/Azores", int64(1711843200))
	f.Add("x", "", "Pacific/Apia", int64(1325203200))
	f.Fuzz(func(t *testing.T, from, to, name string, unix int64) {
		z, err := time.LoadLocation(name)
		if err != nil || name == "Local" || unix < -1<<31 || unix > 1<<32 {
			return
		}
		q := booking.QuietHours{From: from, To: to}
		at := time.Unix(unix, 0)
		next := q.Next(at, z)
		if next.Before(at) || next.Sub(at) > 50*time.Hour {
			t.Fatalf("%v.Next(%v) = %v", q, at, next)
		}
	})
}
