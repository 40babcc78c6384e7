package notify_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
)

// A morning's reminders are counted by themselves: what is done, failed, held, dropped
// and still to go, whatever else the company has ever sent.
func TestR614TheProgressOfAMorning(t *testing.T) {
	t.Parallel()
	orders := map[string]order.Order{}
	q := newQueue(t, reminding(), func(c *notify.WorkerConfig) {
		c.Order = func(_ context.Context, _ string, ref audit.OrderRef) (order.Order, error) { return orders[ref.ID], nil }
	})
	book := func(id string, days int) {
		o := notifytest.Order().Clone()
		o.ID, o.Number, o.ContactPerson.Email = id, "AO"+id, id+"@example.se"
		o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, days), o.Bookings[0].End.AddDate(0, 0, days)
		orders[id] = o
		_, _, err := q.Schedule(ctx, o)
		require.NoError(t, err)
	}
	for _, id := range []string{"sent", "failed", "later", "held", "moved", "taken-back"} {
		book(id, 0)
	}
	book("another-day", 3)
	earlier, err := q.Open(ctx, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "other"})
	require.NoError(t, err)
	_, err = q.Enqueue(ctx, earlier.Plan, notify.Schedule{})
	require.NoError(t, err)

	thursday := time.Date(2023, time.October, 5, 7, 0, 0, 0, time.UTC)
	progress := func(day time.Time) notify.Progress {
		t.Helper()
		p, err := q.ReminderProgress(ctx, day)
		require.NoError(t, err)
		return p
	}
	assert.Equal(t, notify.Progress{Waiting: 6}, progress(thursday))
	assert.Equal(t, notify.Progress{Waiting: 1}, progress(thursday.AddDate(0, 0, 3)))
	assert.Zero(t, progress(thursday.AddDate(0, 0, 1)))

	gone := orders["taken-back"].Clone()
	gone.Bookings[0].Cancelled = true
	_, _, err = q.Schedule(ctx, gone)
	require.NoError(t, err)
	assert.Zero(t, progress(q.Clock.Now()), "what was taken back today is none of this morning's")
	moved := orders["moved"].Clone()
	moved.Bookings[0].Start = moved.Bookings[0].Start.AddDate(0, 0, 1)
	moved.Bookings[0].End = moved.Bookings[0].End.AddDate(0, 0, 1)
	orders["moved"] = moved
	q.Recorder.Fail("failed@example.se", &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown})
	q.Recorder.Fail("later@example.se", &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: reasons.Greylisted})
	q.Recorder.Fail("held@example.se", &delivery.Failure{Class: delivery.Uncertain, Fault: delivery.FaultSender, Reason: reasons.NoAnswer})
	q.work(t, thursday.Add(time.Minute).Sub(q.Clock.Now()))
	q.work(t, 0)
	assert.Equal(t, notify.Progress{Waiting: 1, Held: 1, Sent: 1, Failed: 1, Dropped: 1}, progress(thursday))
	assert.Equal(t, notify.Progress{Waiting: 1, Held: 1, Sent: 1, Failed: 1, Dropped: 1}, progress(thursday.Add(14*time.Hour)), "any time of the day, in the company's zone")
	q.Recorder.Fail("later@example.se", nil)
	q.work(t, time.Hour)
	assert.Equal(t, notify.Progress{Held: 1, Sent: 2, Failed: 1, Dropped: 1}, progress(thursday))
	_, err = notifytest.NewBench().ReminderProgress(ctx, thursday)
	require.ErrorIs(t, err, notify.ErrNoOutbox)
}

// Where the mail server refuses the login, the morning's reminders wait: the one that met it,
// and those behind it that are planned and have not been tried.
func TestR614TheMorningWaitsForAPersonToMendTheServer(t *testing.T) {
	t.Parallel()
	q := newQueue(t, reminding(), func(c *notify.WorkerConfig) {
		c.InFlight = 1
		c.Order = func(_ context.Context, _ string, ref audit.OrderRef) (order.Order, error) {
			return another(ref.ID), nil
		}
	})
	for _, id := range []string{"1", "2", "3"} {
		_, _, err := q.Schedule(ctx, another(id))
		require.NoError(t, err)
	}
	q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.LoginRefused})
	q.work(t, untilTheReminder)
	progress, err := q.ReminderProgress(ctx, q.Clock.Now())
	require.NoError(t, err)
	assert.Equal(t, notify.Progress{Waiting: 3}, progress)
	history, err := q.History(ctx, another("3"))
	require.NoError(t, err)
	assert.Equal(t, delivery.StatusQueued, history.Lines[0].Status)
}
