package audit_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// Records come from a store in its order, and from a host's import in any.
func TestFoldTakesRecordsInAnyOrder(t *testing.T) {
	t.Parallel()
	subject := func(s string) func(*audit.Record) { return func(r *audit.Record) { r.Subject = s } }
	messages := audit.Fold([]audit.Record{event("2", 3, delivery.StatusSent), event("1", 2, delivery.StatusSent, subject("later")), event("1", 0, delivery.StatusQueued, subject("first")), event("2", 1, delivery.StatusQueued)})
	require.Len(t, messages, 2)
	assert.Equal(t, "1", messages[0].ID, "in the order in which they began")
	assert.Equal(t, "first", messages[0].Subject)
	assert.Equal(t, at, messages[0].Began)
	assert.Equal(t, delivery.StatusQueued, messages[0].Records[0].Status)
}

// When it was sent, and who took it, is known from the first that says so.
func TestFoldKnowsWhenAndByWhomItWasTaken(t *testing.T) {
	t.Parallel()
	by := func(provider string) func(*audit.Record) {
		return func(r *audit.Record) { r.Receipt = delivery.Receipt{Provider: provider, ProviderID: provider + "-1"} }
	}
	m := audit.Fold([]audit.Record{
		event("m", 0, delivery.StatusQueued, func(r *audit.Record) { r.PlanHash, r.Order = "hash", audit.OrderRef{Kind: "work-order", ID: "1"} }),
		event("m", 2, delivery.StatusSent, by("smtp")), event("m", 5, delivery.StatusDelivered, by("report")), event("m", 6, delivery.StatusDelivered),
	})[0]
	assert.Equal(t, at.Add(2*time.Minute), m.SentAt)
	assert.Equal(t, "smtp-1", m.Receipt.ProviderID)
	assert.Equal(t, "hash", m.PlanHash)
	assert.Equal(t, audit.OrderRef{Kind: "work-order", ID: "1"}, m.Order)
	m = audit.Fold([]audit.Record{event("m", 0, delivery.StatusQueued), event("m", 1, delivery.StatusFailed, attempt(1))})[0]
	assert.True(t, m.SentAt.IsZero(), "nobody took it")
	assert.Empty(t, m.Receipt)
}

// A message that waited for its time is as new as its sending.
func TestLatestIsByWhenItWasSent(t *testing.T) {
	t.Parallel()
	latest := audit.Latest(audit.Fold([]audit.Record{event("waited", 0, delivery.StatusQueued), event("waited", 9, delivery.StatusSent, attempt(1)), event("at once", 5, delivery.StatusSent)}))
	assert.Equal(t, "waited", latest[0].ID)
	var records []audit.Record
	for i := range 40 { // every other one goes a minute later
		records = append(records, event(strconv.Itoa(i), i%2, delivery.StatusSent, func(r *audit.Record) { r.Key = "form" }))
	}
	messages := audit.Fold(records)
	for i, m := range audit.Latest(messages) {
		assert.Equal(t, messages[(i+20)%40].ID, m.ID, "what went at one time stays in its order")
	}
}

// What tells nothing of the address does not hide what an older message did.
func TestR618WhatSaysNothingOfTheAddressHidesNothing(t *testing.T) {
	t.Parallel()
	bounced := event("1", 0, delivery.StatusBounced)
	for name, newer := range map[string]audit.Record{
		"waiting":          event("2", 1, delivery.StatusQueued),
		"uncertain":        event("2", 1, delivery.StatusUncertain),
		"refused":          event("2", 1, delivery.StatusFailed, failed(notAllowed)),
		"a full inbox":     event("2", 1, delivery.StatusFailed, failed(delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxFull})),
		"why is not known": event("2", 1, delivery.StatusFailed),
	} {
		assert.True(t, audit.FailedForGood([]audit.Record{bounced, newer}), name)
		assert.False(t, audit.FailedForGood([]audit.Record{newer}), name)
	}
}
