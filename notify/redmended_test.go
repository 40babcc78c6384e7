package notify_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
)

// plain asks for a confirmation as a page does that has one button for the order.
var plain = notifytest.Request(compose.BookingConfirmation)

// What the page advises is what a confirmation tells of when nobody says of which
// visit: sending it ends the red.
func TestR703AConfirmationOfNoVisitInParticularMendsWhatIsRed(t *testing.T) {
	t.Parallel()
	cancel := func(o order.Order, i int) order.Order {
		o = clone(o)
		o.Bookings[i].Cancelled = true
		return o
	}
	takeOff := func(o order.Order, i int) order.Order {
		o = clone(o)
		o.Bookings = append(o.Bookings[:i:i], o.Bookings[i+1:]...)
		return o
	}
	later := func(o order.Order, days int) order.Order {
		o = clone(o)
		o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, days), o.Bookings[0].End.AddDate(0, 0, days)
		return o
	}
	stories := []struct {
		name   string
		told   []string // of which visits there was a confirmation
		change func(o order.Order) order.Order
		says   []string
		silent string // what it does not say
	}{
		{"the second of two moves", []string{"b-1", "b-2"}, func(o order.Order) order.Order { return move(o, 1) }, []string{"måndag 09 oktober, 09:00 – 10:00"}, "fredag 06 oktober"},
		{"the first of two moves", []string{"b-1", "b-2"}, func(o order.Order) order.Order { return move(o, 0) }, []string{"fredag 06 oktober, 08:00 – 11:00"}, "måndag 09 oktober"},
		{
			"both move",
			[]string{"b-1", "b-2"},
			func(o order.Order) order.Order { return move(move(o, 0), 1) },
			[]string{"fredag 06 oktober, 08:00 – 11:00", "måndag 09 oktober, 09:00 – 10:00"},
			"07:00 – 10:00.",
		},
		{"one is cancelled, the other stays", []string{"b-1", "b-2"}, func(o order.Order) order.Order { return cancel(o, 1) }, []string{"Avbokat besök", "måndag 09 oktober"}, "fredag 06 oktober"},
		{"one is deleted, the other stays", []string{"b-1", "b-2"}, func(o order.Order) order.Order { return takeOff(o, 1) }, []string{"Avbokat besök", "måndag 09 oktober"}, "fredag 06 oktober"},
		{"the only one is cancelled", []string{"b-1"}, func(o order.Order) order.Order { return cancel(takeOff(o, 1), 0) }, []string{"Avbokat besök", "fredag 06 oktober"}, "kommer till er"},
		{"the only one is deleted", []string{"b-1"}, func(o order.Order) order.Order { return takeOff(takeOff(o, 1), 0) }, []string{"Avbokat besök", "fredag 06 oktober"}, "kommer till er"},
		{
			"the one that was told moves behind one that nobody was told of",
			[]string{"b-1"},
			func(o order.Order) order.Order { return later(o, 10) },
			[]string{"måndag 09 oktober", "måndag 16 oktober"},
			"fredag 06 oktober, 07:00 – 10:00.",
		},
	}
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			d, o := newDesk(t), two()
			for _, id := range story.told {
				d.send(o, about(id))
				d.step()
			}
			o = story.change(o)
			require.True(t, d.history(o).Red())
			d.send(o, plain)
			mail := d.host.Recorder.Emails()[len(d.host.Recorder.Emails())-1]
			for _, words := range story.says {
				assert.Contains(t, mail.Subject+"\n"+mail.Text, words)
			}
			assert.NotContains(t, mail.Text, story.silent)
			assert.False(t, d.history(o).Red(), "sending what is advised ends it")
		})
	}
}

// Where all is as it was told, it is about the next visit, and so is what was told of a
// visit that is over.
func TestR609AConfirmationOfNoVisitInParticularIsOfTheNext(t *testing.T) {
	t.Parallel()
	t.Run("nothing has changed", func(t *testing.T) {
		t.Parallel()
		d, o := newDesk(t), two()
		d.send(o, about("b-1"))
		d.send(o, about("b-2"))
		d.send(o, plain)
		assert.Contains(t, d.host.Recorder.Emails()[2].Text, "fredag 06 oktober, 07:00 – 10:00")
	})
	t.Run("the first is over, and was corrected afterwards", func(t *testing.T) {
		t.Parallel()
		d, o := newDesk(t), two()
		d.send(o, about("b-1"))
		d.host.Clock.Advance(5 * 24 * time.Hour)
		d.send(move(o, 0), plain)
		mail := d.host.Recorder.Emails()[1]
		assert.Contains(t, mail.Text, "måndag 09 oktober")
		assert.NotContains(t, mail.Text, "fredag")
	})
}

// A visit whose day passed as it was told, and that has moved to one to come, is told anew;
// one that is off then is over.
func TestR703AVisitThatWasToldOfAPastDayIsCorrected(t *testing.T) {
	t.Parallel()
	toldAndPast := func(t *testing.T) (*desk, order.Order) {
		d, o := newDesk(t), two()
		d.send(o, about("b-1"))
		d.send(o, about("b-2"))
		d.host.Clock.Advance(5 * 24 * time.Hour) // the first is over, the second to come
		return d, o
	}
	t.Run("moved", func(t *testing.T) {
		t.Parallel()
		d, o := toldAndPast(t)
		o = clone(o)
		o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, 7), o.Bookings[0].End.AddDate(0, 0, 7)
		require.True(t, d.history(o).Red())
		d.send(o, plain)
		assert.Contains(t, d.host.Recorder.Emails()[2].Text, "fredag 13 oktober")
		assert.False(t, d.history(o).Red(), "sending what is advised ends it")
	})
	for name, change := range map[string]func(*order.Order){
		"cancelled": func(o *order.Order) { o.Bookings[0].Cancelled = true },
		"deleted":   func(o *order.Order) { o.Bookings = o.Bookings[1:] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, o := toldAndPast(t)
			o = clone(o)
			change(&o)
			require.False(t, d.history(o).Red())
			d.send(o, plain)
			assert.Contains(t, d.host.Recorder.Emails()[2].Text, "måndag 09 oktober")
			assert.NotContains(t, d.host.Recorder.Emails()[2].Text, "fredag")
		})
	}
}

// The second click of such a form finds that all is told, and is still the same form.
func TestR612ASecondClickOfWhatWasRed(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), two()
	d.send(o, about("b-1"))
	d.send(o, about("b-2"))
	o = move(o, 1)
	r := plain
	r.Key, r.Now = "clicked-twice", d.host.Clock.Now()
	company := d.host.For(d.settings)
	draft, err := company.Draft(t.Context(), o, r)
	require.NoError(t, err)
	form := draft.Form()
	for range 2 {
		popup, err := company.Submit(t.Context(), o, compose.Request{Actor: r.Actor, Now: r.Now}, form)
		require.NoError(t, err)
		assert.True(t, popup.Sent, popup.Form.Show.Errors)
	}
	assert.Len(t, d.host.Recorder.Emails(), 3)
}

// What was told off, or moved into what is over, leaves nothing to correct: the next
// visit is meant.
func TestR609WhatNeedsNoCorrectionIsNotToldAgain(t *testing.T) {
	t.Parallel()
	off := func(o order.Order) order.Order {
		o = clone(o)
		o.Bookings[0].Cancelled = true
		return o
	}
	deleted := func(o order.Order) order.Order {
		o = clone(o)
		o.Bookings = o.Bookings[1:]
		return o
	}
	past := func(o order.Order) order.Order {
		o = clone(o)
		o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, -7), o.Bookings[0].End.AddDate(0, 0, -7)
		return o
	}
	for name, story := range map[string]struct {
		change func(order.Order) order.Order
		again  bool // the change is told before
	}{
		"cancelled, and told so": {off, true}, "deleted, and told so": {deleted, true}, "moved into what is over": {past, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, o := newDesk(t), two()
			d.send(o, about("b-1"))
			d.step()
			o = story.change(o)
			if story.again {
				d.send(o, about("b-1"))
				d.step()
			}
			d.send(o, plain)
			mails := d.host.Recorder.Emails()
			text := mails[len(mails)-1].Text
			assert.Contains(t, text, "måndag 09 oktober, 08:00 – 09:00")
			assert.NotContains(t, text, "fredag")
			assert.NotContains(t, text, "avbokat")
		})
	}
}
