package sqlstore

import (
	"context"
	"fmt"

	"github.com/budkavle/budkavle/notify"
)

// Job returns a job in whatever state, for a queue of another kind on top of the
// store; ok is false when it is not there.
func (s *Store) Job(ctx context.Context, company, id string) (j notify.Job, ok bool, err error) {
	c := s.where()
	c.add("company =", company)
	c.add("id =", id)
	rows, err := (&work{Store: s, handle: s.handle}).jobs(ctx, "job",
		"SELECT "+readColumns+" FROM "+s.prefix+"jobs"+c.String(), c.args...)
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
	rows, err := (&work{Store: s, handle: s.handle}).jobs(ctx, "topics",
		"SELECT "+readColumns+" FROM "+s.prefix+"jobs"+c.String(), c.args...)
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
	rows, err := s.handle.QueryContext(ctx,
		"SELECT state, COUNT(*) FROM "+s.prefix+"jobs"+c.String()+" GROUP BY state", c.args...)
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
