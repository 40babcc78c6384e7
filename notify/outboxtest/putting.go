package outboxtest

import (
	"context"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/plan"
)

func checkPut(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	p := letters("c", "form", "anna@example.se", "bo@example.se")
	for what, change := range map[string]func(*notify.Job){
		"no ID":      func(j *notify.Job) { j.ID = "" },
		"no company": func(j *notify.Job) { j.Company = "" },
	} {
		bad := jobs(p)
		change(&bad[1])
		if err := b.Put(ctx, p, bad...); err == nil {
			return fmt.Errorf("a job with %s was put", what)
		}
	}
	if err := first(b.planned("c", "form", false), b.stands("c", notify.Progress{})); err != nil {
		return fmt.Errorf("after a bad call: %w", err)
	}
	later := notify.Job{
		ID: "later", Company: "c", Topic: "reminder/å", Channel: delivery.Email, NotBefore: at, Accepted: at, Attempt: 2,
		Later: &notify.Later{Kind: "reminder", Booking: "b1", Start: at.Add(time.Hour)},
	}
	all := append(jobs(p), later)
	if err := first(b.Put(ctx, p, all[:2]...), b.Put(ctx, plan.Plan{Company: "c"}, later)); err != nil {
		return err
	}
	if err := first(b.planned("c", "form", true), b.planned("c", "", false)); err != nil {
		return err
	}
	other := letters("c", "form", "eva@example.se")
	if err := b.Put(ctx, other, jobs(other)...); err != nil {
		return err
	}
	if got, err := b.Plan(ctx, "c", "form"); err != nil || len(got.Messages) != 2 {
		return fmt.Errorf("the plan of a key was replaced: it has %d messages (%v), want 2", len(got.Messages), err)
	}
	got, err := b.leased(at.Add(time.Hour), 10, "form-anna@example.se", "later", "form-eva@example.se",
		"form-bo@example.se")
	if err != nil {
		return err
	}
	for _, l := range got {
		for _, j := range all {
			if l.ID != j.ID {
				continue
			}
			if err := same(utc(l.Job), utc(j)); err != nil {
				return fmt.Errorf("a job comes back changed: %w", err)
			}
		}
	}
	return b.Put(ctx, plan.Plan{})
}

func checkPutAgain(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	p := letters("c", "form", "anna@example.se")
	for range 2 {
		if err := b.Put(ctx, p, jobs(p)...); err != nil {
			return fmt.Errorf("a repeated put: %w", err)
		}
	}
	list, err := b.leased(at, 10, p.Messages[0].ID)
	if err != nil {
		return err
	}
	if err := b.Put(ctx, p, jobs(p)...); err != nil {
		return err
	}
	if _, err := b.leased(at, 10); err != nil {
		return fmt.Errorf("a repeated put took the lease: %w", err)
	}
	if err := b.Settle(ctx, at, notify.Settlement{Leased: list[0], State: notify.JobSent, Attempt: 1}); err != nil {
		return err
	}
	if err := b.Put(ctx, p, jobs(p)...); err != nil {
		return err
	}
	if _, err := b.leased(at.Add(time.Hour), 10); err != nil {
		return fmt.Errorf("what is done was put again: %w", err)
	}
	if err := b.planned("c", "form", false); err != nil {
		return fmt.Errorf("the plan of what is done was put again: %w", err)
	}
	mixed := letters("c", "form", "anna@example.se", "bo@example.se")
	if err := b.Put(ctx, mixed, jobs(mixed)...); err != nil {
		return err
	}
	_, err = b.leased(at.Add(time.Hour), 10, mixed.Messages[1].ID)
	return first(err, b.planned("c", "form", true), b.checkPutDropped())
}

// checkPutDropped puts what was dropped: a visit that was moved, and moved back.
func (b bench) checkPutDropped() error {
	j := notify.Job{
		ID: "reminder", Company: "d", Topic: "visit", Channel: delivery.Email,
		NotBefore: at, Later: &notify.Later{Kind: "reminder"},
	}
	for range 2 {
		if err := first(b.Put(b.ctx, plan.Plan{Company: "d"}, j), b.stands("d", notify.Progress{Waiting: 1})); err != nil {
			return fmt.Errorf("put after it was dropped: %w", err)
		}
		if dropped, err := b.Drop(b.ctx, at, "d", "visit", nil); err != nil || len(dropped) != 1 {
			return fmt.Errorf("dropped are %d (%w)", len(dropped), err)
		}
	}
	j.NotBefore, j.Topic = at.Add(time.Hour), "moved"
	if err := b.Put(b.ctx, plan.Plan{Company: "d"}, j); err != nil {
		return err
	}
	if _, err := b.leased(at.Add(time.Minute), 10); err != nil {
		return fmt.Errorf("it is due when it was due before: %w", err)
	}
	leased, err := b.leased(at.Add(time.Hour), 10, "reminder")
	if err == nil && leased[0].Topic != "moved" {
		err = fmt.Errorf("its topic is %q, want that of the second time", leased[0].Topic)
	}
	return err
}

func checkPlan(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	p := letters("c", "form", "anna@example.se", "bo@example.se")
	if err := first(b.planned("c", "form", false), b.Put(ctx, p, jobs(p)...)); err != nil {
		return err
	}
	got, err := b.Plan(ctx, "c", "form")
	if err != nil {
		return err
	}
	if err := same(got, p); err != nil {
		return err
	}
	if err := got.Verify(); err != nil {
		return err
	}
	list, err := b.leased(at.Add(time.Hour), 10, p.Messages[0].ID, p.Messages[1].ID)
	if err != nil {
		return err
	}
	now := at.Add(time.Hour)
	for _, step := range []struct {
		what  string
		do    func() error
		there bool
	}{
		{"one is sent", func() error {
			return b.Settle(ctx, now, notify.Settlement{Leased: list[0], State: notify.JobSent})
		}, true},
		{"the other is held", func() error {
			return b.Settle(ctx, now, notify.Settlement{Leased: list[1], State: notify.JobHeld})
		}, true},
		{"it waits again", func() error { return b.Release(ctx, now, "c", list[1].ID, notify.JobWaiting) }, true},
		{"it is dropped", func() error { return second(b.Drop(ctx, now, "c", "topic", nil)) }, false},
	} {
		if err := first(step.do(), b.planned("c", "form", step.there)); err != nil {
			return fmt.Errorf("when %s: %w", step.what, err)
		}
	}
	return nil
}

func second[T any](_ T, err error) error { return err }

func checkTopics(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	topics := []string{"a_b/2", "a_b/1", "axb/1", "A_b/1", "a_b", "", "100%/å", "a_b/3", "a_b/\U0010ffff"}
	for i, topic := range topics {
		p := letters("c", fmt.Sprint(i), "anna@example.se")
		err := b.Put(ctx, p, jobs(p, func(j *notify.Job) {
			j.Topic, j.NotBefore = topic, at.Add(time.Duration(-i)*time.Second)
		})...)
		if err != nil {
			return err
		}
	}
	if _, err := b.Lease(ctx, at, lease, 2); err != nil { // which still wait
		return err
	}
	for prefix, want := range map[string]string{
		"a_b/": "0 1 7 8 ", "a_b": "0 1 4 7 8 ", "100%": "6 ", "%": "", "": "0 1 2 3 4 5 6 7 8 ", "b": "",
	} {
		list, err := b.Topics(ctx, "c", prefix)
		got := ""
		for _, j := range list {
			got += j.PlanKey + " "
		}
		if err != nil || got != want {
			return fmt.Errorf("topics that begin with %q: %q (%v), want %q", prefix, got, err, want)
		}
	}
	if _, err := b.settled(notify.JobSent); err != nil {
		return err
	}
	list, err := b.Topics(ctx, "c", "")
	if err == nil && len(list) > 0 {
		err = fmt.Errorf("%d jobs wait that are settled", len(list))
	}
	return err
}
