// Package riverqueue sends what waits in the outbox by River
// (github.com/riverqueue/river) on PostgreSQL, for hosts that have it already or
// whose messages are more than one machine sends.
//
//	queue, err := riverqueue.New(db, store, riverqueue.Options{}) // store: a sqlstore.Store on db
//	service, err := notify.New(notify.Config{Log: queue, Outbox: queue, …})
//	queue.Register(workers, worker) // the host's *river.Workers, and a notify.Worker of the service
//	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Workers: workers, Queues: queue.Queues(100),
//		RescueStuckJobsAfter: riverqueue.Rescue, FetchCooldown: riverqueue.Fetch})
//
// River says when a message is due and in which process it goes; what a message is,
// its tries, its lease and what became of it stay in the outbox, and every try goes
// the way of [notify.Worker]. So a job that River has twice, rescues too early or
// forgets is never sent twice: at most it is late. A message waits in the transaction
// of the host's that enqueued it: desk.With(queue.In(tx)).Enqueue(…).
//
// [notify.Worker.Run] may run beside River, in one process and with a long poll: it
// sends what somebody has cancelled or discarded in River's tables.
package riverqueue
