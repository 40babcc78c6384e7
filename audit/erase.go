package audit

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
)

// Erased stands in the place of a recipient or a user that was erased. It is
// nobody: erasing it finds nothing.
const Erased = "erased"

// Identities are what the log knows a person by: addresses and numbers in
// canonical form, and a user's ID at the host. Addresses that differ in capitals are one
// person's.
type Identities struct {
	Recipients []string
	Actors     []string
}

// Validate returns what is wrong: that there are none, or one that is empty.
func (who Identities) Validate() error {
	all := slices.Concat(who.Recipients, who.Actors)
	if len(all) == 0 || slices.Contains(all, "") {
		return errors.New("audit: erase names nobody, or somebody by an empty text")
	}
	return nil
}

// An Erasure says what was found. The zero value is nothing.
type Erasure struct {
	Messages int            // that were the person's, or sent by them
	Records  int            // that were changed
	Found    map[string]int // messages by each identity that was asked for, 0 for one that the log does not know
}

// An Eraser takes a person out of records, for those who write a store. The store
// gives each message that the person may be in to [Eraser.Erase]; where that changes
// the Key of a record, the claim of the old key becomes one of the new. Then it takes
// the hashes out of the claims of [Eraser.Keys], and gives the messages of those keys
// to [Eraser.Unhash]. IDs and keys are changed by a secret that is made anew for each
// Eraser and kept nowhere. It is for one goroutine; make one for each Erase.
type Eraser struct {
	who    Identities
	secret string
	found  Erasure
	keys   map[string]bool
}

// NewEraser returns an eraser of a person. The error is that of
// [Identities.Validate].
func NewEraser(who Identities) (*Eraser, error) {
	if err := who.Validate(); err != nil {
		return nil, err
	}
	e := &Eraser{who: who, secret: rand.Text(), keys: map[string]bool{}, found: Erasure{Found: map[string]int{}}}
	for _, identity := range slices.Concat(who.Recipients, who.Actors) {
		e.found.Found[identity] = 0
	}
	return e, nil
}

// Erase takes the person out of all records of one message, as they were stored,
// and reports whether they were in it.
func (e *Eraser) Erase(records []Record) bool {
	names, shared := map[string]bool{}, records[0].Key
	n := 0
	for i := range records {
		if r := &records[i]; e.erase(r, names, shared) {
			n++
			if r.Key != "" {
				e.keys[r.Key] = true
			}
		}
	}
	if n == 0 {
		return false
	}
	if slices.ContainsFunc(records, func(r Record) bool { return r.Recipient == Erased }) {
		// Events that name no recipient, such as that it was given up, are of the message
		// all the same: its ID, which may be made of the address, must not stay in them.
		for i := range records {
			if r := &records[i]; r.Recipient == "" && r.MessageID != "" {
				e.eraseRecipient(r, shared)
				n++
			}
		}
	}
	if records[0].MessageID != "" || records[0].Recipient != "" { // no claim
		e.found.Messages++
		for name := range names {
			e.found.Found[name]++
		}
	}
	e.found.Records += n
	return true
}

// erase takes the person out of one record.
func (e *Eraser) erase(r *Record, names map[string]bool, shared string) bool {
	changed := false
	if slices.Contains(e.who.Actors, r.Actor.ID) && r.Actor.ID != Erased {
		names[r.Actor.ID] = true
		r.Actor, changed = UserRef{ID: Erased}, true
	}
	if r.Recipient != Erased {
		for _, one := range []string{r.Recipient, r.IntendedFor} {
			if asked, is := e.who.recipient(one); is {
				names[asked] = true
				e.eraseRecipient(r, shared)
				changed = true
				break
			}
		}
	}
	if changed {
		r.PlanHash = ""
	}
	return changed
}

// recipient is by which of the identities a recipient was asked for.
func (who Identities) recipient(one string) (asked string, is bool) {
	if slices.Contains(who.Recipients, one) {
		return one, true
	}
	i := slices.IndexFunc(who.Recipients, func(r string) bool { return strings.EqualFold(r, one) })
	if i < 0 {
		return "", false
	}
	return who.Recipients[i], true
}

// eraseRecipient takes away all that tells who the recipient was. The key that the
// message began with is shared by the sending; another is that of a try of this
// message alone, and may be made of its ID.
func (e *Eraser) eraseRecipient(r *Record, shared string) {
	for _, private := range []string{r.Recipient, r.IntendedFor} {
		if private != "" &&
			strings.Contains(strings.ToLower(r.Receipt.ProviderID), strings.ToLower(strings.TrimPrefix(private, "+"))) {
			r.Receipt.ProviderID = ""
		}
	}
	// A provider may be given our ID as its own.
	if r.MessageID != "" && strings.Contains(r.Receipt.ProviderID, r.MessageID) {
		r.Receipt.ProviderID = strings.ReplaceAll(r.Receipt.ProviderID, r.MessageID, e.other(r.MessageID))
	}
	r.Recipient, r.RecipientName, r.IntendedFor, r.Note, r.Receipt.Text = Erased, "", "", "", ""
	if r.Failure != nil {
		f := *r.Failure
		f.Text = "" // servers repeat the address in their words
		r.Failure = &f
	}
	r.Subject, r.Body, r.BodySalt, r.Snapshot = "", "", "", nil
	r.ID = e.other(r.ID)
	if r.MessageID != "" {
		if r.Key != "" && (r.Key != shared || strings.Contains(r.Key, r.MessageID)) {
			r.Key = e.other(r.Key)
		}
		r.MessageID = e.other(r.MessageID)
	}
}

// other is the ID that takes an ID's place.
func (e *Eraser) other(id string) string {
	mac := hmac.New(sha256.New, []byte(e.secret))
	mac.Write([]byte(id))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Keys are the keys of what was erased. Their claims, and the other messages of
// the same sending, may hold a hash that the person is in: [Eraser.Unhash] takes it
// away.
func (e *Eraser) Keys() []string {
	keys := make([]string, 0, len(e.keys))
	for key := range e.keys {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Unhash takes away what a record of the same key has of the person, and reports
// whether there was anything.
func (e *Eraser) Unhash(r *Record) bool {
	had := r.PlanHash != "" && e.keys[r.Key]
	if had {
		r.PlanHash = ""
	}
	return had
}

// Erasure is what was found so far.
func (e *Eraser) Erasure() Erasure { return e.found }

// DropBody takes the content away, as rule 15 of [Store] has it, and reports
// whether there was any. Of the snapshot, proofs of its values stay, so that what
// has not changed is still known not to have. It is here for those who write a
// store.
func (r *Record) DropBody() bool {
	had := r.HasBody()
	r.Subject, r.Body = "", ""
	r.Snapshot.Drop()
	return had
}

// HasBody reports whether [Record.DropBody] would take anything away. It is here
// for those who write a store.
func (r *Record) HasBody() bool {
	return r.Subject != "" || r.Body != "" || r.Snapshot.HasValues()
}
