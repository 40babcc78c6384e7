package plan_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

func ExamplePlan() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	p, err := draft.Plan() // nothing has been sent
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range p.Messages {
		fmt.Println(m.Channel, m.Recipient, m.Subject())
	}
	// Output: email anna@example.se Orderbekräftelse AO462
}

// A plan may be kept and sent later; one that was changed is not sent.
func ExamplePlan_Verify() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	p, _ := draft.Plan()
	kept, _ := json.Marshal(p)
	var later plan.Plan
	fmt.Println(json.Unmarshal(kept, &later), later.Verify())
	later.Messages[0].Recipient = "eve@example.org"
	fmt.Println(later.Verify())
	// Output:
	// <nil> <nil>
	// plan: the plan was changed after it was made: plan again
}

// A message is what one recipient gets: the preview is what is sent.
func ExampleMessage() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	draft.Email, draft.SMS = false, true
	p, _ := draft.Plan()
	m := p.Messages[0]
	fmt.Println(m.Name, m.Recipient, m.Segments.Segments)
	fmt.Println(m.Body())
	// Output:
	// Anna Ek +46705123456 1
	// Börje kommer fredag 06 oktober, 07:00 - 10:00. Ordernummer: AO462. Frågor? Ring 08-123 45 67. Hälsningar Mitt bolag
}

func ExampleDocument() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Quote(), notifytest.Request(compose.Quote))
	draft.FileName = "Vår offert"
	p, _ := draft.Plan()
	for _, d := range p.Documents {
		fmt.Println(d.Name, d.ContentType, d.Rendered)
	}
	// Output: Vår offert.pdf application/pdf true
}

func ExampleWarning() {
	request := notifytest.Request(compose.BookingConfirmation)
	request.Bounced = []string{"anna@example.se"} // Service.Complete knows
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), request)
	for _, w := range draft.Warnings() {
		fmt.Println(w.Code, w.Text)
	}
	// Output: bounced Meddelanden till anna@example.se har kommit i retur.
}

func ExampleLeftOut() {
	request := notifytest.Request(compose.BookingConfirmation)
	request.Contacts = []order.Contact{{Name: "Anna", Phone: "+468123456"}, {Name: "Bo", Phone: "+46705123457"}}
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), request)
	draft.Email, draft.SMS = false, true
	p, _ := draft.Plan()
	for _, l := range p.LeftOut {
		fmt.Println(l.Code, l.Channel, l.Recipient)
	}
	// Output: no-mobile sms +468123456
}

// A form shows each refusal beside its field, in the user's language.
func ExampleFieldError() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	draft.Text, draft.Files = "Hej!", []string{"f1"}
	_, err := draft.Plan()
	for _, e := range plan.FieldErrors(err) {
		fmt.Println(e.Field, e.Code, e.Message(locale.Swedish))
	}
	fmt.Println(errors.Is(err, compose.ErrFixedText))
	// Output:
	// text fixed Texten är fast för den här sortens meddelande och kan inte ändras.
	// files files-off Filer kan inte väljas: inställningen ”Ta med uppladdade filer vid sändning” (includeFiles) är av.
	// true
}

func ExampleTextSource() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.TemplateEmail))
	fmt.Println(draft.Source(), draft.Template().ID)
	// Output: template enkat
}
