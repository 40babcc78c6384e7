package notify_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
)

// A host that gives its only visit no ID has the same red.
func TestR703AVisitWithoutAnID(t *testing.T) {
	t.Parallel()
	noID := func() order.Order {
		o := one()
		o.Bookings[0].ID = ""
		return o
	}
	confirm := notifytest.Request(compose.BookingConfirmation)
	playAll(t, []redStory{
		{"it moves", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			d.send(noID(), confirm)
			return move(noID(), 0)
		}},
		{"it moves, and is told again", false, nil, func(d *desk) order.Order {
			d.send(noID(), confirm)
			d.step()
			d.send(move(noID(), 0), confirm)
			return move(noID(), 0)
		}},
		{"it is over, and moves on paper", false, nil, func(d *desk) order.Order {
			d.send(noID(), confirm)
			d.host.Clock.Advance(30 * 24 * time.Hour)
			return move(noID(), 0)
		}},
		{"it is over, and deleted", false, nil, func(d *desk) order.Order {
			d.send(noID(), confirm)
			d.host.Clock.Advance(30 * 24 * time.Hour)
			o := noID()
			o.Bookings = nil
			return o
		}},
		{"it is deleted", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			d.send(noID(), confirm)
			o := noID()
			o.Bookings = nil
			return o
		}},
		{"an order confirmation names it, and it is over", false, nil, func(d *desk) order.Order {
			d.send(noID(), unprinted(compose.OrderConfirmation))
			d.host.Clock.Advance(30 * 24 * time.Hour)
			return move(noID(), 0)
		}},
	})
}

// … and can be told that it is off.
func TestR406AVisitWithoutAnIDIsToldOff(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	o.Bookings[0].ID = ""
	d.send(o, notifytest.Request(compose.BookingConfirmation))
	d.step()
	gone := clone(o)
	gone.Bookings = nil
	asked, to := d.saved(o, gone)
	assert.Len(t, asked, 1)
	assert.Equal(t, []string{"anna@example.se"}, to)
	mail := d.host.Recorder.Emails()[1]
	assert.Contains(t, mail.Subject, "Avbokat")
	assert.Contains(t, mail.Text, "fredag 06 oktober")
	assert.False(t, d.history(gone).Red())
}
