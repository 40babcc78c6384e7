package notify_test

import (
	"context"
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

// cancelling is everything that a host gives a service, and ends the context at
// one point, n calls after the first there.
type cancelling struct {
	audit.Store
	at     string
	calls  int
	cancel context.CancelFunc
	mail   email.Sender
	sms    smsgw.Sender
}

func (c *cancelling) point(name string) {
	if name == c.at {
		if c.calls--; c.calls < 0 {
			c.cancel()
		}
	}
}

func (c *cancelling) Append(ctx context.Context, r ...audit.Record) error {
	c.point("append")
	return c.Store.Append(ctx, r...)
}

func (c *cancelling) Claim(ctx context.Context, r audit.Record, with ...audit.Record) (bool, error) {
	c.point("claim")
	return c.Store.Claim(ctx, r, with...)
}

func (c *cancelling) Start(ctx context.Context, _ *plan.Plan, _ *plan.Message) context.Context {
	c.point("start")
	return ctx
}
func (c *cancelling) Done(context.Context, *plan.Plan, notify.Outcome) { c.point("done") }

type cancellingEmail struct{ *cancelling }

func (c cancellingEmail) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	defer c.point("after the mail")
	c.point("mail")
	return c.mail.Send(ctx, m)
}

type cancellingSMS struct{ *cancelling }

func (c cancellingSMS) Send(ctx context.Context, m *smsgw.SMS) (delivery.Receipt, error) {
	c.point("sms")
	return c.sms.Send(ctx, m)
}

// Wherever the context ends, nothing panics, every message has an outcome that
// is true and in the log, and a later try sends the rest and nothing twice.
func TestAContextThatEndsAnywhere(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"senders", "claim", "append", "start", "before", "mail", "after the mail", "sms", "done", "after"} {
		for calls := range 3 {
			t.Run(at, func(t *testing.T) {
				t.Parallel()
				mine, cancel := context.WithCancel(ctx)
				defer cancel()
				c := &cancelling{Store: audit.NewMemory(), at: at, calls: calls, cancel: cancel}
				h := notifytest.NewBench(func(config *notify.Config) {
					senders := config.Senders
					config.Senders = func(ctx context.Context, company string) (notify.Senders, error) {
						c.point("senders")
						s, err := senders(ctx, company)
						c.mail, c.sms = s.Email, s.SMS
						return notify.Senders{Email: cancellingEmail{c}, SMS: cancellingSMS{c}}, err
					}
					config.Concurrency, config.Log, config.Observer = 1, c, c
					config.Before = func(context.Context, *plan.Plan, *plan.Message) error { c.point("before"); return nil }
				})
				p := bookingPlan(t, "form")
				r, err := h.Send(mine, p)
				sent := len(h.Recorder.Emails()) + len(h.Recorder.SentSMS())
				if err != nil {
					assert.Zero(t, sent, "an error of the whole means that nothing was sent")
				} else {
					require.Len(t, r.Outcomes, 3)
					assert.Equal(t, sent, r.Sent())
					for _, o := range r.Outcomes {
						assert.True(t, o.Status == delivery.StatusSent || o.Failure != nil && o.Failure.Class == delivery.Temporary, "%s", o.Status)
						assert.NoError(t, o.Unlogged)
					}
				}
				c.at = ""
				r, err = h.Retry(ctx, p)
				require.NoError(t, err)
				assert.Equal(t, "sent sent sent", statuses(r))
				assert.Len(t, h.Recorder.Emails(), 2)
				assert.Len(t, h.Recorder.SentSMS(), 1)
			})
		}
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	h := notifytest.NewBench()
	_, err := h.Send(over, bookingPlan(t, "form"))
	require.ErrorIs(t, err, context.Canceled)
	h.Recorder.AssertNothingSent(t)
}
