package compose_test

import (
	"context"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
)

func ExamplePrompts() {
	before := notifytest.Order()
	after := notifytest.Order()
	after.Bookings[0].Start = after.Bookings[0].Start.Add(time.Hour)
	for _, p := range compose.Prompts(notifytest.Settings(), before, after, order.Actor{ID: "eva", Language: "en"}, notifytest.Now()) {
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
	o := notifytest.Order()
	for _, p := range compose.Prompts(notifytest.Settings(), order.Order{}, o, order.Actor{}, notifytest.Now()) {
		if !p.Shown && !p.AtOnce {
			continue
		}
		draft, err := notifytest.NewBench().Draft(context.Background(), o, p.Request(order.Actor{ID: "eva", Name: "Eva"}, "form-token"))
		fmt.Println(p.Kind, "to", draft.To, err)
	}
	// Output: booking-confirmation to anna@example.se <nil>
}

func ExamplePromptReason() {
	p := compose.Prompts(notifytest.Settings(), notifytest.Order(), notifytest.Order(), order.Actor{Language: "en"}, notifytest.Now())[0]
	fmt.Println(p.Reason == compose.BookingUnchanged, p.Why)
	// Output: true The bookings are unchanged.
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
	for _, s := range draft.Suggestions().Lines {
		fmt.Println(s.Label, s.Preselected)
	}
	// Output:
	// Bokningsbekräftelse AO462
	// 1 SMS: Börje kommer fredag 06 oktober, 07:00 - 10:00. Ordernummer: AO462. Frågor? Ring 08-123 45 67. Hälsningar Mitt bolag
	// Anna Ek anna@example.se true
	// Östen Åkerlund osten@example.se false
}

func ExampleDraft_Choose() {
	request := compose.Request{Kind: compose.TemplateEmail, Key: "form-token", Now: notifytest.Now()}
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
		Actor:    order.Actor{ID: "eva", Name: "Eva"},
		Key:      "form-token", // of the popup: opened again, it has another
		Now:      notifytest.Now(),
		Contacts: []order.Contact{{Name: "Bo", Email: "bo@example.se", Phone: "+46705123457"}},
	}
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Quote(), request)
	fmt.Println(draft.To, draft.Phones, err)
	// Output: bo@example.se +46705123457 <nil>
}

func ExampleKind() {
	fmt.Println(compose.KindsFor(order.ServiceProtocol))
	// Output: [service-protocol free-message template-mail comment]
}

func ExampleRules() {
	for _, kind := range compose.KindsFor(order.Quote) {
		rules, _ := compose.RulesOf(kind)
		fmt.Println(kind, rules.Channels, "text may be edited:", rules.EditText)
	}
	// Output:
	// quote [email] text may be edited: false
	// free-message [email sms] text may be edited: true
	// template-mail [email] text may be edited: true
	// comment [email sms] text may be edited: false
}

func ExampleDue() {
	settings := notifytest.Settings()
	settings.Reminders = []booking.Reminder{booking.DayBefore()}
	for _, due := range compose.Reminders(settings, notifytest.Order(), notifytest.Now()) {
		fmt.Println(due.Booking.ID, due.At.Format("2006-01-02 15:04"), due.Past)
	}
	// Output: b-1 2023-10-05 09:00 false
}
