package notify

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"golang.org/x/time/rate"
)

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
	seen   map[string]bool           // companies for which something was settled
	forgot time.Time                 // when what is done was last forgotten

	forgets bool // what is done
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
	forgets := c.Keep >= 0
	if c.Keep == 0 {
		c.Keep = DefaultKeep
	}
	if c.Limits == nil {
		c.Limits = Unlimited
	}
	if c.ResendUncertain == nil {
		c.ResendUncertain = func(string, delivery.Channel) bool { return false }
	}
	w := &Worker{
		config: c,
		box:    patient{c.Service.config.Outbox},
		wake:   make(chan struct{}, 1),
		limits: map[[2]string]*limiter{},
		plans:  map[[2]string]*sharedPlan{},
		seen:   map[string]bool{},

		forgets: forgets,
	}
	w.asks = batch[JobRef, LeaseAnswer]{
		most: together, linger: linger,
		do: func(ctx context.Context, list []JobRef) ([]LeaseAnswer, error) {
			return w.box.LeaseJobs(ctx, w.now(), w.config.Lease, list...)
		},
	}
	w.hands = batch[HandOver, bool]{
		most: together, linger: linger,
		do: func(ctx context.Context, list []HandOver) ([]bool, error) {
			return w.box.HandOver(ctx, w.now(), list...)
		},
	}
	w.ends = batch[Settlement, struct{}]{
		most: together, linger: linger,
		do: func(ctx context.Context, list []Settlement) ([]struct{}, error) {
			return nil, w.box.Settle(ctx, w.now(), list...)
		},
	}
	return w, nil
}

// together is how many messages at most are asked for, marked or settled at once.
const together = 100

// linger is how long a message waits for others to be marked and settled with: much
// less than a server takes to answer.
const linger = time.Millisecond / 2

// forgetEvery is the time between two times of forgetting what is done.
const forgetEvery = time.Hour

// forget forgets once in a while what was done long ago, of the companies that something
// was sent for.
func (w *Worker) forget(ctx context.Context) {
	now := w.now()
	w.mu.Lock()
	if !w.forgets || now.Sub(w.forgot) < forgetEvery {
		w.mu.Unlock()
		return
	}
	companies := slices.Sorted(maps.Keys(w.seen))
	w.forgot = now
	w.mu.Unlock()
	for _, company := range companies {
		if _, err := w.box.Forget(ctx, company, now.Add(-w.config.Keep)); err != nil && ctx.Err() == nil {
			w.logOutbox(ctx, "forget", err)
		}
	}
}

// logOutbox tells the logger what the outbox has failed in, and of what.
func (w *Worker) logOutbox(ctx context.Context, in string, err error, of ...slog.Attr) {
	attrs := append([]slog.Attr{slog.String("in", in)}, of...)
	attrs = append(attrs, slog.String("error", delivery.Scrub(err.Error())))
	w.config.Service.config.Logger.LogAttrs(ctx, slog.LevelError, "outbox", attrs...)
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
		if ctx.Err() != nil { // the select takes any case that is ready: nothing is begun any more
			return ctx.Err()
		}
		w.forget(ctx)
		room := w.config.InFlight - len(slots)
		// A look at the outbox is for many jobs: half of the room, or what there is
		// after a while.
		if room == 0 || !urgent && 2*room < w.config.InFlight {
			continue
		}
		jobs, err := w.box.Lease(ctx, w.now(), w.config.Lease, room)
		if err != nil && ctx.Err() == nil {
			w.logOutbox(ctx, "claim", err)
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
