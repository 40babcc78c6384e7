// Package twilio sends SMS through Twilio's Messages resource
// (https://www.twilio.com/docs/messaging/api/message-resource) and takes its
// status callbacks, whose signature it checks
// (https://www.twilio.com/docs/usage/security#validating-requests).
package twilio

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" // the algorithm of Twilio's signature
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/internal/gateway"
)

// Config is one account at Twilio. AccountSID and AuthToken are needed.
type Config struct {
	AccountSID string // "AC…"
	AuthToken  string // signs the callbacks, and logs in unless there is a key

	KeySID, KeySecret   string // an API key to log in with instead
	MessagingServiceSID string // "MG…": the service to send through; the SMS's sender must be in its pool

	ReportURL    string // where the host mounts [Gateway.Reports], https, as Twilio sees it; "": no reports
	ReportSecret string // at least 16 characters that make the report addresses; with ReportURL

	BaseURL    string        // "": https://api.twilio.com
	HTTPClient *http.Client  // nil: one of its own; redirects are never followed
	Timeout    time.Duration // for one request; 0 or less: 30 seconds
}

// Gateway is a [smsgw.Sender]. It is safe for concurrent use; [New] makes it.
type Gateway struct {
	config   Config
	client   *gateway.Client
	callback gateway.Callback
}

// New checks the config and returns the gateway. It makes no request. The error
// names the field that is missing or cannot be used, and no secret.
func New(c Config) (*Gateway, error) {
	if c.AccountSID == "" || c.AuthToken == "" {
		return nil, errors.New("twilio: Config.AccountSID or AuthToken is missing")
	}
	if (c.KeySID == "") != (c.KeySecret == "") {
		return nil, errors.New("twilio: Config.KeySID and KeySecret belong together")
	}
	var err error
	if c.BaseURL, err = gateway.BaseURL(c.BaseURL, "https://api.twilio.com"); err != nil {
		return nil, fmt.Errorf("twilio: Config.BaseURL: %w", err)
	}
	callback, err := gateway.NewCallback(c.ReportURL, c.ReportSecret, false)
	if err != nil {
		return nil, fmt.Errorf("twilio: Config.%w", err)
	}
	client := gateway.NewClient(c.HTTPClient, c.Timeout, c.AuthToken, c.KeySecret, c.ReportSecret)
	return &Gateway{c, client, callback}, nil
}

// answer is what Twilio says: of a message that it took, or of an error.
type answer struct {
	SID       string `json:"sid"`
	State     any    `json:"status"`       // text of a message, number of an error
	Segments  string `json:"num_segments"` // "0" while Twilio has not counted
	Code      int    `json:"code"`
	Message   string `json:"message"`
	ErrorCode *int   `json:"error_code"`
}

// Send sends the SMS; see the rules of [smsgw.Sender]: every error is a
// [*delivery.Failure], with Twilio's code. Twilio tells the price only later, and
// not here.
func (g *Gateway) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	if f := gateway.CheckSMS(sms, smsgw.GatewayTwilio); f != nil {
		return delivery.Receipt{}, f
	}
	form := url.Values{"To": {sms.To.String()}, "From": {gateway.Originator(sms)}, "Body": {sms.Text}}
	if g.config.MessagingServiceSID != "" {
		form.Set("MessagingServiceSid", g.config.MessagingServiceSID)
	}
	if u := g.callback.URL(sms); u != "" {
		form.Set("StatusCallback", u)
	}
	request, err := gateway.Form(g.config.BaseURL+"/2010-04-01/Accounts/"+url.PathEscape(g.config.AccountSID)+"/Messages.json", form)
	if err != nil {
		return delivery.Receipt{}, gateway.Invalid(errors.New("twilio: the request cannot be made"))
	}
	if g.config.KeySID != "" {
		request.SetBasicAuth(g.config.KeySID, g.config.KeySecret)
	} else {
		request.SetBasicAuth(g.config.AccountSID, g.config.AuthToken)
	}
	a, failure := g.client.Do(ctx, request)
	if failure != nil {
		return delivery.Receipt{}, failure
	}
	var said answer
	err = json.Unmarshal(a.Body, &said)
	if a.Status < 200 || a.Status > 299 {
		return delivery.Receipt{}, g.refused(a, said)
	}
	return g.taken(a, said, err)
}

func (g *Gateway) taken(a gateway.Answer, said answer, err error) (delivery.Receipt, error) {
	state, _ := said.State.(string)
	switch {
	case err == nil && said.SID == "" && said.Code != 0:
		return delivery.Receipt{}, g.refused(a, said)
	case err != nil || said.SID == "":
		return delivery.Receipt{}, g.client.Unreadable(a, errors.New("the answer has no sid"))
	case state == "failed" || state == "undelivered" || state == "canceled":
		if said.ErrorCode != nil {
			said.Code = *said.ErrorCode
		}
		return delivery.Receipt{}, g.refused(a, said)
	}
	segments, _ := strconv.Atoi(said.Segments)
	return delivery.Receipt{Provider: smsgw.GatewayTwilio, ProviderID: said.SID, Segments: segments}, nil
}

// verdict is whose fault an error of Twilio's is, and what to do.
type verdict struct {
	class  delivery.Class
	fault  delivery.Fault
	reason delivery.Reason
}

// codes are Twilio's error codes (https://www.twilio.com/docs/api/errors) that
// are met when sending and in callbacks.
var codes = map[int]verdict{
	20003: {delivery.Configuration, delivery.FaultSender, "login-refused"},
	20005: {delivery.Configuration, delivery.FaultSender, "account-not-active"},
	20404: {delivery.Configuration, delivery.FaultSender, "wrong-address"},
	20429: {delivery.Temporary, delivery.FaultSender, "too-many-requests"},
	20500: {delivery.Temporary, delivery.FaultSender, "gateway-fault"},
	20503: {delivery.Temporary, delivery.FaultSender, "gateway-fault"},
	21211: {delivery.Permanent, delivery.FaultRecipient, "number-refused"},
	21212: {delivery.Configuration, delivery.FaultSender, "sender-name"},
	21408: {delivery.Configuration, delivery.FaultSender, "country-not-enabled"},
	21602: {delivery.Permanent, delivery.FaultMessage, "text-missing"},
	21603: {delivery.Configuration, delivery.FaultSender, "sender-name"},
	21604: {delivery.Permanent, delivery.FaultRecipient, "number-refused"},
	21605: {delivery.Permanent, delivery.FaultMessage, "text-too-long"},
	21606: {delivery.Configuration, delivery.FaultSender, "sender-name"},
	21608: {delivery.Configuration, delivery.FaultSender, "trial-account"},
	21610: {delivery.Permanent, delivery.FaultRecipient, "unsubscribed"},
	21611: {delivery.Temporary, delivery.FaultSender, "queue-full"},
	21612: {delivery.Permanent, delivery.FaultRecipient, "number-refused"},
	21614: {delivery.Permanent, delivery.FaultRecipient, "not-mobile"},
	21617: {delivery.Permanent, delivery.FaultMessage, "text-too-long"},
	21659: {delivery.Configuration, delivery.FaultSender, "sender-name"},
	30001: {delivery.Temporary, delivery.FaultSender, "queue-full"},
	30002: {delivery.Configuration, delivery.FaultSender, "account-suspended"},
	30003: {delivery.Temporary, delivery.FaultRecipient, "unreachable"},
	30004: {delivery.Permanent, delivery.FaultRecipient, "blocked"},
	30005: {delivery.Permanent, delivery.FaultRecipient, "number-unknown"},
	30006: {delivery.Permanent, delivery.FaultRecipient, "not-mobile"},
	30007: {delivery.Permanent, delivery.FaultMessage, "filtered"},
	30008: {delivery.Permanent, delivery.FaultRecipient, "not-delivered"},
	63038: {delivery.Temporary, delivery.FaultSender, "daily-limit"},
}

// refused maps an error by its code, or by the status when the code says
// nothing.
func (g *Gateway) refused(a gateway.Answer, said answer) error {
	f := g.client.Refused(a, said.Message)
	if a.Status < 300 {
		f.Class, f.Fault, f.Reason = delivery.Permanent, delivery.FaultMessage, "refused"
	}
	if said.Code != 0 {
		f.Code = strconv.Itoa(said.Code)
	}
	if v, ok := codes[said.Code]; ok {
		f.Class, f.Fault, f.Reason = v.class, v.fault, v.reason
	}
	return f
}

// Reports returns the handler to mount at Config.ReportURL; keep is usually a
// notify.Service's Report. Only requests with Twilio's signature are heard; others
// are answered with 403, an error of keep with 503. Twilio calls once and does not
// repeat.
func (g *Gateway) Reports(keep func(context.Context, delivery.Report) error) http.Handler {
	return gateway.Handler(func(r *http.Request) bool { return g.signed(r) && g.callback.Checked(r) }, read, keep)
}

// signed checks X-Twilio-Signature in constant time.
func (g *Gateway) signed(r *http.Request) bool {
	got, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Twilio-Signature"))
	return err == nil && !g.callback.IsZero() && hmac.Equal(got, Signature(g.config.AuthToken, g.callback.Whole(r), r.PostForm))
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

func read(r *http.Request) (delivery.Report, error) {
	report := delivery.Report{Provider: smsgw.GatewayTwilio, ProviderID: r.PostForm.Get("MessageSid")}
	switch state := r.PostForm.Get("MessageStatus"); state {
	case "accepted", "scheduled", "queued", "sending", "read":
		if state == "read" {
			report.Status = delivery.StatusDelivered
		}
	case "sent":
		report.Status = delivery.StatusSent
	case "delivered":
		report.Status = delivery.StatusDelivered
	case "undelivered", "failed", "canceled":
		report.Status = delivery.StatusBounced
		report.Failure = &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: "not-delivered", Code: delivery.Scrub(r.PostForm.Get("ErrorCode"))}
		if code, err := strconv.Atoi(report.Failure.Code); err == nil {
			if v, ok := codes[code]; ok {
				report.Failure.Class, report.Failure.Fault, report.Failure.Reason = v.class, v.fault, v.reason
			}
		}
	default:
		return report, errors.New("unknown MessageStatus")
	}
	if report.ProviderID == "" {
		return report, errors.New("MessageSid is missing")
	}
	return report, nil
}
