package delivery

import (
	"errors"
	"time"
)

// A Receipt is a sender's answer for a message that it got rid of. The zero
// value of each field means that the other side did not say.
type Receipt struct {
	Provider   string `json:"provider,omitzero"`   // who took it, such as "smtp mail.example.se" or "46elks"
	ProviderID string `json:"providerId,omitzero"` // its id there: the queue id, the gateway's id
	Segments   int    `json:"segments,omitzero"`   // number of SMS
	Cost       int64  `json:"cost,omitzero"`       // in 1/10 000 of Currency
	Currency   string `json:"currency,omitzero"`   // ISO 4217
	Text       string `json:"text,omitzero"`       // the other side's words, cleaned by [Scrub]
}

// ErrUnknownMessage is the error of a report about a message that the log does
// not have: one that was erased, or that is somebody else's. The same report would
// fail again, so whoever takes reports over HTTP does not ask for it.
var ErrUnknownMessage = errors.New("delivery: no such message")

// A Report is what an operator or a mail server tells later about a message
// that was sent. Reports may come twice and in any order. A report has a
// MessageID or a ProviderID, and a Status.
type Report struct {
	Company    string    // whose message it is
	MessageID  string    // our id of the message; "" when only the provider's is known
	Provider   string    // who reports, as in [Receipt]
	ProviderID string    // the provider's id of the message
	Status     Status    // [StatusSent], [StatusDelivered] or [StatusBounced]; [StatusFailed] means the same as bounced
	At         time.Time // when it happened there; zero when it did not say
	Failure    *Failure  // why, for StatusFailed and StatusBounced
}
