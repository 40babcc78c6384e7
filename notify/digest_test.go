package notify_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
)

// evenings is a bench with an outbox, and a worker that knows Bo, who is told in the
// evening, and Kim, who is told at once.
type evenings struct {
	*notifytest.Bench
	outbox   notify.Outbox
	worker   *notify.Worker
	settings order.Settings
	people   map[string]staff.Person
	save     int
}

func newEvenings(t *testing.T, changes ...func(*notify.Config)) *evenings {
	t.Helper()
	e := &evenings{settings: notifytest.Settings(), people: map[string]staff.Person{}}
	for _, id := range []string{"bo", "kim", "b"} {
		e.people[id] = staff.Person{
			User:        order.User{ID: id, Name: strings.ToUpper(id[:1]) + id[1:], Email: id + "@example.com", Phone: "+46705123456"},
			Preferences: staff.Preferences{Events: staff.Events(), Email: true, Digest: id != "kim"},
		}
	}
	e.Bench = notifytest.NewBench(append([]func(*notify.Config){func(c *notify.Config) { c.Outbox = notify.NewMemoryOutbox(c.Log) }}, append(changes, func(c *notify.Config) { e.outbox = c.Outbox })...)...)
	e.worker = e.newWorker(t)
	return e
}

func (e *evenings) newWorker(t *testing.T) *notify.Worker {
	t.Helper()
	worker, err := notify.NewWorker(notify.WorkerConfig{
		Service:  e.Service(),
		Settings: func(context.Context, string) (order.Settings, error) { return e.settings, nil },
		Person: func(_ context.Context, company, id string) (staff.Person, error) {
			assert.Equal(t, "mitt-bolag", company)
			p, ok := e.people[id]
			if !ok {
				return p, notify.ErrNoPerson
			}
			return p, nil
		},
	})
	require.NoError(t, err)
	return worker
}

// saved is what a save of an order by Eva tells people, at once or in the evening.
func (e *evenings) saved(t *testing.T, before, after order.Order, ids ...string) {
	t.Helper()
	e.save++
	e.savedAs(t, fmt.Sprint("save-", e.save), before, after, ids...)
}

func (e *evenings) savedAs(t *testing.T, save string, before, after order.Order, ids ...string) {
	t.Helper()
	var people []staff.Person
	for _, id := range ids {
		people = append(people, e.people[id])
	}
	_, err := e.Tell(ctx, save, e.Notices(staff.Settings{}, before, after, people, order.Actor{ID: "eva"}), nil)
	require.NoError(t, err)
}

// works lets workers do what is due, and returns the bodies of all mails so far.
func (e *evenings) works(t *testing.T) (mails []string) {
	t.Helper()
	_, err := e.worker.Once(ctx)
	require.NoError(t, err)
	for _, m := range e.Recorder.Emails() {
		body, _, _ := strings.Cut(m.Text, "\n-- \n")
		mails = append(mails, m.To.Address.String()+": "+m.Subject+"\n"+strings.TrimSpace(body))
	}
	return mails
}

// until sets the clock.
func (e *evenings) until(day, hour int) {
	e.Clock.Advance(time.Date(2023, time.October, day, hour, 0, 0, 0, time.UTC).Sub(e.Clock.Now()))
}

// onVisit is the sample order with a visit of Bo's in a week.
func onVisit(start time.Time) order.Order {
	o := notifytest.Order()
	o.Bookings = []booking.Booking{{ID: "v", Start: start, End: start.Add(2 * time.Hour), Technicians: []string{"Bo"}, UserIDs: []string{"bo"}}}
	return o
}

var monday9 = time.Date(2023, time.October, 9, 5, 0, 0, 0, time.UTC)

// A burst of changes is one message in the evening, with each change in words: from
// how it was before the first to how it is after the last (R803, R804).
func TestR804ABurstIsOneMessageInTheEvening(t *testing.T) {
	t.Parallel()
	e := newEvenings(t)
	first := onVisit(monday9)
	moved := onVisit(monday9.Add(time.Hour))
	movedAgain := onVisit(monday9.Add(26 * time.Hour))
	movedAgain.Description = "Service av två portar"
	other := notifytest.Order()
	other.ID, other.Number, other.Bookings, other.ResponsibleUserID = "463", "AO463", nil, "bo"
	other.Link = "https://example.com/orders/463"
	e.saved(t, notifytest.Order(), first, "bo", "kim")
	e.saved(t, first, moved, "bo")
	e.savedAs(t, "save-2", first, moved, "bo") // repeated
	e.saved(t, moved, movedAgain, "bo")
	e.saved(t, order.Order{}, other, "bo")
	assert.Len(t, e.works(t), 1, "Kim is told at once, Bo not yet")
	preview, ok, err := e.Digest(ctx, e.people["bo"])
	require.NoError(t, err)
	require.True(t, ok)
	e.until(2, 14)
	assert.Len(t, e.works(t), 1, "the evening is at 17:00 in Stockholm")
	e.until(2, 15)
	mails := e.works(t)
	require.Len(t, mails, 2)
	assert.Equal(t, `bo@example.com: Nytt om ordrar och bokningar
Det här är nytt sedan sist:

AO462, kund
Du är bokad tisdag 10 oktober, 09:00 – 11:00.
Order AO462 har ändrats.
• beskrivning Service av portautomat → Service av två portar
• utgår: 2023-10-06 07:00–10:00, Börje

AO463, kund
Order AO463 har skapats.
Du har tilldelats order AO463.
https://example.com/orders/463`, mails[1])
	assert.Equal(t, preview.Messages[0].Body(), e.Recorder.Emails()[1].Text, "as it was previewed")

	page, err := e.Messages(ctx, audit.Query{Kind: string(staff.KindDigest)}, admin)
	require.NoError(t, err)
	require.Len(t, page.Messages, 1)
	assert.Equal(t, delivery.StatusSent, page.Messages[0].Status)
	assert.Equal(t, audit.AudienceStaff, page.Messages[0].Audience)
	e.until(3, 16)
	assert.Len(t, e.works(t), 2, "the next evening there is nothing")
	_, ok, err = e.Digest(ctx, e.people["bo"])
	require.NoError(t, err)
	assert.False(t, ok)
	history, err := e.History(ctx, movedAgain)
	require.NoError(t, err)
	assert.False(t, history.Red())
	assert.Equal(t, "E-post skickad: nej", history.Banner(e.Language("sv")))
}

// What concerns the day before the evening's news could help comes at once.
func TestR804WhatIsUrgentDoesNotWait(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name     string
		day      int // of October; it is Monday 2, 14:05
		hour     int // UTC
		decided  int // the hour at which the order is saved, UTC
		at, told int // at once, and by the evening
	}{
		{"today", 2, 15, 12, 1, 1},
		{"tonight, after the evening", 2, 20, 12, 1, 1},
		{"tomorrow", 3, 5, 12, 0, 1},
		{"tomorrow at midnight", 2, 22, 12, 0, 1},
		{"tomorrow, saved after the evening", 3, 5, 15, 1, 1},
		{"the day after, saved after the evening", 4, 5, 15, 0, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			e := newEvenings(t)
			e.until(2, row.decided)
			e.saved(t, onVisit(monday9), onVisit(time.Date(2023, time.October, row.day, row.hour, 0, 0, 0, time.UTC)), "bo")
			assert.Len(t, e.works(t), row.at)
			e.until(2, 16)
			assert.Len(t, e.works(t), row.told)
			e.until(3, 16)
			assert.Len(t, e.works(t), 1, "at the latest the next evening")
		})
	}
}

// Stories of saves: what is left of them by the evening.
func TestR804WhatIsLeftByTheEvening(t *testing.T) {
	t.Parallel()
	start := onVisit(monday9)
	gone := onVisit(monday9)
	gone.Bookings = nil
	cancelled := onVisit(monday9)
	cancelled.Bookings[0].Cancelled = true
	moved := onVisit(monday9.Add(24 * time.Hour))
	described := onVisit(monday9)
	described.Description = "Annat"
	mine := onVisit(monday9)
	mine.ResponsibleUserID = "bo"
	for _, row := range []struct {
		name  string
		saves []order.Order
		has   []string // nothing is told when it is empty
		not   []string
	}{
		{"booked and taken away", []order.Order{gone, start, gone}, nil, nil},
		{"moved and moved back", []order.Order{start, moved, start}, nil, nil},
		{"changed and changed back", []order.Order{start, described, start}, nil, nil},
		{"assigned, and to somebody else", []order.Order{start, mine, start}, nil, nil},
		{"taken away, and assigned again", []order.Order{mine, start, mine}, nil, nil},
		{"assigned no more", []order.Order{mine, start}, []string{"Du är inte längre ansvarig för order AO462.", "• ansvarig Bo → –"}, []string{"tilldelats"}},
		{"cancelled and restored", []order.Order{start, cancelled, start}, nil, nil},
		{"moved, then cancelled", []order.Order{start, moved, cancelled}, []string{"Din bokning måndag 09 oktober, 07:00 – 09:00 är avbokad."}, []string{"flyttats", "tisdag"}},
		{"moved twice", []order.Order{start, onVisit(monday9.Add(time.Hour)), moved}, []string{"Ny tid: tisdag 10 oktober, 07:00 – 09:00.", "2023-10-09 07:00–09:00 → 2023-10-10 07:00–09:00"}, []string{"08:00"}},
		{"booked, then moved", []order.Order{gone, start, moved}, []string{"Du är bokad tisdag 10 oktober"}, []string{"måndag", "flyttats"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			e := newEvenings(t)
			for i := range row.saves[1:] {
				e.Clock.Advance(time.Minute)
				e.saved(t, row.saves[i], row.saves[i+1], "bo")
			}
			e.until(2, 16)
			mails := e.works(t)
			progress, err := e.Progress(ctx, "")
			require.NoError(t, err)
			assert.True(t, progress.Done(), "%+v", progress)
			if row.has == nil {
				assert.Empty(t, mails)
				return
			}
			require.Len(t, mails, 1)
			for _, text := range row.has {
				assert.Contains(t, mails[0], text)
			}
			for _, text := range row.not {
				assert.NotContains(t, mails[0], text)
			}
		})
	}
}

// It goes the way of all messages: by the channels of the evening, redirected by test
// mode, and not at all to who is gone or erased.
func TestR804TheEveningsMessageGoesTheCommonWay(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(t *testing.T, e *evenings)
		mails  []string
		sms    int
	}{
		{"as it is", func(*testing.T, *evenings) {}, []string{"bo@example.com"}, 0},
		{"another address by now", func(_ *testing.T, e *evenings) { e.person("bo", func(p *staff.Person) { p.Email = "bo2@example.com" }) }, []string{"bo2@example.com"}, 0},
		{"by SMS by now", func(_ *testing.T, e *evenings) {
			e.person("bo", func(p *staff.Person) { p.Preferences.Email, p.Preferences.SMS = false, true })
		}, nil, 1},
		{"neither by now", func(_ *testing.T, e *evenings) { e.person("bo", func(p *staff.Person) { p.Preferences.Email = false }) }, nil, 0},
		{"the digest is off by now", func(_ *testing.T, e *evenings) {
			e.person("bo", func(p *staff.Person) { p.Preferences.Digest = false })
		}, []string{"bo@example.com"}, 0},
		{"gone", func(_ *testing.T, e *evenings) { delete(e.people, "bo") }, nil, 0},
		{"redirected", func(_ *testing.T, e *evenings) {
			e.settings.Test.RedirectEmail = recipients.MustParseAddress("test@example.com")
		}, []string{"test@example.com"}, 0},
		{"a dry run", func(_ *testing.T, e *evenings) { e.settings.Test.DryRun = true }, nil, 0},
		{"no sender any more", func(_ *testing.T, e *evenings) { e.settings.From = recipients.Mailbox{} }, nil, 0},
		{"a link that no mail may have", func(_ *testing.T, e *evenings) {
			e.person("bo", func(p *staff.Person) { p.Link = "javascript:alert(1)" })
		}, nil, 0},
		{"erased", func(t *testing.T, e *evenings) {
			_, err := e.Erase(ctx, notify.Whom{UserIDs: []string{"bo"}}, admin)
			require.NoError(t, err)
		}, nil, 0},
		{"another erased whose ID begins so", func(t *testing.T, e *evenings) {
			_, err := e.Erase(ctx, notify.Whom{UserIDs: []string{"b"}}, admin)
			require.NoError(t, err)
		}, []string{"bo@example.com"}, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			e := newEvenings(t)
			e.saved(t, onVisit(monday9), onVisit(monday9.Add(time.Hour)), "bo")
			row.change(t, e)
			e.until(2, 16)
			e.works(t)
			var to []string
			for _, m := range e.Recorder.Emails() {
				to = append(to, m.To.Address.String())
			}
			assert.Equal(t, row.mails, to)
			assert.Len(t, e.Recorder.SentSMS(), row.sms)
			progress, err := e.Progress(ctx, "")
			require.NoError(t, err)
			assert.True(t, progress.Done(), "%+v", progress)
		})
	}
}

func (e *evenings) person(id string, change func(*staff.Person)) {
	p := e.people[id]
	change(&p)
	e.people[id] = p
}

// What comes too late for its evening is told alone, and two persons' evenings are
// two messages.
func TestR804LateAndBeside(t *testing.T) {
	t.Parallel()
	e := newEvenings(t)
	e.saved(t, onVisit(monday9), onVisit(monday9.Add(time.Hour)), "bo")
	// Decided before the evening, and committed by the host's database after it.
	after := onVisit(monday9)
	after.Description = "Annat"
	late := e.Notices(staff.Settings{}, onVisit(monday9), after, []staff.Person{e.people["bo"]}, order.Actor{ID: "eva"})
	b := onVisit(monday9)
	b.Bookings[0].UserIDs = []string{"b"}
	e.saved(t, order.Order{}, b, "b")
	e.until(2, 16)
	require.Len(t, e.works(t), 2)
	_, err := e.Tell(ctx, "late", late, nil)
	require.NoError(t, err)
	mails := e.works(t)
	require.Len(t, mails, 3)
	assert.Contains(t, mails[2], "bo@example.com: Nytt om ordrar och bokningar")
	assert.Contains(t, mails[2], "Service av portautomat → Annat")
	assert.NotContains(t, mails[2], "flyttats")
}

// A topic of the host's that begins as those of the evenings is no notice.
func TestR804ATopicOfTheHosts(t *testing.T) {
	t.Parallel()
	e := newEvenings(t)
	e.saved(t, onVisit(monday9), onVisit(monday9.Add(time.Hour)), "bo")
	_, err := e.Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{Topic: "digest/2/bo/2023-10-02T15:00", NotBefore: e.Clock.Now().Add(time.Hour)})
	require.NoError(t, err)
	p, ok, err := e.Digest(ctx, e.people["bo"])
	require.NoError(t, err)
	require.True(t, ok)
	assert.Len(t, p.Messages, 1)
	e.until(2, 16)
	assert.Contains(t, strings.Join(e.works(t), "\n"), "bo@example.com: Nytt om ordrar och bokningar")
}

// What waits for two evenings is previewed as the first of them.
func TestR804ThePreviewIsOfTheNextEvening(t *testing.T) {
	t.Parallel()
	e := newEvenings(t)
	first := e.Notices(staff.Settings{}, onVisit(monday9), onVisit(monday9.Add(time.Hour)), []staff.Person{e.people["bo"]}, admin)
	e.until(2, 16)
	other := onVisit(monday9)
	other.Description = "Annat"
	second := e.Notices(staff.Settings{}, onVisit(monday9), other, []staff.Person{e.people["bo"]}, admin)
	for _, order := range [][]staff.Notice{append(slices.Clone(second), first...), append(slices.Clone(first), second...)} {
		e := newEvenings(t)
		for i, n := range order {
			_, err := e.Tell(ctx, fmt.Sprint("save-", i), []staff.Notice{n}, nil)
			require.NoError(t, err)
		}
		p, ok, err := e.Digest(ctx, e.people["bo"])
		require.NoError(t, err)
		require.True(t, ok)
		assert.Contains(t, p.Messages[0].Body(), "flyttats")
		assert.NotContains(t, p.Messages[0].Body(), "Annat")
	}
}

// A worker that does not know the company's people says so, and what waits stays.
func TestR804AWorkerThatKnowsNobody(t *testing.T) {
	t.Parallel()
	e := newEvenings(t)
	e.saved(t, onVisit(monday9), onVisit(monday9.Add(time.Hour)), "bo")
	e.until(2, 16)
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: e.Service()})
	require.NoError(t, err)
	_, err = worker.Once(ctx)
	require.NoError(t, err)
	progress, err := e.Progress(ctx, "")
	require.NoError(t, err)
	assert.Equal(t, notify.Progress{Waiting: 1}, progress)
	e.Clock.Advance(notify.DefaultLease)
	assert.Len(t, e.works(t), 1)
}

func TestR804WithoutAnOutboxItGoesAtOnce(t *testing.T) {
	t.Parallel()
	bench := notifytest.NewBench()
	bo := staff.Person{User: order.User{ID: "bo", Email: "bo@example.com"}, Preferences: staff.Preferences{Events: staff.Events(), Email: true, Digest: true}}
	results, err := bench.Tell(ctx, "save", bench.Notices(staff.Settings{}, onVisit(monday9), onVisit(monday9.Add(time.Hour)), []staff.Person{bo}, admin), nil)
	require.NoError(t, err)
	assert.Len(t, results, 1)
	assert.Len(t, bench.Recorder.Emails(), 1)
	_, ok, err := bench.Digest(ctx, bo)
	require.ErrorIs(t, err, notify.ErrNoOutbox)
	assert.False(t, ok)
	_, err = bench.Erase(ctx, notify.Whom{UserIDs: []string{"bo"}}, admin)
	require.NoError(t, err)
}

// A worker that dies anywhere in between loses nothing and tells nothing twice.
func TestR804TheEveningSurvivesACrash(t *testing.T) {
	t.Parallel()
	for died := range 8 {
		t.Run(fmt.Sprint("at call ", died), func(t *testing.T) {
			t.Parallel()
			var box *dyingOutbox
			e := newEvenings(t, func(c *notify.Config) {
				box = &dyingOutbox{Outbox: c.Outbox, left: -1}
				c.Outbox = box
			})
			e.saved(t, onVisit(monday9), onVisit(monday9.Add(time.Hour)), "bo")
			e.saved(t, onVisit(monday9.Add(time.Hour)), onVisit(monday9.Add(26*time.Hour)), "bo")
			e.until(2, 16)
			box.left = died
			_, _ = e.worker.Once(ctx)
			box.left = -1
			e.worker = e.newWorker(t)
			for range 4 {
				e.Clock.Advance(notify.DefaultLease + time.Minute)
				e.works(t)
			}
			mails := e.works(t)
			require.Len(t, mails, 1)
			assert.Contains(t, mails[0], "Ny tid: tisdag 10 oktober, 09:00 – 11:00.")
			progress, err := e.Progress(ctx, "")
			require.NoError(t, err)
			assert.Zero(t, progress.Waiting, "%+v", progress)
		})
	}
}

// dyingOutbox refuses everything that writes after so many calls, as the database of
// a process that has died would; below 0: never.
type dyingOutbox struct {
	notify.Outbox
	mu   sync.Mutex
	left int
}

func (d *dyingOutbox) dead() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.left == 0 {
		return context.Canceled
	}
	if d.left > 0 {
		d.left--
	}
	return nil
}

func (d *dyingOutbox) Put(ctx context.Context, p plan.Plan, jobs ...notify.Job) error {
	if err := d.dead(); err != nil {
		return err
	}
	return d.Outbox.Put(ctx, p, jobs...)
}

func (d *dyingOutbox) Settle(ctx context.Context, now time.Time, s ...notify.Settlement) error {
	if err := d.dead(); err != nil {
		return err
	}
	return d.Outbox.Settle(ctx, now, s...)
}

func (d *dyingOutbox) HandOver(ctx context.Context, now time.Time, h ...notify.HandOver) ([]bool, error) {
	if err := d.dead(); err != nil {
		return nil, err
	}
	return d.Outbox.HandOver(ctx, now, h...)
}
