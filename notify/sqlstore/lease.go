package sqlstore

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
)

// Lease leases jobs that are due, of every company, the longest due first; see
// [notify.Outbox]. It goes by an index of what waits, so that its time does not grow
// with what is done. On PostgreSQL several processes pass over each other's jobs.
func (s *Store) Lease(ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
	if err := ctx.Err(); err != nil || most <= 0 {
		return nil, err
	}
	var rows []jobRow
	err := s.together(ctx, func(w *work) (err error) {
		until := now.Add(lease).UnixMicro()
		rows, err = w.jobs(ctx, "lease", w.leaseJobs(), now.UnixMicro(), most, rand.Text(), until, until)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b jobRow) int { return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.seq, b.seq)) })
	list := make([]notify.Leased, len(rows))
	for i := range rows {
		list[i] = notify.Leased{Job: rows[i].Job, Token: rows[i].token, Abandoned: rows[i].handed}
	}
	return list, nil
}

// LeaseJob leases one job; see [notify.Outbox].
func (s *Store) LeaseJob(ctx context.Context, now time.Time, lease time.Duration, company, id string) (leased *notify.Leased, again time.Time, err error) {
	if err := ctx.Err(); err != nil {
		return nil, again, err
	}
	err = s.together(ctx, func(w *work) error {
		until := now.Add(lease).UnixMicro()
		rows, err := w.jobs(ctx, "lease", w.leaseJob(), now.UnixMicro(), company, id, rand.Text(), until, until)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			leased = &notify.Leased{Job: rows[0].Job, Token: rows[0].token, Abandoned: rows[0].handed}
			return nil
		}
		c := w.where()
		c.add("company =", company)
		c.add("id =", id)
		c.raw("state = 'waiting'")
		var due int64
		err = w.handle.QueryRowContext(ctx, "SELECT due_at FROM "+w.prefix+"jobs"+c.String(), c.args...).Scan(&due)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return w.failed("lease", err)
		}
		if again = time.UnixMicro(due).UTC(); !again.After(now) { // its channel is stopped
			again = now.Add(notify.StopPause)
		}
		return nil
	})
	if err != nil {
		return nil, time.Time{}, err
	}
	return leased, again, nil
}

// leaseJobs takes the time, how many, the token and twice the end of the lease.
func (s *Store) leaseJobs() string {
	return s.leasing(1, func(b *strings.Builder) {
		b.WriteString(" AND j.parked = 0 ORDER BY j.due_at, j.seq LIMIT ")
		s.dialect.placeholders(b, 1, 1)
		if s.dialect == PostgreSQL {
			b.WriteString(" FOR UPDATE OF j SKIP LOCKED")
		}
	})
}

// leaseJob takes the time, company, ID, the token and twice the end of the lease.
func (s *Store) leaseJob() string {
	return s.leasing(2, func(b *strings.Builder) {
		b.WriteString(" AND j.company = ")
		s.dialect.placeholders(b, 1, 1)
		b.WriteString(" AND j.id = ")
		s.dialect.placeholders(b, 2, 1)
		if s.dialect == PostgreSQL {
			b.WriteString(" FOR UPDATE OF j")
		}
	})
}

// leasing leases of what is due the jobs that some further conditions choose, which
// have so many arguments.
func (s *Store) leasing(further int, choose func(*strings.Builder)) string {
	var b strings.Builder
	jobs := s.prefix + "jobs"
	b.WriteString("WITH due AS ")
	if s.dialect == PostgreSQL {
		b.WriteString("MATERIALIZED ") // once, whatever the planner would like
	}
	b.WriteString("(SELECT j.seq FROM " + jobs + " j WHERE j.state = 'waiting' AND j.due_at <= ")
	s.dialect.placeholders(&b, 0, 1)
	b.WriteString(" AND NOT EXISTS (SELECT 1 FROM " + s.prefix + "stops s WHERE s.company = j.company AND s.channel = j.channel)")
	choose(&b)
	b.WriteString(") UPDATE " + jobs + " SET was_due_at = due_at")
	for i, column := range []string{"token", "until_at", "due_at"} {
		b.WriteString(", " + column + " = ")
		s.dialect.placeholders(&b, 1+further+i, 1)
	}
	b.WriteString(" WHERE seq IN (SELECT seq FROM due) RETURNING " + readColumns)
	return b.String()
}

// HandOver marks the jobs of leases that still hold, and stores their records; see
// [notify.Outbox].
func (s *Store) HandOver(ctx context.Context, now time.Time, hands ...notify.HandOver) (held []bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = s.together(ctx, func(w *work) error {
		held = make([]bool, len(hands))
		var records []audit.Record
		for i := range hands {
			h := &hands[i]
			n, err := w.exec(ctx, "hand over", w.markHanded(), h.Company, h.ID, h.Token, now.UnixMicro())
			if err != nil {
				return err
			}
			if held[i] = n > 0; held[i] {
				records = append(records, h.Record)
			}
		}
		if err := valid(ctx, records); err != nil {
			return err
		}
		return w.insert(ctx, records)
	})
	if err != nil {
		return nil, err
	}
	return held, nil
}

// holding is the condition of a lease that still holds, after so many arguments: the
// company, the ID, the token and the time.
func (s *Store) holding(b *strings.Builder, first int) {
	for i, column := range []string{"company =", "id =", "token =", "until_at >"} {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(column + " ")
		s.dialect.placeholders(b, first+i, 1)
	}
	b.WriteString(" AND state = 'waiting' AND token <> ''")
}

func (s *Store) markHanded() string {
	var b strings.Builder
	b.WriteString("UPDATE " + s.prefix + "jobs SET handed = 1 WHERE ")
	s.holding(&b, 0)
	return b.String()
}

// Settle ends leases and stores what is to be logged, all or nothing; see
// [notify.Outbox].
func (s *Store) Settle(ctx context.Context, now time.Time, settlements ...notify.Settlement) error {
	if err := ctx.Err(); err != nil || len(settlements) == 0 {
		return err
	}
	var records []audit.Record
	for i := range settlements {
		records = append(records, settlements[i].Records...)
	}
	if err := valid(ctx, records); err != nil {
		return err
	}
	return s.together(ctx, func(w *work) error {
		var plans []planKey
		for i := range settlements {
			if s := &settlements[i]; s.State != notify.JobWaiting && s.State != notify.JobHeld {
				plans = append(plans, planKey{s.Company, s.PlanKey})
			}
		}
		plans, err := w.lockPlans(ctx, plans)
		if err != nil {
			return err
		}
		for i := range settlements {
			if err := w.settle(ctx, now, &settlements[i]); err != nil {
				return err
			}
		}
		if err := w.insert(ctx, records); err != nil {
			return err
		}
		return w.removePlans(ctx, plans)
	})
}

func (w *work) settle(ctx context.Context, now time.Time, s *notify.Settlement) error {
	n, settled, err := int64(0), now.UnixMicro(), error(nil)
	switch s.State {
	case notify.JobWaiting:
		due := s.NotBefore.UnixMicro()
		n, err = w.exec(ctx, "settle", w.waitAgain(), due, due, s.Attempt, s.Why, s.Company, s.ID, s.Token, now.UnixMicro())
	case notify.JobHeld:
		settled = 0
		fallthrough
	default:
		n, err = w.exec(ctx, "settle", w.endJob(), string(s.State), settled, s.Attempt, s.Why, s.Company, s.ID, s.Token, now.UnixMicro())
	}
	if err != nil {
		return err
	}
	if n == 0 {
		return notify.ErrLeaseLost
	}
	if !s.Stop {
		return nil
	}
	return w.stop(ctx, s.Company, notify.Stop{Channel: s.Channel, Since: now, Why: s.Why})
}

// waitAgain takes twice the time, the attempt, why, and a lease.
func (s *Store) waitAgain() string { return s.ending("not_before", "due_at", "attempt", "why") }

// endJob takes the state, when it was settled, the attempt, why, and a lease.
func (s *Store) endJob() string { return s.ending("state", "settled_at", "attempt", "why") }

func (s *Store) ending(columns ...string) string {
	var b strings.Builder
	b.WriteString("UPDATE " + s.prefix + "jobs SET token = '', until_at = 0, handed = 0")
	for i, column := range columns {
		b.WriteString(", " + column + " = ")
		s.dialect.placeholders(&b, i, 1)
	}
	b.WriteString(" WHERE ")
	s.holding(&b, len(columns))
	return b.String()
}
