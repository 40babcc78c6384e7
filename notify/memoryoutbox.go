package notify

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/plan"
)

// MemoryOutbox is an [Outbox] in memory, for tests and for programs that may forget:
// what waits is lost with the process. It is made by [NewMemoryOutbox] and is safe
// for concurrent use.
type MemoryOutbox struct {
	log audit.Store

	mu      sync.Mutex
	serial  int
	plans   map[[2]string]*plan.Plan // by company and key
	jobs    map[[2]string]*memoryJob // by company and ID
	left    map[[2]string]int        // by company and key: jobs of the plan that wait or are held
	settled map[[2]string]settledJob // by company and ID
	due     dueList
	stopped map[[2]string]*stoppedChannel // by company and channel
}

type memoryJob struct {
	Job
	serial int      // the order of being put
	state  JobState // waiting or held
	why    string
	parked bool // with its channel, and not among those that are due

	token  string
	until  time.Time // of the lease
	handed bool
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
		log: log, plans: map[[2]string]*plan.Plan{}, jobs: map[[2]string]*memoryJob{}, left: map[[2]string]int{},
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
	key := [2]string{p.Company, p.Key}
	fresh := false
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
		m.left[[2]string{j.Company, j.PlanKey}]++
		fresh = true
	}
	if p.Key != "" && fresh && m.plans[key] == nil {
		m.plans[key] = &p
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
	if p := m.plans[[2]string{company, key}]; p != nil {
		return *p, nil
	}
	return plan.Plan{}, ErrNoPlan
}

// Lease leases jobs that are due.
func (m *MemoryOutbox) Lease(ctx context.Context, now time.Time, lease time.Duration, most int) ([]Leased, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []Leased
	for len(list) < most {
		j := m.due.next(now)
		if j == nil {
			break
		}
		if stop := m.stopOf(j); stop != nil {
			j.parked = true
			stop.parked[j] = true
			continue
		}
		list = append(list, m.lease(j, now.Add(lease)))
	}
	return list, nil
}

// stopOf is what keeps a job from going; nil: nothing does.
func (m *MemoryOutbox) stopOf(j *memoryJob) *stoppedChannel {
	return m.stopped[[2]string{j.Company, string(j.Channel)}]
}

// release takes a job out of those that are due, or out of those of its channel.
func (m *MemoryOutbox) release(j *memoryJob) {
	if !j.parked {
		m.due.remove(j)
		return
	}
	j.parked = false
	delete(m.stopOf(j).parked, j)
}

// lease leases a job that is not among the due ones. The mark of a hand-over stays:
// whoever takes up what was abandoned may die too.
func (m *MemoryOutbox) lease(j *memoryJob, until time.Time) Leased {
	j.token, j.until = rand.Text(), until
	m.due.add(j)
	return Leased{Job: j.Job, Token: j.token, Abandoned: j.handed}
}

// LeaseJobs leases jobs by their IDs.
func (m *MemoryOutbox) LeaseJobs(ctx context.Context, now time.Time, lease time.Duration, jobs ...JobRef) ([]LeaseAnswer, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	list := make([]LeaseAnswer, len(jobs))
	for i, ref := range jobs {
		j := m.jobs[[2]string{ref.Company, ref.ID}]
		switch {
		case j == nil || j.state != JobWaiting:
		case j.from().After(now):
			list[i].Again = j.from()
		case m.stopOf(j) != nil:
			list[i].Again = now.Add(StopPause)
		default:
			m.due.remove(j)
			leased := m.lease(j, now.Add(lease))
			list[i].Leased = &leased
		}
	}
	return list, nil
}

// HandOver marks leases.
func (m *MemoryOutbox) HandOver(ctx context.Context, now time.Time, hands ...HandOver) ([]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	held := make([]bool, len(hands))
	var records []audit.Record
	for i, h := range hands {
		if j := m.holder(h.Leased, now); j != nil {
			held[i] = true
			records = append(records, h.Record)
		}
	}
	if err := m.log.Append(ctx, records...); err != nil {
		return nil, err
	}
	for i, h := range hands {
		if held[i] {
			m.jobs[[2]string{h.Company, h.ID}].handed = true
		}
	}
	return held, nil
}

// holder returns the job of a lease that still holds.
func (m *MemoryOutbox) holder(l Leased, now time.Time) *memoryJob {
	j := m.jobs[[2]string{l.Company, l.ID}]
	if j == nil || j.state != JobWaiting || j.token == "" || j.token != l.Token || !now.Before(j.until) {
		return nil
	}
	return j
}

// Settle ends leases.
func (m *MemoryOutbox) Settle(ctx context.Context, now time.Time, settlements ...Settlement) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var records []audit.Record
	for _, s := range settlements {
		if m.holder(s.Leased, now) == nil {
			return ErrLeaseLost
		}
		records = append(records, s.Records...)
	}
	if err := m.log.Append(ctx, records...); err != nil {
		return err
	}
	for _, s := range settlements {
		j := m.jobs[[2]string{s.Company, s.ID}]
		if s.Stop && m.stopOf(j) == nil {
			m.stopped[[2]string{j.Company, string(j.Channel)}] = &stoppedChannel{Stop{j.Channel, now, s.Why}, map[*memoryJob]bool{}}
		}
		j.Attempt = s.Attempt
		if s.State == JobWaiting {
			j.NotBefore = s.NotBefore
		}
		m.end(j, s.State, s.Why, now)
	}
	return nil
}

// end gives a job a state and takes its lease.
func (m *MemoryOutbox) end(j *memoryJob, state JobState, why string, now time.Time) {
	m.release(j)
	j.state, j.why, j.token, j.until, j.handed = state, why, "", time.Time{}, false
	switch state {
	case JobWaiting:
		m.due.add(j)
	case JobHeld:
	default:
		id := [2]string{j.Company, j.ID}
		delete(m.jobs, id)
		m.settled[id] = settledJob{j.PlanKey, state, now}
		m.less(j.Company, j.PlanKey)
	}
}

// less forgets a plan of which nothing is left to send.
func (m *MemoryOutbox) less(company, key string) {
	id := [2]string{company, key}
	if m.left[id]--; m.left[id] <= 0 {
		delete(m.left, id)
		delete(m.plans, id)
	}
}

// Drop settles the waiting jobs of a topic.
func (m *MemoryOutbox) Drop(ctx context.Context, now time.Time, company, topic string) ([]Job, error) {
	return m.drop(ctx, now, company, func(j *memoryJob) bool { return j.Topic == topic && j.free(now) })
}

// DropBefore settles the jobs of old plans.
func (m *MemoryOutbox) DropBefore(ctx context.Context, now time.Time, company string, before time.Time) ([]Job, error) {
	return m.drop(ctx, now, company, func(j *memoryJob) bool {
		return j.PlanKey != "" && j.Accepted.Before(before) && (j.state == JobHeld || j.free(now))
	})
}

// free reports whether a job waits, and no worker has it or has handed it over.
func (j *memoryJob) free(now time.Time) bool {
	return j.state == JobWaiting && !now.Before(j.until) && !j.handed
}

func (m *MemoryOutbox) drop(ctx context.Context, now time.Time, company string, which func(*memoryJob) bool) (dropped []Job, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, j := range m.ordered() {
		if j.Company == company && which(j) {
			dropped = append(dropped, j.Job)
			m.end(j, JobDropped, "dropped", now)
		}
	}
	return dropped, nil
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

// heldPage is how many held jobs a page has.
const heldPage = 100

// Held returns the held jobs. A cursor that no page gave is [audit.ErrCursor].
func (m *MemoryOutbox) Held(ctx context.Context, company, cursor string) ([]HeldJob, string, error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	after := 0
	if cursor != "" {
		var err error
		if after, err = strconv.Atoi(cursor); err != nil {
			return nil, "", audit.ErrCursor
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	last := 0
	var page []HeldJob
	for _, j := range m.ordered() {
		if j.Company != company || j.state != JobHeld || j.serial <= after {
			continue
		}
		if len(page) == heldPage {
			return page, strconv.Itoa(last), nil
		}
		last = j.serial
		page = append(page, HeldJob{j.Job, j.why})
	}
	return page, "", nil
}

// Release ends a hold.
func (m *MemoryOutbox) Release(ctx context.Context, now time.Time, company, id string, state JobState, records ...audit.Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	j := m.jobs[[2]string{company, id}]
	if j == nil || j.state != JobHeld {
		return ErrLeaseLost
	}
	if err := m.log.Append(ctx, records...); err != nil {
		return err
	}
	if state == JobWaiting {
		j.NotBefore = now
	}
	m.end(j, state, "", now)
	return nil
}

// Resume lets a company's jobs go over a channel again.
func (m *MemoryOutbox) Resume(ctx context.Context, company string, channel delivery.Channel) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	key := [2]string{company, string(channel)}
	if stop := m.stopped[key]; stop != nil {
		for j := range stop.parked {
			j.parked = false
			m.due.add(j)
		}
		delete(m.stopped, key)
	}
	return nil
}

// Stops returns the company's channels that are stopped.
func (m *MemoryOutbox) Stops(ctx context.Context, company string) ([]Stop, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []Stop
	for key, stop := range m.stopped {
		if key[0] == company {
			list = append(list, stop.Stop)
		}
	}
	slices.SortFunc(list, func(a, b Stop) int { return cmp.Compare(a.Channel, b.Channel) })
	return list, ctx.Err()
}

// Progress counts jobs.
func (m *MemoryOutbox) Progress(ctx context.Context, company, planKey string) (p Progress, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, j := range m.jobs {
		if j.Company == company && (planKey == "" || j.PlanKey == planKey) {
			*p.of(j.state)++
		}
	}
	for id, j := range m.settled {
		if id[0] == company && (planKey == "" || j.planKey == planKey) && j.state != JobPlanned {
			*p.of(j.state)++
		}
	}
	return p, ctx.Err()
}

// of is the count of a state.
func (p *Progress) of(state JobState) *int {
	switch state {
	case JobHeld:
		return &p.Held
	case JobSent:
		return &p.Sent
	case JobFailed:
		return &p.Failed
	case JobDropped:
		return &p.Dropped
	}
	return &p.Waiting
}

// EraseJobs removes a person's messages.
func (m *MemoryOutbox) EraseJobs(ctx context.Context, company string, recipients ...string) ([]Job, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var erased []Job
	for key, p := range m.plans {
		if p.Company != company {
			continue
		}
		left, ids := p.Without(recipients...)
		if len(ids) == 0 {
			continue
		}
		m.plans[key] = &left
		for _, id := range ids {
			if j := m.jobs[[2]string{company, id}]; j != nil {
				erased = append(erased, j.Job)
				m.release(j)
				delete(m.jobs, [2]string{company, id})
				m.less(company, p.Key)
			}
		}
	}
	slices.SortFunc(erased, func(a, b Job) int { return cmp.Compare(a.ID, b.ID) })
	return erased, nil
}

// Forget removes settled jobs.
func (m *MemoryOutbox) Forget(ctx context.Context, company string, before time.Time) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	n := len(m.settled)
	maps.DeleteFunc(m.settled, func(id [2]string, j settledJob) bool { return id[0] == company && j.at.Before(before) })
	return n - len(m.settled), nil
}
