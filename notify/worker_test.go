package notify_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// queue is a bench with an outbox and a worker, and the order as the host has it.
type queue struct {
	*notifytest.Bench
	box    *notify.MemoryOutbox
	worker *notify.Worker
	order  *order.Order
}

func newQueue(t *testing.T, settings order.Settings, changes ...func(*notify.WorkerConfig)) *queue {
	t.Helper()
	return newQueueOn(t, settings, func(*notify.Config) {}, changes...)
}

// newQueueOn is newQueue on a service that is configured otherwise.
func newQueueOn(t *testing.T, settings order.Settings, on func(*notify.Config), changes ...func(*notify.WorkerConfig)) *queue {
	t.Helper()
	q := &queue{}
	q.Bench = notifytest.NewBench(func(c *notify.Config) {
		on(c)
		q.box = notify.NewMemoryOutbox(c.Log)
		c.Outbox = q.box
	})
	q.Desk = q.For(settings)
	config := notify.WorkerConfig{
		Service:  q.Service(),
		Settings: func(context.Context, string) (order.Settings, error) { return settings, nil },
		Order: func(context.Context, string, audit.OrderRef) (order.Order, error) {
			if q.order == nil {
				return order.Order{}, notify.ErrNoOrder
			}
			return *q.order, nil
		},
	}
	for _, change := range changes {
		change(&config)
	}
	var err error
	q.worker, err = notify.NewWorker(config)
	require.NoError(t, err)
	return q
}

// work lets time pass and sends what is due.
func (q *queue) work(t *testing.T, after time.Duration) {
	t.Helper()
	q.Clock.Advance(after)
	_, err := q.worker.Once(t.Context())
	require.NoError(t, err)
}

func (q *queue) progress(t *testing.T) notify.Progress {
	t.Helper()
	p, err := q.Progress(t.Context(), "")
	require.NoError(t, err)
	return p
}

func TestR614WhatIsEnqueuedIsSentOnce(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	for range 2 {
		r, err := q.Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{})
		require.NoError(t, err)
		require.ErrorIs(t, r.Err(), notify.ErrUnderWay)
	}
	q.Recorder.AssertNothingSent(t)
	assert.Equal(t, notify.Progress{Waiting: 3}, q.progress(t))
	q.work(t, 0)
	assert.Equal(t, notify.Progress{Sent: 3}, q.progress(t))
	r, err := q.Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	assert.True(t, r.Duplicate)
	assert.Equal(t, "sent sent sent", statuses(r))
	q.work(t, time.Hour)
	assert.Len(t, q.Recorder.Emails(), 2)
	history, err := q.History(ctx, notifytest.Order())
	require.NoError(t, err)
	assert.False(t, history.Red())
}

// What Send has begun is not sent again by the worker, nor the other way round.
func TestR614SendAndEnqueueAreOne(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	_, err := q.Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	q.work(t, 0)
	r, err := q.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	assert.True(t, r.Duplicate)
	_, err = q.Send(ctx, onePlan(t, "other"))
	require.NoError(t, err)
	_, err = q.Enqueue(ctx, onePlan(t, "other"), notify.Schedule{})
	require.NoError(t, err)
	q.work(t, 0)
	assert.Len(t, q.Recorder.Emails(), 3)
}

func TestR613TheWorkerTriesAgainWithGrowingPauses(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: reasons.Greylisted})
	_, err := q.Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	q.work(t, 0)
	assert.Equal(t, notify.Progress{Waiting: 1, Sent: 2}, q.progress(t), "one recipient's failure never stops another's")
	q.work(t, 40*time.Second)
	q.Recorder.Fail("anna@example.se", nil)
	assert.Equal(t, 1, q.progress(t).Waiting, "not before a pause of nearly a minute")
	q.work(t, 40*time.Second)
	assert.Equal(t, notify.Progress{Sent: 3}, q.progress(t))
}

func TestR613RetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasons.TooManyRequests, RetryAfter: time.Hour})
	_, err := q.Enqueue(ctx, onePlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	q.work(t, 0)
	q.Recorder.Fail("anna@example.se", nil)
	q.work(t, 59*time.Minute)
	q.Recorder.AssertNothingSent(t)
	q.work(t, 2*time.Minute)
	assert.Len(t, q.Recorder.Emails(), 1)
}

func TestR613TryingEndsInAFailureThatIsLogged(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: reasons.Greylisted})
	_, err := q.Enqueue(ctx, onePlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	for range 40 {
		q.work(t, time.Hour)
	}
	assert.Equal(t, notify.Progress{Failed: 1}, q.progress(t))
	history, err := q.History(ctx, notifytest.Order())
	require.NoError(t, err)
	assert.Equal(t, reasons.GaveUp, history.Lines[0].Failure.Reason)
	assert.False(t, history.Lines[0].Failure.AddressGone(), "no evidence about the mailbox")
}

// What is to go in three days is tried for a day from then on, however early it was
// accepted.
func TestR613TryingLastsFromWhenAMessageMayGo(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: reasons.Greylisted})
	_, err := q.Enqueue(ctx, onePlan(t, "form"), notify.Schedule{NotBefore: q.Clock.Now().Add(72 * time.Hour)})
	require.NoError(t, err)
	q.Clock.Advance(72 * time.Hour)
	for range 20 {
		q.work(t, time.Hour)
	}
	assert.Equal(t, notify.Progress{Waiting: 1}, q.progress(t))
	for range 20 {
		q.work(t, time.Hour)
	}
	assert.Equal(t, notify.Progress{Failed: 1}, q.progress(t))
}

// Who is erased gets nothing that waits for them, and others do.
func TestErasingReachesTheOutbox(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	_, err := q.Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	found, err := q.Erase(ctx, notify.Whom{Fields: []string{"anna@example.se"}}, admin)
	require.NoError(t, err)
	assert.Equal(t, 1, found.Messages)
	q.work(t, time.Hour)
	assert.Len(t, q.Recorder.Emails(), 1)
	assert.NotEqual(t, "anna@example.se", q.Recorder.Emails()[0].To.Address.String())
	assert.Len(t, q.Recorder.SentSMS(), 1)
	assert.Equal(t, notify.Progress{Sent: 2}, q.progress(t))
	history, err := q.History(ctx, notifytest.Order())
	require.NoError(t, err)
	assert.False(t, history.Red(), "nothing waits for ever")
}

// A text that is kept no longer is kept nowhere: what is held, or stopped, for so long goes
// with it, and the log says so.
func TestR707DroppingBodiesReachesTheOutbox(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Uncertain, Fault: delivery.FaultSender, Reason: reasons.NoAnswer})
	q.Recorder.Fail("+46705123456", &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.LoginRefused})
	old := bookingPlan(t, "old")
	_, err := q.Enqueue(ctx, old, notify.Schedule{})
	require.NoError(t, err)
	q.work(t, 0)
	require.Equal(t, notify.Progress{Waiting: 1, Held: 1, Sent: 1}, q.progress(t))
	q.Clock.Advance(90 * 24 * time.Hour)
	_, err = q.Enqueue(ctx, onePlan(t, "young"), notify.Schedule{NotBefore: q.Clock.Now().Add(time.Hour)})
	require.NoError(t, err)

	_, err = q.DropBodies(ctx, q.Clock.Now(), order.Actor{ID: "bo"})
	require.ErrorContains(t, err, "personal-data")
	n, err := q.DropBodies(ctx, q.Clock.Now(), admin)
	require.NoError(t, err)
	assert.Equal(t, 3, n)
	assert.Equal(t, notify.Progress{Waiting: 1, Sent: 1, Dropped: 2}, q.progress(t))
	_, err = q.box.Plan(ctx, "mitt-bolag", "old")
	require.ErrorIs(t, err, notify.ErrNoPlan)
	_, err = q.box.Plan(ctx, "mitt-bolag", "young")
	require.NoError(t, err)
	records, err := audit.All(ctx, q.Log, audit.Query{Company: "mitt-bolag", Key: "old"})
	require.NoError(t, err)
	said := map[string]string{}
	for _, m := range audit.Fold(records) {
		assert.Empty(t, m.Body)
		said[m.Recipient] = string(m.Status)
	}
	assert.Equal(t, map[string]string{"anna@example.se": "uncertain", "bo@example.se": "sent", "+46705123456": "skipped"}, said, "what nobody knew the end of stays so")
}

func TestR613ConfigurationStopsTheQueueUntilItIsResumed(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings(), func(c *notify.WorkerConfig) { c.InFlight = 1 })
	wrong := &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.LoginRefused}
	q.Recorder.Fail("anna@example.se", wrong)
	_, err := q.Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	q.work(t, 0)
	assert.Equal(t, notify.Progress{Waiting: 2, Sent: 1}, q.progress(t), "the SMS goes, no mail does")
	q.Recorder.Fail("anna@example.se", nil)
	q.work(t, time.Hour)
	assert.Empty(t, q.Recorder.Emails(), "not before a person says so")
	stops, err := q.Stops(ctx, admin)
	require.NoError(t, err)
	assert.Equal(t, []notify.Stop{{Channel: delivery.Email, Since: notifytest.Now(), Why: string(reasons.LoginRefused)}}, stops)
	require.NoError(t, q.ResumeQueue(ctx, delivery.Email, admin))
	q.work(t, 0)
	assert.Equal(t, notify.Progress{Sent: 3}, q.progress(t))
	stops, err = q.Stops(ctx, admin)
	require.NoError(t, err)
	assert.Empty(t, stops)
}

func TestR613UncertainIsHeldForAPerson(t *testing.T) {
	t.Parallel()
	for decision, mails := range map[notify.Decision]int{notify.SendAgain: 1, notify.ItArrived: 0} {
		q := newQueue(t, notifytest.Settings())
		q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Uncertain, Reason: reasons.NoAnswer})
		p := onePlan(t, "form")
		_, err := q.Enqueue(ctx, p, notify.Schedule{})
		require.NoError(t, err)
		q.work(t, 0)
		q.Recorder.Fail("anna@example.se", nil)
		q.work(t, 48*time.Hour)
		q.Recorder.AssertNothingSent(t)
		held, next, err := q.Held(ctx, "", admin)
		require.NoError(t, err)
		require.Len(t, held, 1)
		assert.Empty(t, next)
		assert.Equal(t, p.Messages[0].ID, held[0].ID)
		assert.Equal(t, string(reasons.NoAnswer), held[0].Why)
		assert.Equal(t, "anna@example.se", held[0].Message.Recipient)
		assert.Equal(t, p.Messages[0].Subject(), held[0].Message.Subject)
		require.NoError(t, q.Release(ctx, held[0].ID, decision, admin))
		require.ErrorIs(t, q.Release(ctx, held[0].ID, decision, admin), notify.ErrLeaseLost)
		q.work(t, 0)
		require.Len(t, q.Recorder.Emails(), mails)
		if mails > 0 {
			assert.Equal(t, p.Messages[0].ID, q.Recorder.Emails()[0].ID, "the same Message-ID")
		}
		assert.Equal(t, notify.Progress{Sent: 1}, q.progress(t))
		history, err := q.History(ctx, notifytest.Order())
		require.NoError(t, err)
		assert.Equal(t, delivery.StatusSent, history.Lines[0].Status, decision)
	}
	q := newQueue(t, notifytest.Settings(), func(c *notify.WorkerConfig) {
		c.ResendUncertain = func(_ string, channel delivery.Channel) bool { return channel == delivery.Email }
	})
	q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Uncertain, Reason: reasons.NoAnswer})
	_, err := q.Enqueue(ctx, onePlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	q.work(t, 0)
	q.Recorder.Fail("anna@example.se", nil)
	q.work(t, time.Hour)
	assert.Len(t, q.Recorder.Emails(), 1, "by policy")
}

// A worker dies at each point, and then another does what a worker does.
func TestR614AWorkerThatDies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handed bool
		want   notify.Progress
	}{
		"before the hand-over": {false, notify.Progress{Sent: 1}},
		"after it":             {true, notify.Progress{Held: 1}},
	} {
		q := newQueue(t, notifytest.Settings())
		p := onePlan(t, "form")
		_, err := q.Enqueue(ctx, p, notify.Schedule{})
		require.NoError(t, err)
		leased, err := q.box.Lease(ctx, q.Clock.Now(), time.Minute, 10)
		require.NoError(t, err)
		require.Len(t, leased, 1)
		if c.handed {
			held, err := q.box.HandOver(ctx, q.Clock.Now(), notify.HandOver{Leased: leased[0], Record: audit.Record{ID: "x", Company: p.Company, At: q.Clock.Now(), MessageID: p.Messages[0].ID, Key: p.Key, Order: p.Order, Channel: delivery.Email, Status: delivery.StatusSending, Attempt: 1}})
			require.NoError(t, err)
			assert.Equal(t, []bool{true}, held)
		}
		q.work(t, 30*time.Second)
		assert.Equal(t, notify.Progress{Waiting: 1}, q.progress(t), "the lease still holds")
		q.work(t, time.Minute)
		assert.Equal(t, c.want, q.progress(t), name)
		require.ErrorIs(t, q.box.Settle(ctx, q.Clock.Now(), notify.Settlement{Leased: leased[0], State: notify.JobFailed}), notify.ErrLeaseLost)
		assert.Equal(t, c.want, q.progress(t), "a late settle changes nothing")
		if !c.handed {
			continue
		}
		records, err := audit.All(ctx, q.Log, audit.Query{Company: p.Company, Statuses: []delivery.Status{delivery.StatusUncertain}})
		require.NoError(t, err)
		last := records[len(records)-1]
		assert.Equal(t, delivery.StatusUncertain, last.Status)
		assert.Equal(t, 1, last.Attempt, "it is told of the try that was begun")
	}
}

// A plan that waits for a worker is the worker's alone.
func TestR614SendLeavesWhatWaitsToTheWorker(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	for _, p := range []plan.Plan{bookingPlan(t, "several"), onePlan(t, "alone")} {
		_, err := q.Enqueue(ctx, p, notify.Schedule{})
		require.NoError(t, err)
		for _, call := range []func(context.Context, plan.Plan) (notify.Result, error){q.Send, q.Retry, q.Resume} {
			r, err := call(ctx, p)
			require.NoError(t, err)
			require.ErrorIs(t, r.Err(), notify.ErrUnderWay)
			assert.True(t, r.Duplicate)
		}
	}
	q.Recorder.AssertNothingSent(t)
	q.work(t, 0)
	assert.Len(t, q.Recorder.Emails(), 3, "each once")
	assert.Len(t, q.Recorder.SentSMS(), 1)
}

// A queue of another kind asks for one job at a time.
func TestDeliverOneJob(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	p := onePlan(t, "form")
	id := p.Messages[0].ID
	deliver := func(want notify.JobState, least, most time.Duration) {
		t.Helper()
		v, err := q.worker.Deliver(ctx, p.Company, id)
		require.NoError(t, err)
		assert.Equal(t, want, v.State)
		assert.GreaterOrEqual(t, v.Again, least)
		assert.LessOrEqual(t, v.Again, most)
	}
	deliver("", 0, 0)
	_, err := q.Enqueue(ctx, p, notify.Schedule{NotBefore: q.Clock.Now().Add(time.Hour)})
	require.NoError(t, err)
	deliver(notify.JobWaiting, time.Hour, time.Hour)
	q.Clock.Advance(time.Hour)
	q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Reason: reasons.Greylisted})
	deliver(notify.JobWaiting, 45*time.Second, 75*time.Second)
	q.Clock.Advance(2 * time.Minute)
	q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.LoginRefused})
	deliver(notify.JobWaiting, notify.StopPause, notify.StopPause)
	q.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Uncertain, Reason: reasons.NoAnswer})
	deliver(notify.JobWaiting, notify.StopPause, notify.StopPause) // nothing goes before it is resumed
	require.NoError(t, q.ResumeQueue(ctx, delivery.Email, admin))
	deliver(notify.JobHeld, 0, 0)
	deliver("", 0, 0)
	require.NoError(t, q.Release(ctx, id, notify.SendAgain, admin))
	q.Recorder.Fail("anna@example.se", nil)
	deliver(notify.JobSent, 0, 0)
	deliver("", 0, 0)
	assert.Len(t, q.Recorder.Emails(), 1)
}

func TestEnqueueNeedsAnOutbox(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	_, err := h.Enqueue(ctx, onePlan(t, "form"), notify.Schedule{})
	require.ErrorIs(t, err, notify.ErrNoOutbox)
	_, err = notify.NewWorker(notify.WorkerConfig{Service: h.Service()})
	require.ErrorIs(t, err, notify.ErrNoOutbox)
}

// A host that panics ends the turn of one job, not the host's process.
func TestAWorkerSurvivesItsHost(t *testing.T) {
	t.Parallel()
	panics := true
	q := newQueue(t, reminding(), func(c *notify.WorkerConfig) {
		find := c.Order
		c.Order = func(ctx context.Context, company string, ref audit.OrderRef) (o order.Order, err error) {
			if panics {
				panic("secret body")
			}
			return find(ctx, company, ref)
		}
	})
	o := notifytest.Order()
	q.order = &o
	_, _, err := q.Schedule(ctx, o)
	require.NoError(t, err)
	q.work(t, time.Date(2023, time.October, 5, 7, 1, 0, 0, time.UTC).Sub(q.Clock.Now()))
	assert.Equal(t, 1, q.progress(t).Waiting)
	panics = false
	q.work(t, notify.DefaultLease+time.Minute)
	assert.Len(t, q.Recorder.Emails(), 1, "tried again when the lease had run out")
}

// A login that was mended is the one that the plan goes on with.
func TestR613ResumedBySendersOfThen(t *testing.T) {
	t.Parallel()
	recorder := map[string]*notifytest.Recorder{"wrong": {}, "right": {}}
	recorder["wrong"].Fail("anna@example.se", &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.LoginRefused})
	password, asked := "wrong", 0
	cache := &notify.SendersCache[string]{
		Settings: func(context.Context, string) (string, error) { asked++; return password, nil },
		Open: func(_ context.Context, _, password string) (notify.Senders, error) {
			return notify.Senders{Email: recorder[password].Email()}, nil
		},
	}
	defer cache.Close()
	b := notifytest.NewBench(func(c *notify.Config) {
		c.Outbox = notify.NewMemoryOutbox(c.Log)
		c.Senders = cache.Senders
	})
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: b.Service()})
	require.NoError(t, err)
	_, err = b.Enqueue(ctx, onePlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	once := func() {
		b.Clock.Advance(time.Hour)
		_, err := worker.Once(ctx)
		require.NoError(t, err)
	}
	once()
	assert.Empty(t, recorder["wrong"].Emails())
	password = "right"
	once()
	assert.Equal(t, 1, asked, "nobody is asked while the queue is stopped")
	require.NoError(t, b.ResumeQueue(ctx, delivery.Email, admin))
	once()
	assert.Len(t, recorder["right"].Emails(), 1)
	progress, err := b.Progress(ctx, "")
	require.NoError(t, err)
	assert.Equal(t, notify.Progress{Sent: 1}, progress)
}

// One company's wrong login stops its own mails alone, whoever comes first in the outbox.
func TestR619AStoppedQueueIsOneCompanys(t *testing.T) {
	t.Parallel()
	good, bad := &notifytest.Recorder{}, &notifytest.Recorder{}
	for _, m := range many(20) {
		bad.Fail(m.Address.String(), &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.LoginRefused})
	}
	q := newQueueOn(t, notifytest.Settings(), func(c *notify.Config) {
		c.Senders = func(_ context.Context, company string) (notify.Senders, error) {
			if company == "annat" {
				return bad.Senders(), nil
			}
			return good.Senders(), nil
		}
	})
	settings, o := notifytest.Settings(), notifytest.Order()
	settings.Company.ID, o.Company = "annat", "annat"
	other := q.For(settings)
	toMany := func(d *compose.Draft) { d.To = many(20) }
	_, err := other.Enqueue(ctx, planOf(t, settings, o, confirming("form"), toMany), notify.Schedule{})
	require.NoError(t, err)
	_, err = q.Enqueue(ctx, planOf(t, notifytest.Settings(), notifytest.Order(), confirming("form"), toMany), notify.Schedule{})
	require.NoError(t, err)
	q.work(t, time.Minute)
	q.work(t, time.Minute)
	progress, err := q.Progress(ctx, "form")
	require.NoError(t, err)
	assert.Equal(t, notify.Progress{Sent: 20}, progress)
	progress, err = other.Progress(ctx, "form")
	require.NoError(t, err)
	assert.Equal(t, notify.Progress{Waiting: 20}, progress)

	for _, m := range many(20) {
		bad.Fail(m.Address.String(), nil)
	}
	require.NoError(t, other.ResumeQueue(ctx, delivery.Email, admin))
	q.work(t, time.Minute)
	q.work(t, time.Minute)
	assert.Len(t, bad.Emails(), 20)
	assert.Len(t, good.Emails(), 20, "nobody gets it twice")
}
