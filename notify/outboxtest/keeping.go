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

func checkHeld(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	const many = 250
	for i := range many {
		if _, err := b.put("c", fmt.Sprintf("form%03d", i), "1"); err != nil {
			return err
		}
	}
	if _, err := b.settled(notify.JobHeld); err != nil {
		return err
	}
	if _, err := b.leased(at.Add(48*time.Hour), 10); err != nil {
		return fmt.Errorf("what is held: %w", err)
	}
	for _, cursor := range []string{"x", "' OR 1=1 --"} {
		if _, _, err := b.Held(ctx, "c", cursor); !errors.Is(err, audit.ErrCursor) {
			return fmt.Errorf("the cursor %q gives the error %v, want audit.ErrCursor", cursor, err)
		}
	}
	n, cursor := 0, ""
	for {
		page, next, err := b.Held(ctx, "c", cursor)
		if err != nil {
			return err
		}
		for _, h := range page {
			if want := fmt.Sprintf("form%03d", n); h.PlanKey != want || h.Why != "no-answer" || h.Attempt != 3 {
				return fmt.Errorf("held number %d is of plan %s, because of %q after %d attempts, want %s, no-answer and 3", n, h.PlanKey, h.Why, h.Attempt, want)
			}
			n++
		}
		if cursor = next; next == "" {
			break
		}
		if n > many {
			return errors.New("the pages do not end")
		}
	}
	if n != many {
		return fmt.Errorf("the pages have %d jobs, want %d", n, many)
	}
	now := at.Add(2 * time.Hour)
	arrived := record(notify.Job{ID: "form001-1", Company: "c", PlanKey: "form001"}, delivery.StatusSent, "arrived")
	bad := arrived
	bad.At = time.Time{}
	if err := b.Release(ctx, now, "c", "form001-1", notify.JobSent, bad); err == nil {
		return errors.New("a record that the log refuses was released")
	}
	if err := first(b.Release(ctx, now, "c", "form000-1", notify.JobWaiting), b.Release(ctx, now, "c", "form001-1", notify.JobSent, arrived)); err != nil {
		return err
	}
	for _, id := range []string{"form000-1", "form001-1", "nobody"} {
		if err := b.Release(ctx, now, "c", id, notify.JobWaiting, record(notify.Job{ID: id, Company: "c"}, delivery.StatusSent, "twice")); !errors.Is(err, notify.ErrLeaseLost) {
			return fmt.Errorf("%s, which is not held: %v, want ErrLeaseLost", id, err)
		}
	}
	if err := first(b.logged("c", "arrived"), b.stands("c", notify.Progress{Waiting: 1, Held: many - 2, Sent: 1}), b.planned("c", "form001", false)); err != nil {
		return err
	}
	leased, err := b.leased(now, 10, "form000-1")
	if err == nil && (leased[0].Attempt != 3 || leased[0].Abandoned) {
		err = fmt.Errorf("what was released has %d attempts and is abandoned: %v", leased[0].Attempt, leased[0].Abandoned)
	}
	return err
}

func checkProgress(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	if _, err := b.put("c", "form", "1", "2", "3", "4", "5", "6", "7"); err != nil {
		return err
	}
	if _, err := b.put("c", "other", "1"); err != nil {
		return err
	}
	leased, err := b.Lease(ctx, at.Add(time.Minute), lease, 10)
	if err != nil {
		return err
	}
	states := map[string]notify.JobState{"form-1": notify.JobHeld, "form-2": notify.JobSent, "form-3": notify.JobFailed, "form-4": notify.JobDropped, "form-5": notify.JobWaiting, "form-7": notify.JobPlanned}
	for _, l := range leased {
		if state, ok := states[l.ID]; ok {
			if err := b.Settle(ctx, at.Add(time.Minute), notify.Settlement{Leased: l, State: state, NotBefore: at.Add(time.Hour)}); err != nil {
				return err
			}
		}
	}
	for key, want := range map[string]notify.Progress{
		"form": {Waiting: 2, Held: 1, Sent: 1, Failed: 1, Dropped: 1}, "other": {Waiting: 1}, "": {Waiting: 3, Held: 1, Sent: 1, Failed: 1, Dropped: 1}, "nothing": {},
	} {
		if got, err := b.Progress(ctx, "c", key); err != nil || got != want {
			return fmt.Errorf("progress of %q: %+v (%v), want %+v", key, got, err, want)
		}
	}
	return nil
}

func checkEraseJobs(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	p := letters("c", "form", "anna@example.se", "bo@example.se", "test@example.se")
	p.Messages[2].IntendedFor = "anna@example.se"
	p, _ = p.Without()
	if err := b.Put(ctx, p, jobs(p)...); err != nil {
		return err
	}
	for _, one := range [][2]string{{"c", "alone"}, {"d", "form"}} {
		if _, err := b.put(one[0], one[1], "anna@example.se"); err != nil {
			return err
		}
	}
	if _, err := b.put("c", "sent", "anna@example.se", "bo@example.se"); err != nil {
		return err
	}
	gone, err := b.EraseJobs(ctx, "c", "anna@example.se", "nobody@example.se")
	if err != nil {
		return err
	}
	got := map[string]bool{}
	for _, j := range gone {
		got[j.ID] = true
	}
	if len(gone) != 4 || !got["form-anna@example.se"] || !got["form-test@example.se"] || !got["alone-anna@example.se"] || !got["sent-anna@example.se"] {
		return fmt.Errorf("erased %v, want the three to the person and the redirected one", got)
	}
	left, err := b.Plan(ctx, "c", "form")
	if err != nil {
		return err
	}
	if len(left.Messages) != 1 || left.Messages[0].Recipient != "bo@example.se" || len(left.Documents) != 1 || left.Verify() != nil {
		return fmt.Errorf("the plan has %d messages left (%v), want that to the other", len(left.Messages), left.Verify())
	}
	if err := first(b.planned("c", "alone", false), b.stands("c", notify.Progress{Waiting: 2}), b.stands("d", notify.Progress{Waiting: 1})); err != nil {
		return err
	}
	if again, err := b.EraseJobs(ctx, "c", "anna@example.se"); err != nil || len(again) > 0 {
		return fmt.Errorf("again: erased %d (%v)", len(again), err)
	}
	if none, err := b.EraseJobs(ctx, "c"); err != nil || len(none) > 0 {
		return fmt.Errorf("nobody: erased %d (%v)", len(none), err)
	}
	_, err = b.settled(notify.JobSent)
	return first(err, b.planned("c", "form", false), b.planned("c", "sent", false))
}

func checkForget(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	for _, state := range []notify.JobState{notify.JobSent, notify.JobFailed, notify.JobDropped, notify.JobHeld} {
		for _, company := range []string{"c", "d"} {
			if _, err := b.put(company, string(state), "1"); err != nil {
				return err
			}
		}
		if _, err := b.settled(state); err != nil { // an hour after at
			return err
		}
	}
	if _, err := b.put("c", "waits", "1"); err != nil {
		return err
	}
	for _, step := range []struct {
		before time.Time
		want   int
	}{{at.Add(time.Hour), 0}, {at.Add(time.Hour + time.Microsecond), 3}, {at.AddDate(1, 0, 0), 0}} {
		if n, err := b.Forget(ctx, "c", step.before); err != nil || n != step.want {
			return fmt.Errorf("forgot %d (%v) from before %s, want %d", n, err, step.before, step.want)
		}
	}
	return first(b.stands("c", notify.Progress{Waiting: 1, Held: 1}), b.stands("d", notify.Progress{Held: 1, Sent: 1, Failed: 1, Dropped: 1}))
}

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
		if err := b.Settle(ctx, at, notify.Settlement{Leased: l, State: state, Records: []audit.Record{record(l.Job, delivery.StatusSent, "r-"+l.Company)}}); err != nil {
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
	if list, err := b.Drop(ctx, at, "d", "topic"); err != nil || len(list) != 1 || list[0].Company != "d" {
		return fmt.Errorf("dropped of the other company: %v (%v)", list, err)
	}
	if err := first(b.planned("d", "form", false), b.planned("c", "form", true), b.planned("e", "form", false)); err != nil {
		return err
	}
	return first(b.logged("c", "r-c"), b.logged("d", "r-d"), b.stands("c", notify.Progress{Waiting: 1, Held: 1}), b.stands("d", notify.Progress{Sent: 1, Dropped: 1}))
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
					if err := b.Settle(ctx, at.Add(time.Second), notify.Settlement{Leased: l, State: notify.JobSent, Records: []audit.Record{record(l.Job, delivery.StatusSent, "sent-"+l.ID)}}); err != nil {
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
	if err := b.Settle(ctx, at.Add(time.Second), notify.Settlement{Leased: second1[0], State: notify.JobHeld, Stop: true}); err != nil {
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
			return second(b.HandOver(done, at, notify.HandOver{Leased: leased[0], Record: record(list[0], delivery.StatusSending, "r")}))
		},
		"Settle":     func() error { return b.Settle(done, at, notify.Settlement{Leased: leased[0], State: notify.JobSent}) },
		"DropBefore": func() error { return second(b.DropBefore(done, at, "c", at)) },
		"Drop":       func() error { return second(b.Drop(done, at, "c", "topic")) },
		"Topics":     func() error { return second(b.Topics(done, "c", "")) },
		"Held":       func() error { _, _, err := b.Held(done, "c", ""); return err },
		"Release":    func() error { return b.Release(done, at, "c", list[1].ID, notify.JobSent) },
		"Resume":     func() error { return b.Resume(done, "c", delivery.Email) },
		"Stops":      func() error { return second(b.Stops(done, "c")) },
		"Progress":   func() error { return second(b.Progress(done, "c", "")) },
		"EraseJobs":  func() error { return second(b.EraseJobs(done, "c", "3")) },
		"Forget":     func() error { return second(b.Forget(done, "c", at)) },
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
