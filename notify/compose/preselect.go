package compose

import (
	"cmp"
	"slices"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
)

// preselect chooses the channel and the recipients that the popup opens with
// (R111). A contact whose address cannot be used is left to be typed; the draft
// warns of it. SMS is offered and never switched on unasked (R608), except for a
// comment to users who have chosen it (R610), and where the popup is opened by hand
// and a mail would go to nobody: who has a number alone is reached by it.
func (d *Draft) preselect() {
	d.Email = d.rules.Can(delivery.Email)
	d.chosen = d.firstChoice()
	for _, c := range d.chosen {
		for _, m := range c.Addresses() {
			if !slices.ContainsFunc(d.To, func(had recipients.Mailbox) bool { return had.Address == m.Address }) {
				d.To = append(d.To, recipients.Mailbox{Name: cmp.Or(c.Name, m.Name), Address: m.Address})
			}
		}
		phone, err := recipients.ParsePhone(c.Phone)
		if err == nil && d.rules.Can(delivery.SMS) && !slices.Contains(d.Phones, phone) {
			d.Phones = append(d.Phones, phone)
		}
	}
	chosen := d.request.Kind == Comment
	byNumberAlone := len(d.request.Contacts) == 0 && len(d.To) == 0 && d.settings.SendsSMS()
	if len(d.Phones) > 0 && (chosen || byNumberAlone) {
		d.SMS, d.Email = true, len(d.To) > 0
	}
	d.original.to, d.original.phones = slices.Clone(d.To), slices.Clone(d.Phones)
	d.original.email, d.original.sms = d.Email, d.SMS
}

// firstChoice is whom the popup opens with: the other side of a comment, the
// contacts of the request, the supplier for purchase orders, the order's contact
// person.
func (d *Draft) firstChoice() []order.Contact {
	switch o := d.order; {
	case d.request.Kind == Comment:
		return d.otherSide()
	case len(d.request.Contacts) > 0:
		return slices.Clone(d.request.Contacts)
	case o.Kind == order.PurchaseOrder:
		return d.supplier()
	case !o.ContactPerson.IsZero():
		return []order.Contact{o.ContactPerson}
	}
	return nil
}
