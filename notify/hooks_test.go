package notify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
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
	h.Recorder.AssertEmail(t, "anna@example.se", "AO462")
	assert.NotEqual(t, "other", h.Recorder.SentSMS()[0].Text)
}

func TestLoggerGetsNoBodiesAndNoAddresses(t *testing.T) {
	t.Parallel()
	for _, level := range []slog.Level{slog.LevelInfo, slog.LevelDebug} {
		var b heard
		h := notifytest.NewBench(func(c *notify.Config) {
			c.Logger = slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{Level: level}))
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
			assert.Equal(t, level == slog.LevelDebug, strings.Contains(b.String(), address), "%s at %s", address, level)
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
			var b heard
			h := notifytest.NewBench(func(c *notify.Config) {
				c.Logger = b.logger()
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

// What a host has done wrong is said where the language says it; what it has thrown itself may
// be anything, and is not repeated.
func TestTheLoggerHearsWhatAHostPanickedOf(t *testing.T) {
	t.Parallel()
	var nowhere map[string]int
	for want, before := range map[string]func(){
		"assignment to entry in nil map": func() { nowhere["secret body"] = 1 },
		"panic=*errors.errorString":      func() { panic(errors.New("secret body")) },
	} {
		var b heard
		h := notifytest.NewBench(func(c *notify.Config) {
			c.Logger = b.logger()
			c.Before = func(context.Context, *plan.Plan, *plan.Message) error { before(); return nil }
		})
		_, err := h.Send(ctx, onePlan(t, "form"))
		require.NoError(t, err)
		assert.Contains(t, b.String(), want)
		assert.NotContains(t, b.String(), "secret body")
		h.Recorder.AssertNothingSent(t)
	}
}

// What hooks do to the plan that they are shown stays with them, whatever of it they touch.
func TestHooksCanSpoilNothingOfAPlan(t *testing.T) {
	t.Parallel()
	redirected := order.TestMode{RedirectEmail: recipients.MustParseAddress("anna@example.se")} // which warns, and leaves SMS out
	for _, c := range []struct {
		kind plan.Kind
		test order.TestMode
	}{{compose.BookingConfirmation, redirected}, {compose.BookingConfirmation, order.TestMode{}}, {compose.OrderConfirmation, order.TestMode{}}} {
		s := notifytest.Settings()
		s.ShowLogo, s.Company.Logo.Data, s.Test = true, onePixel(t), c.test
		h := notifytest.NewBench(func(c *notify.Config) {
			c.Concurrency = 1 // the hooks of a sending share their copy
			c.Before = func(_ context.Context, p *plan.Plan, _ *plan.Message) error { spoil(p); return nil }
		})
		r := confirming("form")
		r.Kind = c.kind
		p := planOf(t, s, notifytest.Order(), r, func(d *compose.Draft) {
			d.To, d.SMS = recipients.MustParseList("anna@example.se,bo@example.se"), c.kind == compose.BookingConfirmation
		})
		require.Equal(t, !c.test.RedirectEmail.IsZero(), len(p.LeftOut) > 0 && len(p.Warnings) > 0)
		was, err := json.Marshal(p)
		require.NoError(t, err)
		_, err = h.For(s).Send(ctx, p)
		require.NoError(t, err)
		is, err := json.Marshal(p)
		require.NoError(t, err)
		assert.Equal(t, string(was), string(is))
		for _, m := range h.Recorder.Emails() {
			assert.Contains(t, m.Text, "AO462")
		}
	}
}

// spoil writes over all that a plan has.
func spoil(p *plan.Plan) {
	for i := range p.Documents {
		p.Documents[i].Name = "spoilt"
	}
	for i := range p.Warnings {
		p.Warnings[i].Text = "spoilt"
	}
	for i := range p.LeftOut {
		p.LeftOut[i].Recipient = "spoilt"
	}
	for i := range p.Snapshot.Fields {
		p.Snapshot.Fields[i].Value = "spoilt"
	}
	p.Logo.Name, p.Snapshot.Scope = "spoilt", "spoilt"
	for i := range p.Messages {
		m := &p.Messages[i]
		m.Name = "spoilt"
		for i := range m.Attachments {
			m.Attachments[i] = -1
		}
		for i := range m.Replaced {
			m.Replaced[i].To = "spoilt"
		}
		if m.SMS != nil {
			m.SMS.Text = "spoilt"
			continue
		}
		m.Email.Text = "spoilt"
		if m.Email.Calendar != nil {
			m.Email.Calendar.Data = nil
		}
	}
}

// heard is what a host's logger heard.
type heard struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (h *heard) logger() *slog.Logger { return slog.New(slog.NewTextHandler(h, nil)) }

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.Write(b)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.String()
}

func TestNewSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := notify.New(notify.Config{Concurrency: -1})
	for _, want := range []string{"Config.Senders", "Config.Log", "Config.Concurrency"} {
		assert.ErrorContains(t, err, want)
	}
}
