package notify

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// work takes one job to its end, or to when it is tried again: at the latest when its
// lease has run out. Whoever stops the worker does not stop what is under way. A function
// of the host's that panics ends the job's turn alone.
func (w *Worker) work(running context.Context, j Leased) {
	var err error
	ctx, cancel := context.WithTimeout(context.WithoutCancel(running), w.config.Lease)
	defer cancel()
	ctx = context.WithValue(ctx, runningKey{}, running.Done())
	w.config.Service.guard(ctx, "the worker", func() { err = w.attempt(ctx, j) })
	if err != nil && !errors.Is(err, ErrLeaseLost) {
		w.logOutbox(ctx, "job", err, slog.String("company", j.Company), slog.String("message", j.ID))
	}
}

// runningKey has the channel that is closed when the worker is stopped.
type runningKey struct{}

func (w *Worker) attempt(ctx context.Context, j Leased) error {
	now := w.now()
	switch quiet := w.afterQuiet(j, now); {
	case j.Abandoned:
		return w.abandoned(ctx, j)
	case !j.NotAfter.IsZero() && now.After(j.NotAfter):
		return w.drop(ctx, j, "too late: it was to be sent before "+j.NotAfter.UTC().Format(time.RFC3339))
	case quiet.After(now):
		return w.putBack(ctx, j, quiet)
	case j.Later != nil:
		return w.planNow(ctx, j)
	}
	limit := w.limiter(&j)
	if limit.slots != nil {
		timer := time.NewTimer(w.config.Poll)
		defer timer.Stop()
		select {
		case limit.slots <- struct{}{}:
			defer func() { <-limit.slots }()
		case <-timer.C: // others have turns too
			return w.putBack(ctx, j, now.Add(w.config.Poll))
		}
	}
	if limit.rate != nil {
		place := limit.rate.ReserveN(now, 1)
		wait := place.DelayFrom(now)
		if wait > time.Second {
			place.CancelAt(now)
			return w.putBack(ctx, j, now.Add(wait))
		}
		time.Sleep(wait)
	}
	return w.send(ctx, j)
}

// afterQuiet is when quiet hours let a job go.
func (w *Worker) afterQuiet(j Leased, now time.Time) time.Time {
	return j.Quiet.Next(now, time.UTC) // of the zone that they name
}

// send sends the message of a job.
func (w *Worker) send(ctx context.Context, j Leased) error {
	shared, release := w.openPlan(ctx, &j)
	defer release()
	if errors.Is(shared.err, ErrNoPlan) {
		return w.withoutPlan(ctx, j, delivery.Permanent, reasons.Invalid, "its plan is gone")
	}
	if shared.err != nil {
		return shared.err // the lease runs out, and it is tried again
	}
	i, ok := shared.message(&j)
	if !ok { // changed, or a newer version of the library has put it, which may have the next try
		return w.withoutPlan(ctx, j, delivery.Temporary, reasons.Invalid, "the plan is not what was put")
	}
	return shared.now.sendOne(ctx, i, j.Attempt+1, &underLease{w: w, job: j}).Unlogged
}

// underLease claims tries by the lease of a job. What it writes names no user: the message's
// first record does, unless the user was erased since (R707).
type underLease struct {
	w   *Worker
	job Leased
}

func (t *underLease) handOver(ctx context.Context, r audit.Record) (bool, error) {
	r.Actor = audit.UserRef{}
	return t.w.hands.call(ctx, HandOver{Leased: t.job, Record: r})
}

// grace is as long as the lease: a worker has nobody who waits for an answer, and what is
// not settled by then would be held though its end is known. Once the worker is stopped it
// is the service's.
func (t *underLease) grace(ctx context.Context) (context.Context, context.CancelFunc) {
	service := t.w.config.Service
	stopped, _ := ctx.Value(runningKey{}).(<-chan struct{})
	mine, cancel := context.WithTimeout(context.WithoutCancel(ctx), t.w.config.Lease)
	if stopped == nil || service.oneTry {
		return mine, cancel
	}
	go func() {
		select {
		case <-stopped:
			select {
			case <-time.After(service.config.LogGrace):
				cancel()
			case <-mine.Done():
			}
		case <-mine.Done():
		}
	}()
	return mine, cancel
}

// ended settles the job with the outcome of its try.
func (t *underLease) ended(ctx context.Context, o *Outcome, r audit.Record, handed bool) (bool, error) {
	s := t.w.settlement(t.job, o)
	r.Status, r.Failure = o.Status, o.Failure
	r.Actor = audit.UserRef{}
	s.Records = []audit.Record{r}
	err := t.w.settle(ctx, s)
	if errors.Is(err, ErrLeaseLost) && o.Status.Good() {
		// Another worker has the job and holds it, since nobody said what came of it.
		return true, t.w.config.Service.config.Log.Append(ctx, r)
	}
	return handed || !errors.Is(err, ErrLeaseLost), ignore(err, ErrLeaseLost)
}

func ignore(err, target error) error {
	if errors.Is(err, target) {
		return nil
	}
	return err
}

// settlement is what an outcome means for the job. A try that was the last makes the
// failure one for good.
func (w *Worker) settlement(j Leased, o *Outcome) Settlement {
	s := Settlement{Leased: j, State: JobSent, Attempt: o.Attempt}
	f := o.Failure
	switch {
	case o.Status == delivery.StatusSkipped:
		s.State = JobDropped
	case f == nil:
	case f.Class == delivery.Uncertain && !w.config.ResendUncertain(j.Company, j.Channel):
		s.State, s.Why = JobHeld, string(f.Reason)
	case f.Class == delivery.Configuration && !f.StopsOthers(), f.Class == delivery.Permanent:
		s.State = JobFailed
	case f.Class == delivery.Configuration:
		s.State, s.Stop, s.NotBefore, s.Why = JobWaiting, true, w.now(), string(f.Reason)
	default:
		s.State, s.NotBefore = JobWaiting, w.nextTry(j, o)
		if s.NotBefore.IsZero() {
			s.State = JobFailed
			gaveUp := *f
			gaveUp.Class, gaveUp.Reason, gaveUp.Text = delivery.Permanent, reasons.GaveUp, string(f.Reason)
			o.Failure = &gaveUp
		}
	}
	return s
}

// nextTry is when a job is tried again: after a growing pause with jitter, and never
// before the other side asked for; zero when the time to try is over.
func (w *Worker) nextTry(j Leased, o *Outcome) time.Time {
	pause := Pause(o.Attempt, nil)
	pause += time.Duration((rand.Float64() - 0.5) * 0.4 * float64(pause))
	if o.Failure != nil {
		pause = max(pause, o.Failure.RetryAfter)
	}
	at := w.now().Add(pause)
	if at.After(j.Accepted.Add(w.config.GiveUp)) {
		return time.Time{}
	}
	return at
}

// abandoned is about a message that an earlier worker handed over and then died.
func (w *Worker) abandoned(ctx context.Context, j Leased) error {
	shared, release := w.openPlan(ctx, &j)
	defer release()
	if shared.err != nil && !errors.Is(shared.err, ErrNoPlan) {
		return shared.err
	}
	i, ok := shared.message(&j)
	if !ok {
		return w.withoutPlan(ctx, j, delivery.Uncertain, reasons.NoOutcomeLogged, "")
	}
	known, _, err := w.config.Service.outcomesFromLog(ctx, &shared.plan)
	if err != nil {
		return err
	}
	if known.Outcomes[i].Status.Good() {
		return w.settle(ctx, Settlement{Leased: j, State: JobSent, Attempt: known.Outcomes[i].Attempt})
	}
	o := Outcome{
		Message: shared.plan.Messages[i], Attempt: j.Attempt + 1, Status: delivery.StatusUncertain,
		Failure: &delivery.Failure{Class: delivery.Uncertain, Fault: delivery.FaultSender, Reason: reasons.NoOutcomeLogged},
	}
	s := w.settlement(j, &o)
	r := w.config.Service.outcomeRecord(&shared.plan, o)
	r.Actor = audit.UserRef{}
	s.Records = []audit.Record{r}
	return w.settle(ctx, s)
}

// withoutPlan ends a try of a message whose plan is not there as it was put.
func (w *Worker) withoutPlan(
	ctx context.Context, j Leased, class delivery.Class, reason reasons.Reason, text string,
) error {
	o := Outcome{Attempt: j.Attempt + 1}
	o.fail(&delivery.Failure{Class: class, Fault: delivery.FaultSender, Reason: reason, Text: text})
	s := w.settlement(j, &o)
	s.Records = []audit.Record{{
		ID:      audit.NewID("event", j.ID, string(o.Status), strconv.Itoa(o.Attempt)),
		Company: j.Company, At: w.now(), MessageID: j.ID,
		Key: j.PlanKey, Order: j.Order, Channel: j.Channel, Status: o.Status, Failure: o.Failure, Attempt: o.Attempt,
	}}
	return w.settle(ctx, s)
}

func (w *Worker) settle(ctx context.Context, s Settlement) error {
	_, err := w.ends.call(ctx, s)
	if err == nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.seen[s.Company] = true
		if end, ok := ctx.Value(endKey{}).(*Settlement); ok {
			*end = s
		}
	}
	return err
}

// putBack puts a job back that was not tried.
func (w *Worker) putBack(ctx context.Context, j Leased, at time.Time) error {
	return w.settle(ctx, Settlement{Leased: j, State: JobWaiting, NotBefore: at, Attempt: j.Attempt})
}

func (w *Worker) drop(ctx context.Context, j Leased, why string) error {
	return w.settle(ctx, Settlement{
		Leased:  j,
		State:   JobDropped,
		Attempt: j.Attempt,
		Why:     why,
		Records: w.config.Service.droppedRecords(j.Job, why),
	})
}
