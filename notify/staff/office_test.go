package staff_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
)

// told is what a notice says: the mail without the company's details, and the SMS.
func told(t *testing.T, n staff.Notice) (mail, sms string) {
	t.Helper()
	letter, ok := n.Letter("save")
	require.True(t, ok)
	p, err := letter.Plan()
	require.NoError(t, err)
	for _, m := range p.Messages {
		if m.Channel == delivery.SMS {
			sms = m.Body()
		} else {
			mail = strings.TrimSpace(bodyOf(m.Body()))
		}
	}
	return mail, sms
}

// wanting is somebody who wants to be told of everything, by both channels.
func wanting() staff.Person {
	return person("bo", "Bo", staff.Preferences{Events: staff.Events(), Email: true, SMS: true})
}

// A course is booked, moved, renamed, handed on and called off: whoever is booked reads
// which one each time.
func TestR802OtherTimeSaysWhatItIs(t *testing.T) {
	t.Parallel()
	course := visit("kurs", 10, 6, "bo")
	course.Technicians, course.Title, course.Place = nil, "Kurs F-gas", "Solna"
	changed := func(change func(*booking.Booking)) booking.Booking {
		b := course
		change(&b)
		return b
	}
	for name, c := range map[string]struct {
		before, after booking.Booking
		mail, sms     string
	}{
		"booked": {booking.Booking{}, course, "Du är bokad på övrig tid tisdag 10 oktober, 08:00 – 10:00.\n\nKurs F-gas, Solna", "Du är bokad på övrig tid tisdag 10 oktober, 08:00 - 10:00. Kurs F-gas, Solna."},
		"moved": {
			course, changed(func(b *booking.Booking) { b.Start, b.End = b.Start.Add(time.Hour), b.End.Add(time.Hour) }),
			"Din bokning har flyttats.\nNy tid: tisdag 10 oktober, 09:00 – 11:00.\n\nKurs F-gas, Solna\n\nÄndrat:\n• tid 08:00–10:00 → 09:00–11:00", "Din bokning har flyttats. Ny tid: tisdag 10 oktober, 09:00 - 11:00. Kurs F-gas, Solna. Ändrat: tid.",
		},
		"a whole day": {
			course, changed(func(b *booking.Booking) { b.AllDay = true }),
			"Din bokning har flyttats.\nNy tid: tisdag 10 oktober (heldag).\n\nKurs F-gas, Solna\n\nÄndrat:\n• tid 2023-10-10 08:00–10:00 → 2023-10-10 (heldag)", "Din bokning har flyttats. Ny tid: tisdag 10 oktober (heldag). Kurs F-gas, Solna. Ändrat: tid.",
		},
		"renamed": {
			course, changed(func(b *booking.Booking) { b.Title = "Kurs heta arbeten" }),
			"Din bokning tisdag 10 oktober, 08:00 – 10:00 har ändrats.\n\nKurs heta arbeten, Solna\n\nÄndrat:\n• rubrik Kurs F-gas → Kurs heta arbeten", "Din bokning tisdag 10 oktober, 08:00 - 10:00 har ändrats. Kurs heta arbeten, Solna. Ändrat: rubrik.",
		},
		"handed on": {
			course, changed(func(b *booking.Booking) { b.UserIDs = []string{"cia"} }),
			"Din bokning tisdag 10 oktober, 08:00 – 10:00 är avbokad.\n\nKurs F-gas, Solna", "Din bokning tisdag 10 oktober, 08:00 - 10:00 är avbokad. Kurs F-gas, Solna.",
		},
		"deleted": {course, booking.Booking{}, "Din bokning tisdag 10 oktober, 08:00 – 10:00 är avbokad.\n\nKurs F-gas, Solna", "Din bokning tisdag 10 oktober, 08:00 - 10:00 är avbokad. Kurs F-gas, Solna."},
		"of no name": {
			booking.Booking{},
			changed(func(b *booking.Booking) { b.Title, b.Place = " ", "" }),
			"Du är bokad på övrig tid tisdag 10 oktober, 08:00 – 10:00.", "Du är bokad på övrig tid tisdag 10 oktober, 08:00 - 10:00.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := staff.OtherTimeNotices(notifytest.Settings(), staff.Settings{OtherTime: true}, c.before, c.after, []staff.Person{wanting()}, order.Actor{}, notifytest.Now())
			mail, sms := told(t, n[0])
			assert.Equal(t, c.mail, mail)
			assert.Equal(t, c.sms, sms)
		})
	}
}

// The evening's digest names the course too.
func TestR802TheDigestSaysWhatOtherTimeIs(t *testing.T) {
	t.Parallel()
	course := visit("kurs", 10, 6, "bo")
	course.Title, course.Facility = "Kurs F-gas", "Kontoret"
	bo := inTheEvening()
	n := staff.OtherTimeNotices(notifytest.Settings(), staff.Settings{OtherTime: true}, booking.Booking{}, course, []staff.Person{bo}, order.Actor{}, notifytest.Now())
	letter, ok := staff.Digest(notifytest.Settings(), bo, kept(t, n[0], "save")...)
	require.True(t, ok)
	p, err := letter.Plan()
	require.NoError(t, err)
	assert.Contains(t, p.Messages[0].Body(), "\nÖvrig tid, Kurs F-gas, Kontoret\nDu är bokad på övrig tid tisdag 10 oktober, 08:00 – 10:00.")
}

// A technician is told where the visit is, not where most of the order's are.
func TestR803AVisitElsewhereSaysWhere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(o *order.Order)
		want   string
	}{
		"the order's":              {func(*order.Order) {}, "Brf Eken"},
		"another facility":         {func(o *order.Order) { o.Bookings[0].Facility = "Brf Tallen" }, "Brf Tallen"},
		"a door of the order's":    {func(o *order.Order) { o.Bookings[0].Place = "Port 4" }, "Brf Eken, Port 4"},
		"a door of another":        {func(o *order.Order) { o.Bookings[0].Facility, o.Bookings[0].Place = "Brf Tallen", "Port 4" }, "Brf Tallen, Port 4"},
		"a door at the customer's": {func(o *order.Order) { o.Facility.Name, o.Bookings[0].Place = " ", "Port 4" }, "kund, Port 4"},
		"a heading is no place":    {func(o *order.Order) { o.Bookings[0].Title = "Service" }, "Brf Eken"},
		"two places": {func(o *order.Order) {
			o.Bookings = append(o.Bookings, visit("b2", 9, 5, "bo"))
			o.Bookings[1].Facility = "Brf Tallen"
		}, "Brf Eken"},
		"two at one place": {func(o *order.Order) {
			o.Bookings = append(o.Bookings, visit("b2", 9, 5, "bo"))
			o.Bookings[0].Facility, o.Bookings[1].Facility = "Brf Tallen", "Brf Tallen "
		}, "Brf Tallen"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := notifytest.Order()
			o.Facility.Name = "Brf Eken"
			o.Bookings = []booking.Booking{visit("b1", 6, 5, "bo")}
			c.change(&o)
			before := o.Clone()
			before.Bookings = nil
			bo := wanting()
			bo.Preferences.Events = []staff.Event{staff.Booked}
			n := staff.Notices(notifytest.Settings(), staff.Settings{}, before, o, []staff.Person{bo}, order.Actor{}, notifytest.Now())
			mail, sms := told(t, n[0])
			assert.Contains(t, mail, "Ordernummer: AO462\n"+c.want)
			assert.NotContains(t, mail, c.want+",")
			assert.NotContains(t, mail, "Brf Eken, Brf Tallen")
			assert.Contains(t, sms, " "+c.want+".")
		})
	}
}

// A new heading of a visit is a change of the order, for those who follow it.
func TestR803ANewHeadingOfAVisitIsAChange(t *testing.T) {
	t.Parallel()
	before, after := notifytest.Order(), notifytest.Order()
	before.Bookings, after.Bookings = []booking.Booking{visit("b1", 6, 5, "cia")}, []booking.Booking{visit("b1", 6, 5, "cia")}
	before.Bookings[0].Title, after.Bookings[0].Title = "Service", " Reparation "
	n := staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, []staff.Person{wanting()}, order.Actor{}, notifytest.Now())
	assert.Equal(t, []staff.Event{staff.OrderChanged}, n[0].Events)
	mail, _ := told(t, n[0])
	assert.Contains(t, mail, "• rubrik Service → Reparation")
	after.Bookings[0].Title = "Service "
	n = staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, []staff.Person{wanting()}, order.Actor{}, notifytest.Now())
	assert.False(t, n[0].Told, "blanks are no change")
}

// Days are counted by the calendar: over the ends of months, leap days and the nights on
// which the clock is changed.
func TestR803ServiceRemindersCountDays(t *testing.T) {
	t.Parallel()
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	require.NoError(t, err)
	at := func(text string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", text, stockholm)
		require.NoError(t, err)
		return when
	}
	for name, c := range map[string]struct {
		now, next string
		days      int
		reminded  bool
	}{
		"January to March":                  {"2026-01-31 23:30", "2026-03-02 00:00", 30, true},
		"a day too early":                   {"2026-01-30 23:59", "2026-03-02 00:00", 30, false},
		"the leap day":                      {"2028-02-01 08:00", "2028-02-29 23:59", 28, true},
		"the year's end":                    {"2026-12-31 12:00", "2027-01-31 00:00", 31, true},
		"a day more":                        {"2026-12-31 12:00", "2027-02-01 00:00", 31, false},
		"the night of summer time":          {"2026-03-28 23:30", "2026-03-29 02:30", 1, true},
		"a day of 25 hours":                 {"2026-10-24 00:30", "2026-10-25 23:30", 1, true},
		"the day itself, late":              {"2026-10-25 23:30", "2026-10-25 00:00", 1, true},
		"it is past, by a minute":           {"2026-10-26 00:01", "2026-10-25 23:59", 1, false},
		"two days over a day of 23 hours":   {"2026-03-28 00:01", "2026-03-30 23:59", 1, false},
		"across summer time by a long lead": {"2026-03-01 09:00", "2026-03-31 09:00", 30, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object := staff.DueObject{ID: "k2", Name: "Kylrum 2", Next: at(c.next)}
			for _, now := range []time.Time{at(c.now), at(c.now).UTC()} {
				n := staff.ServiceReminders(notifytest.Settings(), staff.Settings{ServiceReminderDays: c.days}, []staff.DueObject{object}, []staff.Person{wanting()}, now)
				require.Equal(t, c.reminded, len(n) == 1 && n[0].Told)
			}
		})
	}
}
