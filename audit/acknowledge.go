package audit

import (
	"strconv"
	"time"

	"github.com/budkavle/budkavle/audit/snapshots"
)

// An Acknowledged is a user's word that a line has been dealt with: the customer
// was called, or the address that got it is not one of the order's people.
type Acknowledged struct {
	By UserRef
	At time.Time
	// Snapshot is what the message would have said then: what changes after it
	// was not dealt with. Nil: the line was true, and counts no longer at all.
	Snapshot *snapshots.Snapshot

	said *snapshots.Snapshot // of the newest acknowledgement that had one
}

// Acknowledgement returns the record that marks a line as dealt with, by whom and
// when: the host appends it to the log. It ends a red line as things stand now, a
// failure, and an uncertain message; when the order changes again, so does the line
// of the person who was told. Marking a line that is true takes its reader off the list:
// it is not red again.
func Acknowledgement(line HistoryLine, by UserRef, at time.Time) Record {
	r := Record{
		// Two may come within one step of the clock.
		ID:      NewID("acknowledged", line.ID, at.UTC().Format(time.RFC3339Nano), strconv.Itoa(len(line.Records))),
		Company: line.Company, At: at, MessageID: line.ID, Key: line.Key,
		Order: line.Order, Kind: line.Kind, Channel: line.Channel, Recipient: line.Recipient, IntendedFor: line.IntendedFor,
		Actor: by, Acknowledged: true, Audience: line.Audience, Contact: line.Contact,
	}
	if line.Staleness == StalenessStale && !line.dealtWith() {
		if r.Snapshot = line.now.Clone(); r.Snapshot == nil {
			r.Snapshot = line.Snapshot.Clone() // judged by time, and so is what comes after
		}
	}
	return r
}

// dealtWith reports whether the message was marked as dealt with while it was true,
// so that it is never red again.
func (m *Message) dealtWith() bool {
	return m.Acknowledged != nil && m.Acknowledged.Snapshot == nil && m.Snapshot != nil
}

func (m *Message) acknowledge(r *Record) {
	a := &Acknowledged{By: r.Actor, At: r.At, Snapshot: r.Snapshot, said: r.Snapshot}
	if had := m.Acknowledged; had != nil && a.said == nil {
		a.said = had.said
	}
	m.Acknowledged = a
}

// Says returns what the reader of the message knows of it: what it told, or what was
// so when a user last dealt with it; nil when there is nothing to compare.
func (m *Message) Says() *snapshots.Snapshot {
	if m.Acknowledged != nil && m.Acknowledged.said != nil {
		return m.Acknowledged.said
	}
	return m.Snapshot
}
