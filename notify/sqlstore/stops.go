package sqlstore

import (
	"context"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
)

// Jobs of a channel that is stopped are parked: they leave the index by which a lease
// looks for what is due, so that a company whose queue is stopped costs the others
// nothing. Being parked is for speed alone. Whether a job may go is decided by the stop,
// and on PostgreSQL a job that is put while another transaction stops its channel is
// merely not parked.

// stop stops a channel, unless it is stopped already, and parks what waits for it.
func (w *work) stop(ctx context.Context, company string, s notify.Stop) error {
	var b strings.Builder
	b.WriteString("INSERT INTO " + w.prefix + "stops (company, channel, since, why) VALUES ")
	w.dialect.rows(&b, 1, 4)
	b.WriteString(" ON CONFLICT (company, channel) DO NOTHING")
	n, err := w.exec(ctx, "stop", b.String(), company, string(s.Channel), s.Since.UnixMicro(), s.Why)
	if err != nil || n == 0 {
		return err
	}
	c := w.where()
	c.add("company =", company)
	c.add("channel =", string(s.Channel))
	c.raw("state = 'waiting' AND parked = 0")
	_, err = w.exec(ctx, "stop", "UPDATE "+w.prefix+"jobs SET parked = 1"+c.String(), c.args...)
	return err
}

// park marks the rows of jobs that are put while their channel is stopped. On PostgreSQL
// it keeps the channel from being resumed before they are there.
func (w *work) park(ctx context.Context, jobs []notify.Job, rows []any) error {
	stopped := map[string]map[string]bool{} // by company and channel
	for i := range jobs {
		company := jobs[i].Company
		if stopped[company] == nil {
			list, err := w.stops(ctx, company, true)
			if err != nil {
				return err
			}
			stopped[company] = map[string]bool{}
			for _, s := range list {
				stopped[company][string(s.Channel)] = true
			}
		}
		if stopped[company][string(jobs[i].Channel)] {
			rows[(i+1)*putCount-1] = 1
		}
	}
	return nil
}

// Resume lets a company's jobs go over a channel again; see [notify.Outbox].
func (s *Store) Resume(ctx context.Context, company string, channel delivery.Channel) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.together(ctx, func(w *work) error {
		of := func(condition string) *where {
			c := w.where()
			c.add("company =", company)
			c.add("channel =", string(channel))
			if condition != "" {
				c.raw(condition)
			}
			return c
		}
		c := of("")
		if _, err := w.exec(ctx, "resume", "DELETE FROM "+w.prefix+"stops"+c.String(), c.args...); err != nil {
			return err
		}
		c = of("parked = 1")
		_, err := w.exec(ctx, "resume", "UPDATE "+w.prefix+"jobs SET parked = 0"+c.String(), c.args...)
		return err
	})
}

// Stops returns the company's channels that are stopped; see [notify.Outbox].
func (s *Store) Stops(ctx context.Context, company string) ([]notify.Stop, error) {
	return (&work{Store: s, handle: s.handle}).stops(ctx, company, false)
}

// stops reads a company's stops, and keeps others from ending them meanwhile.
func (w *work) stops(ctx context.Context, company string, keep bool) (list []notify.Stop, err error) {
	c := w.where()
	c.add("company =", company)
	query := "SELECT channel, since, why FROM " + w.prefix + "stops" + c.String() + " ORDER BY channel"
	if keep && w.dialect == PostgreSQL {
		query += " FOR KEY SHARE"
	}
	rows, err := w.handle.QueryContext(ctx, query, c.args...)
	if err != nil {
		return nil, w.failed("stops", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var channel, why string
		var since int64
		if err := rows.Scan(&channel, &since, &why); err != nil {
			return nil, w.failed("stops", err)
		}
		list = append(list, notify.Stop{Channel: delivery.Channel(channel), Since: time.UnixMicro(since).UTC(), Why: why})
	}
	if err := rows.Err(); err != nil {
		return nil, w.failed("stops", err)
	}
	return list, nil
}
