package notify

import (
	"context"
	"errors"
	"slices"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
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
	settings, err := w.config.Settings(ctx, j.Company)
	if err != nil {
		return err
	}
	desk, err := w.config.Service.Desk(settings)
	if err != nil {
		return err
	}
	o, err := w.config.Order(ctx, j.Company, j.Order)
	if errors.Is(err, ErrNoOrder) {
		return w.drop(ctx, j, "the order is gone")
	}
	if err != nil {
		return err
	}
	if why := outOfDate(o, j.Later); why != "" {
		return w.drop(ctx, j, why)
	}
	r, err := desk.Complete(ctx, o, compose.Request{Kind: j.Later.Kind, Key: j.ID, Bookings: bookingsOf(j.Later), Now: w.now()})
	if err != nil {
		return err // of the log, and no reason to drop it
	}
	draft, err := compose.NewDraft(desk.settings, o, r)
	if err != nil {
		return w.drop(ctx, j, "it cannot be planned")
	}
	draft.ByWhatTheyHave()
	p, err := draft.Plan()
	if err != nil {
		return w.drop(ctx, j, "it cannot be planned")
	}
	when := Schedule{NotBefore: j.NotBefore, NotAfter: j.NotAfter, Topic: j.Topic, Quiet: settings.Quiet}
	if _, err := desk.Enqueue(ctx, p, when); err != nil {
		return err
	}
	return w.settle(ctx, Settlement{Leased: j, State: JobSent, Attempt: j.Attempt})
}

func bookingsOf(l *Later) []string {
	if l.Booking == "" {
		return nil
	}
	return []string{l.Booking}
}

// outOfDate says why a message about a booking is not to be sent any more.
func outOfDate(o order.Order, later *Later) string {
	if later.Booking == "" {
		return ""
	}
	i := slices.IndexFunc(o.Bookings, func(b booking.Booking) bool { return b.ID == later.Booking })
	switch {
	case i < 0:
		return "the booking is gone"
	case o.Bookings[i].Cancelled:
		return "the booking is cancelled"
	case !o.Bookings[i].Start.Equal(later.Start):
		return "the booking has moved"
	}
	return ""
}
