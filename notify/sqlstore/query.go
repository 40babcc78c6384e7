package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
)

// Records returns a page of a company's messages; see [audit.Store]. Every field
// of a query has an index, so that its cost depends on the page and on the
// values that are asked for, not on the size of the log; of several fields at once,
// the one that finds least goes by its index. The error is that of
// [audit.Query.Validate], that the cursor is not this store's, or that of ctx or
// the database.
func (s *Store) Records(ctx context.Context, q audit.Query) (audit.Page, error) {
	if err := ctx.Err(); err != nil {
		return audit.Page{}, err
	}
	if err := q.Validate(); err != nil {
		return audit.Page{}, err
	}
	after, err := parseCursor(q.Cursor)
	if err != nil {
		return audit.Page{}, err
	}
	chosen, args := s.choose(&q, after)
	order := "m.at, m.seq"
	if q.Latest {
		order = "m.at DESC, m.seq DESC"
	}
	rows, err := s.query(ctx, "SELECT m.at, m.seq, m.data FROM ("+chosen+") c JOIN "+s.prefix+
		"messages m ON m.seq = c.seq ORDER BY "+order, args...)
	if err != nil {
		return audit.Page{}, s.failed("read", err)
	}
	defer func() { _ = rows.Close() }()
	page, err := readPage(rows, q.PageSize())
	if err != nil {
		return audit.Page{}, s.failed("read", err)
	}
	return page, nil
}

// readPage reads so many messages, and whether there is one more.
func readPage(rows *sql.Rows, size int) (page audit.Page, err error) {
	var last place
	for messages := 0; rows.Next(); messages++ {
		if messages == size {
			page.Next = fmt.Sprintf("%d.%d", last.at, last.seq)
			break
		}
		var data string
		if err := rows.Scan(&last.at, &last.seq, &data); err != nil {
			return page, err
		}
		before := len(page.Records)
		if page.Records, err = appendRecords(page.Records, data); err != nil {
			return page, fmt.Errorf("message %d: %w", last.seq, err)
		}
		slices.SortStableFunc(page.Records[before:], func(a, b audit.Record) int { return a.At.Compare(b.At) })
	}
	return page, rows.Err()
}

// choose is the query for the messages of a page and one more.
func (s *Store) choose(q *audit.Query, after *place) (query string, args []any) {
	limit := " LIMIT " + strconv.Itoa(q.PageSize()+1)
	order := " ORDER BY at, seq"
	if q.Latest {
		order = " ORDER BY at DESC, seq DESC"
	}
	filters := filtersOf(q)
	if s.dialect != SQLite || q.ProviderID != "" || len(filters) > 0 && !settling[filters[0].column] {
		return s.chooseFrom(q, filters, after, whole, order, limit, nil)
	}
	settled, args := s.chooseFrom(q, filters, after, settled, order, limit, nil)
	unsettled, args := s.chooseFrom(q, filters, after, unsettled, order, limit, args)
	return "SELECT * FROM (" + settled + ") a UNION ALL SELECT * FROM (" + unsettled + ") b" + order + limit, args
}

// A part is that of the messages which a query is about.
type part int

// On SQLite the columns with few values have indexes of the settled messages alone,
// and the few others are looked through.
const (
	whole part = iota
	settled
	unsettled
)

// settling are the columns whose indexes hold settled messages.
var settling = map[string]bool{"key": true, "actor_id": true, "template_id": true, "kind": true, "channel": true}

// parts are all of a company's messages.
func (s *Store) parts() []part {
	if s.dialect == SQLite {
		return []part{unsettled, settled} // in this order: what is settled meanwhile is seen twice, and nothing missed
	}
	return []part{whole}
}

// of begins the conditions of a part of a company's messages. Not settled is what came
// after the last full sixty-four.
func (s *Store) of(p part, company string, args []any) *where {
	w := s.where()
	w.args = args
	switch p {
	case unsettled:
		w.raw("seq > (SELECT COALESCE(MAX(seq), 0) / 64 * 64 FROM " + s.prefix + "messages)")
		w.beside("company", company)
		return w
	case settled:
		w.raw("settled = 1")
	case whole:
	}
	w.add("company =", company)
	return w
}

// by joins the condition that leads to the messages of a part.
func (w *where) by(p part, column string, values []string) {
	if p == unsettled {
		w.beside(column, values...)
		return
	}
	w.among(column, values...)
}

// chooseFrom is choose in a part. Statuses without anything that finds less are
// looked for one by one, since a list of them would be sorted whole.
func (s *Store) chooseFrom(
	q *audit.Query, filters []filter, after *place, of part, order, limit string, args []any,
) (string, []any) {
	const columns = "SELECT seq, at FROM "
	if of != unsettled && len(q.Statuses) > 0 && (len(filters) == 0 || filters[0].column == "channel") {
		var branches []string
		for _, status := range q.Statuses {
			for _, state := range states[status] {
				w := s.conditions(q, filters, after, of, args)
				w.raw("state = " + strconv.Itoa(state) + " AND state <> 0")
				branch := columns + s.prefix + "messages" + w.String() + order + limit
				branches, args = append(branches, "SELECT * FROM ("+branch+") s"+strconv.Itoa(state)), w.args
			}
		}
		return "SELECT * FROM (" + strings.Join(branches, " UNION ALL ") + ") u" + order + limit, args
	}
	w := s.conditions(q, filters, after, of, args)
	if len(filters) > 0 && filters[0].column == "recipient" && onlyFailed(q.Statuses) {
		w.raw("state IN (3, 8, 10)") // as the index says it
	}
	if len(q.Statuses) > 0 {
		var numbers []string
		for _, status := range q.Statuses {
			for _, state := range states[status] {
				numbers = append(numbers, strconv.Itoa(state))
			}
		}
		w.raw("+state IN (" + strings.Join(numbers, ",") + ")")
	}
	if len(filters) > 0 && len(filters[0].values) > 1 {
		// Many values are found one by one and sorted: the order of time alone would
		// lead through the whole log.
		order = strings.Replace(order, "at", "+at", 1)
	}
	return columns + s.prefix + "messages" + w.String() + order + limit, w.args
}

// onlyFailed reports whether statuses are those that few messages have, whose recipients
// have an index of their own.
func onlyFailed(statuses []delivery.Status) bool {
	return len(statuses) > 0 && !slices.ContainsFunc(statuses, func(s delivery.Status) bool {
		return s != delivery.StatusFailed && s != delivery.StatusBounced
	})
}

// A filter is a column and what it may be.
type filter struct {
	column string
	values []string
}

// filtersOf are the filters of a query that are set; the first one finds least, and
// goes by its index.
func filtersOf(q *audit.Query) []filter {
	threads := make([]string, len(q.Messages()))
	for i, id := range q.Messages() {
		threads[i] = "m:" + id
	}
	one := func(text string) []string {
		if text == "" {
			return nil
		}
		return []string{text}
	}
	return slices.DeleteFunc([]filter{
		{"thread", threads},
		{"key", one(q.Key)},
		{"order_id", q.Orders()},
		{"recipient", q.People()},
		{"actor_id", one(q.ActorID)},
		{"template_id", one(q.TemplateID)},
		{"kind", one(q.Kind)},
		{"channel", one(string(q.Channel))},
	}, func(f filter) bool { return len(f.values) == 0 })
}

// conditions are those of a query's fields that are set, apart from its statuses.
// Their values go behind args.
func (s *Store) conditions(q *audit.Query, filters []filter, after *place, of part, args []any) *where {
	w := s.of(of, q.Company, args)
	if q.ProviderID != "" { // what leads to the message, and not the company
		w = s.where()
		w.args = args
		w.beside("company", q.Company)
	}
	byStatus := len(q.Statuses) > 0 && len(filters) > 0 && filters[0].column == "channel"
	byReceipt := q.ProviderID != ""
	for i, f := range filters {
		if i == 0 && !byStatus && !byReceipt {
			w.by(of, f.column, f.values)
		} else {
			w.beside(f.column, f.values...)
		}
	}
	if q.OrderKind != "" {
		w.add("order_kind =", q.OrderKind)
	}
	switch {
	case byReceipt:
		s.receipt(w, q)
	case q.Provider != "":
		w.add("(provider =", q.Provider)
		inner := s.linked(w, q.Company, linkReceipt+q.Provider)
		w.WriteString(" OR seq IN (SELECT message FROM " + s.prefix + "links" + inner.String() + "))")
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
	w.after(q, after)
	return w
}

// receipt asks for the messages with a receipt: their first one, or a further one.
func (s *Store) receipt(w *where, q *audit.Query) {
	var queries []string
	for _, of := range s.parts() {
		inner := s.of(of, q.Company, w.args)
		inner.by(of, "provider_id", []string{q.ProviderID})
		if q.Provider != "" {
			inner.beside("provider", q.Provider)
		}
		queries, w.args = append(queries, "SELECT seq FROM "+s.prefix+"messages"+inner.String()), inner.args
	}
	inner := s.where()
	inner.args = w.args
	inner.add("company =", q.Company)
	inner.add("value =", q.ProviderID)
	if q.Provider != "" {
		inner.add("name =", linkReceipt+q.Provider)
	} else {
		inner.raw("name <> '" + linkBy + "'")
	}
	w.args = inner.args
	w.raw("seq IN (" + strings.Join(queries, " UNION ALL ") +
		" UNION ALL SELECT message FROM " + s.prefix + "links" + inner.String() + ")")
}

// linked are the conditions of links by their name, behind what w has.
func (s *Store) linked(w *where, company, name string) *where {
	inner := s.where()
	inner.args = w.args
	inner.add("company =", company)
	inner.add("name =", name)
	w.args = inner.args
	return inner
}
