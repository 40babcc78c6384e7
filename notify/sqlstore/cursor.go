package sqlstore

import (
	"strconv"
	"strings"

	"github.com/budkavle/budkavle/audit"
)

// A place is that of a message in the order of the log.
type place struct{ at, seq int64 }

func parseCursor(cursor string) (*place, error) {
	if cursor == "" {
		return nil, nil
	}
	at, seq, ok := strings.Cut(cursor, ".")
	micros, err := strconv.ParseInt(at, 10, 64)
	number, err2 := strconv.ParseInt(seq, 10, 64)
	if !ok || err != nil || err2 != nil {
		return nil, audit.ErrCursor
	}
	return &place{micros, number}, nil
}

// after goes on behind the page before.
func (w *where) after(q *audit.Query, last *place) {
	if last == nil {
		return
	}
	comparison := "(at, seq) > ("
	if q.Latest {
		comparison = "(at, seq) < ("
	}
	w.raw(comparison)
	w.dialect.placeholders(&w.Builder, len(w.args), 2)
	w.WriteByte(')')
	w.args = append(w.args, last.at, last.seq)
}
