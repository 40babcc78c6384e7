package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
)

// A Schedule says when a plan's messages may go. The zero value is now.
type Schedule struct {
	NotBefore time.Time
	NotAfter  time.Time          // dropped after it, and logged as too late; zero: never
	Quiet     booking.QuietHours // for SMS; zero: none. In the mail's zone where it has none of its own
	Topic     string             // what the messages stand and fall with; see [Desk.DropTopic]
}

// ErrNoOutbox is the error of a service whose config has no outbox.
var ErrNoOutbox = errors.New("notify: Config.Outbox is nil: use NewMemoryOutbox or a store of notify/sqlstore")

// With returns the same service with another log, such as that of a transaction of
// the host's; a log that is an outbox too takes the outbox's place. What is written
// by it comes and goes with the transaction, so that only [Desk.Enqueue] belongs
// there: a message that was sent cannot be rolled back.
func (s *Service) With(log audit.Store) *Service {
	other := *s
	other.config.Log = log
	if box, ok := log.(Outbox); ok {
		other.config.Outbox = box
	}
	return &other
}

// With returns the same desk at [Service.With].
func (d *Desk) With(log audit.Store) *Desk {
	return &Desk{service: d.service.With(log), settings: d.settings, wrong: d.wrong}
}

// Enqueue accepts a plan for sending: it is claimed and logged as queued, and its
// messages wait in the outbox for a [Worker]. When it returns without error, no
// crash loses them. The same plan twice is one; what [Desk.Send] has begun is not
// sent again. A dry run is logged at once.
func (d *Desk) Enqueue(ctx context.Context, p plan.Plan, when Schedule) (Result, error) {
	if err := d.maySend(p); err != nil {
		return Result{}, err
	}
	return d.service.enqueue(ctx, p, when)
}

func (s *Service) enqueue(ctx context.Context, p plan.Plan, when Schedule) (Result, error) {
	if err := s.checkPlan(&p); err != nil {
		return Result{}, err
	}
	if p.DryRun {
		return s.send(ctx, p)
	}
	if s.config.Outbox == nil {
		return Result{}, ErrNoOutbox
	}
	first, err := s.claimPlan(ctx, s.claim(&p), s.firstRecords(&p, delivery.StatusQueued, "")...)
	if err != nil {
		return Result{}, fmt.Errorf("notify: nothing was accepted: claim of the plan's key: %w", err)
	}
	// Whoever claimed it before may have died before the outbox had it: what the log
	// says is queued is put again, and what is there is passed over.
	known, _, err := s.outcomesFromLog(ctx, &p)
	if err != nil {
		return Result{}, err
	}
	known.Duplicate = !first
	var jobs []Job
	for i, o := range known.Outcomes {
		if o.Status == delivery.StatusQueued {
			jobs = append(jobs, s.job(&p, i, when))
		}
	}
	if len(jobs) == 0 || s.hands.have(&p) { // Send has begun with it
		return known.withNextKey(&p), nil
	}
	if err := s.config.Outbox.Put(ctx, p, jobs...); err != nil {
		return Result{}, fmt.Errorf("notify: nothing was accepted: %w", err)
	}
	return known, nil
}

// job is the job of one message.
func (s *Service) job(p *plan.Plan, i int, when Schedule) Job {
	m := &p.Messages[i]
	j := Job{
		ID: m.ID, Company: p.Company, PlanKey: p.Key, Channel: m.Channel, Order: p.Order, Topic: when.Topic,
		NotBefore: when.NotBefore, NotAfter: when.NotAfter, Accepted: s.config.Now(),
	}
	if j.NotBefore.After(j.Accepted) {
		j.Accepted = j.NotBefore
	} else if j.NotBefore.IsZero() {
		j.NotBefore = j.Accepted
	}
	if m.Channel == delivery.SMS {
		j.Quiet = when.Quiet
		if !j.Quiet.IsZero() && j.Quiet.Zone == "" {
			j.Quiet.Zone = p.Zone
		}
	}
	return j
}

// DropTopic takes back what waits under a topic ([Schedule].Topic): nothing of it is
// sent, and the log says so with why. It takes [rights.SendAgain], and returns how many
// messages it took back.
func (d *Desk) DropTopic(ctx context.Context, topic, why string, by order.Actor) (int, error) {
	if err := d.Allow(ctx, by, rights.SendAgain); err != nil {
		return 0, err
	}
	if d.service.config.Outbox == nil {
		return 0, ErrNoOutbox
	}
	return d.dropTopic(ctx, topic, why)
}

// dropTopic is [Desk.DropTopic] where the library itself knows that it must be.
func (d *Desk) dropTopic(ctx context.Context, topic, why string) (int, error) {
	s := d.service
	jobs, err := s.config.Outbox.Drop(ctx, s.config.Now(), d.settings.Company.ID, topic, func(j Job) []audit.Record {
		list := s.droppedRecords(j, why)
		for i := range list {
			if j.Later != nil { // it is not due yet: the order's page shows no message that was to be
				list[i].MessageID = ""
			}
		}
		return list
	})
	return len(jobs), err
}

// droppedRecords is the log's record of a message that is not sent on purpose. One that was
// never planned has the key that its plan would have had, and no recipient. What would
// have been told to one of the company's own people has none.
func (s *Service) droppedRecords(j Job, why string) []audit.Record {
	r := audit.Record{
		ID:      audit.NewID("event", j.ID, string(delivery.StatusSkipped), "dropped"),
		Company: j.Company, At: s.config.Now(), MessageID: j.ID,
		Key: j.PlanKey, Order: j.Order, Channel: j.Channel, Status: delivery.StatusSkipped, Note: why,
	}
	switch {
	case j.Later == nil:
	case j.Later.Notice == nil:
		r.Key, r.Kind = j.ID, string(j.Later.Kind)
	default:
		return nil
	}
	return []audit.Record{r}
}

// Progress says how far a plan's messages have come; with an empty key all of the
// company's.
func (d *Desk) Progress(ctx context.Context, planKey string) (Progress, error) {
	if d.service.config.Outbox == nil {
		return Progress{}, ErrNoOutbox
	}
	return d.service.config.Outbox.Progress(ctx, d.settings.Company.ID, planKey)
}
