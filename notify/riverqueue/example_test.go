package riverqueue_test

import (
	"database/sql"
	"fmt"

	"github.com/riverqueue/river"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/riverqueue"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// What a host writes that has River already: the queue takes the store's place, and
// the host's own client gets a worker more.
func ExampleQueue() {
	start := func(db *sql.DB, senders notify.Senders) (*river.Config, error) {
		store, err := sqlstore.New(db, sqlstore.PostgreSQL, sqlstore.Options{})
		if err != nil {
			return nil, err
		}
		queue, err := riverqueue.New(db, store, riverqueue.Options{})
		if err != nil {
			return nil, err
		}
		service, err := notify.New(notify.Config{Senders: notify.OneCompany(senders), Log: queue, Outbox: queue})
		if err != nil {
			return nil, err
		}
		worker, err := notify.NewWorker(notify.WorkerConfig{Service: service})
		if err != nil {
			return nil, err
		}
		workers := river.NewWorkers()
		queue.Register(workers, worker)
		return &river.Config{Workers: workers, Queues: queue.Queues(100), RescueStuckJobsAfter: riverqueue.Rescue, FetchCooldown: riverqueue.Fetch}, nil
	}
	_ = start
}

func ExampleOptions() {
	_, err := riverqueue.New(nil, nil, riverqueue.Options{Schema: "river"})
	fmt.Println(err)
	// Output: riverqueue: the database or the store is nil
}
