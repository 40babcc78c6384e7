package notify_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
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
