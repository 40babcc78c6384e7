package notify_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// What is advised can be done: a draft of the advised kind is not refused.
func TestR703OnlyWhatCanBeSentIsAdvised(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		kind   plan.Kind
		change func(d *desk, o *order.Order)
		again  bool
	}{
		"bounced, the visit is ahead":          {"", func(*desk, *order.Order) {}, true},
		"bounced, the visit is over":           {"", func(d *desk, _ *order.Order) { d.host.Clock.Advance(30 * 24 * time.Hour) }, false},
		"bounced, the visit is cancelled":      {"", func(_ *desk, o *order.Order) { o.Bookings[0].Cancelled = true }, true},
		"bounced, the visit was taken away":    {"", func(_ *desk, o *order.Order) { o.Bookings = nil }, false},
		"taken away, and over":                 {"", func(d *desk, o *order.Order) { o.Bookings = nil; d.host.Clock.Advance(30 * 24 * time.Hour) }, false},
		"a reminder, the visit is cancelled":   {compose.Reminder, func(_ *desk, o *order.Order) { o.Bookings[0].Cancelled = true }, false},
		"a reminder, the visit is ahead":       {compose.Reminder, func(*desk, *order.Order) {}, true},
		"a reminder, the visit was taken away": {compose.Reminder, func(_ *desk, o *order.Order) { o.Bookings = nil }, false},
		"a paper needs no visit":               {compose.OrderConfirmation, func(_ *desk, o *order.Order) { o.Bookings = nil }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, o := newDesk(t), one()
			r := about("b-1")
			switch row.kind {
			case compose.Reminder:
				r.Kind = compose.Reminder
			case compose.OrderConfirmation:
				r = notifytest.Request(compose.OrderConfirmation)
			}
			d.send(o, r)
			d.step()
			d.bounce(o, o.ContactPerson.Email)
			row.change(d, &o)
			h := d.history(o)
			require.NotEmpty(t, h.Lines)
			assert.Equal(t, row.again, h.Advice().SendAgain, h.Advice())
			can := false
			for _, ids := range [][]string{r.Bookings, nil} {
				again := r
				again.Key, again.Bookings, again.Now = "again", ids, d.host.Clock.Now()
				draft, err := d.host.For(d.settings).Draft(t.Context(), o, again)
				require.NoError(t, err)
				_, err = draft.Plan()
				can = can || err == nil
			}
			assert.Equal(t, row.again, can, "a draft is of the same mind")
		})
	}
}
