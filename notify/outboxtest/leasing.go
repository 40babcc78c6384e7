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

func checkLease(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	list, err := b.put("c", "form", "1", "2", "3", "4", "5")
	if err != nil {
		return err
	}
	slices.Reverse(list)
	older := letters("d", "older", "1")
	if err := b.Put(ctx, older, jobs(older, func(j *notify.Job) { j.NotBefore = at.Add(-time.Hour) })...); err != nil {
		return err
	}
	for _, step := range []struct {
		now  time.Duration
		most int
		want []string
	}{
		{-2 * time.Hour, 10, nil},
		{-time.Microsecond, 0, nil},
		{-time.Microsecond, 10, []string{"older-1"}},
		{0, 10, []string{"form-1"}},
		{3 * time.Second, 2, []string{"form-2", "form-3"}},
		{3 * time.Second, 1, []string{"form-4"}},
		{3 * time.Second, 10, nil},
		{4 * time.Second, 10, []string{"form-5"}},
		{lease - 2*time.Microsecond, 10, nil},
	} {
		got, err := b.leased(at.Add(step.now), step.most, step.want...)
		if err != nil {
			return fmt.Errorf("after %s: %w", step.now, err)
		}
		for _, l := range got {
			if l.Token == "" || l.Abandoned {
				return fmt.Errorf("a fresh lease has the token %q and abandoned %v", l.Token, l.Abandoned)
			}
		}
	}
	return nil
}

func checkLeaseRunsOut(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	list, err := b.put("c", "form", "1", "2")
	if err != nil {
		return err
	}
	now := at.Add(time.Second)
	before, err := b.leased(now, 10, list[0].ID, list[1].ID)
	if err != nil {
		return err
	}
	held, err := b.HandOver(ctx, now, notify.HandOver{
		Leased: before[1], Record: record(list[1], delivery.StatusSending, "sending"),
	})
	if err != nil || len(held) != 1 || !held[0] {
		return fmt.Errorf("hand-over: %v (%v), want true", held, err)
	}
	if _, err := b.leased(now.Add(lease-time.Microsecond), 10); err != nil {
		return fmt.Errorf("a moment before the end of the lease: %w", err)
	}
	for range 2 { // whoever takes up what was abandoned may die too
		now = now.Add(lease)
		after, err := b.Lease(ctx, now, lease, 10)
		if err != nil || len(after) != 2 {
			return fmt.Errorf("at the end of the lease: %d jobs (%v), want 2", len(after), err)
		}
		slices.SortFunc(after, func(x, y notify.Leased) int { return int(x.NotBefore.Sub(y.NotBefore)) })
		for i := range after {
			if after[i].Token == before[i].Token {
				return errors.New("the next lease has the same token")
			}
			if after[i].Abandoned != (i == 1) {
				return fmt.Errorf("job %d, of which the second was handed over, is abandoned: %v", i+1, after[i].Abandoned)
			}
			err := b.Settle(ctx, now, notify.Settlement{Leased: before[i], State: notify.JobSent})
			if !errors.Is(err, notify.ErrLeaseLost) {
				return fmt.Errorf("the lease before is settled: %v, want ErrLeaseLost", err)
			}
		}
		before = after
	}
	err = b.Settle(ctx, now, notify.Settlement{Leased: before[1], State: notify.JobWaiting, NotBefore: now, Attempt: 1})
	if err != nil {
		return err
	}
	again, err := b.leased(now, 10, list[1].ID)
	if err == nil && again[0].Abandoned {
		err = errors.New("what was settled and waits again is abandoned")
	}
	return err
}

func checkLeaseJobs(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	list, err := b.put("c", "form", "1", "2")
	if err != nil {
		return err
	}
	now, none := at.Add(time.Second), time.Time{}
	for _, step := range []struct {
		what        string
		now         time.Time
		company, id string
		again       time.Time
	}{
		{"a job that is not there", now, "c", "nobody", none},
		{"another company's", now, "d", "form-1", none},
		{"one that is not due", at, "c", "form-2", now},
	} {
		if _, err := b.ask(step.what, step.now, step.company, step.id, false, step.again); err != nil {
			return err
		}
	}
	second, err := b.ask("one that is due", now, "c", "form-2", true, none)
	if err != nil {
		return err
	}
	if err := same(utc(second.Job), utc(list[1])); err != nil || second.Token == "" || second.Abandoned {
		return fmt.Errorf("the lease has the token %q and abandoned %v: %w", second.Token, second.Abandoned, err)
	}
	if _, err := b.leased(now, 10, "form-1"); err != nil {
		return fmt.Errorf("beside a job that was leased by its ID: %w", err)
	}
	if _, err := b.ask("one that is leased", now, "c", "form-2", false, now.Add(lease)); err != nil {
		return err
	}
	held, err := b.HandOver(ctx, now, notify.HandOver{
		Leased: *second, Record: record(list[1], delivery.StatusSending, "sending"),
	})
	if err != nil || !held[0] {
		return fmt.Errorf("hand-over: %v (%v)", held, err)
	}
	now = now.Add(lease)
	third, err := b.ask("one whose lease ran out", now, "c", "form-2", true, none)
	if err != nil {
		return err
	}
	if !third.Abandoned || third.Token == second.Token {
		return errors.New("what was handed over is not abandoned, or has the same token")
	}
	if err := b.Settle(ctx, now, notify.Settlement{Leased: *third, State: notify.JobSent, Stop: true}); err != nil {
		return err
	}
	if _, err := b.ask("one that is settled", now, "c", "form-2", false, none); err != nil {
		return err
	}
	if _, err = b.ask("one whose channel is stopped", now, "c", "form-1", false, now.Add(notify.StopPause)); err != nil {
		return err
	}
	return b.checkLeaseSeveral(now)
}

// ask leases a job of a company by its ID, and wants it, or the time to ask again.
func (b bench) ask(
	what string, now time.Time, company, id string, want bool, again time.Time,
) (*notify.Leased, error) {
	list, err := b.LeaseJobs(b.ctx, now, lease, notify.JobRef{Company: company, ID: id})
	if err == nil && len(list) != 1 {
		err = fmt.Errorf("%d answers", len(list))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	l, next := list[0].Leased, list[0].Again
	if (l != nil) != want || !next.Equal(again) {
		return nil, fmt.Errorf("%s: leased %v, again at %s (%v), want %v and %s", what, l != nil, next, err, want, again)
	}
	return l, nil
}

// checkLeaseSeveral asks for several jobs at once, and each is answered in its place.
func (b bench) checkLeaseSeveral(now time.Time) error {
	if list, err := b.LeaseJobs(b.ctx, now, lease); err != nil || len(list) > 0 {
		return fmt.Errorf("nobody asked: %v (%w)", list, err)
	}
	if _, err := b.put("d", "many", "1", "2", "3"); err != nil {
		return err
	}
	ref := func(company, id string) notify.JobRef { return notify.JobRef{Company: company, ID: id} }
	list, err := b.LeaseJobs(b.ctx, now, lease, ref("d", "many-2"), ref("c", "many-1"), ref("c", "form-1"),
		ref("d", "many-1"), ref("d", "many-2"))
	if err != nil || len(list) != 5 {
		return fmt.Errorf("five are asked for: %d answers (%w)", len(list), err)
	}
	for i, want := range []string{"many-2", "", "", "many-1", ""} {
		got := ""
		if list[i].Leased != nil {
			got = list[i].Leased.ID
		}
		if got != want {
			return fmt.Errorf("answer %d of five is for %q, want %q", i, got, want)
		}
	}
	for i, want := range []time.Time{{}, {}, now.Add(notify.StopPause), {}, now.Add(lease)} {
		if !list[i].Again.Equal(want) {
			return fmt.Errorf("answer %d of five says again at %s, want %s", i, list[i].Again, want)
		}
	}
	if list[0].Leased.Token == "" || list[0].Leased.Token != "" && list[0].Leased.Company != "d" {
		return errors.New("a lease has no token or another's company")
	}
	_, err = b.leased(now, 10, "many-3")
	return err
}
