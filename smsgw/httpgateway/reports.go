package httpgateway

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/smsgw"
)

// ReportConfig is where and how a host hears the delivery reports of one kind of
// gateway. One is enough for all companies that use it. The zero value asks for
// no reports. It prints without its secrets.
type ReportConfig struct {
	URL    string // where the host mounts the handler, as the gateway sees it: "https://host.example.se/sms-reports"
	Secret string // at least [MinSecret] characters that nobody can guess, the same for all companies

	// OldSecret is the one before, while SMS are on their way whose reports come
	// to addresses that were made with it; "": none.
	OldSecret string

	// Plain allows http, for a gateway in the host's own network. A gateway on
	// the internet needs https, since the address carries a token.
	Plain bool
}

// MinSecret is the least number of characters of a secret.
const MinSecret = 16

// Reports makes the addresses that a gateway reports to, and hears the reports.
// The address of an SMS names its company and its ID and carries a token that
// only the host can make, so that a report finds the message and nobody else can
// send one. The zero value asks for no reports and hears none. It prints without
// its secrets and is safe for concurrent use; [NewReports] makes it.
type Reports struct {
	gateway string
	base    string   // "" for none
	secrets [][]byte // the first makes tokens, all are accepted
}

// NewReports checks the config and returns the reports of a gateway, whose name
// stands in them. The error names the field, and no secret.
func NewReports(gateway string, c ReportConfig) (Reports, error) {
	if c.URL == "" {
		if c.Secret != "" || c.OldSecret != "" {
			return Reports{}, errors.New("ReportSecret without ReportURL: no reports would come, " +
				"name the address that the host listens at")
		}
		return Reports{}, nil
	}
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" ||
		u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return Reports{}, errors.New("ReportURL: want https://host/path, without login or query")
	case u.Scheme == "http" && !c.Plain && !loopback(u.Hostname()):
		return Reports{}, errors.New("ReportURL: want https: the address carries a token that must not travel in the clear")
	case len(c.Secret) < MinSecret:
		return Reports{}, fmt.Errorf("ReportSecret: want at least %d characters that nobody can guess", MinSecret)
	case c.OldSecret != "" && len(c.OldSecret) < MinSecret:
		return Reports{}, fmt.Errorf("OldReportSecret: want at least %d characters, or none", MinSecret)
	}
	r := Reports{gateway: gateway, base: c.URL, secrets: [][]byte{[]byte(c.Secret)}}
	if c.OldSecret != "" {
		r.secrets = append(r.secrets, []byte(c.OldSecret))
	}
	return r, nil
}

// loopback reports whether a host is this machine, so that nothing travels in the clear.
func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// IsZero reports whether no reports are asked for.
func (r Reports) IsZero() bool { return r.base == "" }

// Address is where reports about an SMS go; "" when none are asked for.
func (r Reports) Address(sms *smsgw.SMS) string {
	if r.IsZero() {
		return ""
	}
	return r.address(sms.Company, sms.ID, r.token(r.secrets[0], sms.Company, sms.ID))
}

func (r Reports) address(company, id, token string) string {
	q := url.Values{"company": {company}, "id": {id}, "token": {token}}
	return r.base + "?" + q.Encode()
}

// token is the HMAC of what it stands for. The lengths keep "a", "bc" and "ab",
// "c" apart.
func (r Reports) token(secret []byte, company, id string) string {
	mac := hmac.New(sha256.New, secret)
	for _, part := range []string{r.gateway, company, id} {
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		mac.Write([]byte(part))
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// A Caller is who calls the address of one SMS.
type Caller struct {
	Company string // whose SMS it is
	ID      string // the SMS's
	token   string
}

// Caller returns whose address a request was made to, and false when it is none
// that we made. It takes the same time wherever a token differs.
func (r Reports) Caller(request *http.Request) (Caller, bool) {
	q := request.URL.Query()
	if len(q["token"]) != 1 || len(q["company"]) != 1 || len(q["id"]) != 1 {
		return Caller{}, false
	}
	c := Caller{q.Get("company"), q.Get("id"), q.Get("token")}
	ok := false
	for _, secret := range r.secrets {
		ok = hmac.Equal([]byte(c.token), []byte(r.token(secret, c.Company, c.ID))) || ok
	}
	return c, ok
}

// Whole returns the addresses that a gateway may know a caller's request by: a
// proxy before the host may have changed all but the query, and have written
// that otherwise too.
func (r Reports) Whole(c Caller, request *http.Request) []string {
	made := r.address(c.Company, c.ID, c.token)
	asked := r.base + "?" + request.URL.RawQuery
	if asked == made {
		return []string{made}
	}
	return []string{asked, made}
}

// String says where reports go, and no secret.
func (r Reports) String() string {
	if r.IsZero() {
		return "no reports"
	}
	return "reports to " + r.base
}

// Format is String under every verb.
func (r Reports) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, r.String()) }

// LogValue is String.
func (r Reports) LogValue() slog.Value { return slog.StringValue(r.String()) }

// String says where reports go, and no secret.
func (c ReportConfig) String() string { return Reports{base: c.URL}.String() }

// Format is String under every verb.
func (c ReportConfig) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue is String.
func (c ReportConfig) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON is refused, so that no secret ends up in a log or a store.
func (c ReportConfig) MarshalJSON() ([]byte, error) {
	return nil, errors.New("httpgateway: a ReportConfig holds secrets and has no JSON; " +
		"keep its fields where your secrets are")
}

// Keep writes a report down, as a notify.Service's Report does. An error that is
// [delivery.ErrUnknownMessage] says that there is no such message.
type Keep func(context.Context, delivery.Report) error

// A Reader makes the report of a request from a caller that we know. Its form has
// been parsed. [ErrForged] is that it is not from the gateway after all; any other
// error that it cannot be understood. A report without a Status is one to be passed
// over, such as a status that says nothing new or that nobody knows.
type Reader func(r *http.Request, from Caller) (delivery.Report, error)

// ErrForged is a [Reader]'s answer to a request whose signature is wrong.
var ErrForged = errors.New("httpgateway: the request is not from the gateway")

// KeepTimeout is how long a report may take to be written down. It is written
// down even when the gateway hangs up, since some do not call again.
const KeepTimeout = 30 * time.Second

// Handler hears the reports: 403 for a caller that is not the gateway, 400 for
// what cannot be understood, 503 when the report could not be kept, so that a
// gateway which repeats does so, and 204 otherwise. A report that is passed over
// and one about a message that is not there any more are answered with 204 too,
// else the gateway would repeat them for ever. The same report twice, and reports
// in any order, do no harm.
func (r Reports) Handler(read Reader, keep Keep) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if request.Method != http.MethodPost && request.Method != http.MethodGet {
			w.Header().Set("Allow", "GET, POST")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		from, ok := r.Caller(request)
		if !ok {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		request.Body = http.MaxBytesReader(w, request.Body, MaxAnswer)
		if !parsed(request) {
			http.Error(w, "the form cannot be read", http.StatusBadRequest)
			return
		}
		report, err := read(request, from)
		switch {
		case errors.Is(err, ErrForged):
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		case err != nil:
			http.Error(w, "the report cannot be understood", http.StatusBadRequest)
			return
		}
		report.Provider, report.Company, report.MessageID = r.gateway, from.Company, from.ID
		if report.Status != "" && !kept(request.Context(), keep, report) {
			http.Error(w, "not kept, try again", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// parsed reads the forms of a request and reports whether its body could be read.
// What cannot be read of the address is left out of it: the caller is known.
func parsed(request *http.Request) bool {
	_, ofAddress := url.ParseQuery(request.URL.RawQuery)
	err := request.ParseForm()
	return err == nil || errors.Is(err, ofAddress)
}

// kept writes a report down and reports whether it need not come again.
func kept(ctx context.Context, keep Keep, report delivery.Report) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), KeepTimeout)
	defer cancel()
	err := keep(ctx, report)
	return err == nil || errors.Is(err, delivery.ErrUnknownMessage)
}
