package smtp_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
)

const sent = delivery.Class("") // the outcome without a failure

// faults is every way for a server to misbehave at every step, with what is
// true afterwards (R613): the class, and how many mails were taken.
var faults = []struct {
	name   string
	at     sendertest.Step
	do     sendertest.StepFault
	class  delivery.Class
	reason reasons.Reason
	whose  delivery.Fault
	taken  int
}{
	{"greeting cut", sendertest.StepGreeting, sendertest.StepFault{Cut: true}, delivery.Temporary, "connection-lost", delivery.FaultSender, 0},
	{"greeting stalls", sendertest.StepGreeting, sendertest.StepFault{Stall: true}, delivery.Temporary, "no-greeting", delivery.FaultSender, 0},
	{"greeting 421", sendertest.StepGreeting, sendertest.StepFault{Reply: "421 4.3.2 busy", Cut: true}, delivery.Temporary, "server-unavailable", delivery.FaultSender, 0},
	{"greeting 554", sendertest.StepGreeting, sendertest.StepFault{Reply: "554 5.7.1 go away", Cut: true}, delivery.Configuration, "server-refused", delivery.FaultSender, 0},
	{"greeting of another protocol", sendertest.StepGreeting, sendertest.StepFault{Raw: "HTTP/1.1 400 Bad Request\r\n\r\n", Cut: true}, delivery.Temporary, "not-understood", delivery.FaultSender, 0},
	{"greeting half", sendertest.StepGreeting, sendertest.StepFault{Raw: "22", Cut: true}, delivery.Temporary, "connection-lost", delivery.FaultSender, 0},
	{"greeting wrong code", sendertest.StepGreeting, sendertest.StepFault{Reply: "250 hello", Cut: true}, delivery.Temporary, "not-understood", delivery.FaultSender, 0},
	{"ehlo cut", sendertest.StepEHLO, sendertest.StepFault{Cut: true}, delivery.Temporary, "connection-lost", delivery.FaultSender, 0},
	{"ehlo and helo refused", sendertest.StepEHLO, sendertest.StepFault{Reply: "550 5.7.1 bad name"}, delivery.Configuration, "server-refused", delivery.FaultSender, 0},
	{"ehlo 421", sendertest.StepEHLO, sendertest.StepFault{Reply: "421 4.3.2 busy"}, delivery.Temporary, "server-unavailable", delivery.FaultSender, 0},
	{"ehlo half", sendertest.StepEHLO, sendertest.StepFault{Raw: "250-double\r\n250-SI", Cut: true}, delivery.Temporary, "connection-lost", delivery.FaultSender, 0},

	{"mail cut", sendertest.StepMail, sendertest.StepFault{Cut: true}, delivery.Temporary, "connection-lost", delivery.FaultSender, 0},
	{"mail stalls", sendertest.StepMail, sendertest.StepFault{Stall: true}, delivery.Temporary, "timeout", delivery.FaultSender, 0},
	{"mail half", sendertest.StepMail, sendertest.StepFault{Raw: "25", Cut: true}, delivery.Temporary, "connection-lost", delivery.FaultSender, 0},
	{"mail garbage", sendertest.StepMail, sendertest.StepFault{Reply: "what?"}, delivery.Temporary, "not-understood", delivery.FaultSender, 0},
	{"mail endless line", sendertest.StepMail, sendertest.StepFault{Raw: "250 " + strings.Repeat("x", 10000)}, delivery.Temporary, "not-understood", delivery.FaultSender, 0},
	{"mail wrong code", sendertest.StepMail, sendertest.StepFault{Reply: "354 go"}, delivery.Temporary, "not-understood", delivery.FaultSender, 0},
	{"mail 421", sendertest.StepMail, sendertest.StepFault{Reply: "421 4.3.2 closing", Cut: true}, delivery.Temporary, "server-unavailable", delivery.FaultSender, 0},
	{"mail 451", sendertest.StepMail, sendertest.StepFault{Reply: "451 4.3.0 later"}, delivery.Temporary, "try-later", delivery.FaultSender, 0},
	{"mail 452", sendertest.StepMail, sendertest.StepFault{Reply: "452 4.3.1 no room"}, delivery.Temporary, "try-later", delivery.FaultSender, 0},
	{"sender refused", sendertest.StepMail, sendertest.StepFault{Reply: "553 5.7.1 not your address"}, delivery.Configuration, "sender-refused", delivery.FaultSender, 0},
	{"sender unknown", sendertest.StepMail, sendertest.StepFault{Reply: "550 5.1.8 bad sender"}, delivery.Configuration, "sender-refused", delivery.FaultSender, 0},
	{"mail too large", sendertest.StepMail, sendertest.StepFault{Reply: "552 5.3.4 too large"}, delivery.Permanent, "too-large", delivery.FaultMessage, 0},
	{"login wanted", sendertest.StepMail, sendertest.StepFault{Reply: "530 5.7.0 Authentication required"}, delivery.Configuration, "login-required", delivery.FaultSender, 0},
	{"tls wanted", sendertest.StepMail, sendertest.StepFault{Reply: "530 5.7.0 Must issue a STARTTLS command first"}, delivery.Configuration, "tls-required", delivery.FaultSender, 0},

	{"mail out of step", sendertest.StepMail, sendertest.StepFault{Reply: "503 5.5.1 nested MAIL"}, delivery.Temporary, "not-understood", delivery.FaultSender, 0},
	{"mail not understood", sendertest.StepMail, sendertest.StepFault{Reply: "500 5.5.2 what"}, delivery.Temporary, "not-understood", delivery.FaultSender, 0},
	{"mail not spoken", sendertest.StepMail, sendertest.StepFault{Reply: "521 we take no mail"}, delivery.Configuration, "server-refused", delivery.FaultSender, 0},
	{"mail parameters unknown", sendertest.StepMail, sendertest.StepFault{Reply: "555 5.5.4 unsupported option"}, delivery.Configuration, "server-refused", delivery.FaultSender, 0},
	{"sender malformed", sendertest.StepMail, sendertest.StepFault{Reply: "501 5.1.7 bad address"}, delivery.Configuration, "sender-refused", delivery.FaultSender, 0},

	{"rcpt cut", sendertest.StepRcpt, sendertest.StepFault{Cut: true}, delivery.Temporary, "connection-lost", delivery.FaultSender, 0},
	{"rcpt stalls", sendertest.StepRcpt, sendertest.StepFault{Stall: true}, delivery.Temporary, "timeout", delivery.FaultSender, 0},
	{"unknown mailbox", sendertest.StepRcpt, sendertest.StepFault{Reply: "550 5.1.1 no such user"}, delivery.Permanent, "mailbox-unknown", delivery.FaultRecipient, 0},
	{"unknown mailbox in two lines", sendertest.StepRcpt, sendertest.StepFault{Raw: "550-5.1.1 no such\r\n550 5.1.1 user\r\n"}, delivery.Permanent, "mailbox-unknown", delivery.FaultRecipient, 0},
	{"refused without a status code", sendertest.StepRcpt, sendertest.StepFault{Reply: "550 no"}, delivery.Permanent, "refused", delivery.FaultSender, 0},
	{"mailbox full for good", sendertest.StepRcpt, sendertest.StepFault{Reply: "552 5.2.2 full"}, delivery.Permanent, "mailbox-full", delivery.FaultRecipient, 0},
	{"mailbox full for now", sendertest.StepRcpt, sendertest.StepFault{Reply: "452 4.2.2 full"}, delivery.Temporary, "mailbox-full", delivery.FaultRecipient, 0},
	{"mailbox disabled", sendertest.StepRcpt, sendertest.StepFault{Reply: "550 5.2.1 disabled"}, delivery.Permanent, "mailbox-disabled", delivery.FaultRecipient, 0},
	{"refused by policy", sendertest.StepRcpt, sendertest.StepFault{Reply: "550 5.7.1 we do not like you"}, delivery.Permanent, "refused", delivery.FaultSender, 0},
	{"relay denied", sendertest.StepRcpt, sendertest.StepFault{Reply: "554 5.7.1 <anna@example.se>: Relay access denied"}, delivery.Configuration, "relay-denied", delivery.FaultSender, 0},
	{"sender refused late", sendertest.StepRcpt, sendertest.StepFault{Reply: "553 5.7.1 <service@akeskyl.se>: Sender address rejected: not owned by user"}, delivery.Configuration, "sender-refused", delivery.FaultSender, 0},
	{"greylisted", sendertest.StepRcpt, sendertest.StepFault{Reply: "450 4.2.0 Greylisted, try again in 300 seconds"}, delivery.Temporary, "greylisted", delivery.FaultSender, 0},
	{"rcpt 451", sendertest.StepRcpt, sendertest.StepFault{Reply: "451 4.3.0 later"}, delivery.Temporary, "try-later", delivery.FaultSender, 0},
	{"rcpt 421", sendertest.StepRcpt, sendertest.StepFault{Reply: "421 4.7.0 too many", Cut: true}, delivery.Temporary, "server-unavailable", delivery.FaultSender, 0},
	{"no fault", sendertest.StepMail, sendertest.StepFault{}, sent, "", "", 1},

	{"data cut", sendertest.StepData, sendertest.StepFault{Cut: true}, delivery.Temporary, "connection-lost", delivery.FaultSender, 0},
	{"data stalls", sendertest.StepData, sendertest.StepFault{Stall: true}, delivery.Temporary, "timeout", delivery.FaultSender, 0},
	{"data 451", sendertest.StepData, sendertest.StepFault{Reply: "451 4.3.0 later"}, delivery.Temporary, "try-later", delivery.FaultSender, 0},
	{"data 554", sendertest.StepData, sendertest.StepFault{Reply: "554 5.7.1 no"}, delivery.Permanent, "message-refused", delivery.FaultMessage, 0},
	{"data out of step", sendertest.StepData, sendertest.StepFault{Reply: "503 5.5.1 bad sequence"}, delivery.Temporary, "not-understood", delivery.FaultSender, 0},
	{"rcpt out of step", sendertest.StepRcpt, sendertest.StepFault{Reply: "503 5.5.1 bad sequence"}, delivery.Temporary, "not-understood", delivery.FaultSender, 0},
	{"data wrong code", sendertest.StepData, sendertest.StepFault{Reply: "250 ok"}, delivery.Temporary, "not-understood", delivery.FaultSender, 0},
	{"verdict before the message", sendertest.StepData, sendertest.StepFault{Raw: "354 go\r\n250 2.0.0 Ok: queued as FALSE\r\n"}, delivery.Temporary, "not-understood", delivery.FaultSender, 0},

	{"body cut", sendertest.StepBody, sendertest.StepFault{Cut: true, After: 100}, delivery.Temporary, "connection-lost", delivery.FaultSender, 0},
	{"body stalls", sendertest.StepBody, sendertest.StepFault{Stall: true, After: 100}, delivery.Temporary, "timeout", delivery.FaultSender, 0},

	{"dot cut, not taken", sendertest.StepDot, sendertest.StepFault{Cut: true}, delivery.Uncertain, "no-answer", "", 0},
	{"dot cut, taken", sendertest.StepDot, sendertest.StepFault{Cut: true, Took: true}, delivery.Uncertain, "no-answer", "", 1},
	{"dot stalls", sendertest.StepDot, sendertest.StepFault{Stall: true, Took: true}, delivery.Uncertain, "no-answer", "", 1},
	{"dot half a code", sendertest.StepDot, sendertest.StepFault{Raw: "25", Cut: true, Took: true}, delivery.Uncertain, "no-answer", "", 1},
	{"dot half a line", sendertest.StepDot, sendertest.StepFault{Raw: "250 2.0.0 Ok: que", Cut: true, Took: true}, delivery.Uncertain, "no-answer", "", 1},
	{"dot first of two lines", sendertest.StepDot, sendertest.StepFault{Raw: "250-2.0.0 Ok\r\n", Cut: true, Took: true}, sent, "", "", 1},
	{"dot garbage", sendertest.StepDot, sendertest.StepFault{Reply: "what?", Took: true}, delivery.Uncertain, "no-answer", "", 1},
	{"dot wrong code", sendertest.StepDot, sendertest.StepFault{Reply: "354 go on", Took: true}, delivery.Uncertain, "not-understood", "", 1},
	{"dot 221", sendertest.StepDot, sendertest.StepFault{Reply: "221 bye", Cut: true}, delivery.Uncertain, "not-understood", "", 0},
	{"dot contradicts itself", sendertest.StepDot, sendertest.StepFault{Raw: "250-ok\r\n550 no\r\n"}, delivery.Uncertain, "no-answer", "", 0},
	{"dot 250 then cut", sendertest.StepDot, sendertest.StepFault{Reply: "250 2.0.0 Ok: queued as X", Cut: true, Took: true}, sent, "", "", 1},
	{"dot 421", sendertest.StepDot, sendertest.StepFault{Reply: "421 4.3.2 closing", Cut: true}, delivery.Temporary, "server-unavailable", delivery.FaultSender, 0},
	{"dot 451", sendertest.StepDot, sendertest.StepFault{Reply: "451 4.3.0 later"}, delivery.Temporary, "try-later", delivery.FaultSender, 0},
	{"dot too large", sendertest.StepDot, sendertest.StepFault{Reply: "552 5.3.4 too large"}, delivery.Permanent, "too-large", delivery.FaultMessage, 0},
	{"dot spam", sendertest.StepDot, sendertest.StepFault{Reply: "554 5.7.1 spam"}, delivery.Permanent, "filtered", delivery.FaultMessage, 0},
	{"dot unknown mailbox", sendertest.StepDot, sendertest.StepFault{Reply: "550 5.1.1 no such user"}, delivery.Permanent, "mailbox-unknown", delivery.FaultRecipient, 0},
	{"dot send as denied", sendertest.StepDot, sendertest.StepFault{Reply: "550 5.7.60 SMTP; Client does not have permissions to send as this sender"}, delivery.Configuration, "sender-refused", delivery.FaultSender, 0},
	{"dot 554 then cut", sendertest.StepDot, sendertest.StepFault{Raw: "554-5.7.1 spam\r\n", Cut: true}, delivery.Permanent, "filtered", delivery.FaultMessage, 0},
	{"sender not authenticated", sendertest.StepDot, sendertest.StepFault{Reply: "550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy"}, delivery.Configuration, "sender-not-proved", delivery.FaultSender, 0},
	{"full at the dot", sendertest.StepDot, sendertest.StepFault{Reply: "552 5.2.2 over quota"}, delivery.Permanent, "mailbox-full", delivery.FaultRecipient, 0},
	{"quit stalls", sendertest.StepQuit, sendertest.StepFault{Stall: true}, sent, "", "", 1},
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, pipelining := range []bool{true, false} {
		for _, f := range faults {
			name := f.name
			if !pipelining {
				name += " without pipelining"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				server := &sendertest.SMTPServer{Script: fault(f.at, f.do)}
				if !pipelining {
					server.Extensions = []string{"8BITMIME"}
				}
				s := start(t, server, func(c *smtp.Config) {
					c.Dial = narrow
					if f.do.Stall {
						impatient(c, f.at)
					}
				})
				m := message("m-1")
				if f.at == sendertest.StepBody { // more than the sockets hold, so that the dot cannot have left
					m.Attachments = []email.File{{Name: "large.bin", Data: make([]byte, 400<<10)}}
				}
				receipt, err := s.Send(within(t, 10*time.Second), m)
				checkOutcome(t, f.class, f.reason, f.whose, receipt, err)
				require.NoError(t, s.Close())
				server.Close()
				assert.Len(t, server.Emails(), f.taken)
			})
		}
	}
}

func checkOutcome(t *testing.T, class delivery.Class, reason reasons.Reason, whose delivery.Fault, receipt delivery.Receipt, err error) {
	t.Helper()
	if class == sent {
		require.NoError(t, err)
		assert.NotEmpty(t, receipt.Provider)
		return
	}
	failure, ok := err.(*delivery.Failure)
	require.True(t, ok, "want a *delivery.Failure, got %v", err)
	assert.Equal(t, class, failure.Class, "%v", failure)
	assert.Equal(t, reason, failure.Reason, "%v", failure)
	assert.Equal(t, whose, failure.Fault, "%v", failure)
	assert.Zero(t, receipt)
}

func TestCodesAndWordsAreKept(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{Script: fault(sendertest.StepRcpt, sendertest.StepFault{Raw: "450-4.7.1 Greylisted,\r\n450 4.7.1 please try again in 5 minutes\r\n"})}
	_, err := start(t, server, nil).Send(t.Context(), message("m-1"))
	failure := delivery.AsFailure(err)
	assert.Equal(t, "450 4.7.1", failure.Code)
	assert.Equal(t, "Greylisted, please try again in 5 minutes", failure.Text)
	assert.Equal(t, 5*time.Minute, failure.RetryAfter)
}

// TestARefusalLeavesTheConnectionUsable covers the reset between transactions.
func TestARefusalLeavesTheConnectionUsable(t *testing.T) {
	t.Parallel()
	for _, at := range []sendertest.Step{sendertest.StepMail, sendertest.StepRcpt, sendertest.StepData, sendertest.StepDot} {
		t.Run(string(at), func(t *testing.T) {
			t.Parallel()
			first := true
			server := &sendertest.SMTPServer{Script: func(_ int, step sendertest.Step, _ string) sendertest.StepFault {
				if step == at && first {
					first = false
					return sendertest.StepFault{Reply: "451 4.3.0 once"}
				}
				return sendertest.StepFault{}
			}}
			s := start(t, server, nil)
			_, err := s.Send(t.Context(), message("m-1"))
			assert.Equal(t, delivery.Temporary, delivery.AsFailure(err).Class)
			_, err = s.Send(t.Context(), message("m-2"))
			require.NoError(t, err)
			all, _ := server.Connections()
			assert.Equal(t, 1, all)
			assert.Len(t, server.Emails(), 1)
		})
	}
}

// TestAnEmptyMailIsNeverHandedOver: a server that wants the message although it
// has refused the recipient gets nothing, not even the lone dot of RFC 2920.
func TestAnEmptyMailIsNeverHandedOver(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		switch at {
		case sendertest.StepRcpt:
			return sendertest.StepFault{Reply: "550 5.1.1 no such user"}
		case sendertest.StepData:
			return sendertest.StepFault{Reply: "354 go ahead"}
		}
		return sendertest.StepFault{}
	}}
	s := start(t, server, nil)
	_, err := s.Send(t.Context(), message("m-1"))
	checkOutcome(t, delivery.Permanent, "mailbox-unknown", delivery.FaultRecipient, delivery.Receipt{}, err)
	require.NoError(t, s.Close())
	server.Close()
	assert.Empty(t, server.Emails())
}

// TestAnOldServer knows HELO only.
func TestAnOldServer(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, line string) sendertest.StepFault {
		if at == sendertest.StepEHLO && strings.HasPrefix(line, "EHLO") {
			return sendertest.StepFault{Reply: "502 what is that"}
		}
		return sendertest.StepFault{}
	}}
	s := start(t, server, nil)
	for _, id := range []string{"m-1", "m-2"} {
		_, err := s.Send(t.Context(), message(id))
		require.NoError(t, err)
	}
	assert.Empty(t, server.Emails()[1].Params)
}
