package audit

import (
	"context"
	"errors"
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// ErrKeyReused is the error of a claim whose key was claimed before for other
// content. Like a field error it has a Message(locale.Language) for people.
var ErrKeyReused error = keyReused{}

// keyReused is an error with words for people: a host that has no form of the library's
// shows them as it shows every other refusal.
type keyReused struct{}

func (keyReused) Error() string {
	return "audit: the key has been used for another message: open the form again for a new one"
}

// Message says it in a user's language.
func (keyReused) Message(l locale.Language) string { return l.Phrase("compose.refused-key-used") }

// ErrNoCompany is the error of a query without a company: none spans
// several.
var ErrNoCompany = errors.New("audit: the query names no company")

// Store keeps the records of many companies. These are its rules; package
// audit/storetest checks them one by one. A message is all records with one
// MessageID; a record without one is a message of its own for a store.
//
//  1. Append stores the records, all or none, in the order given.
//  2. A record whose ID its message has already is passed over without error,
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
//  9. Records returns one company's messages alone; a query without a company is
//     [ErrNoCompany].
//  10. Every field of a query that is set must match, as [Query.Matches] has it;
//     times from From on and before To.
//  11. Messages come in the order of the At of the record that was stored first,
//     then of being stored; with Latest in the opposite one. The records of a
//     message stand together, by At, then in the order of being stored.
//  12. A page has at most Limit messages ([DefaultLimit] when 0, [MaxLimit] at
//     most), each whole; Next is empty on the last. Following Next meets each
//     message once and in order, also while others append.
//  13. A cursor that is not from this store's pages is [ErrCursor].
//  14. Erase removes a person from the company's log, as [Eraser] has it: recipient,
//     name, subject, body and snapshot of every message to their addresses and
//     numbers, or meant for them, are gone, and so is their name wherever they
//     were the actor; the fact, the status and the hash stay. It says what it found,
//     by the spelling that was asked for: capitals make no other address.
//  15. DropBodies removes subject, body and the values of the snapshot of the
//     company's records older than a time, and nothing else; proofs of the values
//     stay ([Record.DropBody]). It returns how many records.
//  16. Both may be repeated and then find nothing, erasing [Erased] too; neither
//     touches another company.
//  17. The store is safe for concurrent use.
//  18. A context that is done ends a call with its error, and nothing is stored.
//  19. The store keeps nothing of what it is given and gives nothing that it
//     keeps: changing a record afterwards changes no other.
//  20. From what Erase leaves nobody can find the address or number by trying:
//     IDs that may have been made of it are others, the same for all records of a
//     message, and hashes that it may be in are gone. A key whose hash is gone is
//     taken: claiming it is [ErrKeyReused], whatever the content.
//  21. A query that [Query.Validate] refuses is an error.
type Store interface {
	Append(ctx context.Context, records ...Record) error
	Claim(ctx context.Context, claim Record, with ...Record) (first bool, err error)
	Records(ctx context.Context, q Query) (Page, error)
	Erase(ctx context.Context, company string, who Identities) (Erasure, error)
	DropBodies(ctx context.Context, company string, before time.Time) (int, error)
}

// Thread is what a record is a part of: its message, or itself alone. It is
// here for those who write a store.
func (r *Record) Thread() string {
	if r.MessageID != "" {
		return "m:" + r.MessageID
	}
	return "r:" + r.ID
}
