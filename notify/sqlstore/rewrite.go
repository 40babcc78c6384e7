package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
)

// A row is a message and its place.
type row struct {
	seq     int64
	thread  string
	records []audit.Record // as they were stored
}

// read returns the messages that a condition finds.
func (w *work) read(ctx context.Context, c *where, limit string) ([]row, error) {
	rows, err := w.handle.QueryContext(ctx,
		"SELECT seq, thread, data FROM "+w.prefix+"messages"+c.String()+limit, c.args...)
	if err != nil {
		return nil, w.failed("read", err)
	}
	defer func() { _ = rows.Close() }()
	var list []row
	for rows.Next() {
		var r row
		var data string
		if err := rows.Scan(&r.seq, &r.thread, &data); err != nil {
			return nil, w.failed("read", err)
		}
		if r.records, err = appendRecords(nil, data); err != nil {
			return nil, fmt.Errorf("sqlstore: message %d cannot be read: %w", r.seq, err)
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, w.failed("read", err)
	}
	return list, nil
}

// rewrite writes changed messages back, all by one statement.
func (w *work) rewrite(ctx context.Context, company string, changed []row) error {
	for part := range slices.Chunk(changed, rowsAtOnce) {
		var b strings.Builder
		b.WriteString("UPDATE " + w.prefix +
			"messages SET thread = v.column2, recipient = v.column3, intended_for = v.column4, " +
			"actor_id = v.column5, key = v.column6, provider = v.column7, provider_id = v.column8, " +
			"body_at = v.column9, data = v.column10 " +
			"FROM (VALUES ")
		var args, seqs []any
		var links []link
		for i := range part {
			values, first, more, err := rewritten(&part[i], company)
			if err != nil {
				return err
			}
			if i > 0 {
				b.WriteByte(',')
			}
			w.casts(&b, len(args), "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "TEXT")
			r := &part[i].records[0]
			args = append(args, part[i].seq, part[i].thread, r.Recipient, r.IntendedFor, r.Actor.ID, r.Key,
				first.provider, first.id)
			args, links, seqs = append(args, values...), append(links, more...), append(seqs, part[i].seq)
		}
		b.WriteString(") AS v WHERE " + w.prefix + "messages.seq = v.column1")
		if _, err := w.handle.ExecContext(ctx, b.String(), args...); err != nil {
			return w.failed("rewrite", err)
		}
		if err := w.replaceLinks(ctx, seqs, links); err != nil {
			return err
		}
	}
	return nil
}

// rewritten are when the oldest body of a message was made and its records as JSON,
// and what leads to it.
func rewritten(m *row, company string) (values []any, first receipt, links []link, err error) {
	var oldest any
	var lines []string
	for i := range m.records {
		r := &m.records[i]
		if at, ok := bodyAt(r).(int64); ok && (oldest == nil || at < oldest.(int64)) {
			oldest = at
		}
		if first == (receipt{}) {
			first = receiptOf(r)
		}
		links = linksOf(links, m.seq, r, first)
		data, err := json.Marshal(r)
		if err != nil {
			return nil, receipt{}, nil, fmt.Errorf("sqlstore: record %q: %w", r.ID, err)
		}
		lines = append(lines, string(data))
	}
	return []any{oldest, strings.Join(lines, "\n")}, first, links, nil
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
