package riverqueue_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/outboxtest"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/riverqueue"
	"github.com/budkavle/budkavle/notify/sqlstore"
	"github.com/budkavle/budkavle/recipients"
)

// A host is one that sends by River.
type host struct {
	*notifytest.Bench
	queue  *riverqueue.Queue
	pool   *pgxpool.Pool
	db     *sql.DB
	client *river.Client[pgx.Tx]
}

func newHost(t testing.TB, name string) *host {
	t.Helper()
	pool, db := openPostgres(t, name)
	store, err := sqlstore.New(db, sqlstore.PostgreSQL, sqlstore.Options{})
	require.NoError(t, err)
	require.NoError(t, store.Migrate(t.Context()))
	queue, err := riverqueue.New(db, store, riverqueue.Options{})
	require.NoError(t, err)
	h := &host{queue: queue, pool: pool, db: db}
	h.Bench = notifytest.NewBench(func(c *notify.Config) { c.Log, c.Outbox, c.Now = queue, queue, time.Now })
	h.client = h.newClient(t)
	return h
}

// newClient is a process of the host's: a client and a worker of its own.
func (h *host) newClient(t testing.TB) *river.Client[pgx.Tx] {
	t.Helper()
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service()})
	require.NoError(t, err)
	workers := river.NewWorkers()
	h.queue.Register(workers, worker)
	client, err := river.NewClient(riverpgxv5.New(h.pool), &river.Config{
		Workers: workers, Queues: h.queue.Queues(16), RescueStuckJobsAfter: riverqueue.Rescue, FetchCooldown: riverqueue.Fetch, TestOnly: true,
	})
	require.NoError(t, err)
	return client
}

func (h *host) start(t *testing.T, clients ...*river.Client[pgx.Tx]) {
	t.Helper()
	for _, c := range clients {
		require.NoError(t, c.Start(context.Background()))
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			_ = c.Stop(ctx)
		})
	}
}

func (h *host) reaches(t *testing.T, want notify.Progress) {
	t.Helper()
	var got notify.Progress
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); <-time.After(10 * time.Millisecond) {
		var err error
		got, err = h.Progress(t.Context(), "")
		require.NoError(t, err)
		if got == want {
			return
		}
	}
	require.Equal(t, want, got)
}

// river counts River's jobs by state.
func (h *host) river(t *testing.T) map[string]int {
	t.Helper()
	rows, err := h.pool.Query(t.Context(), "SELECT state::text || ' ' || queue FROM river_job")
	require.NoError(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	count := map[string]int{}
	for _, state := range list {
		count[state]++
	}
	return count
}

func letters(t testing.TB, key string, n int) plan.Plan {
	t.Helper()
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: key, Now: notifytest.Now()})
	require.NoError(t, err)
	draft.To = nil
	for i := range n {
		draft.To = append(draft.To, recipients.MustParseList(fmt.Sprintf("r%d@example.se", i))...)
	}
	p, err := draft.Plan()
	require.NoError(t, err)
	return p
}

func TestTheQueueKeepsTheContract(t *testing.T) {
	n := 0
	outboxtest.Run(t, func(t *testing.T) (notify.Outbox, audit.Store) {
		n++
		_, db := openPostgres(t, fmt.Sprint("contract", n))
		store, err := sqlstore.New(db, sqlstore.PostgreSQL, sqlstore.Options{})
		require.NoError(t, err)
		require.NoError(t, store.Migrate(t.Context()))
		queue, err := riverqueue.New(db, store, riverqueue.Options{})
		require.NoError(t, err)
		return queue, queue
	})
}

func TestWhatIsEnqueuedComesAndGoesWithTheTransaction(t *testing.T) {
	h := newHost(t, "transaction")
	for _, commit := range []bool{false, true} {
		tx, err := h.db.Begin()
		require.NoError(t, err)
		for range 2 { // saved twice
			_, err = h.With(h.queue.In(tx)).Enqueue(t.Context(), letters(t, "form", 3), notify.Schedule{})
			require.NoError(t, err)
		}
		if commit {
			require.NoError(t, tx.Commit())
		} else {
			require.NoError(t, tx.Rollback())
			assert.Empty(t, h.river(t))
		}
	}
	assert.Equal(t, map[string]int{"available " + riverqueue.EmailQueue: 3}, h.river(t), "unique by company and message")
	h.start(t, h.client)
	h.reaches(t, notify.Progress{Sent: 3})
	assert.Len(t, h.Recorder.Emails(), 3)
	history, err := h.History(t.Context(), notifytest.Order())
	require.NoError(t, err)
	assert.False(t, history.Red())
}

// Three processes on one database: each message once.
func TestThreeProcesses(t *testing.T) {
	h := newHost(t, "three")
	_, err := h.Enqueue(t.Context(), letters(t, "form", 300), notify.Schedule{})
	require.NoError(t, err)
	h.start(t, h.client, h.newClient(t), h.newClient(t))
	h.reaches(t, notify.Progress{Sent: 300})
	var to []string
	for _, m := range h.Recorder.Emails() {
		to = append(to, m.To.Address.String())
	}
	slices.Sort(to)
	assert.Len(t, to, 300)
	assert.Len(t, slices.Compact(to), 300)
}

func TestSnoozeCancelAndSchedule(t *testing.T) {
	h := newHost(t, "verdicts")
	h.Recorder.Fail("r0@example.se", &delivery.Failure{Class: delivery.Uncertain, Reason: reasons.NoAnswer})
	h.Recorder.Fail("r1@example.se", &delivery.Failure{Class: delivery.Temporary, Reason: reasons.Greylisted})
	h.Recorder.Fail("r2@example.se", &delivery.Failure{Class: delivery.Permanent, Reason: reasons.MailboxUnknown})
	_, err := h.Enqueue(t.Context(), letters(t, "form", 4), notify.Schedule{})
	require.NoError(t, err)
	_, err = h.Enqueue(t.Context(), letters(t, "later", 1), notify.Schedule{NotBefore: time.Now().Add(time.Hour), Topic: "visit"})
	require.NoError(t, err)
	h.start(t, h.client)
	h.reaches(t, notify.Progress{Waiting: 2, Held: 1, Sent: 1, Failed: 1})
	want := map[string]int{"scheduled " + riverqueue.EmailQueue: 2, "cancelled " + riverqueue.EmailQueue: 1, "completed " + riverqueue.EmailQueue: 2}
	assert.EventuallyWithT(t, func(c *assert.CollectT) { assert.Equal(c, want, h.river(t)) }, 10*time.Second, 20*time.Millisecond)

	held, _, err := h.Held(t.Context(), "", order.Actor{ID: "eva", Roles: []string{rights.Admin}})
	require.NoError(t, err)
	require.Len(t, held, 1)
	h.Recorder.Fail("r0@example.se", nil)
	require.NoError(t, h.Release(t.Context(), held[0].ID, notify.SendAgain, order.Actor{ID: "eva", Roles: []string{rights.Admin}}))
	h.reaches(t, notify.Progress{Waiting: 2, Sent: 2, Failed: 1})
	n, err := h.DropTopic(t.Context(), "visit", "off", order.Actor{ID: "eva", Roles: []string{rights.Admin}})
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	h.reaches(t, notify.Progress{Waiting: 1, Sent: 2, Failed: 1, Dropped: 1})
}

// A worker that died after the hand-over left a lease: whoever has the job next does
// not send it again.
func TestAWorkerThatDied(t *testing.T) {
	h := newHost(t, "died")
	_, err := h.Enqueue(t.Context(), letters(t, "form", 2), notify.Schedule{})
	require.NoError(t, err)
	past := time.Now().Add(-2 * time.Hour)
	jobs, err := h.queue.Topics(t.Context(), "mitt-bolag", "")
	require.NoError(t, err)
	_, err = h.pool.Exec(t.Context(), "UPDATE budkavle_jobs SET due_at = 0") // it was enqueued long ago
	require.NoError(t, err)
	for i, j := range jobs {
		asked, err := h.queue.LeaseJobs(t.Context(), past, time.Hour, notify.JobRef{Company: j.Company, ID: j.ID})
		require.NoError(t, err)
		l := asked[0].Leased
		require.NotNil(t, l)
		if i == 0 {
			_, err = h.queue.HandOver(t.Context(), past, notify.HandOver{Leased: *l, Record: audit.Record{
				ID: "x", Company: j.Company, At: past, MessageID: j.ID, Key: j.PlanKey, Order: j.Order, Channel: j.Channel, Status: delivery.StatusSending, Attempt: 1,
			}})
			require.NoError(t, err)
		}
	}
	h.start(t, h.client)
	h.reaches(t, notify.Progress{Held: 1, Sent: 1})
	assert.Len(t, h.Recorder.Emails(), 1)
}
