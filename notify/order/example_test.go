package order_test

import (
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
)

func ExampleOrder() {
	o := order.Order{
		Company: "1", Kind: order.WorkOrder, Number: "AO462",
		Customer:      order.Party{Name: "Brf Åkern", InvoiceEmail: "faktura@example.se"},
		ContactPerson: order.Contact{Name: "Anna", Email: "anna@example.se"},
		Bookings:      []booking.Booking{{ID: "b1", Start: notifytest.Now()}},
		Content:       pdf.Content{Lines: []pdf.Line{{Name: "Arbetstid", Quantity: 2500, Unit: "tim"}}},
	}
	fmt.Println(o.Validate(), o.Ref().Number)
	// Output: <nil> AO462
}

func ExampleKind() {
	for _, o := range notifytest.Orders() {
		fmt.Println(o.Kind, o.Number)
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
	o := notifytest.Order()
	o.ContactPerson = order.Contact{Name: "Anna", Email: "anna@example.se,jour@example.se", SendWorkOrder: order.SendAsk}
	draft, _ := compose.NewDraft(notifytest.Settings(), o, notifytest.Request(compose.FreeMessage))
	fmt.Println(draft.To)
	// Output: anna@example.se,jour@example.se
}

func ExampleParty() {
	o := notifytest.PurchaseOrder()
	o.Supplier = order.Party{Name: "Portgrossisten", OrderEmail: "order@example.net", Language: "en"}
	draft, _ := compose.NewDraft(notifytest.Settings(), o, notifytest.Request(compose.PurchaseOrder))
	fmt.Println(draft.To, draft.Subject)
	// Output: order@example.net Purchase order IO90
}

// Those with a login get a link to the order, everybody else only the PDF.
func ExampleUser() {
	o := notifytest.Order()
	o.Link = "https://host.example.com/orders/462"
	o.Users = []order.User{{Email: "anna@example.se", Customer: true}}
	draft, _ := compose.NewDraft(notifytest.Settings(), o, notifytest.Request(compose.OrderConfirmation))
	draft.To = recipients.MustParseList("anna@example.se,bo@example.se")
	p, _ := draft.Plan()
	for _, m := range p.Messages {
		fmt.Printf("%s %q\n", m.Recipient, m.Link)
	}
	// Output:
	// anna@example.se "https://host.example.com/orders/462"
	// bo@example.se ""
}

func ExampleServiceObject() {
	s, o := notifytest.Settings(), notifytest.ServiceProtocol()
	s.MachineNumberInName = true
	o.ServiceObjects = []order.ServiceObject{{Name: "Portautomat", MachineNumber: "M1234"}}
	draft, _ := compose.NewDraft(s, o, notifytest.Request(compose.ServiceProtocol))
	fmt.Println(draft.FileName)
	// Output: SP17_M1234.pdf
}

// An upload is bytes, or a reference that the host resolves when it is sent.
func ExampleFile() {
	s, o := notifytest.Settings(), notifytest.Order()
	s.IncludeFiles = true
	o.Files = []order.File{
		{ID: "f1", Name: "port.jpg", ContentType: "image/jpeg", Ref: "s3://bilder/1", Size: 1024, SHA256: "…"},
		{ID: "f2", Name: "ritning.pdf", Data: []byte("%PDF-1.7 …")},
	}
	draft, _ := compose.NewDraft(s, o, notifytest.Request(compose.BookingConfirmation))
	fmt.Println(len(draft.SelectableFiles()), "to choose from")
	draft.Files = []string{"f1"}
	p, _ := draft.Plan()
	fmt.Println(p.Documents[0].Name, p.Documents[0].Ref)
	// Output:
	// 2 to choose from
	// port.jpg s3://bilder/1
}

func ExampleSettings() {
	s := order.Settings{
		Company:      order.Company{ID: "1", Name: "Mitt bolag"},
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
	s.BookingTemplates = []order.BookingTemplate{{
		Order: order.WorkOrder, Case: order.CaseChanged, Language: "sv",
		EmailTemplate: templating.EmailTemplate{ID: "t1", Subject: "Bokning", Body: "Vi kommer {nextBokingDate}"},
	}}
	fmt.Println(s.Validate())
	// Output:
	// bookingTemplates[0].body: templating: line 1, column 11: unknown-tag {nextBokingDate}, did you mean {nextBookingDate}?
	// company.accent: “blue” is not a colour: enter one such as #0b5cad
}

// The company's details stand below every mail.
func ExampleCompany() {
	s := notifytest.Settings()
	s.Company.Extra = []string{"Godkänd för F-skatt"}
	draft, _ := compose.NewDraft(s, notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	p, _ := draft.Plan()
	_, footer, _ := strings.Cut(p.Messages[0].Body(), "\n-- \n")
	fmt.Println(footer)
	// Output:
	// Mitt bolag
	// Storgatan 1, 111 22 Stockholm
	// 08-123 45 67 · info@example.com
	// Org.nr 556000-0000
	// Godkänd för F-skatt
}

func ExampleCompany_logo() {
	s := notifytest.Settings()
	s.ShowLogo, s.Company.Logo = true, email.File{ContentType: "image/png", Data: []byte("no picture")}
	fmt.Println(s.Validate())
	// Output: company.logo.data: The file is not a picture: choose PNG, JPEG or GIF
}

// A contact's own wish decides whether it is asked, sent at once, or neither.
func ExampleSendMode() {
	before, after := notifytest.Order(), notifytest.Order()
	after.ReadyForInvoicing = true
	for _, mode := range []order.SendMode{order.SendNever, order.SendAsk, order.SendAtOnce} {
		after.ContactPerson.SendWorkOrder = mode
		p := compose.Prompts(notifytest.Settings(), before, after, order.Actor{}, notifytest.Now())[1]
		fmt.Printf("%q asked %v, at once %v\n", mode, p.Shown, p.AtOnce)
	}
	// Output:
	// "" asked false, at once false
	// "ask" asked true, at once false
	// "auto" asked false, at once true
}

// Whose language the warnings are in, and who stands in the log.
func ExampleActor() {
	request := notifytest.Request(compose.BookingConfirmation)
	request.Actor = order.Actor{ID: "kai", Name: "Kai", Language: "da"}
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), request)
	draft.SMS = true
	fmt.Println(draft.Warnings()[0].Text)
	// Output: Modtageren kan ikke svare på en sms fra »MittBolag«.
}

// A comment becomes a mail to the other side.
func ExampleComment() {
	o := notifytest.Order()
	o.Users = []order.User{{Name: "Karin", Email: "karin@example.se", Customer: true}}
	request := notifytest.Request(compose.Comment)
	request.Comment = order.Comment{Author: "Eva", Text: "Nyckeln ligger i receptionen."}
	_, err := compose.NewDraft(notifytest.Settings(), o, request)
	fmt.Println(err)
	request.Comment.VisibleToCustomer = true
	draft, err := compose.NewDraft(notifytest.Settings(), o, request)
	fmt.Println(draft.To, err)
	// Output:
	// compose: comment "": plan: text: the comment is not visible to the customer: make it visible first
	// karin@example.se <nil>
}

func ExampleTestMode() {
	s := notifytest.Settings()
	s.Test = order.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com")}
	draft, _ := compose.NewDraft(s, notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	p, _ := draft.Plan()
	m := p.Messages[0]
	fmt.Println(m.Recipient, m.Test, "from", m.IntendedFor)
	// Output: test@example.com redirected from anna@example.se
}
