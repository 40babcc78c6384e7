package notify_test

import (
	"context"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
)

// A worker of another kind leases the jobs that it was told of; one that nobody knows
// does not wait.
func ExampleJobRef() {
	bench, box := exampleQueue()
	p := examplePlan()
	_, _ = bench.Enqueue(context.Background(), p, notify.Schedule{})
	answers, err := box.LeaseJobs(context.Background(), notifytest.Now(), time.Minute, notify.JobRef{Company: p.Company, ID: p.Messages[0].ID}, notify.JobRef{Company: p.Company, ID: "none"})
	fmt.Println(answers[0].Leased != nil, answers[1].Leased != nil, err)
	// Output: true false <nil>
}

// The zero value is a job that is done, or was never there.
func ExampleLeaseAnswer() {
	_, box := exampleQueue()
	answers, _ := box.LeaseJobs(context.Background(), notifytest.Now(), time.Minute, notify.JobRef{Company: "mitt-bolag", ID: "none"})
	fmt.Println(answers[0] == notify.LeaseAnswer{})
	// Output: true
}
