package notify

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// batch joins what several goroutines do at the same time into one call: while one
// call runs, the others' wait and go with the next. So a hundred messages cost one
// transaction.
type batch[T, R any] struct {
	most   int
	linger time.Duration // what a call waits for others to come
	do     func(context.Context, []T) ([]R, error)

	mu      sync.Mutex
	waiting []*batched[T, R]
	running bool // somebody carries out what waits
}

type batched[T, R any] struct {
	in   T
	out  R
	err  error
	done chan struct{}
}

// call does one thing with the others. An error of several is tried for each alone,
// so that one's fault is not another's.
func (b *batch[T, R]) call(ctx context.Context, in T) (R, error) {
	one := &batched[T, R]{in: in, done: make(chan struct{})}
	b.mu.Lock()
	b.waiting = append(b.waiting, one)
	mine := !b.running
	b.running = true
	b.mu.Unlock()
	if mine {
		go b.run(context.WithoutCancel(ctx))
	}
	select {
	case <-one.done:
		return one.out, one.err
	case <-ctx.Done():
		// It may still be done: whoever asks again finds it done.
		var none R
		return none, context.Cause(ctx)
	}
}

func (b *batch[T, R]) run(ctx context.Context) {
	for {
		b.mu.Lock()
		if b.running = len(b.waiting) > 0; !b.running {
			b.mu.Unlock()
			return
		}
		b.mu.Unlock()
		time.Sleep(b.linger)
		b.mu.Lock()
		list := slices.Clone(b.waiting[:min(len(b.waiting), b.most)])
		b.waiting = slices.Delete(b.waiting, 0, len(list))
		b.mu.Unlock()
		b.work(ctx, list)
	}
}

func (b *batch[T, R]) work(ctx context.Context, list []*batched[T, R]) {
	in := make([]T, len(list))
	for i, one := range list {
		in[i] = one.in
	}
	out, err := b.do(ctx, in)
	// When nobody answers it is no fault of one of them.
	if err != nil && len(list) > 1 && !errors.Is(err, context.DeadlineExceeded) {
		for _, one := range list {
			b.work(ctx, []*batched[T, R]{one})
		}
		return
	}
	for i, one := range list {
		if one.err = err; err == nil && i < len(out) {
			one.out = out[i]
		}
		close(one.done)
	}
}
