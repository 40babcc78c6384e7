package drivertest

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/sqlstore"
	"github.com/budkavle/budkavle/notify/staff"
)

// What a user of the company is told in the evening waits in the database, comes and
// goes with the host's transaction, and is one message whoever of several workers
// takes it up; what was booked and taken away again is none.
func TestTheEveningsMessageWaitsInTheDatabase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		store := newStore(t, db, d, prefix)
		bench := notifytest.NewBench(func(c *notify.Config) { c.Log, c.Outbox = store, store })
		people := map[string]staff.Person{}
		for _, id := range []string{"bo", "kim"} {
			people[id] = staff.Person{User: order.User{ID: id, Email: id + "@example.com"}, Preferences: staff.Preferences{Events: staff.Events(), Email: true, Digest: true}}
		}
		at := func(hours int, user string) order.Order {
			o, start := notifytest.Order(), time.Date(2023, time.October, 9, hours, 0, 0, 0, time.UTC)
			o.Bookings = []booking.Booking{{ID: "v", Start: start, End: start.Add(time.Hour), UserIDs: []string{user}}}
			return o
		}
		save := func(id string, before, after order.Order, user string, commit bool) {
			bench.Clock.Advance(time.Minute)
			tx, err := db.Begin()
			require.NoError(t, err)
			notices := bench.Notices(staff.Settings{}, before, after, []staff.Person{people[user]}, order.Actor{})
			_, err = bench.With(store.In(tx)).Tell(t.Context(), id, notices, nil)
			require.NoError(t, err)
			if commit {
				require.NoError(t, tx.Commit())
			} else {
				require.NoError(t, tx.Rollback())
			}
		}
		gone := notifytest.Order()
		gone.Bookings = nil
		save("1", gone, at(5, "bo"), "bo", true)
		save("2", at(5, "bo"), at(6, "bo"), "bo", true)
		save("3", at(6, "bo"), at(7, "bo"), "bo", false)
		save("4", at(6, "bo"), at(8, "bo"), "bo", true)
		save("5", gone, at(5, "kim"), "kim", true)
		save("6", at(5, "kim"), gone, "kim", true)
		bench.Clock.Advance(4 * time.Hour)
		done := make(chan error)
		for range 2 {
			worker, err := notify.NewWorker(notify.WorkerConfig{
				Service: bench.Service(), InFlight: 2,
				Settings: func(context.Context, string) (order.Settings, error) { return notifytest.Settings(), nil },
				Person:   func(_ context.Context, _, id string) (staff.Person, error) { return people[id], nil },
			})
			require.NoError(t, err)
			go func() {
				_, err := worker.Once(context.WithoutCancel(t.Context()))
				done <- err
			}()
		}
		require.NoError(t, <-done)
		require.NoError(t, <-done)
		bench.Clock.Advance(time.Hour) // whatever met another worker's claim comes again
		worker, err := notify.NewWorker(notify.WorkerConfig{
			Service:  bench.Service(),
			Settings: func(context.Context, string) (order.Settings, error) { return notifytest.Settings(), nil },
			Person:   func(_ context.Context, _, id string) (staff.Person, error) { return people[id], nil },
		})
		require.NoError(t, err)
		_, err = worker.Once(t.Context())
		require.NoError(t, err)
		mails := bench.Recorder.Emails()
		require.Len(t, mails, 1)
		assert.Equal(t, "bo@example.com", mails[0].To.Address.String())
		assert.Contains(t, mails[0].Text, "Du är bokad måndag 09 oktober, 10:00 – 11:00.")
		assert.NotContains(t, mails[0].Text, "flyttats")
		progress, err := bench.Progress(t.Context(), "")
		require.NoError(t, err)
		assert.Equal(t, notify.Progress{Sent: 1, Dropped: 2}, progress, "what is told together is one message")
	})
}
