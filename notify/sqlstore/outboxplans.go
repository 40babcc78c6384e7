package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/plan"
)

type planKey struct{ company, key string }

// lockPlans returns the plans, each once, and keeps others from ending jobs of them
// meanwhile: of two that end the last two jobs, one has to see what the other did.
// SQLite lets one write at a time.
func (w *work) lockPlans(ctx context.Context, plans []planKey) ([]planKey, error) {
	plans = slices.DeleteFunc(plans, func(p planKey) bool { return p.key == "" })
	slices.SortFunc(plans, func(a, b planKey) int {
		return strings.Compare(a.company+"\x00"+a.key, b.company+"\x00"+b.key)
	})
	plans = slices.Compact(plans)
	if w.dialect != PostgreSQL || len(plans) == 0 {
		return plans, nil
	}
	in, args := w.amongPlans(plans)
	_, err := w.exec(ctx, "plans",
		"SELECT 1 FROM "+w.prefix+"plans WHERE "+in+" ORDER BY company, key FOR UPDATE", args...)
	return plans, err
}

// removePlans removes the plans of which nothing waits or is held.
func (w *work) removePlans(ctx context.Context, plans []planKey) error {
	if len(plans) == 0 {
		return nil
	}
	in, args := w.amongPlans(plans)
	plansTable, jobsTable := w.prefix+"plans", w.prefix+"jobs"
	_, err := w.exec(ctx, "plans", "DELETE FROM "+plansTable+" WHERE "+in+
		" AND NOT EXISTS (SELECT 1 FROM "+jobsTable+" j WHERE j.company = "+plansTable+".company"+
		" AND j.plan_key = "+plansTable+".key AND j.state IN ('waiting', 'held'))", args...)
	return err
}

func (w *work) amongPlans(plans []planKey) (condition string, args []any) {
	var b strings.Builder
	b.WriteString("(company, key) IN (VALUES ")
	for i, p := range plans {
		if i > 0 {
			b.WriteByte(',')
		}
		w.casts(&b, len(args), "TEXT", "TEXT")
		args = append(args, p.company, p.key)
	}
	b.WriteByte(')')
	return b.String(), args
}

// Release ends a hold; see [notify.Outbox].
func (s *Store) Release(
	ctx context.Context, now time.Time, company, id string, state notify.JobState, records ...audit.Record,
) error {
	if err := valid(ctx, records); err != nil {
		return err
	}
	return s.together(ctx, func(w *work) error {
		held := func(args ...any) *where {
			c := w.where()
			c.args = args
			c.add("company =", company)
			c.add("id =", id)
			c.raw("state = 'held'")
			return c
		}
		c := held()
		found, err := w.jobs(ctx, "release", "SELECT "+readColumns+" FROM "+w.prefix+"jobs"+c.String(), c.args...)
		if err != nil {
			return err
		}
		plans, err := w.lockPlans(ctx, plansOf(found))
		if err != nil {
			return err
		}
		var set strings.Builder
		set.WriteString("UPDATE " + w.prefix + "jobs SET why = '', state = ")
		w.dialect.placeholders(&set, 0, 1)
		columns := []string{"settled_at"}
		if state == notify.JobWaiting {
			columns = []string{"not_before", "due_at"}
		}
		args := []any{string(state)}
		for _, column := range columns {
			set.WriteString(", " + column + " = ")
			w.dialect.placeholders(&set, len(args), 1)
			args = append(args, now.UnixMicro())
		}
		c = held(args...)
		n, err := w.exec(ctx, "release", set.String()+c.String(), c.args...)
		if err != nil {
			return err
		}
		if n == 0 {
			return notify.ErrLeaseLost
		}
		if err := w.insert(ctx, records); err != nil {
			return err
		}
		return w.removePlans(ctx, plans)
	})
}

// EraseJobs removes the messages to some recipients that wait or are held; see
// [notify.Outbox]. It reads the company's plans one by one.
func (s *Store) EraseJobs(
	ctx context.Context, company string, records func(notify.Job) []audit.Record, recipients ...string,
) (erased []notify.Job, err error) {
	if err := ctx.Err(); err != nil || len(recipients) == 0 {
		return nil, err
	}
	err = s.together(ctx, func(w *work) error {
		erased = nil
		for after := int64(0); ; {
			seq, p, ok, err := w.nextPlan(ctx, company, after)
			if err != nil {
				return err
			}
			if !ok {
				return w.tell(ctx, erased, records)
			}
			after = seq
			left, gone := p.Without(recipients...)
			if len(gone) == 0 {
				continue
			}
			rows, err := w.erasePlan(ctx, seq, &left, gone)
			if err != nil {
				return err
			}
			erased = append(erased, plain(rows)...)
		}
	})
	return erased, err
}

// nextPlan reads the company's next plan, and keeps others from it.
func (w *work) nextPlan(ctx context.Context, company string, after int64) (seq int64, p plan.Plan, ok bool, err error) {
	c := w.where()
	c.add("company =", company)
	c.add("seq >", after)
	lock := ""
	if w.dialect == PostgreSQL {
		lock = " FOR UPDATE"
	}
	rows, err := w.handle.QueryContext(ctx,
		"SELECT seq, data FROM "+w.prefix+"plans"+c.String()+" ORDER BY seq LIMIT 1"+lock, c.args...)
	if err != nil {
		return 0, p, false, w.failed("erase", err)
	}
	defer func() { _ = rows.Close() }()
	if rows.Next() {
		var data []byte
		if err := rows.Scan(&seq, &data); err != nil {
			return 0, p, false, w.failed("erase", err)
		}
		if p, err = unpackPlan(data); err != nil {
			return 0, p, false, fmt.Errorf("sqlstore: plan %d: %w", seq, err)
		}
		ok = true
	}
	if err := rows.Err(); err != nil {
		return 0, p, false, w.failed("erase", err)
	}
	return seq, p, ok, nil
}

// erasePlan keeps what is left of a plan, and removes the jobs of what is gone.
func (w *work) erasePlan(ctx context.Context, seq int64, left *plan.Plan, gone []string) ([]jobRow, error) {
	data, err := packPlan(left)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: plan %q: %w", left.Key, err)
	}
	var b strings.Builder
	b.WriteString("UPDATE " + w.prefix + "plans SET data = ")
	w.dialect.placeholders(&b, 0, 1)
	b.WriteString(" WHERE seq = ")
	w.dialect.placeholders(&b, 1, 1)
	if _, err := w.exec(ctx, "erase", b.String(), string(data), seq); err != nil {
		return nil, err
	}
	var all []jobRow
	for part := range slices.Chunk(gone, jobsAtOnce) {
		c := w.where()
		c.add("company =", left.Company)
		c.oneOf("id", part)
		c.raw("state IN ('waiting', 'held')")
		rows, err := w.jobs(ctx, "erase", "DELETE FROM "+w.prefix+"jobs"+c.String()+" RETURNING "+readColumns, c.args...)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, w.removePlans(ctx, []planKey{{left.Company, left.Key}})
}

// Forget removes the company's jobs that were settled before a time.
func (s *Store) Forget(ctx context.Context, company string, before time.Time) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	n := int64(0)
	err := s.together(ctx, func(w *work) (err error) {
		c := w.where()
		c.add("company =", company)
		c.raw("settled_at > 0")
		c.add("settled_at <", before.UnixMicro())
		n, err = w.exec(ctx, "forget", "DELETE FROM "+w.prefix+"jobs"+c.String(), c.args...)
		return err
	})
	return int(n), err
}
