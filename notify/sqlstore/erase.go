package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
)

// threadsAtOnce is how many messages are changed in one transaction, so that
// memory is bounded and others get their turn.
const threadsAtOnce = 200

// Erase removes a person from a company's log; see [audit.Store]. It goes over some
// hundred messages at a time: after an error, the result says what is done, and it
// may be repeated. The error is [audit.ErrNoCompany], that of
// [audit.Identities.Validate], or that of ctx or the database.
func (s *Store) Erase(ctx context.Context, company string, who audit.Identities) (audit.Erasure, error) {
	if err := mayChange(ctx, company); err != nil {
		return audit.Erasure{}, err
	}
	e, err := audit.NewEraser(who)
	if err != nil {
		return audit.Erasure{}, err
	}
	unhashed := map[string]bool{}
	for _, look := range []struct {
		table, column string
		values        []string
	}{
		{"messages", "recipient", who.Recipients},
		{"messages", "intended_for", who.Recipients},
		{"messages", "actor_id", who.Actors},
		{"records", "by_id", who.Actors},
	} {
		values := slices.DeleteFunc(slices.Clone(look.values), func(v string) bool { return v == audit.Erased })
		for part := range slices.Chunk(values, threadsAtOnce) {
			if err := s.eraseBy(ctx, e, company, look.table, look.column, part, unhashed); err != nil {
				return e.Erasure(), err
			}
		}
	}
	return e.Erasure(), nil
}

func mayChange(ctx context.Context, company string) error {
	if company == "" {
		return audit.ErrNoCompany
	}
	return ctx.Err()
}

// eraseBy erases what one column finds.
func (s *Store) eraseBy(ctx context.Context, e *audit.Eraser, company, table, column string, values []string, unhashed map[string]bool) error {
	after := int64(0)
	for more := true; more; {
		err := s.transaction(ctx, 0, func(w *work) error {
			c := w.where()
			c.add("company =", company)
			c.among(column, values...)
			c.add("seq >", after)
			threads, last, err := w.threads(ctx, table, c)
			if err != nil {
				return err
			}
			more = len(threads) == threadsAtOnce
			after = last
			if err := w.eraseThreads(ctx, e, company, threads); err != nil {
				return err
			}
			return w.unhash(ctx, e, company, unhashed)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// threads are the next messages that a table has for some conditions, each once.
func (w *work) threads(ctx context.Context, table string, c *where) (threads []string, last int64, err error) {
	rows, err := w.handle.QueryContext(ctx, "SELECT seq, thread FROM "+w.prefix+table+c.String()+" ORDER BY seq LIMIT "+strconv.Itoa(threadsAtOnce), c.args...)
	if err != nil {
		return nil, 0, w.failed("read", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&last, &name); err != nil {
			return nil, 0, w.failed("read", err)
		}
		threads = append(threads, name)
	}
	if err := rows.Err(); err != nil {
		return nil, 0, w.failed("read", err)
	}
	return threads, last, nil
}

// A row is a record and its place.
type row struct {
	seq    int64
	thread string
	record audit.Record
}

// read returns the rows of records that a condition finds, message by message as
// they were stored.
func (w *work) read(ctx context.Context, c *where, limit string) ([]row, error) {
	rows, err := w.handle.QueryContext(ctx, "SELECT seq, thread, data FROM "+w.prefix+"records"+c.String()+limit, c.args...)
	if err != nil {
		return nil, w.failed("read", err)
	}
	defer func() { _ = rows.Close() }()
	var list []row
	for rows.Next() {
		var r row
		var data []byte
		if err := rows.Scan(&r.seq, &r.thread, &data); err != nil {
			return nil, w.failed("read", err)
		}
		if err := json.Unmarshal(data, &r.record); err != nil {
			return nil, fmt.Errorf("sqlstore: record %d cannot be read: %w", r.seq, err)
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, w.failed("read", err)
	}
	return list, nil
}

// eraseThreads takes the person out of some messages.
func (w *work) eraseThreads(ctx context.Context, e *audit.Eraser, company string, threads []string) error {
	if len(threads) == 0 {
		return nil
	}
	c := w.where()
	c.add("company =", company)
	c.among("thread", threads...)
	rows, err := w.read(ctx, c, " ORDER BY thread, seq")
	if err != nil {
		return err
	}
	var changed []row
	renamed, keys := map[string]*audit.Record{}, map[string]string{} // by the name that the message had, and the key
	for from := 0; from < len(rows); {
		to := from
		var records []audit.Record
		for ; to < len(rows) && rows[to].thread == rows[from].thread; to++ {
			records = append(records, rows[to].record)
		}
		if e.Erase(records) {
			for i := range records {
				if was, is := rows[from+i].record.Key, records[i].Key; was != is {
					keys[was] = is
				}
				name := rows[from].thread
				if strings.HasPrefix(name, "m:") {
					name = records[i].Thread()
				}
				changed = append(changed, row{rows[from+i].seq, name, records[i]})
			}
			renamed[rows[from].thread] = &records[0]
		}
		from = to
	}
	if err := w.rewrite(ctx, changed); err != nil {
		return err
	}
	if err := w.hideClaims(ctx, company, keys); err != nil {
		return err
	}
	return w.rename(ctx, company, renamed)
}

// rewrite writes changed records back, all by one statement.
func (w *work) rewrite(ctx context.Context, changed []row) error {
	for part := range slices.Chunk(changed, rowsAtOnce) {
		var b strings.Builder
		b.WriteString("UPDATE " + w.prefix + "records SET thread = v.column2, id = v.column3, by_id = v.column4, provider_id = v.column5, has_body = v.column6, data = v.column7 FROM (VALUES ")
		var args []any
		for i := range part {
			r := &part[i]
			values, err := recordValues(nil, r.thread, &r.record)
			if err != nil {
				return err
			}
			if i > 0 {
				b.WriteByte(',')
			}
			w.casts(&b, len(args), "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "SMALLINT", "TEXT")
			args = append(args, r.seq, values[1], values[2], values[4], values[6], values[7], values[8])
		}
		b.WriteString(") AS v WHERE " + w.prefix + "records.seq = v.column1")
		if _, err := w.handle.ExecContext(ctx, b.String(), args...); err != nil {
			return w.failed("rewrite", err)
		}
	}
	return nil
}

// casts writes a row of placeholders that say their types, which PostgreSQL asks for
// where they are compared with nothing.
func (s *Store) casts(b *strings.Builder, first int, types ...string) {
	b.WriteByte('(')
	for i, t := range types {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("CAST(")
		s.dialect.placeholders(b, first+i, 1)
		b.WriteString(" AS " + t + ")")
	}
	b.WriteByte(')')
}

// rename makes messages be found as their first records are now.
func (w *work) rename(ctx context.Context, company string, renamed map[string]*audit.Record) error {
	if len(renamed) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString("UPDATE " + w.prefix + "messages SET thread = v.column2, recipient = v.column3, intended_for = v.column4, actor_id = v.column5, key = v.column6 FROM (VALUES ")
	var args []any
	for was, r := range renamed {
		if len(args) > 0 {
			b.WriteByte(',')
		}
		w.casts(&b, len(args), "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT")
		name := was
		if strings.HasPrefix(was, "m:") {
			name = r.Thread()
		}
		args = append(args, was, name, r.Recipient, r.IntendedFor, r.Actor.ID, r.Key)
	}
	b.WriteString(") AS v WHERE " + w.prefix + "messages.thread = v.column1 AND " + w.prefix + "messages.company = ")
	w.dialect.placeholders(&b, len(args), 1)
	if _, err := w.handle.ExecContext(ctx, b.String(), append(args, company)...); err != nil {
		return w.failed("rewrite", err)
	}
	return nil
}

// unhash takes the hashes away in which the person may be, of all that has the
// keys of what was erased, in the same transaction: another Erase would not find
// them any more.
func (w *work) unhash(ctx context.Context, e *audit.Eraser, company string, done map[string]bool) error {
	keys := slices.DeleteFunc(e.Keys(), func(key string) bool { return done[key] })
	for part := range slices.Chunk(keys, threadsAtOnce) {
		inner := w.where()
		inner.args = append(inner.args, company)
		inner.add("company =", company)
		inner.among("key", part...)
		c := w.where()
		c.add("company =", company)
		c.raw("thread IN (SELECT thread FROM " + w.prefix + "messages" + inner.String() + ")")
		c.args = inner.args
		rows, err := w.read(ctx, c, "")
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r row) bool { return !e.Unhash(&r.record) })
		for i := range rows {
			e.Unhash(&rows[i].record)
		}
		if err := w.rewrite(ctx, rows); err != nil {
			return err
		}
		same := map[string]string{}
		for _, key := range part {
			same[key], done[key] = key, true
		}
		if err := w.hideClaims(ctx, company, same); err != nil {
			return err
		}
	}
	return nil
}

// hideClaims gives claims other keys and takes their hashes away, where there are
// such claims.
func (w *work) hideClaims(ctx context.Context, company string, keys map[string]string) error {
	if len(keys) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString("UPDATE " + w.prefix + "claims SET plan_hash = '" + audit.Erased + "', key = v.column2 FROM (VALUES ")
	var args []any
	for was, is := range keys {
		if len(args) > 0 {
			b.WriteByte(',')
		}
		w.casts(&b, len(args), "TEXT", "TEXT")
		args = append(args, was, is)
	}
	b.WriteString(") AS v WHERE " + w.prefix + "claims.key = v.column1 AND " + w.prefix + "claims.company = ")
	w.dialect.placeholders(&b, len(args), 1)
	if _, err := w.handle.ExecContext(ctx, b.String(), append(args, company)...); err != nil {
		return w.failed("rewrite", err)
	}
	return nil
}

// DropBodies removes what was written before a time; see [audit.Store]. It goes on
// as [Store.Erase] does, with the same errors.
func (s *Store) DropBodies(ctx context.Context, company string, before time.Time) (int, error) {
	if err := mayChange(ctx, company); err != nil {
		return 0, err
	}
	total := 0
	for more := true; more; {
		err := s.transaction(ctx, 0, func(w *work) error {
			c := w.where()
			c.add("company =", company)
			c.add("at <", before.UnixMicro())
			c.raw("has_body <> 0")
			rows, err := w.read(ctx, c, " ORDER BY at LIMIT "+strconv.Itoa(rowsAtOnce))
			if err != nil {
				return err
			}
			more = len(rows) == rowsAtOnce
			for i := range rows {
				rows[i].record.DropBody()
			}
			if err := w.rewrite(ctx, rows); err != nil {
				return err
			}
			total += len(rows)
			return nil
		})
		if err != nil {
			return total, err
		}
	}
	return total, nil
}
