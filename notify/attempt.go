package notify

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// tries is how the tries of messages are claimed and written down: in the log, or
// under the lease of a job.
type tries interface {
	// handOver claims a try in the moment when its message leaves, with a record of it.
	handOver(ctx context.Context, r audit.Record) (first bool, err error)
	// ended writes the outcome of a try, which is the caller's own when it was handed
	// over; one that was not is claimed by it.
	ended(ctx context.Context, o *Outcome, r audit.Record, handed bool) (first bool, err error)
	// grace is a context, whatever became of ctx, for as long as writing it is repeated.
	grace(ctx context.Context) (context.Context, context.CancelFunc)
}

// attempt sends a message and logs it. The try is claimed in the moment when the
// sender hands over what cannot be taken back: a crash before it leaves a message
// that the next caller sends, a crash after it one that is uncertain.
// A try that ends before is claimed with its outcome. Either way one caller has it.
func (s *sending) attempt(ctx context.Context, i, attempt int, t tries) Outcome {
	m := &s.plan.Messages[i]
	o := Outcome{Message: *m, Attempt: attempt}
	h := &handing{s: s, i: i, attempt: attempt, tries: t}
	if send := s.senderFor(ctx, i, &o); send != nil {
		s.handOver(ctx, h, send, &o)
	}
	if o.taken = h.taken; o.taken {
		return o
	}
	var first bool
	o.Unlogged = s.write(ctx, t, func(ctx context.Context) error {
		is, err := t.ended(ctx, &o, s.outcomeRecord(s.plan, o), h.claimed)
		first = first || is // also where the answer to it was lost
		return err
	})
	o.taken = o.Unlogged == nil && !first
	return o
}

// A handing is the moment at which a message leaves.
type handing struct {
	s          *sending
	i, attempt int
	tries      tries

	mu      sync.Mutex
	claimed bool // it may have left
	taken   bool // by another caller
	over    bool // the caller went away before
}

var errTaken = errors.New("notify: another caller sends it")

// claim is the hook of the sender.
func (h *handing) claim(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return context.Canceled
	}
	r := h.s.statusRecord(h.s.plan, &h.s.plan.Messages[h.i], delivery.StatusSending, h.attempt)
	first, err := h.tries.handOver(ctx, r)
	if err != nil {
		return err
	}
	if h.taken = !first; h.taken {
		return errTaken
	}
	h.claimed = true
	return nil
}

// cancelUnsent ends what has not been handed over when the caller goes away. What has
// been runs to its end.
func (h *handing) cancelUnsent(cancel func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over = !h.claimed; h.over {
		cancel()
	}
}

// handOver gives a message to its sender. When ctx ends, a message that has not
// been handed over is given up; one that has goes on within the sender's own
// limits, and [Config].FinalTimeout at the longest.
func (s *sending) handOver(ctx context.Context, h *handing, send sendFunc, o *Outcome) {
	mine, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	stop := context.AfterFunc(ctx, func() {
		h.cancelUnsent(func() { cancel(context.Cause(ctx)) })
		select {
		case <-mine.Done():
		case <-time.After(s.config.FinalTimeout):
			cancel(context.DeadlineExceeded)
		}
	})
	defer stop()
	var err error
	began := s.config.Now()
	if s.guard(ctx, "the sender", func() { o.Receipt, err = send(delivery.WithHandOver(mine, h.claim)) }) {
		err = panicked(delivery.Uncertain, "the sender")
	}
	o.Took = s.config.Now().Sub(began)
	if err == nil {
		o.Status = delivery.StatusSent
		return
	}
	f := delivery.AsFailure(err)
	if f.StopsOthers() {
		s.stop(h.i, f)
	}
	o.fail(f)
}

// stop keeps the rest of the sending from being tried over a channel whose server
// or gateway works for nobody until a person acts (R613).
func (s *sending) stop(i int, f *delivery.Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if channel := s.plan.Messages[i].Channel; s.stopped[channel] == nil {
		s.stopped[channel] = f
	}
}

func (s *sending) stopper(i int) *delivery.Failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopped[s.plan.Messages[i].Channel]
}

// inLog claims tries in the log.
type inLog struct{ *sending }

func (t inLog) handOver(ctx context.Context, r audit.Record) (bool, error) { return t.claim(ctx, r) }

func (t inLog) grace(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx = context.WithoutCancel(ctx)
	if t.oneTry {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, t.config.LogGrace)
}

func (t inLog) ended(ctx context.Context, _ *Outcome, r audit.Record, handed bool) (bool, error) {
	if !handed {
		return t.claim(ctx, r)
	}
	return true, t.config.Log.Append(ctx, r)
}

// claim claims a try with a record of it. It belongs to the plan by its MessageID,
// since its key is that of the try. A message that is alone is claimed with its plan,
// by one record that says what was sent too.
func (t inLog) claim(ctx context.Context, r audit.Record) (first bool, err error) {
	s := t.sending
	r.PlanHash = s.content
	claim, with := r, []audit.Record(nil)
	if s.alone {
		s.withContent(&claim, s.plan, &s.plan.Messages[0])
		with = s.leftOutRecords(s.plan)
	} else {
		claim.Key += "#" + r.MessageID + "#" + strconv.Itoa(r.Attempt)
	}
	if s.guard(ctx, "Log.Claim", func() { first, err = s.config.Log.Claim(ctx, claim, with...) }) {
		err = errors.New("notify: Log.Claim panicked")
	}
	if err != nil && s.alone {
		s.mu.Lock()
		s.claimed = err
		s.mu.Unlock()
	}
	return first, err
}

// The time between the first two tries to write the log, doubled each time, and the longest.
const (
	logPause        = 250 * time.Millisecond
	longestLogPause = 16 * time.Second
)

// write writes what has happened into the log, whatever became of ctx, and repeats
// it until the grace is over: records are known by their ID.
func (s *sending) write(ctx context.Context, t tries, do func(context.Context) error) error {
	const what = "the log"
	ctx, cancel := t.grace(ctx)
	defer cancel()
	for pause := logPause; ; pause = min(2*pause, longestLogPause) {
		err := errors.New("notify: " + what + " panicked")
		if s.guard(ctx, what, func() { err = do(ctx) }) || err == nil || errors.Is(err, audit.ErrKeyReused) || s.oneTry {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// sendFunc hands one message over.
type sendFunc func(context.Context) (delivery.Receipt, error)

// senderFor returns how to send a message, or nil and the outcome that it has
// without being sent.
func (s *sending) senderFor(ctx context.Context, i int, o *Outcome) sendFunc {
	failure, veto := s.askVeto(ctx, i)
	var send sendFunc
	switch {
	case s.plan.DryRun:
		o.Status, o.Note = delivery.StatusSkipped, "dry run"
		return nil
	case ctx.Err() != nil:
		failure = &delivery.Failure{
			Class:  delivery.Temporary,
			Fault:  delivery.FaultSender,
			Reason: reasons.Cancelled,
			Err:    context.Cause(ctx),
		}
	case failure != nil:
	case s.stopper(i) != nil:
		failure = s.stopper(i)
	case veto != nil:
		o.Status, o.Note = delivery.StatusSkipped, "vetoed: "+delivery.Scrub(veto.Error())
		return nil
	case s.lookup != nil:
		failure = notFound(s.lookup)
	default:
		send, failure = s.prepare(ctx, i)
	}
	if failure != nil {
		o.fail(failure)
		return nil
	}
	return send
}

// notFound is the failure of a company whose senders cannot be had: as the host
// says, or else nothing works until a person acts.
func notFound(err error) *delivery.Failure {
	if own, ok := errors.AsType[*delivery.Failure](err); ok && own != nil {
		return delivery.AsFailure(err)
	}
	return &delivery.Failure{
		Class:  delivery.Configuration,
		Fault:  delivery.FaultSender,
		Reason: reasons.SendersNotFound,
		Err:    err,
	}
}

// askVeto asks the host's veto.
func (s *sending) askVeto(ctx context.Context, i int) (failure *delivery.Failure, veto error) {
	if s.config.Before == nil || s.plan.DryRun {
		return nil, nil
	}
	if s.guard(ctx, "Config.Before", func() { veto = s.config.Before(ctx, s.shown, &s.shown.Messages[i]) }) {
		failure = panicked(delivery.Configuration, "Config.Before")
	}
	return failure, veto
}

// fail sets the status that belongs to a failure.
func (o *Outcome) fail(f *delivery.Failure) {
	o.Failure, o.Status = f, delivery.StatusFailed
	if f.Class == delivery.Uncertain {
		o.Status = delivery.StatusUncertain
	}
}
