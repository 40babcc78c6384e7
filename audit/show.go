package audit

import (
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// Banner is the line above an order (R702): "E-post skickad: 2023-10-02 14:05
// till anna@example.se av Eva". Everybody whom the same sending went to is named.
// Without one it says "nej", or "okänt" for an order that is [History.Unknown].
func (h History) Banner(l locale.Language) string {
	latest := h.Latest()
	switch {
	case latest.ID == "" && h.unknown:
		return l.Phrase("audit.unknown", l.ShortDate(h.local(h.loggingBegan)))
	case latest.ID == "":
		return l.Phrase("audit.never")
	}
	for _, line := range h.Lines {
		// Of a sending by both channels, the mail is what the line is about.
		if latest.Channel != delivery.Email && line.Good() && line.Channel == delivery.Email && line.Key != "" && line.Key == latest.Key {
			latest = line
		}
	}
	var to []string
	for _, line := range h.Lines {
		if line.Good() && line.Channel == latest.Channel && (line.ID == latest.ID || line.Key != "" && line.Key == latest.Key) {
			to = appendNew(to, line.Recipient)
		}
	}
	key := "audit.mail-sent"
	if latest.Channel == delivery.SMS {
		key = "audit.sms-sent"
	}
	by := latest.Actor.Name
	if by == "" {
		by = l.Phrase("audit.system")
	}
	return l.Phrase(key, l.DateTime(h.local(latest.SentAt)), strings.Join(to, ","), by)
}

// Text is one line of the whole list: when, what, its status, to whom, by whom,
// the test mode that it was sent in, why it did not arrive and what changed
// since.
func (h History) Text(line Line, l locale.Language) string {
	text := l.DateTime(h.local(line.when())) + " "
	if line.Kind != "" {
		text += known(l, "audit.kind.", line.Kind) + ", "
	}
	text += l.Phrase("audit.status."+string(line.Status)) + ": " + line.Recipient
	if line.Actor.Name != "" {
		text += " (" + line.Actor.Name + ")"
	}
	switch {
	case line.Test == TestRedirected && line.IntendedFor != "":
		text += " [" + l.Phrase("audit.test.redirected-from", line.IntendedFor) + "]"
	case line.Test != "":
		text += " [" + known(l, "audit.test.", string(line.Test)) + "]"
	}
	if line.Failure != nil && !line.Good() {
		text += "; " + why(line.Failure, l)
	}
	for _, c := range line.Changes {
		text += "; " + c.In(l)
	}
	return text
}

// why says whose a failure is, and its reason and code for whoever has to find out.
func why(f *delivery.Failure, l locale.Language) string {
	text := strings.TrimSpace(string(f.Reason) + " " + f.Code)
	if f.Fault != "" {
		text = known(l, "audit.why.", string(f.Fault)) + " (" + text + ")"
	}
	return text
}

// In lists what changed, as the order's page says it in red; "" when nothing is
// to be marked.
func (m Mark) In(l locale.Language) string {
	texts := make([]string, len(m.Changes))
	for i, c := range m.Changes {
		texts[i] = c.In(l)
	}
	return strings.Join(texts, "; ")
}

// local is a time in the history's zone, which the zero value has none of.
func (h History) local(t time.Time) time.Time {
	if h.zone == nil {
		return t.UTC()
	}
	return t.In(h.zone)
}
