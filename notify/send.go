package notify

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
)

// An Outcome is what became of one message.
type Outcome struct {
	Message compose.Message
	Status  delivery.Status
	Attempt int
	Receipt delivery.Receipt
	Failure *delivery.Failure // nil when it was sent
	Note    string            // why it was skipped
	Took    time.Duration     // in the sender
	// Unlogged is why the outcome could not be written into the log. The
	// message has gone out all the same when Status says so.
	Unlogged error
}

// Result is what became of a plan: an outcome for each of its messages, in
// order.
type Result struct {
	// Duplicate says that the plan's key was used before: nothing was sent now,
	// and the outcomes are what the log knows of the first time (R612).
	Duplicate bool
	Outcomes  []Outcome
}

// Sent returns how many messages a server or gateway has taken.
func (r Result) Sent() int {
	n := 0
	for _, o := range r.Outcomes {
		if o.Status.Good() {
			n++
		}
	}
	return n
}

// Err joins the failures of the messages that were not sent, and what could
// not be logged; nil when all went well.
func (r Result) Err() error {
	var problems []error
	for _, o := range r.Outcomes {
		if o.Failure != nil && !o.Status.Good() {
			problems = append(problems, fmt.Errorf("notify: message %s: %w", o.Message.ID, o.Failure))
		}
		if o.Unlogged != nil {
			problems = append(problems, fmt.Errorf("notify: message %s is %s, but the log could not be written: %w", o.Message.ID, o.Status, o.Unlogged))
		}
	}
	return errors.Join(problems...)
}

// Send sends a plan now: one message per recipient, each with an outcome of its
// own (R602, R613). The error is about the plan as a whole (it was changed, its
// key was used for another, the log cannot be reached) and then nothing was
// sent; a failed message is in the Result. A key that was used before sends
// nothing. When ctx ends, messages that were not handed over fail as temporary;
// every outcome is logged all the same.
func (s *Service) Send(ctx context.Context, plan compose.Plan) (Result, error) {
	if err := s.checkPlan(&plan); err != nil {
		return Result{}, err
	}
	first, err := s.config.Log.Claim(ctx, s.claim(&plan))
	if err != nil {
		return Result{}, fmt.Errorf("notify: claim of the plan's key: %w", err)
	}
	if !first {
		return s.knownResult(ctx, &plan)
	}
	if err := s.logAll(ctx, &plan, delivery.StatusQueued, ""); err != nil {
		return Result{}, fmt.Errorf("notify: nothing was sent: %w", err)
	}
	all := make([]int, len(plan.Messages))
	for i := range all {
		all[i] = i
	}
	return Result{Outcomes: s.deliver(ctx, &plan, all, 1)}, nil
}

// Retry sends again those messages of a plan whose last try failed for now, and
// no others (R613): never one that was sent, refused for good, or whose fate is
// uncertain. Two retries at once send once. It does not wait: see
// [delivery.Failure].RetryAfter, and [Pause].
func (s *Service) Retry(ctx context.Context, plan compose.Plan) (Result, error) {
	if err := s.checkPlan(&plan); err != nil {
		return Result{}, err
	}
	known, err := s.knownResult(ctx, &plan)
	if err != nil {
		return Result{}, err
	}
	var again []int
	attempt := 0
	for i, o := range known.Outcomes {
		if o.Status == delivery.StatusFailed && o.Failure != nil && o.Failure.Class == delivery.Temporary {
			again = append(again, i)
			attempt = max(attempt, o.Attempt)
		}
	}
	if len(again) == 0 {
		return known, nil
	}
	claim := s.claim(&plan)
	claim.Key += "#" + strconv.Itoa(attempt+1)
	claim.ID = audit.NewID("claim", plan.Company, claim.Key)
	first, err := s.config.Log.Claim(ctx, claim)
	if err != nil {
		return Result{}, fmt.Errorf("notify: claim of the retry: %w", err)
	}
	if !first {
		return known, nil
	}
	for n, o := range s.deliver(ctx, &plan, again, attempt+1) {
		known.Outcomes[again[n]] = o
	}
	known.Duplicate = false
	return known, nil
}

// Pause is how long to wait before the next try after so many: a minute, then
// twice as long each time, an hour at most, and never less than the other side
// asked for.
func Pause(attempts int, f *delivery.Failure) time.Duration {
	pause := min(time.Minute<<min(max(attempts-1, 0), 6), time.Hour)
	if f != nil {
		pause = max(pause, f.RetryAfter)
	}
	return pause
}

// Supersede logs a plan that was not sent as replaced by another one (R611).
func (s *Service) Supersede(ctx context.Context, old, replacement compose.Plan) error {
	if old.Key == replacement.Key {
		return errors.New("notify: a plan that replaces another needs a key of its own")
	}
	first, err := s.config.Log.Claim(ctx, s.claim(&old))
	if err != nil {
		return fmt.Errorf("notify: claim of the replaced plan: %w", err)
	}
	if !first {
		return errors.New("notify: the plan cannot be replaced: it was sent")
	}
	return s.logAll(ctx, &old, delivery.StatusSuperseded, "replaced by the plan with key "+replacement.Key)
}

func (s *Service) checkPlan(plan *compose.Plan) error {
	if err := plan.Verify(); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	if plan.Company == "" || plan.Key == "" {
		return errors.New("notify: the plan has no company or no key: make it with Draft.Plan")
	}
	return nil
}

// knownResult is what the log knows of a plan's messages.
func (s *Service) knownResult(ctx context.Context, plan *compose.Plan) (Result, error) {
	records, err := audit.All(ctx, s.config.Log, audit.Query{Company: plan.Company, Key: plan.Key})
	if err != nil {
		return Result{}, fmt.Errorf("notify: outcomes of the first sending: %w", err)
	}
	known := map[string]audit.Message{}
	for _, m := range audit.Fold(records) {
		known[m.ID] = m
	}
	result := Result{Duplicate: true}
	for _, m := range plan.Messages {
		k := known[m.ID]
		o := Outcome{Message: m, Status: k.Status, Attempt: k.Attempts, Receipt: k.Receipt, Failure: k.Failure, Note: k.Note}
		if o.Status == "" || o.Status == delivery.StatusQueued || o.Status == delivery.StatusSending {
			// Claimed, and no outcome was written: somebody else is at it, or
			// died. It may have gone out.
			o.Status = delivery.StatusUncertain
			o.Failure = &delivery.Failure{Class: delivery.Uncertain, Reason: "no-outcome-logged"}
		}
		result.Outcomes = append(result.Outcomes, o)
	}
	return result, nil
}

// deliver sends some of a plan's messages, a bounded number at a time.
func (s *Service) deliver(ctx context.Context, plan *compose.Plan, which []int, attempt int) []Outcome {
	senders, err := s.config.Senders(ctx, plan.Company)
	outcomes := make([]Outcome, len(which))
	var group sync.WaitGroup
	slots := make(chan struct{}, s.config.Concurrency)
	for n, i := range which {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			outcomes[n] = s.one(ctx, plan, i, attempt, senders, err)
		})
	}
	group.Wait()
	return outcomes
}

// one takes a message through veto, sender and log.
func (s *Service) one(ctx context.Context, plan *compose.Plan, i, attempt int, senders Senders, lookup error) Outcome {
	m := &plan.Messages[i]
	o := Outcome{Message: *m, Attempt: attempt}
	switch err := s.allowed(ctx, plan, m); {
	case plan.DryRun:
		o.Status, o.Note = delivery.StatusSkipped, m.Test
	case ctx.Err() != nil:
		o.fail(&delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "cancelled-before-sending", Err: context.Cause(ctx)})
	case err != nil:
		o.Status, o.Note = delivery.StatusSkipped, "vetoed: "+delivery.Scrub(err.Error())
	case lookup != nil:
		o.fail(&delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: "senders-not-found", Err: lookup})
	default:
		s.hand(ctx, plan, i, senders, &o)
	}
	// Whatever became of ctx, what has happened is written down.
	o.Unlogged = s.config.Log.Append(context.WithoutCancel(ctx), s.outcomeRecord(plan, o))
	s.report(ctx, plan, o)
	return o
}

func (s *Service) allowed(ctx context.Context, plan *compose.Plan, m *compose.Message) error {
	if s.config.Before == nil || plan.DryRun {
		return nil
	}
	return s.config.Before(ctx, plan, m)
}

// hand gives a message to its sender. That it is under way is written before,
// so that a crash in between reads as uncertain and never as not sent.
func (s *Service) hand(ctx context.Context, plan *compose.Plan, i int, senders Senders, o *Outcome) {
	m := &plan.Messages[i]
	send, failure := s.prepare(ctx, plan, i, senders)
	if failure != nil {
		o.fail(failure)
		return
	}
	if err := s.config.Log.Append(ctx, s.statusRecord(plan, m, delivery.StatusSending, o.Attempt)); err != nil {
		o.fail(&delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "log-not-written", Err: err})
		return
	}
	if s.config.Observer != nil {
		ctx = s.config.Observer.Start(ctx, plan.Company, m)
	}
	began := s.config.Now()
	receipt, err := send(ctx)
	o.Took = s.config.Now().Sub(began)
	if o.Receipt = receipt; err != nil {
		o.fail(delivery.AsFailure(err))
	} else {
		o.Status = delivery.StatusSent
	}
	if s.config.Observer != nil {
		s.config.Observer.Done(ctx, plan.Company, *o)
	}
}

// prepare finds the sender of a message and completes the message.
func (s *Service) prepare(ctx context.Context, plan *compose.Plan, i int, senders Senders) (func(context.Context) (delivery.Receipt, error), *delivery.Failure) {
	m := &plan.Messages[i]
	missing := func(what string) *delivery.Failure {
		return &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: "no-sender", Text: "the company has no " + what}
	}
	switch {
	case m.Email != nil && senders.Email == nil:
		return nil, missing("mail server")
	case m.SMS != nil && senders.SMS == nil:
		return nil, missing("SMS gateway")
	case m.SMS != nil:
		return func(ctx context.Context) (delivery.Receipt, error) { return senders.SMS.Send(ctx, m.SMS) }, nil
	}
	mail, err := plan.Mail(i, func(d compose.Document) ([]byte, error) {
		if s.config.Resolve == nil {
			return nil, errors.New("Config.Resolve is nil, and the document has only a reference")
		}
		return s.config.Resolve(ctx, plan.Company, d)
	})
	if err != nil {
		return nil, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "attachment", Text: delivery.Scrub(err.Error()), Err: err}
	}
	return func(ctx context.Context) (delivery.Receipt, error) { return senders.Email.Send(ctx, mail) }, nil
}

// fail sets the status that belongs to a failure.
func (o *Outcome) fail(f *delivery.Failure) {
	o.Failure, o.Status = f, delivery.StatusFailed
	if f.Class == delivery.Uncertain {
		o.Status = delivery.StatusUncertain
	}
}
