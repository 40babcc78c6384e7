package compose_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
)

func promptFor(t *testing.T, kind compose.Kind, before, after compose.Order) compose.Prompt {
	t.Helper()
	for _, p := range compose.Prompts(notifytest.Settings(), before, after, compose.Actor{}, notifytest.Now()) {
		if p.Kind == kind {
			assert.NotEmpty(t, p.Why)
			assert.NotContains(t, p.Why, "compose.", "every reason has words")
			return p
		}
	}
	require.Fail(t, "no decision about "+string(kind))
	return compose.Prompt{}
}

func TestR608AsksAboutBookings(t *testing.T) {
	t.Parallel()
	order := notifytest.Order()
	moved := notifytest.Order()
	moved.Bookings[0].Start = moved.Bookings[0].Start.Add(time.Hour)
	past := notifytest.Order()
	past.Bookings[0].Start, past.Bookings[0].End = notifytest.Now().Add(-3*time.Hour), notifytest.Now().Add(-time.Hour)
	cases := []struct {
		name          string
		before, after compose.Order
		change        func(o *compose.Order)
		shown         bool
		reason        compose.PromptReason
	}{
		{"added", compose.Order{}, order, nil, true, compose.BookingAdded},
		{"changed", order, moved, nil, true, compose.BookingChanged},
		{"cancelled", order, order, func(o *compose.Order) { o.Bookings[0].Cancelled = true }, true, compose.BookingChanged},
		{"service order", compose.Order{}, order, func(o *compose.Order) { o.Kind = compose.ServiceOrder }, true, compose.BookingAdded},
		{"unchanged", order, order, nil, false, compose.BookingUnchanged},
		{"contact order", compose.Order{}, order, func(o *compose.Order) { o.Kind = compose.ContactOrder }, false, compose.BookingOrderKind},
		{"nobody to write to", compose.Order{}, order, func(o *compose.Order) { o.ContactPerson = compose.Contact{} }, false, compose.NoContactPerson},
		{"contact without address", compose.Order{}, order, func(o *compose.Order) { o.ContactPerson = compose.Contact{Name: "Anna"} }, true, compose.BookingAdded},
		{"past", compose.Order{}, past, nil, false, compose.BookingPast},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			after := c.after
			after.Bookings = append(after.Bookings[:0:0], after.Bookings...)
			if c.change != nil {
				c.change(&after)
			}
			p := promptFor(t, compose.BookingConfirmation, c.before, after)
			assert.Equal(t, c.shown, p.Shown)
			assert.Equal(t, c.reason, p.Reason)
			if c.shown {
				assert.Equal(t, "Vill ni skicka ett epost till kontaktpersonen med bokningsbekräftelse?", p.Question)
				assert.Equal(t, "b-1", p.Booking)
			} else {
				assert.Empty(t, p.Question)
			}
		})
	}
}

func TestR608AsksAboutDocuments(t *testing.T) {
	t.Parallel()
	wants := func(mode compose.Mode) compose.Contact {
		return compose.Contact{Name: "Bo", Email: "bo@example.se", SendWorkOrder: mode, SendServiceProtocol: mode}
	}
	ready := notifytest.Order()
	ready.ReadyForInvoicing = true
	assert.Equal(t, compose.NobodyWantsIt, promptFor(t, compose.WorkOrderMail, notifytest.Order(), ready).Reason)

	ready.Facility.Contacts = []compose.Contact{wants(compose.Ask)}
	p := promptFor(t, compose.WorkOrderMail, notifytest.Order(), ready)
	assert.True(t, p.Shown)
	assert.Equal(t, "Vill ni skicka arbetsordern till kunden?", p.Question)
	assert.Equal(t, "bo@example.se", p.Contacts[0].Email)
	assert.Equal(t, compose.NotReadyForInvoice, promptFor(t, compose.WorkOrderMail, ready, ready).Reason, "asked once only")

	ready.Facility.Contacts = []compose.Contact{wants(compose.Auto)}
	p = promptFor(t, compose.WorkOrderMail, notifytest.Order(), ready)
	assert.False(t, p.Shown)
	assert.True(t, p.AtOnce)

	protocol := notifytest.Order()
	protocol.Kind = compose.ServiceProtocol
	protocol.Customer.Contacts = []compose.Contact{wants(compose.Ask)}
	assert.True(t, promptFor(t, compose.ServiceProtocolMail, compose.Order{}, protocol).Shown)
	assert.Equal(t, compose.ProtocolNotCreated, promptFor(t, compose.ServiceProtocolMail, protocol, protocol).Reason)
}

// The yes of a prompt opens a draft with the contacts it asked about.
func TestR608YesOpensTheDraft(t *testing.T) {
	t.Parallel()
	p := promptFor(t, compose.BookingConfirmation, compose.Order{}, notifytest.Order())
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), p.Request(compose.Actor{ID: "eva"}, "form", notifytest.Now()))
	require.NoError(t, err)
	assert.Equal(t, "anna@example.se", draft.To.String())
	assert.True(t, draft.Email)
	assert.False(t, draft.SMS, "only e-mail is offered")
}
