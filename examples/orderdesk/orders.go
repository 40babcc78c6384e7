package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// A row is an order in the list.
type row struct {
	Order  order.Order
	Kind   string
	Banner string
	Red    bool
}

// orders is the list, each order with its banner, by one question to the log.
func (v *visit) orders() error {
	all, err := v.app.data.orders(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	if v.user.Customer {
		return v.customerOrders(all)
	}
	d, err := v.desk()
	if err != nil {
		return err
	}
	var list []order.Order
	for _, c := range all {
		list = append(list, c.Order)
	}
	histories, err := d.Histories(v.ctx(), list)
	if err != nil {
		return err
	}
	var rows []row
	for i, o := range list {
		rows = append(rows, row{o, o.Kind.Message(v.lang()), histories[i].Banner(v.lang()), histories[i].Red()})
	}
	return v.show("orders", rows)
}

// A sent line is one message in the list behind the banner's arrow.
type sentLine struct {
	ID, Text  string
	Red, Open bool // Open: it can be marked as dealt with
}

// A slot is a booking on the order's page.
type slot struct {
	Booking        booking.Booking
	When, Who      string
	Day, From, To  string
	Cancelled, Old bool
}

// A choice is a kind of message in the menu.
type choice struct {
	Kind plan.Kind
	Name string
}

// An orderPage is what the order's page shows.
type orderPage struct {
	Order     order.Order
	Kind      string
	Banner    string
	Red       bool
	Changed   []string
	Advice    string
	Lines     []sentLine
	Questions []popup
	Bookings  []slot
	Booked    bool // bookings belong on this kind of order
	Menu      []choice
	Comments  []order.Comment
	Day       string // of a new booking
	Problem   string
}

// order is the order's page.
func (v *visit) order() error { return v.showOrder("") }

func (v *visit) showOrder(problem string) error {
	c, d, err := v.caseFile()
	if err != nil {
		return err
	}
	o, l := c.Order, v.lang()
	history, err := d.History(v.ctx(), o)
	if err != nil {
		return err
	}
	p := orderPage{
		Order: o, Kind: o.Kind.Message(l), Banner: history.Banner(l), Red: history.Red(), Advice: history.Advice().Message(l), Problem: problem,
		Booked: slices.Contains(order.Bookable(), o.Kind), Comments: c.Comments, Day: v.app.now().AddDate(0, 0, 7).Format(time.DateOnly),
	}
	for _, m := range []audit.Mark{history.Booking, history.Sending} {
		if m.Red {
			p.Changed = append(p.Changed, m.Message(l))
		}
	}
	for _, line := range history.Lines {
		p.Lines = append(p.Lines, sentLine{ID: line.ID, Text: history.Text(line, l), Red: line.Red(), Open: line.Red() || line.Failure != nil && line.Acknowledged == nil})
	}
	if p.Questions, err = v.app.data.questions(v.ctx(), v.user.Company, o.ID); err != nil {
		return err
	}
	if p.Bookings, err = v.slots(d, o); err != nil {
		return err
	}
	for _, kind := range compose.KindsFor(o.Kind) {
		if kind != compose.Comment && kind != compose.Reminder && kind != compose.BookingConfirmation {
			p.Menu = append(p.Menu, choice{kind, kind.Message(l)})
		}
	}
	return v.show("order", p)
}

// slots are the bookings in order of start.
func (v *visit) slots(d *notify.Desk, o order.Order) ([]slot, error) {
	zone, err := d.Settings().ZoneOf(o)
	if err != nil {
		return nil, err
	}
	now := v.app.now()
	var slots []slot
	for _, b := range o.Bookings {
		b = b.In(zone)
		slots = append(slots, slot{
			Booking: b, When: b.When(v.lang(), now), Who: b.Who(), Day: b.Start.Format(time.DateOnly), From: b.Start.Format("15:04"), To: b.End.Format("15:04"),
			Cancelled: b.Cancelled, Old: b.Over(now),
		})
	}
	slices.SortFunc(slots, func(a, b slot) int { return a.Booking.Start.Compare(b.Booking.Start) })
	return slots, nil
}

// caseFile finds the order of the address, of the user's company alone.
func (v *visit) caseFile() (caseFile, *notify.Desk, error) {
	c, err := v.app.data.order(v.ctx(), v.user.Company, v.r.PathValue("id"))
	if err != nil {
		return c, nil, err
	}
	d, err := v.desk()
	return c, d, err
}

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
		return errors.New(v.words("Bokningen behöver en dag, en starttid och en sluttid efter den.", "The booking needs a day, a start and an end after it."))
	}
	b.Start, b.End = start, end
	if who := strings.TrimSpace(form.Get("who")); who != "" {
		b.Technicians = []string{who}
	}
	return nil
}

// ready marks the order as ready for invoicing, or takes it back.
func (v *visit) ready() error {
	c, d, err := v.caseFile()
	if err != nil {
		return err
	}
	before := c.Order.Clone()
	c.Order.ReadyForInvoicing = !c.Order.ReadyForInvoicing
	return v.saved(d, before, c)
}

// saved stores an order and keeps the questions that follow. What a contact wants at
// once is sent at once. Reminders are scheduled anew.
func (v *visit) saved(d *notify.Desk, before order.Order, c caseFile) error {
	o := c.Order
	if err := o.Validate(); err != nil {
		return v.showOrder(err.Error())
	}
	c.Order.Changed = v.app.now()
	if err := v.app.data.saveOrder(v.ctx(), c); err != nil {
		return err
	}
	if err := v.app.data.dropQuestions(v.ctx(), o.Company, o.ID); err != nil {
		return err
	}
	for _, prompt := range d.Prompts(before, o, v.actor()) {
		request := prompt.Request(v.actor(), token())
		switch {
		case prompt.AtOnce:
			if err := v.atOnce(d, o, request); err != nil {
				return err
			}
		case prompt.Shown:
			q := keep(o.ID, v.user.ID, request)
			q.Question, q.Why = prompt.Question, prompt.Why
			if err := v.app.data.savePopup(v.ctx(), o.Company, q); err != nil {
				return err
			}
		}
	}
	if _, _, err := d.Schedule(v.ctx(), o); err != nil {
		return err
	}
	return v.to("/orders/"+o.ID, v.words("Ordern är sparad.", "The order is saved."))
}

// atOnce sends what a contact person wants without a question.
func (v *visit) atOnce(d *notify.Desk, o order.Order, r compose.Request) error {
	draft, err := d.Draft(v.ctx(), o, r)
	if err != nil {
		return err
	}
	p, err := draft.Plan()
	if err != nil {
		return fmt.Errorf("at once: %w", err)
	}
	_, err = v.app.send(v.ctx(), d, p, notify.Schedule{})
	return err
}

// acknowledge marks a line as dealt with.
func (v *visit) acknowledge() error {
	c, d, err := v.caseFile()
	if err != nil {
		return err
	}
	if err := d.Acknowledge(v.ctx(), c.Order, v.r.PostForm.Get("message"), v.actor()); err != nil {
		return err
	}
	return v.to("/orders/"+c.Order.ID, v.words("Raden är avbockad.", "The line is dealt with."))
}
