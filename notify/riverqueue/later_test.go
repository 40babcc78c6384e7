package riverqueue_test

import (
	"context"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/riverqueue"
	"github.com/budkavle/budkavle/notify/staff"
)

// What is planned when it is due goes by River too: the evening's message to one of the
// company's own people, once however many changes it tells of, and the reminder of a visit
// that was moved and moved back.
func TestWhatIsPlannedLaterGoesByRiver(t *testing.T) {
	h := newHost(t, "later")
	settings := notifytest.Settings()
	settings.Reminders = []booking.Reminder{{Before: 21 * time.Hour}}
	bo := staff.Person{User: order.User{ID: "bo", Email: "bo@example.com"}, Preferences: staff.Preferences{Events: staff.Events(), Email: true, Digest: true}}
	visit := func(in time.Duration, user string) order.Order {
		o, start := notifytest.Order(), time.Now().Add(in).Truncate(time.Minute)
		o.Bookings = []booking.Booking{{ID: "v", Start: start, End: start.Add(time.Hour), UserIDs: []string{user}}}
		return o
	}
	reminded := visit(20*time.Hour, "kim")
	reminded.ID, reminded.Number = "7", "AO7"

	// A day ago: by now the evening and the reminder are due.
	yesterday := notifytest.NewBench(func(c *notify.Config) {
		c.Log, c.Outbox = h.queue, h.queue
		c.Now = func() time.Time { return time.Now().Add(-24 * time.Hour) }
	})
	gone := visit(0, "bo")
	gone.Bookings = nil
	for i, save := range [][2]order.Order{{gone, visit(240*time.Hour, "bo")}, {visit(240*time.Hour, "bo"), visit(264*time.Hour, "bo")}} {
		notices := yesterday.Notices(staff.Settings{}, save[0], save[1], []staff.Person{bo}, order.Actor{})
		_, err := yesterday.Tell(t.Context(), []string{"first", "second"}[i], notices, nil)
		require.NoError(t, err)
	}
	away := reminded
	away.Bookings = visit(300*time.Hour, "kim").Bookings
	for i, o := range []order.Order{reminded, away, reminded} {
		tx, err := h.db.Begin()
		require.NoError(t, err)
		added, dropped, err := yesterday.For(settings).With(h.queue.In(tx)).Schedule(t.Context(), o)
		require.NoError(t, err)
		assert.Equal(t, []int{1, min(i, 1)}, []int{added, dropped})
		require.NoError(t, tx.Commit())
	}

	worker, err := notify.NewWorker(notify.WorkerConfig{
		Service:  h.Service(),
		Settings: func(context.Context, string) (order.Settings, error) { return settings, nil },
		Order:    func(context.Context, string, audit.OrderRef) (order.Order, error) { return reminded, nil },
		Person:   func(context.Context, string, string) (staff.Person, error) { return bo, nil },
	})
	require.NoError(t, err)
	workers := river.NewWorkers()
	h.queue.Register(workers, worker)
	client, err := river.NewClient(riverpgxv5.New(h.pool), &river.Config{Workers: workers, Queues: h.queue.Queues(8), FetchCooldown: riverqueue.Fetch, TestOnly: true})
	require.NoError(t, err)
	h.start(t, client)
	h.reaches(t, notify.Progress{Sent: 2, Dropped: 2}) // the reminder as it was twice taken back
	var to []string
	for _, m := range h.Recorder.Emails() {
		to = append(to, m.To.Address.String())
	}
	assert.ElementsMatch(t, []string{"bo@example.com", "anna@example.se"}, to)
}
