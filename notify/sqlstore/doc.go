// Package sqlstore keeps the send log and the outbox in the host's own SQL database: SQLite
// (3.35 or newer) or PostgreSQL (12 or newer), over database/sql alone, so that
// the host chooses the driver.
//
//	store, err := sqlstore.New(db, sqlstore.SQLite, sqlstore.Options{})
//	err = store.Migrate(ctx)             // at start-up, in however many processes
//	service, err := notify.New(notify.Config{Log: store, Outbox: store, …})
//
// Inside a transaction of the host's, [Store.In] writes with it: a rollback
// leaves nothing, of what is enqueued too: desk.With(store.In(tx)).Enqueue(…). On
// PostgreSQL the workers of several processes share one outbox. SQLite needs a busy timeout for when other programs or
// transactions hold it, is fastest in WAL mode, and its pool needs a limit: without
// one, two thousand callers at once are two thousand open files. With
// modernc.org/sqlite:
//
//	db, err := sql.Open("sqlite", "file:crm.db?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
//	db.SetMaxOpenConns(8) // readers; the store itself lets one write at a time
//
// A process that sends from an SQLite file holds a lock on a file beside it, which is empty
// and whose name ends in "worker". A process that finds nobody else there takes over at
// once what one that was killed had in hand; elsewhere a lease runs out first.
package sqlstore
