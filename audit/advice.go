package audit

import (
	"slices"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// AdviceReason says why a new sending is suggested, or why not. The zero value is
// [AdviceNone].
type AdviceReason string

// The reasons for sending again.
const (
	AdviceNone      AdviceReason = ""
	AdviceChanged   AdviceReason = "changed"   // what was sent is no longer true
	AdviceFailed    AdviceReason = "failed"    // the newest message bounced or was refused by the recipient's side
	AdviceRefused   AdviceReason = "refused"   // the newest message's content was refused
	AdviceNotSent   AdviceReason = "not-sent"  // the newest message never left: the company's settings are at fault
	AdviceLater     AdviceReason = "later"     // the newest message failed for now
	AdviceUncertain AdviceReason = "uncertain" // nobody knows whether it arrived
)

// Advice suggests a new sending, or not (R703). The zero value does not.
type Advice struct {
	SendAgain  bool
	Reason     AdviceReason
	Recipients []string // to whom, each once
}

// In is the advice as a sentence in the user's language; "" when there is none.
func (a Advice) In(l locale.Language) string {
	if a.Reason == AdviceNone {
		return ""
	}
	return l.Phrase("audit.advice." + string(a.Reason))
}

// Advice says whether to send again, to whom and why. An uncertain message is
// never to be repeated without asking first, so SendAgain is false for it.
func (h History) Advice() Advice {
	if h.Red() {
		return Advice{true, AdviceChanged, appendNew(slices.Clone(h.Booking.Recipients), h.Sending.Recipients...)}
	}
	if len(h.Lines) == 0 {
		return Advice{}
	}
	newest := h.Lines[0]
	switch newest.Status {
	case delivery.StatusFailed, delivery.StatusBounced:
		return Advice{true, failedBecause(newest.Failure), []string{newest.Recipient}}
	case delivery.StatusUncertain, delivery.StatusSending:
		return Advice{false, AdviceUncertain, []string{newest.Recipient}}
	}
	return Advice{}
}

// failedBecause tells what has to be done before sending again.
func failedBecause(f *delivery.Failure) AdviceReason {
	switch {
	case f == nil:
		return AdviceFailed
	case f.Class == delivery.Temporary:
		return AdviceLater
	case f.Class == delivery.Configuration, f.Fault == delivery.FaultSender:
		return AdviceNotSent
	case f.Fault == delivery.FaultMessage:
		return AdviceRefused
	}
	return AdviceFailed
}
