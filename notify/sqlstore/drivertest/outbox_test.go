package drivertest

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/outboxtest"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

func TestOutboxOnSQLiteKeepsTheContract(t *testing.T) {
	t.Parallel()
	outboxtest.Run(t, func(t *testing.T) (notify.Outbox, audit.Store) {
		store := newStore(t, openSQLite(t, "NORMAL"), sqlstore.SQLite, "")
		return store, store
	})
}

func TestOutboxOnPostgreSQLKeepsTheContract(t *testing.T) {
	t.Parallel()
	outboxtest.Run(t, func(t *testing.T) (notify.Outbox, audit.Store) {
		db, prefix := openPostgres(t)
		store := newStore(t, db, sqlstore.PostgreSQL, prefix)
		return store, store
	})
}

// A plan that is enqueued in the host's transaction comes and goes with it.
func TestEnqueueInTheHostsTransaction(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		store := newStore(t, db, d, prefix)
		bench := notifytest.NewBench(func(c *notify.Config) { c.Log, c.Outbox = store, store })
		for _, commit := range []bool{false, true} {
			tx, err := db.Begin()
			require.NoError(t, err)
			_, err = bench.With(store.In(tx)).Enqueue(t.Context(), letter(t, "form"), notify.Schedule{})
			require.NoError(t, err)
			if commit {
				require.NoError(t, tx.Commit())
			} else {
				require.NoError(t, tx.Rollback())
			}
			worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
			require.NoError(t, err)
			_, err = worker.Once(t.Context())
			require.NoError(t, err)
			assert.Len(t, bench.Recorder.Emails(), map[bool]int{false: 0, true: 1}[commit])
		}
		progress, err := bench.Progress(t.Context(), "form")
		require.NoError(t, err)
		assert.Equal(t, notify.Progress{Sent: 1}, progress)
		var plans int
		require.NoError(t, db.QueryRow("SELECT COUNT(*) FROM "+prefix+"plans").Scan(&plans))
		assert.Zero(t, plans, "the text goes when it is sent")
		history, err := bench.History(t.Context(), notifytest.Order())
		require.NoError(t, err)
		assert.Equal(t, delivery.StatusSent, history.Lines[0].Status)
	})
}

// letter is a plan of one mail.
func letter(t testing.TB, key string) plan.Plan {
	t.Helper()
	request := notifytest.Request(compose.BookingConfirmation)
	request.Key = key
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), request)
	require.NoError(t, err)
	p, err := draft.Plan()
	require.NoError(t, err)
	require.Len(t, p.Messages, 1)
	return p
}

// The time of a lease depends on what waits and may go, not on what is done or stopped:
// its statement goes by an index of that alone, in the order in which it is leased.
func TestALeaseGoesByAnIndexOfWhatWaits(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		newStore(t, db, d, prefix)
		tx, err := db.Begin()
		require.NoError(t, err)
		defer func() { _ = tx.Rollback() }()
		explained := &txExplainer{Tx: tx, explain: "EXPLAIN QUERY PLAN "}
		if d == sqlstore.PostgreSQL {
			explained.explain = "EXPLAIN "
			_, err := tx.Exec("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
			require.NoError(t, err)
		}
		inside, err := sqlstore.New(explained, d, sqlstore.Options{Prefix: prefix})
		require.NoError(t, err)
		_, err = inside.Lease(t.Context(), at, time.Minute, 10)
		require.NoError(t, err)
		assert.Contains(t, explained.plan, prefix+"jobs_due")
		assert.NotContains(t, explained.plan, "TEMP B-TREE")
		assert.NotContains(t, explained.plan, "Sort ")
	})
}

// A txExplainer asks the database how it goes about each query, in a transaction.
type txExplainer struct {
	*sql.Tx
	explain, plan string
}

func (e *txExplainer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := e.Tx.QueryContext(ctx, e.explain+query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var detail string // the last column
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(any)
		}
		into[len(into)-1] = &detail
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		e.plan += detail + "\n"
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return e.Tx.QueryContext(ctx, query, args...) //nolint:sqlclosecheck // the caller does
}

// A company whose channel is stopped is not looked at by others' leases, however much
// waits for it, and nothing of it stays behind when it is resumed, also what was put
// meanwhile by a transaction that is slower than the person who resumes it.
func TestWhatIsStoppedIsParkedAndComesBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		store := newStore(t, db, d, prefix)
		parked := func(want int) {
			t.Helper()
			var n int
			require.NoError(t, db.QueryRow("SELECT COUNT(*) FROM "+prefix+"jobs WHERE parked = 1").Scan(&n))
			assert.Equal(t, want, n)
		}
		put := func(s *sqlstore.Store, ids ...string) {
			t.Helper()
			for _, id := range ids {
				require.NoError(t, s.Put(t.Context(), plan.Plan{}, notify.Job{ID: id, Company: "c", Channel: delivery.Email, NotBefore: at}))
			}
		}
		put(store, "1", "2", "3")
		leased, err := store.Lease(t.Context(), at, time.Hour, 1)
		require.NoError(t, err)
		require.Len(t, leased, 1)
		require.NoError(t, store.Settle(t.Context(), at, notify.Settlement{Leased: leased[0], State: notify.JobWaiting, NotBefore: at, Stop: true, Why: "quota"}))
		parked(3)
		put(store, "4")
		parked(4)

		tx, err := db.Begin()
		require.NoError(t, err)
		put(store.In(tx), "5")
		resumed := make(chan error, 1)
		if d == sqlstore.PostgreSQL { // SQLite has one that writes
			go func() { resumed <- store.Resume(context.WithoutCancel(t.Context()), "c", delivery.Email) }()
			select {
			case err := <-resumed:
				assert.Fail(t, "it was resumed while a job was being parked", err)
			case <-time.After(50 * time.Millisecond):
			}
		}
		require.NoError(t, tx.Commit())
		if d == sqlstore.SQLite {
			resumed <- store.Resume(t.Context(), "c", delivery.Email)
		}
		require.NoError(t, <-resumed)
		parked(0)
		leased, err = store.Lease(t.Context(), at, time.Hour, 10)
		require.NoError(t, err)
		assert.Len(t, leased, 5)
	})
}

// A job is found in whatever state it is, and one of another company is not.
func TestAJobIsFoundByItsID(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		store := newStore(t, db, d, prefix)
		p := letter(t, "form")
		want := notify.Job{ID: p.Messages[0].ID, Company: p.Company, PlanKey: p.Key, Channel: delivery.Email, Order: p.Order, NotBefore: at, Accepted: at, Attempt: 2}
		require.NoError(t, store.Put(t.Context(), p, want))
		for range 2 {
			got, ok, err := store.Job(t.Context(), p.Company, want.ID)
			require.NoError(t, err)
			assert.True(t, ok)
			assert.Equal(t, want, got)
			leased, err := store.Lease(t.Context(), at, time.Hour, 1)
			require.NoError(t, err)
			if len(leased) == 1 {
				require.NoError(t, store.Settle(t.Context(), at, notify.Settlement{Leased: leased[0], State: notify.JobSent, Attempt: 2}))
			}
		}
		for _, ref := range [][2]string{{p.Company, "another"}, {"another", want.ID}} {
			_, ok, err := store.Job(t.Context(), ref[0], ref[1])
			require.NoError(t, err)
			assert.False(t, ok)
		}
	})
}
