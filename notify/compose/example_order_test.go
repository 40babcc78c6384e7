package compose_test

import (
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
)

func ExampleOrder() {
	order := compose.Order{
		Company: "1", Kind: compose.WorkOrder, Number: "AO462",
		Customer:      compose.Party{Name: "Brf Åkern", InvoiceEmail: "faktura@example.se"},
		ContactPerson: compose.Contact{Name: "Anna", Email: "anna@example.se"},
		Bookings:      []booking.Booking{{ID: "b1", Start: notifytest.Now()}},
		Content:       pdf.Content{Lines: []pdf.Line{{Name: "Arbetstid", Quantity: 2500, Unit: "tim"}}},
	}
	fmt.Println(order.Validate(), order.Ref().Number)
	// Output: <nil> AO462
}

func ExampleOrderKind() {
	for _, order := range notifytest.Orders() {
		fmt.Println(order.Kind, order.Number)
	}
	// Output:
	// quote OF31
	// work-order AO462
	// service-order SO17
	// contact-order KO8
	// service-protocol SP17
	// purchase-order IO90
}

// Several addresses in one field are several suggestions.
func ExampleContact() {
	order := notifytest.Order()
	order.ContactPerson = compose.Contact{Name: "Anna", Email: "anna@example.se,jour@example.se", SendWorkOrder: compose.Ask}
	draft, _ := compose.NewDraft(notifytest.Settings(), order, notifytest.Request(compose.FreeMessage))
	fmt.Println(draft.To)
	// Output: anna@example.se,jour@example.se
}

func ExampleParty() {
	order := notifytest.PurchaseOrder()
	order.Supplier = compose.Party{Name: "Portgrossisten", OrderEmail: "order@example.net", Language: "en"}
	draft, _ := compose.NewDraft(notifytest.Settings(), order, notifytest.Request(compose.PurchaseOrderMail))
	fmt.Println(draft.To, draft.Subject)
	// Output: order@example.net Purchase order – Order number: IO90
}

// Those with a login get a link to the order, everybody else only the PDF.
func ExampleUser() {
	order := notifytest.Order()
	order.Link = "https://host.example.com/orders/462"
	order.Users = []compose.User{{Email: "anna@example.se", Customer: true}}
	draft, _ := compose.NewDraft(notifytest.Settings(), order, notifytest.Request(compose.OrderConfirmation))
	draft.To = recipients.MustParseList("anna@example.se,bo@example.se")
	plan, _ := draft.Plan()
	for _, m := range plan.Messages {
		fmt.Printf("%s %q\n", m.Recipient, m.Link)
	}
	// Output:
	// anna@example.se "https://host.example.com/orders/462"
	// bo@example.se ""
}

func ExampleServiceObject() {
	s, order := notifytest.Settings(), notifytest.ServiceProtocol()
	s.MachineNumberInName = true
	order.ServiceObjects = []compose.ServiceObject{{Name: "Portautomat", MachineNumber: "M1234"}}
	draft, _ := compose.NewDraft(s, order, notifytest.Request(compose.ServiceProtocolMail))
	fmt.Println(draft.FileName)
	// Output: SP17_M1234.pdf
}

// An upload is bytes, or a reference that the host resolves when it is sent.
func ExampleFile() {
	s, order := notifytest.Settings(), notifytest.Order()
	s.IncludeFiles = true
	order.Files = []compose.File{
		{ID: "f1", Name: "port.jpg", ContentType: "image/jpeg", Ref: "s3://bilder/1", Size: 1024, SHA256: "…"},
		{ID: "f2", Name: "ritning.pdf", Data: []byte("%PDF-1.7 …")},
	}
	draft, _ := compose.NewDraft(s, order, notifytest.Request(compose.BookingConfirmation))
	fmt.Println(len(draft.SelectableFiles()), "to choose from")
	draft.Files = []string{"f1"}
	plan, _ := draft.Plan()
	fmt.Println(plan.Documents[0].Name, plan.Documents[0].Ref)
	// Output:
	// 2 to choose from
	// port.jpg s3://bilder/1
}

func ExampleSettings() {
	s := compose.Settings{
		Company:      compose.Company{ID: "1", Name: "Mitt bolag"},
		From:         recipients.Mailbox{Address: recipients.MustParseAddress("info@example.com")},
		SMSFrom:      smsgw.MustParseSenderName("MittBolag"),
		ReadyMessage: "Er vara för {orderRef} finns att hämta.",
	}
	fmt.Println(s.Validate())
	// Output: <nil>
}

func ExampleSettings_Validate() {
	s := notifytest.Settings()
	s.Company.Accent = "blue"
	s.BookingTemplates = map[compose.OrderKind]templating.MailTemplate{
		compose.WorkOrder: {ID: "t1", Subject: "Bokning", Body: "Vi kommer {nextBokingDate}"},
	}
	fmt.Println(s.Validate())
	// Output:
	// bookingTemplates.work-order.body: templating: line 1, column 11: unknown-tag {nextBokingDate}, did you mean {nextBookingDate}?
	// company.accent: "blue" is no colour, want #rrggbb
}

func ExampleSettingError() {
	s := notifytest.Settings()
	s.Region = "Sweden"
	if problem, ok := s.Validate().(interface{ Unwrap() []error }); ok {
		for _, err := range problem.Unwrap() {
			fmt.Println(err.(*compose.SettingError).Path)
		}
	}
	// Output: region
}

// The company's details stand below every mail.
func ExampleCompany() {
	s := notifytest.Settings()
	s.Company.Extra = []string{"Godkänd för F-skatt"}
	draft, _ := compose.NewDraft(s, notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	plan, _ := draft.Plan()
	_, footer, _ := strings.Cut(plan.Messages[0].Body(), "\n-- \n")
	fmt.Println(footer)
	// Output:
	// Mitt bolag
	// Storgatan 1, 111 22 Stockholm
	// 08-123 45 67 · info@example.com
	// Org.nr 556000-0000
	// Godkänd för F-skatt
}

func ExampleLogo() {
	s := notifytest.Settings()
	s.ShowLogo, s.Company.Logo = true, compose.Logo{ContentType: "image/png", Data: []byte("no picture")}
	fmt.Println(s.Validate())
	// Output: company.logo.data: is no picture, want PNG, JPEG or GIF
}
