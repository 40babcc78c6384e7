package sqlstore

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
)

// HandOver marks the jobs of leases that still hold, and stores their records; see
// [notify.Outbox].
func (s *Store) HandOver(ctx context.Context, now time.Time, hands ...notify.HandOver) (held []bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = s.together(ctx, func(w *work) error {
		held = make([]bool, len(hands))
		var records []audit.Record
		for from := 0; from < len(hands); from += jobsAtOnce {
			part := hands[from:min(from+jobsAtOnce, len(hands))]
			marked, err := w.mark(ctx, now, part)
			if err != nil {
				return err
			}
			for i := range part {
				if h := &part[i]; marked[jobKey{h.Company, h.ID, h.Token}] {
					held[from+i] = true
					records = append(records, h.Record)
				}
			}
		}
		if err := valid(ctx, records); err != nil || len(records) == 0 {
			return err
		}
		return w.insert(ctx, records)
	})
	if err != nil {
		return nil, err
	}
	return held, nil
}

type jobKey struct{ company, id, token string }

// mark marks the jobs of leases that still hold, and says which these are.
func (w *work) mark(ctx context.Context, now time.Time, hands []notify.HandOver) (map[jobKey]bool, error) {
	args := make([]any, 0, 3*len(hands)+1)
	for i := range hands {
		args = append(args, hands[i].Company, hands[i].ID, hands[i].Token)
	}
	rows, err := w.query(ctx, w.markHanded(len(hands)), append(args, now.UnixMicro())...)
	if err != nil {
		return nil, w.failed("hand over", err)
	}
	defer func() { _ = rows.Close() }()
	marked := make(map[jobKey]bool, len(hands))
	for rows.Next() {
		var k jobKey
		if err := rows.Scan(&k.company, &k.id, &k.token); err != nil {
			return nil, w.failed("hand over", err)
		}
		marked[k] = true
	}
	if err := rows.Err(); err != nil {
		return nil, w.failed("hand over", err)
	}
	return marked, nil
}

// markHanded takes n times a lease, and then the time.
func (s *Store) markHanded(n int) string {
	return s.holding(n, "handed = 1") + " RETURNING company, id, token"
}

// holding updates the jobs of n leases that still hold, which takes n times company, ID,
// token and values of some types, which are v.c0, v.c1 …, and then the time.
func (s *Store) holding(n int, set string, types ...string) string {
	var b strings.Builder
	b.WriteString("WITH v (of_company, of_id, of_token")
	for i := range types {
		b.WriteString(", c" + strconv.Itoa(i))
	}
	b.WriteString(") AS (VALUES ")
	all := append([]string{"TEXT", "TEXT", "TEXT"}, types...)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		s.casts(&b, i*len(all), all...)
	}
	jobs := s.prefix + "jobs"
	b.WriteString(") UPDATE " + jobs + " SET " + set + " FROM v WHERE " + jobs + ".company = v.of_company AND " +
		jobs + ".id = v.of_id AND " +
		jobs + ".token = v.of_token AND " + jobs + ".token <> '' AND state = 'waiting' AND until_at > ")
	s.dialect.placeholders(&b, n*len(all), 1)
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
		for part := range slices.Chunk(settlements, jobsAtOnce) {
			if err := w.settle(ctx, now, part); err != nil {
				return err
			}
		}
		if err := w.insert(ctx, records); err != nil {
			return err
		}
		return w.removePlans(ctx, plans)
	})
}

// settle ends leases, all of which must hold.
func (w *work) settle(ctx context.Context, now time.Time, settlements []notify.Settlement) error {
	var again, ends []any
	for i := range settlements {
		switch s := &settlements[i]; s.State {
		case notify.JobWaiting:
			again = append(again, s.Company, s.ID, s.Token, s.NotBefore.UnixMicro(), s.Attempt, s.Why)
		case notify.JobHeld:
			ends = append(ends, s.Company, s.ID, s.Token, string(s.State), 0, s.Attempt, s.Why)
		default:
			ends = append(ends, s.Company, s.ID, s.Token, string(s.State), now.UnixMicro(), s.Attempt, s.Why)
		}
	}
	settled := int64(0)
	if len(again) > 0 {
		n, err := w.exec(ctx, "settle", w.waitAgain(len(again)/6), append(again, now.UnixMicro())...)
		if err != nil {
			return err
		}
		settled += n
	}
	if len(ends) > 0 {
		n, err := w.exec(ctx, "settle", w.endJobs(len(ends)/7), append(ends, now.UnixMicro())...)
		if err != nil {
			return err
		}
		settled += n
	}
	if settled < int64(len(settlements)) {
		return notify.ErrLeaseLost
	}
	for i := range settlements {
		if s := &settlements[i]; s.Stop {
			if err := w.stop(ctx, s.Company, notify.Stop{Channel: s.Channel, Since: now, Why: s.Why}); err != nil {
				return err
			}
		}
	}
	return nil
}

// leaseOver takes a job's lease.
const leaseOver = "token = '', until_at = 0, handed = 0, "

// waitAgain takes n times a lease, the time, the attempt and why, and then the time.
func (s *Store) waitAgain(n int) string {
	return s.holding(n, leaseOver+"not_before = v.c0, due_at = v.c0, attempt = v.c1, why = v.c2",
		"BIGINT", "INTEGER", "TEXT")
}

// endJobs takes n times a lease, the state, when it was settled, the attempt and why, and
// then the time.
func (s *Store) endJobs(n int) string {
	return s.holding(n, leaseOver+"state = v.c0, settled_at = v.c1, attempt = v.c2, why = v.c3",
		"TEXT", "BIGINT", "INTEGER", "TEXT")
}
