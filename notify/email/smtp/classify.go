package smtp

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
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
	switch {
	case r.code >= 500:
		f.Class, f.Fault, f.Reason = forGood(at, r)
	case r.code >= 400:
		f.Class = delivery.Temporary
		f.Fault, f.Reason = forNow(at, r)
		f.RetryAfter = retryAfter(r.text)
	case at == stageDot:
		// Neither yes nor no: the mail was handed over.
		f.Class, f.Reason = delivery.Uncertain, delivery.ReasonNotUnderstood
	default:
		f.Class, f.Fault, f.Reason = delivery.Temporary, delivery.FaultSender, delivery.ReasonNotUnderstood
	}
	return f
}

func forNow(at stage, r reply) (delivery.Fault, delivery.Reason) {
	lower := strings.ToLower(r.text)
	switch {
	case r.code == 421, at < stageMail:
		return delivery.FaultSender, delivery.ReasonServerUnavailable
	case strings.Contains(lower, "greylist"), strings.Contains(lower, "graylist"), strings.Contains(lower, "grey-list"), strings.Contains(lower, "grey list"):
		return delivery.FaultRecipient, delivery.ReasonGreylisted
	case r.enhanced == "4.2.2":
		return delivery.FaultRecipient, delivery.ReasonMailboxFull
	case at == stageRcpt:
		return delivery.FaultRecipient, delivery.ReasonTryLater
	}
	return delivery.FaultSender, delivery.ReasonTryLater
}

// forGood tells whose a 5xx is: what only a person at the sender can mend is
// Configuration, the rest concerns this recipient or this message alone.
func forGood(at stage, r reply) (delivery.Class, delivery.Fault, delivery.Reason) {
	lower := strings.ToLower(r.text)
	if class, reason, ok := ours(at, r, lower); ok {
		return class, delivery.FaultSender, reason
	}
	subject := ""
	if r.enhanced != "" {
		_, subject, _ = strings.Cut(r.enhanced, ".")
	}
	switch {
	case subject == "3.4" || subject == "2.3" || at != stageRcpt && r.code == 552 && subject != "2.2":
		return delivery.Permanent, delivery.FaultMessage, delivery.ReasonTooLarge
	case subject == "2.2", at == stageRcpt && r.code == 552:
		return delivery.Permanent, delivery.FaultRecipient, delivery.ReasonMailboxFull
	case subject == "2.1":
		return delivery.Permanent, delivery.FaultRecipient, delivery.ReasonMailboxDisabled
	case at >= stageRcpt && (subject == "1.1" || subject == "1.2" || subject == "1.3" || subject == "1.6" || subject == "1.10"):
		return delivery.Permanent, delivery.FaultRecipient, delivery.ReasonMailboxUnknown
	case r.code == 503 && at < stageDot, (r.code == 500 || r.code == 502) && (at == stageMail || at == stageData):
		// A command in the wrong place: the server is out of step with us, which
		// says nothing about the mail.
		return delivery.Temporary, delivery.FaultSender, delivery.ReasonNotUnderstood
	case at == stageRcpt && subject == "" && (r.code == 550 || r.code == 551):
		return delivery.Permanent, delivery.FaultRecipient, delivery.ReasonMailboxUnknown
	case at == stageRcpt:
		return delivery.Permanent, delivery.FaultRecipient, delivery.ReasonRecipientRefused
	}
	return delivery.Permanent, delivery.FaultMessage, delivery.ReasonMessageRefused
}

// senderCode are the status codes about the sender's address or its proof:
// RFC 3463 3.2, RFC 7372 (DKIM, SPF, DMARC), and Exchange's own.
var senderCode = map[string]bool{
	"1.7": true, "1.8": true, "7.20": true, "7.21": true, "7.22": true, "7.23": true, "7.24": true, "7.25": true, "7.26": true, "7.60": true,
}

// ours recognises a 5xx that every other message would get too. Postfix
// answers about the client and the sender only at RCPT, and Exchange about the
// right to send only after the dot, so the stage alone does not tell.
func ours(at stage, r reply, lower string) (delivery.Class, delivery.Reason, bool) {
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(lower, w) {
				return true
			}
		}
		return false
	}
	tooLarge := strings.HasSuffix(r.enhanced, ".3.4") || r.code == 552
	switch {
	case at == stageLogin:
		return delivery.Configuration, delivery.ReasonLoginRefused, true
	case at == stageStartTLS:
		return delivery.Configuration, delivery.ReasonTLSNotOffered, true
	case at < stageMail:
		return delivery.Configuration, delivery.ReasonServerRefused, true
	case has("starttls"):
		return delivery.Configuration, delivery.ReasonTLSRequired, true
	case r.code == 530, r.code == 538, r.code == 535, has("authentication required", "authentication is required", "must authenticate"):
		return delivery.Configuration, delivery.ReasonLoginRequired, true
	case has("relay access denied", "relaying denied", "unable to relay", "relay not permitted", "relaying not allowed"):
		return delivery.Configuration, delivery.ReasonRelayDenied, true
	case has("sender address rejected", "not owned by user", "sendasdenied", "permissions to send as", "not allowed to send as"):
		return delivery.Configuration, delivery.ReasonSenderRefused, true
	case senderCode[strings.TrimPrefix(r.enhanced, "5.")]:
		return delivery.Configuration, delivery.ReasonSenderRefused, true
	case has("client host rejected", "helo command rejected"):
		return delivery.Configuration, delivery.ReasonClientRefused, true
	case at == stageMail && (r.code == 504 || r.code == 521 || r.code == 555): // no mail at all, or none with the parameters it offered
		return delivery.Configuration, delivery.ReasonServerRefused, true
	case at == stageMail && !tooLarge && (r.code == 501 || r.code >= 550):
		return delivery.Configuration, delivery.ReasonSenderRefused, true
	}
	return "", "", false
}

var pause = regexp.MustCompile(`(?i)\b(?:in|after|for|wait|come back in|retry in)\s+(\d{1,5})\s*(s|sec|secs|second|seconds|m|min|mins|minute|minutes|h|hour|hours)\b`)

// retryAfter reads the pause out of words such as "try again in 300 seconds";
// 0 when they name none. A day is the most that is believed.
func retryAfter(text string) time.Duration {
	match := pause.FindStringSubmatch(text)
	if match == nil {
		return 0
	}
	n, err := strconv.Atoi(match[1])
	if err != nil {
		return 0
	}
	unit := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour}[strings.ToLower(match[2])[0]]
	return min(time.Duration(n)*unit, 24*time.Hour)
}
