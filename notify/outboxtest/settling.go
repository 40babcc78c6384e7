package outboxtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
)

func checkHandOver(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	list, err := b.put("c", "form", "1", "2", "3", "4")
	if err != nil {
		return err
	}
	now := at.Add(time.Minute)
	leased, err := b.Lease(ctx, now, lease, 10)
	if err != nil || len(leased) != 4 {
		return fmt.Errorf("leased %d (%v), want 4", len(leased), err)
	}
	hand := func(i int, change func(*notify.Leased)) notify.HandOver {
		l := leased[i]
		change(&l)
		return notify.HandOver{Leased: l, Record: record(list[i], delivery.StatusSending, fmt.Sprint("sending-", i+1))}
	}
	as := func(*notify.Leased) {}
	if err := b.Settle(ctx, now, notify.Settlement{Leased: leased[3], State: notify.JobSent}); err != nil {
		return err
	}
	another := func(l *notify.Leased) { l.Token = "another" }
	held, err := b.HandOver(ctx, now, hand(0, as), hand(1, another), hand(3, as), hand(2, as))
	if err != nil || fmt.Sprint(held) != "[true false false true]" {
		return fmt.Errorf("of two leases that hold, one of another's and one that is settled: %v (%v)", held, err)
	}
	if err := b.logged("c", "sending-1", "sending-3"); err != nil {
		return err
	}
	held, err = b.HandOver(ctx, now.Add(lease), hand(1, as))
	if err != nil || len(held) != 1 || held[0] {
		return fmt.Errorf("at the end of the lease: %v (%v), want false", held, err)
	}
	bad := hand(1, as)
	bad.Record.At = time.Time{}
	if _, err := b.HandOver(ctx, now, bad); err == nil {
		return errors.New("a record that the log refuses was handed over")
	}
	if err := b.logged("c", "sending-1", "sending-3"); err != nil {
		return err
	}
	after, err := b.Lease(ctx, now.Add(lease), lease, 10)
	if err != nil {
		return err
	}
	for _, l := range after {
		if want := l.ID != list[1].ID; l.Abandoned != want {
			return fmt.Errorf("%s is abandoned: %v, want %v", l.ID, l.Abandoned, want)
		}
	}
	return nil
}

func checkSettle(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	list, err := b.put("c", "form", "1", "2", "3")
	if err != nil {
		return err
	}
	now := at.Add(time.Minute)
	leased, err := b.Lease(ctx, now, lease, 10)
	if err != nil || len(leased) != 3 {
		return fmt.Errorf("leased %d (%v), want 3", len(leased), err)
	}
	end := func(i int, records ...audit.Record) notify.Settlement {
		return notify.Settlement{Leased: leased[i], State: notify.JobSent, Attempt: 1, Records: records}
	}
	foreign := end(1)
	foreign.Token = "another"
	bad := record(list[1], delivery.StatusSent, "bad")
	bad.At = time.Time{}
	err = b.Settle(ctx, now, end(0, record(list[0], delivery.StatusSent, "sent-1")), foreign)
	if !errors.Is(err, notify.ErrLeaseLost) {
		return fmt.Errorf("with a lease that does not hold: %v, want ErrLeaseLost", err)
	}
	if err := b.Settle(ctx, now, end(0, record(list[0], delivery.StatusSent, "sent-1")), end(1, bad)); err == nil {
		return errors.New("a record that the log refuses was settled")
	}
	err = b.Settle(ctx, now.Add(lease), end(0, record(list[0], delivery.StatusSent, "sent-1")))
	if !errors.Is(err, notify.ErrLeaseLost) {
		return fmt.Errorf("at the end of the lease: %v, want ErrLeaseLost", err)
	}
	if err := first(b.logged("c"), b.stands("c", notify.Progress{Waiting: 3})); err != nil {
		return fmt.Errorf("after calls that failed: %w", err)
	}
	err = b.Settle(ctx, now,
		end(0, record(list[0], delivery.StatusSent, "sent-1"), record(list[0], delivery.StatusDelivered, "delivered-1")),
		end(1, record(list[1], delivery.StatusSent, "sent-2")))
	if err != nil {
		return err
	}
	if err := b.Settle(ctx, now, end(0)); !errors.Is(err, notify.ErrLeaseLost) {
		return fmt.Errorf("settled twice: %v, want ErrLeaseLost", err)
	}
	if err := b.Settle(ctx, now); err != nil {
		return fmt.Errorf("settling nothing: %w", err)
	}
	if _, err := b.leased(now.Add(time.Hour), 10, list[2].ID); err != nil {
		return fmt.Errorf("what is settled: %w", err)
	}
	return first(b.logged("c", "sent-1", "delivered-1", "sent-2"), b.stands("c", notify.Progress{Waiting: 1, Sent: 2}))
}

func checkWaitAndStop(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	p := letters("c", "form", "1", "2", "3")
	list := jobs(p)
	list[2].Channel = delivery.SMS
	if err := b.Put(ctx, p, list...); err != nil {
		return err
	}
	if _, err := b.put("d", "other", "1"); err != nil {
		return err
	}
	leased, err := b.leased(at, 1, "form-1")
	if err != nil {
		return err
	}
	again := at.Add(time.Hour)
	err = b.Settle(ctx, at, notify.Settlement{
		Leased: leased[0], State: notify.JobWaiting, NotBefore: again, Attempt: 7, Why: "login", Stop: true,
	})
	if err != nil {
		return err
	}
	stop := notify.Stop{Channel: delivery.Email, Since: at, Why: "login"}
	if err := first(b.stopped("c", stop), b.stopped("d")); err != nil {
		return err
	}
	if _, err := b.put("c", "late", "1", "2"); err != nil { // while it is stopped
		return err
	}
	if _, err := b.leased(again, 10, "other-1", "form-3"); err != nil {
		return fmt.Errorf("while the company's mails are stopped: %w", err)
	}
	if err := first(b.Resume(ctx, "c", delivery.SMS), b.Resume(ctx, "d", delivery.Email)); err != nil {
		return err
	}
	if _, err := b.leased(again, 10); err != nil {
		return fmt.Errorf("another channel and another company are resumed: %w", err)
	}
	if err := b.stopped("c", stop); err != nil {
		return err
	}
	if err := first(b.Resume(ctx, "c", delivery.Email), b.Resume(ctx, "c", delivery.Email), b.stopped("c")); err != nil {
		return err
	}
	if leased, err = b.leased(again.Add(-time.Microsecond), 10, "late-1", "form-2", "late-2"); err != nil {
		return fmt.Errorf("before its time: %w", err)
	}
	return b.checkStoppedAgain(leased, again)
}

// checkStoppedAgain stops a channel by messages that were leased while it went, and resumes it.
func (b bench) checkStoppedAgain(leased []notify.Leased, again time.Time) error {
	// Two that were under way: the first says since when and why, as does an SMS of its own.
	for i, why := range []string{"quota", "later"} {
		now := at.Add(time.Duration(i+1) * time.Second)
		err := b.Settle(b.ctx, now, notify.Settlement{
			Leased: leased[i], State: notify.JobSent, Attempt: 1, Why: why, Stop: true,
		})
		if err != nil {
			return err
		}
	}
	if err := b.stopped("c", notify.Stop{Channel: delivery.Email, Since: at.Add(time.Second), Why: "quota"}); err != nil {
		return err
	}
	if _, err := b.leased(again, 10); err != nil {
		return fmt.Errorf("stopped again: %w", err)
	}
	if err := b.Resume(b.ctx, "c", delivery.Email); err != nil {
		return err
	}
	leased, err := b.leased(again, 10, "form-1")
	if err == nil && (leased[0].Attempt != 7 || !leased[0].NotBefore.Equal(again)) {
		err = fmt.Errorf("it has %d attempts and is due at %s, want 7 and %s", leased[0].Attempt, leased[0].NotBefore, again)
	}
	return err
}

// stopped checks which channels of a company are stopped.
func (b bench) stopped(company string, want ...notify.Stop) error {
	got, err := b.Stops(b.ctx, company)
	if err != nil {
		return err
	}
	for i := range got {
		got[i].Since = got[i].Since.UTC()
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("of company %q are stopped: %v, want %v", company, got, want)
	}
	return nil
}
