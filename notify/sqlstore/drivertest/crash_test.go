package drivertest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/notify/sqlstore"
	"github.com/budkavle/budkavle/recipients"
)

// A crash kills a process of the host's at one point; then the host only enqueues
// and runs its worker again, as it always does.
type crash struct {
	point    string
	nth      int  // of the times that the point is met
	inFlight int  // messages at once
	resend   bool // what nobody knows the end of is sent again
}

func (c crash) String() string {
	return fmt.Sprintf("%s %d in flight %d resend %v", c.point, c.nth, c.inFlight, c.resend)
}

// The points: what the child does at the database, before and after; and where it
// stands with the mail server when it is killed.
var (
	ownPoints    = []string{"claim-before", "claim-after", "put-before", "put-after", "lease-before", "lease-after", "handover-before", "handover-after", "settle-before", "settle-after"}
	serverPoints = map[string]sendertest.Step{
		"greeting": sendertest.StepGreeting, "ehlo": sendertest.StepEHLO, "mail": sendertest.StepMail, "rcpt": sendertest.StepRcpt, "data": sendertest.StepData,
		"dot-lost": sendertest.StepDot, "dot-taken": sendertest.StepDot, "answered": sendertest.StepDot,
	}
	// left are the points at which a message may have left, so that nobody knows.
	left = []string{"handover-after", "settle-before", "dot-lost", "dot-taken", "answered"}
)

const crashMails = 4

func TestSIGKILLAtEachPoint(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		var list []crash
		for point := range serverPoints {
			list = append(list, crash{point, 1, 1, false}, crash{point, 2, 8, false})
		}
		for _, point := range ownPoints {
			list = append(list, crash{point, 1, 1, false})
			if !strings.HasPrefix(point, "claim") && !strings.HasPrefix(point, "put") {
				list = append(list, crash{point, 2, 8, false})
			}
		}
		for _, point := range left {
			list = append(list, crash{point, 1, 1, true}, crash{point, 2, 1, true})
		}
		var sums crashSums
		t.Run("kills", func(t *testing.T) {
			for i, c := range list {
				t.Run(c.String(), func(t *testing.T) {
					t.Parallel()
					base := childBase{dialect: d, dsn: postgres.dsn, prefix: fmt.Sprintf("%sk%d_", prefix, i)}
					if d == sqlstore.SQLite {
						base.dsn = sqliteDSN(filepath.Join(t.TempDir(), "crm.db"), "NORMAL")
					}
					c.run(t, base, &sums)
				})
			}
		})
		t.Logf("%d kills: %d held, %d second copies, %d lost, %d claimed falsely", sums.kills.Load(), sums.held.Load(), sums.second.Load(), sums.lost.Load(), sums.falsely.Load())
		assert.GreaterOrEqual(t, sums.kills.Load(), int64(len(ownPoints)+len(serverPoints)))
	})
}

type crashSums struct{ kills, held, second, lost, falsely atomic.Int64 }

// childBase is the database of a child.
type childBase struct {
	dialect     sqlstore.Dialect
	dsn, prefix string
}

func (b childBase) open(t testing.TB) *sqlstore.Store {
	t.Helper()
	driver := map[sqlstore.Dialect]string{sqlstore.SQLite: "sqlite", sqlstore.PostgreSQL: "pgx"}[b.dialect]
	db, err := sql.Open(driver, b.dsn)
	require.NoError(t, err)
	db.SetMaxOpenConns(4)
	t.Cleanup(func() { _ = db.Close() })
	store, err := sqlstore.New(db, b.dialect, sqlstore.Options{Prefix: b.prefix})
	require.NoError(t, err)
	return store
}

// run kills a child at the point, lets another do the rest, and looks at what the
// log and the mail server have.
func (c crash) run(t *testing.T, base childBase, sums *crashSums) {
	t.Helper()
	store := base.open(t)
	require.NoError(t, store.Migrate(t.Context()))
	var child atomic.Pointer[exec.Cmd]
	var met atomic.Int64
	server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		first := child.Load()
		if serverPoints[c.point] != at || first == nil || met.Add(1) != int64(c.nth) {
			return sendertest.StepFault{}
		}
		fault := sendertest.StepFault{Cut: true, Took: c.point == "dot-taken"}
		if c.point == "answered" {
			return sendertest.StepFault{Reply: "250 2.0.0 taken", Cut: true, Took: true}
		}
		_ = first.Process.Kill()
		return fault
	}}
	require.NoError(t, server.Start())
	defer server.Close()

	first := c.child(t, base, server.Port(), false)
	ended := make(chan struct{})
	require.NoError(t, first.Start())
	child.Store(first)
	if c.point == "answered" {
		go func() { // the answer is out: it is killed whatever it has made of it
			for met.Load() < int64(c.nth) {
				select {
				case <-ended:
					return
				case <-time.After(time.Millisecond):
				}
			}
			_ = first.Process.Kill()
		}()
	}
	err := first.Wait()
	close(ended)
	if err != nil {
		sums.kills.Add(1)
	} else {
		assert.NotEqual(t, 1, c.nth, "the point is never met")
	}
	child.Store(nil)
	out, err := c.child(t, base, server.Port(), true).CombinedOutput()
	require.NoError(t, err, string(out))
	c.look(t, store, server.Mails(), sums)
}

func (c crash) child(t *testing.T, base childBase, port int, second bool) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestCrashChild$", "-test.timeout", "50s")
	command.Env = append(os.Environ(), "BUDKAVLE_CRASH_DSN="+base.dsn, "BUDKAVLE_CRASH_DIALECT="+string(base.dialect), "BUDKAVLE_CRASH_PREFIX="+base.prefix,
		"BUDKAVLE_CRASH_PORT="+strconv.Itoa(port), "BUDKAVLE_CRASH_IN_FLIGHT="+strconv.Itoa(c.inFlight))
	if c.resend {
		command.Env = append(command.Env, "BUDKAVLE_CRASH_RESEND=1")
	}
	if second {
		command.Env = append(command.Env, "BUDKAVLE_CRASH_LATER=1h")
	} else {
		command.Env = append(command.Env, "BUDKAVLE_CRASH_POINT="+c.point, "BUDKAVLE_CRASH_NTH="+strconv.Itoa(c.nth))
	}
	return command
}

// look judges what became of the messages.
func (c crash) look(t *testing.T, store *sqlstore.Store, mails []sendertest.SMTPMail, sums *crashSums) {
	t.Helper()
	copies, ids := map[string]int{}, map[string]string{}
	for _, m := range mails {
		copies[m.To]++
		_, rest, _ := strings.Cut(m.Data, "Message-ID: ")
		id, _, _ := strings.Cut(rest, "\r\n")
		assert.NotEmpty(t, id)
		if had := ids[m.To]; had != "" {
			assert.Equal(t, had, id, "a second copy has the same Message-ID")
		}
		ids[m.To] = id
	}
	company := notifytest.Settings().Company.ID
	records, err := audit.All(t.Context(), store, audit.Query{Company: company})
	require.NoError(t, err)
	held, _, err := store.Held(t.Context(), company, "")
	require.NoError(t, err)
	waits := map[string]bool{}
	for _, h := range held {
		waits[h.ID] = true
	}
	messages := slices.DeleteFunc(audit.Fold(records), func(m audit.Message) bool { return m.Recipient == "" })
	require.Len(t, messages, crashMails)
	second := 0
	for _, m := range messages {
		n := copies[m.Recipient]
		second += max(n-1, 0)
		switch {
		case m.Status == delivery.StatusSent && n == 0:
			sums.falsely.Add(1)
			assert.Fail(t, "claimed falsely", m.Recipient)
		case m.Status == delivery.StatusSent:
			assert.False(t, waits[m.ID], "sent and held")
		case m.Status == delivery.StatusUncertain && waits[m.ID]:
			handed := slices.ContainsFunc(m.Records, func(r audit.Record) bool { return r.Status == delivery.StatusSending })
			assert.True(t, handed, "held and certainly not handed over")
		default:
			sums.lost.Add(1)
			assert.Fail(t, "lost", "%s is %s", m.Recipient, m.Status)
		}
	}
	sums.held.Add(int64(len(held)))
	sums.second.Add(int64(second))
	switch {
	case c.resend:
		assert.Empty(t, held)
		assert.LessOrEqual(t, second, 1, "one kill, one second copy")
	default:
		assert.Zero(t, second)
		if c.inFlight == 1 && !slices.Contains(left, c.point) {
			assert.Empty(t, held, "what was not handed over")
		}
		assert.LessOrEqual(t, len(held), c.inFlight)
	}
}

// dying kills its own process at a point.
type dying struct {
	*sqlstore.Store
	point string
	nth   int64

	mu  sync.Mutex
	met int64
}

func (d *dying) at(point string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if point != d.point {
		return
	}
	if d.met++; d.met == d.nth {
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {} // it takes a moment
	}
}

func (d *dying) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (bool, error) {
	d.at("claim-before")
	defer d.at("claim-after")
	return d.Store.Claim(ctx, claim, with...)
}

func (d *dying) Put(ctx context.Context, p plan.Plan, jobs ...notify.Job) error {
	d.at("put-before")
	defer d.at("put-after")
	return d.Store.Put(ctx, p, jobs...)
}

func (d *dying) Lease(ctx context.Context, now time.Time, lease time.Duration, most int) ([]notify.Leased, error) {
	d.at("lease-before")
	list, err := d.Store.Lease(ctx, now, lease, most)
	if len(list) > 0 {
		d.at("lease-after")
	}
	return list, err
}

func (d *dying) HandOver(ctx context.Context, now time.Time, hands ...notify.HandOver) ([]bool, error) {
	d.at("handover-before")
	defer d.at("handover-after")
	return d.Store.HandOver(ctx, now, hands...)
}

func (d *dying) Settle(ctx context.Context, now time.Time, list ...notify.Settlement) error {
	d.at("settle-before")
	defer d.at("settle-after")
	return d.Store.Settle(ctx, now, list...)
}

// TestCrashChild is the process of the host's: it enqueues what staff saved and runs
// a worker until nothing waits.
func TestCrashChild(t *testing.T) {
	dsn := os.Getenv("BUDKAVLE_CRASH_DSN")
	if dsn == "" {
		return // not a child
	}
	number := func(name string) int { n, _ := strconv.Atoi(os.Getenv("BUDKAVLE_CRASH_" + name)); return n }
	base := childBase{dialect: sqlstore.Dialect(os.Getenv("BUDKAVLE_CRASH_DIALECT")), dsn: dsn, prefix: os.Getenv("BUDKAVLE_CRASH_PREFIX")}
	store := &dying{Store: base.open(t), point: os.Getenv("BUDKAVLE_CRASH_POINT"), nth: int64(number("NTH"))}
	later, _ := time.ParseDuration(os.Getenv("BUDKAVLE_CRASH_LATER"))
	began := time.Now()
	now := func() time.Time { // the second child's day is short, so that pauses are over soon
		if later > 0 {
			return began.Add(later + 600*time.Since(began))
		}
		return time.Now()
	}
	sender, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: number("PORT"), Security: smtp.None})
	require.NoError(t, err)
	service, err := notify.New(notify.Config{
		Senders: notify.OneCompany(notify.Senders{Email: sender}), Log: store, Outbox: store, Now: now,
	})
	require.NoError(t, err)
	desk, err := service.Desk(notifytest.Settings())
	require.NoError(t, err)
	_, err = desk.Enqueue(t.Context(), crashPlan(t), notify.Schedule{})
	require.NoError(t, err)
	worker, err := notify.NewWorker(notify.WorkerConfig{
		Service: service, InFlight: number("IN_FLIGHT"), Poll: 5 * time.Millisecond, Lease: 20*time.Minute + 24*later, GiveUp: 1000 * time.Hour,
		ResendUncertain: func(string, delivery.Channel) bool { return os.Getenv("BUDKAVLE_CRASH_RESEND") != "" },
	})
	require.NoError(t, err)
	running, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- worker.Run(running) }()
	assert.Eventually(t, func() bool {
		p, err := desk.Progress(t.Context(), "")
		return err == nil && p.Total() == crashMails && p.Waiting == 0
	}, 30*time.Second, 5*time.Millisecond)
	stop()
	require.ErrorIs(t, <-done, context.Canceled)
}

// crashPlan is the same in every process.
func crashPlan(t *testing.T) plan.Plan {
	t.Helper()
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "form", Now: notifytest.Now()})
	require.NoError(t, err)
	draft.To = nil
	for i := range crashMails {
		draft.To = append(draft.To, recipients.MustParseList(fmt.Sprintf("r%d@example.se", i))...)
	}
	p, err := draft.Plan()
	require.NoError(t, err)
	return p
}
