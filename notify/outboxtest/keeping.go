package outboxtest

import (
	"context"
	"errors"
	"fmt"
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
	if err := b.checkHeldPages(many); err != nil {
		return err
	}
	now := at.Add(2 * time.Hour)
	arrived := record(notify.Job{ID: "form001-1", Company: "c", PlanKey: "form001"}, delivery.StatusSent, "arrived")
	bad := arrived
	bad.At = time.Time{}
	if err := b.Release(ctx, now, "c", "form001-1", notify.JobSent, bad); err == nil {
		return errors.New("a record that the log refuses was released")
	}
	err := first(b.Release(ctx, now, "c", "form000-1", notify.JobWaiting),
		b.Release(ctx, now, "c", "form001-1", notify.JobSent, arrived))
	if err != nil {
		return err
	}
	for _, id := range []string{"form000-1", "form001-1", "nobody"} {
		err := b.Release(ctx, now, "c", id, notify.JobWaiting,
			record(notify.Job{ID: id, Company: "c"}, delivery.StatusSent, "twice"))
		if !errors.Is(err, notify.ErrLeaseLost) {
			return fmt.Errorf("%s, which is not held: %v, want ErrLeaseLost", id, err)
		}
	}
	err = first(b.logged("c", "arrived"), b.stands("c", notify.Progress{Waiting: 1, Held: many - 2, Sent: 1}),
		b.planned("c", "form001", false))
	if err != nil {
		return err
	}
	leased, err := b.leased(now, 10, "form000-1")
	if err == nil && (leased[0].Attempt != 3 || leased[0].Abandoned) {
		err = fmt.Errorf("what was released has %d attempts and is abandoned: %v", leased[0].Attempt, leased[0].Abandoned)
	}
	return err
}

// checkHeldPages turns the pages of so many jobs that are held, the oldest first.
func (b bench) checkHeldPages(many int) error {
	for _, cursor := range []string{"x", "' OR 1=1 --"} {
		if _, _, err := b.Held(b.ctx, "c", cursor); !errors.Is(err, audit.ErrCursor) {
			return fmt.Errorf("the cursor %q gives the error %v, want audit.ErrCursor", cursor, err)
		}
	}
	n, cursor := 0, ""
	for {
		page, next, err := b.Held(b.ctx, "c", cursor)
		if err != nil {
			return err
		}
		for _, h := range page {
			if want := fmt.Sprintf("form%03d", n); h.PlanKey != want || h.Why != "no-answer" || h.Attempt != 3 {
				return fmt.Errorf("held number %d is of plan %s, because of %q after %d attempts, want %s, no-answer and 3",
					n, h.PlanKey, h.Why, h.Attempt, want)
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
	return nil
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
	states := map[string]notify.JobState{
		"form-1": notify.JobHeld, "form-2": notify.JobSent, "form-3": notify.JobFailed,
		"form-4": notify.JobDropped, "form-5": notify.JobWaiting, "form-7": notify.JobPlanned,
	}
	for _, l := range leased {
		if state, ok := states[l.ID]; ok {
			err := b.Settle(ctx, at.Add(time.Minute), notify.Settlement{Leased: l, State: state, NotBefore: at.Add(time.Hour)})
			if err != nil {
				return err
			}
		}
	}
	for key, want := range map[string]notify.Progress{
		"form": {Waiting: 2, Held: 1, Sent: 1, Failed: 1, Dropped: 1}, "other": {Waiting: 1},
		"": {Waiting: 3, Held: 1, Sent: 1, Failed: 1, Dropped: 1}, "nothing": {},
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
	gone, err := b.tells(4, func(records func(notify.Job) []audit.Record) ([]notify.Job, error) {
		return b.EraseJobs(ctx, "c", records, "anna@example.se", "nobody@example.se")
	})
	if err != nil {
		return err
	}
	got := map[string]bool{}
	for _, j := range gone {
		got[j.ID] = true
	}
	if len(gone) != 4 || !got["form-anna@example.se"] || !got["form-test@example.se"] ||
		!got["alone-anna@example.se"] || !got["sent-anna@example.se"] {
		return fmt.Errorf("erased %v, want the three to the person and the redirected one", got)
	}
	left, err := b.Plan(ctx, "c", "form")
	if err != nil {
		return err
	}
	if len(left.Messages) != 1 || left.Messages[0].Recipient != "bo@example.se" ||
		len(left.Documents) != 1 || left.Verify() != nil {
		return fmt.Errorf("the plan has %d messages left (%v), want that to the other", len(left.Messages), left.Verify())
	}
	err = first(b.planned("c", "alone", false), b.stands("c", notify.Progress{Waiting: 2}),
		b.stands("d", notify.Progress{Waiting: 1}))
	if err != nil {
		return err
	}
	if again, err := b.EraseJobs(ctx, "c", nil, "anna@example.se"); err != nil || len(again) > 0 {
		return fmt.Errorf("again: erased %d (%v)", len(again), err)
	}
	if none, err := b.EraseJobs(ctx, "c", nil); err != nil || len(none) > 0 {
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
	return first(b.stands("c", notify.Progress{Waiting: 1, Held: 1}),
		b.stands("d", notify.Progress{Held: 1, Sent: 1, Failed: 1, Dropped: 1}))
}
