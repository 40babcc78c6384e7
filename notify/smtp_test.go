package notify_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/sendertest"
)

// TestR613AServerThatDies kills a mail server on either side of the final dot
// and reads in the log what is true.
func TestR613AServerThatDies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		at     sendertest.Step
		fault  sendertest.StepFault
		class  delivery.Class
		status delivery.Status
	}{
		{"before the dot", sendertest.StepBody, sendertest.StepFault{Cut: true, After: 100}, delivery.Temporary, delivery.StatusFailed},
		{"between dot and reply", sendertest.StepDot, sendertest.StepFault{Cut: true}, delivery.Uncertain, delivery.StatusUncertain},
		{"after the reply", sendertest.StepDot, sendertest.StepFault{Reply: "250 2.0.0 taken", Cut: true, Took: true}, "", delivery.StatusSent},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
				if at == c.at {
					return c.fault
				}
				return sendertest.StepFault{}
			}}
			require.NoError(t, server.Start())
			defer server.Close()
			sender, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: server.Port(), Security: smtp.None})
			require.NoError(t, err)
			defer func() { _ = sender.Close() }()

			h := notifytest.NewBench(func(config *notify.Config) {
				config.Senders = func(context.Context, string) (notify.Senders, error) { return notify.Senders{Email: sender}, nil }
			})
			d, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{
				Kind: compose.OrderConfirmation, Key: "k", Now: notifytest.Now(),
				// More than the sockets hold, so that the dot cannot have left
				// when the server dies in the middle.
				Document: &order.File{Data: make([]byte, 6<<20)},
			})
			require.NoError(t, err)
			p, err := d.Plan()
			require.NoError(t, err)
			_, err = h.Send(ctx, p)
			require.NoError(t, err)

			records, err := audit.All(ctx, h.Log, audit.Query{Company: p.Company})
			require.NoError(t, err)
			m := audit.Fold(records)[0]
			assert.Equal(t, c.status, m.Status)
			if c.class != "" {
				require.NotNil(t, m.Failure)
				assert.Equal(t, c.class, m.Failure.Class)
			}
		})
	}
}

// What a server says of the sender is as true of the next recipient: it is asked once by each
// connection of the pool, and everybody's failure says what is wrong.
func TestR613WhatAServerSaysOfTheSenderStopsTheRest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		at     sendertest.Step
		reply  string
		reason reasons.Reason
	}{
		"the address is not ours": {sendertest.StepMail, "553 5.7.1 sender address rejected: not owned by user", reasons.SenderRefused},
		"no relaying":             {sendertest.StepRcpt, "554 5.7.1 relay access denied", reasons.RelayDenied},
		"a block list":            {sendertest.StepRcpt, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", reasons.Blocklisted},
		"a login is wanted":       {sendertest.StepMail, "530 5.7.0 Authentication required", reasons.LoginRequired},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
				if at != c.at {
					return sendertest.StepFault{}
				}
				asked.Add(1)
				return sendertest.StepFault{Reply: c.reply}
			}}
			require.NoError(t, server.Start())
			defer server.Close()
			sender, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: server.Port(), Security: smtp.None})
			require.NoError(t, err)
			defer func() { _ = sender.Close() }()
			h := notifytest.NewBench(func(config *notify.Config) { config.Senders = notify.OneCompany(notify.Senders{Email: sender}) })
			result, err := h.Send(ctx, confirmationTo(t, 50))
			require.NoError(t, err)
			assert.LessOrEqual(t, asked.Load(), int32(4), "the pool's connections, at most")
			require.Len(t, result.Outcomes, 50)
			for _, o := range result.Outcomes {
				require.NotNil(t, o.Failure)
				assert.Equal(t, delivery.Configuration, o.Failure.Class)
				assert.Equal(t, c.reason, o.Failure.Reason)
			}
		})
	}
}
