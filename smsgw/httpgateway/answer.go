package httpgateway

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// An Answer is a whole answer of a gateway.
type Answer struct {
	Status     int           // of HTTP
	Body       []byte        // [MaxAnswer] bytes at most
	RetryAfter time.Duration // [MaxRetryAfter] at most; 0 when it did not ask for a pause
}

// OK reports whether the status is from 200 to 299.
func (a Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// IsPage reports whether the body is a page of HTML or XML, as proxies, firewalls and
// hotels' networks answer in the place of a gateway that speaks otherwise: its words are
// none of the gateway's, and evidence of nothing.
func (a Answer) IsPage() bool {
	body := bytes.TrimLeft(bytes.TrimPrefix(a.Body, []byte("\ufeff")), " \t\r\n")
	return len(body) > 0 && body[0] == '<'
}

// UnmarshalAnswer reads a body of JSON. A field of another type than the gateway documents
// is passed over: the others count, and most of all the ID that says that the SMS
// was taken.
func UnmarshalAnswer(body []byte, into any) error {
	err := json.Unmarshal(bytes.TrimPrefix(body, []byte("\ufeff")), into)
	if odd, is := errors.AsType[*json.UnmarshalTypeError](err); is && odd.Field != "" {
		return nil
	}
	return err
}

// A Scalar is a text or a number of an answer, whichever a gateway writes: 2 and "2" are
// the same. The zero value is nothing, as null and what is no scalar are.
type Scalar string

// UnmarshalJSON keeps the text, or the number as it is written.
func (s *Scalar) UnmarshalJSON(data []byte) error {
	*s = ""
	switch c := data[0]; {
	case c == '"':
		return json.Unmarshal(data, (*string)(s))
	case c == '-' || c >= '0' && c <= '9':
		*s = Scalar(data)
	}
	return nil
}

// Int is a whole number, 0 for everything else.
func (s Scalar) Int() int64 {
	if n, err := strconv.ParseInt(string(s), 10, 64); err == nil {
		return n
	}
	if whole, rest, ok := strings.Cut(string(s), "."); ok && strings.Trim(rest, "0") == "" {
		return Scalar(whole).Int() // 3500.0
	}
	return 0
}

// broken is the failure of a request without an answer. The error of net/http
// names the whole URL, which may hold a password, so only its cause is told.
func (c *Call) broken(err error, left bool) *delivery.Failure {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	f := &delivery.Failure{
		Class:  delivery.Temporary,
		Fault:  delivery.FaultSender,
		Reason: brokenReason(err),
		Text:   c.Scrub(err.Error()),
	}
	switch {
	case left:
		f.Class, f.Reason = delivery.Uncertain, reasons.NoAnswer
	case strings.HasPrefix(string(f.Reason), "tls-"):
		f.Class = delivery.Configuration
	}
	for _, over := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, over) {
			f.Err = over
		}
	}
	return f
}

// brokenReason says why a request could not be made.
func brokenReason(err error) reasons.Reason {
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return reasons.TLSExpired
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return reasons.TLSWrongName
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return reasons.TLSUntrusted
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return reasons.TLSNotSpoken
	}
	if missing, ok := errors.AsType[*net.DNSError](err); ok && missing.IsNotFound {
		return reasons.HostUnknown
	}
	switch {
	case errors.Is(err, context.Canceled):
		return reasons.Cancelled
	case errors.Is(err, context.DeadlineExceeded):
		return reasons.Timeout
	case errors.Is(err, syscall.ECONNREFUSED):
		return reasons.ConnectRefused
	}
	return reasons.ConnectFailed
}

// Unreadable is the failure of a good status with an answer that cannot be
// understood, for the reason that what says: the SMS may have gone out.
func (c *Call) Unreadable(a Answer, what string) *delivery.Failure {
	return &delivery.Failure{
		Class:  delivery.Uncertain,
		Fault:  delivery.FaultSender,
		Reason: reasons.NotUnderstood,
		Code:   strconv.Itoa(a.Status),
		Text:   c.Scrub(what),
	}
}

// Refused is the failure of a status that is not good, as far as HTTP tells, with
// the gateway's words. What nobody has an idea of is ours: it is neither the
// recipient's fault nor the message's, and another gateway may take the SMS. A
// gateway that knows more sets Class, Fault and Reason.
func (c *Call) Refused(a Answer, words string) *delivery.Failure {
	f := &delivery.Failure{
		Class:      delivery.Permanent,
		Fault:      delivery.FaultSender,
		Reason:     reasons.ServerRefused,
		Code:       strconv.Itoa(a.Status),
		Text:       c.Scrub(words),
		RetryAfter: a.RetryAfter,
	}
	switch s := a.Status; {
	case s < 200:
		f.Class, f.Reason = delivery.Uncertain, reasons.NotUnderstood
	case s >= 300 && s < 400:
		f.Class, f.Reason = delivery.Configuration, reasons.Redirected
	case s == http.StatusUnauthorized, s == http.StatusForbidden, s == http.StatusProxyAuthRequired:
		f.Class, f.Reason = delivery.Configuration, reasons.LoginRefused
	case s == http.StatusPaymentRequired:
		f.Class, f.Reason = delivery.Configuration, reasons.NoCredit
	case s == http.StatusNotFound, s == http.StatusMethodNotAllowed, s == http.StatusGone:
		f.Class, f.Reason = delivery.Configuration, reasons.WrongAddress
	case s == http.StatusTooManyRequests:
		f.Class, f.Reason = delivery.Temporary, reasons.TooManyRequests
	case s == http.StatusRequestTimeout, s == http.StatusTooEarly, s == http.StatusInternalServerError,
		s == http.StatusServiceUnavailable:
		f.Class, f.Reason = delivery.Temporary, reasons.ServerUnavailable
	case s >= 500:
		// A proxy before the gateway gave up waiting: the gateway may have
		// taken the SMS.
		f.Class, f.Reason = delivery.Uncertain, reasons.NoAnswer
	}
	return f
}

// retryAfter reads Retry-After as seconds or as a date (RFC 9110 section
// 10.2.3), an hour at most.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0
	}
	pause := time.Duration(0)
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		pause = time.Duration(min(max(seconds, 0), int64(MaxRetryAfter/time.Second))) * time.Second
	} else if digits := strings.Trim(text, "0123456789"); digits == "" {
		pause = MaxRetryAfter // more digits than a number holds
	} else if at, err := http.ParseTime(text); err == nil {
		pause = at.Sub(now)
	}
	return min(max(pause, 0), MaxRetryAfter)
}
