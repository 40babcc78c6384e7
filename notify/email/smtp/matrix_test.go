package smtp_test

import (
	"strconv"
	"strings"
	"sync"
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

// harms are the ways to misbehave at a step: the columns of matrix.
var harms = []struct {
	name string
	do   sendertest.StepFault
}{
	{"cut", sendertest.StepFault{Cut: true}},
	{"stall", sendertest.StepFault{Stall: true}},
	{"4xx", sendertest.StepFault{Reply: "451 4.3.0 later"}},
	{"5xx", sendertest.StepFault{Reply: "550 5.0.0 no"}},
	{"421", sendertest.StepFault{Reply: "421 4.3.2 closing", Cut: true}},
	{"half", sendertest.StepFault{Raw: "2", Cut: true}},
	{"garbage", sendertest.StepFault{Reply: "what?"}},
	{"long", sendertest.StepFault{Reply: "250 " + strings.Repeat("x", 100_000)}},
	{"endless", sendertest.StepFault{Raw: strings.Repeat("250-x\r\n", 1000), Cut: true}},
	{"mixed", sendertest.StepFault{Raw: "250-yes\r\n550 no\r\n", Cut: true}},
	{"wrong", sendertest.StepFault{Reply: "214 2.0.0 help yourself"}},
	{"unasked", sendertest.StepFault{More: "250 2.0.0 and more\r\n"}},
}

// matrix is what is true after each harm at each step: class and reason. After
// the final dot only a whole yes is sent, and only a whole no is not.
var matrix = map[sendertest.Step]string{
	//                        cut               stall             4xx                  5xx                 421                  half              garbage     long              endless           mixed             wrong      unasked
	sendertest.StepGreeting: "t/connection-lost t/no-greeting     t/server-unavailable c/server-refused    t/server-unavailable t/connection-lost t/not-understood t/not-understood t/not-understood t/not-understood t/not-understood c/tls-not-offered",
	sendertest.StepEHLO:     "t/connection-lost t/connect-timeout t/server-unavailable c/server-refused    t/server-unavailable t/connection-lost t/not-understood t/not-understood t/not-understood t/not-understood t/not-understood t/not-understood",
	sendertest.StepSTARTTLS: "t/connection-lost t/connect-timeout t/server-unavailable c/tls-not-offered   t/server-unavailable t/connection-lost t/not-understood t/not-understood t/not-understood t/not-understood t/not-understood t/not-understood",
	sendertest.StepAuth:     "t/connection-lost t/connect-timeout t/server-unavailable c/login-refused     t/server-unavailable t/connection-lost t/not-understood t/not-understood t/not-understood t/not-understood t/not-understood t/connection-lost",
	sendertest.StepMail:     "t/connection-lost t/timeout         t/try-later          c/sender-refused    t/server-unavailable t/connection-lost t/not-understood  t/not-understood        t/not-understood        t/not-understood        t/not-understood t/not-understood",
	sendertest.StepRcpt:     "t/connection-lost t/timeout         t/try-later          p/refused           t/server-unavailable t/connection-lost t/not-understood  t/not-understood        t/not-understood        t/not-understood        t/not-understood t/not-understood",
	sendertest.StepData:     "t/connection-lost t/timeout         t/try-later          p/message-refused   t/server-unavailable t/connection-lost t/not-understood  t/not-understood        t/not-understood        t/not-understood        t/not-understood t/not-understood",
	sendertest.StepBody:     "t/connection-lost t/timeout         t/try-later          p/message-refused   t/server-unavailable t/connection-lost u/no-answer u/no-answer       t/connection-lost t/connection-lost u/not-understood sent",
	sendertest.StepDot:      "u/no-answer       u/no-answer       t/try-later          p/message-refused   t/server-unavailable u/no-answer       u/no-answer u/no-answer       u/no-answer       u/no-answer       u/not-understood sent",
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	for step, row := range matrix {
		for column, want := range strings.Fields(row) {
			for _, pipelining := range []string{"", " without pipelining"} {
				t.Run(string(step)+" "+harms[column].name+pipelining, func(t *testing.T) {
					t.Parallel()
					got, taken := harmed(t, step, harms[column].do, pipelining == "")
					assert.Equal(t, want, got)
					if got != "sent" && !strings.HasPrefix(got, "u") {
						assert.Zero(t, taken, "delivered, and Send says that it was not")
					}
				})
			}
		}
	}
}

// harmed sends one mail to a server that does f at a step, with TLS and a
// login, and says what Send said.
func harmed(t *testing.T, at sendertest.Step, f sendertest.StepFault, pipelining bool) (outcome string, taken int) {
	t.Helper()
	certificate, roots := certificate(t, time.Now().Add(time.Hour), "127.0.0.1")
	f.After = 100
	server := &sendertest.SMTPServer{TLS: certificate, User: "eva", Pass: password, Script: fault(at, f)}
	if !pipelining {
		server.Extensions = []string{"8BITMIME"}
	}
	s := start(t, server, func(c *smtp.Config) {
		c.Security, c.TLS, c.Username, c.Password, c.Dial = smtp.STARTTLS, trusting(roots), "eva", password, narrow
		if f.Stall {
			impatient(c, at)
		}
	})
	m := message("m-1")
	if at == sendertest.StepBody && (f.Cut || f.Stall) { // more than the sockets hold, so that the dot cannot have left
		m.Attachments = []email.File{{Name: "large.bin", Data: make([]byte, 400<<10)}}
	}
	_, err := s.Send(within(t, 10*time.Second), m)
	require.NoError(t, s.Close())
	server.Close()
	if failure := delivery.AsFailure(err); failure != nil {
		return string(failure.Class[0]) + "/" + string(failure.Reason), len(server.Emails())
	}
	assert.Len(t, server.Emails(), 1, "Send says that it was sent")
	return "sent", len(server.Emails())
}

// impatient sets a short time for what is waited for at a step, and for no other where
// the outcome tells them apart: a busy machine may take long over each.
func impatient(c *smtp.Config, at sendertest.Step) {
	const short = 200 * time.Millisecond
	switch at {
	case sendertest.StepGreeting:
		c.ConnectTimeout = short
	case sendertest.StepEHLO, sendertest.StepSTARTTLS, sendertest.StepAuth: // the greeting must have come
		c.ConnectTimeout = 3 * short
	case sendertest.StepDot:
		c.FinalTimeout = short
	case sendertest.StepQuit: // which nobody waits for
	default:
		c.ReplyTimeout = short
	}
}

// TestHarmToOneOfManyThatWait does the harm to the third of six mails that wait
// for one connection: whatever befalls it, the others arrive, and nothing is
// taken twice or claimed falsely.
func TestHarmToOneOfManyThatWait(t *testing.T) {
	t.Parallel()
	for _, step := range []sendertest.Step{sendertest.StepMail, sendertest.StepRcpt, sendertest.StepData, sendertest.StepBody, sendertest.StepDot, sendertest.StepRset} {
		for _, harm := range harms {
			t.Run(string(step)+" "+harm.name, func(t *testing.T) {
				t.Parallel()
				failed := 0
				for _, err := range manyHarmed(t, step, harm.do) {
					if err != nil {
						failed++
					}
				}
				allowed := 1
				if step == sendertest.StepRset { // after a refusal
					allowed = 2
				}
				assert.LessOrEqual(t, failed, allowed)
			})
		}
	}
}

const waitingEmails = 6

// manyHarmed lets six mails wait, harms the third, holds what Send said against
// what was taken, and returns what Send said.
func manyHarmed(t *testing.T, at sendertest.Step, f sendertest.StepFault) (outcomes [waitingEmails]error) {
	t.Helper()
	let, times := make(chan struct{}), 0
	server := &sendertest.SMTPServer{Script: func(connection int, step sendertest.Step, _ string) sendertest.StepFault {
		if step == sendertest.StepGreeting && connection == 1 {
			<-let
		}
		if step != at || connection != 1 {
			if at == sendertest.StepRset && step == sendertest.StepRcpt && connection == 1 {
				if times++; times == 2 {
					return sendertest.StepFault{Reply: "550 5.1.1 no such user"} // which RSET follows
				}
			}
			return sendertest.StepFault{}
		}
		if times++; times == 3 {
			return f
		}
		return sendertest.StepFault{}
	}}
	s := start(t, server, func(c *smtp.Config) {
		c.Connections = 1
		if f.Stall {
			impatient(c, at)
		}
	})
	var work sync.WaitGroup
	for i := range outcomes {
		work.Go(func() { _, outcomes[i] = s.Send(t.Context(), message("m-"+strconv.Itoa(i))) })
	}
	require.Eventually(t, func() bool { return s.Waiting() == waitingEmails }, 5*time.Second, time.Millisecond)
	close(let)
	work.Wait()
	require.NoError(t, s.Close())
	server.Close()
	isTrue(t, server, outcomes[:])
	return outcomes
}

// isTrue holds the outcomes of the mails m-0, m-1 … against what was taken.
func isTrue(t *testing.T, server *sendertest.SMTPServer, outcomes []error) {
	t.Helper()
	taken := map[string]int{}
	for _, m := range server.Emails() {
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
}

// TestAFloodIsNotReadForLong: lines that never end must not fill the memory.
func TestAFloodIsNotReadForLong(t *testing.T) {
	t.Parallel()
	for name, flood := range map[string]string{"line": "220 " + strings.Repeat("x", 4<<20), "lines": strings.Repeat("220-x\r\n", 600_000)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, &sendertest.SMTPServer{Script: fault(sendertest.StepGreeting, sendertest.StepFault{Raw: flood, Stall: true})}, nil)
			_, err := s.Send(t.Context(), message("m-1"))
			assert.Equal(t, reasons.NotUnderstood, delivery.AsFailure(err).Reason)
		})
	}
}
