package main

import (
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A mail of the gallery, as a browser shows it.
type mail struct{ name, subject, html string }

// A case is a mail to be made: a kind of message and what is odd about its order.
type kase struct {
	name  string
	kind  plan.Kind
	order order.Kind
	// change makes the order and the request what the case is about.
	change func(o *order.Order, r *compose.Request, p *plan.Plan) error
}

// cases are every kind of message (R606), a booking in its three states.
var cases = []kase{
	{"booking-new", compose.BookingConfirmation, order.WorkOrder, nil},
	{"booking-changed", compose.BookingConfirmation, order.WorkOrder, moved},
	{"booking-cancelled", compose.BookingConfirmation, order.WorkOrder, cancelled},
	{"order-confirmation", compose.OrderConfirmation, order.WorkOrder, nil},
	{"work-order", compose.WorkOrder, order.WorkOrder, nil},
	{"work-protocol", compose.WorkProtocol, order.WorkOrder, unpriced},
	{"service-protocol", compose.ServiceProtocol, order.ServiceProtocol, unpriced},
	{"quote", compose.Quote, order.Quote, valid},
	{"purchase-order", compose.PurchaseOrder, order.PurchaseOrder, nil},
	{"free-message", compose.FreeMessage, order.WorkOrder, nil},
	{"comment", compose.Comment, order.WorkOrder, nil},
	{"template-text", compose.TemplateEmail, order.WorkOrder, template("tips")},
	{"template-html", compose.TemplateEmail, order.WorkOrder, template("enkät")},
}

// moved is a visit that the customer knows otherwise: two days earlier.
func moved(o *order.Order, r *compose.Request, first *plan.Plan) error {
	r.Log = []audit.Message{{
		ID: "m1", Kind: string(compose.BookingConfirmation), Channel: delivery.Email,
		Recipient: "anna@ica.example", Status: delivery.StatusSent, Snapshot: first.Snapshot,
	}}
	b := &o.Bookings[0]
	b.Start, b.End = b.Start.AddDate(0, 0, 2).Add(time.Hour), b.End.AddDate(0, 0, 2).Add(time.Hour)
	return nil
}

// unpriced is an order whose protocol says what was done, not what it costs.
func unpriced(o *order.Order, _ *compose.Request, _ *plan.Plan) error {
	o.Content.Totals = nil
	return nil
}

// valid is a quote that says until when.
func valid(o *order.Order, _ *compose.Request, _ *plan.Plan) error {
	o.ValidUntil = now.AddDate(0, 1, 0)
	return nil
}

func cancelled(o *order.Order, r *compose.Request, _ *plan.Plan) error {
	o.Bookings[0].Cancelled, r.Bookings = true, []string{o.Bookings[0].ID}
	return nil
}

func template(id string) func(*order.Order, *compose.Request, *plan.Plan) error {
	return func(_ *order.Order, r *compose.Request, _ *plan.Plan) error {
		r.Template = id
		return nil
	}
}

// gallery makes one mail of every case in a language.
func gallery(l locale.Language) ([]mail, error) {
	plans, err := plans(l)
	if err != nil {
		return nil, err
	}
	var mails []mail
	for i, p := range plans {
		html, err := p.PreviewHTML(0)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", cases[i].name, err)
		}
		mails = append(mails, mail{cases[i].name, p.Messages[0].Subject(), html})
	}
	return mails, nil
}

// plans are the messages of every case in a language.
func plans(l locale.Language) ([]plan.Plan, error) {
	first, err := planOf(cases[0], l, nil)
	if err != nil {
		return nil, err
	}
	var list []plan.Plan
	for _, c := range cases {
		p, err := planOf(c, l, &first)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		list = append(list, p)
	}
	return list, nil
}

func planOf(c kase, l locale.Language, first *plan.Plan) (plan.Plan, error) {
	o := sample(c.order, l)
	r := compose.Request{
		Kind: c.kind, Actor: order.Actor{ID: "eva", Name: "Eva", Language: "sv"}, Key: "form-" + c.name, Now: now,
	}
	if c.kind == compose.Comment {
		r.Comment = order.Comment{
			ID: "c1", Author: "Eva Holm", At: now.Add(-time.Hour), VisibleToCustomer: true,
			Text: "Hej Anna!\nReservdelen kommer på torsdag. Ritningen finns här:\n" +
				"https://www.dropbox.com/scl/fi/8f3kq2v9x0w1z7y6u5t4s/" +
				"Ritning_kylrum_rev_B.pdf?rlkey=q8w7e6r5t4y3u2i1o0p9a8s7d6f5g4h3j2k1&dl=0",
		}
	}
	if c.change != nil {
		if err := c.change(&o, &r, first); err != nil {
			return plan.Plan{}, err
		}
	}
	draft, err := compose.NewDraft(settings(l), o, r)
	if err != nil {
		return plan.Plan{}, err
	}
	draft.Email, draft.SMS = true, false
	if c.kind == compose.FreeMessage {
		draft.Text = "Hej Anna!\n\nVi har lagt nyckeln till kylrummet i receptionen.\n\nHälsningar\nNordkyl"
	}
	if len(draft.To) == 0 {
		draft.To = recipients.MustParseList("anna@ica.example")
	}
	return draft.Plan()
}
