package riverqueue_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/riverqueue"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// A bareJob is a message of a program that has River alone.
type bareJob struct {
	Number int `json:"number"`
}

func (bareJob) Kind() string { return "bare" }

// A bareWorker writes the log rows that sending has, before and after.
type bareWorker struct {
	river.WorkerDefaults[bareJob]
	store *sqlstore.Store
}

func (w *bareWorker) Work(ctx context.Context, job *river.Job[bareJob]) error {
	r := audit.Record{
		ID: fmt.Sprint("sending-", job.Args.Number), Company: "c", At: time.Now(), MessageID: fmt.Sprint("m", job.Args.Number), Key: "form",
		Order: audit.OrderRef{Kind: "work-order", ID: "1"}, Kind: "booking-confirmation", Recipient: fmt.Sprintf("r%d@example.se", job.Args.Number),
		Channel: delivery.Email, Status: delivery.StatusSending, Attempt: 1,
	}
	if err := w.store.Append(ctx, r); err != nil {
		return err
	}
	r.ID, r.Status = fmt.Sprint("sent-", job.Args.Number), delivery.StatusSent
	return w.store.Append(ctx, r)
}

// Two thousand messages by River with the settings that the package hands over and a
// recorder for a sender, beside a bare River worker that writes the same rows
// (BUDKAVLE_POSTGRES=1 go test -run xxx -bench River -benchtime 2x in this folder).
func BenchmarkRiver(b *testing.B) {
	const messages, inFlight = 2000, 100
	var ours, bare time.Duration
	round := 0
	for b.Loop() {
		round++
		ours += drainOurs(b, fmt.Sprint("ours", round), messages, inFlight)
		bare += drainBare(b, fmt.Sprint("bare", round), messages, inFlight)
	}
	rate := func(d time.Duration) float64 { return float64(messages*b.N) / d.Seconds() }
	b.ReportMetric(rate(ours), "ours-msg/s")
	b.ReportMetric(rate(bare), "bare-msg/s")
	b.ReportMetric(rate(ours)/rate(bare), "ratio")
}

func drainOurs(b *testing.B, name string, messages, inFlight int) time.Duration {
	b.Helper()
	h := newHost(b, name)
	for n := 0; n < messages; n += 100 {
		_, err := h.Enqueue(b.Context(), letters(b, fmt.Sprint("form", n), 100), notify.Schedule{})
		require.NoError(b, err)
	}
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service()})
	require.NoError(b, err)
	workers := river.NewWorkers()
	h.queue.Register(workers, worker)
	return drain(b, h, newDrain(b, h, workers, inFlight), messages)
}

func drainBare(b *testing.B, name string, messages, inFlight int) time.Duration {
	b.Helper()
	h := newHost(b, name)
	workers := river.NewWorkers()
	river.AddWorker(workers, &bareWorker{store: h.queue.Store})
	list := make([]river.InsertManyParams, messages)
	for i := range list {
		list[i] = river.InsertManyParams{Args: bareJob{i}, InsertOpts: &river.InsertOpts{Queue: riverqueue.EmailQueue}}
	}
	client := newDrain(b, h, workers, inFlight)
	_, err := client.InsertMany(b.Context(), list)
	require.NoError(b, err)
	return drain(b, h, client, messages)
}

// newDrain is a client with the settings that the package hands over.
func newDrain(b *testing.B, h *host, workers *river.Workers, inFlight int) *river.Client[pgx.Tx] {
	b.Helper()
	client, err := river.NewClient(riverpgxv5.New(h.pool), &river.Config{
		Workers: workers, Queues: h.queue.Queues(inFlight), RescueStuckJobsAfter: riverqueue.Rescue, FetchCooldown: riverqueue.Fetch, TestOnly: true,
	})
	require.NoError(b, err)
	return client
}

// drain says how long a client takes until everything is completed.
func drain(b *testing.B, h *host, client *river.Client[pgx.Tx], messages int) time.Duration {
	b.Helper()
	began := time.Now()
	require.NoError(b, client.Start(context.WithoutCancel(b.Context())))
	for n := 0; n < messages; <-time.After(5 * time.Millisecond) {
		require.NoError(b, h.pool.QueryRow(b.Context(), "SELECT COUNT(*) FROM river_job WHERE state = 'completed'").Scan(&n))
		require.Less(b, time.Since(began), time.Minute)
	}
	took := time.Since(began)
	require.NoError(b, client.Stop(context.WithoutCancel(b.Context())))
	return took
}
