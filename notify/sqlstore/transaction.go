package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A beginner is a handle that can begin a transaction.
type beginner interface {
	BeginTx(ctx context.Context, o *sql.TxOptions) (*sql.Tx, error)
}

// A work is a transaction under way.
type work struct {
	*Store
	handle Handle
	own    bool // begun here, where prepared statements are known
}

// together does several things as one: in the host's transaction when the store is
// inside one, else in one of its own, which is begun anew when PostgreSQL could not
// fit it in with others, or another process was at SQLite's file.
func (s *Store) together(ctx context.Context, do func(*work) error) error {
	return s.transaction(ctx, retries, do)
}

// transaction is together with a number of repetitions: none for what keeps count of
// what it does.
func (s *Store) transaction(ctx context.Context, retries int, do func(*work) error) error {
	b, ok := s.handle.(beginner)
	if !ok {
		return do(&work{Store: s, handle: s.handle})
	}
	if s.writing != nil {
		select {
		case s.writing <- struct{}{}:
			defer func() { <-s.writing }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if s.statements != nil {
		if err := s.statements.prepare(ctx, s); err != nil {
			return s.failed("prepare", err)
		}
	}
	for again := 0; ; again++ {
		err := s.once(ctx, b, do)
		if err == nil || again == retries || !unserialized(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond << again):
		}
	}
}

// alone does one statement, which PostgreSQL needs no transaction around.
func (s *Store) alone(ctx context.Context, do func(*work) error) error {
	if _, ok := s.handle.(*sql.DB); !ok || s.dialect != PostgreSQL {
		return s.together(ctx, do)
	}
	err := do(&work{Store: s, handle: s.handle})
	if err != nil && unserialized(err) {
		return s.together(ctx, do)
	}
	return err
}

// retries is how often a transaction is begun anew; each time all but one of
// those that met get through.
const retries = 6

func (s *Store) once(ctx context.Context, b beginner, do func(*work) error) error {
	var options *sql.TxOptions
	if s.dialect == PostgreSQL {
		// What the database does by default is the host's choice; here, whoever
		// comes second has to see what the first one did.
		options = &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	}
	tx, err := b.BeginTx(ctx, options)
	if err != nil {
		return s.failed("begin", err)
	}
	if err := do(&work{Store: s, handle: tx, own: true}); err != nil {
		_ = tx.Rollback()
		return err
	}
	if err := tx.Commit(); err != nil {
		return s.failed("commit", err)
	}
	return nil
}

// unserialized reports whether PostgreSQL gave a transaction up because of
// another one: serialization_failure or deadlock_detected. Drivers have no error in
// common; those that tell the code have a method for it or write it.
func unserialized(err error) bool {
	var coded interface{ SQLState() string }
	if errors.As(err, &coded) {
		return coded.SQLState() == "40001" || coded.SQLState() == "40P01"
	}
	text := err.Error()
	return strings.Contains(text, "40001") || strings.Contains(text, "40P01") ||
		strings.Contains(text, "could not serialize access")
}

// exec runs a statement, a prepared one where there is one.
func (w *work) exec(ctx context.Context, what, query string, args ...any) (int64, error) {
	var result sql.Result
	var err error
	tx, ok := w.handle.(*sql.Tx)
	if statement := w.statements.get(query); statement != nil && ok && w.own {
		bound := tx.StmtContext(ctx, statement) //nolint:sqlclosecheck // the transaction closes it
		result, err = bound.ExecContext(ctx, args...)
	} else {
		result, err = w.handle.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, w.failed(what, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, w.failed(what, err)
	}
	return n, nil
}

// query is exec for what returns rows.
func (w *work) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	tx, ok := w.handle.(*sql.Tx)
	if statement := w.statements.get(query); statement != nil && ok && w.own {
		return tx.StmtContext(ctx, statement).QueryContext(ctx, args...) //nolint:sqlclosecheck // the transaction closes it
	}
	return w.handle.QueryContext(ctx, query, args...)
}

// failed wraps what the database said, with what to do about the faults that
// every new host meets. Drivers' texts are looked at: SQLite's own, and
// PostgreSQL's SQLSTATE 42P01.
func (s *Store) failed(what string, err error) error {
	text, hint := err.Error(), ""
	switch {
	case strings.Contains(text, "no such table: "+s.prefix), strings.Contains(text, "42P01"):
		hint = " (call Store.Migrate at start-up)"
	case s.locked(err):
		hint = " (another transaction holds it, and held it for longer than the connection's busy timeout: " +
			"end that one first, or write in it by Store.In)"
	}
	return fmt.Errorf("sqlstore: %s: %w%s", what, err, hint)
}

// locked reports whether another connection has kept SQLite's file to itself.
func (s *Store) locked(err error) bool {
	return s.dialect == SQLite && strings.Contains(err.Error(), "database is locked")
}
