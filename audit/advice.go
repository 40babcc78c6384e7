package audit

import (
	"slices"

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
	AdviceTell      AdviceReason = "tell"      // somebody has to be told, and cannot be written to from here
)

// Advice suggests a new sending, or not. The zero value does not.
type Advice struct {
	SendAgain  bool
	Reason     AdviceReason
	Recipients []string // to whom, each once, sorted
}

// Message is the advice as a sentence in the user's language; "" when there is
// none.
func (a Advice) Message(l locale.Language) string {
	if a.Reason == AdviceNone {
		return ""
	}
	return l.Phrase("audit.advice." + string(a.Reason))
}

// Advice says whether to send again, to whom and why: a message that did not
// arrive before one that is no longer true. It suggests only what can be done, to
// people who can be written to. An uncertain message is never to be repeated
// without asking first, so SendAgain is false for it. It does not depend on the
// order of a sending's recipients.
func (h History) Advice() Advice { return h.advice }

// advise finds the advice, and whom the sending of the banner did not reach.
func (h *History) advise(in *HistoryInput, t *told) {
	a := advisor{History: h, in: in, told: t, dead: map[string]bool{}}
	a.findDead()
	var unreached []int
	for i := range h.Lines {
		if a.outstanding(i) {
			unreached = append(unreached, i)
		}
	}
	latest := h.Latest()
	for _, i := range unreached {
		if latest.Key != "" && h.Lines[i].Key == latest.Key {
			h.unreached = appendNew(h.unreached, h.Lines[i].Recipient)
		}
	}
	slices.Sort(h.unreached)
	switch {
	case len(unreached) > 0:
		h.advice = a.aboutFailures(unreached)
	case h.Red():
		h.advice = a.aboutChanges()
	}
	slices.Sort(h.advice.Recipients)
}
