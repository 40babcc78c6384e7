package sendertest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// HTTPGateway is the double of an SMS gateway over HTTP, which makes faults to
// order. Text and the answers to the situations that are used are set before
// [HTTPGateway.Start]; after it, all methods are safe for concurrent use.
type HTTPGateway struct {
	Text   func(r *http.Request) string // reads the text out of a request
	Accept http.HandlerFunc             // what the gateway answers to an SMS that it took
	Refuse http.HandlerFunc             // … to a number that it refuses for good
	Login  http.HandlerFunc             // … to a login that it refuses

	mu        sync.Mutex
	situation Situation
	taken     []string
	stop      chan struct{}
	server    *httptest.Server
}

// Start listens on 127.0.0.1 and returns the base address. The gateway must be
// closed.
func (g *HTTPGateway) Start() string {
	g.situation, g.stop = Accepting, make(chan struct{})
	g.server = httptest.NewServer(http.HandlerFunc(g.serve))
	return g.server.URL
}

// Close cuts what stalls and stops.
func (g *HTTPGateway) Close() {
	close(g.stop)
	g.server.Close()
}

// Set makes the gateway behave; it knows every situation.
func (g *HTTPGateway) Set(s Situation) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.situation = s
	return true
}

// Taken returns the texts that were taken, in order.
func (g *HTTPGateway) Taken() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]string(nil), g.taken...)
}

func (g *HTTPGateway) serve(w http.ResponseWriter, r *http.Request) {
	whole, err := io.ReadAll(r.Body)
	if err != nil {
		return // cut before it had come: not taken
	}
	r.Body = io.NopCloser(bytes.NewReader(whole))
	text := g.Text(r)
	g.mu.Lock()
	situation := g.situation
	if situation == Accepting || situation == DiesAfter || situation == Garbage {
		g.taken = append(g.taken, text)
	}
	g.mu.Unlock()
	switch situation {
	case Accepting:
		g.Accept(w, r)
	case RefusesRecipient:
		g.Refuse(w, r)
	case RefusesForNow:
		w.Header().Set("Retry-After", "7")
		http.Error(w, "busy", http.StatusServiceUnavailable)
	case RefusesLogin:
		g.Login(w, r)
	case DiesAfter:
		panic(http.ErrAbortHandler)
	case Garbage:
		_, _ = w.Write([]byte("<html>welcome to the hotel's network</html>"))
	case Silent:
		select {
		case <-g.stop:
		case <-r.Context().Done():
		case <-time.After(Patience):
		}
	}
}
