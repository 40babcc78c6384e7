package smtp

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// A stage is where in the conversation something happened.
type stage int

const (
	stageGreeting stage = iota
	stageHello
	stageStartTLS
	stageLogin
	stageMail
	stageRcpt
	stageData
	stageDot
)

// refusal classifies a reply that was not yes. Whatever the server answered
// before or after the dot, a 4xx or 5xx means that it did not take the mail.
func refusal(at stage, r reply, hide delivery.Secrets) *delivery.Failure {
	f := &delivery.Failure{Code: r.full(), Text: hide.Scrub(r.text)}
	if r.code < 400 {
		// Neither yes nor no. After the dot the mail was handed over.
		f.Judge(delivery.Later(reasons.NotUnderstood))
		if at == stageDot {
			f.Class, f.Fault = delivery.Uncertain, ""
		}
		return f
	}
	v := judge(at, r)
	f.Judge(v)
	if r.code < 500 {
		f.Class = delivery.Temporary
	}
	if f.Class == delivery.Temporary {
		f.RetryAfter = retryAfter(r.text)
	}
	return f
}

// judge tells whose a 4xx or 5xx is. It is ours unless the words or the status
// code are evidence about the message or the mailbox. What a server says of us
// may come at any stage: Postfix answers about the client and the sender only at
// RCPT, and Exchange about the right to send only after the dot.
func judge(at stage, r reply) delivery.Judgement {
	words := plainWords(r.text)
	switch {
	case at == stageLogin:
		return judgeLogin(r, words)
	case at < stageMail:
		return judgeOpening(at, r, words)
	}
	if v, ok := find(aboutUs, r, words); ok {
		return v
	}
	switch {
	case r.code == 432, r.code == 421 && strings.HasPrefix(r.enhanced, "4.3.2") && strings.Contains(words, "connection"):
		return delivery.Later(reasons.TooManyConnections)
	case r.code == 421:
		return delivery.Later(reasons.ServerUnavailable)
	case r.code == 530, r.code == 535:
		return delivery.ToMend(reasons.LoginRequired)
	case r.code == 538:
		return delivery.ToMend(reasons.TLSRequired)
	case r.code == 503 && at < stageDot, (r.code == 500 || r.code == 502) && (at == stageMail || at == stageData):
		// A command in the wrong place: the server is out of step with us, which
		// says nothing about the mail.
		return delivery.Later(reasons.NotUnderstood)
	}
	if v, ok := find(aboutTheSize, r, words); ok {
		return v
	}
	if at == stageMail {
		return judgeMail(r)
	}
	if v, ok := find(aboutTheRecipient, r, words); ok {
		return v
	}
	found, isFound := find(aboutWhatWasFound, r, words)
	if v, ok := find(aboutTheMailbox, r, words); ok && !isFound {
		return v
	}
	if isFound && at > stageRcpt {
		return found
	}
	if v, ok := find(aboutTheContent, r, words); ok && at > stageRcpt {
		return v
	}
	return unknown(at, r)
}

// unknown is a refusal without a word on why. It is held against nobody's address.
func unknown(at stage, r reply) delivery.Judgement {
	switch {
	case r.code < 500:
		return delivery.Later(reasons.TryLater)
	case at > stageRcpt: // the envelope was taken
		return delivery.OfMessage(reasons.MessageRefused)
	}
	return delivery.OfSender(reasons.Refused)
}

func judgeLogin(r reply, words string) delivery.Judgement {
	v, ok := find(aboutUs, r, words)
	switch {
	case ok &&
		(v.Reason == reasons.TooManyConnections || v.Reason == reasons.Blocklisted || v.Reason == reasons.TLSRequired):
		return v
	case r.code < 500:
		return delivery.Later(reasons.ServerUnavailable)
	case r.code == 538:
		return delivery.ToMend(reasons.TLSRequired)
	case r.code == 500, r.code == 502, r.code == 504:
		return delivery.ToMend(reasons.LoginNotOffered)
	}
	return delivery.ToMend(reasons.LoginRefused)
}

// judgeOpening is for what is said before the login: nothing but about us.
func judgeOpening(at stage, r reply, words string) delivery.Judgement {
	v, ok := find(aboutUs, r, words)
	switch {
	case ok && v.Reason == reasons.TooManyConnections, r.code == 432:
		return delivery.Later(reasons.TooManyConnections)
	case r.code < 500:
		return delivery.Later(reasons.ServerUnavailable)
	case at == stageStartTLS:
		return delivery.ToMend(reasons.TLSNotOffered)
	case ok:
		return v
	}
	return delivery.ToMend(reasons.ServerRefused)
}

// judgeMail is for what is said to MAIL, which names the sender and the size.
func judgeMail(r reply) delivery.Judgement {
	switch {
	case r.code < 500:
		return delivery.Later(reasons.TryLater)
	case r.code == 552:
		return delivery.OfMessage(reasons.TooLarge)
	case r.code == 504, r.code == 521, r.code == 555: // no mail at all, or none with the parameters it offered
		return delivery.ToMend(reasons.ServerRefused)
	case r.code == 501, r.code >= 550:
		return delivery.ToMend(reasons.SenderRefused)
	}
	return delivery.OfSender(reasons.Refused)
}

// find returns the verdict of the first pattern that a reply has.
func find(patterns []pattern, r reply, words string) (delivery.Judgement, bool) {
	_, status, _ := strings.Cut(r.enhanced, ".")
	if status == "" {
		status = inlineStatus(words)
	}
	for _, p := range patterns {
		if p.only != nil && !slices.Contains(p.only, r.code) {
			continue
		}
		byWords := slices.ContainsFunc(p.words, func(w string) bool { return says(words, w) })
		byStatus := status != "" && slices.Contains(p.status, status)
		switch {
		case p.both:
			if byWords && byStatus {
				return p.verdict, true
			}
		case byWords, byStatus, p.words == nil && p.status == nil:
			return p.verdict, true
		}
	}
	return delivery.Judgement{}, false
}

// says reports whether text holds the parts of w in order, each at the start of a
// word and not far from the one before.
func says(text, w string) bool {
	for part := range strings.SplitSeq(w, "*") {
		at := wordAt(text, part)
		if at < 0 {
			return false
		}
		text = text[at+len(part):]
		text = text[:min(len(text), nearby)]
	}
	return true
}

// nearby is how many bytes may stand between two parts of a pattern.
const nearby = 120

// wordAt finds part where a word begins; -1 when it does not stand there.
func wordAt(text, part string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], part)
		if at < 0 {
			return -1
		}
		if at += from; at == 0 || !isWordByte(text[at-1]) {
			return at
		}
		from = at + 1
	}
}

func isWordByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80 }

// address is one in a reply: what stands in it is somebody's name and no word of
// the server's.
var address = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`<[^<>\s]*>|"[^"\s]*"@\S+|[^\s<>()\[\]:;,"']+@[^\s<>()\[\]:;,"']+`)
})

// plainWords is a reply in lower case on one line, without addresses.
func plainWords(text string) string {
	return strings.Join(strings.Fields(address().ReplaceAllString(strings.ToLower(text), " ")), " ")
}

// status codes that stand in the words, as qmail and Cisco write them: "(#5.1.1)".
var statusInWords = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`#[45]\.(\d{1,3}\.\d{1,3})\b`) })

func inlineStatus(words string) string {
	if m := statusInWords().FindStringSubmatch(words); m != nil {
		return m[1]
	}
	return ""
}
