package compose

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/templating/locale"
)

// AddressSource says where the address of a purchase order comes from. A
// constant's value never changes. The zero value is none of these: the caller's
// own contacts, or nobody.
type AddressSource string

// The sources, the first that has an address is taken.
const (
	AddressOfOrders          AddressSource = "order-address"    // the supplier's address for orders
	AddressOfContactPerson   AddressSource = "contact-person"   // the order's contact person
	AddressOfSupplierContact AddressSource = "supplier-contact" // a contact of the supplier
	AddressOfSettings        AddressSource = "default-address"  // the company's default for purchase orders
)

// Message says it in a user's language; "" for the zero value.
func (a AddressSource) Message(l locale.Language) string {
	if a == "" {
		return ""
	}
	return l.Phrase("compose.to-" + string(a))
}

// AddressSource says where the recipient comes from that the popup of a purchase
// order opens with.
func (d *Draft) AddressSource() AddressSource { return d.addressFrom }

// supplier is whom the popup of a message about a purchase order opens with
// (R801): the supplier's address for orders, the order's contact person, the first
// contact of the supplier that has an address, the company's default. A contact
// person without an address stands back for those who have one.
func (d *Draft) supplier() []order.Contact {
	o := d.order
	reachable := func(c order.Contact) bool { return len(c.Addresses()) > 0 }
	if strings.TrimSpace(o.Supplier.OrderEmail) != "" {
		d.addressFrom = AddressOfOrders
		return []order.Contact{{Name: o.Supplier.Name, Email: o.Supplier.OrderEmail}}
	}
	if reachable(o.ContactPerson) {
		d.addressFrom = AddressOfContactPerson
		return []order.Contact{o.ContactPerson}
	}
	if i := slices.IndexFunc(o.Supplier.Contacts, reachable); i >= 0 {
		d.addressFrom = AddressOfSupplierContact
		return []order.Contact{o.Supplier.Contacts[i]}
	}
	if len(d.settings.PurchaseOrderTo) > 0 {
		d.addressFrom = AddressOfSettings
		return []order.Contact{{Email: d.settings.PurchaseOrderTo.String()}}
	}
	if o.ContactPerson.IsZero() {
		return nil
	}
	d.addressFrom = AddressOfContactPerson
	return []order.Contact{o.ContactPerson}
}
