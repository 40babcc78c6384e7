package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
)

// schema is the desk's own tables, beside those of the send log and the outbox. A
// row of companies, orders and popups is one JSON document: the library's types go
// through encoding/json and back unchanged.
const schema = `
CREATE TABLE IF NOT EXISTS companies (id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS people (company TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (company, id));
CREATE TABLE IF NOT EXISTS orders (company TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (company, id));
CREATE TABLE IF NOT EXISTS popups (key TEXT PRIMARY KEY, company TEXT NOT NULL, orderid TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS othertime (company TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (company, id));
CREATE TABLE IF NOT EXISTS objects (company TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (company, id));
CREATE TABLE IF NOT EXISTS mails (id INTEGER PRIMARY KEY, company TEXT NOT NULL, at TEXT NOT NULL, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS sms (id INTEGER PRIMARY KEY, company TEXT NOT NULL, at TEXT NOT NULL,
	sender TEXT NOT NULL, recipient TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS clock (one INTEGER PRIMARY KEY CHECK (one = 1), ahead INTEGER NOT NULL);`

// A company is a tenant: its settings for messages and for its own people, who may
// change them, and where its mail goes, with the password that a host would keep
// encrypted.
type company struct {
	Settings order.Settings
	Staff    staff.Settings
	Roles    rights.Roles
	Server   emailServer
}

// A caseFile is an order as this host has it.
type caseFile struct {
	Order    order.Order
	Comments []order.Comment
}

// A database is the desk's own tables. Every question names the company.
type database struct {
	db   *sql.DB
	base string // of the links to orders

	// settings is held from the reading of settings until they are saved, so that two who
	// save at once are told of each other. A host of several processes has a transaction.
	settings sync.Mutex
}

func openDatabase(ctx context.Context, file, base string) (*database, error) {
	db, err := sql.Open("sqlite",
		"file:"+file+"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8)
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(fmt.Errorf("database %s: %w", file, err), db.Close())
	}
	return &database{db: db, base: base}, nil
}

// read unmarshals the one document of a query; sql.ErrNoRows says that there is none.
func (d *database) read(ctx context.Context, into any, query string, args ...any) error {
	var text string
	if err := d.db.QueryRowContext(ctx, query, args...).Scan(&text); err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), into)
}

// readAll unmarshals the documents of a query.
func readAll[T any](ctx context.Context, d *database, query string, args ...any) (all []T, err error) {
	rows, err := d.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var text string
		var one T
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// write stores a document as the last argument of a statement.
func (d *database) write(ctx context.Context, document any, statement string, args ...any) error {
	text, err := json.Marshal(document)
	if err != nil {
		return err
	}
	_, err = d.db.ExecContext(ctx, statement, append(args, string(text))...)
	return err
}

func (d *database) company(ctx context.Context, id string) (c company, err error) {
	return c, d.read(ctx, &c, "SELECT data FROM companies WHERE id = ?", id)
}

func (d *database) saveCompany(ctx context.Context, c company) error {
	return d.write(ctx, c, "INSERT OR REPLACE INTO companies (id, data) VALUES (?, ?)", c.Settings.Company.ID)
}

func (d *database) order(ctx context.Context, company, id string) (c caseFile, err error) {
	err = d.read(ctx, &c, "SELECT data FROM orders WHERE company = ? AND id = ?", company, id)
	c.Order.Link = d.base + "/customer/" + id // of this run: its port may be another
	return c, err
}

func (d *database) orders(ctx context.Context, company string) ([]caseFile, error) {
	return readAll[caseFile](ctx, d, "SELECT data FROM orders WHERE company = ? ORDER BY id", company)
}

func (d *database) saveOrder(ctx context.Context, c caseFile) error {
	return d.write(ctx, c, "INSERT OR REPLACE INTO orders (company, id, data) VALUES (?, ?, ?)",
		c.Order.Company, c.Order.ID)
}

func (d *database) ahead(ctx context.Context) (ahead time.Duration, err error) {
	err = d.db.QueryRowContext(ctx, "SELECT ahead FROM clock").Scan(&ahead)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return ahead, err
}

func (d *database) saveAhead(ctx context.Context, ahead time.Duration) error {
	_, err := d.db.ExecContext(ctx, "INSERT OR REPLACE INTO clock (one, ahead) VALUES (1, ?)", int64(ahead))
	return err
}

// orderNow is what a worker asks when a message is planned as it goes.
func (d *database) orderNow(ctx context.Context, company string, ref audit.OrderRef) (order.Order, error) {
	c, err := d.order(ctx, company, ref.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return order.Order{}, notify.ErrNoOrder
	}
	return c.Order, err
}
