package drivertest

import (
	"database/sql"
	"testing"

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
			assert.Len(t, bench.Recorder.Mails(), map[bool]int{false: 0, true: 1}[commit])
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

// The time of a lease depends on what waits, not on what is done: it goes by the
// index of what waits.
func TestALeaseGoesByAnIndexOfWhatWaits(t *testing.T) {
	t.Parallel()
	db := openSQLite(t, "NORMAL")
	newStore(t, db, sqlstore.SQLite, "")
	rows, err := db.Query("EXPLAIN QUERY PLAN SELECT j.seq FROM budkavle_jobs j WHERE j.state = 'waiting' AND j.due_at <= 5 AND NOT EXISTS " +
		"(SELECT 1 FROM budkavle_stops s WHERE s.company = j.company AND s.channel = j.channel) ORDER BY j.due_at, j.seq LIMIT 10")
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	text := ""
	for rows.Next() {
		var id, parent, unused int
		var detail string
		require.NoError(t, rows.Scan(&id, &parent, &unused, &detail))
		text += detail + "\n"
	}
	require.NoError(t, rows.Err())
	assert.Contains(t, text, "USING INDEX budkavle_jobs_due")
	assert.NotContains(t, text, "TEMP B-TREE")
}
