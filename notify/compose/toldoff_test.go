package compose_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
)

// What was told to be off is not told again: a confirmation of no visit in particular is
// then about the next one.
func TestR609WhatWasToldToBeOffIsNotToldAgain(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	second := notifytest.Order().Bookings[0]
	second.ID, second.Start, second.End = "b-2", second.Start.AddDate(0, 0, 7), second.End.AddDate(0, 0, 7)
	for name, off := range map[string]func(*order.Order){
		"cancelled":  func(o *order.Order) { o.Bookings[0].Cancelled = true },
		"taken away": func(o *order.Order) { o.Bookings = o.Bookings[1:] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := notifytest.Order()
			o.Bookings = []booking.Booking{o.Bookings[0], second}
			r := notifytest.Request(compose.BookingConfirmation)
			first := planned(t, draft(t, s, o, r))
			r.Log = told(first)
			off(&o)
			cancellation := draft(t, s, o, r)
			assert.Contains(t, cancellation.Subject, "Avbokat besök")
			p := planned(t, cancellation)
			r.Key, r.Log = "again", append(r.Log, told(p)...)
			next := draft(t, s, o, r)
			assert.Contains(t, next.Subject, "Bokningsbekräftelse")
			assert.Contains(t, next.Text, "fredag 13 oktober")
			assert.NotContains(t, next.Text, "06 oktober")
		})
	}
}

// A visit that was put back after it was told to be off is told of again, as one that has
// changed.
func TestR609AVisitThatWasPutBack(t *testing.T) {
	t.Parallel()
	s, o, r := notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
	r.Log = told(planned(t, draft(t, s, o, r)))
	o.Bookings[0].Cancelled = true
	r.Log = append(r.Log, told(planned(t, draft(t, s, o, r)))...)
	o.Bookings[0].Cancelled = false
	d := draft(t, s, o, r)
	assert.Contains(t, d.Subject, "Ändrad bokning")
	assert.Contains(t, string(planned(t, d).Messages[0].Email.Calendar.Data), "SEQUENCE:2")
}

// A visit that is off speaks to the facility where it was, as the host has it: the rest of
// the place is the place, and a place that only begins alike is another.
func TestR406WhereAVisitWasThatIsOff(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	for name, c := range map[string]struct {
		facility, place string // as it was told
		host            string // the facility of the visit that the host took away
		where, speaks   string
	}{
		"the facility alone":  {"Skolan", "", "Skolan", "Var: Skolan", "Skolan"},
		"a place within it":   {"Skolan", "Port 3", "Skolan", "Var: Skolan/Port 3", "Skolan"},
		"one that is alike":   {"Skolan Nord", "", "Skolan", "Var: Skolan Nord", "kund"},
		"another":             {"Badhuset", "", "Skolan", "Var: Badhuset", "kund"},
		"none that is known":  {"Badhuset", "", "", "Var: Badhuset", "kund"},
		"a place of its own":  {"", "Port 3", "", "Var: Port 3", "kund"},
		"a place, a facility": {"", "Skolan, Port 3", "Skolan", "Var: Skolan/Port 3", "Skolan"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, r := notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
			o.Bookings[0].Facility, o.Bookings[0].Place = c.facility, c.place
			log := told(planned(t, draft(t, s, o, r)))
			removed := o.Bookings[0]
			removed.Facility = c.host
			o.Bookings = nil
			r.Bookings, r.Removed, r.Log = []string{"b-1"}, []booking.Booking{removed}, log
			d := draft(t, s, o, r)
			assert.Contains(t, around(d)+"\n", c.where+"\n")
			assert.Contains(t, planned(t, d).Messages[0].Body(), "Hej "+c.speaks+"!")
		})
	}
}

// Whose proofs were made apart: what two messages told is compared as far as it is known.
func TestR409ASequenceOfWhatIsNoLongerKept(t *testing.T) {
	t.Parallel()
	s, o, r := notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
	dropped := func(log []audit.Message) []audit.Message {
		for i := range log {
			log[i].Snapshot = log[i].Snapshot.Clone()
			log[i].Snapshot.Drop()
		}
		return log
	}
	sequence := func(o order.Order) string {
		return string(planned(t, draft(t, s, o, r)).Messages[0].Email.Calendar.Data)
	}
	r.Log = dropped(told(planned(t, draft(t, s, o, r))))
	assert.Contains(t, sequence(o), "SEQUENCE:0", "as it was told")
	now := moved()
	assert.Contains(t, sequence(now), "SEQUENCE:1")
	r.Log = append(r.Log, told(planned(t, draft(t, s, now, r)))...)
	assert.Contains(t, sequence(now), "SEQUENCE:1", "told since, and kept")
	assert.Contains(t, sequence(o), "SEQUENCE:2", "a change that is taken back is one more")
}

// A visit of which somebody was told no time, such as who comes alone, is told off by the
// time that the order has.
func TestR406AVisitWhoseTimeWasNotTold(t *testing.T) {
	t.Parallel()
	s, o, r := notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.TemplateEmail)
	s.Templates[0].Body = "{nextBookingName} kommer"
	log := told(planned(t, draft(t, s, o, r)))
	o.Bookings[0].Cancelled = true
	r = notifytest.Request(compose.BookingConfirmation)
	r.Log = log
	d := draft(t, s, o, r)
	assert.Contains(t, d.Subject, "Avbokat besök")
	assert.Contains(t, d.Text, "fredag 06 oktober, 07:00 – 10:00")
}

// A confirmation that is about no visit at all takes none back.
func TestR406NoVisitIsNoCancellation(t *testing.T) {
	t.Parallel()
	o, r := notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
	o.Bookings, r.AllowWithoutBooking = nil, true
	assert.Contains(t, draft(t, notifytest.Settings(), o, r).Subject, "Bokningsbekräftelse")
}
