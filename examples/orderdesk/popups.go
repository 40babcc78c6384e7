package main

import (
	"context"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
)

// A popup is a message that somebody was asked about or is writing. It is kept so
// that a question can wait for its answer, and the form that comes back finds what it
// was opened from.
type popup struct {
	Request  compose.Request
	Order    string
	Question string // asked after saving; empty once the popup was opened
	Why      string
	Again    *again `json:",omitempty"` // of a message that was sent before
}

// by is the request as somebody makes it now.
func (p popup) by(a order.Actor) compose.Request {
	p.Request.Actor = a
	return p.Request
}

// An again is what a message that is sent once more begins with: whom it went to, and
// the text as it was where that may be written.
type again struct {
	Recipient string
	Channel   delivery.Channel
}

func (d *database) popup(ctx context.Context, company, key string) (p popup, err error) {
	return p, d.read(ctx, &p, "SELECT data FROM popups WHERE company = ? AND key = ?", company, key)
}

func (d *database) savePopup(ctx context.Context, company string, p popup) error {
	return d.write(ctx, p, "INSERT OR REPLACE INTO popups (key, company, orderid, data) VALUES (?, ?, ?, ?)",
		p.Request.Key, company, p.Order)
}

// questions are what waits for an answer about an order.
func (d *database) questions(ctx context.Context, company, orderID string) ([]popup, error) {
	return readAll[popup](ctx, d, "SELECT data FROM popups WHERE company = ? AND orderid = ? "+
		"AND json_extract(data, '$.Question') <> '' ORDER BY rowid", company, orderID)
}

func (d *database) dropPopup(ctx context.Context, company, key string) error {
	_, err := d.db.ExecContext(ctx, "DELETE FROM popups WHERE company = ? AND key = ?", company, key)
	return err
}

// dropQuestions takes back what was asked about an order: a later save asks anew.
func (d *database) dropQuestions(ctx context.Context, company, orderID string) error {
	_, err := d.db.ExecContext(ctx,
		"DELETE FROM popups WHERE company = ? AND orderid = ? AND json_extract(data, '$.Question') <> ''", company, orderID)
	return err
}
