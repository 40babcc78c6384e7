package smtp_test

import (
	"context"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
)

// TestTheContextIsObeyedEverywhere stalls at every step.
func TestTheContextIsObeyedEverywhere(t *testing.T) {
	noGoroutines(t)
	for _, at := range []sendertest.Step{"dial", sendertest.StepGreeting, sendertest.StepEHLO, sendertest.StepSTARTTLS, sendertest.StepAuth, sendertest.StepMail, sendertest.StepRcpt, sendertest.StepData, sendertest.StepBody, sendertest.StepDot} {
		for _, how := range []string{"deadline", "cancel"} {
			t.Run(string(at)+" "+how, func(t *testing.T) {
				certificate, roots := certificate(t, time.Now().Add(time.Hour), "127.0.0.1")
				server := &sendertest.SMTPServer{TLS: certificate, User: "eva", Pass: password, Script: fault(at, sendertest.Fault{Stall: true, After: 10})}
				s := start(t, server, func(c *smtp.Config) {
					c.Security, c.TLS, c.Username, c.Password = smtp.STARTTLS, trusting(roots), "eva", password
					if at == sendertest.StepBody {
						c.Dial = narrow
					}
					if at == "dial" {
						c.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
					}
				})
				m := message("m-1")
				if at == sendertest.StepBody {
					m.Attachments = []email.Attachment{{Name: "large.bin", Data: make([]byte, 400<<10)}}
				}
				ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
				if how == "cancel" {
					ctx, cancel = context.WithCancel(t.Context())
					time.AfterFunc(150*time.Millisecond, cancel)
				}
				defer cancel()
				begun := time.Now()
				_, err := s.Send(ctx, m)
				assert.Less(t, time.Since(begun), 400*time.Millisecond)
				require.ErrorIs(t, err, ctx.Err())
				want := delivery.Temporary
				if at == sendertest.StepDot {
					want = delivery.Uncertain
				}
				assert.Equal(t, want, delivery.AsFailure(err).Class)
				begun = time.Now()
				require.NoError(t, s.Close())
				assert.Less(t, time.Since(begun), 250*time.Millisecond, "nothing is left to wait for")
				server.Close()
				_, open := server.Connections()
				assert.Zero(t, open)
			})
		}
	}
}

// narrow dials a connection that holds little, so that what is written waits.
func narrow(ctx context.Context, network, address string) (net.Conn, error) {
	socket, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return socket, socket.(*net.TCPConn).SetWriteBuffer(16 << 10)
}

// TestAnImpatientSendHurtsNobodyElse: one of many that wait gives up.
func TestAnImpatientSendHurtsNobodyElse(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{Delay: 5 * time.Millisecond}
	s := start(t, server, func(c *smtp.Config) { c.Connections = 1 })
	var work sync.WaitGroup
	patient := 0
	for i := range 60 {
		ctx, cancel := context.WithCancel(t.Context())
		if i%5 == 4 {
			time.AfterFunc(time.Duration(i)*5*time.Millisecond, cancel)
		} else {
			patient++
		}
		work.Go(func() {
			defer cancel()
			_, err := s.Send(ctx, message("m-"+strconv.Itoa(i)))
			if i%5 != 4 {
				assert.NoError(t, err)
			}
		})
	}
	work.Wait()
	assert.GreaterOrEqual(t, len(server.Mails()), patient)
}

func TestClose(t *testing.T) {
	noGoroutines(t)
	server := &sendertest.SMTPServer{}
	s := start(t, server, nil)
	sendMany(t, s, 20, func(err error) { assert.NoError(t, err) })
	require.NoError(t, s.Close())
	require.NoError(t, s.Close(), "twice does no harm")
	_, err := s.Send(t.Context(), message("m-1"))
	assert.Equal(t, "closed", delivery.AsFailure(err).Reason)
	require.Eventually(t, func() bool { _, open := server.Connections(); return open == 0 }, 5*time.Second, time.Millisecond)
}
