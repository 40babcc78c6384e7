package httpgateway

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	"github.com/budkavle/budkavle/audit/delivery"
)

// A watch follows one request: it asks for the hand-over at the last moment, and
// knows whether the request may have left whole.
type watch struct {
	ctx    context.Context // of one call, in which net/http calls back
	cancel context.CancelFunc
	err    atomic.Pointer[delivery.Failure] // the hand-over was refused
	left   atomic.Bool
}

// request is a request that the watch follows.
func (w *watch) request(r *http.Request) *http.Request {
	trace := &httptrace.ClientTrace{WroteRequest: func(info httptrace.WroteRequestInfo) {
		// on a connection that was closed it is written into a buffer at most
		if info.Err == nil && w.err.Load() == nil {
			w.left.Store(true)
		}
	}}
	if r.Body == nil || r.Body == http.NoBody {
		// All is in the address, so the connection itself is the last moment.
		trace.GotConn = func(info httptrace.GotConnInfo) {
			if w.ask() != nil {
				w.cancel()
				_ = info.Conn.Close()
			}
		}
	}
	r = r.WithContext(httptrace.WithClientTrace(w.ctx, trace))
	if r.Body != nil && r.Body != http.NoBody {
		// Without its body a request is none, and the body is read when the
		// connection is there.
		r.Body = &body{ReadCloser: r.Body, watch: w, rest: r.ContentLength}
		if get := r.GetBody; get != nil {
			r.GetBody = func() (io.ReadCloser, error) {
				again, err := get()
				return &body{ReadCloser: again, watch: w, rest: r.ContentLength}, err
			}
		}
	}
	return r
}

// ask asks for the hand-over.
func (w *watch) ask() error {
	err := delivery.HandOver(w.ctx)
	if err == nil {
		err = delivery.HandOver(w.ctx) // looks again whether the context is over: the hook may have taken its time
	}
	if err != nil {
		w.err.CompareAndSwap(nil, delivery.AsFailure(err))
	}
	return err
}

// refused is the failure of a hand-over that was refused before the request could
// leave whole; else nil.
func (w *watch) refused() *delivery.Failure {
	if w.mayHaveLeft() {
		return nil
	}
	return w.err.Load()
}

// mayHaveLeft reports whether the other side may have the whole request.
func (w *watch) mayHaveLeft() bool { return w.left.Load() }

// body is the body of a request that waits for the hand-over. When its last
// bytes have been read, the request may be on its way.
type body struct {
	io.ReadCloser
	watch *watch
	rest  int64 // bytes that were not read yet
}

func (b *body) Read(p []byte) (int, error) {
	if !b.watch.mayHaveLeft() {
		if err := b.watch.ask(); err != nil {
			return 0, err
		}
	}
	n, err := b.ReadCloser.Read(p)
	if b.rest -= int64(n); b.rest <= 0 || err == io.EOF { // Read returns EOF itself
		b.watch.left.Store(true)
	}
	return n, err
}
