package notify_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
)

// What is done is forgotten after a while, so that the outbox does not grow for ever;
// what waits is not, and nothing of it is sent again.
func TestAWorkerForgetsWhatIsDone(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		keep  time.Duration
		after time.Duration
		want  notify.Progress
	}{
		"by default, a month on":   {0, notify.DefaultKeep + 2*time.Hour, notify.Progress{Waiting: 1}},
		"by default, a day before": {0, notify.DefaultKeep - 24*time.Hour, notify.Progress{Waiting: 1, Sent: 3}},
		"a day":                    {24 * time.Hour, 26 * time.Hour, notify.Progress{Waiting: 1}},
		"for ever":                 {-1, 10 * notify.DefaultKeep, notify.Progress{Waiting: 1, Sent: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQueue(t, notifytest.Settings(), func(c *notify.WorkerConfig) { c.Keep = row.keep })
			p := bookingPlan(t, "form")
			_, err := q.Enqueue(t.Context(), p, notify.Schedule{})
			require.NoError(t, err)
			_, err = q.Enqueue(t.Context(), onePlan(t, "later"), notify.Schedule{NotBefore: q.Clock.Now().Add(20 * notify.DefaultKeep)})
			require.NoError(t, err)
			q.work(t, 0)
			q.work(t, row.after)
			assert.Equal(t, row.want, q.progress(t))
			_, err = q.Enqueue(t.Context(), p, notify.Schedule{})
			require.NoError(t, err)
			q.work(t, 0)
			assert.Len(t, q.Recorder.Emails(), 2, "the log knows that it was sent")
			// A queue of another kind forgets as well.
			_, err = q.worker.Deliver(t.Context(), "mitt-bolag", "nobody")
			require.NoError(t, err)
		})
	}
}

// A worker that River calls forgets too, and not at each call.
func TestDeliverForgetsOnceInAWhile(t *testing.T) {
	t.Parallel()
	counting := &forgetful{}
	bench := notifytest.NewBench(func(c *notify.Config) {
		counting.MemoryOutbox = notify.NewMemoryOutbox(c.Log)
		c.Outbox = counting
	})
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
	require.NoError(t, err)
	p := onePlan(t, "form")
	_, err = bench.Enqueue(t.Context(), p, notify.Schedule{})
	require.NoError(t, err)
	for range 5 {
		_, err = worker.Deliver(t.Context(), p.Company, p.Messages[0].ID)
		require.NoError(t, err)
		bench.Clock.Advance(25 * time.Minute)
	}
	assert.Equal(t, []string{p.Company}, counting.companies, "once: an hour after the first message")
}

type forgetful struct {
	*notify.MemoryOutbox
	companies []string
}

func (f *forgetful) Forget(ctx context.Context, company string, before time.Time) (int, error) {
	f.companies = append(f.companies, company)
	return f.MemoryOutbox.Forget(ctx, company, before)
}
