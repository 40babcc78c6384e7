package notifytest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
)

// spy notes what an assertion would have failed with.
type spy struct{ errors []string }

func (*spy) Helper() {}
func (s *spy) Errorf(format string, args ...any) {
	s.errors = append(s.errors, fmt.Sprintf(format, args...))
}

func send(t *testing.T, h *notifytest.Host) {
	t.Helper()
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "k", Now: h.Clock.Now()})
	require.NoError(t, err)
	draft.SMS = true
	plan, err := draft.Plan()
	require.NoError(t, err)
	_, err = h.Send(context.Background(), plan)
	require.NoError(t, err)
}

func TestAssertionsSayWhatWasSentInstead(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	var s spy
	h.Recorder.AssertNothingSent(&s)
	assert.Empty(t, s.errors)
	h.Recorder.AssertMail(&s, "anna@example.se")
	assert.Equal(t, []string{"want one mail to anna@example.se, got 0; sent was: nothing"}, s.errors)

	send(t, h)
	s.errors = nil
	h.Recorder.AssertMail(&s, "anna@example.se", "AO462", "Börje")
	h.Recorder.AssertSMS(&s, "+46705123456", "AO462")
	assert.Empty(t, s.errors)

	h.Recorder.AssertMail(&s, "bo@example.se")
	h.Recorder.AssertMail(&s, "anna@example.se", "Lisa")
	h.Recorder.AssertSMS(&s, "+46705123456", "Lisa")
	h.Recorder.AssertSMS(&s, "+46700000000")
	h.Recorder.AssertNothingSent(&s)
	require.Len(t, s.errors, 5)
	assert.Contains(t, s.errors[0], "mail to anna@example.se: \"Bokningsbekräftelse – Ordernummer: AO462\"")
	assert.Contains(t, s.errors[1], `lacks "Lisa"`)
	assert.Contains(t, s.errors[3], "SMS to +46705123456")

	h.Recorder.Reset()
	s.errors = nil
	h.Recorder.AssertNothingSent(&s)
	assert.Empty(t, s.errors)
}

func TestRecorderFails(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	h.Recorder.Fail("anna@example.se", errors.New("no"))
	send(t, h)
	assert.Empty(t, h.Recorder.Mails())
	assert.Len(t, h.Recorder.Texts(), 1)
}
