package drivertest

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

var at = time.Date(2023, time.October, 2, 12, 5, 0, 0, time.UTC)

func record(id string) audit.Record {
	return audit.Record{ID: id, Company: "c", At: at, MessageID: "m-" + id, Status: delivery.StatusSent, Recipient: "anna@example.se", Order: audit.OrderRef{Kind: "work-order", ID: "462"}}
}

// each runs a test on both databases.
func each(t *testing.T, test func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, openSQLite(t, "NORMAL"), sqlstore.SQLite, "budkavle_")
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		db, prefix := openPostgres(t)
		test(t, db, sqlstore.PostgreSQL, prefix)
	})
}

func TestARollbackLeavesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		store := newStore(t, db, d, prefix)
		tx, err := db.Begin()
		require.NoError(t, err)
		inside := store.In(tx)
		require.NoError(t, inside.Append(t.Context(), record("1")))
		first, err := inside.Claim(t.Context(), audit.Record{ID: "claim", Company: "c", At: at, Key: "k", PlanHash: "h"})
		require.NoError(t, err)
		assert.True(t, first)
		page, err := inside.Records(t.Context(), audit.Query{Company: "c"})
		require.NoError(t, err)
		assert.Len(t, page.Records, 2, "the transaction sees its own")
		require.NoError(t, tx.Rollback())
		page, err = store.Records(t.Context(), audit.Query{Company: "c"})
		require.NoError(t, err)
		assert.Empty(t, page.Records)
		first, err = store.Claim(t.Context(), audit.Record{ID: "claim", Company: "c", At: at, Key: "k", PlanHash: "h"})
		require.NoError(t, err)
		assert.True(t, first, "the key is free again")

		tx, err = db.Begin()
		require.NoError(t, err)
		require.NoError(t, store.In(tx).Append(t.Context(), record("2")))
		require.NoError(t, tx.Commit())
		page, err = store.Records(t.Context(), audit.Query{Company: "c", MessageID: "m-2"})
		require.NoError(t, err)
		assert.Len(t, page.Records, 1)
	})
}

func TestSeveralStartsMigrateOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				store, err := sqlstore.New(db, d, sqlstore.Options{Prefix: prefix})
				if assert.NoError(t, err) {
					assert.NoError(t, store.Migrate(t.Context()))
				}
			})
		}
		group.Wait()
		store := newStore(t, db, d, prefix)
		require.NoError(t, store.Append(t.Context(), record("1")))
		steps, err := sqlstore.Migrations(d, prefix)
		require.NoError(t, err)
		var versions, newest int
		require.NoError(t, db.QueryRow("SELECT COUNT(*), MAX(version) FROM "+prefix+"schema").Scan(&versions, &newest))
		assert.Len(t, steps, versions, "each step once")
		for i, step := range steps {
			assert.True(t, strings.HasPrefix(step.Name, fmt.Sprintf("%04d_", i+1)), step.Name)
		}
		assert.Equal(t, len(steps), newest)
	})
}

func TestMigrationsByAToolOfTheHosts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		steps, err := sqlstore.Migrations(d, prefix)
		require.NoError(t, err)
		require.NotEmpty(t, steps)
		for _, step := range steps {
			assert.NotContains(t, step.SQL, "{prefix}")
			_, err = db.Exec(step.SQL)
			require.NoError(t, err)
		}
		store, err := sqlstore.New(db, d, sqlstore.Options{Prefix: prefix})
		require.NoError(t, err)
		require.NoError(t, store.Append(t.Context(), record("1")))
	})
}

func TestThousandsInOneCall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		store := newStore(t, db, d, prefix)
		var records []audit.Record
		for i := range 2500 {
			records = append(records, record(fmt.Sprint(i)))
		}
		require.NoError(t, store.Append(t.Context(), records...))
		require.NoError(t, store.Append(t.Context(), records...))
		all, err := audit.All(t.Context(), store, audit.Query{Company: "c", Limit: 1000})
		require.NoError(t, err)
		assert.Len(t, all, 2500)
		found, err := store.Erase(t.Context(), "c", audit.Identities{Recipients: []string{"anna@example.se"}})
		require.NoError(t, err)
		assert.Equal(t, audit.Erasure{Messages: 2500, Records: 2500, Found: map[string]int{"anna@example.se": 2500}}, found)
		found, err = store.Erase(t.Context(), "c", audit.Identities{Recipients: []string{audit.Erased}})
		require.NoError(t, err)
		assert.Zero(t, found.Records, "nobody is erased twice")
	})
}

func TestNewSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := sqlstore.New(nil, sqlstore.SQLite, sqlstore.Options{})
	require.ErrorContains(t, err, "handle is nil")
	_, err = sqlstore.New(&sql.DB{}, "oracle", sqlstore.Options{})
	require.ErrorContains(t, err, `dialect "oracle"`)
	_, err = sqlstore.New(&sql.DB{}, sqlstore.SQLite, sqlstore.Options{Prefix: "x; DROP TABLE"})
	require.ErrorContains(t, err, "table prefix")
}

// TestTwoProcessesOneKey and TestAKilledProcess run this test binary again, as
// another process of the host.
func TestHelperProcess(t *testing.T) {
	file, job := os.Getenv("BUDKAVLE_HELPER_FILE"), os.Getenv("BUDKAVLE_HELPER_JOB")
	if file == "" {
		return // not a helper
	}
	db, err := sql.Open("sqlite", sqliteDSN(file, "NORMAL"))
	require.NoError(t, err)
	store, err := sqlstore.New(db, sqlstore.SQLite, sqlstore.Options{})
	require.NoError(t, err)
	require.NoError(t, store.Migrate(t.Context()))
	switch job {
	case "claim":
		first, err := store.Claim(t.Context(), audit.Record{ID: fmt.Sprint("claim-", os.Getpid()), Company: "c", At: at, Key: "k", PlanHash: "h"})
		require.NoError(t, err)
		fmt.Println("first:", first)
	case "append":
		fmt.Println("ready")
		for i := 0; ; i++ {
			for n, status := range []delivery.Status{delivery.StatusSending, delivery.StatusSent} {
				r := record(fmt.Sprintf("%d-%d", i, n))
				r.MessageID, r.Status, r.At = fmt.Sprint("m", i), status, at.Add(time.Duration(i)*time.Second)
				require.NoError(t, store.Append(t.Context(), r))
			}
		}
	}
}

func helper(file, job string) *exec.Cmd {
	command := exec.Command(os.Args[0], "-test.run", "^TestHelperProcess$")
	command.Env = append(os.Environ(), "BUDKAVLE_HELPER_FILE="+file, "BUDKAVLE_HELPER_JOB="+job)
	return command
}

func TestTwoProcessesOneKey(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "log.db")
	var group sync.WaitGroup
	var mu sync.Mutex
	said := ""
	for range 3 {
		group.Go(func() {
			out, err := helper(file, "claim").CombinedOutput()
			assert.NoError(t, err, string(out))
			mu.Lock()
			defer mu.Unlock()
			said += string(out)
		})
	}
	group.Wait()
	assert.Equal(t, 1, strings.Count(said, "first: true"), said)
	assert.Equal(t, 2, strings.Count(said, "first: false"), said)
}

// TestAKilledProcess kills a writer between two records and reads the log.
func TestAKilledProcess(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "log.db")
	command := helper(file, "append")
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	_, err = out.Read(make([]byte, 16)) // it is at work
	require.NoError(t, err)
	db, err := sql.Open("sqlite", sqliteDSN(file, "NORMAL"))
	require.NoError(t, err)
	defer func() { _ = db.Close() }()
	store, err := sqlstore.New(db, sqlstore.SQLite, sqlstore.Options{})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		page, err := store.Records(t.Context(), audit.Query{Company: "c", Limit: 50})
		return err == nil && len(page.Records) >= 50
	}, 20*time.Second, time.Millisecond)
	require.NoError(t, command.Process.Kill())
	_ = command.Wait()

	records, err := audit.All(t.Context(), store, audit.Query{Company: "c"})
	require.NoError(t, err)
	messages := audit.Fold(records)
	for i, m := range messages {
		if i < len(messages)-1 {
			assert.Equal(t, delivery.StatusSent, m.Status, m.ID)
		}
	}
	last := messages[len(messages)-1].Status
	assert.Contains(t, []delivery.Status{delivery.StatusSending, delivery.StatusSent}, last, "sending reads as uncertain, never as not sent")
	assert.Equal(t, len(records), 2*len(messages)-map[bool]int{true: 1, false: 0}[last == delivery.StatusSending], "no half record")
}

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		store, err := sqlstore.New(db, d, sqlstore.Options{Prefix: prefix})
		require.NoError(t, err)
		require.ErrorContains(t, store.Append(t.Context(), record("1")), "call Store.Migrate")
		_, err = store.Records(t.Context(), audit.Query{Company: "c"})
		require.ErrorContains(t, err, "call Store.Migrate")
	})
	db := openSQLite(t, "NORMAL")
	store := newStore(t, db, sqlstore.SQLite, "")
	lock, err := db.Conn(t.Context())
	require.NoError(t, err)
	defer func() { _ = lock.Close() }()
	_, err = lock.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	require.NoError(t, err)
	hasty, err := db.Conn(t.Context())
	require.NoError(t, err)
	defer func() { _ = hasty.Close() }()
	_, err = hasty.ExecContext(t.Context(), "PRAGMA busy_timeout = 0")
	require.NoError(t, err)
	inside, err := sqlstore.New(hasty, sqlstore.SQLite, sqlstore.Options{})
	require.NoError(t, err)
	require.ErrorContains(t, inside.Append(t.Context(), record("1")), "another transaction holds it")
	_, err = lock.ExecContext(t.Context(), "ROLLBACK")
	require.NoError(t, err)
	require.NoError(t, store.Append(t.Context(), record("1")))
}
