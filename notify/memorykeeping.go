package notify

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/plan"
)

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
func (m *MemoryOutbox) Release(
	ctx context.Context, now time.Time, company, id string, state JobState, records ...audit.Record,
) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	j := m.jobs[[2]string{company, id}]
	if j == nil || j.state != JobHeld {
		return ErrLeaseLost
	}
	if err := m.log.Append(ctx, records...); err != nil {
		return err
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
func (m *MemoryOutbox) EraseJobs(
	ctx context.Context, company string, records func(Job) []audit.Record, recipients ...string,
) ([]Job, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var erased []Job
	changed := map[*memoryPlan]*plan.Plan{}
	for key, p := range m.plans {
		if key[0] != company || p.plan == nil {
			continue
		}
		left, ids := p.plan.Without(recipients...)
		if len(ids) == 0 {
			continue
		}
		changed[p] = &left
		for _, id := range ids {
			if j := m.jobs[[2]string{company, id}]; j != nil {
				erased = append(erased, j.Job)
			}
		}
	}
	slices.SortFunc(erased, func(a, b Job) int { return cmp.Compare(a.ID, b.ID) })
	if err := m.writeLog(ctx, erased, records); err != nil {
		return nil, err
	}
	for p, left := range changed {
		p.plan = left
	}
	for i := range erased {
		id := [2]string{company, erased[i].ID}
		m.release(m.jobs[id])
		delete(m.jobs, id)
		m.less(company, erased[i].PlanKey)
	}
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
