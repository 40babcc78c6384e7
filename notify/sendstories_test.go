package notify_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
)

// What an order was sent before, or what was replaced of it, is no reason to send nothing now.
func TestR612OtherPlansOfTheOrderStopNothing(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	_, err := h.Send(ctx, bookingPlan(t, "first"))
	require.NoError(t, err)
	require.NoError(t, h.Supersede(ctx, bookingPlan(t, "old"), bookingPlan(t, "new")))
	r, err := h.Send(ctx, onePlan(t, "second"))
	require.NoError(t, err)
	assert.Equal(t, "sent", statuses(r))
	r, err = h.Send(ctx, onePlan(t, "old"))
	require.ErrorIs(t, err, audit.ErrKeyReused)
	assert.Empty(t, r.Outcomes)
	assert.Len(t, h.Recorder.Emails(), 3)
}

// What was sent and came back later has been sent: its form gets no key for another try by
// itself.
func TestR612WhatBouncedHasBeenSent(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	p := onePlan(t, "form")
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	for _, f := range []*delivery.Failure{nil, {Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown}} {
		require.NoError(t, h.Report(ctx, delivery.Report{Company: p.Company, MessageID: p.Messages[0].ID, Status: delivery.StatusBounced, Failure: f}))
		r, err := h.Send(ctx, p)
		require.NoError(t, err)
		assert.Equal(t, "bounced", statuses(r))
		assert.Empty(t, r.NextKey)
	}
}

// A server that repeats a line of the mail in two halves leaves none of it in the log.
func TestR707NoHalfOfALineInAFailuresText(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	p := onePlan(t, "form")
	line := strings.TrimSpace(p.Messages[0].Subject()) // even in bytes, so that the halves are whole
	require.GreaterOrEqual(t, len(line), 24)
	half := len(line) / 2
	h.Recorder.Fail("anna@example.se", &delivery.Failure{
		Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: reasons.Filtered, Code: "554",
		Text: "554 spam: " + line[:half] + "\n554 " + line[half:] + " is what we do not take",
	})
	r, err := h.Send(ctx, p)
	require.NoError(t, err)
	require.Equal(t, "failed", statuses(r))
	history, err := h.History(ctx, notifytest.Order())
	require.NoError(t, err)
	text := history.Lines[0].Failure.Text
	assert.Contains(t, text, "is what we do not take")
	for from := 0; from+4 <= half; from++ {
		assert.NotContains(t, text, line[from:from+4])
		assert.NotContains(t, text, line[half+from:half+from+4])
	}
}

// A plan that cannot be kept, since the host's clock is out of its mind, is an error of the
// host's and no popup.
func TestAPopupOfWhatCannotBeKeptIsAnError(t *testing.T) {
	t.Parallel()
	r := confirming("form")
	r.Now = time.Date(10_001, time.October, 2, 12, 0, 0, 0, time.UTC)
	h := notifytest.NewBench(func(c *notify.Config) { c.Now = func() time.Time { return r.Now } })
	o := one()
	o.ContactPerson.Email = "" // a mail's date would be refused
	o.Bookings[0].Start, o.Bookings[0].End = r.Now.Add(24*time.Hour), r.Now.Add(25*time.Hour)
	popup, err := h.Open(ctx, o, r)
	require.ErrorContains(t, err, "9999")
	assert.Empty(t, popup.Form.Key)
	draft, err := compose.NewDraft(h.Settings(), o, r)
	require.NoError(t, err)
	popup, err = h.Submit(ctx, o, r, draft.Form())
	require.ErrorContains(t, err, "9999")
	assert.False(t, popup.Sent)
}

// A company's settings change while its messages are under way: what cannot be had any more is
// said as it is, and a caller who has gone away is no fault of the settings.
func TestSendersThatAreGoneByTheTimeOfTheMessage(t *testing.T) {
	t.Parallel()
	var sent []string
	row := 1
	c := &notify.SendersCache[int]{
		Settings: func(ctx context.Context, _ string) (int, error) { return row, ctx.Err() },
		Open: func(_ context.Context, _ string, row int) (notify.Senders, error) {
			switch row {
			case 1:
				return notify.Senders{
					Email: emailFunc(func(context.Context, *email.Message) (delivery.Receipt, error) {
						sent = append(sent, "mail")
						return delivery.Receipt{}, nil
					}),
					SMS: funcSender(func(*smsgw.SMS) { sent = append(sent, "SMS") }),
				}, nil
			case 2:
				return notify.Senders{}, nil
			}
			return notify.Senders{}, errors.New("port 70000 does not exist")
		},
	}
	defer c.Close()
	s, err := c.Senders(ctx, "a")
	require.NoError(t, err)
	try := func(ctx context.Context) []reasons.Reason {
		var list []reasons.Reason
		_, mail := s.Email.Send(ctx, nil)
		_, sms := s.SMS.Send(ctx, nil)
		for _, err := range []error{mail, sms} {
			f := delivery.AsFailure(err)
			require.NotNil(t, f)
			list = append(list, f.Reason)
			assert.Equal(t, f.Reason == reasons.Cancelled, f.Class == delivery.Temporary)
		}
		return list
	}
	row = 2
	_, err = c.Senders(ctx, "a")
	require.NoError(t, err)
	assert.Equal(t, []reasons.Reason{reasons.NoSender, reasons.NoSender}, try(ctx))
	gone, cancel := context.WithCancel(ctx)
	cancel()
	assert.Equal(t, []reasons.Reason{reasons.Cancelled, reasons.Cancelled}, try(gone))
	assert.Empty(t, sent)
}

// A mail server that could not be opened is tried again by the next message, though nothing in
// its settings has changed.
func TestSendersThatCouldNotBeOpenedAreTriedAgain(t *testing.T) {
	t.Parallel()
	tries := 0
	c := &notify.SendersCache[int]{
		Settings: func(context.Context, string) (int, error) { return 1, nil },
		Open: func(context.Context, string, int) (notify.Senders, error) {
			if tries++; tries == 1 {
				return notify.Senders{}, errors.New("the key cannot be read yet")
			}
			return notify.Senders{SMS: funcSender(func(*smsgw.SMS) {})}, nil
		},
	}
	defer c.Close()
	_, err := c.Senders(ctx, "a")
	require.EqualError(t, err, "the key cannot be read yet")
	s, err := c.Senders(ctx, "a")
	require.NoError(t, err)
	_, err = s.SMS.Send(ctx, nil)
	require.NoError(t, err)
	assert.Equal(t, 2, tries)
}

// The log says of each message which template its text is from: who reads another language
// than the template's has the built-in text.
func TestR306TheLogKnowsTheTemplateOfEachMessage(t *testing.T) {
	t.Parallel()
	h, s, o := notifytest.NewBench(), notifytest.Settings(), one()
	s.BookingTemplates = []order.BookingTemplate{{Order: o.Kind, EmailTemplate: templating.EmailTemplate{ID: "b", Version: 3, Subject: "Besök", Body: "Vi kommer {nextBooking}"}}}
	o.Customer.Contacts = []order.Contact{{Name: "Bob", Email: "bob@example.se", Language: "en"}}
	p := planOf(t, s, o, confirming("form"), to("anna@example.se,bob@example.se"))
	_, err := h.For(s).Send(ctx, p)
	require.NoError(t, err)
	records, err := audit.All(ctx, h.Log, audit.Query{Company: o.Company})
	require.NoError(t, err)
	of := map[string]string{}
	for _, m := range audit.Fold(records) {
		of[m.Recipient] = m.Template.ID
	}
	assert.Equal(t, map[string]string{"anna@example.se": "b", "bob@example.se": ""}, of)
}
