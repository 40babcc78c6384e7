package snapshots_test

import (
	"strings"
	"testing"
	"time"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/templating/locale"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestR703Compare(t *testing.T) {
	t.Parallel()
	interval := func(day, hour int) string {
		start := time.Date(2023, time.October, day, hour, 0, 0, 0, time.FixedZone("", 7200))
		return snapshots.Interval(start, start.Add(3*time.Hour))
	}
	visit := func(id, value, who string) []snapshots.Field {
		return []snapshots.Field{{Name: "time", Item: id, Form: snapshots.FormInterval, Value: value}, {Name: "technician", Item: id, Value: who}}
	}
	for _, c := range []struct {
		name          string
		before, after []snapshots.Field
		want          []string
	}{
		{"equal", visit("b", interval(6, 7), "Börje"), visit("b", interval(6, 7), "Börje"), nil},
		{"an hour later", visit("b", interval(6, 7), "Börje"), visit("b", interval(6, 8), "Börje"), []string{"tid 07:00–10:00 → 08:00–11:00"}},
		{"another day", visit("b", interval(6, 7), "Börje"), visit("b", interval(9, 7), "Börje"), []string{"tid 2023-10-06 07:00–10:00 → 2023-10-09 07:00–10:00"}},
		{"somebody else", visit("b", interval(6, 7), "Börje"), visit("b", interval(6, 7), "Lisa"), []string{"tekniker Börje → Lisa"}},
		{"one more", nil, visit("b", interval(6, 7), "Börje"), []string{"tillkommer: 2023-10-06 07:00–10:00, Börje"}},
		{"one less", visit("b", interval(6, 7), "Börje"), nil, []string{"utgår: 2023-10-06 07:00–10:00, Börje"}},
		{"a price", []snapshots.Field{{Name: "price", Item: "1", Label: "Drivrem", Form: snapshots.FormMoney, Value: "34900 SEK"}}, []snapshots.Field{{Name: "price", Item: "1", Label: "Drivrem", Form: snapshots.FormMoney, Value: "39900 SEK"}}, []string{"Drivrem: pris 349,00\u00a0kr → 399,00\u00a0kr"}},
		{"a date", []snapshots.Field{{Name: "deadline", Form: snapshots.FormDate, Value: "2023-10-06"}}, []snapshots.Field{{Name: "deadline", Form: snapshots.FormDate, Value: "2023-10-07"}}, []string{"deadline 2023-10-06 → 2023-10-07"}},
		{"a text that comes", nil, []snapshots.Field{{Name: "place", Value: "Port 3"}}, []string{"plats – → Port 3"}},
		{"a text that goes", []snapshots.Field{{Name: "place", Value: "Port 3"}}, []snapshots.Field{{Name: "place"}}, []string{"plats Port 3 → –"}},
	} {
		before, after := snapshot(snapshots.ScopeBooking, c.before...), snapshot(snapshots.ScopeBooking, c.after...)
		var got []string
		for _, change := range snapshots.Compare(before, after) {
			got = append(got, change.Message(locale.Swedish))
		}
		assert.Equal(t, c.want, got, c.name)
		assert.Equal(t, len(c.want) == 0, before.Fingerprint() == after.Fingerprint(), c.name)
	}
}

func TestR703CompareWithNothing(t *testing.T) {
	t.Parallel()
	described := snapshot(snapshots.ScopeOrder, snapshots.Field{Name: snapshots.FieldDescription, Value: "Rem"})
	assert.Equal(t, []string{"description – → Rem"}, differences(nil, described))
	assert.Equal(t, []string{"description Rem → –"}, differences(described, nil))
	assert.Equal(t, []string{"description Rem → –"}, differences(described, snapshot(snapshots.ScopeOrder)))
	assert.Nil(t, snapshots.Compare(nil, nil))
	assert.Nil(t, snapshots.Compare(described, described))
	aside := func(value string) *snapshots.Snapshot {
		return snapshot(snapshots.ScopeOrder, snapshots.Field{Name: snapshots.FieldAddress, Value: value, Aside: true})
	}
	assert.Nil(t, snapshots.Compare(aside("A"), aside("B")), "it is told in other words too")
	gone := snapshots.Compare(lines("Rem", "1 st"), lines())
	require.Len(t, gone, 1)
	assert.Equal(t, "Rem", gone[0].Before)
	assert.Empty(t, gone[0].After)
}

// A field that had nothing and is not there any more is no change, and one that had something
// is; so it is of the order, of a visit and of a line.
func TestR703AFieldThatIsGone(t *testing.T) {
	t.Parallel()
	field := func(item, name, value string) snapshots.Field {
		return snapshots.Field{Name: name, Item: item, Value: value}
	}
	for _, item := range []string{"", "b"} {
		text := field(item, snapshots.FieldText, "x")
		bare := snapshot(snapshots.ScopeOrder, text)
		assert.Empty(t, differences(snapshot(snapshots.ScopeOrder, text, field(item, snapshots.FieldPlace, "")), bare))
		assert.Equal(t, []string{"place Port 3 → –"}, differences(snapshot(snapshots.ScopeOrder, text, field(item, snapshots.FieldPlace, "Port 3")), bare))
	}
	assert.Empty(t, differences(snapshot(snapshots.ScopeOrder), snapshot(snapshots.ScopeOrder, field("b", snapshots.FieldPlace, ""))), "an item that says nothing did not come")
	assert.Empty(t, differences(snapshot(snapshots.ScopeOrder, field("b", snapshots.FieldPlace, "")), snapshot(snapshots.ScopeOrder)), "nor did it go")
}

// Both values are measured by the form that the field has now.
func TestR703AFieldThatHasGotAnotherForm(t *testing.T) {
	t.Parallel()
	was := snapshot(snapshots.ScopeOrder, snapshots.Field{Name: snapshots.FieldTechnician, Value: "Eva, Börje"})
	is := snapshot(snapshots.ScopeOrder, snapshots.Field{Name: snapshots.FieldTechnician, Form: snapshots.FormNames, Value: "Börje, Eva"})
	assert.Empty(t, differences(was, is))
	assert.Len(t, differences(is, was), 1)
}

// A list that a host wrote by hand, without naming it, is a list.
func TestR703AListThatIsNotNamed(t *testing.T) {
	t.Parallel()
	by := func(articles ...string) *snapshots.Snapshot {
		s := snapshot(snapshots.ScopeOrder)
		for _, a := range articles {
			s.Fields = append(s.Fields, snapshots.Field{Name: snapshots.FieldArticle, List: snapshots.ListLines, Item: a, Label: a, Value: a})
		}
		return s
	}
	assert.Equal(t, []string{"added: Olja"}, differences(by("Rem"), by("Rem", "Olja")))
	assert.Equal(t, []string{"removed: Olja"}, differences(by("Rem", "Olja"), by("Rem")))
}

// The fields of an item need not stand together: another order of them is no change, and
// comparing changes nothing in the snapshots.
func TestR703FieldsOfItemsThatStandApart(t *testing.T) {
	t.Parallel()
	field := func(item, name, value string) snapshots.Field {
		return snapshots.Field{Name: name, Item: item, Value: value}
	}
	apart := snapshot(snapshots.ScopeBooking, field("a", "time", "7"), field("b", "time", "8"), field("a", "place", "x"), field("b", "place", "y"), field("c", "time", "9"), field("a", "title", "z"))
	together := snapshot(snapshots.ScopeBooking, field("a", "time", "7"), field("a", "place", "x"), field("a", "title", "z"), field("b", "time", "8"), field("b", "place", "y"), field("c", "time", "9"))
	before := append([]snapshots.Field(nil), apart.Fields...)
	assert.Empty(t, differences(apart, together))
	assert.Empty(t, differences(together, apart))
	assert.Equal(t, before, apart.Fields)
	assert.Empty(t, differences(dropped(apart), together))
	moved := snapshot(snapshots.ScopeBooking, append([]snapshots.Field(nil), apart.Fields...)...)
	moved.Fields[3].Value, moved.Fields[5].Value = "w", "v"
	assert.ElementsMatch(t, []string{"place y → w", "title z → v"}, differences(together, moved))
}

// An item that reads the same is the same, though the host knows it by another key; where
// the same is said of two, each is paired once.
func TestR703AnotherKeyIsNoChange(t *testing.T) {
	t.Parallel()
	made := func(keys ...string) *snapshots.Snapshot {
		s := snapshot(snapshots.ScopeOrder)
		for _, key := range keys {
			key, label, _ := strings.Cut(key, "=")
			s.AddItem("lines", key, label, snapshots.Field{Name: snapshots.FieldArticle, Value: "Rem"})
		}
		return s
	}
	assert.Empty(t, snapshots.Compare(made("1=a"), made("9=a")))
	assert.Empty(t, snapshots.Compare(made("1=a", "2=a"), made("8=a", "9=a")))
	assert.Len(t, snapshots.Compare(made("1=a", "2=a"), made("9=a")), 1, "one is gone")
	assert.Len(t, snapshots.Compare(made("1=a"), made("9=b")), 2, "it is called otherwise: one came, one went")
}

// Items without a key are told apart by what they say: one put first is one that came.
func TestR703ItemsWithoutAKey(t *testing.T) {
	t.Parallel()
	made := func(articles ...string) *snapshots.Snapshot {
		s := snapshot(snapshots.ScopeOrder)
		for _, article := range articles {
			s.AddItem("lines", "", "", snapshots.Field{Name: snapshots.FieldArticle, Value: article})
		}
		return s
	}
	changes := snapshots.Compare(made("Rem"), made("Resa", "Rem"))
	require.Len(t, changes, 1)
	assert.Equal(t, "Resa", changes[0].After)
}

// A line that is put first is one change, whatever the numbers of the others.
func TestR703LinesHaveIdentity(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		was, is *snapshots.Snapshot
		want    []string
	}{
		"put first":                   {lines("Rem", "1 st", "Olja", "2 l"), lines("Resa", "1 tim", "Rem", "1 st", "Olja", "2 l"), []string{"added: Resa, 1 tim"}},
		"of a kind that is there":     {lines("Resa", "1 tim", "Rem", "1 st", "Resa", "2 tim"), lines("Resa", "3 tim", "Resa", "1 tim", "Rem", "1 st", "Resa", "2 tim"), []string{"added: Resa, 3 tim"}},
		"one of two alike is gone":    {lines("Resa", "1 tim", "Resa", "2 tim"), lines("Resa", "2 tim"), []string{"removed: Resa, 1 tim"}},
		"one of two alike is another": {lines("Resa", "1 tim", "Resa", "2 tim"), lines("Resa", "2 tim", "Resa", "4 tim"), []string{"Resa: quantity 1 tim → 4 tim"}},
		"turned round":                {lines("Rem", "1 st", "Olja", "2 l"), lines("Olja", "2 l", "Rem", "1 st"), nil},
		"the last one gone":           {lines("Rem", "1 st"), lines(), []string{"removed: Rem, 1 st"}},
		"the first one come":          {lines(), lines("Rem", "1 st"), []string{"added: Rem, 1 st"}},
		"a key like our own":          {lines("Rem #2", "1 st", "Rem", "1 st", "Rem", "2 st"), lines("Rem", "1 st", "Rem #2", "1 st", "Rem", "2 st"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, change := range snapshots.Compare(c.was, c.is) {
				got = append(got, change.String())
			}
			assert.Equal(t, c.want, got)
			assert.Equal(t, len(c.want) > 0, len(snapshots.Compare(dropped(c.was), c.is)) > 0, "as seen by the proof that stays")
		})
	}
}
