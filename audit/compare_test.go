package audit_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
)

func dropped(s *snapshots.Snapshot) *snapshots.Snapshot {
	c := *s
	r := audit.Record{Snapshot: &c}
	r.DropBody()
	return r.Snapshot
}

// What is kept of dropped values is when they are over, and nothing that was said: not of a
// text, nor of a time that a host wrote in words.
func TestR707NothingThatWasSaidOutlivesItsBody(t *testing.T) {
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
	r := audit.Record{Snapshot: &snapshots.Snapshot{Scope: snapshots.ScopeOrder}}
	assert.False(t, r.DropBody(), "there is nothing to drop")
}

// A visit whose values were dropped is over when it was told to be, also where it is gone.
func TestR703AVisitWithoutItsValuesIsOverToo(t *testing.T) {
	t.Parallel()
	p := newPage(anna).tell("1", annas, 0, visit("b", 5, 7, "Börje"), snapshot(snapshots.ScopeBooking))
	p.records[0].DropBody()
	p.in.Now = time.Date(2023, time.October, 5, 7, 30, 0, 0, time.UTC)
	assert.True(t, p.history().Red(), "under way")
	p.in.Now = p.in.Now.Add(time.Hour)
	assert.False(t, p.history().Red())
}
