package notify_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestR612TheSameKeySendsOnce(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	p := bookingPlan(t, "form")
	first, err := h.Send(ctx, p)
	require.NoError(t, err)
	require.NoError(t, first.Err())
	assert.Equal(t, 3, first.Sent())
	again, err := h.Send(ctx, p)
	require.NoError(t, err)
	assert.True(t, again.Duplicate)
	assert.Equal(t, "sent sent sent", statuses(again), "the first time's outcomes")
	assert.Len(t, h.Recorder.Emails(), 2)
	assert.Len(t, h.Recorder.SentSMS(), 1)

	other := bookingPlan(t, "form", func(s *order.Settings) { s.Company.Name = "Annat namn" })
	_, err = h.Send(ctx, other)
	require.ErrorIs(t, err, audit.ErrKeyReused)
	said, ok := errors.AsType[interface {
		error
		plan.Teller
	}](err)
	require.True(t, ok, "a page of the host's own has words for it")
	assert.Contains(t, said.Message(locale.Swedish), "redan skickat något annat")
	assert.Contains(t, said.Message(locale.Finnish), "lähettänyt jotain muuta")
	_, err = h.Send(ctx, bookingPlan(t, "a new form"))
	require.NoError(t, err)
	assert.Len(t, h.Recorder.Emails(), 4, "the form opened again sends again")
}

func TestR612ManyCallersSendOnce(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	p := bookingPlan(t, "form")
	var group sync.WaitGroup
	var firsts atomic.Int32
	for range 20 {
		group.Go(func() {
			r, err := h.Send(ctx, p)
			if assert.NoError(t, err) && !r.Duplicate {
				firsts.Add(1)
			}
		})
	}
	group.Wait()
	assert.EqualValues(t, 1, firsts.Load())
	assert.Len(t, h.Recorder.Emails(), 2)
}

func TestR612AClickPlannedASecondLaterIsTheSame(t *testing.T) {
	t.Parallel()
	make := func(later time.Duration, text string) plan.Plan {
		r := confirming("form")
		r.Now = r.Now.Add(later)
		return planOf(t, notifytest.Settings(), notifytest.Order(), r, func(d *compose.Draft) { d.Text += text })
	}
	h := notifytest.NewBench()
	_, err := h.Send(ctx, make(0, ""))
	require.NoError(t, err)
	r, err := h.Send(ctx, make(3*time.Second, ""))
	require.NoError(t, err)
	assert.True(t, r.Duplicate)
	_, err = h.Send(ctx, make(0, "!"))
	require.ErrorIs(t, err, audit.ErrKeyReused)
}

// A message alone is claimed, with what it says, by the record of its first try: two
// writes in all. Its key is taken all the same, also by a clock that goes back.
func TestAMessageAloneIsTwoRecords(t *testing.T) {
	t.Parallel()
	now, log := notifytest.Now(), audit.NewMemory()
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Log = log
		c.Now = func() time.Time { now = now.Add(-time.Second); return now }
	})
	p := onePlan(t, "form")
	first, err := h.Send(ctx, p)
	require.NoError(t, err)
	require.NoError(t, first.Err())
	records, err := audit.All(ctx, log, audit.Query{Company: p.Company})
	require.NoError(t, err)
	require.Len(t, records, 2)
	messages := audit.Fold(records)
	require.Len(t, messages, 1)
	m := messages[0]
	assert.Equal(t, delivery.StatusSent, m.Status)
	assert.Equal(t, "form", m.Key)
	assert.Equal(t, p.ContentHash(), m.PlanHash)
	assert.NotEmpty(t, m.Body)
	assert.NotNil(t, m.Snapshot)
	assert.True(t, m.SameBody(p.Messages[0].Subject(), p.Messages[0].Body()))

	again, err := h.Send(ctx, p)
	require.NoError(t, err)
	assert.True(t, again.Duplicate)
	_, err = h.Send(ctx, changedPlan(t, "form"))
	require.ErrorIs(t, err, audit.ErrKeyReused)
	assert.Len(t, h.Recorder.Emails(), 1)
}
