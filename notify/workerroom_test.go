package notify_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
)

// askedBox notes what the outbox is asked for.
type askedBox struct {
	*notify.MemoryOutbox
	mu    sync.Mutex
	rooms []int // of Lease
	plans int   // read
}

func (b *askedBox) Lease(ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
	b.mu.Lock()
	b.rooms = append(b.rooms, most)
	b.mu.Unlock()
	return b.MemoryOutbox.Lease(ctx, now, lease, most)
}

func (b *askedBox) Plan(ctx context.Context, company, key string) (plan.Plan, error) {
	b.mu.Lock()
	b.plans++
	b.mu.Unlock()
	return b.MemoryOutbox.Plan(ctx, company, key)
}

// A worker whose messages end one by one looks for others when half of its room is free, and
// not for each; a worker without room asks for nothing.
func TestAWorkerLooksWhenHalfOfItsRoomIsFree(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		sent := 0
		box := &askedBox{}
		h := emailBench(func(context.Context, *email.Message) (delivery.Receipt, error) {
			mu.Lock()
			sent++
			takes := time.Duration(sent) * time.Second // no two end together
			mu.Unlock()
			time.Sleep(takes)
			return delivery.Receipt{}, nil
		}, func(c *notify.Config) {
			box.MemoryOutbox = notify.NewMemoryOutbox(c.Log)
			c.Outbox, c.Now = box, time.Now
		})
		_, err := h.Enqueue(t.Context(), confirmationTo(t, 30), notify.Schedule{})
		require.NoError(t, err)
		worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service(), InFlight: 6, Poll: 2 * time.Hour})
		require.NoError(t, err)
		mine, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		go func() {
			time.Sleep(100 * time.Millisecond)
			worker.Wake() // there is no room
		}()
		require.ErrorIs(t, worker.Run(mine), context.DeadlineExceeded)
		assert.Equal(t, 30, sent)
		assert.Equal(t, 6, box.rooms[0])
		for _, room := range box.rooms {
			assert.GreaterOrEqual(t, room, 3)
		}
		assert.Contains(t, box.rooms, 3)
	})
}

// A worker that has been stopped asks for nothing more, though somebody has woken it.
func TestAStoppedWorkerBeginsNothing(t *testing.T) {
	t.Parallel()
	box := &askedBox{}
	h := emailBench(nil, func(c *notify.Config) {
		box.MemoryOutbox = notify.NewMemoryOutbox(c.Log)
		c.Outbox = box
	})
	_, err := h.Enqueue(t.Context(), confirmationTo(t, 1), notify.Schedule{})
	require.NoError(t, err)
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service()})
	require.NoError(t, err)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for range 100 { // a select takes any of the cases that are ready
		worker.Wake()
		require.ErrorIs(t, worker.Run(stopped), context.Canceled)
	}
	assert.Empty(t, box.rooms)
}

// A worker reads a plan once for as long as its messages come, also where a few plans take
// turns; it does not hold on to every plan that it has ever sent of.
func TestAWorkerKeepsTheFewPlansThatItIsAt(t *testing.T) {
	t.Parallel()
	const rounds = 3
	for plans, reads := range map[int]int{1: 1, 4: 4, 20: 20 * rounds} {
		box := &askedBox{}
		h := notifytest.NewBench(func(c *notify.Config) {
			box.MemoryOutbox = notify.NewMemoryOutbox(c.Log)
			c.Outbox = box
		})
		worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service()})
		require.NoError(t, err)
		var all []plan.Plan
		for i := range plans {
			all = append(all, bookingPlan(t, fmt.Sprint("form-", i)))
			_, err := h.Enqueue(ctx, all[i], notify.Schedule{})
			require.NoError(t, err)
		}
		box.plans = 0 // Enqueue has asked too
		for round := range rounds {
			for _, p := range all {
				v, err := worker.Deliver(ctx, p.Company, p.Messages[round].ID)
				require.NoError(t, err)
				assert.Equal(t, notify.JobSent, v.State)
			}
		}
		assert.Equal(t, reads, box.plans, "%d plans", plans)
		assert.Len(t, h.Recorder.Emails(), 2*plans)
	}
}

// A worker that is stopped while the outbox takes no outcome does not hold its process up for
// as long as the lease: it tries for the service's time, and the log is asked no more.
func TestAStoppedWorkerWaitsForTheOutboxAsLongAsTheServiceDoes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		box := &troubled{call: "settle", until: time.Now().Add(100 * time.Hour)}
		h := notifytest.NewBench(func(c *notify.Config) {
			box.MemoryOutbox = notify.NewMemoryOutbox(c.Log)
			c.Outbox, c.Now, c.LogGrace = box, time.Now, time.Minute
		})
		_, err := h.Enqueue(t.Context(), onePlan(t, "form"), notify.Schedule{})
		require.NoError(t, err)
		worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service()})
		require.NoError(t, err)
		mine, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		began := time.Now()
		require.ErrorIs(t, worker.Run(mine), context.DeadlineExceeded)
		assert.Equal(t, 6*time.Minute, time.Since(began))
		assert.Len(t, h.Recorder.Emails(), 1)
	})
}

// A message that its server takes longer for than the lease lasts is held by the next worker,
// since nobody has said what came of it. When its server answers, the log knows that it went.
func TestR614AMessageThatOutlivesItsLeaseIsKnownToBeSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, w := &slowServer{after: 3 * time.Minute}, &watcher{}
		h := slowBench(server, withOutbox, func(c *notify.Config) { c.Now, c.Observer = time.Now, w })
		_, err := h.Enqueue(t.Context(), onePlan(t, "form"), notify.Schedule{})
		require.NoError(t, err)
		var group sync.WaitGroup
		for _, wait := range []time.Duration{2 * time.Minute, 30 * time.Second} { // two processes
			worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service(), Lease: time.Minute})
			require.NoError(t, err)
			group.Go(func() { _, _ = worker.Once(t.Context()) })
			time.Sleep(wait)
		}
		history, err := h.History(t.Context(), notifytest.Order())
		require.NoError(t, err)
		assert.Equal(t, delivery.StatusUncertain, history.Lines[0].Status)
		group.Wait()
		assert.Equal(t, 1, server.arrived)
		history, err = h.History(t.Context(), notifytest.Order())
		require.NoError(t, err)
		assert.Equal(t, delivery.StatusSent, history.Lines[0].Status)
		assert.Equal(t, []string{"mitt-bolag booking-confirmation anna@example.se: sent 1 "}, w.lines)
	})
}

// A worker has handed a message over and died; the gateway has told since that it arrived. The
// next worker asks nobody about it.
func TestR614WhatIsKnownToHaveArrivedIsNotHeld(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reported delivery.Status
		want     notify.Progress
	}{
		"delivered":  {delivery.StatusDelivered, notify.Progress{Sent: 1}},
		"no reports": {"", notify.Progress{Held: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQueue(t, notifytest.Settings())
			p := onePlan(t, "form")
			_, err := q.Enqueue(ctx, p, notify.Schedule{})
			require.NoError(t, err)
			leased, err := q.box.Lease(ctx, q.Clock.Now(), time.Minute, 1)
			require.NoError(t, err)
			_, err = q.box.HandOver(ctx, q.Clock.Now(), notify.HandOver{Leased: leased[0], Record: audit.Record{
				ID: "sending", Company: p.Company, At: q.Clock.Now(), MessageID: p.Messages[0].ID, Key: p.Key, Order: p.Order,
				Channel: delivery.Email, Recipient: p.Messages[0].Recipient, Status: delivery.StatusSending, Attempt: 1,
			}})
			require.NoError(t, err)
			if c.reported != "" {
				require.NoError(t, q.Report(ctx, delivery.Report{Company: p.Company, MessageID: p.Messages[0].ID, Status: c.reported}))
			}
			q.work(t, time.Hour)
			assert.Equal(t, c.want, q.progress(t))
			q.Recorder.AssertNothingSent(t)
		})
	}
}

// What has waited the longest goes first, whether a time was set for it or not.
func TestWhatHasWaitedTheLongestGoesFirst(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings(), func(c *notify.WorkerConfig) { c.InFlight = 1 })
	for _, address := range []string{"anna@example.se", "bo@example.se", "cilla@example.se"} {
		when := notify.Schedule{}
		if address == "bo@example.se" {
			when.NotBefore = q.Clock.Now().Add(-time.Hour) // due before it was put, and before the others
		}
		_, err := q.Enqueue(ctx, planOf(t, notifytest.Settings(), notifytest.Order(), confirming(address), to(address)), when)
		require.NoError(t, err)
		q.Clock.Advance(time.Minute)
	}
	q.work(t, 0)
	var order []string
	for _, m := range q.Recorder.Emails() {
		order = append(order, m.To.Address.String())
	}
	assert.Equal(t, []string{"bo@example.se", "anna@example.se", "cilla@example.se"}, order)
}

// lostSettle settles, and then loses the answer once.
type lostSettle struct {
	*notify.MemoryOutbox
	once sync.Once
}

func (b *lostSettle) Settle(ctx context.Context, now time.Time, list ...notify.Settlement) error {
	err := b.MemoryOutbox.Settle(ctx, now, list...)
	b.once.Do(func() { err = errFull })
	return err
}

// An outcome that the outbox took, though its answer was lost, is the worker's own, and not
// another's who was quicker.
func TestAnOutcomeWhoseAnswerWasLostIsTheWorkersOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, box := &watcher{}, &lostSettle{}
		h := notifytest.NewBench(func(c *notify.Config) {
			box.MemoryOutbox = notify.NewMemoryOutbox(c.Log)
			c.Outbox, c.Now, c.LogGrace, c.Observer = box, time.Now, time.Minute, w
		})
		h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown})
		_, err := h.Enqueue(t.Context(), onePlan(t, "form"), notify.Schedule{})
		require.NoError(t, err)
		worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service()})
		require.NoError(t, err)
		_, err = worker.Once(t.Context())
		require.NoError(t, err)
		assert.Equal(t, []string{"mitt-bolag booking-confirmation anna@example.se: failed 1 "}, w.lines)
		progress, err := h.Progress(t.Context(), "")
		require.NoError(t, err)
		assert.Equal(t, notify.Progress{Failed: 1}, progress)
	})
}
