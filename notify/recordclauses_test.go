package notify_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/staff"
)

// A provider that knows nothing of our IDs reports by its own: the one message moves, and no
// other, and what nobody has is unknown.
func TestR706AReportByTheProvidersIDMovesThatMessage(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	h := emailBench(func(ctx context.Context, _ *email.Message) (delivery.Receipt, error) {
		return delivery.Receipt{Provider: "post", ProviderID: "q-" + strconv.FormatInt(n.Add(1), 10)}, delivery.HandOver(ctx)
	}, func(c *notify.Config) { c.Concurrency = 1 })
	p := confirmationTo(t, 3)
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	report := delivery.Report{Company: p.Company, Provider: "post", ProviderID: "q-2", Status: delivery.StatusBounced}
	require.NoError(t, h.Report(ctx, report))
	history, err := h.History(ctx, notifytest.Order())
	require.NoError(t, err)
	for i, m := range p.Messages {
		line, ok := history.Find(m.ID)
		require.True(t, ok)
		assert.Equal(t, i == 1, line.Status == delivery.StatusBounced, m.Recipient)
	}
	for name, r := range map[string]delivery.Report{
		"of another provider": {Company: p.Company, Provider: "other", ProviderID: "q-2", Status: delivery.StatusDelivered},
		"of another company":  {Company: "annat-bolag", Provider: "post", ProviderID: "q-2", Status: delivery.StatusDelivered},
		"that nobody gave":    {Company: p.Company, Provider: "post", ProviderID: "q-9", Status: delivery.StatusDelivered},
		"of no message":       {Company: p.Company, Provider: "post", Status: delivery.StatusDelivered},
	} {
		require.ErrorIs(t, h.Report(ctx, r), notify.ErrUnknownMessage, name)
	}
}

// saysOf sends a message of a user's own words to a server that refuses it in some words, and
// returns what the log keeps of them.
func saysOf(t *testing.T, text, answer string) string {
	t.Helper()
	r := notifytest.Request(compose.FreeMessage)
	r.Key, r.Now = "form", notifytest.Now()
	d, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), r)
	require.NoError(t, err)
	d.Email, d.SMS, d.Subject, d.Text = true, false, "Hej", text
	p, err := d.Plan()
	require.NoError(t, err)
	require.Contains(t, p.Messages[0].Body(), text)
	h := notifytest.NewBench()
	h.Recorder.Fail(p.Messages[0].Recipient, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: reasons.Filtered, Text: answer})
	_, err = h.Send(ctx, p)
	require.NoError(t, err)
	records, err := audit.All(ctx, h.Log, audit.Query{Company: p.Company, MessageID: p.Messages[0].ID})
	require.NoError(t, err)
	last := records[len(records)-1]
	require.NotNil(t, last.Failure)
	return last.Failure.Text
}

// However much of a line a server repeats, the log keeps nothing of it; its own words stay.
func TestR707AServerRepeatsAPartOfALine(t *testing.T) {
	t.Parallel()
	const line = "koden till dörren är 4711 och larmet 0042"
	assert.NotContains(t, saysOf(t, line, "554 spam: "+line), "dörren")
	for n := 12; n < len(line); n++ {
		if got := saysOf(t, line, "554 spam: "+strings.ToValidUTF8(line[:n], "")); strings.Contains(got, "dör") || strings.Contains(got, "koden till") {
			t.Errorf("%d bytes of the line: %q", n, got)
		}
	}
	assert.Equal(t, "554 spam: [secret]", saysOf(t, "kod 4711 hej", "554 spam: kod 4711 hej"), "a line of few letters, as a whole")
	assert.Equal(t, "554 no thanks", saysOf(t, line, "554 no thanks"))
}

// Each message has a salt of its own, so that two of the same words cannot be told to be so,
// and whoever has the words can prove them.
func TestR707EachBodyHasASaltOfItsOwn(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	p := confirmationTo(t, 2)
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	records, err := audit.All(ctx, h.Log, audit.Query{Company: p.Company})
	require.NoError(t, err)
	messages := audit.Fold(records)
	require.Len(t, messages, 2)
	for i := range messages {
		assert.NotEmpty(t, messages[i].BodySalt)
		assert.True(t, messages[i].SameBody(messages[i].Subject, messages[i].Body))
	}
	assert.NotEqual(t, messages[0].BodyHash, messages[1].BodyHash)
}

// levels notes at which level a host's logger is told of messages.
type levels struct {
	mu   sync.Mutex
	list []slog.Level
}

func (*levels) Enabled(_ context.Context, l slog.Level) bool { return l > slog.LevelDebug }
func (l *levels) WithAttrs([]slog.Attr) slog.Handler         { return l }
func (l *levels) WithGroup(string) slog.Handler              { return l }

func (l *levels) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, r.Level)
	return nil
}

// A host's logger hears of a message that was sent at the level of information, of one that
// was not as a warning, and of an outcome that the log could not take as an error.
func TestTheLoggerHearsHowBadItIs(t *testing.T) {
	t.Parallel()
	for level, prepare := range map[slog.Level]func(h *notifytest.Bench, c *notify.Config){
		slog.LevelInfo:  nil,
		slog.LevelWarn:  func(h *notifytest.Bench, _ *notify.Config) { h.Recorder.Fail("anna@example.se", errors.New("no")) },
		slog.LevelError: func(_ *notifytest.Bench, c *notify.Config) { c.Log = &askedLog{Store: c.Log} },
	} {
		heard := &levels{}
		h := notifytest.NewBench(func(c *notify.Config) {
			c.Logger = slog.New(heard)
			if prepare != nil && level == slog.LevelError {
				prepare(nil, c)
			}
		})
		if prepare != nil && level == slog.LevelWarn {
			prepare(h, nil)
		}
		_, err := h.Send(ctx, onePlan(t, "form"))
		require.NoError(t, err)
		assert.Equal(t, []slog.Level{level}, heard.list)
	}
}

// What belongs to no order is found in the log by its messages: one that died after the
// hand-over is not sent once more.
func TestR613WhatBelongsToNoOrderIsSentOnceToo(t *testing.T) {
	t.Parallel()
	memory := audit.NewMemory()
	bo := staff.Person{User: order.User{ID: "bo", Name: "Bo", Email: "bo@example.com", Phone: "+46705123456"}, Preferences: staff.Preferences{Events: staff.Events(), Email: true, SMS: true}}
	course := booking.Booking{ID: "kurs", Start: notifytest.Now().Add(24 * time.Hour), UserIDs: []string{"bo"}}
	tell := func(h *notifytest.Bench) notify.Result {
		results, err := h.Tell(ctx, "save", h.OtherTimeNotices(staff.Settings{OtherTime: true}, booking.Booking{}, course, []staff.Person{bo}, order.Actor{ID: "eva"}), nil)
		require.NoError(t, err)
		require.Len(t, results, 1)
		return results[0]
	}
	dies := notifytest.NewBench(func(c *notify.Config) { c.Log = &askedLog{Store: memory} }) // writes down that it leaves, and no more
	first := tell(dies)
	require.Equal(t, "sent sent", statuses(first))
	require.ErrorContains(t, first.Err(), "the disk is full")
	next := notifytest.NewBench(func(c *notify.Config) { c.Log = memory })
	assert.Equal(t, "sending sending", statuses(tell(next)))
	next.Clock.Advance(audit.Abandoned)
	assert.Equal(t, "sending sending", statuses(tell(next)), "it may still come")
	next.Clock.Advance(time.Nanosecond)
	assert.Equal(t, "uncertain uncertain", statuses(tell(next)))
	next.Recorder.AssertNothingSent(t)
}

// The next key counts on from the one before, and a key that only looks like one of ours
// gets a number of its own.
func TestTheNextKeyCountsOn(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{"form": "form~2", "form~2": "form~3", "form~9": "form~10", "form~x": "form~x~2", "form~1": "form~1~2", "form~": "form~~2"} {
		h := notifytest.NewBench()
		h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown})
		r, err := h.Send(ctx, onePlan(t, key))
		require.NoError(t, err)
		assert.Equal(t, want, r.NextKey, key)
	}
	r, err := notifytest.NewBench().Send(ctx, bookingPlan(t, "none", func(s *order.Settings) { s.Test.Allow = []string{"x@example.org"} }))
	require.NoError(t, err)
	assert.Empty(t, r.Outcomes)
	assert.Empty(t, r.NextKey, "where a test mode lets nobody have it, nothing has gone wrong")
}

// A plan that was tampered with goes by no entrance, and a second go at what is done asks for
// no senders.
func TestWhatIsDoneOrTamperedWithAsksForNoSenders(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	recorder := &notifytest.Recorder{}
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Senders = func(context.Context, string) (notify.Senders, error) { asked.Add(1); return recorder.Senders(), nil }
	})
	p := bookingPlan(t, "form")
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	for _, again := range []func(context.Context, plan.Plan) (notify.Result, error){h.Send, h.Retry, h.Resume} {
		r, err := again(ctx, p)
		require.NoError(t, err)
		assert.True(t, r.Duplicate)
	}
	assert.EqualValues(t, 1, asked.Load())
	p.Messages[0].Recipient = "somebody@example.org"
	for _, do := range []func(context.Context, plan.Plan) (notify.Result, error){h.Send, h.Retry, h.Resume} {
		_, err := do(ctx, p)
		require.Error(t, err)
	}
	assert.EqualValues(t, 1, asked.Load())
	assert.Len(t, recorder.Emails(), 2)
}

// A file that the host cannot give is never a mail without it: no function to get it with, or
// one that panics.
func TestAFileThatNobodyGivesIsNoMail(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		resolve func(context.Context, string, order.File) ([]byte, error)
		class   delivery.Class
	}{
		"no function":      {nil, delivery.Permanent},
		"it panics":        {func(context.Context, string, order.File) ([]byte, error) { panic("secret") }, delivery.Configuration},
		"a failure of nil": {func(context.Context, string, order.File) ([]byte, error) { return nil, (*delivery.Failure)(nil) }, delivery.Temporary},
	} {
		h := notifytest.NewBench(func(c *notify.Config) { c.Resolve = row.resolve })
		r, err := h.Send(ctx, filePlan(t, "anna@example.se"))
		require.NoError(t, err)
		require.NotNil(t, r.Outcomes[0].Failure, name)
		assert.Equal(t, row.class, r.Outcomes[0].Failure.Class, name)
		h.Recorder.AssertNothingSent(t)
	}
}

// Four messages of a Send are under way at once where the host does not say how many, and the
// clock is the machine's.
func TestTheDefaultsOfAService(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &busyServer{}
		service, err := notify.New(notify.Config{Log: audit.NewMemory(), Senders: notify.OneCompany(notify.Senders{Email: server})})
		require.NoError(t, err)
		d, err := service.Desk(notifytest.Settings())
		require.NoError(t, err)
		r, err := d.Send(t.Context(), confirmationTo(t, 10))
		require.NoError(t, err)
		assert.Equal(t, 10, r.Sent())
		assert.Equal(t, 4, server.most)
		assert.Equal(t, time.Second, r.Outcomes[0].Took)
	})
}

// A settings page of another company is not saved by this one's desk.
func TestSettingsOfAnotherCompanyAreNotSaved(t *testing.T) {
	t.Parallel()
	h, after := notifytest.NewBench(), notifytest.Settings()
	after.Company.ID = "annat-bolag"
	_, err := h.SaveSettings(ctx, admin, after, func(context.Context, order.Settings) error { panic("it is saved") })
	require.ErrorIs(t, err, notify.ErrOtherCompany)
	require.Error(t, h.AllowChange(ctx, admin, nil, 1, "x"), "what cannot be compared is not allowed")
}
