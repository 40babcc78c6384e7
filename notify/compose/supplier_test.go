package compose_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// The popup says where the address comes from.
func ExampleAddressSource() {
	s, o := notifytest.Settings(), notifytest.PurchaseOrder()
	o.ContactPerson = order.Contact{}
	o.Supplier = order.Party{Name: "Portgrossisten", Contacts: []order.Contact{{Name: "Ulla", Email: "ulla@example.net"}}}
	draft, _ := compose.NewDraft(s, o, notifytest.Request(compose.PurchaseOrder))
	fmt.Println(draft.To, "-", draft.AddressSource().Message(locale.English))
	// Output: ulla@example.net - The supplier’s contact person
}

// A purchase order is offered to the supplier, and to nobody of the end customer's; other
// messages about it are offered to all.
func TestR404APurchaseOrderSuggestsNobodyOfTheCustomers(t *testing.T) {
	t.Parallel()
	o := notifytest.PurchaseOrder()
	o.ContactPerson = order.Contact{Name: "Per", Email: "per@example.net"}
	o.Supplier = order.Party{Name: "Portgrossisten", OrderEmail: "order@example.net", Contacts: []order.Contact{{Name: "Ulla", Email: "ulla@example.net", Phone: "+46705123456"}}}
	o.Customer = order.Party{Name: "Kund", InvoiceEmail: "faktura@example.com", Contacts: []order.Contact{{Name: "Anna", Email: "anna@example.com", Phone: "+46707654321"}}}
	o.Facility = order.Party{Name: "Anläggning", Contacts: []order.Contact{{Name: "Bo", Email: "bo@example.com"}}}
	o.InvoicedTo = order.Party{Name: "Annan", InvoiceEmail: "annan@example.com", Contacts: []order.Contact{{Name: "Cia", Email: "cia@example.com"}, {Name: "Dan"}}}
	addresses := func(kind plan.Kind) (list []string) {
		d := draft(t, notifytest.Settings(), o, notifytest.Request(kind))
		for _, line := range d.Suggestions().Lines {
			list = append(list, line.Address.String())
		}
		for _, line := range d.PhoneSuggestions().Lines {
			list = append(list, line.Phone.String())
		}
		return list
	}
	assert.Equal(t, []string{"per@example.net", "order@example.net", "ulla@example.net", "+46705123456"}, addresses(compose.PurchaseOrder))
	assert.Subset(t, addresses(compose.FreeMessage), []string{"anna@example.com", "bo@example.com", "cia@example.com", "+46707654321"})
	assert.Empty(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.PurchaseOrder)).Suggestions().LeftOut)
}

func TestR801WhereAPurchaseOrderGoes(t *testing.T) {
	t.Parallel()
	contact := func(email string) order.Contact { return order.Contact{Name: "Ulla", Email: email} }
	for _, row := range []struct {
		name, orders string
		person       order.Contact
		contacts     []order.Contact
		standard     string
		want         string
		from         compose.AddressSource
	}{
		{"the order address first", "order@example.net", contact("a@example.net"), []order.Contact{contact("b@example.net")}, "c@example.net", "order@example.net", compose.AddressOfOrders},
		{"the contact person", " ", contact("a@example.net"), []order.Contact{contact("b@example.net")}, "c@example.net", "a@example.net", compose.AddressOfContactPerson},
		{"the supplier's contact", "", order.Contact{}, []order.Contact{contact(""), contact("bad"), contact("b@example.net")}, "c@example.net", "b@example.net", compose.AddressOfSupplierContact},
		{"a contact person without an address", "", contact(""), []order.Contact{contact("b@example.net")}, "c@example.net", "b@example.net", compose.AddressOfSupplierContact},
		{"the default", "", contact(""), []order.Contact{contact("")}, "c@example.net", "c@example.net", compose.AddressOfSettings},
		{"to be typed", "", contact(""), nil, "", "", compose.AddressOfContactPerson},
		{"nobody", "", order.Contact{}, nil, "", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s, o := notifytest.Settings(), notifytest.PurchaseOrder()
			o.Supplier.OrderEmail, o.Supplier.Contacts, o.ContactPerson = row.orders, row.contacts, row.person
			s.PurchaseOrderTo = nil
			if row.standard != "" {
				s.PurchaseOrderTo = recipients.MustParseList(row.standard)
			}
			d := draft(t, s, o, notifytest.Request(compose.PurchaseOrder))
			var got string
			for _, m := range d.To {
				got += m.Address.String()
			}
			assert.Equal(t, row.want, got)
			assert.Equal(t, row.from, d.AddressSource())
			assert.Equal(t, row.from != "", d.AddressSource().Message(locale.Swedish) != "")
		})
	}
}
