package drivertest

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/storetest"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// sqliteDSN is a file as a host should open it.
func sqliteDSN(file, synchronous string) string {
	return "file:" + file + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(" + synchronous + ")&_txlock=immediate"
}

// openSQLite opens a database of its own.
func openSQLite(t testing.TB, synchronous string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", sqliteDSN(filepath.Join(t.TempDir(), "log.db"), synchronous))
	require.NoError(t, err)
	db.SetMaxOpenConns(8)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// newStore makes a store with its tables.
func newStore(t testing.TB, db *sql.DB, d sqlstore.Dialect, prefix string) *sqlstore.Store {
	t.Helper()
	store, err := sqlstore.New(db, d, sqlstore.Options{Prefix: prefix})
	require.NoError(t, err)
	require.NoError(t, store.Migrate(t.Context()))
	return store
}

func TestSQLiteKeepsTheContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) audit.Store { return newStore(t, openSQLite(t, "NORMAL"), sqlstore.SQLite, "") })
}
