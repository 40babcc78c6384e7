package notify_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/smsgw"
)

// hiccup is a log that fails once, after the plan is claimed.
type hiccup struct {
	audit.Store
	failed atomic.Bool
}

func (h *hiccup) Append(ctx context.Context, records ...audit.Record) error {
	if !h.failed.Swap(true) {
		return errors.New("disk full")
	}
	return h.Store.Append(ctx, records...)
}

func TestAPlanThatWasClaimedAndNotLoggedCanBeSent(t *testing.T) {
	t.Parallel()
	again := map[string]func(*notifytest.Host, compose.Plan) (notify.Result, error){
		"Send":  func(h *notifytest.Host, p compose.Plan) (notify.Result, error) { return h.Send(ctx, p) },
		"Retry": func(h *notifytest.Host, p compose.Plan) (notify.Result, error) { return h.Retry(ctx, p) },
	}
	for name, call := range again {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := notifytest.NewHost(func(c *notify.Config) { c.Log = &hiccup{Store: audit.NewMemory()} })
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
			assert.Len(t, h.Recorder.Mails(), 2)
		})
	}
}

func TestManyCallersAfterAHiccupSendOnce(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost(func(c *notify.Config) { c.Log = &hiccup{Store: audit.NewMemory()} })
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
	assert.Len(t, h.Recorder.Mails(), 2)
	assert.Len(t, h.Recorder.Texts(), 1)
}

// dying is a log whose process dies before it can write a status.
type dying struct {
	audit.Store
	at delivery.Status
}

func (d *dying) Append(ctx context.Context, records ...audit.Record) error {
	if d.at != "" && records[0].Status == d.at {
		return errors.New("died")
	}
	return d.Store.Append(ctx, records...)
}

func TestAfterACrash(t *testing.T) {
	t.Parallel()
	memory := audit.NewMemory()
	h := notifytest.NewHost(func(c *notify.Config) { c.Log = &dying{memory, delivery.StatusSent} })
	p := bookingPlan(t, "form")
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	// The log of the next process knows that each was handed over, and no more.
	next := notifytest.NewHost(func(c *notify.Config) { c.Log = memory })
	for _, call := range []func(context.Context, compose.Plan) (notify.Result, error){next.Send, next.Retry} {
		r, err := call(ctx, p)
		require.NoError(t, err)
		assert.Equal(t, "uncertain uncertain uncertain", statuses(r))
		assert.True(t, r.Duplicate)
	}
	next.Recorder.AssertNothingSent(t)
}

func TestQueuedAndNeverHandedOverIsRetried(t *testing.T) {
	t.Parallel()
	memory := audit.NewMemory()
	p := bookingPlan(t, "form")
	// A process that died between queue and first try.
	died := notifytest.NewHost(func(c *notify.Config) { c.Log = &stopAfterQueue{memory} })
	_, err := died.Send(ctx, p)
	require.NoError(t, err)
	next := notifytest.NewHost(func(c *notify.Config) { c.Log = memory })
	r, err := next.Send(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "queued queued queued", statuses(r), "nothing claimed falsely")
	next.Recorder.AssertNothingSent(t)
	r, err = next.Retry(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "sent sent sent", statuses(r))
}

// stopAfterQueue lets the queue be written and nothing after it.
type stopAfterQueue struct{ audit.Store }

func (s *stopAfterQueue) Append(ctx context.Context, records ...audit.Record) error {
	if records[0].Status != delivery.StatusQueued {
		return errors.New("died")
	}
	return s.Store.Append(ctx, records...)
}

func (s *stopAfterQueue) Claim(ctx context.Context, claim audit.Record) (bool, error) {
	if claim.MessageID != "" {
		return false, errors.New("died")
	}
	return s.Store.Claim(ctx, claim)
}

func TestR612AClickPlannedASecondLaterIsTheSame(t *testing.T) {
	t.Parallel()
	plan := func(later time.Duration, text string) compose.Plan {
		d, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "form", Now: notifytest.Now().Add(later)})
		require.NoError(t, err)
		d.Text += text
		p, err := d.Plan()
		require.NoError(t, err)
		return p
	}
	h := notifytest.NewHost()
	_, err := h.Send(ctx, plan(0, ""))
	require.NoError(t, err)
	r, err := h.Send(ctx, plan(3*time.Second, ""))
	require.NoError(t, err)
	assert.True(t, r.Duplicate)
	_, err = h.Send(ctx, plan(0, "!"))
	require.ErrorIs(t, err, audit.ErrKeyReused)
}

func TestR611SupersedingTwiceIsNoError(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost(func(c *notify.Config) { c.Log = &hiccup{Store: audit.NewMemory()} })
	old, next := bookingPlan(t, "old"), bookingPlan(t, "new")
	require.Error(t, h.Supersede(ctx, old, next), "the log fails once")
	r, err := h.Send(ctx, old)
	require.NoError(t, err)
	assert.Equal(t, "superseded superseded superseded", statuses(r), "it was claimed for that")
	require.NoError(t, h.Supersede(ctx, old, next))
	require.NoError(t, h.Supersede(ctx, old, next))
	h.Recorder.AssertNothingSent(t)
}

// bomb panics wherever the host's code is called.
type bomb struct{}

func (bomb) Send(context.Context, *email.Message) (delivery.Receipt, error) { panic("secret body") }
func (bomb) Start(context.Context, string, *compose.Message) context.Context {
	panic("secret body")
}
func (bomb) Done(context.Context, string, notify.Outcome) { panic("secret body") }

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
			c.Before = func(context.Context, *compose.Plan, *compose.Message) error { panic("secret body") }
		}, "failed failed failed"},
		"after": {func(c *notify.Config) {
			c.After = func(context.Context, *compose.Plan, notify.Outcome) { panic("secret body") }
		}, "sent sent sent"},
		"observer": {func(c *notify.Config) { c.Observer = bomb{} }, "sent sent sent"},
		"log":      {func(c *notify.Config) { c.Log = bombLog{audit.NewMemory()} }, "sent sent sent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			h := notifytest.NewHost(func(c *notify.Config) {
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

func TestHooksChangeNothing(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost(func(c *notify.Config) {
		c.Concurrency = 1
		c.Before = func(_ context.Context, p *compose.Plan, m *compose.Message) error {
			p.Order.Number, m.Recipient = "other", "eve@example.se"
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
	assert.NotEqual(t, "other", h.Recorder.Texts()[0].Text)
}

// filePlan is a mail with an upload that only a reference stands for.
func filePlan(t *testing.T) compose.Plan {
	t.Helper()
	s, o := notifytest.Settings(), notifytest.Order()
	s.IncludeFiles = true
	o.Files = []compose.File{{ID: "f", Name: "ritning.txt", ContentType: "text/plain; charset=utf-8", Size: 3, SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Ref: "s3"}}
	d, err := compose.NewDraft(s, o, compose.Request{Kind: compose.BookingConfirmation, Key: "form", Now: notifytest.Now()})
	require.NoError(t, err)
	d.Files = []string{"f"}
	p, err := d.Plan()
	require.NoError(t, err)
	return p
}

func TestADocumentThatCannotBeHad(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want delivery.Class
	}{
		"later":      {errors.New("timeout: https://files.example.se/x?signature=hunter2"), delivery.Temporary},
		"never":      {fs.ErrNotExist, delivery.Permanent},
		"as it says": {&delivery.Failure{Class: delivery.Configuration, Reason: "no-storage"}, delivery.Configuration},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := true
			h := notifytest.NewHost(func(c *notify.Config) {
				c.Resolve = func(context.Context, string, compose.Document) ([]byte, error) {
					if broken {
						return nil, test.err
					}
					return []byte("abc"), nil
				}
			})
			p := filePlan(t)
			r, err := h.Send(ctx, p)
			require.NoError(t, err)
			require.Equal(t, "failed", statuses(r))
			assert.Equal(t, test.want, r.Outcomes[0].Failure.Class)
			assert.ErrorIs(t, r.Outcomes[0].Failure, test.err)
			assert.NotContains(t, r.Err().Error(), "hunter2")
			broken = false
			r, err = h.Retry(ctx, p)
			require.NoError(t, err)
			if test.want == delivery.Temporary {
				assert.Equal(t, "sent", statuses(r))
				assert.Equal(t, []byte("abc"), h.Recorder.Mails()[0].Attachments[0].Data)
			} else {
				assert.Equal(t, "failed", statuses(r))
			}
		})
	}
}

func TestR619SettingsOfAnotherCompany(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	s := notifytest.Settings()
	s.Company.ID = "other"
	_, err := h.History(ctx, s, notifytest.Order())
	require.ErrorContains(t, err, `the settings to "other"`)
	_, err = h.Complete(ctx, s, notifytest.Order(), compose.Request{})
	require.ErrorContains(t, err, `the settings to "other"`)
}
