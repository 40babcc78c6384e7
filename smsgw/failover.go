package smsgw

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// DefaultPause is how long a gateway that failed is left alone.
const DefaultPause = time.Minute

// FailoverConfig chains gateways. Gateways is needed.
type FailoverConfig struct {
	Gateways []Sender // in the order in which they are tried; at least one, none nil
	// how long a failed one is left alone, or longer when it asks for that; 0 or less: [DefaultPause]
	Pause time.Duration
	Now   func() time.Time // for tests; nil: time.Now
}

// Failover is a [Sender] over several. The next is tried only when the one
// before certainly did not take the SMS, and only for faults of the gateway:
// never for a fault of the recipient or the message, which the next would have
// too, and never when it is uncertain, since that could send twice. A gateway
// that failed is left alone for a while, then one SMS tries it again; one that
// refused this SMS alone, for its sender or its country, goes on with others.
// The receipt's Provider says which one took the SMS. It is safe for concurrent
// use; [NewFailover] makes it.
type Failover struct {
	pause    time.Duration
	now      func() time.Time
	mu       sync.Mutex
	circuits []circuit
}

// A circuit is one gateway and until when it is left alone.
type circuit struct {
	sender Sender
	until  time.Time // zero: it works
	last   error     // why it is left alone
}

// NewFailover returns the chain. An empty list and a nil gateway in it are errors.
func NewFailover(c FailoverConfig) (*Failover, error) {
	if len(c.Gateways) == 0 {
		return nil, errors.New("smsgw: FailoverConfig.Gateways is empty")
	}
	f := &Failover{pause: c.Pause, now: c.Now}
	for i, g := range c.Gateways {
		if g == nil {
			return nil, fmt.Errorf("smsgw: FailoverConfig.Gateways[%d] is nil", i)
		}
		f.circuits = append(f.circuits, circuit{sender: g})
	}
	if f.pause <= 0 {
		f.pause = DefaultPause
	}
	if f.now == nil {
		f.now = time.Now
	}
	return f, nil
}

// Send tries the gateways in order; see the rules of [Sender]. When none has
// taken the SMS, its error is the one that promises most: a temporary one before
// one that a person has to mend, and that before a refusal; of equals the last.
// A gateway that is left alone counts as temporary with the reason
// [reasons.NoGateway], and RetryAfter says when the first will be tried
// again.
func (f *Failover) Send(ctx context.Context, sms *SMS) (delivery.Receipt, error) {
	if err := sms.Validate(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{
			Class:  delivery.Permanent,
			Fault:  delivery.FaultMessage,
			Reason: reasons.Invalid,
			Text:   delivery.Scrub(err.Error()),
			Err:    err,
		}
	}
	var best error
	alone := false
	for i := range f.circuits {
		if err := ctx.Err(); err != nil {
			return delivery.Receipt{}, cancelled(err)
		}
		if !f.take(i) {
			alone = true
			continue
		}
		receipt, err := f.circuits[i].sender.Send(ctx, sms)
		if !f.settle(ctx, i, err) {
			return receipt, err
		}
		if best == nil || promise(err) <= promise(best) {
			best = err
		}
	}
	if alone && (best == nil || promise(best) > 0) {
		best = f.allAlone()
	}
	return delivery.Receipt{}, best
}

func cancelled(err error) error {
	return &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasons.Cancelled, Err: err}
}

// promise orders failures of gateways: 0 passes by itself, 1 when a person has
// mended it, 2 never.
func promise(err error) int {
	switch delivery.AsFailure(err).Class {
	case delivery.Temporary:
		return 0
	case delivery.Configuration:
		return 1
	}
	return 2
}

// take reports whether a gateway may be tried. After its pause one caller is
// let through, and the pause begins anew for the others until it is known how
// that went.
func (f *Failover) take(i int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := &f.circuits[i]
	if c.until.IsZero() {
		return true
	}
	if f.now().Before(c.until) {
		return false
	}
	c.until = f.now().Add(f.pause)
	return true
}

// settle notes how a try went and reports whether to try the next gateway.
func (f *Failover) settle(ctx context.Context, i int, err error) bool {
	failure := delivery.AsFailure(err)
	f.mu.Lock()
	defer f.mu.Unlock()
	c := &f.circuits[i]
	switch {
	case failure == nil:
		c.until, c.last = time.Time{}, nil
		return false
	case ctx.Err() != nil, failure.Reason == reasons.NotClaimed:
		return false // the caller gave up, which says nothing about the gateway
	case failure.Class == delivery.Uncertain:
		c.until, c.last = f.now().Add(f.pause), err
		return false
	case !gatewayFault(failure):
		c.until, c.last = time.Time{}, nil
		return false
	case ofThisSMS(failure):
		c.until, c.last = time.Time{}, nil
	default:
		c.until, c.last = f.now().Add(max(f.pause, failure.RetryAfter)), err
	}
	return true
}

// gatewayFault reports whether another gateway may take what this one did not. A
// refusal for good needs to be said to be ours; one that nobody has an idea of
// may be the message's.
func gatewayFault(f *delivery.Failure) bool {
	if f.Class == delivery.Permanent {
		return f.Fault == delivery.FaultSender
	}
	return f.Fault != delivery.FaultRecipient && f.Fault != delivery.FaultMessage
}

// ofThisSMS reports whether a gateway that refused this SMS may take the next.
func ofThisSMS(f *delivery.Failure) bool {
	if f.Class == delivery.Permanent {
		return true
	}
	switch f.Reason {
	case reasons.SenderRefused, reasons.SenderNotRegistered, reasons.NoRoute, reasons.CountryNotEnabled,
		reasons.TrialAccount:
		return true
	}
	return false
}

// allAlone is the failure when no gateway may be tried.
func (f *Failover) allAlone() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	var soonest circuit
	for _, c := range f.circuits {
		if !c.until.IsZero() && (soonest.until.IsZero() || c.until.Before(soonest.until)) {
			soonest = c
		}
	}
	return &delivery.Failure{
		Class:      delivery.Temporary,
		Fault:      delivery.FaultSender,
		Reason:     reasons.NoGateway,
		RetryAfter: max(soonest.until.Sub(f.now()), 0),
		Err:        soonest.last,
	}
}
