package sqlstore

import (
	"context"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
)

// Claim gives one caller per key the right to send, in however many processes, and
// stores what comes with it in the same transaction; see [audit.Store]. Inside a
// transaction another caller waits for its end. The error is [audit.ErrKeyReused],
// that of [audit.ValidateClaim], or that of ctx or the database.
func (s *Store) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (first bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if err := audit.ValidateClaim(&claim, with); err != nil {
		return false, err
	}
	records := append([]audit.Record{claim}, with...)
	further := furtherKeys(claim.Key, with)
	err = s.together(ctx, func(w *work) error {
		first = false
		n, err := w.claimKeys(ctx, records[:1])
		if err != nil {
			return err
		}
		if n == 0 {
			return w.sameContent(ctx, &claim)
		}
		n, err = w.claimKeys(ctx, further)
		if err != nil {
			return err
		}
		if n < len(further) {
			return audit.ErrKeyReused
		}
		first = true
		return w.insert(ctx, records)
	})
	return first && err == nil, err
}

// furtherKeys are the records with a key of their own, the first of each.
func furtherKeys(claimed string, with []audit.Record) []audit.Record {
	had := map[string]bool{"": true, claimed: true}
	var list []audit.Record
	for i := range with {
		if !had[with[i].Key] {
			had[with[i].Key] = true
			list = append(list, with[i])
		}
	}
	return list
}

func (s *Store) insertClaims(n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + s.prefix + "claims (company, key, plan_hash) VALUES ")
	s.dialect.rows(&b, n, 3)
	b.WriteString(" ON CONFLICT (company, key) DO NOTHING")
	return b.String()
}

// claimKeys says how many of the records' keys were free.
func (w *work) claimKeys(ctx context.Context, records []audit.Record) (free int, err error) {
	for part := range slices.Chunk(records, rowsAtOnce) {
		var args []any
		for i := range part {
			args = append(args, part[i].Company, part[i].Key, part[i].PlanHash)
		}
		n, err := w.exec(ctx, "claim", w.insertClaims(len(part)), args...)
		if err != nil {
			return 0, err
		}
		free += int(n)
	}
	return free, nil
}

// sameContent refuses a claim whose key is another plan's, or of one whose hash was
// erased.
func (w *work) sameContent(ctx context.Context, claim *audit.Record) error {
	c := w.where()
	c.add("company =", claim.Company)
	c.add("key =", claim.Key)
	var hash string
	err := w.handle.QueryRowContext(ctx, "SELECT plan_hash FROM "+w.prefix+"claims"+c.String(), c.args...).Scan(&hash)
	if err != nil {
		return w.failed("claim", err)
	}
	if hash != claim.PlanHash || hash == audit.Erased {
		return audit.ErrKeyReused
	}
	return nil
}
