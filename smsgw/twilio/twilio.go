// Package twilio sends SMS through Twilio's Messages resource
// (https://www.twilio.com/docs/messaging/api/message-resource) and takes its
// status callbacks, whose signature it checks
// (https://www.twilio.com/docs/usage/security#validating-requests).
package twilio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

// Provider is Twilio's name in receipts and reports.
const Provider = "twilio"

// Config is one account at Twilio. AccountSID and AuthToken are needed. It prints
// without its secrets.
type Config struct {
	AccountSID string // "AC…"
	AuthToken  string // signs the callbacks, and logs in unless there is a key

	// OldAuthToken is the one before, which Twilio may still sign callbacks
	// with; "": none. It is never used to log in.
	OldAuthToken string

	KeySID, KeySecret   string // an API key to log in with instead
	MessagingServiceSID string // "MG…": the service to send through; the SMS's sender must be in its pool

	ReportURL string // where the host mounts the reports' handler, https, as Twilio sees it; "": no reports
	// at least 16 characters that make the report addresses; with ReportURL. One for all companies
	ReportSecret    string
	OldReportSecret string // the one before, while reports come to addresses that were made with it; "": none

	BaseURL    string        // "": https://api.twilio.com
	HTTPClient *http.Client  // nil: one of its own; redirects are never followed
	Timeout    time.Duration // for one request; 0 or less: 30 seconds
}

// String names the account and no secret.
func (c Config) String() string { return "twilio " + c.AccountSID }

// Format is String under every verb.
func (c Config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue is String.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON is refused, so that no secret ends up in a log or a store.
func (c Config) MarshalJSON() ([]byte, error) {
	return nil, errors.New("twilio: a Config holds secrets and has no JSON; keep its fields where your secrets are")
}

// Gateway is a [smsgw.Sender]. It prints without its secrets. It is safe for
// concurrent use; [New] makes it.
type Gateway struct {
	config  Config
	client  *httpgateway.Client
	reports httpgateway.Reports
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
	if c.BaseURL, err = httpgateway.BaseURL(c.BaseURL, "https://api.twilio.com"); err != nil {
		return nil, fmt.Errorf("twilio: Config.BaseURL: %w", err)
	}
	reports, err := httpgateway.NewReports(Provider, httpgateway.ReportConfig{
		URL: c.ReportURL, Secret: c.ReportSecret, OldSecret: c.OldReportSecret,
	})
	if err != nil {
		return nil, fmt.Errorf("twilio: Config.%w", err)
	}
	client := httpgateway.New(httpgateway.Config{
		Names: NameRule(), HTTPClient: c.HTTPClient, Timeout: c.Timeout,
		Secrets: delivery.NewSecrets(c.AuthToken, c.OldAuthToken, c.KeySecret, c.ReportSecret, c.OldReportSecret),
	})
	return &Gateway{c, client, reports}, nil
}

// String names the account and no secret.
func (g *Gateway) String() string { return g.config.String() }

// Format is String under every verb.
func (g *Gateway) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, g.String()) }

// LogValue is String.
func (g *Gateway) LogValue() slog.Value { return slog.StringValue(g.String()) }

// answer is what Twilio says: of a message that it took, or of an error.
type answer struct {
	SID       string             `json:"sid"`
	State     httpgateway.Scalar `json:"status"`       // text of a message, number of an error
	Segments  httpgateway.Scalar `json:"num_segments"` // "0" while Twilio has not counted
	Code      httpgateway.Scalar `json:"code"`
	Message   httpgateway.Scalar `json:"message"`
	ErrorCode httpgateway.Scalar `json:"error_code"`
}

// Send sends the SMS; see the rules of [smsgw.Sender]: every error is a
// [*delivery.Failure], with Twilio's code. A code that is not known is a refusal
// that is ours: another gateway may take the SMS, and the number is not to blame.
// Twilio tells the price only later, and not here.
func (g *Gateway) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	call, a, failure := g.client.Exchange(ctx, sms, g.reports, g.request)
	if failure != nil {
		return delivery.Receipt{}, failure
	}
	var said answer
	err := httpgateway.UnmarshalAnswer(a.Body, &said)
	if !a.OK() {
		return delivery.Receipt{}, refused(call, a, said)
	}
	return taken(call, a, said, err)
}

func (g *Gateway) request(sms *smsgw.SMS, reportAddress string) (*http.Request, error) {
	form := url.Values{"To": {sms.To.String()}, "From": {sms.Originator()}, "Body": {sms.Text}}
	if g.config.MessagingServiceSID != "" {
		form.Set("MessagingServiceSid", g.config.MessagingServiceSID)
	}
	if reportAddress != "" {
		form.Set("StatusCallback", reportAddress)
	}
	request, err := httpgateway.Form(g.config.BaseURL+"/2010-04-01/Accounts/"+url.PathEscape(g.config.AccountSID)+
		"/Messages.json", form)
	if err != nil {
		return nil, err
	}
	if g.config.KeySID != "" {
		request.SetBasicAuth(g.config.KeySID, g.config.KeySecret)
	} else {
		request.SetBasicAuth(g.config.AccountSID, g.config.AuthToken)
	}
	return request, nil
}

func taken(call *httpgateway.Call, a httpgateway.Answer, said answer, err error) (delivery.Receipt, error) {
	switch state := said.State; {
	case err == nil && said.SID == "" && said.Code.Int() != 0:
		return delivery.Receipt{}, refused(call, a, said)
	case err != nil || said.SID == "":
		return delivery.Receipt{}, call.Unreadable(a, "the answer has no sid")
	case state == "failed" || state == "undelivered" || state == "canceled":
		if said.ErrorCode.Int() != 0 {
			said.Code = said.ErrorCode
		}
		return delivery.Receipt{}, refused(call, a, said)
	}
	return delivery.Receipt{Provider: Provider, ProviderID: said.SID, Segments: int(said.Segments.Int())}, nil
}

// refused maps an error by its code, or by the status when the code says
// nothing.
func refused(call *httpgateway.Call, a httpgateway.Answer, said answer) *delivery.Failure {
	f := call.Refused(a, string(said.Message))
	code := int(said.Code.Int())
	if code != 0 {
		f.Code = strconv.Itoa(code)
	}
	v, ok := judge(code)
	if !ok && a.OK() {
		v, ok = unknown, true // the status is that of a request that went well
	}
	if ok {
		f.Judge(v)
	}
	return f
}
