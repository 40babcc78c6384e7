// Package kannel sends SMS through a Kannel's smsbox (sendsms, user guide
// chapter 6, https://www.kannel.org/download/1.4.5/userguide-1.4.5/userguide.html)
// and takes its delivery reports. Kannel's SMPP connections reach an operator
// directly.
//
// Kannel gives no id for an SMS and checks no sender name: our own id travels
// in the address of the reports, and the name is checked before (R201, R202).
package kannel

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/internal/gateway"
)

// Config is one sendsms-user of a Kannel. BaseURL, Username and Password are
// needed.
type Config struct {
	BaseURL  string // of the smsbox: "http://127.0.0.1:13013"
	Path     string // "": /cgi-bin/sendsms
	Username string // of the sendsms-user
	Password string
	SMSC     string // which of Kannel's connections to use; "": Kannel's own choice

	ReportURL    string // where the host mounts [Gateway.Reports]; "": no reports
	ReportSecret string // at least 16 characters that make the report addresses; with ReportURL

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
	if c.BaseURL == "" || c.Username == "" || c.Password == "" {
		return nil, errors.New("kannel: Config.BaseURL, Username or Password is missing")
	}
	var err error
	if c.BaseURL, err = gateway.BaseURL(c.BaseURL, ""); err != nil {
		return nil, fmt.Errorf("kannel: Config.BaseURL: %w", err)
	}
	if c.Path == "" {
		c.Path = "/cgi-bin/sendsms"
	}
	if c.Path[0] != '/' || strings.ContainsAny(c.Path, "?#") {
		return nil, errors.New("kannel: Config.Path: want /path, without query")
	}
	callback, err := gateway.NewCallback(c.ReportURL, c.ReportSecret, true)
	if err != nil {
		return nil, fmt.Errorf("kannel: Config.%w", err)
	}
	return &Gateway{c, gateway.NewClient(c.HTTPClient, c.Timeout, c.Password, c.ReportSecret), callback}, nil
}

// dlrMask asks for delivered (1), not delivered (2), taken by the centre (8)
// and refused by it (16).
const dlrMask = "27"

// Send sends the SMS; see the rules of [smsgw.Sender]: every error is a
// [*delivery.Failure]. The receipt's ProviderID is our own id, and Segments is our
// count.
func (g *Gateway) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	if f := gateway.CheckSMS(sms, smsgw.GatewayKannel); f != nil {
		return delivery.Receipt{}, f
	}
	count := smsgw.Count(sms.Text)
	query := url.Values{
		"username": {g.config.Username}, "password": {g.config.Password},
		"from": {gateway.Originator(sms)}, "to": {sms.To.String()},
		"text": {sms.Text}, "charset": {"UTF-8"}, "coding": {"0"},
	}
	if count.Encoding == smsgw.UCS2 {
		query.Set("coding", "2")
	}
	if g.config.SMSC != "" {
		query.Set("smsc", g.config.SMSC)
	}
	if u := g.callback.URL(sms); u != "" {
		// Kannel fills in its own escapes before it calls, so that the %C3 of
		// an Å would become something else: each % of ours is doubled.
		query.Set("dlr-mask", dlrMask)
		query.Set("dlr-url", strings.ReplaceAll(u, "%", "%%")+"&type=%d")
	}
	request, err := http.NewRequest(http.MethodGet, g.config.BaseURL+g.config.Path+"?"+query.Encode(), nil) // Do adds the context
	if err != nil {
		return delivery.Receipt{}, gateway.Invalid(errors.New("kannel: the request cannot be made"))
	}
	a, failure := g.client.Do(ctx, request)
	if failure != nil {
		return delivery.Receipt{}, failure
	}
	text := strings.TrimSpace(string(a.Body))
	switch {
	case a.Status < 200 || a.Status > 299:
		return delivery.Receipt{}, g.refused(a, text)
	case text == "0: Accepted for delivery", text == "3: Queued for later delivery", text == "Sent.":
		return delivery.Receipt{Provider: smsgw.GatewayKannel, ProviderID: sms.ID, Segments: count.Segments, Text: g.client.Scrub(text)}, nil
	}
	return delivery.Receipt{}, g.client.Unreadable(a, errors.New("the answer is not one of sendsms"))
}

// refused maps an error, which Kannel says in plain text.
func (g *Gateway) refused(a gateway.Answer, text string) error {
	f := g.client.Refused(a, text)
	switch {
	case gateway.Says(text, "authorization failed"):
		f.Class, f.Fault, f.Reason = delivery.Configuration, delivery.FaultSender, "login-refused"
	case gateway.Says(text, "temporal failure", "try again later"):
		f.Class, f.Fault, f.Reason = delivery.Temporary, delivery.FaultSender, "gateway-fault"
	case gateway.Says(text, "number(s)", "receiver", "denied by"):
		f.Class, f.Fault, f.Reason = delivery.Permanent, delivery.FaultRecipient, "number-refused"
	case gateway.Says(text, "sender missing", "no route", "not routable"):
		f.Class, f.Fault, f.Reason = delivery.Configuration, delivery.FaultSender, "no-route"
	}
	return f
}

// Reports returns the handler to mount at Config.ReportURL; keep is usually a
// notify.Service's Report. Whoever calls must know the address that was made
// for the SMS; others are answered with 403, an error of keep with 503.
func (g *Gateway) Reports(keep func(context.Context, delivery.Report) error) http.Handler {
	return gateway.Handler(g.callback.Checked, read, keep)
}

func read(r *http.Request) (delivery.Report, error) {
	q := r.URL.Query()
	report := delivery.Report{Provider: smsgw.GatewayKannel, ProviderID: q.Get("id")}
	undelivered := func(reason delivery.Reason) {
		report.Status = delivery.StatusBounced
		report.Failure = &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reason, Code: q.Get("type")}
	}
	switch q.Get("type") {
	case "1":
		report.Status = delivery.StatusDelivered
	case "2":
		undelivered("not-delivered")
	case "4": // waits at the centre: nothing new
	case "8":
		report.Status = delivery.StatusSent
	case "16":
		undelivered("refused-by-centre")
	default:
		return report, errors.New("unknown type")
	}
	return report, nil
}
