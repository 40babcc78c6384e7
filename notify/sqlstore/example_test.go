package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// The host chooses the driver and opens the database; the order and its send
// log are saved together, or not at all.
func ExampleStore() {
	open := func(ctx context.Context, db *sql.DB) (*sqlstore.Store, error) {
		store, err := sqlstore.New(db, sqlstore.PostgreSQL, sqlstore.Options{})
		if err != nil {
			return nil, err
		}
		return store, store.Migrate(ctx) // at every start, in however many processes
	}
	save := func(ctx context.Context, db *sql.DB, store *sqlstore.Store, r audit.Record) error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // nothing after a commit
		if _, err := tx.ExecContext(ctx, "UPDATE orders SET confirmed = true WHERE id = $1", r.Order.ID); err != nil {
			return err
		}
		if err := store.In(tx).Append(ctx, r); err != nil {
			return err
		}
		return tx.Commit()
	}
	_, _ = open, save
}

// A prefix of the host's own keeps its tables apart; one that could be more than
// a name is refused.
func ExampleOptions() {
	_, err := sqlstore.New(&sql.DB{}, sqlstore.SQLite, sqlstore.Options{Prefix: "crm_"})
	fmt.Println(err)
	_, err = sqlstore.New(&sql.DB{}, sqlstore.SQLite, sqlstore.Options{Prefix: "crm; DROP TABLE"})
	fmt.Println(err)
	// Output:
	// <nil>
	// sqlstore: table prefix "crm; DROP TABLE", want small letters, digits and _, a letter first, 30 at most
}

// The dialect comes from the host's settings.
func ExampleDialect() {
	for _, setting := range []string{"postgres", "mysql"} {
		_, err := sqlstore.New(&sql.DB{}, sqlstore.Dialect(setting), sqlstore.Options{})
		fmt.Println(err)
	}
	// Output:
	// <nil>
	// sqlstore: dialect "mysql", want "sqlite" or "postgres"
}

// A host with a migration tool of its own takes the schema in steps.
func ExampleMigrations() {
	steps, err := sqlstore.Migrations(sqlstore.SQLite, "crm_")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range steps {
		fmt.Println(m.Name, strings.Contains(m.SQL, "CREATE TABLE crm_messages"))
	}
	// Output:
	// 0001_log.sql true
	// 0002_outbox.sql false
}

func ExampleMigration() {
	steps, _ := sqlstore.Migrations(sqlstore.PostgreSQL, "")
	write := func(name, text string) { fmt.Println("db/migrations/"+name, len(text) > 1000) } // into the host's own folder
	for _, m := range steps {
		write(m.Name, m.SQL)
	}
	// Output:
	// db/migrations/0001_log.sql true
	// db/migrations/0002_outbox.sql true
}
