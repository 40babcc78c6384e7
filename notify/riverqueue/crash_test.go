package riverqueue_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/crashtest"
	"github.com/budkavle/budkavle/notify/riverqueue"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// crashing is a host that sends by River, whose processes are killed.
var crashing = crashtest.Host{
	Child: "TestCrashChild",
	New: func(t *testing.T) string {
		t.Helper()
		name := fmt.Sprint("crash", crashes.Add(1))
		pool, db := openPostgres(t, name)
		store, err := sqlstore.New(db, sqlstore.PostgreSQL, sqlstore.Options{})
		require.NoError(t, err)
		require.NoError(t, store.Migrate(t.Context()))
		return pool.Config().ConnString() + "&database=" + name
	},
	Open: func(t *testing.T, where string) crashtest.LoggedOutbox {
		t.Helper()
		pool := openPool(t, where)
		db := stdlib.OpenDBFromPool(pool)
		t.Cleanup(func() { _ = db.Close() })
		store, err := sqlstore.New(db, sqlstore.PostgreSQL, sqlstore.Options{})
		require.NoError(t, err)
		queue, err := riverqueue.New(db, store, riverqueue.Options{})
		require.NoError(t, err)
		return queue
	},
	Work: workByRiver,
	// River goes by the machine's clock.
	Pass: func(t *testing.T, where string, d time.Duration) {
		t.Helper()
		pool := openPool(t, where)
		for _, command := range []string{
			"UPDATE river_job SET scheduled_at = scheduled_at - $1::bigint * interval '1 us', attempted_at = attempted_at - $1::bigint * interval '1 us', created_at = created_at - $1::bigint * interval '1 us'",
			"UPDATE river_leader SET elected_at = elected_at - $1::bigint * interval '1 us', expires_at = expires_at - $1::bigint * interval '1 us'",
			"UPDATE budkavle_jobs SET not_before = not_before - $1, due_at = due_at - $1, until_at = until_at - $1",
		} {
			_, err := pool.Exec(t.Context(), command, d.Microseconds())
			require.NoError(t, err)
		}
	},
}

var crashes atomic.Int64

func openPool(t *testing.T, where string) *pgxpool.Pool {
	t.Helper()
	config, err := pgxpool.ParseConfig(where)
	require.NoError(t, err)
	config.MaxConns = 6
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

// workByRiver is the process of a host that sends by River, with the settings that the
// package hands over.
func workByRiver(ctx context.Context, w crashtest.Work) error {
	pool, err := pgxpool.New(context.WithoutCancel(ctx), w.Where)
	if err != nil {
		return err
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	defer func() { _ = db.Close() }()
	queue, err := riverqueue.New(db, w.Store.(*riverqueue.Queue).Store, riverqueue.Options{Lease: w.Lease})
	if err != nil {
		return err
	}
	workers := river.NewWorkers()
	queue.Register(workers, w.Worker)
	config := &river.Config{
		Workers: workers, Queues: queue.Queues(w.InFlight), RescueStuckJobsAfter: riverqueue.Rescue, FetchCooldown: riverqueue.Fetch,
		TestOnly: true, // what it does once in a while it does at the start too
	}
	if w.Lease < notify.DefaultLease {
		config.JobTimeout, config.RescueStuckJobsAfter = w.Lease, w.Lease+time.Second
	}
	client, err := river.NewClient(riverpgxv5.New(pool), config)
	if err != nil {
		return err
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	<-ctx.Done()
	soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return client.Stop(soon)
}

func TestCrashChild(t *testing.T) { crashing.RunChild(t) }

func TestSIGKILLAtEachPoint(t *testing.T) {
	t.Parallel()
	crashing.Kill(t, crashtest.Points(6)...)
}

// Three processes on one database, of which one is killed: River sees by itself that
// its jobs are nobody's.
func TestThreeProcessesAndOneIsKilled(t *testing.T) {
	t.Parallel()
	crashing.Trial(t, 3000)
}
