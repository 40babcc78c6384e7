package crashtest

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/plan"
)

// dying is a store that kills its own process at a point, and counts the messages that
// took longer than their lease.
type dying struct {
	LoggedOutbox
	point string
	nth   int
	lost  atomic.Int64

	mu  sync.Mutex
	met int
}

func (d *dying) at(point string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if point != d.point {
		return
	}
	if d.met++; d.met == d.nth {
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {} // it takes a moment
	}
}

// Claim is that of [audit.Store].
func (d *dying) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (bool, error) {
	d.at("claim-before")
	defer d.at("claim-after")
	return d.LoggedOutbox.Claim(ctx, claim, with...)
}

// Put is that of [notify.Outbox], as are those below.
func (d *dying) Put(ctx context.Context, p plan.Plan, jobs ...notify.Job) error {
	d.at("put-before")
	defer d.at("put-after")
	return d.LoggedOutbox.Put(ctx, p, jobs...)
}

func (d *dying) Lease(ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
	d.at("lease-before")
	list, err := d.LoggedOutbox.Lease(ctx, now, lease, most)
	if len(list) > 0 {
		d.at("lease-after")
	}
	return list, err
}

func (d *dying) LeaseJobs(
	ctx context.Context, now time.Time, lease time.Duration, jobs ...notify.JobRef,
) ([]notify.LeaseAnswer, error) {
	d.at("lease-before")
	list, err := d.LoggedOutbox.LeaseJobs(ctx, now, lease, jobs...)
	if slices.ContainsFunc(list, func(a notify.LeaseAnswer) bool { return a.Leased != nil }) {
		d.at("lease-after")
	}
	return list, err
}

func (d *dying) HandOver(ctx context.Context, now time.Time, hands ...notify.HandOver) ([]bool, error) {
	d.at("handover-before")
	defer d.at("handover-after")
	return d.LoggedOutbox.HandOver(ctx, now, hands...)
}

func (d *dying) Settle(ctx context.Context, now time.Time, list ...notify.Settlement) error {
	d.at("settle-before")
	defer d.at("settle-after")
	err := d.LoggedOutbox.Settle(ctx, now, list...)
	if len(list) == 1 && errors.Is(err, notify.ErrLeaseLost) { // of several, each is settled alone then
		d.lost.Add(1)
	}
	return err
}
