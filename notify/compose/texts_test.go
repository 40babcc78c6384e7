package compose_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// r405 is the manual's template.
var r405 = templating.EmailTemplate{
	ID: "bokning", Version: 3, Subject: "Bokning {orderRef}",
	Body: "Hej, {facilityOrCustomer}\n\nVår servicetekniker {nextBookingName} kommer till er {nextBookingDate}, {nextBookingTime}\n\nArbetet gäller {orderRef}\n\nHälsningar {company}",
}

const r405Result = "Hej, kund\n\nVår servicetekniker Börje kommer till er fredag 06 oktober, 07:00 – 10:00\n\nArbetet gäller Ordernummer: AO462\n\nHälsningar Mitt bolag"

func TestR405ToTheLetter(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: r405}}
	d := confirmation(t, s)
	assert.Equal(t, r405Result, d.Text)
	assert.Equal(t, plan.SourceTemplate, d.Source())
	d.SMS = true
	assert.Equal(t, 1, d.SMSCount().Segments)

	p := planned(t, d)
	require.Len(t, p.Messages, 2)
	mail, sms := p.Messages[0], p.Messages[1]
	assert.Contains(t, mail.Email.Text, "\n\n"+r405Result+"\n")
	assert.Contains(t, mail.Email.HTML, `kommer till er fredag 06 oktober, <span style="white-space:nowrap">07:00 – 10:00</span></p>`)
	assert.Equal(t, strings.ReplaceAll(r405Result, "–", "-"), sms.SMS.Text)
	assert.Equal(t, 1, sms.Segments.Segments)
	assert.Equal(t, 3, p.Template.Version)
}

func TestR407ATemplateForEachKindOfOrder(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	for _, o := range []order.Order{notifytest.Order(), notifytest.ServiceOrder(), notifytest.ContactOrder()} {
		d := draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
		assert.Equal(t, plan.SourceBuiltIn, d.Source())
		s.BookingTemplates = append(s.BookingTemplates, order.BookingTemplate{Order: o.Kind, EmailTemplate: templating.EmailTemplate{ID: string(o.Kind), Body: "Egen text om {orderRef}"}})
		d = draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
		assert.Equal(t, "Egen text om Ordernummer: "+o.Number, d.Text)
		assert.Equal(t, string(o.Kind), planned(t, d).Template.ID)
		assert.Contains(t, d.Subject, "Bokningsbekräftelse", "a template without a subject has the built-in one")
	}
}

func TestR401TheBookingThatWasSaved(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	later := o.Bookings[0]
	later.ID, later.Technicians = "b-2", []string{"Lisa"}
	later.Start, later.End = later.Start.AddDate(0, 0, 3), later.End.AddDate(0, 0, 3)
	o.Bookings = append(o.Bookings, later)
	r := notifytest.Request(compose.BookingConfirmation)
	assert.Contains(t, draft(t, notifytest.Settings(), o, r).Text, "Börje")
	r.Bookings = []string{"b-2"}
	d := draft(t, notifytest.Settings(), o, r)
	assert.Contains(t, d.Text, "Lisa kommer till er måndag 09 oktober")
	assert.Equal(t, "b-2", planned(t, d).Snapshot.Fields[0].Item)
	r.Bookings = []string{"b-9"}
	gone := refusal(t, draft(t, notifytest.Settings(), o, r))
	assert.Equal(t, codes.RefusedBookingGone, gone.Code)
	require.ErrorIs(t, gone, compose.ErrNoBooking)
	assert.Equal(t, "Order AO462 har ingen bokning b-9; den kan ha tagits bort. Öppna rutan igen.", gone.Message(locale.Swedish))
}

func TestR406NoComingBooking(t *testing.T) {
	t.Parallel()
	for _, o := range []order.Order{notifytest.Order(), notifytest.ServiceOrder(), notifytest.ContactOrder()} {
		o.Bookings = nil
		r := notifytest.Request(compose.BookingConfirmation)
		d := draft(t, notifytest.Settings(), o, r)
		_, err := d.Plan()
		require.ErrorIs(t, err, compose.ErrNoBooking)
		assert.EqualValues(t, "booking", refusal(t, d).Field)
		r.AllowWithoutBooking = true
		p := planned(t, draft(t, notifytest.Settings(), o, r))
		assert.Contains(t, codesOf(p.Warnings), "no-booking")
		assert.Contains(t, codesOf(p.Warnings), "empty-tag")
	}
}

func TestR303ATemplateWithAnUnknownTagIsNeverSent(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	bad := r405
	bad.Body = "{nextBokingDate}"
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: bad}}
	s.ReadyMessage = "{nextBokingDate}"
	s.Templates[0].SMS = "{nextBokingDate}"
	o := notifytest.Order()
	o.ReadyForInvoicing = true
	for _, kind := range []plan.Kind{compose.BookingConfirmation, compose.FreeMessage, compose.TemplateEmail} {
		_, err := compose.NewDraft(s, o, notifytest.Request(kind))
		require.ErrorContains(t, err, "did you mean {nextBookingDate}?")
	}
}

func TestR306ADraftNeverChangesTheTemplate(t *testing.T) {
	t.Parallel()
	for _, o := range notifytest.Orders() {
		s := notifytest.Settings()
		s.Templates = append(s.Templates, templating.EmailTemplate{ID: "kod", Version: 2, Subject: "Kod om {orderRef}", Body: "<p>Hej {facilityOrCustomer}</p><script>x</script>", HTML: true})
		r := notifytest.Request(compose.TemplateEmail)
		r.Template = ""
		d := draft(t, s, o, r)
		assert.Empty(t, d.Text)
		assert.Empty(t, d.Source())
		require.Len(t, d.Templates(), 2)
		require.NoError(t, d.Choose("kod"))
		assert.Equal(t, "Kod om Ordernummer: "+o.Number, d.Subject)
		assert.True(t, d.HTML())
		assert.False(t, planned(t, d).Template.Edited)
		d.Text += "<p>Välkommen</p>"
		p := planned(t, d)
		assert.Equal(t, audit.TemplateRef{ID: "kod", Version: 2, Edited: true}, p.Template)
		assert.Equal(t, "Kod om {orderRef}", s.Templates[1].Subject)
		assert.Contains(t, p.Messages[0].Email.HTML, "<p>Välkommen</p>")
		assert.NotContains(t, p.Messages[0].Email.HTML, "script")
		require.ErrorContains(t, d.Choose("annan"), `no template "annan"`)
	}
	d := confirmation(t, notifytest.Settings())
	require.Error(t, d.Choose("enkat"))
	assert.Nil(t, d.Templates())
}

func TestR408EveryRecipientInTheirLanguage(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		s := notifytest.Settings()
		o.Customer.Contacts = []order.Contact{{Name: "John", Email: "john@example.com", Language: "en-GB"}}
		o.Facility = order.Party{Name: "Anlegg", Language: "nb", Contacts: []order.Contact{{Name: "Ola", Email: "ola@example.no"}}}
		o.Users = append(o.Users, order.User{Email: "matti@example.fi", Language: "fi"})
		d := draft(t, s, o, notifytest.Request(rules.Kind))
		d.To = recipients.MustParseList("anna@example.se,john@example.com,ola@example.no,matti@example.fi")
		p := planned(t, d)
		var languages []string
		for _, m := range p.Messages {
			languages = append(languages, m.Language)
			l := locale.MustParse(m.Language)
			if rules.Kind != compose.TemplateEmail {
				assert.Contains(t, m.Subject(), o.Number)
				assert.NotContains(t, m.Subject(), l.OrderRef(o.Number), "no second colon")
			}
			assert.Equal(t, m.Language, m.Email.Language)
		}
		assert.Equal(t, []string{"sv", "en", "nb", "fi"}, languages)
		if rules.AttachPDF {
			assert.Len(t, p.Documents, 4, "the document too")
		}
		if !rules.EditText {
			return
		}
		d.Text += " Samma för alla."
		for _, m := range planned(t, d).Messages {
			assert.Contains(t, m.Body(), "Samma för alla.", "an edited text is nobody's to translate")
		}
	})
}

func TestR408TheHostsOwnLanguage(t *testing.T) {
	t.Parallel()
	table := locale.Table{Tag: "et"}
	s, o := notifytest.Settings(), notifytest.Order()
	s.Languages, o.Language = []locale.Table{table, {Tag: "sv"}}, "et"
	assert.Equal(t, "sv", draft(t, s, o, notifytest.Request(compose.BookingConfirmation)).Language().Tag(), "a table that does not work is passed over")
	require.Error(t, s.Validate())
}

func TestR204TypographyInSMS(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	d := confirmation(t, s)
	d.SMS = true
	p := planned(t, d)
	assert.Equal(t, "GSM-7", string(p.Messages[1].Segments.Encoding))
	require.NotEmpty(t, p.Messages[1].Replaced)
	s.KeepTypographyInSMS = true
	d = confirmation(t, s)
	d.SMS = true
	p = planned(t, d)
	assert.Equal(t, "UCS-2", string(p.Messages[1].Segments.Encoding))
	assert.Contains(t, codesOf(p.Warnings), "many-sms-because")
}

func TestTheOrdersMailsAreOneThread(t *testing.T) {
	t.Parallel()
	r := notifytest.Request(compose.OrderConfirmation)
	first := planned(t, draft(t, notifytest.Settings(), notifytest.Order(), r)).Messages[0]
	assert.Equal(t, first.ID, first.Email.Thread)
	r.Key = "another"
	r.Log = []audit.Message{{ID: first.ID, Channel: delivery.Email, Status: delivery.StatusSent}}
	assert.Equal(t, first.ID, planned(t, draft(t, notifytest.Settings(), notifytest.Order(), r)).Messages[0].Email.Thread)
}

// A text that the order's own values make too long is not sent without them, nor cut.
func TestR304ATextThatBecomesTooLongIsAnError(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", templating.DefaultLimit/2+1)
	for name, change := range map[string]func(*templating.EmailTemplate){
		"the text":     func(m *templating.EmailTemplate) { m.Body = "{lang} {lang}" },
		"the HTML":     func(m *templating.EmailTemplate) { m.Body, m.HTML = "<p>{lang} {lang}</p>", true },
		"the subject":  func(m *templating.EmailTemplate) { m.Subject = "{lang} {lang}" },
		"that for SMS": func(m *templating.EmailTemplate) { m.SMS = "{lang} {lang}" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, o := notifytest.Settings(), notifytest.Order()
			s.ExtraTags, o.Tags = []string{"lang"}, map[string]string{"lang": long}
			change(&s.Templates[0])
			_, err := compose.NewDraft(s, o, notifytest.Request(compose.TemplateEmail))
			require.Error(t, err)
			assert.Less(t, len(err.Error()), 1000)
		})
	}
}

// A template that is not there is named shortly, whatever its ID is.
func TestR306ATemplateThatIsNotThere(t *testing.T) {
	t.Parallel()
	r := notifytest.Request(compose.TemplateEmail)
	for id, named := range map[string]string{"borta": "borta", strings.Repeat("x", 65): strings.Repeat("x", 64) + "…"} {
		r.Template = id
		_, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), r)
		list := plan.FieldErrors(err)
		require.Len(t, list, 1)
		assert.Equal(t, codes.RefusedNoTemplate, list[0].Code)
		assert.Contains(t, list[0].Message(locale.Swedish), named)
	}
}

// A tag of the host's own means what the order says, also one that the built-in texts have.
func TestR302AHostsTagInAnSMS(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	s.ExtraTags, o.Tags = []string{"companyPhone"}, map[string]string{"companyPhone": "0700-11 22 33"}
	s.BookingTemplates = []order.BookingTemplate{{Order: o.Kind, EmailTemplate: templating.EmailTemplate{ID: "b", Subject: "Besök", Body: "Hej", SMS: "Ring {companyPhone} "}}}
	d := draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
	assert.Equal(t, "Ring 0700-11 22 33", d.SMSText())
}

// A text speaks to the facility of the visit that it is about; one that is about no visit, or
// whose visits nobody can tell apart, to the order's own.
func TestR404WhoseFacilityATextSpeaksTo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind   plan.Kind
		about  []string
		change func(*order.Order)
		want   string
	}{
		"the next visit, at the school":  {compose.BookingConfirmation, nil, func(o *order.Order) { o.Bookings = o.Bookings[1:] }, "Hej Skolan"},
		"the next visit, at the order's": {compose.BookingConfirmation, nil, func(*order.Order) {}, "Hej Ishallen"},
		"two visits, at each a facility": {compose.BookingConfirmation, []string{"b-1", "b-2"}, func(*order.Order) {}, "Hej Ishallen"},
		"two visits, both at the school": {compose.BookingConfirmation, []string{"b-1", "b-2"}, func(o *order.Order) { o.Bookings[0].Facility = "Skolan" }, "Hej Skolan"},
		"two, the later one elsewhere":   {compose.BookingConfirmation, []string{"b-1", "b-2"}, func(o *order.Order) { o.Bookings[0].Facility = "Badhuset" }, "Hej Ishallen"},
		"a template":                     {compose.TemplateEmail, nil, func(o *order.Order) { o.Bookings = o.Bookings[1:] }, "Hej Ishallen"},
		"visits without IDs, a later first": {compose.BookingConfirmation, nil, func(o *order.Order) {
			o.Bookings = append(o.Bookings, o.Bookings[1])
			o.Bookings[1].Start = o.Bookings[1].Start.AddDate(0, 0, -9) // over
			o.Bookings[1].End = o.Bookings[1].Start
			o.Bookings[0].Start, o.Bookings[0].Facility = o.Bookings[2].Start.AddDate(0, 0, 1), "Badhuset"
			for i := range o.Bookings {
				o.Bookings[i].ID = ""
			}
		}, "Hej Ishallen"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, o, r := notifytest.Settings(), twoSites(), notifytest.Request(c.kind)
			text := templating.EmailTemplate{ID: "b", Subject: "Besök", Body: "Hej {facilityOrCustomer}"}
			s.BookingTemplates = []order.BookingTemplate{{Order: o.Kind, EmailTemplate: text}}
			s.Templates[0].Body = text.Body
			c.change(&o)
			r.Bookings = c.about
			assert.Equal(t, c.want, draft(t, s, o, r).Text)
		})
	}
}
