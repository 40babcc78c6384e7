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
	for company, want := range map[string]string{
		"c": "leased: rewritten, waits: rewritten, stays: of stays, other: of other, ", "d": "waits: of waits, ",
	} {
		list, err := b.Topics(ctx, company, "")
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
	return b.stands("c", notify.Progress{Waiting: 4, Held: 1})
}
