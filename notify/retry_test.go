package notify_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestR613OneFailureNeverStopsAnother(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		class delivery.Class
		want  delivery.Status
	}{
		{delivery.Permanent, delivery.StatusFailed},
		{delivery.Temporary, delivery.StatusFailed},
		{delivery.Uncertain, delivery.StatusUncertain},
	} {
		h := notifytest.NewBench()
		h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: c.class, Reason: "because"})
		r, err := h.Send(ctx, bookingPlan(t, "form"))
		require.NoError(t, err)
		assert.Equal(t, c.want, r.Outcomes[0].Status)
		assert.Equal(t, 2, r.Sent())
		require.ErrorContains(t, r.Err(), "because")
		history, err := h.History(ctx, notifytest.Order())
		require.NoError(t, err)
		assert.NotContains(t, history.Banner(locale.Swedish), "anna", "nothing that failed counts as sent")
	}
}

func TestR613RetriesOnlyWhatFailedForNow(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Reason: "greylisted"})
	h.Recorder.Fail("bo@example.se", &delivery.Failure{Class: delivery.Uncertain, Reason: "cut"})
	p := bookingPlan(t, "form")
	r, err := h.Send(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "failed uncertain sent", statuses(r))

	h.Clock.Advance(time.Minute)
	r, err = h.Retry(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "failed uncertain sent", statuses(r), "still not")
	h.Recorder.Fail("anna@example.se", nil)
	h.Recorder.Fail("bo@example.se", nil)
	h.Clock.Advance(time.Minute)
	r, err = h.Retry(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "sent uncertain sent", statuses(r), "what is uncertain is never repeated")
	assert.Equal(t, 3, r.Outcomes[0].Attempt)
	r, err = h.Retry(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "sent uncertain sent", statuses(r))
	assert.Len(t, h.Recorder.Emails(), 1)
	assert.Len(t, h.Recorder.SentSMS(), 1)
}

func TestR613WhatIsRefusedForGoodIsNeverRetried(t *testing.T) {
	t.Parallel()
	for class, reason := range map[delivery.Class]reasons.Reason{delivery.Permanent: "refused", delivery.Configuration: reasons.TrialAccount} {
		h := notifytest.NewBench()
		h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: class, Reason: reason})
		p := bookingPlan(t, "form")
		_, err := h.Send(ctx, p)
		require.NoError(t, err)
		h.Recorder.Fail("anna@example.se", nil)
		r, err := h.Retry(ctx, p)
		require.NoError(t, err)
		assert.Equal(t, "failed sent sent", statuses(r))
		assert.Len(t, h.Recorder.Emails(), 1)
	}
}

func TestR613ConfigurationIsSentOnceItIsMended(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Configuration, Reason: reasons.TrialAccount})
	h.Recorder.Fail("bo@example.se", &delivery.Failure{Class: delivery.Permanent, Reason: "mailbox-unknown"})
	p := bookingPlan(t, "form")
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	h.Recorder.Fail("anna@example.se", nil)
	h.Recorder.Fail("bo@example.se", nil)
	r, err := h.Resume(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "sent failed sent", statuses(r), "what was refused for good stays so")
	assert.Equal(t, 2, r.Outcomes[0].Attempt)
}

func TestDraftKnowsWhatTheLogKnows(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	_, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	moved := notifytest.Order()
	moved.Bookings[0].Start, moved.Bookings[0].End = moved.Bookings[0].Start.Add(time.Hour), moved.Bookings[0].End.Add(time.Hour)
	request := notifytest.Request(compose.BookingConfirmation)
	request.Key = "again"
	d, err := h.Draft(ctx, moved, request)
	require.NoError(t, err)
	assert.Contains(t, d.Subject, "Ändrad bokning")
	moved.Company = "another"
	_, err = h.Draft(ctx, moved, request)
	require.ErrorContains(t, err, "belongs to another company")
}

func TestR613PausesGrow(t *testing.T) {
	t.Parallel()
	assert.Equal(t, time.Minute, notify.Pause(1, nil))
	assert.Equal(t, 4*time.Minute, notify.Pause(3, nil))
	assert.Equal(t, time.Hour, notify.Pause(1000, nil))
	assert.Equal(t, 10*time.Minute, notify.Pause(1, &delivery.Failure{RetryAfter: 10 * time.Minute}))
}

func TestOutcomesAreLoggedAfterTheContextEnds(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(ctx)
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Concurrency = 1
		c.Observer = done(cancel)
	})
	p := bookingPlan(t, "form")
	r, err := h.Send(cancelled, p)
	require.NoError(t, err)
	assert.Equal(t, "sent failed failed", statuses(r))
	assert.Equal(t, delivery.Temporary, r.Outcomes[1].Failure.Class, "certainly not sent")
	r, err = h.Retry(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "sent sent sent", statuses(r))
}

// A wrong password is tried once, not once a recipient; the other channel goes on.
func TestR613ConfigurationStopsTheRest(t *testing.T) {
	t.Parallel()
	var tries atomic.Int32
	h := notifytest.NewBench(func(c *notify.Config) {
		senders := c.Senders
		c.Concurrency = 1
		c.Senders = func(ctx context.Context, company string) (notify.Senders, error) {
			s, err := senders(ctx, company)
			s.Email = refusing(func() error {
				tries.Add(1)
				return &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.LoginRefused}
			})
			return s, err
		}
	})
	p := planOf(t, notifytest.Settings(), notifytest.Order(), confirming("many"), func(d *compose.Draft) { d.To, d.SMS = many(50), true })
	r, err := h.Send(ctx, p)
	require.NoError(t, err)
	assert.EqualValues(t, 1, tries.Load())
	assert.Equal(t, 1, r.Sent(), "the SMS")
	for _, o := range r.Outcomes[:50] {
		assert.Equal(t, reasons.LoginRefused, o.Failure.Reason)
	}
	r, err = h.Resume(ctx, p)
	require.NoError(t, err)
	assert.EqualValues(t, 2, tries.Load(), "and once more when a person says so")
	assert.Equal(t, 1, r.Sent())
}

// refusing is a mail server that never takes a mail.
type refusing func() error

func (r refusing) Send(context.Context, *email.Message) (delivery.Receipt, error) {
	return delivery.Receipt{}, r()
}
