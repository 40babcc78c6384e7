package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/plan"
)

var _ notify.Outbox = (*Store)(nil)

// unchanging is what a job keeps for as long as it is there, but for a Later that is
// rewritten.
type unchanging struct {
	Order    audit.OrderRef     `json:"order,omitzero"`
	NotAfter time.Time          `json:"notAfter,omitzero"`
	Quiet    booking.QuietHours `json:"quiet,omitzero"`
	Accepted time.Time          `json:"accepted,omitzero"`
	Later    *notify.Later      `json:"later,omitempty"`
}

func dataOf(j *notify.Job) (string, error) {
	data, err := json.Marshal(unchanging{j.Order, j.NotAfter, j.Quiet, j.Accepted, j.Later})
	if err != nil {
		return "", fmt.Errorf("sqlstore: job %q: %w", j.ID, err)
	}
	return string(data), nil
}

// The columns of a job as it is put, and as it is read.
const (
	putColumns = "company, id, plan_key, channel, topic, data, state, not_before, attempt, due_at, was_due_at, " +
		"token, until_at, handed, why, settled_at, parked"
	putCount    = 17
	readColumns = "seq, company, id, plan_key, channel, topic, data, not_before, attempt, was_due_at, token, handed, why"
)

// jobsAtOnce is how many jobs one statement inserts.
const jobsAtOnce = 500

// Put stores a plan and its jobs; see [notify.Outbox]. Inside a transaction of the
// host's they wait from its commit on.
func (s *Store) Put(ctx context.Context, p plan.Plan, jobs ...notify.Job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var args []any
	for i := range jobs {
		j := &jobs[i]
		if j.ID == "" || j.Company == "" {
			return errors.New("sqlstore: a job has no ID or no company")
		}
		data, err := dataOf(j)
		if err != nil {
			return err
		}
		due := j.NotBefore.UnixMicro()
		args = append(args, j.Company, j.ID, j.PlanKey, string(j.Channel), j.Topic, data, string(notify.JobWaiting),
			due, j.Attempt, due, due, "", 0, 0, "", 0, 0)
	}
	return s.together(ctx, func(w *work) error {
		if err := w.park(ctx, jobs, args); err != nil {
			return err
		}
		fresh := int64(0)
		for part := range slices.Chunk(args, jobsAtOnce*putCount) {
			n, err := w.exec(ctx, "put", w.insertJobs(len(part)/putCount), part...)
			if err != nil {
				return err
			}
			fresh += n
		}
		if p.Key == "" || fresh == 0 {
			return nil
		}
		return w.putPlan(ctx, &p)
	})
}

func (s *Store) insertJobs(n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + s.prefix + "jobs AS j (" + putColumns + ") VALUES ")
	s.dialect.rows(&b, n, putCount)
	b.WriteString(" ON CONFLICT (company, id) DO UPDATE SET ")
	for i, column := range strings.Split(putColumns, ", ")[2:] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(column + " = excluded." + column)
	}
	b.WriteString(" WHERE j.state = 'dropped'")
	return b.String()
}

// putPlan stores a plan that is not there. One that is there is touched, so that it
// is not removed before its new jobs are seen.
func (w *work) putPlan(ctx context.Context, p *plan.Plan) error {
	data, err := packPlan(p)
	if err != nil {
		return fmt.Errorf("sqlstore: plan %q: %w", p.Key, err)
	}
	_, err = w.exec(ctx, "put", w.insertPlan(), p.Company, p.Key, string(data))
	return err
}

func (s *Store) insertPlan() string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + s.prefix + "plans (company, key, data) VALUES ")
	s.dialect.rows(&b, 1, 3)
	b.WriteString(" ON CONFLICT (company, key) DO UPDATE SET key = excluded.key")
	return b.String()
}

// Plan returns a plan that was put and is not done; see [notify.Outbox].
func (s *Store) Plan(ctx context.Context, company, key string) (p plan.Plan, err error) {
	c := s.where()
	c.add("company =", company)
	c.add("key =", key)
	var data []byte
	err = s.handle.QueryRowContext(ctx, "SELECT data FROM "+s.prefix+"plans"+c.String(), c.args...).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return p, notify.ErrNoPlan
	}
	if err != nil {
		return p, s.failed("plan", err)
	}
	if p, err = unpackPlan(data); err != nil {
		return p, fmt.Errorf("sqlstore: plan %q: %w", key, err)
	}
	return p, nil
}

// A jobRow is a job as it is read.
type jobRow struct {
	notify.Job
	seq, due int64
	token    string
	handed   bool
	why      string
}

// jobs reads jobs by a query whose columns are readColumns.
func (w *work) jobs(ctx context.Context, what, query string, args ...any) ([]jobRow, error) {
	rows, err := w.query(ctx, query, args...)
	if err != nil {
		return nil, w.failed(what, err)
	}
	defer func() { _ = rows.Close() }()
	var list []jobRow
	for rows.Next() {
		var r jobRow
		var channel string
		var data []byte
		var notBefore int64
		err := rows.Scan(&r.seq, &r.Company, &r.ID, &r.PlanKey, &channel, &r.Topic, &data, &notBefore, &r.Attempt,
			&r.due, &r.token, &r.handed, &r.why)
		if err != nil {
			return nil, w.failed(what, err)
		}
		var rest unchanging
		if err := json.Unmarshal(data, &rest); err != nil {
			return nil, fmt.Errorf("sqlstore: job %q: %w", r.ID, err)
		}
		r.Channel, r.NotBefore = delivery.Channel(channel), time.UnixMicro(notBefore).UTC()
		r.Order, r.NotAfter, r.Quiet, r.Accepted, r.Later = rest.Order, rest.NotAfter, rest.Quiet, rest.Accepted, rest.Later
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, w.failed(what, err)
	}
	return list, nil
}

// plain returns the jobs in the order in which they were put.
func plain(rows []jobRow) []notify.Job {
	slices.SortFunc(rows, func(a, b jobRow) int { return int(a.seq - b.seq) })
	var list []notify.Job
	for i := range rows {
		list = append(list, rows[i].Job)
	}
	return list
}
