package notify

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// Why a reminder is taken back or dropped, though it may be called for again: the log has
// the reason.
const (
	whyOff       = "the visit has moved or is off"
	whyOtherTime = "reminders go at another time"
	whyOrderGone = "the order is gone"
	whyGone      = "the booking is gone"
	whyCancelled = "the booking is cancelled"
	whyMoved     = "the booking has moved"
)

// Schedule makes the outbox hold the reminders that an order calls for now, and no
// others: call it whenever the order is saved, in the same transaction where you
// like. A visit that has moved is reminded of at its new time, one that is off or an
// order that is gone (with no bookings) not at all; who was reminded is not reminded
// of the same visit again. A reminder that was taken back is there again once its visit
// is as it was, and goes at once where its time is over meanwhile. One whose time was over
// before the visit was first saved so is none. A reminder is planned when it may go, from
// the order as it is then.
func (d *Desk) Schedule(ctx context.Context, o order.Order) (added, dropped int, err error) {
	box := d.service.config.Outbox
	if box == nil {
		return 0, 0, ErrNoOutbox
	}
	if err := d.myOrder(o); err != nil {
		return 0, 0, err
	}
	now := d.service.config.Now()
	waiting, err := box.Topics(ctx, d.settings.Company.ID, reminderTopic(o, ""))
	if err != nil {
		return 0, 0, err
	}
	dues := compose.Reminders(d.settings, o, now)
	kept, dropped, err := d.keepReminders(ctx, o, dues, waiting)
	if err != nil {
		return 0, dropped, err
	}
	dues = slices.DeleteFunc(dues, func(due compose.Due) bool { return kept[reminderTopic(o, due.ID)] })
	if len(dues) == 0 {
		return 0, dropped, nil
	}
	log, err := d.remindersInLog(ctx, o)
	if err != nil {
		return 0, dropped, err
	}
	for _, due := range dues {
		id, ok := log.job(due)
		if !ok {
			continue
		}
		j := Job{
			ID:        id,
			Company:   d.settings.Company.ID,
			Order:     o.Ref(),
			Topic:     reminderTopic(o, due.ID),
			NotBefore: due.At,
			NotAfter:  due.Until,
			Accepted:  now,
			Later:     &Later{Kind: compose.Reminder, Booking: due.Booking.ID, Start: due.Booking.Start},
		}
		if err := box.Put(ctx, plan.Plan{Company: j.Company}, j); err != nil {
			return added, dropped, err
		}
		added++
	}
	return added, dropped, nil
}

// keepReminders takes back what waits and is not called for any more, and returns the
// topics of what stays.
func (d *Desk) keepReminders(
	ctx context.Context, o order.Order, dues []compose.Due, waiting []Job,
) (kept map[string]bool, dropped int, err error) {
	kept = map[string]bool{}
	for _, j := range waiting {
		why := whyOff
		if i := slices.IndexFunc(dues, func(due compose.Due) bool { return reminderTopic(o, due.ID) == j.Topic }); i >= 0 {
			// One that is due already has a time of its own: quiet hours, or a next try.
			if kept[j.Topic] = dues[i].Past || j.Later == nil || sameTime(j.NotBefore, dues[i].At); kept[j.Topic] {
				continue
			}
			why = whyOtherTime
		}
		n, err := d.dropTopic(ctx, j.Topic, why)
		if dropped += n; err != nil {
			return nil, dropped, err
		}
		if n == 0 { // a worker has it, and asks for the order before it goes
			kept[j.Topic] = true
		}
	}
	return kept, dropped, nil
}

// sameTime compares as databases keep times.
func sameTime(a, b time.Time) bool { return a.UnixMicro() == b.UnixMicro() }

// loggedReminders are what the log knows of an order's reminders, by the key of their
// plan, which is the ID of their job.
type loggedReminders struct {
	known     map[string]bool
	takenBack map[string]bool // since the visit was not as it had been
}

func (d *Desk) remindersInLog(ctx context.Context, o order.Order) (loggedReminders, error) {
	ref, log := o.Ref(), loggedReminders{map[string]bool{}, map[string]bool{}}
	records, err := audit.All(ctx, d.service.config.Log, audit.Query{
		Company:   d.settings.Company.ID,
		OrderKind: ref.Kind,
		OrderID:   ref.ID,
		Kind:      string(compose.Reminder),
	})
	if err != nil {
		return log, fmt.Errorf("notify: reminders of order %s: %w", o.Number, err)
	}
	for i := range records {
		r := &records[i]
		log.known[r.Key] = true
		if r.Status == delivery.StatusSkipped &&
			slices.Contains([]string{whyOff, whyOtherTime, whyOrderGone, whyGone, whyCancelled, whyMoved}, r.Note) {
			log.takenBack[r.Key] = true
		}
	}
	return log, nil
}

// job is the ID of the job that a reminder needs: each time that it was taken back, the
// next. False: it has gone, or its time was over before anybody called for it.
func (l loggedReminders) job(due compose.Due) (id string, ok bool) {
	id = due.ID
	for again := 0; l.takenBack[id]; again++ {
		id = audit.NewID("reminder again", due.ID, strconv.Itoa(again))
	}
	return id, !l.known[id] && (!due.Past || id != due.ID)
}

// reminderTopics is what the topics of all reminders begin with.
const reminderTopics = "reminder/"

// reminderTopic is the topic of an order's reminder.
func reminderTopic(o order.Order, id string) string {
	ref := o.Ref()
	return reminderTopics + ref.Kind + "/" + ref.ID + "/" + id
}
