// Package sqlstore keeps the send log in the host's own SQL database: SQLite
// (3.35 or newer) or PostgreSQL (12 or newer), over database/sql alone, so that
// the host chooses the driver.
//
//	store, err := sqlstore.New(db, sqlstore.SQLite, sqlstore.Options{})
//	err = store.Migrate(ctx)             // at start-up, in however many processes
//	service, err := notify.New(notify.Config{Log: store, …})
//
// Inside a transaction of the host's, [Store.In] writes with it: a rollback
// leaves nothing. SQLite should be opened with a busy timeout, and is fastest
// in WAL mode; with modernc.org/sqlite:
//
//	db, err := sql.Open("sqlite", "file:crm.db?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)")
package sqlstore
