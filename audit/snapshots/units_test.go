package snapshots_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/snapshots"
)

// Two differences are the same when they say the same, in every part of it.
func TestDifferencesThatSayTheSame(t *testing.T) {
	t.Parallel()
	one := snapshots.Difference{Kind: snapshots.DifferenceValue, Field: "time", Item: "b", List: "l", Label: "a", Before: "7", After: "8"}
	assert.True(t, one.Same(one))
	for name, change := range map[string]func(*snapshots.Difference){
		"kind":   func(d *snapshots.Difference) { d.Kind = snapshots.DifferenceAdded },
		"field":  func(d *snapshots.Difference) { d.Field = "place" },
		"item":   func(d *snapshots.Difference) { d.Item = "c" },
		"list":   func(d *snapshots.Difference) { d.List = "m" },
		"before": func(d *snapshots.Difference) { d.Before = "6" },
		"after":  func(d *snapshots.Difference) { d.After = "9" },
	} {
		other := one
		change(&other)
		assert.False(t, one.Same(other), name)
		assert.False(t, other.Same(one), name)
	}
	called := one
	called.Label = "otherwise"
	assert.True(t, one.Same(called), "what it is called says nothing else")
}

// What can be told anew is a field of an item, or a whole list; a snapshot and the changes
// since have the same.
func TestUnitsOfWhatIsTold(t *testing.T) {
	t.Parallel()
	was := visit("b", 6, 7, "Börje")
	was.Fields = append(was.Fields, snapshots.Field{Name: "description", Value: "Rem"})
	was.AddList("photos")
	was.AddItem(snapshots.ListLines, "Rem", "Rem", snapshots.Field{Name: "article", Value: "Rem"})
	unit := func(item, name string) snapshots.Unit { return snapshots.Unit{Item: item, Name: name} }
	photos, articles := snapshots.Unit{List: "photos"}, snapshots.Unit{List: snapshots.ListLines}
	assert.Equal(t, map[snapshots.Unit]bool{
		unit("b", "time"): true, unit("b", "technician"): true, unit("b", "place"): true, unit("b", "cancelled"): true, unit("", "description"): true, photos: true, articles: true,
	}, was.Units())
	assert.Empty(t, (*snapshots.Snapshot)(nil).Units())

	units := func(is *snapshots.Snapshot) (all []snapshots.Unit) {
		for _, d := range snapshots.Compare(was, is) {
			all = append(all, d.Units()...)
		}
		return all
	}
	gone := was.Clone()
	gone.Fields = gone.Fields[4:]
	assert.Equal(t, []snapshots.Unit{unit("b", "time"), unit("b", "technician"), unit("b", "place"), unit("b", "cancelled")}, units(gone), "every field of a visit that is gone")
	moved := was.Clone()
	moved.Fields[0], moved.Fields[4].Value = visit("b", 6, 8, "").Fields[0], "Olja"
	assert.Equal(t, []snapshots.Unit{unit("b", "time"), unit("", "description")}, units(moved))
	more := was.Clone()
	more.AddItem(snapshots.ListLines, "Olja", "Olja", snapshots.Field{Name: "article", Value: "Olja"})
	assert.Equal(t, []snapshots.Unit{articles}, units(more))
	own := snapshots.Unit{Name: "whole"}
	assert.Equal(t, []snapshots.Unit{own}, snapshots.Other(own).Units())
}

// Lists come in the order in which the newer snapshot names them, whatever the order of
// their fields.
func TestListsInTheirOrder(t *testing.T) {
	t.Parallel()
	was, is := snapshot(snapshots.ScopeOrder), snapshot(snapshots.ScopeOrder)
	is.AddList("b")
	is.AddList("a")
	is.AddItem("a", "1", "", snapshots.Field{Name: "article", Value: "A"})
	is.AddItem("b", "1", "", snapshots.Field{Name: "article", Value: "B"})
	assert.Equal(t, []string{"added: B", "added: A"}, differences(was, is))
}

// A copy shares nothing, and there is a copy of nothing.
func TestACopyOfASnapshot(t *testing.T) {
	t.Parallel()
	assert.Nil(t, (*snapshots.Snapshot)(nil).Clone())
	was := lines("Rem", "1 st")
	c := was.Clone()
	c.Fields[0].Value, c.Lists[0] = "x", "x"
	assert.Equal(t, lines("Rem", "1 st"), was)
}

// There is nothing to drop where nothing was said; an empty list says that it is empty.
func TestWhatThereIsToDrop(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		s    *snapshots.Snapshot
		want bool
	}{
		"nothing":          {nil, false},
		"no fields":        {snapshot(snapshots.ScopeOrder), false},
		"a field":          {snapshot(snapshots.ScopeOrder, snapshots.Field{Name: "x"}), true},
		"an empty list":    {lines(), true},
		"a list of one":    {lines("Rem", "1 st"), true},
		"a list, a field":  {&snapshots.Snapshot{Fields: []snapshots.Field{{Name: "x"}}, Lists: []string{"l"}}, true},
		"dropped before":   {dropped(lines("Rem", "1 st")), false},
		"dropped, no list": {dropped(visit("b", 6, 7, "Eva")), false},
	} {
		assert.Equal(t, c.want, c.s.HasValues(), name)
	}
	kept := dropped(lines())
	require.Len(t, kept.Fields, 1)
	assert.NotEmpty(t, differences(kept, lines("Rem", "1 st")))
}

// A visit that is gone is a change, unless it was told to be off.
func TestAVisitThatIsGone(t *testing.T) {
	t.Parallel()
	on, off, bare := visit("b", 6, 7, "Eva"), visit("b", 6, 7, "Eva"), visit("b", 6, 7, "Eva")
	off.Fields[3].Value, bare.Fields = "✓", bare.Fields[:2]
	for name, c := range map[string]struct {
		was     *snapshots.Snapshot
		changed bool
	}{"on": {on, true}, "off": {off, false}, "it was not told whether": {bare, true}} {
		assert.Equal(t, c.changed, len(differences(c.was, snapshot(snapshots.ScopeBooking))) > 0, name)
		assert.Equal(t, c.changed, len(differences(dropped(c.was), snapshot(snapshots.ScopeBooking))) > 0, "%s, and dropped", name)
	}
}
