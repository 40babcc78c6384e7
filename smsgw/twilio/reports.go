package twilio

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" // the algorithm of Twilio's signature
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

// AuthTokens finds the tokens that may have signed a report about a company's
// SMS: its account's, and the one before while both are in use. An error is
// answered with 403.
type AuthTokens func(ctx context.Context, company string) ([]string, error)

// Reports returns the handler to mount at Config.ReportURL of the companies that
// share its ReportSecret: one for all of them, and their accounts may differ.
// keep is usually a notify.Service's Report. Only requests to an address that was
// made for the SMS and with Twilio's signature are heard; others are answered
// with 403, an error of keep with 503. Twilio calls once and does not repeat. The
// error names the field that is missing or cannot be used, and no secret.
func Reports(c httpgateway.ReportConfig, tokens AuthTokens, keep httpgateway.Keep) (http.Handler, error) {
	reports, err := httpgateway.NewReports(Provider, c)
	if err != nil {
		return nil, fmt.Errorf("twilio: %w", err)
	}
	return handler(reports, tokens, keep), nil
}

// Reports is the function [Reports] for the companies that share this account.
func (g *Gateway) Reports(keep httpgateway.Keep) http.Handler {
	tokens := []string{g.config.AuthToken}
	if g.config.OldAuthToken != "" {
		tokens = append(tokens, g.config.OldAuthToken)
	}
	return handler(g.reports, func(context.Context, string) ([]string, error) { return tokens, nil }, keep)
}

func handler(reports httpgateway.Reports, tokens AuthTokens, keep httpgateway.Keep) http.Handler {
	return reports.Handler(func(r *http.Request, from httpgateway.Caller) (delivery.Report, error) {
		list, err := tokens(r.Context(), from.Company)
		if err != nil || !signed(r, list, reports.Whole(from, r)) {
			return delivery.Report{}, httpgateway.ErrForged
		}
		return read(r.PostForm), nil
	}, keep)
}

// signed checks X-Twilio-Signature in constant time, with each token over each
// address that Twilio may have signed.
func signed(r *http.Request, tokens, addresses []string) bool {
	got, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Twilio-Signature"))
	ok := false
	for _, token := range tokens {
		for _, address := range addresses {
			for _, form := range withAndWithoutPort(address) {
				ok = token != "" && hmac.Equal(got, Signature(token, form, r.PostForm)) || ok
			}
		}
	}
	return err == nil && ok
}

// withAndWithoutPort returns the forms of an address that Twilio signs: for some
// callbacks it leaves the port out, for others it writes the usual one
// (https://github.com/twilio/twilio-node/issues/411).
func withAndWithoutPort(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return []string{address}
	}
	other := *u
	if u.Port() != "" {
		other.Host = u.Hostname()
		if ip := net.ParseIP(other.Host); ip != nil && ip.To4() == nil {
			other.Host = "[" + other.Host + "]"
		}
	} else {
		other.Host += map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
	}
	return []string{address, other.String()}
}

// Signature is what Twilio signs a request with: the HMAC-SHA1 of the whole
// address and the sorted names and values of the form. Its base64 is the header
// X-Twilio-Signature. It is exported for hosts' tests of their webhook.
func Signature(authToken, address string, form url.Values) []byte {
	mac := hmac.New(sha1.New, []byte(authToken))
	mac.Write([]byte(address))
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		values := slices.Clone(form[name])
		slices.Sort(values)
		for _, value := range slices.Compact(values) {
			mac.Write([]byte(name + value))
		}
	}
	return mac.Sum(nil)
}

// read makes a report of a status callback. One that says nothing new, and one
// that nobody knows, has no status.
func read(form url.Values) delivery.Report {
	report := delivery.Report{ProviderID: form.Get("MessageSid")}
	switch form.Get("MessageStatus") {
	case "sent":
		report.Status = delivery.StatusSent
	case "delivered", "read":
		report.Status = delivery.StatusDelivered
	case "undelivered", "failed", "canceled":
		report.Status = delivery.StatusBounced
		report.Failure = undelivered(form.Get("ErrorCode"))
	}
	return report
}

// undelivered is why an SMS that Twilio took did not arrive. Without a code that
// is known, nobody has an idea why, and the number is not to blame.
func undelivered(code string) *delivery.Failure {
	f := &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultSender, Reason: reasons.NotDelivered}
	n, err := strconv.Atoi(code)
	if err != nil || n == 0 {
		return f
	}
	f.Code = strconv.Itoa(n)
	if v, ok := judge(n); ok {
		f.Judge(v)
	}
	return f
}
