package drivertest

import (
	"database/sql"
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/sqlstore"
	"github.com/budkavle/budkavle/recipients"
)

// crowd is a plan of so many mails.
func crowd(tb testing.TB, n int) plan.Plan {
	tb.Helper()
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "crowd", Now: notifytest.Now()})
	require.NoError(tb, err)
	draft.To = nil
	for i := range n {
		draft.To = append(draft.To, recipients.MustParseList(fmt.Sprintf("r%d@example.se", i))...)
	}
	p, err := draft.Plan()
	require.NoError(tb, err)
	return p
}

// A thousand messages by a worker with a recorder for its sender, beside the bare
// statements: leases of as many, a hand-over and a settlement of each with records that
// have the same columns filled (go test -run xxx -bench Outbox -benchtime 3x in this folder).
func BenchmarkOutbox(b *testing.B) {
	const messages, inFlight = 1000, 64
	p := crowd(b, messages)
	databases := map[string]func(b *testing.B) (*sql.DB, sqlstore.Dialect, string){
		"SQLite-NORMAL": func(b *testing.B) (*sql.DB, sqlstore.Dialect, string) {
			b.Helper()
			return openSQLite(b, "NORMAL"), sqlstore.SQLite, ""
		},
		"SQLite-FULL": func(b *testing.B) (*sql.DB, sqlstore.Dialect, string) {
			b.Helper()
			return openSQLite(b, "FULL"), sqlstore.SQLite, ""
		},
		"PostgreSQL": func(b *testing.B) (*sql.DB, sqlstore.Dialect, string) {
			b.Helper()
			db, prefix := openPostgres(b)
			return db, sqlstore.PostgreSQL, prefix
		},
	}
	for name, open := range databases {
		b.Run(name, func(b *testing.B) {
			var worker, bare, workerCPU, bareCPU time.Duration
			for b.Loop() {
				for _, way := range []struct {
					sum  *time.Duration
					cpu  *time.Duration
					work func(b *testing.B, bench *notifytest.Bench, store *sqlstore.Store)
				}{{&worker, &workerCPU, byWorker(inFlight)}, {&bare, &bareCPU, byStatements(inFlight, &p)}} {
					db, d, prefix := open(b)
					store := newStore(b, db, d, prefix)
					bench := notifytest.NewBench(func(c *notify.Config) { c.Log, c.Outbox = store, store })
					_, err := bench.Enqueue(b.Context(), p, notify.Schedule{})
					require.NoError(b, err)
					runtime.GC()
					began, used := time.Now(), cpuTime(b)
					way.work(b, bench, store)
					*way.sum += time.Since(began)
					*way.cpu += cpuTime(b) - used
					progress, err := bench.Progress(b.Context(), "")
					require.NoError(b, err)
					require.Equal(b, notify.Progress{Sent: messages}, progress)
				}
			}
			rate := func(d time.Duration) float64 { return float64(messages*b.N) / d.Seconds() }
			b.ReportMetric(rate(worker), "worker-msg/s")
			b.ReportMetric(rate(bare), "bare-msg/s")
			b.ReportMetric(rate(worker)/rate(bare), "ratio")
			b.ReportMetric(bareCPU.Seconds()/workerCPU.Seconds(), "cpu-ratio") // which others on the machine do not change
		})
	}
}

// cpuTime is what this process has used.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func byWorker(inFlight int) func(*testing.B, *notifytest.Bench, *sqlstore.Store) {
	return func(b *testing.B, bench *notifytest.Bench, _ *sqlstore.Store) {
		b.Helper()
		w, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service(), InFlight: inFlight})
		require.NoError(b, err)
		_, err = w.Once(b.Context())
		require.NoError(b, err)
	}
}

func byStatements(atOnce int, p *plan.Plan) func(*testing.B, *notifytest.Bench, *sqlstore.Store) {
	return func(b *testing.B, bench *notifytest.Bench, store *sqlstore.Store) {
		b.Helper()
		now, to := bench.Clock.Now(), map[string]*plan.Message{}
		for i := range p.Messages {
			to[p.Messages[i].ID] = &p.Messages[i]
		}
		for {
			jobs, err := store.Lease(b.Context(), now, time.Hour, atOnce)
			require.NoError(b, err)
			if len(jobs) == 0 {
				return
			}
			var hands []notify.HandOver
			var ends []notify.Settlement
			for _, j := range jobs {
				m := to[j.ID]
				r := audit.Record{
					ID: audit.NewID("sending", j.ID), Company: j.Company, At: now, MessageID: j.ID, Key: j.PlanKey, Order: j.Order, Kind: string(p.Kind), Channel: j.Channel,
					Recipient: m.Recipient, Actor: audit.UserRef{ID: p.Actor.ID, Name: p.Actor.Name}, Language: m.Language, Status: delivery.StatusSending, Attempt: 1,
				}
				hands = append(hands, notify.HandOver{Leased: j, Record: r})
				r.ID, r.Status = audit.NewID("sent", j.ID), delivery.StatusSent
				r.Receipt = delivery.Receipt{Provider: "recorder", ProviderID: j.ID}
				ends = append(ends, notify.Settlement{Leased: j, State: notify.JobSent, Attempt: 1, Records: []audit.Record{r}})
			}
			_, err = store.HandOver(b.Context(), now, hands...)
			require.NoError(b, err)
			require.NoError(b, store.Settle(b.Context(), now, ends...))
		}
	}
}
