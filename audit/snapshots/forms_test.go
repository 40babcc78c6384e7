package snapshots_test

import (
	"testing"
	"time"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/stretchr/testify/assert"
)

func TestR703EqualToPeopleIsEqual(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 7200)
	start := time.Date(2023, time.October, 6, 7, 0, 0, 0, zone)
	for name, c := range map[string]struct {
		form    snapshots.ValueForm
		a, b    string
		unequal bool
	}{
		"line ends":         {"", "a\r\nb\rc", "a\nb\nc", false},
		"composed letters":  {"", "ka\u030apa", "kåpa", false},
		"trailing blanks":   {"", "a \u00a0\nb\t\n\n", "a\nb", false},
		"blanks within":     {"", "a  b", "a b", true},
		"lines":             {"", "a\n\nb", "a\nb", true},
		"names":             {snapshots.FormNames, "Eva, Börje", "Bo\u0308rje,  Eva ", false},
		"other names":       {snapshots.FormNames, "Eva, Börje", "Eva", true},
		"names in a text":   {"", "Eva, Börje", "Börje, Eva", true},
		"zones":             {snapshots.FormInterval, snapshots.Interval(start, start.Add(time.Hour)), snapshots.Interval(start.UTC(), start.Add(time.Hour).UTC()), false},
		"seconds":           {snapshots.FormInterval, snapshots.Interval(start, start.Add(time.Hour)), snapshots.Interval(start.Add(12*time.Second), start.Add(time.Hour)), false},
		"minutes":           {snapshots.FormInterval, snapshots.Interval(start, start.Add(time.Hour)), snapshots.Interval(start.Add(time.Minute), start.Add(time.Hour)), true},
		"no interval":       {snapshots.FormInterval, "now", "now ", false},
		"one day":           {snapshots.FormDays, "2023-10-06", snapshots.Days(start, start), false},
		"another day":       {snapshots.FormDays, "2023-10-06", "2023-10-06/2023-10-07", true},
		"no day":            {snapshots.FormDays, "fredag", "fredag", false},
		"none and an empty": {"", "", " \n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := snapshot(snapshots.ScopeOrder, snapshots.Field{Name: "x", Form: c.form, Value: c.a})
			b := snapshot(snapshots.ScopeOrder, snapshots.Field{Name: "x", Form: c.form, Value: c.b})
			assert.Equal(t, c.unequal, len(snapshots.Compare(a, b)) > 0)
			assert.Equal(t, !c.unequal, a.Fingerprint() == b.Fingerprint())
			assert.Equal(t, c.unequal, len(snapshots.Compare(dropped(a), b)) > 0, "nor by proofs")
		})
	}
}

// What is told of is over at its end: an interval to the second, whole days when the last
// one ends where people are; nothing else has a time that it is over.
func TestR703WhenWhatWasToldIsOver(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 7200)
	end := time.Date(2023, time.October, 6, 10, 0, 30, 0, zone)
	midnight := func(day int) time.Time { return time.Date(2023, time.October, day, 0, 0, 0, 0, zone) }
	for name, c := range map[string]struct {
		form  snapshots.ValueForm
		value string
		want  time.Time // zero: never
	}{
		"an interval":         {snapshots.FormInterval, snapshots.Interval(end.Add(-time.Hour), end), end},
		"a moment":            {snapshots.FormInterval, end.Format(time.RFC3339), end},
		"a time in words":     {snapshots.FormInterval, "nine/ten", time.Time{}},
		"no interval":         {snapshots.FormInterval, "", time.Time{}},
		"a day":               {snapshots.FormDays, "2023-10-06", midnight(7)},
		"days":                {snapshots.FormDays, snapshots.Days(midnight(6), midnight(8)), midnight(9)},
		"the end of a month":  {snapshots.FormDays, "2023-09-30", midnight(1)},
		"days in words":       {snapshots.FormDays, "fredag", time.Time{}},
		"a date, of no visit": {snapshots.FormDate, "2023-10-06", time.Time{}},
		"a text":              {snapshots.FormText, end.Format(time.RFC3339), time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, f := range []snapshots.Field{{Name: "x", Form: c.form, Value: c.value}, dropped(snapshot("", snapshots.Field{Name: "x", Form: c.form, Value: c.value})).Fields[0]} {
				got, over := f.Ends(zone)
				assert.Equal(t, !c.want.IsZero(), over)
				if over {
					assert.True(t, c.want.Equal(got), got)
				}
			}
		})
	}
}
