package compose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// One person in several places is one, with every address and number, and somebody else
// who shares an address is not; logins of the company's own people are nobody's.
func TestR703WhomTheOrderKnows(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.ContactPerson = order.Contact{Name: "Anna Ek", Email: "anna@example.se", Phone: "+46 70-512 34 56"}
	o.Customer = order.Party{
		InvoiceEmail: "ekonomi@example.se", OrderEmail: "order@example.se",
		Contacts: []order.Contact{
			{Name: "Anna Ek", Email: "privat@example.se,anna@example.se"},
			{Phone: "+46705123456", Email: "vaxel@example.se"},
			{Name: "Bo", Email: "anna@example.se"},
			{Name: "Utan"},
			{Name: "Cecilia", Phone: "+46705123457"},
		},
	}
	o.Facility.Contacts = []order.Contact{{Name: "Eva", Email: "ekonomi@example.se"}}
	o.InvoicedTo.Contacts = []order.Contact{{Name: "Filip", Email: "filip@example.se"}}
	o.Supplier.Contacts = []order.Contact{{Name: "Gun", Email: "gun@example.se"}}
	o.Users = []order.User{{Name: "Karin", Email: "karin@example.se", Customer: true}, {Name: "Börje", Email: "borje@example.com"}}
	assert.Equal(t, []audit.Person{
		{Name: "Anna Ek", Addresses: []string{"anna@example.se", "+46705123456", "privat@example.se", "vaxel@example.se"}, Main: true},
		{Name: "Bo", Addresses: []string{"anna@example.se"}},
		{Name: "Cecilia", Addresses: []string{"+46705123457"}},
		{Name: "Eva", Addresses: []string{"ekonomi@example.se"}},
		{Addresses: []string{"order@example.se"}},
		{Name: "Filip", Addresses: []string{"filip@example.se"}},
		{Name: "Gun", Addresses: []string{"gun@example.se"}},
		{Name: "Karin", Addresses: []string{"karin@example.se"}},
	}, compose.Persons(notifytest.Settings(), o))
	assert.Empty(t, compose.Persons(notifytest.Settings(), order.Order{}))
}

// Nobody is advised to send what a draft would refuse: a message about visits when none
// is left to tell of, a confirmation when there is none to take back either, or what is
// of another kind of order.
func TestR703WhatCannotBeSentAnyMore(t *testing.T) {
	t.Parallel()
	now := notifytest.Now()
	said := planned(t, confirmation(t, notifytest.Settings())).Snapshot
	message := func(kind plan.Kind, status delivery.Status, snap *snapshots.Snapshot) audit.Message {
		return audit.Message{ID: string(kind), Kind: string(kind), Status: status, Snapshot: snap}
	}
	coming := notifytest.Order().Bookings[0]
	off, over, without := coming, coming, coming
	off.Cancelled = true
	over.Start, over.End = coming.Start.AddDate(0, 0, -20), coming.End.AddDate(0, 0, -20)
	without.Start, without.End = time.Time{}, time.Time{}
	other := coming
	other.ID = "b-2"
	sent := delivery.StatusSent
	when := said.Fields[0]
	later, listed, broken := when, when, when
	later.Item, listed.List, broken.Value = "", "hours", strings.Replace(when.Value, "/2023", "/sen 2023", 1)
	hours := &snapshots.Snapshot{Fields: []snapshots.Field{later, listed, {Name: snapshots.FieldPlace, Item: "b-1", Form: when.Form, Value: when.Value}}}
	half := &snapshots.Snapshot{Fields: []snapshots.Field{broken}}
	for name, c := range map[string]struct {
		bookings []booking.Booking
		messages []audit.Message
		now      time.Time
		want     []string
	}{
		"a visit to come":                      {[]booking.Booking{coming}, []audit.Message{message(compose.Reminder, sent, nil), message(compose.BookingConfirmation, sent, nil)}, now, nil},
		"and one that was":                     {[]booking.Booking{coming, over}, []audit.Message{message(compose.Reminder, sent, nil)}, now, nil},
		"called off, so that this can be told": {[]booking.Booking{off}, []audit.Message{message(compose.Reminder, sent, nil)}, now, []string{"reminder"}},
		"one called off, one to come":          {[]booking.Booking{coming, off}, []audit.Message{message(compose.Reminder, sent, nil)}, now, nil},
		"over":                                 {[]booking.Booking{over}, []audit.Message{message(compose.Reminder, sent, nil)}, now, []string{"reminder", "booking-confirmation"}},
		"without a time":                       {[]booking.Booking{without}, []audit.Message{message(compose.Delayed, sent, nil)}, now, []string{"delayed", "booking-confirmation"}},
		"taken away after it was told":         {nil, []audit.Message{message(compose.BookingConfirmation, sent, said)}, now, nil},
		"another is taken away":                {[]booking.Booking{over}, []audit.Message{message(compose.BookingConfirmation, sent, said)}, now, []string{"booking-confirmation"}},
		"still there, and over":                {[]booking.Booking{coming}, []audit.Message{message(compose.BookingConfirmation, sent, said)}, coming.End.AddDate(0, 0, 1), []string{"booking-confirmation"}},
		"taken away when it was over":          {nil, []audit.Message{message(compose.BookingConfirmation, sent, said)}, coming.End.AddDate(0, 0, 1), []string{"booking-confirmation"}},
		"taken away, and nobody was reached":   {nil, []audit.Message{message(compose.BookingConfirmation, delivery.StatusFailed, said)}, now, []string{"booking-confirmation"}},
		"taken away, perhaps told":             {nil, []audit.Message{message(compose.BookingConfirmation, delivery.StatusUncertain, said)}, now, nil},
		"told of another, which is there":      {[]booking.Booking{other}, []audit.Message{message(compose.OnTheWay, sent, said)}, now, nil},
		"a time of no visit, and of a list":    {nil, []audit.Message{message("staff-mail", sent, hours), message(compose.BookingConfirmation, sent, nil)}, now, []string{"booking-confirmation"}},
		"half a time":                          {nil, []audit.Message{message(compose.BookingConfirmation, sent, half)}, now, []string{"booking-confirmation"}},
		"twice":                                {nil, []audit.Message{message(compose.Reminder, sent, nil), message(compose.Reminder, sent, nil)}, now, []string{"reminder", "booking-confirmation"}},
		"of no order of this kind":             {[]booking.Booking{coming}, []audit.Message{message(compose.Quote, sent, nil), message(compose.OrderConfirmation, sent, nil)}, now, []string{"quote"}},
		"not about visits":                     {nil, []audit.Message{message(compose.FreeMessage, sent, nil), message("staff-mail", sent, nil)}, now, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := notifytest.Order()
			o.Bookings = c.bookings
			assert.Equal(t, c.want, compose.Unsendable(o, c.messages, time.UTC, c.now))
		})
	}
}

// A time zone that does not exist takes no page away: times are in UTC then.
func TestAHistoryWithoutAZone(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	p := planned(t, confirmation(t, s))
	sent := audit.Record{ID: "r", Company: "mitt-bolag", MessageID: p.Messages[0].ID, Order: p.Order, At: p.Created, Kind: string(p.Kind), Channel: delivery.Email, Recipient: "anna@example.se", Status: delivery.StatusSent, Snapshot: p.Snapshot}
	history := compose.History(s, notifytest.Order(), []audit.Record{sent}, notifytest.Now())
	assert.Contains(t, history.Text(history.Latest(), s.LanguageOf("sv")), "14:05")
	assert.False(t, history.Red())
	s.Zone = "Ingenstans/Alls"
	history = compose.History(s, notifytest.Order(), []audit.Record{sent}, notifytest.Now())
	assert.Contains(t, history.Text(history.Latest(), s.LanguageOf("sv")), "12:05")
	assert.False(t, history.Red(), "the same moment, written otherwise")
}
