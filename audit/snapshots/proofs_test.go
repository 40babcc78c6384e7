package snapshots_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/templating/locale"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Where the same value stands is a part of what a line says.
func TestR703ALineSaysWhereItsValuesStand(t *testing.T) {
	t.Parallel()
	line := func(names ...string) *snapshots.Snapshot {
		s := snapshot(snapshots.ScopeOrder)
		for _, name := range names {
			s.AddItem(snapshots.ListLines, "", "", snapshots.Field{Name: name, Value: "2"})
		}
		return s
	}
	one, other := line(snapshots.FieldArticle, snapshots.FieldText), line(snapshots.FieldText, snapshots.FieldArticle)
	assert.Empty(t, differences(one, other), "turned round")
	assert.Empty(t, differences(dropped(one), other))
	assert.NotEmpty(t, differences(line(snapshots.FieldArticle), line(snapshots.FieldText)))
	assert.NotEmpty(t, differences(dropped(line(snapshots.FieldArticle)), line(snapshots.FieldText)), "nor is it lost in the proof")
}

// What is known of visits when their values were dropped: one that was told to be off and is
// gone is no news, one that is on again is, and others were not promised.
func TestR703VisitsByTheirProofs(t *testing.T) {
	t.Parallel()
	both := func(a, b *snapshots.Snapshot) *snapshots.Snapshot {
		return snapshot(snapshots.ScopeBooking, append(append([]snapshots.Field(nil), a.Fields...), b.Fields...)...)
	}
	on, other := visit("b", 9, 7, "Börje"), visit("c", 9, 7, "Eva")
	off := visit("b", 9, 7, "Börje")
	off.Fields[3].Value = "✓"
	assert.Empty(t, differences(dropped(off), snapshot(snapshots.ScopeBooking)), "off, and gone")
	assert.Empty(t, differences(dropped(both(off, other)), other), "off, and gone, and another is there")
	assert.Equal(t, []string{"changed: cancelled"}, differences(dropped(off), on), "off, and on again")
	assert.NotEmpty(t, differences(dropped(on), snapshot(snapshots.ScopeBooking)), "gone")
	assert.Empty(t, differences(dropped(on), both(on, other)), "another has come")
	empty := snapshots.Field{Name: snapshots.FieldDescription}
	assert.Empty(t, differences(dropped(on), snapshot(snapshots.ScopeBooking, append([]snapshots.Field{empty}, on.Fields...)...)), "a field that says nothing has come")
}

// Proofs that an earlier version stored are understood by the next.
func TestR703ProofsAreForYears(t *testing.T) {
	t.Parallel()
	const stored = `{"scope":"booking","fields":[
		{"name":"technician","item":"b","form":"names","proof":"31b974b8d4a4988cceca6c14cf508078"},
		{"name":"lines","list":"lines","proof":"d42813718b604e68e6bd9e4ed94de6bb"}],"lists":["lines"],"salt":"SALT"}`
	var was snapshots.Snapshot
	require.NoError(t, json.Unmarshal([]byte(stored), &was))
	is := snapshot(snapshots.ScopeBooking, snapshots.Field{Name: snapshots.FieldTechnician, Item: "b", Form: snapshots.FormNames, Value: "Eva, Börje"})
	is.AddItem(snapshots.ListLines, "Rem", "Drivrem", snapshots.Field{Name: snapshots.FieldQuantity, Value: "2 st"})
	assert.Empty(t, differences(&was, is))
	is.Fields[0].Value = "Eva"
	assert.Equal(t, []string{"changed: technician"}, differences(&was, is))
}

// After the values are dropped, what changed is named as far as it is known, and
// nothing of what was said is left.
func TestR703ProofsStayWhenValuesAreDropped(t *testing.T) {
	t.Parallel()
	was := visit("b", 9, 7, "Börje")
	was.Fields = append(was.Fields, lines("Rem", "1 st").Fields...)
	was.Lists = []string{snapshots.ListLines}
	require.True(t, was.HasValues())
	kept := dropped(was)
	require.False(t, kept.HasValues(), "there is nothing left to drop")
	assert.Equal(t, kept, dropped(kept))
	for _, f := range kept.Fields {
		assert.Empty(t, f.Value+f.Label)
		assert.NotEmpty(t, f.Proof)
	}
	is := visit("b", 9, 8, "Börje")
	is.Fields = append(is.Fields, lines("Rem", "2 st").Fields...)
	is.Fields = append(is.Fields, snapshots.Field{Name: snapshots.FieldDescription, Value: "Ny"})
	is.Lists = []string{snapshots.ListLines}
	var got []string
	for _, c := range snapshots.Compare(kept, is) {
		got = append(got, c.Message(locale.Swedish))
	}
	assert.Equal(t, []string{"ändrat: tid", "ändrat: rader", "beskrivning – → Ny"}, got)
	again := dropped(visit("b", 9, 7, "Börje"))
	assert.NotEqual(t, kept.Fields[0].Proof, again.Fields[0].Proof, "nobody can tell two equal ones")
}

// What is kept of dropped values is when they are over, and nothing that was said: not of a
// text, nor of a time that a host wrote in words.
func TestR707NothingThatWasSaidOutlivesItsValues(t *testing.T) {
	t.Parallel()
	const secret = "hos/Anna"
	for _, form := range []snapshots.ValueForm{snapshots.FormText, snapshots.FormNames, snapshots.FormInterval, snapshots.FormDays, snapshots.FormDate, snapshots.FormMoney, snapshots.FormQuantity, "own"} {
		s := snapshot(snapshots.ScopeBooking, snapshots.Field{Name: "x", Item: "b", Form: form, Label: secret, Value: secret}, snapshots.Field{Name: "y", Form: form, Value: "Anna"})
		text, err := json.Marshal(dropped(s))
		require.NoError(t, err)
		assert.NotContains(t, string(text), "Anna", form)
	}
	start := time.Date(2023, time.October, 6, 7, 0, 0, 0, time.UTC)
	for form, value := range map[snapshots.ValueForm]string{snapshots.FormInterval: snapshots.Interval(start, start.Add(time.Hour)), snapshots.FormDays: "2023-10-06"} {
		_, until, two := strings.Cut(value, "/")
		if !two {
			until = value
		}
		assert.Equal(t, until, dropped(snapshot("", snapshots.Field{Name: "x", Form: form, Value: value})).Fields[0].Until)
	}
}
