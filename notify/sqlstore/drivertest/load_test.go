package drivertest

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// claimOf is the claim of a form by one of several callers.
func claimOf(key string, caller int) audit.Record {
	return audit.Record{ID: fmt.Sprintf("claim-%s-%d", key, caller), Company: "c", At: at, Key: key, PlanHash: "h"}
}

// Two thousand calls at once wait for each other and none of them fails: with the
// documented way to open SQLite, with one connection, and on PostgreSQL.
func TestTwoThousandCallsAtOnce(t *testing.T) {
	t.Parallel()
	storm := func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		t.Helper()
		store := newStore(t, db, d, prefix)
		var firsts atomic.Int64
		var group sync.WaitGroup
		for i := range 1000 {
			for caller := range 2 {
				group.Go(func() {
					key := fmt.Sprint("form-", i)
					queued := record(fmt.Sprintf("%d-queued", i))
					queued.MessageID, queued.Key = fmt.Sprint("m", i), key
					first, err := store.Claim(t.Context(), claimOf(key, caller), queued)
					assert.NoError(t, err)
					if first {
						firsts.Add(1)
						sent := queued
						sent.ID = fmt.Sprintf("%d-sent", i)
						assert.NoError(t, store.Append(t.Context(), sent))
					}
				})
			}
		}
		group.Wait()
		assert.EqualValues(t, 1000, firsts.Load())
		records, err := audit.All(t.Context(), store, audit.Query{Company: "c"})
		require.NoError(t, err)
		assert.Len(t, records, 3000)
	}
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		if d == sqlstore.PostgreSQL {
			db.SetMaxOpenConns(16)
		}
		storm(t, db, d, prefix)
	})
	t.Run("one connection", func(t *testing.T) {
		t.Parallel()
		db := openSQLite(t, "NORMAL")
		db.SetMaxOpenConns(1)
		storm(t, db, sqlstore.SQLite, "")
	})
}

// Whatever isolation a database has by default, one caller is the first and the
// others are told so.
func TestClaimsUnderEveryIsolation(t *testing.T) {
	t.Parallel()
	first, _ := openPostgres(t)
	for _, isolation := range []string{"read committed", "repeatable read", "serializable"} {
		t.Run(isolation, func(t *testing.T) {
			t.Parallel()
			dsn := postgres.dsn + "&default_transaction_isolation=" + strings.ReplaceAll(isolation, " ", "%20")
			db, err := sql.Open("pgx", dsn)
			require.NoError(t, err)
			defer func() { _ = db.Close() }()
			var is string
			require.NoError(t, db.QueryRow("SHOW default_transaction_isolation").Scan(&is))
			require.Equal(t, isolation, is)
			store := newStore(t, db, sqlstore.PostgreSQL, fmt.Sprintf("iso%d_", count.Add(1)))
			for round := range 10 {
				key := fmt.Sprint("form-", round)
				var firsts atomic.Int64
				var group sync.WaitGroup
				for caller := range 8 {
					group.Go(func() {
						queued := record(fmt.Sprint("queued-", round))
						got, err := store.Claim(t.Context(), claimOf(key, caller), queued)
						assert.NoError(t, err)
						if got {
							firsts.Add(1)
						}
						more := record(fmt.Sprintf("more-%d-%d", round, caller))
						more.MessageID = queued.MessageID // all move the same message on
						assert.NoError(t, store.Append(t.Context(), more))
					})
				}
				group.Wait()
				assert.EqualValues(t, 1, firsts.Load(), key)
			}
		})
	}
	_ = first
}

// filters are the queries of a log, by the index that SQLite takes for each.
var filters = map[string]audit.Query{
	"_at":                                    {},
	"_at (company=? AND at>":                 {From: at},
	"_order":                                 {OrderKind: "work-order", OrderID: "1"},
	"_order (company=? AND order_id=?":       {OrderIDs: []string{"1", "2", "3"}},
	"_recipient (company=? AND recipient=?":  {Recipients: []string{"a@example.se", "b@example.se"}},
	"_failed (company=? AND recipient=?":     {Recipients: []string{"a@example.se", "b@example.se"}, Statuses: []delivery.Status{delivery.StatusFailed, delivery.StatusBounced}},
	"_failed (company=?":                     {Recipient: "a@example.se", Statuses: []delivery.Status{delivery.StatusBounced}},
	"_actor":                                 {ActorID: "eva"},
	"_kind":                                  {Kind: "quote"},
	"_channel":                               {Channel: delivery.SMS},
	"_template":                              {TemplateID: "t"},
	"_state":                                 {Statuses: []delivery.Status{delivery.StatusFailed, delivery.StatusBounced}},
	"_key":                                   {Key: "form"},
	"sqlite_autoindex_budkavle_messages_1":   {MessageIDs: []string{"m", "n"}},
	"_provider (company=? AND provider_id=?": {Provider: "p", ProviderID: "1"},
}

// A statement of the store's goes by an index of its own, whatever is asked for.
func TestEveryFilterHasAnIndex(t *testing.T) {
	t.Parallel()
	db := openSQLite(t, "OFF")
	explained := &explainer{DB: db, explain: "EXPLAIN QUERY PLAN "}
	newStore(t, db, sqlstore.SQLite, "")
	store, err := sqlstore.New(explained, sqlstore.SQLite, sqlstore.Options{})
	require.NoError(t, err)
	for index, q := range filters {
		for _, latest := range []bool{false, true} {
			q.Company, q.Latest, q.NoClaims = "c", latest, true
			_, err := store.Records(t.Context(), q)
			require.NoError(t, err)
			plan := strings.Join(explained.plan, "\n")
			assert.Contains(t, plan, index, "latest %v", latest)
			assert.NotContains(t, plan, "SCAN budkavle", plan)
			if !strings.HasPrefix(index, "_at") {
				assert.NotContains(t, plan, "(company=?)", "nothing goes through all of a company's")
			}
		}
	}
}

// PostgreSQL has an index for each filter too: without walking the table it finds a way.
func TestEveryFilterHasAnIndexOnPostgreSQL(t *testing.T) {
	t.Parallel()
	_, prefix := openPostgres(t)
	db, err := sql.Open("pgx", postgres.dsn+"&enable_seqscan=off")
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	newStore(t, db, sqlstore.PostgreSQL, prefix)
	explained := &explainer{DB: db, explain: "EXPLAIN "}
	store, err := sqlstore.New(explained, sqlstore.PostgreSQL, sqlstore.Options{Prefix: prefix})
	require.NoError(t, err)
	for name, q := range filters {
		q.Company, q.NoClaims = "c", true
		_, err := store.Records(t.Context(), q)
		require.NoError(t, err)
		plan := strings.Join(explained.plan, "\n")
		assert.Contains(t, plan, "Index", name)
		assert.NotContains(t, plan, "Seq Scan", name)
	}
}

// An explainer asks the database how it goes about each query.
type explainer struct {
	*sql.DB
	explain string // the statement's beginning
	plan    []string
}

func (e *explainer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := e.ask(ctx, query, args); err != nil {
		return nil, err
	}
	return e.DB.QueryContext(ctx, query, args...)
}

func (e *explainer) ask(ctx context.Context, query string, args []any) error {
	rows, err := e.DB.QueryContext(ctx, e.explain+query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	e.plan = nil
	for rows.Next() {
		var detail string // the last column
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(any)
		}
		into[len(into)-1] = &detail
		if err := rows.Scan(into...); err != nil {
			return err
		}
		e.plan = append(e.plan, detail)
	}
	return rows.Err()
}

// Erasing many messages takes a few statements for some hundred of them, not some
// for each.
func TestErasingTakesFewStatements(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		store := newStore(t, db, d, prefix)
		var records []audit.Record
		for i := range 600 {
			for n, status := range []delivery.Status{delivery.StatusQueued, delivery.StatusSent} {
				r := record(fmt.Sprintf("%d-%d", i, n))
				r.MessageID, r.Key, r.Status = fmt.Sprint("m", i), fmt.Sprint("form-", i), status
				records = append(records, r)
			}
		}
		require.NoError(t, store.Append(t.Context(), records...))
		for i := range 600 {
			claim := claimOf(fmt.Sprint("form-", i), 0)
			if i%100 == 0 {
				_, err := store.Claim(t.Context(), claim)
				require.NoError(t, err)
			}
		}
		counted := &statementCounter{}
		tx, err := db.Begin()
		require.NoError(t, err)
		counted.Tx = tx
		inside, err := sqlstore.New(counted, d, sqlstore.Options{Prefix: prefix})
		require.NoError(t, err)
		found, err := inside.Erase(t.Context(), "c", audit.Identities{Recipients: []string{"anna@example.se"}, Actors: []string{"eva"}})
		require.NoError(t, err)
		require.NoError(t, tx.Commit())
		assert.Equal(t, 600, found.Messages)
		assert.Equal(t, 1200, found.Records)
		assert.Less(t, counted.n, 60)
		claims, err := audit.All(t.Context(), store, audit.Query{Company: "c", Key: "form-100"})
		require.NoError(t, err)
		require.True(t, slices.ContainsFunc(claims, func(r audit.Record) bool { return r.MessageID == "" }))
		for _, r := range claims {
			assert.Empty(t, r.PlanHash)
		}
	})
}

type statementCounter struct {
	*sql.Tx
	n int
}

func (c *statementCounter) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	c.n++
	return c.Tx.ExecContext(ctx, query, args...)
}

func (c *statementCounter) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.n++
	return c.Tx.QueryContext(ctx, query, args...)
}

// The cursor of a page stays where it is while others write, and inside a
// transaction nothing of it is prepared anew elsewhere.
func TestATransactionOfTheHostsNeedsNoOtherConnection(t *testing.T) {
	t.Parallel()
	db := openSQLite(t, "NORMAL")
	db.SetMaxOpenConns(1)
	store := newStore(t, db, sqlstore.SQLite, "")
	tx, err := db.Begin()
	require.NoError(t, err)
	inside := store.In(tx)
	first, err := inside.Claim(t.Context(), claimOf("form", 0), record("1"))
	require.NoError(t, err)
	assert.True(t, first)
	page, err := audit.Messages(t.Context(), inside, audit.Query{Company: "c"})
	require.NoError(t, err)
	assert.Len(t, page.Messages, 1)
	_, err = inside.Erase(t.Context(), "c", audit.Identities{Recipients: []string{"anna@example.se"}})
	require.NoError(t, err)
	require.NoError(t, tx.Commit())
	require.NoError(t, store.Append(t.Context(), record("2")))
}

// A caller who waits for its turn to write goes when its context ends.
func TestWaitingForATurnEndsWithTheContext(t *testing.T) {
	t.Parallel()
	db := openSQLite(t, "NORMAL")
	store := newStore(t, db, sqlstore.SQLite, "")
	require.NoError(t, store.Append(t.Context(), record("1")))
	lock, err := db.Begin()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for i := range 3 { // one waits for SQLite, the others for it
		group.Go(func() { assert.Error(t, store.Append(ctx, record(fmt.Sprint("late-", i)))) })
	}
	cancel()
	group.Wait()
	require.NoError(t, lock.Rollback())
	require.NoError(t, store.Append(t.Context(), record("2")))
	records, err := audit.All(t.Context(), store, audit.Query{Company: "c"})
	require.NoError(t, err)
	assert.Len(t, records, 2)
}
