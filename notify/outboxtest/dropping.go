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
	"github.com/budkavle/budkavle/notify/plan"
)

// tells drops so many jobs of company "c", and sees that the log is told of them in the
// same step: where it refuses a record, nothing has gone.
func (b bench) tells(many int, drop func(func(notify.Job) []audit.Record) ([]notify.Job, error)) ([]notify.Job, error) {
	before, err := b.Progress(b.ctx, "c", "")
	if err != nil {
		return nil, err
	}
	known, err := audit.All(b.ctx, b.log, audit.Query{Company: "c"})
	if err != nil {
		return nil, err
	}
	refused := 0
	_, err = drop(func(j notify.Job) []audit.Record {
		r := record(j, delivery.StatusSkipped, "gone-"+j.ID)
		if refused++; refused == many {
			r.At = time.Time{}
		}
		return []audit.Record{r}
	})
	if many > 0 && err == nil {
		return nil, errors.New("a job was dropped whose record the log refuses")
	}
	ids := []string{}
	for i := range known {
		ids = append(ids, known[i].ID)
	}
	if err := first(b.stands("c", before), b.logged("c", ids...)); err != nil {
		return nil, fmt.Errorf("after the log has refused a record: %w", err)
	}
	gone, err := drop(func(j notify.Job) []audit.Record {
		return []audit.Record{record(j, delivery.StatusSkipped, "gone-"+j.ID)}
	})
	if err != nil {
		return nil, err
	}
	told, err := audit.All(b.ctx, b.log, audit.Query{Company: "c"})
	if err != nil {
		return nil, err
	}
	for _, j := range gone {
		if !slices.ContainsFunc(told, func(r audit.Record) bool { return r.ID == "gone-"+j.ID && r.MessageID == j.ID }) {
			return nil, fmt.Errorf("the log has nothing of job %s, which was dropped", j.ID)
		}
	}
	if len(told) != len(known)+len(gone) {
		err = fmt.Errorf("%d records were stored for %d jobs", len(told)-len(known), len(gone))
	}
	return gone, err
}

func checkDrop(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	names := []string{"waits", "other", "leased", "handed", "held", "free"}
	p := letters("c", "form", names...)
	list := jobs(p)
	list[1].Topic = "topic2"
	if err := b.Put(ctx, p, list[2:]...); err != nil {
		return err
	}
	leased, err := b.Lease(ctx, at.Add(time.Hour), lease, 4)
	if err != nil || len(leased) != 4 {
		return fmt.Errorf("leased %d (%v), want 4", len(leased), err)
	}
	now := at.Add(time.Hour)
	held, err := b.HandOver(ctx, now, notify.HandOver{
		Leased: leased[1], Record: record(leased[1].Job, delivery.StatusSending, "sending"),
	})
	if err != nil || !held[0] {
		return fmt.Errorf("hand-over: %v (%v)", held, err)
	}
	err = first(b.Settle(ctx, now, notify.Settlement{Leased: leased[2], State: notify.JobHeld}),
		b.Put(ctx, p, list[:2]...))
	if err != nil {
		return err
	}
	dropped := func(now time.Time, want ...string) error {
		got, err := b.tells(len(want), func(records func(notify.Job) []audit.Record) ([]notify.Job, error) {
			return b.Drop(ctx, now, "c", "topic", records)
		})
		names := []string{}
		for _, j := range got {
			names = append(names, j.ID)
		}
		if err == nil && fmt.Sprint(names) != fmt.Sprint(append([]string{}, want...)) {
			err = fmt.Errorf("dropped %q, want %q", names, want)
		}
		return err
	}
	if err := dropped(now, "form-waits"); err != nil {
		return err
	}
	if err := dropped(now.Add(lease), "form-leased", "form-free"); err != nil {
		return fmt.Errorf("after the leases have run out, one of them handed over: %w", err)
	}
	err = b.Settle(ctx, now, notify.Settlement{Leased: leased[0], State: notify.JobSent})
	if !errors.Is(err, notify.ErrLeaseLost) {
		return fmt.Errorf("what was dropped is settled: %v, want ErrLeaseLost", err)
	}
	return b.stands("c", notify.Progress{Waiting: 2, Held: 1, Dropped: 3})
}

func checkDropBefore(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	p := letters("c", "form", "leased", "handed", "held", "waits", "young")
	list := jobs(p, func(j *notify.Job) { j.Accepted = at })
	list[4].Accepted = at.Add(24 * time.Hour)
	// of which nothing is planned yet
	late := notify.Job{ID: "later", Company: "c", NotBefore: at.Add(240 * time.Hour), Accepted: at}
	other := letters("d", "form", "waits")
	if err := first(b.Put(ctx, p, list...), b.Put(ctx, plan.Plan{}, late), b.Put(ctx, other, jobs(other)...)); err != nil {
		return err
	}
	now := at.Add(time.Hour)
	leased, err := b.LeaseJobs(ctx, now, lease, notify.JobRef{Company: "c", ID: "form-leased"},
		notify.JobRef{Company: "c", ID: "form-handed"}, notify.JobRef{Company: "c", ID: "form-held"})
	if err != nil || len(leased) != 3 || leased[2].Leased == nil {
		return fmt.Errorf("leased %v (%v), want three", leased, err)
	}
	_, err = b.HandOver(ctx, now, notify.HandOver{
		Leased: *leased[1].Leased, Record: record(leased[1].Leased.Job, delivery.StatusSending, "sending"),
	})
	if err != nil {
		return err
	}
	if err := b.Settle(ctx, now, notify.Settlement{Leased: *leased[2].Leased, State: notify.JobHeld}); err != nil {
		return err
	}
	for _, step := range []struct {
		now, before time.Time
		many        int
		want        string
	}{
		{now, at, 0, "[]"}, // what was accepted then is not older
		{now, at.Add(time.Hour), 2, "[form-held form-waits]"},
		{now.Add(lease), at.Add(time.Hour), 1, "[form-leased]"}, // the one that was handed over is for the next worker
		{now.Add(lease), at.Add(time.Hour), 0, "[]"},
	} {
		got, err := b.tells(step.many, func(records func(notify.Job) []audit.Record) ([]notify.Job, error) {
			return b.DropBefore(ctx, step.now, "c", step.before, records)
		})
		var names []string
		for _, j := range got {
			names = append(names, j.ID)
		}
		if err != nil || fmt.Sprint(names) != step.want {
			return fmt.Errorf("dropped before %s: %v (%v), want %s", step.before, names, err, step.want)
		}
	}
	err = first(b.stands("c", notify.Progress{Waiting: 3, Dropped: 3}),
		b.stands("d", notify.Progress{Waiting: 1}), b.planned("c", "form", true))
	if err != nil {
		return err
	}
	return b.checkDropBeforePlan(now)
}

// checkDropBeforePlan wants a plan gone whose only job was dropped for its age.
func (b bench) checkDropBeforePlan(now time.Time) error {
	alone := letters("c", "alone", "waits")
	if err := b.Put(b.ctx, alone, jobs(alone)...); err != nil {
		return err
	}
	if _, err := b.DropBefore(b.ctx, now, "c", at.Add(time.Hour), nil); err != nil {
		return err
	}
	return b.planned("c", "alone", false)
}

func checkRewrite(ctx context.Context, box notify.Outbox, log audit.Store) error {
	b := on(ctx, box, log)
	job := func(company, id, topic string) notify.Job {
		return notify.Job{
			ID: id, Company: company, Topic: topic, NotBefore: at, NotAfter: at.Add(24 * time.Hour), Accepted: at,
			Later: &notify.Later{Kind: "reminder", Booking: "of " + id, Start: at},
		}
	}
	all := []notify.Job{
		job("c", "leased", "evening"), job("c", "waits", "evening"),
		job("c", "stays", "evening"), job("c", "held", "evening"), job("c", "other", "evening2"),
	}
	err := first(b.Put(ctx, plan.Plan{Company: "c"}, all...),
		b.Put(ctx, plan.Plan{Company: "d"}, job("d", "waits", "evening")))
	if err != nil {
		return err
	}
	leased, err := b.LeaseJobs(ctx, at, lease, notify.JobRef{Company: "c", ID: "leased"},
		notify.JobRef{Company: "c", ID: "held"})
	if err != nil || len(leased) != 2 || leased[0].Leased == nil || leased[1].Leased == nil {
		return fmt.Errorf("leased %v (%v), want two", leased, err)
	}
	if err := b.Settle(ctx, at, notify.Settlement{Leased: *leased[1].Leased, State: notify.JobHeld}); err != nil {
		return err
	}
	seen := map[string]bool{}
	err = b.Rewrite(ctx, "c", "evening", func(j notify.Job) *notify.Later {
		seen[j.ID] = true
		if j.ID == "stays" {
			return nil
		}
		later := *j.Later
		later.Booking = "rewritten"
		return &later
	})
	if err != nil || len(seen) != 3 || seen["held"] || seen["other"] {
		return fmt.Errorf("rewritten are %v (%v), want the waiting ones of the topic", seen, err)
	}
	err = b.Settle(ctx, at, notify.Settlement{
		Leased: *leased[0].Leased, State: notify.JobWaiting, NotBefore: at, Attempt: 1,
	})
	if err != nil {
		return fmt.Errorf("the lease of what was rewritten: %w", err)
	}
	if err := b.checkRewritten(); err != nil {
		return err
	}
	return b.stands("c", notify.Progress{Waiting: 4, Held: 1})
}

// checkRewritten wants each job with the booking that it is for, and when it may go.
func (b bench) checkRewritten() error {
	for company, want := range map[string]string{
		"c": "leased: rewritten, waits: rewritten, stays: of stays, other: of other, ", "d": "waits: of waits, ",
	} {
		list, err := b.Topics(b.ctx, company, "")
		got := ""
		for _, j := range list {
			got += j.ID + ": " + j.Later.Booking + ", "
			if !j.Accepted.Equal(at) || !j.NotAfter.Equal(at.Add(24*time.Hour)) {
				return fmt.Errorf("job %s has lost when it may go", j.ID)
			}
		}
		if err != nil || got != want {
			return fmt.Errorf("company %s has %q (%w), want %q", company, got, err, want)
		}
	}
	return nil
}
