package outboxtest_test

import (
	"context"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/plan"
)

// A faulty outbox is a good one with one defect.
type faulty struct {
	*notify.MemoryOutbox
	log *audit.Memory

	put        func(f *faulty, ctx context.Context, p plan.Plan, jobs []notify.Job) error
	plan       func(f *faulty, ctx context.Context, company, key string) (plan.Plan, error)
	lease      func(f *faulty, ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error)
	handOver   func(f *faulty, ctx context.Context, now time.Time, hands []notify.HandOver) ([]bool, error)
	settle     func(f *faulty, ctx context.Context, now time.Time, list []notify.Settlement) error
	drop       func(f *faulty, ctx context.Context, now time.Time, company, topic string, records func(notify.Job) []audit.Record) ([]notify.Job, error)
	dropBefore func(f *faulty, ctx context.Context, now time.Time, company string, before time.Time, records func(notify.Job) []audit.Record) ([]notify.Job, error)
	topics     func(f *faulty, ctx context.Context, company, prefix string) ([]notify.Job, error)
	held       func(f *faulty, ctx context.Context, company, cursor string) ([]notify.HeldJob, string, error)
	release    func(f *faulty, ctx context.Context, now time.Time, company, id string, state notify.JobState, records []audit.Record) error
	resume     func(f *faulty, ctx context.Context, company string, channel delivery.Channel) error
	stops      func(f *faulty, ctx context.Context, company string) ([]notify.Stop, error)
	progress   func(f *faulty, ctx context.Context, company, key string) (notify.Progress, error)
	erase      func(f *faulty, ctx context.Context, company string, records func(notify.Job) []audit.Record, recipients []string) ([]notify.Job, error)
	ask        func(f *faulty, ctx context.Context, now time.Time, lease time.Duration, jobs []notify.JobRef) ([]notify.LeaseAnswer, error)
	rewrite    func(f *faulty, ctx context.Context, company, topic string, change func(notify.Job) *notify.Later) error
	forget     func(f *faulty, ctx context.Context, company string, before time.Time) (int, error)

	kept []notify.Leased // what a defect remembers
}

func (f *faulty) Put(ctx context.Context, p plan.Plan, jobs ...notify.Job) error {
	if f.put != nil {
		return f.put(f, ctx, p, jobs)
	}
	return f.MemoryOutbox.Put(ctx, p, jobs...)
}

func (f *faulty) Plan(ctx context.Context, company, key string) (plan.Plan, error) {
	if f.plan != nil {
		return f.plan(f, ctx, company, key)
	}
	return f.MemoryOutbox.Plan(ctx, company, key)
}

func (f *faulty) Lease(ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
	if f.lease != nil {
		return f.lease(f, ctx, now, lease, most)
	}
	return f.MemoryOutbox.Lease(ctx, now, lease, most)
}

func (f *faulty) HandOver(ctx context.Context, now time.Time, hands ...notify.HandOver) ([]bool, error) {
	if f.handOver != nil {
		return f.handOver(f, ctx, now, hands)
	}
	return f.MemoryOutbox.HandOver(ctx, now, hands...)
}

func (f *faulty) Settle(ctx context.Context, now time.Time, list ...notify.Settlement) error {
	if f.settle != nil {
		return f.settle(f, ctx, now, list)
	}
	return f.MemoryOutbox.Settle(ctx, now, list...)
}

func (f *faulty) Drop(ctx context.Context, now time.Time, company, topic string, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
	if f.drop != nil {
		return f.drop(f, ctx, now, company, topic, records)
	}
	return f.MemoryOutbox.Drop(ctx, now, company, topic, records)
}

func (f *faulty) DropBefore(ctx context.Context, now time.Time, company string, before time.Time, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
	if f.dropBefore != nil {
		return f.dropBefore(f, ctx, now, company, before, records)
	}
	return f.MemoryOutbox.DropBefore(ctx, now, company, before, records)
}

func (f *faulty) Topics(ctx context.Context, company, prefix string) ([]notify.Job, error) {
	if f.topics != nil {
		return f.topics(f, ctx, company, prefix)
	}
	return f.MemoryOutbox.Topics(ctx, company, prefix)
}

func (f *faulty) Held(ctx context.Context, company, cursor string) ([]notify.HeldJob, string, error) {
	if f.held != nil {
		return f.held(f, ctx, company, cursor)
	}
	return f.MemoryOutbox.Held(ctx, company, cursor)
}

func (f *faulty) Release(ctx context.Context, now time.Time, company, id string, state notify.JobState, records ...audit.Record) error {
	if f.release != nil {
		return f.release(f, ctx, now, company, id, state, records)
	}
	return f.MemoryOutbox.Release(ctx, now, company, id, state, records...)
}

func (f *faulty) Resume(ctx context.Context, company string, channel delivery.Channel) error {
	if f.resume != nil {
		return f.resume(f, ctx, company, channel)
	}
	return f.MemoryOutbox.Resume(ctx, company, channel)
}

func (f *faulty) Stops(ctx context.Context, company string) ([]notify.Stop, error) {
	if f.stops != nil {
		return f.stops(f, ctx, company)
	}
	return f.MemoryOutbox.Stops(ctx, company)
}

func (f *faulty) Progress(ctx context.Context, company, key string) (notify.Progress, error) {
	if f.progress != nil {
		return f.progress(f, ctx, company, key)
	}
	return f.MemoryOutbox.Progress(ctx, company, key)
}

func (f *faulty) EraseJobs(ctx context.Context, company string, records func(notify.Job) []audit.Record, recipients ...string) ([]notify.Job, error) {
	if f.erase != nil {
		return f.erase(f, ctx, company, records, recipients)
	}
	return f.MemoryOutbox.EraseJobs(ctx, company, records, recipients...)
}

func (f *faulty) Rewrite(ctx context.Context, company, topic string, change func(notify.Job) *notify.Later) error {
	if f.rewrite != nil {
		return f.rewrite(f, ctx, company, topic, change)
	}
	return f.MemoryOutbox.Rewrite(ctx, company, topic, change)
}

func (f *faulty) LeaseJobs(ctx context.Context, now time.Time, lease time.Duration, jobs ...notify.JobRef) ([]notify.LeaseAnswer, error) {
	if f.ask != nil {
		return f.ask(f, ctx, now, lease, jobs)
	}
	return f.MemoryOutbox.LeaseJobs(ctx, now, lease, jobs...)
}

func (f *faulty) Forget(ctx context.Context, company string, before time.Time) (int, error) {
	if f.forget != nil {
		return f.forget(f, ctx, company, before)
	}
	return f.MemoryOutbox.Forget(ctx, company, before)
}

// changedLease leases as a defect changes it.
func changedLease(change func(l *notify.Leased)) faulty {
	return faulty{lease: func(f *faulty, ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
		list, err := f.MemoryOutbox.Lease(ctx, now, lease, most)
		for i := range list {
			change(&list[i])
		}
		return list, err
	}}
}

// changedSettle settles as a defect changes it.
func changedSettle(change func(s *notify.Settlement)) faulty {
	return faulty{settle: func(f *faulty, ctx context.Context, now time.Time, list []notify.Settlement) error {
		list = slices.Clone(list)
		for i := range list {
			change(&list[i])
		}
		return f.MemoryOutbox.Settle(ctx, now, list...)
	}}
}

// changedAnswers is an outbox that changes what it answers to whoever asks for jobs.
func changedAnswers(change func([]notify.LeaseAnswer)) faulty {
	return faulty{ask: func(f *faulty, ctx context.Context, now time.Time, lease time.Duration, jobs []notify.JobRef) ([]notify.LeaseAnswer, error) {
		list, err := f.MemoryOutbox.LeaseJobs(ctx, now, lease, jobs...)
		change(list)
		return list, err
	}}
}

// tell tells the log of jobs after they have gone.
func (f *faulty) tell(ctx context.Context, jobs []notify.Job, records func(notify.Job) []audit.Record, err error) error {
	for _, j := range jobs {
		if err == nil && records != nil {
			err = f.log.Append(ctx, records(j)...)
		}
	}
	return err
}
