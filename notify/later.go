package notify

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// planNow plans the message of a job that is due, from the order as it is now, and
// puts it into the outbox; a message whose reason is gone is dropped.
func (w *Worker) planNow(ctx context.Context, j Leased) error {
	if j.Later.Notice != nil {
		return w.digestNow(ctx, j)
	}
	if w.config.Settings == nil || w.config.Order == nil {
		return errors.New("notify: WorkerConfig.Settings or Order is nil, and a message is to be planned when it is due")
	}
	desk, err := w.desk(ctx, j.Company)
	if err != nil {
		return err
	}
	o, err := w.config.Order(ctx, j.Company, j.Order)
	if errors.Is(err, ErrNoOrder) {
		return w.drop(ctx, j, whyOrderGone)
	}
	if err != nil {
		return err
	}
	if why := outOfDate(o, j.Later); why != "" {
		return w.drop(ctx, j, why)
	}
	r, err := desk.Complete(ctx, o, compose.Request{
		Kind: j.Later.Kind, Key: j.ID, Bookings: []string{j.Later.Booking}, Now: w.now(),
	})
	if err != nil {
		return err // of the log, and no reason to drop it
	}
	draft, err := compose.NewDraft(desk.settings, o, r)
	if err != nil {
		return w.drop(ctx, j, "it cannot be planned")
	}
	p, err := draft.Plan()
	if err != nil {
		return w.drop(ctx, j, "it cannot be planned")
	}
	when := Schedule{NotBefore: j.NotBefore, NotAfter: j.NotAfter, Topic: j.Topic, Quiet: desk.settings.Quiet}
	if at := w.quietUntil(&p, when); at.After(w.now()) {
		return w.putBack(ctx, j, at)
	}
	accepted, err := desk.Enqueue(ctx, p, when)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(accepted.Outcomes, func(o Outcome) bool { return o.Status != delivery.StatusSkipped }) {
		return w.settle(ctx, Settlement{
			Leased: j, State: JobDropped, Attempt: j.Attempt, Why: "a test mode lets nobody get it",
		})
	}
	return w.settle(ctx, Settlement{Leased: j, State: JobPlanned, Attempt: j.Attempt})
}

// quietUntil is when quiet hours let go what is planned now: nothing of it may go before,
// and it is planned then, from the order as that is then.
func (w *Worker) quietUntil(p *plan.Plan, when Schedule) time.Time {
	var first time.Time
	for i := range p.Messages {
		j := w.config.Service.job(p, i, when)
		if at := w.afterQuiet(Leased{Job: j}, w.now()); i == 0 || at.Before(first) {
			first = at
		}
	}
	return first
}

// outOfDate says why a message about a booking is not to be sent any more.
func outOfDate(o order.Order, later *Later) string {
	i := slices.IndexFunc(o.Bookings, func(b booking.Booking) bool { return b.ID == later.Booking })
	switch {
	case i < 0:
		return whyGone
	case o.Bookings[i].Cancelled:
		return whyCancelled
	case !o.Bookings[i].Start.Equal(later.Start):
		return whyMoved
	}
	return ""
}

// desk is that of a company with its settings as they are now.
func (w *Worker) desk(ctx context.Context, company string) (*Desk, error) {
	settings, err := w.config.Settings(ctx, company)
	if err != nil {
		return nil, err
	}
	return w.config.Service.Desk(settings)
}
