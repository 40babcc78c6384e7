package elks46

import (
	"net/http"
	"regexp"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

// What 46elks says of a field, in plain text: it has no codes.
var (
	ofTo    = regexp.MustCompile(`(?i)["']to["']|\binvalid to\b|\bto (phone ?)?number\b|\b(recipient|destination)('s)? (phone ?)?number\b`)
	invalid = regexp.MustCompile(`(?i)\b(invalid|not (a )?valid|illegal|malformed|unknown|unreachable|does not exist)\b`)
	ofFrom  = regexp.MustCompile(`(?i)\b(from|sender)\b`)
	credit  = regexp.MustCompile(`(?i)\b(credits?|balance|funds)\b`)
	tooLong = regexp.MustCompile(`(?i)\bmessage\b.*\btoo (long|large)\b`)
)

// refused maps an error by its words. What they do not say of the number, on
// evidence, is ours.
func refused(call *httpgateway.Call, a httpgateway.Answer) *delivery.Failure {
	words := string(a.Body)
	f := call.Refused(a, words)
	switch bad := a.Status == http.StatusBadRequest; {
	case (bad || a.Status == http.StatusForbidden) && credit.MatchString(words):
		f.Class, f.Reason = delivery.Configuration, delivery.ReasonNoCredit
	case bad && ofFrom.MatchString(words):
		f.Class, f.Reason = delivery.Configuration, delivery.ReasonSenderRefused
	case bad && ofTo.MatchString(words) && invalid.MatchString(words):
		f.Judge(delivery.OfRecipient(delivery.ReasonNumberUnknown))
	case bad && tooLong.MatchString(words):
		f.Judge(delivery.OfMessage(delivery.ReasonTooLarge))
	}
	return f
}
