package notify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/smsgw"
)

func TestHooksMayVetoAndAreTold(t *testing.T) {
	t.Parallel()
	var told atomic.Int32
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Before = func(_ context.Context, _ *plan.Plan, m *plan.Message) error {
			if m.Recipient == "bo@example.se" {
				return errors.New("Bo has left")
			}
			return nil
		}
		c.Observer = done(func() { told.Add(1) })
	})
	r, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	assert.Equal(t, "sent skipped sent", statuses(r))
	assert.Equal(t, "vetoed: Bo has left", r.Outcomes[1].Note)
	assert.EqualValues(t, 3, told.Load())
	page, err := audit.Messages(ctx, h.Log, audit.Query{Company: "mitt-bolag", Statuses: []delivery.Status{delivery.StatusSkipped}})
	require.NoError(t, err)
	require.Len(t, page.Messages, 1)
	assert.Equal(t, "vetoed: Bo has left", page.Messages[0].Note)
}

func TestHooksChangeNothing(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Concurrency = 1
		c.Before = func(_ context.Context, p *plan.Plan, m *plan.Message) error {
			p.Order.Number, m.Recipient = "other", "eve@example.se"
			p.Snapshot.Fields[0].Value, p.Messages[0].ID = "other", "other"
			if m.Email != nil {
				m.Email.Text, m.Email.Subject = "other", "other"
			} else {
				m.SMS.Text = "other"
			}
			return nil
		}
	})
	r, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	assert.Equal(t, "anna@example.se", r.Outcomes[0].Message.Recipient)
	h.Recorder.AssertMail(t, "anna@example.se", "AO462")
	assert.NotEqual(t, "other", h.Recorder.SentSMS()[0].Text)
}

func TestLoggerGetsNoBodiesAndNoAddresses(t *testing.T) {
	t.Parallel()
	for _, level := range []slog.Level{slog.LevelInfo, slog.LevelDebug} {
		var b bytes.Buffer
		h := notifytest.NewBench(func(c *notify.Config) {
			c.Logger = slog.New(slog.NewTextHandler(&lockedWriter{w: &b}, &slog.HandlerOptions{Level: level}))
			c.Log = &dying{c.Log, delivery.StatusSent}
			c.Before = func(_ context.Context, _ *plan.Plan, m *plan.Message) error {
				if m.Recipient == "bo@example.se" {
					return errors.New("bo@example.se has left, says hunter2")
				}
				return nil
			}
		})
		h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Permanent, Reason: "mailbox-unknown", Text: "no anna@example.se here"})
		r, err := h.Send(ctx, bookingPlan(t, "form"))
		require.NoError(t, err)
		assert.Equal(t, "failed skipped sent", statuses(r))
		assert.Contains(t, b.String(), "reason=mailbox-unknown")
		assert.Contains(t, b.String(), "unlogged=true")
		for _, private := range []string{"Börje", "AO462", "Hälsningar", "hunter2"} {
			assert.NotContains(t, b.String(), private)
		}
		for _, address := range []string{"anna@", "bo@", "+4670", "died of"} {
			assert.Equal(t, level == slog.LevelDebug, bytes.Contains(b.Bytes(), []byte(address)), "%s at %s", address, level)
		}
	}
}

// watcher notes what an observer is told, and hands a trace on.
type watcher struct {
	mu    sync.Mutex
	lines []string
}

type traceKey struct{}

func (w *watcher) Start(ctx context.Context, p *plan.Plan, m *plan.Message) context.Context {
	return context.WithValue(ctx, traceKey{}, p.Company+" "+string(p.Kind)+" "+m.Recipient)
}

func (w *watcher) Done(ctx context.Context, _ *plan.Plan, o notify.Outcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	trace, _ := ctx.Value(traceKey{}).(string)
	w.lines = append(w.lines, fmt.Sprint(trace, ": ", o.Status, " ", o.Attempt, " ", o.Note))
}

func TestTheObserverSeesEveryTry(t *testing.T) {
	t.Parallel()
	w := &watcher{}
	var traced atomic.Int32
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Observer, c.Concurrency = w, 1
		c.Before = func(ctx context.Context, _ *plan.Plan, m *plan.Message) error {
			if ctx.Value(traceKey{}) == "mitt-bolag booking-confirmation "+m.Recipient {
				traced.Add(1)
			}
			if m.SMS != nil {
				return errors.New("not at night")
			}
			return nil
		}
	})
	h.Recorder.Fail("bo@example.se", &delivery.Failure{Class: delivery.Temporary, Reason: "greylisted"})
	p := bookingPlan(t, "form")
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	_, err = h.Send(ctx, p) // a duplicate is no try
	require.NoError(t, err)
	h.Recorder.Fail("bo@example.se", nil)
	_, err = h.Retry(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"mitt-bolag booking-confirmation anna@example.se: sent 1 ",
		"mitt-bolag booking-confirmation bo@example.se: failed 1 ",
		"mitt-bolag booking-confirmation +46705123456: skipped 1 vetoed: not at night",
		"mitt-bolag booking-confirmation bo@example.se: sent 2 ",
	}, w.lines)
	assert.EqualValues(t, 4, traced.Load(), "hooks have the observer's context")
}

// bomb panics wherever the host's code is called.
type bomb struct{}

func (bomb) Send(context.Context, *email.Message) (delivery.Receipt, error) { panic("secret body") }

func (bomb) Start(context.Context, *plan.Plan, *plan.Message) context.Context {
	panic("secret body")
}

func (bomb) Done(context.Context, *plan.Plan, notify.Outcome) { panic("secret body") }

type bombSMS struct{}

func (bombSMS) Send(context.Context, *smsgw.SMS) (delivery.Receipt, error) {
	var nothing *delivery.Failure
	return delivery.Receipt{}, nothing
}

type bombLog struct{ audit.Store }

func (b bombLog) Append(ctx context.Context, records ...audit.Record) error {
	if records[0].Status == delivery.StatusSent {
		panic("secret body")
	}
	return b.Store.Append(ctx, records...)
}

func TestAHostThatPanicsKeepsItsProcess(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*notify.Config)
		want   string
	}{
		"senders": {func(c *notify.Config) {
			c.Senders = func(context.Context, string) (notify.Senders, error) { panic("secret body") }
		}, "failed failed failed"},
		"sender": {func(c *notify.Config) {
			c.Senders = func(context.Context, string) (notify.Senders, error) {
				return notify.Senders{Email: bomb{}, SMS: bombSMS{}}, nil
			}
		}, "uncertain uncertain uncertain"},
		"before": {func(c *notify.Config) {
			c.Before = func(context.Context, *plan.Plan, *plan.Message) error { panic("secret body") }
		}, "failed failed failed"},
		"done":     {func(c *notify.Config) { c.Observer = done(func() { panic("secret body") }) }, "sent sent sent"},
		"observer": {func(c *notify.Config) { c.Observer = bomb{} }, "sent sent sent"},
		"log":      {func(c *notify.Config) { c.Log = bombLog{audit.NewMemory()} }, "sent sent sent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			h := notifytest.NewBench(func(c *notify.Config) {
				c.Logger = slog.New(slog.NewTextHandler(&lockedWriter{w: &b}, nil))
			}, test.change)
			r, err := h.Send(ctx, bookingPlan(t, "form"))
			require.NoError(t, err)
			assert.Equal(t, test.want, statuses(r))
			assert.Contains(t, b.String(), "panic=string")
			assert.NotContains(t, b.String(), "secret body")
			if name == "log" {
				assert.ErrorContains(t, r.Err(), "the log could not be written")
			}
		})
	}
}

type lockedWriter struct {
	mu sync.Mutex
	w  *bytes.Buffer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

func TestNewSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := notify.New(notify.Config{Concurrency: -1})
	for _, want := range []string{"Config.Senders", "Config.Log", "Config.Concurrency"} {
		assert.ErrorContains(t, err, want)
	}
}
