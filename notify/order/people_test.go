package order_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
)

// crowd is an order that knows somebody from every source.
func crowd() order.Order {
	return order.Order{
		Customer: order.Party{Name: "Kund", Language: "nb", InvoiceEmail: "faktura@kund.se", Contacts: []order.Contact{
			{Name: "Carl", Email: "carl@kund.se", Facility: "Norra", Language: "de"}, {Name: "Nobody's"}, {},
		}},
		Facility:      order.Party{Name: "Stationen", Language: "fi", Contacts: []order.Contact{{Name: "Fia", Email: "fia@x.se, fredrik@x.se;ingen", Phone: "+46705123456"}}},
		InvoicedTo:    order.Party{Name: "Annan", InvoiceEmail: "faktura@annan.se", Contacts: []order.Contact{{Name: "Ida", Email: " Ida <ida@annan.se> "}}},
		Supplier:      order.Party{Name: "Leverantören", OrderEmail: "order@lev.se", Contacts: []order.Contact{{Name: "Lars", Phone: "+46705123457"}}},
		ContactPerson: order.Contact{Name: "Fia", Phone: "+46705123456"},
		Users: []order.User{
			{ID: "k", Name: "Kundens", Email: "carl@kund.se, carl@hem.se", Customer: true, Link: "https://x.se/k"},
			{ID: "e", Name: "Eva", Email: "eva@bolag.se", Phone: "+46705123458", Language: "sv"},
		},
		Link: "https://x.se/o", ResponsibleUserID: "r", ResponsibleUserEmail: "Rolf@bolag.se",
	}
}

func TestR110SuggestedContacts(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []recipients.Candidate{
		{Name: "Fia", Phone: "+46705123456", Source: recipients.OrderContact, Facility: "Stationen", Language: "fi"}, // she is the facility's
		{Name: "Carl", Email: "carl@kund.se", Source: recipients.CustomerContact, Facility: "Norra", Language: "de"},
		{Name: "Nobody's", Source: recipients.CustomerContact, Language: "nb"},
		{Name: "Fia", Email: "fia@x.se", Phone: "+46705123456", Source: recipients.FacilityContact, Facility: "Stationen", Language: "fi"},
		{Name: "Fia", Email: "fredrik@x.se", Phone: "+46705123456", Source: recipients.FacilityContact, Facility: "Stationen", Language: "fi"},
		{Name: "Fia", Email: "ingen", Phone: "+46705123456", Source: recipients.FacilityContact, Facility: "Stationen", Language: "fi"},
		{Name: "Ida", Email: "ida@annan.se", Source: recipients.InvoicedToContact},
		{Name: "Leverantören", Email: "order@lev.se", Source: recipients.SupplierContact},
		{Name: "Lars", Phone: "+46705123457", Source: recipients.SupplierContact},
		{Email: "faktura@annan.se", Source: recipients.InvoiceAddress},
	}, crowd().SuggestedContacts())

	o := crowd()
	o.InvoicedTo, o.Supplier.OrderEmail = order.Party{}, ""
	list := o.SuggestedContacts()
	assert.Equal(t, "faktura@kund.se", list[len(list)-1].Email, "the customer pays")
	assert.Equal(t, "nb", list[len(list)-1].Language)
	o.InvoicedTo.InvoiceEmail, o.Supplier.OrderEmail = " \u00a0", " "
	list = o.SuggestedContacts()
	assert.Equal(t, "faktura@kund.se", list[len(list)-1].Email, "a blank is no invoice address")
	for _, c := range list {
		assert.NotEqual(t, "Leverantören", c.Name, "a name without an address is nobody to write to")
	}
}

// A field with an attack in it, or with nothing good, is one line that is refused whole.
func TestR102AFieldWithoutAGoodAddressIsNotTakenApart(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string][]string{
		"a@x.se\r\nBcc: b@x.se": {"a@x.se\r\nBcc: b@x.se"}, " anna ": {"anna"}, "anna, bo": {"anna, bo"}, "anna, bo@x.se": {"bo@x.se", "anna"}, "Anna <a@x.se>": {"a@x.se"},
	} {
		var got []string
		for _, c := range (order.Order{ContactPerson: order.Contact{Name: "Anna", Email: typed}}).SuggestedContacts() {
			got = append(got, c.Email)
		}
		assert.Equal(t, want, got, "%q", typed)
	}
}

// Whose the contact person is decides on the language: the facility's only who
// stands there and not with the customer.
func TestR408WhoseTheContactPersonIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*order.Order)
		want   string
	}{
		"by number": {func(*order.Order) {}, "fi"},
		"by address": {func(o *order.Order) {
			o.ContactPerson = order.Contact{Email: "FIA@x.se "}
			o.Facility.Contacts[0].Email = " fia@X.se"
		}, "fi"},
		"by one of several addresses": {func(o *order.Order) {
			o.ContactPerson = order.Contact{Email: "Fredrik <FREDRIK@x.se>, annan@x.se"}
		}, "fi"},
		"with the customer too":  {func(o *order.Order) { o.Customer.Contacts[1].Phone = o.ContactPerson.Phone }, "nb"},
		"nowhere":                {func(o *order.Order) { o.ContactPerson.Phone = "+46705123400" }, "nb"},
		"without a thing":        {func(o *order.Order) { o.ContactPerson.Phone = ""; o.Facility.Contacts[0] = order.Contact{Name: "Fia"} }, "nb"},
		"with a language itself": {func(o *order.Order) { o.ContactPerson.Language = "en" }, "en"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := crowd()
			c.change(&o)
			assert.Equal(t, c.want, o.SuggestedContacts()[0].Language)
		})
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	p := crowd().People()
	for who, want := range map[string]order.Addressee{
		"CARL@kund.se":   {Name: "Carl", Language: "de", Link: "https://x.se/k"},
		"carl@hem.se":    {Name: "Kundens", Link: "https://x.se/k"},
		"eva@bolag.se":   {Name: "Eva", Language: "sv", Link: "https://x.se/o", Staff: true},
		"+46705123458":   {Name: "Eva", Language: "sv", Link: "https://x.se/o", Staff: true},
		"+46705123456":   {Name: "Fia", Language: "fi"},
		"rolf@bolag.se":  {Link: "https://x.se/o", Staff: true},
		"nobody@here.se": {},
	} {
		assert.Equal(t, want, p.Find(who), who)
		assert.Equal(t, want != order.Addressee{}, p.Has(who), who)
	}
	p.Note("Carl@Kund.se", order.Addressee{Name: "Another", Language: "sv", Link: "https://x.se/a", Staff: true})
	assert.Equal(t, order.Addressee{Name: "Carl", Language: "de", Link: "https://x.se/k", Staff: true}, p.Find("carl@kund.se"), "what was known stays")
}

func TestInside(t *testing.T) {
	t.Parallel()
	o := crowd()
	for address, want := range map[string]bool{"eva@bolag.se": true, "EVA@bolag.se": true, "rolf@bolag.se": true, "carl@kund.se": false, "carl@hem.se": false, "x@bolag.se": false} {
		assert.Equal(t, want, o.Inside(recipients.MustParseAddress(address)), address)
	}
	users := o.Logins()
	require.Len(t, users, 3)
	assert.Equal(t, order.User{ID: "r", Email: "Rolf@bolag.se"}, users[2])
	assert.Len(t, o.Users, 2, "the order's own list is as it was")
	o.ResponsibleUserEmail = ""
	assert.Len(t, o.Logins(), 2)
}

func TestSamePhone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"+46705123456", "+46 70-512 34 56", true},
		{"+46705123456", "+46705123457", false},
		{"växel 12", "växel 12", true},
		{"växel 12", "växel 13", false},
		{"växel 12", "+46705123456", false},
		{"+46705123456", "växel 12", false},
		{"", "", false},
		{"+46705123456", "", false},
		{"", "+46705123456", false},
	} {
		assert.Equal(t, c.same, order.SamePhone(c.a, c.b), "%q %q", c.a, c.b)
	}
}

// What is only blanks is nobody to write to.
func TestABlankContactIsNobody(t *testing.T) {
	t.Parallel()
	assert.True(t, order.Contact{Name: " ", Email: "\u00a0", Phone: "\t"}.IsZero())
	assert.False(t, order.Contact{Phone: " 1"}.IsZero())
}

// The order's contact person has the facility's name in the list when the facility has them
// among its contacts, by any of their addresses or by their number.
func TestR110TheContactPersonOfAFacility(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		contact  order.Contact
		facility string
	}{
		"by number":            {order.Contact{Name: "Fia", Email: "ny@x.se", Phone: "+46 70 512 34 56"}, "Stationen"},
		"in capitals":          {order.Contact{Name: "Fia", Email: "FREDRIK@X.SE"}, "Stationen"},
		"of another facility":  {order.Contact{Name: "Fia", Email: "fia@x.se", Facility: "Hamnen"}, "Hamnen"},
		"the customer's alone": {order.Contact{Name: "Carl", Email: "carl@kund.se"}, ""},
		"of the same name":     {order.Contact{Name: "Fia", Email: "fia@kund.se"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := crowd()
			o.ContactPerson = c.contact
			assert.Equal(t, c.facility, o.SuggestedContacts()[0].Facility)
		})
	}
}
