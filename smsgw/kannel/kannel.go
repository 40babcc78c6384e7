// Package kannel sends SMS through a Kannel's smsbox (sendsms, user guide
// chapter 6, https://www.kannel.org/download/1.4.5/userguide-1.4.5/userguide.html)
// and takes its delivery reports. Kannel's SMPP connections reach an operator
// directly.
//
// Kannel gives no id for an SMS and checks no sender name: our own id travels
// in the address of the reports, and the name is checked before.
package kannel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

// Provider is Kannel's name in receipts and reports.
const Provider = "kannel"

// NameRule is what Kannel takes as a sender name: it takes all, and the operator
// behind it judges them.
func NameRule() smsgw.NameRule {
	return smsgw.NameRule{
		Gateway: Provider,
		Rule:    "anything; what the operator behind it takes",
		Phrase:  "smsgw.rule-kannel",
		Source:  "https://www.kannel.org/download/1.4.5/userguide-1.4.5/userguide.html",
	}
}

// Config is one sendsms-user of a Kannel. BaseURL, Username and Password are
// needed. It prints without its secrets.
type Config struct {
	BaseURL  string // of the smsbox: "http://127.0.0.1:13013"
	Path     string // "": /cgi-bin/sendsms
	Username string // of the sendsms-user
	Password string
	SMSC     string // which of Kannel's connections to use; "": Kannel's own choice

	ReportURL string // where the host mounts the reports' handler; "": no reports
	// at least 16 characters that make the report addresses; with ReportURL. One for all companies
	ReportSecret    string
	OldReportSecret string // the one before, while reports come to addresses that were made with it; "": none

	HTTPClient *http.Client  // nil: one of its own; redirects are never followed
	Timeout    time.Duration // for one request; 0 or less: 30 seconds
}

// String names the user and the smsbox, and no secret.
func (c Config) String() string { return "kannel " + c.Username + " at " + c.BaseURL }

// Format is String under every verb.
func (c Config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue is String.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON is refused, so that no secret ends up in a log or a store.
func (c Config) MarshalJSON() ([]byte, error) {
	return nil, errors.New("kannel: a Config holds secrets and has no JSON; keep its fields where your secrets are")
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
	if c.BaseURL == "" || c.Username == "" || c.Password == "" {
		return nil, errors.New("kannel: Config.BaseURL, Username or Password is missing")
	}
	var err error
	if c.BaseURL, err = httpgateway.BaseURL(c.BaseURL, ""); err != nil {
		return nil, fmt.Errorf("kannel: Config.BaseURL: %w", err)
	}
	if c.Path == "" {
		c.Path = "/cgi-bin/sendsms"
	}
	if c.Path[0] != '/' || strings.ContainsAny(c.Path, "?#") {
		return nil, errors.New("kannel: Config.Path: want /path, without query")
	}
	reports, err := httpgateway.NewReports(Provider, httpgateway.ReportConfig{
		URL:       c.ReportURL,
		Secret:    c.ReportSecret,
		OldSecret: c.OldReportSecret,
		Plain:     true,
	})
	if err != nil {
		return nil, fmt.Errorf("kannel: Config.%w", err)
	}
	client := httpgateway.New(httpgateway.Config{
		Names:      NameRule(),
		HTTPClient: c.HTTPClient,
		Timeout:    c.Timeout,
		Secrets:    delivery.NewSecrets(c.Password, c.ReportSecret, c.OldReportSecret),
	})
	return &Gateway{c, client, reports}, nil
}

// String names the user and the smsbox, and no secret.
func (g *Gateway) String() string { return g.config.String() }

// Format is String under every verb.
func (g *Gateway) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, g.String()) }

// LogValue is String.
func (g *Gateway) LogValue() slog.Value { return slog.StringValue(g.String()) }

// Send sends the SMS; see the rules of [smsgw.Sender]: every error is a
// [*delivery.Failure]. The receipt's ProviderID is our own id, and Segments is our
// count.
func (g *Gateway) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	call, a, failure := g.client.Exchange(ctx, sms, g.reports, g.request)
	if failure != nil {
		return delivery.Receipt{}, failure
	}
	text := strings.TrimSpace(string(a.Body))
	switch {
	case !a.OK():
		return delivery.Receipt{}, notTaken(call, a, text)
	case text == "0: Accepted for delivery", text == "3: Queued for later delivery", text == "Sent.":
		return delivery.Receipt{
			Provider: Provider, ProviderID: sms.ID, Segments: smsgw.Count(sms.Text).Segments, Text: text,
		}, nil
	}
	return delivery.Receipt{}, call.Unreadable(a, "the answer is not one of sendsms")
}

// request is a call of sendsms.
func (g *Gateway) request(sms *smsgw.SMS, reportAddress string) (*http.Request, error) {
	query := url.Values{
		"username": {g.config.Username}, "password": {g.config.Password},
		"from": {sms.Originator()}, "to": {sms.To.String()},
		"text": {sms.Text}, "charset": {"UTF-8"}, "coding": {"0"},
	}
	count := smsgw.Count(sms.Text)
	if count.Encoding == smsgw.UCS2 {
		query.Set("coding", "2")
	}
	if g.config.SMSC != "" {
		query.Set("smsc", g.config.SMSC)
	}
	if reportAddress != "" {
		// Kannel fills in its own escapes before it calls, so that the %C3 of
		// an Å would become something else: each % of ours is doubled.
		query.Set("dlr-mask", dlrMask)
		query.Set("dlr-url",
			strings.ReplaceAll(reportAddress, "%", "%%")+"&parts="+strconv.Itoa(count.Segments)+"&answer=%A&type=%d")
	}
	// Exchange adds the context
	return http.NewRequest(http.MethodGet, g.config.BaseURL+g.config.Path+"?"+query.Encode(), nil)
}

// notTaken maps an error, which Kannel says in plain text. The recipient's are
// those alone that its white and black lists deny.
func notTaken(call *httpgateway.Call, a httpgateway.Answer, text string) *delivery.Failure {
	f := call.Refused(a, text)
	if a.IsPage() || f.Class == delivery.Uncertain { // of what stands before it
		return f
	}
	text = strings.ToLower(text)
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	}
	switch {
	case says("authorization failed"):
		f.Class, f.Reason = delivery.Configuration, reasons.LoginRefused
	case says("temporal failure", "try again later"):
		f.Class, f.Reason = delivery.Temporary, reasons.ServerUnavailable
	case says("sender missing"):
		f.Class, f.Reason = delivery.Configuration, reasons.SenderRefused
	case says("no route", "not routable") && !says("no route to host"):
		f.Class, f.Reason = delivery.Permanent, reasons.NoRoute
	case says("number") && says("denied by") && says("white-list", "black-list", "-lists"):
		f.Judge(delivery.OfRecipient(reasons.RecipientRefused))
	}
	return f
}
