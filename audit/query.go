package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// Limits of a page, in messages; see [Query.PageSize].
const (
	DefaultLimit = 100  // of a query that sets none
	MaxLimit     = 1000 // whatever a query sets
)

// A Query says which messages are wanted. Company is needed; a zero field matches
// everything, another only what equals it, and a list what equals one of its
// entries. A message is what the record says that was stored first; its status is
// what has become of it, as [Fold] has it.
type Query struct {
	Company    string
	OrderKind  string
	OrderID    string   // one more of OrderIDs
	OrderIDs   []string // of many orders, for a list with its banners
	MessageID  string   // one more of MessageIDs
	MessageIDs []string
	Provider   string // with ProviderID: the message with a receipt of that provider
	ProviderID string
	Key        string
	ActorID    string   // who sent it
	Recipient  string   // one more of Recipients
	Recipients []string // canonical, as records have it
	Kind       string
	Channel    delivery.Channel
	TemplateID string
	Statuses   []delivery.Status
	NoClaims   bool      // messages alone; see [Store]
	From, To   time.Time // the message began from From on, and before To
	Latest     bool      // the newest first
	Limit      int       // messages on a page; see [Query.PageSize]
	Cursor     string    // where the page before ended: its Next
}

// Orders returns the orders that the query asks for; none for any. It is here for
// those who write a store, as Messages and People are.
func (q *Query) Orders() []string { return join(q.OrderIDs, q.OrderID) }

// Messages returns the message IDs that the query asks for; none for any.
func (q *Query) Messages() []string { return join(q.MessageIDs, q.MessageID) }

// People returns the recipients that the query asks for; none for any.
func (q *Query) People() []string { return join(q.Recipients, q.Recipient) }

func join(list []string, one string) []string {
	if one == "" || slices.Contains(list, one) {
		return list
	}
	return append(slices.Clone(list), one)
}

// ErrQuery is the error of a query that nobody's page has asked: the cause is in what a
// browser sent, and not in the store. [ErrCursor] is one.
var ErrQuery = errors.New("audit: the query cannot be answered")

// ErrCursor is the error of a cursor that no page has given.
var ErrCursor = fmt.Errorf("%w: its cursor is not one that a page of this store gave", ErrQuery)

// Validate returns [ErrNoCompany], or what is wrong with the query, which is then
// [ErrQuery]: a NUL or bytes that are no UTF-8, which no record has and no database
// takes, or a status that is unknown.
func (q *Query) Validate() error {
	if q.Company == "" {
		return ErrNoCompany
	}
	for _, f := range []struct {
		name   string
		values []string
	}{
		{"Company", []string{q.Company}},
		{"OrderKind", []string{q.OrderKind}},
		{"OrderIDs", q.Orders()},
		{"MessageIDs", q.Messages()},
		{"Provider", []string{q.Provider}},
		{"ProviderID", []string{q.ProviderID}},
		{"Key", []string{q.Key}},
		{"ActorID", []string{q.ActorID}},
		{"Recipients", q.People()},
		{"Kind", []string{q.Kind}},
		{"Channel", []string{string(q.Channel)}},
		{"TemplateID", []string{q.TemplateID}},
	} {
		if i := slices.IndexFunc(f.values, func(v string) bool { return !storable(v) }); i >= 0 {
			return fmt.Errorf("%w: %s holds a NUL or bytes that are no UTF-8", ErrQuery, f.name)
		}
	}
	for _, s := range q.Statuses {
		if !s.Valid() {
			return fmt.Errorf("%w: status %q is unknown", ErrQuery, s)
		}
	}
	return nil
}

// Matches reports whether a message is in the answer of a query, apart from cursor
// and limit; records are all of the message's, in the order in which they were
// stored. It is here for those who write a store.
func (q *Query) Matches(records []Record) bool {
	r := &records[0]
	text := func(want, got string) bool { return want == "" || want == got }
	among := func(wanted []string, got string) bool { return len(wanted) == 0 || slices.Contains(wanted, got) }
	if r.Company != q.Company || q.NoClaims && r.MessageID == "" ||
		!text(q.OrderKind, r.Order.Kind) || !among(q.Orders(), r.Order.ID) || !among(q.Messages(), r.MessageID) ||
		!text(q.Key, r.Key) || !text(q.ActorID, r.Actor.ID) || !among(q.People(), r.Recipient) || !text(q.Kind, r.Kind) ||
		!text(string(q.Channel), string(r.Channel)) || !text(q.TemplateID, r.Template.ID) ||
		!q.From.IsZero() && r.At.Before(q.From) || !q.To.IsZero() && !r.At.Before(q.To) {
		return false
	}
	if (q.Provider != "" || q.ProviderID != "") && !slices.ContainsFunc(records, func(r Record) bool {
		return text(q.Provider, r.Receipt.Provider) && text(q.ProviderID, r.Receipt.ProviderID)
	}) {
		return false
	}
	if len(q.Statuses) == 0 {
		return true
	}
	folded := Fold(records)
	return len(folded) == 1 && slices.Contains(q.Statuses, folded[0].Status)
}

// PageSize is the number of messages on a page of q: Limit, [DefaultLimit] when it
// is 0 or less, [MaxLimit] at most. It is here for those who write a store.
func (q *Query) PageSize() int {
	if q.Limit <= 0 {
		return DefaultLimit
	}
	return min(q.Limit, MaxLimit)
}

// A Page is a part of a query's answer.
type Page struct {
	Records []Record // whole messages, in the order of rule 11 of [Store]
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
		if records == nil {
			records = page.Records
		} else {
			records = append(records, page.Records...)
		}
		if page.Next == "" {
			return records, nil
		}
		q.Cursor = page.Next
	}
}

// A MessagePage is a page of a log as people read it.
type MessagePage struct {
	Messages []Message      // in the order of rule 11 of [Store]
	Next     string         // cursor of the next page; empty on the last
	Zone     *time.Location // that times are shown in; nil: UTC
}

// When is when a message began, as the page's readers have it: "2023-10-02 14:05".
func (p MessagePage) When(m Message, l locale.Language) string {
	if p.Zone == nil {
		return l.DateTime(m.Began.UTC())
	}
	return l.DateTime(m.Began.In(p.Zone))
}

// Messages returns a page of the messages that a query finds, claims left out:
// none is cut in two or doubled at a page's edge, also while others append. The
// error is the store's.
func Messages(ctx context.Context, store Store, q Query) (MessagePage, error) {
	q.NoClaims = true
	page, err := store.Records(ctx, q)
	if err != nil {
		return MessagePage{}, err
	}
	place := map[string]int{}
	for i := range page.Records {
		if _, ok := place[page.Records[i].MessageID]; !ok {
			place[page.Records[i].MessageID] = len(place)
		}
	}
	messages := Fold(page.Records)
	slices.SortFunc(messages, func(a, b Message) int { return place[a.ID] - place[b.ID] })
	return MessagePage{Messages: messages, Next: page.Next}, nil
}

// FailedForGoodOf returns those of some addresses and numbers whose newest message
// shows that they take nothing, in the order given: by a few queries,
// however many they are. The error is the store's.
func FailedForGoodOf(ctx context.Context, store Store, company string, recipients []string) ([]string, error) {
	var suspects, dead []string
	for part := range slices.Chunk(recipients, MaxLimit) {
		failed, err := All(ctx, store, Query{
			Company: company, Recipients: part,
			Statuses: []delivery.Status{delivery.StatusFailed, delivery.StatusBounced},
		})
		if err != nil {
			return nil, err
		}
		for i := range failed {
			suspects = appendNew(suspects, failed[i].Recipient)
		}
	}
	of := map[string][]Record{}
	for part := range slices.Chunk(suspects, MaxLimit) {
		records, err := All(ctx, store, Query{Company: company, Recipients: part})
		if err != nil {
			return nil, err
		}
		for i := range records {
			of[records[i].Recipient] = append(of[records[i].Recipient], records[i])
		}
	}
	for _, recipient := range recipients {
		if FailedForGood(of[recipient]) {
			dead = append(dead, recipient)
		}
	}
	return dead, nil
}
