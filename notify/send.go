package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/plan"
)

// send claims the plan's key, logs its messages and delivers them. A message that
// is alone is claimed and logged at the moment when it is handed over, which saves
// a write: until then there is nothing to know.
func (s *Service) send(ctx context.Context, p plan.Plan) (Result, error) {
	if err := s.checkPlan(&p); err != nil {
		return Result{}, err
	}
	if len(p.Messages) == 1 && !p.DryRun {
		known, begun, err := s.outcomesFromLog(ctx, &p)
		if err != nil {
			return Result{}, err
		}
		if begun {
			return s.continueSending(ctx, &p, known)
		}
		return s.deliver(ctx, &p, newResult(&p), delivering{which: []int{0}, unclaimed: true})
	}
	first, err := s.claimPlan(ctx, s.claim(&p), s.firstRecords(&p, delivery.StatusQueued, "")...)
	if err != nil {
		return Result{}, fmt.Errorf("notify: nothing was sent: claim of the plan's key: %w", err)
	}
	if !first {
		known, _, err := s.outcomesFromLog(ctx, &p)
		if err != nil {
			return Result{}, err
		}
		return s.continueSending(ctx, &p, known)
	}
	all := make([]int, len(p.Messages))
	for i := range all {
		all[i] = i
	}
	return s.deliver(ctx, &p, newResult(&p), delivering{which: all})
}

// claimPlan claims a plan with its first records; a store that panics has claimed
// nothing that anybody knows of.
func (s *Service) claimPlan(ctx context.Context, claim audit.Record, with ...audit.Record) (first bool, err error) {
	if s.guard(ctx, "Log.Claim", func() { first, err = s.config.Log.Claim(ctx, claim, with...) }) {
		err = errors.New("notify: Log.Claim panicked")
	}
	return first, err
}

// continueSending is what a later caller with the same key gets: the outcomes that are known,
// and the sending of what was never begun, which an earlier caller left behind
// when its process died or its log failed. What another caller of this process has
// in hand is left to it.
func (s *Service) continueSending(ctx context.Context, p *plan.Plan, known Result) (Result, error) {
	waits, err := s.waits(ctx, p)
	if err != nil || waits || s.hands.have(p) {
		return known.withNextKey(p), err
	}
	d := delivering{attempts: make([]int, len(p.Messages))}
	for i, o := range known.Outcomes {
		if d.attempts[i] = o.Attempt; o.Status == delivery.StatusQueued {
			d.which = append(d.which, i)
		}
	}
	if len(d.which) == 0 {
		return known.withNextKey(p), nil
	}
	return s.deliver(ctx, p, known, d)
}

// waits reports whether a plan is in the outbox: a worker sends it, and nobody else.
func (s *Service) waits(ctx context.Context, p *plan.Plan) (bool, error) {
	if s.config.Outbox == nil {
		return false, nil
	}
	_, err := s.config.Outbox.Plan(ctx, p.Company, p.Key)
	if err != nil && !errors.Is(err, ErrNoPlan) {
		return false, fmt.Errorf("notify: outbox: %w", err)
	}
	return err == nil, nil
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
	if waits, err := s.waits(ctx, &p); err != nil || waits {
		return known.withNextKey(&p), err
	}
	d := delivering{attempts: make([]int, len(p.Messages))}
	for i, o := range known.Outcomes {
		d.attempts[i] = o.Attempt
		if o.Status == delivery.StatusQueued ||
			o.Status == delivery.StatusFailed && o.Failure != nil && slices.Contains(classes, o.Failure.Class) {
			d.which = append(d.which, i)
		}
	}
	if len(d.which) == 0 {
		return known.withNextKey(&p), nil
	}
	return s.deliver(ctx, &p, known, d)
}

// Pause is how long to wait before another try of a message that was tried attempts
// times: a minute after the first, twice as long after each further one, an hour at
// most, and never less than the failure's RetryAfter. A nil failure asks for nothing.
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
	records := s.firstRecords(&old, delivery.StatusSuperseded, "replaced by the plan with key "+replacement.Key)
	if _, err := s.claimPlan(ctx, claim, records...); err != nil {
		return fmt.Errorf("notify: claim of the replaced plan: %w", err)
	}
	known, _, err := s.outcomesFromLog(ctx, &old)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(known.Outcomes, func(o Outcome) bool { return o.Status != delivery.StatusSuperseded }) {
		return errors.New("notify: the plan cannot be replaced: it was sent")
	}
	return nil
}

func (s *Service) checkPlan(p *plan.Plan) error {
	if err := p.Verify(); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	return nil
}

// outcomesFromLog is what the log knows of a plan's messages, and whether it has come so
// far that it knows any: a claim alone says that nothing was sent.
func (s *Service) outcomesFromLog(ctx context.Context, p *plan.Plan) (result Result, begun bool, err error) {
	records, err := s.recordsOf(ctx, p)
	if err != nil {
		return Result{}, begun, fmt.Errorf("notify: outcomes of the first sending: %w", err)
	}
	if claim := claimOf(records, p.Key); claim != nil && claim.PlanHash != p.ContentHash() {
		return Result{}, begun, fmt.Errorf("notify: nothing was sent: %w", audit.ErrKeyReused)
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
			// No outcome was written: somebody else is at it, or has died. Then it
			// may have gone out.
			if s.config.Now().Sub(k.ChangedAt) > audit.Abandoned {
				o.Status = delivery.StatusUncertain
				o.Failure = &delivery.Failure{
					Class: delivery.Uncertain, Fault: delivery.FaultSender, Reason: reasons.NoOutcomeLogged,
				}
			}
		}
		result.Outcomes = append(result.Outcomes, o)
	}
	return result, begun, nil
}

// claimOf is the record by which a key was claimed: one of no message, else that of
// the plan's one message which has the hash, or had it before somebody was erased.
func claimOf(records []audit.Record, key string) (claim *audit.Record) {
	for i := range records {
		r := &records[i]
		switch {
		case r.Key != key:
		case r.MessageID == "":
			return r
		case claim == nil || claim.PlanHash == "":
			claim = r
		}
	}
	return claim
}

// recordsOf are the records of a plan and of whatever else its order has. A claimed
// try has a key of its own, so that what belongs to no order is found message by
// message.
func (s *Service) recordsOf(ctx context.Context, p *plan.Plan) ([]audit.Record, error) {
	if p.Order.ID != "" {
		return audit.All(ctx, s.config.Log, audit.Query{Company: p.Company, OrderKind: p.Order.Kind, OrderID: p.Order.ID})
	}
	records, err := audit.All(ctx, s.config.Log, audit.Query{Company: p.Company, Key: p.Key})
	if err != nil || len(records) == 0 {
		return records, err
	}
	ids := make([]string, len(p.Messages))
	for i, m := range p.Messages {
		ids[i] = m.ID
	}
	own, err := audit.All(ctx, s.config.Log, audit.Query{Company: p.Company, MessageIDs: ids})
	return append(records, own...), err
}
