package snapshots

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Scope says which part of an order a message was about: sending and booking
// are marked apart. Any but [ScopeBooking] is marked as sending.
type Scope string

// The scopes.
const (
	ScopeOrder   Scope = "order"   // the order's content
	ScopeBooking Scope = "booking" // its bookings
)

// Names of fields that the catalogue has a word for; see [FieldMessage].
const (
	FieldTime                = "time"
	FieldDate                = "date"
	FieldTechnician          = "technician"
	FieldPlace               = "place"
	FieldTitle               = "title"
	FieldCancelled           = "cancelled"
	FieldBooking             = "booking"
	FieldCustomer            = "customer"
	FieldFacility            = "facility"
	FieldAddress             = "address"
	FieldDescription         = "description"
	FieldCustomerOrderNumber = "customerOrderNumber"
	FieldServiceObjects      = "serviceObjects"
	FieldArticle             = "article"
	FieldQuantity            = "quantity"
	FieldPrice               = "price"
	FieldSum                 = "sum"
	FieldText                = "text"
	FieldResult              = "result"
	FieldCompany             = "company"
)

// Names of lists that the catalogue has a word for.
const (
	ListLines        = "lines"
	ListTotals       = "totals"
	ListChecks       = "checks"
	ListMeasurements = "measurements"
)

// A Field is one thing that mattered. A snapshot has each Name once for an Item,
// and each Item in one List. A field that has nothing stands there too, with an
// empty Value: it says that there is none, where a field that is missing says
// nothing.
type Field struct {
	Name string `json:"name"` // FieldTime …, or any word of the host's
	// tells several of a kind apart, such as the ID of a booking; empty: the order itself
	Item string `json:"item,omitzero"`
	// List is the name of a list that is told as a whole, such as the lines of a
	// paper: what it lacks is told to be gone, and what comes later is a change.
	// Empty: the item is told by itself, and others were not promised.
	List  string    `json:"list,omitzero"`
	Label string    `json:"label,omitzero"` // how people know the item, such as an article's name
	Form  ValueForm `json:"form,omitzero"`  // how Value is written for people, and when two are equal
	Value string    `json:"value,omitzero"` // empty: none
	// Aside says that the message tells it in other words too, such as an address that
	// stands among the parties of a paper: it counts as told, and is no change of its own.
	Aside bool `json:"aside,omitzero"`
	// Proof stands for Label and Value after they were dropped: it tells whether
	// another value is the same. Of a list there is one, for the whole.
	Proof string `json:"proof,omitzero"`
	// Until is when what was dropped is over, for a value that has a time: a moment in
	// RFC 3339, or the last of whole days. Nothing is red after it.
	Until string `json:"until,omitzero"`
}

// A Snapshot is what mattered when a message was sent: the fields that its text
// or document was made from, in a fixed order. It is plain data that goes through
// encoding/json and back unchanged.
type Snapshot struct {
	Scope  Scope   `json:"scope"`
	Fields []Field `json:"fields,omitempty"`
	// Lists are the names of the lists that are told as wholes, the empty ones
	// too; see [Field].
	Lists []string `json:"lists,omitempty"`
	// Whole is the fingerprint of the whole order, for hosts that want any
	// change of it marked; empty when the host has none.
	Whole Fingerprint `json:"whole,omitzero"`
	// Salt is of the proofs of a snapshot whose values were dropped; empty while
	// they are there.
	Salt string `json:"salt,omitzero"`
}

// AddItem appends an item of a list with its fields. Key is what makes it the
// same item another time, such as an article's number, and Label how people know
// it. Two items may have the same key: [Compare] tells them apart by what they
// say, so that one that is put first is one change. Name, Form and Value of the
// fields are kept.
func (s *Snapshot) AddItem(list, key, label string, fields ...Field) {
	s.AddList(list)
	item := key
	for n := 2; s.has(list, item); n++ {
		item = key + repeated + strconv.Itoa(n)
	}
	for _, f := range fields {
		f.Item, f.List, f.Label = item, list, label
		s.Fields = append(s.Fields, f)
	}
}

// AddList says that a list is told as a whole, be it empty. Saying it twice does
// nothing.
func (s *Snapshot) AddList(list string) {
	if !slices.Contains(s.Lists, list) {
		s.Lists = append(s.Lists, list)
	}
}

func (s *Snapshot) has(list, item string) bool {
	return slices.ContainsFunc(s.Fields, func(f Field) bool { return f.List == list && f.Item == item })
}

// repeated stands between an item's key and its number when there are several
// of one key.
const repeated = " #"

// Clone returns a copy that shares nothing with s; nil of nil.
func (s *Snapshot) Clone() *Snapshot {
	if s == nil {
		return nil
	}
	c := *s
	c.Fields, c.Lists = slices.Clone(s.Fields), slices.Clone(s.Lists)
	return &c
}

// HasValues reports whether there is anything to drop; a nil snapshot has nothing.
func (s *Snapshot) HasValues() bool {
	return s != nil && s.Salt == "" && len(s.Fields)+len(s.Lists) > 0
}

// Drop replaces what the fields say by proofs of it, with a salt of its own: [Compare]
// then tells that something is no longer so, and not what it was. Where there is
// nothing to drop it does nothing.
func (s *Snapshot) Drop() {
	if !s.HasValues() {
		return
	}
	salt := rand.Text()
	var kept []Field
	for i := range s.Fields {
		if f := &s.Fields[i]; f.List == "" {
			g := Field{Name: f.Name, Item: f.Item, Form: f.Form, Proof: f.proof(salt), Aside: f.Aside}
			if _, ok := f.Ends(time.UTC); ok { // a time that somebody put in words is one of the values
				g.Until = f.until()
			}
			kept = append(kept, g)
		}
	}
	for _, list := range s.Lists {
		kept = append(kept, Field{Name: list, List: list, Proof: s.listProof(salt, list)})
	}
	s.Fields, s.Salt = kept, salt
}

// proof is what stands for a field's value once it is dropped.
func (f *Field) proof(salt string) string {
	return proofOf(salt, f.Name, f.Item, f.canonical())
}

// listProof is what stands for a whole list: what its items say, in no order.
func (s *Snapshot) listProof(salt, list string) string {
	var items []string
	for _, it := range itemsOf(s.Fields, list) {
		items = append(items, it.reads())
	}
	slices.Sort(items)
	return proofOf(salt, append([]string{list}, items...)...)
}

func proofOf(salt string, parts ...string) string {
	b := appendPart(nil, salt)
	for _, p := range parts {
		b = appendPart(b, p)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// An item is what a snapshot says of one thing: its fields, in their order. They may be
// the snapshot's own.
type item struct {
	list, name string
	fields     []Field
}

// itemsOf are the items of a list, or with an empty name those that stand by
// themselves; the order's own fields are the item without a name.
func itemsOf(fields []Field, list string) []item {
	var items []item
	index := map[string]int{}
	for from := 0; from < len(fields); {
		f, to := &fields[from], from+1
		for to < len(fields) && fields[to].List == f.List && fields[to].Item == f.Item { // the usual: they stand together
			to++
		}
		run := fields[from:to:to]
		from = to
		if f.List != list {
			continue
		}
		if at, ok := index[f.Item]; ok {
			items[at].fields = append(items[at].fields, run...)
		} else {
			index[f.Item] = len(items)
			items = append(items, item{list: list, name: f.Item, fields: run})
		}
	}
	return items
}

// key is what the item is known by, without the number that tells it from others
// of the same key.
func (it *item) key() string {
	if at := strings.LastIndex(it.name, repeated); at >= 0 {
		if _, err := strconv.Atoi(it.name[at+len(repeated):]); err == nil {
			return it.name[:at]
		}
	}
	return it.name
}

// says is the item's content in the form in which equal is equal to people.
func (it *item) says() string {
	b := appendPart(nil, it.key())
	for i := range it.fields {
		if value := it.fields[i].canonical(); value != "" {
			b = appendPart(b, it.fields[i].Name)
			b = appendPart(b, value)
		}
	}
	return string(b)
}

// reads is the item's content as people see it, whatever it is known by.
func (it *item) reads() string {
	b := appendPart(nil, canonicalText(it.fields[0].Label))
	return string(appendPart(b, (&item{fields: it.fields}).says()))
}

func (it *item) field(name string) (Field, bool) {
	i := slices.IndexFunc(it.fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return it.fields[i], true
}

// empty reports whether the item says nothing at all.
func (it *item) empty() bool {
	return !slices.ContainsFunc(it.fields, func(f Field) bool { return f.Value != "" || f.Proof != "" })
}

// calledOff reports whether the item was told to be off: that it is gone since is
// no news. Salt is that of a snapshot whose values were dropped.
func (it *item) calledOff(salt string) bool {
	f, ok := it.field(FieldCancelled)
	if !ok || salt == "" {
		return f.Value != ""
	}
	none := Field{Name: f.Name, Item: f.Item}
	return f.Proof != none.proof(salt)
}
