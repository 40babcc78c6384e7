package smtp_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
)

func TestDotsTravel(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, nil)
	m := message("m-1")
	_, err := s.Send(t.Context(), m)
	require.NoError(t, err)
	raw, err := email.Encode(m)
	require.NoError(t, err)
	require.Len(t, server.Mails(), 1)
	assert.Equal(t, string(raw), server.Mails()[0].Data)
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	s := start(t, &sendertest.SMTPServer{}, nil)
	receipt, err := s.Send(t.Context(), message("m-1"))
	require.NoError(t, err)
	assert.Equal(t, delivery.Receipt{Provider: "smtp 127.0.0.1", ProviderID: "D0001", Text: "Ok: queued as D0001"}, receipt)
}

func TestOneConnectionServesMany(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, nil)
	for i := range 20 {
		_, err := s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
		require.NoError(t, err)
	}
	all, open := server.Connections()
	assert.Equal(t, 1, all)
	assert.Equal(t, 1, open)
}

func TestLimitsOfConnections(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, func(c *smtp.Config) { c.Connections, c.PerConnection = 3, 5 })
	sendMany(t, s, 60, func(err error) { assert.NoError(t, err) })
	per := map[int]int{}
	for _, m := range server.Mails() {
		per[m.Connection]++
	}
	for connection, n := range per {
		assert.LessOrEqual(t, n, 5, "connection %d", connection)
	}
	_, open := server.Connections()
	assert.LessOrEqual(t, open, 3)
}

func sendMany(t *testing.T, s *smtp.Sender, n int, each func(error)) {
	t.Helper()
	var work sync.WaitGroup
	for i := range n {
		work.Go(func() {
			_, err := s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
			each(err)
		})
	}
	work.Wait()
}

func TestIdleConnectionsAreClosed(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, func(c *smtp.Config) { c.Idle = 30 * time.Millisecond })
	_, err := s.Send(t.Context(), message("m-1"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { _, open := server.Connections(); return open == 0 }, 5*time.Second, 5*time.Millisecond)
	_, err = s.Send(t.Context(), message("m-2"))
	require.NoError(t, err)
}

// TestADeadIdleConnectionIsReplaced: the server restarted while the connection
// was idle, and the next mail goes through without an error.
func TestADeadIdleConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, nil)
	for i := range 5 {
		_, err := s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
		require.NoError(t, err)
		server.CutAll()
	}
	assert.Len(t, server.Mails(), 5)
}

func TestAGoodbyeInPlaceOfAnAnswerIsRetriedOnce(t *testing.T) {
	t.Parallel()
	asked := map[int]int{}
	server := &sendertest.SMTPServer{Script: func(connection int, at sendertest.Step, _ string) sendertest.Fault {
		if at == sendertest.StepMail {
			if asked[connection]++; asked[connection] > 1 {
				return sendertest.Fault{Reply: "421 4.7.0 enough mails over this connection", Cut: true}
			}
		}
		return sendertest.Fault{}
	}}
	s := start(t, server, nil)
	for i := range 4 {
		_, err := s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
		require.NoError(t, err)
	}
	all, _ := server.Connections()
	assert.Equal(t, 4, all)
	assert.Len(t, server.Mails(), 4)
}

func TestARefusedRecipientAmongGoodOnes(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, line string) sendertest.Fault {
		if at == sendertest.StepRcpt && strings.Contains(line, "nobody") {
			return sendertest.Fault{Reply: "550 5.1.1 no such user"}
		}
		return sendertest.Fault{}
	}}
	s := start(t, server, func(c *smtp.Config) { c.Connections = 2 })
	var work sync.WaitGroup
	for i := range 60 {
		work.Go(func() {
			m := message("m-" + strconv.Itoa(i))
			if i%3 == 0 {
				m.To.Address = recipients.MustParseAddress("nobody@example.se")
			}
			_, err := s.Send(t.Context(), m)
			if i%3 == 0 {
				assert.Equal(t, "mailbox-unknown", delivery.AsFailure(err).Reason)
			} else {
				assert.NoError(t, err)
			}
		})
	}
	work.Wait()
	assert.Len(t, server.Mails(), 40)
	all, _ := server.Connections()
	assert.LessOrEqual(t, all, 2, "a refusal costs no connection")
}

func TestSizeIsJudgedBeforeSending(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{Extensions: []string{"SIZE 2000", "PIPELINING"}}
	s := start(t, server, nil)
	m := message("m-1")
	m.Text = strings.Repeat("x\n", 2000)
	_, err := s.Send(t.Context(), m)
	checkOutcome(t, delivery.Permanent, "too-large", delivery.FaultMessage, delivery.Receipt{}, err)
	_, err = s.Send(t.Context(), message("m-2"))
	require.NoError(t, err)
	require.Len(t, server.Mails(), 1)
	raw, err := email.Encode(message("m-2"))
	require.NoError(t, err)
	assert.Equal(t, "SIZE="+strconv.Itoa(len(raw)), server.Mails()[0].Params)
}

func TestInternationalAddressesInTheEnvelope(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, nil)
	m := message("m-1")
	m.To.Address = recipients.MustParseAddress("anna@räksmörgås.se")
	_, err := s.Send(t.Context(), m)
	require.NoError(t, err)
	m.To.Address = recipients.MustParseAddress("åsa@räksmörgås.se")
	_, err = s.Send(t.Context(), m)
	require.NoError(t, err)
	mails := server.Mails()
	assert.Equal(t, "anna@xn--rksmrgs-5wao1o.se", mails[0].To)
	assert.NotContains(t, mails[0].Params, "SMTPUTF8")
	assert.NotContains(t, mails[0].Params, "8BITMIME")
	assert.Equal(t, "åsa@xn--rksmrgs-5wao1o.se", mails[1].To)
	assert.Contains(t, mails[1].Params, "SMTPUTF8")
	assert.Contains(t, mails[1].Params, "BODY=8BITMIME")

	old := &sendertest.SMTPServer{Extensions: []string{"PIPELINING"}}
	_, err = start(t, old, nil).Send(t.Context(), m)
	checkOutcome(t, delivery.Permanent, "smtputf8-not-offered", delivery.FaultRecipient, delivery.Receipt{}, err)
}

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
					if at == "dial" {
						c.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
					}
				})
				m := message("m-1")
				if at == sendertest.StepBody {
					m.Text += strings.Repeat("a line of some length, many times over\n", 300_000)
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

func TestADownServerIsNotHammered(t *testing.T) {
	t.Parallel()
	dials := make(chan struct{}, 1000)
	server := &sendertest.SMTPServer{}
	s := start(t, server, func(c *smtp.Config) {
		c.Connections = 2
		c.Dial = func(context.Context, string, string) (net.Conn, error) {
			dials <- struct{}{}
			time.Sleep(20 * time.Millisecond) // so that all wait for it
			return nil, errors.New("no route")
		}
	})
	sendMany(t, s, 50, func(err error) {
		assert.Equal(t, delivery.Temporary, delivery.AsFailure(err).Class)
	})
	assert.Less(t, len(dials), 20)
}

// TestNothingIsClaimedFalsely sends many mails through a server that misbehaves
// at random, and holds what Send said against what was taken.
func TestNothingIsClaimedFalsely(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			random := rand.New(rand.NewPCG(seed, 1))
			kinds := []sendertest.Fault{
				{Cut: true}, {Cut: true, Took: true}, {Reply: "421 4.3.2 closing", Cut: true}, {Reply: "451 4.3.0 later"},
				{Reply: "550 5.1.1 no"}, {Raw: "25", Cut: true}, {Reply: "354 what"}, {Raw: "250 ok\r\n250 ok\r\n"}, {Reply: "250 ok", Cut: true, Took: true},
			}
			server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.Fault {
				mu.Lock()
				defer mu.Unlock()
				if random.IntN(12) > 0 {
					return sendertest.Fault{}
				}
				f := kinds[random.IntN(len(kinds))]
				if at == sendertest.StepBody { // who answers before the dot and then takes the mail cannot be understood
					f = sendertest.Fault{Cut: true}
				}
				f.Took = f.Took && at == sendertest.StepDot
				if at == sendertest.StepDot && strings.HasPrefix(f.Reply+f.Raw, "250") {
					f.Took = true
				}
				return f
			}}
			if seed%2 == 1 {
				server.Extensions = []string{}
			}
			s := start(t, server, func(c *smtp.Config) { c.Connections = 3; c.ReplyTimeout, c.FinalTimeout = time.Second, time.Second })
			outcomes := make([]error, 300)
			var work sync.WaitGroup
			for i := range outcomes {
				work.Go(func() { _, outcomes[i] = s.Send(t.Context(), message("m-"+strconv.Itoa(i))) })
			}
			work.Wait()
			require.NoError(t, s.Close())
			server.Close()
			taken := map[string]int{}
			for _, m := range server.Mails() {
				_, rest, _ := strings.Cut(m.Data, "Message-ID: <")
				id, _, _ := strings.Cut(rest, "@")
				taken[id]++
			}
			for i, err := range outcomes {
				n := taken["m-"+strconv.Itoa(i)]
				require.LessOrEqual(t, n, 1, "delivered twice")
				switch failure := delivery.AsFailure(err); {
				case failure == nil:
					require.Equal(t, 1, n, "m-%d: said to be sent and was not taken", i)
				case failure.Class != delivery.Uncertain:
					require.Zero(t, n, "m-%d: taken, and Send said %v", i, err)
				}
			}
		})
	}
}

func ExampleSender() {
	s, err := smtp.New(smtp.Config{Host: "mail.example.se", Username: "service@akeskyl.se", Password: "…"})
	if err != nil {
		panic(err)
	}
	defer s.Close()
	var _ email.Sender = s
	// receipt, err := s.Send(ctx, message)
}
