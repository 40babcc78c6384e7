package notifytest

import (
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
)

// Now is the time of the samples: Monday 2 October 2023, 14:05 in Stockholm.
func Now() time.Time { return time.Date(2023, time.October, 2, 12, 5, 0, 0, time.UTC) }

// Settings returns a company's settings with all that messages need, and one
// template for mails, "enkat". Every call gives values of its own.
func Settings() order.Settings {
	return order.Settings{
		Company: order.Company{
			ID: "mitt-bolag", Name: "Mitt bolag", OrgNumber: "556000-0000",
			Address: []string{"Storgatan 1", "111 22 Stockholm"}, Phone: "08-123 45 67", Email: "info@example.com",
		},
		From:    recipients.Mailbox{Name: "Mitt bolag", Address: recipients.MustParseAddress("info@example.com")},
		SMSFrom: smsgw.MustParseSenderName("MittBolag"),
		Zone:    "Europe/Stockholm",
		Templates: []templating.EmailTemplate{{
			ID: "enkat", Version: 1, Subject: "Enkät om {orderRef}",
			Body: "Hej, {facilityOrCustomer}\n\nVad tyckte ni om vårt besök?\n\nHälsningar {company}",
		}},
	}
}

// Request returns the request of a popup that Eva opens for a kind of message at
// [Now], with the form token "form-token": for [compose.TemplateEmail] with the
// template of [Settings], for [compose.Comment] with a comment that the
// customer may see.
func Request(kind plan.Kind) compose.Request {
	r := compose.Request{Kind: kind, Actor: order.Actor{ID: "eva", Name: "Eva"}, Key: "form-token", Now: Now()}
	switch kind {
	case compose.TemplateEmail:
		r.Template = "enkat"
	case compose.Comment:
		r.Comment = order.Comment{ID: "c-1", Author: "Eva", Text: "Nyckeln ligger i receptionen.", VisibleToCustomer: true}
	}
	return r
}

// Orders returns a sample of every kind of order, in the order in which package
// compose has the kinds: [Quote], [Order], [ServiceOrder], [ContactOrder],
// [ServiceProtocol], [PurchaseOrder].
func Orders() []order.Order {
	return []order.Order{Quote(), Order(), ServiceOrder(), ContactOrder(), ServiceProtocol(), PurchaseOrder()}
}

// Order returns a work order with a contact person and one coming booking: that
// of the manual's example, AO462 with Börje on Friday 6 October, 07:00 – 10:00.
func Order() order.Order {
	o := sampleOrder(order.WorkOrder, "462", "AO462")
	o.Description = "Service av portautomat"
	o.Bookings = []booking.Booking{visit()}
	o.Content.Lines = hours()
	return o
}

// ServiceOrder returns a service order, SO17, with a booking as [Order] has.
func ServiceOrder() order.Order {
	o := sampleOrder(order.ServiceOrder, "17", "SO17")
	o.Description = "Årlig service"
	o.Bookings = []booking.Booking{visit()}
	return o
}

// ContactOrder returns a contact order, KO8, with a booking as [Order] has.
func ContactOrder() order.Order {
	o := sampleOrder(order.ContactOrder, "8", "KO8")
	o.Description = "Besiktning före offert"
	o.Bookings = []booking.Booking{visit()}
	return o
}

func sampleOrder(kind order.Kind, id, number string) order.Order {
	return order.Order{
		Company: "mitt-bolag", Kind: kind, ID: id, Number: number,
		Customer: order.Party{
			Name: "kund", Contacts: []order.Contact{{Name: "Östen Åkerlund", Email: "osten@example.se"}},
		},
		ContactPerson:  order.Contact{Name: "Anna Ek", Email: "anna@example.se", Phone: "+46705123456"},
		ServiceObjects: []order.ServiceObject{{Name: "Portautomat 1", MachineNumber: "M1234"}},
		Created:        time.Date(2023, time.September, 28, 7, 0, 0, 0, time.UTC),
	}
}

func visit() booking.Booking {
	return booking.Booking{
		ID:          "b-1",
		Start:       time.Date(2023, time.October, 6, 5, 0, 0, 0, time.UTC),
		End:         time.Date(2023, time.October, 6, 8, 0, 0, 0, time.UTC),
		Technicians: []string{"Börje"},
	}
}
