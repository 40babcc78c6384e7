package smtp

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email"
)

// A Sender delivers mails to one mail server over a pool of connections. It
// keeps the rules of [email.Sender] and is safe for concurrent use; the more
// Sends wait at a time, the fewer round trips each costs. Only [New] makes one;
// it must be closed with [Sender.Close] and not be copied.
type Sender struct {
	config  Config
	secrets delivery.Secrets // of the login

	mu       sync.Mutex
	queue    []*job                 // waiting for a connection, first come first
	idle     []*conn                // open, without work; the last used is last
	dialing  map[*dialling]struct{} // being opened
	live     int                    // connections in all: dialling, busy and idle
	limit    limit                  // of live
	settings backoff                // what the server last made of them
	closed   bool
	work     sync.WaitGroup // the goroutines
}

// A dialling is one attempt to open a connection.
type dialling struct{ cancel context.CancelFunc }

var _ email.Sender = (*Sender)(nil)

// New returns a Sender for the server of config. It connects to nothing until
// the first Send or Check; an error is a mistake in config.
func New(config Config) (*Sender, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Sender{
		config:  config,
		limit:   limit{most: config.Connections},
		secrets: delivery.NewSecrets(config.Password),
		dialing: map[*dialling]struct{}{},
	}, nil
}

// String returns the server's address and user, never the password.
func (s *Sender) String() string { return s.config.String() }

// Format is String under every verb, so that no log shows the password.
func (s *Sender) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// Send delivers m and waits for the server's answer. The receipt has the
// server's own id of the mail where it gave one. Every error is a
// *[delivery.Failure]; its Code is the server's, with the status code of RFC
// 3463, and its Text the server's words. Sent means that the server read the
// final dot and answered 250, whatever happened to the connection afterwards.
func (s *Sender) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return delivery.Receipt{}, cancelled(delivery.Temporary, err)
	}
	if m == nil {
		return delivery.Receipt{}, invalid(errors.New("smtp: the message is nil"))
	}
	data, err := email.Encode(m)
	if err != nil {
		return delivery.Receipt{}, invalid(err)
	}
	return s.send(ctx, newJob(m, data))
}

// send puts a job in line and waits for its outcome.
func (s *Sender) send(ctx context.Context, j *job) (delivery.Receipt, error) {
	j.handOver = func() error { return delivery.HandOver(ctx) }
	c, failure := s.enqueue(j)
	if failure != nil {
		return delivery.Receipt{}, failure
	}
	if c != nil {
		s.deliverOver(ctx, c, j)
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		s.cancel(j, ctx.Err())
		<-j.done
	}
	if j.failure != nil {
		if j.cut.Load() && j.failure.Code == "" {
			j.failure.Reason, j.failure.Err = reasons.Cancelled, ctx.Err()
		}
		return delivery.Receipt{}, j.failure
	}
	return j.receipt, nil
}

// Close closes every connection and returns when none is left. Mails that are
// under way are finished first: cancel their contexts to make it quick. Those
// that wait fail as Temporary, and so does every later Send. Close returns nil.
func (s *Sender) Close() error {
	s.mu.Lock()
	s.closed = true
	waiting, idle := s.queue, s.idle
	s.queue, s.idle = nil, nil
	s.live -= len(idle)
	for d := range s.dialing {
		d.cancel()
	}
	s.mu.Unlock()
	for _, j := range waiting {
		j.fail(closed())
	}
	for _, c := range idle {
		c.timer.Stop()
		c.quit()
	}
	s.work.Wait()
	return nil
}

func cancelled(class delivery.Class, cause error) *delivery.Failure {
	return &delivery.Failure{Class: class, Reason: reasons.Cancelled, Err: cause}
}

func closed() *delivery.Failure {
	return &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasons.Closed}
}

func invalid(cause error) *delivery.Failure {
	return &delivery.Failure{
		Class:  delivery.Permanent,
		Fault:  delivery.FaultMessage,
		Reason: reasons.Invalid,
		Text:   delivery.Scrub(cause.Error()),
		Err:    cause,
	}
}
