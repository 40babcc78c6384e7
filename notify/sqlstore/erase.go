package sqlstore

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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
	looks := []look{
		{"recipient", who.Recipients, whole},
		{"intended_for", who.Recipients, whole},
		{linkBy, who.Actors, whole},
	}
	for _, of := range s.parts() {
		looks = append(looks, look{"actor_id", who.Actors, of})
	}
	for _, look := range looks {
		values := slices.DeleteFunc(slices.Clone(look.values), func(v string) bool { return v == audit.Erased })
		if look.column == "recipient" || look.column == "intended_for" {
			spelled, err := s.spellings(ctx, company, look.column, values)
			if err != nil {
				return e.Erasure(), err
			}
			values = append(values, spelled...)
		}
		for part := range slices.Chunk(values, threadsAtOnce) {
			if err := s.eraseBy(ctx, e, company, look, part, unhashed); err != nil {
				return e.Erasure(), err
			}
		}
	}
	return e.Erasure(), nil
}

// spellings are those of some addresses that a column has in other capitals. It goes over
// all of the company's messages once for each address.
func (s *Store) spellings(ctx context.Context, company, column string, addresses []string) (list []string, err error) {
	for _, address := range addresses {
		if !strings.Contains(address, "@") {
			continue
		}
		alike, err := s.alike(ctx, company, column, address)
		if err != nil {
			return nil, s.failed("erase", err)
		}
		for _, one := range alike {
			if one != address && strings.EqualFold(one, address) {
				list = append(list, one)
			}
		}
	}
	return list, nil
}

// alike are the values of a column that may be spellings of an address.
func (s *Store) alike(ctx context.Context, company, column, address string) (list []string, err error) {
	c := s.where()
	c.add("company =", company)
	c.raw(column + " <> ''")
	c.add("lower("+column+") LIKE", spelledAlike(address))
	rows, err := s.handle.QueryContext(ctx,
		"SELECT DISTINCT "+column+" FROM "+s.prefix+"messages"+c.String()+` ESCAPE '\'`, c.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, rows.Err()
}

// spelledAlike is a pattern for all spellings of an address in small letters, and for some
// others: databases do not agree on the small letter of what is not ASCII.
func spelledAlike(address string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(address) {
		switch {
		case r == '\\' || r == '%' || r == '_':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
	}
	return b.String()
}

func mayChange(ctx context.Context, company string) error {
	if company == "" {
		return audit.ErrNoCompany
	}
	return ctx.Err()
}

// A look is a column in which somebody may be found, or the name of links to where
// they may be.
type look struct {
	column string
	values []string
	of     part
}

// eraseBy erases what one column finds for some of its values.
func (s *Store) eraseBy(
	ctx context.Context, e *audit.Eraser, company string, l look, values []string, unhashed map[string]bool,
) error {
	after := int64(0)
	for more := true; more; {
		err := s.transaction(ctx, 0, func(w *work) error {
			c := w.of(l.of, company, nil)
			if l.column == linkBy {
				inner := w.linked(c, company, linkBy)
				inner.among("value", values...)
				c.args = inner.args
				c.raw("seq IN (SELECT message FROM " + w.prefix + "links" + inner.String() + ")")
			} else {
				c.by(l.of, l.column, values)
			}
			c.add("seq >", after)
			rows, err := w.read(ctx, c, " ORDER BY seq LIMIT "+strconv.Itoa(threadsAtOnce))
			if err != nil {
				return err
			}
			if more = len(rows) == threadsAtOnce; more {
				after = rows[len(rows)-1].seq
			}
			if err := w.eraseRows(ctx, e, company, rows); err != nil {
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

// eraseRows takes the person out of some messages.
func (w *work) eraseRows(ctx context.Context, e *audit.Eraser, company string, rows []row) error {
	var changed []row
	keys := map[string]string{} // by what they were
	for _, r := range rows {
		was := slices.Clone(r.records)
		if !e.Erase(r.records) {
			continue
		}
		for i := range was {
			if was[i].Key != r.records[i].Key {
				keys[was[i].Key] = r.records[i].Key
			}
		}
		if strings.HasPrefix(r.thread, "m:") {
			r.thread = r.records[0].Thread()
		}
		changed = append(changed, r)
	}
	if err := w.rewrite(ctx, company, changed); err != nil {
		return err
	}
	return w.hideClaims(ctx, company, keys)
}

// unhash takes the hashes away in which the person may be, of all that has the
// keys of what was erased, in the same transaction: another Erase would not find
// them any more.
func (w *work) unhash(ctx context.Context, e *audit.Eraser, company string, done map[string]bool) error {
	keys := slices.DeleteFunc(e.Keys(), func(key string) bool { return done[key] })
	for part := range slices.Chunk(keys, threadsAtOnce) {
		for _, of := range w.parts() {
			c := w.of(of, company, nil)
			c.by(of, "key", part)
			rows, err := w.read(ctx, c, "")
			if err != nil {
				return err
			}
			rows = slices.DeleteFunc(rows, func(r row) bool {
				had := false
				for i := range r.records {
					had = e.Unhash(&r.records[i]) || had
				}
				return !had
			})
			if err := w.rewrite(ctx, company, rows); err != nil {
				return err
			}
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
