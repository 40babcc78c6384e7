package notify_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
)

// A troubled outbox has a database that for a while hangs, or answers with an error, in
// one of its calls.
type troubled struct {
	*notify.MemoryOutbox
	call  string
	hangs bool
	until time.Time
	met   atomic.Int64
}

var errFull = errors.New("database or disk is full")

func (b *troubled) trouble(ctx context.Context, call string) error {
	if call != b.call || !time.Now().Before(b.until) {
		return nil
	}
	b.met.Add(1)
	if !b.hangs {
		return errFull
	}
	<-ctx.Done() // as a connection that nobody answers
	return ctx.Err()
}

func (b *troubled) Lease(ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
	if err := b.trouble(ctx, "lease"); err != nil {
		return nil, err
	}
	return b.MemoryOutbox.Lease(ctx, now, lease, most)
}

func (b *troubled) Plan(ctx context.Context, company, key string) (plan.Plan, error) {
	if err := b.trouble(ctx, "plan"); err != nil {
		return plan.Plan{}, err
	}
	return b.MemoryOutbox.Plan(ctx, company, key)
}

func (b *troubled) HandOver(ctx context.Context, now time.Time, hands ...notify.HandOver) ([]bool, error) {
	if err := b.trouble(ctx, "hand over"); err != nil {
		return nil, err
	}
	return b.MemoryOutbox.HandOver(ctx, now, hands...)
}

func (b *troubled) Settle(ctx context.Context, now time.Time, list ...notify.Settlement) error {
	if err := b.trouble(ctx, "settle"); err != nil {
		return err
	}
	return b.MemoryOutbox.Settle(ctx, now, list...)
}

func (b *troubled) Forget(ctx context.Context, company string, before time.Time) (int, error) {
	if err := b.trouble(ctx, "forget"); err != nil {
		return 0, err
	}
	return b.MemoryOutbox.Forget(ctx, company, before)
}

// A database that hangs, is locked or full for a quarter of an hour stops nothing for good:
// everything is sent once, and nothing is held whose end is known.
func TestR614ADatabaseInTroubleStopsNothingForGood(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"lease", "plan", "hand over", "settle", "forget"} {
		for _, hangs := range []bool{true, false} {
			t.Run(call+map[bool]string{true: " hangs", false: " fails"}[hangs], func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					lasts, inFlight := 15*time.Minute, 8
					switch call {
					case "forget": // once an hour
						lasts = 65 * time.Minute
					case "plan": // whose readers wait for each other where the bubble's clock cannot see it
						inFlight = 1
					}
					box := &troubled{call: call, hangs: hangs, until: time.Now().Add(lasts)}
					bench := notifytest.NewBench(func(c *notify.Config) {
						box.MemoryOutbox = notify.NewMemoryOutbox(c.Log)
						c.Outbox, c.Now, c.LogGrace = box, time.Now, 0
					})
					_, err := bench.Enqueue(t.Context(), confirmationTo(t, 20), notify.Schedule{})
					require.NoError(t, err)
					worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service(), InFlight: inFlight})
					require.NoError(t, err)
					mine, cancel := context.WithCancel(t.Context())
					done := make(chan error)
					go func() { done <- worker.Run(mine) }()
					time.Sleep(2 * time.Hour)
					assert.Len(t, bench.Recorder.Emails(), 20)
					progress, err := bench.Progress(t.Context(), "")
					require.NoError(t, err)
					assert.Equal(t, notify.Progress{Sent: 20}, progress)
					assert.Positive(t, box.met.Load())
					records, err := audit.All(t.Context(), bench.Log, audit.Query{Company: "mitt-bolag"})
					require.NoError(t, err)
					for _, m := range audit.Fold(records) {
						assert.True(t, m.Good(), m.Status)
					}
					cancel()
					require.ErrorIs(t, <-done, context.Canceled)
				})
			})
		}
	}
}
