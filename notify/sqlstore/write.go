package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// The columns of a message: what it is found by, what has become of it, and its
// records.
const (
	messageColumns = "company, thread, at, order_kind, order_id, recipient, intended_for, actor_id, kind, channel, " +
		"template_id, key, attempts, state, provider, provider_id, body_at, data"
	messageCount = 18
)

// rowsAtOnce is how many rows one statement inserts: fewer parameters than any of
// the databases allows.
const rowsAtOnce = 1000

// messagesAtOnce is how many messages one statement inserts or moves on. SQLite keeps
// the pages that a statement changes, to take it back, in memory up to 64 kB, and has
// no way to go between one statement and the next.
func (s *Store) messagesAtOnce() int {
	if s.dialect == SQLite {
		return fewMessages
	}
	return rowsAtOnce
}

const fewMessages = 10

// states are the statuses as numbers, of which a message has the highest; they
// stand in the database, so none changes. 0 is no status. An SMS that arrived has
// arrived, so its bounce is lower, save that of a part of a long one.
var states = map[delivery.Status][]int{
	delivery.StatusQueued: {1}, delivery.StatusSending: {2}, delivery.StatusFailed: {3},
	delivery.StatusSkipped: {4}, delivery.StatusSuperseded: {5},
	delivery.StatusUncertain: {6}, delivery.StatusSent: {7},
	delivery.StatusDelivered: {9}, delivery.StatusBounced: {bounced, bouncedSMS},
}

const (
	bouncedSMS = 8
	bounced    = 10
)

// stateOf is the number of what a record says of its message, if it is of one.
func stateOf(r *audit.Record) int {
	switch {
	case r.Status == "" || r.MessageID == "":
		return 0
	case r.Status == delivery.StatusBounced && r.Channel == delivery.SMS &&
		(r.Failure == nil || r.Failure.Reason != reasons.PartNotDelivered):
		return bouncedSMS
	}
	return states[r.Status][0]
}

// moveOn adds a record to a message that is there and does not have it: as JSON, a
// line for each. The state moves forward as audit.Fold does: the last try's, and
// whatever is said of none; from 7 on a new try does not lead back. An ID is looked
// for with the name of the next field behind it, which no text holds unescaped.
const moveOn = ` ON CONFLICT (company, thread) DO UPDATE SET
	attempts = CASE WHEN excluded.attempts > m.attempts THEN excluded.attempts ELSE m.attempts END,
	state = CASE
		WHEN excluded.attempts > m.attempts AND m.state < 7 THEN excluded.state
		WHEN excluded.attempts <> 0 AND excluded.attempts < m.attempts AND excluded.state < 7 THEN m.state
		WHEN excluded.state > m.state THEN excluded.state
		ELSE m.state END,
	provider = CASE WHEN m.provider = '' AND m.provider_id = '' THEN excluded.provider ELSE m.provider END,
	provider_id = CASE WHEN m.provider = '' AND m.provider_id = '' THEN excluded.provider_id ELSE m.provider_id END,
	body_at = CASE WHEN m.body_at IS NULL OR excluded.body_at < m.body_at THEN excluded.body_at ELSE m.body_at END,
	data = m.data || '
' || excluded.data
	WHERE {find}(m.data, substr(excluded.data, 1, {find}(excluded.data, ',"company":') + 10)) = 0`

// returning makes the statement tell of each message which it is and its first receipt.
const returning = " RETURNING seq, company, thread, provider, provider_id"

// insertMessages is the statement that adds n records, each of another message.
func (s *Store) insertMessages(n int) string {
	switch {
	case n == 1 && s.insertOne != "":
		return s.insertOne
	case n == fewMessages && s.insertFew != "":
		return s.insertFew
	}
	var b strings.Builder
	b.WriteString("INSERT INTO " + s.prefix + "messages AS m (" + messageColumns + ") VALUES ")
	s.dialect.rows(&b, n, messageCount)
	find := "instr"
	if s.dialect == PostgreSQL {
		find = "strpos"
	}
	b.WriteString(strings.ReplaceAll(moveOn, "{find}", find))
	return b.String()
}

// values are the columns of a message that begins with a record.
func values(args []any, r *audit.Record) ([]any, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: record %q: %w", r.ID, err)
	}
	attempts := r.Attempt
	if r.MessageID == "" {
		attempts = 0 // of no message, which nothing becomes of
	}
	return append(args, r.Company, r.Thread(), r.At.UnixMicro(),
		r.Order.Kind, r.Order.ID, r.Recipient, r.IntendedFor, r.Actor.ID, r.Kind,
		string(r.Channel), r.Template.ID, r.Key, attempts, stateOf(r), r.Receipt.Provider, r.Receipt.ProviderID,
		bodyAt(r), string(data)), nil
}

// bodyAt is when a record was made whose body can be dropped; nil: it has none.
func bodyAt(r *audit.Record) any {
	if r.HasBody() {
		return r.At.UnixMicro()
	}
	return nil
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

// A threadName is what a message is known by.
type threadName struct{ company, thread string }

// insert stores records: the first of each message, then the second ones.
func (w *work) insert(ctx context.Context, records []audit.Record) error {
	var rounds [][]*audit.Record
	had := make(map[threadName]int, len(records))
	for i := range records {
		name := threadName{records[i].Company, records[i].Thread()}
		round := had[name]
		had[name]++
		if round == len(rounds) {
			rounds = append(rounds, nil)
		}
		rounds[round] = append(rounds[round], &records[i])
	}
	for _, round := range rounds {
		for part := range slices.Chunk(round, w.messagesAtOnce()) {
			if err := w.insertSome(ctx, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// insertSome stores records of different messages.
func (w *work) insertSome(ctx context.Context, records []*audit.Record) (err error) {
	args := make([]any, 0, messageCount*len(records))
	for _, r := range records {
		if args, err = values(args, r); err != nil {
			return err
		}
	}
	linked := map[threadName]*audit.Record{}
	for _, r := range records {
		if r.Acknowledged || receiptOf(r) != (receipt{}) {
			linked[threadName{r.Company, r.Thread()}] = r
		}
	}
	if len(linked) == 0 {
		_, err := w.exec(ctx, "append", w.insertMessages(len(records)), args...)
		return err
	}
	rows, err := w.query(ctx, w.insertMessages(len(records))+returning, args...)
	if err != nil {
		return w.failed("append", err)
	}
	links, err := readLinks(rows, linked)
	if err != nil {
		return w.failed("append", err)
	}
	return w.insertLinks(ctx, links)
}

// readLinks are what else leads to messages than their columns.
func readLinks(rows *sql.Rows, linked map[threadName]*audit.Record) (links []link, err error) {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var seq int64
		var name threadName
		var first receipt
		if err := rows.Scan(&seq, &name.company, &name.thread, &first.provider, &first.id); err != nil {
			return nil, err
		}
		if r := linked[name]; r != nil {
			links = linksOf(links, seq, r, first)
		}
	}
	return links, rows.Err()
}
