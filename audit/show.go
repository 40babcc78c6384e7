package audit

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// Banner is the line above an order: "E-post skickad: 2023-10-02 14:05 till
// anna@example.se av Eva". It is about the newest sending to somebody outside the
// company, names everybody whom that has reached, and whom it has not. Without one
// it says "nej", or "okänt" for an order that is [History.Unknown].
func (h History) Banner(l locale.Language) string {
	latest := h.Latest()
	switch {
	case latest.ID == "" && h.unknown:
		return l.Phrase("audit.unknown", l.ShortDate(h.local(h.loggingBegan)))
	case latest.ID == "":
		return l.Phrase("audit.never")
	}
	together := func(line *HistoryLine) bool {
		return line.Good() && line.Audience.outside() && (line.ID == latest.ID || line.Key != "" && line.Key == latest.Key)
	}
	// Of a sending by both channels, the mail is what the line is about, and the
	// last of several mails says when.
	for i := range h.Lines {
		if line := &h.Lines[i]; together(line) && line.Channel == delivery.Email {
			latest = *line
			break
		}
	}
	var to []string
	for i := range h.Lines {
		if line := &h.Lines[i]; together(line) && line.Channel == latest.Channel {
			to = appendNew(to, recipientText(line.Recipient, l))
		}
	}
	slices.Sort(to) // and not as they happened to be done
	key := "audit.mail-sent"
	if latest.Channel == delivery.SMS {
		key = "audit.sms-sent"
	}
	by := cmp.Or(latest.Actor.Message(l), l.Phrase("audit.system"))
	text := l.Phrase(key, l.DateTime(h.local(latest.SentAt)), strings.Join(to, ", "), by)
	if len(h.unreached) > 0 {
		text += "; " + l.Phrase("audit.not-reached", strings.Join(h.unreached, ", "))
	}
	return text
}

// Text is one line of the whole list: when, what, its status, to whom, by whom,
// the test mode that it was sent in, why it did not arrive, who has dealt with it
// and what changed since.
func (h History) Text(line HistoryLine, l locale.Language) string {
	if line.ID == "" && line.Status == "" { // [History.Latest] of nothing
		return ""
	}
	text := l.DateTime(h.local(line.when())) + " "
	if line.Kind != "" {
		text += l.Word("audit.kind.", line.Kind) + ", "
	}
	text += line.StatusMessage(l)
	if line.Recipient != "" { // a reminder that was never planned is to nobody
		text += ": " + recipientText(line.Recipient, l)
	}
	if by := line.Actor.Message(l); by != "" {
		text += " (" + by + ")"
	}
	switch {
	case line.Test == TestRedirected && line.IntendedFor != "":
		text += " [" + l.Phrase("audit.test.redirected-from", line.IntendedFor) + "]"
	case line.Test != "":
		text += " [" + line.Test.Message(l) + "]"
	}
	if line.Failure != nil && !line.Good() {
		text += "; " + FailureMessage(line.Failure, l)
	}
	if a := line.Acknowledged; a != nil {
		text += "; " + l.Phrase("audit.acknowledged", cmp.Or(a.By.Message(l), l.Phrase("audit.system")))
	}
	for _, c := range line.Changes {
		text += "; " + c.Message(l)
	}
	return text
}

// Message says in a user's language what a test mode did; "" for nothing.
func (t TestOutcome) Message(l locale.Language) string { return l.Word("audit.test.", string(t)) }

// KindMessage is the name of the message's kind in a user's language.
func (m *Message) KindMessage(l locale.Language) string { return l.Word("audit.kind.", m.Kind) }

// StatusMessage is what became of the message in a user's language. A failure that
// will pass reads as such; whether anybody tries again depends on the host.
func (m *Message) StatusMessage(l locale.Language) string {
	if m.Status == delivery.StatusFailed && m.Failure != nil && m.Failure.Class == delivery.Temporary {
		return l.Phrase("audit.status.retry")
	}
	return m.Status.Message(l)
}

// FailureMessage says in a user's language whose a failure is and its reason, with the
// code for support. It holds nothing of the other side's words.
func FailureMessage(f *delivery.Failure, l locale.Language) string {
	text := f.Reason.Message(l)
	if f.Code != "" {
		text = strings.TrimPrefix(text+", "+f.Code, ", ")
	}
	whose := string(f.Fault)
	if f.Class == delivery.Temporary && f.Fault == delivery.FaultRecipient {
		whose = "later"
	}
	if whose == "" {
		return text
	}
	return l.Word("audit.why.", whose) + " (" + text + ")"
}

// Message is a user as an order's page shows them; "" for the system, and a word
// for somebody who was erased.
func (a UserRef) Message(l locale.Language) string {
	if a.ID == Erased {
		return l.Phrase("audit.erased")
	}
	return a.Name
}

// RecipientMessage is the recipient in a user's language: the address or number, or a
// word for somebody who was erased.
func (m *Message) RecipientMessage(l locale.Language) string { return recipientText(m.Recipient, l) }

// recipientText is a recipient as people read it.
func recipientText(recipient string, l locale.Language) string {
	if recipient == Erased {
		return l.Phrase("audit.erased")
	}
	return recipient
}

// Message lists what changed, as the order's page says it in red, and where others know
// it as it is, to whom it was told otherwise; "" when nothing is to be marked.
func (m Mark) Message(l locale.Language) string {
	texts := make([]string, len(m.Changes))
	for i, c := range m.Changes {
		texts[i] = c.Message(l)
	}
	text := strings.Join(texts, "; ")
	if m.partly {
		text += " (" + l.Phrase("audit.not-told", strings.Join(slices.Sorted(slices.Values(m.Recipients)), ", ")) + ")"
	}
	return text
}

// local is a time in the history's zone; UTC for the zero value.
func (h History) local(t time.Time) time.Time {
	if h.zone == nil {
		return t.UTC()
	}
	return t.In(h.zone)
}
