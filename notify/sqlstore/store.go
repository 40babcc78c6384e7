package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/budkavle/budkavle/audit"
)

// A Handle is what the host reaches its database by: *sql.DB, *sql.Tx or
// *sql.Conn, or what wraps one of them, to count or to trace. What wraps a
// database or a connection must have BeginTx too, else what belongs together is
// not one; [Store.Migrate] takes a *sql.DB alone.
type Handle interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Options are what can be chosen of a store. The zero value is a good one.
type Options struct {
	// of tables and indexes: a small letter, then small letters, digits and _, 30 at most;
	// "": [DefaultPrefix]
	Prefix string
}

// Store is an [audit.Store] and a [notify.Outbox] in an SQL database, made by [New]. It keeps
// every rule of those contracts; inside a transaction, what it writes is there when
// the transaction is committed. It is safe for concurrent use as far as its handle
// is, and keeps a few prepared statements for as long as its *sql.DB is open. Errors
// of the database are wrapped.
type Store struct {
	handle     Handle
	dialect    Dialect
	prefix     string
	insertOne  string        // the statement of one record alone
	insertFew  string        // and of fewMessages
	statements *statements   // nil inside a transaction of the host's
	living     *living       // of SQLite
	writing    chan struct{} // of SQLite, which lets one write at a time: waiting here is cheaper than there
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
	s.insertOne, s.insertFew = s.insertMessages(1), s.insertMessages(fewMessages)
	if db, ok := handle.(*sql.DB); ok && d == SQLite {
		s.statements = &statements{db: db} // drivers of PostgreSQL keep their own
	}
	if d == SQLite {
		s.living = &living{}
		s.writing = make(chan struct{}, 1)
	}
	return s, nil
}

// In returns the store inside a transaction of the host's: a rollback leaves
// nothing of what is written through it. A message that was handed over meanwhile
// stays sent, so a claim that is rolled back may send twice: write orders and
// plans in the host's transaction, and send after it: [notify.Desk.Enqueue] belongs
// there.
func (s *Store) In(tx *sql.Tx) *Store {
	inside := *s
	inside.handle, inside.statements, inside.living, inside.writing = tx, nil, nil, nil
	return &inside
}
