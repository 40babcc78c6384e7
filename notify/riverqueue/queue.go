package riverqueue

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// Settings for the host's river.Config.
const (
	// Rescue is River's RescueStuckJobsAfter: when the lease of a process that died is
	// over. By default River waits an hour.
	Rescue = notify.DefaultLease + time.Minute
	// Fetch is River's FetchCooldown: the pause between two looks of a queue that is
	// busy. River's default of 100 milliseconds is that of the first message too.
	Fetch = 5 * time.Millisecond
)

// The names of River's queues, one for each channel, so that a gateway that is slow
// keeps no mail waiting.
const (
	EmailQueue = "budkavle_email"
	SMSQueue   = "budkavle_sms"
)

// Options are what can be chosen of a queue. The zero value is a good one.
type Options struct {
	Schema string        // of River's tables; "": the connection's
	Lease  time.Duration // that of the worker's config; 0: [notify.DefaultLease]
}

// Queue is a [notify.Outbox] and an [audit.Store] that tells River of every job. It
// is made by [New] and is safe for concurrent use; inside a transaction as far as
// that is.
type Queue struct {
	*sqlstore.Store
	db     *sql.DB
	tx     *sql.Tx // of the host's; nil: one of its own
	client *river.Client[*sql.Tx]
	lease  time.Duration
}

var (
	_ notify.Outbox = (*Queue)(nil)
	_ audit.Store   = (*Queue)(nil)
)

// New returns a queue over a store on PostgreSQL. Both have their tables in db: see
// [sqlstore.Store.Migrate] and River's own migrations. The error says what is
// missing.
func New(db *sql.DB, store *sqlstore.Store, o Options) (*Queue, error) {
	if db == nil || store == nil {
		return nil, fmt.Errorf("riverqueue: the database or the store is nil")
	}
	client, err := river.NewClient(riverdatabasesql.New(db), &river.Config{Schema: o.Schema})
	if err != nil {
		return nil, fmt.Errorf("riverqueue: %w", err)
	}
	if o.Lease <= 0 {
		o.Lease = notify.DefaultLease
	}
	return &Queue{Store: store, db: db, client: client, lease: o.Lease}, nil
}

// In returns the queue inside a transaction of the host's: what is enqueued comes and
// goes with it.
func (q *Queue) In(tx *sql.Tx) *Queue {
	inside := *q
	inside.Store, inside.tx = q.Store.In(tx), tx
	return &inside
}

// together does several things in one transaction.
func (q *Queue) together(ctx context.Context, do func(q *Queue) error) error {
	if q.tx != nil {
		return do(q)
	}
	tx, err := q.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("riverqueue: begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing after a commit
	if err := do(q.In(tx)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("riverqueue: commit: %w", err)
	}
	return nil
}

// message is the job that River has: the message is in the outbox.
type message struct {
	Company string `json:"company"`
	ID      string `json:"id"`
}

// Kind is the name of the job in River's tables, which never changes.
func (message) Kind() string { return "budkavle_message" }

// Put stores a plan and its jobs, and tells River of them; see [notify.Outbox].
func (q *Queue) Put(ctx context.Context, p plan.Plan, jobs ...notify.Job) error {
	return q.together(ctx, func(q *Queue) error {
		if err := q.Store.Put(ctx, p, jobs...); err != nil || len(jobs) == 0 {
			return err
		}
		list := make([]river.InsertManyParams, len(jobs))
		for i := range jobs {
			o, err := insertOpts(&jobs[i])
			if err != nil {
				return err
			}
			o.UniqueOpts = river.UniqueOpts{ByArgs: true}
			list[i] = river.InsertManyParams{Args: message{jobs[i].Company, jobs[i].ID}, InsertOpts: o}
		}
		if _, err := q.client.InsertManyTx(ctx, q.tx, list); err != nil {
			return fmt.Errorf("riverqueue: put: %w", err)
		}
		return nil
	})
}

func insertOpts(j *notify.Job) (*river.InsertOpts, error) {
	metadata, err := json.Marshal(map[string]string{"company": j.Company, "topic": j.Topic})
	if err != nil {
		return nil, fmt.Errorf("riverqueue: %w", err)
	}
	o := &river.InsertOpts{Queue: EmailQueue, Metadata: metadata}
	if j.Channel == delivery.SMS {
		o.Queue = SMSQueue
	}
	if j.NotBefore.After(time.Now()) {
		o.ScheduledAt = j.NotBefore
	}
	return o, nil
}

// Release ends a hold; see [notify.Outbox]. River has cancelled its job or is about
// to, so that one which waits again has a new one.
func (q *Queue) Release(
	ctx context.Context, now time.Time, company, id string, state notify.JobState, records ...audit.Record,
) error {
	return q.together(ctx, func(q *Queue) error {
		if err := q.Store.Release(ctx, now, company, id, state, records...); err != nil || state != notify.JobWaiting {
			return err
		}
		j, ok, err := q.Job(ctx, company, id)
		if err != nil || !ok {
			return err
		}
		o, err := insertOpts(&j)
		if err != nil {
			return err
		}
		if _, err := q.client.InsertTx(ctx, q.tx, message{company, id}, o); err != nil {
			return fmt.Errorf("riverqueue: release: %w", err)
		}
		return nil
	})
}
