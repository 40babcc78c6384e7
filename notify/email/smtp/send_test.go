package smtp_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
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
	require.Len(t, server.Emails(), 1)
	assert.Equal(t, string(raw), server.Emails()[0].Data)
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	s := start(t, &sendertest.SMTPServer{}, nil)
	receipt, err := s.Send(t.Context(), message("m-1"))
	require.NoError(t, err)
	assert.Equal(t, delivery.Receipt{Provider: "smtp 127.0.0.1", ProviderID: "D0001", Text: "Ok: queued as D0001"}, receipt)
}

func TestARefusedRecipientAmongGoodOnes(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, line string) sendertest.StepFault {
		if at == sendertest.StepRcpt && strings.Contains(line, "nobody") {
			return sendertest.StepFault{Reply: "550 5.1.1 no such user"}
		}
		return sendertest.StepFault{}
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
				assert.Equal(t, reasons.MailboxUnknown, delivery.AsFailure(err).Reason)
			} else {
				assert.NoError(t, err)
			}
		})
	}
	work.Wait()
	assert.Len(t, server.Emails(), 40)
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
	require.Len(t, server.Emails(), 1)
	raw, err := email.Encode(message("m-2"))
	require.NoError(t, err)
	assert.Equal(t, "SIZE="+strconv.Itoa(len(raw)), server.Emails()[0].Params)
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
	mails := server.Emails()
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
