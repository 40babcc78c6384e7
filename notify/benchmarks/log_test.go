package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// visited is when the first message of these logs was made.
var visited = time.Date(2023, time.October, 2, 12, 5, 0, 0, time.UTC)

// company is that of the orders that are sent about.
var company = notifytest.Order().Company

// logged are the records of a message as a sending alone writes them: what was
// claimed and handed over, with its content, and what became of it.
func logged(n int) (sending, sent audit.Record) {
	id := audit.NewID("message", fmt.Sprint(n))
	sent = audit.Record{
		ID: audit.NewID("event", id, "sent"), Company: company, At: visited.Add(time.Duration(n) * time.Second), MessageID: id, Key: fmt.Sprint("form-", n),
		Order: audit.OrderRef{Kind: "work-order", ID: fmt.Sprint(n % 100_000), Number: "AO462"}, Kind: "booking-confirmation", Channel: delivery.Email,
		Recipient: fmt.Sprintf("anna%d@example.se", n%50_000), RecipientName: "Anna Ek", Actor: audit.UserRef{ID: "eva", Name: "Eva"}, Language: "sv",
		Status: delivery.StatusSent, Attempt: 1, Audience: audit.AudienceCustomer, Contact: true, Receipt: delivery.Receipt{Provider: "smtp", ProviderID: id},
	}
	sending = sent
	sending.ID, sending.Status, sending.Receipt = audit.NewID("event", id, "sending"), delivery.StatusSending, delivery.Receipt{}
	sending.PlanHash, sending.Subject, sending.Body = audit.NewID("plan", id), "Bokningsbekräftelse AO462", plainText
	sending.BodySalt, sending.BodyHash = id, audit.NewID("body", id)
	sending.Snapshot = &snapshots.Snapshot{Scope: "booking", Fields: []snapshots.Field{
		{Name: "time", Item: "b-1", Form: snapshots.FormInterval, Value: "2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00"},
		{Name: "technician", Item: "b-1", Form: snapshots.FormNames, Value: "Börje"},
		{Name: "place", Item: "b-1"},
		{Name: "facility", Value: "kund"},
	}}
	return sending, sent
}

// A plain log is a table of a host's own, found by order: what somebody writes in
// an hour, with the same records, as often and as durable.
type plain struct {
	db     *sql.DB
	insert *sql.Stmt
}

func newPlain(b *testing.B) *plain {
	b.Helper()
	db := openSQLite(b)
	for _, command := range []string{
		"CREATE TABLE plain (id TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL, order_id TEXT NOT NULL, message_id TEXT NOT NULL, recipient TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, actor TEXT NOT NULL, data TEXT NOT NULL)",
		"CREATE INDEX plain_order ON plain (order_id, at)",
	} {
		_, err := db.Exec(command)
		must(b, err)
	}
	insert, err := db.Prepare("INSERT INTO plain VALUES (?,?,?,?,?,?,?,?,?)")
	must(b, err)
	b.Cleanup(func() { _ = insert.Close() })
	return &plain{db, insert}
}

func plainRow(args []any, r *audit.Record) []any {
	data, _ := json.Marshal(r)
	return append(args, r.ID, r.At.UnixMicro(), r.Order.ID, r.MessageID, r.Recipient, r.Kind, string(r.Status), r.Actor.ID, string(data))
}

func (p *plain) append(b testing.TB, records ...audit.Record) {
	if len(records) == 1 {
		_, err := p.insert.Exec(plainRow(nil, &records[0])...)
		must(b, err)
		return
	}
	var args []any
	for i := range records {
		args = plainRow(args, &records[i])
	}
	_, err := p.db.Exec("INSERT INTO plain VALUES "+strings.TrimSuffix(strings.Repeat("(?,?,?,?,?,?,?,?,?),", len(records)), ","), args...)
	must(b, err)
}

// BenchmarkLog writes messages into the log, beside a plain table of one's own.
func BenchmarkLog(b *testing.B) {
	store, table := newStore(b, openSQLite(b)), newPlain(b)
	ours, theirs := 0, 0
	each(b, "alone/by=budkavle", func() {
		sending, sent := logged(ours)
		ours++
		_, err := store.Claim(context.Background(), sending)
		must(b, err)
		must(b, store.Append(context.Background(), sent))
	})
	each(b, "alone/by=plain", func() {
		sending, sent := logged(theirs)
		theirs++
		table.append(b, sending)
		table.append(b, sent)
	})
	each(b, "hundred/by=budkavle", func() {
		for _, records := range hundred(&ours) {
			must(b, store.Append(context.Background(), records...))
		}
	})
	each(b, "hundred/by=plain", func() {
		for _, records := range hundred(&theirs) {
			table.append(b, records...)
		}
	})
}

// hundred are the records of a hundred messages, as a worker writes them: all that
// are queued, all that are handed over, and what became of all.
func hundred(n *int) (steps [3][]audit.Record) {
	for range 100 {
		queued, sent := logged(*n)
		queued.Status, queued.Attempt = delivery.StatusQueued, 0
		sending := sent
		sending.ID, sending.Status, sending.Receipt = queued.ID+"s", delivery.StatusSending, delivery.Receipt{}
		for i, r := range []audit.Record{queued, sending, sent} {
			steps[i] = append(steps[i], r)
		}
		*n++
	}
	return steps
}

// BenchmarkQueries reads pages of a log of a million records by every filter: what is
// there, and what finds nothing.
func BenchmarkQueries(b *testing.B) {
	messages := 500_000
	if testing.Short() {
		messages = 1000
	}
	store := filled(b, messages)
	benchmarkPopup(b, store, 3)
	benchmarkPopup(b, store, 500)
	for name, q := range map[string]audit.Query{
		"latest": {OrderKind: "work-order", OrderID: "77", Latest: true, Limit: 1}, "order": {OrderKind: "work-order", OrderID: "77"}, "orders": {OrderIDs: manyOrders()},
		"message": {MessageID: audit.NewID("message", "77")}, "provider": {Provider: "smtp", ProviderID: audit.NewID("message", "77")}, "no-provider": {Provider: "smtp", ProviderID: "none"},
		"key": {Key: "form-77"}, "no-key": {Key: "none"}, "recipient": {Recipient: "anna77@example.se"}, "no-recipient": {Recipient: "none@example.se"},
		"newest": {Latest: true}, "from": {From: visited.Add(time.Duration(messages/2) * time.Second)},
		"user": {ActorID: "eva", Latest: true}, "no-user": {ActorID: "bo"}, "kind": {Kind: "booking-confirmation", Latest: true}, "no-kind": {Kind: "quote"},
		"channel": {Channel: delivery.Email, Latest: true}, "no-channel": {Channel: delivery.SMS}, "no-template": {TemplateID: "t"},
		"status": {Statuses: []delivery.Status{delivery.StatusSent}, Latest: true}, "no-status": {Statuses: []delivery.Status{delivery.StatusFailed, delivery.StatusBounced}},
		"no-status-of-channel": {Statuses: []delivery.Status{delivery.StatusFailed}, Channel: delivery.Email},
	} {
		q.Company, q.NoClaims = company, true
		each(b, name+"/by=budkavle", func() {
			_, err := store.Records(context.Background(), q)
			must(b, err)
		})
	}
}

func manyOrders() []string {
	ids := make([]string, 50)
	for i := range ids {
		ids[i] = fmt.Sprint(i * 31)
	}
	return ids
}

// filled is a log of so many messages, of two records each.
func filled(b *testing.B, messages int) *sqlstore.Store {
	b.Helper()
	store := newStore(b, openSQLite(b, "&_pragma=cache_size(-400000)")) // in kB: to make it in a minute
	fill(b, store, messages)
	return store
}

func fill(b *testing.B, store *sqlstore.Store, messages int) {
	b.Helper()
	for n := 0; n < messages; {
		var records []audit.Record
		for range min(500, messages-n) {
			sending, sent := logged(n)
			records = append(records, sending, sent)
			n++
		}
		must(b, store.Append(context.Background(), records...))
	}
}

// A queryCounter is a log that counts how often it is asked.
type queryCounter struct {
	audit.Store
	asked int
}

func (c *queryCounter) Records(ctx context.Context, q audit.Query) (audit.Page, error) {
	c.asked++
	return c.Store.Records(ctx, q)
}

// benchmarkPopup makes the draft of a popup for an order with so many contacts.
func benchmarkPopup(b *testing.B, store audit.Store, contacts int) {
	counter := &queryCounter{Store: store}
	bench := notifytest.NewBench(func(c *notify.Config) { c.Log = counter })
	o := notifytest.Order()
	for i := range contacts {
		o.Customer.Contacts = append(o.Customer.Contacts, order.Contact{Name: fmt.Sprint("Anna ", i), Email: fmt.Sprintf("anna%d@example.se", i)})
	}
	b.Run(fmt.Sprintf("popup%d/by=budkavle", contacts), func(b *testing.B) {
		b.ReportAllocs()
		counter.asked = 0
		for b.Loop() {
			_, err := bench.Desk.Draft(context.Background(), o, notifytest.Request(compose.BookingConfirmation))
			must(b, err)
		}
		b.ReportMetric(float64(counter.asked)/float64(b.N), "queries/op")
	})
}
