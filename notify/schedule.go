package notify

import (
	"context"
	"slices"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// Schedule makes the outbox hold the reminders that an order calls for now, and no
// others: call it whenever the order is saved, in the same transaction where you
// like. A visit that has moved is reminded of at its new time, one that is off or an
// order that is gone (with no bookings) not at all; who was reminded is not reminded
// of the same visit again. A reminder is planned when it is due, from the order as
// it is then.
func (d *Desk) Schedule(ctx context.Context, o order.Order) (added, dropped int, err error) {
	s, box := d.service, d.service.config.Outbox
	if box == nil {
		return 0, 0, ErrNoOutbox
	}
	if err := d.myOrder(o); err != nil {
		return 0, 0, err
	}
	now, company, ref := s.config.Now(), d.settings.Company.ID, o.Ref()
	prefix := reminderTopic(o, "")
	waiting, err := box.Topics(ctx, company, prefix)
	if err != nil {
		return 0, 0, err
	}
	dues := compose.Reminders(d.settings, o, now)
	kept := map[string]bool{}
	for _, j := range waiting {
		wanted := slices.ContainsFunc(dues, func(due compose.Due) bool { return reminderTopic(o, due.ID) == j.Topic })
		if had := kept[j.Topic]; had || wanted {
			kept[j.Topic] = true
			continue
		}
		n, err := d.dropTopic(ctx, j.Topic, "the visit has moved or is off")
		if err != nil {
			return added, dropped, err
		}
		dropped += n
	}
	for _, due := range dues {
		if due.Past || kept[reminderTopic(o, due.ID)] {
			continue
		}
		j := Job{
			ID: due.ID, Company: company, Order: ref, Topic: reminderTopic(o, due.ID), Channel: delivery.Email,
			NotBefore: due.At, NotAfter: due.Until, Accepted: now, Later: &Later{Kind: compose.Reminder, Booking: due.Booking.ID, Start: due.Booking.Start},
		}
		if err := box.Put(ctx, plan.Plan{Company: company}, j); err != nil {
			return added, dropped, err
		}
		added++
	}
	return added, dropped, nil
}

// reminderTopic is the topic of an order's reminder.
func reminderTopic(o order.Order, id string) string {
	ref := o.Ref()
	return "reminder/" + ref.Kind + "/" + ref.ID + "/" + id
}
