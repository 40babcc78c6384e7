package notify_test

import (
	"context"
	"errors"
	"slices"
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
)

func TestR614TooLateIsDropped(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	start := notifytest.Order().Bookings[0].Start
	_, err := q.Enqueue(ctx, onePlan(t, "form"), notify.Schedule{NotAfter: start})
	require.NoError(t, err)
	q.work(t, start.Sub(q.Clock.Now())+time.Second)
	q.Recorder.AssertNothingSent(t)
	assert.Equal(t, notify.Progress{Dropped: 1}, q.progress(t))
	records, err := audit.All(ctx, q.Log, audit.Query{Company: "mitt-bolag", Statuses: []delivery.Status{delivery.StatusSkipped}})
	require.NoError(t, err)
	require.NotEmpty(t, records)
	assert.Contains(t, records[len(records)-1].Note, "too late")
}

func TestR614QuietHoursHoldSMSBack(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	q.Clock.Advance(8 * time.Hour) // 22:05 in Stockholm
	_, err := q.Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{Quiet: booking.NightHours()})
	require.NoError(t, err)
	q.work(t, 0)
	assert.Len(t, q.Recorder.Emails(), 2, "mails make no noise")
	assert.Empty(t, q.Recorder.SentSMS())
	q.work(t, 8*time.Hour+50*time.Minute) // 06:55
	assert.Empty(t, q.Recorder.SentSMS())
	q.work(t, 6*time.Minute)
	assert.Len(t, q.Recorder.SentSMS(), 1)
}

func reminding() order.Settings {
	s := notifytest.Settings()
	s.Reminders = []booking.Reminder{booking.DayBefore()}
	return s
}

// Booked for Friday at 07:00: the reminder is due on Thursday at 09:00.
func TestR614RemindersFollowTheBookings(t *testing.T) {
	t.Parallel()
	thursday := time.Date(2023, time.October, 5, 7, 0, 0, 0, time.UTC)
	moved := func(o order.Order) order.Order {
		o.Bookings = slices.Clone(o.Bookings)
		o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, 7), o.Bookings[0].End.AddDate(0, 0, 7)
		return o
	}
	for name, story := range map[string]struct {
		change func(o order.Order) *order.Order
		told   bool // the host calls Schedule after the change
		back   bool // and then it is changed back and saved
		first  int  // mails on that Thursday
		second int  // and a week later in all
	}{
		"unchanged":             {func(o order.Order) *order.Order { return &o }, true, false, 1, 1},
		"moved and saved":       {func(o order.Order) *order.Order { o = moved(o); return &o }, true, false, 0, 1},
		"moved behind its back": {func(o order.Order) *order.Order { o = moved(o); return &o }, false, false, 0, 0},
		"cancelled": {func(o order.Order) *order.Order {
			o.Bookings = slices.Clone(o.Bookings)
			o.Bookings[0].Cancelled = true
			return &o
		}, true, false, 0, 0},
		"deleted":                 {func(o order.Order) *order.Order { o.Bookings = nil; return &o }, true, false, 0, 0},
		"deleted behind its back": {func(o order.Order) *order.Order { o.Bookings = nil; return &o }, false, false, 0, 0},
		"moved and moved back":    {func(o order.Order) *order.Order { o = moved(o); return &o }, true, true, 1, 1},
		"deleted and put back":    {func(o order.Order) *order.Order { o.Bookings = nil; return &o }, true, true, 1, 1},
		"the order is gone":       {func(order.Order) *order.Order { return nil }, false, false, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQueue(t, reminding())
			o := notifytest.Order()
			for range 2 { // saved twice
				_, _, err := q.Schedule(ctx, o)
				require.NoError(t, err)
			}
			assert.Equal(t, 1, q.progress(t).Waiting)
			q.order = story.change(o)
			if story.told {
				_, _, err := q.Schedule(ctx, *q.order)
				require.NoError(t, err)
			}
			if story.back {
				q.order = &o
				_, _, err := q.Schedule(ctx, o)
				require.NoError(t, err)
			}
			q.work(t, thursday.Add(-time.Minute).Sub(q.Clock.Now()))
			q.Recorder.AssertNothingSent(t)
			q.work(t, 2*time.Minute)
			assert.Len(t, q.Recorder.Emails(), story.first)
			if story.first > 0 {
				q.Recorder.AssertEmail(t, "anna@example.se", "Påminnelse", "fredag 06 oktober")
				_, _, err := q.Schedule(ctx, *q.order) // saved again after it was sent
				require.NoError(t, err)
			}
			q.work(t, 7*24*time.Hour)
			assert.Len(t, q.Recorder.Emails(), story.second)
		})
	}
}

// Who has no address is reminded by SMS, not at night.
func TestR614RemindersGoByWhatThePersonHas(t *testing.T) {
	t.Parallel()
	s := reminding()
	s.Reminders = []booking.Reminder{{Before: 10 * time.Hour}} // 21:00
	s.Quiet = booking.QuietHours{From: "20:00", To: "06:00"}
	q := newQueue(t, s)
	o := notifytest.Order()
	o.ContactPerson.Email = ""
	q.order = &o
	_, _, err := q.Schedule(ctx, o)
	require.NoError(t, err)
	q.work(t, time.Date(2023, time.October, 5, 19, 1, 0, 0, time.UTC).Sub(q.Clock.Now()))
	q.Recorder.AssertNothingSent(t)
	q.work(t, 9*time.Hour)
	q.Recorder.AssertSMS(t, "+46705123456", "fredag 06 oktober")
}

// unreadable is a log that cannot be read for a while.
type unreadable struct {
	audit.Store
	broken bool
}

func (u *unreadable) Records(ctx context.Context, q audit.Query) (audit.Page, error) {
	if u.broken {
		return audit.Page{}, errors.New("the log cannot be reached")
	}
	return u.Store.Records(ctx, q)
}

// A reminder that falls due while the log cannot be read is not dropped, and once it
// is sent nothing is left to do.
func TestR614AReminderOutlivesALogThatCannotBeRead(t *testing.T) {
	t.Parallel()
	var log *unreadable
	q := newQueueOn(t, reminding(), func(c *notify.Config) {
		log = &unreadable{Store: c.Log}
		c.Log = log
	})
	o := notifytest.Order()
	q.order = &o
	_, _, err := q.Schedule(ctx, o)
	require.NoError(t, err)
	q.Clock.Advance(time.Date(2023, time.October, 5, 7, 1, 0, 0, time.UTC).Sub(q.Clock.Now()))
	log.broken = true
	_, _ = q.worker.Once(t.Context())
	q.Recorder.AssertNothingSent(t)
	log.broken = false
	assert.Equal(t, notify.Progress{Waiting: 1}, q.progress(t))
	q.work(t, notify.DefaultLease+time.Second)
	q.work(t, time.Second)
	q.Recorder.AssertEmail(t, "anna@example.se", "Påminnelse")
	assert.True(t, q.progress(t).Done(), "%+v", q.progress(t))
	assert.Len(t, q.Recorder.Emails(), 1)
}

func TestProgress(t *testing.T) {
	t.Parallel()
	p := notify.Progress{Waiting: 1, Held: 2, Sent: 4, Failed: 8, Dropped: 16}
	assert.Equal(t, 31, p.Total())
	assert.False(t, p.Done())
	assert.False(t, notify.Progress{Waiting: 1}.Done())
	assert.False(t, notify.Progress{Held: 1}.Done())
	assert.True(t, notify.Progress{Sent: 1, Failed: 1, Dropped: 1}.Done())
}

// A hand-over that the log does not take marks nothing: the message has not left.
func TestAHandOverThatIsNotLoggedMarksNothing(t *testing.T) {
	t.Parallel()
	q := newQueue(t, notifytest.Settings())
	p := onePlan(t, "form")
	_, err := q.Enqueue(ctx, p, notify.Schedule{})
	require.NoError(t, err)
	jobs, err := q.box.Lease(ctx, q.Clock.Now(), time.Minute, 1)
	require.NoError(t, err)
	require.Len(t, jobs, 1)
	held, err := q.box.HandOver(ctx, q.Clock.Now(), notify.HandOver{Leased: jobs[0], Record: audit.Record{Company: p.Company}})
	require.Error(t, err, "a record without an ID")
	assert.Nil(t, held)
	again, err := q.box.Lease(ctx, q.Clock.Now().Add(2*time.Minute), time.Minute, 1)
	require.NoError(t, err)
	require.Len(t, again, 1)
	assert.False(t, again[0].Abandoned)
}
