package compose_test

import (
	"fmt"
	"net/url"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

// What a browser posts, with a mistake in the number.
func ExampleForm() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	shown := draft.Form()
	body := url.Values{"opened": {shown.Opened}, "sms": {"on"}, "phones": {"0705123456"}, "text": {shown.Text}}
	for _, e := range plan.FieldErrors(draft.Apply(compose.ParseForm(body))) {
		fmt.Println(e.Field+":", e.Message(locale.Swedish))
		fmt.Println("take", e.Suggestion)
	}
	fmt.Println("typed:", draft.Form().Phones)
	// Output:
	// phones: Något i listan är fel. ”0705123456”: saknar landskod, t.ex. +46. Menade du +46705123456?
	// take +46705123456
	// typed: 0705123456
}

func ExampleFormPage() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	page := draft.Form().Show
	fmt.Println(page.Title, page.Language)
	// Output: orderbekräftelse sv
}

func ExampleFormField() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	for _, field := range draft.Form().Show.Fields {
		if field.Shown && field.ReadOnly {
			fmt.Println(field.Name+":", field.Why)
		}
	}
	// Output:
	// subject: Texten är fast för den här sortens meddelande och kan inte ändras.
	// text: Texten är fast för den här sortens meddelande och kan inte ändras.
}

func ExampleFormChoice() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	for _, choice := range draft.Form().Show.Suggestions {
		fmt.Println(choice.Chosen, choice.Label)
	}
	// Output:
	// true Anna Ek anna@example.se
	// false Östen Åkerlund osten@example.se
}

func ExampleFormCount() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	draft.Text = "Vi kommer imorgon."
	fmt.Println(draft.Form().Show.Count.Text)
	// Output: 1 SMS · 18/160
}

// The inputs that a page's form posts back without showing them.
func ExampleFormHidden() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	for _, in := range draft.Form().Hidden() {
		fmt.Printf("<input type=hidden name=%s> %t\n", in.Name, in.Value != "")
	}
	// Output:
	// <input type=hidden name=key> true
	// <input type=hidden name=opened> true
	// <input type=hidden name=request> true
}
