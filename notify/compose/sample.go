package compose

import (
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
)

// SampleOrder returns an order of a kind that nobody has placed, for a page where
// templates are written: with a customer, a contact person, an object, what its papers
// show, and a visit at nine two days after now; on a protocol one that took place the day
// before. Its addresses are of domains that exist nowhere. An unknown kind is a work
// order.
func SampleOrder(kind order.Kind, now time.Time) order.Order {
	nine := time.Date(now.Year(), now.Month(), now.Day(), 9, 0, 0, 0, now.Location())
	o := order.Order{
		Kind: kind, ID: "sample", CustomerOrderNumber: "K-1017", Description: "Service",
		Customer: order.Party{
			Name: "Brf Eken", Address: []string{"Ekvägen 1", "123 45 Ekby"},
			Contacts: []order.Contact{{Name: "Östen Åkerlund", Email: "osten@example.com"}},
		},
		ContactPerson:  order.Contact{Name: "Anna Ek", Email: sampleEmail, Phone: samplePhone},
		ServiceObjects: []order.ServiceObject{{Name: "Portautomat 1", MachineNumber: "M1234"}},
		Content: pdf.Content{
			Lines: []pdf.Line{{
				Article:  "1001",
				Name:     "Service",
				Quantity: 2000,
				Unit:     "tim",
				Price:    sampleMoney(95000),
				Sum:      sampleMoney(190000),
			}},
			Totals: []pdf.Total{
				{Label: "Moms 25 %", Amount: sampleMoney(47500)},
				{Label: "Att betala", Amount: sampleMoney(237500), Strong: true},
			},
		},
	}
	visit := booking.Booking{
		ID:          "sample",
		Start:       nine.AddDate(0, 0, 2),
		End:         nine.AddDate(0, 0, 2).Add(2 * time.Hour),
		Technicians: []string{"Börje"},
	}
	switch kind {
	case order.Quote:
		o.Number, o.ValidUntil = "OF118", nine.AddDate(0, 1, 0)
	case order.ServiceOrder:
		o.Number, o.Bookings = "SO17", []booking.Booking{visit}
	case order.ContactOrder:
		o.Number, o.Bookings = "KO8", []booking.Booking{visit}
	case order.ServiceProtocol:
		o.Number = "SP31"
		visit.Start, visit.End = visit.Start.AddDate(0, 0, -3), visit.End.AddDate(0, 0, -3)
		o.Bookings = []booking.Booking{visit}
		o.Content.Checklists = []pdf.Checklist{
			{Checks: []pdf.Check{{Name: "Klämskydd", Result: "OK"}, {Name: "Nödstopp", Failed: true, Remark: "Bytt"}}},
		}
	case order.PurchaseOrder:
		o.Number, o.Supplier = "IO75", order.Party{Name: "Portgrossisten", OrderEmail: sampleEmail}
	default:
		o.Kind, o.Number, o.Bookings = order.WorkOrder, "AO462", []booking.Booking{visit}
	}
	return o
}

const (
	sampleEmail = "anna@example.com"
	samplePhone = "+46700000000"
)

func sampleMoney(minor int64) pdf.Money { return pdf.Money{Minor: minor, Currency: "SEK"} }
