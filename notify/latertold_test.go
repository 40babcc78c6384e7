package notify_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
)

// A worker without the host's functions keeps what they are needed for, and says so; once it
// has them, everybody is told.
func TestAWorkerThatLacksAFunctionKeepsWhatWaits(t *testing.T) {
	t.Parallel()
	for name, lacks := range map[string]func(*notify.WorkerConfig){
		"the settings": func(c *notify.WorkerConfig) { c.Settings = nil },
		"the order":    func(c *notify.WorkerConfig) { c.Order = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQueue(t, reminding(), lacks)
			o := one()
			q.order = &o
			_, _, err := q.Schedule(ctx, o)
			require.NoError(t, err)
			q.Clock.Advance(2*24*time.Hour + 22*time.Hour) // Thursday at noon
			_, _ = q.worker.Once(ctx)
			q.Recorder.AssertNothingSent(t)
			assert.Equal(t, notify.Progress{Waiting: 1}, q.progress(t))
			whole := newQueue(t, reminding())
			whole.order = &o
			_, _, err = whole.Schedule(ctx, o)
			require.NoError(t, err)
			whole.work(t, 2*24*time.Hour+22*time.Hour)
			assert.Len(t, whole.Recorder.Emails(), 1)
		})
	}
}

// A reminder goes by what its reader has: by mail, and by SMS to who has a number alone.
func TestR614AReminderGoesByWhatTheReaderHas(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		person     order.Contact
		mails, sms int
	}{
		"an address alone": {order.Contact{Name: "Anna", Email: "anna@example.se"}, 1, 0},
		"a number alone":   {order.Contact{Name: "Anna", Phone: "+46705123456"}, 0, 1},
		"both":             {order.Contact{Name: "Anna", Email: "anna@example.se", Phone: "+46705123456"}, 1, 0},
		"neither":          {order.Contact{Name: "Anna"}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQueue(t, reminding())
			o := one()
			o.ContactPerson = row.person
			q.order = &o
			_, _, err := q.Schedule(ctx, o)
			require.NoError(t, err)
			q.work(t, 2*24*time.Hour+22*time.Hour)
			assert.Len(t, q.Recorder.Emails(), row.mails)
			assert.Len(t, q.Recorder.SentSMS(), row.sms)
		})
	}
}

// Where a test mode lets nobody have the reminder, it is not said to wait for ever, nor to
// have been sent.
func TestR615AReminderThatATestModeLetsNobodyHave(t *testing.T) {
	t.Parallel()
	s := reminding()
	s.Test.Allow = []string{"test@example.com"}
	q := newQueue(t, s)
	o := one()
	q.order = &o
	_, _, err := q.Schedule(ctx, o)
	require.NoError(t, err)
	q.work(t, 2*24*time.Hour+22*time.Hour)
	q.Recorder.AssertNothingSent(t)
	assert.Equal(t, notify.Progress{Dropped: 1}, q.progress(t))
	s.Test = order.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com")}
	q = newQueue(t, s)
	q.order = &o
	_, _, err = q.Schedule(ctx, o)
	require.NoError(t, err)
	q.work(t, 2*24*time.Hour+22*time.Hour)
	assert.Equal(t, notify.Progress{Sent: 1}, q.progress(t))
	s.Test = order.TestMode{DryRun: true}
	q = newQueue(t, s)
	q.order = &o
	_, _, err = q.Schedule(ctx, o)
	require.NoError(t, err)
	q.work(t, 2*24*time.Hour+22*time.Hour)
	q.Recorder.AssertNothingSent(t)
	assert.Equal(t, notify.Progress{Dropped: 1}, q.progress(t))
}

// What an order's reminders waited for may be gone when they are due: the order itself, which
// is said in the log.
func TestR614AReminderOfAnOrderThatIsGoneIsSaidToBeDropped(t *testing.T) {
	t.Parallel()
	q := newQueue(t, reminding())
	o := one()
	_, _, err := q.Schedule(ctx, o)
	require.NoError(t, err)
	q.work(t, 2*24*time.Hour+22*time.Hour)
	q.Recorder.AssertNothingSent(t)
	records, err := audit.All(ctx, q.Log, audit.Query{Company: "mitt-bolag"})
	require.NoError(t, err)
	require.Len(t, records, 1)
	assert.Equal(t, "the order is gone", records[0].Note)
}

// In the quiet hours a reminder waits where all of it is by SMS, and is planned when they end
// from the order as it is then; a mail does not wait.
func TestR614QuietHoursHoldAReminderOfNumbersAlone(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		person     order.Contact
		mails, sms int
	}{
		"a number alone":          {order.Contact{Name: "Anna", Phone: "+46705123456"}, 0, 0},
		"an address alone":        {order.Contact{Name: "Anna", Email: "anna@example.se"}, 1, 0},
		"an address and a number": {order.Contact{Name: "Anna", Email: "anna@example.se", Phone: "+46705123456"}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := reminding()
			s.Quiet = booking.QuietHours{From: "08:00", To: "18:00"}
			q := newQueue(t, s)
			o := one()
			o.ContactPerson = row.person
			q.order = &o
			_, _, err := q.Schedule(ctx, o)
			require.NoError(t, err)
			q.work(t, 2*24*time.Hour+22*time.Hour)
			assert.Len(t, q.Recorder.Emails(), row.mails)
			assert.Len(t, q.Recorder.SentSMS(), row.sms)
			q.work(t, 7*time.Hour) // after 18:00 in Stockholm
			assert.Equal(t, 1, len(q.Recorder.Emails())+len(q.Recorder.SentSMS()))
		})
	}
}

// A reminder names the visit that it is of, and no other of the order's.
func TestR614AReminderNamesItsVisitAlone(t *testing.T) {
	t.Parallel()
	q := newQueue(t, reminding())
	o := two()
	q.order = &o
	_, _, err := q.Schedule(ctx, o)
	require.NoError(t, err)
	q.work(t, 2*24*time.Hour+22*time.Hour) // Thursday: Friday's visit is near, Monday's is not
	mails := q.Recorder.Emails()
	require.Len(t, mails, 1)
	day := func(i int) string { return o.Bookings[i].Start.Format("02 ") + "oktober" }
	assert.Contains(t, mails[0].Text, day(0))
	assert.NotContains(t, mails[0].Text, day(1))
}

// A day's reminders are those that go that day: one that was no longer true when it was due is
// dropped, one that was taken back when its order was saved is not counted, and none is another
// day's.
func TestR614ADaysRemindersAreThoseOfTheDay(t *testing.T) {
	t.Parallel()
	q := newQueue(t, reminding())
	thursday := q.Clock.Now().AddDate(0, 0, 3)
	progress := func(day time.Time) notify.Progress {
		p, err := q.ReminderProgress(ctx, day)
		require.NoError(t, err)
		return p
	}
	saved := func(o order.Order) {
		_, _, err := q.Schedule(ctx, o)
		require.NoError(t, err)
	}
	stays, off, gone := one(), another("2"), another("3")
	for _, o := range []order.Order{stays, off, gone} {
		saved(o)
	}
	assert.Equal(t, notify.Progress{Waiting: 3}, progress(thursday))
	for _, other := range []int{-1, 1} {
		assert.Zero(t, progress(thursday.AddDate(0, 0, other)))
	}
	off = clone(off)
	off.Bookings[0].Cancelled = true
	saved(off)
	assert.Equal(t, notify.Progress{Waiting: 2}, progress(thursday))
	q.order = &stays // the host gives this one for either, and the third's visit is cancelled behind its back
	stays.Bookings[0].Cancelled = true
	q.work(t, 2*24*time.Hour+22*time.Hour)
	assert.Equal(t, notify.Progress{Dropped: 2}, progress(thursday))
	q.Recorder.AssertNothingSent(t)
}

// Who was told by an address that was typed is not to be told there again once another order's
// message has shown that it takes nothing.
func TestR618ATypedAddressThatAnotherOrderHasShownToBeDead(t *testing.T) {
	t.Parallel()
	d, here, other := newDesk(t), noContact(), another("2")
	other.ContactPerson = order.Contact{}
	d.send(here, about("b-1"), to("x@example.org"))
	d.step()
	d.send(other, about("b-1"), to("x@example.org"))
	moved := move(here, 0)
	assert.Equal(t, []string{"x@example.org"}, d.history(moved).Advice().Recipients)
	d.reported(other, "x@example.org", delivery.StatusBounced, nil)
	assert.Equal(t, audit.Advice{Reason: audit.AdviceTell}, d.history(moved).Advice())
}

// What waits for somebody's evening goes on waiting where the worker cannot ask who they are.
func TestTheEveningWaitsForAWorkerThatKnowsThePerson(t *testing.T) {
	t.Parallel()
	e := newEvenings(t)
	e.saved(t, onVisit(monday9), onVisit(monday9.Add(time.Hour)), "bo")
	e.until(2, 17)
	for name, config := range map[string]notify.WorkerConfig{
		"no person":   {Settings: func(context.Context, string) (order.Settings, error) { return e.settings, nil }},
		"no settings": {Person: func(context.Context, string, string) (staff.Person, error) { return e.people["bo"], nil }},
	} {
		config.Service = e.Service()
		worker, err := notify.NewWorker(config)
		require.NoError(t, err)
		_, _ = worker.Once(ctx)
		e.Recorder.AssertNothingSent(t)
		waiting, err := e.outbox.Topics(ctx, "mitt-bolag", "")
		require.NoError(t, err)
		assert.Len(t, waiting, 1, name)
		e.Clock.Advance(time.Hour) // its lease runs out
	}
	assert.Len(t, e.works(t), 1)
}
