package snapshots

// DifferenceKind says what became of a field or an item. The zero value is none.
type DifferenceKind string

// The kinds of change.
const (
	DifferenceValue   DifferenceKind = "changed" // a field has another value
	DifferenceAdded   DifferenceKind = "added"   // an item that was not there
	DifferenceRemoved DifferenceKind = "removed" // an item that is gone
	// a field or a list says something else, and what it said is no longer kept
	DifferenceUnnamed DifferenceKind = "unnamed"
	DifferenceOther   DifferenceKind = "other" // the order changed, but nothing that mattered for the message
)

// A Difference is one difference between what was sent and what is, made by
// [Compare]. One that has been through encoding/json names of an
// item that was added or removed its first field alone.
type Difference struct {
	Kind   DifferenceKind `json:"kind"`
	Field  string         `json:"field"` // name; of the first field for an item that was added or removed
	Item   string         `json:"item,omitzero"`
	List   string         `json:"list,omitzero"`
	Label  string         `json:"label,omitzero"`
	Form   ValueForm      `json:"form,omitzero"`
	Before string         `json:"before,omitzero"` // value in its Form; empty: none
	After  string         `json:"after,omitzero"`

	fields []Field // of an item that was added or removed
	units  []Unit  // that it is a change of
	aside  bool    // of what is told in other words too
}

// A Unit is the smallest thing that somebody is told and can be told anew: a field
// of an item, or a whole list.
type Unit struct{ List, Item, Name string }

// Units are what it is a change of: a field, every field of an item that came or went,
// or a list. The slice is the difference's own. One that has been through encoding/json
// has none.
func (c Difference) Units() []Unit { return c.units }

// Aside reports whether it is a change of what the message tells in other words too,
// so that it is none of its own: see [Field].
func (c Difference) Aside() bool { return c.aside }

// Same reports whether two differences say the same.
func (c Difference) Same(d Difference) bool {
	return c.Kind == d.Kind && c.Field == d.Field && c.Item == d.Item &&
		c.List == d.List && c.Before == d.Before && c.After == d.After
}

// Other is a change of something that no snapshot has a field for, in a unit of the
// caller's own.
func Other(u Unit) Difference { return Difference{Kind: DifferenceOther, units: []Unit{u}} }

func unitOf(f *Field) Unit {
	if f.List != "" {
		return Unit{List: f.List}
	}
	return Unit{Item: f.Item, Name: f.Name}
}

// Units are what a snapshot tells of, each once, in no particular order; never nil, and
// empty for a nil snapshot.
func (s *Snapshot) Units() map[Unit]bool {
	units := map[Unit]bool{}
	if s == nil {
		return units
	}
	for i := range s.Fields {
		units[unitOf(&s.Fields[i])] = true
	}
	for _, list := range s.Lists {
		units[Unit{List: list}] = true
	}
	return units
}
