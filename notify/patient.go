package notify

import (
	"context"
	"time"

	"github.com/budkavle/budkavle/notify/plan"
)

// patient is an outbox that is not waited for without end: one whose database hangs would
// keep everything that comes after, also once it answers again.
type patient struct{ Outbox }

// patience is how long a worker waits for an answer of the outbox: longer than databases
// wait for each other.
const patience = 30 * time.Second

func (p patient) Plan(ctx context.Context, company, key string) (plan.Plan, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return p.Outbox.Plan(ctx, company, key)
}

func (p patient) Lease(ctx context.Context, now time.Time, lease time.Duration, most int) ([]Leased, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return p.Outbox.Lease(ctx, now, lease, most)
}

func (p patient) LeaseJobs(
	ctx context.Context, now time.Time, lease time.Duration, jobs ...JobRef,
) ([]LeaseAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return p.Outbox.LeaseJobs(ctx, now, lease, jobs...)
}

func (p patient) HandOver(ctx context.Context, now time.Time, hands ...HandOver) ([]bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return p.Outbox.HandOver(ctx, now, hands...)
}

func (p patient) Settle(ctx context.Context, now time.Time, settlements ...Settlement) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return p.Outbox.Settle(ctx, now, settlements...)
}

func (p patient) Forget(ctx context.Context, company string, before time.Time) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return p.Outbox.Forget(ctx, company, before)
}
