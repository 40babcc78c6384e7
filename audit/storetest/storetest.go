// Package storetest checks that an audit.Store keeps its contract.
//
// The contract is the numbered rules in the doc comment of audit.Store; [Rules]
// is a table of them with a reason and a check, and each check is itself tested
// against a store that breaks just that rule. A host checks its own store with
// one line:
//
//	storetest.Run(t, func(t *testing.T) audit.Store { return mystore.New(t.TempDir()) })
//
// The package is for tests only: it imports testing.
package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
)

// A Rule is one numbered rule and how to see that it is kept.
type Rule struct {
	Number int    // as in the doc comment of audit.Store
	Why    string // what goes wrong for a host when it is broken
	Check  func(ctx context.Context, store audit.Store) error
}

// Run checks every rule against a fresh store from open, each in a subtest
// named by the rule's number. Open may use t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) audit.Store) {
	t.Helper()
	for _, rule := range Rules() {
		t.Run(fmt.Sprintf("rule-%02d", rule.Number), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if err := rule.Check(ctx, open(t)); err != nil {
				t.Errorf("rule %d is broken: %v\nwhy it matters: %s", rule.Number, err, rule.Why)
			}
		})
	}
}

// Rules returns the rules with their checks, in order.
func Rules() []Rule {
	return []Rule{
		{1, "a message is half in the log", checkOrder},
		{2, "a repeated write after a lost answer doubles the log", checkIdempotent},
		{3, "one company's record hides another's", checkIDsPerCompany},
		{4, "a record without a company belongs to nobody", checkInvalid},
		{5, "the log says something else than what happened", checkRoundTrip},
		{6, "a double click sends twice", checkClaim},
		{7, "another message goes out under a key that was used, or is lost", checkKeyReused},
		{8, "one company's form blocks another's", checkKeysPerCompany},
		{9, "a company sees another's customers", checkCompanies},
		{10, "a page shows what was not asked for", checkFilters},
		{11, "the latest sending is not the latest", checkSorting},
		{12, "a list loses or doubles lines", checkPages},
		{13, "a mangled link shows a wrong page instead of an error", checkCursor},
		{14, "a person who asked to be forgotten is still there", checkErase},
		{15, "bodies stay longer than promised, or the fact of sending goes with them", checkDropBodies},
		{16, "erasing reaches another company", checkErasureStaysInside},
		{17, "two users at once lose a record", checkConcurrent},
		{18, "a request that was given up goes on writing", checkContext},
		{19, "a change of a variable changes the past", checkCopies},
		{20, "who asked to be forgotten is found again by trying all numbers", checkNothingToTry},
		{21, "a mangled link is a fault of the database's, or finds what it should not", checkQueries},
	}
}

// at is a time that every store can keep.
var at = time.Date(2023, time.October, 2, 12, 5, 0, 123456000, time.UTC)

// record is a record with its needs filled in.
func record(company, id string, changes ...func(*audit.Record)) audit.Record {
	r := audit.Record{
		ID: id, Company: company, At: at, MessageID: "m-" + id,
		Recipient: "anna@example.se", Status: delivery.StatusSent,
	}
	for _, change := range changes {
		change(&r)
	}
	return r
}

// full is a record with every field set to something hard.
func full() audit.Record {
	return audit.Record{
		ID: "full", Company: "å-bolaget", At: at, MessageID: "m", Key: "key", PlanHash: "hash",
		Order: audit.OrderRef{Kind: "work-order", ID: "462", Number: "AO462"},
		Kind:  "booking-confirmation", Channel: delivery.Email,
		Recipient: "räksmörgås@example.se", RecipientName: "O'Brien \"Åsa\" 😀",
		Actor: audit.UserRef{ID: "eva", Name: "Eva"}, Language: "sv",
		Template: audit.TemplateRef{ID: "t", Version: 3, Edited: true}, Status: delivery.StatusBounced, Attempt: 2,
		Failure: &delivery.Failure{
			Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: "mailbox-unknown",
			Code: "550 5.1.1", Text: "no; such -- user", RetryAfter: time.Minute,
		},
		Receipt: delivery.Receipt{Provider: "smtp", ProviderID: "q1", Segments: 2, Cost: 3500, Currency: "SEK", Text: "ok"},
		Subject: "Ämne", Body: "Rad 1\nRad 2 \x00 {tag} %s ' \" \\", BodyHash: "h",
		Snapshot: &snapshots.Snapshot{
			Scope:  snapshots.ScopeBooking,
			Fields: []snapshots.Field{{Name: "time", Item: "b1", Label: "l", Form: snapshots.FormInterval, Value: "v"}},
			Whole:  snapshots.Fingerprint{1, 2, 3},
		},
		Test: audit.TestRedirected, IntendedFor: "östen@example.se", Note: "note",
	}
}

// ids are the IDs of what a query finds, in order.
func ids(ctx context.Context, store audit.Store, q audit.Query) (string, error) {
	records, err := audit.All(ctx, store, q)
	text := ""
	for _, r := range records {
		text += r.ID + " "
	}
	return text, err
}

// expect compares what a query finds with the IDs that it should.
func expect(ctx context.Context, store audit.Store, q audit.Query, want string) error {
	got, err := ids(ctx, store, q)
	switch {
	case err != nil:
		return err
	case got != want:
		return fmt.Errorf("query %+v: got %q, want %q", q, got, want)
	}
	return nil
}

// exactly returns n records of a company, or an error.
func exactly(ctx context.Context, s audit.Store, company string, n int) ([]audit.Record, error) {
	records, err := audit.All(ctx, s, audit.Query{Company: company})
	if err == nil && len(records) != n {
		err = fmt.Errorf("got %d records, want %d", len(records), n)
	}
	return records, err
}
