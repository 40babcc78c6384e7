package notify_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// Sixteen messages are under way at once where the host does not say how many, and none of
// those that wait is forgotten.
func TestAWorkerHasSixteenUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &busyServer{}
		h := emailBench(server.Send, withOutbox, func(c *notify.Config) { c.Now = time.Now })
		_, err := h.Enqueue(t.Context(), confirmationTo(t, 50), notify.Schedule{})
		require.NoError(t, err)
		worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service()})
		require.NoError(t, err)
		mine, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		require.ErrorIs(t, worker.Run(mine), context.DeadlineExceeded)
		assert.Equal(t, 50, server.sent)
		assert.Equal(t, 16, server.most)
	})
}

// A message that is put off again and again is given up after a day, and the log says why.
func TestR613AWorkerGivesUpAfterADay(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: reasons.Greylisted})
	_, err := q.Enqueue(ctx, onePlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	for range 22 * 4 {
		q.work(t, 15*time.Minute)
		require.Equal(t, notify.Progress{Waiting: 1}, q.progress(t))
	}
	for range 2*4 + 1 {
		q.work(t, 15*time.Minute)
	}
	assert.Equal(t, notify.Progress{Failed: 1}, q.progress(t))
	history, err := q.History(ctx, notifytest.Order())
	require.NoError(t, err)
	assert.Equal(t, reasons.GaveUp, history.Lines[0].Failure.Reason)
	assert.Equal(t, string(reasons.Greylisted), history.Lines[0].Failure.Text)
	q.Recorder.Fail("anna@example.se", nil)
	q.work(t, 24*time.Hour)
	q.Recorder.AssertNothingSent(t)
}

// An outbox that cannot be reached is told to the host's logger, once for each look, and a
// worker that is stopped meanwhile complains of nothing.
func TestAWorkerTellsOfAnOutboxThatFails(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"lease", "forget"} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				heard := &levels{}
				box := &troubled{call: call, until: time.Now().Add(90 * time.Minute)}
				h := notifytest.NewBench(func(c *notify.Config) {
					box.MemoryOutbox = notify.NewMemoryOutbox(c.Log)
					c.Outbox, c.Now, c.Logger = box, time.Now, slog.New(heard)
				})
				_, err := h.Enqueue(t.Context(), onePlan(t, "form"), notify.Schedule{})
				require.NoError(t, err)
				worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service(), Poll: time.Minute})
				require.NoError(t, err)
				mine, cancel := context.WithTimeout(t.Context(), 3*time.Hour)
				defer cancel()
				require.ErrorIs(t, worker.Run(mine), context.DeadlineExceeded)
				errs := 0
				for _, level := range heard.list {
					if level == slog.LevelError {
						errs++
					}
				}
				assert.EqualValues(t, box.met.Load(), errs)
				assert.Positive(t, errs)
				assert.Len(t, h.Recorder.Emails(), 1)
			})
		})
	}
}

// A limit that a company has chosen is its own: others do not wait for it.
func TestALimitIsOneCompanys(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings(), func(c *notify.WorkerConfig) {
		c.Limits = func(company string, _ delivery.Channel) notify.Limit {
			if company == "mitt-bolag" {
				return notify.Limit{PerSecond: 1.0 / 3600}
			}
			return notify.Limit{}
		}
	})
	s := notifytest.Settings()
	s.Company.ID = "annat-bolag"
	_, err := q.Enqueue(ctx, confirmationTo(t, 3), notify.Schedule{})
	require.NoError(t, err)
	p := theirPlan(t, s)
	_, err = q.For(s).Enqueue(ctx, p, notify.Schedule{})
	require.NoError(t, err)
	q.work(t, 0)
	assert.Len(t, q.Recorder.Emails(), 1+len(p.Messages))
	q.work(t, time.Hour)
	assert.Len(t, q.Recorder.Emails(), 2+len(p.Messages))
	q.work(t, time.Hour)
	assert.Len(t, q.Recorder.Emails(), 3+len(p.Messages))
}

// theirPlan is a confirmation of another company's.
func theirPlan(t *testing.T, s order.Settings) plan.Plan {
	t.Helper()
	o := notifytest.Order()
	o.Company = s.Company.ID
	d, err := compose.NewDraft(s, o, compose.Request{Kind: compose.BookingConfirmation, Key: "theirs", Now: notifytest.Now()})
	require.NoError(t, err)
	p, err := d.Plan()
	require.NoError(t, err)
	return p
}
