package notify_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
)

// brokenLog fails to write from some record on.
type brokenLog struct {
	*audit.Memory
	left atomic.Int32
}

func (b *brokenLog) Append(ctx context.Context, records ...audit.Record) error {
	if b.left.Add(-1) < 0 {
		return errors.New("disk full")
	}
	return b.Memory.Append(ctx, records...)
}

func (b *brokenLog) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (bool, error) {
	if b.left.Add(-1) < 0 {
		return false, errors.New("disk full")
	}
	return b.Memory.Claim(ctx, claim, with...)
}

func TestNothingHalfSentStaysUnsaid(t *testing.T) {
	t.Parallel()
	for left, want := range []string{"", "failed failed failed", "sent failed failed", "sent failed failed", "sent sent failed"} {
		log := &brokenLog{Memory: audit.NewMemory()}
		log.left.Store(int32(left))
		h := notifytest.NewBench(func(c *notify.Config) { c.Log, c.Concurrency = log, 1 })
		r, err := h.Send(ctx, bookingPlan(t, "form"))
		if left == 0 {
			require.ErrorContains(t, err, "nothing was sent")
			h.Recorder.AssertNothingSent(t)
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, want, statuses(r), "%d writes", left)
		assert.ErrorContains(t, r.Err(), "disk full")
	}
}

// hiccup is a log that fails once, when the plan is claimed: before it is stored,
// or with the answer lost.
type hiccup struct {
	audit.Store
	failed atomic.Bool
	lost   bool
}

func (h *hiccup) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (bool, error) {
	if h.failed.Swap(true) {
		return h.Store.Claim(ctx, claim, with...)
	}
	if h.lost {
		_, _ = h.Store.Claim(ctx, claim, with...)
	}
	return false, errors.New("disk full")
}

func TestAPlanThatWasClaimedAndNotLoggedCanBeSent(t *testing.T) {
	t.Parallel()
	again := map[string]func(*notifytest.Bench, plan.Plan) (notify.Result, error){
		"Send":  func(h *notifytest.Bench, p plan.Plan) (notify.Result, error) { return h.Send(ctx, p) },
		"Retry": func(h *notifytest.Bench, p plan.Plan) (notify.Result, error) { return h.Retry(ctx, p) },
	}
	for name, call := range again {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := notifytest.NewBench(func(c *notify.Config) { c.Log = &hiccup{Store: audit.NewMemory()} })
			p := bookingPlan(t, "form")
			_, err := h.Send(ctx, p)
			require.ErrorContains(t, err, "nothing was sent")
			r, err := call(h, p)
			require.NoError(t, err)
			assert.Equal(t, "sent sent sent", statuses(r))
			assert.False(t, r.Duplicate)
			r, err = call(h, p)
			require.NoError(t, err)
			assert.True(t, r.Duplicate)
			assert.Len(t, h.Recorder.Emails(), 2)
		})
	}
}

func TestManyCallersAfterAHiccupSendOnce(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = &hiccup{Store: audit.NewMemory(), lost: true} })
	p := bookingPlan(t, "form")
	_, err := h.Send(ctx, p)
	require.Error(t, err)
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			// A caller that gives up at once must not let others repeat a try
			// that is still somebody's.
			mine, cancel := context.WithCancel(ctx)
			if i%4 == 0 {
				cancel()
			}
			defer cancel()
			if i%2 == 0 {
				_, _ = h.Send(mine, p)
			} else {
				_, _ = h.Retry(mine, p)
			}
		})
	}
	group.Wait()
	r, err := h.Retry(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "sent sent sent", statuses(r))
	assert.Len(t, h.Recorder.Emails(), 2)
	assert.Len(t, h.Recorder.SentSMS(), 1)
}

// dying is a log whose process dies before it can write a status.
type dying struct {
	audit.Store
	at delivery.Status
}

func (d *dying) Append(ctx context.Context, records ...audit.Record) error {
	if d.at != "" && records[0].Status == d.at {
		return errors.New("died of " + records[0].Recipient)
	}
	return d.Store.Append(ctx, records...)
}

func TestAfterACrash(t *testing.T) {
	t.Parallel()
	memory := audit.NewMemory()
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = &dying{memory, delivery.StatusSent} })
	p := bookingPlan(t, "form")
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	// The log of the next process knows that each was handed over, and no more.
	next := notifytest.NewBench(func(c *notify.Config) { c.Log = memory })
	for after, want := range []string{"sending sending sending", "uncertain uncertain uncertain"} {
		next.Clock.Advance(time.Duration(after) * (audit.Abandoned + time.Second))
		for _, call := range []func(context.Context, plan.Plan) (notify.Result, error){next.Send, next.Retry} {
			r, err := call(ctx, p)
			require.NoError(t, err)
			assert.Equal(t, want, statuses(r))
			assert.True(t, r.Duplicate)
			assert.Error(t, r.Err())
		}
	}
	next.Recorder.AssertNothingSent(t)
}

// quicker is a log in which another caller has every try, and which then cannot
// be read.
type quicker struct {
	audit.Store
	blind atomic.Bool
}

func (q *quicker) Claim(ctx context.Context, r audit.Record, with ...audit.Record) (bool, error) {
	if r.MessageID == "" {
		return q.Store.Claim(ctx, r, with...)
	}
	q.blind.Store(true)
	return false, nil
}

func (q *quicker) Records(ctx context.Context, query audit.Query) (audit.Page, error) {
	if q.blind.Load() {
		return audit.Page{}, errors.New("log away")
	}
	return q.Store.Records(ctx, query)
}

// What another caller has made of a message, and the log does not tell, is
// uncertain: no error says that nothing was sent.
func TestTakenByAnotherAndUnreadable(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = &quicker{Store: c.Log} })
	r, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	assert.Equal(t, "uncertain uncertain uncertain", statuses(r))
	require.ErrorContains(t, r.Err(), "another caller sends it")
	h.Recorder.AssertNothingSent(t)
}

func TestQueuedAndNeverHandedOverIsSent(t *testing.T) {
	t.Parallel()
	memory := audit.NewMemory()
	p := bookingPlan(t, "form")
	// A process that died between queue and first try.
	died := notifytest.NewBench(func(c *notify.Config) { c.Log = &stopAfterQueue{memory} })
	_, err := died.Send(ctx, p)
	require.NoError(t, err)
	next := notifytest.NewBench(func(c *notify.Config) { c.Log = memory })
	r, err := next.Send(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "sent sent sent", statuses(r))
	assert.False(t, r.Duplicate)
}

// stopAfterQueue lets the queue be written and nothing after it.
type stopAfterQueue struct{ audit.Store }

func (s *stopAfterQueue) Append(ctx context.Context, records ...audit.Record) error {
	if records[0].Status != delivery.StatusQueued {
		return errors.New("died")
	}
	return s.Store.Append(ctx, records...)
}

func (s *stopAfterQueue) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (bool, error) {
	if claim.MessageID != "" {
		return false, errors.New("died")
	}
	return s.Store.Claim(ctx, claim, with...)
}
