package compose_test

import (
	"fmt"
	"time"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/recipients"
)

func ExamplePrompts() {
	before := notifytest.Order()
	after := notifytest.Order()
	after.Bookings[0].Start = after.Bookings[0].Start.Add(time.Hour)
	for _, p := range compose.Prompts(notifytest.Settings(), before, after, compose.Actor{ID: "eva", Language: "en"}, notifytest.Now()) {
		fmt.Println(p.Kind, p.Shown, p.Reason)
		if p.Shown {
			fmt.Println(p.Question)
		}
	}
	// Output:
	// booking-confirmation true booking-changed
	// Do you want to send the contact person an e-mail with a booking confirmation?
	// work-order false not-ready
	// service-protocol false other-kind-of-order
}

// The user answers yes.
func ExamplePrompt() {
	order := notifytest.Order()
	for _, p := range compose.Prompts(notifytest.Settings(), compose.Order{}, order, compose.Actor{}, notifytest.Now()) {
		if !p.Shown && !p.AtOnce {
			continue
		}
		draft, err := compose.NewDraft(notifytest.Settings(), order, p.Request(compose.Actor{ID: "eva", Name: "Eva"}, "form-token", notifytest.Now()))
		fmt.Println(p.Kind, p.Channel, "to", draft.To, err)
	}
	// Output: booking-confirmation email to anna@example.se <nil>
}

func ExamplePromptReason() {
	p := compose.Prompts(notifytest.Settings(), notifytest.Order(), notifytest.Order(), compose.Actor{Language: "en"}, notifytest.Now())[0]
	fmt.Println(p.Reason == compose.BookingUnchanged, p.Why)
	// Output: true The bookings are unchanged.
}

// A contact's own wish decides whether it is asked, sent at once, or neither.
func ExampleMode() {
	before, after := notifytest.Order(), notifytest.Order()
	after.ReadyForInvoicing = true
	for _, mode := range []compose.Mode{compose.Never, compose.Ask, compose.Auto} {
		after.Customer.Contacts[0].SendWorkOrder = mode
		p := compose.Prompts(notifytest.Settings(), before, after, compose.Actor{}, notifytest.Now())[1]
		fmt.Printf("%q asked %v, at once %v\n", mode, p.Shown, p.AtOnce)
	}
	// Output:
	// "" asked false, at once false
	// "ask" asked true, at once false
	// "auto" asked false, at once true
}

// What the popup shows.
func ExampleDraft() {
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "form-token", Now: notifytest.Now()})
	if err != nil {
		fmt.Println(err)
		return
	}
	draft.To = recipients.MustParseList("anna@example.se,bo@example.se") // what the user typed
	draft.SMS = true
	fmt.Println(draft.Subject)
	fmt.Println(draft.SMSCount().Segments, "SMS:", draft.SMSText())
	for _, s := range draft.Suggestions() {
		fmt.Println(s.Label, s.Preselected)
	}
	// Output:
	// Bokningsbekräftelse – Ordernummer: AO462
	// 1 SMS: Börje kommer fredag 06 oktober, 07:00 - 10:00. Ordernummer: AO462. Hälsningar Mitt bolag
	// Anna Ek anna@example.se true
	// Östen Åkerlund osten@example.se false
}

func ExampleDraft_Choose() {
	request := compose.Request{Kind: compose.TemplateMail, Key: "form-token", Now: notifytest.Now()}
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), request)
	for _, template := range draft.Templates() {
		fmt.Println("can be chosen:", template.ID)
	}
	fmt.Println(draft.Choose("enkat"), draft.Subject)
	// Output:
	// can be chosen: enkat
	// <nil> Enkät om Ordernummer: AO462
}

func ExampleRequest() {
	request := compose.Request{
		Kind:     compose.FreeMessage,
		Actor:    compose.Actor{ID: "eva", Name: "Eva"},
		Key:      "form-token", // of the popup: opened again, it has another
		Now:      notifytest.Now(),
		Contacts: []compose.Contact{{Name: "Bo", Email: "bo@example.se", Phone: "+46705123457"}},
	}
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Quote(), request)
	fmt.Println(draft.To, draft.Phones, err)
	// Output: bo@example.se +46705123457 <nil>
}

// Whose language the warnings are in, and who stands in the log.
func ExampleActor() {
	request := notifytest.Request(compose.BookingConfirmation)
	request.Actor = compose.Actor{ID: "kai", Name: "Kai", Language: "da"}
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), request)
	draft.SMS = true
	fmt.Println(draft.Warnings()[0].Text)
	// Output: Modtageren kan ikke svare på en SMS fra »MittBolag«.
}

// A comment becomes a mail to the other side.
func ExampleComment() {
	order := notifytest.Order()
	order.Users = []compose.User{{Name: "Karin", Email: "karin@example.se", Customer: true}}
	request := notifytest.Request(compose.CommentMessage)
	request.Comment = compose.Comment{Author: "Eva", Text: "Nyckeln ligger i receptionen."}
	_, err := compose.NewDraft(notifytest.Settings(), order, request)
	fmt.Println(err)
	request.Comment.VisibleToCustomer = true
	draft, err := compose.NewDraft(notifytest.Settings(), order, request)
	fmt.Println(draft.To, err)
	// Output:
	// compose: comment "" is not visible to the customer and does not leave the company: mark it visible first
	// karin@example.se <nil>
}

func ExampleKind() {
	fmt.Println(compose.KindsFor(compose.ServiceProtocol))
	// Output: [service-protocol free-message template-mail comment]
}

func ExampleRules() {
	for _, kind := range compose.KindsFor(compose.Quote) {
		rules, _ := kind.Rules()
		fmt.Println(kind, rules.Channels, "text may be edited:", rules.EditText)
	}
	// Output:
	// quote [email] text may be edited: false
	// free-message [email sms] text may be edited: true
	// template-mail [email] text may be edited: true
	// comment [email] text may be edited: false
}

func ExampleSource() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.TemplateMail))
	fmt.Println(draft.Source(), draft.Template().ID)
	// Output: template enkat
}
