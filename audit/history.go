package audit

import (
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
)

// HistoryInput is what an order's history is made from. Only Messages is needed;
// without the rest nothing is red. The caller makes the
// snapshots of the order as it is now: this package knows no orders.
type HistoryInput struct {
	Messages []Message // of the order, made by [Fold], in any order

	// Current holds for a message's ID what it would say of the order as it is
	// now, in the same terms as its own snapshot: the same fields, the bookings
	// that it told of, whatever has become of them, and no others. What has none
	// is judged by ChangedAt, or reads as [StalenessUnknown].
	Current map[string]*snapshots.Snapshot
	// People are those whom the order knows now. An address that is not among
	// theirs was typed, or is of somebody who has left the order.
	People []Person
	// Over are items of which nothing is red any more. Those that have a time
	// need not be named: when it is before Now they are over.
	Over []string
	// Unreachable are addresses and numbers that are known to take nothing,
	// beside those that this order's messages tell of.
	Unreachable []string
	// Unsendable are kinds of message that could not be sent of the order as it
	// is; they are not advised.
	Unsendable []string
	// Instead are kinds of message that tell anew what another kind has told, by that
	// kind: a reminder of a visit that moved is followed by a confirmation. What is not
	// there tells itself.
	Instead map[string]string

	// AnyChange marks a message after any change of the order, not only of
	// what mattered for it.
	AnyChange bool
	// ChangedAt is the order's last change, for hosts that have only that: it
	// is used where there is no snapshot to compare.
	ChangedAt time.Time

	LoggingBegan time.Time      // older orders without records are unknown; zero: the log is complete
	OrderCreated time.Time      // zero: not older than the log
	Zone         *time.Location // that times are shown in, and that whole days end in; nil: UTC

	// Now tells which items are over, and lets a message that was handed over
	// [Abandoned] ago and has no outcome read as uncertain: whoever sent it has
	// died. Zero: nothing is over, and it stays "sending".
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

// Staleness says whether what a message told is still true. The zero value is
// that of a message that was not sent.
type Staleness string

// The answers of a comparison.
const (
	StalenessFresh   Staleness = "unchanged"
	StalenessStale   Staleness = "changed"
	StalenessUnknown Staleness = "unknown" // there is nothing to compare
)

// A HistoryLine is one message of a history.
type HistoryLine struct {
	Message
	Staleness Staleness // of a message that counts as sent, by itself
	// Changes are what makes the line red: what is no longer as it says, and
	// nobody has told its reader of since.
	Changes  []snapshots.Difference
	Replaced bool // newer good messages have told its reader of all that it says

	now *snapshots.Snapshot // for an acknowledgement
}

// Red reports whether the line is to be marked: it was sent, and somebody still
// has to be told that it is no longer true.
func (l HistoryLine) Red() bool { return len(l.Changes) > 0 }

// A Mark says whether one part of the order is to be shown red. The zero value
// is not.
type Mark struct {
	Red        bool
	Changes    []snapshots.Difference // each once
	Recipients []string               // who was told otherwise, each once

	partly bool // somebody else was told as it is
}

// History is what an order's page shows of its messages. It is made by
// [NewHistory]; the zero value is that of an order without messages.
type History struct {
	Lines   []HistoryLine // the newest first
	Sending Mark          // about the order's content
	Booking Mark          // about its bookings

	advice       Advice
	unreached    []string // by the sending of the banner
	unknown      bool
	loggingBegan time.Time
	zone         *time.Location
}

// NewHistory compares each message of an order with what is now, and finds for
// each person and each item what they were told last. A message to the
// company's own people is a line and makes nothing red.
func NewHistory(in HistoryInput) History {
	h := History{zone: in.zone(), loggingBegan: in.LoggingBegan}
	h.Lines = slices.Grow(h.Lines, len(in.Messages))
	for _, at := range latest(in.Messages) {
		h.Lines = append(h.Lines, HistoryLine{Message: in.Messages[at], now: in.Current[in.Messages[at].ID]})
		in.abandoned(&h.Lines[len(h.Lines)-1].Message)
	}
	told := judge(&in, h.Lines)
	for i := range h.Lines {
		line := &h.Lines[i]
		if !line.countsAsTold() {
			continue
		}
		var newest bool
		line.Changes, newest = told.counts(i, &line.Message)
		line.Replaced = !newest
		if line.Red() {
			h.mark(line)
		}
	}
	for _, m := range []*Mark{&h.Sending, &h.Booking} {
		m.partly = m.Red && slices.ContainsFunc(h.Lines, func(l HistoryLine) bool {
			return l.countsAsTold() && !slices.Contains(m.Recipients, l.Recipient)
		})
	}
	h.advise(&in, told)
	toSomebody := slices.ContainsFunc(h.Lines, func(l HistoryLine) bool { return l.Recipient != "" })
	h.unknown = !toSomebody && !in.LoggingBegan.IsZero() &&
		!in.OrderCreated.IsZero() && in.OrderCreated.Before(in.LoggingBegan)
	return h
}

// countsAsTold reports whether somebody outside the company, who has not been
// erased, knows what the message says.
func (m *Message) countsAsTold() bool {
	return m.Good() && m.Audience.outside() && m.Recipient != Erased
}

// mark adds a red line to its part of the order. A visit is a booking whoever
// told of it: a paper that names it is marked with it.
func (h *History) mark(line *HistoryLine) {
	booking := line.Snapshot != nil && line.Snapshot.Scope == snapshots.ScopeBooking
	for _, c := range line.Changes {
		if booking || c.List == "" && c.Item != "" {
			h.Booking.add(line.Recipient, c)
		}
		if !booking {
			h.Sending.add(line.Recipient, c)
		}
	}
}

func (m *Mark) add(recipient string, c snapshots.Difference) {
	m.Red = true
	m.Recipients = appendNew(m.Recipients, recipient)
	m.Changes = appendChange(m.Changes, c)
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

// Red reports whether anything is to be marked.
func (h History) Red() bool { return h.Sending.Red || h.Booking.Red }

// Unknown reports whether the order is older than the log and has no records,
// so that nobody knows what was sent.
func (h History) Unknown() bool { return h.unknown }

// Latest returns the newest message to somebody outside the company that counts
// as sent; the zero value when there is none. Nothing that failed counts.
func (h History) Latest() HistoryLine {
	for _, line := range h.Lines {
		if line.Good() && line.Audience.outside() {
			return line
		}
	}
	return HistoryLine{}
}

// Find returns the line of a message, and whether there is one.
func (h History) Find(messageID string) (HistoryLine, bool) {
	i := slices.IndexFunc(h.Lines, func(l HistoryLine) bool { return l.ID == messageID })
	if i < 0 {
		return HistoryLine{}, false
	}
	return h.Lines[i], true
}
