package audit_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
)

// Of two messages that both say otherwise than it is, the newest is what their reader believes:
// the older one is history.
func TestR703TheNewestOfTwoThatAreWrongIsRed(t *testing.T) {
	t.Parallel()
	seven, eight, nine := visit("b", 6, 7, "Börje"), visit("b", 6, 8, "Börje"), visit("b", 6, 9, "Börje")
	h := newPage(anna).tell("1", annas, 0, seven, nine).tell("2", annas, 1, eight, nine).history()
	require.Equal(t, "2", h.Lines[0].ID)
	assert.True(t, h.Lines[0].Red())
	assert.False(t, h.Lines[0].Replaced, "nothing newer has told her")
	assert.False(t, h.Lines[1].Red())
	assert.True(t, h.Lines[1].Replaced)
	require.Len(t, h.Booking.Changes, 1)
	assert.Equal(t, "time 08:00–09:00 → 09:00–10:00", h.Booking.Changes[0].String())
}

// Half of what a message says may be told anew: it is not replaced, and what was not told
// again is still red.
func TestR703AMessageIsReplacedWhenAllOfItWasToldAnew(t *testing.T) {
	t.Parallel()
	place := func(value string) *snapshots.Snapshot {
		return snapshot(snapshots.ScopeOrder, snapshots.Field{Name: snapshots.FieldPlace, Item: "b", Value: value})
	}
	is := visit("b", 6, 7, "Börje")
	h := newPage(anna).tell("1", annas, 0, is, is).tell("2", annas, 1, place(""), place("")).history()
	assert.False(t, h.Lines[1].Replaced, "the time was not told since")
	h = newPage(anna).tell("1", annas, 0, is, is, func(r *audit.Record) { r.Status = delivery.StatusFailed }).history()
	assert.False(t, h.Lines[0].Replaced, "what never arrived was not replaced by anything")
}

// What a paper says of a visit is a booking's as well as the paper's own; the rest of the
// paper is not.
func TestR703AVisitOnAPaperIsMarkedAtTheBookingsToo(t *testing.T) {
	t.Parallel()
	paper := func(place, text string) *snapshots.Snapshot {
		return snapshot(snapshots.ScopeOrder, snapshots.Field{Name: snapshots.FieldPlace, Item: "b", Value: place}, snapshots.Field{Name: snapshots.FieldDescription, Value: text})
	}
	h := newPage(anna).tell("1", annas, 0, paper("Port 3", "Rem"), paper("Port 4", "Rem")).history()
	assert.True(t, h.Booking.Red)
	assert.True(t, h.Sending.Red)
	h = newPage(anna).tell("1", annas, 0, paper("Port 3", "Rem"), paper("Port 3", "Fläkt")).history()
	assert.False(t, h.Booking.Red)
	assert.True(t, h.Sending.Red)
}

// A paper of which only what it tells in other words too has changed is as it was.
func TestR703AChangeThatIsToldAsideIsNoStaleness(t *testing.T) {
	t.Parallel()
	address := func(value string) *snapshots.Snapshot {
		return snapshot(snapshots.ScopeOrder, snapshots.Field{Name: snapshots.FieldAddress, Value: value, Aside: true})
	}
	h := newPage(anna).tell("1", annas, 0, address("A"), address("B")).history()
	assert.Equal(t, audit.StalenessFresh, h.Lines[0].Staleness)
	assert.False(t, h.Red())
}

// The newest message is found as the others are.
func TestTheFirstLineIsFoundToo(t *testing.T) {
	t.Parallel()
	h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{event("1", 0, delivery.StatusSent), event("2", 1, delivery.StatusSent)})})
	line, ok := h.Find("2")
	assert.True(t, ok)
	assert.Equal(t, "2", line.ID)
}
