package compose_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
)

func TestR602OneMessagePerRecipient(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		d := draft(t, notifytest.Settings(), o, notifytest.Request(rules.Kind))
		d.To = recipients.MustParseList("Lisa <lisa@example.se>,bo@example.se")
		p := planned(t, d)
		require.Len(t, p.Messages, 2)
		assert.NotEqual(t, p.Messages[0].ID, p.Messages[1].ID)
		for i, other := range []string{"bo@example.se", "lisa@example.se"} {
			whole, err := p.EmailOf(i, nil)
			require.NoError(t, err)
			text, err := json.Marshal([]any{p.Messages[i], whole})
			require.NoError(t, err)
			assert.NotContains(t, string(text), other, "no recipient sees another")
			if whole.Calendar != nil {
				assert.NotContains(t, string(whole.Calendar.Data), other)
			}
		}
	})
}

// A number and an address are two messages, and a list that names somebody
// twice is told of.
func TestR602DuplicatesAreToldOf(t *testing.T) {
	t.Parallel()
	d := confirmation(t, notifytest.Settings())
	d.SMS = true
	d.To = append(d.To, d.To...)
	d.Phones = append(d.Phones, d.Phones...)
	p := planned(t, d)
	assert.Len(t, p.Messages, 2)
	require.Len(t, p.LeftOut, 2)
	for _, l := range p.LeftOut {
		assert.Equal(t, codes.LeftDuplicate, l.Code)
		assert.Contains(t, l.Text, "står två gånger")
	}
}

func TestR605LinkForThoseWithALogin(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		o.Link = "https://host.example.com/" + o.Number
		o.Users = []order.User{
			{Email: "kund@EXAMPLE.se", Customer: true},                             // a customer user
			{Email: "System@example.se"},                                           // a user of the system
			{Email: "egen@åkern.se", Link: "https://host.example.com/egen?u=egen"}, // with a link of their own
		}
		o.Customer.Contacts = []order.Contact{{Name: "Bo", Email: "bo@example.se"}} // known to the order, and no more
		d := draft(t, notifytest.Settings(), o, notifytest.Request(rules.Kind))
		d.To = recipients.MustParseList("kund@example.SE,system@example.se," + recipients.MustParseAddress("egen@åkern.se").ASCII() + ",bo@example.se,kund@example.org")
		p := planned(t, d)
		require.Len(t, p.Messages, 5)
		for i, want := range []string{o.Link, o.Link, o.Users[2].Link, "", ""} {
			m := p.Messages[i]
			assert.Equal(t, want, m.Link, m.Recipient)
			assert.Equal(t, want != "", strings.Contains(m.Email.HTML, "https://host.example.com/"), m.Recipient)
			assert.Equal(t, want != "", strings.Contains(m.Email.Text, "https://host.example.com/"), m.Recipient)
			assert.Equal(t, rules.AttachPDF, len(m.Attachments) == 1, "everybody gets the PDF")
		}
		if rules.AttachPDF {
			assert.Len(t, p.Documents, 1, "the same one")
		}
	})
}

func TestR605ALinkIsHTTPS(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Users = []order.User{{Email: "anna@example.se"}}
	for _, link := range []string{"http://host.example.com/462", "javascript:alert(1)", "host.example.com"} {
		o.Link = link
		e := refusal(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.OrderConfirmation)))
		assert.Equal(t, codes.RefusedLink, e.Code)
	}
	o.Link = ""
	assert.Empty(t, planned(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.OrderConfirmation))).Messages[0].Link)
}

// preselected is whom the popup opens with, and what its lists mark so.
func preselected(t *testing.T, d *compose.Draft) string {
	t.Helper()
	var marked []string
	for _, s := range d.Suggestions().Lines {
		if s.Preselected {
			marked = append(marked, s.Address.String())
		}
	}
	for _, m := range d.To {
		assert.Contains(t, marked, m.Address.String(), "the list marks whom the field holds")
	}
	assert.Len(t, marked, len(d.To))
	return d.To.String()
}

func TestR111WhomThePopupOpensWith(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	request := notifytest.Request(compose.FreeMessage)
	assert.Equal(t, "anna@example.se", preselected(t, draft(t, s, o, request)))
	request.Contacts = []order.Contact{{Name: "Östen", Email: "osten@example.se"}}
	assert.Equal(t, "osten@example.se", preselected(t, draft(t, s, o, request)))
	request.Contacts, o.ContactPerson = nil, order.Contact{}
	assert.Empty(t, preselected(t, draft(t, s, o, request)))
	o.ContactPerson = order.Contact{Name: "Anna", Email: " anna@example.se, jour@example.se;x@@example.se "}
	d := draft(t, s, o, request)
	assert.Equal(t, "anna@example.se,jour@example.se", preselected(t, d), "several addresses in one field")
	require.Len(t, d.Suggestions().LeftOut, 1)
	assert.Contains(t, d.Suggestions().LeftOut[0].Message(d.Language()), "Anna")
}

// Who is chosen stands so in the list, whichever source's spelling the list has.
func TestR111TheChosenOneInOtherLetters(t *testing.T) {
	t.Parallel()
	o, r := notifytest.Order(), notifytest.Request(compose.OrderConfirmation)
	r.Contacts = []order.Contact{{Name: "Anna", Email: "ANNA@example.se"}}
	chosen := draft(t, notifytest.Settings(), o, r).Suggestions().Preselected()
	require.Len(t, chosen, 1)
	assert.Equal(t, "anna@example.se", chosen[0].Address.String())
}

func TestR801WherePurchaseOrdersGo(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.PurchaseOrder()
	s.PurchaseOrderTo = recipients.MustParseList("inkop@example.se,lager@example.se")
	request := notifytest.Request(compose.PurchaseOrder)
	assert.Equal(t, "order@example.net", preselected(t, draft(t, s, o, request)), "the supplier's own comes first")
	o.Supplier.OrderEmail, o.Supplier.Contacts = "", nil
	assert.Equal(t, "inkop@example.se,lager@example.se", draft(t, s, o, request).To.String())
	o.ContactPerson = order.Contact{Name: "Ulla", Email: "ulla@example.net"}
	assert.Equal(t, "ulla@example.net", preselected(t, draft(t, s, o, request)))
	request.Contacts = []order.Contact{{Email: "annan@example.net"}}
	o.Supplier.OrderEmail = "order@example.net"
	assert.Equal(t, "annan@example.net", draft(t, s, o, request).To.String(), "what the host asks for comes first of all")
}

func TestAnAddressThatIsNoneIsNotLost(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.ContactPerson = order.Contact{Name: "Anna Ek", Email: "anna@@example.se", Phone: "+468123456"}
	d := draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
	require.NotEmpty(t, d.Suggestions().LeftOut)
	assert.Equal(t, recipients.ReasonSeveralAt, d.Suggestions().LeftOut[0].Err.Reason)
	assert.Contains(t, codesOf(d.Warnings()), "no-address")
	d.SMS = true
	_, err := d.Plan()
	require.ErrorIs(t, err, plan.ErrNobody)
	assert.Equal(t, 2, strings.Count(err.Error(), "Anna Ek"), "who and why, for the mail and for the SMS: %v", err)

	d.To = recipients.MustParseList("anna@example.se")
	d.SMS = false
	assert.NotContains(t, codesOf(planned(t, d).Warnings), "no-address", "one was typed")
}

func TestAnEntryThatIsNothing(t *testing.T) {
	t.Parallel()
	d := confirmation(t, notifytest.Settings())
	d.SMS = true
	d.To, d.Phones = append(d.To, recipients.Mailbox{}), append(d.Phones, recipients.Phone{})
	_, err := d.Plan()
	list := plan.FieldErrors(err)
	require.Len(t, list, 2)
	assert.Equal(t, codes.RefusedRecipient, list[0].Code)
	assert.Equal(t, []string{"to", "phones"}, []string{string(list[0].Field), string(list[1].Field)})
}
