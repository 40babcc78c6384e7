package riverqueue

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"github.com/budkavle/budkavle/notify"
)

// Queues are what the host's client works on: a queue for each channel, with so many
// messages on their way at once in this process. What is under way at the same time is
// written together, so that a hundred cost little more than ten.
func (q *Queue) Queues(inFlight int) map[string]river.QueueConfig {
	return map[string]river.QueueConfig{EmailQueue: {MaxWorkers: inFlight}, SMSQueue: {MaxWorkers: inFlight}}
}

// Register makes the host's client send by a worker, whose service has this queue for
// its outbox. Registering twice panics, as River does.
func (q *Queue) Register(workers *river.Workers, worker *notify.Worker) {
	river.AddWorker(workers, &messenger{worker: worker, lease: q.lease})
}

// A messenger is River's worker.
type messenger struct {
	river.WorkerDefaults[message]
	worker *notify.Worker
	lease  time.Duration
}

// errHeld is why River's job is cancelled: the outbox has the message and the reason.
var errHeld = errors.New("held for a person: see Desk.Held")

// Work sends a message, or puts it off.
func (m *messenger) Work(ctx context.Context, job *river.Job[message]) error {
	v, err := m.worker.Deliver(ctx, job.Args.Company, job.Args.ID)
	switch {
	case err != nil:
		return err
	case v.State == notify.JobWaiting:
		return river.JobSnooze(v.Again)
	case v.State == notify.JobHeld:
		return river.JobCancel(errHeld)
	}
	return nil
}

// Timeout is how long one job may take: as long as its lease.
func (m *messenger) Timeout(*river.Job[message]) time.Duration { return m.lease }
