package snapshots_test

import (
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/templating/locale"
)

// A visit that is an hour later, in the words of two users.
func ExampleCompare() {
	visit := func(hour int) *snapshots.Snapshot {
		start := time.Date(2023, 10, 6, hour, 0, 0, 0, time.FixedZone("", 7200))
		return &snapshots.Snapshot{Scope: snapshots.ScopeBooking, Fields: []snapshots.Field{
			{Name: "time", Item: "b1", Form: snapshots.FormInterval, Value: snapshots.Interval(start, start.Add(3*time.Hour))},
		}}
	}
	for _, change := range snapshots.Compare(visit(7), visit(8)) {
		fmt.Println(change, "/", change.Message(locale.Swedish))
	}
	// Output: time 07:00–10:00 → 08:00–11:00 / tid 07:00–10:00 → 08:00–11:00
}

// What mattered is kept with the message; equal means unchanged, whatever
// happened in between.
func ExampleSnapshot() {
	sent := &snapshots.Snapshot{Scope: snapshots.ScopeBooking, Fields: []snapshots.Field{{Name: "place", Value: "Port 3"}}}
	now := &snapshots.Snapshot{Scope: snapshots.ScopeBooking, Fields: []snapshots.Field{{Name: "place", Value: "Port 3", Label: "another label"}}}
	fmt.Println(sent.Fingerprint() == now.Fingerprint(), len(snapshots.Compare(sent, now)))
	// Output: true 0
}

// A host may keep the fingerprint alone, as text in a column of its own.
func ExampleFingerprint() {
	f := (&snapshots.Snapshot{Fields: []snapshots.Field{{Name: "place", Value: "Port 3"}}}).Fingerprint()
	column, err := f.Value()
	if err != nil {
		fmt.Println(err)
		return
	}
	var back snapshots.Fingerprint
	err = back.Scan(column)
	fmt.Println(back == f, back.String()[:8], err)
	// Output: true 3496768a <nil>
}

// Names that the catalogue has are written in the user's language, others as
// the host has them.
func ExampleField() {
	before := &snapshots.Snapshot{Fields: []snapshots.Field{{Name: "place", Value: "Port 3"}, {Name: "garantitid", Value: "1 år"}}}
	after := &snapshots.Snapshot{Fields: []snapshots.Field{{Name: "place", Value: "Port 4"}, {Name: "garantitid", Value: "2 år"}}}
	for _, c := range snapshots.Compare(before, after) {
		fmt.Println(c.Message(locale.English))
	}
	// Output:
	// place Port 3 → Port 4
	// garantitid 1 år → 2 år
}

// Values are kept in a form that no language touches, and written in the
// user's.
func ExampleValueForm() {
	before := &snapshots.Snapshot{Fields: []snapshots.Field{{Name: "price", Item: "1", Label: "Drivrem", Form: snapshots.FormMoney, Value: "34900 EUR"}}}
	after := &snapshots.Snapshot{Fields: []snapshots.Field{{Name: "price", Item: "1", Label: "Drivrem", Form: snapshots.FormMoney, Value: "39900 EUR"}}}
	for _, c := range snapshots.Compare(before, after) {
		fmt.Printf("%q\n%q\n", c.Message(locale.English), c.Message(locale.Swedish))
	}
	// Output:
	// "Drivrem: price €349.00 → €399.00"
	// "Drivrem: pris 349,00\u00a0€ → 399,00\u00a0€"
}

// A page of the host's own may lay a change out in columns.
func ExampleDifference() {
	before := &snapshots.Snapshot{Fields: []snapshots.Field{{Name: "technician", Item: "b1", Value: "Börje"}}}
	after := &snapshots.Snapshot{Fields: []snapshots.Field{{Name: "technician", Item: "b1", Value: "Lisa"}}}
	for _, c := range snapshots.Compare(before, after) {
		fmt.Printf("%s | %s | %s | %s\n", c.Item, c.Field, c.Before, c.After)
	}
	// Output: b1 | technician | Börje | Lisa
}

// A whole item that comes or goes is one change.
func ExampleDifferenceKind() {
	line := func(item, article string) []snapshots.Field {
		return []snapshots.Field{{Name: "article", Item: item, Label: article, Value: article}, {Name: "quantity", Item: item, Label: article, Value: "2 st"}}
	}
	for _, c := range snapshots.Compare(&snapshots.Snapshot{Fields: line("1", "Filter F7")}, &snapshots.Snapshot{Fields: line("2", "Drivrem")}) {
		fmt.Println(c.Kind, "/", c.Message(locale.English))
	}
	// Output:
	// added / added: Drivrem, 2 st
	// removed / removed: Filter F7, 2 st
}

// The order's content and its bookings are marked apart.
func ExampleScope() {
	record := func(id string, scope snapshots.Scope, name string) audit.Record {
		return audit.Record{
			ID: id, Company: "c1", At: time.Unix(0, 0), MessageID: id, Status: delivery.StatusSent, Kind: id, Recipient: "anna@example.se",
			Snapshot: &snapshots.Snapshot{Scope: scope, Fields: []snapshots.Field{{Name: name, Value: "as it was"}}},
		}
	}
	h := audit.NewHistory(audit.HistoryInput{
		Messages: audit.Fold([]audit.Record{record("order-confirmation", snapshots.ScopeOrder, "description"), record("booking-confirmation", snapshots.ScopeBooking, "place")}),
		Current: map[string]*snapshots.Snapshot{ // what each message would say now
			"order-confirmation":   {Scope: snapshots.ScopeOrder, Fields: []snapshots.Field{{Name: snapshots.FieldDescription, Value: "as it was"}}},
			"booking-confirmation": {Scope: snapshots.ScopeBooking, Fields: []snapshots.Field{{Name: snapshots.FieldPlace, Value: "Port 4"}}},
		},
	})
	fmt.Println("order:", h.Sending.Red, "booking:", h.Booking.Red)
	// Output: order: false booking: true
}

// Whoever asks what somebody still has to be told counts by units: a field of an item, or
// a list as a whole.
func ExampleUnit() {
	var said snapshots.Snapshot
	said.Fields = []snapshots.Field{{Name: snapshots.FieldDescription, Value: "Drivrem"}}
	said.AddItem(snapshots.ListLines, "1001", "Drivrem XPZ", snapshots.Field{Name: snapshots.FieldQuantity, Form: snapshots.FormQuantity, Value: "2000 st"})
	now, lines := said.Clone(), snapshots.Unit{List: snapshots.ListLines}
	now.Fields[1].Value = "3000 st"
	for _, d := range snapshots.Compare(&said, now) {
		fmt.Println(d, "|", d.Units()[0] == lines)
	}
	// Output: Drivrem XPZ: quantity 2 st → 3 st | true
}
