package notify_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
)

// both is a store that is log and outbox, as a transaction of the host's is.
type both struct {
	*audit.Memory
	*notify.MemoryOutbox
}

// In a transaction everything is written by it, and nothing beside it.
func TestADeskInATransactionWritesThereAlone(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(withOutbox)
	log := audit.NewMemory()
	tx := both{log, notify.NewMemoryOutbox(log)}
	r, err := h.With(tx).Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	assert.False(t, r.Duplicate)
	r, err = h.With(tx).Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{})
	require.NoError(t, err)
	assert.True(t, r.Duplicate)
	for company, want := range map[audit.Store]int{h.Log: 0, log: 3} {
		page, err := audit.Messages(ctx, company, audit.Query{Company: "mitt-bolag"})
		require.NoError(t, err)
		assert.Len(t, page.Messages, want)
	}
	progress, err := h.Progress(ctx, "")
	require.NoError(t, err)
	assert.Zero(t, progress.Total())
	progress, err = h.With(tx).Progress(ctx, "")
	require.NoError(t, err)
	assert.Equal(t, notify.Progress{Waiting: 3}, progress)
	_, err = h.With(log).Enqueue(ctx, onePlan(t, "log alone"), notify.Schedule{})
	require.NoError(t, err)
	progress, err = h.Progress(ctx, "log alone")
	require.NoError(t, err)
	assert.Equal(t, 1, progress.Waiting, "a log that is no outbox leaves the outbox where it is")
}

// What a Send of this process has in hand is not given to a worker as well.
func TestR612WhatIsBeingSentIsNotEnqueued(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &slowServer{after: time.Second}
		h := slowBench(server, withOutbox, func(c *notify.Config) { c.Concurrency = 1 })
		p := confirmationTo(t, 3)
		done := make(chan error)
		go func() { done <- result(h.Send(t.Context(), p)) }()
		synctest.Wait() // the first is with the server, the others are queued
		r, err := h.Enqueue(t.Context(), p, notify.Schedule{})
		require.NoError(t, err)
		assert.True(t, r.Duplicate)
		assert.Equal(t, "sending queued queued", statuses(r))
		progress, err := h.Progress(t.Context(), "")
		require.NoError(t, err)
		assert.Zero(t, progress.Total())
		require.NoError(t, <-done)
		assert.Equal(t, 3, server.arrived)
		r, err = h.Enqueue(t.Context(), p, notify.Schedule{})
		require.NoError(t, err)
		assert.Equal(t, "sent sent sent", statuses(r))
	})
}

// Quiet hours are in the zone that they have, and else in the mail's; a time to begin with is
// kept.
func TestR614QuietHoursHaveAZone(t *testing.T) {
	t.Parallel()
	for zone, sent := range map[string]int{"": 1, "America/New_York": 0, "Europe/Stockholm": 1} { // 14:05 in Stockholm, 08:05 in New York
		q := newQueue(t, notifytest.Settings())
		_, err := q.Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{Quiet: booking.QuietHours{From: "07:00", To: "09:00", Zone: zone}})
		require.NoError(t, err)
		q.work(t, 0)
		assert.Len(t, q.Recorder.SentSMS(), sent, zone)
	}
	q := newQueue(t, notifytest.Settings())
	_, err := q.Enqueue(ctx, onePlan(t, "form"), notify.Schedule{NotBefore: q.Clock.Now().Add(time.Hour)})
	require.NoError(t, err)
	q.work(t, 59*time.Minute)
	q.Recorder.AssertNothingSent(t)
	q.work(t, time.Minute)
	assert.Len(t, q.Recorder.Emails(), 1)
}

// Where there is nothing to tell of articles the log is not read; what is another company's
// is not told of, and a notice without a way to its reader is none.
func TestTellingOfNothing(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = unreadLog{c.Log} })
	mails, err := h.ArticleEmails(ctx, articlesTo("bo@example.com"), notifytest.Order(), notifytest.Order(), admin)
	require.NoError(t, err)
	assert.Empty(t, mails)
	theirs := notifytest.Order()
	theirs.Company, theirs.Articles = "annat-bolag", []order.Article{{ID: "1", Name: "Kabel", State: order.ArticleToOrder}}
	_, err = h.ArticleEmails(ctx, articlesTo("bo@example.com"), order.Order{}, theirs, admin)
	require.ErrorIs(t, err, notify.ErrOtherCompany)
	results, err := h.Tell(ctx, "save", []staff.Notice{{}}, nil)
	require.NoError(t, err)
	assert.Empty(t, results)
	h.Recorder.AssertNothingSent(t)
}

// A customer's name that the log alone knows goes from what waits for the evening too, and
// what only looks like their address or their name stays.
func TestR707TheEveningForgetsTheNameThatTheLogHas(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		whom notify.Whom
		left bool
	}{
		"by the address alone":            {notify.Whom{Fields: []string{"anna@example.se"}}, false},
		"a contact whose name is not set": {notify.Whom{Contacts: []order.Contact{{Email: "anna@example.se"}}}, false},
		"another at the same house":       {notify.Whom{Fields: []string{"bo@www.firm.se"}}, true},
		"one who is called by a number":   {notify.Whom{Contacts: []order.Contact{{Name: "462", Email: "x@example.org"}}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEvenings(t)
			_, err := e.Send(ctx, onePlan(t, "form")) // to Anna Ek
			require.NoError(t, err)
			before, after := onVisit(monday9), onVisit(monday9.Add(time.Hour))
			after.Bookings[0].Place = "Hos Anna Ek, se firm.se eller 070-1462 345"
			e.saved(t, before, after, "bo")
			_, err = e.Erase(ctx, row.whom, admin)
			require.NoError(t, err)
			e.until(2, 16)
			mails := e.works(t)
			told := mails[len(mails)-1]
			require.Contains(t, told, "bo@example.com")
			if row.left {
				assert.Contains(t, told, "Hos Anna Ek, se firm.se eller 070-1462 345")
			} else {
				assert.NotContains(t, told, "Anna Ek")
			}
		})
	}
}
