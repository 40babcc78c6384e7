package notify_test

import (
	"context"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating/locale"
)

// exampleQueue is a desk with an outbox in memory.
func exampleQueue() (*notifytest.Bench, *notify.MemoryOutbox) {
	var box *notify.MemoryOutbox
	bench := notifytest.NewBench(func(c *notify.Config) {
		box = notify.NewMemoryOutbox(c.Log)
		c.Outbox = box
	})
	return bench, box
}

func examplePlan() plan.Plan {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	p, _ := draft.Plan()
	return p
}

// What is enqueued waits for a worker, which a host runs with Run.
func ExampleWorker() {
	bench, _ := exampleQueue()
	_, _ = bench.Enqueue(context.Background(), examplePlan(), notify.Schedule{})
	worker, _ := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
	n, err := worker.Once(context.Background())
	fmt.Println(n, len(bench.Recorder.Emails()), err)
	// Output: 1 1 <nil>
}

func ExampleWorkerConfig() {
	bench, _ := exampleQueue()
	_, err := notify.NewWorker(notify.WorkerConfig{
		Service: bench.Service(),
		Limits: func(_ string, channel delivery.Channel) notify.Limit {
			if channel == delivery.SMS {
				return notify.Limit{PerSecond: 10, InFlight: 2}
			}
			return notify.Limit{}
		},
	})
	fmt.Println(err)
	// Output: <nil>
}

func ExampleLimit() {
	fmt.Println(notify.Unlimited("mitt-bolag", delivery.Email) == notify.Limit{})
	// Output: true
}

// Not before six in the evening, and not after the visit has begun.
func ExampleSchedule() {
	bench, _ := exampleQueue()
	start := notifytest.Order().Bookings[0].Start
	_, _ = bench.Enqueue(context.Background(), examplePlan(), notify.Schedule{NotBefore: bench.Clock.Now().Add(4 * time.Hour), NotAfter: start, Quiet: booking.NightHours()})
	worker, _ := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
	n, _ := worker.Once(context.Background())
	bench.Clock.Advance(4 * time.Hour)
	later, _ := worker.Once(context.Background())
	fmt.Println(n, later)
	// Output: 0 1
}

func ExampleProgress() {
	bench, _ := exampleQueue()
	p := examplePlan()
	_, _ = bench.Enqueue(context.Background(), p, notify.Schedule{})
	progress, _ := bench.Progress(context.Background(), p.Key)
	fmt.Println(progress.Waiting, "of", progress.Total(), progress.Done())
	// Output: 1 of 1 false
}

// A message of which nobody knows whether it arrived waits for a person.
func ExampleDecision() {
	bench, _ := exampleQueue()
	bench.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Uncertain, Reason: reasons.NoAnswer})
	_, _ = bench.Enqueue(context.Background(), examplePlan(), notify.Schedule{})
	worker, _ := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
	_, _ = worker.Once(context.Background())
	eva := order.Actor{ID: "eva", Roles: []string{rights.Admin}}
	held, _, _ := bench.Held(context.Background(), "", eva)
	for _, m := range held {
		fmt.Println(m.Message.Recipient, m.Why, bench.Release(context.Background(), m.ID, notify.ItArrived, eva))
	}
	// Output: anna@example.se no-answer <nil>
}

func ExampleHeldMessage() {
	bench, _ := exampleQueue()
	_, _, err := bench.Held(context.Background(), "", order.Actor{ID: "bo"})
	fmt.Println(err)
	// Output: rights: not allowed without send-again (Send held messages again)
}

func ExampleHeldJob() {
	_, box := exampleQueue()
	held, next, _ := box.Held(context.Background(), "mitt-bolag", "")
	fmt.Println(len(held), next == "")
	// Output: 0 true
}

// Whether a company's mails go, and what is to be mended.
func ExampleStop() {
	bench, _ := exampleQueue()
	bench.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.LoginRefused})
	_, _ = bench.Enqueue(context.Background(), examplePlan(), notify.Schedule{})
	worker, _ := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
	_, _ = worker.Once(context.Background())
	stops, _ := bench.Stops(context.Background(), order.Actor{ID: "eva", Roles: []string{rights.Admin}})
	for _, s := range stops {
		fmt.Println(s.Channel, "since", s.Since.Format(time.DateTime), reasons.Reason(s.Why).Message(locale.English))
	}
	// Output: email since 2023-10-02 12:05:00 the login was not accepted
}

// What a worker does with a job, step by step.
func ExampleMemoryOutbox() {
	bench, box := exampleQueue()
	_, _ = bench.Enqueue(context.Background(), examplePlan(), notify.Schedule{})
	jobs, _ := box.Lease(context.Background(), bench.Clock.Now(), time.Minute, 10)
	fmt.Println(len(jobs), box.Settle(context.Background(), bench.Clock.Now(), notify.Settlement{Leased: jobs[0], State: notify.JobSent, Attempt: 1}))
	// Output: 1 <nil>
}

func ExampleJob() {
	_, box := exampleQueue()
	err := box.Put(context.Background(), plan.Plan{}, notify.Job{})
	fmt.Println(err)
	// Output: notify: a job has no ID or no company
}

func ExampleJobState() {
	fmt.Println(notify.JobWaiting, notify.JobHeld, notify.JobSent)
	// Output: waiting held sent
}

func ExampleLeased() {
	bench, box := exampleQueue()
	_, _ = bench.Enqueue(context.Background(), examplePlan(), notify.Schedule{})
	jobs, _ := box.Lease(context.Background(), bench.Clock.Now(), time.Minute, 10)
	again, _ := box.Lease(context.Background(), bench.Clock.Now(), time.Minute, 10)
	fmt.Println(len(jobs), len(again), jobs[0].Abandoned)
	// Output: 1 0 false
}

// A settlement that comes too late changes nothing.
func ExampleSettlement() {
	bench, box := exampleQueue()
	_, _ = bench.Enqueue(context.Background(), examplePlan(), notify.Schedule{})
	jobs, _ := box.Lease(context.Background(), bench.Clock.Now(), time.Minute, 10)
	late := bench.Clock.Now().Add(time.Hour)
	fmt.Println(box.Settle(context.Background(), late, notify.Settlement{Leased: jobs[0], State: notify.JobSent}))
	// Output: notify: the lease of the job has run out
}

func ExampleHandOver() {
	bench, box := exampleQueue()
	p := examplePlan()
	_, _ = bench.Enqueue(context.Background(), p, notify.Schedule{})
	jobs, _ := box.Lease(context.Background(), bench.Clock.Now(), time.Minute, 10)
	record := audit.Record{ID: "r", Company: p.Company, At: bench.Clock.Now(), MessageID: jobs[0].ID, Order: p.Order, Status: delivery.StatusSending, Attempt: 1}
	held, err := box.HandOver(context.Background(), bench.Clock.Now(), notify.HandOver{Leased: jobs[0], Record: record})
	fmt.Println(held, err)
	// Output: [true] <nil>
}

// A reminder is planned when it is due, from the order as it is then.
func ExampleLater() {
	settings := notifytest.Settings()
	settings.Reminders = []booking.Reminder{booking.DayBefore()}
	bench, box := exampleQueue()
	added, dropped, err := bench.For(settings).Schedule(context.Background(), notifytest.Order())
	fmt.Println(added, dropped, err)
	jobs, _ := box.Topics(context.Background(), "mitt-bolag", "reminder/")
	fmt.Println(jobs[0].Later.Kind, jobs[0].NotBefore.Format(time.RFC3339))
	// Output:
	// 1 0 <nil>
	// reminder 2023-10-05T09:00:00+02:00
}

// The same calls over memory and over a store of notify/sqlstore.
func ExampleOutbox() {
	var box notify.Outbox = notify.NewMemoryOutbox(audit.NewMemory())
	_, err := box.Plan(context.Background(), "mitt-bolag", "none")
	fmt.Println(err)
	// Output: notify: the outbox has no such plan
}

// A queue of another kind, such as River, asks for one job at a time.
func ExampleVerdict() {
	bench, _ := exampleQueue()
	p := examplePlan()
	_, _ = bench.Enqueue(context.Background(), p, notify.Schedule{})
	worker, _ := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
	verdict, err := worker.Deliver(context.Background(), p.Company, p.Messages[0].ID)
	fmt.Println(verdict.State, verdict.Again, err)
	// Output: sent 0s <nil>
}
