package audit

import (
	"cmp"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/audit/snapshots"
)

// A Message is the state of one message to one recipient: the fold of its
// records, made by [Fold]. What is not about the outcome is that of the first
// record that has it, and means what it means in [Record].
type Message struct {
	ID       string // as in [Record].MessageID
	Company  string
	Key      string
	PlanHash string

	Order         OrderRef
	Kind          string
	Channel       delivery.Channel
	Recipient     string
	RecipientName string
	IntendedFor   string
	Actor         UserRef
	Language      string
	Template      TemplateRef
	Subject, Body string // empty when dropped
	BodySalt      string
	BodyHash      string
	Snapshot      *snapshots.Snapshot // nil when there is none or it was erased; without values when bodies were dropped
	Test          TestOutcome
	Audience      Audience
	Contact       bool

	Acknowledged *Acknowledged // the newest; nil when nobody has dealt with the message

	Status    delivery.Status
	Failure   *delivery.Failure // why, for failed, bounced and uncertain; else nil
	Receipt   delivery.Receipt  // of who took it
	Note      string            // why it was skipped or superseded
	Attempts  int               // highest number of a try
	Began     time.Time         // of its first record
	SentAt    time.Time         // when a server took it; zero when none has
	ChangedAt time.Time         // when its status came about
	Records   []Record          // all of them, in order
}

// Good reports whether the message counts as sent.
func (m *Message) Good() bool { return m.Status.Good() }

// Fold returns the messages that records tell of, in the order in which they
// began. The order of the records does not matter where they are about the status:
// it moves forward and never back, save that a new try of a message that failed
// counts from that try on. Claims are not messages. The records are not changed.
func Fold(records []Record) []Message {
	sorted := inTime(records)
	of := make([]int, len(sorted)) // which message a record is of; -1: of none
	index := map[string]int{}
	var lengths []int
	for i, r := range sorted {
		if of[i] = -1; r.MessageID == "" {
			continue
		}
		at, ok := index[r.MessageID]
		if !ok {
			at = len(lengths)
			index[r.MessageID] = at
			lengths = append(lengths, 0)
		}
		of[i] = at
		lengths[at]++
	}
	if len(lengths) == 0 {
		return nil
	}
	messages, room := make([]Message, len(lengths)), make([]Record, len(sorted))
	for i, n := range lengths {
		messages[i].Records, room = room[:0:n], room[n:]
	}
	for i, r := range sorted {
		if of[i] >= 0 {
			messages[of[i]].add(r)
		}
	}
	for i := range messages {
		messages[i].settle()
	}
	return messages
}

// inTime are the records in the order in which they happened; those of one moment stay
// as they are.
func inTime(records []Record) []*Record {
	sorted := make([]*Record, len(records))
	for i := range records {
		sorted[i] = &records[i]
	}
	slices.SortStableFunc(sorted, func(a, b *Record) int { return a.At.Compare(b.At) })
	return sorted
}

// add takes over what a record knows of the message.
func (m *Message) add(r *Record) {
	if len(m.Records) == 0 {
		m.ID, m.Company, m.Began = r.MessageID, r.Company, r.At
	}
	m.Records = append(m.Records, *r)
	if r.Acknowledged {
		m.acknowledge(r)
		return // what it holds is about the moment of the user's word
	}
	keep(&m.Key, r.Key)
	keep(&m.PlanHash, r.PlanHash)
	keep(&m.Kind, r.Kind)
	keep(&m.Channel, r.Channel)
	keep(&m.Recipient, r.Recipient)
	keep(&m.RecipientName, r.RecipientName)
	keep(&m.IntendedFor, r.IntendedFor)
	keep(&m.Language, r.Language)
	keep(&m.Subject, r.Subject)
	keep(&m.Body, r.Body)
	keep(&m.BodySalt, r.BodySalt)
	keep(&m.BodyHash, r.BodyHash)
	keep(&m.Audience, r.Audience)
	keep(&m.Contact, r.Contact)
	keep(&m.Test, r.Test)
	keep(&m.Order, r.Order)
	keep(&m.Actor, r.Actor)
	keep(&m.Template, r.Template)
	keep(&m.Snapshot, r.Snapshot)
	m.Attempts = max(m.Attempts, r.Attempt)
}

// keep sets what is not set yet.
func keep[T comparable](at *T, value T) {
	var zero T
	if *at == zero {
		*at = value
	}
}

// settle finds the status: of the last try, moved forward by everything that
// is not about a try, such as an operator's report.
func (m *Message) settle() {
	var zero Record
	last := &zero
	for i := range m.Records {
		r := &m.Records[i]
		if r.Status == "" ||
			r.Attempt != 0 && r.Attempt < m.Attempts && !r.Status.Good() && r.Status != delivery.StatusBounced {
			continue // a try that was followed by another
		}
		if m.moves(last, r) {
			last = r
		}
		if r.Status.Good() && m.SentAt.IsZero() {
			m.SentAt = r.At
		}
		if r.Receipt.Provider != "" && m.Receipt.Provider == "" {
			m.Receipt = r.Receipt
		}
	}
	m.Status, m.Failure, m.Note, m.ChangedAt = last.Status, last.Failure, last.Note, last.At
}

// moves reports whether a later record decides the status (R706). An SMS that
// arrived has arrived, whatever is said of it before or after: only where each part
// of a long one is reported by itself does a failure outweigh it. A mail that
// reached one mailbox may still come back from the next.
func (m *Message) moves(last, r *Record) bool {
	if m.Channel == delivery.SMS {
		switch {
		case last.Status == delivery.StatusDelivered && r.Status == delivery.StatusBounced:
			return ofAPart(r)
		case last.Status == delivery.StatusBounced && r.Status == delivery.StatusDelivered:
			return !ofAPart(last)
		}
	}
	return last.Status.Next(r.Status) != last.Status
}

// ofAPart reports whether a record tells that one part of a long SMS failed.
func ofAPart(r *Record) bool {
	return r.Failure != nil && r.Failure.Reason == reasons.PartNotDelivered
}

// Latest returns the messages by when they were sent, or began when they were
// not, the newest first. At the same instant a later sending comes first, and
// the messages of one sending stay as they are.
func Latest(messages []Message) []Message {
	sorted := make([]Message, len(messages))
	for i, at := range latest(messages) {
		sorted[i] = messages[at]
	}
	return sorted
}

// latest is the order of [Latest], by the messages' places.
func latest(messages []Message) []int {
	begins := map[string]int{}
	order := make([]int, len(messages))
	sending := make([]int, len(messages))
	for i := range messages {
		order[i], sending[i] = i, i
		if key := messages[i].Key; key != "" {
			if _, ok := begins[key]; !ok {
				begins[key] = i
			}
			sending[i] = begins[key]
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(messages[b].when().Compare(messages[a].when()), sending[b]-sending[a], a-b)
	})
	return order
}

func (m *Message) when() time.Time {
	if !m.SentAt.IsZero() {
		return m.SentAt
	}
	return m.Began
}

// FailedForGood reports whether the newest message to a recipient, among a
// recipient's records in any order, bounced for good or failed permanently by fault
// of the recipient. A bounce without a word of why is for good. A full mailbox, and
// what the other side says of us or of the message, tells nothing of the recipient,
// and a good sending clears what came before it.
func FailedForGood(records []Record) bool {
	for _, m := range Latest(Fold(records)) {
		if dead, known := m.reached(); known {
			return dead
		}
	}
	return false
}

// reached reports whether the message shows that the recipient takes nothing, and
// whether it shows anything about that at all.
func (m *Message) reached() (dead, known bool) {
	switch {
	case m.Good():
		return false, true
	case m.Status != delivery.StatusBounced && m.Status != delivery.StatusFailed:
		return false, false
	case m.Failure == nil:
		return m.Status == delivery.StatusBounced, m.Status == delivery.StatusBounced
	case m.Failure.AddressGone(): // a full mailbox, or a refusal for another reason, says nothing of the kind (R618)
		return true, true
	}
	return false, false
}

// SameBody reports whether the message had this subject and body, also when they
// were dropped since.
func (m *Message) SameBody(subject, body string) bool {
	return m.BodyHash != "" && m.BodyHash == HashBody(m.BodySalt, subject, body)
}
