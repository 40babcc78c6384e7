package drivertest

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/crashtest"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// crashing are the hosts whose processes are killed, by database. Where a database is
// stands in three words: its dialect, the tables' prefix, and how it is opened.
var crashing = map[sqlstore.Dialect]crashtest.Host{
	sqlstore.SQLite: {
		Child: "TestCrashChild", Open: openCrashed,
		New: func(t *testing.T) string {
			t.Helper()
			return migrated(t, "sqlite b_ "+sqliteDSN(filepath.Join(t.TempDir(), "crm.db"), "NORMAL"))
		},
	},
	sqlstore.PostgreSQL: {
		Child: "TestCrashChild", Open: openCrashed,
		New: func(t *testing.T) string {
			t.Helper()
			_, prefix := openPostgres(t)
			return migrated(t, "postgres "+prefix+" "+postgres.dsn+"&synchronous_commit=off") // the database is not killed
		},
	},
}

func migrated(t *testing.T, where string) string {
	t.Helper()
	require.NoError(t, openCrashed(t, where).(*sqlstore.Store).Migrate(t.Context()))
	return where
}

func openCrashed(t *testing.T, where string) crashtest.LoggedOutbox {
	t.Helper()
	words := strings.SplitN(where, " ", 3)
	d := sqlstore.Dialect(words[0])
	db, err := sql.Open(map[sqlstore.Dialect]string{sqlstore.SQLite: "sqlite", sqlstore.PostgreSQL: "pgx"}[d], words[2])
	require.NoError(t, err)
	db.SetMaxOpenConns(4)
	t.Cleanup(func() { _ = db.Close() })
	store, err := sqlstore.New(db, d, sqlstore.Options{Prefix: words[1]})
	require.NoError(t, err)
	return store
}

func TestCrashChild(t *testing.T) { crashing[sqlstore.SQLite].RunChild(t) }

func TestSIGKILLAtEachPoint(t *testing.T) {
	t.Parallel()
	for d, host := range crashing {
		t.Run(string(d), func(t *testing.T) {
			t.Parallel()
			host.Kill(t, crashtest.Points(12)...)
		})
	}
}

// Three processes on one database, of which one is killed.
func TestThreeProcessesAndOneIsKilled(t *testing.T) {
	t.Parallel()
	for d, messages := range map[sqlstore.Dialect]int{sqlstore.PostgreSQL: 3000, sqlstore.SQLite: 600} {
		t.Run(fmt.Sprint(d, messages), func(t *testing.T) {
			t.Parallel()
			crashing[d].Trial(t, messages)
		})
	}
}
