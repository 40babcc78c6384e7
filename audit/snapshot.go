package audit

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
)

// Scope says which part of an order a message was about: sending and booking
// are marked apart (R703). Any but [ScopeBooking] is marked as sending.
type Scope string

// The scopes.
const (
	ScopeOrder   Scope = "order"   // the order's content
	ScopeBooking Scope = "booking" // its bookings
)

// Form says how a field's value is written for people. The zero value is text.
type Form string

// The forms of a value.
const (
	FormText     Form = ""
	FormInterval Form = "interval" // two RFC 3339 times with a slash between
	FormDate     Form = "date"     // 2023-10-06
	FormMoney    Form = "money"    // smallest unit, a space, ISO 4217: "123450 SEK"
)

// A Field is one thing that mattered. Name is a key of the catalogue
// "audit.field." ("time", "technician", "place" …) or any word of the host's;
// Item tells several of a kind apart: the ID of a booking, the number of a line.
// A snapshot has each Name once for an Item.
type Field struct {
	Name  string `json:"name"`
	Item  string `json:"item,omitzero"`  // empty: the order itself
	Label string `json:"label,omitzero"` // how people know the item, such as an article's name
	Form  Form   `json:"form,omitzero"`  // how Value is written for people
	Value string `json:"value"`          // empty: none
}

// A Snapshot is what mattered when a message was sent (R703): the fields that its
// text or document was made from, in a fixed order. It is plain data that goes
// through encoding/json and back unchanged.
type Snapshot struct {
	Scope  Scope   `json:"scope"`
	Fields []Field `json:"fields,omitempty"`
	// Whole is the fingerprint of the whole order, for hosts that want any
	// change of it marked; empty when the host has none.
	Whole Fingerprint `json:"whole,omitzero"`
}

// A Fingerprint is a short proof of a snapshot's fields: equal fields have
// equal fingerprints. It is a SHA-256, comparable; the zero value is none.
type Fingerprint [sha256.Size]byte

// Fingerprint returns the proof of the scope and of the fields' names, items and
// values, in their order; labels and forms are not in it. It allocates nothing
// while the fields take less than 4 kB.
func (s *Snapshot) Fingerprint() Fingerprint {
	var room [4096]byte
	b := append(room[:0], s.Scope...)
	for i := range s.Fields {
		f := &s.Fields[i]
		b = appendPart(b, f.Name)
		b = appendPart(b, f.Item)
		b = appendPart(b, f.Value)
	}
	return sha256.Sum256(b)
}

// appendPart writes a length before each text, so that no two lists of texts
// give the same bytes.
func appendPart(b []byte, text string) []byte {
	b = binary.AppendUvarint(b, uint64(len(text)))
	return append(b, text...)
}

// IsZero reports whether f is none.
func (f Fingerprint) IsZero() bool { return f == Fingerprint{} }

// String returns f in hexadecimal; "" for the zero value.
func (f Fingerprint) String() string {
	if f.IsZero() {
		return ""
	}
	return hex.EncodeToString(f[:])
}

// AppendText appends [Fingerprint.String]. The error is always nil.
func (f Fingerprint) AppendText(b []byte) ([]byte, error) { return append(b, f.String()...), nil }

// MarshalText returns [Fingerprint.String]; the zero value is the empty text. The
// error is always nil.
func (f Fingerprint) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads what MarshalText wrote. Any other length and what is not
// hexadecimal are errors, and leave f as it is.
func (f *Fingerprint) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*f = Fingerprint{}
		return nil
	}
	if hex.DecodedLen(len(text)) != len(f) {
		return fmt.Errorf("audit: fingerprint has %d characters, want %d", len(text), hex.EncodedLen(len(f)))
	}
	var read Fingerprint
	if _, err := hex.Decode(read[:], text); err != nil {
		return fmt.Errorf("audit: fingerprint: %w", err)
	}
	*f = read
	return nil
}

// Value stores the text; the zero value is the empty text. The error is always nil.
func (f Fingerprint) Value() (driver.Value, error) { return f.String(), nil }

// Scan reads what Value stored; NULL and the empty text are the zero value. The
// error is that of UnmarshalText, or says that src is no text.
func (f *Fingerprint) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return f.UnmarshalText(nil)
	case string:
		return f.UnmarshalText([]byte(v))
	case []byte:
		return f.UnmarshalText(v)
	}
	return fmt.Errorf("audit: cannot scan %T into Fingerprint, want text", src)
}

// ChangeKind says what became of a field or an item. The zero value is none.
type ChangeKind string

// The kinds of change.
const (
	Changed ChangeKind = "changed" // a field has another value
	Added   ChangeKind = "added"   // an item that was not there
	Removed ChangeKind = "removed" // an item that is gone
	Other   ChangeKind = "other"   // the order changed, but nothing that mattered for the message
)

// A Change is one difference between what was sent and what is (R703), made by
// [Compare] or [NewHistory]. One that has been through encoding/json names of an
// item that was added or removed its first field alone.
type Change struct {
	Kind   ChangeKind `json:"kind"`
	Field  string     `json:"field"` // name; of the first field for an item that was added or removed
	Item   string     `json:"item,omitzero"`
	Label  string     `json:"label,omitzero"`
	Form   Form       `json:"form,omitzero"`
	Before string     `json:"before,omitzero"` // value in its Form; empty: none
	After  string     `json:"after,omitzero"`

	fields []Field // of an item that was added or removed
}

// Compare returns what changed from before to after (R703), in the order of after,
// then what is gone in the order of before; nil for nothing. Equal is no change,
// whatever happened in between. A nil snapshot has no fields.
func Compare(before, after *Snapshot) []Change {
	old, now := fieldsOf(before), fieldsOf(after)
	var changes []Change
	var added []string
	for _, f := range now {
		i := slices.IndexFunc(old, f.same)
		switch {
		case i >= 0 && old[i].Value != f.Value:
			changes = append(changes, Change{Kind: Changed, Field: f.Name, Item: f.Item, Label: f.Label, Form: f.Form, Before: old[i].Value, After: f.Value})
		case i >= 0 || slices.Contains(added, f.Item):
		case f.Item != "" && !hasItem(old, f.Item):
			added = append(added, f.Item)
			changes = append(changes, itemChange(Added, f, now))
		case f.Value != "":
			changes = append(changes, Change{Kind: Changed, Field: f.Name, Item: f.Item, Label: f.Label, Form: f.Form, After: f.Value})
		}
	}
	var removed []string
	for _, f := range old {
		switch {
		case slices.ContainsFunc(now, f.same) || slices.Contains(removed, f.Item):
		case f.Item != "" && !hasItem(now, f.Item):
			removed = append(removed, f.Item)
			changes = append(changes, itemChange(Removed, f, old))
		case f.Value != "":
			changes = append(changes, Change{Kind: Changed, Field: f.Name, Item: f.Item, Label: f.Label, Form: f.Form, Before: f.Value})
		}
	}
	return changes
}

func fieldsOf(s *Snapshot) []Field {
	if s == nil {
		return nil
	}
	return s.Fields
}

func (f Field) same(g Field) bool { return f.Name == g.Name && f.Item == g.Item }

func hasItem(fields []Field, item string) bool {
	return slices.ContainsFunc(fields, func(f Field) bool { return f.Item == item })
}

// itemChange is one change for all fields of an item.
func itemChange(kind ChangeKind, f Field, all []Field) Change {
	c := Change{Kind: kind, Field: f.Name, Item: f.Item, Label: f.Label, Form: f.Form}
	for _, g := range all {
		if g.Item == f.Item && g.Value != "" {
			c.fields = append(c.fields, g)
		}
	}
	if kind == Added {
		c.After = f.Value
	} else {
		c.Before = f.Value
	}
	return c
}
