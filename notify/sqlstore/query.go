package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/budkavle/budkavle/audit"
)

// where collects the conditions of a query.
type where struct {
	strings.Builder
	dialect Dialect
	args    []any
}

func (s *Store) where() *where { return &where{dialect: s.dialect} }

// add joins a condition whose last part is a value.
func (w *where) add(condition string, value any) {
	w.raw(condition + " ")
	w.dialect.placeholders(&w.Builder, len(w.args), 1)
	w.args = append(w.args, value)
}

// raw joins a condition without a value.
func (w *where) raw(condition string) {
	if w.Len() == 0 {
		w.WriteString(" WHERE ")
	} else {
		w.WriteString(" AND ")
	}
	w.WriteString(condition)
}

// Records returns a page of a company's records; see [audit.Store]. Its cost
// depends on the page, not on the size of the log. The error is
// [audit.ErrNoCompany], that the cursor is not this store's, or that of ctx or the
// database.
func (s *Store) Records(ctx context.Context, q audit.Query) (audit.Page, error) {
	if err := ctx.Err(); err != nil {
		return audit.Page{}, err
	}
	if q.Company == "" {
		return audit.Page{}, audit.ErrNoCompany
	}
	w := s.conditions(q)
	if err := w.after(q); err != nil {
		return audit.Page{}, err
	}
	order := " ORDER BY at, seq"
	if q.Latest {
		order = " ORDER BY at DESC, seq DESC"
	}
	size := q.PageSize()
	rows, err := s.read(ctx, s.handle, w, order, size+1)
	if err != nil {
		return audit.Page{}, err
	}
	var page audit.Page
	if len(rows) > size {
		rows = rows[:size]
		last := rows[size-1]
		page.Next = fmt.Sprintf("%d.%d", last.record.At.UnixMicro(), last.seq)
	}
	for i := range rows {
		page.Records = append(page.Records, rows[i].record)
	}
	return page, nil
}

// conditions are those of a query's fields that are set.
func (s *Store) conditions(q audit.Query) *where {
	w := s.where()
	w.add("company =", q.Company)
	for _, c := range []struct{ column, value string }{
		{"order_id", q.OrderID}, {"order_kind", q.OrderKind}, {"message_id", q.MessageID}, {"provider_id", q.ProviderID}, {"provider", q.Provider},
		{"key", q.Key}, {"actor_id", q.ActorID}, {"recipient", q.Recipient}, {"kind", q.Kind}, {"channel", string(q.Channel)}, {"status", string(q.Status)},
	} {
		if c.value == "" {
			continue
		}
		w.add(c.column+" =", c.value)
		if strings.HasSuffix(c.column, "_id") && c.column != "order_id" || c.column == "key" {
			// Said once more, so that the partial index is known to hold all.
			w.raw(c.column + " <> ''")
		}
	}
	if !q.From.IsZero() {
		w.add("at >=", q.From.UnixMicro())
	}
	if !q.To.IsZero() {
		w.add("at <", q.To.UnixMicro())
	}
	return w
}

var errCursor = errors.New("sqlstore: the cursor is not one that a page of this store gave")

// after goes on behind the page before.
func (w *where) after(q audit.Query) error {
	if q.Cursor == "" {
		return nil
	}
	at, seq, ok := strings.Cut(q.Cursor, ".")
	micros, err := strconv.ParseInt(at, 10, 64)
	number, err2 := strconv.ParseInt(seq, 10, 64)
	if !ok || err != nil || err2 != nil {
		return errCursor
	}
	comparison := "(at, seq) > ("
	if q.Latest {
		comparison = "(at, seq) < ("
	}
	w.raw(comparison)
	w.dialect.placeholders(&w.Builder, len(w.args), 2)
	w.WriteByte(')')
	w.args = append(w.args, micros, number)
	return nil
}

// row is a record and its place.
type row struct {
	seq    int64
	record audit.Record
}

// read returns at most so many rows.
func (s *Store) read(ctx context.Context, h Handle, w *where, order string, limit int) ([]row, error) {
	query := "SELECT seq, data FROM " + s.prefix + "records" + w.String() + order + " LIMIT " + strconv.Itoa(limit)
	rows, err := h.QueryContext(ctx, query, w.args...)
	if err != nil {
		return nil, s.failed("read", err)
	}
	defer func() { _ = rows.Close() }()
	var list []row
	for rows.Next() {
		var r row
		var data []byte
		if err := rows.Scan(&r.seq, &data); err != nil {
			return nil, s.failed("read", err)
		}
		if err := json.Unmarshal(data, &r.record); err != nil {
			return nil, fmt.Errorf("sqlstore: record %d cannot be read: %w", r.seq, err)
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, s.failed("read", err)
	}
	return list, nil
}
