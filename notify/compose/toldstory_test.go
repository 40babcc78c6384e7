package compose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
)

// hourLater is the sample order an hour later.
func hourLater() order.Order {
	o := notifytest.Order()
	b := &o.Bookings[0]
	b.Start, b.End = b.Start.Add(time.Hour), b.End.Add(time.Hour)
	return o
}

// Whether a visit has changed is judged by what those whom the popup opens with were
// told, by whichever of their addresses and numbers.
func TestR406ChangedForThoseWhoAreWrittenTo(t *testing.T) {
	t.Parallel()
	before := told(planned(t, confirmation(t, notifytest.Settings())))[0]
	after := told(planned(t, draft(t, notifytest.Settings(), hourLater(), notifytest.Request(compose.BookingConfirmation))))[0]
	to := func(m audit.Message, recipient string) audit.Message {
		m.ID, m.Recipient = m.ID+recipient, recipient
		return m
	}
	with := func(m audit.Message, change func(*audit.Message)) audit.Message {
		change(&m)
		return m
	}
	anna := order.Contact{Name: "Anna Ek", Email: "anna@example.se,privat@example.se", Phone: "+46705123456"}
	bo := order.Contact{Name: "Bo", Email: "bo@example.se"}
	for name, c := range map[string]struct {
		chosen  []order.Contact
		log     []audit.Message
		changed bool
	}{
		"nobody was told":            {nil, nil, false},
		"she was told before":        {nil, []audit.Message{before}, true},
		"she was told since":         {nil, []audit.Message{before, after}, false},
		"another was told since":     {nil, []audit.Message{before, to(after, "bo@example.se")}, true},
		"another was told before":    {nil, []audit.Message{after, to(before, "bo@example.se")}, false},
		"at another address of hers": {nil, []audit.Message{before, to(after, "PRIVAT@example.se")}, false},
		"by SMS":                     {nil, []audit.Message{before, to(after, "+46705123456")}, false},
		"he himself":                 {[]order.Contact{bo}, []audit.Message{before, to(after, "bo@example.se")}, false},
		"he was told nothing":        {[]order.Contact{bo}, []audit.Message{before}, false},
		"either of two":              {[]order.Contact{bo, anna}, []audit.Message{before}, true},
		"somebody typed":             {[]order.Contact{{Email: "ny@example.se"}}, []audit.Message{to(before, "NY@example.se")}, true},
		"another who was typed":      {[]order.Contact{{Email: "ny@example.se"}}, []audit.Message{to(before, "annan@example.se")}, false},
		"it failed":                  {nil, []audit.Message{before, with(after, func(m *audit.Message) { m.Status = delivery.StatusFailed })}, true},
		"it may have come":           {nil, []audit.Message{before, with(after, func(m *audit.Message) { m.Status = delivery.StatusUncertain })}, false},
		"it is on its way":           {nil, []audit.Message{before, with(after, func(m *audit.Message) { m.Status = delivery.StatusSending })}, false},
		"nothing is known of it":     {nil, []audit.Message{before, with(after, func(m *audit.Message) { m.Snapshot = nil })}, true},
		"a paper told it":            {nil, []audit.Message{before, with(after, func(m *audit.Message) { m.Kind = string(compose.OrderConfirmation) })}, false},
		"a colleague read the paper": {nil, []audit.Message{before, with(after, func(m *audit.Message) { m.Kind, m.Audience = string(compose.OrderConfirmation), audit.AudienceStaff })}, true},
		"it was the host's own":      {nil, []audit.Message{before, with(after, func(m *audit.Message) { m.Kind = "staff-mail" })}, true},
		"a test told the customer none": {nil, []audit.Message{before, with(after, func(m *audit.Message) {
			m.Test, m.IntendedFor, m.Recipient = audit.TestRedirected, "anna@example.se", "test@example.com"
		})}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, r := hourLater(), notifytest.Request(compose.BookingConfirmation)
			o.ContactPerson, o.Customer.Contacts = anna, append(o.Customer.Contacts, bo)
			r.Bookings, r.Contacts, r.Log = []string{"b-1"}, c.chosen, c.log
			d := draft(t, notifytest.Settings(), o, r)
			assert.Equal(t, c.changed, strings.Contains(d.Subject, "Ändrad bokning"), d.Subject)
		})
	}
}

// A test that redirects remembers what it told before, so that changes can be tried.
func TestR615ATestRemembersItsTests(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	m := told(planned(t, confirmation(t, s)))[0]
	m.Test, m.IntendedFor, m.Recipient = audit.TestRedirected, "anna@example.se", "test@example.com"
	r := notifytest.Request(compose.BookingConfirmation)
	r.Log = []audit.Message{m}
	assert.NotContains(t, draft(t, s, hourLater(), r).Subject, "Ändrad")
	s.Test = order.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com")}
	require.True(t, s.Test.Redirects())
	assert.Contains(t, draft(t, s, hourLater(), r).Subject, "Ändrad")
}

// A visit that was taken away is called off by what was told of it last; one that nobody
// was told of by what it was.
func TestR406WhatWasTakenAway(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	o.Bookings[0].Facility, o.Bookings[0].Place, o.Bookings[0].Title = "Skolan", "Gymnastiksalen", "Årlig service"
	log := told(planned(t, draft(t, s, o, notifytest.Request(compose.BookingConfirmation))))
	removed := o.Bookings[0]
	removed.Start, removed.End = removed.Start.Add(3*time.Hour), removed.End.Add(3*time.Hour)
	removed.Technicians, removed.Sequence = []string{"Eva"}, 7
	unknown := removed
	unknown.ID = "b-9"
	after := notifytest.Order()
	after.Bookings = nil
	off := func(ids []string, gone []booking.Booking, log []audit.Message) (string, string) {
		r := notifytest.Request(compose.BookingConfirmation)
		r.Bookings, r.Removed, r.Log = ids, gone, log
		d := draft(t, s, after, r)
		require.Contains(t, d.Subject, "Avbokat")
		p := planned(t, d)
		require.NotNil(t, p.Messages[0].Email.Calendar)
		return around(d), strings.ReplaceAll(string(p.Messages[0].Email.Calendar.Data), "\r\n ", "")
	}
	box, calendar := off([]string{"b-1"}, nil, log)
	assert.Contains(t, box, "cancelled|fredag 06 oktober, 07:00 – 10:00")
	assert.Contains(t, box, "Var: Skolan, Gymnastiksalen")
	assert.Contains(t, calendar, "Årlig service")
	assert.Contains(t, calendar, "SEQUENCE:1")
	box, calendar = off([]string{"b-1"}, []booking.Booking{removed}, log)
	assert.Contains(t, box, "cancelled|fredag 06 oktober, 07:00 – 10:00", "not by the time that nobody had heard")
	assert.Contains(t, box, "Var: Skolan/Gymnastiksalen", "the host knows which part of it is the facility")
	assert.Contains(t, calendar, "SEQUENCE:7")
	box, _ = off([]string{"b-9"}, []booking.Booking{removed, unknown}, log)
	assert.Contains(t, box, "cancelled|fredag 06 oktober, 10:00 – 13:00")
	for _, ids := range [][]string{{"b-9"}, {"b-1"}} {
		r := notifytest.Request(compose.BookingConfirmation)
		r.Bookings = ids
		assert.Equal(t, codes.RefusedBookingGone, refusal(t, draft(t, s, after, r)).Code, "nobody knows of it")
	}
}

// A cancelled visit is named as it was told last, with the host's own identity of it; what
// was told of a day that is over is left.
func TestR406ACancelledVisitAsItWasTold(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	log := told(planned(t, confirmation(t, s)))
	r := notifytest.Request(compose.BookingConfirmation)
	r.Bookings, r.Log = []string{"b-1"}, log
	o := hourLater()
	o.Bookings[0].Cancelled, o.Bookings[0].Sequence, o.Bookings[0].Technicians = true, 4, []string{"Eva"}
	d := draft(t, s, o, r)
	assert.Contains(t, around(d), "[fredag 06 oktober, 07:00 – 10:00]")
	assert.Contains(t, string(planned(t, d).Messages[0].Email.Calendar.Data), "SEQUENCE:4")
	o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, 7), o.Bookings[0].End.AddDate(0, 0, 7)
	r.Now = notifytest.Order().Bookings[0].End.AddDate(0, 0, 1)
	assert.Contains(t, around(draft(t, s, o, r)), "[fredag 13 oktober, 08:00 – 11:00]")
}
