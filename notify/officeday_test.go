package notify_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

func (d *desk) draft(o order.Order, r compose.Request) *compose.Draft {
	d.Helper()
	draft, err := d.host.For(d.settings).Draft(d.Context(), o, r)
	require.NoError(d, err)
	return draft
}

func (d *desk) plan(o order.Order, r compose.Request, edit ...func(*compose.Draft)) plan.Plan {
	d.Helper()
	draft := d.draft(o, r)
	for _, e := range edit {
		e(draft)
	}
	p, err := draft.Plan()
	require.NoError(d, err)
	return p
}

// A wrong password is tried once, not once a recipient: mail providers lock the account.
func TestR613AWrongPasswordIsTriedOnce(t *testing.T) {
	t.Parallel()
	var logins atomic.Int32
	server := &sendertest.SMTPServer{User: "u", Pass: "p", Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		if at == sendertest.StepAuth {
			logins.Add(1)
		}
		return sendertest.StepFault{}
	}}
	require.NoError(t, server.Start())
	defer server.Close()
	sender, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: server.Port(), Security: smtp.None, Username: "u", Password: "fel"})
	require.NoError(t, err)
	defer func() { _ = sender.Close() }()
	host := notifytest.NewBench(func(c *notify.Config) {
		c.Senders = func(context.Context, string) (notify.Senders, error) { return notify.Senders{Email: sender}, nil }
	})
	draft, err := host.Draft(t.Context(), one(), notifytest.Request(compose.FreeMessage))
	require.NoError(t, err)
	draft.To, draft.Text = nil, "Hej"
	for i := range 50 {
		draft.To = append(draft.To, recipients.MustParseList(fmt.Sprintf("r%d@example.se", i))...)
	}
	p, err := draft.Plan()
	require.NoError(t, err)
	result, err := host.Send(t.Context(), p)
	require.NoError(t, err)
	assert.Zero(t, result.Sent())
	assert.LessOrEqual(t, logins.Load(), int32(4), "the pool's connections, at most")
	for _, o := range result.Outcomes {
		assert.Equal(t, delivery.Configuration, o.Failure.Class)
	}
	before := logins.Load()
	_, err = host.Resume(t.Context(), p)
	require.NoError(t, err)
	assert.LessOrEqual(t, logins.Load()-before, int32(4))
}

// The labels of the popup: the facility stands behind its own people alone, one person is
// one line, and of two addresses for invoices it is the payer's.
func TestR110WhoStandsInTheList(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	o.Facility = order.Party{Name: "Centralstationen", Contacts: []order.Contact{{Name: "Fia", Email: "fia@example.se"}}}
	o.Customer.Contacts = []order.Contact{{Name: "Anna Ek", Email: "anna@example.se"}, {Name: "Östen", Email: "osten@example.se"}}
	o.Customer.InvoiceEmail, o.InvoicedTo = "f1@example.se", order.Party{Name: "Annan", InvoiceEmail: "f2@example.se"}
	labels := func(o order.Order) (list []string) {
		for _, l := range d.draft(o, notifytest.Request(compose.FreeMessage)).Suggestions().Lines {
			list = append(list, l.Label)
		}
		return list
	}
	assert.Equal(t, []string{"Anna Ek anna@example.se", "Fia (Centralstationen) fia@example.se", "Östen osten@example.se", "f2@example.se"}, labels(o))
	o.Customer.Contacts, o.Facility.Contacts = nil, []order.Contact{o.ContactPerson}
	assert.Equal(t, []string{"Anna Ek (Centralstationen) anna@example.se", "f2@example.se"}, labels(o), "she is the facility's")

	o.Customer.Contacts, o.Facility.Contacts = []order.Contact{{Name: "Anna Ek", Email: "anna@example.se"}, {Name: "Östen", Email: "osten@example.se"}}, nil
	phones := d.draft(o, notifytest.Request(compose.FreeMessage)).PhoneSuggestions()
	require.Len(t, phones.Lines, 1)
	require.Len(t, phones.LeftOut, 1, "who is listed by one record is not told to lack a number by another")
	assert.Equal(t, "Östen", phones.LeftOut[0].Candidate.Name)
}

// A host on the developer's own machine has links that a browser there can open.
func TestR605ALinkToTheDevelopersMachine(t *testing.T) {
	t.Parallel()
	for link, ok := range map[string]bool{
		"https://x.example.se/o": true, "http://localhost:8080/o/1": true, "http://LOCALHOST/o": true, "http://127.0.0.1/o": true, "http://[::1]:80/o": true,
		"http://x.example.se/": false, "http://localhost.example.se/": false, "http://10.0.0.1/": false, "javascript:alert(1)": false,
	} {
		d, o := newDesk(t), one()
		o.Link, o.Users = link, []order.User{{Name: "Anna", Email: "anna@example.se", Customer: true}}
		draft, err := d.host.Draft(t.Context(), o, unprinted(compose.OrderConfirmation))
		if err == nil {
			_, err = draft.Plan()
		}
		assert.Equal(t, ok, err == nil, "%s: %v", link, err)
		if ok {
			d.send(o, unprinted(compose.OrderConfirmation))
			assert.Contains(t, d.host.Recorder.Emails()[0].Text, link)
		}
	}
}

// A paper that is sent again twenty days later is the same paper, where the order has a
// date: to the byte.
func TestR504APaperSentAgain(t *testing.T) {
	t.Parallel()
	for _, o := range []order.Order{notifytest.Quote(), one()} {
		kind := compose.OrderConfirmation
		if o.Kind == order.Quote {
			kind = compose.Quote
		}
		o.Date, o.Bookings = time.Date(2023, time.September, 1, 0, 0, 0, 0, time.UTC), nil
		d := newDesk(t)
		paper := func() []byte {
			r := notifytest.Request(kind)
			r.Now = d.host.Clock.Now()
			return d.plan(o, r, to("anna@example.se")).Documents[0].Data
		}
		first := paper()
		d.host.Clock.Advance(20 * 24 * time.Hour)
		assert.Equal(t, first, paper(), kind)
	}
}

// Where no visit is coming and the host allows it, nothing is said of one.
func TestR406NothingIsSaidOfNoVisit(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	o.Bookings = nil
	r := notifytest.Request(compose.BookingConfirmation)
	_, err := d.draft(o, r).Plan()
	require.Error(t, err, "it confirms nothing")
	r.AllowWithoutBooking = true
	for _, m := range d.plan(o, r, bothChannels).Messages {
		assert.NotContains(t, m.Body(), "kommer", "%s", m.Channel)
		assert.NotContains(t, m.Body(), " ,")
		if m.Email != nil {
			assert.Nil(t, m.Email.Calendar)
			assert.Contains(t, m.Email.Text, "Hej kund!\n\nOrdernummer: AO462\n\nVänliga hälsningar\nMitt bolag\n")
		}
	}
}

// Hosts number bookings within an order: those of two orders, or of two kinds of order
// with the same number, are two entries in the calendar; moved and cancelled, one stays
// the same.
func TestR409TwoOrdersNumberTheirVisitsAlike(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	uid := func(o order.Order) string {
		d.send(o, about("b-1"))
		mails := d.host.Recorder.Emails()
		_, rest, _ := strings.Cut(string(mails[len(mails)-1].Calendar.Data), "UID:")
		return rest[:32]
	}
	o, other, service := one(), one(), one()
	other.ID, other.Number, service.Kind = "463", "AO463", order.ServiceOrder
	first := uid(o)
	assert.NotEqual(t, first, uid(other))
	assert.NotEqual(t, first, uid(service))
	d.step()
	o = move(o, 0)
	assert.Equal(t, first, uid(o))
	d.step()
	o.Bookings = nil
	assert.Equal(t, first, uid(o))
}

// What a company's template loses on its way is told in the popup too, and not only where
// it is saved.
func TestR305WhatATemplateLosesIsToldInThePopup(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.settings.Templates = []templating.EmailTemplate{{ID: "x", Version: 1, Subject: "s", HTML: true, Body: `<p>Hej</p><img src="https://x.example.se/a.png"><form>…</form>`}}
	r := notifytest.Request(compose.TemplateEmail)
	r.Template = "x"
	losses := func(edit ...func(*compose.Draft)) (list []string) {
		for _, w := range d.plan(one(), r, edit...).Warnings {
			if w.Code == codes.WarnTemplate {
				list = append(list, w.Text)
			}
		}
		return list
	}
	require.Len(t, losses(), 2)
	assert.Contains(t, losses()[0], "https://x.example.se/a.png")
	assert.Contains(t, losses()[1], "form")
	d.settings.RemoteImages = true
	assert.Len(t, losses(), 1, "pictures are let through")
	assert.Empty(t, losses(func(x *compose.Draft) { x.Text = "<p>Hej</p>" }), "it is the user's text now")
	d.settings.Templates[0].HTML = false
	assert.Empty(t, losses(), "plain text loses nothing")
}

// A company with one template for new visits tells a moved and a cancelled one in words
// that say so, and each ends the red.
func TestR407ATemplateForNewVisitsAlone(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.settings.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "b", Version: 1, Subject: "Min bokning", Body: "Vi kommer {nextBooking}"}}}
	for i, want := range []string{"Min bokning", "Ändrad bokning, order AO462", "Avbokat besök, order AO462"} {
		if i == 1 {
			o = move(o, 0)
			require.True(t, d.history(o).Red())
		} else if i == 2 {
			o = clone(o)
			o.Bookings[0].Cancelled = true
			require.True(t, d.history(o).Red())
		}
		d.send(o, about("b-1"))
		assert.Equal(t, want, d.host.Recorder.Emails()[i].Subject)
		d.step()
		assert.False(t, d.history(o).Red())
	}
}

// Every kind of mail from every kind of order has the company's details once in each part.
func TestR307TheFooterOfEveryKind(t *testing.T) {
	t.Parallel()
	d, seen := newDesk(t), 0
	for _, o := range notifytest.Orders() {
		o.Users = []order.User{{Name: "Karin", Email: "karin@example.se", Customer: true}}
		for _, kind := range compose.KindsFor(o.Kind) {
			for _, m := range d.plan(o, unprinted(kind), func(x *compose.Draft) {
				if kind == compose.FreeMessage {
					x.Text = "Hej"
				}
				if kind != compose.Comment {
					to("anna@example.se")(x)
				}
			}).Messages {
				seen++
				assert.Equal(t, []int{1, 1}, []int{strings.Count(m.Email.Text, "556000-0000"), strings.Count(m.Email.HTML, "556000-0000")}, "%s of %s", kind, o.Kind)
			}
		}
	}
	assert.Greater(t, seen, 25)
}

// "On the way" and "delayed" tell of the visit: when it moves they are red, and a
// confirmation mends it.
func TestR703OnTheWayTellsOfTheVisit(t *testing.T) {
	t.Parallel()
	for _, kind := range []plan.Kind{compose.OnTheWay, compose.Delayed} {
		d, o := newDesk(t), one()
		r := about("b-1")
		r.Kind, r.ExpectedTime = kind, o.Bookings[0].Start.Add(20*time.Minute)
		d.send(o, r, bySMS)
		assert.Contains(t, d.host.Recorder.SentSMS()[0].Text, "07:20")
		d.step()
		assert.False(t, d.history(o).Red())
		o = move(o, 0)
		h := d.history(o)
		assert.True(t, h.Booking.Red)
		assert.True(t, h.Advice().SendAgain)
		d.send(o, notifytest.Request(compose.BookingConfirmation))
		d.step()
		assert.False(t, d.history(o).Red())
	}
}

// Who was erased believes nothing any more; told again, they do.
func TestR707WhoWasErasedIsNotRed(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, about("b-1"), bothChannels)
	d.step()
	found, err := d.host.Erase(t.Context(), notify.Whom{Contacts: []order.Contact{o.ContactPerson}, UserIDs: []string{"eva"}}, order.Actor{ID: "a", Roles: []string{rights.Admin}})
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"anna@example.se": 1, "+46705123456": 1, "eva": 2}, found.Found, "address, number and user in one call")
	h := d.history(move(o, 0))
	assert.False(t, h.Red())
	assert.NotContains(t, h.Banner(locale.Swedish), "anna")
	d.send(o, about("b-1"))
	d.step()
	assert.True(t, d.history(move(o, 0)).Red())
}
