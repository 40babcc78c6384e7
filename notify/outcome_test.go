package notify_test

import (
	"context"
	"errors"
	"fmt"
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
	"github.com/budkavle/budkavle/recipients"
)

// Every kind of message from every kind of order: each recipient has an
// envelope, a receipt and lines in the log of its own.
func TestR602EachHasItsOwnOutcome(t *testing.T) {
	t.Parallel()
	for _, rules := range compose.Kinds() {
		for _, o := range notifytest.Orders() {
			d, err := compose.NewDraft(notifytest.Settings(), o, notifytest.Request(rules.Kind))
			if err != nil {
				continue // not from this kind of order
			}
			t.Run(string(rules.Kind)+" from "+string(o.Kind), func(t *testing.T) {
				t.Parallel()
				h := notifytest.NewBench()
				h.Recorder.Fail("bo@example.se", &delivery.Failure{Class: delivery.Permanent, Reason: "mailbox-unknown"})
				d.To = recipients.MustParseList("anna@example.se,bo@example.se,karin@example.se")
				if rules.Kind == compose.FreeMessage {
					d.Text = "Vi har hittat era nycklar."
				}
				p, err := d.Plan()
				require.NoError(t, err)
				r, err := h.Send(ctx, p)
				require.NoError(t, err)
				assert.Equal(t, "sent failed sent", statuses(r))
				require.Len(t, h.Recorder.Emails(), 2)
				assert.NotEqual(t, r.Outcomes[0].Receipt, r.Outcomes[2].Receipt)
				history, err := h.History(ctx, o)
				require.NoError(t, err)
				require.Len(t, history.Lines, 3)
				for _, line := range history.Lines {
					assert.Equal(t, string(rules.Kind), line.Kind)
					assert.Equal(t, "Eva", line.Actor.Name)
					assert.Equal(t, line.Recipient != "bo@example.se", line.Good())
				}
			})
		}
	}
}

// busy counts how many messages are on their way at once.
type busy struct {
	email.Sender
	now, most atomic.Int32
	gate      chan struct{} // full when as many as may be are on their way
}

func (b *busy) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	n := b.now.Add(1)
	defer b.now.Add(-1)
	for most := b.most.Load(); n > most && !b.most.CompareAndSwap(most, n); most = b.most.Load() {
	}
	if n == int32(cap(b.gate)) {
		select { // the first full house lets everybody in
		case <-b.gate:
		default:
			close(b.gate)
		}
	}
	<-b.gate
	return b.Sender.Send(ctx, m)
}

func TestAThousandRecipientsAFewAtATime(t *testing.T) {
	t.Parallel()
	b := &busy{gate: make(chan struct{}, 8)}
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Concurrency = 8
		senders := c.Senders
		c.Senders = func(ctx context.Context, company string) (notify.Senders, error) {
			s, err := senders(ctx, company)
			b.Sender = s.Email
			return notify.Senders{Email: b}, err
		}
	})
	p := confirmationTo(t, 1000)
	r, err := h.Send(ctx, p)
	require.NoError(t, err)
	require.NoError(t, r.Err())
	assert.Equal(t, 1000, r.Sent())
	assert.EqualValues(t, 8, b.most.Load())
	to := map[string]bool{}
	for _, m := range h.Recorder.Emails() {
		to[m.To.Address.String()] = true
	}
	assert.Len(t, to, 1000)
	r, err = h.Send(ctx, p)
	require.NoError(t, err)
	assert.True(t, r.Duplicate)
	assert.Len(t, h.Recorder.Emails(), 1000)
}

func TestR609AgainByHand(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	for i, key := range []string{"form", "the popup opened again", "and again"} {
		r, err := h.Send(ctx, bookingPlan(t, key))
		require.NoError(t, err)
		assert.False(t, r.Duplicate)
		assert.Len(t, h.Recorder.Emails(), 2*(i+1))
		assert.Len(t, h.Recorder.SentSMS(), i+1)
	}
}

// A company whose senders cannot be had is told of as the host says.
func TestR613SendersThatCannotBeHad(t *testing.T) {
	t.Parallel()
	for want, cause := range map[delivery.Class]error{
		delivery.Configuration: errors.New("no such company: postgres://u:hunter2@db"),
		delivery.Temporary:     fmt.Errorf("settings: %w", &delivery.Failure{Class: delivery.Temporary, Reason: "database-away"}),
	} {
		broken := cause
		h := notifytest.NewBench(func(c *notify.Config) {
			senders := c.Senders
			c.Senders = func(ctx context.Context, company string) (notify.Senders, error) {
				if broken != nil {
					return notify.Senders{}, broken
				}
				return senders(ctx, company)
			}
		})
		p := bookingPlan(t, "form")
		r, err := h.Send(ctx, p)
		require.NoError(t, err)
		assert.Equal(t, "failed failed failed", statuses(r))
		assert.Equal(t, want, r.Outcomes[0].Failure.Class)
		records, err := audit.All(ctx, h.Log, audit.Query{Company: p.Company})
		require.NoError(t, err)
		assert.NotContains(t, fmt.Sprintf("%+v", records), "hunter2")
		broken = nil
		r, err = h.Retry(ctx, p)
		require.NoError(t, err)
		assert.Equal(t, want == delivery.Temporary, r.Sent() == 3)
	}
}
