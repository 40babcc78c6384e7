package main

import (
	"slices"
	"strconv"
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
		rows = append(rows, row{o, v.title(o.Kind.Message(v.lang())), histories[i].Banner(v.lang()), histories[i].Red()})
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
	User           string // the ID of who is booked
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
	Contacts  []contactRow
	Modes     []choiceOf // of what a contact wants to be sent
	Articles  []articleLine
	States    []articleState
	Invoiced  bool   // it is made ready for invoicing
	Protocol  bool   // a service protocol can be made of it
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
		Order: o, Kind: v.title(o.Kind.Message(l)), Banner: history.Banner(l),
		Red: history.Red(), Advice: history.Advice().Message(l), Problem: problem,
		Booked: slices.Contains(order.Bookable(), o.Kind), Comments: c.Comments,
		Day:      v.app.now().AddDate(0, 0, 7).Format(time.DateOnly),
		Articles: articleLines(o, l), States: articleStates(l),
		Protocol: o.Kind == order.ServiceOrder, Invoiced: o.Kind == order.WorkOrder,
	}
	for _, m := range []audit.Mark{history.Booking, history.Sending} {
		if m.Red {
			p.Changed = append(p.Changed, m.Message(l))
		}
	}
	for _, line := range history.Lines {
		p.Lines = append(p.Lines, sentLine{
			ID: line.ID, Text: history.Text(line, l), Red: line.Red(),
			Open: line.Red() || line.Failure != nil && line.Acknowledged == nil,
		})
	}
	p.Contacts, p.Modes = contactRows(&o, v), v.modes()
	if p.Questions, err = v.app.data.questions(v.ctx(), v.user.Company, o.ID); err != nil {
		return err
	}
	if p.Bookings, err = v.slots(d, o); err != nil {
		return err
	}
	for _, kind := range compose.KindsFor(o.Kind) {
		if kind != compose.Comment && kind != compose.Reminder && kind != compose.BookingConfirmation {
			p.Menu = append(p.Menu, choice{kind, v.menuName(kind)})
		}
	}
	return v.show("order", p)
}

// menuName is what a kind of message is called in the menu, as in the manual.
func (v *visit) menuName(kind plan.Kind) string {
	switch kind {
	case compose.TemplateEmail:
		return v.words("E-posta med mall", "E-mail with a template")
	case compose.FreeMessage:
		return v.words("Skicka meddelande", "Send a message")
	case compose.WorkProtocol, compose.ServiceProtocol:
		return v.words("E-posta protokoll", "E-mail protocol")
	case compose.OnTheWay, compose.Delayed:
		return kind.Message(v.lang())
	}
	return v.words("E-posta ", "E-mail ") + kind.Message(v.lang())
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
			Booking: b, When: b.When(v.lang(), now), Who: b.Who(), Day: b.Start.Format(time.DateOnly),
			From: b.Start.Format("15:04"), To: b.End.Format("15:04"),
			Cancelled: b.Cancelled, Old: b.Over(now), User: strings.Join(b.UserIDs, ","),
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

// orderFile shows an upload of the order.
func (v *visit) orderFile() error {
	c, _, err := v.caseFile()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(v.r.PathValue("n"))
	if err != nil || n < 0 || n >= len(c.Order.Files) {
		return errNotThere
	}
	f := c.Order.Files[n]
	return v.foreign(f.ContentType, f.Name, f.Data)
}
