package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
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
	alone   bool  // the plan's one message, whose plan is claimed when it is handed over

	mu      sync.Mutex
	files   map[string][]byte                      // by reference and hash: what was resolved, once for all recipients
	stopped map[delivery.Channel]*delivery.Failure // by channel: why nothing more is tried over it
	claimed error                                  // why the plan of a message that is alone could not be claimed
}

// delivering says which of a plan's messages are to be sent.
type delivering struct {
	which     []int
	attempts  []int // how often each message was tried before; nil: none was
	unclaimed bool  // the plan's key is not claimed yet
}

// deliver sends some of a plan's messages, a bounded number at a time, and puts
// their outcomes into result.
func (s *Service) deliver(ctx context.Context, p *plan.Plan, result Result, d delivering) (Result, error) {
	defer s.hands.take(p)()
	now := s.newSending(ctx, p)
	now.alone = d.unclaimed
	var group sync.WaitGroup
	slots := make(chan struct{}, s.config.Concurrency)
	for _, i := range d.which {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			attempt := 1
			if d.attempts != nil {
				attempt += d.attempts[i]
			}
			over := false
			defer func() {
				if !over { // runtime.Goexit, such as testing.T.FailNow in a sender of a test's
					result.Outcomes[i] = now.abandonedOutcome(ctx, i, attempt)
				}
			}()
			result.Outcomes[i] = now.sendOne(ctx, i, attempt, inLog{now})
			over = true
		})
	}
	group.Wait()
	if now.claimed != nil {
		return Result{}, fmt.Errorf("notify: nothing was sent: claim of the plan's key: %w", now.claimed)
	}
	result.Duplicate = !slices.ContainsFunc(d.which, func(i int) bool { return !result.Outcomes[i].taken })
	return s.adoptOthers(ctx, p, result).withNextKey(p), nil
}

// abandonedOutcome is the outcome of a message whose goroutine was ended in the midst of it.
func (s *sending) abandonedOutcome(ctx context.Context, i, attempt int) Outcome {
	o := Outcome{Message: s.plan.Messages[i], Attempt: attempt}
	o.fail(panicked(delivery.Uncertain, "the sender"))
	o.Unlogged = s.write(ctx, inLog{s}, func(ctx context.Context) error {
		_, err := inLog{s}.ended(ctx, &o, s.outcomeRecord(s.plan, o), true)
		return err
	})
	return o
}

// newSending prepares the sending of some of a plan's messages.
func (s *Service) newSending(ctx context.Context, p *plan.Plan) *sending {
	now := &sending{
		Service: s, plan: p, shown: hookCopy(p), content: p.ContentHash(),
		files: map[string][]byte{}, stopped: map[delivery.Channel]*delivery.Failure{},
	}
	now.lookUp(ctx)
	return now
}

// lookUp finds the company's senders, by its settings of now.
func (s *sending) lookUp(ctx context.Context) {
	if s.guard(ctx, "Config.Senders", func() { s.senders, s.lookup = s.config.Senders(ctx, s.plan.Company) }) {
		s.lookup = errors.New("notify: Config.Senders panicked")
	}
	s.senders = s.senders.set()
}

// forRetry is a later go at the same plan: with what was prepared, by the senders of
// now, and nothing is stopped.
func (s *sending) forRetry(ctx context.Context) *sending {
	now := &sending{
		Service: s.Service,
		plan:    s.plan,
		shown:   s.shown,
		content: s.content,
		files:   s.files,
		stopped: map[delivery.Channel]*delivery.Failure{},
	}
	now.lookUp(ctx)
	return now
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
		o.fail(&delivery.Failure{
			Class:  delivery.Uncertain,
			Fault:  delivery.FaultSender,
			Reason: reasons.TakenByAnother,
			Text:   "another caller sends it, and the log does not say what became of it",
			Err:    err,
		})
	}
	return result
}

// sendOne takes a message through observer, veto, sender and log.
func (s *sending) sendOne(ctx context.Context, i, attempt int, t tries) Outcome {
	observer := s.config.Observer
	if observer != nil {
		s.guard(ctx, "Observer.Start", func() {
			if started := observer.Start(ctx, s.shown, &s.shown.Messages[i]); started != nil {
				ctx = started
			}
		})
	}
	o := s.attempt(ctx, i, attempt, t)
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
