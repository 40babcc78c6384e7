package sqlstore

import "strings"

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

// among joins a condition that a column is one of some values, of which there is
// at least one. A column with a partial index says once more what the index holds,
// so that it is known to hold all.
func (w *where) among(column string, values ...string) {
	w.oneOf(column, values)
	if column != "thread" {
		w.raw(column + " <> ''")
	}
}

// beside is among for a condition by which no index is to be chosen: SQLite has no
// statistics and would take any.
func (w *where) beside(column string, values ...string) {
	if w.dialect == SQLite {
		column = "+" + column
	}
	w.oneOf(column, values)
}

func (w *where) oneOf(column string, values []string) {
	if len(values) == 1 {
		w.add(column+" =", values[0])
		return
	}
	w.raw(column + " IN (")
	w.dialect.placeholders(&w.Builder, len(w.args), len(values))
	w.WriteByte(')')
	for _, v := range values {
		w.args = append(w.args, v)
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
