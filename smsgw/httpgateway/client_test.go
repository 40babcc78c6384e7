package httpgateway

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

const password = "pass-word-1"

func sample() *smsgw.SMS {
	return &smsgw.SMS{ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Vi kommer i morgon kl. 10."}
}

// begin is a call of a client with a config.
func begin(t *testing.T, c Config) *Call {
	t.Helper()
	c.Secrets = delivery.NewSecrets(password)
	call, failure := New(c).Begin(sample(), "")
	require.Nil(t, failure)
	return call
}

func form(t *testing.T, address, text string) *http.Request {
	t.Helper()
	request, err := Form(address, url.Values{"text": {text}, "password": {password}})
	require.NoError(t, err)
	return request
}

func get(t *testing.T, address string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	return request
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, " 7 ": 7 * time.Second, "0": 0, "-5": 0, "soon": 0, "1.5": 0, "3600": time.Hour, "999999": time.Hour, "99999999999999999999": time.Hour,
		"Thu, 01 Jan 2026 12:02:00 GMT": 2 * time.Minute, "Thursday, 01-Jan-26 12:02:00 GMT": 2 * time.Minute, "Thu Jan  1 12:02:00 2026": 2 * time.Minute,
		"Thu, 01 Jan 2026 11:00:00 GMT": 0, "Fri, 01 Jan 2027 00:00:00 GMT": time.Hour,
	} {
		assert.Equal(t, want, retryAfter(http.Header{"Retry-After": {text}}, now), text)
	}
}

// TestFaultsOfTheConnection cuts it at each place and reads the class.
func TestFaultsOfTheConnection(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		serve func(c net.Conn)
		class delivery.Class
	}{
		{"cut before the request is read", func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }, delivery.Temporary},
		{"cut after the request", func(c net.Conn) { readAll(c) }, delivery.Uncertain},
		{"half an answer", func(c net.Conn) {
			readAll(c)
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
		}, delivery.Uncertain},
		{"half a status", func(c net.Conn) { readAll(c); _, _ = io.WriteString(c, "HTTP/1.1 2") }, delivery.Uncertain},
		{"no HTTP", func(c net.Conn) { readAll(c); _, _ = io.WriteString(c, "+OK hello\r\n\r\n") }, delivery.Uncertain},
	} {
		for _, method := range []string{http.MethodPost, http.MethodGet} {
			if method == http.MethodGet && c.class == delivery.Temporary {
				continue // no address is as long as that
			}
			t.Run(c.name+" "+method, func(t *testing.T) {
				t.Parallel()
				address, count := listen(t, c.serve)
				text := "small"
				if c.class == delivery.Temporary {
					text = strings.Repeat("x", 8<<20) // more than the sockets hold, so that it cannot have left
				}
				request := form(t, address, text)
				if method == http.MethodGet {
					request = get(t, address+"?password="+password)
				}
				_, failure := begin(t, Config{Timeout: time.Second}).Do(context.Background(), request)
				require.NotNil(t, failure)
				assert.Equal(t, c.class, failure.Class, failure)
				assert.Equal(t, delivery.FaultSender, failure.Fault)
				assert.NotContains(t, failure.Error(), password)
				assert.EqualValues(t, 1, count.Load(), "one call makes one request")
			})
		}
	}
}

// listen serves connections until the test is over, and counts them.
func listen(t *testing.T, serve func(net.Conn)) (address string, count *atomic.Int32) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	count = new(atomic.Int32)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			count.Add(1)
			serve(conn)
			_ = conn.Close()
		}
	}()
	return "http://" + listener.Addr().String(), count
}

// readAll reads what has come, up to the end of a small request.
func readAll(c net.Conn) {
	b := make([]byte, 64<<10)
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	_, _ = c.Read(b)
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	_, failure := begin(t, Config{Timeout: time.Second}).Do(context.Background(), get(t, "http://127.0.0.1:1/?password="+password))
	require.NotNil(t, failure)
	assert.Equal(t, delivery.Temporary, failure.Class)
	assert.Equal(t, reasons.ConnectRefused, failure.Reason)
	assert.NotContains(t, failure.Error(), password)
	assert.NotContains(t, failure.Error(), "http://", "net/http's error has the whole address")
}

func TestNoSuchHost(t *testing.T) {
	t.Parallel()
	transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "gateway.invalid", IsNotFound: true}
	}}
	_, failure := begin(t, Config{HTTPClient: &http.Client{Transport: transport}}).Do(context.Background(), form(t, "http://gateway.invalid", "x"))
	require.NotNil(t, failure)
	assert.Equal(t, reasons.HostUnknown, failure.Reason)
	assert.Equal(t, delivery.Temporary, failure.Class)
}

// TestCertificates are for a person to put right: no retry helps.
func TestCertificates(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the request was sent") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	plain, _ := listen(t, func(c net.Conn) { readAll(c); _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") })
	wrongName := server.Client().Transport.(*http.Transport).Clone()
	wrongName.TLSClientConfig.ServerName = "another.example.org"
	late := server.Client().Transport.(*http.Transport).Clone()
	late.TLSClientConfig.Time = func() time.Time { return time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) }
	for want, c := range map[reasons.Reason]struct {
		client  *http.Client
		address string
	}{
		reasons.TLSUntrusted: {nil, server.URL},
		reasons.TLSWrongName: {&http.Client{Transport: wrongName}, server.URL},
		reasons.TLSExpired:   {&http.Client{Transport: late}, server.URL},
		reasons.TLSNotSpoken: {nil, strings.Replace(plain, "http:", "https:", 1)},
	} {
		t.Run(string(want), func(t *testing.T) {
			_, failure := begin(t, Config{HTTPClient: c.client}).Do(context.Background(), form(t, c.address, "x"))
			require.NotNil(t, failure)
			assert.Equal(t, want, failure.Reason, failure)
			assert.Equal(t, delivery.Configuration, failure.Class)
			assert.Equal(t, delivery.FaultSender, failure.Fault)
		})
	}
}

// TestAContextThatEnds is told as what it was, before and after the request left.
func TestAContextThatEnds(t *testing.T) {
	t.Parallel()
	address, _ := listen(t, func(c net.Conn) { readAll(c); <-t.Context().Done() })
	dials := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		name   string
		client *http.Client
		ctx    context.Context
		class  delivery.Class
		reason reasons.Reason
		err    error
	}{
		{"while dialling, by the time limit", &http.Client{Transport: dials}, context.Background(), delivery.Temporary, reasons.Timeout, context.DeadlineExceeded},
		{"before", nil, over, delivery.Temporary, reasons.Cancelled, context.Canceled},
		{"after", nil, context.Background(), delivery.Uncertain, reasons.NoAnswer, context.DeadlineExceeded},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, failure := begin(t, Config{HTTPClient: c.client, Timeout: 50 * time.Millisecond}).Do(c.ctx, form(t, address, "x"))
			require.NotNil(t, failure)
			assert.Equal(t, c.class, failure.Class)
			assert.Equal(t, c.reason, failure.Reason)
			assert.ErrorIs(t, failure, c.err)
		})
	}
}

// TestHugeAnswersCostNothing answers half a gigabyte and counts what was taken.
func TestHugeAnswersCostNothing(t *testing.T) {
	t.Parallel()
	written := make(chan int64, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n, _ := io.Copy(w, io.LimitReader(zeros{}, 512<<20))
		written <- n
	}))
	defer server.Close()
	_, failure := begin(t, Config{}).Do(context.Background(), form(t, server.URL, "x"))
	require.NotNil(t, failure)
	assert.Equal(t, delivery.Uncertain, failure.Class)
	assert.Less(t, <-written, int64(64<<20), "the rest was not read")
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestAnswersAtTheLimit are read whole, and a refusal that is longer is cut.
func TestAnswersAtTheLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ status, size, read int }{{200, MaxAnswer, MaxAnswer}, {400, MaxAnswer + 1, MaxAnswer}, {200, MaxAnswer + 1, -1}} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, strings.Repeat("x", c.size))
		}))
		a, failure := begin(t, Config{}).Do(context.Background(), form(t, server.URL, "x"))
		server.Close()
		if c.read < 0 {
			require.NotNil(t, failure)
			continue
		}
		require.Nil(t, failure)
		assert.Len(t, a.Body, c.read)
	}
}

// TestABrokenRefusalIsARefusal: the status was said, whatever became of the words.
func TestABrokenRefusalIsARefusal(t *testing.T) {
	t.Parallel()
	for status, failed := range map[string]bool{"400 Bad Request": false, "299 Odd": true, "300 Choices": false} {
		address, _ := listen(t, func(c net.Conn) {
			readAll(c)
			_, _ = io.WriteString(c, "HTTP/1.1 "+status+"\r\nContent-Length: 100\r\n\r\nno")
		})
		a, failure := begin(t, Config{}).Do(context.Background(), form(t, address, "x"))
		assert.Equal(t, failed, failure != nil, status)
		assert.Equal(t, "no", string(a.Body))
	}
}

func TestNoLoginGoesElsewhere(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	defer other.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Empty(t, r.Cookies())
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	for _, client := range []*http.Client{nil, {}, {Jar: jar{}}} {
		request := form(t, server.URL, "x")
		request.SetBasicAuth("u", "p")
		a, failure := begin(t, Config{HTTPClient: client}).Do(context.Background(), request)
		require.Nil(t, failure)
		assert.Equal(t, http.StatusTemporaryRedirect, a.Status)
		assert.Equal(t, http.StatusTemporaryRedirect, mustDo(t, client, get(t, server.URL)).Status)
	}
}

func mustDo(t *testing.T, client *http.Client, request *http.Request) Answer {
	t.Helper()
	a, failure := begin(t, Config{HTTPClient: client}).Do(context.Background(), request)
	require.Nil(t, failure)
	return a
}

type jar struct{}

func (jar) SetCookies(*url.URL, []*http.Cookie) {}
func (jar) Cookies(*url.URL) []*http.Cookie     { return []*http.Cookie{{Name: "mine", Value: "1"}} }

// TestStatuses are told as far as HTTP tells; what it does not tell is ours.
func TestStatuses(t *testing.T) {
	t.Parallel()
	call := begin(t, Config{})
	for status, want := range map[int]delivery.Failure{
		199: {Class: delivery.Uncertain, Reason: reasons.NotUnderstood}, 300: {Class: delivery.Configuration, Reason: reasons.Redirected},
		302: {Class: delivery.Configuration, Reason: reasons.Redirected}, 399: {Class: delivery.Configuration, Reason: reasons.Redirected},
		400: {Class: delivery.Permanent, Reason: reasons.ServerRefused}, 401: {Class: delivery.Configuration, Reason: reasons.LoginRefused},
		402: {Class: delivery.Configuration, Reason: reasons.NoCredit}, 403: {Class: delivery.Configuration, Reason: reasons.LoginRefused},
		404: {Class: delivery.Configuration, Reason: reasons.WrongAddress}, 405: {Class: delivery.Configuration, Reason: reasons.WrongAddress},
		407: {Class: delivery.Configuration, Reason: reasons.LoginRefused}, 408: {Class: delivery.Temporary, Reason: reasons.ServerUnavailable},
		410: {Class: delivery.Configuration, Reason: reasons.WrongAddress}, 418: {Class: delivery.Permanent, Reason: reasons.ServerRefused},
		422: {Class: delivery.Permanent, Reason: reasons.ServerRefused}, 425: {Class: delivery.Temporary, Reason: reasons.ServerUnavailable},
		429: {Class: delivery.Temporary, Reason: reasons.TooManyRequests}, 499: {Class: delivery.Permanent, Reason: reasons.ServerRefused},
		500: {Class: delivery.Temporary, Reason: reasons.ServerUnavailable}, 502: {Class: delivery.Uncertain, Reason: reasons.NoAnswer},
		200: {Class: delivery.Permanent, Reason: reasons.ServerRefused}, 501: {Class: delivery.Uncertain, Reason: reasons.NoAnswer},
		503: {Class: delivery.Temporary, Reason: reasons.ServerUnavailable}, 504: {Class: delivery.Uncertain, Reason: reasons.NoAnswer},
	} {
		f := call.Refused(Answer{Status: status, RetryAfter: time.Minute}, "words")
		assert.Equal(t, want.Class, f.Class, status)
		assert.Equal(t, want.Reason, f.Reason, status)
		assert.Equal(t, delivery.FaultSender, f.Fault, status)
		assert.Equal(t, time.Minute, f.RetryAfter)
	}
}

// TestBegin refuses what cannot be sent before anything is.
func TestBegin(t *testing.T) {
	t.Parallel()
	client := New(Config{Names: smsgw.NameRule{
		Gateway: "mine", Rule: "A–Z", Takes: smsgw.SenderName.Portable, Countries: map[string]smsgw.CountryRule{"US": smsgw.CountryRefuses, "NO": smsgw.CountryRestricts},
	}})
	for name, c := range map[string]struct {
		change func(*smsgw.SMS)
		class  delivery.Class // "": taken
		fault  delivery.Fault
		text   string
	}{
		"whole":            {func(*smsgw.SMS) {}, "", "", ""},
		"no text":          {func(m *smsgw.SMS) { m.Text = "" }, delivery.Permanent, delivery.FaultMessage, "Text is empty"},
		"a stricter name":  {func(m *smsgw.SMS) { m.From = smsgw.MustParseSenderName("Åkes Kyl") }, delivery.Configuration, delivery.FaultSender, "mine takes as sender name A–Z; try AkesKyl"},
		"no suggestion":    {func(m *smsgw.SMS) { m.From = smsgw.MustParseSenderName("1A") }, delivery.Configuration, delivery.FaultSender, "mine takes as sender name A–Z"},
		"a country":        {func(m *smsgw.SMS) { m.To = recipients.MustParsePhone("+12025550123") }, delivery.Permanent, delivery.FaultSender, "mine takes no sender name in US; use a number"},
		"a restricted one": {func(m *smsgw.SMS) { m.To = recipients.MustParsePhone("+4740612345") }, "", "", ""},
		"a number in the US": {func(m *smsgw.SMS) {
			m.From, m.FromNumber, m.To = smsgw.SenderName{}, m.To, recipients.MustParsePhone("+12025550123")
		}, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sms := sample()
			c.change(sms)
			_, failure := client.Begin(sms, "")
			if c.class == "" {
				require.Nil(t, failure)
				return
			}
			require.NotNil(t, failure)
			assert.Equal(t, c.class, failure.Class)
			assert.Equal(t, c.fault, failure.Fault)
			if c.fault == delivery.FaultSender {
				assert.Equal(t, c.text, failure.Text)
			}
			assert.Contains(t, failure.Text, c.text)
		})
	}
	_, failure := client.Begin(nil, "")
	require.NotNil(t, failure, "a nil SMS is refused")
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "https://fallback.example.com", "https://a.example.com/x/": "https://a.example.com/x", "http://127.0.0.1:13013": "http://127.0.0.1:13013",
		"ftp://x": "", "https://": "", "https://u:p@x": "", "https://x?a=b": "", "https://x#f": "", "x": "", "https://x\x00": "",
	} {
		got, err := BaseURL(text, "https://fallback.example.com/")
		assert.Equal(t, want, got, text)
		assert.Equal(t, want == "", err != nil, text)
	}
}

func TestFormNamesNoAddress(t *testing.T) {
	t.Parallel()
	_, err := Form("https://x\x7f/"+password, nil)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), password)
}

// TestAHostsOwnTransport may be anything, also in the place of the default one.
func TestAHostsOwnTransport(t *testing.T) {
	t.Parallel()
	own := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("odd " + password) })}
	_, failure := begin(t, Config{HTTPClient: own}).Do(context.Background(), form(t, "http://x", "x"))
	require.NotNil(t, failure)
	assert.Equal(t, reasons.ConnectFailed, failure.Reason)
	assert.NotContains(t, failure.Error(), password)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestExchange(t *testing.T) {
	t.Parallel()
	var form url.Values
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		form = r.Form
		w.WriteHeader(http.StatusTeapot)
	}))
	t.Cleanup(server.Close)
	reports := made(t, ReportConfig{URL: "https://host.example/sms", Secret: strings.Repeat("s", MinSecret)})
	client := New(Config{})
	request := func(sms *smsgw.SMS, reportAddress string) (*http.Request, error) {
		return Form(server.URL, url.Values{"to": {sms.To.String()}, "report": {reportAddress}})
	}
	call, answer, failure := client.Exchange(t.Context(), sample(), reports, request)
	require.Nil(t, failure)
	assert.Equal(t, http.StatusTeapot, answer.Status)
	assert.Equal(t, sample().To.String(), form.Get("to"))
	assert.Equal(t, reports.Address(sample()), form.Get("report"))
	token, _ := url.Parse(form.Get("report"))
	assert.NotContains(t, call.Scrub("report to "+form.Get("report")), token.Query().Get("token"))

	_, _, failure = client.Exchange(t.Context(), sample(), Reports{}, request)
	require.Nil(t, failure)
	assert.Empty(t, form.Get("report"), "no reports are asked for")

	never := func(*smsgw.SMS, string) (*http.Request, error) { panic("asked for") }
	call, _, failure = client.Exchange(t.Context(), nil, reports, never)
	require.NotNil(t, failure)
	assert.Nil(t, call)
	assert.Equal(t, delivery.FaultMessage, failure.Fault)

	bad := func(*smsgw.SMS, string) (*http.Request, error) {
		return nil, errors.New("https://eva:pass-word-1@host")
	}
	call, _, failure = client.Exchange(t.Context(), sample(), reports, bad)
	assert.Nil(t, call)
	assert.Equal(t, delivery.ToMend(reasons.WrongAddress).Failure(), failure)

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	call, _, failure = client.Exchange(gone, sample(), reports, request)
	assert.Nil(t, call)
	require.NotNil(t, failure)
	assert.Equal(t, delivery.Temporary, failure.Class)
}
