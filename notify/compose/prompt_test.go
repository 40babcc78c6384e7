package compose_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/templating/locale"
)

// promptsFor are the decisions about one kind of message.
func promptsFor(t *testing.T, kind compose.Kind, before, after compose.Order) []compose.Prompt {
	t.Helper()
	var list []compose.Prompt
	for _, p := range compose.Prompts(notifytest.Settings(), before, after, compose.Actor{}, notifytest.Now()) {
		assert.NotEmpty(t, p.Why)
		assert.NotContains(t, p.Why, "compose.", "every reason has words")
		assert.Equal(t, delivery.Email, p.Channel, "only e-mail is sent this way")
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
func promptFor(t *testing.T, kind compose.Kind, before, after compose.Order) compose.Prompt {
	t.Helper()
	list := promptsFor(t, kind, before, after)
	require.Len(t, list, 1)
	return list[0]
}

func TestR608AsksAboutBookings(t *testing.T) {
	t.Parallel()
	now := notifytest.Now()
	first := func(change func(b *booking.Booking)) func(o *compose.Order) {
		return func(o *compose.Order) { change(&o.Bookings[0]) }
	}
	none := func(o *compose.Order) { o.Bookings = nil }
	for name, c := range map[string]struct {
		before, after func(o *compose.Order)
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
		"contact without address":   {none, func(o *compose.Order) { o.ContactPerson = compose.Contact{Name: "Anna"} }, compose.BookingAdded},
		"unchanged":                 {nil, nil, compose.BookingUnchanged},
		"only the sequence":         {nil, first(func(b *booking.Booking) { b.Sequence++ }), compose.BookingUnchanged},
		"past":                      {none, first(func(b *booking.Booking) { b.Start, b.End = now.Add(-3*time.Hour), now.Add(-time.Hour) }), compose.BookingPast},
		"all day, yesterday":        {none, first(func(b *booking.Booking) { b.AllDay, b.Start, b.End = true, now.Add(-24*time.Hour), time.Time{} }), compose.BookingPast},
		"taken away":                {nil, none, compose.BookingRemoved},
		"nobody to write to":        {none, func(o *compose.Order) { o.ContactPerson = compose.Contact{} }, compose.NoContactPerson},
		"nobody, and nothing to do": {nil, func(o *compose.Order) { o.ContactPerson = compose.Contact{} }, compose.BookingUnchanged},
	} {
		shown := c.reason == compose.BookingAdded || c.reason == compose.BookingChanged
		for _, o := range notifytest.Orders() {
			t.Run(name+" "+string(o.Kind), func(t *testing.T) {
				t.Parallel()
				before, after := notifytest.Order(), notifytest.Order()
				before.Kind, after.Kind = o.Kind, o.Kind
				for order, change := range map[*compose.Order]func(o *compose.Order){&before: c.before, &after: c.after} {
					if change != nil {
						change(order)
					}
				}
				p := promptFor(t, compose.BookingConfirmation, before, after)
				if o.Kind != compose.WorkOrder && o.Kind != compose.ServiceOrder {
					assert.False(t, p.Shown)
					assert.Equal(t, compose.BookingOrderKind, p.Reason)
					return
				}
				assert.Equal(t, shown, p.Shown)
				assert.Equal(t, c.reason, p.Reason)
				if shown {
					assert.Equal(t, "Vill ni skicka ett epost till kontaktpersonen med bokningsbekräftelse?", p.Question)
					assert.Equal(t, "b-1", p.Booking)
					assert.Equal(t, []compose.Contact{after.ContactPerson}, p.Contacts)
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
var documents = map[compose.Kind]struct {
	order    func() compose.Order
	create   func(before, after *compose.Order)
	question string
	wish     func(c *compose.Contact, m compose.Mode)
	not      compose.PromptReason // when nothing happened
}{
	compose.WorkOrderMail: {
		notifytest.Order, func(_, after *compose.Order) { after.ReadyForInvoicing = true },
		"Vill ni skicka arbetsordern till kunden?", func(c *compose.Contact, m compose.Mode) { c.SendWorkOrder = m }, compose.NotReadyForInvoice,
	},
	compose.ServiceProtocolMail: {
		notifytest.ServiceProtocol, func(before, _ *compose.Order) { *before = compose.Order{} },
		"Vill ni skicka serviceprotokollet till kunden?", func(c *compose.Contact, m compose.Mode) { c.SendServiceProtocol = m }, compose.ProtocolNotCreated,
	},
}

func TestR608AsksAboutDocuments(t *testing.T) {
	t.Parallel()
	contact := func(name string) compose.Contact { return compose.Contact{Name: name, Email: name + "@example.se"} }
	for kind, c := range documents {
		ask := func(customer, facility, person compose.Contact) []compose.Prompt {
			before, after := c.order(), c.order()
			c.create(&before, &after)
			after.Customer.Contacts, after.Facility.Contacts, after.ContactPerson = []compose.Contact{customer}, []compose.Contact{facility}, person
			return promptsFor(t, kind, before, after)
		}
		with := func(name string, m compose.Mode) compose.Contact {
			p := contact(name)
			c.wish(&p, m)
			return p
		}
		quiet := with("q", compose.Never)

		assert.Equal(t, c.not, promptFor(t, kind, c.order(), c.order()).Reason, "only when it happens")
		there := c.order()
		c.create(&compose.Order{}, &there)
		there.Customer.Contacts = []compose.Contact{with("a", compose.Ask)}
		assert.Equal(t, c.not, promptFor(t, kind, there, there).Reason, "and only once")
		assert.Equal(t, compose.NobodyWantsIt, ask(quiet, quiet, contact("p"))[0].Reason)
		for _, list := range [][3]compose.Contact{{with("a", compose.Ask), quiet, quiet}, {quiet, with("a", compose.Ask), quiet}, {quiet, quiet, with("a", compose.Ask)}} {
			prompts := ask(list[0], list[1], list[2])
			require.Len(t, prompts, 1)
			assert.True(t, prompts[0].Shown)
			assert.Equal(t, c.question, prompts[0].Question)
			assert.Equal(t, compose.ContactWantsIt, prompts[0].Reason)
			assert.Equal(t, []compose.Contact{with("a", compose.Ask)}, prompts[0].Contacts)
		}

		prompts := ask(with("a", compose.Auto), quiet, quiet)
		require.Len(t, prompts, 1)
		assert.True(t, prompts[0].AtOnce, "a mode sends at once")
		assert.Equal(t, compose.ContactWantsItNow, prompts[0].Reason)

		prompts = ask(with("a", compose.Ask), with("b", compose.Auto), with("a", compose.Auto))
		require.Len(t, prompts, 1, "who is on two lists is one, and the strongest wish counts: %v", prompts)
		assert.True(t, prompts[0].AtOnce)

		prompts = ask(with("a", compose.Ask), with("b", compose.Auto), quiet)
		require.Len(t, prompts, 2, "a no to one takes nothing from the other")
		assert.Equal(t, []bool{true, false}, []bool{prompts[0].Shown, prompts[1].Shown})
		assert.Equal(t, "b", prompts[1].Contacts[0].Name)

		nowhere := with("a", compose.Auto)
		nowhere.Email = ""
		assert.True(t, ask(nowhere, quiet, quiet)[0].Shown, "without an address it is asked, so that one can be typed")
		assert.True(t, ask(with("a", "ja"), quiet, quiet)[0].Shown, "nothing is sent unasked by a mode that is unknown")
	}
}

func TestR608OtherOrdersAreNotAskedAbout(t *testing.T) {
	t.Parallel()
	for kind, c := range documents {
		for _, o := range notifytest.Orders() {
			if o.Kind == c.order().Kind {
				continue
			}
			o.ReadyForInvoicing = true
			o.Customer.Contacts = []compose.Contact{{Name: "Bo", Email: "bo@example.se", SendWorkOrder: compose.Ask, SendServiceProtocol: compose.Auto}}
			assert.Equal(t, compose.OtherKindOfOrder, promptFor(t, kind, compose.Order{}, o).Reason)
		}
	}
	o := notifytest.ServiceProtocol()
	o.ContactPerson.SendServiceProtocol = compose.Ask
	assert.True(t, promptFor(t, compose.ServiceProtocolMail, notifytest.ServiceOrder(), o).Shown, "the order before may be the one that the protocol comes from")
}

// Every question and reason is in the language of the user.
func TestR608InTheUsersLanguage(t *testing.T) {
	t.Parallel()
	before, after := notifytest.Order(), notifytest.Order()
	after.ReadyForInvoicing, after.Bookings[0].Place = true, "Port 2"
	after.ContactPerson.SendWorkOrder = compose.Ask
	var questions []string
	for _, l := range locale.BuiltIn() {
		for _, p := range compose.Prompts(notifytest.Settings(), before, after, compose.Actor{Language: l.Tag()}, notifytest.Now()) {
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
func TestR608YesOpensTheDraft(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.ReadyForInvoicing, o.Bookings[0].Place = true, "Port 2"
	o.Customer.Contacts[0].SendWorkOrder = compose.Auto
	want := map[compose.Kind]string{compose.BookingConfirmation: "anna@example.se", compose.WorkOrderMail: "osten@example.se"}
	for _, p := range compose.Prompts(notifytest.Settings(), notifytest.Order(), o, compose.Actor{}, notifytest.Now()) {
		if !p.Shown && !p.AtOnce {
			continue
		}
		d := draft(t, notifytest.Settings(), o, p.Request(compose.Actor{ID: "eva"}, "form", notifytest.Now()))
		assert.Equal(t, want[p.Kind], d.To.String())
		delete(want, p.Kind)
		assert.True(t, d.Email)
		assert.False(t, d.SMS, "only e-mail is offered")
		assert.Len(t, plan(t, d).Messages, 1)
	}
	assert.Empty(t, want)
}
