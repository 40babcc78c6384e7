package parsertest

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// customerEmails are a mail of every kind of customer message from every kind of
// order (R606), in every language, with the logo, documents and invitations
// that they come with.
func customerEmails(t *testing.T) map[string]*email.Message {
	t.Helper()
	settings := companySettings(t)
	mails := map[string]*email.Message{}
	for _, lang := range locale.BuiltIn() {
		for _, rules := range compose.Kinds() {
			for _, kind := range rules.Orders {
				o := notifytest.Order()
				o.Kind, o.Number = kind, "ÅO-462/ä"
				o.ContactPerson.Name, o.ContactPerson.Email, o.ContactPerson.Language = "Anna Öberg", "anna@example.se", lang.Tag()
				mails["customer-"+string(rules.Kind)+"-"+string(kind)+"-"+lang.Tag()] = emailOf(t, settings, o, rules.Kind)
			}
		}
	}
	return mails
}

// companySettings are those of a company with letters of its own, and two logos.
func companySettings(t *testing.T) order.Settings {
	t.Helper()
	s := notifytest.Settings()
	s.From.Name, s.Company.Name = "Åkes Kyl & Värme AB", "Åkes Kyl & Värme AB"
	s.ReplyTo = recipients.Mailbox{Name: "Order, Malmö", Address: recipients.MustParseAddress("order@example.com")}
	s.ShowLogo = true
	s.Company.Logo = email.File{Name: "logotyp åäö.png", ContentType: "image/png", Data: logo(t)}
	s.Company.LogoDark = email.File{Name: "mörk logotyp.png", ContentType: "image/png", Data: logo(t)}
	return s
}

// logo is a picture that can be read, for one that cannot is refused.
func logo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 240, 80))))
	return b.Bytes()
}

// emailOf plans a message and returns its mail, whole.
func emailOf(t *testing.T, settings order.Settings, o order.Order, kind plan.Kind) *email.Message {
	t.Helper()
	r := compose.Request{Kind: kind, Key: "form-token", Now: notifytest.Now(), Document: nil}
	rules, _ := compose.RulesOf(kind)
	if rules.AttachPDF {
		r.Document = &order.File{Data: []byte("%PDF-1.7\n\x00\xff")}
	}
	switch kind {
	case compose.TemplateEmail:
		r.Template = settings.Templates[0].ID
	case compose.Comment:
		r.Comment = order.Comment{ID: "c-1", Author: "Eva Ödman", Text: "Nyckeln ligger i receptionen – på hyllan.", VisibleToCustomer: true}
	}
	draft, err := compose.NewDraft(settings, o, r)
	require.NoError(t, err)
	draft.To = recipients.MustParseList("Anna Öberg <anna@example.se>")
	if kind == compose.FreeMessage {
		draft.Subject, draft.Text = "Hälsning", "Vi ses på fredag – på återseende!\n"
	}
	p, err := draft.Plan()
	require.NoError(t, err, "%s from %s", kind, o.Kind)
	m, err := p.EmailOf(0, nil)
	require.NoError(t, err)
	return m
}
