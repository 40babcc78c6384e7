package notify_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
)

// Two hundred messages with many at once: each once, and a limit holds.
func TestTheWorkerSendsManyAtOnce(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings(), func(c *notify.WorkerConfig) {
		c.InFlight = 64
		c.Limits = func(string, delivery.Channel) notify.Limit { return notify.Limit{InFlight: 8} }
	})
	draft := confirmationTo(t, 200)
	_, err := q.Enqueue(ctx, draft, notify.Schedule{})
	require.NoError(t, err)
	for range 200 {
		q.work(t, time.Second)
		if q.progress(t).Done() {
			break
		}
	}
	assert.Equal(t, notify.Progress{Sent: 200}, q.progress(t))
	seen := map[string]bool{}
	for _, m := range q.Recorder.Emails() {
		assert.False(t, seen[m.To.Address.String()])
		seen[m.To.Address.String()] = true
	}
	assert.Len(t, seen, 200)
}

// Ten a second: a burst of a second's worth, and then as time goes.
func TestTheWorkerKeepsToTheRate(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings(), func(c *notify.WorkerConfig) {
		c.InFlight = 200
		c.Limits = func(string, delivery.Channel) notify.Limit { return notify.Limit{PerSecond: 10} }
	})
	_, err := q.Enqueue(ctx, confirmationTo(t, 60), notify.Schedule{})
	require.NoError(t, err)
	for second := range 12 {
		q.work(t, time.Second)
		sent := len(q.Recorder.Emails())
		assert.LessOrEqual(t, sent, 10*(second+3), "never faster, but for what waits a second")
	}
	assert.Equal(t, notify.Progress{Sent: 60}, q.progress(t), "and not slower")
}

// A server that hangs keeps its own messages and nobody else's: three of four places
// are taken, and the others go by the fourth.
func TestRunGoesOnBesideWhatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		recorder := &notifytest.Recorder{}
		slow := slowFor{recorder.Email(), map[string]time.Duration{
			"r0@example.se": 10 * time.Minute, "r1@example.se": 10 * time.Minute, "r2@example.se": 10 * time.Minute, "r3@example.se": 3 * time.Second,
		}}
		bench := notifytest.NewBench(func(c *notify.Config) {
			c.Outbox, c.Now = notify.NewMemoryOutbox(c.Log), time.Now
			c.Senders = notify.OneCompany(notify.Senders{Email: slow})
		})
		_, err := bench.Enqueue(t.Context(), confirmationTo(t, 13), notify.Schedule{})
		require.NoError(t, err)
		worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service(), InFlight: 4})
		require.NoError(t, err)
		mine, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- worker.Run(mine) }()
		time.Sleep(20 * time.Second)
		assert.Len(t, recorder.Emails(), 10)
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
		assert.Len(t, recorder.Emails(), 13, "what is under way is finished")
	})
}

// slowFor takes its time over some recipients.
type slowFor struct {
	email.Sender
	pause map[string]time.Duration
}

func (s slowFor) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	time.Sleep(s.pause[m.To.Address.String()])
	return s.Sender.Send(ctx, m)
}

func TestRunSendsUntilItIsStopped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, notifytest.Settings())
		mine, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- q.worker.Run(mine) }()
		synctest.Wait() // it has looked, and waits for its next look
		_, err := q.Enqueue(t.Context(), bookingPlan(t, "form"), notify.Schedule{})
		require.NoError(t, err)
		q.worker.Wake()
		<-time.After(10 * time.Millisecond) // far less than until that look
		assert.Len(t, q.Recorder.Emails(), 2)
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
	})
}
