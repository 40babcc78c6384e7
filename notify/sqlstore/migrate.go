package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Migrate brings the schema up to date. It may be called at every start, and
// by several processes at once: one does the work, the others wait. It needs a
// store on a *sql.DB, not one inside a transaction; that, and what the database
// refuses, are errors, and the schema is then as it was. On SQLite it sets a busy
// timeout of 10 seconds on the connection that it uses.
func (s *Store) Migrate(ctx context.Context) error {
	db, ok := s.handle.(*sql.DB)
	if !ok {
		return errors.New("sqlstore: Migrate needs a store on a *sql.DB")
	}
	conn, err := s.connect(ctx, db)
	if err != nil {
		return s.failed("migrate: connect", err)
	}
	defer func() { _ = conn.Close() }()
	if err := s.migrate(ctx, conn); err != nil {
		return s.failed("migrate", err)
	}
	return nil
}

// connect waits for a connection, eight seconds at most: while one process puts
// a new SQLite file into WAL mode, the others are refused at once, whatever
// their busy timeout.
func (s *Store) connect(ctx context.Context, db *sql.DB) (*sql.Conn, error) {
	for pause := time.Millisecond; ; pause *= 2 {
		conn, err := db.Conn(ctx)
		if err == nil || !s.locked(err) || pause > 4*time.Second {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// migrate runs on one connection, since a lock belongs to one.
func (s *Store) migrate(ctx context.Context, conn *sql.Conn) (err error) {
	begin := []string{"PRAGMA busy_timeout = 10000", "BEGIN IMMEDIATE"}
	if s.dialect == PostgreSQL {
		// The number is any that others hardly use: the lock is of the database.
		begin = []string{"BEGIN", "SELECT pg_advisory_xact_lock(8283564612)"}
	}
	for _, command := range begin {
		if _, err := conn.ExecContext(ctx, command); err != nil {
			return err
		}
	}
	defer func() {
		if err != nil {
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	_, err = conn.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS "+s.prefix+"schema (version INTEGER NOT NULL PRIMARY KEY)")
	if err != nil {
		return err
	}
	var version sql.NullInt64
	if err := conn.QueryRowContext(ctx, "SELECT MAX(version) FROM "+s.prefix+"schema").Scan(&version); err != nil {
		return err
	}
	steps, err := Migrations(s.dialect, s.prefix)
	if err != nil {
		return err
	}
	for _, m := range steps {
		if int64(m.version()) <= version.Int64 {
			continue
		}
		for _, command := range m.commands() {
			if _, err := conn.ExecContext(ctx, command); err != nil {
				return fmt.Errorf("%s: %w", m.Name, err)
			}
		}
		var b strings.Builder
		b.WriteString("INSERT INTO " + s.prefix + "schema (version) VALUES (")
		s.dialect.placeholders(&b, 0, 1)
		if _, err := conn.ExecContext(ctx, b.String()+")", m.version()); err != nil {
			return err
		}
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return err
}
