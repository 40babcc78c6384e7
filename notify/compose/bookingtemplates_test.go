package compose_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

func ownText(in order.BookingCase, language string) order.BookingTemplate {
	return order.BookingTemplate{Order: order.WorkOrder, Case: in, Language: language, EmailTemplate: templating.EmailTemplate{
		ID: string(in) + "-" + language, Body: "Egen " + string(in) + " " + language + " {orderRef}",
	}}
}

// inCase opens the draft of a case: a visit that is new, was told otherwise, is off,
// or is soon.
func inCase(t *testing.T, s order.Settings, in order.BookingCase, language string) *compose.Draft {
	t.Helper()
	o := notifytest.Order()
	o.ContactPerson.Language = language
	r := notifytest.Request(compose.BookingConfirmation)
	r.Bookings = []string{o.Bookings[0].ID}
	switch in {
	case order.CaseChanged:
		told := planned(t, draft(t, s, o, r))
		r.Log = []audit.Message{{ID: "m", Kind: string(compose.BookingConfirmation), Channel: delivery.Email, Recipient: told.Messages[0].Recipient, Status: delivery.StatusSent, Snapshot: told.Snapshot}}
		o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, 1), o.Bookings[0].End.AddDate(0, 0, 1)
	case order.CaseCancelled:
		o.Bookings[0].Cancelled = true
	case order.CaseReminder:
		r.Kind = compose.Reminder
	}
	return draft(t, s, o, r)
}

// A template is used in its own case and language; every other case and language has
// the built-in text.
func TestR407TemplatesByCaseAndLanguage(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"sv", "fi", "de"} {
		for _, own := range order.BookingCases() {
			s := notifytest.Settings()
			s.BookingTemplates = []order.BookingTemplate{ownText(own, language)}
			require.NoError(t, s.Validate())
			for _, in := range order.BookingCases() {
				for _, spoken := range []string{"sv", "fi", "de"} {
					t.Run(strings.Join([]string{string(own), language, "for", string(in), spoken}, " "), func(t *testing.T) {
						t.Parallel()
						d := inCase(t, s, in, spoken)
						p := planned(t, d)
						mine := own == in && spoken == language
						assert.Equal(t, mine, strings.HasPrefix(d.Text, "Egen "), d.Text)
						assert.Equal(t, mine, p.Template.ID == string(own)+"-"+language)
						if mine {
							assert.Equal(t, plan.SourceTemplate, d.Source())
							return
						}
						assert.Equal(t, plan.SourceBuiltIn, p.Source)
						assert.Equal(t, inCase(t, notifytest.Settings(), in, spoken).Text, d.Text)
					})
				}
			}
		}
	}
}

// Recipients with several languages get each the text of theirs, and the log has the
// template of each.
func TestR407EachRecipientInTheirOwn(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	fi := ownText(order.CaseNew, "fi")
	fi.HTML, fi.Body, fi.SMS = true, "<p>Oma teksti</p>", "Lyhyt"
	s.BookingTemplates = []order.BookingTemplate{ownText(order.CaseNew, ""), fi}
	o := notifytest.Order()
	o.Customer.Contacts = []order.Contact{{Name: "Aino", Email: "aino@example.fi", Phone: "+358401234567", Language: "fi"}, {Name: "Uwe", Email: "uwe@example.de", Phone: "+4915112345678", Language: "de"}}
	d := draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
	d.SMS = true
	d.To = append(d.To, recipients.MustParseList("aino@example.fi, uwe@example.de")...)
	d.Phones = append(d.Phones, recipients.MustParsePhoneList("+358401234567, +4915112345678")...)
	p := planned(t, d)
	require.Len(t, p.Messages, 6)
	want := map[string]struct{ says, not, template string }{
		"sv": {"Egen new", "Oma", "new-"},
		"fi": {"", "Egen", "new-fi"},
		"de": {"AO462", "Egen", ""},
	}
	for _, m := range p.Messages {
		w := want[m.Language]
		assert.Contains(t, m.Body(), w.says)
		assert.NotContains(t, m.Body(), w.not)
		template := p.Template
		if m.Template != nil {
			template = *m.Template
		}
		assert.Equal(t, w.template, template.ID, m.Recipient)
		if m.Language == "fi" && m.Email != nil {
			assert.Contains(t, m.Email.HTML, "<p>Oma teksti</p>")
		} else if m.Language == "fi" {
			assert.Equal(t, "Lyhyt", m.SMS.Text)
		}
	}
	d.Text = "Ändrad av Eva"
	for _, m := range planned(t, d).Messages {
		assert.Nil(t, m.Template)
		assert.Contains(t, m.Body(), "Ändrad av Eva")
	}
}

func TestR407TheContactsName(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	own := ownText(order.CaseNew, "sv")
	own.Body = "Hej{contactName?} {contactName}{/contactName}!"
	s.BookingTemplates = []order.BookingTemplate{own}
	d := confirmation(t, s)
	assert.Equal(t, "Hej "+notifytest.Order().ContactPerson.Name+"!", d.Text)
	o := notifytest.Order()
	o.ContactPerson.Name = " "
	assert.Equal(t, "Hej!", draft(t, s, o, notifytest.Request(compose.BookingConfirmation)).Text)
	r := notifytest.Request(compose.BookingConfirmation)
	r.Contacts = []order.Contact{{Name: "Anna", Email: "anna@example.se"}, {Name: "Bo", Email: "bo@example.se"}}
	assert.Equal(t, "Hej!", draft(t, s, o, r).Text, "several are nobody's name")
}
