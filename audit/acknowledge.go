package audit

import "time"

// An Acknowledged is a user's word that a line has been dealt with: the customer
// was called, or the address that got it is not one of the order's people.
type Acknowledged struct {
	By UserRef
	At time.Time
	// Snapshot is what the message would have said then: what changes after it
	// was not dealt with. Nil: the line was true, and counts no longer at all.
	Snapshot *Snapshot
}

// Acknowledgement returns the record that marks a line as dealt with, by whom and
// when: the host appends it to the log. It ends a red line as things stand now, a
// failure, and an uncertain message; when the order changes again, so does the line
// of the person who was told. Marking a line that is true takes its reader off the list:
// it is not red again.
func Acknowledgement(line HistoryLine, by UserRef, at time.Time) Record {
	r := Record{
		ID: NewID("acknowledged", line.ID, at.UTC().Format(time.RFC3339Nano)), Company: line.Company, At: at, MessageID: line.ID, Key: line.Key,
		Order: line.Order, Kind: line.Kind, Channel: line.Channel, Recipient: line.Recipient, IntendedFor: line.IntendedFor,
		Actor: by, Acknowledged: true, Audience: line.Audience, Contact: line.Contact,
	}
	if line.Staleness == StalenessStale {
		if r.Snapshot = line.now.clone(); r.Snapshot == nil {
			r.Snapshot = line.Snapshot.clone() // judged by time, and so is what comes after
		}
	}
	return r
}
