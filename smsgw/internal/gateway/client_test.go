package gateway

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-5": 0, "soon": 0, "999999": time.Hour, "99999999999999999999": time.Hour,
		"Thu, 01 Jan 2026 12:02:00 GMT": 2 * time.Minute, "Thu, 01 Jan 2026 11:00:00 GMT": 0, "Fri, 01 Jan 2027 00:00:00 GMT": time.Hour,
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
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			defer func() { _ = listener.Close() }()
			count := make(chan int, 1)
			go func() {
				n := 0
				for {
					conn, err := listener.Accept()
					if err != nil {
						count <- n
						return
					}
					n++
					c.serve(conn)
					_ = conn.Close()
				}
			}()
			text := "small"
			if c.class == delivery.Temporary {
				text = strings.Repeat("x", 8<<20) // more than the sockets hold, so that it cannot have left
			}
			request, err := Form("http://"+listener.Addr().String(), url.Values{"text": {text}, "password": {"pass-word-1"}})
			require.NoError(t, err)
			_, failure := NewClient(nil, time.Second, "pass-word-1").Do(context.Background(), request)
			require.NotNil(t, failure)
			assert.Equal(t, c.class, failure.Class, failure)
			assert.NotContains(t, failure.Error(), "pass-word-1")
			_ = listener.Close()
			assert.Equal(t, 1, <-count, "one call makes one request")
		})
	}
}

// readAll reads what has come, up to the end of a small request.
func readAll(c net.Conn) {
	b := make([]byte, 64<<10)
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	_, _ = c.Read(b)
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://127.0.0.1:1/?password=pass-word-1", nil)
	require.NoError(t, err)
	_, failure := NewClient(nil, time.Second, "pass-word-1").Do(context.Background(), request)
	require.NotNil(t, failure)
	assert.Equal(t, delivery.Temporary, failure.Class)
	assert.NotContains(t, failure.Error(), "pass-word-1")
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
	request, err := Form(server.URL, url.Values{})
	require.NoError(t, err)
	_, failure := NewClient(nil, 0).Do(context.Background(), request)
	require.NotNil(t, failure)
	assert.Equal(t, delivery.Uncertain, failure.Class)
	assert.Less(t, <-written, int64(64<<20), "the rest was not read")
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestNoLoginGoesElsewhere(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	defer other.Close()
	server := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	request, err := Form(server.URL, url.Values{})
	require.NoError(t, err)
	request.SetBasicAuth("u", "p")
	a, failure := NewClient(&http.Client{}, 0).Do(context.Background(), request)
	require.Nil(t, failure)
	assert.Equal(t, http.StatusTemporaryRedirect, a.Status)
}
