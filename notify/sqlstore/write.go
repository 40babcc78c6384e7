package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
)

// The columns of a message and of a record: what they are found by, and the record
// itself.
const (
	messageColumns = "company, thread, at, order_kind, order_id, recipient, intended_for, actor_id, kind, channel, template_id, key, attempts, state"
	messageCount   = 14
	recordColumns  = "company, thread, id, at, by_id, provider, provider_id, has_body, data"
	recordCount    = 9
)

// rowsAtOnce is how many records one statement inserts: fewer parameters than
// any of the databases allows.
const rowsAtOnce = 1000

// states are the statuses as numbers, of which a message has the highest; they
// stand in the database, so none changes. 0 is no status. An SMS that arrived has
// arrived, so its bounce is lower, save that of a part of a long one.
var states = map[delivery.Status][]int{
	delivery.StatusQueued: {1}, delivery.StatusSending: {2}, delivery.StatusFailed: {3}, delivery.StatusSkipped: {4}, delivery.StatusSuperseded: {5},
	delivery.StatusUncertain: {6}, delivery.StatusSent: {7}, delivery.StatusDelivered: {9}, delivery.StatusBounced: {bounced, bouncedSMS},
}

const (
	bouncedSMS = 8
	bounced    = 10
)

// stateOf is the number of what a record says.
func stateOf(r *audit.Record) int {
	switch {
	case r.Status == "":
		return 0
	case r.Status == delivery.StatusBounced && r.Channel == delivery.SMS && (r.Failure == nil || r.Failure.Reason != delivery.ReasonPartNotDelivered):
		return bouncedSMS
	}
	return states[r.Status][0]
}

// lasting are the states from which a new try does not lead back.
const lasting = 7

// A thread is what a call tells of one message: its first record, and what has
// become of it after all of them.
type thread struct {
	name            string
	first           *audit.Record
	attempts, state int
}

// add moves the state forward as audit.Fold does: the last try's, and whatever is
// said of none.
func (t *thread) add(r *audit.Record) {
	if r.MessageID == "" {
		return // of no message, which nothing becomes of
	}
	state := stateOf(r)
	switch {
	case r.Attempt > t.attempts && t.state < lasting:
		t.state = state
	case r.Attempt != 0 && r.Attempt < t.attempts && state < lasting: // a try that was followed by another
	default:
		t.state = max(t.state, state)
	}
	t.attempts = max(t.attempts, r.Attempt)
}

// moveOn is the same for a message that is there.
const moveOn = ` ON CONFLICT (company, thread) DO UPDATE SET
	attempts = CASE WHEN excluded.attempts > m.attempts THEN excluded.attempts ELSE m.attempts END,
	state = CASE
		WHEN excluded.attempts > m.attempts AND m.state < 7 THEN excluded.state
		WHEN excluded.attempts <> 0 AND excluded.attempts < m.attempts AND excluded.state < 7 THEN m.state
		WHEN excluded.state > m.state THEN excluded.state
		ELSE m.state END
	WHERE excluded.attempts > m.attempts OR excluded.state > m.state`

func (s *Store) insertMessages(n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + s.prefix + "messages AS m (" + messageColumns + ") VALUES ")
	s.dialect.rows(&b, n, messageCount)
	b.WriteString(moveOn)
	return b.String()
}

func (s *Store) insertRecords(n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + s.prefix + "records (" + recordColumns + ") VALUES ")
	s.dialect.rows(&b, n, recordCount)
	b.WriteString(" ON CONFLICT (company, thread, id) DO NOTHING")
	return b.String()
}

// values are a message's columns.
func (t *thread) values(args []any) []any {
	r := t.first
	return append(args, r.Company, t.name, r.At.UnixMicro(), r.Order.Kind, r.Order.ID, r.Recipient, r.IntendedFor, r.Actor.ID, r.Kind,
		string(r.Channel), r.Template.ID, r.Key, t.attempts, t.state)
}

// recordValues are a record's columns.
func recordValues(args []any, name string, r *audit.Record) ([]any, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: record %q: %w", r.ID, err)
	}
	hasBody := 0
	if r.HasBody() {
		hasBody = 1
	}
	return append(args, r.Company, name, r.ID, r.At.UnixMicro(), by(r), r.Receipt.Provider, r.Receipt.ProviderID, hasBody, string(data)), nil
}

// by is who acknowledged the message; who sent it stands with the message.
func by(r *audit.Record) string {
	if r.Acknowledged {
		return r.Actor.ID
	}
	return ""
}

// Append stores records, all or none; see [audit.Store]. The error is that of
// [audit.Record.Validate], of ctx or of the database.
func (s *Store) Append(ctx context.Context, records ...audit.Record) error {
	if err := valid(ctx, records); err != nil || len(records) == 0 {
		return err
	}
	return s.together(ctx, func(w *work) error { return w.insert(ctx, records) })
}

func valid(ctx context.Context, records []audit.Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range records {
		if err := records[i].Validate(); err != nil {
			return err
		}
	}
	return nil
}

// insert stores records and moves their messages on, a thousand records at a time.
func (w *work) insert(ctx context.Context, records []audit.Record) error {
	for len(records) > 0 {
		n := min(len(records), rowsAtOnce)
		if err := w.insertSome(ctx, records[:n]); err != nil {
			return err
		}
		records = records[n:]
	}
	return nil
}

func (w *work) insertSome(ctx context.Context, records []audit.Record) error {
	type place struct{ company, thread string }
	index := map[place]int{}
	var threads []thread
	var args []any
	for i := range records {
		r := &records[i]
		name := r.Thread()
		at, ok := index[place{r.Company, name}]
		if !ok {
			at = len(threads)
			index[place{r.Company, name}] = at
			threads = append(threads, thread{name: name, first: r})
		}
		threads[at].add(r)
	}
	for i := range threads {
		args = threads[i].values(args)
	}
	if _, err := w.exec(ctx, "append", w.insertMessages(len(threads)), args...); err != nil {
		return err
	}
	args = args[:0:0]
	for i := range records {
		var err error
		if args, err = recordValues(args, records[i].Thread(), &records[i]); err != nil {
			return err
		}
	}
	_, err := w.exec(ctx, "append", w.insertRecords(len(records)), args...)
	return err
}
