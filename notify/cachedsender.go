package notify

import (
	"context"
	"reflect"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/smsgw"
)

// cached finds the senders that a message goes by.
type cached[S comparable] struct {
	cache   *SendersCache[S]
	company string
	known   *openSenders[S]
}

// take returns the senders that were known, or those of now when they are out of use.
func (h cached[S]) take(ctx context.Context) (*openSenders[S], error) {
	if h.cache.use(h.known) {
		return h.known, nil
	}
	o, err := h.cache.take(ctx, h.company)
	if err != nil {
		if ctx.Err() != nil {
			return nil, &delivery.Failure{
				Class:  delivery.Temporary,
				Fault:  delivery.FaultSender,
				Reason: reasons.Cancelled,
				Err:    err,
			}
		}
		return nil, notFound(err)
	}
	return o, nil
}

type cachedEmail[S comparable] struct{ cached[S] }

func (h cachedEmail[S]) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	o, err := h.take(ctx)
	if err != nil {
		return delivery.Receipt{}, err
	}
	defer h.cache.release(o)
	if o.senders.Email == nil {
		return delivery.Receipt{}, noSender("mail server")
	}
	return o.senders.Email.Send(ctx, m)
}

type cachedSMS[S comparable] struct{ cached[S] }

func (h cachedSMS[S]) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	o, err := h.take(ctx)
	if err != nil {
		return delivery.Receipt{}, err
	}
	defer h.cache.release(o)
	if o.senders.SMS == nil {
		return delivery.Receipt{}, noSender("SMS gateway")
	}
	return o.senders.SMS.Send(ctx, sms)
}

// set returns the senders that are set up: a nil pointer in an interface is none.
func (s Senders) set() Senders {
	if isNil(s.Email) {
		s.Email = nil
	}
	if isNil(s.SMS) {
		s.SMS = nil
	}
	return s
}

func isNil(sender any) bool {
	v := reflect.ValueOf(sender)
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Map, reflect.Func, reflect.Slice, reflect.Chan, reflect.UnsafePointer:
		return v.IsNil()
	default:
		return false
	}
}

func noSender(what string) *delivery.Failure {
	return &delivery.Failure{
		Class:  delivery.Configuration,
		Fault:  delivery.FaultSender,
		Reason: reasons.NoSender,
		Text:   "the company has no " + what,
	}
}
