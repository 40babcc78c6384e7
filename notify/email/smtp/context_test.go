package smtp_test

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// stalls are the points at which a server, or the way to it, stops answering.
var stalls = []struct {
	name   string
	at     sendertest.Step
	raw    string // said before it stalls
	change func(*smtp.Config)
}{
	{name: "dial", change: func(c *smtp.Config) { c.Dial = nothing }},
	{name: deaf},
	{name: "greeting", at: sendertest.StepGreeting},
	{name: "greeting half", at: sendertest.StepGreeting, raw: "220-double"},
	{name: "ehlo", at: sendertest.StepEHLO},
	{name: "starttls", at: sendertest.StepSTARTTLS},
	{name: "handshake", at: sendertest.StepSTARTTLS, raw: "220 go ahead\r\n"},
	{name: "handshake from the start", at: sendertest.StepGreeting, change: func(c *smtp.Config) { c.Security = smtp.TLS }},
	{name: "auth", at: sendertest.StepAuth},
	{name: "auth half", at: sendertest.StepAuth, raw: "334 VXNlcm5hbWU6\r\n", change: func(c *smtp.Config) { c.Auth = smtp.AuthLogin }},
	{name: "mail", at: sendertest.StepMail},
	{name: "rcpt", at: sendertest.StepRcpt},
	{name: "data", at: sendertest.StepData},
	{name: "data half", at: sendertest.StepData, raw: "35"},
	{name: "body", at: sendertest.StepBody, change: func(c *smtp.Config) { c.Dial = narrow }},
	{name: "dot", at: sendertest.StepDot},
	{name: "dot half", at: sendertest.StepDot, raw: "250-2.0"},
}

// TestTheContextIsObeyedEverywhere stalls at every point.
func TestTheContextIsObeyedEverywhere(t *testing.T) {
	noGoroutines(t)
	for _, stall := range stalls {
		for _, how := range []string{"deadline", "cancel", "deadline without pipelining"} {
			t.Run(stall.name+" "+how, func(t *testing.T) {
				t.Parallel()
				certificate, roots := certificate(t, time.Now().Add(time.Hour), "127.0.0.1")
				ctx := newEnding(t, how)
				server := &sendertest.SMTPServer{TLS: certificate, User: "eva", Pass: password, Script: ctx.watch(fault(stall.at, sendertest.StepFault{Raw: stall.raw, Stall: true, After: 10}))}
				if strings.Contains(how, "without") {
					server.Extensions = []string{"8BITMIME"}
				}
				release := func() {}
				s := start(t, server, func(c *smtp.Config) {
					c.Security, c.TLS, c.Username, c.Password = smtp.STARTTLS, trusting(roots), "eva", password
					if stall.change != nil {
						stall.change(c)
					}
					if stall.name == deaf {
						release = hardOfHearing(c)
					}
				})
				m := message("m-1")
				if stall.at == sendertest.StepBody {
					m.Attachments = []email.File{{Name: "large.bin", Data: make([]byte, 400<<10)}}
				}
				if stall.at == "" { // it never comes to the server
					ctx.end()
				}
				_, err := s.Send(ctx, m)
				ctx.inTime(t)
				require.ErrorIs(t, err, ctx.Err())
				want := delivery.Temporary
				if stall.at == sendertest.StepDot {
					want = delivery.Uncertain
				}
				assert.Equal(t, want, delivery.AsFailure(err).Class)
				assert.Equal(t, reasons.Cancelled, delivery.AsFailure(err).Reason)
				release()
				gone(t, s, server)
			})
		}
	}
}

// An ending context is over when the server has come to where it stalls, by a
// deadline or cancelled: no clock decides, so that a slow machine is no fault.
type ending struct {
	context.Context
	done chan struct{}
	once sync.Once
	why  error
	at   time.Time // when it ended
}

func newEnding(t *testing.T, how string) *ending {
	e := &ending{Context: t.Context(), done: make(chan struct{}), why: context.DeadlineExceeded}
	if how == "cancel" {
		e.why = context.Canceled
	}
	return e
}

func (e *ending) Done() <-chan struct{} { return e.done }

func (e *ending) Err() error {
	select {
	case <-e.done:
		return e.why
	default:
		return nil
	}
}

// end ends the context a little later, when whoever stalls has begun to.
func (e *ending) end() {
	e.once.Do(func() {
		time.AfterFunc(5*time.Millisecond, func() {
			e.at = time.Now()
			close(e.done)
		})
	})
}

// watch ends the context when a script comes to its fault.
func (e *ending) watch(script func(int, sendertest.Step, string) sendertest.StepFault) func(int, sendertest.Step, string) sendertest.StepFault {
	return func(connection int, at sendertest.Step, line string) sendertest.StepFault {
		f := script(connection, at, line)
		if f.Stall {
			e.end()
		}
		return f
	}
}

// promptly is how soon a context is to be obeyed on a machine that has much else
// to do; the suite of sendertest holds the rule itself.
const promptly = 10 * time.Second

func (e *ending) inTime(t *testing.T) {
	t.Helper()
	<-e.done
	assert.Less(t, time.Since(e.at), promptly)
}

// gone closes the Sender, for which nothing is left to wait, and wants every
// connection closed.
func gone(t *testing.T, s *smtp.Sender, server *sendertest.SMTPServer) {
	t.Helper()
	begun := time.Now()
	require.NoError(t, s.Close())
	assert.Less(t, time.Since(begun), promptly, "nothing is left to wait for")
	server.Close()
	_, open := server.Connections()
	assert.Zero(t, open)
}

// TestCheckObeysItsContext stalls at every point that Check passes.
func TestCheckObeysItsContext(t *testing.T) {
	noGoroutines(t)
	for _, stall := range stalls {
		if stall.at == sendertest.StepData || stall.at == sendertest.StepBody || stall.at == sendertest.StepDot {
			continue
		}
		t.Run(stall.name, func(t *testing.T) {
			t.Parallel()
			certificate, roots := certificate(t, time.Now().Add(time.Hour), "127.0.0.1")
			ctx := newEnding(t, "deadline")
			server := &sendertest.SMTPServer{TLS: certificate, User: "eva", Pass: password, Script: ctx.watch(fault(stall.at, sendertest.StepFault{Raw: stall.raw, Stall: true}))}
			release := func() {}
			s := start(t, server, func(c *smtp.Config) {
				c.Security, c.TLS, c.Username, c.Password = smtp.STARTTLS, trusting(roots), "eva", password
				c.From = recipients.MustParseAddress("service@akeskyl.se")
				if stall.change != nil {
					stall.change(c)
				}
				if stall.name == deaf {
					release = hardOfHearing(c)
				}
			})
			if stall.at == "" {
				ctx.end()
			}
			text, err := s.Check(ctx, locale.English)
			ctx.inTime(t)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Contains(t, text, "was stopped before it finished")
			release()
			gone(t, s, server)
		})
	}
}

// TestWaitingForAnotherMailIsWaitingToo: the only connection is held up by the
// mail before, and this one's envelope may stand behind that one's dot.
func TestWaitingForAnotherMailIsWaitingToo(t *testing.T) {
	noGoroutines(t)
	for _, how := range []string{"for a connection", "behind a dot"} {
		t.Run(how, func(t *testing.T) {
			let, dots := make(chan struct{}), make(chan struct{})
			server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
				switch {
				case at == sendertest.StepGreeting && how == "behind a dot":
					<-let
				case at == sendertest.StepDot:
					dots <- struct{}{}
					<-dots
				}
				return sendertest.StepFault{}
			}}
			s := start(t, server, func(c *smtp.Config) { c.Connections = 1 })
			first := make(chan error, 1)
			go func() {
				_, err := s.Send(t.Context(), message("m-1"))
				first <- err
			}()
			if how == "behind a dot" {
				require.Eventually(t, func() bool { return s.Waiting() == 1 }, 5*time.Second, time.Millisecond)
			} else {
				<-dots // under way
			}
			ctx := newEnding(t, "deadline")
			second := make(chan error, 1)
			go func() {
				_, err := s.Send(ctx, message("m-2"))
				second <- err
			}()
			if how == "behind a dot" {
				require.Eventually(t, func() bool { return s.Waiting() == 2 }, 5*time.Second, time.Millisecond)
				close(let)
				<-dots
			}
			ctx.end()
			err := <-second
			ctx.inTime(t)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, delivery.Temporary, delivery.AsFailure(err).Class)
			dots <- struct{}{}
			require.NoError(t, <-first, "the other one does not suffer")
			gone(t, s, server)
			assert.Len(t, server.Emails(), 1)
		})
	}
}

// TestNothingHangsOnTheContext after Send: a host's own may live for as long as
// the host.
func TestNothingHangsOnTheContext(t *testing.T) {
	t.Parallel()
	s := start(t, &sendertest.SMTPServer{}, nil)
	ctx := &counting{Context: t.Context(), done: make(chan struct{})}
	for i := range 10 {
		_, err := s.Send(ctx, message("m-"+strconv.Itoa(i)))
		require.NoError(t, err)
	}
	assert.Zero(t, ctx.hanging.Load())
}

// counting is a context that knows how many functions wait for its end, which
// does not come.
type counting struct {
	context.Context
	done    chan struct{}
	hanging atomic.Int32
}

func (c *counting) Done() <-chan struct{} { return c.done }

func (c *counting) AfterFunc(func()) (stop func() bool) {
	c.hanging.Add(1)
	return func() bool { c.hanging.Add(-1); return true }
}

// deaf is the name of a Dial that ignores its context.
const deaf = "dial that ignores its context"

// hardOfHearing sets a Dial that waits until the function is called.
func hardOfHearing(c *smtp.Config) (release func()) {
	released := make(chan struct{})
	c.Dial = func(context.Context, string, string) (net.Conn, error) { <-released; return nil, errors.New("at last") }
	return func() { close(released) }
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
	server := &sendertest.SMTPServer{Delay: time.Millisecond}
	s := start(t, server, func(c *smtp.Config) { c.Connections = 1 })
	var work sync.WaitGroup
	patient := 0
	for i := range 60 {
		ctx, cancel := context.WithCancel(t.Context())
		if i%5 == 4 {
			time.AfterFunc(time.Duration(i)*time.Millisecond, cancel)
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
	assert.GreaterOrEqual(t, len(server.Emails()), patient)
}

func TestClose(t *testing.T) {
	noGoroutines(t)
	server := &sendertest.SMTPServer{}
	s := start(t, server, nil)
	sendMany(t, s, 20, func(err error) { assert.NoError(t, err) })
	require.NoError(t, s.Close())
	require.NoError(t, s.Close(), "twice does no harm")
	_, err := s.Send(t.Context(), message("m-1"))
	assert.Equal(t, reasons.Closed, delivery.AsFailure(err).Reason)
	require.Eventually(t, func() bool { _, open := server.Connections(); return open == 0 }, 5*time.Second, time.Millisecond)
}
