package drivertest

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	_ "modernc.org/sqlite"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// The log in the host's own SQLite: what a transaction that is rolled back
// wrote is not there.
func Example() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", "file:example?mode=memory&cache=shared")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()
	store, err := sqlstore.New(db, sqlstore.SQLite, sqlstore.Options{})
	if err == nil {
		err = store.Migrate(ctx)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, commit := range []bool{false, true} {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		err = store.In(tx).Append(ctx, audit.Record{ID: fmt.Sprint("commit ", commit), Company: "c1", At: time.Unix(0, 0)})
		if commit && err == nil {
			err = tx.Commit()
		} else {
			_ = tx.Rollback()
		}
		fmt.Println(commit, err)
	}
	records, err := audit.All(ctx, store, audit.Query{Company: "c1"})
	fmt.Println(len(records), records[0].ID, err)
	// Output:
	// false <nil>
	// true <nil>
	// 1 commit true <nil>
}
