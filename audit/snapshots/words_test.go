package snapshots_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/templating/locale"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Values are written as people of the language write them, and what is no value of its form
// stands as it is.
func TestValuesAreWrittenForPeople(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		form          snapshots.ValueForm
		before, after string
		want          string
	}{
		"a date":                      {snapshots.FormDate, "2023-10-06", "2023-10-07", "6 Oct 2023 → 7 Oct 2023"},
		"what is no date":             {snapshots.FormDate, "Friday", "2023-10-07", "Friday → 7 Oct 2023"},
		"a date, and none":            {snapshots.FormDate, "2023-10-06", "", "6 Oct 2023 → –"},
		"a date, and what is none":    {snapshots.FormDate, "2023-10-06", "soon", "6 Oct 2023 → soon"},
		"a day":                       {snapshots.FormDays, "2023-10-06", "2023-10-07/2023-10-07", "6 Oct 2023 → 7 Oct 2023"},
		"two days":                    {snapshots.FormDays, "2023-10-06/2023-10-07", "", "6 Oct 2023 – 7 Oct 2023 → –"},
		"half of two days":            {snapshots.FormDays, "2023-10-06/soon", "soon/2023-10-07", "2023-10-06/soon → soon/2023-10-07"},
		"money":                       {snapshots.FormMoney, "34900 SEK", "39900 SEK", "SEK\u00a0349.00 → SEK\u00a0399.00"},
		"money without a currency":    {snapshots.FormMoney, "34900", "x SEK", "34900 → x SEK"},
		"a quantity":                  {snapshots.FormQuantity, "1250 m", "2000 m", "1.25 m → 2 m"},
		"a tenth, and tens":           {snapshots.FormQuantity, "100 l", "10000 l", "0.1 l → 10 l"},
		"thousandths, and nothing":    {snapshots.FormQuantity, "1 kg", "0 kg", "0.001 kg → 0 kg"},
		"a quantity of no unit":       {snapshots.FormQuantity, "1000", "two", "1 → two"},
		"an hour":                     {snapshots.FormInterval, snapshots.Interval(at, at.Add(time.Hour)), snapshots.Interval(at.Add(time.Hour), at.Add(2*time.Hour)), "12:05–13:05 → 13:05–14:05"},
		"an hour, where none was":     {snapshots.FormInterval, "", snapshots.Interval(at, at.Add(time.Hour)), "– → 2 Oct 2023 12:05–13:05"},
		"an hour that was half wrong": {snapshots.FormInterval, "2023-10-02T12:05:00Z/x", snapshots.Interval(at, at.Add(time.Hour)), "2023-10-02T12:05:00Z/x → 2 Oct 2023 12:05–13:05"},
	} {
		c := snapshots.Difference{Kind: snapshots.DifferenceValue, Field: "x", Form: row.form, Before: row.before, After: row.after}
		assert.Equal(t, "x "+row.want, c.Message(locale.English), name)
	}
}

// A visit that is off is said by the word for it, not by a mark in a table.
func TestR703ACancelledVisitInWords(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		lang      locale.Language
		off, back string
	}{
		{locale.Swedish, "avbokad", "inte längre avbokad"},
		{locale.English, "cancelled", "no longer cancelled"},
		{locale.German, "abgesagt", "nicht mehr abgesagt"},
		{locale.Finnish, "peruttu", "ei enää peruttu"},
	} {
		told := &snapshots.Snapshot{Fields: []snapshots.Field{{Name: snapshots.FieldCancelled, Item: "b"}}}
		off := &snapshots.Snapshot{Fields: []snapshots.Field{{Name: snapshots.FieldCancelled, Item: "b", Value: "✓"}}}
		for want, changes := range map[string][]snapshots.Difference{row.off: snapshots.Compare(told, off), row.back: snapshots.Compare(off, told)} {
			if assert.Len(t, changes, 1) {
				assert.Equal(t, want, changes[0].Message(row.lang))
				changes[0].Label = "b"
				assert.Equal(t, "b: "+want, changes[0].Message(row.lang))
			}
		}
	}
}

func TestASnapshotsListsAreNamed(t *testing.T) {
	t.Parallel()
	s := &snapshots.Snapshot{}
	s.AddItem("lines", "Rem", "Rem", snapshots.Field{Name: snapshots.FieldArticle, Value: "Rem"})
	s.AddItem("lines", "Rem", "Rem", snapshots.Field{Name: snapshots.FieldArticle, Value: "Rem"})
	s.AddItem("totals", "Rem", "Rem", snapshots.Field{Name: snapshots.FieldSum, Value: "1 SEK"})
	assert.Equal(t, []string{"lines", "totals"}, s.Lists)
	assert.Equal(t, "Rem #2", s.Fields[1].Item)
	assert.Equal(t, "Rem", s.Fields[2].Item, "of another list")
}

func TestAChangeThroughJSONNamesItsFirstField(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(snapshots.Compare(lines(), lines("Rem", "1 st"))[0])
	require.NoError(t, err)
	var c snapshots.Difference
	require.NoError(t, json.Unmarshal(text, &c))
	assert.Equal(t, "added: Rem", c.String())
	c.Label = ""
	assert.Equal(t, "added: item, Rem", c.String())
}

func TestWhatIsNoIntervalIsShownAsItStands(t *testing.T) {
	t.Parallel()
	good := snapshots.Interval(at, at.Add(time.Hour))
	for _, odd := range []string{"x/2023-10-02T12:05:00Z", "2023-10-02T12:05:00Z/x", "2023-10-02T12:05:00Z"} {
		c := snapshots.Difference{Kind: snapshots.DifferenceValue, Field: snapshots.FieldTime, Form: snapshots.FormInterval, Before: odd, After: good}
		assert.Contains(t, c.Message(locale.Swedish), "tid "+odd+" → ")
	}
	days := snapshots.Difference{Kind: snapshots.DifferenceValue, Field: snapshots.FieldTime, Form: snapshots.FormDays, Before: "2023-10-06/2023-10-07", After: "fredag"}
	assert.Equal(t, "tid 2023-10-06 – 2023-10-07 → fredag", days.Message(locale.Swedish))
}

// A visit that comes to take the whole day, or no longer does, is written with its times on
// one side and as a whole day on the other (R703).
func TestR703AVisitThatComesToTakeTheDay(t *testing.T) {
	t.Parallel()
	hours, day := snapshots.Interval(at, at.Add(time.Hour)), snapshots.Days(at, at)
	when := func(form snapshots.ValueForm, value string) *snapshots.Snapshot {
		return snapshot(snapshots.ScopeBooking, snapshots.Field{Name: snapshots.FieldTime, Item: "b", Form: form, Value: value})
	}
	for _, c := range []struct {
		before, after *snapshots.Snapshot
		want          string
	}{
		{when(snapshots.FormInterval, hours), when(snapshots.FormDays, day), "tid 2023-10-02 12:05–13:05 → 2023-10-02 (heldag)"},
		{when(snapshots.FormDays, day), when(snapshots.FormInterval, hours), "tid 2023-10-02 (heldag) → 2023-10-02 12:05–13:05"},
		{when(snapshots.FormDays, day), when(snapshots.FormDays, snapshots.Days(at, at.AddDate(0, 0, 1))), "tid 2023-10-02 → 2023-10-02 – 2023-10-03"},
		{when(snapshots.FormDays, day), when(snapshots.FormInterval, ""), "tid 2023-10-02 → –"},
	} {
		changes := snapshots.Compare(c.before, c.after)
		require.Len(t, changes, 1)
		assert.Equal(t, c.want, changes[0].Message(locale.Swedish))
	}
}

// A change says each thing once: a fact's label is the only word for it, and an item that
// came is not named by what its label has named (R703).
func TestR703AChangeIsWrittenInFewWords(t *testing.T) {
	t.Parallel()
	fact := snapshots.Difference{Kind: snapshots.DifferenceValue, Field: "fact", Label: "Kontaktperson", Before: "Anna Ek", After: "Bo"}
	assert.Equal(t, "Kontaktperson: Anna Ek → Bo", fact.Message(locale.Swedish))
	total := snapshots.Difference{Kind: snapshots.DifferenceValue, Field: "total", Label: "Summa", Form: snapshots.FormMoney, Before: "100 SEK", After: "200 SEK"}
	assert.Equal(t, "Summa: 1,00\u00a0kr → 2,00\u00a0kr", total.Message(locale.Swedish))
	total.Label = "Att betala"
	assert.Equal(t, "Att betala: summa 1,00\u00a0kr → 2,00\u00a0kr", total.Message(locale.Swedish))
	came := &snapshots.Snapshot{Scope: snapshots.ScopeOrder}
	came.AddItem(snapshots.ListLines, "line-7", "7 Resa",
		snapshots.Field{Name: "articleNumber", Value: "7"}, snapshots.Field{Name: "name", Value: "Resa"}, snapshots.Field{Name: snapshots.FieldQuantity, Form: snapshots.FormQuantity, Value: "7000 st"})
	changes := snapshots.Compare(&snapshots.Snapshot{Scope: snapshots.ScopeOrder}, came)
	require.Len(t, changes, 1)
	assert.Equal(t, "tillkommer: 7 Resa, 7 st", changes[0].Message(locale.Swedish))
}
