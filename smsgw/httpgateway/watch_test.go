package httpgateway

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// servers are the kinds of HTTP that a gateway may speak.
func servers(t *testing.T, serve http.HandlerFunc) map[string]*httptest.Server {
	t.Helper()
	two := httptest.NewUnstartedServer(serve)
	two.EnableHTTP2 = true
	two.StartTLS()
	list := map[string]*httptest.Server{"HTTP/1.1": httptest.NewServer(serve), "TLS": httptest.NewTLSServer(serve), "HTTP/2": two}
	for _, s := range list {
		t.Cleanup(s.Close)
	}
	return list
}

// TestHandOver asks once, on a connection that is there, and when the answer is no
// nothing reaches the other side.
func TestHandOver(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	for name, server := range servers(t, func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err == nil {
			requests.Add(1)
		}
		w.WriteHeader(http.StatusAccepted)
	}) {
		for _, method := range []string{http.MethodPost, http.MethodGet} {
			client := New(Config{HTTPClient: server.Client()})
			do := func(hook func(context.Context) error) *delivery.Failure {
				call, failure := client.Begin(sample(), "")
				require.Nil(t, failure)
				request := form(t, server.URL, "x")
				if method == http.MethodGet {
					request = get(t, server.URL)
				}
				ctx := delivery.WithHandOver(t.Context(), hook)
				_, failure = call.Do(ctx, request)
				return failure
			}
			t.Run(name+" "+method, func(t *testing.T) {
				requests.Store(0)
				asked := 0
				require.Nil(t, do(func(context.Context) error {
					asked++
					assert.Zero(t, requests.Load(), "before the request")
					return nil
				}))
				assert.Equal(t, 1, asked)
				assert.EqualValues(t, 1, requests.Load())
				refusal := errors.New("another worker has it")
				failure := do(func(context.Context) error { return refusal })
				require.NotNil(t, failure)
				assert.Equal(t, delivery.Temporary, failure.Class)
				assert.Equal(t, reasons.NotClaimed, failure.Reason)
				require.ErrorIs(t, failure, refusal)
				require.Nil(t, do(func(context.Context) error { return nil }), "the next is not harmed")
				assert.EqualValues(t, 2, requests.Load(), "the refused one was not sent")
			})
		}
	}
}

// TestNothingLeavesARefusedRequest reads every byte that comes.
func TestNothingLeavesARefusedRequest(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodPost, http.MethodGet} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			came := make(chan []byte, 1)
			address, _ := listen(t, func(c net.Conn) {
				b, _ := io.ReadAll(c)
				came <- b
			})
			request := form(t, address, "Hemlig text")
			if method == http.MethodGet {
				request = get(t, address+"?text=Hemlig+text")
			}
			ctx := delivery.WithHandOver(t.Context(), func(context.Context) error { return errors.New("no") })
			_, failure := begin(t, Config{}).Do(ctx, request)
			require.NotNil(t, failure)
			assert.NotContains(t, string(<-came), "Hemlig")
		})
	}
}

// TestNobodyIsAskedWithoutAConnection: what was never connected is certainly
// unsent, and its try is not claimed.
func TestNobodyIsAskedWithoutAConnection(t *testing.T) {
	t.Parallel()
	for _, request := range []*http.Request{form(t, "http://127.0.0.1:1", "x"), get(t, "http://127.0.0.1:1")} {
		ctx := delivery.WithHandOver(t.Context(), func(context.Context) error { t.Error("asked"); return nil })
		_, failure := begin(t, Config{}).Do(ctx, request)
		require.NotNil(t, failure)
		assert.Equal(t, reasons.ConnectRefused, failure.Reason)
	}
}

// TestAForeignTransportIsAskedFor before it gets the request.
func TestAForeignTransportIsAskedFor(t *testing.T) {
	t.Parallel()
	asked := false
	own := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
		assert.True(t, asked)
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(nil))}, nil
	})}
	ctx := delivery.WithHandOver(t.Context(), func(context.Context) error { asked = true; return nil })
	_, failure := begin(t, Config{HTTPClient: own}).Do(ctx, form(t, "http://x", "x"))
	require.Nil(t, failure)
	refused := delivery.WithHandOver(t.Context(), func(context.Context) error { asked = false; return errors.New("no") })
	_, failure = begin(t, Config{HTTPClient: own}).Do(refused, form(t, "http://x", "x"))
	require.NotNil(t, failure)
	assert.Equal(t, reasons.NotClaimed, failure.Reason)
}

// TestAHookThatTakesTooLong leaves nothing sent.
func TestAHookThatTakesTooLong(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err == nil {
			requests.Add(1)
		}
	}))
	defer server.Close()
	for _, request := range []*http.Request{form(t, server.URL, "x"), get(t, server.URL)} {
		ctx := delivery.WithHandOver(t.Context(), func(ctx context.Context) error { <-ctx.Done(); return nil })
		_, failure := begin(t, Config{Timeout: 50 * time.Millisecond}).Do(ctx, request)
		require.NotNil(t, failure)
		assert.Equal(t, delivery.Temporary, failure.Class, failure)
		assert.Zero(t, requests.Load())
	}
}

// TestAGetIsNeverRepeated: on a connection that is used again and turns out dead,
// net/http would repeat it by itself.
func TestAGetIsNeverRepeated(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests.Add(1) == 2 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	defer server.Close()
	client := New(Config{})
	for i := range 2 {
		call, _ := client.Begin(sample(), "")
		_, failure := call.Do(t.Context(), get(t, server.URL))
		assert.Equal(t, i == 1, failure != nil)
	}
	assert.EqualValues(t, 2, requests.Load())
}

// A host's client without a transport has net/http's, and ours bounds what the
// other side may say before the answer.
func TestWhoseTransport(t *testing.T) {
	t.Parallel()
	own, ok := New(Config{}).pooled.Transport.(*http.Transport)
	require.True(t, ok)
	assert.EqualValues(t, MaxAnswer, own.MaxResponseHeaderBytes)
	assert.Same(t, http.DefaultTransport, New(Config{HTTPClient: &http.Client{}}).pooled.Transport)
	hosts := &http.Transport{ForceAttemptHTTP2: true}
	single, ok := New(Config{HTTPClient: &http.Client{Transport: hosts}}).single.Transport.(*http.Transport)
	require.True(t, ok)
	assert.False(t, hosts.DisableKeepAlives, "the host's is as it was")
	assert.True(t, hosts.ForceAttemptHTTP2)
	assert.True(t, single.DisableKeepAlives)
	assert.False(t, single.ForceAttemptHTTP2)
	assert.True(t, single.Protocols.HTTP1())
	assert.False(t, single.Protocols.HTTP2())
}

// The body may be on its way with its last byte, before its end is read.
func TestABodyIsOnItsWayWithItsLastByte(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rest int64
		left []bool // after each byte
	}{
		"a known length":    {2, []bool{false, true}},
		"an unknown length": {-1, []bool{true, true}},
		"more than is read": {3, []bool{false, false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &watch{ctx: t.Context()}
			b := &body{ReadCloser: io.NopCloser(bytes.NewReader([]byte("ab"))), watch: w, rest: c.rest}
			for i, want := range c.left {
				n, err := b.Read(make([]byte, 1))
				require.NoError(t, err)
				require.Equal(t, 1, n)
				assert.Equal(t, want, w.mayHaveLeft(), "byte %d", i)
			}
			_, err := b.Read(make([]byte, 1))
			require.Equal(t, io.EOF, err)
			assert.True(t, w.mayHaveLeft(), "at its end")
		})
	}
}

// order notes what is done to a connection first.
type order struct {
	net.Conn
	mu   sync.Mutex
	done []string
}

func (o *order) note(what string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.done = append(o.done, what)
}

func (o *order) first() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.done) == 0 {
		return ""
	}
	return o.done[0]
}

func (o *order) Write(p []byte) (int, error) { o.note("write"); return o.Conn.Write(p) }
func (o *order) Close() error                { o.note("close"); return o.Conn.Close() }

// A request without a body is all in its first write: its connection is closed
// before it, not after.
func TestAConnectionIsClosedBeforeTheRequestIsWritten(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	for range 20 {
		var conn *order
		transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := new(net.Dialer).DialContext(ctx, network, address)
			conn = &order{Conn: c}
			return conn, err
		}}
		call := begin(t, Config{HTTPClient: &http.Client{Transport: transport}})
		_, failure := call.Do(delivery.WithHandOver(t.Context(), func(context.Context) error { return errors.New("no") }), get(t, server.URL))
		require.NotNil(t, failure)
		require.Equal(t, "close", conn.first())
	}
}
