package smtp_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
)

// written sends three mails that wait for one connection, and returns what was
// written at a time.
func written(t *testing.T, extensions []string) []string {
	t.Helper()
	wire, let := &recorder{}, make(chan struct{})
	server := &sendertest.SMTPServer{Extensions: extensions, Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		if at == sendertest.StepGreeting {
			<-let
		}
		return sendertest.StepFault{}
	}}
	s := start(t, server, func(c *smtp.Config) { c.Connections, c.Dial = 1, wire.dial })
	outcomes := make(chan error)
	for i := range 3 {
		go func() {
			_, err := s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
			outcomes <- err
		}()
	}
	require.Eventually(t, func() bool { return s.Waiting() == 3 }, 5*time.Second, time.Millisecond)
	close(let)
	for range 3 {
		require.NoError(t, <-outcomes)
	}
	return wire.writes()
}

// TestTheNextEnvelopeFollowsTheDot: a mail costs one write and one round trip.
func TestTheNextEnvelopeFollowsTheDot(t *testing.T) {
	t.Parallel()
	writes := written(t, nil)
	require.Len(t, writes, 5, "EHLO, the first envelope, and the three mails: %q", writes)
	for i, w := range writes[1:] {
		_, envelope, dot := strings.Cut(w, "\r\n.\r\n")
		if i == 0 {
			envelope = w
		}
		assert.Equal(t, i > 0, dot)
		if i < 3 {
			assert.Regexp(t, `^MAIL FROM:<service@akeskyl\.se> SIZE=\d+\r\nRCPT TO:<anna@example\.se>\r\nDATA\r\n$`, envelope)
		} else {
			assert.Empty(t, envelope)
		}
	}
}

// TestOneCommandAtATime where the server does not offer PIPELINING.
func TestOneCommandAtATime(t *testing.T) {
	t.Parallel()
	for _, w := range written(t, []string{"SIZE 1000000"}) {
		if strings.HasSuffix(w, "\r\n.\r\n") {
			continue // a message
		}
		assert.Equal(t, 1, strings.Count(w, "\r\n"), "%q", w)
	}
}
