// Package elks46 sends SMS through 46elks (https://46elks.com/docs/send-sms)
// and takes its delivery reports (https://46elks.com/docs/sms-delivery-reports).
//
// 46elks has no field against double sending: a request that was written and
// not answered is uncertain. It signs no report; the address that it calls
// carries a token of ours.
package elks46

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

// Provider is the name of 46elks in receipts and reports.
const Provider = "46elks"

// NameRule is what 46elks takes as a sender name. In the United States and
// Canada a name has to be registered first.
func NameRule() smsgw.NameRule {
	return smsgw.NameRule{
		Gateway: Provider,
		Rule:    "3 to 11 of A–Z, a–z and 0–9, a letter first",
		Phrase:  "smsgw.rule-46elks",
		Source:  "https://46elks.com/kb/text-sender-id",
		Takes:   smsgw.SenderName.Portable,
		Countries: map[string]smsgw.CountryRule{
			"US": smsgw.CountryRestricts, "CA": smsgw.CountryRestricts, "IN": smsgw.CountryRestricts,
		},
	}
}

// Config is one account at 46elks. Username and Password are needed. It prints
// without its secrets.
type Config struct {
	Username string // the API username, "u…"
	Password string // the API password

	ReportURL string // where the host mounts the reports' handler, https; "": no reports
	// at least 16 characters that make the report addresses; with ReportURL. One for all companies
	ReportSecret    string
	OldReportSecret string // the one before, while reports come to addresses that were made with it; "": none

	Currency   string        // of the account, ISO 4217; "": SEK
	BaseURL    string        // "": https://api.46elks.com/a1
	HTTPClient *http.Client  // nil: one of its own; redirects are never followed
	Timeout    time.Duration // for one request; 0 or less: 30 seconds
}

// String names the account and no secret.
func (c Config) String() string { return "46elks " + c.Username }

// Format is String under every verb.
func (c Config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue is String.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON is refused, so that no secret ends up in a log or a store.
func (c Config) MarshalJSON() ([]byte, error) {
	return nil, errors.New("elks46: a Config holds secrets and has no JSON; keep its fields where your secrets are")
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
	if c.Username == "" || c.Password == "" {
		return nil, errors.New("elks46: Config.Username or Password is missing")
	}
	var err error
	if c.BaseURL, err = httpgateway.BaseURL(c.BaseURL, "https://api.46elks.com/a1"); err != nil {
		return nil, fmt.Errorf("elks46: Config.BaseURL: %w", err)
	}
	reports, err := httpgateway.NewReports(Provider, httpgateway.ReportConfig{
		URL: c.ReportURL, Secret: c.ReportSecret, OldSecret: c.OldReportSecret,
	})
	if err != nil {
		return nil, fmt.Errorf("elks46: Config.%w", err)
	}
	if c.Currency == "" {
		c.Currency = "SEK"
	}
	if len(c.Currency) != 3 || strings.ToUpper(c.Currency) != c.Currency {
		return nil, fmt.Errorf("elks46: Config.Currency is %q, want the account's as ISO 4217 has it, such as SEK",
			c.Currency)
	}
	client := httpgateway.New(httpgateway.Config{
		Names: NameRule(), HTTPClient: c.HTTPClient, Timeout: c.Timeout,
		Secrets: delivery.NewSecrets(c.Password, c.ReportSecret, c.OldReportSecret),
	})
	return &Gateway{c, client, reports}, nil
}

// String names the account and no secret.
func (g *Gateway) String() string { return g.config.String() }

// Format is String under every verb.
func (g *Gateway) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, g.String()) }

// LogValue is String.
func (g *Gateway) LogValue() slog.Value { return slog.StringValue(g.String()) }

// answer is what 46elks says to an SMS that it took.
type answer struct {
	ID     string             `json:"id"`
	Status httpgateway.Scalar `json:"status"`
	Parts  httpgateway.Scalar `json:"parts"`
	Cost   httpgateway.Scalar `json:"cost"` // in 1/10 000 of the currency
}

// Send sends the SMS; see the rules of [smsgw.Sender]: every error is a
// [*delivery.Failure]. The receipt has the parts and the cost.
func (g *Gateway) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	call, a, failure := g.client.Exchange(ctx, sms, g.reports, g.request)
	if failure != nil {
		return delivery.Receipt{}, failure
	}
	if !a.OK() {
		return delivery.Receipt{}, refused(call, a)
	}
	return g.taken(call, a)
}

func (g *Gateway) request(sms *smsgw.SMS, reportAddress string) (*http.Request, error) {
	form := url.Values{"from": {sms.Originator()}, "to": {sms.To.String()}, "message": {sms.Text}}
	if reportAddress != "" {
		form.Set("whendelivered", reportAddress)
	}
	request, err := httpgateway.Form(g.config.BaseURL+"/sms", form)
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(g.config.Username, g.config.Password)
	return request, nil
}

func (g *Gateway) taken(call *httpgateway.Call, a httpgateway.Answer) (delivery.Receipt, error) {
	var said answer
	if err := httpgateway.UnmarshalAnswer(a.Body, &said); err != nil || said.ID == "" {
		return delivery.Receipt{}, call.Unreadable(a, "the answer has no id")
	}
	if said.Status == "failed" {
		return delivery.Receipt{}, &delivery.Failure{
			Class:  delivery.Permanent,
			Fault:  delivery.FaultSender,
			Reason: reasons.ServerRefused,
			Code:   "failed",
		}
	}
	return delivery.Receipt{
		Provider:   Provider,
		ProviderID: said.ID,
		Segments:   int(said.Parts.Int()),
		Cost:       said.Cost.Int(),
		Currency:   g.config.Currency,
	}, nil
}
