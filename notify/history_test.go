package notify_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestR703TheOrderChangesAndTheLineIsRed(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	_, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	o := notifytest.Order()
	history, err := h.History(ctx, o)
	require.NoError(t, err)
	assert.False(t, history.Red(), "equal means unchanged")
	assert.Equal(t, "E-post skickad: 2023-10-02 14:05 till anna@example.se, bo@example.se av Eva", history.Banner(locale.Swedish))

	o.Bookings[0].Start = o.Bookings[0].Start.Add(time.Hour)
	o.Bookings[0].End = o.Bookings[0].End.Add(time.Hour)
	o.Bookings[0].Technicians = []string{"Lisa"}
	history, err = h.History(ctx, o)
	require.NoError(t, err)
	assert.True(t, history.Booking.Red)
	assert.False(t, history.Sending.Red, "sending and booking are marked apart")
	require.Len(t, history.Booking.Changes, 2)
	assert.Equal(t, "tid 07:00–10:00 → 08:00–11:00", history.Booking.Changes[0].Message(locale.Swedish))
	assert.Equal(t, "technician Börje → Lisa", history.Booking.Changes[1].Message(locale.English))
	assert.True(t, history.Advice().SendAgain)

	h.Clock.Advance(time.Hour)
	request, err := h.Complete(ctx, o, compose.Request{Kind: compose.BookingConfirmation, Key: "again", Now: h.Clock.Now()})
	require.NoError(t, err)
	d, err := compose.NewDraft(notifytest.Settings(), o, request)
	require.NoError(t, err)
	assert.Contains(t, d.Subject, "Ändrad bokning", "the customer was told otherwise before")
	d.To, d.SMS = recipients.MustParseList("anna@example.se,bo@example.se"), true
	p, err := d.Plan()
	require.NoError(t, err)
	assert.Contains(t, string(p.Messages[0].Email.Calendar.Data), "SEQUENCE:1")
	_, err = h.Send(ctx, p)
	require.NoError(t, err)
	history, err = h.History(ctx, o)
	require.NoError(t, err)
	assert.False(t, history.Red(), "a newer good sending clears it")
}

func TestR706ReportsMoveForwardOnly(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	p := bookingPlan(t, "form")
	r, err := h.Send(ctx, p)
	require.NoError(t, err)
	sms := r.Outcomes[2]
	delivered := delivery.Report{Company: p.Company, MessageID: sms.Message.ID, Provider: "recorder", Status: delivery.StatusDelivered}
	late := delivery.Report{Company: p.Company, Provider: "recorder", ProviderID: sms.Receipt.ProviderID, Status: delivery.StatusSent}
	for _, report := range []delivery.Report{delivered, delivered, late} {
		h.Clock.Advance(time.Second)
		require.NoError(t, h.Report(ctx, report))
	}
	history, err := h.History(ctx, notifytest.Order())
	require.NoError(t, err)
	for _, line := range history.Lines {
		if line.ID == sms.Message.ID {
			assert.Equal(t, delivery.StatusDelivered, line.Status)
		}
	}
	require.ErrorIs(t, h.Report(ctx, delivery.Report{Company: "another", MessageID: sms.Message.ID, Status: delivery.StatusDelivered}), notify.ErrUnknownMessage, "no report spans companies")
	require.Error(t, h.Report(ctx, delivery.Report{Company: p.Company, MessageID: sms.Message.ID}))
}

func TestR706ALateFailureCounts(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	p := bookingPlan(t, "form")
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	require.NoError(t, h.Report(ctx, delivery.Report{Company: p.Company, MessageID: p.Messages[2].ID, Status: delivery.StatusFailed}))
	history, err := h.History(ctx, notifytest.Order())
	require.NoError(t, err)
	for _, line := range history.Lines {
		assert.Equal(t, line.ID != p.Messages[2].ID, line.Good())
	}
}

func TestR618TheNextDraftWarns(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	h.Recorder.Fail("bo@example.se", &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: "mailbox-unknown"})
	h.Recorder.Fail("karin@example.se", &delivery.Failure{Class: delivery.Temporary, Reason: "greylisted"})
	p := bookingPlan(t, "form")
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	for _, i := range []int{0, 2} { // Anna's mail and her SMS
		h.Clock.Advance(time.Minute)
		require.NoError(t, h.Report(ctx, delivery.Report{Company: p.Company, MessageID: p.Messages[i].ID, Status: delivery.StatusBounced}))
	}

	request, err := h.Complete(ctx, notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"anna@example.se", "+46705123456"}, request.Bounced, "of those whom the order knows")
	request, err = h.Complete(ctx, notifytest.Order(), notifytest.Request(compose.BookingConfirmation), " Bo <bo@EXAMPLE.se>, karin@example.se", "nobody")
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"anna@example.se", "+46705123456", "bo@example.se"}, request.Bounced, "and of those who were typed")

	d, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), request)
	require.NoError(t, err)
	d.To, d.SMS = recipients.MustParseList("anna@example.se,bo@example.se,lisa@example.se"), true
	var who []string
	for _, w := range d.Warnings() {
		if w.Code == codes.WarnBounced {
			who = append(who, w.Recipient)
		}
	}
	assert.Equal(t, []string{"anna@example.se", "bo@example.se", "+46705123456"}, who)
}

// The other side of a comment and the request's own contacts are asked about too.
func TestR618CompleteKnowsWhoMayBeSentTo(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.PurchaseOrder()
	s.PurchaseOrderTo = recipients.MustParseList("inkop@example.se")
	o.Users, o.ResponsibleUserEmail = []order.User{{Email: "karin@example.se", Customer: true}}, "eva@example.com"
	r := compose.Request{Contacts: []order.Contact{{Email: "bo@example.se,jour@example.se", Phone: "+46705123457"}}}
	assert.ElementsMatch(t, []string{
		"order@example.net", "ulla@example.net", "karin@example.se", "eva@example.com", "bo@example.se", "jour@example.se", "+46705123457", "inkop@example.se", "typed@example.se", "+46705123458",
	}, compose.Addresses(s, o, r, "typed@example.se", "+46 705-12 34 58", "karin@EXAMPLE.se", "x"))
}

func TestR615TestModesStandInTheLog(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	p := bookingPlan(t, "form", func(s *order.Settings) {
		s.Test = order.TestMode{DryRun: true, Allow: []string{"anna@example.se", "+46705123456"}}
	})
	r, err := h.Send(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "skipped skipped", statuses(r))
	h.Recorder.AssertNothingSent(t)
	tests := map[string]audit.TestOutcome{}
	page, err := h.Messages(ctx, audit.Query{Statuses: []delivery.Status{delivery.StatusSkipped}}, admin)
	require.NoError(t, err)
	for _, m := range page.Messages {
		tests[m.Recipient] = m.Test
	}
	assert.Equal(t, map[string]audit.TestOutcome{"anna@example.se": audit.TestDryRun, "+46705123456": audit.TestDryRun, "bo@example.se": audit.TestNotAllowed}, tests)
	history, err := h.History(ctx, notifytest.Order())
	require.NoError(t, err)
	assert.Equal(t, "E-post skickad: nej", history.Banner(locale.Swedish), "what was not sent does not count as sent")

	_, err = h.Send(ctx, bookingPlan(t, "redirected", func(s *order.Settings) {
		s.Test = order.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com")}
	}))
	require.NoError(t, err)
	for _, m := range h.Recorder.Emails() {
		assert.Equal(t, "test@example.com", m.To.String())
	}
	assert.Empty(t, h.Recorder.SentSMS(), "no channel escapes a redirect")
	page, err = h.Messages(ctx, audit.Query{Recipient: "test@example.com", Statuses: []delivery.Status{delivery.StatusSent}}, admin)
	require.NoError(t, err)
	require.Len(t, page.Messages, 2)
	for _, m := range page.Messages {
		assert.Equal(t, audit.TestRedirected, m.Test)
		assert.Contains(t, []string{"anna@example.se", "bo@example.se"}, m.IntendedFor)
	}
	page, err = h.Messages(ctx, audit.Query{Recipient: "+46705123456", Statuses: []delivery.Status{delivery.StatusSkipped}}, admin)
	require.NoError(t, err)
	assert.Equal(t, audit.TestNotRedirected, page.Messages[len(page.Messages)-1].Test)
}

// The log writes what a message was, and what a test mode did, in the user's
// words and not in codes.
func TestTheHistoryHasWordsForEveryKind(t *testing.T) {
	t.Parallel()
	for _, l := range []locale.Language{locale.Swedish, locale.Norwegian, locale.Danish, locale.Finnish, locale.English, locale.German} {
		for _, rules := range compose.Kinds() {
			for _, test := range []audit.TestOutcome{audit.TestDryRun, audit.TestRedirected, audit.TestNotAllowed, audit.TestNotRedirected} {
				line := audit.HistoryLine{Message: audit.Message{Kind: string(rules.Kind), Status: delivery.StatusSent, Recipient: "anna@example.se", Test: test}}
				text := audit.History{}.Text(line, l)
				assert.NotContains(t, text, "audit.")
				assert.NotContains(t, text, "["+string(test)+"]")
				if l != locale.English {
					assert.NotContains(t, text, " "+string(rules.Kind)+",")
				}
			}
		}
	}
}
