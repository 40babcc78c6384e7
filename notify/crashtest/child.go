package crashtest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
)

// RunChild is a process of the host's: it enqueues what staff saved, where it is told
// to, and sends until nothing waits. In a process that no other test of this package
// has started it does nothing.
func (h Host) RunChild(t *testing.T) {
	t.Helper()
	o, ok := ordered()
	if !ok {
		return
	}
	if err := h.child(t, o); err != nil {
		t.Fatal(err)
	}
}

func (h Host) child(t *testing.T, o orders) error {
	t.Helper()
	store := h.Open(t, o.where)
	began := time.Now()
	now := func() time.Time { // a day that is ahead is short, so that pauses are over soon
		if o.later > 0 {
			return began.Add(o.later + 600*time.Since(began))
		}
		return time.Now()
	}
	sender, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: o.port, Security: smtp.None})
	if err != nil {
		return err
	}
	dies := &dying{LoggedOutbox: store, point: o.point, nth: o.nth}
	desk, err := deskOf(notify.Config{
		Senders: notify.OneCompany(notify.Senders{Email: sender}), Log: dies, Outbox: dies, Now: now,
	})
	if err != nil {
		return err
	}
	if o.put {
		p, err := letters("form", crashEmails)
		if err != nil {
			return err
		}
		if _, err := desk.Enqueue(t.Context(), p, notify.Schedule{}); err != nil {
			return err
		}
	}
	if o.lease <= 0 {
		o.lease = notify.DefaultLease + 24*o.later
	}
	worker, err := notify.NewWorker(notify.WorkerConfig{
		Service: desk.Service(), InFlight: o.inFlight, Poll: 5 * time.Millisecond, Lease: o.lease, GiveUp: 1000 * time.Hour,
		ResendUncertain: func(string, delivery.Channel) bool { return o.resend },
	})
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- h.run(running, Work{Where: o.where, Store: store, Worker: worker, InFlight: o.inFlight, Lease: o.lease})
	}()
	err = untilNothingWaits(t.Context(), desk)
	stop()
	defer func() { fmt.Printf("%s%d\n", leasesLost, dies.lost.Load()) }()
	if worked := <-ended; worked != nil && !errors.Is(worked, context.Canceled) {
		return errors.Join(err, worked)
	}
	return err
}

// untilNothingWaits returns when everything is done or held.
func untilNothingWaits(ctx context.Context, desk *notify.Desk) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	for {
		p, err := desk.Progress(ctx, "")
		if err == nil && p.Waiting == 0 && p.Total() > 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("crashtest: %d messages still wait: %w", p.Waiting, errors.Join(ctx.Err(), err))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func deskOf(c notify.Config) (*notify.Desk, error) {
	service, err := notify.New(c)
	if err != nil {
		return nil, err
	}
	return service.Desk(notifytest.Settings())
}

// letters is a plan of so many mails, the same in every process.
func letters(key string, n int) (plan.Plan, error) {
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{
		Kind: compose.BookingConfirmation, Key: key, Now: notifytest.Now(),
	})
	if err != nil {
		return plan.Plan{}, err
	}
	draft.To = nil
	for i := range n {
		draft.To = append(draft.To, recipients.MustParseList(fmt.Sprintf("%s-%d@example.se", key, i))...)
	}
	return draft.Plan()
}
