package parsertest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// customerMails are a mail of every kind of customer message from every kind of
// order (R606), in every language, with the logo, documents and invitations
// that they come with.
func customerMails(t *testing.T) map[string]*email.Message {
	t.Helper()
	settings := notifytest.Settings()
	settings.From.Name, settings.Company.Name = "Åkes Kyl & Värme AB", "Åkes Kyl & Värme AB"
	settings.ReplyTo = recipients.Mailbox{Name: "Order, Malmö", Address: recipients.MustParseAddress("order@example.com")}
	settings.ShowLogo = true
	settings.Company.Logo = compose.Logo{Name: "logotyp åäö.png", ContentType: "image/png", Data: []byte("\x89PNG\r\n\x1a\n")}
	mails := map[string]*email.Message{}
	for _, lang := range locale.BuiltIn() {
		for _, rules := range compose.Kinds() {
			for _, order := range rules.Orders {
				o := notifytest.Order()
				o.Kind, o.Number = order, "ÅO-462/ä"
				o.ContactPerson.Name, o.ContactPerson.Email, o.ContactPerson.Language = "Anna Öberg", "anna@example.se", lang.Tag()
				mails["customer-"+string(rules.Kind)+"-"+string(order)+"-"+lang.Tag()] = mailOf(t, settings, o, rules.Kind)
			}
		}
	}
	return mails
}

// mailOf plans a message and returns its mail, whole.
func mailOf(t *testing.T, settings compose.Settings, o compose.Order, kind compose.Kind) *email.Message {
	t.Helper()
	r := compose.Request{Kind: kind, Key: "form-token", Now: notifytest.Now(), Document: nil}
	rules, _ := kind.Rules()
	if rules.AttachPDF {
		r.Document = &compose.Document{Data: []byte("%PDF-1.7\n\x00\xff")}
	}
	switch kind {
	case compose.TemplateMail:
		r.Template = settings.Templates[0].ID
	case compose.CommentMessage:
		r.Comment = compose.Comment{ID: "c-1", Author: "Eva Ödman", Text: "Nyckeln ligger i receptionen – på hyllan.", VisibleToCustomer: true}
	}
	draft, err := compose.NewDraft(settings, o, r)
	require.NoError(t, err)
	draft.To = recipients.MustParseList("Anna Öberg <anna@example.se>")
	if kind == compose.FreeMessage {
		draft.Subject, draft.Text = "Hälsning", "Vi ses på fredag – på återseende!\n"
	}
	plan, err := draft.Plan()
	require.NoError(t, err, "%s from %s", kind, o.Kind)
	m, err := plan.Mail(0, nil)
	require.NoError(t, err)
	return m
}
