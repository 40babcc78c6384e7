// Package elks46 sends SMS through 46elks (https://46elks.com/docs/send-sms)
// and takes its delivery reports (https://46elks.com/docs/sms-delivery-reports).
//
// 46elks has no field against double sending: a request that was written and
// not answered is uncertain. It signs no report; the address that it calls
// carries a token of ours.
package elks46

import (
	"context"
	"encoding/json"
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

// Config is one account at 46elks. Username and Password are needed.
type Config struct {
	Username string // the API username, "u…"
	Password string // the API password

	ReportURL    string // where the host mounts [Gateway.Reports], https; "": no reports
	ReportSecret string // at least 16 characters that make the report addresses; with ReportURL

	Currency   string        // of the account, ISO 4217; "": SEK
	BaseURL    string        // "": https://api.46elks.com/a1
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
	if c.Username == "" || c.Password == "" {
		return nil, errors.New("elks46: Config.Username or Password is missing")
	}
	var err error
	if c.BaseURL, err = gateway.BaseURL(c.BaseURL, "https://api.46elks.com/a1"); err != nil {
		return nil, fmt.Errorf("elks46: Config.BaseURL: %w", err)
	}
	callback, err := gateway.NewCallback(c.ReportURL, c.ReportSecret, false)
	if err != nil {
		return nil, fmt.Errorf("elks46: Config.%w", err)
	}
	if c.Currency == "" {
		c.Currency = "SEK"
	}
	if len(c.Currency) != 3 || strings.ToUpper(c.Currency) != c.Currency {
		return nil, fmt.Errorf("elks46: Config.Currency is %q, want the account's as ISO 4217 has it, such as SEK", c.Currency)
	}
	return &Gateway{c, gateway.NewClient(c.HTTPClient, c.Timeout, c.Password, c.ReportSecret), callback}, nil
}

// answer is what 46elks says to an SMS that it took.
type answer struct {
	ID     string `json:"id"`
	Status string `json:"status"`
	Parts  int    `json:"parts"`
	Cost   int64  `json:"cost"` // in 1/10 000 of the currency
}

// Send sends the SMS; see the rules of [smsgw.Sender]: every error is a
// [*delivery.Failure]. The receipt has the parts and the cost.
func (g *Gateway) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	if f := gateway.CheckSMS(sms, smsgw.GatewayElks46); f != nil {
		return delivery.Receipt{}, f
	}
	form := url.Values{"from": {gateway.Originator(sms)}, "to": {sms.To.String()}, "message": {sms.Text}}
	if u := g.callback.URL(sms); u != "" {
		form.Set("whendelivered", u)
	}
	request, err := gateway.Form(g.config.BaseURL+"/sms", form)
	if err != nil {
		return delivery.Receipt{}, gateway.Invalid(errors.New("elks46: the request cannot be made"))
	}
	request.SetBasicAuth(g.config.Username, g.config.Password)
	a, failure := g.client.Do(ctx, request)
	if failure != nil {
		return delivery.Receipt{}, failure
	}
	if a.Status < 200 || a.Status > 299 {
		return delivery.Receipt{}, g.refused(a)
	}
	return g.taken(a)
}

// refused maps an error, which 46elks says in plain text.
func (g *Gateway) refused(a gateway.Answer) error {
	f := g.client.Refused(a, string(a.Body))
	switch text := string(a.Body); {
	case a.Status == http.StatusForbidden && gateway.Says(text, "credit", "balance", "funds"):
		f.Reason = "no-credit"
	case a.Status == http.StatusBadRequest && gateway.Says(text, " to ", "'to'", "\"to\"", "to number", "recipient"):
		f.Fault, f.Reason = delivery.FaultRecipient, "number-refused"
	case a.Status == http.StatusBadRequest && gateway.Says(text, "from", "sender"):
		f.Class, f.Fault, f.Reason = delivery.Configuration, delivery.FaultSender, "sender-name"
	}
	return f
}

func (g *Gateway) taken(a gateway.Answer) (delivery.Receipt, error) {
	var said answer
	if err := json.Unmarshal(a.Body, &said); err != nil || said.ID == "" {
		return delivery.Receipt{}, g.client.Unreadable(a, errors.New("the answer has no id"))
	}
	if said.Status == "failed" {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: "refused", Code: "failed"}
	}
	return delivery.Receipt{Provider: smsgw.GatewayElks46, ProviderID: said.ID, Segments: said.Parts, Cost: said.Cost, Currency: g.config.Currency}, nil
}

// Reports returns the handler to mount at Config.ReportURL; keep is usually a
// notify.Service's Report. An error of keep is answered with 503, a caller
// without the token with 403. 46elks repeats a report that is not answered with a
// status from 200 to 299.
func (g *Gateway) Reports(keep func(context.Context, delivery.Report) error) http.Handler {
	return gateway.Handler(g.callback.Checked, read, keep)
}

func read(r *http.Request) (delivery.Report, error) {
	report := delivery.Report{Provider: smsgw.GatewayElks46, ProviderID: r.PostForm.Get("id")}
	if at, err := time.Parse("2006-01-02T15:04:05.999999", r.PostForm.Get("delivered")); err == nil {
		report.At = at
	}
	switch status := r.PostForm.Get("status"); status {
	case "created", "sent":
		report.Status = delivery.StatusSent
	case "delivered":
		report.Status = delivery.StatusDelivered
	case "failed":
		report.Status = delivery.StatusBounced
		report.Failure = &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: "not-delivered", Code: "failed"}
	default:
		return report, errors.New("unknown status")
	}
	return report, nil
}
