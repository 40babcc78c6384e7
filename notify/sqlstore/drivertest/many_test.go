package drivertest

import (
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// queueMany puts so many messages, by plans of a hundred.
func queueMany(tb testing.TB, db *sql.DB, store *sqlstore.Store, n int) {
	tb.Helper()
	base := crowd(tb, 100)
	tx, err := db.Begin()
	require.NoError(tb, err)
	for first := 0; first < n; first += len(base.Messages) {
		p := base
		p.Key, p.Messages = fmt.Sprint("form-", first), slices.Clone(base.Messages)
		var jobs []notify.Job
		for i := range p.Messages {
			m := &p.Messages[i]
			mail := *m.Email
			mail.HTML, mail.Calendar = "", nil
			m.ID, m.Email = fmt.Sprintf("m-%d", first+i), &mail
			jobs = append(jobs, notify.Job{ID: m.ID, Company: p.Company, PlanKey: p.Key, Channel: m.Channel, Order: p.Order, NotBefore: notifytest.Now(), Accepted: notifytest.Now()})
		}
		p, _ = p.Without() // has the hash of what it is
		require.NoError(tb, store.In(tx).Put(tb.Context(), p, jobs...))
	}
	require.NoError(tb, tx.Commit())
}

// heapWhileSending is the most that is in memory while some of what waits is sent.
func heapWhileSending(tb testing.TB, store *sqlstore.Store, messages int) (bytes uint64) {
	tb.Helper()
	bench := notifytest.NewBench(func(c *notify.Config) { c.Log, c.Outbox = store, store })
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
	require.NoError(tb, err)
	for sent := 0; sent < messages; {
		leased, err := store.Lease(tb.Context(), bench.Clock.Now(), time.Millisecond, 64) // what Run would lease
		require.NoError(tb, err)
		require.NotEmpty(tb, leased)
		bench.Clock.Advance(time.Second)
		for _, j := range leased {
			v, err := worker.Deliver(tb.Context(), j.Company, j.ID)
			require.NoError(tb, err)
			require.Equal(tb, notify.JobSent, v.State)
		}
		sent += len(leased)
		bench.Recorder.Reset()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		bytes = max(bytes, m.HeapAlloc)
	}
	return bytes
}

// leaseTime is how long a lease of ten jobs takes.
func leaseTime(tb testing.TB, store *sqlstore.Store) time.Duration {
	tb.Helper()
	const times = 40
	best := time.Hour
	for range times {
		began := time.Now()
		leased, err := store.Lease(tb.Context(), notifytest.Now(), time.Hour, 10)
		best = min(best, time.Since(began))
		require.NoError(tb, err)
		require.Len(tb, leased, 10)
	}
	return best
}

// What waits stays in the database: forty times as many messages that wait need no more
// memory.
func TestWhatWaitsIsNotInMemory(t *testing.T) {
	var heap [2]uint64
	for i, n := range []int{300, 12_000} {
		db := openSQLite(t, "OFF")
		store := newStore(t, db, sqlstore.SQLite, "")
		queueMany(t, db, store, n)
		heap[i] = heapWhileSending(t, store, 256)
	}
	t.Logf("heap with 300 messages that wait %d kB, with 12000 %d kB", heap[0]>>10, heap[1]>>10)
	assert.Less(t, heap[1], heap[0]+8<<20)
}

// A lease of ten and the memory of a worker, with a thousand and with a hundred thousand
// messages that wait, beside as many that are done, and as many of a company that is
// stopped (go test -run xxx -bench Many -benchtime 1x in this folder).
func BenchmarkMany(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				db := openSQLite(b, "OFF")
				store := newStore(b, db, sqlstore.SQLite, "")
				queueMany(b, db, store, n)
				b.ReportMetric(float64(leaseTime(b, store).Microseconds()), "lease-µs")
				b.ReportMetric(float64(heapWhileSending(b, store, 512)>>10), "heap-kB")

				_, err := db.Exec("UPDATE budkavle_jobs SET state = 'sent', settled_at = 1")
				require.NoError(b, err)
				queueStopped(b, db, store, n)
				var jobs []notify.Job
				for i := range 1000 {
					jobs = append(jobs, notify.Job{ID: fmt.Sprint("fresh-", i), Company: "c", Channel: delivery.Email, NotBefore: notifytest.Now()})
				}
				require.NoError(b, store.Put(b.Context(), plan.Plan{}, jobs...))
				b.ReportMetric(float64(leaseTime(b, store).Microseconds()), "lease-beside-done-and-stopped-µs")
			}
		})
	}
}

// queueStopped puts as many for a company whose channel is stopped.
func queueStopped(b *testing.B, db *sql.DB, store *sqlstore.Store, n int) {
	b.Helper()
	tx, err := db.Begin()
	require.NoError(b, err)
	for first := 0; first < n; first += 500 {
		var jobs []notify.Job
		for i := range 500 {
			jobs = append(jobs, notify.Job{ID: fmt.Sprint("stopped-", first+i), Company: "d", Channel: delivery.Email, NotBefore: notifytest.Now().Add(-time.Hour)})
		}
		require.NoError(b, store.In(tx).Put(b.Context(), plan.Plan{}, jobs...))
	}
	require.NoError(b, tx.Commit())
	leased, err := store.Lease(b.Context(), notifytest.Now(), time.Hour, 1)
	require.NoError(b, err)
	require.NoError(b, store.Settle(b.Context(), notifytest.Now(), notify.Settlement{Leased: leased[0], State: notify.JobHeld, Stop: true}))
}
