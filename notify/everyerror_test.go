package notify_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
)

// A mishap fails one of the calls of the log, the outbox and the host's functions.
type mishap struct {
	mu        sync.Mutex
	calls, at int // at: 0 for none
	unread    bool
}

var errMishap = errors.New("the database is away")

func (m *mishap) next() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.calls++; m.calls == m.at {
		return errMishap
	}
	return nil
}

// read is next of a call that only asks: nobody can make up for what it has not told.
func (m *mishap) read() error {
	err := m.next()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unread = m.unread || err != nil
	return err
}

// arm makes the call that comes so many from now fail.
func (m *mishap) arm(at int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls, m.at = 0, at
}

// met reports whether a call has failed.
func (m *mishap) met() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at > 0 && m.calls >= m.at
}

func orMishap[T any](m *mishap, call func() (T, error)) (result T, err error) {
	if err := m.next(); err != nil {
		return result, err
	}
	return call()
}

func readOrMishap[T any](m *mishap, call func() (T, error)) (result T, err error) {
	if err := m.read(); err != nil {
		return result, err
	}
	return call()
}

func doOrMishap(m *mishap, call func() error) error {
	if err := m.next(); err != nil {
		return err
	}
	return call()
}

type mishapLog struct {
	audit.Store
	*mishap
}

func (l mishapLog) Append(ctx context.Context, r ...audit.Record) error {
	return doOrMishap(l.mishap, func() error { return l.Store.Append(ctx, r...) })
}

func (l mishapLog) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (bool, error) {
	return orMishap(l.mishap, func() (bool, error) { return l.Store.Claim(ctx, claim, with...) })
}

func (l mishapLog) Records(ctx context.Context, q audit.Query) (audit.Page, error) {
	return readOrMishap(l.mishap, func() (audit.Page, error) { return l.Store.Records(ctx, q) })
}

func (l mishapLog) Erase(ctx context.Context, company string, who audit.Identities) (audit.Erasure, error) {
	return orMishap(l.mishap, func() (audit.Erasure, error) { return l.Store.Erase(ctx, company, who) })
}

func (l mishapLog) DropBodies(ctx context.Context, company string, before time.Time) (int, error) {
	return orMishap(l.mishap, func() (int, error) { return l.Store.DropBodies(ctx, company, before) })
}

type mishapBox struct {
	notify.Outbox
	*mishap
}

type recordsOf = func(notify.Job) []audit.Record

func (b mishapBox) Put(ctx context.Context, p plan.Plan, jobs ...notify.Job) error {
	return doOrMishap(b.mishap, func() error { return b.Outbox.Put(ctx, p, jobs...) })
}

func (b mishapBox) Plan(ctx context.Context, company, key string) (plan.Plan, error) {
	return readOrMishap(b.mishap, func() (plan.Plan, error) { return b.Outbox.Plan(ctx, company, key) })
}

func (b mishapBox) HandOver(ctx context.Context, now time.Time, hands ...notify.HandOver) ([]bool, error) {
	return orMishap(b.mishap, func() ([]bool, error) { return b.Outbox.HandOver(ctx, now, hands...) })
}

func (b mishapBox) Settle(ctx context.Context, now time.Time, list ...notify.Settlement) error {
	return doOrMishap(b.mishap, func() error { return b.Outbox.Settle(ctx, now, list...) })
}

func (b mishapBox) Drop(ctx context.Context, now time.Time, company, topic string, records recordsOf) ([]notify.Job, error) {
	return orMishap(b.mishap, func() ([]notify.Job, error) { return b.Outbox.Drop(ctx, now, company, topic, records) })
}

func (b mishapBox) DropBefore(ctx context.Context, now time.Time, company string, before time.Time, records recordsOf) ([]notify.Job, error) {
	return orMishap(b.mishap, func() ([]notify.Job, error) { return b.Outbox.DropBefore(ctx, now, company, before, records) })
}

func (b mishapBox) Rewrite(ctx context.Context, company, topic string, change func(notify.Job) *notify.Later) error {
	return doOrMishap(b.mishap, func() error { return b.Outbox.Rewrite(ctx, company, topic, change) })
}

func (b mishapBox) Topics(ctx context.Context, company, prefix string) ([]notify.Job, error) {
	return readOrMishap(b.mishap, func() ([]notify.Job, error) { return b.Outbox.Topics(ctx, company, prefix) })
}

func (b mishapBox) Held(ctx context.Context, company, cursor string) (page []notify.HeldJob, next string, err error) {
	if err := b.next(); err != nil {
		return nil, "", err
	}
	return b.Outbox.Held(ctx, company, cursor)
}

func (b mishapBox) Release(ctx context.Context, now time.Time, company, id string, state notify.JobState, records ...audit.Record) error {
	return doOrMishap(b.mishap, func() error { return b.Outbox.Release(ctx, now, company, id, state, records...) })
}

func (b mishapBox) Resume(ctx context.Context, company string, channel delivery.Channel) error {
	return doOrMishap(b.mishap, func() error { return b.Outbox.Resume(ctx, company, channel) })
}

func (b mishapBox) Stops(ctx context.Context, company string) ([]notify.Stop, error) {
	return orMishap(b.mishap, func() ([]notify.Stop, error) { return b.Outbox.Stops(ctx, company) })
}

func (b mishapBox) Progress(ctx context.Context, company, key string) (notify.Progress, error) {
	return orMishap(b.mishap, func() (notify.Progress, error) { return b.Outbox.Progress(ctx, company, key) })
}

func (b mishapBox) EraseJobs(ctx context.Context, company string, records recordsOf, who ...string) ([]notify.Job, error) {
	return orMishap(b.mishap, func() ([]notify.Job, error) { return b.Outbox.EraseJobs(ctx, company, records, who...) })
}

// A frail host is one of whose calls one fails.
type frail struct {
	*testing.T
	*notifytest.Bench
	mishap *mishap
	box    *notify.MemoryOutbox
	order  order.Order
	heard  *heard // by the host's logger
}

func newFrail(t *testing.T, outbox bool) *frail {
	t.Helper()
	f := &frail{T: t, mishap: &mishap{}, order: one(), heard: &heard{}}
	log := audit.NewMemory()
	f.Bench = notifytest.NewBench(func(c *notify.Config) {
		c.Log, c.Concurrency, c.Logger = mishapLog{log, f.mishap}, 1, f.heard.logger()
		if outbox {
			f.box = notify.NewMemoryOutbox(log)
			c.Outbox = mishapBox{f.box, f.mishap}
		}
		c.Roles = func(context.Context, string) (rights.Roles, error) { return nil, f.mishap.next() }
	})
	return f
}

func (f *frail) ok(err error) { f.Helper(); require.NoError(f, err) }

// sent sends a plan before anything fails.
func (f *frail) sent(p plan.Plan) plan.Plan {
	f.Helper()
	_, err := f.Send(ctx, p)
	f.ok(err)
	return p
}

func (f *frail) queued(p plan.Plan, when notify.Schedule) plan.Plan {
	f.Helper()
	_, err := f.Enqueue(ctx, p, when)
	f.ok(err)
	return p
}

// held is a message that a person decides about, or whose channel is stopped.
func (f *frail) held(stop bool) string {
	f.Helper()
	f.queued(onePlan(f.T, "held"), notify.Schedule{})
	leased, err := f.box.Lease(ctx, f.Clock.Now(), time.Minute, 1)
	f.ok(err)
	require.Len(f, leased, 1)
	state := notify.JobHeld
	if stop {
		state = notify.JobWaiting
	}
	f.ok(f.box.Settle(ctx, f.Clock.Now(), notify.Settlement{Leased: leased[0], State: state, Stop: stop, NotBefore: f.Clock.Now(), Why: "why"}))
	return leased[0].ID
}

func result(r notify.Result, err error) error { return errors.Join(err, r.Err()) }

func only[T any](_ T, err error) error { return err }

func (f *frail) tell(digest bool) error {
	bo := staff.Person{User: order.User{ID: "bo", Name: "Bo", Email: "bo@example.com"}, Preferences: staff.Preferences{Events: staff.Events(), Email: true, Digest: digest}}
	before, after := onVisit(monday9), onVisit(monday9.Add(time.Hour))
	results, err := f.Tell(ctx, "save", f.Notices(staff.Settings{}, before, after, []staff.Person{bo}, order.Actor{ID: "eva"}), nil)
	for _, r := range results {
		err = errors.Join(err, r.Err())
	}
	return ignoreUnderWay(err)
}

func ignoreUnderWay(err error) error {
	if errors.Is(err, notify.ErrUnderWay) && !errors.Is(err, errMishap) {
		return nil
	}
	return err
}

// form is a popup's, as it would have been opened.
func (f *frail) form() (compose.Request, compose.Form) {
	f.Helper()
	r := compose.Request{Kind: compose.BookingConfirmation, Key: "popup", Actor: admin, Now: f.Clock.Now()}
	draft, err := compose.NewDraft(f.Settings(), f.order, r)
	f.ok(err)
	return r, draft.Form()
}

// submit posts a popup's form.
func (f *frail) submit(later bool) error {
	f.Helper()
	r, form := f.form()
	if later {
		return only(f.SubmitLater(ctx, f.order, r, form, notify.Schedule{}))
	}
	popup, err := f.Submit(ctx, f.order, r, form)
	return result(popup.Result, err)
}

// Each call that an entrance makes of the log, of the outbox and of the host's functions may
// fail: the entrance says so, and does not go on as if nothing were there.
func TestAnErrorOfTheLogOrTheOutboxReachesTheCaller(t *testing.T) {
	t.Parallel()
	request := compose.Request{Kind: compose.BookingConfirmation, Key: "popup", Actor: admin}
	temporary := &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: reasons.Greylisted}
	for name, c := range map[string]struct {
		noOutbox bool
		prepare  func(f *frail)
		do       func(f *frail) error
	}{
		"a draft":                     {do: func(f *frail) error { return only(f.Draft(ctx, f.order, request)) }},
		"a popup":                     {do: func(f *frail) error { return only(f.Open(ctx, f.order, request)) }},
		"a draft after":               {prepare: func(f *frail) { f.sent(onePlan(f.T, "1")) }, do: func(f *frail) error { return only(f.Draft(ctx, f.order, request)) }},
		"a preview of what was typed": {do: func(f *frail) error { r, form := f.form(); return only(f.Check(ctx, f.order, r, form)) }},
		"a popup is sent":             {noOutbox: true, do: func(f *frail) error { return f.submit(false) }},
		"a popup is sent later":       {do: func(f *frail) error { return f.submit(true) }},
		"a plan":                      {noOutbox: true, do: func(f *frail) error { return result(f.Send(ctx, bookingPlan(f.T, "k"))) }},
		"a plan, with an outbox":      {do: func(f *frail) error { return result(f.Send(ctx, bookingPlan(f.T, "k"))) }},
		"a plan of one":               {noOutbox: true, do: func(f *frail) error { return result(f.Send(ctx, onePlan(f.T, "k"))) }},
		"a plan once more":            {prepare: func(f *frail) { f.sent(bookingPlan(f.T, "k")) }, do: func(f *frail) error { return result(f.Send(ctx, bookingPlan(f.T, "k"))) }},
		"a plan of no order once more": {prepare: func(f *frail) { f.sent(dueLift(f.T, f.Desk)) }, do: func(f *frail) error {
			return result(f.Send(ctx, dueLift(f.T, f.Desk)))
		}},
		"one once more": {prepare: func(f *frail) { f.sent(onePlan(f.T, "k")) }, do: func(f *frail) error { return result(f.Send(ctx, onePlan(f.T, "k"))) }},
		"a retry": {prepare: func(f *frail) {
			f.Recorder.Fail("anna@example.se", temporary)
			f.sent(bookingPlan(f.T, "k"))
			f.Recorder.Fail("anna@example.se", nil)
		}, do: func(f *frail) error { return result(f.Retry(ctx, bookingPlan(f.T, "k"))) }},
		"a retry of what never began": {do: func(f *frail) error { return result(f.Resume(ctx, bookingPlan(f.T, "k"))) }},
		"a dry run later": {do: func(f *frail) error {
			return result(f.Enqueue(ctx, bookingPlan(f.T, "k", func(s *order.Settings) { s.Test.DryRun = true }), notify.Schedule{}))
		}},
		"a plan later": {do: func(f *frail) error { return only(f.Enqueue(ctx, bookingPlan(f.T, "k"), notify.Schedule{})) }},
		"a plan later once more": {prepare: func(f *frail) { f.queued(bookingPlan(f.T, "k"), notify.Schedule{}) }, do: func(f *frail) error {
			return only(f.Enqueue(ctx, bookingPlan(f.T, "k"), notify.Schedule{}))
		}},
		"a plan is replaced": {do: func(f *frail) error { return f.Supersede(ctx, bookingPlan(f.T, "old"), bookingPlan(f.T, "new")) }},
		"a plan is replaced once more": {prepare: func(f *frail) { f.ok(f.Supersede(ctx, bookingPlan(f.T, "old"), bookingPlan(f.T, "new"))) }, do: func(f *frail) error {
			return f.Supersede(ctx, bookingPlan(f.T, "old"), bookingPlan(f.T, "new"))
		}},
		"a report": {prepare: func(f *frail) { f.sent(onePlan(f.T, "k")) }, do: func(f *frail) error {
			return f.Report(ctx, delivery.Report{Company: f.order.Company, MessageID: onePlan(f.T, "k").Messages[0].ID, Status: delivery.StatusDelivered})
		}},
		"a history":   {prepare: func(f *frail) { f.sent(onePlan(f.T, "k")) }, do: func(f *frail) error { return only(f.History(ctx, move(f.order, 0))) }},
		"histories":   {prepare: func(f *frail) { f.sent(onePlan(f.T, "k")) }, do: func(f *frail) error { return only(f.Histories(ctx, []order.Order{move(f.order, 0)})) }},
		"the log":     {do: func(f *frail) error { return only(f.Messages(ctx, audit.Query{}, admin)) }},
		"a users log": {do: func(f *frail) error { return only(f.UserLog(ctx, "bo", "", admin)) }},
		"dealt with": {prepare: func(f *frail) { f.sent(onePlan(f.T, "k")) }, do: func(f *frail) error {
			return f.Acknowledge(ctx, f.order, onePlan(f.T, "k").Messages[0].ID, admin)
		}},
		"held messages":        {prepare: func(f *frail) { f.held(false) }, do: func(f *frail) error { _, _, err := f.Held(ctx, "", admin); return err }},
		"what is stopped":      {prepare: func(f *frail) { f.held(true) }, do: func(f *frail) error { return only(f.Stops(ctx, admin)) }},
		"a channel is resumed": {prepare: func(f *frail) { f.held(true) }, do: func(f *frail) error { return f.ResumeQueue(ctx, delivery.Email, admin) }},
		"it is to be sent again": {prepare: func(f *frail) { f.held(false) }, do: func(f *frail) error {
			return f.Release(ctx, onePlan(f.T, "held").Messages[0].ID, notify.SendAgain, admin)
		}},
		"it arrived": {prepare: func(f *frail) { f.held(false) }, do: func(f *frail) error {
			return f.Release(ctx, onePlan(f.T, "held").Messages[0].ID, notify.ItArrived, admin)
		}},
		"a topic is dropped": {prepare: func(f *frail) { f.queued(bookingPlan(f.T, "k"), notify.Schedule{Topic: "visit"}) }, do: func(f *frail) error {
			return only(f.DropTopic(ctx, "visit", "it is off", admin))
		}},
		"progress":              {do: func(f *frail) error { return only(f.Progress(ctx, "")) }},
		"progress of reminders": {do: func(f *frail) error { return only(f.ReminderProgress(ctx, f.Clock.Now())) }},
		"reminders": {do: func(f *frail) error {
			_, _, err := f.For(reminding()).Schedule(ctx, f.order)
			return err
		}},
		"reminders of a visit that has moved": {
			prepare: func(f *frail) {
				_, _, err := f.For(reminding()).Schedule(ctx, f.order)
				f.ok(err)
			},
			do: func(f *frail) error {
				o := clone(f.order)
				o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, 7), o.Bookings[0].End.AddDate(0, 0, 7)
				_, _, err := f.For(reminding()).Schedule(ctx, o)
				return err
			},
		},
		"a notice":                {noOutbox: true, do: func(f *frail) error { return f.tell(false) }},
		"a notice, later":         {do: func(f *frail) error { return f.tell(false) }},
		"a notice in the evening": {do: func(f *frail) error { return f.tell(true) }},
		"the evening as it stands": {prepare: func(f *frail) { f.ok(f.tell(true)) }, do: func(f *frail) error {
			_, _, err := f.Digest(ctx, staff.Person{User: order.User{ID: "bo"}})
			return err
		}},
		"articles": {do: func(f *frail) error {
			before, after := notifytest.Order(), notifytest.Order()
			after.Articles = []order.Article{{ID: "1", Name: "Kabel", State: order.ArticleToOrder}}
			return only(f.ArticleEmails(ctx, articlesTo("bo@example.com"), before, after, admin))
		}},
		"a person is erased": {prepare: func(f *frail) {
			f.queued(bookingPlan(f.T, "k"), notify.Schedule{})
			f.ok(f.tell(true))
		}, do: func(f *frail) error {
			return only(f.Erase(ctx, notify.Whom{Contacts: []order.Contact{{Name: "Storgatan", Email: "anna@example.se"}}, UserIDs: []string{"bo"}}, admin))
		}},
		"bodies are dropped": {prepare: func(f *frail) { f.queued(bookingPlan(f.T, "k"), notify.Schedule{}) }, do: func(f *frail) error {
			return only(f.DropBodies(ctx, f.Clock.Now().AddDate(1, 0, 0), admin))
		}},
		"settings": {do: func(f *frail) error {
			after := f.Settings()
			after.IncludeFiles = !after.IncludeFiles
			return only(f.SaveSettings(ctx, admin, after, func(context.Context, order.Settings) error { return f.mishap.next() }))
		}},
		"preferences": {do: func(f *frail) error {
			return f.SavePreferences(ctx, order.Actor{ID: "bo"}, staff.Settings{}, staff.Person{User: order.User{ID: "bo", Email: "bo@example.com"}}, staff.Preferences{Events: staff.Events(), Email: true}, func(context.Context, staff.Preferences) error { return f.mishap.next() })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for at := 1; ; at++ {
				f := newFrail(t, !c.noOutbox)
				if c.prepare != nil {
					c.prepare(f)
				}
				f.mishap.arm(at)
				err := c.do(f)
				if !f.mishap.met() {
					require.NoError(t, err)
					assert.Greater(t, at, 1, "nothing is asked")
					return
				}
				require.ErrorIs(t, err, errMishap, "call %d fails and nobody says so", at)
			}
		})
	}
}

// A worker that meets an error anywhere tells everybody all the same, once: of what was
// planned before, of reminders, and of what waited for the evening. What it could not read
// it tells the host's logger, as the host said it.
func TestAWorkerThatMeetsAnErrorAnywhereTellsEverybodyOnce(t *testing.T) {
	t.Parallel()
	const visits = 2
	for at := 1; ; at++ {
		f := newFrail(t, true)
		settings := reminding()
		f.Desk = f.For(settings)
		bo := staff.Person{User: order.User{ID: "bo", Name: "Bo", Email: "bo@example.com"}, Preferences: staff.Preferences{Events: staff.Events(), Email: true, Digest: true}}
		worker, err := notify.NewWorker(notify.WorkerConfig{
			Service: f.Service(),
			Settings: func(context.Context, string) (order.Settings, error) {
				return readOrMishap(f.mishap, func() (order.Settings, error) { return settings, nil })
			},
			Order: func(context.Context, string, audit.OrderRef) (order.Order, error) {
				return readOrMishap(f.mishap, func() (order.Order, error) { return f.order, nil })
			},
			Person: func(context.Context, string, string) (staff.Person, error) {
				return readOrMishap(f.mishap, func() (staff.Person, error) { return bo, nil })
			},
		})
		f.ok(err)
		_, _, err = f.Schedule(ctx, f.order) // of the visit on Friday
		f.ok(err)
		for i := range visits { // two saves, of one evening
			before, after := onVisit(monday9), onVisit(monday9.Add(time.Duration(i+1)*time.Hour))
			_, err := f.Tell(ctx, "save"+string(rune('0'+i)), f.Notices(staff.Settings{}, before, after, []staff.Person{bo}, order.Actor{ID: "eva"}), nil)
			f.ok(err)
		}
		f.queued(bookingPlan(t, "now"), notify.Schedule{})
		f.mishap.arm(at)
		for range 5 * 24 / 2 { // every other hour, over the evening and the day before
			_, _ = worker.Once(ctx) // it says that something failed, and goes on at the next
			f.Clock.Advance(2 * time.Hour)
		}
		var told []string
		for _, m := range f.Recorder.Emails() {
			told = append(told, m.To.Address.String()+" "+m.Subject)
		}
		for _, m := range f.Recorder.SentSMS() {
			told = append(told, m.To.String())
		}
		met := f.mishap.met()
		f.mishap.arm(0)
		progress, err := f.Progress(ctx, "")
		f.ok(err)
		slices.Sort(told)
		assert.Equal(t, []string{
			"+46705123456", "anna@example.se Bokningsbekräftelse AO462", "anna@example.se Påminnelse om besök, order AO462",
			"bo@example.com Nytt om ordrar och bokningar", "bo@example.se Bokningsbekräftelse AO462",
		}, told, "call %d fails", at)
		assert.Zero(t, progress.Waiting+progress.Failed, "call %d: %+v", at, progress)
		assert.LessOrEqual(t, progress.Held, 1, "that it left could not be written down: a person decides, %d", at)
		assert.NotContains(t, f.heard.String(), "panic", "call %d", at)
		if f.mishap.unread {
			assert.Contains(t, f.heard.String(), errMishap.Error(), "call %d fails and nobody hears of it", at)
		}
		if !met {
			assert.Greater(t, at, 20)
			return
		}
	}
}

// Who has no outbox is told so by whatever needs one.
func TestWithoutAnOutbox(t *testing.T) {
	t.Parallel()
	b := notifytest.NewBench()
	r := compose.Request{Kind: compose.BookingConfirmation, Key: "popup", Actor: admin, Now: notifytest.Now()}
	draft, err := compose.NewDraft(b.Settings(), one(), r)
	require.NoError(t, err)
	for name, do := range map[string]func() error{
		"a plan later":          func() error { return only(b.Enqueue(ctx, bookingPlan(t, "k"), notify.Schedule{})) },
		"a popup is sent later": func() error { return only(b.SubmitLater(ctx, one(), r, draft.Form(), notify.Schedule{})) },
		"held messages":         func() error { _, _, err := b.Held(ctx, "", admin); return err },
		"what is stopped":       func() error { return only(b.Stops(ctx, admin)) },
		"a channel is resumed":  func() error { return b.ResumeQueue(ctx, delivery.Email, admin) },
		"a decision":            func() error { return b.Release(ctx, "m", notify.SendAgain, admin) },
		"a topic is dropped":    func() error { return only(b.DropTopic(ctx, "visit", "off", admin)) },
		"progress":              func() error { return only(b.Progress(ctx, "")) },
		"progress of reminders": func() error { return only(b.ReminderProgress(ctx, notifytest.Now())) },
		"reminders":             func() error { _, _, err := b.Schedule(ctx, one()); return err },
		"the evening":           func() error { _, _, err := b.Digest(ctx, staff.Person{User: order.User{ID: "bo"}}); return err },
	} {
		require.ErrorIs(t, do(), notify.ErrNoOutbox, name)
	}
	_, err = b.Erase(ctx, notify.Whom{Fields: []string{"anna@example.se"}, UserIDs: []string{"bo"}}, admin)
	require.NoError(t, err, "what does not need one works")
	_, err = b.DropBodies(ctx, notifytest.Now(), admin)
	require.NoError(t, err)
	records, err := audit.All(ctx, b.Log, audit.Query{Company: "mitt-bolag"})
	require.NoError(t, err)
	assert.Empty(t, records, "nothing was claimed")
}
