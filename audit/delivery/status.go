package delivery

import (
	"fmt"
	"slices"
)

// Channel is the way a message travels. The zero value means no channel.
type Channel string

// The channels.
const (
	Email Channel = "email"
	SMS   Channel = "sms"
)

// Status is what has become of a message to one recipient. The zero value
// means that nothing is known. Its text is what stores keep, so a constant's
// value never changes.
type Status string

// The statuses, in the order in which a message meets them.
const (
	StatusQueued     Status = "queued"     // accepted for sending, not tried yet
	StatusSending    Status = "sending"    // handed to a sender, no answer yet
	StatusFailed     Status = "failed"     // refused or given up; nothing was delivered
	StatusSkipped    Status = "skipped"    // not sent on purpose: vetoed, too late, a dry run
	StatusSuperseded Status = "superseded" // replaced by a newer plan before it was sent
	StatusUncertain  Status = "uncertain"  // the connection died after the message was handed over
	StatusSent       Status = "sent"       // a server or gateway has taken it
	StatusDelivered  Status = "delivered"  // it reached the mailbox or the telephone
	StatusBounced    Status = "bounced"    // it was taken and later came back
)

var ranks = []Status{
	StatusQueued, StatusSending, StatusFailed, StatusSkipped, StatusSuperseded,
	StatusUncertain, StatusSent, StatusDelivered, StatusBounced,
}

// rank orders statuses so that a later report moves a message forward and
// never back (R706).
func (s Status) rank() int { return slices.Index(ranks, s) }

// Valid reports whether s is one of the constants.
func (s Status) Valid() bool { return s.rank() >= 0 }

// Good reports whether the message counts as sent: a server has taken it and
// it has not come back.
func (s Status) Good() bool { return s == StatusSent || s == StatusDelivered }

// Next returns the status after an event says next: the later of the two, so
// that events which come twice or out of order do no harm. Only a message
// that failed for now may be tried again, which the log writes as
// [StatusSending]; Next then stays on StatusFailed until the new try has an
// outcome.
func (s Status) Next(next Status) Status {
	if next.rank() > s.rank() {
		return next
	}
	return s
}

// UnmarshalText accepts the constants and the empty text; any other is an error
// that lists them.
func (s *Status) UnmarshalText(text []byte) error {
	v := Status(text)
	if v != "" && !v.Valid() {
		return fmt.Errorf("delivery: unknown status %q, want one of %v", v, ranks)
	}
	*s = v
	return nil
}
