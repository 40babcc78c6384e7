package notify

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
)

// A sending is one go at some of a plan's messages.
type sending struct {
	*Service
	plan    *compose.Plan
	shown   *compose.Plan // to the host's hooks
	content string        // of the plan: the same for whoever plans the form again
	senders Senders
	lookup  error // why there are no senders
}

// deliver sends some of a plan's messages, a bounded number at a time, and puts
// their outcomes into result. Attempts are how often each was tried before.
func (s *Service) deliver(ctx context.Context, plan *compose.Plan, result Result, which, attempts []int) (Result, error) {
	now := sending{Service: s, plan: plan, shown: hookCopy(plan), content: plan.Content()}
	if s.panics(ctx, "Config.Senders", func() { now.senders, now.lookup = s.config.Senders(ctx, plan.Company) }) {
		now.lookup = errors.New("notify: Config.Senders panicked")
	}
	var group sync.WaitGroup
	slots := make(chan struct{}, s.config.Concurrency)
	for _, i := range which {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			result.Outcomes[i] = now.one(ctx, i, attempts[i]+1)
		})
	}
	group.Wait()
	result.Duplicate = false
	return s.withTaken(ctx, plan, result)
}

// withTaken fills in what another caller has made of the messages that it was
// quicker with.
func (s *Service) withTaken(ctx context.Context, plan *compose.Plan, result Result) (Result, error) {
	var known Result
	for i := range result.Outcomes {
		if !result.Outcomes[i].taken {
			continue
		}
		if known.Outcomes == nil {
			var err error
			if known, _, err = s.known(context.WithoutCancel(ctx), plan); err != nil {
				return result, err
			}
		}
		result.Outcomes[i] = known.Outcomes[i]
	}
	return result, nil
}

// hookCopy is a plan for the host's hooks: what they change in it changes
// neither what is sent nor what is logged.
func hookCopy(plan *compose.Plan) *compose.Plan {
	c := *plan
	c.Messages = make([]compose.Message, len(plan.Messages))
	for i, m := range plan.Messages {
		if m.Email != nil {
			mail := *m.Email
			m.Email = &mail
		}
		if m.SMS != nil {
			sms := *m.SMS
			m.SMS = &sms
		}
		c.Messages[i] = m
	}
	return &c
}

// panics runs what belongs to the host, and reports whether it panicked: on a
// goroutine of ours that would end the host's process. The value may hold a
// body or a secret, so only the place is logged.
func (s *Service) panics(ctx context.Context, what string, run func()) (panicked bool) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		panicked = true
		kind := fmt.Sprintf("%T", v)
		if e, ok := v.(runtime.Error); ok {
			kind = e.Error()
		}
		s.config.Logger.LogAttrs(context.WithoutCancel(ctx), slog.LevelError, "panic", slog.String("in", what), slog.String("panic", kind), slog.String("stack", string(debug.Stack())))
	}()
	run()
	return false
}

func panicked(class delivery.Class, what string) *delivery.Failure {
	return &delivery.Failure{Class: class, Fault: delivery.FaultSender, Reason: "panicked", Text: what + " panicked"}
}

// one takes a message through veto, sender and log. A try that is handed over
// is claimed before, so that a crash in between reads as uncertain and never as
// not sent; one that is not, with its outcome. Either way one caller has it.
func (s *sending) one(ctx context.Context, i, attempt int) Outcome {
	m := &s.plan.Messages[i]
	o := Outcome{Message: *m, Attempt: attempt}
	send := s.decide(ctx, i, &o)
	after := context.WithoutCancel(ctx) // whatever became of ctx, what has happened is written down
	if send == nil {
		first, err := s.claimTry(after, s.outcomeRecord(s.plan, o))
		if o.taken, o.Unlogged = err == nil && !first, err; o.taken {
			return o
		}
	} else {
		first, err := s.claimTry(after, s.statusRecord(s.plan, m, delivery.StatusSending, attempt))
		if o.taken = err == nil && !first; o.taken {
			return o
		}
		if err != nil {
			o.fail(&delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "log-not-written", Err: err})
		} else {
			s.hand(ctx, &s.shown.Messages[i], send, &o)
		}
		if s.panics(ctx, "Log.Append", func() { o.Unlogged = s.config.Log.Append(after, s.outcomeRecord(s.plan, o)) }) {
			o.Unlogged = errors.New("notify: Log.Append panicked")
		}
	}
	s.report(after, s.shown, o)
	return o
}

// claimTry claims a try with a record of it. It belongs to the plan by its
// MessageID, since its key is that of the try.
func (s *sending) claimTry(ctx context.Context, r audit.Record) (first bool, err error) {
	r.Key += "#" + r.MessageID + "#" + strconv.Itoa(r.Attempt)
	r.PlanHash = s.content
	if s.panics(ctx, "Log.Claim", func() { first, err = s.config.Log.Claim(ctx, r) }) {
		return false, errors.New("notify: Log.Claim panicked")
	}
	return first, err
}

type sendFunc func(context.Context) (delivery.Receipt, error)

// decide returns how to send a message, or nil and the outcome that it has
// without being sent.
func (s *sending) decide(ctx context.Context, i int, o *Outcome) sendFunc {
	failure, veto := s.allowed(ctx, i)
	var send sendFunc
	switch {
	case s.plan.DryRun:
		o.Status, o.Note = delivery.StatusSkipped, o.Message.Test
		return nil
	case ctx.Err() != nil:
		failure = &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "cancelled-before-sending", Err: context.Cause(ctx)}
	case failure != nil:
	case veto != nil:
		o.Status, o.Note = delivery.StatusSkipped, "vetoed: "+delivery.Scrub(veto.Error())
		return nil
	case s.lookup != nil:
		failure = &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: "senders-not-found", Err: s.lookup}
	default:
		send, failure = s.prepare(ctx, i)
	}
	if failure != nil {
		o.fail(failure)
		return nil
	}
	return send
}

func (s *sending) allowed(ctx context.Context, i int) (failure *delivery.Failure, veto error) {
	if s.config.Before == nil || s.plan.DryRun {
		return nil, nil
	}
	if s.panics(ctx, "Config.Before", func() { veto = s.config.Before(ctx, s.shown, &s.shown.Messages[i]) }) {
		failure = panicked(delivery.Configuration, "Config.Before")
	}
	return failure, veto
}

// hand gives a message to its sender.
func (s *sending) hand(ctx context.Context, shown *compose.Message, send sendFunc, o *Outcome) {
	if s.config.Observer != nil {
		s.panics(ctx, "Observer.Start", func() {
			if started := s.config.Observer.Start(ctx, s.plan.Company, shown); started != nil {
				ctx = started
			}
		})
	}
	var err error
	began := s.config.Now()
	if s.panics(ctx, "the sender", func() { o.Receipt, err = send(ctx) }) {
		err = panicked(delivery.Uncertain, "the sender")
	}
	o.Took = s.config.Now().Sub(began)
	if err != nil {
		o.fail(delivery.AsFailure(err))
	} else {
		o.Status = delivery.StatusSent
	}
	if s.config.Observer != nil {
		s.panics(ctx, "Observer.Done", func() { s.config.Observer.Done(ctx, s.plan.Company, *o) })
	}
}

// prepare finds the sender of a message and completes the message.
func (s *sending) prepare(ctx context.Context, i int) (sendFunc, *delivery.Failure) {
	m, senders := &s.plan.Messages[i], s.senders
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
	var unavailable *delivery.Failure
	mail, err := s.plan.Mail(i, func(d compose.Document) (data []byte, err error) {
		data, unavailable, err = s.resolve(ctx, s.plan.Company, d)
		return data, err
	})
	switch {
	case unavailable != nil:
		return nil, unavailable
	case err != nil:
		return nil, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "attachment", Text: delivery.Scrub(err.Error()), Err: err}
	}
	return func(ctx context.Context) (delivery.Receipt, error) { return senders.Email.Send(ctx, mail) }, nil
}

// resolve gets a document's bytes. The host's error may hold a signed link, so
// its text is not kept; the cause is in the failure's Err. What is not there
// will not be there later; all else may be.
func (s *Service) resolve(ctx context.Context, company string, d compose.Document) (data []byte, f *delivery.Failure, err error) {
	if s.config.Resolve == nil {
		return nil, nil, errors.New("Config.Resolve is nil, and the document has only a reference")
	}
	if s.panics(ctx, "Config.Resolve", func() { data, err = s.config.Resolve(ctx, company, d) }) {
		return nil, panicked(delivery.Configuration, "Config.Resolve"), errors.New("notify: Config.Resolve panicked")
	}
	if err == nil {
		return data, nil, nil
	}
	if own, ok := errors.AsType[*delivery.Failure](err); ok && own != nil {
		return nil, delivery.AsFailure(err), err
	}
	f = &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultMessage, Reason: "attachment-not-available", Text: delivery.Scrub(strconv.Quote(d.Name)), Err: err}
	if errors.Is(err, fs.ErrNotExist) {
		f.Class = delivery.Permanent
	}
	return nil, f, err
}

// fail sets the status that belongs to a failure.
func (o *Outcome) fail(f *delivery.Failure) {
	o.Failure, o.Status = f, delivery.StatusFailed
	if f.Class == delivery.Uncertain {
		o.Status = delivery.StatusUncertain
	}
}
