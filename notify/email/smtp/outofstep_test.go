package smtp_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
)

// TestAConnectionOutOfStepCarriesNothingMore: a server that has answered what was not
// asked, or waits for what will not come, could take the next mail's commands for
// something else.
func TestAConnectionOutOfStepCarriesNothingMore(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string]map[sendertest.Step]sendertest.StepFault{
		"it wants the message of a refused recipient": {sendertest.StepRcpt: {Reply: "550 5.1.1 no such user"}, sendertest.StepData: {Reply: "354 go ahead"}},
		"it answers DATA with a yes":                  {sendertest.StepData: {Reply: "250 ok"}},
		"it answers MAIL with another yes":            {sendertest.StepMail: {Reply: "220 hello"}},
		"it answers the dot with neither":             {sendertest.StepDot: {Reply: "354 what"}},
		"it says goodbye behind a refusal":            {sendertest.StepRcpt: {Reply: "550 5.1.1 no such user", More: "421 4.3.2 bye\r\n"}},
	} {
		for _, extensions := range [][]string{nil, {"8BITMIME"}} {
			if faults[sendertest.StepData].Reply == "354 go ahead" && extensions != nil {
				continue // which is not asked for DATA then
			}
			t.Run(fmt.Sprint(name, extensions), func(t *testing.T) {
				t.Parallel()
				server := &sendertest.SMTPServer{Extensions: extensions, Script: func(connection int, at sendertest.Step, _ string) sendertest.StepFault {
					if connection == 1 {
						return faults[at]
					}
					return sendertest.StepFault{}
				}}
				s := start(t, server, nil)
				_, err := s.Send(t.Context(), message("m-1"))
				require.Error(t, err)
				m := message("m-2")
				m.To.Address = recipients.MustParseAddress("bo@example.se")
				_, err = s.Send(t.Context(), m)
				require.NoError(t, err)
				require.Len(t, server.Emails(), 1)
				assert.Equal(t, "bo@example.se", server.Emails()[0].To)
				assert.Equal(t, 2, server.Emails()[0].Connection)
			})
		}
	}
}

// TestWhatWasRefusedCountsForTheConnection too, whose mails are limited.
func TestWhatWasRefusedCountsForTheConnection(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		if at == sendertest.StepRcpt {
			return sendertest.StepFault{Reply: "550 5.1.1 no such user"}
		}
		return sendertest.StepFault{}
	}}
	s := start(t, server, func(c *smtp.Config) { c.PerConnection = 2 })
	for i := range 6 {
		_, err := s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
		require.Error(t, err)
	}
	all, _ := server.Connections()
	assert.Equal(t, 3, all)
}

// TestWhatCannotBeSentCostsNoConnection: it is known before anything is said.
func TestWhatCannotBeSentCostsNoConnection(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{Extensions: []string{"SIZE 10"}}
	s := start(t, server, func(c *smtp.Config) { c.PerConnection = 1 })
	for range 3 {
		_, err := s.Send(t.Context(), message("m-1"))
		assert.Equal(t, reasons.TooLarge, delivery.AsFailure(err).Reason)
	}
	all, _ := server.Connections()
	assert.Equal(t, 1, all)
}

// TestNothingFollowsARefusalWithoutPipelining but the reset before the next mail.
func TestNothingFollowsARefusalWithoutPipelining(t *testing.T) {
	t.Parallel()
	for at, want := range map[sendertest.Step][]sendertest.Step{
		sendertest.StepMail: {sendertest.StepMail, sendertest.StepMail},
		sendertest.StepRcpt: {sendertest.StepMail, sendertest.StepRcpt, sendertest.StepRset, sendertest.StepMail, sendertest.StepRcpt},
		sendertest.StepData: {sendertest.StepMail, sendertest.StepRcpt, sendertest.StepData, sendertest.StepRset, sendertest.StepMail, sendertest.StepRcpt, sendertest.StepData},
	} {
		steps := make(chan sendertest.Step, 100)
		server := &sendertest.SMTPServer{Extensions: []string{"8BITMIME"}, Script: func(_ int, step sendertest.Step, _ string) sendertest.StepFault {
			steps <- step
			if step == at {
				return sendertest.StepFault{Reply: "400 4.0.0 not now"}
			}
			return sendertest.StepFault{}
		}}
		s := start(t, server, nil)
		for range 2 {
			_, err := s.Send(t.Context(), message("m-1"))
			assert.Equal(t, reasons.TryLater, delivery.AsFailure(err).Reason)
		}
		require.NoError(t, s.Close())
		server.Close()
		close(steps)
		var got []sendertest.Step
		for step := range steps {
			if step != sendertest.StepGreeting && step != sendertest.StepEHLO && step != sendertest.StepQuit {
				got = append(got, step)
			}
		}
		assert.Equal(t, want, got, at)
	}
}

// TestNothingIsResetBetweenMailsThatWereTaken.
func TestNothingIsResetBetweenMailsThatWereTaken(t *testing.T) {
	t.Parallel()
	for _, extensions := range [][]string{nil, {"8BITMIME"}} {
		server := &sendertest.SMTPServer{Extensions: extensions, Script: func(_ int, step sendertest.Step, _ string) sendertest.StepFault {
			assert.NotEqual(t, sendertest.StepRset, step)
			return sendertest.StepFault{}
		}}
		s := start(t, server, nil)
		for i := range 3 {
			_, err := s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
			require.NoError(t, err)
		}
	}
}

// TestAServerThatRefusesTheSecondHello does offer encryption: it is us whom it refuses.
func TestAServerThatRefusesTheSecondHello(t *testing.T) {
	t.Parallel()
	certificate, roots := certificate(t, time.Now().Add(time.Hour), "127.0.0.1")
	hellos := 0
	server := &sendertest.SMTPServer{TLS: certificate, Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		if at == sendertest.StepEHLO {
			if hellos++; hellos == 2 {
				return sendertest.StepFault{Reply: "550 5.7.1 no"}
			}
		}
		return sendertest.StepFault{}
	}}
	s := start(t, server, func(c *smtp.Config) { c.Security, c.TLS = smtp.STARTTLS, trusting(roots) })
	_, err := s.Send(t.Context(), message("m-1"))
	checkSetting(t, delivery.Configuration, reasons.ServerRefused, err)
}
