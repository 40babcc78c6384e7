package notify

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/budkavle/budkavle/audit"
)

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
	if j.parked { // and goes for good, since nobody can have it
		delete(m.stopOf(j).parked, j)
	} else {
		m.due.remove(j)
	}
}

// lease leases a job that is not among the due ones. The mark of a hand-over stays:
// whoever takes up what was abandoned may die too.
func (m *MemoryOutbox) lease(j *memoryJob, until time.Time) Leased {
	j.token, j.until = rand.Text(), until
	m.due.add(j)
	return Leased{Job: j.Job, Token: j.token, Abandoned: j.handed}
}

// LeaseJobs leases jobs by their IDs.
func (m *MemoryOutbox) LeaseJobs(
	ctx context.Context, now time.Time, lease time.Duration, jobs ...JobRef,
) ([]LeaseAnswer, error) {
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
			m.stopped[[2]string{j.Company, string(j.Channel)}] = &stoppedChannel{
				Stop{j.Channel, now, s.Why}, map[*memoryJob]bool{},
			}
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
