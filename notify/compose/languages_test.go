package compose_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

// A typed address reads the customer's language, a facility's contact the facility's,
// a colleague the company's.
func TestR408WhoseLanguage(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(o *order.Order)
		to     string
		want   string
	}{
		"typed, the customer has one":          {func(o *order.Order) { o.Customer.Language = "fi" }, "ny@example.com", "fi"},
		"typed, the customer before the order": {func(o *order.Order) { o.Customer.Language, o.Language = "fi", "de" }, "ny@example.com", "fi"},
		"typed, the order's":                   {func(o *order.Order) { o.Language = "de" }, "ny@example.com", "de"},
		"typed, the customer's is unknown":     {func(o *order.Order) { o.Customer.Language, o.Language = "xx", "de" }, "ny@example.com", "de"},
		"typed, nynorsk":                       {func(o *order.Order) { o.Customer.Language = "nn-NO" }, "ny@example.com", "nb"},
		"typed, nobody has one":                {func(*order.Order) {}, "ny@example.com", "sv"},
		"the facility's contact": {func(o *order.Order) {
			o.Customer.Language = "fi"
			o.Facility = order.Party{Name: "A", Language: "nb", Contacts: []order.Contact{{Name: "Ola", Email: "ola@example.no"}}}
		}, "ola@example.no", "nb"},
		"the facility's contact is the order's": {func(o *order.Order) {
			o.Customer.Language = "fi"
			o.ContactPerson = order.Contact{Name: "Ola", Email: "ola@example.no"}
			o.Facility = order.Party{Name: "A", Language: "nb", Contacts: []order.Contact{{Name: "Ola", Email: "Ola@example.no"}}}
		}, "ola@example.no", "nb"},
		"the customer's contact": {func(o *order.Order) {
			o.Customer.Language = "fi"
			o.Customer.Contacts = []order.Contact{{Name: "Ola", Email: "ola@example.no"}}
		}, "ola@example.no", "fi"},
		"a contact's own": {func(o *order.Order) {
			o.Customer.Language = "fi"
			o.Customer.Contacts = []order.Contact{{Name: "Ola", Email: "ola@example.no", Language: "en"}}
		}, "ola@example.no", "en"},
		"a colleague": {func(o *order.Order) {
			o.Customer.Language = "fi"
			o.Users = []order.User{{Name: "Kim", Email: "kim@example.com"}}
		}, "kim@example.com", "sv"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := notifytest.Order()
			row.change(&o)
			d := draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
			d.To = recipients.MustParseList(row.to)
			assert.Equal(t, row.want, planned(t, d).Messages[0].Language)
		})
	}
	o := notifytest.PurchaseOrder()
	o.Customer.Language, o.Supplier.Language = "fi", "de"
	d := draft(t, notifytest.Settings(), o, notifytest.Request(compose.PurchaseOrder))
	d.To = recipients.MustParseList("ny@example.com")
	assert.Equal(t, "de", planned(t, d).Messages[0].Language, "the supplier's, not the end customer's")
}

func TestR408AnUnknownLanguageIsReported(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change    func(s *order.Settings, o *order.Order, r *compose.Request)
		whose     string
		recipient string
	}{
		"a contact's":   {func(_ *order.Settings, o *order.Order, _ *compose.Request) { o.ContactPerson.Language = "xx" }, "anna@example.se", "anna@example.se"},
		"the order's":   {func(_ *order.Settings, o *order.Order, _ *compose.Request) { o.Language = "xx" }, "AO462", ""},
		"a party's":     {func(_ *order.Settings, o *order.Order, _ *compose.Request) { o.Customer.Language = "xx" }, "kund", ""},
		"the settings'": {func(s *order.Settings, _ *order.Order, _ *compose.Request) { s.Language = "xx" }, "Mitt bolag", ""},
		"the user's":    {func(_ *order.Settings, _ *order.Order, r *compose.Request) { r.Actor.Language = "xx" }, "Eva", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, o, r := notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
			assert.NotContains(t, codesOf(draft(t, s, o, r).Warnings()), string(codes.WarnUnknownLanguage))
			row.change(&s, &o, &r)
			d := draft(t, s, o, r)
			var found []plan.Warning
			for _, w := range planned(t, d).Warnings {
				if w.Code == codes.WarnUnknownLanguage {
					found = append(found, w)
				}
			}
			require.Len(t, found, 1, "said once")
			assert.Equal(t, row.recipient, found[0].Recipient)
			assert.Contains(t, found[0].Text, "xx")
			assert.Contains(t, found[0].Text, row.whose)
			assert.Contains(t, codesOf(d.Warnings()), string(codes.WarnUnknownLanguage), "the draft says so")
		})
	}
}

func TestR408AnEditedTextWarnsOfOtherLanguages(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Customer.Contacts = []order.Contact{{Name: "John", Email: "john@example.com", Phone: "+46705123457", Language: "en"}, {Name: "Aino", Email: "aino@example.fi", Language: "fi"}}
	d := draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
	d.To = append(d.To, recipients.MustParseList("aino@example.fi, john@example.com")...)
	assert.NotContains(t, codesOf(d.Warnings()), string(codes.WarnOtherLanguage))
	d.Text = "Vi kommer på fredag."
	var texts []string
	for _, w := range planned(t, d).Warnings {
		if w.Code == codes.WarnOtherLanguage {
			texts = append(texts, w.Text)
		}
	}
	require.Len(t, texts, 1)
	assert.Contains(t, texts[0], "Aino, John.")
	d.To = d.To[:1]
	assert.NotContains(t, codesOf(d.Warnings()), string(codes.WarnOtherLanguage), "all read Swedish")
	d.SMS, d.Phones = true, recipients.MustParsePhoneList("+46705123457")
	assert.Contains(t, codesOf(d.Warnings()), string(codes.WarnOtherLanguage))
}

func TestR407AContactsNameGoesToNobodyElseUnseen(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "b", Body: "Hej {contactName}!"}}}
	d := confirmation(t, s)
	assert.NotContains(t, codesOf(d.Warnings()), string(codes.WarnContactName))
	d.To = append(d.To, recipients.MustParseList("bo@example.se")...)
	assert.Contains(t, codesOf(d.Warnings()), string(codes.WarnContactName))
	d.Text = "Hej!"
	assert.NotContains(t, codesOf(d.Warnings()), string(codes.WarnContactName))
}

// Those who read another language than the user's own words are in are named once each, by
// name, however many addresses they have.
func TestR408WhoReadsAnotherLanguageIsNamedOnce(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Customer.Contacts = []order.Contact{
		{Name: "Olga", Email: "olga@example.se,privat@example.se", Phone: "+46705123457", Language: "fi"},
		{Name: "Bo", Email: "bo@example.se", Language: "de"},
	}
	d := draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
	d.To = recipients.MustParseList("anna@example.se,olga@example.se,bo@example.se,privat@example.se")
	d.SMS, d.Phones = true, recipients.MustParsePhoneList("+46705123457")
	assert.Empty(t, about(d.Warnings(), codes.WarnOtherLanguage), "the built-in text is in each one's language")
	d.Text += "\nPS"
	list := about(d.Warnings(), codes.WarnOtherLanguage)
	require.Len(t, list, 1)
	assert.Contains(t, list[0].Text, ": Bo, Olga.")
}
