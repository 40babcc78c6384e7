package notify_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
)

// Where an evening has nothing to tell, its notices are settled together: none of them is told
// without the others, however few the worker takes at a time.
func TestR804NothingIsToldOfHalfAStory(t *testing.T) {
	t.Parallel()
	e := newEvenings(t)
	moved := onVisit(monday9.Add(24 * time.Hour))
	e.saved(t, onVisit(monday9), moved, "bo")
	e.Clock.Advance(time.Minute)
	e.saved(t, moved, onVisit(monday9), "bo")
	e.until(2, 16)
	worker, err := notify.NewWorker(notify.WorkerConfig{
		Service: e.Service(), InFlight: 1,
		Settings: func(context.Context, string) (order.Settings, error) { return e.settings, nil },
		Person:   func(context.Context, string, string) (staff.Person, error) { return e.people["bo"], nil },
	})
	require.NoError(t, err)
	_, err = worker.Once(ctx)
	require.NoError(t, err)
	e.Recorder.AssertNothingSent(t)
	progress, err := e.Progress(ctx, "")
	require.NoError(t, err)
	assert.Equal(t, notify.Progress{Dropped: 2}, progress)
}

// A digest that was claimed and never came into the outbox cannot be made as it was where its
// reader has another address by now: each notice is told by itself, to where they are now.
func TestR804WhatWasClaimedAndLostIsToldAlone(t *testing.T) {
	t.Parallel()
	var box *dyingOutbox
	e := newEvenings(t, func(c *notify.Config) {
		box = &dyingOutbox{Outbox: c.Outbox, left: -1}
		c.Outbox = box
	})
	e.saved(t, onVisit(monday9), onVisit(monday9.Add(time.Hour)), "bo")
	e.until(2, 16)
	box.left = 0 // the process dies between the log and the outbox
	_, _ = e.worker.Once(ctx)
	box.left = -1
	e.Recorder.AssertNothingSent(t)
	e.person("bo", func(p *staff.Person) { p.Email = "bo2@example.com" })
	e.worker = e.newWorker(t)
	e.Clock.Advance(notify.DefaultLease + time.Minute)
	mails := e.works(t)
	require.Len(t, mails, 1)
	assert.Contains(t, mails[0], "bo2@example.com: Nytt om ordrar och bokningar")
	assert.Contains(t, mails[0], "flyttats")
	progress, err := e.Progress(ctx, "")
	require.NoError(t, err)
	assert.True(t, progress.Done(), "%+v", progress)
}

// What a worker lacks is told to the host's logger, and what waits for the evening waits on.
func TestR804TheLoggerHearsWhatAWorkerLacks(t *testing.T) {
	t.Parallel()
	away := errors.New("the database is away")
	settings := func(context.Context, string) (order.Settings, error) { return order.Settings{}, away }
	person := func(context.Context, string, string) (staff.Person, error) { return staff.Person{}, away }
	for name, c := range map[string]struct {
		config notify.WorkerConfig
		hears  string
	}{
		"no settings":            {notify.WorkerConfig{Person: person}, "WorkerConfig.Settings or Person is nil"},
		"nobody":                 {notify.WorkerConfig{Settings: settings}, "WorkerConfig.Settings or Person is nil"},
		"settings unread":        {notify.WorkerConfig{Settings: settings, Person: person}, "the database is away"},
		"settings of no company": {notify.WorkerConfig{Settings: func(context.Context, string) (order.Settings, error) { return order.Settings{}, nil }, Person: person}, "company"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var logger heard
			e := newEvenings(t, func(c *notify.Config) { c.Logger = logger.logger() })
			e.saved(t, onVisit(monday9), onVisit(monday9.Add(time.Hour)), "bo")
			e.until(2, 16)
			c.config.Service = e.Service()
			worker, err := notify.NewWorker(c.config)
			require.NoError(t, err)
			_, err = worker.Once(ctx)
			require.NoError(t, err)
			assert.Contains(t, logger.String(), c.hears)
			assert.NotContains(t, logger.String(), "panic")
			e.Recorder.AssertNothingSent(t)
			e.Clock.Advance(notify.DefaultLease)
			assert.Len(t, e.works(t), 1)
		})
	}
}

// rewritten counts the topics that are rewritten.
type rewritten struct {
	notify.Outbox
	mu     sync.Mutex
	topics []string
}

func (b *rewritten) Rewrite(ctx context.Context, company, topic string, change func(notify.Job) *notify.Later) error {
	b.mu.Lock()
	b.topics = append(b.topics, topic)
	b.mu.Unlock()
	return b.Outbox.Rewrite(ctx, company, topic, change)
}

// Of the evenings that wait, those that name who is erased are written anew, once each, and no
// others; a topic of the host's that begins as theirs is none.
func TestR707OnlyWhatNamesThePersonIsWrittenAnew(t *testing.T) {
	t.Parallel()
	anna := order.Contact{Name: "Anna Ek", Email: "anna@example.se"}
	for name, c := range map[string]struct {
		whom   notify.Whom
		topics int
	}{
		"whom two evenings name":                    {notify.Whom{Contacts: []order.Contact{anna}}, 2},
		"whom none names":                           {notify.Whom{Contacts: []order.Contact{{Name: "Cilla Ö", Email: "cilla@example.se"}}}, 0},
		"a user, of no addresses":                   {notify.Whom{UserIDs: []string{"eva"}}, 0},
		"an address that the log has with her name": {notify.Whom{Fields: []string{"anna@example.se"}}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := &rewritten{}
			e := newEvenings(t, func(c *notify.Config) {
				box.Outbox = c.Outbox
				c.Outbox = box
			})
			_, err := e.Send(ctx, onePlan(t, "form")) // to Anna: the log knows her name
			require.NoError(t, err)
			of := func(o order.Order, customer string) order.Order { o.Customer.Name = customer; return o }
			e.saved(t, of(onVisit(monday9), "Anna Ek"), of(onVisit(monday9.Add(time.Hour)), "Anna Ek"), "bo", "b")
			e.saved(t, of(onVisit(monday9.Add(time.Hour)), "Anna Ek"), of(onVisit(monday9.Add(2*time.Hour)), "Anna Ek"), "bo", "b")
			_, err = e.Enqueue(ctx, planOf(t, e.settings, onVisit(monday9), confirming("theirs"), to("dan@example.se")),
				notify.Schedule{Topic: "digest/of ours", NotBefore: e.Clock.Now().Add(time.Hour)})
			require.NoError(t, err)
			_, err = e.Erase(ctx, c.whom, admin)
			require.NoError(t, err)
			assert.Len(t, box.topics, c.topics)
		})
	}
}

// unclaimed is a log that takes no claims for a while.
type unclaimed struct {
	audit.Store
	is bool
}

func (u *unclaimed) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (bool, error) {
	if u.is {
		return false, errFull
	}
	return u.Store.Claim(ctx, claim, with...)
}

// That an evening has nothing to tell is written down before its notices are dropped: where the
// log takes nothing, they wait.
func TestR804NothingIsDroppedThatTheLogDoesNotKnow(t *testing.T) {
	t.Parallel()
	log := &unclaimed{}
	e := newEvenings(t, func(c *notify.Config) {
		log.Store = c.Log
		c.Log = log
	})
	moved := onVisit(monday9.Add(24 * time.Hour))
	e.saved(t, onVisit(monday9), moved, "bo")
	e.Clock.Advance(time.Minute)
	e.saved(t, moved, onVisit(monday9), "bo")
	e.until(2, 16)
	for _, want := range []notify.Progress{{Waiting: 2}, {Dropped: 2}} {
		log.is = want.Waiting > 0
		assert.Empty(t, e.works(t))
		progress, err := e.Progress(ctx, "")
		require.NoError(t, err)
		assert.Equal(t, want, progress)
		e.Clock.Advance(notify.DefaultLease + time.Minute)
	}
}
