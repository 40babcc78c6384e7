package elks46

import (
	"net/http"
	"regexp"
	"sync"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

// says is what 46elks says of a field, in plain text: it has no codes. It is compiled
// at the first refusal.
var says = sync.OnceValue(func() (p struct{ ofTo, invalid, ofFrom, credit, tooLong *regexp.Regexp }) {
	p.ofTo = regexp.MustCompile(`(?i)["']to["']|\binvalid to\b|\bto (phone ?)?number\b|\b(recipient|destination)('s)? (phone ?)?number\b`)
	p.invalid = regexp.MustCompile(`(?i)\b(invalid|not (a )?valid|illegal|malformed|unknown|unreachable|does not exist)\b`)
	p.ofFrom = regexp.MustCompile(`(?i)\b(from|sender)\b`)
	p.credit = regexp.MustCompile(`(?i)\b(credits?|balance|funds)\b`)
	p.tooLong = regexp.MustCompile(`(?i)\bmessage\b.*\btoo (long|large)\b`)
	return p
})

// refused maps an error by its words. What they do not say of the number, on
// evidence, is ours.
func refused(call *httpgateway.Call, a httpgateway.Answer) *delivery.Failure {
	words := string(a.Body)
	f := call.Refused(a, words)
	if a.IsPage() {
		return f
	}
	switch bad := a.Status == http.StatusBadRequest; {
	case (bad || a.Status == http.StatusForbidden) && says().credit.MatchString(words):
		f.Class, f.Reason = delivery.Configuration, reasons.NoCredit
	case bad && says().ofFrom.MatchString(words):
		f.Class, f.Reason = delivery.Configuration, reasons.SenderRefused
	case bad && says().ofTo.MatchString(words) && says().invalid.MatchString(words):
		f.Judge(delivery.OfRecipient(reasons.NumberUnknown))
	case bad && says().tooLong.MatchString(words):
		f.Judge(delivery.OfMessage(reasons.TooLarge))
	}
	return f
}
