package audit_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
)

func differences(before, after *audit.Snapshot) []string {
	var texts []string
	for _, c := range audit.Compare(before, after) {
		texts = append(texts, c.String())
	}
	return texts
}

func dropped(s *audit.Snapshot) *audit.Snapshot {
	c := *s
	r := audit.Record{Snapshot: &c}
	r.DropBody()
	return r.Snapshot
}

func TestR703CompareWithNothing(t *testing.T) {
	t.Parallel()
	described := snapshot(audit.ScopeOrder, audit.Field{Name: audit.FieldDescription, Value: "Rem"})
	assert.Equal(t, []string{"description – → Rem"}, differences(nil, described))
	assert.Equal(t, []string{"description Rem → –"}, differences(described, nil))
	assert.Equal(t, []string{"description Rem → –"}, differences(described, snapshot(audit.ScopeOrder)))
	assert.Nil(t, audit.Compare(nil, nil))
	assert.Nil(t, audit.Compare(described, described))
	aside := func(value string) *audit.Snapshot {
		return snapshot(audit.ScopeOrder, audit.Field{Name: audit.FieldAddress, Value: value, Aside: true})
	}
	assert.Nil(t, audit.Compare(aside("A"), aside("B")), "it is told in other words too")
	gone := audit.Compare(lines("Rem", "1 st"), lines())
	require.Len(t, gone, 1)
	assert.Equal(t, "Rem", gone[0].Before)
	assert.Empty(t, gone[0].After)
}

// A field that had nothing and is not there any more is no change, and one that had something
// is; so it is of the order, of a visit and of a line.
func TestR703AFieldThatIsGone(t *testing.T) {
	t.Parallel()
	field := func(item, name, value string) audit.Field { return audit.Field{Name: name, Item: item, Value: value} }
	for _, item := range []string{"", "b"} {
		text := field(item, audit.FieldText, "x")
		bare := snapshot(audit.ScopeOrder, text)
		assert.Empty(t, differences(snapshot(audit.ScopeOrder, text, field(item, audit.FieldPlace, "")), bare))
		assert.Equal(t, []string{"place Port 3 → –"}, differences(snapshot(audit.ScopeOrder, text, field(item, audit.FieldPlace, "Port 3")), bare))
	}
	assert.Empty(t, differences(snapshot(audit.ScopeOrder), snapshot(audit.ScopeOrder, field("b", audit.FieldPlace, ""))), "an item that says nothing did not come")
	assert.Empty(t, differences(snapshot(audit.ScopeOrder, field("b", audit.FieldPlace, "")), snapshot(audit.ScopeOrder)), "nor did it go")
}

// Both values are measured by the form that the field has now.
func TestR703AFieldThatHasGotAnotherForm(t *testing.T) {
	t.Parallel()
	was := snapshot(audit.ScopeOrder, audit.Field{Name: audit.FieldTechnician, Value: "Eva, Börje"})
	is := snapshot(audit.ScopeOrder, audit.Field{Name: audit.FieldTechnician, Form: audit.FormNames, Value: "Börje, Eva"})
	assert.Empty(t, differences(was, is))
	assert.Len(t, differences(is, was), 1)
}

// A list that a host wrote by hand, without naming it, is a list.
func TestR703AListThatIsNotNamed(t *testing.T) {
	t.Parallel()
	by := func(articles ...string) *audit.Snapshot {
		s := snapshot(audit.ScopeOrder)
		for _, a := range articles {
			s.Fields = append(s.Fields, audit.Field{Name: audit.FieldArticle, List: audit.ListLines, Item: a, Label: a, Value: a})
		}
		return s
	}
	assert.Equal(t, []string{"added: Olja"}, differences(by("Rem"), by("Rem", "Olja")))
	assert.Equal(t, []string{"removed: Olja"}, differences(by("Rem", "Olja"), by("Rem")))
}

// Where the same value stands is a part of what a line says.
func TestR703ALineSaysWhereItsValuesStand(t *testing.T) {
	t.Parallel()
	line := func(names ...string) *audit.Snapshot {
		s := snapshot(audit.ScopeOrder)
		for _, name := range names {
			s.AddItem(audit.ListLines, "", "", audit.Field{Name: name, Value: "2"})
		}
		return s
	}
	one, other := line(audit.FieldArticle, audit.FieldText), line(audit.FieldText, audit.FieldArticle)
	assert.Empty(t, differences(one, other), "turned round")
	assert.Empty(t, differences(dropped(one), other))
	assert.NotEmpty(t, differences(line(audit.FieldArticle), line(audit.FieldText)))
	assert.NotEmpty(t, differences(dropped(line(audit.FieldArticle)), line(audit.FieldText)), "nor is it lost in the proof")
}

// What is known of visits when their values were dropped: one that was told to be off and is
// gone is no news, one that is on again is, and others were not promised.
func TestR703VisitsByTheirProofs(t *testing.T) {
	t.Parallel()
	both := func(a, b *audit.Snapshot) *audit.Snapshot {
		return snapshot(audit.ScopeBooking, append(append([]audit.Field(nil), a.Fields...), b.Fields...)...)
	}
	on, other := visit("b", 9, 7, "Börje"), visit("c", 9, 7, "Eva")
	off := visit("b", 9, 7, "Börje")
	off.Fields[3].Value = "✓"
	assert.Empty(t, differences(dropped(off), snapshot(audit.ScopeBooking)), "off, and gone")
	assert.Empty(t, differences(dropped(both(off, other)), other), "off, and gone, and another is there")
	assert.Equal(t, []string{"changed: cancelled"}, differences(dropped(off), on), "off, and on again")
	assert.NotEmpty(t, differences(dropped(on), snapshot(audit.ScopeBooking)), "gone")
	assert.Empty(t, differences(dropped(on), both(on, other)), "another has come")
	empty := audit.Field{Name: audit.FieldDescription}
	assert.Empty(t, differences(dropped(on), snapshot(audit.ScopeBooking, append([]audit.Field{empty}, on.Fields...)...)), "a field that says nothing has come")
}

// What is kept of dropped values is when they are over, and nothing that was said: not of a
// text, nor of a time that a host wrote in words.
func TestR707NothingThatWasSaidOutlivesItsBody(t *testing.T) {
	t.Parallel()
	const secret = "hos/Anna"
	for _, form := range []audit.ValueForm{audit.FormText, audit.FormNames, audit.FormInterval, audit.FormDays, audit.FormDate, audit.FormMoney, audit.FormQuantity, "own"} {
		s := snapshot(audit.ScopeBooking, audit.Field{Name: "x", Item: "b", Form: form, Label: secret, Value: secret}, audit.Field{Name: "y", Form: form, Value: "Anna"})
		text, err := json.Marshal(dropped(s))
		require.NoError(t, err)
		assert.NotContains(t, string(text), "Anna", form)
	}
	start := time.Date(2023, time.October, 6, 7, 0, 0, 0, time.UTC)
	for form, value := range map[audit.ValueForm]string{audit.FormInterval: audit.Interval(start, start.Add(time.Hour)), audit.FormDays: "2023-10-06"} {
		_, until, two := strings.Cut(value, "/")
		if !two {
			until = value
		}
		assert.Equal(t, until, dropped(snapshot("", audit.Field{Name: "x", Form: form, Value: value})).Fields[0].Until)
	}
	r := audit.Record{Snapshot: &audit.Snapshot{Scope: audit.ScopeOrder}}
	assert.False(t, r.DropBody(), "there is nothing to drop")
}

// Proofs that an earlier version stored are understood by the next.
func TestR703ProofsAreForYears(t *testing.T) {
	t.Parallel()
	const stored = `{"scope":"booking","fields":[
		{"name":"technician","item":"b","form":"names","proof":"31b974b8d4a4988cceca6c14cf508078"},
		{"name":"lines","list":"lines","proof":"d42813718b604e68e6bd9e4ed94de6bb"}],"lists":["lines"],"salt":"SALT"}`
	var was audit.Snapshot
	require.NoError(t, json.Unmarshal([]byte(stored), &was))
	is := snapshot(audit.ScopeBooking, audit.Field{Name: audit.FieldTechnician, Item: "b", Form: audit.FormNames, Value: "Eva, Börje"})
	is.AddItem(audit.ListLines, "Rem", "Drivrem", audit.Field{Name: audit.FieldQuantity, Value: "2 st"})
	assert.Empty(t, differences(&was, is))
	is.Fields[0].Value = "Eva"
	assert.Equal(t, []string{"changed: technician"}, differences(&was, is))
}

// The fields of an item need not stand together: another order of them is no change, and
// comparing changes nothing in the snapshots.
func TestR703FieldsOfItemsThatStandApart(t *testing.T) {
	t.Parallel()
	field := func(item, name, value string) audit.Field { return audit.Field{Name: name, Item: item, Value: value} }
	apart := snapshot(audit.ScopeBooking, field("a", "time", "7"), field("b", "time", "8"), field("a", "place", "x"), field("b", "place", "y"), field("c", "time", "9"), field("a", "title", "z"))
	together := snapshot(audit.ScopeBooking, field("a", "time", "7"), field("a", "place", "x"), field("a", "title", "z"), field("b", "time", "8"), field("b", "place", "y"), field("c", "time", "9"))
	before := append([]audit.Field(nil), apart.Fields...)
	assert.Empty(t, differences(apart, together))
	assert.Empty(t, differences(together, apart))
	assert.Equal(t, before, apart.Fields)
	assert.Empty(t, differences(dropped(apart), together))
	moved := snapshot(audit.ScopeBooking, append([]audit.Field(nil), apart.Fields...)...)
	moved.Fields[3].Value, moved.Fields[5].Value = "w", "v"
	assert.ElementsMatch(t, []string{"place y → w", "title z → v"}, differences(together, moved))
}

// A visit whose values were dropped is over when it was told to be, also where it is gone.
func TestR703AVisitWithoutItsValuesIsOverToo(t *testing.T) {
	t.Parallel()
	p := newPage(anna).tell("1", annas, 0, visit("b", 5, 7, "Börje"), snapshot(audit.ScopeBooking))
	p.records[0].DropBody()
	p.in.Now = time.Date(2023, time.October, 5, 7, 30, 0, 0, time.UTC)
	assert.True(t, p.history().Red(), "under way")
	p.in.Now = p.in.Now.Add(time.Hour)
	assert.False(t, p.history().Red())
}
