package sqlstore

import (
	"fmt"
	"strings"
)

// failed wraps what the database said, with what to do about the two faults
// that every new host meets. Drivers have no error in common, so their texts
// are looked at: SQLite's own, and PostgreSQL's SQLSTATE 42P01.
func (s *Store) failed(what string, err error) error {
	text, hint := err.Error(), ""
	switch {
	case strings.Contains(text, "no such table: "+s.prefix), strings.Contains(text, "42P01"):
		hint = " (call Store.Migrate at start-up)"
	case s.locked(err):
		hint = " (open SQLite with a busy timeout, such as 10 seconds)"
	}
	return fmt.Errorf("sqlstore: %s: %w%s", what, err, hint)
}

// locked reports whether another connection has kept SQLite's file to itself.
func (s *Store) locked(err error) bool {
	return s.dialect == SQLite && strings.Contains(err.Error(), "database is locked")
}
