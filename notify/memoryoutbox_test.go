package notify_test

import (
	"context"
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

// A call whose context is over does nothing, and says why.
func TestTheMemoryOutboxDoesNothingForWhoHasGone(t *testing.T) {
	t.Parallel()
	now := notifytest.Now()
	gone, cancel := context.WithCancel(ctx)
	cancel()
	box := notify.NewMemoryOutbox(audit.NewMemory())
	p := bookingPlan(t, "form")
	job := notify.Job{ID: "1", Company: p.Company, PlanKey: p.Key, Channel: delivery.Email, Topic: "t", NotBefore: now, Accepted: now}
	require.NoError(t, box.Put(ctx, p, job))
	for name, call := range map[string]func() error{
		"put":   func() error { return box.Put(gone, p, notify.Job{ID: "2", Company: p.Company}) },
		"plan":  func() error { return only(box.Plan(gone, p.Company, p.Key)) },
		"lease": func() error { return only(box.Lease(gone, now, time.Hour, 1)) },
		"lease jobs": func() error {
			return only(box.LeaseJobs(gone, now, time.Hour, notify.JobRef{Company: p.Company, ID: "1"}))
		},
		"drop": func() error { return only(box.Drop(gone, now, p.Company, "t", nil)) },
		"old":  func() error { return only(box.DropBefore(gone, now, p.Company, now.Add(time.Hour), nil)) },
		"rewrite": func() error {
			return box.Rewrite(gone, p.Company, "t", func(notify.Job) *notify.Later { return &notify.Later{} })
		},
		"topics":   func() error { return only(box.Topics(gone, p.Company, "t")) },
		"held":     func() error { _, _, err := box.Held(gone, p.Company, ""); return err },
		"resume":   func() error { return box.Resume(gone, p.Company, delivery.Email) },
		"stops":    func() error { return only(box.Stops(gone, p.Company)) },
		"progress": func() error { return only(box.Progress(gone, p.Company, "")) },
		"erase":    func() error { return only(box.EraseJobs(gone, p.Company, nil, "anna@example.se")) },
		"forget":   func() error { return only(box.Forget(gone, p.Company, now.Add(time.Hour))) },
	} {
		require.ErrorIs(t, call(), context.Canceled, name)
	}
	progress, err := box.Progress(ctx, p.Company, "")
	require.NoError(t, err)
	assert.Equal(t, notify.Progress{Waiting: 1}, progress)
	leased, err := box.Lease(ctx, now, time.Hour, 10)
	require.NoError(t, err)
	require.Len(t, leased, 1)
	assert.Equal(t, job, leased[0].Job)
}

// Channels that are stopped come by name, and each company's are its own.
func TestStoppedChannelsComeByName(t *testing.T) {
	t.Parallel()
	now := notifytest.Now()
	box := notify.NewMemoryOutbox(audit.NewMemory())
	for range 8 { // what is kept without an order comes otherwise now and then
		for _, channel := range []delivery.Channel{delivery.SMS, delivery.Email} {
			for _, company := range []string{"ours", "theirs"} {
				id := company + string(channel)
				require.NoError(t, box.Put(ctx, plan.Plan{Company: company}, notify.Job{ID: id, Company: company, Channel: channel, NotBefore: now, Accepted: now}))
				leased, err := box.Lease(ctx, now, time.Minute, 1)
				require.NoError(t, err)
				require.Len(t, leased, 1)
				require.NoError(t, box.Settle(ctx, now, notify.Settlement{Leased: leased[0], State: notify.JobFailed, Stop: company == "ours", Why: "why"}))
			}
		}
		for range 8 {
			stops, err := box.Stops(ctx, "ours")
			require.NoError(t, err)
			require.Len(t, stops, 2)
			assert.Equal(t, []delivery.Channel{delivery.Email, delivery.SMS}, []delivery.Channel{stops[0].Channel, stops[1].Channel})
		}
		for _, channel := range []delivery.Channel{delivery.SMS, delivery.Email} {
			require.NoError(t, box.Resume(ctx, "ours", channel))
		}
		_, err := box.Forget(ctx, "ours", now.Add(time.Hour))
		require.NoError(t, err)
		_, err = box.Forget(ctx, "theirs", now.Add(time.Hour))
		require.NoError(t, err)
	}
}

// What was taken back or erased while its channel was stopped does not come when it goes again.
func TestWhatIsTakenBackBehindAStoppedChannelStaysAway(t *testing.T) {
	t.Parallel()
	now := notifytest.Now()
	box := notify.NewMemoryOutbox(audit.NewMemory())
	p := onePlan(t, "form")
	for _, j := range []notify.Job{
		{ID: "stops", Topic: "first"}, {ID: "taken back", Topic: "visit"}, {ID: p.Messages[0].ID, PlanKey: p.Key, Topic: "plan"}, {ID: "stays", Topic: "other"},
	} {
		j.Company, j.Channel, j.NotBefore, j.Accepted = p.Company, delivery.Email, now, now
		require.NoError(t, box.Put(ctx, p, j))
	}
	leased, err := box.Lease(ctx, now, time.Minute, 1)
	require.NoError(t, err)
	require.NoError(t, box.Settle(ctx, now, notify.Settlement{Leased: leased[0], State: notify.JobFailed, Stop: true, Why: "why"}))
	leased, err = box.Lease(ctx, now, time.Minute, 10)
	require.NoError(t, err)
	require.Empty(t, leased, "nothing goes over it")
	dropped, err := box.Drop(ctx, now, p.Company, "visit", nil)
	require.NoError(t, err)
	require.Len(t, dropped, 1)
	erased, err := box.EraseJobs(ctx, p.Company, nil, "anna@example.se")
	require.NoError(t, err)
	require.Len(t, erased, 1)
	require.NoError(t, box.Resume(ctx, p.Company, delivery.Email))
	leased, err = box.Lease(ctx, now, time.Minute, 10)
	require.NoError(t, err)
	require.Len(t, leased, 1)
	assert.Equal(t, "stays", leased[0].ID)
}
