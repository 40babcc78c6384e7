package audit_test

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
)

// A mail that the host sent by its own means enters the log too. Its ID depends
// on what happened alone, so that writing it twice writes it once.
func ExampleRecord() {
	ctx, store := context.Background(), audit.NewMemory()
	r := audit.Record{
		ID: audit.NewID("import", "4711"), Company: "c1", At: time.Date(2023, 10, 2, 12, 5, 0, 0, time.UTC), MessageID: "import-4711",
		Kind: "order-confirmation", Channel: delivery.Email, Recipient: "anna@example.se", Status: delivery.StatusSent,
		BodyHash: audit.HashBody("", "Orderbekräftelse", "Hej, kund"), // proves the content; the body itself need not be kept
	}
	for range 2 {
		if err := store.Append(ctx, r); err != nil {
			fmt.Println(err)
		}
	}
	records, err := audit.All(ctx, store, audit.Query{Company: "c1"})
	fmt.Println(len(records), err)
	// Output: 1 <nil>
}

// What a record lacks is said before anything is stored.
func ExampleRecord_Validate() {
	fmt.Println((&audit.Record{ID: "1", At: time.Unix(0, 0), Status: "gone"}).Validate())
	// Output:
	// audit: record "1": Company is missing: everything belongs to one
	// audit: record "1": status "gone" is unknown
}

// One caller per key gets to send.
func ExampleMemory() {
	store := audit.NewMemory()
	claim := audit.Record{ID: "claim", Company: "c1", At: time.Unix(0, 0), Key: "form-1", PlanHash: "hash"}
	first, err := store.Claim(context.Background(), claim)
	fmt.Println(first, err)
	first, err = store.Claim(context.Background(), claim) // a double click
	fmt.Println(first, err)
	claim.PlanHash = "another plan"
	_, err = store.Claim(context.Background(), claim)
	fmt.Println(err == audit.ErrKeyReused)
	// Output:
	// true <nil>
	// false <nil>
	// true
}

// A nightly job keeps bodies for ninety days, whatever the store is.
func ExampleStore() {
	tidy := func(ctx context.Context, store audit.Store, now time.Time, companies ...string) error {
		for _, company := range companies {
			n, err := store.DropBodies(ctx, company, now.AddDate(0, 0, -90))
			if err != nil {
				return err
			}
			fmt.Println(company, "dropped", n)
		}
		return nil
	}
	store, now := audit.NewMemory(), time.Date(2023, 10, 2, 12, 5, 0, 0, time.UTC)
	_ = store.Append(context.Background(),
		audit.Record{ID: "old", Company: "c1", At: now.AddDate(-1, 0, 0), Body: "Hej, kund"}, audit.Record{ID: "new", Company: "c1", At: now, Body: "Hej, kund"})
	fmt.Println(tidy(context.Background(), store, now, "c1"))
	// Output:
	// c1 dropped 1
	// <nil>
}

// The newest two of what went to a person.
func ExampleQuery() {
	ctx, store, at := context.Background(), audit.NewMemory(), time.Date(2023, 10, 2, 12, 5, 0, 0, time.UTC)
	for i, kind := range []string{"booking-confirmation", "reminder", "service-protocol"} {
		_ = store.Append(ctx, audit.Record{ID: kind, Company: "c1", At: at.AddDate(0, 0, i), MessageID: kind, Recipient: "anna@example.se", Kind: kind})
	}
	page, err := store.Records(ctx, audit.Query{Company: "c1", Recipient: "anna@example.se", Latest: true, Limit: 2})
	for _, r := range page.Records {
		fmt.Println(r.At.Format(time.DateOnly), r.Kind)
	}
	fmt.Println(err)
	// Output:
	// 2023-10-04 service-protocol
	// 2023-10-03 reminder
	// <nil>
}

// Next leads from page to page, also while others append.
func ExamplePage() {
	ctx, store := context.Background(), audit.NewMemory()
	for i := range 3 {
		_ = store.Append(ctx, audit.Record{ID: fmt.Sprint(i), Company: "c1", At: time.Unix(int64(i), 0), MessageID: fmt.Sprint("m", i)})
	}
	q := audit.Query{Company: "c1", Limit: 2}
	for {
		page, err := store.Records(ctx, q)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(len(page.Records), "messages, more:", page.Next != "")
		if page.Next == "" {
			break
		}
		q.Cursor = page.Next // as a link to the next page carries it
	}
	// Output:
	// 2 messages, more: true
	// 1 messages, more: false
}

// A user's own log.
func ExampleUserRef() {
	ctx, store := context.Background(), audit.NewMemory()
	_ = store.Append(ctx,
		audit.Record{ID: "1", Company: "c1", At: time.Unix(0, 0), Actor: audit.UserRef{ID: "eva", Name: "Eva"}, Kind: "quote"},
		audit.Record{ID: "2", Company: "c1", At: time.Unix(1, 0), Kind: "reminder"}) // sent by the system itself
	mine, err := audit.All(ctx, store, audit.Query{Company: "c1", ActorID: "eva"})
	fmt.Println(len(mine), mine[0].Kind, mine[0].Actor.Name, err)
	// Output: 1 quote Eva <nil>
}

// An order's messages are found by its kind and the host's ID.
func ExampleOrderRef() {
	ctx, store := context.Background(), audit.NewMemory()
	_ = store.Append(ctx,
		audit.Record{ID: "1", Company: "c1", At: time.Unix(0, 0), Order: audit.OrderRef{Kind: "work-order", ID: "17", Number: "AO462"}},
		audit.Record{ID: "2", Company: "c1", At: time.Unix(1, 0), Order: audit.OrderRef{Kind: "quote", ID: "17", Number: "OF17"}})
	records, err := audit.All(ctx, store, audit.Query{Company: "c1", OrderKind: "work-order", OrderID: "17"})
	fmt.Println(len(records), records[0].Order.Number, err)
	// Output: 1 AO462 <nil>
}

// The log remembers which template was used and whether the text was edited.
func ExampleTemplateRef() {
	for _, m := range audit.Fold([]audit.Record{
		{ID: "1", Company: "c1", At: time.Unix(0, 0), MessageID: "m1", Template: audit.TemplateRef{ID: "enkät", Version: 3, Edited: true}},
		{ID: "2", Company: "c1", At: time.Unix(1, 0), MessageID: "m2"},
	}) {
		switch t := m.Template; {
		case t == audit.TemplateRef{}:
			fmt.Println(m.ID, "built-in text")
		default:
			fmt.Println(m.ID, t.ID, "version", t.Version, "edited:", t.Edited)
		}
	}
	// Output:
	// m1 enkät version 3 edited: true
	// m2 built-in text
}

// A person's request for their data, then to be forgotten.
func ExampleExport() {
	ctx, store := context.Background(), audit.NewMemory()
	_ = store.Append(ctx, audit.Record{ID: "1", Company: "c1", At: time.Date(2023, 10, 2, 12, 5, 0, 0, time.UTC), Recipient: "anna@example.se"})
	var b bytes.Buffer
	err := audit.Export(ctx, store, audit.Query{Company: "c1", Recipient: "anna@example.se"}, &b)
	fmt.Print(b.String(), err, "\n")
	erased, err := store.Erase(ctx, "c1", audit.Identities{Recipients: []string{"anna@example.se", "ana@example.se"}})
	fmt.Println("erased", erased.Found, err)
	// Output:
	// {"id":"1","company":"c1","at":"2023-10-02T12:05:00Z","recipient":"anna@example.se"}
	// <nil>
	// erased map[ana@example.se:0 anna@example.se:1] <nil>
}
