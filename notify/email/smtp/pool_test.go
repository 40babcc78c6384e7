package smtp_test

import (
	"context"
	"errors"
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
