package drivertest

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/crashtest"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// A program that is the only one at its SQLite file goes on at once when it is started
// again after it was killed, though its leases are long: no time passes between the two.
func TestAKilledProcessAloneGoesOnAtOnce(t *testing.T) {
	t.Parallel()
	host := crashing[sqlstore.SQLite]
	host.Pass = func(*testing.T, string, time.Duration) {}
	began := time.Now()
	host.Kill(t, slices.DeleteFunc(crashtest.Points(6), func(c crashtest.Crash) bool { return c.Resend })...) // which waits a minute first
	assert.Less(t, time.Since(began), notify.DefaultLease)
}

// A lease of a process that lives holds, whoever comes; it runs out as everywhere.
func TestALeaseHoldsWhileItsProcessLives(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "crm.db")
	open := func() *sqlstore.Store {
		db, err := sql.Open("sqlite", sqliteDSN(file, "NORMAL"))
		require.NoError(t, err)
		t.Cleanup(func() { _ = db.Close() })
		return newStore(t, db, sqlstore.SQLite, "")
	}
	first, second := open(), open()
	require.NoError(t, first.Put(t.Context(), plan.Plan{}, notify.Job{ID: "1", Company: "c", NotBefore: at}))
	leased, err := first.Lease(t.Context(), at, time.Hour, 10)
	require.NoError(t, err)
	require.Len(t, leased, 1)
	for _, store := range []*sqlstore.Store{second, open()} {
		none, err := store.Lease(t.Context(), at.Add(time.Minute), time.Hour, 10)
		require.NoError(t, err)
		assert.Empty(t, none)
	}
	require.NoError(t, first.Settle(t.Context(), at.Add(time.Minute), notify.Settlement{Leased: leased[0], State: notify.JobSent}))
	_, err = os.Stat(file + "-budkavle_worker")
	assert.NoError(t, err)
}

// Where the lock's file cannot be made, a lease runs out as it would on another database:
// who comes later does not take it for one of the dead.
func TestALeaseWithoutTheLockHolds(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "crm.db")
	lock := file + "-budkavle_worker"
	require.NoError(t, os.Mkdir(lock, 0o700))
	open := func() *sqlstore.Store {
		db, err := sql.Open("sqlite", sqliteDSN(file, "NORMAL"))
		require.NoError(t, err)
		t.Cleanup(func() { _ = db.Close() })
		return newStore(t, db, sqlstore.SQLite, "")
	}
	first := open()
	require.NoError(t, first.Put(t.Context(), plan.Plan{}, notify.Job{ID: "1", Company: "c", NotBefore: at}))
	leased, err := first.Lease(t.Context(), at, time.Hour, 10)
	require.NoError(t, err)
	require.Len(t, leased, 1)
	require.NoError(t, os.Remove(lock))
	later := open()
	none, err := later.Lease(t.Context(), at.Add(time.Minute), time.Hour, 10)
	require.NoError(t, err)
	assert.Empty(t, none)
	again, err := later.Lease(t.Context(), at.Add(time.Hour), time.Hour, 10)
	require.NoError(t, err)
	assert.Len(t, again, 1)
}
