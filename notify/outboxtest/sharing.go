package outboxtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
)

func checkCompanies(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	for _, company := range []string{"c", "d"} {
		if _, err := b.put(company, "form", "1", "2"); err != nil { // the same IDs
			return err
		}
	}
	leased, err := b.Lease(ctx, at, lease, 10)
	if err != nil || len(leased) != 2 {
		return fmt.Errorf("leased %d (%v), want one of each company", len(leased), err)
	}
	for _, l := range leased {
		state := map[string]notify.JobState{"c": notify.JobHeld, "d": notify.JobSent}[l.Company]
		err := b.Settle(ctx, at, notify.Settlement{
			Leased: l, State: state, Records: []audit.Record{record(l.Job, delivery.StatusSent, "r-"+l.Company)},
		})
		if err != nil {
			return err
		}
	}
	if err := b.Release(ctx, at, "d", "form-1", notify.JobWaiting); !errors.Is(err, notify.ErrLeaseLost) {
		return fmt.Errorf("another company's held job: %v, want ErrLeaseLost", err)
	}
	if page, _, err := b.Held(ctx, "d", ""); err != nil || len(page) > 0 {
		return fmt.Errorf("held of the other company: %d (%v)", len(page), err)
	}
	if list, err := b.Topics(ctx, "d", "topic"); err != nil || len(list) != 1 || list[0].Company != "d" {
		return fmt.Errorf("topics of the other company: %v (%v)", list, err)
	}
	if list, err := b.Drop(ctx, at, "d", "topic", nil); err != nil || len(list) != 1 || list[0].Company != "d" {
		return fmt.Errorf("dropped of the other company: %v (%v)", list, err)
	}
	err = first(b.planned("d", "form", false), b.planned("c", "form", true), b.planned("e", "form", false))
	if err != nil {
		return err
	}
	return first(b.logged("c", "r-c"), b.logged("d", "r-d"), b.stands("c", notify.Progress{Waiting: 1, Held: 1}),
		b.stands("d", notify.Progress{Sent: 1, Dropped: 1}))
}

func checkConcurrent(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	var wg sync.WaitGroup
	problems := make(chan error, 16)
	var mu sync.Mutex
	had := map[string]int{}
	for i := range 8 {
		wg.Go(func() {
			for n := range 10 {
				if _, err := b.put("c", fmt.Sprintf("%d-%d", i, n), "1", "2"); err != nil {
					problems <- err
					return
				}
				list, err := b.Lease(ctx, at.Add(time.Second), time.Hour, 3)
				if err != nil {
					problems <- err
					return
				}
				for _, l := range list {
					mu.Lock()
					had[l.ID]++
					mu.Unlock()
					err := b.Settle(ctx, at.Add(time.Second), notify.Settlement{
						Leased: l, State: notify.JobSent,
						Records: []audit.Record{record(l.Job, delivery.StatusSent, "sent-"+l.ID)},
					})
					if err != nil {
						problems <- err
						return
					}
				}
			}
		})
	}
	wg.Wait()
	close(problems)
	if err := <-problems; err != nil {
		return err
	}
	for id, n := range had {
		if n > 1 {
			return fmt.Errorf("%s was leased %d times", id, n)
		}
	}
	rest, err := b.settled(notify.JobSent)
	if err == nil && len(rest)+len(had) != 160 {
		err = fmt.Errorf("%d jobs were leased, want 160", len(rest)+len(had))
	}
	return first(err, b.stands("c", notify.Progress{Sent: 160}))
}

func checkContext(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	list, err := b.put("c", "form", "1", "2", "3")
	if err != nil {
		return err
	}
	leased, err := b.Lease(ctx, at, lease, 1)
	if err != nil || len(leased) != 1 {
		return fmt.Errorf("leased %d (%v), want 1", len(leased), err)
	}
	second1, err := b.Lease(ctx, at.Add(time.Second), lease, 1)
	if err != nil || len(second1) != 1 {
		return fmt.Errorf("leased %d (%v), want 1", len(second1), err)
	}
	err = b.Settle(ctx, at.Add(time.Second), notify.Settlement{Leased: second1[0], State: notify.JobHeld, Stop: true})
	if err != nil {
		return err
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	fresh := letters("c", "fresh", "1")
	calls := map[string]func() error{
		"Put":   func() error { return b.Put(done, fresh, jobs(fresh)...) },
		"Plan":  func() error { return second(b.Plan(done, "c", "form")) },
		"Lease": func() error { return second(b.Lease(done, at, lease, 1)) },
		"HandOver": func() error {
			return second(b.HandOver(done, at, notify.HandOver{
				Leased: leased[0], Record: record(list[0], delivery.StatusSending, "r"),
			}))
		},
		"Settle":     func() error { return b.Settle(done, at, notify.Settlement{Leased: leased[0], State: notify.JobSent}) },
		"DropBefore": func() error { return second(b.DropBefore(done, at, "c", at, nil)) },
		"Drop":       func() error { return second(b.Drop(done, at, "c", "topic", nil)) },
		"Topics":     func() error { return second(b.Topics(done, "c", "")) },
		"Held":       func() error { _, _, err := b.Held(done, "c", ""); return err },
		"Release":    func() error { return b.Release(done, at, "c", list[1].ID, notify.JobSent) },
		"Resume":     func() error { return b.Resume(done, "c", delivery.Email) },
		"Stops":      func() error { return second(b.Stops(done, "c")) },
		"Progress":   func() error { return second(b.Progress(done, "c", "")) },
		"EraseJobs":  func() error { return second(b.EraseJobs(done, "c", nil, "3")) },
		"Rewrite": func() error {
			return b.Rewrite(done, "c", "topic", func(notify.Job) *notify.Later { return &notify.Later{} })
		},
		"Forget": func() error { return second(b.Forget(done, "c", at)) },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, context.Canceled) {
			return fmt.Errorf("%s with a context that is done: %v, want context.Canceled", name, err)
		}
	}
	if _, err := b.leased(at.Add(time.Hour), 10); err != nil {
		return fmt.Errorf("a queue was resumed, or something was put: %w", err)
	}
	return first(b.logged("c"), b.planned("c", "fresh", false), b.stands("c", notify.Progress{Waiting: 2, Held: 1}))
}
