package compose_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

func TestR501TheFileIsNamedAfterTheOrder(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.MachineNumberInName = true
	for _, o := range notifytest.Orders() {
		o.ServiceObjects = []order.ServiceObject{{Name: "a", MachineNumber: "M1"}, {Name: "b"}, {Name: "c", MachineNumber: "M2"}}
		for _, kind := range compose.KindsFor(o.Kind) {
			want := o.Number + ".pdf"
			if kind == compose.ServiceProtocol || kind == compose.WorkProtocol && o.Kind == order.ServiceOrder { // a service's protocol, from whatever order
				want = o.Number + "_M1_M2.pdf"
			}
			d := draft(t, s, o, notifytest.Request(kind))
			assert.Equal(t, d.Rules().AttachPDF, d.FileName == want, "%s of %s is %q", kind, o.Kind, d.FileName)
		}
	}
}

// told is the log after a plan's messages were sent.
func told(p plan.Plan) []audit.Message {
	var log []audit.Message
	for _, m := range p.Messages {
		log = append(log, audit.Message{
			ID: m.ID, Kind: string(p.Kind), Channel: m.Channel, Recipient: m.Recipient, Status: delivery.StatusSent, SentAt: p.Created, Snapshot: p.Snapshot,
			BodyHash: audit.HashBody("", m.Subject(), m.Body()),
		})
	}
	return log
}

// A customer who knows a visit otherwise is told of a change, and the calendar
// moves the entry; a cancelled one leaves it.
func TestR409TheCalendarFollows(t *testing.T) {
	t.Parallel()
	o, r := notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
	first := planned(t, draft(t, notifytest.Settings(), o, r))
	calendar := func(p plan.Plan) string { return string(p.Messages[0].Email.Calendar.Data) }
	assert.Contains(t, calendar(first), "METHOD:REQUEST")
	assert.Contains(t, calendar(first), "SEQUENCE:0")

	r.Key, r.Log = "again", told(first)
	again := draft(t, notifytest.Settings(), o, r)
	assert.Contains(t, again.Subject, "Bokningsbekräftelse", "nothing has changed")
	assert.Contains(t, calendar(planned(t, again)), "SEQUENCE:0")

	o.Bookings[0].Start = o.Bookings[0].Start.Add(time.Hour)
	moved := draft(t, notifytest.Settings(), o, r)
	assert.Contains(t, moved.Subject, "Ändrad bokning")
	p := planned(t, moved)
	assert.Contains(t, calendar(p), "SEQUENCE:1")
	uid := func(text string) string {
		_, rest, _ := strings.Cut(text, "UID:")
		uid, _, _ := strings.Cut(rest, "\r\n")
		return uid
	}
	assert.Equal(t, uid(calendar(first)), uid(calendar(p)))

	r.Log = append(r.Log, told(p)...)
	again = draft(t, notifytest.Settings(), o, r)
	assert.Contains(t, again.Subject, "Bokningsbekräftelse", "the customer knows the new time")
	assert.Contains(t, calendar(planned(t, again)), "SEQUENCE:1")
	back := o.Bookings[0].Start
	o.Bookings[0].Start = notifytest.Order().Bookings[0].Start
	assert.Contains(t, calendar(planned(t, draft(t, notifytest.Settings(), o, r))), "SEQUENCE:2", "a change that is taken back is one more")
	o.Bookings[0].Start = back

	test := r
	test.Log = slices.Clone(r.Log[:1])
	test.Log[0].Test = audit.TestRedirected
	assert.Contains(t, draft(t, notifytest.Settings(), o, test).Subject, "Bokningsbekräftelse", "a test told the customer nothing")

	o.Bookings[0].Cancelled, r.Bookings = true, []string{"b-1"}
	cancelled := draft(t, notifytest.Settings(), o, r)
	assert.Contains(t, cancelled.Subject, "Avbokat besök")
	p = planned(t, cancelled)
	assert.Contains(t, calendar(p), "METHOD:CANCEL")
	assert.Contains(t, calendar(p), "SEQUENCE:2")
}

// What was told is compared in the same terms, whatever the booking lacks.
func TestR703WhatWasTold(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	day := time.Date(2023, 10, 2, 0, 0, 0, 0, time.UTC)
	for name, b := range map[string]booking.Booking{
		"plain":           notifytest.Order().Bookings[0],
		"without an end":  {ID: "b-1", Start: notifytest.Now().Add(time.Hour)},
		"all day, today":  {ID: "b-1", Start: day.Add(8 * time.Hour), AllDay: true},
		"invalid letters": {ID: "b-1", Start: notifytest.Now().Add(time.Hour), Technicians: []string{"B\xf6rje"}},
	} {
		for _, kind := range []plan.Kind{compose.BookingConfirmation, compose.OrderConfirmation} {
			o := notifytest.Order()
			o.Bookings = []booking.Booking{b}
			o.Content.Checklists = notifytest.ServiceProtocol().Content.Checklists
			o.Content.Measurements, o.Content.Totals = notifytest.ServiceProtocol().Content.Measurements, notifytest.Quote().Content.Totals
			m := audit.Message{ID: "m", Kind: string(kind), Snapshot: throughJSON(t, planned(t, draft(t, s, o, notifytest.Request(kind))).Snapshot)}
			later := notifytest.Now().AddDate(0, 1, 0)
			assert.Empty(t, snapshots.Compare(m.Snapshot, compose.Current(s, o, []audit.Message{m}, later)["m"]), "%s: unchanged, and over in the meantime", name)
			o.Bookings[0].Start = o.Bookings[0].Start.AddDate(0, 0, 1)
			o.Bookings[0].End = time.Time{}
			changes := snapshots.Compare(m.Snapshot, compose.Current(s, o, []audit.Message{m}, notifytest.Now())["m"])
			require.NotEmpty(t, changes, name)
			assert.Equal(t, "time", changes[0].Field, name)
		}
	}
	assert.Empty(t, compose.Current(s, notifytest.Order(), []audit.Message{{ID: "m"}}, notifytest.Now()), "nothing to compare")
}

// A template that lists all visits makes a confirmation about all of them.
func TestR703AListOfVisits(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	s.Templates[0].Body = "{futureBookings}"
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: s.Templates[0]}}
	second := o.Bookings[0]
	second.ID, second.Start, second.End = "b-2", second.Start.AddDate(0, 0, 7), second.End.AddDate(0, 0, 7)
	o.Bookings = append(o.Bookings, second)
	p := planned(t, draft(t, s, o, notifytest.Request(compose.BookingConfirmation)))
	assert.Contains(t, p.Messages[0].Body(), "fredag 13 oktober")
	items := map[string]bool{}
	for _, f := range p.Snapshot.Fields {
		items[f.Item] = true
	}
	assert.True(t, items["b-1"] && items["b-2"])
}
