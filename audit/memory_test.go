package audit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// Memory keeps what a database would: times to the microsecond, and no error of the program's.
func TestMemoryKeepsWhatADatabaseWould(t *testing.T) {
	t.Parallel()
	m := audit.NewMemory()
	r := event("m", 0, delivery.StatusFailed, failed(delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Err: errors.New("dial")}))
	r.At = r.At.Add(1234 * time.Nanosecond)
	require.NoError(t, m.Append(t.Context(), r))
	records, err := audit.All(t.Context(), m, audit.Query{Company: "c"})
	require.NoError(t, err)
	assert.Equal(t, at.Add(time.Microsecond), records[0].At)
	require.NotNil(t, records[0].Failure)
	require.NoError(t, records[0].Failure.Err)
	require.Error(t, r.Failure.Err, "the caller's stays")
}

// Who gets an error has not got the right to send.
func TestAClaimThatFailsIsNobodys(t *testing.T) {
	t.Parallel()
	m := audit.NewMemory()
	claim := audit.Record{ID: "claim", Company: "c", At: at, Key: "form"}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	first, err := m.Claim(ended, claim)
	require.ErrorIs(t, err, context.Canceled)
	assert.False(t, first)
	for what, with := range map[string]struct {
		claim audit.Record
		with  []audit.Record
	}{
		"At is missing":      {audit.Record{ID: "claim", Company: "c", Key: "form"}, nil},
		"has no key":         {audit.Record{ID: "claim", Company: "c", At: at}, nil},
		"ID is missing":      {claim, []audit.Record{{Company: "c", At: at}}},
		"of another company": {claim, []audit.Record{event("1", 0, delivery.StatusQueued, func(r *audit.Record) { r.Company = "other" })}},
	} {
		first, err = m.Claim(t.Context(), with.claim, with.with...)
		require.ErrorContains(t, err, what)
		assert.False(t, first, what)
	}
	first, err = m.Claim(t.Context(), claim)
	require.NoError(t, err)
	assert.True(t, first, "nothing was kept of those")
}

// The same event has the same ID for years, and other parts give another.
func TestAnIDStaysTheSame(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "d3c39d96c58635b953d9d29e06c65c58", audit.NewID("acknowledged", "a message of twenty-five", ""))
	assert.NotEqual(t, audit.NewID("a", "b:c"), audit.NewID("a:b", "c"))
}

// A query for whatever a provider gave, or for one ID whoever gave it.
func TestAQueryByReceipt(t *testing.T) {
	t.Parallel()
	records := []audit.Record{event("m", 0, delivery.StatusQueued), event("m", 1, delivery.StatusSent, func(r *audit.Record) { r.Receipt = delivery.Receipt{Provider: "smtp", ProviderID: "q1"} })}
	for q, want := range map[*audit.Query]bool{
		{}: true, {Provider: "smtp"}: true, {Provider: "twilio"}: false, {ProviderID: "q1"}: true, {ProviderID: "q2"}: false,
		{Provider: "smtp", ProviderID: "q1"}: true, {Provider: "smtp", ProviderID: "q2"}: false,
	} {
		q.Company = "c"
		assert.Equal(t, want, q.Matches(records), "%s %s", q.Provider, q.ProviderID)
	}
}

// All follows the pages to the end.
func TestAllIsEveryPage(t *testing.T) {
	t.Parallel()
	log := &observed{Memory: audit.NewMemory(), failAt: 9}
	for i := range 5 {
		require.NoError(t, log.Append(t.Context(), event(fmt.Sprint(i), i, delivery.StatusSent)))
	}
	records, err := audit.All(t.Context(), log, audit.Query{Company: "c", Limit: 2})
	require.NoError(t, err)
	assert.Len(t, records, 5)
	assert.Equal(t, 3, log.queries)
}

// A page of messages is full of messages: claims take no room on it.
func TestClaimsTakeNoRoomOnAPage(t *testing.T) {
	t.Parallel()
	log := audit.NewMemory()
	for i := range 3 {
		_, err := log.Claim(t.Context(), audit.Record{ID: fmt.Sprint("claim", i), Company: "c", At: at, Key: fmt.Sprint(i)}, event(fmt.Sprint(i), i, delivery.StatusQueued))
		require.NoError(t, err)
	}
	page, err := audit.Messages(t.Context(), log, audit.Query{Company: "c", Limit: 3})
	require.NoError(t, err)
	assert.Len(t, page.Messages, 3)
	assert.Empty(t, page.Next)
	assert.Equal(t, "2023-10-02 12:05", page.When(page.Messages[0], locale.Swedish), "without a zone in UTC")
	page.Zone = time.FixedZone("", 7200)
	assert.Equal(t, "2023-10-02 14:05", page.When(page.Messages[0], locale.Swedish))
}

// Where nothing has failed, one query tells.
func TestR618WhereNothingFailedOneQueryTells(t *testing.T) {
	t.Parallel()
	log := &observed{Memory: audit.NewMemory()}
	require.NoError(t, log.Append(t.Context(), event("1", 0, delivery.StatusSent)))
	dead, err := audit.FailedForGoodOf(t.Context(), log, "c", []string{annas})
	require.NoError(t, err)
	assert.Empty(t, dead)
	assert.Equal(t, 1, log.queries)
}

// broken takes a few bytes and then no more.
type broken struct{ room int }

var errFull = errors.New("the disk is full")

func (b *broken) Write(p []byte) (int, error) {
	if b.room -= len(p); b.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestExportSaysWhichRecordCouldNotBeWritten(t *testing.T) {
	t.Parallel()
	log := audit.NewMemory()
	require.NoError(t, log.Append(t.Context(), event("1", 0, delivery.StatusSent, func(r *audit.Record) { r.Body = "<b>A & B</b>" })))
	err := audit.Export(t.Context(), log, audit.Query{Company: "c"}, &broken{})
	require.ErrorIs(t, err, errFull)
	require.ErrorContains(t, err, `"1-sent-0"`)
	var b strings.Builder
	require.NoError(t, audit.Export(t.Context(), log, audit.Query{Company: "c"}, &b))
	assert.Contains(t, b.String(), "<b>A & B</b>", "a person can read their own data")
}
