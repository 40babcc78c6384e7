package gateway

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/smsgw"
)

// Callback makes the addresses that a gateway reports to, and checks who calls.
// The address of each SMS names the company and the message, so that the report
// finds it, and carries a token that only we can make: the HMAC of both.
type Callback struct {
	base   string // "" for none
	secret []byte
}

// NewCallback checks the address that the host listens at, and that the secret
// has 16 characters or more; else it is an error. Neither of them asks for no
// reports. The address carries a token, so a gateway on the internet (plain is
// false) must call it over https; only a host on the same machine needs none.
func NewCallback(base, secret string, plain bool) (Callback, error) {
	if base == "" {
		if secret != "" {
			return Callback{}, errors.New("ReportSecret without ReportURL: no reports would come, name the address that the host listens at")
		}
		return Callback{}, nil
	}
	u, err := url.Parse(base)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return Callback{}, errors.New("ReportURL: want https://host/path, without login or query")
	case u.Scheme == "http" && !plain && !loopback(u.Hostname()):
		return Callback{}, errors.New("ReportURL: want https: the address carries a token that must not travel in the clear")
	case len(secret) < 16:
		return Callback{}, errors.New("ReportSecret: want at least 16 characters that nobody can guess")
	}
	return Callback{base, []byte(secret)}, nil
}

func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// IsZero reports whether no reports are asked for.
func (c Callback) IsZero() bool { return c.base == "" }

// URL is the address for reports about an SMS; "" when none are asked for.
func (c Callback) URL(sms *smsgw.SMS) string {
	if c.IsZero() {
		return ""
	}
	q := url.Values{"company": {sms.Company}, "id": {sms.ID}, "token": {c.token(sms.Company, sms.ID)}}
	return c.base + "?" + q.Encode()
}

// Whole is the address that a request was made to, as the gateway knows it: a
// proxy before the host may have changed all but the query.
func (c Callback) Whole(r *http.Request) string {
	if r.URL.RawQuery == "" {
		return c.base
	}
	return c.base + "?" + r.URL.RawQuery
}

func (c Callback) token(company, id string) string {
	mac := hmac.New(sha256.New, c.secret)
	mac.Write([]byte(company + "\x00" + id))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Checked reports whether a request's address is one that we made. It takes
// the same time wherever the token differs.
func (c Callback) Checked(r *http.Request) bool {
	q := r.URL.Query()
	if c.IsZero() || len(q["token"]) != 1 || len(q["company"]) != 1 || len(q["id"]) != 1 {
		return false
	}
	return hmac.Equal([]byte(q.Get("token")), []byte(c.token(q.Get("company"), q.Get("id"))))
}

// A Reader makes the report of a checked request. An error is that the request
// cannot be understood; a report without status is one to be passed over.
type Reader func(r *http.Request) (delivery.Report, error)

// Handler answers a gateway: 403 for a caller that is not it, 400 for what
// cannot be understood, 503 when the report could not be kept, so that a
// gateway which repeats does so, and 204 otherwise. The same report twice, and
// reports in any order, do no harm.
func Handler(check func(r *http.Request) bool, read Reader, keep func(context.Context, delivery.Report) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost && r.Method != http.MethodGet {
			w.Header().Set("Allow", "GET, POST")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, MaxAnswer)
		if err := r.ParseForm(); err != nil {
			http.Error(w, "the form cannot be read", http.StatusBadRequest)
			return
		}
		if !check(r) {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		report, err := read(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if report.Status != "" {
			q := r.URL.Query()
			report.Company, report.MessageID = q.Get("company"), q.Get("id")
			if err := keep(r.Context(), report); err != nil {
				http.Error(w, "not kept, try again", http.StatusServiceUnavailable)
				return
			}
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// Invalid is the failure of an SMS that no gateway can send.
func Invalid(err error) *delivery.Failure {
	return &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "invalid", Text: delivery.Scrub(err.Error()), Err: err}
}

// CheckSMS refuses, before anything is sent, an SMS that is not whole, and a
// sender name that the gateway documents that it refuses (R202).
func CheckSMS(sms *smsgw.SMS, gateway string) *delivery.Failure {
	if err := sms.Validate(); err != nil {
		return Invalid(err)
	}
	if sms.From.IsZero() {
		return nil
	}
	if v := sms.From.Verdict(gateway); !v.OK {
		text := gateway + " takes as sender name " + v.Rule
		if s := sms.From.Suggestion(); s != "" {
			text += "; try " + s
		}
		return &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: "sender-name", Text: text}
	}
	return nil
}

// Form makes a POST of a form. An address that cannot be read is an error.
func Form(address string, values url.Values) (*http.Request, error) {
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(values.Encode())) // Do adds the context
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	return request, nil
}

// Originator is what an SMS comes from: its name, or the number instead.
func Originator(sms *smsgw.SMS) string {
	if !sms.FromNumber.IsZero() {
		return sms.FromNumber.String()
	}
	return sms.From.String()
}

// Says reports whether a gateway's words hold one of some, without case.
func Says(text string, words ...string) bool {
	text = strings.ToLower(text)
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
