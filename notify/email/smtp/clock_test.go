package smtp_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/templating/locale"
)

// A slow server is one in a bubble of synctest, whose clock costs no time: it takes
// its time at each step, and more for the body. It offers no pipelining.
type slow struct {
	takes  map[sendertest.Step]time.Duration
	chunk  time.Duration // for each 64 KiB of a message
	silent sendertest.Step
	offers string // after EHLO
	deaf   bool   // it does not read what comes when a mail is done

	connections, mails atomic.Int32
	said               chan string // the lines that it heard; nil: not kept
}

// dial opens a connection to the server that holds nothing on its way.
func (s *slow) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	s.connections.Add(1)
	go s.serve(theirs)
	return ours, nil
}

func (s *slow) serve(socket net.Conn) {
	defer func() { _ = socket.Close() }()
	in := bufio.NewReader(socket)
	say := func(at sendertest.Step, line string) bool {
		time.Sleep(s.takes[at])
		if s.silent == at {
			_, _ = io.Copy(io.Discard, in)
			return false
		}
		_, err := io.WriteString(socket, line+"\r\n")
		return err == nil
	}
	if !say(sendertest.StepGreeting, "220 slow") {
		return
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if s.said != nil {
			s.said <- strings.TrimSpace(line)
		}
		ok := false
		switch strings.ToUpper(line[:4]) {
		case "EHLO":
			ok = say(sendertest.StepEHLO, "250-slow\r\n250 "+s.offers)
		case "MAIL":
			ok = say(sendertest.StepMail, "250 ok")
		case "RCPT":
			ok = say(sendertest.StepRcpt, "250 ok")
		case "RSET":
			ok = say(sendertest.StepRset, "250 ok")
		case "DATA":
			ok = say(sendertest.StepData, "354 go") && s.body(in) && say(sendertest.StepDot, "250 2.0.0 Ok: queued as S1")
			if ok {
				s.mails.Add(1)
			}
		}
		if !ok {
			return
		}
		if s.deaf && s.mails.Load() > 0 {
			time.Sleep(time.Hour)
		}
	}
}

// body reads a message, and dawdles over each 64 KiB.
func (s *slow) body(in *bufio.Reader) bool {
	if s.silent == sendertest.StepBody {
		time.Sleep(time.Hour)
	}
	for n, pause := 0, 64<<10; ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			return true
		}
		if n += len(line); n >= pause {
			pause += 64 << 10
			time.Sleep(s.chunk)
		}
	}
}

// patient is a Sender with the times that a Config gives by itself.
func (s *slow) patient(t *testing.T, change func(*smtp.Config)) *smtp.Sender {
	t.Helper()
	config := smtp.Config{Host: "mail.example.se", Security: smtp.None, HELO: "client.test", Dial: s.dial}
	if change != nil {
		change(&config)
	}
	sender, err := smtp.New(config)
	require.NoError(t, err)
	return sender
}

// took is how long a Send took, and what it came to.
func took(t *testing.T, s *smtp.Sender, m *email.Message) (time.Duration, *delivery.Failure) {
	t.Helper()
	begun := time.Now()
	_, err := s.Send(t.Context(), m)
	return time.Since(begun), delivery.AsFailure(err)
}

// TestEachStepHasItsTime, up to the moment: what a server takes within it is nobody's
// fault, and what it takes beyond it ends the wait.
func TestEachStepHasItsTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at    sendertest.Step
		time  time.Duration
		class delivery.Class
		why   reasons.Reason
	}{
		{sendertest.StepGreeting, 30 * time.Second, delivery.Temporary, reasons.NoGreeting},
		{sendertest.StepEHLO, 30 * time.Second, delivery.Temporary, reasons.ConnectTimeout},
		{sendertest.StepMail, time.Minute, delivery.Temporary, reasons.Timeout},
		{sendertest.StepRcpt, time.Minute, delivery.Temporary, reasons.Timeout},
		{sendertest.StepData, time.Minute, delivery.Temporary, reasons.Timeout},
		{sendertest.StepDot, 10 * time.Minute, delivery.Uncertain, reasons.NoAnswer},
	} {
		t.Run(string(c.at), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &slow{takes: map[sendertest.Step]time.Duration{c.at: c.time - time.Millisecond}}
				s := server.patient(t, nil)
				d, failure := took(t, s, message("m-1"))
				require.Nil(t, failure)
				assert.Equal(t, c.time-time.Millisecond, d)
				require.NoError(t, s.Close())

				server = &slow{silent: c.at}
				s = server.patient(t, nil)
				d, failure = took(t, s, message("m-1"))
				require.NotNil(t, failure)
				assert.Equal(t, c.class, failure.Class)
				assert.Equal(t, c.why, failure.Reason)
				assert.Equal(t, c.time, d)
				require.NoError(t, s.Close())
			})
		})
	}
}

// TestOneSlowStepLeavesTheNextItsTime: each reply is waited for anew, also where the
// commands went together.
func TestOneSlowStepLeavesTheNextItsTime(t *testing.T) {
	t.Parallel()
	for _, offers := range []string{"HELP", "PIPELINING"} {
		synctest.Test(t, func(t *testing.T) {
			const most = time.Minute - time.Millisecond
			server := &slow{offers: offers, takes: map[sendertest.Step]time.Duration{sendertest.StepMail: most, sendertest.StepRcpt: most, sendertest.StepData: most, sendertest.StepDot: 9 * time.Minute}}
			s := server.patient(t, nil)
			d, failure := took(t, s, message("m-1"))
			require.Nil(t, failure, offers)
			assert.Equal(t, 3*most+9*time.Minute, d, offers)
			require.NoError(t, s.Close())
		})
	}
}

// TestTimeAtRestIsNobodys: the next mail has all of its own.
func TestTimeAtRestIsNobodys(t *testing.T) {
	t.Parallel()
	for _, offers := range []string{"HELP", "PIPELINING"} {
		synctest.Test(t, func(t *testing.T) {
			server := &slow{offers: offers}
			s := server.patient(t, func(c *smtp.Config) {
				c.Idle, c.ReplyTimeout, c.FinalTimeout = 5*time.Minute, time.Second, time.Second
			})
			for range 3 {
				_, failure := took(t, s, message("m-1"))
				require.Nil(t, failure, offers)
				time.Sleep(time.Minute)
			}
			assert.Equal(t, int32(1), server.connections.Load())
			require.NoError(t, s.Close())
		})
	}
}

// TestEachPartOfALongMessageHasItsTime: a slow line may take long for all of it.
func TestEachPartOfALongMessageHasItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := message("m-1")
		m.Attachments = []email.File{{Name: "large.bin", Data: make([]byte, 400<<10)}}
		server := &slow{chunk: 50 * time.Second}
		s := server.patient(t, nil)
		d, failure := took(t, s, m)
		require.Nil(t, failure)
		assert.Greater(t, d, 6*time.Minute)
		require.NoError(t, s.Close())

		server = &slow{chunk: 61 * time.Second}
		s = server.patient(t, nil)
		_, failure = took(t, s, m)
		require.NotNil(t, failure)
		assert.Equal(t, reasons.Timeout, failure.Reason)
		assert.Equal(t, delivery.Temporary, failure.Class, "its dot has not left")
		require.NoError(t, s.Close())
		time.Sleep(time.Hour) // the server comes to its end
	})
}

// TestWhyAServerStoppedReadingIsWaitedForAMoment, and no longer.
func TestWhyAServerStoppedReadingIsWaitedForAMoment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := message("m-1")
		m.Attachments = []email.File{{Name: "large.bin", Data: make([]byte, 100<<10)}}
		server := &slow{silent: sendertest.StepBody}
		s := server.patient(t, nil)
		d, failure := took(t, s, m)
		require.NotNil(t, failure)
		assert.Equal(t, reasons.Timeout, failure.Reason)
		assert.Equal(t, time.Minute+100*time.Millisecond, d)
		require.NoError(t, s.Close())
		time.Sleep(time.Hour) // the server comes to its end
	})
}

// TestAConnectionRestsForItsTime and carries the next mail until then; it is closed
// with a goodbye.
func TestAConnectionRestsForItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &slow{said: make(chan string, 100)}
		s := server.patient(t, nil)
		for range 3 {
			_, failure := took(t, s, message("m-1"))
			require.Nil(t, failure)
			time.Sleep(30*time.Second - 1)
		}
		assert.Equal(t, int32(1), server.connections.Load())
		assert.Equal(t, 1, s.Idle())
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		assert.Zero(t, s.Idle())
		_, failure := took(t, s, message("m-2"))
		require.Nil(t, failure)
		assert.Equal(t, int32(2), server.connections.Load())
		require.NoError(t, s.Close())
		synctest.Wait()
		close(server.said)
		var lines []string
		for line := range server.said {
			lines = append(lines, line)
		}
		assert.Equal(t, 2, strings.Count(strings.Join(lines, "\n"), "QUIT"), "%q", lines)
	})
}

// TestAConnectionLivesForItsTime, however often it is used.
func TestAConnectionLivesForItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &slow{}
		s := server.patient(t, func(c *smtp.Config) { c.Lifetime, c.Idle = time.Minute, time.Hour })
		for range 3 {
			_, failure := took(t, s, message("m-1"))
			require.Nil(t, failure)
			time.Sleep(20*time.Second - 1)
		}
		assert.Equal(t, int32(1), server.connections.Load())
		assert.Equal(t, 1, s.Idle())
		time.Sleep(3 * time.Nanosecond)
		synctest.Wait()
		assert.Zero(t, s.Idle(), "also while it rests")

		server.takes = map[sendertest.Step]time.Duration{sendertest.StepDot: time.Minute + 1}
		for range 2 {
			_, failure := took(t, s, message("m-2"))
			require.Nil(t, failure)
		}
		assert.Equal(t, int32(3), server.connections.Load(), "a mail that outlives it is its last")
		require.NoError(t, s.Close())
	})
}

// TestAGoodbyeIsNotWaitedFor: a server that does not read it holds nobody up.
func TestAGoodbyeIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &slow{deaf: true}
		s := server.patient(t, nil)
		_, failure := took(t, s, message("m-1"))
		require.Nil(t, failure)
		begun := time.Now()
		require.NoError(t, s.Close())
		assert.Equal(t, 100*time.Millisecond, time.Since(begun))
		time.Sleep(time.Hour) // the server comes to its end
	})
}

// TestCheckBelievesARefusalBeforeACut: the first whole line of it is one.
func TestCheckBelievesARefusalBeforeACut(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]reasons.Reason{"400-4.3.0 later\r\n": reasons.TryLater, "250-2.1.0 half\r\n": reasons.ConnectionLost} {
		server := &sendertest.SMTPServer{Script: fault(sendertest.StepMail, sendertest.StepFault{Raw: said, Cut: true})}
		s := start(t, server, func(c *smtp.Config) { c.From = message("m").From.Address })
		_, err := s.Check(t.Context(), locale.English)
		assert.Equal(t, want, delivery.AsFailure(err).Reason, said)
	}
}

// TestCheckWithoutASenderTriesNone, and one with a sender begins a mail from it to
// itself that it does not send.
func TestCheckWithoutASenderTriesNone(t *testing.T) {
	t.Parallel()
	for from, want := range map[string][]string{
		"":                   {"EHLO client.test", "QUIT"},
		"service@akeskyl.se": {"EHLO client.test", "MAIL FROM:<service@akeskyl.se>", "RCPT TO:<service@akeskyl.se>", "QUIT"},
	} {
		synctest.Test(t, func(t *testing.T) {
			server := &slow{said: make(chan string, 100)}
			s := server.patient(t, func(c *smtp.Config) {
				if from != "" {
					c.From = message("m").From.Address
				}
			})
			_, err := s.Check(t.Context(), locale.English)
			require.NoError(t, err)
			require.NoError(t, s.Close())
			synctest.Wait()
			close(server.said)
			var said []string
			for line := range server.said {
				said = append(said, line)
			}
			assert.Equal(t, want, said)
		})
	}
}

// TestCheckTakesNoLongerThanAConnectionMay, even when Config.Dial does not look at its
// context, or the server goes silent over the sender.
func TestCheckTakesNoLongerThanAConnectionMay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		server *slow
		dial   bool // that does not look at its context
		why    reasons.Reason
		most   time.Duration
	}{
		"silent over the sender": {&slow{silent: sendertest.StepMail}, false, reasons.Timeout, 30 * time.Second},
		"silent from the start":  {&slow{silent: sendertest.StepGreeting}, false, reasons.NoGreeting, 30 * time.Second},
		"a dial that hangs":      {&slow{}, true, reasons.ConnectTimeout, 30*time.Second + 100*time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			released := make(chan struct{})
			s := c.server.patient(t, func(config *smtp.Config) {
				config.From = message("m").From.Address
				if c.dial {
					config.Dial = func(context.Context, string, string) (net.Conn, error) { <-released; return nil, io.EOF }
				}
			})
			begun := time.Now()
			_, err := s.Check(t.Context(), locale.English)
			assert.Equal(t, c.most, time.Since(begun), name)
			assert.Equal(t, c.why, delivery.AsFailure(err).Reason, name)
			assert.Equal(t, delivery.Temporary, delivery.AsFailure(err).Class, name)
			close(released)
			require.NoError(t, s.Close())
		})
	}
}
