package delivery

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// Class says what to do about a failure. The zero value is no class: a
// Failure always has one.
type Class string

// The classes of failure.
const (
	Permanent     Class = "permanent"     // never retried
	Temporary     Class = "temporary"     // retried with growing pauses; certainly not delivered
	Uncertain     Class = "uncertain"     // handed over, no answer: never repeated silently
	Configuration Class = "configuration" // nothing works until a person acts
)

// Fault says whose a failure is. The zero value means that nobody knows.
type Fault string

// The parties that a failure can belong to.
const (
	FaultRecipient Fault = "recipient" // the address or number does not take messages
	FaultMessage   Fault = "message"   // this message is refused: too large, forbidden content
	FaultSender    Fault = "sender"    // our server, gateway, login or sender address
)

// A Failure is why a message was not sent to one recipient. Every error of a
// sender is or wraps one. It holds no secret and no message body; Text is the
// other side's own words, cleaned by [Scrub]. It goes through encoding/json
// without its Err.
type Failure struct {
	Class      Class          `json:"class"`               // what to do
	Fault      Fault          `json:"fault,omitzero"`      // whose it is
	Reason     reasons.Reason `json:"reason"`              // stable and machine-readable, such as [reasons.MailboxUnknown]
	Code       string         `json:"code,omitzero"`       // the other side's code, such as "550 5.1.1" or "21211"
	Text       string         `json:"text,omitzero"`       // the other side's words
	RetryAfter time.Duration  `json:"retryAfter,omitzero"` // in nanoseconds; the pause it asked for, 0 if none
	Err        error          `json:"-"`                   // the cause, for errors.Is and errors.As
}

// Error says what happened, to whom it belongs and in which words.
func (f *Failure) Error() string {
	if f == nil {
		return "no failure"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s failure: %s", f.Class, f.Reason)
	if f.Code != "" {
		fmt.Fprintf(&b, " (%s)", f.Code)
	}
	if f.Text != "" {
		fmt.Fprintf(&b, ": %s", f.Text)
	}
	return b.String()
}

// Unwrap returns the cause, an error or nil.
func (f *Failure) Unwrap() error {
	if f == nil {
		return nil
	}
	return f.Err
}

// AsFailure returns the Failure in err's chain, with its Text cleaned by
// [Scrub]. An error without one is reported as uncertain, because repeating it
// might send twice, and so is one without a class; nil gives nil.
func AsFailure(err error) *Failure {
	if err == nil {
		return nil
	}
	f, ok := errors.AsType[*Failure](err)
	if !ok || f == nil {
		return &Failure{Class: Uncertain, Reason: reasons.Unclassified, Err: err}
	}
	if text := Scrub(f.Text); f.Class == "" || text != f.Text {
		clean := *f
		clean.Text = text
		if f.Class == "" {
			clean.Class = Uncertain
		}
		return &clean
	}
	return f
}

// AddressGone reports whether f is evidence that the recipient's address or
// number does not exist or is closed for good, of which the next draft warns:
// permanent, the recipient's fault, and for one of the reasons that say so. A full
// mailbox does not, nor does any other of the constants. A reason of a host's own
// counts, since its sender has blamed the recipient for good. A nil f is none.
func (f *Failure) AddressGone() bool {
	return f != nil && f.Class == Permanent && f.Fault == FaultRecipient && f.Reason != "" && !saysOther[f.Reason]
}

// StopsOthers reports whether what keeps this message from being sent keeps every
// other of the company from it too, over the same server or gateway, until a
// person acts: a login that is refused is tried once and not for each recipient. A
// configuration that is wrong for some numbers only does not.
func (f *Failure) StopsOthers() bool {
	if f == nil || f.Class != Configuration {
		return false
	}
	switch f.Reason {
	case reasons.TrialAccount, reasons.CountryNotEnabled, reasons.NoRoute, reasons.SenderNotRegistered:
		return false
	}
	return true
}
