package delivery

import (
	"context"
	"errors"
	"sync"

	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// handOverKey is where a context holds its [handOver].
type handOverKey struct{}

// A handOver asks its hook once, however many senders of a chain ask it.
type handOver struct {
	hook func(context.Context) error
	once sync.Once
	err  error
}

// WithHandOver returns a context for one Send of one message. Its sender calls
// hook, by [HandOver], at the last moment before bytes leave that cannot be
// taken back: that is the place to write down that the message is being sent.
// A crash before it leaves a message that is certainly unsent, a crash
// after it one that is uncertain.
//
// hook is called at most once for each WithHandOver, perhaps on another
// goroutine than Send's, with the context of the Send, which it must obey. An
// error of it means that the message is not sent. A nil hook is none.
func WithHandOver(ctx context.Context, hook func(context.Context) error) context.Context {
	return context.WithValue(ctx, handOverKey{}, &handOver{hook: hook})
}

// HandOver is called by a sender at the last moment before bytes leave that
// cannot be taken back: over SMTP before the write that holds the final dot, over
// HTTP before the request is written, into a folder before the file. It
// returns nil when the message may go, and at once when the context has no hook.
//
// On an error the sender sends nothing and returns that error as it is: a
// *[Failure] that wraps the hook's, Temporary with [reasons.NotClaimed], or with
// [reasons.Cancelled] when the context is over, in which case the hook is not
// called. Later calls with the same context repeat the first answer, so that a
// chain of senders asks once. HandOver is safe for concurrent use.
func HandOver(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return &Failure{Class: Temporary, Fault: FaultSender, Reason: reasons.Cancelled, Err: err}
	}
	h, _ := ctx.Value(handOverKey{}).(*handOver)
	if h == nil || h.hook == nil {
		return nil
	}
	h.once.Do(func() { h.err = ask(ctx, h.hook) })
	if h.err != nil {
		return &Failure{Class: Temporary, Fault: FaultSender, Reason: reasons.NotClaimed, Err: h.err}
	}
	return nil
}

// ask calls the hook. One that panics has claimed nothing; it may run on a
// goroutine of the sender's, where nobody of the host could recover.
func ask(ctx context.Context, hook func(context.Context) error) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("delivery: the hook of WithHandOver panicked")
		}
	}()
	return hook(ctx)
}
