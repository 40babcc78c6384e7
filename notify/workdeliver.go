package notify

import (
	"context"
	"time"
)

// A Verdict is what has become of a job that [Worker.Deliver] was asked for.
type Verdict struct {
	// State is where the job stands; empty for one that does not wait, such as one that
	// another has settled.
	State JobState
	Again time.Duration // until it is to be asked for again; of a job that waits
}

// Deliver works on one job by its ID, for a queue that knows by itself what is due;
// [Worker.Run] and Deliver go the same way. A job that is not due, is another
// worker's or whose channel is stopped waits. The error is that of the outbox before
// anything was done; what fails later is told to the service's logger, and the job
// waits for its lease to run out.
func (w *Worker) Deliver(ctx context.Context, company, id string) (Verdict, error) {
	w.forget(ctx)
	asked, err := w.asks.call(ctx, JobRef{company, id})
	if err != nil {
		return Verdict{}, err
	}
	j := asked.Leased
	if j == nil {
		if asked.Again.IsZero() {
			return Verdict{}, nil
		}
		return Verdict{State: JobWaiting, Again: max(asked.Again.Sub(w.now()), 0)}, nil
	}
	var end Settlement
	w.work(context.WithValue(ctx, endKey{}, &end), *j)
	switch end.State {
	case "":
		return Verdict{State: JobWaiting, Again: w.config.Lease}, nil
	case JobWaiting:
		pause := end.NotBefore.Sub(w.now())
		if end.Stop {
			pause = StopPause
		}
		return Verdict{State: JobWaiting, Again: max(pause, 0)}, nil
	}
	return Verdict{State: end.State}, nil
}

// endKey has the settlement that [Worker.Deliver] waits to know.
type endKey struct{}
