package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
)

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

// createProtocol makes a service protocol of a service order.
func (v *visit) createProtocol() error {
	c, d, err := v.caseFile()
	if err != nil {
		return err
	}
	if c.Order.Kind != order.ServiceOrder {
		return errNotThere
	}
	before := c.Order
	protocol := c.Order.Clone()
	protocol.Kind, protocol.ID = order.ServiceProtocol, "sp"+c.Order.ID
	protocol.Number = "SP" + strings.TrimPrefix(c.Order.Number, "SO")
	if _, err := v.app.data.order(v.ctx(), v.user.Company, protocol.ID); err == nil {
		return v.to("/orders/"+protocol.ID, v.words("Protokollet finns redan.", "The protocol is there already."))
	}
	protocol.Created = v.app.now()
	return v.saved(d, before, caseFile{Order: protocol})
}

// saved stores an order and does what follows from it: keeps the questions, sends
// what a contact wants at once, tells the company's own people, and schedules the
// reminders anew.
func (v *visit) saved(d *notify.Desk, before order.Order, c caseFile) error {
	o := c.Order
	if err := o.Validate(); err != nil {
		return v.showOrder(said(err, v.lang()))
	}
	o.Changed = v.app.now()
	c.Order = o
	if err := v.app.data.saveOrder(v.ctx(), c); err != nil {
		return err
	}
	if err := v.ask(d, before, o); err != nil {
		return err
	}
	told, err := v.tell(d, before, o)
	if err != nil {
		return err
	}
	if _, _, err := d.Schedule(v.ctx(), o); err != nil {
		return err
	}
	return v.to("/orders/"+o.ID, strings.TrimSpace(v.words("Ordern är sparad.", "The order is saved.")+" "+told))
}

// ask keeps what the save leads to a question about, in the place of older questions.
func (v *visit) ask(d *notify.Desk, before, o order.Order) error {
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
			q := popup{Request: request, Order: o.ID, Question: prompt.Question, Why: prompt.Why}
			if err := v.app.data.savePopup(v.ctx(), o.Company, q); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell sends notices to the company's own people and the mails about articles, and
// says whom the user's colleagues among them were.
func (v *visit) tell(d *notify.Desk, before, o order.Order) (string, error) {
	c, err := v.app.data.company(v.ctx(), o.Company)
	if err != nil {
		return "", err
	}
	people, err := v.app.data.people(v.ctx(), o.Company)
	if err != nil {
		return "", err
	}
	if before.Kind != o.Kind {
		before = order.Order{} // a new one, whatever it was made of
	}
	notices := d.Notices(c.Staff, before, o, people, v.actor())
	mails, err := d.ArticleEmails(v.ctx(), c.Staff, before, o, v.actor())
	if err != nil {
		return "", err
	}
	_, err = d.Tell(v.ctx(), token(), notices, mails)
	if errors.Is(err, notify.ErrSettings) { // the order is saved all the same
		return said(err, v.lang()), nil
	}
	if err != nil {
		return "", err
	}
	v.app.worker.Wake()
	return v.goesTo(notices), nil
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
	if _, err := d.Enqueue(v.ctx(), p, notify.Schedule{}); err != nil {
		return err
	}
	return v.app.await(v.ctx(), d, p, notify.Schedule{}, v.actor())
}
