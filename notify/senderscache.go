package notify

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// A SendersCache keeps the senders of many companies open, so that a company's
// messages share a pool of connections however many Sends they come by. Its method
// Senders is a [Config].Senders. S is what a company's senders are made from: a
// plain struct of host, login and password, or a version that the host counts up.
//
// Open is called once for a company, and again when its settings are not equal to
// those before. What was opened before is closed when its last message is out; a
// message that has not begun by then goes by the new settings, also in a plan that is
// under way. The zero value with Settings and Open is ready to use; the fields must
// not be changed afterwards. It is safe for concurrent use and must not be copied.
type SendersCache[S comparable] struct {
	// Settings reads what the company's senders are made from, once for each Send.
	// An error is that of Senders.
	Settings func(ctx context.Context, company string) (S, error)
	// Open makes the senders, such as with smtp.New; it should connect to nothing. A
	// sender of the company that is nil, of whatever type, is not set up. One that has
	// a method Close (io.Closer) is closed by it; an error of Close is dropped. An
	// error of Open is that of Senders, and the next Send tries again.
	Open func(ctx context.Context, company string, settings S) (Senders, error)
	// Most is how many companies are kept open: with more, the one that has not been
	// asked for the longest is closed, after its last message. 0: 100.
	Most int

	mu      sync.Mutex
	open    map[string]*openSenders[S]
	turn    uint64 // counts what was asked for
	closed  bool
	closing sync.WaitGroup
}

// openSenders are a company's senders as some settings made them.
type openSenders[S comparable] struct {
	settings S
	ready    chan struct{} // closed when senders and err are known
	senders  Senders
	err      error

	turn    uint64 // when it was last asked for
	users   int    // messages under way, and callers that wait for Open
	retired bool   // closed when there are none
}

const defaultMostOpen = 100

// Senders returns a company's senders, opened now or before.
func (c *SendersCache[S]) Senders(ctx context.Context, company string) (Senders, error) {
	o, err := c.take(ctx, company)
	if err != nil {
		return Senders{}, err
	}
	defer c.release(o)
	var s Senders
	if o.senders.Email != nil {
		s.Email = cachedEmail[S]{cached[S]{c, company, o}}
	}
	if o.senders.SMS != nil {
		s.SMS = cachedSMS[S]{cached[S]{c, company, o}}
	}
	return s, nil
}

// Close closes every sender and returns when that is done: messages under way are
// finished first. Afterwards Senders fails, and so does every message, as temporary.
func (c *SendersCache[S]) Close() {
	c.mu.Lock()
	c.closed = true
	for company := range c.open {
		c.retire(company)
	}
	c.mu.Unlock()
	c.closing.Wait()
}

// take returns a company's senders by its settings of now, in use until they are
// released.
func (c *SendersCache[S]) take(ctx context.Context, company string) (*openSenders[S], error) {
	settings, err := c.Settings(ctx, company)
	if err != nil {
		return nil, err
	}
	o, mine := c.find(company, settings)
	if o == nil {
		return nil, &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasons.Closed}
	}
	kept := false
	defer func() {
		if !kept { // also when Open panics
			c.release(o)
		}
	}()
	if mine {
		// Others wait for it, so that the caller's going away must not spoil it.
		c.opened(context.WithoutCancel(ctx), company, o)
	}
	select {
	case <-o.ready:
		err = o.err
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	if kept = err == nil; !kept {
		return nil, err
	}
	return o, nil
}

// find returns what is open by some settings, or what the caller is to open; nil when
// the cache is closed.
func (c *SendersCache[S]) find(company string, settings S) (o *openSenders[S], mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, mine
	}
	if o = c.open[company]; o == nil || o.settings != settings {
		c.retire(company)
		if c.open == nil {
			c.open = map[string]*openSenders[S]{}
		}
		o, mine = &openSenders[S]{settings: settings, ready: make(chan struct{})}, true
		c.open[company] = o
		c.closing.Add(1)
	}
	c.turn++
	o.turn = c.turn
	o.users++
	most := c.Most
	if most <= 0 {
		most = defaultMostOpen
	}
	for len(c.open) > most {
		c.retire(c.oldest())
	}
	return o, mine
}

func (c *SendersCache[S]) oldest() (company string) {
	companies := slices.Collect(maps.Keys(c.open))
	return slices.MinFunc(companies, func(a, b string) int { return cmp.Compare(c.open[a].turn, c.open[b].turn) })
}

// opened opens senders and tells those who wait. What cannot be opened is not kept.
func (c *SendersCache[S]) opened(ctx context.Context, company string, o *openSenders[S]) {
	o.err = errors.New("notify: SendersCache.Open panicked") // for those who wait
	defer func() {
		close(o.ready)
		if o.err == nil {
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.open[company] == o {
			c.retire(company)
		}
	}()
	senders, err := c.Open(ctx, company, o.settings)
	o.senders, o.err = senders.set(), err
}

// retire takes a company's senders out of use; mu is held.
func (c *SendersCache[S]) retire(company string) {
	o := c.open[company]
	if o == nil {
		return
	}
	delete(c.open, company)
	if o.retired = true; o.users == 0 {
		c.close(o)
	}
}

// use notes that a message is under way, unless the senders are out of use.
func (c *SendersCache[S]) use(o *openSenders[S]) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if o.retired {
		return false
	}
	o.users++
	return true
}

func (c *SendersCache[S]) release(o *openSenders[S]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if o.users--; o.users == 0 && o.retired {
		c.close(o)
	}
}

// close closes senders that nobody uses, without keeping anybody waiting.
func (c *SendersCache[S]) close(o *openSenders[S]) {
	go func() {
		defer c.closing.Done()
		for _, s := range []any{o.senders.Email, o.senders.SMS} {
			if closer, ok := s.(io.Closer); ok {
				func() {
					defer func() { _ = recover() }() // a host's Close must not end its process
					_ = closer.Close()
				}()
			}
		}
	}()
}
