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
	putColumns = "company, id, plan_key, channel, topic, data, state, not_before, attempt, due_at, was_due_at, token, until_at, " +
		"handed, why, settled_at, parked"
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
		args = append(args, j.Company, j.ID, j.PlanKey, string(j.Channel), j.Topic, data, string(notify.JobWaiting), due, j.Attempt, due, due, "", 0, 0, "", 0, 0)
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
		if err := rows.Scan(&r.seq, &r.Company, &r.ID, &r.PlanKey, &channel, &r.Topic, &data, &notBefore, &r.Attempt, &r.due, &r.token, &r.handed, &r.why); err != nil {
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

// Job returns a job in whatever state, for a queue of another kind on top of the
// store; ok is false when it is not there.
func (s *Store) Job(ctx context.Context, company, id string) (j notify.Job, ok bool, err error) {
	c := s.where()
	c.add("company =", company)
	c.add("id =", id)
	rows, err := (&work{Store: s, handle: s.handle}).jobs(ctx, "job", "SELECT "+readColumns+" FROM "+s.prefix+"jobs"+c.String(), c.args...)
	if err != nil || len(rows) == 0 {
		return j, false, err
	}
	return rows[0].Job, true, nil
}

// Topics returns the company's waiting jobs whose topic begins so; see
// [notify.Outbox].
func (s *Store) Topics(ctx context.Context, company, prefix string) ([]notify.Job, error) {
	c := s.where()
	c.add("company =", company)
	c.raw("state = 'waiting'")
	c.add("topic >=", prefix)
	if end := behind(prefix); end != "" {
		c.add("topic <", end)
	}
	rows, err := (&work{Store: s, handle: s.handle}).jobs(ctx, "topics", "SELECT "+readColumns+" FROM "+s.prefix+"jobs"+c.String(), c.args...)
	return plain(rows), err
}

// behind is the first text behind all that begin so; "" when there is none. Both
// databases compare these bytes, whose order is that of the characters.
func behind(prefix string) string {
	runes := []rune(prefix)
	for len(runes) > 0 {
		last := &runes[len(runes)-1]
		switch *last {
		case 0x10ffff:
			runes = runes[:len(runes)-1]
			continue
		case 0xd7ff: // behind it lie the halves of pairs, which are no characters
			*last = 0xe000
		default:
			*last++
		}
		return string(runes)
	}
	return ""
}

// heldPage is how many held jobs a page has.
const heldPage = 100

// Held returns the held jobs in pages, the oldest first; see [notify.Outbox]. A
// cursor that no page gave is [audit.ErrCursor].
func (s *Store) Held(ctx context.Context, company, cursor string) (page []notify.HeldJob, next string, err error) {
	c := s.where()
	c.add("company =", company)
	c.raw("state = 'held'")
	if cursor != "" {
		after, err := parseCursor("0." + cursor)
		if err != nil {
			return nil, "", err
		}
		c.add("seq >", after.seq)
	}
	query := fmt.Sprintf("SELECT %s FROM %sjobs%s ORDER BY seq LIMIT %d", readColumns, s.prefix, c, heldPage+1)
	rows, err := (&work{Store: s, handle: s.handle}).jobs(ctx, "held", query, c.args...)
	for i := range rows {
		if i == heldPage {
			next = fmt.Sprint(rows[i-1].seq)
			break
		}
		page = append(page, notify.HeldJob{Job: rows[i].Job, Why: rows[i].why})
	}
	return page, next, err
}

// Progress counts the jobs of a plan; with an empty key those of the company.
func (s *Store) Progress(ctx context.Context, company, planKey string) (p notify.Progress, err error) {
	c := s.where()
	c.add("company =", company)
	if planKey != "" {
		c.add("plan_key =", planKey)
	}
	rows, err := s.handle.QueryContext(ctx, "SELECT state, COUNT(*) FROM "+s.prefix+"jobs"+c.String()+" GROUP BY state", c.args...)
	if err != nil {
		return p, s.failed("progress", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var state string
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return p, s.failed("progress", err)
		}
		switch notify.JobState(state) {
		case notify.JobHeld:
			p.Held += n
		case notify.JobSent:
			p.Sent += n
		case notify.JobFailed:
			p.Failed += n
		case notify.JobDropped:
			p.Dropped += n
		case notify.JobPlanned: // its messages are counted
		default:
			p.Waiting += n
		}
	}
	if err := rows.Err(); err != nil {
		return p, s.failed("progress", err)
	}
	return p, nil
}
