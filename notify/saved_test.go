package notify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// saved plays a save to its end: what is asked is answered with yes, and what goes at
// once goes. It returns what was asked and whom each mail went to.
func (d *desk) saved(before, after order.Order) (asked []plan.Kind, to []string) {
	d.Helper()
	eva := order.Actor{ID: "eva", Name: "Eva"}
	for _, p := range d.host.For(d.settings).Prompts(before, after, eva) {
		if !p.Shown && !p.AtOnce {
			continue
		}
		if p.Shown {
			asked = append(asked, p.Kind)
		}
		d.forms++
		r := p.Request(eva, fmt.Sprintf("form-%d", d.forms))
		r.Renderer = noPrinter{}
		draft, err := d.host.For(d.settings).Draft(d.Context(), after, r)
		require.NoError(d, err)
		made, err := draft.Plan()
		require.NoError(d, err)
		for _, m := range made.Messages {
			to = append(to, m.Recipient)
		}
		_, err = d.host.For(d.settings).Send(d.Context(), made)
		require.NoError(d, err)
	}
	d.step()
	return asked, to
}

// Ten people of a municipality get every protocol at once; an order's goes to its
// contact person alone, and once.
func TestR608ADocumentGoesToTheContactPersonAlone(t *testing.T) {
	t.Parallel()
	for _, kind := range []order.Kind{order.ServiceProtocol, order.WorkOrder} {
		var ten []order.Contact
		for i := range 10 {
			ten = append(ten, order.Contact{
				Name: fmt.Sprintf("Person %d", i), Email: fmt.Sprintf("p%d@example.se", i), SendServiceProtocol: order.SendAtOnce, SendWorkOrder: order.SendAtOnce,
			})
		}
		made := func() (before, after order.Order) {
			if kind == order.ServiceProtocol {
				after = notifytest.ServiceProtocol()
			} else {
				before, after = one(), one()
				after.ReadyForInvoicing = true
			}
			after.Customer.Contacts = ten
			after.ContactPerson = order.Contact{Name: "Anna Ek", Email: "anna@example.se", SendServiceProtocol: order.SendAtOnce, SendWorkOrder: order.SendAtOnce}
			return before, after
		}
		d := newDesk(t)
		before, after := made()
		asked, to := d.saved(before, after)
		assert.Empty(t, asked)
		assert.Equal(t, []string{"anna@example.se"}, to, "at once, to her")
		asked, to = d.saved(before, after)
		assert.Empty(t, asked)
		assert.Empty(t, to, "the tick was taken away and put back")

		d = newDesk(t)
		before, after = made()
		after.ContactPerson.SendServiceProtocol, after.ContactPerson.SendWorkOrder = order.SendNever, order.SendNever
		asked, to = d.saved(before, after)
		assert.Empty(t, asked, "she wants none, and the others are nobody's to ask about")
		assert.Empty(t, to)

		d = newDesk(t)
		before, after = made()
		after.ContactPerson = order.Contact{}
		asked, to = d.saved(before, after)
		assert.Len(t, asked, 1, "without a contact person somebody is asked")
		assert.Len(t, to, 10)
	}
}

// Several visits of one save are one question, and one mail tells them all; what is
// off is told apart.
func TestR608VisitsOfOneSave(t *testing.T) {
	t.Parallel()
	for _, kind := range []order.Kind{order.WorkOrder, order.ServiceOrder} {
		d := newDesk(t)
		before, after := two(), two()
		before.Kind, after.Kind = kind, kind
		before.Bookings = nil
		asked, to := d.saved(before, after)
		assert.Equal(t, []plan.Kind{compose.BookingConfirmation}, asked)
		assert.Equal(t, []string{"anna@example.se"}, to)
		mail := d.host.Recorder.Emails()[0]
		assert.Contains(t, mail.Text, "fredag 06 oktober")
		assert.Contains(t, mail.Text, "måndag 09 oktober")
		assert.Equal(t, 2, strings.Count(string(mail.Calendar.Data), "BEGIN:VEVENT"))
		assert.False(t, d.history(after).Red())

		before, after = after, move(move(after, 0), 1)
		assert.True(t, d.history(after).Red())
		asked, _ = d.saved(before, after)
		assert.Len(t, asked, 1)
		mail = d.host.Recorder.Emails()[1]
		assert.Contains(t, mail.Subject, "Ändrad")
		assert.Equal(t, 2, strings.Count(string(mail.Calendar.Data), "SEQUENCE:1"))
		assert.False(t, d.history(after).Red(), "both were told")

		before = after
		after = move(after, 0)
		after.Bookings = after.Bookings[:1] // one moves, the other is deleted
		asked, _ = d.saved(before, after)
		assert.Len(t, asked, 2)
		mails := d.host.Recorder.Emails()[2:]
		assert.Contains(t, mails[0].Subject, "Ändrad")
		assert.Contains(t, mails[1].Subject, "Avbokat")
		assert.NotContains(t, mails[1].Text, "fredag")
		assert.Equal(t, "CANCEL", mails[1].Calendar.Method)
		assert.False(t, d.history(after).Red())
	}
}

// Visits without IDs are told too, and an order that has not changed asks nothing.
func TestR617VisitsWithoutIDs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	o := two()
	o.Bookings[0].ID, o.Bookings[1].ID = "", ""
	asked, _ := d.saved(o, o)
	assert.Empty(t, asked)
}

// A visit that was deleted, cancelled, or never told of can be told off, whatever the
// channel and whoever was told; a month later nobody is.
func TestR406HowAVisitIsToldOff(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		told  func(d *desk, o order.Order)
		off   func(o *order.Order)
		again func(*compose.Draft)
	}{
		"deleted, to a typed address":   {func(d *desk, o order.Order) { d.send(o, about("b-1"), to("x@example.se")) }, func(o *order.Order) { o.Bookings = nil }, to("x@example.se")},
		"cancelled, to a typed address": {func(d *desk, o order.Order) { d.send(o, about("b-1"), to("x@example.se")) }, func(o *order.Order) { o.Bookings[0].Cancelled = true }, to("x@example.se")},
		"deleted, by SMS":               {func(d *desk, o order.Order) { d.send(o, about("b-1"), bySMS) }, func(o *order.Order) { o.Bookings = nil }, bySMS},
		"told by mail, deleted, by SMS": {func(d *desk, o order.Order) { d.send(o, about("b-1")) }, func(o *order.Order) { o.Bookings = nil }, bySMS},
		"cancelled, then deleted": {func(d *desk, o order.Order) {
			d.send(o, about("b-1"))
			d.step()
			o.Bookings[0].Cancelled = true
			d.send(o, about("b-1"))
		}, func(o *order.Order) { o.Bookings = nil }, nil},
		"moved, told by a reminder": {func(d *desk, o order.Order) {
			d.send(o, about("b-1"))
			d.step()
			r := about("b-1")
			r.Kind = compose.Reminder
			d.send(move(o, 0), r)
		}, func(o *order.Order) { o.Bookings = nil }, to("anna@example.se")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, o := newDesk(t), one()
			c.told(d, clone(o))
			d.step()
			c.off(&o)
			if c.again != nil {
				require.True(t, d.history(o).Red())
				require.True(t, d.history(o).Advice().SendAgain, "and it can be done")
				later := newDesk(t)
				c.told(later, one())
				later.host.Clock.Advance(30 * 24 * time.Hour)
				h := later.history(o)
				assert.False(t, h.Red(), "a month later nobody waits for it")
				assert.Equal(t, audit.AdviceNone, h.Advice().Reason)
				d.send(o, about("b-1"), c.again)
				d.step()
			}
			h := d.history(o)
			assert.False(t, h.Red())
			assert.Contains(t, h.Lines[0].Body, "fredag 06 oktober", "it says which visit")
			assert.Contains(t, h.Lines[0].Body, "avbokat")
		})
	}
}

// A supplier is spoken to by its own name, and never hears of the end customer.
func TestR404WhoReadsAPurchaseOrder(t *testing.T) {
	t.Parallel()
	for _, kind := range []plan.Kind{compose.PurchaseOrder, compose.FreeMessage, compose.TemplateEmail, compose.Comment} {
		d := newDesk(t)
		d.settings.ReadyMessage = "Arbetet är klart, {facilityOrCustomer}."
		o := notifytest.PurchaseOrder()
		o.Customer, o.Facility, o.ReadyForInvoicing = order.Party{Name: "Hemlig Kund AB"}, order.Party{Name: "Hemliga hallen", Address: []string{"Hemliga gatan 1"}}, true
		r := notifytest.Request(kind)
		r.Renderer = noPrinter{}
		d.send(o, r, func(x *compose.Draft) {
			if x.Text == "" {
				x.Text = "Hej på er"
			}
			if kind == compose.FreeMessage {
				assert.NotContains(t, x.Text, "klart", "no work is done for a supplier")
			}
			to("order@example.net")(x)
		})
		mail := d.host.Recorder.Emails()[0]
		for _, text := range []string{mail.Subject, mail.Text, mail.HTML} {
			assert.NotContains(t, text, "Hemlig", kind)
		}
		if kind == compose.PurchaseOrder {
			assert.Contains(t, mail.Text, "Hej Portgrossisten!")
		}
		records, err := audit.All(t.Context(), d.host.Log, audit.Query{Company: o.Company})
		require.NoError(t, err)
		assert.NotContains(t, fmt.Sprint(records), "Hemlig Kund", kind)
		o.Customer.Name, o.Facility.Name = "Annan AB", "Annan hall"
		assert.False(t, d.history(o).Red(), "%s: what it did not say may change", kind)
	}
}

// An empty setting is an empty text, on every order; the finished text is for work
// orders that are ready.
func TestR607WhereNothingIsSet(t *testing.T) {
	t.Parallel()
	for _, ready := range []bool{false, true} {
		for _, o := range notifytest.Orders() {
			for _, setting := range []string{"", "Klart, {facilityOrCustomer}!"} {
				d := newDesk(t)
				d.settings.ReadyMessage = setting
				o.ReadyForInvoicing = ready
				draft, err := d.host.For(d.settings).Draft(t.Context(), o, notifytest.Request(compose.FreeMessage))
				require.NoError(t, err)
				if setting != "" && ready && o.Kind == order.WorkOrder {
					assert.Equal(t, "Klart, kund!", draft.Text)
				} else {
					assert.NotContains(t, draft.Text, "klart")
					assert.NotContains(t, draft.Text, "Klart")
				}
			}
		}
	}
}

// A mail of a template is stale when what its tags said is no longer so, and only then.
func TestR703AMailOfATemplate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		subject, body string
		change        func(o *order.Order)
		red           bool
	}{
		"the time, and it moves":        {"Hej", "Vi kommer {nextBookingDate} {nextBookingTime}", func(o *order.Order) { *o = move(*o, 0) }, true},
		"the name, and another comes":   {"Hej", "{nextBookingName} kommer", func(o *order.Order) { o.Bookings[0].Technicians = []string{"Lisa"} }, true},
		"the time in the subject alone": {"Vi kommer {nextBooking}", "Hej", func(o *order.Order) { *o = move(*o, 0) }, true},
		"deleted":                       {"Hej", "Vi kommer {nextBooking}", func(o *order.Order) { o.Bookings = nil }, true},
		"the objects, and one more":     {"Hej", "{serviceObjects}", func(o *order.Order) { o.ServiceObjects = append(o.ServiceObjects, order.ServiceObject{Name: "Port 2"}) }, true},
		"no tag of the name, corrected": {"Hej", "Vad tyckte ni?", func(o *order.Order) { o.Customer.Name = "Kund AB" }, false},
		"the facility stands for it":    {"Hej", "{facilityOrCustomer}", func(o *order.Order) { o.Facility.Name = "Centralen" }, true},
		"the order's number":            {"Om {orderRef}", "{company}", func(o *order.Order) { o.Description = "Annat"; *o = move(*o, 0) }, false},
		"a visit more is not in {nextBooking}": {"Hej", "Vi kommer {nextBooking}", func(o *order.Order) {
			o.Bookings = append(o.Bookings, booking.Booking{ID: "b-9", Start: o.Bookings[0].Start.AddDate(0, 0, 9)})
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, o := newDesk(t), one()
			d.settings.Templates = []templating.EmailTemplate{{ID: "enkat", Version: 1, Subject: c.subject, Body: c.body}}
			d.send(o, notifytest.Request(compose.TemplateEmail))
			d.step()
			o = o.Clone()
			c.change(&o)
			h := d.history(o)
			assert.Equal(t, c.red, h.Red(), "%v", h.Lines[0].Changes)
			if c.red {
				d.send(o, notifytest.Request(compose.TemplateEmail))
				d.step()
				assert.Equal(t, o.Bookings == nil, d.history(o).Red(), "told again, save that a template has no words for what is off")
			}
		})
	}
}

// A visit of today that takes the day is asked about in the morning, tells of today,
// and warns of nothing.
func TestR401AnAllDayVisitOfToday(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	o := one()
	o.Bookings[0].AllDay = true
	o.Bookings[0].Start = time.Date(2023, time.October, 2, 0, 0, 0, 0, time.UTC)
	o.Bookings[0].End = time.Time{}
	tomorrow := booking.Booking{ID: "b-2", Start: o.Bookings[0].Start.AddDate(0, 0, 1).Add(7 * time.Hour), Technicians: []string{"Eva"}}
	o.Bookings = append(o.Bookings, tomorrow)
	before := clone(o)
	before.Bookings = before.Bookings[1:]
	d.host.Clock.Advance(-6*time.Hour - 35*time.Minute) // half past seven
	for _, p := range d.host.Prompts(before, o, order.Actor{}) {
		if p.Kind == compose.BookingConfirmation {
			assert.True(t, p.Shown)
			assert.Equal(t, []string{"b-1"}, p.Bookings)
		}
	}
	d.settings.ReadyMessage, o.ReadyForInvoicing = "{nextBooking}", true
	free, err := d.host.For(d.settings).Draft(t.Context(), o, compose.Request{Kind: compose.FreeMessage, Key: "k", Now: d.host.Clock.Now()})
	require.NoError(t, err)
	assert.Equal(t, "Börje, måndag 02 oktober, heldag", free.Text)
	byHand, err := d.host.For(d.settings).Draft(t.Context(), o, compose.Request{Kind: compose.BookingConfirmation, Key: "k", Now: d.host.Clock.Now()})
	require.NoError(t, err)
	assert.Contains(t, byHand.Text, "måndag 02 oktober (heldag)")
	for _, w := range byHand.Warnings() {
		assert.NotEqual(t, codes.WarnUnderWay, w.Code)
	}
}

// A change of a quantity is written as the user's language writes numbers.
func TestR703AChangedQuantityInWords(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, unprinted(compose.OrderConfirmation))
	d.step()
	o = o.Clone()
	o.Content.Lines[0].Quantity = 1500
	changes := d.history(o).Lines[0].Changes
	require.Len(t, changes, 1)
	assert.Contains(t, changes[0].Message(locale.Swedish), "2,5 tim → 1,5 tim")
}

// Two logins of one address, written in capitals or not, get a comment once.
func TestR610OneCommentForOneAddress(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	o.Users = []order.User{{ID: "1", Name: "Anna", Email: "anna@example.se", Customer: true}, {ID: "2", Name: "Anna Ek", Email: "ANNA@example.se", Customer: true}}
	d.send(o, notifytest.Request(compose.Comment))
	var got []string
	for _, m := range d.host.Recorder.Emails() {
		got = append(got, m.To.Address.String())
	}
	assert.Equal(t, []string{"anna@example.se"}, got)
}
