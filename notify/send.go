package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/plan"
)

// An Outcome is what became of one message, or of one try of it (R613).
type Outcome struct {
	Message plan.Message
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

// send claims the plan's key, logs its messages and delivers them.
func (s *Service) send(ctx context.Context, p plan.Plan) (Result, error) {
	if err := s.checkPlan(&p); err != nil {
		return Result{}, err
	}
	first, err := s.config.Log.Claim(ctx, s.claim(&p))
	if err != nil {
		return Result{}, fmt.Errorf("notify: claim of the plan's key: %w", err)
	}
	if !first {
		known, begun, err := s.outcomesFromLog(ctx, &p)
		if err != nil || begun {
			return known, err
		}
		// Whoever claimed the key never got to log a message, so nothing was
		// sent. Should it still be about to, each message goes out once.
	}
	if err := s.logAll(ctx, &p, delivery.StatusQueued, ""); err != nil {
		return Result{}, fmt.Errorf("notify: nothing was sent: %w", err)
	}
	all := make([]int, len(p.Messages))
	for i := range all {
		all[i] = i
	}
	attempts := make([]int, len(p.Messages))
	result := Result{Outcomes: make([]Outcome, len(p.Messages))}
	return s.deliver(ctx, &p, result, all, attempts), nil
}

// resendWhere sends what was never handed over, or failed in one of some classes.
func (s *Service) resendWhere(ctx context.Context, p plan.Plan, classes ...delivery.Class) (Result, error) {
	if err := s.checkPlan(&p); err != nil {
		return Result{}, err
	}
	known, begun, err := s.outcomesFromLog(ctx, &p)
	if err != nil {
		return Result{}, err
	}
	if !begun {
		return s.send(ctx, p) // the first sending never came so far
	}
	var left []int
	attempts := make([]int, len(p.Messages))
	for i, o := range known.Outcomes {
		attempts[i] = o.Attempt
		if o.Status == delivery.StatusQueued || o.Status == delivery.StatusFailed && o.Failure != nil && slices.Contains(classes, o.Failure.Class) {
			left = append(left, i)
		}
	}
	if len(left) == 0 {
		return known, nil
	}
	return s.deliver(ctx, &p, known, left, attempts), nil
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

func (s *Service) supersede(ctx context.Context, old, replacement plan.Plan) error {
	for _, p := range []*plan.Plan{&old, &replacement} {
		if err := s.checkPlan(p); err != nil {
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
		known, _, err := s.outcomesFromLog(ctx, &old)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(known.Outcomes, func(o Outcome) bool { return o.Status != delivery.StatusSuperseded }) {
			return errors.New("notify: the plan cannot be replaced: it was sent")
		}
	}
	return s.logAll(ctx, &old, delivery.StatusSuperseded, "replaced by the plan with key "+replacement.Key)
}

func (s *Service) checkPlan(p *plan.Plan) error {
	if err := p.Verify(); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	if p.Company == "" || p.Key == "" {
		return errors.New("notify: the plan has no company or no key: make it with Draft.Plan")
	}
	return nil
}

// outcomesFromLog is what the log knows of a plan's messages, and whether it has come so
// far that it knows any: a claim alone says that nothing was sent.
func (s *Service) outcomesFromLog(ctx context.Context, p *plan.Plan) (result Result, begun bool, err error) {
	// By order and not by key: a claimed try has a key of its own.
	records, err := audit.All(ctx, s.config.Log, audit.Query{Company: p.Company, OrderKind: p.Order.Kind, OrderID: p.Order.ID})
	if err != nil {
		return Result{}, false, fmt.Errorf("notify: outcomes of the first sending: %w", err)
	}
	unlogged := delivery.StatusQueued
	if slices.ContainsFunc(records, func(r audit.Record) bool {
		return r.MessageID == "" && r.Key == p.Key && r.Status == delivery.StatusSuperseded
	}) {
		unlogged, begun = delivery.StatusSuperseded, true
	}
	known := map[string]audit.Message{}
	for _, m := range audit.Fold(records) {
		known[m.ID] = m
	}
	result.Duplicate = true
	for _, m := range p.Messages {
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
