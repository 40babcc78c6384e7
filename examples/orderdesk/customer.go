package main

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
)

// theirs reports whether a customer's login may see an order.
func (v *visit) theirs(o order.Order) bool {
	return !v.user.Customer ||
		slices.ContainsFunc(o.Users, func(u order.User) bool { return u.Customer && u.ID == v.user.ID })
}

// customerOrders is the list of a customer's login.
func (v *visit) customerOrders(all []caseFile) error {
	var rows []row
	for _, c := range all {
		if v.theirs(c.Order) {
			rows = append(rows, row{Order: c.Order, Kind: v.title(c.Order.Kind.Message(v.lang()))})
		}
	}
	return v.show("orders", rows)
}

// customer is the page that a direct link leads to.
func (v *visit) customer() error {
	c, d, err := v.caseFile()
	if err != nil {
		return err
	}
	if !v.theirs(c.Order) {
		return errNotThere
	}
	p := orderPage{Order: c.Order, Kind: v.title(c.Order.Kind.Message(v.lang()))}
	if p.Bookings, err = v.slots(d, c.Order); err != nil {
		return err
	}
	for _, k := range c.Comments {
		if k.FromCustomer || k.VisibleToCustomer {
			p.Comments = append(p.Comments, k)
		}
	}
	return v.show("customer", p)
}

// comment is written by the company, to the customer's logins.
func (v *visit) comment() error { return v.addComment(false, "/orders/") }

// customerComment is written by the customer, to the company.
func (v *visit) customerComment() error { return v.addComment(true, "/customer/") }

func (v *visit) addComment(fromCustomer bool, back string) error {
	c, d, err := v.caseFile()
	if err != nil {
		return err
	}
	if fromCustomer && !v.user.Customer || !v.theirs(c.Order) {
		return errForbidden
	}
	text := strings.TrimSpace(strings.ReplaceAll(v.r.PostForm.Get("text"), "\r\n", "\n"))
	if text == "" {
		return v.to(back+c.Order.ID, v.words("Kommentaren är tom.", "The comment is empty."))
	}
	k := order.Comment{
		ID: token(), Author: v.user.Name, Text: text, At: v.app.now(), FromCustomer: fromCustomer,
		VisibleToCustomer: fromCustomer || v.r.PostForm.Get("visible") != "",
	}
	c.Comments = append(c.Comments, k)
	if err := v.app.data.saveOrder(v.ctx(), c); err != nil {
		return err
	}
	if k.VisibleToCustomer {
		err := v.atOnce(d, withResponsible(c.Order, v.user.Company), compose.Request{
			Kind: compose.Comment, Actor: v.actor(), Key: k.ID, Comment: k,
		})
		if err != nil {
			v.app.log.Warn("a comment was not sent", "error", said(err, v.lang()))
			return v.to(back+c.Order.ID,
				v.words("Kommentaren är sparad men inte skickad: ", "The comment is saved but not sent: ")+said(err, v.lang()))
		}
	}
	return v.to(back+c.Order.ID, v.words("Kommentaren är sparad.", "The comment is saved."))
}

// withResponsible fills in whom a customer's comment goes to.
func withResponsible(o order.Order, company string) order.Order {
	for _, u := range users {
		if u.Company == company && u.ID == o.ResponsibleUserID {
			o.ResponsibleUserEmail = u.Email
		}
	}
	return o
}
