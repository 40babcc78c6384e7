package sqlstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
)

// Erase removes a person from a company's log; see [audit.Store]. It goes over a
// thousand records at a time: after an error, the number says how many are done,
// and it may be repeated. The error is [audit.ErrNoCompany], that there is no
// recipient, or that of ctx or the database.
func (s *Store) Erase(ctx context.Context, company, recipient string) (int, error) {
	if recipient == "" {
		return 0, fmt.Errorf("sqlstore: erase names no recipient")
	}
	total := 0
	for _, column := range []string{"recipient", "intended_for"} { // one at a time, since each has an index
		w := s.where()
		w.add("company =", company)
		w.add(column+" =", recipient)
		w.add("recipient <>", audit.Erased) // else the pages would never end
		w.raw(column + " <> ''")
		n, err := s.rewrite(ctx, company, w, func(r *audit.Record) { r.Erase() })
		if total += n; err != nil {
			return total, err
		}
	}
	return total, nil
}

// DropBodies removes what was written before a time; see [audit.Store]. It goes on
// as [Store.Erase] does, with the same errors.
func (s *Store) DropBodies(ctx context.Context, company string, before time.Time) (int, error) {
	w := s.where()
	w.add("company =", company)
	w.add("at <", before.UnixMicro())
	w.raw("has_body <> 0")
	return s.rewrite(ctx, company, w, func(r *audit.Record) { r.DropBody() })
}

// rewrite changes the records that w finds, a page at a time so that memory is
// bounded; each page leaves what w finds.
func (s *Store) rewrite(ctx context.Context, company string, w *where, change func(*audit.Record)) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if company == "" {
		return 0, audit.ErrNoCompany
	}
	total := 0
	for {
		n := 0
		err := s.together(ctx, func(h Handle) error {
			rows, err := s.read(ctx, h, w, " ORDER BY at, seq", rowsAtOnce)
			if err != nil {
				return err
			}
			n = len(rows)
			for i := range rows {
				change(&rows[i].record)
				if err := s.replace(ctx, h, &rows[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return total, err
		}
		if total += n; n < rowsAtOnce {
			return total, nil
		}
	}
}

// replace writes a changed record back.
func (s *Store) replace(ctx context.Context, h Handle, r *row) error {
	args, err := values(nil, &r.record)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("UPDATE " + s.prefix + "records SET (recipient, intended_for, has_body, data) = (")
	s.dialect.placeholders(&b, 0, 4)
	b.WriteString(") WHERE seq = ")
	s.dialect.placeholders(&b, 4, 1)
	if _, err := h.ExecContext(ctx, b.String(), r.record.Recipient, r.record.IntendedFor, args[columnCount-2], args[columnCount-1], r.seq); err != nil {
		return s.failed("rewrite", err)
	}
	return nil
}
