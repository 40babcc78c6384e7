package notify

import (
	"context"
	"errors"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/staff"
)

// Notices decides who of the company's own people is told of an order that a user
// has saved, as [staff.Notices] does, by the service's clock.
func (d *Desk) Notices(
	s staff.Settings, before, after order.Order, people []staff.Person, by order.Actor,
) []staff.Notice {
	return staff.Notices(d.settings, s, before, after, people, by, d.service.config.Now())
}

// OtherTimeNotices decides who of the company's own people is told of a booking that
// belongs to no order, as [staff.OtherTimeNotices] does, by the service's clock.
func (d *Desk) OtherTimeNotices(
	s staff.Settings, before, after booking.Booking, people []staff.Person, by order.Actor,
) []staff.Notice {
	return staff.OtherTimeNotices(d.settings, s, before, after, people, by, d.service.config.Now())
}

// ServiceReminders decides who is reminded of objects that are due, as
// [staff.ServiceReminders].
func (d *Desk) ServiceReminders(s staff.Settings, objects []staff.DueObject, people []staff.Person) []staff.Notice {
	return staff.ServiceReminders(d.settings, s, objects, people, d.service.config.Now())
}

// ArticleEmails decides which mails about articles the save of an order leads to, as
// [staff.ArticleEmails] does with what the log knows of the order: what was told of an
// article is not told again. The log is read only where there is anything to tell.
func (d *Desk) ArticleEmails(
	ctx context.Context, s staff.Settings, before, after order.Order, by order.Actor,
) ([]staff.ArticleEmail, error) {
	decide := func(log []audit.Message) []staff.ArticleEmail {
		return staff.ArticleEmails(d.settings, s, before, after, log, by, d.service.config.Now())
	}
	if err := d.myOrder(after); err != nil || len(decide(nil)) == 0 {
		return nil, err
	}
	records, err := d.orderRecords(ctx, after)
	if err != nil {
		return nil, err
	}
	return decide(audit.Fold(records)), nil
}

// Tell sends what notices and mails about articles say, one plan each: it waits in
// the outbox where the service has one, and goes now where it has none. Save is the
// host's ID of the save, so that one that is repeated tells nobody twice; see
// [staff.Notice.Letter]. What waits for somebody's evening ([staff.Notice].Until) is
// kept in the outbox and has no result; without an outbox it goes now. A reminder that
// somebody had before in other words is not sent again. One that fails keeps no other
// from being sent: the error joins theirs, and the results are of those that were
// accepted, in order.
func (d *Desk) Tell(
	ctx context.Context, save string, notices []staff.Notice, mails []staff.ArticleEmail,
) ([]Result, error) {
	var results []Result
	var problems []error
	tell := func(l *plan.Letter, ok bool) {
		if !ok {
			return
		}
		r, err := d.tellOne(ctx, l)
		switch {
		case l.Kind == staff.KindServiceReminder && errors.Is(err, audit.ErrKeyReused):
		case err != nil:
			problems = append(problems, err)
		default:
			results = append(results, r)
		}
	}
	for _, n := range notices {
		if w, ok := n.Waiting(save); ok && d.service.config.Outbox != nil {
			if err := d.wait(ctx, w); err != nil {
				problems = append(problems, err)
			}
			continue
		}
		tell(n.Letter(save))
	}
	for _, m := range mails {
		tell(m.Letter(save))
	}
	return results, errors.Join(problems...)
}

func (d *Desk) tellOne(ctx context.Context, l *plan.Letter) (Result, error) {
	p, err := l.Plan()
	if err != nil {
		return Result{}, err
	}
	if d.service.config.Outbox != nil {
		return d.Enqueue(ctx, p, Schedule{Quiet: d.settings.Quiet})
	}
	return d.Send(ctx, p)
}
