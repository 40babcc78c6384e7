package audit_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
)

func eraser(t *testing.T, who audit.Identities) *audit.Eraser {
	t.Helper()
	e, err := audit.NewEraser(who)
	require.NoError(t, err)
	return e
}

var annaAlone = audit.Identities{Recipients: []string{annas}}

// What is not the person's is left as it is, and counted as nothing.
func TestR707ErasingLeavesOthersAsTheyAre(t *testing.T) {
	t.Parallel()
	records := []audit.Record{event("1", 0, delivery.StatusSent, func(r *audit.Record) { r.Recipient, r.PlanHash, r.Key = bos, "hash", "form" })}
	before := slices.Clone(records)
	e := eraser(t, annaAlone)
	assert.False(t, e.Erase(records))
	assert.Equal(t, before, records)
	assert.False(t, e.Unhash(&records[0]), "the hash of another sending stays")
	assert.Equal(t, before, records)
	assert.Equal(t, audit.Erasure{Found: map[string]int{annas: 0}}, e.Erasure())
}

// Each message keeps to be one: two of the same person do not become one.
func TestR707ErasedMessagesStayApart(t *testing.T) {
	t.Parallel()
	log := audit.NewMemory()
	for i := range 3 {
		id := strconv.Itoa(i)
		require.NoError(t, log.Append(t.Context(), event(id, i, delivery.StatusQueued), event(id, i+1, delivery.StatusSent)))
	}
	found, err := log.Erase(t.Context(), "c", annaAlone)
	require.NoError(t, err)
	assert.Equal(t, audit.Erasure{Messages: 3, Records: 6, Found: map[string]int{annas: 3}}, found)
	records, err := audit.All(t.Context(), log, audit.Query{Company: "c"})
	require.NoError(t, err)
	messages := audit.Fold(records)
	require.Len(t, messages, 3)
	ids := map[string]bool{}
	for _, m := range messages {
		assert.Regexp(t, "^[0-9a-f]{32}$", m.ID, "an ID as any other")
		for _, r := range m.Records {
			ids[r.ID] = true
		}
	}
	assert.Len(t, ids, 6)
}

// An erased message lives on: what is reported of it later joins it, and what comes under its
// old name does not.
func TestR707AReportOfAnErasedMessageJoinsIt(t *testing.T) {
	t.Parallel()
	log := audit.NewMemory()
	require.NoError(t, log.Append(t.Context(), event("of-anna", 0, delivery.StatusSent, func(r *audit.Record) { r.Receipt = delivery.Receipt{Provider: "smtp", ProviderID: "q1"} })))
	_, err := log.Erase(t.Context(), "c", annaAlone)
	require.NoError(t, err)
	page, err := log.Records(t.Context(), audit.Query{Company: "c", ProviderID: "q1"})
	require.NoError(t, err)
	require.Len(t, page.Records, 1)
	require.NoError(t, log.Append(t.Context(), event(page.Records[0].MessageID, 5, delivery.StatusBounced, func(r *audit.Record) { r.Recipient = "" })))
	require.NoError(t, log.Append(t.Context(), event("of-anna", 6, delivery.StatusDelivered, func(r *audit.Record) { r.Recipient = bos })))
	page, err = log.Records(t.Context(), audit.Query{Company: "c", ProviderID: "q1"})
	require.NoError(t, err)
	require.Len(t, page.Records, 2)
	assert.Equal(t, delivery.StatusBounced, audit.Fold(page.Records)[0].Status)
	page, err = log.Records(t.Context(), audit.Query{Company: "c", MessageID: "of-anna"})
	require.NoError(t, err)
	assert.Len(t, page.Records, 1, "of its own")
}

// A user's name is taken from what they did: a message without a recipient counts as one, a
// claim does not; and a hash goes also where there is no key.
func TestR707ErasingAUser(t *testing.T) {
	t.Parallel()
	e := eraser(t, audit.Identities{Actors: []string{"eva"}})
	message := []audit.Record{event("1", 0, delivery.StatusSkipped, func(r *audit.Record) { r.Recipient, r.PlanHash = "", "hash" })}
	require.True(t, e.Erase(message))
	assert.Empty(t, message[0].PlanHash)
	assert.Equal(t, audit.UserRef{ID: audit.Erased}, message[0].Actor)
	assert.Equal(t, "1", message[0].MessageID)
	assert.Equal(t, 1, e.Erasure().Messages)
	claim := []audit.Record{{ID: "claim", Company: "c", At: at, Key: "form", PlanHash: "hash", Actor: audit.UserRef{ID: "eva"}}}
	require.True(t, e.Erase(claim))
	assert.Equal(t, audit.Erasure{Messages: 1, Records: 2, Found: map[string]int{"eva": 1}}, e.Erasure())
}

// Of two spellings that were asked for, a message counts for the one that it has.
func TestR707ErasingCountsByTheSpellingThatWasAskedFor(t *testing.T) {
	t.Parallel()
	e := eraser(t, audit.Identities{Recipients: []string{"Anna@example.se", annas}})
	for id, to := range map[string]string{"1": annas, "2": "Anna@example.se", "3": "ANNA@example.se"} {
		assert.True(t, e.Erase([]audit.Record{event(id, 0, delivery.StatusSent, func(r *audit.Record) { r.Recipient = to })}))
	}
	assert.Equal(t, map[string]int{annas: 1, "Anna@example.se": 2}, e.Erasure().Found)
}

// A provider's ID may be made of the number, of the address, or of our own ID.
func TestR707AProvidersIDTellsNoNumber(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*audit.Record)
		keeps  bool
	}{
		"of the number":  {func(r *audit.Record) { r.Recipient, r.Receipt.ProviderID = "+46705123456", "k-46705123456-1" }, false},
		"of the address": {func(r *audit.Record) { r.Recipient, r.Receipt.ProviderID = annas, "<ANNA@example.se.1>" }, false},
		"of whom it was meant for": {func(r *audit.Record) {
			r.IntendedFor, r.Recipient, r.Receipt.ProviderID = annas, "test@example.com", "x-anna@example.se"
		}, false},
		"of neither":    {func(r *audit.Record) { r.Recipient, r.Receipt.ProviderID = annas, "q1" }, true},
		"of no message": {func(r *audit.Record) { r.Recipient, r.MessageID, r.Receipt.ProviderID = annas, "", "q1" }, true},
	} {
		records := []audit.Record{event("of-whom", 0, delivery.StatusSent, row.change)}
		require.True(t, eraser(t, audit.Identities{Recipients: []string{annas, "+46705123456"}}).Erase(records), name)
		if row.keeps {
			assert.Equal(t, "q1", records[0].Receipt.ProviderID, name)
		} else {
			assert.Empty(t, records[0].Receipt.ProviderID, name)
		}
	}
	records := []audit.Record{event("of-anna", 0, delivery.StatusSent, func(r *audit.Record) { r.Receipt.ProviderID = "ours:of-anna" })}
	require.True(t, eraser(t, annaAlone).Erase(records))
	assert.Equal(t, "ours:"+records[0].MessageID, records[0].Receipt.ProviderID, "a report that comes later finds it by the ID that took its place")
}

// The form's key is the sending's, and stays unless it is made of the message's ID; the key of
// a try is the message's own, and goes.
func TestR707TheKeysOfWhatWasErased(t *testing.T) {
	t.Parallel()
	try := func(key string) []audit.Record {
		return []audit.Record{
			event("of-anna", 0, delivery.StatusQueued, func(r *audit.Record) { r.Key = "form" }),
			event("of-anna", 1, delivery.StatusSending, attempt(1), func(r *audit.Record) { r.Key = key }),
		}
	}
	for _, key := range []string{"a-try", "a try of-anna"} {
		records := try(key)
		require.True(t, eraser(t, annaAlone).Erase(records))
		assert.Equal(t, "form", records[0].Key)
		assert.NotEqual(t, key, records[1].Key, key)
		assert.NotEmpty(t, records[1].Key)
	}
	reminder := []audit.Record{event("of-anna", 0, delivery.StatusQueued, func(r *audit.Record) { r.Key = "remind:of-anna" })}
	require.True(t, eraser(t, annaAlone).Erase(reminder))
	assert.NotEqual(t, "remind:of-anna", reminder[0].Key)

	log := audit.NewMemory()
	first, err := log.Claim(t.Context(), audit.Record{ID: "claim", Company: "c", At: at, Key: "remind:of-anna", MessageID: "of-anna", Recipient: annas, PlanHash: "hash"})
	require.NoError(t, err)
	require.True(t, first)
	_, err = log.Erase(t.Context(), "c", annaAlone)
	require.NoError(t, err)
	page, err := log.Records(t.Context(), audit.Query{Company: "c"})
	require.NoError(t, err)
	_, err = log.Claim(t.Context(), audit.Record{ID: "again", Company: "c", At: at, Key: page.Records[0].Key})
	require.ErrorIs(t, err, audit.ErrKeyReused, "the key that took its place is taken")
	again, err := log.Claim(t.Context(), audit.Record{ID: "another", Company: "c", At: at, Key: "remind:of-anna"})
	require.NoError(t, err)
	assert.True(t, again, "nobody can find out that it was there")
}

// The keys come in one order, so that two stores that lock them do not wait for each other.
func TestKeysOfAnErasureAreSorted(t *testing.T) {
	t.Parallel()
	e := eraser(t, annaAlone)
	for i := range 30 {
		id := strconv.Itoa(i)
		require.True(t, e.Erase([]audit.Record{event(id, 0, delivery.StatusSent, func(r *audit.Record) { r.Key = "form-" + string(rune('a'+i)) })}))
	}
	keys := e.Keys()
	require.Len(t, keys, 30)
	assert.True(t, slices.IsSorted(keys), "%q", keys)
	hashed := audit.Record{Key: keys[0], PlanHash: "hash"}
	assert.True(t, e.Unhash(&hashed))
	assert.Empty(t, hashed.PlanHash)
	assert.False(t, e.Unhash(&hashed), "there is nothing any more")
}
