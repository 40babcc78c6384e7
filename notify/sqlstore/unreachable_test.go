package sqlstore_test

import (
	"context"
	"database/sql/driver"
	"errors"
)

// unreachable is a database that nobody can connect to.
type unreachable struct{}

func (unreachable) Connect(context.Context) (driver.Conn, error) {
	return nil, errors.New("the database is away")
}

func (unreachable) Driver() driver.Driver { return nil }
