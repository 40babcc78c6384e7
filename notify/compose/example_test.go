package compose_test

import (
	"fmt"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
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

func ExampleDraft() {
	request := compose.Request{Kind: compose.BookingConfirmation, Key: "form-token", Now: notifytest.Now()}
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), request)
	if err != nil {
		fmt.Println(err)
		return
	}
	draft.To = recipients.MustParseList("anna@example.se,bo@example.se") // what the user typed
	draft.SMS = true
	fmt.Println(draft.Subject)
	fmt.Println(draft.SMSCount().Segments, "SMS from", notifytest.Settings().SMSFrom)
	for _, s := range draft.Suggestions() {
		fmt.Println(s.Label, s.Preselected)
	}
	// Output:
	// Bokningsbekräftelse – Ordernummer: AO462
	// 1 SMS from MittBolag
	// Anna Ek anna@example.se true
	// Östen Åkerlund osten@example.se false
}

func ExamplePlan() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.OrderConfirmation, Key: "form-token", Now: notifytest.Now()})
	plan, err := draft.Plan() // nothing has been sent
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range plan.Messages {
		fmt.Println(m.Channel, m.Recipient, m.Subject())
	}
	for _, d := range plan.Documents {
		fmt.Println(d.Name, d.ContentType)
	}
	// Output:
	// email anna@example.se Orderbekräftelse – Ordernummer: AO462
	// AO462.pdf application/pdf
}

func ExampleSettings_Validate() {
	s := notifytest.Settings()
	s.Company.Accent = "blue"
	s.BookingTemplates = map[compose.OrderKind]templating.MailTemplate{
		compose.WorkOrder: {ID: "t1", Subject: "Bokning", Body: "Vi kommer {nextBokingDate}"},
	}
	fmt.Println(s.Validate())
	// Output:
	// bookingTemplates.work-order: template "t1": body: templating: line 1, column 11: unknown-tag {nextBokingDate}, did you mean {nextBookingDate}?
	// company.accent: "blue" is no colour, want #rrggbb
}

func ExampleOrder() {
	order := compose.Order{
		Company: "1", Kind: compose.WorkOrder, Number: "AO462",
		Customer:      compose.Party{Name: "Brf Åkern", InvoiceEmail: "faktura@example.se"},
		ContactPerson: compose.Contact{Name: "Anna", Email: "anna@example.se", SendWorkOrder: compose.Ask},
		Users:         []compose.User{{Email: "anna@example.se", Customer: true}},
		Files:         []compose.File{{ID: "f1", Name: "bild.jpg", Ref: "s3://bilder/1", Size: 1024, SHA256: "…"}},
		Bookings:      []booking.Booking{{ID: "b1", Start: notifytest.Now()}},
	}
	fmt.Println(order.Validate(), order.Ref().Number)
	// Output: <nil> AO462
}

func ExampleTestMode() {
	s := notifytest.Settings()
	s.Test = compose.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com")}
	draft, _ := compose.NewDraft(s, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "form-token", Now: notifytest.Now()})
	plan, _ := draft.Plan()
	fmt.Println(plan.Messages[0].Recipient, plan.Messages[0].Test)
	// Output: test@example.com redirected from anna@example.se
}

func ExampleKind_Rules() {
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
