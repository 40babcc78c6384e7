package notify

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/plan"
)

// MemoryOutbox is an [Outbox] in memory, for tests and for programs that may forget:
// what waits is lost with the process. It is made by [NewMemoryOutbox] and is safe
// for concurrent use.
type MemoryOutbox struct {
	log audit.Store

	mu      sync.Mutex
	serial  int
	plans   map[[2]string]*memoryPlan // by company and key
	jobs    map[[2]string]*memoryJob  // by company and ID
	settled map[[2]string]settledJob  // by company and ID
	due     dueList
	stopped map[[2]string]*stoppedChannel // by company and channel
}

type memoryJob struct {
	Job
	serial int      // the order of being put
	state  JobState // waiting or held
	why    string
	parked bool // with its channel, and not among those that are due
	place  int  // in the dueList, where it is there

	token  string
	until  time.Time // of the lease
	handed bool
}

// A memoryPlan is a plan of which something is left to send.
type memoryPlan struct {
	plan *plan.Plan // nil: jobs came without it
	left int        // jobs that wait or are held
}

// A settledJob is what is left of a job that is done: it is not put again, and counts.
type settledJob struct {
	planKey string
	state   JobState
	at      time.Time
}

// A stoppedChannel has the jobs that were due meanwhile, so that nobody passes over them
// again and again.
type stoppedChannel struct {
	Stop
	parked map[*memoryJob]bool
}

// NewMemoryOutbox returns an empty outbox beside the log that its records go into.
func NewMemoryOutbox(log audit.Store) *MemoryOutbox {
	return &MemoryOutbox{
		log: log, plans: map[[2]string]*memoryPlan{}, jobs: map[[2]string]*memoryJob{},
		settled: map[[2]string]settledJob{}, stopped: map[[2]string]*stoppedChannel{},
	}
}

// Put stores a plan and its jobs.
func (m *MemoryOutbox) Put(ctx context.Context, p plan.Plan, jobs ...Job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, j := range jobs {
		if j.ID == "" || j.Company == "" {
			return errors.New("notify: a job has no ID or no company")
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, j := range jobs {
		id := [2]string{j.Company, j.ID}
		if done, is := m.settled[id]; is && done.state != JobDropped || m.jobs[id] != nil {
			continue
		}
		delete(m.settled, id)
		m.serial++
		own := &memoryJob{Job: j, serial: m.serial, state: JobWaiting}
		m.jobs[id] = own
		m.due.add(own)
		key := [2]string{j.Company, j.PlanKey}
		if m.plans[key] == nil {
			m.plans[key] = &memoryPlan{}
		}
		m.plans[key].left++
	}
	if kept := m.plans[[2]string{p.Company, p.Key}]; p.Key != "" && kept != nil && kept.plan == nil {
		kept.plan = &p
	}
	return nil
}

// Plan returns a plan that was put and is not done.
func (m *MemoryOutbox) Plan(ctx context.Context, company, key string) (plan.Plan, error) {
	if err := ctx.Err(); err != nil {
		return plan.Plan{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if kept := m.plans[[2]string{company, key}]; kept != nil && kept.plan != nil {
		return *kept.plan, nil
	}
	return plan.Plan{}, ErrNoPlan
}

// less forgets a plan of which nothing is left to send.
func (m *MemoryOutbox) less(company, key string) {
	id := [2]string{company, key}
	if m.plans[id].left--; m.plans[id].left == 0 {
		delete(m.plans, id)
	}
}

// Drop settles the waiting jobs of a topic.
func (m *MemoryOutbox) Drop(
	ctx context.Context, now time.Time, company, topic string, records func(Job) []audit.Record,
) ([]Job, error) {
	return m.drop(ctx, now, company, records, func(j *memoryJob) bool { return j.Topic == topic && j.free(now) })
}

// DropBefore settles the jobs of old plans.
func (m *MemoryOutbox) DropBefore(
	ctx context.Context, now time.Time, company string, before time.Time, records func(Job) []audit.Record,
) ([]Job, error) {
	return m.drop(ctx, now, company, records, func(j *memoryJob) bool {
		return j.PlanKey != "" && j.Accepted.Before(before) && (j.state == JobHeld || j.free(now))
	})
}

// free reports whether a job waits, and no worker has it or has handed it over.
func (j *memoryJob) free(now time.Time) bool {
	return j.state == JobWaiting && !now.Before(j.until) && !j.handed
}

func (m *MemoryOutbox) drop(
	ctx context.Context, now time.Time, company string, records func(Job) []audit.Record, which func(*memoryJob) bool,
) (dropped []Job, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, j := range m.ordered() {
		if j.Company == company && which(j) {
			dropped = append(dropped, j.Job)
		}
	}
	if err := m.writeLog(ctx, dropped, records); err != nil {
		return nil, err
	}
	for _, j := range dropped {
		m.end(m.jobs[[2]string{company, j.ID}], JobDropped, "dropped", now)
	}
	return dropped, nil
}

// writeLog writes into the log what records makes of jobs.
func (m *MemoryOutbox) writeLog(ctx context.Context, jobs []Job, records func(Job) []audit.Record) error {
	if records == nil {
		return nil
	}
	var list []audit.Record
	for _, j := range jobs {
		list = append(list, records(j)...)
	}
	return m.log.Append(ctx, list...)
}

// Rewrite changes what waiting jobs of a topic are planned from.
func (m *MemoryOutbox) Rewrite(ctx context.Context, company, topic string, change func(Job) *Later) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, j := range m.ordered() {
		if j.Company != company || j.Topic != topic || j.state != JobWaiting {
			continue
		}
		if later := change(j.Job); later != nil {
			j.Later = later
		}
	}
	return nil
}

func (m *MemoryOutbox) ordered() []*memoryJob {
	return slices.SortedFunc(maps.Values(m.jobs), func(a, b *memoryJob) int { return a.serial - b.serial })
}

// Topics returns the waiting jobs whose topic begins so.
func (m *MemoryOutbox) Topics(ctx context.Context, company, prefix string) ([]Job, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []Job
	for _, j := range m.ordered() {
		if j.Company == company && j.state == JobWaiting && strings.HasPrefix(j.Topic, prefix) {
			list = append(list, j.Job)
		}
	}
	return list, nil
}
