package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
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
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
)

// slowServer takes a while before it hands a mail over, and after.
type slowServer struct {
	before, after time.Duration
	mu            sync.Mutex
	arrived       int
}

func (s *slowServer) Send(ctx context.Context, _ *email.Message) (delivery.Receipt, error) {
	wait := func(d time.Duration) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(d):
			return nil
		}
	}
	if err := wait(s.before); err != nil {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasons.Cancelled, Err: err}
	}
	if err := delivery.HandOver(ctx); err != nil {
		return delivery.Receipt{}, err
	}
	s.mu.Lock()
	s.arrived++
	s.mu.Unlock()
	if err := wait(s.after); err != nil {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Uncertain, Reason: reasons.Cancelled, Err: err}
	}
	return delivery.Receipt{Provider: "slow"}, nil
}

func slowBench(s *slowServer, changes ...func(*notify.Config)) *notifytest.Bench {
	return notifytest.NewBench(append([]func(*notify.Config){func(c *notify.Config) {
		c.Senders = notify.OneCompany(notify.Senders{Email: s})
	}}, changes...)...)
}

// The browser goes away while the server thinks: what was handed over is sent.
func TestR612ABrowserThatGoesAwayStopsNothingHandedOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		leaves  time.Duration
		status  delivery.Status
		arrived int
	}{
		"before the hand-over": {100 * time.Millisecond, delivery.StatusFailed, 0},
		"after it":             {700 * time.Millisecond, delivery.StatusSent, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &slowServer{before: 500 * time.Millisecond, after: time.Second}
				h := slowBench(server)
				mine, cancel := context.WithTimeout(t.Context(), c.leaves)
				defer cancel()
				r, err := h.Send(mine, onePlan(t, "form"))
				require.NoError(t, err)
				assert.Equal(t, c.status, r.Outcomes[0].Status)
				assert.Equal(t, c.arrived, server.arrived)
				r, err = h.Retry(t.Context(), onePlan(t, "form"))
				require.NoError(t, err)
				assert.Equal(t, delivery.StatusSent, r.Outcomes[0].Status)
				assert.Equal(t, 1, server.arrived, "once in all")
			})
		})
	}
}

// A sender that never answers is not waited for without end.
func TestWhatWasHandedOverIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := slowBench(&slowServer{after: 100 * time.Hour}, func(c *notify.Config) { c.FinalTimeout = time.Minute })
		mine, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		r, err := h.Send(mine, onePlan(t, "form"))
		require.NoError(t, err)
		assert.Equal(t, delivery.StatusUncertain, r.Outcomes[0].Status)
		assert.Equal(t, 61*time.Second, time.Since(began))
	})
}

// The second click of a double click is told what the first is doing.
func TestR612TheSecondClickIsToldWhatTheFirstIsDoing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &slowServer{after: time.Second}
		h := slowBench(server)
		done := make(chan notify.Result)
		go func() {
			r, _ := h.Send(t.Context(), onePlan(t, "form"))
			done <- r
		}()
		synctest.Wait() // the first is with the server
		second, err := h.Send(t.Context(), onePlan(t, "form"))
		require.NoError(t, err)
		assert.True(t, second.Duplicate)
		assert.Equal(t, delivery.StatusSending, second.Outcomes[0].Status)
		require.ErrorIs(t, second.Err(), notify.ErrUnderWay, "not failed, and not said to be well")
		assert.Empty(t, second.NextKey)
		history, err := h.History(t.Context(), notifytest.Order())
		require.NoError(t, err)
		assert.Equal(t, delivery.StatusSending, history.Lines[0].Status, "the page says the same")
		first := <-done
		require.NoError(t, first.Err())
		assert.Equal(t, 1, server.arrived)
	})
}

// A log whose answer got lost after the write: the messages are queued, and the
// next Send sends them.
func TestSendGoesOnWithWhatWasQueued(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = &lostAnswer{Store: audit.NewMemory()} })
	_, err := h.Send(ctx, bookingPlan(t, "form"))
	require.ErrorContains(t, err, "nothing was sent")
	h.Recorder.AssertNothingSent(t)
	r, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	require.NoError(t, r.Err())
	assert.Equal(t, "sent sent sent", statuses(r))
	assert.Len(t, h.Recorder.Emails(), 2)
}

type lostAnswer struct {
	audit.Store
	once sync.Once
}

func (l *lostAnswer) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (bool, error) {
	first, err := l.Store.Claim(ctx, claim, with...)
	l.once.Do(func() { first, err = false, errors.New("connection lost") })
	return first, err
}

// When nobody got anything, the corrected form has a key of its own.
func TestR612ACorrectedFormHasAKey(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		failure delivery.Failure
		next    string
	}{
		"refused for good": {delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown}, "form~2"},
		"configuration":    {delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.LoginRefused}, "form~2"},
		"for now":          {delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasons.Greylisted}, ""},
		"perhaps":          {delivery.Failure{Class: delivery.Uncertain, Reason: reasons.NoAnswer}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := notifytest.NewBench()
			h.Recorder.Fail("anna@example.se", &c.failure)
			for range 2 { // however often it is clicked
				r, err := h.Send(ctx, onePlan(t, "form"))
				require.NoError(t, err)
				assert.Equal(t, c.next, r.NextKey)
			}
			if c.next == "" {
				return
			}
			r, err := h.Send(ctx, onePlan(t, c.next))
			require.NoError(t, err)
			assert.Equal(t, "form~3", r.NextKey)
		})
	}
	h := notifytest.NewBench()
	h.Recorder.Fail("bo@example.se", &delivery.Failure{Class: delivery.Permanent, Reason: reasons.MailboxUnknown})
	r, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	assert.Empty(t, r.NextKey, "somebody got it")
}

// counting counts the write transactions of a log.
type counting struct {
	audit.Store
	mu     sync.Mutex
	writes []string
}

func (c *counting) note(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes = append(c.writes, what)
}

func (c *counting) Append(ctx context.Context, r ...audit.Record) error {
	c.note("append")
	return c.Store.Append(ctx, r...)
}

func (c *counting) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (bool, error) {
	c.note("claim")
	return c.Store.Claim(ctx, claim, with...)
}

func TestAMessageAloneTakesTwoWrites(t *testing.T) {
	t.Parallel()
	log := &counting{Store: audit.NewMemory()}
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = log })
	r, err := h.Send(ctx, onePlan(t, "form"))
	require.NoError(t, err)
	require.NoError(t, r.Err())
	assert.Equal(t, "claim append", strings.Join(log.writes, " "))
	history, err := h.History(ctx, notifytest.Order())
	require.NoError(t, err)
	assert.Equal(t, delivery.StatusSent, history.Lines[0].Status)
	r, err = h.Send(ctx, onePlan(t, "form"))
	require.NoError(t, err)
	assert.True(t, r.Duplicate)
	assert.Len(t, log.writes, 2, "a double click writes nothing")
	_, err = h.Send(ctx, changedPlan(t, "form"))
	require.ErrorIs(t, err, audit.ErrKeyReused)
	assert.Len(t, h.Recorder.Emails(), 1)
}

func changedPlan(t *testing.T, key string) plan.Plan {
	t.Helper()
	return planOf(t, notifytest.Settings(), notifytest.Order(), confirming(key), func(d *compose.Draft) { d.Text = "Något helt annat" })
}

// A log that is locked for a while loses no outcome; one that stays so ends the
// wait.
func TestOutcomesAreWrittenAgain(t *testing.T) {
	t.Parallel()
	for locked, written := range map[time.Duration]bool{3 * time.Second: true, time.Hour: false} {
		synctest.Test(t, func(t *testing.T) {
			log := &lockedLog{Store: audit.NewMemory(), until: time.Now().Add(locked)}
			h := notifytest.NewBench(func(c *notify.Config) { c.Log, c.LogGrace = log, 0 })
			began := time.Now()
			r, err := h.Send(t.Context(), onePlan(t, "form"))
			require.NoError(t, err)
			assert.Equal(t, delivery.StatusSent, r.Outcomes[0].Status)
			assert.Equal(t, written, r.Outcomes[0].Unlogged == nil)
			assert.LessOrEqual(t, time.Since(began), notify.DefaultLogGrace)
		})
	}
}

// lockedLog takes claims, and nothing else for a while.
type lockedLog struct {
	audit.Store
	until time.Time
}

func (l *lockedLog) Append(ctx context.Context, r ...audit.Record) error {
	if time.Now().Before(l.until) {
		return errors.New("database is locked")
	}
	return l.Store.Append(ctx, r...)
}

// A sender that ends its goroutine, as a test double's FailNow does.
func TestASenderThatEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Senders = notify.OneCompany(notify.Senders{Email: refusing(func() error { runtime.Goexit(); return nil })})
	})
	r, err := h.Send(ctx, onePlan(t, "form"))
	require.NoError(t, err)
	assert.Equal(t, delivery.StatusUncertain, r.Outcomes[0].Status)
	require.Error(t, r.Err())
}

// A store that panics when the plan is claimed.
func TestAStoreThatPanicsInTheClaim(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = panickingClaim{audit.NewMemory()} })
	_, err := h.Send(ctx, bookingPlan(t, "form"))
	require.ErrorContains(t, err, "nothing was sent")
	_, err = h.Send(ctx, onePlan(t, "alone"))
	require.Error(t, err)
	h.Recorder.AssertNothingSent(t)
}

type panickingClaim struct{ audit.Store }

func (panickingClaim) Claim(context.Context, audit.Record, ...audit.Record) (bool, error) {
	panic("secret body")
}

// A server that repeats the mail in its refusal leaves none of it in the log.
func TestR707NoBodyInAFailuresText(t *testing.T) {
	t.Parallel()
	for _, noBodies := range []bool{true, false} {
		h := notifytest.NewBench(func(c *notify.Config) { c.NoBodies = noBodies })
		p := onePlan(t, "form")
		line := "Vår servicetekniker Börje kommer till er"
		require.Contains(t, p.Messages[0].Body(), line)
		h.Recorder.Fail("anna@example.se", &delivery.Failure{
			Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: reasons.Filtered, Code: "554",
			Text: "554 spam: " + p.Messages[0].Subject() + " / " + line + " fredag 06 oktober",
		})
		_, err := h.Send(ctx, p)
		require.NoError(t, err)
		_, err = h.Log.DropBodies(ctx, "mitt-bolag", h.Clock.Now().Add(time.Hour))
		require.NoError(t, err)
		records, err := audit.All(ctx, h.Log, audit.Query{Company: "mitt-bolag"})
		require.NoError(t, err)
		text, err := json.Marshal(records)
		require.NoError(t, err)
		assert.NotContains(t, string(text), "servicetekniker")
		assert.NotContains(t, string(text), p.Messages[0].Subject())
		assert.Contains(t, string(text), "554", "what the server says else stays")
	}
}
