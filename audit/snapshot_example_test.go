package audit_test

import (
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
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

// A visit that is an hour later, in the words of two users.
func ExampleCompare() {
	visit := func(hour int) *audit.Snapshot {
		start := time.Date(2023, 10, 6, hour, 0, 0, 0, time.FixedZone("", 7200))
		return &audit.Snapshot{Scope: audit.ScopeBooking, Fields: []audit.Field{
			{Name: "time", Item: "b1", Form: audit.FormInterval, Value: audit.Interval(start, start.Add(3*time.Hour))},
		}}
	}
	for _, change := range audit.Compare(visit(7), visit(8)) {
		fmt.Println(change, "/", change.Message(locale.Swedish))
	}
	// Output: time 07:00–10:00 → 08:00–11:00 / tid 07:00–10:00 → 08:00–11:00
}

// What mattered is kept with the message; equal means unchanged, whatever
// happened in between.
func ExampleSnapshot() {
	sent := &audit.Snapshot{Scope: audit.ScopeBooking, Fields: []audit.Field{{Name: "place", Value: "Port 3"}}}
	now := &audit.Snapshot{Scope: audit.ScopeBooking, Fields: []audit.Field{{Name: "place", Value: "Port 3", Label: "another label"}}}
	fmt.Println(sent.Fingerprint() == now.Fingerprint(), len(audit.Compare(sent, now)))
	// Output: true 0
}

// A host may keep the fingerprint alone, as text in a column of its own.
func ExampleFingerprint() {
	f := (&audit.Snapshot{Fields: []audit.Field{{Name: "place", Value: "Port 3"}}}).Fingerprint()
	column, err := f.Value()
	if err != nil {
		fmt.Println(err)
		return
	}
	var back audit.Fingerprint
	err = back.Scan(column)
	fmt.Println(back == f, back.String()[:8], err)
	// Output: true 3496768a <nil>
}

// Names that the catalogue has are written in the user's language, others as
// the host has them.
func ExampleField() {
	before := &audit.Snapshot{Fields: []audit.Field{{Name: "place", Value: "Port 3"}, {Name: "garantitid", Value: "1 år"}}}
	after := &audit.Snapshot{Fields: []audit.Field{{Name: "place", Value: "Port 4"}, {Name: "garantitid", Value: "2 år"}}}
	for _, c := range audit.Compare(before, after) {
		fmt.Println(c.Message(locale.English))
	}
	// Output:
	// place Port 3 → Port 4
	// garantitid 1 år → 2 år
}

// Values are kept in a form that no language touches, and written in the
// user's.
func ExampleValueForm() {
	before := &audit.Snapshot{Fields: []audit.Field{{Name: "price", Item: "1", Label: "Drivrem", Form: audit.FormMoney, Value: "34900 EUR"}}}
	after := &audit.Snapshot{Fields: []audit.Field{{Name: "price", Item: "1", Label: "Drivrem", Form: audit.FormMoney, Value: "39900 EUR"}}}
	for _, c := range audit.Compare(before, after) {
		fmt.Printf("%q\n%q\n", c.Message(locale.English), c.Message(locale.Swedish))
	}
	// Output:
	// "Drivrem: price €349.00 → €399.00"
	// "Drivrem: pris 349,00\u00a0€ → 399,00\u00a0€"
}

// A page of the host's own may lay a change out in columns.
func ExampleDifference() {
	before := &audit.Snapshot{Fields: []audit.Field{{Name: "technician", Item: "b1", Value: "Börje"}}}
	after := &audit.Snapshot{Fields: []audit.Field{{Name: "technician", Item: "b1", Value: "Lisa"}}}
	for _, c := range audit.Compare(before, after) {
		fmt.Printf("%s | %s | %s | %s\n", c.Item, c.Field, c.Before, c.After)
	}
	// Output: b1 | technician | Börje | Lisa
}

// A whole item that comes or goes is one change.
func ExampleDifferenceKind() {
	line := func(item, article string) []audit.Field {
		return []audit.Field{{Name: "article", Item: item, Label: article, Value: article}, {Name: "quantity", Item: item, Label: article, Value: "2 st"}}
	}
	for _, c := range audit.Compare(&audit.Snapshot{Fields: line("1", "Filter F7")}, &audit.Snapshot{Fields: line("2", "Drivrem")}) {
		fmt.Println(c.Kind, "/", c.Message(locale.English))
	}
	// Output:
	// added / added: Drivrem, 2 st
	// removed / removed: Filter F7, 2 st
}
