package audit_test

import (
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
)

// An operator's report may come before the sending itself is logged.
func ExampleFold() {
	at := time.Date(2023, 10, 2, 12, 5, 0, 0, time.UTC)
	records := []audit.Record{
		{ID: "1", Company: "c1", At: at, MessageID: "m", Status: delivery.StatusDelivered},
		{ID: "2", Company: "c1", At: at.Add(time.Minute), MessageID: "m", Status: delivery.StatusSent}, // late
	}
	fmt.Println(audit.Fold(records)[0].Status)
	// Output: delivered
}

// What became of a message that was tried twice.
func ExampleMessage() {
	at := time.Date(2023, 10, 2, 12, 5, 0, 0, time.UTC)
	m := audit.Fold([]audit.Record{
		{ID: "1", Company: "c1", At: at, MessageID: "m", Status: delivery.StatusFailed, Attempt: 1, Failure: &delivery.Failure{Class: delivery.Temporary, Reason: "greylisted"}},
		{ID: "2", Company: "c1", At: at.Add(5 * time.Minute), MessageID: "m", Status: delivery.StatusSent, Attempt: 2, Receipt: delivery.Receipt{Provider: "smtp mail.example.se"}},
	})[0]
	fmt.Println(m.Status, m.Good(), m.Attempts, m.SentAt.Format(time.TimeOnly), m.Receipt.Provider)
	// Output: sent true 2 12:10:00 smtp mail.example.se
}
