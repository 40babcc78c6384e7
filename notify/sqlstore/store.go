package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
)

// A Handle is what the host reaches its database by: *sql.DB, *sql.Tx or
// *sql.Conn, or what wraps one of them, to count or to trace. What wraps a
// database or a connection must have BeginTx too, else a claim and its record are
// not one; [Store.Migrate] takes a *sql.DB alone.
type Handle interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Options are what can be chosen of a store. The zero value is a good one.
type Options struct {
	Prefix string // of tables and indexes: a small letter, then small letters, digits and _, 30 at most; "": [DefaultPrefix]
}

// Store is an [audit.Store] in an SQL database, made by [New]. It keeps every rule
// of that contract; inside a transaction, what it writes is there when the
// transaction is committed. It is safe for concurrent use as far as its handle is.
// Errors of the database are wrapped.
type Store struct {
	handle  Handle
	dialect Dialect
	prefix  string
	insert  string // of one record
}

var _ audit.Store = (*Store)(nil)

// New returns a store on the host's handle. It does not reach for the database:
// see [Store.Migrate]. A nil handle, an unknown dialect and a bad prefix are
// errors.
func New(handle Handle, d Dialect, o Options) (*Store, error) {
	prefix, err := check(d, o.Prefix)
	if err != nil {
		return nil, err
	}
	if handle == nil {
		return nil, fmt.Errorf("sqlstore: the handle is nil, want a *sql.DB, *sql.Tx or *sql.Conn")
	}
	s := &Store{handle: handle, dialect: d, prefix: prefix}
	s.insert = s.insertOf(1)
	return s, nil
}

// In returns the store inside a transaction of the host's: a rollback leaves
// nothing of what is written through it.
func (s *Store) In(tx *sql.Tx) *Store {
	inside := *s
	inside.handle = tx
	return &inside
}

// columns are those that a record is found by, and the record itself.
const columns = "company, id, at, message_id, key, order_kind, order_id, recipient, intended_for, actor_id, kind, channel, status, provider, provider_id, has_body, data"

const columnCount = 17

// rowsAtOnce is how many records one statement inserts: fewer parameters than
// any of the databases allows.
const rowsAtOnce = 1000

func (s *Store) insertOf(n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + s.prefix + "records (" + columns + ") VALUES ")
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		s.dialect.placeholders(&b, i*columnCount, columnCount)
		b.WriteByte(')')
	}
	b.WriteString(" ON CONFLICT (company, id) DO NOTHING")
	return b.String()
}

// values are a record's columns.
func values(args []any, r *audit.Record) ([]any, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: record %q: %w", r.ID, err)
	}
	hasBody := 0
	if r.HasBody() {
		hasBody = 1
	}
	return append(args, r.Company, r.ID, r.At.UnixMicro(), r.MessageID, r.Key, r.Order.Kind, r.Order.ID, r.Recipient, r.IntendedFor, r.Actor.ID,
		r.Kind, string(r.Channel), string(r.Status), r.Receipt.Provider, r.Receipt.ProviderID, hasBody, string(data)), nil
}

// Append stores records, all or none; see [audit.Store]. The error is that of
// [audit.Record.Validate], of ctx or of the database. A thousand records go by one
// statement; more take a transaction.
func (s *Store) Append(ctx context.Context, records ...audit.Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range records {
		if err := records[i].Validate(); err != nil {
			return err
		}
	}
	if len(records) <= rowsAtOnce {
		return s.insertInto(ctx, s.handle, records)
	}
	return s.together(ctx, func(h Handle) error { return s.insertAll(ctx, h, records) })
}

// insertInto stores records by one statement.
func (s *Store) insertInto(ctx context.Context, h Handle, records []audit.Record) error {
	if len(records) == 0 {
		return nil
	}
	args := make([]any, 0, len(records)*columnCount)
	for i := range records {
		var err error
		if args, err = values(args, &records[i]); err != nil {
			return err
		}
	}
	query := s.insert
	if len(records) > 1 {
		query = s.insertOf(len(records))
	}
	if _, err := h.ExecContext(ctx, query, args...); err != nil {
		return s.failed("append", err)
	}
	return nil
}

// together runs statements in a transaction: the host's when the store is
// inside one, else one of its own.
func (s *Store) together(ctx context.Context, do func(Handle) error) error {
	type beginner interface {
		BeginTx(ctx context.Context, o *sql.TxOptions) (*sql.Tx, error)
	}
	b, ok := s.handle.(beginner)
	if !ok {
		return do(s.handle)
	}
	tx, err := b.BeginTx(ctx, nil)
	if err != nil {
		return s.failed("begin", err)
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	if err := tx.Commit(); err != nil {
		return s.failed("commit", err)
	}
	return nil
}

// Claim gives one caller per key the right to send, in however many processes;
// see [audit.Store]. Inside a transaction another caller waits for its end. The
// error is [audit.ErrKeyReused], that of [audit.Record.Validate], that there is no
// key, or that of ctx or the database.
func (s *Store) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (first bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if err := audit.ValidateClaim(&claim, with); err != nil {
		return false, err
	}
	err = s.together(ctx, func(h Handle) error {
		n, err := s.claimKeys(ctx, h, claim)
		if err != nil {
			return err
		}
		if first = n == 1; !first {
			return s.sameContent(ctx, h, claim)
		}
		if further := furtherKeys(claim.Key, with); len(further) > 0 {
			if n, err := s.claimKeys(ctx, h, further...); err != nil || n < len(further) {
				return cmp.Or(err, audit.ErrKeyReused)
			}
		}
		return s.insertAll(ctx, h, append([]audit.Record{claim}, with...))
	})
	if err != nil {
		first = false
	}
	return first, err
}

// furtherKeys are the records with a key of their own, the first of each.
func furtherKeys(claimed string, with []audit.Record) []audit.Record {
	had := map[string]bool{"": true, claimed: true}
	var list []audit.Record
	for _, r := range with {
		if !had[r.Key] {
			had[r.Key] = true
			list = append(list, r)
		}
	}
	return list
}

// claimKeys says how many of the records' keys were free.
func (s *Store) claimKeys(ctx context.Context, h Handle, records ...audit.Record) (int, error) {
	free := 0
	for rows := range slices.Chunk(records, rowsAtOnce) {
		var b strings.Builder
		b.WriteString("INSERT INTO " + s.prefix + "claims (company, key, plan_hash) VALUES ")
		args := make([]any, 0, 3*len(rows))
		for i, r := range rows {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteByte('(')
			s.dialect.placeholders(&b, 3*i, 3)
			b.WriteByte(')')
			args = append(args, r.Company, r.Key, r.PlanHash)
		}
		b.WriteString(" ON CONFLICT (company, key) DO NOTHING")
		result, err := h.ExecContext(ctx, b.String(), args...)
		if err != nil {
			return 0, s.failed("claim", err)
		}
		n, err := result.RowsAffected()
		if err != nil {
			return 0, s.failed("claim", err)
		}
		free += int(n)
	}
	return free, nil
}

// insertAll inserts records in as many statements as they take.
func (s *Store) insertAll(ctx context.Context, h Handle, records []audit.Record) error {
	for rows := range slices.Chunk(records, rowsAtOnce) {
		if err := s.insertInto(ctx, h, rows); err != nil {
			return err
		}
	}
	return nil
}

// sameContent refuses a claim whose key is another plan's.
func (s *Store) sameContent(ctx context.Context, h Handle, claim audit.Record) error {
	w := s.where()
	w.add("company =", claim.Company)
	w.add("key =", claim.Key)
	var hash string
	if err := h.QueryRowContext(ctx, "SELECT plan_hash FROM "+s.prefix+"claims"+w.String(), w.args...).Scan(&hash); err != nil {
		return s.failed("claim", err)
	}
	if hash != claim.PlanHash {
		return audit.ErrKeyReused
	}
	return nil
}
