package compose_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
		"cancelled":                 {nil, first(func(b *booking.Booking) { b.Cancelled = true }), compose.BookingChanged},
		"restored":                  {first(func(b *booking.Booking) { b.Cancelled = true }), nil, compose.BookingChanged},
		"without an end":            {none, first(func(b *booking.Booking) { b.End = time.Time{} }), compose.BookingAdded},
		"all day, today":            {none, first(func(b *booking.Booking) { b.AllDay, b.Start, b.End = true, now.Add(-10*time.Hour), time.Time{} }), compose.BookingAdded},
		"under way":                 {none, first(func(b *booking.Booking) { b.Start, b.End = now.Add(-time.Hour), now.Add(time.Hour) }), compose.BookingAdded},
		"contact without address":   {none, func(o *order.Order) { o.ContactPerson = order.Contact{Name: "Anna"} }, compose.BookingAdded},
		"unchanged":                 {nil, nil, compose.BookingUnchanged},
		"only the sequence":         {nil, first(func(b *booking.Booking) { b.Sequence++ }), compose.BookingUnchanged},
		"past":                      {none, first(func(b *booking.Booking) { b.Start, b.End = now.Add(-3*time.Hour), now.Add(-time.Hour) }), compose.BookingPast},
		"all day, yesterday":        {none, first(func(b *booking.Booking) { b.AllDay, b.Start, b.End = true, now.Add(-24*time.Hour), time.Time{} }), compose.BookingPast},
		"taken away":                {nil, none, compose.BookingRemoved},
		"nobody to write to":        {none, func(o *order.Order) { o.ContactPerson = order.Contact{} }, compose.NoContactPerson},
		"nobody, and nothing to do": {nil, func(o *order.Order) { o.ContactPerson = order.Contact{} }, compose.BookingUnchanged},
	} {
		shown := c.reason == compose.BookingAdded || c.reason == compose.BookingChanged
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
					assert.Equal(t, "Vill ni skicka ett epost till kontaktpersonen med bokningsbekräftelse?", p.Question)
					assert.Equal(t, "b-1", p.Booking)
					assert.Equal(t, []order.Contact{after.ContactPerson}, p.Contacts)
				}
			})
		}
	}
}

// With several changes the question is about the next visit.
func TestR608AsksAboutTheNextOfSeveral(t *testing.T) {
	t.Parallel()
	before, after := notifytest.Order(), notifytest.Order()
	next := after.Bookings[0]
	next.ID, next.Start = "b-2", next.Start.Add(-24*time.Hour)
	late := after.Bookings[0]
	late.ID, late.Start, late.End = "b-3", late.Start.Add(48*time.Hour), late.End.Add(48*time.Hour)
	after.Bookings[0].Cancelled = true
	after.Bookings = append(after.Bookings, late, next)
	assert.Equal(t, "b-2", promptFor(t, compose.BookingConfirmation, before, after).Booking)
	after.Bookings = after.Bookings[:2]
	assert.Equal(t, "b-3", promptFor(t, compose.BookingConfirmation, before, after).Booking, "one that takes place before one that is cancelled")
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

func TestR608AsksAboutDocuments(t *testing.T) {
	t.Parallel()
	contact := func(name string) order.Contact { return order.Contact{Name: name, Email: name + "@example.se"} }
	for kind, c := range documents {
		ask := func(customer, facility, person order.Contact) []compose.Prompt {
			before, after := c.o(), c.o()
			c.create(&before, &after)
			after.Customer.Contacts, after.Facility.Contacts, after.ContactPerson = []order.Contact{customer}, []order.Contact{facility}, person
			return promptsFor(t, kind, before, after)
		}
		with := func(name string, m order.SendMode) order.Contact {
			p := contact(name)
			c.wish(&p, m)
			return p
		}
		quiet := with("q", order.SendNever)

		assert.Equal(t, c.not, promptFor(t, kind, c.o(), c.o()).Reason, "only when it happens")
		there := c.o()
		c.create(&order.Order{}, &there)
		there.Customer.Contacts = []order.Contact{with("a", order.SendAsk)}
		assert.Equal(t, c.not, promptFor(t, kind, there, there).Reason, "and only once")
		assert.Equal(t, compose.NobodyWantsIt, ask(quiet, quiet, contact("p"))[0].Reason)
		for _, list := range [][3]order.Contact{{with("a", order.SendAsk), quiet, quiet}, {quiet, with("a", order.SendAsk), quiet}, {quiet, quiet, with("a", order.SendAsk)}} {
			prompts := ask(list[0], list[1], list[2])
			require.Len(t, prompts, 1)
			assert.True(t, prompts[0].Shown)
			assert.Equal(t, c.question, prompts[0].Question)
			assert.Equal(t, compose.ContactWantsIt, prompts[0].Reason)
			assert.Equal(t, []order.Contact{with("a", order.SendAsk)}, prompts[0].Contacts)
		}

		prompts := ask(with("a", order.SendAtOnce), quiet, quiet)
		require.Len(t, prompts, 1)
		assert.True(t, prompts[0].AtOnce, "a mode sends at once")
		assert.Equal(t, compose.ContactWantsItNow, prompts[0].Reason)

		prompts = ask(with("a", order.SendAsk), with("b", order.SendAtOnce), with("a", order.SendAtOnce))
		require.Len(t, prompts, 1, "who is on two lists is one, and the strongest wish counts: %v", prompts)
		assert.True(t, prompts[0].AtOnce)

		prompts = ask(with("a", order.SendAsk), with("b", order.SendAtOnce), quiet)
		require.Len(t, prompts, 2, "a no to one takes nothing from the other")
		assert.Equal(t, []bool{true, false}, []bool{prompts[0].Shown, prompts[1].Shown})
		assert.Equal(t, "b", prompts[1].Contacts[0].Name)

		nowhere := with("a", order.SendAtOnce)
		nowhere.Email = ""
		assert.True(t, ask(nowhere, quiet, quiet)[0].Shown, "without an address it is asked, so that one can be typed")
		assert.True(t, ask(with("a", "ja"), quiet, quiet)[0].Shown, "nothing is sent unasked by a mode that is unknown")
	}
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
	o.Customer.Contacts[0].SendWorkOrder = order.SendAtOnce
	want := map[plan.Kind]string{compose.BookingConfirmation: "anna@example.se", compose.WorkOrder: "osten@example.se"}
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
