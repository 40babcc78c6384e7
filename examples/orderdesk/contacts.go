package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/budkavle/budkavle/notify/order"
)

// A contactRow is a contact of an order with what they want to be sent when it is done.
type contactRow struct {
	Place, Name, From          string // Place is where in the order it stands
	WorkOrder, ServiceProtocol string
}

// contactsOf are an order's own contacts, the customer's and the facility's, by place.
func contactsOf(o *order.Order) (places []string, contacts []*order.Contact) {
	if o.ContactPerson.Name != "" {
		places, contacts = []string{"order-0"}, []*order.Contact{&o.ContactPerson}
	}
	for place, party := range map[string]*order.Party{"customer-": &o.Customer, "facility-": &o.Facility} {
		for i := range party.Contacts {
			places, contacts = append(places, place+strconv.Itoa(i)), append(contacts, &party.Contacts[i])
		}
	}
	return places, contacts
}

func contactRows(o *order.Order, v *visit) (rows []contactRow) {
	from := map[string]string{
		"order":    v.words("orderns kontaktperson", "the order's contact person"),
		"customer": o.Customer.Name, "facility": o.Facility.Name,
	}
	places, contacts := contactsOf(o)
	for i, c := range contacts {
		kind, _, _ := strings.Cut(places[i], "-")
		rows = append(rows, contactRow{places[i], c.Name, from[kind], string(c.SendWorkOrder), string(c.SendServiceProtocol)})
	}
	slices.SortFunc(rows, func(a, b contactRow) int { return strings.Compare(b.Place, a.Place) })
	return rows
}

// modes are what a contact can want.
func (v *visit) modes() []choiceOf {
	return []choiceOf{
		{string(order.SendNever), v.words("Nej", "No")},
		{string(order.SendAsk), v.words("Ja", "Yes")},
		{string(order.SendAtOnce), v.words("Ja, utan att fråga", "Yes, without a question")},
	}
}

// saveContact sets what a contact wants to be sent.
func (v *visit) saveContact() error {
	c, d, err := v.caseFile()
	if err != nil {
		return err
	}
	before := c.Order.Clone()
	form := v.r.PostForm
	places, contacts := contactsOf(&c.Order)
	i := slices.Index(places, form.Get("contact"))
	if i < 0 {
		return errNotThere
	}
	contacts[i].SendWorkOrder = order.SendMode(form.Get("workOrder"))
	contacts[i].SendServiceProtocol = order.SendMode(form.Get("serviceProtocol"))
	return v.saved(d, before, c)
}
