package sqlstore

import (
	"context"
	"strconv"
	"time"
)

// DropBodies removes what was written before a time; see [audit.Store]. It goes on
// as [Store.Erase] does, with the same errors.
func (s *Store) DropBodies(ctx context.Context, company string, before time.Time) (int, error) {
	if err := mayChange(ctx, company); err != nil {
		return 0, err
	}
	total := 0
	for _, of := range s.parts() {
		for more := true; more; {
			dropped := 0
			err := s.transaction(ctx, 0, func(w *work) (err error) {
				dropped, more, err = w.dropSome(ctx, of, company, before)
				return err
			})
			if err != nil {
				return total, err
			}
			total += dropped
		}
	}
	return total, nil
}

// dropSome removes some bodies of a part, and says how many, and whether there may be
// more.
func (w *work) dropSome(
	ctx context.Context, of part, company string, before time.Time,
) (dropped int, more bool, err error) {
	c := w.of(of, company, nil)
	c.add("body_at <", before.UnixMicro())
	rows, err := w.read(ctx, c, " ORDER BY body_at LIMIT "+strconv.Itoa(threadsAtOnce))
	if err != nil {
		return 0, false, err
	}
	for _, m := range rows {
		for i := range m.records {
			if r := &m.records[i]; r.At.UnixMicro() < before.UnixMicro() && r.DropBody() {
				dropped++
			}
		}
	}
	return dropped, len(rows) == threadsAtOnce, w.rewrite(ctx, company, rows)
}
