package notify_test

import (
	"context"
	"encoding"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

var update = flag.Bool("update", false, "write the golden files of this version anew")

// planVersion names the plans that this version of the library writes. It goes up
// with the first change of a plan's JSON after a release, and the files of the version
// before stay as they are.
const planVersion = "v1"

// R614: a plan that any version of the library has put into an outbox is sent by this
// one: its hash does not depend on fields that came later.
func TestR614PlansOfEveryVersionAreSent(t *testing.T) {
	t.Parallel()
	if *update {
		protocol, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.OrderConfirmation, Key: "paper", Now: notifytest.Now()})
		require.NoError(t, err)
		protocol.To = recipients.MustParseList("anna@example.se")
		paper, err := protocol.Plan()
		require.NoError(t, err)
		for name, p := range map[string]plan.Plan{"sent-booking": bookingPlan(t, "form"), "sent-paper": paper, "every-field": fullPlan(t)} {
			text, err := json.MarshalIndent(p, "", " ")
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join("testdata", "plans", planVersion+"-"+name+".json"), append(text, '\n'), 0o600))
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "plans", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			var p plan.Plan
			require.NoError(t, json.Unmarshal(text, &p))
			require.NoError(t, p.Verify(), "a field was renamed or taken away, or one that came later is in the hash though it is zero: what waits in hosts' outboxes would not be sent")
			if !strings.Contains(file, "-sent-") {
				return
			}
			q := newQueue(t, notifytest.Settings())
			_, err = q.Enqueue(t.Context(), p, notify.Schedule{})
			require.NoError(t, err)
			q.work(t, 0)
			assert.Equal(t, notify.Progress{Sent: len(p.Messages)}, q.progress(t))
			mails, sms := p.Count()
			assert.Len(t, q.Recorder.Emails(), mails)
			assert.Len(t, q.Recorder.SentSMS(), sms)
			for _, m := range q.Recorder.Emails() {
				assert.Len(t, m.Attachments, len(p.Documents))
			}
		})
	}
}

// textual reports whether values of a type make their own JSON.
func textual(typ reflect.Type) bool {
	p := reflect.PointerTo(typ)
	return p.Implements(reflect.TypeFor[encoding.TextMarshaler]()) || p.Implements(reflect.TypeFor[json.Marshaler]())
}

// fullPlan has no field that is zero.
func fullPlan(t *testing.T) plan.Plan {
	t.Helper()
	sender, err := smsgw.ParseSenderName("AkesKyl")
	require.NoError(t, err)
	code, err := smsgw.ParseShortCode("72456")
	require.NoError(t, err)
	snapshot := &snapshots.Snapshot{Scope: "scope", Fields: []snapshots.Field{{Name: "a", Value: "b"}}}
	values := map[reflect.Type]any{
		reflect.TypeFor[time.Time]():             notifytest.Now(),
		reflect.TypeFor[recipients.Mailbox]():    recipients.MustParseList("Anna <anna@example.se>")[0],
		reflect.TypeFor[recipients.Phone]():      recipients.MustParsePhone("+46705123456"),
		reflect.TypeFor[smsgw.SenderName]():      sender,
		reflect.TypeFor[smsgw.ShortCode]():       code,
		reflect.TypeFor[snapshots.Fingerprint](): snapshot.Fingerprint(),
	}
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		if value, ok := values[v.Type()]; ok {
			v.Set(reflect.ValueOf(value))
			return
		}
		require.False(t, textual(v.Type()), "a value of %s is needed", v.Type())
		switch v.Kind() {
		case reflect.String:
			v.SetString("text")
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Int, reflect.Int32, reflect.Int64:
			v.SetInt(1)
		case reflect.Uint8:
			v.SetUint(1)
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem())
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0))
		case reflect.Struct:
			for _, field := range v.Fields() {
				fill(field)
			}
		default:
			require.Fail(t, "a value is needed", "%s", v.Type())
		}
	}
	var p plan.Plan
	fill(reflect.ValueOf(&p).Elem())
	p, _ = p.Without() // has the hash of what it is
	return p
}

// changing is an outbox whose plans are not what was put.
type changing struct {
	*notify.MemoryOutbox
	change func(*plan.Plan) error
}

func (c *changing) Plan(ctx context.Context, company, key string) (plan.Plan, error) {
	p, err := c.MemoryOutbox.Plan(ctx, company, key)
	if err == nil {
		err = c.change(&p)
	}
	return p, err
}

// An outbox that cannot be read is said to be what failed, and nothing is sent beside it.
func TestAnOutboxThatCannotBeReadIsNamed(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	bench := notifytest.NewBench(func(c *notify.Config) {
		c.Outbox = &changing{notify.NewMemoryOutbox(c.Log), func(*plan.Plan) error { return full }}
	})
	p := bookingPlan(t, "form")
	_, err := bench.Enqueue(t.Context(), p, notify.Schedule{})
	require.NoError(t, err)
	_, err = bench.Retry(t.Context(), p)
	require.ErrorIs(t, err, full)
	require.ErrorContains(t, err, "notify: outbox: ")
	bench.Recorder.AssertNothingSent(t)
}

// A plan that cannot be sent as it was put is never sent, and the log says so: at once
// when it is gone; when it was changed, or a newer version of the library has put it,
// after that one had its tries too.
func TestR614APlanThatIsNotWhatWasPut(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*plan.Plan) error
		first  notify.Progress
		last   notify.Progress
	}{
		"gone":    {func(*plan.Plan) error { return notify.ErrNoPlan }, notify.Progress{Failed: 3}, notify.Progress{Failed: 3}},
		"changed": {func(p *plan.Plan) error { p.Zone += "x"; return nil }, notify.Progress{Waiting: 3}, notify.Progress{Failed: 3}},
		"other":   {func(p *plan.Plan) error { *p = confirmationTo(t, 1); return nil }, notify.Progress{Waiting: 3}, notify.Progress{Failed: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQueue(t, notifytest.Settings())
			var worker *notify.Worker
			bench := notifytest.NewBench(func(c *notify.Config) {
				c.Outbox = &changing{notify.NewMemoryOutbox(c.Log), row.change}
			})
			q.Bench = bench
			worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
			require.NoError(t, err)
			q.worker = worker
			_, err = q.Enqueue(t.Context(), bookingPlan(t, "form"), notify.Schedule{})
			require.NoError(t, err)
			q.work(t, 0)
			assert.Equal(t, row.first, q.progress(t))
			for range 40 {
				q.work(t, time.Hour)
			}
			assert.Equal(t, row.last, q.progress(t))
			q.Recorder.AssertNothingSent(t)
			records, err := audit.All(t.Context(), q.Log, audit.Query{Company: "mitt-bolag"})
			require.NoError(t, err)
			for _, m := range audit.Fold(records) {
				if m.Recipient != "" {
					assert.Equal(t, delivery.StatusFailed, m.Status)
					assert.Equal(t, delivery.Permanent, m.Failure.Class)
				}
			}
			tries := map[string]int{}
			for _, r := range records {
				if r.Status == delivery.StatusFailed {
					tries[r.MessageID]++
					assert.Equal(t, tries[r.MessageID], r.Attempt, "each try is counted once")
				}
			}
		})
	}
}

// A message that was handed over by a worker that died is held, whatever has become of
// its plan.
func TestR614AnAbandonedMessageWhosePlanHasChanged(t *testing.T) {
	t.Parallel()
	log := audit.NewMemory()
	box := &changing{notify.NewMemoryOutbox(log), func(*plan.Plan) error { return nil }}
	bench := notifytest.NewBench(func(c *notify.Config) { c.Log, c.Outbox = log, box })
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
	require.NoError(t, err)
	_, err = bench.Enqueue(t.Context(), confirmationTo(t, 1), notify.Schedule{})
	require.NoError(t, err)
	leased, err := box.Lease(t.Context(), bench.Clock.Now(), time.Minute, 1)
	require.NoError(t, err)
	j := leased[0]
	_, err = box.HandOver(t.Context(), bench.Clock.Now(), notify.HandOver{Leased: j, Record: audit.Record{
		ID: "sending", Company: j.Company, At: bench.Clock.Now(), MessageID: j.ID, Key: j.PlanKey, Order: j.Order, Channel: j.Channel, Status: delivery.StatusSending, Attempt: 1,
	}})
	require.NoError(t, err)
	box.change = func(p *plan.Plan) error { p.Zone = "?"; return nil }
	bench.Clock.Advance(time.Hour)
	_, err = worker.Once(t.Context())
	require.NoError(t, err)
	held, _, err := box.Held(t.Context(), j.Company, "")
	require.NoError(t, err)
	require.Len(t, held, 1)
	assert.Equal(t, j.ID, held[0].ID)
	bench.Recorder.AssertNothingSent(t)
	records, err := audit.All(t.Context(), log, audit.Query{Company: j.Company, MessageIDs: []string{j.ID}})
	require.NoError(t, err)
	assert.Equal(t, delivery.StatusUncertain, audit.Fold(records)[0].Status)
}

// A worker that cannot read the plan of a message that another has handed over waits until it
// can: nothing is said of the message before the log has been asked.
func TestR614AnAbandonedMessageWhosePlanCannotBeReadWaits(t *testing.T) {
	t.Parallel()
	away := errors.New("the database is away")
	var logger heard
	log := audit.NewMemory()
	box := &changing{notify.NewMemoryOutbox(log), func(*plan.Plan) error { return nil }}
	bench := notifytest.NewBench(func(c *notify.Config) { c.Log, c.Outbox, c.Logger = log, box, logger.logger() })
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
	require.NoError(t, err)
	_, err = bench.Enqueue(t.Context(), confirmationTo(t, 1), notify.Schedule{})
	require.NoError(t, err)
	leased, err := box.Lease(t.Context(), bench.Clock.Now(), time.Minute, 1)
	require.NoError(t, err)
	j := leased[0]
	r := audit.Record{
		ID: "sending", Company: j.Company, At: bench.Clock.Now(), MessageID: j.ID, Key: j.PlanKey, Order: j.Order, Channel: j.Channel, Status: delivery.StatusSending, Attempt: 1,
	}
	_, err = box.HandOver(t.Context(), bench.Clock.Now(), notify.HandOver{Leased: j, Record: r})
	require.NoError(t, err)
	for i, want := range []notify.Progress{{Waiting: 1}, {Sent: 1}} {
		bench.Clock.Advance(time.Hour)
		box.change = func(*plan.Plan) error { return map[int]error{0: away}[i] }
		_, err = worker.Once(t.Context())
		require.NoError(t, err)
		progress, err := bench.Progress(t.Context(), "")
		require.NoError(t, err)
		assert.Equal(t, want, progress)
		assert.Contains(t, logger.String(), away.Error())
		require.NoError(t, bench.Report(t.Context(), delivery.Report{Company: j.Company, MessageID: j.ID, Status: delivery.StatusDelivered}))
	}
	bench.Recorder.AssertNothingSent(t)
}
