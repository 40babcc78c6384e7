package main

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/sqlstore"
	"github.com/budkavle/budkavle/pdf"
)

// openSQLite opens a database as the store's documentation shows, with further
// pragmas.
func openSQLite(b testing.TB, pragmas ...string) *sql.DB {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "crm.db")+"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)"+strings.Join(pragmas, ""))
	must(b, err)
	db.SetMaxOpenConns(8)
	b.Cleanup(func() { _ = db.Close() })
	return db
}

func newStore(b testing.TB, db *sql.DB) *sqlstore.Store {
	b.Helper()
	store, err := sqlstore.New(db, sqlstore.SQLite, sqlstore.Options{})
	must(b, err)
	must(b, store.Migrate(b.Context()))
	return store
}

// BenchmarkHistory is what an order's page and a list of orders show of their
// messages, beside the log's own time for the same query, and beside one query for
// each order.
func BenchmarkHistory(b *testing.B) {
	store := newStore(b, openSQLite(b))
	bench := notifytest.NewBench(func(c *notify.Config) { c.Log = store })
	desk := bench.Desk
	work, orders := notifytest.Order(), make([]order.Order, 50)
	for i := range 5 {
		sent(b, desk, work, fmt.Sprint("page-", i))
	}
	for i := range orders {
		orders[i] = notifytest.Order()
		orders[i].ID = fmt.Sprint("listed-", i)
		sent(b, desk, orders[i], orders[i].ID)
	}
	hashed, plain := work, work
	for i := range 20 {
		photo := pdf.Picture{Name: "p", Data: bytes.Repeat([]byte{byte(i)}, 275<<10)}
		plain.Content.Photos = append(plain.Content.Photos, photo)
		photo.SHA256 = fmt.Sprintf("%x", sha256.Sum256(photo.Data))
		hashed.Content.Photos = append(hashed.Content.Photos, photo)
	}
	pageOf := func(desk *notify.Desk, o order.Order) func() {
		return func() {
			_, err := desk.History(b.Context(), o)
			must(b, err)
		}
	}
	page := func(o order.Order) func() { return pageOf(desk, o) }
	withPhotos := notifytest.Settings()
	withPhotos.ShowImages = true
	papers, protocol := bench.For(withPhotos), notifytest.ServiceProtocol()
	for i := range 20 {
		protocol.Content.Photos = append(protocol.Content.Photos, pdf.Picture{Name: "p", Data: photo(b, 64, 48, 275<<10, i)})
	}
	sentAs(b, papers, protocol, compose.ServiceProtocol, "papers")
	each(b, "page/by=budkavle", page(work))
	each(b, "page/by=log", func() {
		_, err := audit.All(b.Context(), store, audit.Query{Company: work.Company, OrderKind: string(work.Kind), OrderID: work.ID})
		must(b, err)
	})
	each(b, "photos/by=budkavle", page(plain))
	each(b, "photos/by=without", page(work))
	each(b, "hashed/by=budkavle", page(hashed))
	each(b, "hashed/by=without", page(work))
	each(b, "papers/by=budkavle", pageOf(papers, protocol))
	each(b, "papers/by=hashed", pageOf(papers, protocol.WithHashes()))
	each(b, "list/by=budkavle", func() {
		_, err := desk.Histories(b.Context(), orders)
		must(b, err)
	})
	each(b, "list/by=one-by-one", func() {
		for _, o := range orders {
			page(o)()
		}
	})
}

// each is a benchmark of one function.
func each(b *testing.B, name string, do func()) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		before := processorTime()
		for b.Loop() {
			do()
		}
		b.ReportMetric(float64(processorTime()-before)/float64(b.N), "cpu-ns/op")
	})
}

// processorTime is what this process has used, of all its threads; 0 where nobody
// tells.
func processorTime() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func sent(b testing.TB, desk *notify.Desk, o order.Order, key string) {
	b.Helper()
	sentAs(b, desk, o, compose.BookingConfirmation, key)
}

func sentAs(b testing.TB, desk *notify.Desk, o order.Order, kind plan.Kind, key string) {
	b.Helper()
	request := notifytest.Request(kind)
	request.Key = key
	draft, err := desk.Draft(b.Context(), o, request)
	must(b, err)
	p, err := draft.Plan()
	must(b, err)
	result, err := desk.Send(b.Context(), p)
	must(b, err)
	must(b, result.Err())
}
