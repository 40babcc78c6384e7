package outboxtest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/outboxtest"
	"github.com/budkavle/budkavle/notify/plan"
)

// at is when the checks lease.
var at = time.Date(2023, time.October, 2, 12, 5, 0, 123456000, time.UTC)

// defects are planted faults, each breaking the rule of its number.
var defects = []struct {
	rule int
	what string
	make func() faulty
}{
	{1, "stores the good ones of a bad call", func() faulty {
		return faulty{put: func(f *faulty, ctx context.Context, p plan.Plan, jobs []notify.Job) error {
			for _, j := range jobs {
				if err := f.MemoryOutbox.Put(ctx, p, j); err != nil {
					return err
				}
			}
			return nil
		}}
	}},
	{1, "forgets the quiet hours", func() faulty {
		return changedLease(func(l *notify.Leased) { l.Quiet.Zone = "" })
	}},
	{1, "forgets what is planned later", func() faulty { return changedLease(func(l *notify.Leased) { l.Later = nil }) }},
	{2, "a repeated job is an error", func() faulty {
		return faulty{put: func(f *faulty, ctx context.Context, p plan.Plan, jobs []notify.Job) error {
			if _, err := f.MemoryOutbox.Plan(ctx, p.Company, p.Key); err == nil {
				return errors.New("duplicate")
			}
			return f.MemoryOutbox.Put(ctx, p, jobs...)
		}}
	}},
	{2, "what is done is put again", func() faulty {
		return faulty{put: func(f *faulty, ctx context.Context, p plan.Plan, jobs []notify.Job) error {
			_, _ = f.MemoryOutbox.Forget(ctx, p.Company, time.Now())
			return f.MemoryOutbox.Put(ctx, p, jobs...)
		}}
	}},
	{2, "what was dropped stays dropped", func() faulty {
		return faulty{put: func(f *faulty, ctx context.Context, p plan.Plan, jobs []notify.Job) error {
			fresh := slices.DeleteFunc(slices.Clone(jobs), func(j notify.Job) bool {
				before, _ := f.Progress(ctx, j.Company, j.PlanKey)
				return j.Later != nil && before.Dropped > 0
			})
			return f.MemoryOutbox.Put(ctx, p, fresh...)
		}}
	}},
	{3, "changes the plan", func() faulty {
		return faulty{plan: func(f *faulty, ctx context.Context, company, key string) (plan.Plan, error) {
			p, err := f.MemoryOutbox.Plan(ctx, company, key)
			p.Zone = "UTC"
			return p, err
		}}
	}},
	{3, "a plan that is not there is empty", func() faulty {
		return faulty{plan: func(f *faulty, ctx context.Context, company, key string) (plan.Plan, error) {
			p, _ := f.MemoryOutbox.Plan(ctx, company, key)
			return p, nil
		}}
	}},
	{4, "leases more than asked", func() faulty {
		return faulty{lease: func(f *faulty, ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
			return f.MemoryOutbox.Lease(ctx, now, lease, most+1)
		}}
	}},
	{4, "leases before the time", func() faulty {
		return faulty{lease: func(f *faulty, ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
			return f.MemoryOutbox.Lease(ctx, now.Add(time.Second), lease, most)
		}}
	}},
	{4, "the youngest first", func() faulty {
		return faulty{lease: func(f *faulty, ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
			list, err := f.MemoryOutbox.Lease(ctx, now, lease, most)
			slices.Reverse(list)
			return list, err
		}}
	}},
	{5, "what was handed over is not abandoned", func() faulty { return changedLease(func(l *notify.Leased) { l.Abandoned = false }) }},
	{5, "what was abandoned once is not the next time", func() faulty {
		seen := map[string]bool{}
		return changedLease(func(l *notify.Leased) {
			if had := seen[l.ID]; l.Abandoned {
				seen[l.ID] = true
				l.Abandoned = !had
			}
		})
	}},
	{5, "one token for all leases", func() faulty {
		return changedLease(func(l *notify.Leased) { l.Token = "token" })
	}},
	{5, "the lease does not end", func() faulty {
		return faulty{lease: func(f *faulty, ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
			return f.MemoryOutbox.Lease(ctx, now, 2*lease, most)
		}}
	}},
	{6, "says that every lease holds", func() faulty {
		return faulty{handOver: func(f *faulty, ctx context.Context, now time.Time, hands []notify.HandOver) ([]bool, error) {
			held, err := f.MemoryOutbox.HandOver(ctx, now, hands...)
			for i := range held {
				held[i] = true
			}
			return held, err
		}}
	}},
	{6, "stores the records of all", func() faulty {
		return faulty{handOver: func(f *faulty, ctx context.Context, now time.Time, hands []notify.HandOver) ([]bool, error) {
			for _, h := range hands {
				_ = f.log.Append(ctx, h.Record)
			}
			return f.MemoryOutbox.HandOver(ctx, now, hands...)
		}}
	}},
	{6, "does not look at the time", func() faulty {
		return faulty{handOver: func(f *faulty, ctx context.Context, _ time.Time, hands []notify.HandOver) ([]bool, error) {
			return f.MemoryOutbox.HandOver(ctx, time.Time{}, hands...)
		}}
	}},
	{7, "stores the records of what is lost", func() faulty {
		return faulty{settle: func(f *faulty, ctx context.Context, now time.Time, list []notify.Settlement) error {
			for _, s := range list {
				_ = f.log.Append(ctx, s.Records...)
			}
			return f.MemoryOutbox.Settle(ctx, now, list...)
		}}
	}},
	{7, "settles the good ones of a bad call", func() faulty {
		return faulty{settle: func(f *faulty, ctx context.Context, now time.Time, list []notify.Settlement) error {
			var err error
			for _, s := range list {
				err = errors.Join(err, f.MemoryOutbox.Settle(ctx, now, s))
			}
			return err
		}}
	}},
	{7, "a lost lease is no error", func() faulty {
		return faulty{settle: func(f *faulty, ctx context.Context, now time.Time, list []notify.Settlement) error {
			if err := f.MemoryOutbox.Settle(ctx, now, list...); !errors.Is(err, notify.ErrLeaseLost) {
				return err
			}
			return nil
		}}
	}},
	{7, "drops the records", func() faulty { return changedSettle(func(s *notify.Settlement) { s.Records = nil }) }},
	{8, "does not stop", func() faulty { return changedSettle(func(s *notify.Settlement) { s.Stop = false }) }},
	{8, "forgets how often it was tried", func() faulty { return changedSettle(func(s *notify.Settlement) { s.Attempt = 0 }) }},
	{8, "tries again at once", func() faulty {
		return changedSettle(func(s *notify.Settlement) { s.NotBefore = time.Time{} })
	}},
	{8, "resumes every channel", func() faulty {
		return faulty{resume: func(f *faulty, ctx context.Context, company string, _ delivery.Channel) error {
			return errors.Join(f.MemoryOutbox.Resume(ctx, company, delivery.Email), f.MemoryOutbox.Resume(ctx, company, delivery.SMS))
		}}
	}},
	{8, "says nothing of what is stopped", func() faulty {
		return faulty{stops: func(*faulty, context.Context, string) ([]notify.Stop, error) { return nil, nil }}
	}},
	{8, "says no reason", func() faulty {
		return faulty{stops: func(f *faulty, ctx context.Context, company string) ([]notify.Stop, error) {
			list, err := f.MemoryOutbox.Stops(ctx, company)
			for i := range list {
				list[i].Why = ""
			}
			return list, err
		}}
	}},
	{8, "tells a company of another's stops", func() faulty {
		return faulty{stops: func(f *faulty, ctx context.Context, _ string) ([]notify.Stop, error) {
			return f.MemoryOutbox.Stops(ctx, "c")
		}}
	}},
	{8, "the last reason counts", func() faulty {
		return faulty{settle: func(f *faulty, ctx context.Context, now time.Time, list []notify.Settlement) error {
			for _, s := range list {
				if s.Stop && s.Company != "" {
					if err := f.MemoryOutbox.Resume(ctx, s.Company, s.Channel); err != nil {
						return err
					}
				}
			}
			return f.MemoryOutbox.Settle(ctx, now, list...)
		}}
	}},
	{9, "drops by the beginning of the topic", func() faulty {
		return faulty{drop: func(f *faulty, ctx context.Context, now time.Time, company, topic string, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
			list, _ := f.Topics(ctx, company, topic)
			var dropped []notify.Job
			for _, j := range list {
				more, err := f.MemoryOutbox.Drop(ctx, now, company, j.Topic, records)
				if dropped = append(dropped, more...); err != nil {
					return nil, err
				}
			}
			return dropped, nil
		}}
	}},
	{9, "drops what is leased", func() faulty {
		return faulty{drop: func(f *faulty, ctx context.Context, now time.Time, company, topic string, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
			return f.MemoryOutbox.Drop(ctx, now.Add(24*time.Hour), company, topic, records)
		}}
	}},
	{9, "tells nothing of what is dropped", func() faulty {
		return faulty{drop: func(f *faulty, ctx context.Context, now time.Time, company, topic string, _ func(notify.Job) []audit.Record) ([]notify.Job, error) {
			return f.MemoryOutbox.Drop(ctx, now, company, topic, nil)
		}}
	}},
	{9, "drops before it tells", func() faulty {
		return faulty{drop: func(f *faulty, ctx context.Context, now time.Time, company, topic string, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
			list, err := f.MemoryOutbox.Drop(ctx, now, company, topic, nil)
			return list, f.tell(ctx, list, records, err)
		}}
	}},
	{13, "erases before it tells", func() faulty {
		return faulty{erase: func(f *faulty, ctx context.Context, company string, records func(notify.Job) []audit.Record, recipients []string) ([]notify.Job, error) {
			list, err := f.MemoryOutbox.EraseJobs(ctx, company, nil, recipients...)
			return list, f.tell(ctx, list, records, err)
		}}
	}},
	{19, "drops before it tells", func() faulty {
		return faulty{dropBefore: func(f *faulty, ctx context.Context, now time.Time, company string, before time.Time, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
			list, err := f.MemoryOutbox.DropBefore(ctx, now, company, before, nil)
			return list, f.tell(ctx, list, records, err)
		}}
	}},
	{20, "rewrites by the beginning of the topic", func() faulty {
		return faulty{rewrite: func(f *faulty, ctx context.Context, company, topic string, change func(notify.Job) *notify.Later) error {
			list, err := f.Topics(ctx, company, topic)
			for _, j := range list {
				err = errors.Join(err, f.MemoryOutbox.Rewrite(ctx, company, j.Topic, change))
			}
			return err
		}}
	}},
	{20, "rewrites in every company", func() faulty {
		return faulty{rewrite: func(f *faulty, ctx context.Context, company, topic string, change func(notify.Job) *notify.Later) error {
			return errors.Join(f.MemoryOutbox.Rewrite(ctx, "d", topic, change), f.MemoryOutbox.Rewrite(ctx, company, topic, change))
		}}
	}},
	{20, "drops and puts again, and what is leased stays as it was", func() faulty {
		return faulty{rewrite: func(f *faulty, ctx context.Context, company, topic string, change func(notify.Job) *notify.Later) error {
			list, err := f.MemoryOutbox.Drop(ctx, at, company, topic, nil)
			for i := range list {
				if later := change(list[i]); later != nil {
					list[i].Later = later
				}
			}
			return errors.Join(err, f.MemoryOutbox.Put(ctx, plan.Plan{Company: company}, list...))
		}}
	}},
	{20, "rewrites nothing", func() faulty {
		return faulty{rewrite: func(*faulty, context.Context, string, string, func(notify.Job) *notify.Later) error { return nil }}
	}},
	{19, "drops what is younger", func() faulty {
		return faulty{dropBefore: func(f *faulty, ctx context.Context, now time.Time, company string, before time.Time, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
			return f.MemoryOutbox.DropBefore(ctx, now, company, before.Add(48*time.Hour), records)
		}}
	}},
	{19, "drops what is leased", func() faulty {
		return faulty{dropBefore: func(f *faulty, ctx context.Context, now time.Time, company string, before time.Time, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
			return f.MemoryOutbox.DropBefore(ctx, now.Add(24*time.Hour), company, before, records)
		}}
	}},
	{19, "leaves what is held", func() faulty {
		return faulty{dropBefore: func(f *faulty, ctx context.Context, now time.Time, company string, before time.Time, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
			held, _, _ := f.MemoryOutbox.Held(ctx, company, "")
			if len(held) > 0 {
				return nil, nil
			}
			return f.MemoryOutbox.DropBefore(ctx, now, company, before, records)
		}}
	}},
	{10, "the topic as a pattern", func() faulty {
		return faulty{topics: func(f *faulty, ctx context.Context, company, prefix string) ([]notify.Job, error) {
			list, err := f.MemoryOutbox.Topics(ctx, company, "")
			return slices.DeleteFunc(list, func(j notify.Job) bool {
				return !strings.HasPrefix(strings.ReplaceAll(j.Topic, "x", "_"), prefix)
			}), err
		}}
	}},
	{10, "no topic is none", func() faulty {
		return faulty{topics: func(f *faulty, ctx context.Context, company, prefix string) ([]notify.Job, error) {
			list, err := f.MemoryOutbox.Topics(ctx, company, prefix)
			return slices.DeleteFunc(list, func(j notify.Job) bool { return j.Topic == "" }), err
		}}
	}},
	{11, "one page is all", func() faulty {
		return faulty{held: func(f *faulty, ctx context.Context, company, cursor string) ([]notify.HeldJob, string, error) {
			page, _, err := f.MemoryOutbox.Held(ctx, company, cursor)
			return page, "", err
		}}
	}},
	{11, "forgets why", func() faulty { return changedSettle(func(s *notify.Settlement) { s.Why = "" }) }},
	{11, "releases what is not held", func() faulty {
		return faulty{release: func(f *faulty, ctx context.Context, now time.Time, company, id string, state notify.JobState, records []audit.Record) error {
			if err := f.MemoryOutbox.Release(ctx, now, company, id, state, records...); !errors.Is(err, notify.ErrLeaseLost) {
				return err
			}
			return nil
		}}
	}},
	{11, "drops the records of a release", func() faulty {
		return faulty{release: func(f *faulty, ctx context.Context, now time.Time, company, id string, state notify.JobState, _ []audit.Record) error {
			return f.MemoryOutbox.Release(ctx, now, company, id, state)
		}}
	}},
	{12, "counts the company for every plan", func() faulty {
		return faulty{progress: func(f *faulty, ctx context.Context, company, _ string) (notify.Progress, error) {
			return f.MemoryOutbox.Progress(ctx, company, "")
		}}
	}},
	{12, "counts what is held as failed", func() faulty {
		return faulty{progress: func(f *faulty, ctx context.Context, company, key string) (notify.Progress, error) {
			p, err := f.MemoryOutbox.Progress(ctx, company, key)
			p.Held, p.Failed = 0, p.Failed+p.Held
			return p, err
		}}
	}},
	{13, "erases nobody", func() faulty {
		return faulty{erase: func(*faulty, context.Context, string, func(notify.Job) []audit.Record, []string) ([]notify.Job, error) {
			return nil, nil
		}}
	}},
	{13, "erases in every company", func() faulty {
		return faulty{erase: func(f *faulty, ctx context.Context, company string, records func(notify.Job) []audit.Record, recipients []string) ([]notify.Job, error) {
			_, _ = f.MemoryOutbox.EraseJobs(ctx, "d", nil, recipients...)
			return f.MemoryOutbox.EraseJobs(ctx, company, records, recipients...)
		}}
	}},
	{13, "the text stays in the plan", func() faulty {
		return faulty{plan: func(f *faulty, ctx context.Context, company, key string) (plan.Plan, error) {
			p, err := f.MemoryOutbox.Plan(ctx, company, key)
			if err == nil && len(p.Messages) == 1 {
				p.Messages = append(p.Messages, plan.Message{ID: "m", Recipient: "anna@example.se"})
			}
			return p, err
		}}
	}},
	{14, "forgets nothing", func() faulty {
		return faulty{forget: func(*faulty, context.Context, string, time.Time) (int, error) { return 0, nil }}
	}},
	{14, "forgets what is younger", func() faulty {
		return faulty{forget: func(f *faulty, ctx context.Context, company string, before time.Time) (int, error) {
			return f.MemoryOutbox.Forget(ctx, company, before.Add(time.Hour))
		}}
	}},
	{15, "drops in every company", func() faulty {
		return faulty{drop: func(f *faulty, ctx context.Context, now time.Time, company, topic string, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
			_, _ = f.MemoryOutbox.Drop(ctx, now, "c", topic, nil)
			return f.MemoryOutbox.Drop(ctx, now, company, topic, records)
		}}
	}},
	{15, "shows every company's held jobs", func() faulty {
		return faulty{held: func(f *faulty, ctx context.Context, _, cursor string) ([]notify.HeldJob, string, error) {
			return f.MemoryOutbox.Held(ctx, "c", cursor)
		}}
	}},
	{16, "gives one job to two", func() faulty {
		return faulty{lease: func(f *faulty, ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
			twice.Lock()
			defer twice.Unlock()
			list, err := f.MemoryOutbox.Lease(ctx, now, lease, most)
			f.kept = append(f.kept, list...)
			if len(f.kept) > 40 {
				list = append(list, f.kept[0])
			}
			return list, err
		}}
	}},
	{17, "goes on when the context is done", func() faulty {
		return faulty{resume: func(f *faulty, ctx context.Context, company string, channel delivery.Channel) error {
			return errors.Join(f.MemoryOutbox.Resume(context.WithoutCancel(ctx), company, channel), ctx.Err())
		}}
	}},
	{17, "puts when the context is done", func() faulty {
		return faulty{put: func(f *faulty, ctx context.Context, p plan.Plan, jobs []notify.Job) error {
			return f.MemoryOutbox.Put(context.WithoutCancel(ctx), p, jobs...)
		}}
	}},
	{18, "does not say when to ask again", func() faulty {
		return changedAnswers(func(list []notify.LeaseAnswer) {
			for i := range list {
				list[i].Again = time.Time{}
			}
		})
	}},
	{18, "answers in another order", func() faulty { return changedAnswers(slices.Reverse) }},
	{18, "leases twice what is asked for twice", func() faulty {
		return changedAnswers(func(list []notify.LeaseAnswer) {
			if n := len(list) - 1; n > 0 {
				list[n] = list[0]
			}
		})
	}},
	{18, "leases before the time", func() faulty {
		return faulty{ask: func(f *faulty, ctx context.Context, now time.Time, lease time.Duration, jobs []notify.JobRef) ([]notify.LeaseAnswer, error) {
			return f.MemoryOutbox.LeaseJobs(ctx, now.Add(time.Hour), lease, jobs...)
		}}
	}},
}

func TestEachRuleNoticesItsDefect(t *testing.T) {
	t.Parallel()
	noticed := map[int]bool{}
	rules := outboxtest.Rules()
	for i, d := range defects {
		noticed[d.rule] = true
		t.Run(fmt.Sprintf("%d %s", i, d.what), func(t *testing.T) {
			t.Parallel()
			log := audit.NewMemory()
			broken := d.make()
			broken.MemoryOutbox, broken.log = notify.NewMemoryOutbox(log), log
			rule := rules[d.rule-1]
			require.Equal(t, d.rule, rule.Number)
			require.Error(t, rule.Check(t.Context(), &broken, log))
		})
	}
	for _, rule := range rules {
		assert.True(t, noticed[rule.Number], "rule %d has no defect", rule.Number)
		assert.NotEmpty(t, rule.Why)
	}
}
