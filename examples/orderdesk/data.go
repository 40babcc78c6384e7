package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
)

// schema is the desk's own tables, beside those of the send log and the outbox. A
// row of companies, orders and popups is one JSON document: the library's types go
// through encoding/json and back unchanged.
const schema = `
CREATE TABLE IF NOT EXISTS companies (id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders (company TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (company, id));
CREATE TABLE IF NOT EXISTS popups (key TEXT PRIMARY KEY, company TEXT NOT NULL, orderid TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS mails (id INTEGER PRIMARY KEY, company TEXT NOT NULL, at TEXT NOT NULL, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS sms (id INTEGER PRIMARY KEY, company TEXT NOT NULL, at TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS clock (one INTEGER PRIMARY KEY CHECK (one = 1), ahead INTEGER NOT NULL);`

// A user is somebody who can be chosen in the user switch.
type user struct {
	ID       string
	Name     string
	Company  string
	Email    string
	Admin    bool
	Customer bool
}

// actor is the user as messages and the log tell of them.
func (u user) actor(language string) order.Actor {
	a := order.Actor{ID: u.ID, Name: u.Name, Language: language}
	if u.Admin {
		a.Roles = []string{rights.Admin}
	}
	return a
}

// A company is a tenant: its settings for messages, and where its mail goes, with
// the password that a host would keep encrypted.
type company struct {
	Settings order.Settings
	Server   mailServer
}

// A caseFile is an order as this host has it.
type caseFile struct {
	Order    order.Order
	Comments []order.Comment
}

// A popup is a message that somebody was asked about or is writing. It is kept so
// that the form that comes back finds what it was opened from.
type popup struct {
	Key      string
	Order    string
	User     string
	Kind     plan.Kind
	Bookings []string          `json:",omitempty"`
	Removed  []booking.Booking `json:",omitempty"`
	Contacts []order.Contact   `json:",omitempty"`
	AtOnce   bool              `json:",omitempty"`
	Comment  order.Comment     `json:",omitzero"`
	Question string            `json:",omitempty"` // asked after saving; empty once the popup was opened
	Why      string            `json:",omitempty"`
}

// keep makes a popup of a request.
func keep(orderID, userID string, r compose.Request) popup {
	return popup{
		Key: r.Key, Order: orderID, User: userID, Kind: r.Kind, Bookings: r.Bookings, Removed: r.Removed, Contacts: r.Contacts, AtOnce: r.AtOnce, Comment: r.Comment,
	}
}

// request makes the request of a popup again.
func (p popup) request(a order.Actor) compose.Request {
	return compose.Request{
		Kind: p.Kind, Actor: a, Key: p.Key, Bookings: p.Bookings, Removed: p.Removed, Contacts: p.Contacts, AtOnce: p.AtOnce, Comment: p.Comment,
	}
}

// A database is the desk's own tables. Every question names the company.
type database struct{ db *sql.DB }

func openDatabase(ctx context.Context, file string) (*database, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8)
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(fmt.Errorf("database %s: %w", file, err), db.Close())
	}
	return &database{db}, nil
}

// read unmarshals the one document of a query; sql.ErrNoRows says that there is none.
func (d *database) read(ctx context.Context, into any, query string, args ...any) error {
	var text string
	if err := d.db.QueryRowContext(ctx, query, args...).Scan(&text); err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), into)
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
	return c, d.read(ctx, &c, "SELECT data FROM orders WHERE company = ? AND id = ?", company, id)
}

func (d *database) orders(ctx context.Context, company string) (all []caseFile, err error) {
	rows, err := d.db.QueryContext(ctx, "SELECT data FROM orders WHERE company = ? ORDER BY id", company)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var text string
		var c caseFile
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

func (d *database) saveOrder(ctx context.Context, c caseFile) error {
	return d.write(ctx, c, "INSERT OR REPLACE INTO orders (company, id, data) VALUES (?, ?, ?)", c.Order.Company, c.Order.ID)
}

func (d *database) popup(ctx context.Context, company, key string) (p popup, err error) {
	return p, d.read(ctx, &p, "SELECT data FROM popups WHERE company = ? AND key = ?", company, key)
}

func (d *database) savePopup(ctx context.Context, company string, p popup) error {
	return d.write(ctx, p, "INSERT OR REPLACE INTO popups (key, company, orderid, data) VALUES (?, ?, ?, ?)", p.Key, company, p.Order)
}

// questions are what waits for an answer about an order.
func (d *database) questions(ctx context.Context, company, orderID string) (all []popup, err error) {
	rows, err := d.db.QueryContext(ctx, "SELECT data FROM popups WHERE company = ? AND orderid = ? AND json_extract(data, '$.Question') <> '' ORDER BY rowid", company, orderID)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var text string
		var p popup
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

func (d *database) dropPopup(ctx context.Context, company, key string) error {
	_, err := d.db.ExecContext(ctx, "DELETE FROM popups WHERE company = ? AND key = ?", company, key)
	return err
}

// dropQuestions takes back what was asked about an order: a later save asks anew.
func (d *database) dropQuestions(ctx context.Context, company, orderID string) error {
	_, err := d.db.ExecContext(ctx, "DELETE FROM popups WHERE company = ? AND orderid = ? AND json_extract(data, '$.Question') <> ''", company, orderID)
	return err
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
