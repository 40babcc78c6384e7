package compose_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
)

// what R606 says of each kind, word by word.
var r606 = map[plan.Kind]struct{ subject, text, fileName, sms bool }{
	compose.OrderConfirmation:   {fileName: true},
	compose.WorkProtocol:        {fileName: true},
	compose.ServiceProtocol:     {fileName: true},
	compose.WorkOrder:           {fileName: true},
	compose.Quote:               {fileName: true},
	compose.PurchaseOrder:       {fileName: true},
	compose.BookingConfirmation: {subject: true, text: true, sms: true},
	compose.Reminder:            {subject: true, text: true, sms: true},
	compose.OnTheWay:            {subject: true, text: true, sms: true},
	compose.Delayed:             {subject: true, text: true, sms: true},
	compose.FreeMessage:         {subject: true, text: true, sms: true},
	compose.TemplateEmail:       {subject: true, text: true},
	compose.Comment:             {sms: true},
}

func TestR606FixedAndEditableParts(t *testing.T) {
	t.Parallel()
	require.Len(t, compose.Kinds(), len(r606))
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		want := r606[rules.Kind]
		d := draft(t, notifytest.Settings(), o, notifytest.Request(rules.Kind))
		d.To = recipients.MustParseList("annan@example.se") // the address can always be changed
		p := planned(t, d)
		require.Len(t, p.Messages, 1)
		assert.Equal(t, "annan@example.se", p.Messages[0].Recipient)
		for _, edit := range []struct {
			field   plan.Field
			allowed bool
			code    codes.Code
			change  func(d *compose.Draft)
		}{
			{"subject", want.subject, codes.RefusedFixed, func(d *compose.Draft) { d.Subject += "!" }},
			{"text", want.text, codes.RefusedFixed, func(d *compose.Draft) { d.Text += "!" }},
			{"fileName", want.fileName, codes.RefusedNoDocument, func(d *compose.Draft) { d.FileName = "annat namn" }},
			{"channel", want.sms, codes.RefusedNoSMS, func(d *compose.Draft) { d.SMS, d.Phones = true, recipients.MustParsePhoneList("+46705123456") }},
		} {
			d := fork(d)
			edit.change(d)
			if edit.allowed {
				planned(t, d)
				continue
			}
			e := refusal(t, d)
			assert.Equal(t, edit.field, e.Field, "the error names the part")
			assert.Equal(t, edit.code, e.Code)
			assert.Equal(t, edit.code == codes.RefusedFixed, errors.Is(e, compose.ErrFixedText))
		}
		assert.Equal(t, want.subject, d.Rules().EditSubject)
		assert.Equal(t, want.text, d.Rules().EditText)
		assert.Equal(t, want.fileName, d.Rules().AttachPDF)
		assert.Equal(t, want.sms, d.Rules().Can(delivery.SMS))
	})
}

func TestR606TheDocumentAndItsName(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		d := draft(t, notifytest.Settings(), o, notifytest.Request(rules.Kind))
		p := planned(t, d)
		if !r606[rules.Kind].fileName {
			assert.Empty(t, p.Documents)
			assert.Empty(t, d.FileName)
			return
		}
		assert.Equal(t, o.Number+".pdf", d.FileName, "named after the order")
		mail, err := p.EmailOf(0, nil)
		require.NoError(t, err)
		require.Len(t, mail.Attachments, 1)
		assert.Equal(t, o.Number+".pdf", mail.Attachments[0].Name)
		assert.Equal(t, "application/pdf", mail.Attachments[0].ContentType)
		assert.True(t, bytes.HasPrefix(mail.Attachments[0].Data, []byte("%PDF-")))
		for typed, want := range map[string]string{"Vår offert": "Vår offert.pdf", "a.pdf": "a.pdf", "a/b\n.pdf": "a_b_.pdf", "": pdf.DefaultName} {
			d.FileName = typed
			p := planned(t, d)
			assert.Equal(t, want, p.Documents[0].Name)
			assert.Equal(t, typed != "Vår offert" && typed != "a.pdf", strings.Contains(codesOf(p.Warnings), "file-name"), "a name that was made safe is told of")
		}
	})
}

func TestR606EveryKindHasItsOrders(t *testing.T) {
	t.Parallel()
	for kind, want := range map[order.Kind][]plan.Kind{
		order.Quote:           {compose.Quote, compose.FreeMessage, compose.TemplateEmail, compose.Comment},
		order.WorkOrder:       {compose.OrderConfirmation, compose.WorkProtocol, compose.WorkOrder, compose.BookingConfirmation, compose.Reminder, compose.OnTheWay, compose.Delayed, compose.FreeMessage, compose.TemplateEmail, compose.Comment},
		order.ServiceOrder:    {compose.OrderConfirmation, compose.WorkProtocol, compose.BookingConfirmation, compose.Reminder, compose.OnTheWay, compose.Delayed, compose.FreeMessage, compose.TemplateEmail, compose.Comment},
		order.ContactOrder:    {compose.OrderConfirmation, compose.WorkProtocol, compose.BookingConfirmation, compose.Reminder, compose.OnTheWay, compose.Delayed, compose.FreeMessage, compose.TemplateEmail, compose.Comment},
		order.ServiceProtocol: {compose.ServiceProtocol, compose.FreeMessage, compose.TemplateEmail, compose.Comment},
		order.PurchaseOrder:   {compose.PurchaseOrder, compose.FreeMessage, compose.TemplateEmail, compose.Comment},
	} {
		assert.Equal(t, want, compose.KindsFor(kind))
	}
	_, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.Quote))
	require.ErrorContains(t, err, "quote is sent from [quote], and order AO462 is a work-order")
	_, err = compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request("greeting"))
	require.ErrorContains(t, err, "unknown kind of message")
	compose.Kinds()[0].Orders[0] = "changed"
	assert.NotContains(t, compose.KindsFor("changed"), compose.OrderConfirmation, "the rules are nobody's to change")
}

func TestADocumentOfTheHosts(t *testing.T) {
	t.Parallel()
	request := notifytest.Request(compose.Quote)
	request.Document = &order.File{Name: "not looked at", Data: []byte("%PDF-1.7 …")}
	p := planned(t, draft(t, notifytest.Settings(), notifytest.Quote(), request))
	require.Len(t, p.Documents, 1)
	assert.Equal(t, "OF31.pdf", p.Documents[0].Name)
	assert.False(t, p.Documents[0].Rendered)
	for _, bad := range []order.File{{}, {Ref: "r"}, {Ref: "r", SHA256: "00", Size: -1}, {Ref: "r", SHA256: "00", Size: 1 << 62}} {
		request.Document = &bad
		assert.Equal(t, plan.FieldDocument, refusal(t, draft(t, notifytest.Settings(), notifytest.Quote(), request)).Field)
	}
	request = notifytest.Request(compose.BookingConfirmation)
	request.Document = &order.File{Data: []byte("%PDF-1.7 …")}
	_, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), request)
	require.ErrorContains(t, err, "has no document", "nothing is lost silently")

	request = notifytest.Request(compose.Quote)
	request.Renderer = pdf.Bytes("%PDF-1.7 own")
	assert.Equal(t, []byte("%PDF-1.7 own"), planned(t, draft(t, notifytest.Settings(), notifytest.Quote(), request)).Documents[0].Data)
	request.Renderer = pdf.Bytes(nil)
	assert.Equal(t, codes.RefusedDocument, refusal(t, draft(t, notifytest.Settings(), notifytest.Quote(), request)).Code)
}

func TestR607FreeMessageStartsWithTheSetting(t *testing.T) {
	t.Parallel()
	for _, o := range notifytest.Orders() {
		for _, ready := range []bool{false, true} {
			for _, text := range []string{"", " \n\u00a0", "Din vara för {orderRef} finns att hämta."} {
				if o.Kind == order.WorkOrder && ready && strings.TrimSpace(text) != "" {
					continue
				}
				s := notifytest.Settings()
				s.ReadyMessage, o.ReadyForInvoicing = text, ready
				d, err := compose.NewDraft(s, o, notifytest.Request(compose.FreeMessage))
				require.NoError(t, err)
				d.To, d.Phones = recipients.MustParseList("anna@example.se"), recipients.MustParsePhoneList("+46705123456")
				assert.Empty(t, d.Text, "%s, ready %t, %q: nothing is said unasked", o.Kind, ready, text)
				assert.Empty(t, d.SMSText())
				assert.Contains(t, d.Subject, o.Number)
				for _, sms := range []bool{false, true} {
					d.Email, d.SMS = !sms, sms
					e := refusal(t, d)
					assert.Equal(t, plan.FieldText, e.Field)
					assert.Equal(t, codes.RefusedEmpty, e.Code)
				}
				d.Text = "Vi har hittat era nycklar."
				assert.Contains(t, planned(t, d).Messages[0].Body(), "nycklar")
			}
		}
	}
	{
		s, o := notifytest.Settings(), notifytest.Order()
		o.ReadyForInvoicing = true
		s.ReadyMessage = "Din vara för {orderRef} finns att hämta."
		d := draft(t, s, o, notifytest.Request(compose.FreeMessage))
		want := "Din vara för Ordernummer: " + o.Number + " finns att hämta."
		assert.Equal(t, want, d.Text)
		assert.Equal(t, plan.SourceSetting, d.Source())
		assert.Equal(t, want, d.SMSText())
		d.SMS, d.Phones = true, recipients.MustParsePhoneList("+46705123456")
		p := planned(t, d)
		require.Len(t, p.Messages, 2)
		assert.True(t, strings.HasPrefix(p.Messages[0].Body(), want))
		assert.Equal(t, want, p.Messages[1].Body())
		assert.Empty(t, p.Template.ID, "a setting is no template")
	}
}

func TestR609BookingConfirmationAgainByHand(t *testing.T) {
	t.Parallel()
	for _, o := range []order.Order{notifytest.Order(), notifytest.ServiceOrder(), notifytest.ContactOrder()} {
		for channels, want := range map[[2]bool]int{{true, false}: 1, {false, true}: 1, {true, true}: 2} {
			request := notifytest.Request(compose.BookingConfirmation)
			request.Key = "another popup"
			d := draft(t, notifytest.Settings(), o, request)
			require.True(t, d.Rules().Can(delivery.Email) && d.Rules().Can(delivery.SMS))
			d.Email, d.SMS = channels[0], channels[1]
			p := planned(t, d)
			require.Len(t, p.Messages, want)
			for _, m := range p.Messages {
				assert.Contains(t, m.Body(), "fredag 06 oktober")
			}
		}
	}
	d := confirmation(t, notifytest.Settings())
	d.Email, d.SMS = false, false
	assert.Equal(t, codes.RefusedNoChannel, refusal(t, d).Code)
}
