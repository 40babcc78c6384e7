package notify

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/staff"
)

// WorkerConfig is what a [Worker] is made from. Service, with an outbox, is needed;
// the zero value of all else is a default. The functions are called by several
// goroutines at once.
type WorkerConfig struct {
	Service *Service

	// Settings finds a company's settings, for messages that are planned when they are
	// due. Nil: there are none.
	Settings func(ctx context.Context, company string) (order.Settings, error)
	// Order finds an order as it is now; ErrNoOrder says that it is gone. Nil: there
	// are no messages that are planned when they are due.
	Order func(ctx context.Context, company string, ref audit.OrderRef) (order.Order, error)

	// Person finds one of the company's own people, with what they have chosen, as they
	// are now; ErrNoPerson says that the user is gone. It is asked for those who are told
	// in the evening ([staff.Preferences].Digest). Nil: there are none.
	Person func(ctx context.Context, company, userID string) (staff.Person, error)

	InFlight int           // messages on their way at once, of all companies; 0: 16
	Lease    time.Duration // for how long a job is one worker's; 0: 20 minutes
	Poll     time.Duration // between two looks when nothing is due; 0: one second
	GiveUp   time.Duration // after a message was first due; 0: 24 hours
	// Keep is for how long the outbox knows what is done, for [Desk.Progress]; then it is
	// forgotten, and the log has it. 0: [DefaultKeep]; below 0: for ever.
	Keep time.Duration

	// Limits bounds a company's messages over a channel. Nil: [Unlimited].
	Limits func(company string, channel delivery.Channel) Limit
	// ResendUncertain says that a message of which nobody knows whether it arrived is
	// sent again by itself, with the same Message-ID, instead of being held for a
	// person. Nil: never.
	ResendUncertain func(company string, channel delivery.Channel) bool
}

// ErrNoOrder is what a host says of an order that is gone.
var ErrNoOrder = errors.New("notify: there is no such order any more")

// ErrNoPerson is what a host says of a user who is gone.
var ErrNoPerson = errors.New("notify: there is no such user any more")

// A Limit bounds messages. The zero value bounds nothing.
type Limit struct {
	PerSecond float64 // on average, with bursts of a second's worth; 0: any
	InFlight  int     // at once; 0: as the worker's
}

// Unlimited bounds nothing.
func Unlimited(string, delivery.Channel) Limit { return Limit{} }

// A Worker sends what waits in the outbox. It is made by [NewWorker], has no
// goroutine before [Worker.Run], is safe for concurrent use, and may run in any
// number of processes: a job has one worker at a time.
type Worker struct {
	config WorkerConfig
	box    Outbox
	wake   chan struct{}
	asks   batch[JobRef, LeaseAnswer]
	hands  batch[HandOver, bool]
	ends   batch[Settlement, struct{}]

	mu     sync.Mutex
	limits map[[2]string]*limiter
	plans  map[[2]string]*sharedPlan // that messages are being sent of
	idle   [][2]string               // plans of which nothing is under way, the oldest first
	ended  map[string]*Settlement    // by token: what Deliver waits to know
	seen   map[string]bool           // companies for which something was settled
	forgot time.Time                 // when what is done was last forgotten
}

// NewWorker returns a worker. The error says what is missing.
func NewWorker(c WorkerConfig) (*Worker, error) {
	if c.Service == nil || c.Service.config.Outbox == nil {
		return nil, ErrNoOutbox
	}
	if c.InFlight <= 0 {
		c.InFlight = 16
	}
	if c.Lease <= 0 {
		c.Lease = DefaultLease
	}
	if c.Poll <= 0 {
		c.Poll = time.Second
	}
	if c.GiveUp <= 0 {
		c.GiveUp = 24 * time.Hour
	}
	if c.Keep == 0 {
		c.Keep = DefaultKeep
	}
	if c.Limits == nil {
		c.Limits = Unlimited
	}
	if c.ResendUncertain == nil {
		c.ResendUncertain = func(string, delivery.Channel) bool { return false }
	}
	w := &Worker{config: c, box: patient{c.Service.config.Outbox}, wake: make(chan struct{}, 1), limits: map[[2]string]*limiter{}, plans: map[[2]string]*sharedPlan{}, ended: map[string]*Settlement{}, seen: map[string]bool{}}
	w.asks = batch[JobRef, LeaseAnswer]{most: 100, linger: linger, do: func(ctx context.Context, list []JobRef) ([]LeaseAnswer, error) {
		return w.box.LeaseJobs(ctx, w.now(), w.config.Lease, list...)
	}}
	w.hands = batch[HandOver, bool]{most: 100, linger: linger, do: func(ctx context.Context, list []HandOver) ([]bool, error) {
		return w.box.HandOver(ctx, w.now(), list...)
	}}
	w.ends = batch[Settlement, struct{}]{most: 100, linger: linger, do: func(ctx context.Context, list []Settlement) ([]struct{}, error) {
		return nil, w.box.Settle(ctx, w.now(), list...)
	}}
	return w, nil
}

// linger is how long a message waits for others to be marked and settled with: much
// less than a server takes to answer.
const linger = time.Millisecond / 2

// DefaultLease is [WorkerConfig].Lease where it is not set: longer than
// [DefaultFinalTimeout], after which a message is settled whatever its server does.
const DefaultLease = 20 * time.Minute

// DefaultKeep is [WorkerConfig].Keep where it is not set.
const DefaultKeep = 30 * 24 * time.Hour

// forgetEvery is the time between two times of forgetting what is done.
const forgetEvery = time.Hour

// forget forgets once in a while what was done long ago, of the companies that something
// was sent for.
func (w *Worker) forget(ctx context.Context) {
	now := w.now()
	w.mu.Lock()
	if w.config.Keep < 0 || now.Sub(w.forgot) < forgetEvery {
		w.mu.Unlock()
		return
	}
	companies := slices.Sorted(maps.Keys(w.seen))
	w.forgot = now
	w.mu.Unlock()
	for _, company := range companies {
		if _, err := w.box.Forget(ctx, company, now.Add(-w.config.Keep)); err != nil && ctx.Err() == nil {
			w.config.Service.config.Logger.LogAttrs(ctx, slog.LevelError, "outbox", slog.String("in", "forget"), slog.String("error", delivery.Scrub(err.Error())))
		}
	}
}

// Wake makes a running worker look at once, such as after [Desk.Enqueue].
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *Worker) now() time.Time { return w.config.Service.config.Now() }

// Run sends what is due until ctx ends; then what is under way is finished. A
// failing outbox is told to the service's logger and tried again.
func (w *Worker) Run(ctx context.Context) error {
	slots := make(chan struct{}, w.config.InFlight)
	freed := make(chan struct{}, 1)
	var group sync.WaitGroup
	defer group.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		urgent := true
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-w.wake:
		case <-freed:
			urgent = false
		case <-timer.C:
			timer.Reset(w.config.Poll)
		}
		w.forget(ctx)
		room := w.config.InFlight - len(slots)
		// A look at the outbox is for many jobs: half of the room, or what there is
		// after a while.
		if room == 0 || ctx.Err() != nil || !urgent && 2*room < w.config.InFlight {
			continue
		}
		jobs, err := w.box.Lease(ctx, w.now(), w.config.Lease, room)
		if err != nil && ctx.Err() == nil {
			w.config.Service.config.Logger.LogAttrs(ctx, slog.LevelError, "outbox", slog.String("in", "claim"), slog.String("error", delivery.Scrub(err.Error())))
		}
		for _, j := range jobs {
			slots <- struct{}{}
			group.Go(func() {
				defer func() {
					<-slots
					select {
					case freed <- struct{}{}:
					default:
					}
				}()
				w.work(ctx, j)
			})
		}
		timer.Reset(w.config.Poll)
	}
}

// Once sends what is due now and returns how many jobs it worked on; for hosts that
// have a scheduler of their own, and for tests.
func (w *Worker) Once(ctx context.Context) (int, error) {
	done := 0
	for {
		w.forget(ctx)
		jobs, err := w.box.Lease(ctx, w.now(), w.config.Lease, w.config.InFlight)
		if err != nil || len(jobs) == 0 {
			return done, err
		}
		var group sync.WaitGroup
		for _, j := range jobs {
			group.Go(func() { w.work(ctx, j) })
		}
		group.Wait()
		done += len(jobs)
	}
}

// limiter bounds a company's channel.
type limiter struct {
	rate  *rate.Limiter
	slots chan struct{}
}

func (w *Worker) limiter(j *Leased) *limiter {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := [2]string{j.Company, string(j.Channel)}
	l := w.limits[key]
	if l == nil {
		limit := w.config.Limits(j.Company, j.Channel)
		l = &limiter{}
		if limit.PerSecond > 0 {
			l.rate = rate.NewLimiter(rate.Limit(limit.PerSecond), max(int(limit.PerSecond), 1))
		}
		if limit.InFlight > 0 {
			l.slots = make(chan struct{}, limit.InFlight)
		}
		w.limits[key] = l
	}
	return l
}

// sharedPlan is a plan that several messages are being sent of: it is read, and its
// files are fetched, once.
type sharedPlan struct {
	once  sync.Once
	users int
	// before is the same plan as it was when nothing of it was being sent; nil: it is new.
	before *sharedPlan
	plan   plan.Plan
	index  map[string]int // by message ID
	now    *sending
	err    error
	// changed says that the plan is not what was put.
	changed bool
}

// message is where the message of a job stands in its plan.
func (s *sharedPlan) message(j *Leased) (i int, ok bool) {
	i, ok = s.index[j.ID]
	return i, ok && !s.changed
}

// idlePlans is how many plans of which nothing is under way are kept for the next
// message: a plan of thousands goes by a few at a time.
const idlePlans = 4

// open reads the plan of a job, shared with the others that are under way.
func (w *Worker) open(ctx context.Context, j *Leased) (shared *sharedPlan, release func()) {
	key := [2]string{j.Company, j.PlanKey}
	w.mu.Lock()
	shared = w.plans[key]
	switch {
	case shared == nil:
		shared = &sharedPlan{}
		w.plans[key] = shared
	case shared.users == 0: // what its company's senders are may have changed since
		shared = &sharedPlan{before: shared}
		w.plans[key] = shared
	}
	shared.users++
	w.idle = slices.DeleteFunc(w.idle, func(k [2]string) bool { return k == key })
	w.mu.Unlock()
	shared.once.Do(func() {
		before := shared.before
		shared.before = nil
		if before != nil && before.now != nil {
			shared.plan, shared.index, shared.changed, shared.now = before.plan, before.index, before.changed, before.now.again(ctx)
			return
		}
		if shared.plan, shared.err = w.box.Plan(ctx, j.Company, j.PlanKey); shared.err != nil {
			return
		}
		shared.changed = shared.plan.Verify() != nil
		shared.index = make(map[string]int, len(shared.plan.Messages))
		for i, m := range shared.plan.Messages {
			shared.index[m.ID] = i
		}
		shared.now = w.config.Service.newSending(ctx, &shared.plan)
	})
	return shared, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if shared.users--; shared.users > 0 || w.plans[key] != shared {
			return
		}
		if w.idle = append(w.idle, key); shared.err != nil || len(w.idle) > idlePlans {
			oldest := w.idle[0]
			w.idle = w.idle[1:]
			if p := w.plans[oldest]; p != nil && p.users == 0 {
				delete(w.plans, oldest)
			}
		}
	}
}
