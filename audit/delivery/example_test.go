package delivery_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// What a sender returns is taken apart, whatever wraps it.
func ExampleFailure() {
	err := fmt.Errorf("sending: %w", &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: "greylisted", Code: "450 4.2.0"})
	if f := delivery.AsFailure(err); f.Class == delivery.Temporary {
		fmt.Println("try again:", f.Reason)
	}
	// Output: try again: greylisted
}

// The class decides what to do next.
func ExampleClass() {
	next := func(err error) string {
		switch f := delivery.AsFailure(err); f.Class {
		case delivery.Temporary:
			return "try again in " + max(f.RetryAfter, time.Minute).String()
		case delivery.Configuration:
			return "stop and tell the administrator"
		case delivery.Permanent:
			return "show it in the log"
		}
		return "ask the recipient" // Uncertain: it may have arrived
	}
	fmt.Println(next(&delivery.Failure{Class: delivery.Temporary, Reason: "too-many-requests", RetryAfter: 5 * time.Minute}))
	fmt.Println(next(errors.New("an error that says nothing")))
	// Output:
	// try again in 5m0s
	// ask the recipient
}

// Only a fault of the recipient says that the address is bad.
func ExampleFault() {
	for _, f := range []*delivery.Failure{
		{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: "mailbox-unknown"},
		{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "too-large"},
	} {
		fmt.Println(f.Reason, f.Fault == delivery.FaultRecipient)
	}
	// Output:
	// mailbox-unknown true
	// too-large false
}

// A report that comes late does not move a message back.
func ExampleStatus() {
	s := delivery.StatusDelivered
	fmt.Println(s.Next(delivery.StatusSent), s.Good())
	// Output: delivered true
}

// The price of an SMS, as the gateway told it.
func ExampleReceipt() {
	r := delivery.Receipt{Provider: "46elks", ProviderID: "s70df", Segments: 2, Cost: 7000, Currency: "SEK"}
	fmt.Printf("%d SMS, %.2f %s (%s %s)\n", r.Segments, float64(r.Cost)/10_000, r.Currency, r.Provider, r.ProviderID)
	// Output: 2 SMS, 0.70 SEK (46elks s70df)
}

// A host that hears of a bounce by its own means reports it like a gateway.
func ExampleReport() {
	keep := func(r delivery.Report) { // a notify.Service's Report
		fmt.Println(r.MessageID, r.Status, r.Failure.Reason)
	}
	keep(delivery.Report{
		Company: "c1", MessageID: "m1", Provider: "smtp mail.example.se", Status: delivery.StatusBounced,
		Failure: &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: "mailbox-unknown", Code: "550 5.1.1"},
	})
	// Output: m1 bounced mailbox-unknown
}

// The symbol beside a line of the log.
func ExampleChannel() {
	for _, c := range []delivery.Channel{delivery.Email, delivery.SMS, ""} {
		switch c {
		case delivery.Email:
			fmt.Println("letter")
		case delivery.SMS:
			fmt.Println("telephone")
		default:
			fmt.Println("nothing")
		}
	}
	// Output:
	// letter
	// telephone
	// nothing
}

// A server's words are logged without the secrets that it repeats.
func ExampleScrub() {
	fmt.Println(delivery.Scrub("535 bad login\r\nuser eva password hunter2", "hunter2"))
	// Output: 535 bad login user eva password [secret]
}

// An adapter keeps what the other side's codes mean; the words are added when they
// are said.
func ExampleJudgement() {
	codes := map[string]delivery.Judgement{
		"21211": delivery.OfRecipient(reasons.NumberUnknown),
		"20003": delivery.ToMend(reasons.LoginRefused),
		"20429": delivery.Later(reasons.TooManyRequests),
	}
	f := codes["20429"].Failure()
	f.Code, f.Text = "20429", "Too Many Requests"
	fmt.Println(f)
	// Output: temporary failure: too-many-requests (20429): Too Many Requests
}
