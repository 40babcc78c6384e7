package notifytest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/smsgw"
)

// spy notes what an assertion would have failed with.
type spy struct{ errors []string }

func (*spy) Helper() {}
func (s *spy) Errorf(format string, args ...any) {
	s.errors = append(s.errors, fmt.Sprintf(format, args...))
}

// send sends the sample order's confirmation of a kind.
func send(t *testing.T, h *notifytest.Bench, kind plan.Kind) {
	t.Helper()
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(kind))
	require.NoError(t, err)
	draft.SMS = len(draft.Phones) > 0
	plan, err := draft.Plan()
	require.NoError(t, err)
	_, err = h.Send(context.Background(), plan)
	require.NoError(t, err)
}

func TestAssertionsSayWhatWasSentInstead(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	var s spy
	h.Recorder.AssertNothingSent(&s)
	assert.Empty(t, s.errors)
	h.Recorder.AssertEmail(&s, "anna@example.se")
	assert.Equal(t, []string{"want one mail to anna@example.se, got 0; sent was: nothing"}, s.errors)

	send(t, h, compose.BookingConfirmation)
	s.errors = nil
	h.Recorder.AssertEmail(&s, "anna@example.se", "AO462", "Börje")
	h.Recorder.AssertSMS(&s, "+46705123456", "AO462")
	assert.Empty(t, s.errors)

	h.Recorder.AssertEmail(&s, "bo@example.se")
	h.Recorder.AssertEmail(&s, "anna@example.se", "Lisa")
	h.Recorder.AssertSMS(&s, "+46705123456", "Lisa")
	h.Recorder.AssertSMS(&s, "+46700000000")
	h.Recorder.AssertNothingSent(&s)
	h.Recorder.AssertAttached(&s, "anna@example.se", "AO462.pdf")
	require.Len(t, s.errors, 6)
	assert.Contains(t, s.errors[0], "mail to anna@example.se: \"Bokningsbekräftelse AO462\"")
	assert.Contains(t, s.errors[1], `lacks "Lisa"`)
	assert.Contains(t, s.errors[3], "SMS to +46705123456")
	assert.Contains(t, s.errors[4], "want nothing sent")
	assert.Contains(t, s.errors[5], `no file "AO462.pdf"; its files are []`)

	h.Recorder.Reset()
	s.errors = nil
	h.Recorder.AssertNothingSent(&s)
	assert.Empty(t, s.errors)
}

func TestAssertNothingTo(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	send(t, h, compose.BookingConfirmation)
	var s spy
	h.Recorder.AssertNothingTo(&s, "bo@example.se")
	h.Recorder.AssertNothingTo(&s, "+46700000000")
	assert.Empty(t, s.errors)
	h.Recorder.AssertNothingTo(&s, "anna@EXAMPLE.se")
	h.Recorder.AssertNothingTo(&s, "+46 70-512 34 56")
	h.Recorder.AssertNothingTo(&s, "0705-123456")
	require.Len(t, s.errors, 3)
	assert.Contains(t, s.errors[0], `anna@example.se, but it got the mail "Bokningsbekräftelse AO462"`)
	assert.Contains(t, s.errors[1], "+46705123456, but it got the SMS:")
	assert.Contains(t, s.errors[2], `"0705-123456" is no address`)
}

// A host's own service sends to a recorder too, with its own log and outbox.
func TestTheSendersOfAHostsOwnService(t *testing.T) {
	t.Parallel()
	var recorder notifytest.Recorder
	service, err := notify.New(notify.Config{Senders: notify.OneCompany(recorder.Senders()), Log: audit.NewMemory(), Now: notifytest.Now})
	require.NoError(t, err)
	desk, err := service.Desk(notifytest.Settings())
	require.NoError(t, err)
	popup, err := desk.Open(t.Context(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "k"})
	require.NoError(t, err)
	popup.Form.SMS = true
	_, err = desk.Submit(t.Context(), notifytest.Order(), compose.Request{}, popup.Form)
	require.NoError(t, err)
	recorder.AssertEmail(t, "anna@example.se")
	recorder.AssertSMS(t, "+46705123456")
}

func TestAssertAttached(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	send(t, h, compose.OrderConfirmation)
	var s spy
	assert.Contains(t, string(h.Recorder.AssertAttached(&s, "anna@example.se", "AO462.pdf")[:5]), "%PDF-")
	assert.Empty(t, s.errors)
	assert.Nil(t, h.Recorder.AssertAttached(&s, "bo@example.se", "AO462.pdf"))
	require.Len(t, s.errors, 1, "said once")
	assert.Contains(t, s.errors[0], `"Orderbekräftelse AO462", AO462.pdf`)
}

func TestRecorderFails(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	h.Recorder.Fail("anna@example.se", errors.New("no"))
	send(t, h, compose.BookingConfirmation)
	assert.Empty(t, h.Recorder.Emails())
	assert.Len(t, h.Recorder.SentSMS(), 1)

	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	sms := h.Recorder.SentSMS()[0]
	_, err := h.Recorder.SMS().Send(cancelled, &sms)
	require.ErrorIs(t, err, context.Canceled)
	_, err = h.Recorder.SMS().Send(context.Background(), &smsgw.SMS{})
	require.Error(t, err)
	_, err = h.Recorder.Email().Send(context.Background(), &email.Message{})
	require.Error(t, err, "what no server could be given")
}

func TestATestThatCouldNotFailIsSaid(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = audit.NewMemory() })
	assert.Nil(t, h.Log, "nobody writes the host's own")
	assert.Panics(t, func() { h.Recorder.Fail("0705-123456", errors.New("no")) })
	h = notifytest.NewBench()
	h.Recorder.Fail("+46 70-512 34 56", errors.New("no"))
	send(t, h, compose.BookingConfirmation)
	assert.Empty(t, h.Recorder.SentSMS(), "however the number is written")
	h.Recorder.AssertEmail(t, "anna@EXAMPLE.se")
}

func TestSamples(t *testing.T) {
	t.Parallel()
	require.NoError(t, notifytest.Settings().Validate())
	var sent int
	for _, o := range notifytest.Orders() {
		require.NoError(t, o.Validate())
		o.Users = []order.User{{Email: "karin@example.se", Customer: true}}
		for _, kind := range compose.KindsFor(o.Kind) {
			draft, err := compose.NewDraft(notifytest.Settings(), o, notifytest.Request(kind))
			require.NoError(t, err)
			if kind == compose.FreeMessage {
				draft.Text = "Vi har hittat era nycklar."
			}
			_, err = draft.Plan()
			require.NoError(t, err, "%s from %s", kind, o.Kind)
			sent++
		}
	}
	assert.Equal(t, 40, sent)
	a, b := notifytest.Order(), notifytest.Order()
	a.Bookings[0].Technicians[0], a.Customer.Contacts[0].Name = "changed", "changed"
	assert.NotEqual(t, a, b, "every call gives values of its own")
}

func TestNewHostPanicsOnAConfigThatDoesNotWork(t *testing.T) {
	t.Parallel()
	assert.PanicsWithError(t, "notify: Config.Senders is nil: it finds a company's mail server and gateway", func() {
		notifytest.NewBench(func(c *notify.Config) { c.Senders = nil })
	})
	wrong := notifytest.Settings()
	wrong.Zone = "Mars"
	assert.Panics(t, func() { notifytest.NewBench().For(wrong) })
}
