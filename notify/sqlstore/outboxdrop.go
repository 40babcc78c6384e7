package sqlstore

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
)

// Drop settles what waits of a topic as dropped; see [notify.Outbox].
func (s *Store) Drop(
	ctx context.Context, now time.Time, company, topic string, records func(notify.Job) []audit.Record,
) (dropped []notify.Job, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = s.together(ctx, func(w *work) error {
		free := func(args ...any) *where {
			c := w.where()
			c.args = args
			c.add("company =", company)
			c.add("topic =", topic)
			c.add("until_at <=", now.UnixMicro())
			c.raw("state = 'waiting' AND handed = 0")
			return c
		}
		dropped, err = w.drop(ctx, now, records, free, nil)
		return err
	})
	return dropped, err
}

// DropBefore settles what is left of old plans as dropped; see [notify.Outbox]. It reads
// all jobs of the company that wait or are held.
func (s *Store) DropBefore(
	ctx context.Context, now time.Time, company string, before time.Time, records func(notify.Job) []audit.Record,
) (dropped []notify.Job, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = s.together(ctx, func(w *work) error {
		left := func(args ...any) *where {
			c := w.where()
			c.args = args
			c.add("company =", company)
			c.raw("plan_key <> ''")
			c.add("(state = 'held' OR state = 'waiting' AND handed = 0 AND until_at <=", now.UnixMicro())
			c.WriteByte(')')
			return c
		}
		dropped, err = w.drop(ctx, now, records, left, func(j *jobRow) bool { return j.Accepted.Before(before) })
		return err
	})
	return dropped, err
}

// drop settles the jobs of a condition as dropped, of these those that pass; nil: all.
func (w *work) drop(
	ctx context.Context, now time.Time, records func(notify.Job) []audit.Record,
	condition func(args ...any) *where, pass func(*jobRow) bool,
) ([]notify.Job, error) {
	c := condition()
	found, err := w.jobs(ctx, "drop", "SELECT "+readColumns+" FROM "+w.prefix+"jobs"+c.String(), c.args...)
	if err != nil {
		return nil, err
	}
	if pass != nil {
		found = slices.DeleteFunc(found, func(j jobRow) bool { return !pass(&j) })
	}
	plans, err := w.lockPlans(ctx, plansOf(found))
	if err != nil {
		return nil, err
	}
	var rows []jobRow
	for part := range slices.Chunk(found, jobsAtOnce) {
		var set strings.Builder
		set.WriteString("UPDATE " + w.prefix +
			"jobs SET state = 'dropped', why = 'dropped', token = '', until_at = 0, settled_at = ")
		w.dialect.placeholders(&set, 0, 1)
		c = condition(now.UnixMicro())
		ids := make([]string, len(part))
		for i := range part {
			ids[i] = part[i].ID
		}
		c.oneOf("id", ids)
		some, err := w.jobs(ctx, "drop", set.String()+c.String()+" RETURNING "+readColumns, c.args...)
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	if err := w.removePlans(ctx, plans); err != nil {
		return nil, err
	}
	dropped := plain(rows)
	return dropped, w.tell(ctx, dropped, records)
}

// tell writes into the log what records makes of jobs.
func (w *work) tell(ctx context.Context, jobs []notify.Job, records func(notify.Job) []audit.Record) error {
	if records == nil {
		return nil
	}
	var list []audit.Record
	for _, j := range jobs {
		list = append(list, records(j)...)
	}
	if err := valid(ctx, list); err != nil || len(list) == 0 {
		return err
	}
	return w.insert(ctx, list)
}

// Rewrite changes what waiting jobs of a topic are planned from; see [notify.Outbox].
func (s *Store) Rewrite(ctx context.Context, company, topic string, change func(notify.Job) *notify.Later) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.together(ctx, func(w *work) error {
		c := w.where()
		c.add("company =", company)
		c.add("topic =", topic)
		c.raw("state = 'waiting'")
		lock := ""
		if w.dialect == PostgreSQL {
			lock = " ORDER BY seq FOR UPDATE"
		}
		rows, err := w.jobs(ctx, "rewrite", "SELECT "+readColumns+" FROM "+w.prefix+"jobs"+c.String()+lock, c.args...)
		if err != nil {
			return err
		}
		for i := range rows {
			j := rows[i].Job
			if j.Later = change(j); j.Later == nil {
				continue
			}
			if err := w.replan(ctx, rows[i].seq, &j); err != nil {
				return err
			}
		}
		return nil
	})
}

// replan stores what a job is planned from.
func (w *work) replan(ctx context.Context, seq int64, j *notify.Job) error {
	data, err := dataOf(j)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("UPDATE " + w.prefix + "jobs SET data = ")
	w.dialect.placeholders(&b, 0, 1)
	b.WriteString(" WHERE seq = ")
	w.dialect.placeholders(&b, 1, 1)
	_, err = w.exec(ctx, "rewrite", b.String(), data, seq)
	return err
}

func plansOf(rows []jobRow) []planKey {
	plans := make([]planKey, len(rows))
	for i := range rows {
		plans[i] = planKey{rows[i].Company, rows[i].PlanKey}
	}
	return plans
}
