package notify_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/outboxtest"
	"github.com/budkavle/budkavle/notify/plan"
)

func TestTheMemoryOutboxKeepsTheContract(t *testing.T) {
	t.Parallel()
	outboxtest.Run(t, func(*testing.T) (notify.Outbox, audit.Store) {
		log := audit.NewMemory()
		return notify.NewMemoryOutbox(log), log
	})
}

// A hundred held messages are a page, each is on one, and those of others on none.
func TestHeldMessagesComeInPagesOfAHundred(t *testing.T) {
	t.Parallel()
	box, now := notify.NewMemoryOutbox(audit.NewMemory()), notifytest.Now()
	put := func(company, id string) {
		require.NoError(t, box.Put(ctx, plan.Plan{Company: company}, notify.Job{ID: id, Company: company, Channel: delivery.Email, NotBefore: now, Accepted: now}))
	}
	for i := range 150 {
		put("ours", fmt.Sprintf("%03d", i))
	}
	put("theirs", "x")
	leased, err := box.Lease(ctx, now, time.Minute, 1000)
	require.NoError(t, err)
	for _, l := range leased {
		require.NoError(t, box.Settle(ctx, now, notify.Settlement{Leased: l, State: notify.JobHeld, Why: "why"}))
	}
	put("ours", "waits")
	first, next, err := box.Held(ctx, "ours", "")
	require.NoError(t, err)
	require.Len(t, first, 100)
	require.NotEmpty(t, next)
	second, last, err := box.Held(ctx, "ours", next)
	require.NoError(t, err)
	assert.Empty(t, last)
	seen := map[string]bool{}
	for _, j := range append(first, second...) {
		assert.Equal(t, "ours", j.Company)
		seen[j.ID] = true
	}
	assert.Len(t, seen, 150)
	_, _, err = box.Held(ctx, "ours", "odd")
	require.ErrorIs(t, err, audit.ErrCursor)
}
