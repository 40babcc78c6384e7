package notify

import (
	"context"
	"errors"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/staff"
)

// A Job is one message that waits to be sent, or one that is planned when it is
// due. It is plain data; the zero value is no job.
type Job struct {
	ID      string // the message's; of a message that is planned later its own
	Company string
	PlanKey string           // of the plan that holds the message; empty when it is planned later
	Channel delivery.Channel // none when it is planned later: then it is known over which it goes
	Order   audit.OrderRef
	Topic   string // what the job stands and falls with, such as a booking; may be empty

	NotBefore time.Time
	NotAfter  time.Time // dropped after it; zero: never
	// Quiet are the hours in which it does not go; a zone must be set in them.
	Quiet booking.QuietHours

	// Accepted is when it was put, or NotBefore where that is later: tries end
	// [WorkerConfig].GiveUp after it.
	Accepted time.Time
	Attempt  int // how often it was tried

	// Later is set for a message that is planned when it is due, from the order as it
	// is then.
	Later *Later
}

// Later says which message is to be planned when a job is due.
type Later struct {
	Kind    plan.Kind `json:"kind"`
	Booking string    `json:"booking,omitzero"` // ID
	// Start is the booking's when the job was made: one that has moved since has
	// another job.
	Start time.Time `json:"start,omitzero"`
	// Notice is what one of the company's own people is to be told in the evening.
	Notice *staff.Waiting `json:"notice,omitempty"`
}

// A Leased is a job that one worker has until its lease runs out. It is made by
// [Outbox].Lease.
type Leased struct {
	Job
	Token string // of this lease
	// Abandoned says that an earlier worker handed the message over and never said
	// what came of it.
	Abandoned bool
}

// A JobRef names a job.
type JobRef struct{ Company, ID string }

// A LeaseAnswer is what became of asking for a job by its ID: it was leased, it is to be
// asked for again later, or, as the zero value, it does not wait.
type LeaseAnswer struct {
	Leased *Leased
	Again  time.Time
}

// JobState is where a job stands. Outboxes keep it, so a constant's value never changes.
type JobState string

// The states of a job.
const (
	JobWaiting JobState = "waiting" // or leased
	JobHeld    JobState = "held"    // a person decides: nobody knows whether it arrived
	JobSent    JobState = "sent"
	JobFailed  JobState = "failed"  // for good
	JobDropped JobState = "dropped" // not sent on purpose: too late, its visit is off, superseded
	// JobPlanned is that of a job whose message was planned when it was due: what was
	// planned is jobs of its own, which count in its place.
	JobPlanned JobState = "planned"
)

// A Settlement ends a lease.
type Settlement struct {
	Leased
	State     JobState
	NotBefore time.Time // of a job that waits again
	Attempt   int       // how often it has been tried by now
	Why       string    // in English, for the list of what is held; no address, no body
	// Stop lets nothing more of the company go over the job's channel before
	// [Outbox].Resume.
	Stop bool
	// Records go into the log in the same transaction.
	Records []audit.Record
}

// A HandOver marks the moment at which a leased message leaves.
type HandOver struct {
	Leased
	Record audit.Record // goes into the log in the same transaction
}

// Progress is how far the jobs of a plan, or of a company, have come. The zero
// value is nothing to do.
type Progress struct{ Waiting, Held, Sent, Failed, Dropped int }

// Total is the number of all jobs.
func (p Progress) Total() int { return p.Waiting + p.Held + p.Sent + p.Failed + p.Dropped }

// Done reports whether nothing is left that could still be sent.
func (p Progress) Done() bool { return p.Waiting == 0 && p.Held == 0 }

// A HeldJob is a job that waits for a person, with the reason in English.
type HeldJob struct {
	Job
	Why string // that of the settlement
}

// A Stop is a channel over which nothing of a company's goes, since nothing works there
// until a person has mended it. The zero value is none.
type Stop struct {
	Channel delivery.Channel
	Since   time.Time
	// Why is that of the settlement. A [Worker] writes a [reasons.Reason], which has
	// words for people.
	Why string
}

// ErrLeaseLost is the error of a settlement that came too late: another worker has
// the job, or it is settled.
var ErrLeaseLost = errors.New("notify: the lease of the job has run out")

// ErrNoPlan is the error of a plan that the outbox does not have.
var ErrNoPlan = errors.New("notify: the outbox has no such plan")

// StopPause is how long [Outbox].LeaseJobs puts a job off whose channel is stopped.
const StopPause = time.Minute

// Outbox keeps plans and the jobs that send them, of many companies, until they are
// done. These are its rules; package notify/outboxtest checks them one by one.
//
//  1. Put stores a plan and its jobs, all or none, and the plan once for all of
//     them; a plan without a key is not stored.
//  2. A job whose company and ID are there already is passed over, so that Put can be
//     repeated. One that was dropped takes the place of what was: its visit is on again.
//  3. Plan gives back what was put, ErrNoPlan for what is not there. A plan goes
//     when none of its jobs waits or is held.
//  4. Lease leases at most so many jobs that wait and are due, the longest due
//     first. A job has one worker until its lease runs out.
//  5. A lease that ran out gives the job to the next, with another token; one that
//     was handed over is Abandoned until it is settled.
//  6. HandOver stores the record and marks the lease, and says of each whether
//     it still held: one that has run out or is settled marks and stores nothing.
//  7. Settle stores the records and ends the lease. A lease that no longer holds is
//     ErrLeaseLost, and nothing of the whole call is stored.
//  8. A settlement that waits sets NotBefore and Attempt; one with Stop lets
//     Lease pass over the company's jobs of that channel until Resume. Stops returns
//     the channels, each with the time and the reason of its first such settlement,
//     ordered by channel.
//  9. Drop settles the company's waiting jobs of a topic that no worker has and that
//     were not handed over as dropped, and returns them. What records makes of each,
//     which may be nil, is stored in the same transaction: where the log refuses one,
//     nothing is dropped. It may be called again for a job when a database begins anew.
//  10. Topics returns the company's waiting jobs whose topic begins so.
//  11. Held returns the held jobs in pages, the oldest first; a cursor that no page
//     gave is [audit.ErrCursor]. Release makes one wait
//     again, with Attempt as it is, or settles it in another state; a job that is not
//     held is ErrLeaseLost.
//  12. Progress counts the jobs of a plan; with an empty key those of the company. What
//     is [JobPlanned] is not counted.
//  13. EraseJobs removes the plans and jobs of messages to the recipients, waiting or
//     held, and returns the jobs; others' messages of the same plan stay. Records are as
//     for Drop.
//  14. Forget removes what is settled since before a time.
//  15. Nothing crosses companies but Lease.
//  16. It is safe for concurrent use, in however many processes it is made for.
//  17. A context that is done ends a call with its error, and nothing is stored.
//  18. LeaseJobs leases jobs by their IDs as Lease does, for whoever has another way to
//     know what is due, and answers for each in its place. A job that cannot be leased
//     yet has no lease and the time to ask again at: when it is due, when its lease runs
//     out, or [StopPause] from now when its channel is stopped. One that does not wait
//     has no lease and no time. Of one that is asked for twice the second is leased.
//  19. DropBefore settles the company's jobs that have a plan and were accepted before a
//     time as dropped, held or waiting, which no worker has and which were not handed
//     over, and returns them: their plan goes with the last of them. Records are as for
//     Drop.
//  20. Rewrite changes what the company's waiting jobs of a topic are planned from, all or
//     none, leased or not; a worker that has one may still plan it as it was. Change
//     returns nil for a job that stays as it is.
type Outbox interface {
	Put(ctx context.Context, p plan.Plan, jobs ...Job) error
	Plan(ctx context.Context, company, key string) (plan.Plan, error)
	Lease(ctx context.Context, now time.Time, lease time.Duration, most int) ([]Leased, error)
	LeaseJobs(ctx context.Context, now time.Time, lease time.Duration, jobs ...JobRef) ([]LeaseAnswer, error)
	HandOver(ctx context.Context, now time.Time, hands ...HandOver) (held []bool, err error)
	Settle(ctx context.Context, now time.Time, settlements ...Settlement) error
	Drop(ctx context.Context, now time.Time, company, topic string, records func(Job) []audit.Record) ([]Job, error)
	DropBefore(ctx context.Context, now time.Time, company string, before time.Time,
		records func(Job) []audit.Record) ([]Job, error)
	Rewrite(ctx context.Context, company, topic string, change func(Job) *Later) error
	Topics(ctx context.Context, company, prefix string) ([]Job, error)
	Held(ctx context.Context, company, cursor string) (page []HeldJob, next string, err error)
	Release(ctx context.Context, now time.Time, company, id string, state JobState, records ...audit.Record) error
	Resume(ctx context.Context, company string, channel delivery.Channel) error
	Stops(ctx context.Context, company string) ([]Stop, error)
	Progress(ctx context.Context, company, planKey string) (Progress, error)
	EraseJobs(ctx context.Context, company string, records func(Job) []audit.Record, recipients ...string) ([]Job, error)
	Forget(ctx context.Context, company string, before time.Time) (int, error)
}
