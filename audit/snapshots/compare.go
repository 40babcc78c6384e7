package snapshots

import "slices"

// Compare returns what changed from before to after: what stands by itself in the
// order of after, then the lists in the order of [Snapshot].Lists, then what is gone in the order of before; nil
// for nothing. Equal to people is no change, whatever happened in between. A nil
// snapshot has no fields. Of a snapshot whose values were dropped it tells what
// says something else, but not what it said.
func Compare(before, after *Snapshot) []Difference {
	changes := CompareAll(before, after)
	if changes = slices.DeleteFunc(changes, func(c Difference) bool { return c.aside }); len(changes) == 0 {
		return nil
	}
	return changes
}

// CompareAll is [Compare] with what is told aside too: see [Difference.Aside].
func CompareAll(before, after *Snapshot) []Difference {
	if before == nil {
		before = &Snapshot{}
	}
	if after == nil {
		after = &Snapshot{}
	}
	if before.Salt != "" {
		return compareProofs(before, after)
	}
	if slices.Equal(before.Fields, after.Fields) && slices.Equal(before.Lists, after.Lists) {
		return nil // as nearly all do that are looked at
	}
	changes, removed := compareAlone(before, after)
	for _, list := range listsOf(before, after) {
		changes = append(changes, compareList(list, itemsOf(before.Fields, list), itemsOf(after.Fields, list))...)
	}
	return append(changes, removed...)
}

// listsOf names the lists of both, each once.
func listsOf(before, after *Snapshot) []string {
	var lists []string
	add := func(list string) {
		if list != "" && !slices.Contains(lists, list) {
			lists = append(lists, list)
		}
	}
	for _, list := range slices.Concat(after.Lists, before.Lists) {
		add(list)
	}
	for _, fields := range [][]Field{after.Fields, before.Fields} {
		for i := range fields {
			add(fields[i].List)
		}
	}
	return lists
}

// compareAlone compares the items that stand by themselves.
func compareAlone(before, after *Snapshot) (changes, removed []Difference) {
	old, now := itemsOf(before.Fields, ""), itemsOf(after.Fields, "")
	find := func(items []item, name string) *item {
		if i := slices.IndexFunc(items, func(it item) bool { return it.name == name }); i >= 0 {
			return &items[i]
		}
		return nil
	}
	for i := range now {
		it := &now[i]
		was := find(old, it.name)
		switch {
		case was != nil:
			changes = append(changes, compareItem(was, it)...)
		case it.name == "":
			changes = append(changes, compareItem(&item{}, it)...)
		case !it.empty():
			changes = append(changes, itemChange(DifferenceAdded, it))
		}
	}
	for i := range old {
		it := &old[i]
		switch {
		case find(now, it.name) != nil, it.calledOff(""):
		case it.name == "":
			removed = append(removed, compareItem(it, &item{})...)
		case !it.empty():
			removed = append(removed, itemChange(DifferenceRemoved, it))
		}
	}
	return changes, removed
}

// compareItem compares the fields of one item, first those that it has now.
func compareItem(was, is *item) []Difference {
	var changes []Difference
	for _, f := range is.fields {
		g, _ := was.field(f.Name)
		g.Form = f.Form // one measure for both
		if f.canonical() != g.canonical() {
			changes = append(changes, fieldChange(f, g.Value, f.Value))
		}
	}
	for _, f := range was.fields {
		if _, has := is.field(f.Name); !has && f.canonical() != "" {
			changes = append(changes, fieldChange(f, f.Value, ""))
		}
	}
	return changes
}

func fieldChange(f Field, before, after string) Difference {
	return Difference{
		Kind: DifferenceValue, Field: f.Name, Item: f.Item, List: f.List,
		Label: f.Label, Form: f.Form, Before: before, After: after,
		units: []Unit{unitOf(&f)}, aside: f.Aside,
	}
}

// compareList compares two lists whatever the order of their items: those that
// say the same are the same, then those of the same key in their order, then those
// that read the same and have got another key, and what is left came or went.
func compareList(list string, old, now []item) []Difference {
	pair := make([]int, len(now)) // the item's former self, and 1: 0 is none
	taken := make([]bool, len(old))
	match := func(key func(*item) string) {
		waiting := map[string][]int{}
		for i := range old {
			if k := key(&old[i]); !taken[i] {
				waiting[k] = append(waiting[k], i)
			}
		}
		for i := range now {
			k := key(&now[i])
			if pair[i] == 0 && len(waiting[k]) > 0 {
				at := waiting[k][0]
				waiting[k], taken[at], pair[i] = waiting[k][1:], true, at+1
			}
		}
	}
	match((*item).says)
	match((*item).key)
	match((*item).reads)
	var changes []Difference
	for i := range now {
		switch {
		case pair[i] > 0:
			changes = append(changes, compareItem(&old[pair[i]-1], &now[i])...)
		case !now[i].empty():
			changes = append(changes, itemChange(DifferenceAdded, &now[i]))
		}
	}
	for i := range old {
		if !taken[i] && !old[i].empty() {
			changes = append(changes, itemChange(DifferenceRemoved, &old[i]))
		}
	}
	return changes
}

// itemChange is one change for all fields of an item.
func itemChange(kind DifferenceKind, it *item) Difference {
	f := it.fields[0]
	c := Difference{Kind: kind, Field: f.Name, Item: f.Item, List: f.List, Label: f.Label, Form: f.Form}
	for i := range it.fields {
		if it.fields[i].Value != "" {
			c.fields = append(c.fields, it.fields[i])
		}
		c.units = append(c.units, unitOf(&it.fields[i]))
	}
	if kind == DifferenceAdded {
		c.After = f.Value
	} else {
		c.Before = f.Value
	}
	return c
}

// compareProofs finds what says something else than what was dropped. What came
// since in a list counts, as ever; an item that stands by itself was not promised
// unless it was told.
func compareProofs(before, after *Snapshot) []Difference {
	var changes []Difference
	gone := map[string]bool{} // visits that were told to be off, and are not even there any more
	for _, it := range itemsOf(before.Fields, "") {
		gone[it.name] = it.calledOff(before.Salt) &&
			!slices.ContainsFunc(after.Fields, func(f Field) bool { return f.List == "" && f.Item == it.name })
	}
	for i := range before.Fields {
		f := &before.Fields[i]
		if f.Item != "" && gone[f.Item] {
			continue
		}
		if f.List != "" {
			if after.listProof(before.Salt, f.List) != f.Proof {
				changes = append(changes, Difference{
					Kind:  DifferenceUnnamed,
					Field: f.Name,
					List:  f.List,
					units: []Unit{unitOf(f)},
				})
			}
			continue
		}
		now := Field{Name: f.Name, Item: f.Item, Form: f.Form}
		if at := slices.IndexFunc(after.Fields, f.same); at >= 0 {
			now = after.Fields[at]
		}
		if now.Proof != f.Proof && now.proof(before.Salt) != f.Proof {
			changes = append(changes, Difference{
				Kind:  DifferenceUnnamed,
				Field: f.Name,
				Item:  f.Item,
				Label: now.Label,
				units: []Unit{unitOf(f)},
				aside: f.Aside,
			})
		}
	}
	had := before.Units()
	for i := range after.Fields {
		if f := &after.Fields[i]; f.Item == "" && f.Value != "" && !had[unitOf(f)] {
			changes = append(changes, fieldChange(*f, "", f.Value))
		}
	}
	return changes
}

func (f *Field) same(g Field) bool { return f.Name == g.Name && f.Item == g.Item && f.List == g.List }
