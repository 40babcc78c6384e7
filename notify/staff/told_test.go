package staff_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// Everything that the company's own people are told of an order, one thing at a time,
// and what is none of it (R803).
func TestR803WhatIsToldOfAnOrder(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(*order.Order)
		want   string // empty: nothing has changed
	}{
		{"customer", func(o *order.Order) { o.Customer.Name = "Brf Ny" }, "kund kund → Brf Ny"},
		{"facility", func(o *order.Order) { o.Facility.Name = "Port 2" }, "anläggning – → Port 2"},
		{"address", func(o *order.Order) { o.Facility.Address = []string{"Nygatan 2", "111 22 Stockholm"} }, "adress – → Nygatan 2, 111 22 Stockholm"},
		{"contact person", func(o *order.Order) { o.ContactPerson = order.Contact{Name: "Bo Ek", Email: "bo@example.se"} }, "kontaktperson Anna → Bo Ek"},
		{"contact person without a name", func(o *order.Order) { o.ContactPerson = order.Contact{Email: "bo@example.se"} }, "kontaktperson Anna → bo@example.se"},
		{"contact person with a number alone", func(o *order.Order) { o.ContactPerson = order.Contact{Phone: "+46705123456"} }, "kontaktperson Anna → +46705123456"},
		{"customer's number", func(o *order.Order) { o.CustomerOrderNumber = "K-1" }, "kundens ordernummer – → K-1"},
		{"description", func(o *order.Order) { o.Description = "Annat" }, "beskrivning Service av portautomat → Annat"},
		{"objects", func(o *order.Order) { o.ServiceObjects = []order.ServiceObject{{Name: "Port 1"}, {Name: "Port 2"}} }, "serviceobjekt Portautomat 1 → Port 1, Port 2"},
		{"responsible, known", func(o *order.Order) { o.ResponsibleUserID = "bo" }, "ansvarig – → Bo"},
		{"responsible, not among the people", func(o *order.Order) { o.ResponsibleUserID = "eva" }, "ansvarig – → eva"},
		{"responsible, by address", func(o *order.Order) { o.ResponsibleUserID, o.ResponsibleUserEmail = "eva", "eva@example.com" }, "ansvarig – → eva@example.com"},
		{"ready for invoicing", func(o *order.Order) { o.ReadyForInvoicing = true }, "klar för fakturering – → ✓"},
		{"an article", func(o *order.Order) {
			o.Articles = []order.Article{{ID: "1", Number: "7", Name: "Kabel", Quantity: 1500, Unit: "m"}}
		}, "tillkommer: 7 Kabel, 1,5 m"},
		{"an article without a quantity", func(o *order.Order) { o.Articles = []order.Article{{ID: "1", Name: "Kabel"}} }, "tillkommer: Kabel"},
		{"a line of the paper", func(o *order.Order) {
			o.Content.Lines = append(o.Content.Lines, pdf.Line{ID: "9", Article: "7", Name: "Resa", Quantity: 1000, Unit: "st"})
		}, "tillkommer: 7 Resa, 1 st"},
		{"a visit of nobody's", func(o *order.Order) { o.Bookings = append(o.Bookings, visit("x", 9, 5)) }, "tillkommer: 2023-10-09 07:00–09:00, Börje"},
		{"a cancelled visit", func(o *order.Order) { o.Bookings[0].Cancelled = true }, "utgår: 2023-10-06 07:00–10:00, Börje"},
		{"the company's own notes on state", func(o *order.Order) { o.Changed = notifytest.Now() }, ""},
		{"an article's state alone", func(o *order.Order) { o.Articles = []order.Article{} }, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			before, after := notifytest.Order(), notifytest.Order()
			before.ContactPerson, after.ContactPerson = order.Contact{Name: "Anna"}, order.Contact{Name: "Anna"}
			row.change(&after)
			people := []staff.Person{person("kim", "Kim", staff.Preferences{Events: []staff.Event{staff.OrderChanged}, Email: true}), person("bo", "Bo", staff.Preferences{})}
			n := staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, people, order.Actor{}, notifytest.Now())[0]
			assert.Equal(t, row.want != "", n.Told)
			var got []string
			for _, c := range n.Changes {
				got = append(got, c.Message(locale.Swedish))
			}
			assert.Equal(t, row.want, strings.Join(got, "; "))
		})
	}
}

// Nobody is taken for those who are named by no ID.
func TestAnEmptyIDIsNobody(t *testing.T) {
	t.Parallel()
	stranger := staff.Person{User: order.User{Name: "utan id", Email: "x@example.com"}, Preferences: staff.Preferences{Events: []staff.Event{staff.Booked, staff.Assigned, staff.ServiceReminder}, Email: true}}
	before, after := notifytest.Order(), notifytest.Order()
	before.ResponsibleUserID = "eva"
	after.Bookings = []booking.Booking{visit("v", 9, 5, "")}
	n := staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, []staff.Person{stranger}, order.Actor{}, notifytest.Now())[0]
	assert.False(t, n.Told)
	assert.Empty(t, n.Bookings)
	due := staff.DueObject{ID: "1", Name: "Hiss", Next: notifytest.Now(), Responsible: []string{""}}
	reminders := staff.ServiceReminders(notifytest.Settings(), staff.Settings{ServiceReminderDays: 1}, []staff.DueObject{due}, []staff.Person{stranger}, notifytest.Now())
	assert.Equal(t, staff.NotConcerned, reminders[0].Reason)
	due.Responsible = []string{"bo"}
	reminders = staff.ServiceReminders(notifytest.Settings(), staff.Settings{ServiceReminderDays: 1}, []staff.DueObject{due}, []staff.Person{person("bo", "Bo", stranger.Preferences), person("kim", "Kim", stranger.Preferences)}, notifytest.Now())
	assert.True(t, reminders[0].Told)
	assert.False(t, reminders[1].Told)
	ownAction := staff.Notices(notifytest.Settings(), staff.Settings{}, order.Order{}, after, []staff.Person{{User: stranger.User, Preferences: staff.Preferences{Events: staff.Events(), Email: true}}}, order.Actor{}, notifytest.Now())[0]
	assert.True(t, ownAction.Told, "the system is not a user without an ID")
}

// A text that cannot be made is an error of the plan, not an empty message.
func TestATextThatIsTooLarge(t *testing.T) {
	t.Parallel()
	before, after := notifytest.Order(), notifytest.Order()
	after.Description = strings.Repeat("x", 2<<20)
	bo := inTheEvening()
	letter, ok := staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, []staff.Person{bo}, order.Actor{}, notifytest.Now())[0].Letter("save")
	require.True(t, ok)
	_, err := letter.Plan()
	require.Error(t, err)
	_, err = letter.SMSText(locale.Swedish)
	require.Error(t, err)
	letter, ok = staff.Digest(notifytest.Settings(), bo, waiting(t, bo, staff.Settings{}, before, after)...)
	require.True(t, ok)
	_, err = letter.Plan()
	require.Error(t, err)
	bo.Preferences.Events = []staff.Event{staff.Booked}
	far := notifytest.Order()
	far.Facility.Name, far.Bookings = after.Description, []booking.Booking{visit("v", 9, 5, "bo")}
	letter, ok = staff.Notices(notifytest.Settings(), staff.Settings{}, before, far, []staff.Person{bo}, order.Actor{}, notifytest.Now())[0].Letter("save")
	require.True(t, ok)
	_, err = letter.EmailText(locale.Swedish)
	require.Error(t, err)
	big := notifytest.Order()
	big.Articles = []order.Article{{ID: "1", Name: after.Description, State: order.ArticleToOrder}}
	letter, ok = staff.ArticleEmails(notifytest.Settings(), articleSettings(), before, big, nil, order.Actor{}, notifytest.Now())[0].Letter("save")
	require.True(t, ok)
	_, err = letter.Plan()
	require.Error(t, err)
}

// What comes back from an outbox with half of it missing is told as far as it goes.
func TestR804HalfANotice(t *testing.T) {
	t.Parallel()
	bo := inTheEvening()
	before, after := changed()
	for _, cut := range []func(*staff.Waiting){
		func(w *staff.Waiting) { w.Before = nil }, func(w *staff.Waiting) { w.After = nil }, func(w *staff.Waiting) { w.Before, w.After = nil, nil },
	} {
		list := waiting(t, bo, staff.Settings{}, before, after)
		cut(&list[0])
		_, ok := staff.Digest(notifytest.Settings(), bo, list...)
		assert.False(t, ok)
	}
}

// Other time that came and went before the evening is not told either.
func TestR804OtherTimeThatCameAndWent(t *testing.T) {
	t.Parallel()
	bo := inTheEvening()
	var list []staff.Waiting
	for i, b := range [][2]booking.Booking{{{}, visit("kurs", 9, 5, "bo")}, {visit("kurs", 9, 5, "bo"), {}}} {
		n := staff.OtherTimeNotices(notifytest.Settings(), staff.Settings{OtherTime: true}, b[0], b[1], []staff.Person{bo}, order.Actor{}, notifytest.Now().Add(time.Duration(i)*time.Minute))[0]
		list = append(list, kept(t, n, "save")...)
		_, ok := staff.Digest(notifytest.Settings(), bo, list...)
		assert.Equal(t, i == 0, ok)
	}
	assert.Len(t, list, 2)
}

// The link of the only order is the button's; several stand in the text, each with its
// order.
func TestR804LinksOfTheDigest(t *testing.T) {
	t.Parallel()
	bo := inTheEvening()
	first, second := notifytest.Order(), notifytest.Order()
	first.Link, second.ID, second.Number, second.Link = "https://example.com/1", "463", "AO463", "https://example.com/2"
	list := waiting(t, bo, staff.Settings{}, order.Order{}, first)
	body := func(list ...staff.Waiting) string {
		letter, ok := staff.Digest(notifytest.Settings(), bo, list...)
		require.True(t, ok)
		p, err := letter.Plan()
		require.NoError(t, err)
		return p.Messages[0].Body()
	}
	assert.Equal(t, 1, strings.Count(body(list...), "https://example.com/1"))
	both := body(append(list, waiting(t, bo, staff.Settings{}, order.Order{}, second)...)...)
	assert.Equal(t, 1, strings.Count(both, "https://example.com/1"))
	assert.Equal(t, 1, strings.Count(both, "https://example.com/2"))
}

// Changes stand in the order in which they came, the order's own before its visits'.
func TestR804TheOrderOfChanges(t *testing.T) {
	t.Parallel()
	kim := person("kim", "Kim", staff.Preferences{Events: []staff.Event{staff.OrderChanged}, Email: true, Digest: true})
	start := notifytest.Order()
	start.Bookings = []booking.Booking{visit("22", 9, 5), visit("1", 10, 5)}
	first, second := start, start
	first.Bookings = []booking.Booking{visit("22", 9, 6), visit("1", 10, 5)}
	second.Bookings = []booking.Booking{visit("22", 9, 6), visit("1", 10, 7)}
	second.Description = "Annat"
	list := waiting(t, kim, staff.Settings{}, start, first, second)
	list[1].At = list[0].At.Add(time.Minute)
	letter, ok := staff.Digest(notifytest.Settings(), kim, list...)
	require.True(t, ok)
	text, err := letter.EmailText(locale.Swedish)
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(text.Body, "• beskrivning Service av portautomat → Annat\n• tid 07:00–09:00 → 08:00–10:00\n• tid 07:00–09:00 → 09:00–11:00"), text.Body)
}
