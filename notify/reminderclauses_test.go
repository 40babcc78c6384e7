package notify_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// untilTheReminder is from the bench's now to when the day before's reminder is due.
const untilTheReminder = 2*24*time.Hour + 22*time.Hour

// notes are what the log says of an order's reminders.
func (q *queue) notes(t *testing.T) (notes []string) {
	t.Helper()
	records, err := audit.All(ctx, q.Log, audit.Query{Company: "mitt-bolag", Kind: string(compose.Reminder)})
	require.NoError(t, err)
	for _, r := range records {
		if r.Status == delivery.StatusSkipped {
			notes = append(notes, r.Note)
		}
	}
	return notes
}

// What cannot be planned any more when it is due is dropped, and said so: it would not go
// tomorrow either.
func TestR614AReminderThatCannotBePlannedIsDropped(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*order.Order){
		"the order is of an unknown kind": func(o *order.Order) { o.Kind = "rocket" },
		"the order has an unknown zone":   func(o *order.Order) { o.Zone = "Nowhere/None" },
		"nobody is left to tell":          func(o *order.Order) { o.ContactPerson, o.Customer.Contacts = order.Contact{}, nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var logger heard
			q := newQueueOn(t, reminding(), func(c *notify.Config) { c.Logger = logger.logger() })
			o := one()
			_, _, err := q.Schedule(ctx, o)
			require.NoError(t, err)
			spoil(&o)
			q.order = &o
			q.work(t, untilTheReminder)
			q.Recorder.AssertNothingSent(t)
			assert.Equal(t, notify.Progress{Dropped: 1}, q.progress(t))
			assert.Equal(t, []string{"it cannot be planned"}, q.notes(t))
			assert.NotContains(t, logger.String(), "panic")
		})
	}
}

// A reminder that a host vetoed has had its turn: the next save of the order does not call for
// it again, as it does for one that was taken back.
func TestR614AVetoedReminderIsNotCalledForAgain(t *testing.T) {
	t.Parallel()
	q := newQueueOn(t, reminding(), func(c *notify.Config) {
		c.Before = func(context.Context, *plan.Plan, *plan.Message) error { return errors.New("it snows") }
	})
	o := one()
	q.order = &o
	_, _, err := q.Schedule(ctx, o)
	require.NoError(t, err)
	q.work(t, untilTheReminder)
	assert.Equal(t, []string{"vetoed: it snows"}, q.notes(t))
	assert.Equal(t, notify.Progress{Dropped: 1}, q.progress(t))
	added, _, err := q.Schedule(ctx, o)
	require.NoError(t, err)
	assert.Zero(t, added)
}

// Where reminders go at another time by now, the log says that this is why the first was taken
// back, and not that its visit has moved.
func TestR614AReminderForAnotherTimeSaysSo(t *testing.T) {
	t.Parallel()
	q := newQueue(t, reminding())
	o := one()
	_, _, err := q.Schedule(ctx, o)
	require.NoError(t, err)
	s := reminding()
	s.Reminders[0].Hour++
	added, dropped, err := q.For(s).Schedule(ctx, o)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 1}, []int{added, dropped})
	assert.Equal(t, []string{"reminders go at another time"}, q.notes(t))
	_, dropped, err = q.For(s).Schedule(ctx, move(o, 0))
	require.NoError(t, err)
	assert.Equal(t, 1, dropped)
	assert.Equal(t, []string{"reminders go at another time", "the visit has moved or is off"}, q.notes(t))
}

// A reminder that a worker has at the moment stays as it is: it asks for the order before it
// goes, and no second one is put beside it.
func TestR614AReminderThatAWorkerHasIsLeftToIt(t *testing.T) {
	t.Parallel()
	q := newQueue(t, reminding())
	o := one()
	_, _, err := q.Schedule(ctx, o)
	require.NoError(t, err)
	q.Clock.Advance(untilTheReminder)
	leased, err := q.box.Lease(ctx, q.Clock.Now(), time.Hour, 1)
	require.NoError(t, err)
	require.Len(t, leased, 1)
	s := reminding()
	s.Reminders = []booking.Reminder{{Before: time.Hour}}
	added, dropped, err := q.For(s).Schedule(ctx, o)
	require.NoError(t, err)
	assert.Equal(t, []int{0, 0}, []int{added, dropped})
	assert.Empty(t, q.notes(t))
}

// The save of an order whose reminders wait as they should asks the log for nothing.
func TestR614ASaveThatChangesNoReminderReadsNoLog(t *testing.T) {
	t.Parallel()
	var log *unreadable
	q := newQueueOn(t, reminding(), func(c *notify.Config) {
		log = &unreadable{Store: c.Log}
		c.Log = log
	})
	_, _, err := q.Schedule(ctx, one())
	require.NoError(t, err)
	log.broken = true
	added, dropped, err := q.Schedule(ctx, one())
	require.NoError(t, err)
	assert.Equal(t, []int{0, 0}, []int{added, dropped})
	_, _, err = q.Schedule(ctx, move(one(), 0))
	require.Error(t, err, "one that has moved may have been taken back before")
}

// What a worker lacks for reminders is told to the host's logger, and they wait on.
func TestR614TheLoggerHearsWhatAWorkerLacksForReminders(t *testing.T) {
	t.Parallel()
	for name, without := range map[string]func(*notify.WorkerConfig){
		"settings": func(c *notify.WorkerConfig) { c.Settings = nil },
		"orders":   func(c *notify.WorkerConfig) { c.Order = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var logger heard
			q := newQueueOn(t, reminding(), func(c *notify.Config) { c.Logger = logger.logger() }, without)
			_, _, err := q.Schedule(ctx, one())
			require.NoError(t, err)
			q.work(t, untilTheReminder)
			assert.Contains(t, logger.String(), "WorkerConfig.Settings or Order is nil")
			assert.NotContains(t, logger.String(), "panic")
			assert.Equal(t, notify.Progress{Waiting: 1}, q.progress(t))
		})
	}
}
