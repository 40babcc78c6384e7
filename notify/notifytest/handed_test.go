package notifytest_test

import (
	"context"
	"errors"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
)

// A recorder hands over as a server does: what the hook refuses is not kept, an uncertain
// failure comes after the hand-over, any other before it, and nothing comes when the caller
// has gone.
func TestARecorderHandsOverAsAServerDoes(t *testing.T) {
	t.Parallel()
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	require.NoError(t, err)
	p, err := draft.Plan()
	require.NoError(t, err)
	mail, err := p.EmailOf(0, nil)
	require.NoError(t, err)
	refusal := errors.New("another has it")
	for name, row := range map[string]struct {
		failure error
		hook    error
		gone    bool
		asked   int
		kept    int
		class   delivery.Class
	}{
		"sent":               {asked: 1, kept: 1},
		"taken by another":   {hook: refusal, asked: 1, class: delivery.Temporary},
		"refused":            {failure: &delivery.Failure{Class: delivery.Permanent}, class: delivery.Permanent},
		"nobody knows":       {failure: &delivery.Failure{Class: delivery.Uncertain}, asked: 1, class: delivery.Uncertain},
		"the caller is gone": {gone: true, class: delivery.Temporary},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, asked := &notifytest.Recorder{}, 0
			if row.failure != nil {
				r.Fail("anna@example.se", row.failure)
			}
			mine, cancel := context.WithCancel(t.Context())
			defer cancel()
			if row.gone {
				cancel()
			}
			_, err := r.Email().Send(delivery.WithHandOver(mine, func(context.Context) error { asked++; return row.hook }), mail)
			assert.Equal(t, row.asked, asked)
			assert.Len(t, r.Emails(), row.kept)
			if row.class == "" {
				require.NoError(t, err)
				return
			}
			assert.Equal(t, row.class, delivery.AsFailure(err).Class)
			if row.hook != nil {
				require.ErrorIs(t, err, refusal)
			}
		})
	}
}

// Whoever writes an address or a number as people do asks for the same one, and an assertion
// that fails names what there was.
func TestAssertionsTakeAnySpelling(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	send(t, h, compose.BookingConfirmation)
	var s spy
	h.Recorder.AssertEmail(&s, "anna@EXAMPLE.se")
	h.Recorder.AssertSMS(&s, "+46 70-512 34 56")
	assert.Empty(t, s.errors)

	paper := notifytest.NewBench()
	send(t, paper, compose.OrderConfirmation)
	names := []string{}
	for _, a := range paper.Recorder.Emails()[0].Attachments {
		names = append(names, a.Name)
	}
	require.NotEmpty(t, names)
	paper.Recorder.AssertAttached(&s, "anna@example.se", "other.pdf")
	require.Len(t, s.errors, 1)
	assert.Contains(t, s.errors[0], `no file "other.pdf"; its files are ["`+names[0])
}

// The sample orders have what their comments promise, so that a host's test on them sees each
// paper as customers do.
func TestTheSampleOrdersHaveWhatTheyPromise(t *testing.T) {
	t.Parallel()
	for _, o := range append(notifytest.Orders(), notifytest.Order(), notifytest.ServiceOrder(), notifytest.ContactOrder()) {
		assert.NotEqual(t, o.Kind == order.PurchaseOrder, o.Description != "", "%s: what it is about", o.Number)
	}
	quote := notifytest.Quote()
	assert.Len(t, quote.Content.Lines, 2)
	require.Len(t, quote.Content.Totals, 3)
	sum := int64(0)
	for _, l := range quote.Content.Lines {
		sum += l.Sum.Minor
	}
	totals := quote.Content.Totals
	assert.Equal(t, sum, totals[0].Amount.Minor)
	assert.Equal(t, sum/4, totals[1].Amount.Minor, "VAT of 25 %")
	assert.Equal(t, totals[0].Amount.Minor+totals[1].Amount.Minor, totals[2].Amount.Minor)
	protocol := notifytest.ServiceProtocol().Content
	assert.Len(t, protocol.Checklists, 1)
	assert.Len(t, protocol.Measurements, 1)
	require.Len(t, protocol.Signatures, 1)
	assert.True(t, protocol.Signatures[0].At.Before(notifytest.Now()), "it is signed before it is sent")
	bought := notifytest.PurchaseOrder()
	assert.Empty(t, bought.ContactPerson.Email)
	assert.Empty(t, bought.Customer.Name)
	assert.Len(t, bought.Content.Lines, 1)
	assert.NotEmpty(t, notifytest.Order().Content.Lines)
	visit := notifytest.Order().Bookings[0]
	assert.True(t, visit.Start.After(notifytest.Now()))
	assert.Equal(t, "07:00–10:00", visit.Start.In(stockholm(t)).Format("15:04")+"–"+visit.End.In(stockholm(t)).Format("15:04"))
}

func stockholm(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	require.NoError(t, err)
	return zone
}
