package audit_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/audit/storetest"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestErasingNamesSomebody(t *testing.T) {
	t.Parallel()
	for _, who := range []audit.Identities{{}, {Recipients: []string{""}}, {Recipients: []string{annas}, Actors: []string{""}}} {
		require.ErrorContains(t, who.Validate(), "erase names nobody")
		_, err := audit.NewMemory().Erase(t.Context(), "c1", who)
		require.Error(t, err)
	}
	require.NoError(t, audit.Identities{Actors: []string{"eva"}}.Validate())
}

func TestMemoryKeepsItsOwnCopy(t *testing.T) {
	t.Parallel()
	m := audit.NewMemory()
	r := event("m", 0, delivery.StatusSent, func(r *audit.Record) { r.Snapshot = visit("b", 6, 7, "Börje") })
	require.NoError(t, m.Append(t.Context(), r))
	r.Snapshot.Fields[0].Value = "changed by the host"
	records, err := audit.All(t.Context(), m, audit.Query{Company: r.Company})
	require.NoError(t, err)
	assert.NotEqual(t, "changed by the host", records[0].Snapshot.Fields[0].Value)
	for _, cursor := range []string{"x", "1.x", "x.1", "1"} {
		_, err = m.Records(t.Context(), audit.Query{Company: r.Company, Cursor: cursor})
		require.ErrorContains(t, err, "cursor")
	}
}

func TestExportTellsOfAStoreThatFails(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	var out strings.Builder
	require.ErrorIs(t, audit.Export(ended, audit.NewMemory(), audit.Query{Company: "c1"}, &out), context.Canceled)
	assert.Empty(t, out.String())
}

func TestAMessageIsAbandonedAfterAWhile(t *testing.T) {
	t.Parallel()
	m := audit.Fold([]audit.Record{event("m", 0, delivery.StatusSending)})
	for extra, status := range map[time.Duration]delivery.Status{0: delivery.StatusSending, 1: delivery.StatusUncertain} {
		h := audit.NewHistory(audit.HistoryInput{Messages: m, Now: m[0].ChangedAt.Add(audit.Abandoned + extra)})
		assert.Equal(t, status, h.Lines[0].Status)
		if extra > 0 {
			require.NotNil(t, h.Lines[0].Failure)
			assert.Equal(t, delivery.Uncertain, h.Lines[0].Failure.Class)
			assert.Equal(t, reasons.Reason("no-outcome-logged"), h.Lines[0].Failure.Reason)
		}
	}
}

// Two changes of one field are two, and the same change told by two lines is one.
func TestChangesOfAMarkAreEachOnce(t *testing.T) {
	t.Parallel()
	was, is := visit("b", 6, 7, "Börje"), visit("b", 6, 8, "Lisa")
	h := newPage(anna, bo).tell("1", annas, 0, was, is).tell("2", bos, 1, was, is).tell("3", bos, 2, visit("c", 7, 7, "Börje"), visit("c", 7, 8, "Börje")).history()
	assert.Len(t, h.Booking.Changes, 3, "time and technician of b, time of c")
	assert.Equal(t, []string{bos, annas}, h.Booking.Recipients)
}

func TestAFailureOfNobodysFaultHasItsReason(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "odd, 550", audit.FailureMessage(&delivery.Failure{Reason: "odd", Code: "550"}, locale.Swedish))
}

// A message that a test mode redirected, and of which nobody knows whom it was for, was
// read by whoever got it.
func TestARedirectionFromNobody(t *testing.T) {
	t.Parallel()
	was, is := visit("b", 6, 7, "Börje"), visit("b", 6, 8, "Börje")
	h := newPage(anna).tell("1", annas, 0, was, is, func(r *audit.Record) { r.Test = audit.TestRedirected }).history()
	assert.True(t, h.Red())
	assert.Equal(t, []string{annas}, h.Advice().Recipients)
}

// Changes that differ in one thing alone are two.
func TestChangesThatDifferInOneThing(t *testing.T) {
	t.Parallel()
	field := func(name, item, list, value string) *snapshots.Snapshot {
		s := snapshot(snapshots.ScopeBooking)
		if list == "" {
			s.Fields = []snapshots.Field{{Name: name, Item: item, Value: value}}
		} else {
			s.AddItem(list, item, "", snapshots.Field{Name: name, Value: value})
		}
		return s
	}
	base := [2]*snapshots.Snapshot{field("time", "b", "", "7"), field("time", "b", "", "8")}
	for name, other := range map[string][2]*snapshots.Snapshot{
		"the field":  {field("place", "b", "", "7"), field("place", "b", "", "8")},
		"the item":   {field("time", "c", "", "7"), field("time", "c", "", "8")},
		"the list":   {field("time", "b", "l", "7"), field("time", "b", "l", "8")},
		"the before": {field("time", "b", "", "6"), field("time", "b", "", "8")},
		"the after":  {field("time", "b", "", "7"), field("time", "b", "", "9")},
		"the kind":   {snapshot(snapshots.ScopeBooking), field("time", "b", "", "8")},
	} {
		h := newPage(anna, bo).tell("1", annas, 0, base[0], base[1]).tell("2", bos, 1, other[0], other[1]).history()
		assert.Len(t, h.Booking.Changes, 2, name)
	}
	h := newPage(anna, bo).tell("1", annas, 0, base[0], base[1]).tell("2", bos, 1, base[0], base[1]).history()
	assert.Len(t, h.Booking.Changes, 1, "the same of two people is one")
}

// What a paper tells in other words too is known by its reader as it was told then, and
// excuses nobody when it has changed since.
func TestR703WhatIsToldAsideGoesStaleToo(t *testing.T) {
	t.Parallel()
	address := func(value string, aside bool) *snapshots.Snapshot {
		return snapshot(snapshots.ScopeOrder, snapshots.Field{Name: snapshots.FieldAddress, Value: value, Aside: aside})
	}
	left := func(now string) audit.History { // Anna has left; Bo has the paper
		return newPage(bo).tell("1", annas, 0, address("A", false), address(now, false)).tell("2", bos, 1, address("B", true), address(now, true)).history()
	}
	assert.True(t, left("C").Red(), "nobody knows that it is C")
	assert.False(t, left("B").Red(), "Bo does")
}

// A message that failed and has nothing to be compared with is to be sent again.
func TestAFailureWithoutACurrentSnapshot(t *testing.T) {
	t.Parallel()
	p := newPage(anna).tell("1", annas, 0, visit("b", 6, 7, "Börje"), nil, func(r *audit.Record) {
		r.Status, r.Failure = delivery.StatusFailed, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "x"}
	})
	delete(p.in.Current, "1")
	assert.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceRefused, Recipients: []string{annas}}, p.history().Advice())
}

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) audit.Store { return audit.NewMemory() })
}

// What was sent to a tester was meant for somebody: they are to be told.
func TestR703WhomATestMessageWasMeantFor(t *testing.T) {
	t.Parallel()
	redirected := func(r *audit.Record) { r.Test, r.IntendedFor = audit.TestRedirected, annas }
	was, is := visit("b", 6, 7, "Börje"), visit("b", 6, 8, "Börje")
	p := newPage(anna).tell("1", "test@example.com", 0, was, is, redirected)
	assert.Equal(t, []string{annas}, p.history().Advice().Recipients)
	assert.False(t, p.tell("2", annas, 1, is, is).history().Red(), "she was told for real")
}

// An address and a number of one name were one contact's, who has left; of nobody's name
// they may be two's.
func TestR703WhoLeftByBothChannels(t *testing.T) {
	t.Parallel()
	was, is := visit("b", 6, 7, "Börje"), visit("b", 6, 8, "Börje")
	for name, red := range map[string]bool{"Anna": false, "": true} {
		called := func(r *audit.Record) { r.RecipientName = name }
		bySMS := func(r *audit.Record) { r.Channel = delivery.SMS }
		p := newPage(bo).tell("1", annas, 0, was, is, called).tell("2", "+46705123456", 1, is, is, called, bySMS)
		assert.Equal(t, red, p.history().Red(), "%q", name)
	}
	named := func(r *audit.Record) { r.RecipientName = "Anna" }
	assert.True(t, newPage(bo).tell("1", annas, 0, was, is, named).tell("2", "anna@other.example.se", 1, is, is, named).history().Red(), "two addresses may be two people's")
}

func TestAnIDIsOfItsParts(t *testing.T) {
	t.Parallel()
	assert.Regexp(t, "^[0-9a-f]{32}$", audit.NewID("a", "b"))
	assert.NotEqual(t, audit.NewID("a", "b"), audit.NewID("ab"))
	assert.Equal(t, audit.NewID("a", "b"), audit.NewID("a", "b"))
}

// limits notes how much is asked for at a time.
type limits struct {
	audit.Store
	asked []int
}

func (l *limits) Records(ctx context.Context, q audit.Query) (audit.Page, error) {
	l.asked = append(l.asked, q.Limit)
	return l.Store.Records(ctx, q)
}

func TestAllAsksForMuchAtATime(t *testing.T) {
	t.Parallel()
	l := &limits{Store: audit.NewMemory()}
	_, err := audit.All(t.Context(), l, audit.Query{Company: "c1"})
	require.NoError(t, err)
	_, err = audit.All(t.Context(), l, audit.Query{Company: "c1", Limit: 7})
	require.NoError(t, err)
	assert.Equal(t, []int{audit.MaxLimit, 7}, l.asked)
}
