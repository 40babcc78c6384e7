package notify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

var ctx = context.Background()

// bookingPlan is a confirmation to two by mail and one by SMS.
func bookingPlan(t *testing.T, key string, changes ...func(*compose.Settings)) compose.Plan {
	t.Helper()
	s := notifytest.Settings()
	for _, change := range changes {
		change(&s)
	}
	d, err := compose.NewDraft(s, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: key, Now: notifytest.Now(), Actor: compose.Actor{ID: "eva", Name: "Eva"}})
	require.NoError(t, err)
	d.To = recipients.MustParseList("anna@example.se,bo@example.se")
	d.SMS = true
	p, err := d.Plan()
	require.NoError(t, err)
	return p
}

func statuses(r notify.Result) string {
	var list []string
	for _, o := range r.Outcomes {
		list = append(list, string(o.Status))
	}
	return strings.Join(list, " ")
}

func TestR612TheSameKeySendsOnce(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	p := bookingPlan(t, "form")
	first, err := h.Send(ctx, p)
	require.NoError(t, err)
	require.NoError(t, first.Err())
	assert.Equal(t, 3, first.Sent())
	again, err := h.Send(ctx, p)
	require.NoError(t, err)
	assert.True(t, again.Duplicate)
	assert.Equal(t, "sent sent sent", statuses(again), "the first time's outcomes")
	assert.Len(t, h.Recorder.Mails(), 2)
	assert.Len(t, h.Recorder.Texts(), 1)

	other := bookingPlan(t, "form", func(s *compose.Settings) { s.Company.Name = "Annat namn" })
	_, err = h.Send(ctx, other)
	require.ErrorIs(t, err, audit.ErrKeyReused)
	_, err = h.Send(ctx, bookingPlan(t, "a new form"))
	require.NoError(t, err)
	assert.Len(t, h.Recorder.Mails(), 4, "the form opened again sends again")
}

func TestR612ManyCallersSendOnce(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	p := bookingPlan(t, "form")
	var group sync.WaitGroup
	var firsts atomic.Int32
	for range 20 {
		group.Go(func() {
			r, err := h.Send(ctx, p)
			if assert.NoError(t, err) && !r.Duplicate {
				firsts.Add(1)
			}
		})
	}
	group.Wait()
	assert.EqualValues(t, 1, firsts.Load())
	assert.Len(t, h.Recorder.Mails(), 2)
}

func TestR613OneFailureNeverStopsAnother(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		class delivery.Class
		want  delivery.Status
	}{
		{delivery.Permanent, delivery.StatusFailed},
		{delivery.Temporary, delivery.StatusFailed},
		{delivery.Uncertain, delivery.StatusUncertain},
		{delivery.Configuration, delivery.StatusFailed},
	} {
		h := notifytest.NewHost()
		h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: c.class, Reason: "because"})
		r, err := h.Send(ctx, bookingPlan(t, "form"))
		require.NoError(t, err)
		assert.Equal(t, c.want, r.Outcomes[0].Status)
		assert.Equal(t, 2, r.Sent())
		require.ErrorContains(t, r.Err(), "because")
		history, err := h.History(ctx, notifytest.Settings(), notifytest.Order())
		require.NoError(t, err)
		assert.NotContains(t, history.Banner(locale.Swedish), "anna", "nothing that failed counts as sent")
	}
}

func TestR613RetriesOnlyWhatFailedForNow(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Reason: "greylisted"})
	h.Recorder.Fail("bo@example.se", &delivery.Failure{Class: delivery.Uncertain, Reason: "cut"})
	p := bookingPlan(t, "form")
	r, err := h.Send(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "failed uncertain sent", statuses(r))

	h.Clock.Advance(time.Minute)
	r, err = h.Retry(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "failed uncertain sent", statuses(r), "still not")
	h.Recorder.Fail("anna@example.se", nil)
	h.Recorder.Fail("bo@example.se", nil)
	h.Clock.Advance(time.Minute)
	r, err = h.Retry(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "sent uncertain sent", statuses(r), "what is uncertain is never repeated")
	assert.Equal(t, 3, r.Outcomes[0].Attempt)
	r, err = h.Retry(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "sent uncertain sent", statuses(r))
	assert.Len(t, h.Recorder.Mails(), 1)
	assert.Len(t, h.Recorder.Texts(), 1)
}

func TestR613WhatIsRefusedForGoodIsNeverRetried(t *testing.T) {
	t.Parallel()
	for _, class := range []delivery.Class{delivery.Permanent, delivery.Configuration} {
		h := notifytest.NewHost()
		h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: class, Reason: "refused"})
		p := bookingPlan(t, "form")
		_, err := h.Send(ctx, p)
		require.NoError(t, err)
		h.Recorder.Fail("anna@example.se", nil)
		r, err := h.Retry(ctx, p)
		require.NoError(t, err)
		assert.Equal(t, "failed sent sent", statuses(r))
		assert.Len(t, h.Recorder.Mails(), 1)
	}
}

func TestR613PausesGrow(t *testing.T) {
	t.Parallel()
	assert.Equal(t, time.Minute, notify.Pause(1, nil))
	assert.Equal(t, 4*time.Minute, notify.Pause(3, nil))
	assert.Equal(t, time.Hour, notify.Pause(1000, nil))
	assert.Equal(t, 10*time.Minute, notify.Pause(1, &delivery.Failure{RetryAfter: 10 * time.Minute}))
}

func TestR611ChangedPlansAreNotSent(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	p := bookingPlan(t, "form")
	p.Messages[0].Recipient = "other@example.se"
	_, err := h.Send(ctx, p)
	require.ErrorIs(t, err, compose.ErrChanged)
	h.Recorder.AssertNothingSent(t)
}

func TestR611SupersededPlans(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	old, replacement := bookingPlan(t, "old"), bookingPlan(t, "new")
	require.NoError(t, h.Supersede(ctx, old, replacement))
	r, err := h.Send(ctx, old)
	require.NoError(t, err)
	assert.Equal(t, "superseded superseded superseded", statuses(r))
	h.Recorder.AssertNothingSent(t)
	_, err = h.Send(ctx, replacement)
	require.NoError(t, err)
	require.Error(t, h.Supersede(ctx, replacement, old), "what was sent cannot be replaced")
	require.Error(t, h.Supersede(ctx, old, old))
}

func TestR615TestModesStandInTheLog(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	p := bookingPlan(t, "form", func(s *compose.Settings) {
		s.Test = compose.TestMode{DryRun: true, Allow: []string{"anna@example.se", "+46705123456"}}
	})
	r, err := h.Send(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "skipped skipped", statuses(r))
	h.Recorder.AssertNothingSent(t)
	tests := map[string]string{}
	page, err := h.Log.Records(ctx, audit.Query{Company: p.Company, Status: delivery.StatusSkipped})
	require.NoError(t, err)
	for _, record := range page.Records {
		tests[record.Recipient] = record.Test
	}
	assert.Equal(t, map[string]string{"anna@example.se": "dry run", "+46705123456": "dry run", "bo@example.se": "not on the allow-list"}, tests)
}

func TestHooksMayVetoAndAreTold(t *testing.T) {
	t.Parallel()
	var told atomic.Int32
	h := notifytest.NewHost(func(c *notify.Config) {
		c.Before = func(_ context.Context, _ *compose.Plan, m *compose.Message) error {
			if m.Recipient == "bo@example.se" {
				return errors.New("Bo has left")
			}
			return nil
		}
		c.After = func(context.Context, *compose.Plan, notify.Outcome) { told.Add(1) }
	})
	r, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	assert.Equal(t, "sent skipped sent", statuses(r))
	assert.Equal(t, "vetoed: Bo has left", r.Outcomes[1].Note)
	assert.EqualValues(t, 3, told.Load())
	page, err := h.Log.Records(ctx, audit.Query{Company: "mitt-bolag", Status: delivery.StatusSkipped})
	require.NoError(t, err)
	require.Len(t, page.Records, 1)
	assert.Equal(t, "vetoed: Bo has left", page.Records[0].Note)
}

func TestLoggerGetsNoBodiesAndNoAddresses(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	h := notifytest.NewHost(func(c *notify.Config) {
		c.Logger = slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{Level: slog.LevelInfo}))
	})
	h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Permanent, Reason: "mailbox-unknown", Text: "no anna@example.se here"})
	_, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	assert.Contains(t, b.String(), "reason=mailbox-unknown")
	for _, private := range []string{"anna@", "+4670", "Börje", "AO462"} {
		assert.NotContains(t, b.String(), private)
	}
}

func TestR706ReportsMoveForwardOnly(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
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
	history, err := h.History(ctx, notifytest.Settings(), notifytest.Order())
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
	h := notifytest.NewHost()
	p := bookingPlan(t, "form")
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	require.NoError(t, h.Report(ctx, delivery.Report{Company: p.Company, MessageID: p.Messages[2].ID, Status: delivery.StatusFailed}))
	history, err := h.History(ctx, notifytest.Settings(), notifytest.Order())
	require.NoError(t, err)
	for _, line := range history.Lines {
		assert.Equal(t, line.ID != p.Messages[2].ID, line.Good())
	}
}

func TestR703TheOrderChangesAndTheLineIsRed(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	_, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	order := notifytest.Order()
	history, err := h.History(ctx, notifytest.Settings(), order)
	require.NoError(t, err)
	assert.False(t, history.Red(), "equal means unchanged")
	assert.Equal(t, "E-post skickad: 2023-10-02 14:05 till anna@example.se,bo@example.se av Eva", history.Banner(locale.Swedish))

	order.Bookings[0].Start = order.Bookings[0].Start.Add(time.Hour)
	order.Bookings[0].End = order.Bookings[0].End.Add(time.Hour)
	order.Bookings[0].Technicians = []string{"Lisa"}
	history, err = h.History(ctx, notifytest.Settings(), order)
	require.NoError(t, err)
	assert.True(t, history.Booking.Red)
	assert.False(t, history.Sending.Red, "sending and booking are marked apart")
	require.Len(t, history.Booking.Changes, 2)
	assert.Equal(t, "tid 07:00–10:00 → 08:00–11:00", history.Booking.Changes[0].String())
	assert.Equal(t, "technician Börje → Lisa", history.Booking.Changes[1].In(locale.English))
	assert.True(t, history.Advice().SendAgain)

	h.Clock.Advance(time.Hour)
	request, err := h.Complete(ctx, notifytest.Settings(), order, compose.Request{Kind: compose.BookingConfirmation, Key: "again", Now: h.Clock.Now()})
	require.NoError(t, err)
	d, err := compose.NewDraft(notifytest.Settings(), order, request)
	require.NoError(t, err)
	assert.Contains(t, d.Subject, "Ändrad bokning", "the customer was told otherwise before")
	d.To, d.SMS = recipients.MustParseList("anna@example.se,bo@example.se"), true
	p, err := d.Plan()
	require.NoError(t, err)
	assert.Contains(t, string(p.Messages[0].Email.Calendar.Data), "SEQUENCE:1")
	_, err = h.Send(ctx, p)
	require.NoError(t, err)
	history, err = h.History(ctx, notifytest.Settings(), order)
	require.NoError(t, err)
	assert.False(t, history.Red(), "a newer good sending clears it")
}

func TestR618AddressesThatBounced(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	p := bookingPlan(t, "form")
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	require.NoError(t, h.Report(ctx, delivery.Report{Company: p.Company, MessageID: p.Messages[0].ID, Status: delivery.StatusBounced}))
	request, err := h.Complete(ctx, notifytest.Settings(), notifytest.Order(), compose.Request{})
	require.NoError(t, err)
	assert.Equal(t, []string{"anna@example.se"}, request.Bounced)
}

func TestOutcomesAreLoggedAfterTheContextEnds(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(ctx)
	h := notifytest.NewHost(func(c *notify.Config) {
		c.Concurrency = 1
		c.After = func(context.Context, *compose.Plan, notify.Outcome) { cancel() }
	})
	p := bookingPlan(t, "form")
	r, err := h.Send(cancelled, p)
	require.NoError(t, err)
	assert.Equal(t, "sent failed failed", statuses(r))
	assert.Equal(t, delivery.Temporary, r.Outcomes[1].Failure.Class, "certainly not sent")
	r, err = h.Retry(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "sent sent sent", statuses(r))
}

// brokenLog fails to write from some record on.
type brokenLog struct {
	*audit.Memory
	left atomic.Int32
}

func (b *brokenLog) Append(ctx context.Context, records ...audit.Record) error {
	if b.left.Add(-1) < 0 {
		return errors.New("disk full")
	}
	return b.Memory.Append(ctx, records...)
}

// Claim of a plan is spared; that of a try is a write as well.
func (b *brokenLog) Claim(ctx context.Context, claim audit.Record) (bool, error) {
	if claim.MessageID != "" && b.left.Add(-1) < 0 {
		return false, errors.New("disk full")
	}
	return b.Memory.Claim(ctx, claim)
}

func TestNothingHalfSentStaysUnsaid(t *testing.T) {
	t.Parallel()
	for left, want := range []string{"", "failed failed failed", "sent failed failed", "sent failed failed", "sent sent failed"} {
		log := &brokenLog{Memory: audit.NewMemory()}
		log.left.Store(int32(left))
		h := notifytest.NewHost(func(c *notify.Config) { c.Log, c.Concurrency = log, 1 })
		r, err := h.Send(ctx, bookingPlan(t, "form"))
		if left == 0 {
			require.ErrorContains(t, err, "nothing was sent")
			h.Recorder.AssertNothingSent(t)
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, want, statuses(r), "%d writes", left)
		assert.ErrorContains(t, r.Err(), "disk full")
	}
}

func TestR619CompaniesAreApart(t *testing.T) {
	t.Parallel()
	var asked []string
	h := notifytest.NewHost(func(c *notify.Config) {
		c.Senders = func(_ context.Context, company string) (notify.Senders, error) {
			asked = append(asked, company)
			return notify.Senders{}, nil
		}
	})
	r, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	assert.Equal(t, []string{"mitt-bolag"}, asked)
	assert.Equal(t, delivery.Configuration, r.Outcomes[0].Failure.Class)
	order := notifytest.Order()
	order.Company = "another"
	s := notifytest.Settings()
	s.Company.ID = "another"
	history, err := h.History(ctx, s, order)
	require.NoError(t, err)
	assert.Empty(t, history.Lines)
}

func TestPlansFromJSONAreSent(t *testing.T) {
	t.Parallel()
	h := notifytest.NewHost()
	text, err := json.Marshal(bookingPlan(t, "form"))
	require.NoError(t, err)
	var p compose.Plan
	require.NoError(t, json.Unmarshal(text, &p))
	r, err := h.Send(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, 3, r.Sent())
}

func TestNewSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := notify.New(notify.Config{Concurrency: -1})
	for _, want := range []string{"Config.Senders", "Config.Log", "Config.Concurrency"} {
		assert.ErrorContains(t, err, want)
	}
}

func TestR705WhoMaySeeTheLog(t *testing.T) {
	t.Parallel()
	assert.True(t, notify.MaySeeLog("eva", "eva", false))
	assert.False(t, notify.MaySeeLog("eva", "bo", false))
	assert.True(t, notify.MaySeeLog("eva", "bo", true))
	assert.False(t, notify.MaySeeLog("", "", false))
	h := notifytest.NewHost()
	_, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	page, err := h.UserLog(ctx, "mitt-bolag", "eva", "")
	require.NoError(t, err)
	assert.NotEmpty(t, page.Records)
}
