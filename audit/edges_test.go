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
