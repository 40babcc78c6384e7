package httpgateway

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw"
)

// Limits of a conversation with a gateway.
const (
	MaxAnswer      = 64 << 10 // bytes of an answer that are read
	MaxRetryAfter  = time.Hour
	DefaultTimeout = 30 * time.Second
)

// Config is what a gateway over HTTP is made with. Every zero value works.
type Config struct {
	// what it takes as a sender name; a name that is not taken is refused before anything is sent
	Names   smsgw.NameRule
	Secrets delivery.Secrets // the login: passwords and tokens, which no error shows

	HTTPClient *http.Client  // the host's own; nil: one of ours. Redirects are never followed, and cookies not kept
	Timeout    time.Duration // for one request; 0 or less: [DefaultTimeout]
}

// Client makes requests to one gateway. It prints without its secrets. It is
// safe for concurrent use; [New] makes it.
type Client struct {
	names   smsgw.NameRule
	secrets delivery.Secrets
	timeout time.Duration
	pooled  http.Client // for requests with a body
	single  http.Client // for requests without: one connection each
	exact   bool        // both are net/http's own, whose moments we know
}

// New returns a client. It makes no request.
func New(c Config) *Client {
	client := &Client{names: c.Names, secrets: c.Secrets, timeout: c.Timeout}
	if client.timeout <= 0 {
		client.timeout = DefaultTimeout
	}
	if c.HTTPClient != nil {
		client.pooled = *c.HTTPClient
	}
	if client.pooled.Transport == nil {
		client.pooled.Transport = http.DefaultTransport
		if c.HTTPClient == nil {
			client.pooled.Transport = ownTransport()
		}
	}
	// The redirect would take the login to another place.
	client.pooled.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client.pooled.Jar = nil
	client.single = client.pooled
	if t, ok := client.pooled.Transport.(*http.Transport); ok {
		client.exact, client.single.Transport = true, oneByOne(t)
	}
	return client
}

func ownTransport() *http.Transport {
	t := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		ForceAttemptHTTP2:   true,
		TLSHandshakeTimeout: 10 * time.Second,
		IdleConnTimeout:     90 * time.Second,
	}
	t.MaxResponseHeaderBytes = MaxAnswer
	return t
}

// oneByOne is a transport for requests without a body, in which all is in the
// address. On a connection that is used again and turns out dead, net/http
// repeats such a request by itself: a second SMS. On one that HTTP/2 shares, it
// could not be stopped at the last moment without stopping others.
func oneByOne(t *http.Transport) *http.Transport {
	t = t.Clone()
	t.DisableKeepAlives = true
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	if t.TLSClientConfig != nil { // a clone of the host's, which may offer HTTP/2
		t.TLSClientConfig.NextProtos = []string{"http/1.1"}
	}
	return t
}

// String names the gateway and no secret.
func (c *Client) String() string {
	if c == nil {
		return "no gateway"
	}
	return cmp.Or(c.names.Gateway, "gateway") + " over HTTP"
}

// Format is String under every verb.
func (c *Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue is String.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// A Call is one SMS on its way to a gateway. It is not for use after the Send
// that it was begun for.
type Call struct {
	client *Client
	hidden func() hidden // made when something was said
}

// Begin checks an SMS as every gateway must, and returns the call that takes it.
// An SMS that [smsgw.SMS.Validate] refuses fails as permanent, by fault of the
// message, and one from a name that the gateway or the recipient's country does
// not take by fault of the sender's. reportAddress is where the
// gateway will report, which is kept out of errors; "" for none.
func (c *Client) Begin(sms *smsgw.SMS, reportAddress string) (*Call, *delivery.Failure) {
	if err := sms.Validate(); err != nil {
		return nil, &delivery.Failure{
			Class:  delivery.Permanent,
			Fault:  delivery.FaultMessage,
			Reason: reasons.Invalid,
			Text:   delivery.Scrub(err.Error()),
			Err:    err,
		}
	}
	if !sms.From.IsZero() {
		if v := c.names.VerdictTo(sms.From, sms.To); !v.OK {
			return nil, nameRefused(v, sms)
		}
	}
	text := sms.Text
	return &Call{c, sync.OnceValue(func() hidden { return newHidden(c.secrets, reportAddress, text) })}, nil
}

// Exchange is the whole of a gateway's request, from [Client.Begin] to [Call.Do]:
// request makes it for an SMS that can be sent, and reportAddress, "" when no
// reports are asked for, is where the gateway is to report. A request that cannot be
// made fails as a matter of configuration, without the error's words, which may hold
// the login. Call is nil where there is a failure.
func (c *Client) Exchange(
	ctx context.Context, sms *smsgw.SMS, reports Reports,
	request func(sms *smsgw.SMS, reportAddress string) (*http.Request, error),
) (*Call, Answer, *delivery.Failure) {
	reportAddress := ""
	if sms != nil {
		reportAddress = reports.Address(sms)
	}
	call, failure := c.Begin(sms, reportAddress)
	if failure != nil {
		return nil, Answer{}, failure
	}
	made, err := request(sms, reportAddress)
	if err != nil {
		return nil, Answer{}, delivery.ToMend(reasons.WrongAddress).Failure()
	}
	answer, failure := call.Do(ctx, made)
	if failure != nil {
		return nil, Answer{}, failure
	}
	return call, answer, nil
}

// nameRefused says what to use instead of a name: for every SMS, or for this one
// when it is the country that takes none.
func nameRefused(v smsgw.NameVerdict, sms *smsgw.SMS) *delivery.Failure {
	f := delivery.ToMend(reasons.SenderRefused).Failure()
	if v.Country == smsgw.CountryRefuses {
		f.Class = delivery.Permanent
		f.Text = fmt.Sprintf("%s takes no sender name in %s; use a number", v.Gateway, sms.To.Region())
		return f
	}
	f.Text = v.Gateway + " takes as sender name " + v.Rule
	if s := sms.From.Suggestion(); s != "" {
		f.Text += "; try " + s
	}
	return f
}

// Scrub makes another side's words fit to be logged: without the login, the text
// of the SMS and the address for its reports, on one line, [delivery.MaxText]
// bytes at most.
func (c *Call) Scrub(text string) string { return c.hidden().scrub(text) }

// Do sends a request once; its context is ctx, and [Config].Timeout ends it. It
// fails as temporary when the request certainly did not leave whole, and as
// uncertain when it may have and no whole answer came back; a certificate that
// cannot be trusted is a matter of configuration.
//
// The hook of [delivery.WithHandOver] is asked when the connection is there and
// before the request is written on it; when it refuses, nothing is. Over a
// RoundTripper that is not net/http's own [http.Transport] it is asked before the
// request is handed to it.
func (c *Call) Do(ctx context.Context, request *http.Request) (Answer, *delivery.Failure) {
	ctx, cancel := context.WithTimeout(ctx, c.client.timeout)
	defer cancel()
	w := &watch{ctx: ctx, cancel: cancel}
	if !c.client.exact && w.ask() != nil {
		return Answer{}, w.refused()
	}
	client := &c.client.pooled
	if request.Body == nil || request.Body == http.NoBody {
		client = &c.client.single
	}
	response, err := client.Do(w.request(request))
	if err == nil {
		defer func() { _ = response.Body.Close() }()
	}
	if refused := w.refused(); refused != nil {
		return Answer{}, refused
	}
	if err != nil {
		return Answer{}, c.broken(err, w.mayHaveLeft())
	}
	return c.read(response)
}

// read reads the answer, or as much as says that it is too long.
func (c *Call) read(response *http.Response) (Answer, *delivery.Failure) {
	answer := Answer{Status: response.StatusCode, RetryAfter: retryAfter(response.Header, time.Now())}
	body, err := io.ReadAll(io.LimitReader(response.Body, MaxAnswer+1))
	answer.Body = body[:min(len(body), MaxAnswer)]
	switch {
	case !answer.OK():
		return answer, nil // the status says it, whatever became of the words
	case err != nil:
		return answer, c.broken(err, true)
	case len(body) > MaxAnswer:
		return answer, c.Unreadable(answer, "the answer is too long")
	}
	return answer, nil
}
