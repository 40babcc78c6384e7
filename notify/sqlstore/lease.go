package sqlstore

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/notify"
)

// Lease leases jobs that are due, of every company, the longest due first; see
// [notify.Outbox]. It goes by an index of what waits and may go, so that its time does
// not grow with what is done or stopped. On PostgreSQL several processes pass over each
// other's jobs.
func (s *Store) Lease(ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
	if err := ctx.Err(); err != nil || most <= 0 {
		return nil, err
	}
	var rows []jobRow
	token := s.token(ctx)
	err := s.alone(ctx, func(w *work) (err error) {
		until := now.Add(lease).UnixMicro()
		rows, err = w.jobs(ctx, "lease", w.leaseJobs(), now.UnixMicro(), most, token, until, until)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b jobRow) int { return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.seq, b.seq)) })
	list := make([]notify.Leased, len(rows))
	for i := range rows {
		list[i] = rows[i].leased()
	}
	return list, nil
}

func (r *jobRow) leased() notify.Leased {
	return notify.Leased{Job: r.Job, Token: r.token, Abandoned: r.handed}
}

// LeaseJobs leases jobs by their IDs; see [notify.Outbox].
func (s *Store) LeaseJobs(
	ctx context.Context, now time.Time, lease time.Duration, jobs ...notify.JobRef,
) (list []notify.LeaseAnswer, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for part := range slices.Chunk(jobs, jobsAtOnce) {
		some, err := s.leaseSome(ctx, now, lease, part)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

func (s *Store) leaseSome(
	ctx context.Context, now time.Time, lease time.Duration, jobs []notify.JobRef,
) ([]notify.LeaseAnswer, error) {
	var rows []jobRow
	token := s.token(ctx)
	err := s.alone(ctx, func(w *work) (err error) {
		until := now.Add(lease).UnixMicro()
		args := append(refs(jobs), now.UnixMicro(), token, until, until)
		rows, err = w.jobs(ctx, "lease", w.leaseThese(len(jobs)), args...)
		return err
	})
	if err != nil {
		return nil, err
	}
	leased := map[notify.JobRef]*notify.Leased{}
	for i := range rows {
		l := rows[i].leased()
		leased[notify.JobRef{Company: l.Company, ID: l.ID}] = &l
	}
	list := make([]notify.LeaseAnswer, len(jobs))
	var left []notify.JobRef
	for i, ref := range jobs {
		if list[i].Leased = leased[ref]; list[i].Leased == nil {
			left = append(left, ref)
		}
		delete(leased, ref)
	}
	if len(left) == 0 {
		return list, nil
	}
	due, err := s.dueAt(ctx, left)
	if err != nil {
		return nil, err
	}
	for i, ref := range jobs {
		if at, waits := due[ref]; waits && list[i].Leased == nil {
			if list[i].Again = at; !at.After(now) { // its channel is stopped
				list[i].Again = now.Add(notify.StopPause)
			}
		}
	}
	return list, nil
}

func refs(jobs []notify.JobRef) []any {
	args := make([]any, 0, 2*len(jobs)+4)
	for _, j := range jobs {
		args = append(args, j.Company, j.ID)
	}
	return args
}

// dueAt is when jobs that wait can be leased.
func (s *Store) dueAt(ctx context.Context, jobs []notify.JobRef) (map[notify.JobRef]time.Time, error) {
	query := "SELECT company, id, due_at FROM " + s.prefix +
		"jobs WHERE state = 'waiting' AND (company, id) IN (" + s.values(len(jobs)) + ")"
	rows, err := s.handle.QueryContext(ctx, query, refs(jobs)...)
	if err != nil {
		return nil, s.failed("lease", err)
	}
	defer func() { _ = rows.Close() }()
	due := map[notify.JobRef]time.Time{}
	for rows.Next() {
		var ref notify.JobRef
		var at int64
		if err := rows.Scan(&ref.Company, &ref.ID, &at); err != nil {
			return nil, s.failed("lease", err)
		}
		due[ref] = time.UnixMicro(at).UTC()
	}
	if err := rows.Err(); err != nil {
		return nil, s.failed("lease", err)
	}
	return due, nil
}

// values are n pairs of texts.
func (s *Store) values(n int) string {
	var b strings.Builder
	b.WriteString("VALUES ")
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		s.casts(&b, 2*i, "TEXT", "TEXT")
	}
	return b.String()
}

// leaseJobs takes the time, how many, the token and twice the end of the lease.
func (s *Store) leaseJobs() string {
	return s.leasing("", 0, func(b *strings.Builder) {
		b.WriteString(" AND j.parked = 0 ORDER BY j.due_at, j.seq LIMIT ")
		s.dialect.placeholders(b, 1, 1)
		if s.dialect == PostgreSQL {
			b.WriteString(" FOR UPDATE OF j SKIP LOCKED")
		}
	}, 2)
}

// leaseThese takes n times company and ID, then the time, the token and twice the end of
// the lease.
func (s *Store) leaseThese(n int) string {
	return s.leasing(" AND (j.company, j.id) IN ("+s.values(n)+")", 2*n, func(b *strings.Builder) {
		if s.dialect == PostgreSQL {
			b.WriteString(" ORDER BY j.seq FOR UPDATE OF j") // two that ask for the same wait for each other in turn
		}
	}, 1)
}

// leasing leases of what is due the jobs of a condition that has so many arguments. How
// they are chosen further follows the time; the lease's arguments follow both.
func (s *Store) leasing(condition string, first int, choose func(*strings.Builder), further int) string {
	var b strings.Builder
	jobs := s.prefix + "jobs"
	b.WriteString("WITH due AS ")
	if s.dialect == PostgreSQL {
		b.WriteString("MATERIALIZED ") // once, whatever the planner would like
	}
	b.WriteString("(SELECT j.seq FROM " + jobs + " j WHERE j.state = 'waiting'" + condition + " AND j.due_at <= ")
	s.dialect.placeholders(&b, first, 1)
	b.WriteString(" AND NOT EXISTS (SELECT 1 FROM " + s.prefix +
		"stops s WHERE s.company = j.company AND s.channel = j.channel)")
	choose(&b)
	b.WriteString(") UPDATE " + jobs + " SET was_due_at = due_at")
	for i, column := range []string{"token", "until_at", "due_at"} {
		b.WriteString(", " + column + " = ")
		s.dialect.placeholders(&b, first+further+i, 1)
	}
	b.WriteString(" WHERE seq IN (SELECT seq FROM due) RETURNING " + readColumns)
	return b.String()
}
