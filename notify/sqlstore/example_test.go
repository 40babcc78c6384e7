package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// The host chooses the driver and opens the database.
func ExampleStore() {
	open := func(ctx context.Context, db *sql.DB) (audit.Store, error) {
		store, err := sqlstore.New(db, sqlstore.PostgreSQL, sqlstore.Options{})
		if err != nil {
			return nil, err
		}
		return store, store.Migrate(ctx)
	}
	// In the host's own transaction; a rollback leaves nothing.
	inside := func(ctx context.Context, store *sqlstore.Store, tx *sql.Tx, r audit.Record) error {
		return store.In(tx).Append(ctx, r)
	}
	_, _ = open, inside
}

func ExampleMigrations() {
	files, err := sqlstore.Migrations(sqlstore.SQLite, "crm_")
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := files.Open("0001_records.sql")
	fmt.Println(file != nil, err)
	// Output: true <nil>
}
