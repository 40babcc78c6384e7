package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// A traced handle shows the host's own log what the store asks the database. It
// keeps BeginTx, which the store needs.
type traced struct{ *sql.DB }

func (t traced) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	verb, _, _ := strings.Cut(query, " ")
	fmt.Println(verb, "with", args)
	return t.DB.QueryContext(ctx, query, args...)
}

func ExampleHandle() {
	db := sql.OpenDB(unreachable{}) // the host's own
	defer func() { _ = db.Close() }()
	store, err := sqlstore.New(traced{db}, sqlstore.PostgreSQL, sqlstore.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = store.Records(context.Background(), audit.Query{Company: "c1", OrderID: "17"})
	fmt.Println(err)
	// Output:
	// SELECT with [c1 17]
	// sqlstore: read: the database is away
}
