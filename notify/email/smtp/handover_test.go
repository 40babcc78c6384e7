package smtp_test

import (
	"context"
	"errors"
	"strconv"
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

// TestHandOverIsAskedBeforeEachDot: of mails that wait for one connection, where
// an envelope follows the dot of the one before, each is asked about when its own
// dot is next, and one that may not go leaves the others alone.
func TestHandOverIsAskedBeforeEachDot(t *testing.T) {
	t.Parallel()
	for _, extensions := range [][]string{nil, {"8BITMIME"}} {
		let := make(chan struct{})
		server := &sendertest.SMTPServer{Extensions: extensions, Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
			if at == sendertest.StepGreeting {
				<-let
			}
			return sendertest.StepFault{}
		}}
		s := start(t, server, func(c *smtp.Config) { c.Connections = 1 })
		no := errors.New("no")
		outcomes := make(chan error, 5)
		for i := range 5 {
			go func() {
				id := "m-" + strconv.Itoa(i)
				_, err := s.Send(delivery.WithHandOver(t.Context(), func(context.Context) error {
					assert.NotContains(t, ids(server), id, "it was taken before anybody was asked")
					if i == 2 {
						return no
					}
					return nil
				}), message(id))
				outcomes <- err
			}()
		}
		require.Eventually(t, func() bool { return s.Waiting() == 5 }, 5*time.Second, time.Millisecond)
		close(let)
		failed := 0
		for range 5 {
			if err := <-outcomes; err != nil {
				failed++
				require.ErrorIs(t, err, no)
				assert.Equal(t, reasons.NotClaimed, delivery.AsFailure(err).Reason)
			}
		}
		assert.Equal(t, 1, failed)
		assert.ElementsMatch(t, []string{"m-0", "m-1", "m-3", "m-4"}, ids(server))
	}
}

// TestHandOverIsNotAskedForWhatIsRefused: a recipient who is refused, a cut
// before the dot and a long message that is cut while it is written leave a
// message that is certainly unsent.
func TestHandOverIsNotAskedForWhatIsRefused(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]func(int, sendertest.Step, string) sendertest.StepFault{
		"refused":    fault(sendertest.StepRcpt, sendertest.StepFault{Reply: "550 5.1.1 no such user"}),
		"cut":        fault(sendertest.StepData, sendertest.StepFault{Cut: true}),
		"cut within": fault(sendertest.StepBody, sendertest.StepFault{Cut: true, After: 100}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, &sendertest.SMTPServer{Script: script}, func(c *smtp.Config) { c.Dial = narrow })
			m := message("m-1")
			m.Attachments = []email.File{{Name: "large.bin", Data: make([]byte, 400<<10)}}
			_, err := s.Send(delivery.WithHandOver(t.Context(), func(context.Context) error {
				t.Error("asked")
				return nil
			}), m)
			require.Error(t, err)
			assert.NotEqual(t, delivery.Uncertain, delivery.AsFailure(err).Class)
		})
	}
}

// TestCancelledWhileTheHookIsAsked comes back at once, and nothing is sent.
func TestCancelledWhileTheHookIsAsked(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, nil)
	ctx, cancel := context.WithCancel(t.Context())
	carryOn, done := make(chan struct{}), make(chan struct{})
	ctx = delivery.WithHandOver(ctx, func(context.Context) error { // which does not look at its context
		defer close(done)
		cancel()
		<-carryOn
		return nil
	})
	begun := time.Now()
	_, err := s.Send(ctx, message("m-1"))
	assert.Less(t, time.Since(begun), promptly)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, delivery.Temporary, delivery.AsFailure(err).Class)
	close(carryOn)
	<-done
	require.NoError(t, s.Close())
	assert.Empty(t, server.Emails())
}

// ids are the messages that a double has taken.
func ids(server *sendertest.SMTPServer) []string {
	var list []string
	for _, mail := range server.Emails() {
		_, rest, _ := strings.Cut(mail.Data, "Message-ID: <")
		id, _, _ := strings.Cut(rest, "@")
		list = append(list, id)
	}
	return list
}
