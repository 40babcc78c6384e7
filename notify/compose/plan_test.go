package compose_test

import (
	"encoding/json"
	"strings"
	"testing"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

// r405 is the manual's template.
var r405 = templating.MailTemplate{
	ID: "bokning", Version: 3, Subject: "Bokning {orderRef}",
	Body: "Hej, {facilityOrCustomer}\n\nVår servicetekniker {nextBookingName} kommer till er {nextBookingDate}, {nextBookingTime}\n\nArbetet gäller {orderRef}\n\nHälsningar {company}",
}

const r405Result = "Hej, kund\n\nVår servicetekniker Börje kommer till er fredag 06 oktober, 07:00 – 10:00\n\nArbetet gäller Ordernummer: AO462\n\nHälsningar Mitt bolag"

func draft(t *testing.T, s compose.Settings, o compose.Order, r compose.Request) compose.Draft {
	t.Helper()
	if r.Key == "" {
		r.Key = "form-1"
	}
	if r.Now.IsZero() {
		r.Now = notifytest.Now()
	}
	d, err := compose.NewDraft(s, o, r)
	require.NoError(t, err)
	return d
}

func plan(t *testing.T, d compose.Draft) compose.Plan {
	t.Helper()
	p, err := d.Plan()
	require.NoError(t, err)
	require.NoError(t, p.Verify())
	return p
}

func codes(p compose.Plan) string {
	var list []string
	for _, w := range p.Warnings {
		list = append(list, w.Code)
	}
	return strings.Join(list, " ")
}

func TestR405ToTheLetter(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.BookingTemplates = map[compose.OrderKind]templating.MailTemplate{compose.WorkOrder: r405}
	d := draft(t, s, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation})
	assert.Equal(t, r405Result, d.Text)
	assert.Equal(t, compose.SourceTemplate, d.Source())
	d.SMS = true
	assert.Equal(t, 1, d.SMSCount().Segments)

	p := plan(t, d)
	require.Len(t, p.Messages, 2)
	mail, sms := p.Messages[0], p.Messages[1]
	assert.True(t, strings.HasPrefix(mail.Email.Text, r405Result+"\n"), mail.Email.Text)
	assert.Contains(t, mail.Email.HTML, "kommer till er fredag 06 oktober, 07:00 – 10:00")
	assert.Equal(t, strings.ReplaceAll(r405Result, "–", "-"), sms.SMS.Text)
	assert.Equal(t, 1, sms.Segments.Segments)
	assert.Equal(t, 3, p.Template.Version)
}

func TestR602OneMessagePerRecipient(t *testing.T) {
	t.Parallel()
	d := draft(t, notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation})
	d.To = recipients.MustParseList("anna@example.se,bo@example.se")
	p := plan(t, d)
	require.Len(t, p.Messages, 2)
	assert.NotEqual(t, p.Messages[0].ID, p.Messages[1].ID)
	for i, other := range []string{"bo@example.se", "anna@example.se"} {
		whole, err := json.Marshal(p.Messages[i])
		require.NoError(t, err)
		assert.NotContains(t, string(whole), other, "no recipient sees another")
	}
}

func TestR603LogoWhenShown(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Company.Logo = compose.Logo{Name: "logo.png", ContentType: "image/png", Data: []byte("png")}
	mail := plan(t, draft(t, s, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation})).Messages[0].Email
	assert.Empty(t, mail.Inline)
	assert.NotContains(t, mail.HTML, "cid:")
	s.ShowLogo = true
	mail = plan(t, draft(t, s, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation})).Messages[0].Email
	require.Len(t, mail.Inline, 1)
	assert.Contains(t, mail.HTML, "cid:"+mail.Inline[0].ContentID)
}

func TestR604FilesOnlyWhenTheSettingsAllow(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	o.Files = []compose.File{{ID: "f1", Name: "bild/1.jpg", ContentType: "image/jpeg", Data: []byte("one")}, {ID: "f2", Name: "bild_1.jpg", Data: []byte("two")}, {ID: "big", Name: "stor.bin", Size: 11 << 20, SHA256: "00", Ref: "r"}, {ID: "huge", Name: "huge.png", Data: []byte("p"), Pixels: 65_000_000}}
	attempt := func(s compose.Settings, o compose.Order, kind compose.Kind, files ...string) (compose.Plan, error) {
		d := draft(t, s, o, compose.Request{Kind: kind})
		d.Files = files
		return d.Plan()
	}
	_, err := attempt(s, o, compose.FreeMessage, "f1")
	require.ErrorContains(t, err, "Ta med uppladdade filer vid sändning")

	s.IncludeFiles = true
	p, err := attempt(s, o, compose.FreeMessage, "f1", "f2")
	require.NoError(t, err)
	require.Len(t, p.Documents, 2)
	assert.Equal(t, "bild_1.jpg", p.Documents[0].Name)
	assert.Equal(t, "bild_1_2.jpg", p.Documents[1].Name, "two files never have the same name")
	_, err = attempt(s, o, compose.FreeMessage, "f9")
	require.ErrorContains(t, err, `no file "f9"`)
	_, err = attempt(s, o, compose.FreeMessage, "big")
	require.ErrorContains(t, err, "at most 10485760 are allowed")
	_, err = attempt(s, o, compose.FreeMessage, "huge")
	require.ErrorContains(t, err, "65000000 pixels")
	p, err = attempt(s, o, compose.FreeMessage)
	require.NoError(t, err)
	assert.Empty(t, p.Documents, "only what was chosen goes")

	o.Kind = compose.ServiceProtocol
	_, err = attempt(s, o, compose.ServiceProtocolMail, "f1")
	require.ErrorContains(t, err, "Visa bilder")
	s.ShowImages = true
	p, err = attempt(s, o, compose.ServiceProtocolMail, "f1")
	require.NoError(t, err)
	assert.Len(t, p.Documents, 2)
}

func TestR605LinkForThoseWithALogin(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Link = "https://host.example.com/ao462"
	o.Users = []compose.User{{Email: "Anna@example.se", Customer: true}}
	d := draft(t, notifytest.Settings(), o, compose.Request{Kind: compose.OrderConfirmation})
	d.To = recipients.MustParseList("anna@example.se,bo@example.se")
	p := plan(t, d)
	assert.Equal(t, o.Link, p.Messages[0].Link)
	assert.Contains(t, p.Messages[0].Email.HTML, o.Link)
	assert.Contains(t, p.Messages[0].Email.Text, o.Link)
	assert.Empty(t, p.Messages[1].Link)
	assert.NotContains(t, p.Messages[1].Email.HTML, o.Link)
	for _, m := range p.Messages {
		assert.Len(t, m.Attachments, 1, "everybody gets the PDF")
	}
	assert.Len(t, p.Documents, 1)
	assert.Equal(t, "AO462.pdf", p.Documents[0].Name)
}

func TestR606FixedTextsStayFixed(t *testing.T) {
	t.Parallel()
	for _, r := range compose.Kinds() {
		t.Run(string(r.Kind), func(t *testing.T) {
			t.Parallel()
			s, o := notifytest.Settings(), notifytest.Order()
			s.Templates = []templating.MailTemplate{{ID: "t", Subject: "Ämne", Body: "Text om {orderRef}"}}
			o.Kind = r.Orders[0]
			o.Users = []compose.User{{Email: "anna@example.se", Customer: true}}
			request := compose.Request{Kind: r.Kind, Template: "t", Comment: compose.Comment{Text: "Hej", VisibleToCustomer: true}}
			p := plan(t, draft(t, s, o, request))
			assert.Len(t, p.Messages, 1)
			assert.Equal(t, r.AttachPDF, len(p.Documents) == 1)

			for _, edit := range []struct {
				field   string
				allowed bool
				change  func(d *compose.Draft)
			}{
				{"subject", r.EditSubject, func(d *compose.Draft) { d.Subject += "!" }},
				{"text", r.EditText, func(d *compose.Draft) { d.Text += "!" }},
				{"fileName", r.AttachPDF, func(d *compose.Draft) { d.FileName = "annat namn" }},
			} {
				d := draft(t, s, o, request)
				edit.change(&d)
				p, err := d.Plan()
				if edit.allowed {
					require.NoError(t, err, edit.field)
					continue
				}
				var field *compose.FieldError
				require.ErrorAs(t, err, &field)
				assert.Equal(t, edit.field, field.Field)
				assert.Empty(t, p.Messages)
			}
			d := draft(t, s, o, request)
			d.SMS, d.Phones = true, recipients.MustParsePhoneList("+46705123456")
			_, err := d.Plan()
			assert.Equal(t, r.Can(delivery.SMS), err == nil)
		})
	}
}

func TestR606EveryKindHasItsOrders(t *testing.T) {
	t.Parallel()
	assert.Contains(t, compose.KindsFor(compose.Quote), compose.QuoteMail)
	assert.NotContains(t, compose.KindsFor(compose.Quote), compose.BookingConfirmation)
	_, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.QuoteMail, Key: "k", Now: notifytest.Now()})
	require.ErrorContains(t, err, "cannot be sent from order AO462")
}

func TestR607FreeMessageStartsWithTheSetting(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.ReadyMessage = "Din vara för {orderRef} finns att hämta."
	d := draft(t, s, notifytest.Order(), compose.Request{Kind: compose.FreeMessage})
	assert.Equal(t, "Din vara för Ordernummer: AO462 finns att hämta.", d.Text)
	assert.Equal(t, compose.SourceSetting, d.Source())
}

func TestR609BookingConfirmationAgainByHand(t *testing.T) {
	t.Parallel()
	d := draft(t, notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "another"})
	d.Email, d.SMS = false, true
	p := plan(t, d)
	require.Len(t, p.Messages, 1)
	assert.Equal(t, "+46705123456", p.Messages[0].Recipient)
}

func TestR610CommentsLeaveOnlyWhenVisible(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Users = []compose.User{{Email: "kund@example.se", Customer: true}, {Email: "intern@example.se"}}
	o.ResponsibleUserMail = "eva@example.se"
	request := compose.Request{Kind: compose.CommentMessage, Key: "k", Now: notifytest.Now(), Comment: compose.Comment{Text: "Nyckeln ligger i receptionen", Author: "Eva"}}
	_, err := compose.NewDraft(notifytest.Settings(), o, request)
	require.ErrorContains(t, err, "not visible to the customer")
	request.Comment.VisibleToCustomer = true
	d := draft(t, notifytest.Settings(), o, request)
	assert.Equal(t, "kund@example.se", d.To.String())
	assert.Contains(t, d.Text, "Nyckeln ligger i receptionen\nEva")
	request.Comment = compose.Comment{Text: "Tack", FromCustomer: true}
	assert.Equal(t, "eva@example.se", draft(t, notifytest.Settings(), o, request).To.String())
}

func TestR611PlanIsPureAndComesBackFromJSON(t *testing.T) {
	t.Parallel()
	make := func() compose.Plan {
		d := draft(t, notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation})
		d.SMS = true
		return plan(t, d)
	}
	first, second := make(), make()
	assert.Equal(t, first, second)
	text, err := json.Marshal(first)
	require.NoError(t, err)
	var back compose.Plan
	require.NoError(t, json.Unmarshal(text, &back))
	require.NoError(t, back.Verify(), "a plan can be kept and sent later unchanged")
	back.Messages[0].Email.Subject += "!"
	require.ErrorIs(t, back.Verify(), compose.ErrChanged)
}

func TestR615TestModes(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Test = compose.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com"), Allow: []string{"@example.se"}}
	d := draft(t, s, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation})
	d.To = recipients.MustParseList("anna@example.se,bo@example.org")
	p := plan(t, d)
	require.Len(t, p.Messages, 1)
	assert.Equal(t, "test@example.com", p.Messages[0].Recipient)
	assert.Equal(t, "test@example.com", p.Messages[0].Email.To.Address.String())
	assert.Equal(t, "redirected from anna@example.se", p.Messages[0].Test)
	require.Len(t, p.LeftOut, 1)
	assert.Equal(t, "bo@example.org", p.LeftOut[0].Recipient)
}

func TestR616SenderAndReply(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.ReplyTo = recipients.Mailbox{Address: recipients.MustParseAddress("svar@example.com")}
	d := draft(t, s, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation})
	d.SMS = true
	p := plan(t, d)
	assert.Equal(t, "Mitt bolag", p.Messages[0].Email.From.Name)
	assert.Equal(t, s.ReplyTo, p.Messages[0].Email.ReplyTo)
	assert.Contains(t, codes(p), "sms-not-answerable")
}

func TestR617AlmostNothingIsEnough(t *testing.T) {
	t.Parallel()
	start := notifytest.Now().AddDate(0, 0, 2)
	o := compose.Order{Company: "c", Kind: compose.WorkOrder, Number: "1", ContactPerson: compose.Contact{Email: "a@example.se"}, Bookings: []booking.Booking{{ID: "b", Start: start}}}
	s := compose.Settings{Company: compose.Company{ID: "c"}, From: recipients.Mailbox{Address: recipients.MustParseAddress("c@example.com")}}
	p := plan(t, draft(t, s, o, compose.Request{Kind: compose.BookingConfirmation}))
	assert.Len(t, p.Messages, 1)
	assert.NotNil(t, p.Messages[0].Email.Calendar)
}

func TestR618WarnsOfBouncedAddressesAndRepeatedTexts(t *testing.T) {
	t.Parallel()
	first := plan(t, draft(t, notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation}))
	m := first.Messages[0]
	log := []audit.Message{{ID: m.ID, Recipient: m.Recipient, Status: delivery.StatusSent, Channel: delivery.Email, SentAt: notifytest.Now(), BodyHash: audit.HashBody(m.Subject(), m.Body())}}
	p := plan(t, draft(t, notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "2", Log: log, Bounced: []string{"anna@example.se"}}))
	assert.Contains(t, codes(p), "bounced")
	assert.Contains(t, codes(p), "sent-before")
	assert.Equal(t, m.ID, p.Messages[0].Email.Thread, "the order's mails are one thread")
}

func TestR406NoComingBooking(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Bookings = nil
	d := draft(t, notifytest.Settings(), o, compose.Request{Kind: compose.BookingConfirmation})
	_, err := d.Plan()
	require.ErrorIs(t, err, compose.ErrNoBooking)
	p := plan(t, draft(t, notifytest.Settings(), o, compose.Request{Kind: compose.BookingConfirmation, AllowWithoutBooking: true}))
	assert.Contains(t, codes(p), "no-booking")
}

func TestR303TemplateWithAnUnknownTagIsNeverSent(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	bad := r405
	bad.Body = "{nextBokingDate}"
	s.BookingTemplates = map[compose.OrderKind]templating.MailTemplate{compose.WorkOrder: bad}
	_, err := compose.NewDraft(s, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "k", Now: notifytest.Now()})
	require.ErrorContains(t, err, "did you mean {nextBookingDate}?")
	require.ErrorContains(t, s.Validate(), "bookingTemplates.work-order")
}

func TestR306DraftNeverChangesTheTemplate(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Templates = []templating.MailTemplate{{ID: "enkät", Version: 2, Subject: "Enkät om {orderRef}", Body: "<p>Hej {facilityOrCustomer}</p><script>x</script>", HTML: true}}
	d := draft(t, s, notifytest.Order(), compose.Request{Kind: compose.TemplateMail})
	assert.Empty(t, d.Text)
	require.Len(t, d.Templates(), 1)
	require.NoError(t, d.Choose("enkät"))
	assert.Equal(t, "Enkät om Ordernummer: AO462", d.Subject)
	d.Text += "<p>Välkommen</p>"
	p := plan(t, d)
	assert.Equal(t, audit.TemplateRef{ID: "enkät", Version: 2, Edited: true}, p.Template)
	assert.Equal(t, "Enkät om {orderRef}", s.Templates[0].Subject)
	assert.Contains(t, p.Messages[0].Email.HTML, "<p>Välkommen</p>")
	assert.NotContains(t, p.Messages[0].Email.HTML, "script")
	require.Error(t, d.Choose("annan"))
}

func TestR408EveryRecipientInTheirLanguage(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Customer.Contacts = []compose.Contact{{Name: "John", Email: "john@example.com", Language: "en"}}
	d := draft(t, notifytest.Settings(), o, compose.Request{Kind: compose.OrderConfirmation})
	d.To = recipients.MustParseList("anna@example.se,john@example.com")
	p := plan(t, d)
	assert.Equal(t, "Orderbekräftelse – Ordernummer: AO462", p.Messages[0].Subject())
	assert.Equal(t, "Order confirmation – Order number: AO462", p.Messages[1].Subject())
	assert.Len(t, p.Documents, 2, "the document too")
}

func TestR204TypographyInSMS(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.KeepTypographyInSMS = true
	d := draft(t, s, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation})
	d.SMS = true
	p := plan(t, d)
	assert.Equal(t, "UCS-2", string(p.Messages[1].Segments.Encoding))
	assert.Contains(t, codes(p), "many-sms-because")
}

func TestPlanReportsEveryProblemAtOnce(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.From = recipients.Mailbox{}
	d := draft(t, s, notifytest.Order(), compose.Request{Kind: compose.OrderConfirmation})
	d.To, d.Text, d.Subject = nil, "", ""
	_, err := d.Plan()
	for _, want := range []string{"to: nobody", "from: ", "text: is fixed", "subject: is fixed"} {
		assert.ErrorContains(t, err, want)
	}
}
