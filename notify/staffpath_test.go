package notify_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// toldToBo is one of each sort of message to the company's own people: notices by
// mail and SMS of an order and of other time, a reminder, mails about articles.
func toldToBo(t *testing.T, d *notify.Desk) (after order.Order, notices []staff.Notice, mails []staff.ArticleEmail) {
	t.Helper()
	people := []staff.Person{{
		User:        order.User{ID: "bo", Name: "Bo Ek", Email: "bo@example.com", Phone: "+46705123456"},
		Preferences: staff.Preferences{Events: staff.Events(), Email: true, SMS: true},
	}}
	s := articlesTo("bo@example.com")
	s.OtherTime, s.ServiceReminderDays = true, 14
	before := notifytest.Order()
	after = notifytest.Order()
	after.ResponsibleUserID = "bo"
	after.Articles = []order.Article{{ID: "1", Name: "Kabel", State: order.ArticleToOrder}}
	course := booking.Booking{ID: "kurs", Start: notifytest.Now().Add(24 * time.Hour), UserIDs: []string{"bo"}}
	notices = append(notices, d.Notices(s, before, after, people, admin)...)
	notices = append(notices, d.OtherTimeNotices(s, booking.Booking{}, course, people, admin)...)
	notices = append(notices, d.ServiceReminders(s, []staff.DueObject{{ID: "17", Name: "Hiss", Next: notifytest.Now()}}, people)...)
	mails, err := d.ArticleEmails(ctx, s, before, after, admin)
	require.NoError(t, err)
	require.Len(t, notices, 3)
	return after, notices, mails
}

func withOutbox(c *notify.Config) { c.Outbox = notify.NewMemoryOutbox(c.Log) }

// What the company's own people are told goes the very way of customers' messages:
// what was previewed is what is sent.
func TestR611StaffGetWhatWasPreviewed(t *testing.T) {
	t.Parallel()
	bench := notifytest.NewBench()
	_, notices, mails := toldToBo(t, bench.Desk)
	var previewed []string
	note := func(l *plan.Letter, ok bool) {
		require.True(t, ok)
		p, err := l.Plan()
		require.NoError(t, err)
		for _, m := range p.Messages {
			previewed = append(previewed, m.Recipient+" "+m.Subject()+" "+m.Body())
		}
	}
	for _, n := range notices {
		note(n.Letter("save-1"))
	}
	note(mails[0].Letter("save-1"))
	_, err := bench.Tell(ctx, "save-1", notices, mails)
	require.NoError(t, err)
	var sent []string
	for _, m := range bench.Recorder.Emails() {
		sent = append(sent, m.To.Address.String()+" "+m.Subject+" "+m.Text)
	}
	for _, s := range bench.Recorder.SentSMS() {
		sent = append(sent, s.To.String()+"  "+s.Text)
	}
	assert.Len(t, sent, 7)
	assert.ElementsMatch(t, previewed, sent)
}

// Test modes reach them too, and say so in the log.
func TestR615StaffUnderTestModes(t *testing.T) {
	t.Parallel()
	address, number := recipients.MustParseAddress("test@example.com"), recipients.MustParsePhone("+46701234567")
	for _, row := range []struct {
		name       string
		test       order.TestMode
		mails, sms int
		outcome    audit.TestOutcome
	}{
		{"redirected", order.TestMode{RedirectEmail: address, RedirectPhone: number}, 4, 3, audit.TestRedirected},
		{"a dry run", order.TestMode{DryRun: true}, 0, 0, audit.TestDryRun},
		{"not on the list", order.TestMode{Allow: []string{"@example.se"}}, 0, 0, audit.TestNotAllowed},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bench := notifytest.NewBench()
			settings := notifytest.Settings()
			settings.Test = row.test
			desk := bench.For(settings)
			_, notices, mails := toldToBo(t, desk)
			_, err := desk.Tell(ctx, "save-1", notices, mails)
			require.NoError(t, err)
			assert.Len(t, bench.Recorder.Emails(), row.mails)
			assert.Len(t, bench.Recorder.SentSMS(), row.sms)
			for _, m := range bench.Recorder.Emails() {
				assert.Equal(t, address, m.To.Address)
			}
			for _, s := range bench.Recorder.SentSMS() {
				assert.Equal(t, number, s.To)
			}
			page, err := desk.Messages(ctx, audit.Query{}, admin)
			require.NoError(t, err)
			for _, m := range page.Messages {
				assert.Equal(t, row.outcome, m.Test)
				if row.outcome != audit.TestNotAllowed { // of somebody who is left out, nothing was said
					assert.Equal(t, audit.AudienceStaff, m.Audience)
				}
				if row.outcome == audit.TestRedirected {
					assert.Contains(t, []string{"bo@example.com", "+46705123456"}, m.IntendedFor)
				}
			}
			assert.Len(t, page.Messages, 7)
		})
	}
}

// Erasing one of them takes what waits out of the outbox and their address and
// number out of the log; the fact remains.
func TestR707StaffAreErased(t *testing.T) {
	t.Parallel()
	for name, waits := range map[string]bool{"what was sent": false, "what waits": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bench := notifytest.NewBench(withOutbox)
			_, notices, mails := toldToBo(t, bench.Desk)
			_, err := bench.Tell(ctx, "save-1", notices, mails)
			require.NoError(t, err)
			worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
			require.NoError(t, err)
			if !waits {
				_, err = worker.Once(ctx)
				require.NoError(t, err)
			}
			found, err := bench.Erase(ctx, notify.Whom{Contacts: []order.Contact{{Name: "Bo Ek", Email: "Bo Ek <bo@EXAMPLE.com>", Phone: "070-512 34 56"}}, UserIDs: []string{"bo"}}, admin)
			require.NoError(t, err)
			assert.Equal(t, 7, found.Messages)
			_, err = worker.Once(ctx)
			require.NoError(t, err)
			assert.Len(t, bench.Recorder.Emails(), map[bool]int{false: 4}[waits])
			page, err := bench.Messages(ctx, audit.Query{}, admin)
			require.NoError(t, err)
			require.Len(t, page.Messages, 7)
			for _, m := range page.Messages {
				assert.Equal(t, audit.Erased, m.Recipient)
				assert.Empty(t, m.RecipientName)
				assert.Equal(t, map[bool]delivery.Status{true: delivery.StatusSkipped, false: delivery.StatusSent}[waits], m.Status)
				assert.Empty(t, m.Body)
			}
		})
	}
}

// A process that dies with their messages loses none and sends none twice.
func TestR614StaffSurviveACrash(t *testing.T) {
	t.Parallel()
	for died := range 16 {
		var box *dyingOutbox
		bench := notifytest.NewBench(withOutbox, func(c *notify.Config) {
			box = &dyingOutbox{Outbox: c.Outbox, left: -1}
			c.Outbox = box
		})
		_, notices, mails := toldToBo(t, bench.Desk)
		box.left = died
		_, err := bench.Tell(ctx, "save-1", notices, mails)
		if died < 4 {
			require.Error(t, err, "what was not accepted is told to the host")
		} else {
			require.NoError(t, err)
		}
		for range 3 { // the host repeats the save; the worker begins again
			worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
			require.NoError(t, err)
			_, _ = worker.Once(ctx)
			box.mu.Lock()
			box.left = -1
			box.mu.Unlock()
			bench.Clock.Advance(notify.DefaultLease + time.Minute)
			_, err = bench.Tell(ctx, "save-1", notices, mails)
			require.NoError(t, err)
		}
		assert.Len(t, bench.Recorder.Emails(), 4, died)
		assert.Len(t, bench.Recorder.SentSMS(), 3, died)
	}
}

// The line above an order, its colour and the advice are about customers alone,
// whatever the company's own people were told and whatever has changed since.
func TestR702StaffCountForNoCustomer(t *testing.T) {
	t.Parallel()
	bench := notifytest.NewBench()
	after, notices, mails := toldToBo(t, bench.Desk)
	_, err := bench.Tell(ctx, "save-1", notices, mails)
	require.NoError(t, err)
	changed := after
	changed.Articles, changed.Description, changed.ResponsibleUserID = nil, "Annat", "kim"
	changed.Bookings = []booking.Booking{after.Bookings[0]}
	changed.Bookings[0].Start = changed.Bookings[0].Start.Add(time.Hour)
	history, err := bench.History(ctx, changed)
	require.NoError(t, err)
	assert.Len(t, history.Lines, 3, "they are all there on demand")
	assert.Equal(t, "E-post skickad: nej", history.Banner(locale.Swedish))
	assert.False(t, history.Red())
	assert.False(t, history.Sending.Red || history.Booking.Red)

	draft, err := bench.Draft(ctx, after, compose.Request{Kind: compose.BookingConfirmation, Key: "form", Actor: admin})
	require.NoError(t, err)
	p, err := draft.Plan()
	require.NoError(t, err)
	_, err = bench.Send(ctx, p)
	require.NoError(t, err)
	bench.Clock.Advance(time.Minute)
	_, again, _ := toldToBo(t, bench.Desk)
	_, err = bench.Tell(ctx, "save-2", again, nil)
	require.NoError(t, err)
	history, err = bench.History(ctx, changed)
	require.NoError(t, err)
	assert.Contains(t, history.Banner(locale.Swedish), p.Messages[0].Recipient)
	assert.NotContains(t, history.Banner(locale.Swedish), "bo@example.com")
	assert.True(t, history.Red(), "the customer was told otherwise")
	assert.NotContains(t, history.Booking.Recipients, "bo@example.com")
}

// dueLift is a plan of no order: Bo is reminded of a lift, by mail and SMS.
func dueLift(t *testing.T, d *notify.Desk) plan.Plan {
	t.Helper()
	bo := staff.Person{
		User:        order.User{ID: "bo", Name: "Bo Ek", Email: "bo@example.com", Phone: "+46705123456"},
		Preferences: staff.Preferences{Events: staff.Events(), Email: true, SMS: true},
	}
	notices := d.ServiceReminders(staff.Settings{ServiceReminderDays: 14}, []staff.DueObject{{ID: "17", Name: "Hiss", Next: notifytest.Now()}}, []staff.Person{bo})
	require.Len(t, notices, 1)
	letter, ok := notices[0].Letter("")
	require.True(t, ok)
	p, err := letter.Plan()
	require.NoError(t, err)
	require.Empty(t, p.Order.ID)
	return p
}

// What belongs to no order is found in the log by its key and its messages: it is not sent
// again, neither where it was sent nor where nobody knows.
func TestR612WhatIsOfNoOrderIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, log := range map[string]func(audit.Store) audit.Store{
		"sent sent":           func(s audit.Store) audit.Store { return s },
		"uncertain uncertain": func(s audit.Store) audit.Store { return &askedLog{Store: s} }, // its process has died
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := audit.NewMemory()
			first := notifytest.NewBench(func(c *notify.Config) { c.Log = log(kept) })
			_, err := first.Send(ctx, dueLift(t, first.Desk))
			require.NoError(t, err)
			require.Len(t, first.Recorder.Emails(), 1)
			again := notifytest.NewBench(func(c *notify.Config) { c.Log = kept })
			again.Clock.Advance(audit.Abandoned + time.Minute)
			r, err := again.Send(ctx, dueLift(t, again.Desk))
			require.NoError(t, err)
			assert.True(t, r.Duplicate)
			assert.Equal(t, name, statuses(r))
			again.Recorder.AssertNothingSent(t)
		})
	}
}

// What cannot be told to one of the company's own people is said as it is, field by field, and
// the others are told.
func TestR611WhatCannotBeToldIsSaid(t *testing.T) {
	t.Parallel()
	for _, changes := range [][]func(*notify.Config){nil, {withOutbox}} {
		h := notifytest.NewBench(changes...)
		person := func(id, link string) staff.Person {
			return staff.Person{User: order.User{ID: id, Name: id, Email: id + "@example.com", Link: link}, Preferences: staff.Preferences{Events: staff.Events(), Email: true}}
		}
		before, after := onVisit(monday9), onVisit(monday9.Add(time.Hour))
		before.Bookings[0].UserIDs, after.Bookings[0].UserIDs = []string{"bo", "kim"}, []string{"bo", "kim"}
		notices := h.Notices(staff.Settings{}, before, after, []staff.Person{person("bo", "javascript:alert(1)"), person("kim", "")}, admin)
		require.Len(t, notices, 2)
		results, err := h.Tell(ctx, "save", notices, nil)
		require.Len(t, plan.FieldErrors(err), 1)
		assert.Equal(t, plan.FieldLink, plan.FieldErrors(err)[0].Field)
		assert.Len(t, results, 1)
	}
}
