package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
)

// An Outcome is what became of one message, or of one try of it (R613).
type Outcome struct {
	Message compose.Message
	Status  delivery.Status
	Attempt int               // 1 for the first try; 0 when there was none
	Receipt delivery.Receipt  // zero when nobody took it
	Failure *delivery.Failure // nil when it was sent, or not sent on purpose
	Note    string            // why it was not sent on purpose: vetoed, a dry run, superseded
	Took    time.Duration     // in the sender; zero for an outcome that the log tells
	// Unlogged is why the outcome could not be written into the log. The
	// message has gone out all the same when Status says so.
	Unlogged error

	taken bool // by another caller, whose outcome it is
}

// Result is what became of a plan: an outcome for each of its messages, in the
// plan's order. The zero value is that of an error.
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
// not be logged; nil when all went well. What was not sent on purpose (vetoed,
// a dry run, a superseded plan) is no failure: see [Outcome].Note.
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
// sent, so that the plan can be sent again; a failed message is in the Result. A
// key that was used before sends nothing, in however many processes (R612). When
// ctx ends, messages that were not handed over fail as temporary; every outcome is
// logged all the same.
func (s *Service) Send(ctx context.Context, plan compose.Plan) (Result, error) {
	if err := s.checkPlan(&plan); err != nil {
		return Result{}, err
	}
	first, err := s.config.Log.Claim(ctx, s.claim(&plan))
	if err != nil {
		return Result{}, fmt.Errorf("notify: claim of the plan's key: %w", err)
	}
	if !first {
		known, begun, err := s.known(ctx, &plan)
		if err != nil || begun {
			return known, err
		}
		// Whoever claimed the key never got to log a message, so nothing was
		// sent. Should it still be about to, each message goes out once.
	}
	if err := s.logAll(ctx, &plan, delivery.StatusQueued, ""); err != nil {
		return Result{}, fmt.Errorf("notify: nothing was sent: %w", err)
	}
	all := make([]int, len(plan.Messages))
	for i := range all {
		all[i] = i
	}
	attempts := make([]int, len(plan.Messages))
	result := Result{Outcomes: make([]Outcome, len(plan.Messages))}
	return s.deliver(ctx, &plan, result, all, attempts), nil
}

// Retry sends again those messages of a plan whose last try failed for now, and
// those that were queued and never handed over, and no others (R613): never one
// that was sent, refused for good, or whose fate is uncertain. Two retries at
// once send once. It does not wait: see [delivery.Failure].RetryAfter, and [Pause].
func (s *Service) Retry(ctx context.Context, plan compose.Plan) (Result, error) {
	return s.again(ctx, plan, delivery.Temporary)
}

// Resume is [Service.Retry] for when a person has mended the configuration (a
// login, a sender that was not set up): it sends what failed by that too. Nothing
// should call it by itself, since configuration stays wrong until somebody acts.
func (s *Service) Resume(ctx context.Context, plan compose.Plan) (Result, error) {
	return s.again(ctx, plan, delivery.Temporary, delivery.Configuration)
}

// again sends what was never handed over, or failed in one of some classes.
func (s *Service) again(ctx context.Context, plan compose.Plan, classes ...delivery.Class) (Result, error) {
	if err := s.checkPlan(&plan); err != nil {
		return Result{}, err
	}
	known, begun, err := s.known(ctx, &plan)
	if err != nil {
		return Result{}, err
	}
	if !begun {
		return s.Send(ctx, plan) // the first sending never came so far
	}
	var left []int
	attempts := make([]int, len(plan.Messages))
	for i, o := range known.Outcomes {
		attempts[i] = o.Attempt
		if o.Status == delivery.StatusQueued || o.Status == delivery.StatusFailed && o.Failure != nil && slices.Contains(classes, o.Failure.Class) {
			left = append(left, i)
		}
	}
	if len(left) == 0 {
		return known, nil
	}
	return s.deliver(ctx, &plan, known, left, attempts), nil
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

// Supersede logs a plan that was not sent as replaced by another one of the same
// company and order, which has a key of its own (R611). It is not sent after that;
// superseding it twice is no error, and superseding what was sent is one.
func (s *Service) Supersede(ctx context.Context, old, replacement compose.Plan) error {
	for _, plan := range []*compose.Plan{&old, &replacement} {
		if err := s.checkPlan(plan); err != nil {
			return err
		}
	}
	switch {
	case old.Company != replacement.Company || old.Order != replacement.Order:
		return errors.New("notify: a plan is replaced by one of the same company and order")
	case old.Key == replacement.Key:
		return errors.New("notify: a plan that replaces another needs a key of its own")
	}
	claim := s.claim(&old)
	claim.Status = delivery.StatusSuperseded
	first, err := s.config.Log.Claim(ctx, claim)
	if err != nil {
		return fmt.Errorf("notify: claim of the replaced plan: %w", err)
	}
	if !first {
		known, _, err := s.known(ctx, &old)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(known.Outcomes, func(o Outcome) bool { return o.Status != delivery.StatusSuperseded }) {
			return errors.New("notify: the plan cannot be replaced: it was sent")
		}
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

// known is what the log knows of a plan's messages, and whether it has come so
// far that it knows any: a claim alone says that nothing was sent.
func (s *Service) known(ctx context.Context, plan *compose.Plan) (result Result, begun bool, err error) {
	// By order and not by key: a claimed try has a key of its own.
	records, err := audit.All(ctx, s.config.Log, audit.Query{Company: plan.Company, OrderKind: plan.Order.Kind, OrderID: plan.Order.ID})
	if err != nil {
		return Result{}, false, fmt.Errorf("notify: outcomes of the first sending: %w", err)
	}
	unlogged := delivery.StatusQueued
	if slices.ContainsFunc(records, func(r audit.Record) bool {
		return r.MessageID == "" && r.Key == plan.Key && r.Status == delivery.StatusSuperseded
	}) {
		unlogged, begun = delivery.StatusSuperseded, true
	}
	known := map[string]audit.Message{}
	for _, m := range audit.Fold(records) {
		known[m.ID] = m
	}
	result.Duplicate = true
	for _, m := range plan.Messages {
		k, ok := known[m.ID]
		begun = begun || ok
		o := Outcome{Message: m, Status: k.Status, Attempt: k.Attempts, Receipt: k.Receipt, Failure: k.Failure, Note: k.Note}
		switch o.Status {
		case "":
			o.Status = unlogged
		case delivery.StatusSending:
			// No outcome was written: somebody else is at it, or died. It may
			// have gone out.
			o.Status = delivery.StatusUncertain
			o.Failure = &delivery.Failure{Class: delivery.Uncertain, Reason: "no-outcome-logged"}
		}
		result.Outcomes = append(result.Outcomes, o)
	}
	return result, begun, nil
}
