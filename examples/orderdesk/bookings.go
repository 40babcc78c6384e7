package main

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
)

// saveBooking adds, moves, cancels or deletes a booking.
func (v *visit) saveBooking() error {
	c, d, err := v.caseFile()
	if err != nil {
		return err
	}
	before := c.Order.Clone()
	o := &c.Order
	form := v.r.PostForm
	i := slices.IndexFunc(o.Bookings, func(b booking.Booking) bool { return b.ID == form.Get("booking") })
	action := form.Get("action")
	if (i < 0) != (action == "add") || !slices.Contains(order.Bookable(), o.Kind) {
		return errNotThere
	}
	switch action {
	case "add":
		o.Bookings = append(o.Bookings, booking.Booking{ID: token()})
		i = len(o.Bookings) - 1
		fallthrough
	case "move":
		if err := v.times(d, *o, &o.Bookings[i]); err != nil {
			return v.showOrder(err.Error())
		}
		o.Bookings[i].Cancelled = false
	case "cancel":
		o.Bookings[i].Cancelled = true
	case "delete":
		o.Bookings = slices.Delete(o.Bookings, i, i+1)
	default:
		return errNotThere
	}
	if action != "delete" {
		o.Bookings[i].Sequence++ // calendars take no change without it
	}
	return v.saved(d, before, c)
}

// times reads the three inputs of a booking in the order's zone.
func (v *visit) times(d *notify.Desk, o order.Order, b *booking.Booking) error {
	zone, err := d.Settings().ZoneOf(o)
	if err != nil {
		return err
	}
	form := v.r.PostForm
	start, err1 := time.ParseInLocation("2006-01-02 15:04", form.Get("day")+" "+form.Get("from"), zone)
	end, err2 := time.ParseInLocation("2006-01-02 15:04", form.Get("day")+" "+form.Get("to"), zone)
	if err1 != nil || err2 != nil || !end.After(start) {
		return errors.New(v.words("Bokningen behöver en dag, en starttid och en sluttid efter den.",
			"The booking needs a day, a start and an end after it."))
	}
	b.Start, b.End = start, end
	if who := strings.TrimSpace(form.Get("who")); who != "" {
		b.Technicians = []string{who}
	}
	return nil
}
