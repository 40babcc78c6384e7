package audit

import (
	"context"
	"errors"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
)

// ErrKeyReused is the error of a claim whose key was claimed before for other
// content.
var ErrKeyReused = errors.New("audit: the key has been used for another message: open the form again for a new one")

// ErrNoCompany is the error of a query without a company: none spans
// several.
var ErrNoCompany = errors.New("audit: the query names no company")

// Store keeps the records of many companies. These are its rules; package
// audit/storetest checks them one by one.
//
//  1. Append stores the records, all or none, in the order given.
//  2. A record whose ID the company has already is passed over without error,
//     also within one call: Append can be repeated. The first stays as it is.
//  3. The same ID in two companies is two records.
//  4. A record that [Record.Validate] refuses is an error, and nothing of the
//     call is stored.
//  5. What Records returns is what was stored: every field, any text, times as
//     the same instant to the microsecond.
//  6. Claim stores the claim and the records with it, all or none, and returns
//     true for the first caller with the claim's company and key, and false,
//     storing nothing, for every later one, whoever asks and from however many
//     processes. Keys of the records with it are claimed too; one that was
//     claimed before is [ErrKeyReused].
//  7. A claim of a key that was claimed with another PlanHash is [ErrKeyReused].
//  8. The same key in two companies is two keys. A claim without a key is an error.
//  9. Records returns one company's records alone; a query without a company is
//     [ErrNoCompany].
//  10. Every field of a query that is set must match; times from From on and
//     before To.
//  11. Records come in the order of At, then of being stored; with Latest in
//     the opposite one.
//  12. A page has at most Limit records ([DefaultLimit] when 0, [MaxLimit] at
//     most); Next is empty on the last. Following Next meets each record once
//     and in order, also while others append.
//  13. A cursor that is not from this store's pages is an error.
//  14. Erase removes a person from the company's log: recipient, name,
//     subject, body and snapshot of every message to the address or number, or
//     meant for it, are gone, the fact, the status and the hash stay. It returns
//     how many records.
//  15. DropBodies removes subject, body and the values of the snapshot of the
//     company's records older than a time, and nothing else; proofs of the values
//     stay ([Record.DropBody]). It returns how many records.
//  16. Both may be repeated and then find nothing, erasing [Erased] too; neither
//     touches another company.
//  17. The store is safe for concurrent use.
//  18. A context that is done ends a call with its error, and nothing is stored.
//  19. The store keeps nothing of what it is given and gives nothing that it
//     keeps: changing a record afterwards changes no other.
type Store interface {
	Append(ctx context.Context, records ...Record) error
	Claim(ctx context.Context, claim Record, with ...Record) (first bool, err error)
	Records(ctx context.Context, q Query) (Page, error)
	Erase(ctx context.Context, company, recipient string) (int, error)
	DropBodies(ctx context.Context, company string, before time.Time) (int, error)
}

// Limits of a page, in records.
const (
	DefaultLimit = 100
	MaxLimit     = 1000
)

// A Query says which records are wanted. Company is needed; a zero field
// matches everything, another only what equals it.
type Query struct {
	Company    string
	OrderKind  string
	OrderID    string
	MessageID  string
	Provider   string // with ProviderID: the record with that receipt
	ProviderID string
	Key        string
	ActorID    string
	Recipient  string // canonical, as records have it
	Kind       string
	Channel    delivery.Channel
	Status     delivery.Status // of the single record, not of the message
	From, To   time.Time       // At from From on, and before To
	Latest     bool            // the newest first
	Limit      int             // records on a page; see [Query.PageSize]
	Cursor     string          // where the page before ended: its Next
}

// A Page is a part of a query's answer.
type Page struct {
	Records []Record // in the order of rule 11 of [Store]
	Next    string   // cursor of the next page; empty on the last
}

// All returns every record of a query, page after page. It is for queries that
// are small by nature, such as one order's. The error is the store's, and no
// record is returned with it.
func All(ctx context.Context, store Store, q Query) ([]Record, error) {
	if q.Limit == 0 {
		q.Limit = MaxLimit
	}
	var records []Record
	for {
		page, err := store.Records(ctx, q)
		if err != nil {
			return nil, err
		}
		records = append(records, page.Records...)
		if page.Next == "" {
			return records, nil
		}
		q.Cursor = page.Next
	}
}

// Matches reports whether a record is in the answer of a query, apart from
// cursor and limit. It is here for those who write a store.
func (q Query) Matches(r *Record) bool {
	text := func(want, got string) bool { return want == "" || want == got }
	return r.Company == q.Company &&
		text(q.OrderKind, r.Order.Kind) && text(q.OrderID, r.Order.ID) && text(q.MessageID, r.MessageID) &&
		text(q.Provider, r.Receipt.Provider) && text(q.ProviderID, r.Receipt.ProviderID) &&
		text(q.Key, r.Key) && text(q.ActorID, r.Actor.ID) && text(q.Recipient, r.Recipient) && text(q.Kind, r.Kind) &&
		text(string(q.Channel), string(r.Channel)) && text(string(q.Status), string(r.Status)) &&
		(q.From.IsZero() || !r.At.Before(q.From)) && (q.To.IsZero() || r.At.Before(q.To))
}

// PageSize is the number of records on a page of q: Limit, [DefaultLimit] when it
// is 0 or less, [MaxLimit] at most. It is here for those who write a store.
func (q Query) PageSize() int {
	switch {
	case q.Limit <= 0:
		return DefaultLimit
	case q.Limit > MaxLimit:
		return MaxLimit
	}
	return q.Limit
}
