package notify

import (
	"context"
	"errors"
	"strconv"
	"sync"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/plan"
)

// A sending is one go at some of a plan's messages.
type sending struct {
	*Service
	plan    *plan.Plan
	shown   *plan.Plan // to the host's hooks
	content string     // of the plan: the same for whoever plans the form again
	senders Senders
	lookup  error // why there are no senders

	mu    sync.Mutex
	files map[string][]byte // by reference and hash: what was resolved, once for all recipients
}

// deliver sends some of a plan's messages, a bounded number at a time, and puts
// their outcomes into result. Attempts are how often each was tried before.
func (s *Service) deliver(ctx context.Context, p *plan.Plan, result Result, which, attempts []int) Result {
	now := sending{Service: s, plan: p, shown: hookCopy(p), content: p.ContentHash(), files: map[string][]byte{}}
	if s.guard(ctx, "Config.Senders", func() { now.senders, now.lookup = s.config.Senders(ctx, p.Company) }) {
		now.lookup = errors.New("notify: Config.Senders panicked")
	}
	var group sync.WaitGroup
	slots := make(chan struct{}, s.config.Concurrency)
	for _, i := range which {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			result.Outcomes[i] = now.sendOne(ctx, i, attempts[i]+1)
		})
	}
	group.Wait()
	result.Duplicate = false
	return s.adoptOthers(ctx, p, result)
}

// adoptOthers fills in what another caller has made of the messages that it was
// quicker with. When the log does not say, nobody knows: others of the plan have
// been sent, so it is their outcome and no error of the whole.
func (s *Service) adoptOthers(ctx context.Context, p *plan.Plan, result Result) Result {
	var known Result
	var err error
	for i := range result.Outcomes {
		o := &result.Outcomes[i]
		if !o.taken {
			continue
		}
		if known.Outcomes == nil && err == nil {
			known, _, err = s.outcomesFromLog(context.WithoutCancel(ctx), p)
		}
		if err == nil {
			*o = known.Outcomes[i]
			continue
		}
		o.fail(&delivery.Failure{Class: delivery.Uncertain, Fault: delivery.FaultSender, Reason: "taken-by-another", Text: "another caller sends it, and the log does not say what became of it", Err: err})
	}
	return result
}

// sendOne takes a message through observer, veto, sender and log.
func (s *sending) sendOne(ctx context.Context, i, attempt int) Outcome {
	observer := s.config.Observer
	if observer != nil {
		s.guard(ctx, "Observer.Start", func() {
			if started := observer.Start(ctx, s.shown, &s.shown.Messages[i]); started != nil {
				ctx = started
			}
		})
	}
	o := s.attempt(ctx, i, attempt)
	seen := o
	seen.Message = s.shown.Messages[i]
	if o.taken {
		seen.Status, seen.Note = delivery.StatusSkipped, "another caller sends it"
	} else {
		s.report(context.WithoutCancel(ctx), s.shown, seen)
	}
	if observer != nil {
		s.guard(ctx, "Observer.Done", func() { observer.Done(ctx, s.shown, seen) })
	}
	return o
}

// attempt sends a message and logs it. A try that is handed over is claimed before,
// so that a crash in between reads as uncertain and never as not sent; one that
// is not, with its outcome. Either way one caller has it.
func (s *sending) attempt(ctx context.Context, i, attempt int) Outcome {
	m := &s.plan.Messages[i]
	o := Outcome{Message: *m, Attempt: attempt}
	send := s.ready(ctx, i, &o)
	after := context.WithoutCancel(ctx) // whatever became of ctx, what has happened is written down
	if send == nil {
		first, err := s.claimTry(after, s.outcomeRecord(s.plan, o))
		o.taken, o.Unlogged = err == nil && !first, err
		return o
	}
	first, err := s.claimTry(after, s.statusRecord(s.plan, m, delivery.StatusSending, attempt))
	if o.taken = err == nil && !first; o.taken {
		return o
	}
	if err != nil {
		o.fail(&delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "log-not-written", Err: err})
	} else {
		s.handOver(ctx, send, &o)
	}
	if s.guard(ctx, "Log.Append", func() { o.Unlogged = s.config.Log.Append(after, s.outcomeRecord(s.plan, o)) }) {
		o.Unlogged = errors.New("notify: Log.Append panicked")
	}
	return o
}

// claimTry claims a try with a record of it. It belongs to the plan by its
// MessageID, since its key is that of the try.
func (s *sending) claimTry(ctx context.Context, r audit.Record) (first bool, err error) {
	r.Key += "#" + r.MessageID + "#" + strconv.Itoa(r.Attempt)
	r.PlanHash = s.content
	if s.guard(ctx, "Log.Claim", func() { first, err = s.config.Log.Claim(ctx, r) }) {
		return false, errors.New("notify: Log.Claim panicked")
	}
	return first, err
}

// sendFunc hands one message over.
type sendFunc func(context.Context) (delivery.Receipt, error)

// ready returns how to send a message, or nil and the outcome that it has
// without being sent.
func (s *sending) ready(ctx context.Context, i int, o *Outcome) sendFunc {
	failure, veto := s.askVeto(ctx, i)
	var send sendFunc
	switch {
	case s.plan.DryRun:
		o.Status, o.Note = delivery.StatusSkipped, "dry run"
		return nil
	case ctx.Err() != nil:
		failure = &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "cancelled-before-sending", Err: context.Cause(ctx)}
	case failure != nil:
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
	return &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: "senders-not-found", Err: err}
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

// handOver gives a message to its sender.
func (s *sending) handOver(ctx context.Context, send sendFunc, o *Outcome) {
	var err error
	began := s.config.Now()
	if s.guard(ctx, "the sender", func() { o.Receipt, err = send(ctx) }) {
		err = panicked(delivery.Uncertain, "the sender")
	}
	o.Took = s.config.Now().Sub(began)
	if err != nil {
		o.fail(delivery.AsFailure(err))
	} else {
		o.Status = delivery.StatusSent
	}
}

// fail sets the status that belongs to a failure.
func (o *Outcome) fail(f *delivery.Failure) {
	o.Failure, o.Status = f, delivery.StatusFailed
	if f.Class == delivery.Uncertain {
		o.Status = delivery.StatusUncertain
	}
}
