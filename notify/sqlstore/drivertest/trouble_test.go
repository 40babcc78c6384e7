package drivertest

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// troubleAfter sends, and has a trouble begin when the first mail has left.
type troubleAfter struct {
	email.Sender
	once  sync.Once
	begin func()
}

func (s *troubleAfter) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	receipt, err := s.Sender.Send(ctx, m)
	if err == nil {
		s.once.Do(s.begin)
	}
	return receipt, err
}

// A file that another program has locked, or a disk that is full, when a mail has just left:
// what has left is logged as sent once the trouble is over, and everything goes once.
func TestAFullDiskOrALockStopsNothingForGood(t *testing.T) {
	t.Parallel()
	full := func(pages string) func(t *testing.T, db, _ *sql.DB) {
		return func(t *testing.T, db, _ *sql.DB) {
			t.Helper()
			_, err := db.Exec("PRAGMA max_page_count = " + pages)
			assert.NoError(t, err)
		}
	}
	execute := func(statement string) func(t *testing.T, _, other *sql.DB) {
		return func(t *testing.T, _, other *sql.DB) {
			t.Helper()
			_, err := other.Exec(statement)
			assert.NoError(t, err)
		}
	}
	for name, trouble := range map[string]struct {
		begin, end func(t *testing.T, db, other *sql.DB)
	}{
		"full":   {full("1"), full("1000000")}, // as few as it has
		"locked": {execute("BEGIN IMMEDIATE"), execute("ROLLBACK")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := strings.Replace(sqliteDSN(filepath.Join(t.TempDir(), "crm.db"), "NORMAL"), "busy_timeout(10000)", "busy_timeout(20)", 1)
			open := func() *sql.DB {
				db, err := sql.Open("sqlite", dsn)
				require.NoError(t, err)
				t.Cleanup(func() { _ = db.Close() })
				db.SetMaxOpenConns(1)
				return db
			}
			db, other := open(), open()
			store := newStore(t, db, sqlstore.SQLite, "")
			recorder := &notifytest.Recorder{}
			over := make(chan struct{})
			sender := &troubleAfter{Sender: recorder.Email(), begin: func() {
				trouble.begin(t, db, other)
				time.AfterFunc(700*time.Millisecond, func() {
					trouble.end(t, db, other)
					close(over)
				})
			}}
			bench := notifytest.NewBench(func(c *notify.Config) {
				c.Log, c.Outbox, c.Now, c.LogGrace = store, store, time.Now, 0
				c.Senders = notify.OneCompany(notify.Senders{Email: sender})
			})
			_, err := bench.Enqueue(t.Context(), crowd(t, 40), notify.Schedule{})
			require.NoError(t, err)
			worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service(), InFlight: 1, Poll: 20 * time.Millisecond})
			require.NoError(t, err)
			running, stop := context.WithCancel(t.Context())
			done := make(chan error)
			go func() { done <- worker.Run(running) }()
			<-over
			assert.Less(t, len(recorder.Emails()), 40, "the trouble was felt by nobody")
			require.EventuallyWithT(t, func(c *assert.CollectT) {
				progress, err := bench.Progress(t.Context(), "")
				require.NoError(c, err)
				require.Equal(c, notify.Progress{Sent: 40}, progress)
			}, 30*time.Second, 20*time.Millisecond)
			stop()
			require.ErrorIs(t, <-done, context.Canceled)
			assert.Len(t, recorder.Emails(), 40)
			records, err := audit.All(t.Context(), store, audit.Query{Company: "mitt-bolag"})
			require.NoError(t, err)
			for _, m := range audit.Fold(records) {
				assert.Equal(t, delivery.StatusSent, m.Status)
			}
		})
	}
}
