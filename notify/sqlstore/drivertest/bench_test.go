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

// sample is a record as sending writes it.
func sample(i int) audit.Record {
	r := record(fmt.Sprintf("%016x%016x", i, i*31))
	r.MessageID, r.Key, r.Kind, r.Channel = fmt.Sprintf("%032x", i), fmt.Sprintf("form-%d", i), "booking-confirmation", delivery.Email
	r.Actor = audit.Actor{ID: "eva", Name: "Eva"}
	r.Order.ID, r.At = fmt.Sprint(i%100_000), at.Add(time.Duration(i)*time.Second)
	return r
}

// bare writes the same row into the same tables without a library.
func bare(b *testing.B, h sqlstore.Handle, rows ...audit.Record) {
	b.Helper()
	const columns = "company, id, at, message_id, key, order_kind, order_id, recipient, actor_id, kind, channel, status, provider, provider_id, has_body, data"
	args := make([]any, 0, 16*len(rows))
	for i := range rows {
		r := &rows[i]
		args = append(args, r.Company, r.ID, r.At.UnixMicro(), r.MessageID, r.Key, r.Order.Kind, r.Order.ID, r.Recipient, r.Actor.ID,
			r.Kind, string(r.Channel), string(r.Status), "", "", 0, r.Note)
	}
	marks := strings.TrimSuffix(strings.Repeat("(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?),", len(rows)), ",")
	_, err := h.ExecContext(context.Background(), "INSERT INTO budkavle_records ("+columns+") VALUES "+marks, args...)
	require.NoError(b, err)
}

// withData puts the JSON of a record where bare takes it from, outside the
// measured time.
func withData(r audit.Record) audit.Record {
	data, _ := json.Marshal(r)
	r.Note = string(data)
	return r
}

// One record a transaction, and 1 000 in a batch, beside the same rows by bare
// database/sql (go test -run xxx -bench Append in this folder; two busy cores):
//
//	synchronous   records   store     bare      store at
//	NORMAL        1         245 µs    240 µs    0.98 of bare speed
//	NORMAL        1000      29.5 ms   27.0 ms   0.91
//	FULL          1         499 µs    479 µs    0.96
//	FULL          1000      31.5 ms   27.2 ms   0.86
func BenchmarkAppend(b *testing.B) {
	for _, synchronous := range []string{"NORMAL", "FULL"} {
		for _, n := range []int{1, 1000} {
			b.Run(fmt.Sprintf("%s/%d/store", synchronous, n), func(b *testing.B) {
				store := newStore(b, openSQLite(b, synchronous), sqlstore.SQLite, "")
				i := 0
				for b.Loop() {
					batch := make([]audit.Record, n)
					for k := range batch {
						batch[k] = sample(i)
						i++
					}
					require.NoError(b, store.Append(context.Background(), batch...))
				}
			})
			b.Run(fmt.Sprintf("%s/%d/bare", synchronous, n), func(b *testing.B) {
				db := openSQLite(b, synchronous)
				newStore(b, db, sqlstore.SQLite, "")
				i := 0
				for b.Loop() {
					b.StopTimer()
					batch := make([]audit.Record, n)
					for k := range batch {
						batch[k] = withData(sample(i))
						i++
					}
					b.StartTimer()
					bare(b, db, batch...)
				}
			})
		}
	}
}

// The newest record of an order among many (go test -run xxx -bench Latest):
// 52 µs of a thousand, 91 µs of a million.
func BenchmarkLatestOfAnOrder(b *testing.B) {
	for _, n := range []int{1_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			db := openSQLite(b, "OFF")
			store := newStore(b, db, sqlstore.SQLite, "")
			fill(b, db, store, n)
			for b.Loop() {
				page, err := store.Records(context.Background(), audit.Query{Company: "c", OrderKind: "work-order", OrderID: "77", Latest: true, Limit: 1})
				require.NoError(b, err)
				require.Len(b, page.Records, 1)
			}
		})
	}
}

func fill(b *testing.B, db *sql.DB, store *sqlstore.Store, n int) {
	b.Helper()
	tx, err := db.Begin()
	require.NoError(b, err)
	inside := store.In(tx)
	for i := 0; i < n; i += 1000 {
		batch := make([]audit.Record, min(1000, n-i))
		for k := range batch {
			batch[k] = sample(i + k)
		}
		require.NoError(b, inside.Append(context.Background(), batch...))
	}
	require.NoError(b, tx.Commit())
}
