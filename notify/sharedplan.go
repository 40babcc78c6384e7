package notify

import (
	"context"
	"slices"
	"sync"

	"github.com/budkavle/budkavle/notify/plan"
)

// sharedPlan is a plan that several messages are being sent of: it is read, and its
// files are fetched, once.
type sharedPlan struct {
	once  sync.Once
	users int
	plan  plan.Plan
	index map[string]int // by message ID
	now   *sending       // before it is opened that of the time before; nil: it has not been read
	err   error
	// changed says that the plan is not what was put.
	changed bool
}

// message is where the message of a job stands in its plan.
func (s *sharedPlan) message(j *Leased) (i int, ok bool) {
	i, ok = s.index[j.ID]
	return i, ok && !s.changed
}

// idlePlans is how many plans of which nothing is under way are kept for the next
// message: a plan of thousands goes by a few at a time.
const idlePlans = 4

// openPlan reads the plan of a job, shared with the others that are under way.
func (w *Worker) openPlan(ctx context.Context, j *Leased) (shared *sharedPlan, release func()) {
	key := [2]string{j.Company, j.PlanKey}
	w.mu.Lock()
	shared = w.plans[key]
	switch {
	case shared == nil:
		shared = &sharedPlan{}
		w.plans[key] = shared
	case shared.users == 0: // what its company's senders are may have changed since
		shared = &sharedPlan{plan: shared.plan, index: shared.index, changed: shared.changed, now: shared.now}
		w.plans[key] = shared
	}
	shared.users++
	w.idle = slices.DeleteFunc(w.idle, func(k [2]string) bool { return k == key })
	w.mu.Unlock()
	shared.once.Do(func() {
		if shared.now != nil {
			shared.now = shared.now.forRetry(ctx)
			return
		}
		if shared.plan, shared.err = w.box.Plan(ctx, j.Company, j.PlanKey); shared.err != nil {
			return
		}
		shared.changed = shared.plan.Verify() != nil
		shared.index = make(map[string]int, len(shared.plan.Messages))
		for i, m := range shared.plan.Messages {
			shared.index[m.ID] = i
		}
		shared.now = w.config.Service.newSending(ctx, &shared.plan)
	})
	return shared, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if shared.users--; shared.users > 0 {
			return
		}
		if w.idle = append(w.idle, key); len(w.idle) > idlePlans {
			delete(w.plans, w.idle[0])
			w.idle = w.idle[1:]
		}
	}
}
