package compose

import (
	"cmp"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
)

// preselect chooses the channel and the recipients that the popup opens with
// (R111). A contact whose address cannot be used is left to be typed; the draft
// warns of it. SMS is offered and never switched on unasked (R608).
func (d *Draft) preselect() {
	d.Email = d.rules.Can(delivery.Email)
	d.chosen = d.firstChoice()
	for _, c := range d.chosen {
		for _, m := range c.Addresses() {
			if !slices.ContainsFunc(d.To, func(had recipients.Mailbox) bool { return had.Address == m.Address }) {
				d.To = append(d.To, recipients.Mailbox{Name: cmp.Or(c.Name, m.Name), Address: m.Address})
			}
		}
		if phone, err := recipients.ParsePhone(c.Phone); err == nil && d.rules.Can(delivery.SMS) && !slices.Contains(d.Phones, phone) {
			d.Phones = append(d.Phones, phone)
		}
	}
	d.original.to, d.original.phones = slices.Clone(d.To), slices.Clone(d.Phones)
}

// firstChoice is whom the popup opens with: the other side of a comment, the
// contacts of the request, the supplier's address for purchase orders, the
// order's contact person, the company's address for purchase orders (R801).
func (d *Draft) firstChoice() []order.Contact {
	o, purchase := d.order, d.order.Kind == order.PurchaseOrder
	switch {
	case d.request.Kind == Comment:
		return otherSide(o, d.request.Comment)
	case len(d.request.Contacts) > 0:
		return slices.Clone(d.request.Contacts)
	case purchase && strings.TrimSpace(o.Supplier.OrderEmail) != "":
		return []order.Contact{{Name: o.Supplier.Name, Email: o.Supplier.OrderEmail}}
	case !o.ContactPerson.IsZero():
		return []order.Contact{o.ContactPerson}
	case purchase && len(d.settings.PurchaseOrderTo) > 0:
		return []order.Contact{{Email: d.settings.PurchaseOrderTo.String()}}
	}
	return nil
}

// otherSide is who gets a comment (R610): the order's customer users, or for one
// that a customer wrote the responsible user, or where there is none the users
// of the system who see the order.
func otherSide(o order.Order, c order.Comment) []order.Contact {
	if c.FromCustomer && o.ResponsibleUserEmail != "" {
		return []order.Contact{{Email: o.ResponsibleUserEmail}}
	}
	var side []order.Contact
	for _, u := range o.Users {
		if u.Customer != c.FromCustomer {
			side = append(side, order.Contact{Name: u.Name, Email: u.Email})
		}
	}
	return side
}
