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
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

// promptsFor are the decisions about one kind of message.
func promptsFor(t *testing.T, kind plan.Kind, before, after order.Order) []compose.Prompt {
	t.Helper()
	var list []compose.Prompt
	for _, p := range compose.Prompts(notifytest.Settings(), before, after, order.Actor{}, notifytest.Now()) {
		assert.NotEmpty(t, p.Why)
		assert.NotContains(t, p.Why, "compose.", "every reason has words")
		assert.Equal(t, p.Shown, p.Question != "")
		assert.False(t, p.Shown && p.AtOnce)
		if p.Kind == kind {
			list = append(list, p)
		}
	}
	require.NotEmpty(t, list, "no decision about "+string(kind))
	return list
}

// promptFor is the only decision about a kind of message.
func promptFor(t *testing.T, kind plan.Kind, before, after order.Order) compose.Prompt {
	t.Helper()
	list := promptsFor(t, kind, before, after)
	require.Len(t, list, 1)
	return list[0]
}

func TestR608AsksAboutBookings(t *testing.T) {
	t.Parallel()
	now := notifytest.Now()
	first := func(change func(b *booking.Booking)) func(o *order.Order) {
		return func(o *order.Order) { change(&o.Bookings[0]) }
	}
	none := func(o *order.Order) { o.Bookings = nil }
	for name, c := range map[string]struct {
		before, after func(o *order.Order)
		reason        compose.PromptReason
	}{
		"added":                     {none, nil, compose.BookingAdded},
		"moved":                     {nil, first(func(b *booking.Booking) { b.Start = b.Start.Add(time.Hour) }), compose.BookingChanged},
		"another technician":        {nil, first(func(b *booking.Booking) { b.Technicians = []string{"Lisa"} }), compose.BookingChanged},
		"another place":             {nil, first(func(b *booking.Booking) { b.Place = "Port 2" }), compose.BookingChanged},
		"cancelled":                 {nil, first(func(b *booking.Booking) { b.Cancelled = true }), compose.BookingCancelled},
		"added and cancelled":       {none, first(func(b *booking.Booking) { b.Cancelled = true }), compose.BookingUnchanged},
		"restored":                  {first(func(b *booking.Booking) { b.Cancelled = true }), nil, compose.BookingChanged},
		"without an end":            {none, first(func(b *booking.Booking) { b.End = time.Time{} }), compose.BookingAdded},
		"all day, today":            {none, first(func(b *booking.Booking) { b.AllDay, b.Start, b.End = true, now.Add(-10*time.Hour), time.Time{} }), compose.BookingAdded},
		"under way":                 {none, first(func(b *booking.Booking) { b.Start, b.End = now.Add(-time.Hour), now.Add(time.Hour) }), compose.BookingAdded},
		"contact without address":   {none, func(o *order.Order) { o.ContactPerson = order.Contact{Name: "Anna"} }, compose.BookingAdded},
		"unchanged":                 {nil, nil, compose.BookingUnchanged},
		"only the sequence":         {nil, first(func(b *booking.Booking) { b.Sequence++ }), compose.BookingUnchanged},
		"past":                      {none, first(func(b *booking.Booking) { b.Start, b.End = now.Add(-3*time.Hour), now.Add(-time.Hour) }), compose.BookingPast},
		"all day, yesterday":        {none, first(func(b *booking.Booking) { b.AllDay, b.Start, b.End = true, now.Add(-24*time.Hour), time.Time{} }), compose.BookingPast},
		"taken away":                {nil, none, compose.BookingCancelled},
		"nobody to write to":        {none, func(o *order.Order) { o.ContactPerson = order.Contact{} }, compose.NoContactPerson},
		"nobody, and nothing to do": {nil, func(o *order.Order) { o.ContactPerson = order.Contact{} }, compose.BookingUnchanged},
	} {
		shown := c.reason == compose.BookingAdded || c.reason == compose.BookingChanged || c.reason == compose.BookingCancelled
		for _, o := range notifytest.Orders() {
			t.Run(name+" "+string(o.Kind), func(t *testing.T) {
				t.Parallel()
				before, after := notifytest.Order(), notifytest.Order()
				before.Kind, after.Kind = o.Kind, o.Kind
				for o, change := range map[*order.Order]func(o *order.Order){&before: c.before, &after: c.after} {
					if change != nil {
						change(o)
					}
				}
				p := promptFor(t, compose.BookingConfirmation, before, after)
				if o.Kind != order.WorkOrder && o.Kind != order.ServiceOrder {
					assert.False(t, p.Shown)
					assert.Equal(t, compose.BookingOrderKind, p.Reason)
					return
				}
				assert.Equal(t, shown, p.Shown)
				assert.Equal(t, c.reason, p.Reason)
				if shown {
					question := "Vill ni skicka ett epost till kontaktpersonen med bokningsbekräftelse?"
					if c.reason == compose.BookingCancelled {
						question = "Vill ni skicka ett epost till kontaktpersonen om att besöket är avbokat?"
					}
					assert.Equal(t, question, p.Question)
					assert.Equal(t, []string{"b-1"}, p.Bookings)
					assert.Equal(t, []order.Contact{after.ContactPerson}, p.Contacts)
				}
			})
		}
	}
}

// All bookings of a save are one question; those that are off are another, since a
// calendar entry is either sent or taken back.
func TestR608OneQuestionForAllBookingsOfTheSave(t *testing.T) {
	t.Parallel()
	before, after := notifytest.Order(), notifytest.Order()
	next, late, off := after.Bookings[0], after.Bookings[0], after.Bookings[0]
	next.ID, next.Start = "b-2", next.Start.Add(-24*time.Hour)
	late.ID, late.Start, late.End = "b-3", late.Start.Add(48*time.Hour), late.End.Add(48*time.Hour)
	off.ID = "b-4"
	before.Bookings = append(before.Bookings, off)
	after.Bookings = append(after.Bookings, late, next) // b-4 is taken away
	after.Bookings[0].Cancelled = true
	prompts := promptsFor(t, compose.BookingConfirmation, before, after)
	require.Len(t, prompts, 2)
	assert.Equal(t, []string{"b-2", "b-3"}, prompts[0].Bookings, "in order of start")
	assert.Equal(t, compose.BookingAdded, prompts[0].Reason)
	assert.Equal(t, []string{"b-1", "b-4"}, prompts[1].Bookings)
	assert.Equal(t, compose.BookingCancelled, prompts[1].Reason)

	on := planned(t, draft(t, notifytest.Settings(), after, at(prompts[0].Request(order.Actor{}, "on"))))
	assert.Contains(t, on.Messages[0].Body(), "torsdag 05 oktober")
	assert.Contains(t, on.Messages[0].Body(), "söndag 08 oktober", "one message tells of them all")
	assert.Equal(t, 2, strings.Count(string(on.Messages[0].Email.Calendar.Data), "BEGIN:VEVENT"))
	gone := planned(t, draft(t, notifytest.Settings(), after, at(prompts[1].Request(order.Actor{}, "off"))))
	assert.Contains(t, gone.Messages[0].Body(), "fredag 06 oktober")
	assert.Equal(t, "CANCEL", gone.Messages[0].Email.Calendar.Method)
	assert.Equal(t, 2, strings.Count(string(gone.Messages[0].Email.Calendar.Data), "BEGIN:VEVENT"))
}

// documents are the two questions about documents: with the order before and
// after, and how a contact asks for the document.
var documents = map[plan.Kind]struct {
	o        func() order.Order
	create   func(before, after *order.Order)
	question string
	wish     func(c *order.Contact, m order.SendMode)
	not      compose.PromptReason // when nothing happened
}{
	compose.WorkOrder: {
		notifytest.Order, func(_, after *order.Order) { after.ReadyForInvoicing = true },
		"Vill ni skicka arbetsordern till kunden?", func(c *order.Contact, m order.SendMode) { c.SendWorkOrder = m }, compose.NotReadyForInvoice,
	},
	compose.ServiceProtocol: {
		notifytest.ServiceProtocol, func(before, _ *order.Order) { *before = order.Order{} },
		"Vill ni skicka serviceprotokollet till kunden?", func(c *order.Contact, m order.SendMode) { c.SendServiceProtocol = m }, compose.ProtocolNotCreated,
	},
}

// A document goes to the order's contact person and to nobody else unasked.
func TestR608WhoGetsADocument(t *testing.T) {
	t.Parallel()
	for kind, c := range documents {
		wish := func(name string, m order.SendMode) order.Contact {
			p := order.Contact{Name: name, Email: strings.ToLower(name) + "@example.se"}
			c.wish(&p, m)
			return p
		}
		anna := wish("Anna", order.SendNever)
		for name, row := range map[string]struct {
			person             order.Contact
			customer, facility []order.Contact
			reason             compose.PromptReason
			to                 string
		}{
			"her own wish at the order":           {wish("Anna", order.SendAsk), nil, nil, compose.ContactWantsIt, "Anna"},
			"at once at the order":                {wish("Anna", order.SendAtOnce), nil, nil, compose.ContactWantsItNow, "Anna"},
			"on her record at the customer":       {anna, []order.Contact{wish("Anna", order.SendAtOnce), wish("Bo", order.SendAtOnce)}, nil, compose.ContactWantsItNow, "Anna"},
			"on her record at the facility":       {anna, nil, []order.Contact{wish("Anna", order.SendAsk)}, compose.ContactWantsIt, "Anna"},
			"the strongest of her records":        {wish("Anna", order.SendAsk), []order.Contact{wish("Anna", order.SendAtOnce)}, nil, compose.ContactWantsItNow, "Anna"},
			"others want it, she does not":        {anna, []order.Contact{wish("Bo", order.SendAsk)}, []order.Contact{wish("Eva", order.SendAtOnce)}, compose.NobodyWantsIt, ""},
			"a mode that is unknown asks":         {wish("Anna", "ja"), nil, nil, compose.ContactWantsIt, "Anna"},
			"nobody: those of the facility":       {order.Contact{}, []order.Contact{wish("Bo", order.SendAsk)}, []order.Contact{wish("Eva", order.SendAtOnce), wish("Per", order.SendNever)}, compose.ContactWantsIt, "Eva"},
			"nobody: else those of the customer":  {order.Contact{}, []order.Contact{wish("Bo", order.SendAtOnce), wish("Lisa", order.SendAsk)}, []order.Contact{wish("Per", order.SendNever)}, compose.ContactWantsIt, "Bo Lisa"},
			"nobody at all":                       {order.Contact{}, nil, nil, compose.NobodyWantsIt, ""},
			"another of the same name is not she": {anna, []order.Contact{{Name: "Anna", Email: "annan@example.se", SendWorkOrder: order.SendAtOnce, SendServiceProtocol: order.SendAtOnce}}, nil, compose.NobodyWantsIt, ""},
		} {
			t.Run(string(kind)+" "+name, func(t *testing.T) {
				t.Parallel()
				before, after := c.o(), c.o()
				c.create(&before, &after)
				after.ContactPerson, after.Customer.Contacts, after.Facility.Contacts = row.person, row.customer, row.facility
				p := promptFor(t, kind, before, after)
				assert.Equal(t, row.reason, p.Reason)
				assert.Equal(t, row.reason == compose.ContactWantsIt, p.Shown)
				assert.Equal(t, row.reason == compose.ContactWantsItNow, p.AtOnce)
				var names []string
				for _, contact := range p.Contacts {
					names = append(names, contact.Name)
				}
				assert.Equal(t, row.to, strings.Join(names, " "))
				if p.Shown {
					assert.Equal(t, c.question, p.Question)
				}
			})
		}
		assert.Equal(t, c.not, promptFor(t, kind, c.o(), c.o()).Reason, "only when it happens")
		blind := wish("Anna", order.SendAtOnce)
		blind.Email = ""
		before, after := c.o(), c.o()
		c.create(&before, &after)
		after.ContactPerson = blind
		assert.True(t, promptFor(t, kind, before, after).Shown, "who has no address is asked about, so that it can be typed")
	}
}

// Ticking "ready" twice sends once.
func TestR608WhatTheLogSaysWasSentIsNotSentAgainByItself(t *testing.T) {
	t.Parallel()
	before, after := notifytest.Order(), notifytest.Order()
	after.ReadyForInvoicing, after.ContactPerson.SendWorkOrder = true, order.SendAtOnce
	p := promptFor(t, compose.WorkOrder, before, after)
	require.True(t, p.AtOnce)
	r := at(p.Request(order.Actor{}, "one"))
	first := planned(t, draft(t, notifytest.Settings(), after, r))
	require.Len(t, first.Messages, 1)
	assert.True(t, first.Messages[0].Email.Automatic, "no person sent it")
	for status, again := range map[delivery.Status]int{delivery.StatusSent: 0, delivery.StatusUncertain: 0, delivery.StatusQueued: 0, delivery.StatusSending: 0, delivery.StatusFailed: 1, delivery.StatusBounced: 1} {
		r := at(p.Request(order.Actor{}, "two"))
		r.Log = []audit.Message{{ID: "m", Kind: string(compose.WorkOrder), Channel: delivery.Email, Recipient: "anna@example.se", Status: status}}
		second := planned(t, draft(t, notifytest.Settings(), after, r))
		assert.Len(t, second.Messages, again, status)
		r.AtOnce = false
		assert.Len(t, planned(t, draft(t, notifytest.Settings(), after, r)).Messages, 1, "by hand it can be sent again")
	}
	for name, c := range map[string]struct {
		earlier audit.Message
		again   bool
	}{
		"another kind":             {audit.Message{Kind: string(compose.OrderConfirmation), Recipient: "anna@example.se"}, true},
		"somebody else":            {audit.Message{Kind: string(compose.WorkOrder), Recipient: "bo@example.se"}, true},
		"however it is written":    {audit.Message{Kind: string(compose.WorkOrder), Recipient: "Anna@Example.SE"}, false},
		"redirected in their name": {audit.Message{Kind: string(compose.WorkOrder), Recipient: "test@example.com", IntendedFor: "anna@example.se", Test: audit.TestRedirected}, false},
	} {
		r := at(p.Request(order.Actor{}, "three"))
		c.earlier.ID, c.earlier.Channel, c.earlier.Status = "m", delivery.Email, delivery.StatusSent
		r.Log = []audit.Message{c.earlier}
		third := planned(t, draft(t, notifytest.Settings(), after, r))
		assert.Equal(t, c.again, len(third.Messages) == 1, name)
		assert.Equal(t, !c.again, len(third.LeftOut) == 1, "%s: who is left out is told", name)
	}
}

// A contact without anything is nobody, whatever the record wishes.
func TestR608ABlankContactIsNobody(t *testing.T) {
	t.Parallel()
	after := notifytest.Order()
	after.ReadyForInvoicing, after.ContactPerson = true, order.Contact{}
	after.Facility.Contacts = []order.Contact{{SendWorkOrder: order.SendAsk}}
	after.Customer.Contacts = nil
	assert.Equal(t, compose.NobodyWantsIt, promptFor(t, compose.WorkOrder, notifytest.Order(), after).Reason)
	after.Customer.Contacts = []order.Contact{{Name: "Bo", Email: "bo@example.se", SendWorkOrder: order.SendAsk}}
	p := promptFor(t, compose.WorkOrder, notifytest.Order(), after)
	assert.True(t, p.Shown)
	assert.Equal(t, "Bo", p.Contacts[0].Name)
}

func TestR608OtherOrdersAreNotAskedAbout(t *testing.T) {
	t.Parallel()
	for kind, c := range documents {
		for _, o := range notifytest.Orders() {
			if o.Kind == c.o().Kind {
				continue
			}
			o.ReadyForInvoicing = true
			o.Customer.Contacts = []order.Contact{{Name: "Bo", Email: "bo@example.se", SendWorkOrder: order.SendAsk, SendServiceProtocol: order.SendAtOnce}}
			assert.Equal(t, compose.OtherKindOfOrder, promptFor(t, kind, order.Order{}, o).Reason)
		}
	}
	o := notifytest.ServiceProtocol()
	o.ContactPerson.SendServiceProtocol = order.SendAsk
	assert.True(t, promptFor(t, compose.ServiceProtocol, notifytest.ServiceOrder(), o).Shown, "the order before may be the one that the protocol comes from")
}

// Every question and reason is in the language of the user.
func TestR608InTheUsersLanguage(t *testing.T) {
	t.Parallel()
	before, after := notifytest.Order(), notifytest.Order()
	after.ReadyForInvoicing, after.Bookings[0].Place = true, "Port 2"
	after.ContactPerson.SendWorkOrder = order.SendAsk
	var questions []string
	for _, l := range locale.BuiltIn() {
		for _, p := range compose.Prompts(notifytest.Settings(), before, after, order.Actor{Language: l.Tag()}, notifytest.Now()) {
			if p.Shown {
				questions = append(questions, p.Question)
			}
		}
	}
	require.Len(t, questions, 12)
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(questions))), 12)
}

// The yes of a prompt opens a draft with the contacts it asked about, for
// e-mail alone, and so does one that sends at once.
// at is a request of the sample's time, as a desk makes it.
func at(r compose.Request) compose.Request {
	r.Now = notifytest.Now()
	return r
}

func TestR608YesOpensTheDraft(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.ReadyForInvoicing, o.Bookings[0].Place = true, "Port 2"
	o.ContactPerson.SendWorkOrder = order.SendAtOnce
	want := map[plan.Kind]string{compose.BookingConfirmation: "anna@example.se", compose.WorkOrder: "anna@example.se"}
	for _, p := range compose.Prompts(notifytest.Settings(), notifytest.Order(), o, order.Actor{}, notifytest.Now()) {
		if !p.Shown && !p.AtOnce {
			continue
		}
		d := draft(t, notifytest.Settings(), o, at(p.Request(order.Actor{ID: "eva"}, "form")))
		assert.Equal(t, want[p.Kind], d.To.String())
		delete(want, p.Kind)
		assert.True(t, d.Email)
		assert.False(t, d.SMS, "only e-mail is offered")
		assert.Len(t, planned(t, d).Messages, 1)
	}
	assert.Empty(t, want)
}

// An order that was ready before is not asked about at its next save.
func TestR608ReadyOnlyWhenItBecomesSo(t *testing.T) {
	t.Parallel()
	before, after := notifytest.Order(), notifytest.Order()
	after.ReadyForInvoicing, after.ContactPerson.SendWorkOrder = true, order.SendAsk
	assert.True(t, promptFor(t, compose.WorkOrder, before, after).Shown)
	before.ReadyForInvoicing = true
	p := promptFor(t, compose.WorkOrder, before, after)
	assert.False(t, p.Shown)
	assert.Equal(t, compose.NotReadyForInvoice, p.Reason)
}

// Of a save that adds one visit and moves another the question is about a change, and what
// it opens is for those who were named.
func TestR608WhatAQuestionOpens(t *testing.T) {
	t.Parallel()
	before, after := notifytest.Order(), notifytest.Order()
	added := after.Bookings[0]
	added.ID, added.Start, added.End = "b-0", added.Start.AddDate(0, 0, -1), added.End.AddDate(0, 0, -1)
	after.Bookings[0].Start = after.Bookings[0].Start.Add(time.Hour)
	after.Bookings = append(after.Bookings, added)
	p := promptFor(t, compose.BookingConfirmation, before, after)
	assert.Equal(t, compose.BookingChanged, p.Reason)
	assert.Equal(t, []string{"b-0", "b-1"}, p.Bookings)

	after.ReadyForInvoicing, after.ContactPerson = true, order.Contact{}
	after.Customer.Contacts = []order.Contact{{Name: "Bo", Email: "bo@example.se", SendWorkOrder: order.SendAsk}}
	r := at(promptFor(t, compose.WorkOrder, before, after).Request(order.Actor{}, "k"))
	assert.Equal(t, "bo@example.se", draft(t, notifytest.Settings(), after, r).To.String())
}

// The contact person's record is found by the number, however either is spaced (R608).
func TestR608ANumberIsTheSameHoweverItIsSpaced(t *testing.T) {
	t.Parallel()
	for number, found := range map[string]bool{"+46705123456": true, "+46 70-512 34 56": true, "+46 70 512 34 57": false, "070-512 34 56": false, "": false} {
		o := notifytest.ServiceProtocol()
		o.ContactPerson = order.Contact{Name: "Anna Ek", Phone: "+46 (70) 512 34 56"}
		o.Customer.Contacts = []order.Contact{{Name: "Anna Ek", Email: "anna@example.se", Phone: number, SendServiceProtocol: order.SendAsk}}
		assert.Equal(t, found, promptFor(t, compose.ServiceProtocol, order.Order{}, o).Shown, number)
	}
}

// A protocol that had a number, or an ID, before the save was there before it.
func TestR608AProtocolThatWasThere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before order.Order
		want   compose.PromptReason
	}{
		"nothing":               {order.Order{}, compose.ContactWantsIt},
		"a number":              {order.Order{Number: "SP31"}, compose.ProtocolNotCreated},
		"an ID":                 {order.Order{ID: "31"}, compose.ProtocolNotCreated},
		"a protocol":            {order.Order{Kind: order.ServiceProtocol}, compose.ProtocolNotCreated},
		"the order it comes of": {notifytest.ServiceOrder(), compose.ContactWantsIt},
	} {
		after := notifytest.ServiceProtocol()
		after.ContactPerson.SendServiceProtocol = order.SendAsk
		assert.Equal(t, c.want, promptFor(t, compose.ServiceProtocol, c.before, after).Reason, name)
	}
}

// Where either record has neither address nor number, the name says who it is.
func TestR608ARecordOfANameAlone(t *testing.T) {
	t.Parallel()
	bare, full := order.Contact{Name: "Anna Ek"}, order.Contact{Name: "Anna Ek", Email: "anna@example.se"}
	other := order.Contact{Name: "Anna Ek", Phone: "+46705123456"}
	for name, c := range map[string]struct {
		person, record order.Contact
		same           bool
	}{
		"the record":            {full, bare, true},
		"the person":            {bare, full, true},
		"the person, by number": {bare, other, true},
		"both":                  {bare, bare, true},
		"none":                  {full, other, false},
		"another name":          {full, order.Contact{Name: "Bo"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := notifytest.ServiceProtocol()
			o.ContactPerson = c.person
			c.record.SendServiceProtocol = order.SendAsk
			o.Customer.Contacts = []order.Contact{c.record}
			assert.Equal(t, c.same, promptFor(t, compose.ServiceProtocol, order.Order{}, o).Shown)
		})
	}
}
