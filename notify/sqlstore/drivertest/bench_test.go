package drivertest

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// sample is a record as sending writes it; each message has three of them.
func sample(i int) audit.Record {
	statuses := []delivery.Status{delivery.StatusQueued, delivery.StatusSending, delivery.StatusSent}
	m := i / len(statuses)
	r := record(fmt.Sprintf("%016x%016x", i, i*31))
	r.MessageID, r.Key, r.Kind, r.Channel = fmt.Sprintf("%032x", m*7919), fmt.Sprintf("form-%d", m), "booking-confirmation", delivery.Email
	r.Recipient, r.Actor, r.Status, r.Attempt = fmt.Sprintf("anna%d@example.se", m%50_000), audit.UserRef{ID: "eva", Name: "Eva"}, statuses[i%3], min(i%3, 1)
	r.Order.ID, r.At = fmt.Sprint(m%100_000), at.Add(time.Duration(i)*time.Second)
	return r
}

// A plain log is a table of a host's own, found by order: what somebody writes in
// an hour, with the same durability.
type plain struct{ insert *sql.Stmt }

func newPlain(b *testing.B, db *sql.DB) *plain {
	b.Helper()
	for _, command := range []string{
		"CREATE TABLE plain (id TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL, order_id TEXT NOT NULL, message_id TEXT NOT NULL, recipient TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL)",
		"CREATE INDEX plain_order ON plain (order_id, at)",
	} {
		_, err := db.Exec(command)
		require.NoError(b, err)
	}
	insert, err := db.Prepare("INSERT INTO plain VALUES (?,?,?,?,?,?,?,?,?)")
	require.NoError(b, err)
	return &plain{insert}
}

func plainArgs(r *audit.Record) []any {
	data, _ := json.Marshal(r)
	return []any{r.ID, r.At.UnixMicro(), r.Order.ID, r.MessageID, r.Recipient, r.Kind, string(r.Status), r.Actor.ID, string(data)}
}

func (p *plain) append(b *testing.B, db *sql.DB, records []audit.Record) {
	b.Helper()
	if len(records) == 1 {
		_, err := p.insert.Exec(plainArgs(&records[0])...)
		require.NoError(b, err)
		return
	}
	var args []any
	for i := range records {
		args = append(args, plainArgs(&records[i])...)
	}
	_, err := db.Exec("INSERT INTO plain VALUES "+strings.TrimSuffix(strings.Repeat("(?,?,?,?,?,?,?,?,?),", len(records)), ","), args...)
	require.NoError(b, err)
}

// One message from the claim to sent in two transactions, and messages a hundred
// records at a time, beside a plain table of one's own that is written as often
// (go test -run xxx -bench Append in this folder).
func BenchmarkAppend(b *testing.B) {
	for _, synchronous := range []string{"NORMAL", "FULL"} {
		b.Run(synchronous+"/message/store", func(b *testing.B) {
			store := newStore(b, openSQLite(b, synchronous), sqlstore.SQLite, "")
			i := 0
			for b.Loop() {
				queued, sending, sent := sample(i), sample(i+1), sample(i+2)
				i += 3
				claim := audit.Record{ID: "claim-" + queued.Key, Company: "c", At: queued.At, Key: queued.Key, PlanHash: "h", Order: queued.Order, Kind: queued.Kind, Actor: queued.Actor}
				sending.Key += "#1"
				_, err := store.Claim(context.Background(), claim, queued, sending)
				require.NoError(b, err)
				require.NoError(b, store.Append(context.Background(), sent))
			}
		})
		b.Run(synchronous+"/message/plain", func(b *testing.B) {
			db := openSQLite(b, synchronous)
			p := newPlain(b, db)
			i := 0
			for b.Loop() {
				claim := sample(i)
				claim.ID = "claim-" + claim.Key
				p.append(b, db, []audit.Record{claim, sample(i), sample(i + 1)})
				p.append(b, db, []audit.Record{sample(i + 2)})
				i += 3
			}
		})
		for _, n := range []int{1, 100} {
			b.Run(fmt.Sprintf("%s/%d/store", synchronous, n), func(b *testing.B) {
				store := newStore(b, openSQLite(b, synchronous), sqlstore.SQLite, "")
				i := 0
				for b.Loop() {
					require.NoError(b, store.Append(context.Background(), samples(&i, n)...))
				}
			})
			b.Run(fmt.Sprintf("%s/%d/plain", synchronous, n), func(b *testing.B) {
				db := openSQLite(b, synchronous)
				p := newPlain(b, db)
				i := 0
				for b.Loop() {
					p.append(b, db, samples(&i, n))
				}
			})
		}
	}
}

func samples(i *int, n int) []audit.Record {
	batch := make([]audit.Record, n)
	for k := range batch {
		batch[k] = sample(*i)
		*i++
	}
	return batch
}

// Pages of a log of a million records by every filter (go test -run xxx -bench
// Query): the newest message of an order, and filters that find nothing.
func BenchmarkQuery(b *testing.B) {
	db := openSQLite(b, "OFF")
	store := newStore(b, db, sqlstore.SQLite, "")
	fill(b, db, store, 1_000_000)
	for name, q := range map[string]audit.Query{
		"latest of an order": {OrderKind: "work-order", OrderID: "77", Latest: true, Limit: 1}, "50 orders": {OrderIDs: manyOrders(50)},
		"recipient": {Recipient: "anna77@example.se", Limit: 20}, "newest page": {Latest: true}, "user": {ActorID: "eva", Latest: true},
		"sent": {Statuses: []delivery.Status{delivery.StatusSent}, Latest: true}, "nothing failed": {Statuses: []delivery.Status{delivery.StatusFailed, delivery.StatusBounced}},
		"no such kind": {Kind: "quote"}, "no SMS": {Channel: delivery.SMS}, "no template": {TemplateID: "t"}, "no such user": {ActorID: "bo"},
	} {
		q.Company, q.NoClaims = "c", true
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, err := store.Records(context.Background(), q)
				require.NoError(b, err)
			}
		})
	}
}

func manyOrders(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint(i * 31)
	}
	return ids
}

func fill(b *testing.B, db *sql.DB, store *sqlstore.Store, n int) {
	b.Helper()
	tx, err := db.Begin()
	require.NoError(b, err)
	inside := store.In(tx)
	for i := 0; i < n; {
		require.NoError(b, inside.Append(context.Background(), samples(&i, min(1000, n-i))...))
	}
	require.NoError(b, tx.Commit())
}
