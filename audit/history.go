package audit

import (
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
)

// HistoryInput is what an order's history is made from. Only Records is needed;
// without the rest nothing is red.
type HistoryInput struct {
	Records []Record // all of the order, in any order

	// Current returns what mattered for a message as it is now; nil when it
	// cannot be told, which reads as [StaleUnknown].
	Current func(m *Message) *Snapshot
	// AnyChange marks a message after any change of the order, not only of
	// what mattered for it (R703).
	AnyChange bool
	// ChangedAt is the order's last change, for hosts that have only that: it
	// is used where there is no snapshot to compare.
	ChangedAt time.Time

	LoggingBegan time.Time      // R704; zero: the log is complete
	OrderCreated time.Time      // zero: not older than the log
	Zone         *time.Location // that times are shown in; nil: UTC

	// Now lets a message that was handed over [Abandoned] ago and has no outcome
	// read as uncertain: whoever sent it has died. Zero: it stays "sending".
	Now time.Time
}

// Abandoned is how long a message may be on its way to its server; see
// [HistoryInput].Now.
const Abandoned = 15 * time.Minute

// abandoned turns a message that nobody will ever finish into an uncertain one.
func (in *HistoryInput) abandoned(m *Message) {
	if m.Status == delivery.StatusSending && !in.Now.IsZero() && in.Now.Sub(m.ChangedAt) > Abandoned {
		m.Status = delivery.StatusUncertain
		m.Failure = &delivery.Failure{Class: delivery.Uncertain, Fault: delivery.FaultSender, Reason: "no-outcome-logged"}
	}
}

// Staleness says whether what a message told is still true (R703). The zero value
// is that of a message that was not sent.
type Staleness string

// The answers of a comparison.
const (
	Fresh        Staleness = "unchanged"
	Stale        Staleness = "changed" // shown red
	StaleUnknown Staleness = "unknown" // there is nothing to compare
)

// A Line is one message of a history.
type Line struct {
	Message
	Staleness Staleness // of a message that counts as sent
	Changes   []Change  // what changed, for Stale
	Replaced  bool      // a newer good sending of the same kind to the same recipient came after it
}

// Red reports whether the line is to be marked: it was sent, nothing newer has
// replaced it, and it is no longer true.
func (l Line) Red() bool { return l.Good() && !l.Replaced && l.Staleness == Stale }

// A Mark says whether one part of the order is to be shown red (R703). The zero
// value is not.
type Mark struct {
	Red        bool
	Changes    []Change // each once
	Recipients []string // who was told otherwise, each once
}

// History is what an order's page shows of its messages. It is made by
// [NewHistory]; the zero value is that of an order without messages.
type History struct {
	Lines   []Line // the newest first
	Sending Mark   // about the order's content
	Booking Mark   // about its bookings

	unknown      bool
	loggingBegan time.Time
	zone         *time.Location
}

// NewHistory folds an order's records and compares each message with what is
// now (R701–R704).
func NewHistory(in HistoryInput) History {
	h := History{zone: in.Zone, loggingBegan: in.LoggingBegan}
	if h.zone == nil {
		h.zone = time.UTC
	}
	newer := map[string]bool{}
	for _, m := range Latest(Fold(in.Records)) {
		in.abandoned(&m)
		line := Line{Message: m}
		topic := m.Kind + "\x00" + string(m.Channel) + "\x00" + m.Recipient
		if m.Good() {
			line.Staleness, line.Changes = in.compare(&m)
			line.Replaced = newer[topic]
			newer[topic] = true
		}
		h.Lines = append(h.Lines, line)
	}
	for _, line := range h.Lines {
		if line.Red() {
			h.mark(line)
		}
	}
	h.unknown = len(h.Lines) == 0 && !in.LoggingBegan.IsZero() && !in.OrderCreated.IsZero() && in.OrderCreated.Before(in.LoggingBegan)
	return h
}

// compare decides by content where there is any, else by time.
func (in *HistoryInput) compare(m *Message) (Staleness, []Change) {
	var now *Snapshot
	if in.Current != nil {
		now = in.Current(m)
	}
	switch {
	case m.Snapshot == nil || now == nil:
		if in.ChangedAt.IsZero() {
			return StaleUnknown, nil
		}
		if in.ChangedAt.After(m.SentAt) {
			return Stale, []Change{{Kind: Other}}
		}
		return Fresh, nil
	case m.Snapshot.Fingerprint() != now.Fingerprint():
		if changes := Compare(m.Snapshot, now); len(changes) > 0 {
			return Stale, changes
		}
	}
	if in.AnyChange && !m.Snapshot.Whole.IsZero() && m.Snapshot.Whole != now.Whole {
		return Stale, []Change{{Kind: Other}}
	}
	return Fresh, nil
}

// mark adds a red line to its part of the order.
func (h *History) mark(line Line) {
	mark := &h.Sending
	if line.Snapshot != nil && line.Snapshot.Scope == ScopeBooking {
		mark = &h.Booking
	}
	mark.Red = true
	mark.Recipients = appendNew(mark.Recipients, line.Recipient)
	for _, c := range line.Changes {
		if !slices.ContainsFunc(mark.Changes, c.same) {
			mark.Changes = append(mark.Changes, c)
		}
	}
}

// appendNew adds what is not there: a person may have got several messages.
func appendNew(list []string, more ...string) []string {
	for _, text := range more {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

func (c Change) same(d Change) bool {
	return c.Kind == d.Kind && c.Field == d.Field && c.Item == d.Item && c.Before == d.Before && c.After == d.After
}

// Red reports whether anything is to be marked.
func (h History) Red() bool { return h.Sending.Red || h.Booking.Red }

// Unknown reports whether the order is older than the log and has no records,
// so that nobody knows what was sent (R704).
func (h History) Unknown() bool { return h.unknown }

// Latest returns the newest message that counts as sent; the zero value when
// there is none. Nothing that failed counts (R702).
func (h History) Latest() Line {
	for _, line := range h.Lines {
		if line.Good() {
			return line
		}
	}
	return Line{}
}
