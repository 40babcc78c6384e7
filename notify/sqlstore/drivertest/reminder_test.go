package drivertest

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// A visit that is moved, cancelled, deleted and back again is reminded of once: in the
// host's transactions, with the reminder in quiet hours, and with two reminders a visit.
func TestRemindersFollowTheBookingsInTheDatabase(t *testing.T) {
	t.Parallel()
	start := notifytest.Order().Bookings[0].Start // Friday at 07:00 in Stockholm
	moved := func(o *order.Order) {
		o.Bookings[0].Start, o.Bookings[0].End = start.AddDate(0, 0, 7), start.AddDate(0, 0, 7).Add(time.Hour)
	}
	back := func(o *order.Order) { o.Bookings = notifytest.Order().Bookings }
	cancelled := func(o *order.Order) { o.Bookings[0].Cancelled = true }
	deleted := func(o *order.Order) { o.Bookings = nil }
	dayBefore := []booking.Reminder{booking.DayBefore()}
	at := func(day, hour int) time.Time { return time.Date(2023, time.October, day, hour-2, 0, 0, 0, time.UTC) }
	type scene struct {
		at time.Time
		do func(*order.Order)
	}
	for name, c := range map[string]struct {
		reminders []booking.Reminder
		scenes    []scene
		want      []time.Time
	}{
		"saved twice":                       {dayBefore, []scene{{at(3, 8), back}, {at(5, 10), back}}, []time.Time{at(5, 9)}},
		"moved and moved back":              {dayBefore, []scene{{at(3, 8), moved}, {at(3, 9), back}}, []time.Time{at(5, 9)}},
		"cancelled, restored when it's due": {dayBefore, []scene{{at(5, 8), cancelled}, {at(5, 11), back}}, []time.Time{at(5, 11)}},
		"deleted and added again":           {dayBefore, []scene{{at(5, 8), deleted}, {at(5, 11), back}, {at(5, 12), back}}, []time.Time{at(5, 11)}},
		"moved":                             {dayBefore, []scene{{at(5, 8), moved}}, []time.Time{at(12, 9)}},
		"quiet hours, moved and back":       {[]booking.Reminder{{Before: 10 * time.Hour}}, []scene{{at(5, 22), moved}, {at(5, 23), back}}, []time.Time{at(6, 6)}},
		"two reminders, moved and back":     {[]booking.Reminder{{DaysBefore: 2, Hour: 16}, booking.DayBefore()}, []scene{{at(4, 15), moved}, {at(4, 17), back}}, []time.Time{at(4, 17), at(5, 9)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
				store := newStore(t, db, d, prefix)
				settings := notifytest.Settings()
				settings.Reminders, settings.Quiet = c.reminders, booking.QuietHours{From: "20:00", To: "06:00"}
				bench := notifytest.NewBench(func(c *notify.Config) { c.Log, c.Outbox = store, store })
				o := notifytest.Order()
				o.ContactPerson.Email = "" // she gets an SMS
				save := func() {
					tx, err := db.Begin()
					require.NoError(t, err)
					_, _, err = bench.For(settings).With(store.In(tx)).Schedule(t.Context(), o)
					require.NoError(t, err)
					require.NoError(t, tx.Commit())
				}
				save()
				worker, err := notify.NewWorker(notify.WorkerConfig{
					Service:  bench.Service(),
					Settings: func(context.Context, string) (order.Settings, error) { return settings, nil },
					Order:    func(context.Context, string, audit.OrderRef) (order.Order, error) { return o, nil },
				})
				require.NoError(t, err)
				var sent []time.Time
				bench.Clock.Advance(at(2, 15).Sub(bench.Clock.Now()))
				for scenes := c.scenes; bench.Clock.Now().Before(at(14, 0)); bench.Clock.Advance(time.Hour) {
					for ; len(scenes) > 0 && !bench.Clock.Now().Before(scenes[0].at); scenes = scenes[1:] {
						scenes[0].do(&o)
						save()
					}
					_, err := worker.Once(t.Context())
					require.NoError(t, err)
					for range bench.Recorder.SentSMS()[len(sent):] {
						sent = append(sent, bench.Clock.Now())
					}
				}
				assert.Equal(t, c.want, sent)
				progress, err := bench.Progress(t.Context(), "")
				require.NoError(t, err)
				assert.Equal(t, len(c.want), progress.Sent)
				assert.True(t, progress.Done())
			})
		})
	}
}
