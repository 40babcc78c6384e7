package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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

// among joins a condition that a column is one of some values; none is no
// condition. A column with a partial index says once more what the index holds,
// so that it is known to hold all.
func (w *where) among(column string, values ...string) {
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	switch len(values) {
	case 0:
		return
	case 1:
		w.add(column+" =", values[0])
	default:
		w.raw(column + " IN (")
		w.dialect.placeholders(&w.Builder, len(w.args), len(values))
		w.WriteByte(')')
		for _, v := range values {
			w.args = append(w.args, v)
		}
	}
	if column != "thread" {
		w.raw(column + " <> ''")
	}
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

// Records returns a page of a company's messages; see [audit.Store]. Every field
// of a query has an index, so that its cost depends on the page and on the
// values that are asked for, not on the size of the log; several fields at once go
// by one of them. The error is that of [audit.Query.Validate], that the cursor is
// not this store's, or that of ctx or the database.
func (s *Store) Records(ctx context.Context, q audit.Query) (audit.Page, error) {
	if err := ctx.Err(); err != nil {
		return audit.Page{}, err
	}
	if err := q.Validate(); err != nil {
		return audit.Page{}, err
	}
	w := s.conditions(&q)
	if err := w.after(&q); err != nil {
		return audit.Page{}, err
	}
	order, size := " ORDER BY at, seq", q.PageSize()
	if q.Latest {
		order = " ORDER BY at DESC, seq DESC"
	}
	chosen := "SELECT seq, at, company, thread FROM " + s.prefix + "messages" + w.String() + order + " LIMIT " + strconv.Itoa(size+1)
	outer := strings.NewReplacer("at", "m.at", "seq", "m.seq").Replace(order) + ", r.at, r.seq"
	rows, err := s.handle.QueryContext(ctx, "SELECT m.at, m.seq, r.data FROM ("+chosen+") m JOIN "+s.prefix+
		"records r ON r.company = m.company AND r.thread = m.thread"+outer, w.args...)
	if err != nil {
		return audit.Page{}, s.failed("read", err)
	}
	defer func() { _ = rows.Close() }()
	var page audit.Page
	var last string
	messages := 0
	for rows.Next() {
		var at, seq int64
		var data []byte
		if err := rows.Scan(&at, &seq, &data); err != nil {
			return audit.Page{}, s.failed("read", err)
		}
		if place := fmt.Sprintf("%d.%d", at, seq); place != last {
			if messages == size {
				page.Next = last
				break
			}
			last = place
			messages++
		}
		var r audit.Record
		if err := json.Unmarshal(data, &r); err != nil {
			return audit.Page{}, fmt.Errorf("sqlstore: a record of message %d cannot be read: %w", seq, err)
		}
		page.Records = append(page.Records, r)
	}
	if err := rows.Err(); err != nil {
		return audit.Page{}, s.failed("read", err)
	}
	return page, nil
}

// conditions are those of a query's fields that are set.
func (s *Store) conditions(q *audit.Query) *where {
	w := s.where()
	w.add("company =", q.Company)
	w.among("order_id", q.Orders()...)
	if q.OrderKind != "" {
		w.add("order_kind =", q.OrderKind)
	}
	threads := make([]string, len(q.Messages()))
	for i, id := range q.Messages() {
		threads[i] = "m:" + id
	}
	w.among("thread", threads...)
	w.among("key", q.Key)
	w.among("actor_id", q.ActorID)
	w.among("recipient", q.People()...)
	w.among("kind", q.Kind)
	w.among("channel", string(q.Channel))
	w.among("template_id", q.TemplateID)
	w.receipt(s.prefix, q)
	if len(q.Statuses) > 0 {
		var numbers []string
		for _, status := range q.Statuses {
			for _, state := range states[status] {
				numbers = append(numbers, strconv.Itoa(state))
			}
		}
		w.raw("state IN (" + strings.Join(numbers, ",") + ") AND state <> 0")
	}
	if q.NoClaims {
		w.raw("substr(thread, 1, 2) = 'm:'")
	}
	if !q.From.IsZero() {
		w.add("at >=", q.From.UnixMicro())
	}
	if !q.To.IsZero() {
		w.add("at <", q.To.UnixMicro())
	}
	return w
}

// receipt asks for the messages with a receipt of a provider's.
func (w *where) receipt(prefix string, q *audit.Query) {
	if q.Provider == "" && q.ProviderID == "" {
		return
	}
	inner := &where{dialect: w.dialect, args: w.args}
	inner.add("company =", q.Company)
	inner.among("provider_id", q.ProviderID)
	if q.Provider != "" {
		inner.add("provider =", q.Provider)
	}
	w.raw("thread IN (SELECT thread FROM " + prefix + "records" + inner.String() + ")")
	w.args = inner.args
}

var errCursor = errors.New("sqlstore: the cursor is not one that a page of this store gave")

// after goes on behind the page before.
func (w *where) after(q *audit.Query) error {
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
