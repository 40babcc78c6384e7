// Package gateway is what the SMS gateways have in common: one HTTP request
// whose outcome is told exactly, and the way back for delivery reports.
package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
)

// Limits of a conversation with a gateway.
const (
	MaxAnswer      = 64 << 10 // bytes of an answer that are read
	MaxRetryAfter  = time.Hour
	DefaultTimeout = 30 * time.Second
)

// Client makes requests to one gateway. It is safe for concurrent use.
type Client struct {
	http    *http.Client
	timeout time.Duration
	secrets []string
}

// NewClient returns a client over the host's own, or one of ours when it is
// nil. Redirects are never followed, so that no login goes to another place;
// secrets are taken out of every error.
func NewClient(host *http.Client, timeout time.Duration, secrets ...string) *Client {
	var c http.Client
	if host != nil {
		c = *host
	} else {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxResponseHeaderBytes = MaxAnswer
		c.Transport = transport
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.Jar = nil
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	for _, s := range secrets {
		if escaped := url.QueryEscape(s); escaped != s {
			secrets = append(secrets, escaped)
		}
	}
	return &Client{&c, timeout, secrets}
}

// An Answer is a whole answer of a gateway.
type Answer struct {
	Status     int           // of HTTP
	Body       []byte        // [MaxAnswer] bytes at most
	RetryAfter time.Duration // [MaxRetryAfter] at most; 0 when it did not ask for a pause
}

// Scrub cleans a gateway's words of secrets.
func (c *Client) Scrub(text string) string { return delivery.Scrub(text, c.secrets...) }

// Do sends a request once. It fails as temporary when the request certainly did
// not leave whole, and as uncertain when it did and no whole answer came back.
func (c *Client) Do(ctx context.Context, request *http.Request) (Answer, *delivery.Failure) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var wrote atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err == nil {
				wrote.Store(true)
			}
		},
	})
	if request.Method == http.MethodGet {
		// A connection that is used again may turn out dead, and net/http then
		// repeats a GET by itself: a second SMS.
		request.Close = true
	}
	response, err := c.http.Do(request.WithContext(ctx))
	if err != nil {
		return Answer{}, c.broken(err, wrote.Load())
	}
	defer func() { _ = response.Body.Close() }()
	answer := Answer{Status: response.StatusCode, RetryAfter: retryAfter(response.Header, time.Now())}
	answer.Body, err = io.ReadAll(io.LimitReader(response.Body, MaxAnswer+1))
	switch {
	case err != nil && answer.Status < 300:
		return answer, c.broken(err, true)
	case len(answer.Body) > MaxAnswer && answer.Status < 300:
		return answer, c.Unreadable(answer, errors.New("the answer is too long"))
	}
	answer.Body = answer.Body[:min(len(answer.Body), MaxAnswer)]
	return answer, nil
}

// broken is the failure of a request without an answer. The error of net/http
// names the whole URL, which may hold a password, so only its cause is kept.
func (c *Client) broken(err error, wrote bool) *delivery.Failure {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	f := &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "not-connected", Text: c.Scrub(err.Error())}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		f.Reason, f.Err = "timeout", err
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		f.Class, f.Reason = delivery.Configuration, "certificate"
	}
	if wrote {
		f.Class, f.Reason = delivery.Uncertain, "no-answer"
	}
	return f
}

// Unreadable is the failure of a good status with an answer that cannot be
// understood: the SMS may have gone out.
func (c *Client) Unreadable(a Answer, err error) *delivery.Failure {
	return &delivery.Failure{Class: delivery.Uncertain, Fault: delivery.FaultSender, Reason: "not-understood", Code: strconv.Itoa(a.Status), Text: c.Scrub(err.Error())}
}

// Refused is the failure of a status that is not good, as far as HTTP tells.
func (c *Client) Refused(a Answer, text string) *delivery.Failure {
	f := &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "refused", Code: strconv.Itoa(a.Status), Text: c.Scrub(text), RetryAfter: a.RetryAfter}
	sender := func(class delivery.Class, reason delivery.Reason) {
		f.Class, f.Fault, f.Reason = class, delivery.FaultSender, reason
	}
	switch s := a.Status; {
	case s >= 300 && s < 400:
		sender(delivery.Configuration, "redirected")
	case s == http.StatusUnauthorized, s == http.StatusForbidden, s == http.StatusProxyAuthRequired:
		sender(delivery.Configuration, "login-refused")
	case s == http.StatusPaymentRequired:
		sender(delivery.Configuration, "no-credit")
	case s == http.StatusNotFound, s == http.StatusMethodNotAllowed:
		sender(delivery.Configuration, "wrong-address")
	case s == http.StatusTooManyRequests:
		sender(delivery.Temporary, "too-many-requests")
	case s == http.StatusRequestTimeout, s == http.StatusInternalServerError, s == http.StatusServiceUnavailable:
		sender(delivery.Temporary, "gateway-fault")
	case s >= 500:
		// A proxy before the gateway gave up waiting: the gateway may have
		// taken the SMS.
		sender(delivery.Uncertain, "gateway-fault")
	case s < 200:
		sender(delivery.Uncertain, "not-understood")
	}
	return f
}

// retryAfter reads Retry-After as seconds or as a date (RFC 9110 section
// 10.2.3), an hour at most.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0
	}
	pause := time.Duration(0)
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		pause = time.Duration(min(max(seconds, 0), int64(MaxRetryAfter/time.Second))) * time.Second
	} else if digits := strings.Trim(text, "0123456789"); digits == "" {
		pause = MaxRetryAfter // more digits than a number holds
	} else if at, err := http.ParseTime(text); err == nil {
		pause = at.Sub(now)
	}
	return min(max(pause, 0), MaxRetryAfter)
}

// BaseURL checks the address of a gateway, or the fallback when it is empty, and
// takes its last slash off. One that is not http or https with a host, or has a
// login, a query or a fragment, is an error.
func BaseURL(text, fallback string) (string, error) {
	if text == "" {
		text = fallback
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("base address: want https://host/path, without login or query")
	}
	return strings.TrimRight(text, "/"), nil
}
