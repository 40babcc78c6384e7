package notifytest

import (
	"time"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
)

// Quote returns a quote, OF31, with lines, VAT and a sum.
func Quote() order.Order {
	o := sampleOrder(order.Quote, "31", "OF31")
	o.Description = "Ny portautomat"
	o.Content.Lines = append(hours(), pdf.Line{
		Article:  "200",
		Name:     "Portautomat",
		Quantity: 1000,
		Unit:     "st",
		Price:    crowns(980000),
		Sum:      crowns(980000),
	})
	o.Content.Totals = []pdf.Total{
		{Label: "Summa", Amount: crowns(1155000)},
		{Label: "Moms 25 %", Amount: crowns(288750)},
		{Label: "Att betala", Amount: crowns(1443750), Strong: true},
	}
	return o
}

// ServiceProtocol returns a service protocol, SP17, with a checklist, a
// measurement and a signature.
func ServiceProtocol() order.Order {
	o := sampleOrder(order.ServiceProtocol, "sp-17", "SP17")
	o.Description = "Årlig service"
	o.Content.Checklists = []pdf.Checklist{{Title: "Portautomat 1", Checks: []pdf.Check{
		{Name: "Fotocell", Result: "OK"},
		{Name: "Kuggstång", Result: "Slitage", Remark: "Byts vid nästa besök", Failed: true},
	}}}
	o.Content.Measurements = []pdf.Measurement{{Name: "Stängkraft", Value: "340", Unit: "N"}}
	o.Content.Signatures = []pdf.Signature{
		{Role: "Kund", Name: "Anna Ek", At: time.Date(2023, time.October, 2, 11, 30, 0, 0, time.UTC)},
	}
	return o
}

// PurchaseOrder returns a purchase order, IO90, to a supplier with an address of
// its own for orders. It has no contact person.
func PurchaseOrder() order.Order {
	o := sampleOrder(order.PurchaseOrder, "90", "IO90")
	o.ContactPerson, o.Customer = order.Contact{}, order.Party{}
	o.Supplier = order.Party{
		Name: "Portgrossisten", OrderEmail: "order@example.net",
		Contacts: []order.Contact{{Name: "Ulla", Email: "ulla@example.net"}},
	}
	o.Content.Lines = []pdf.Line{{
		Article:  "7711",
		Name:     "Kuggstång 1 m",
		Quantity: 4000,
		Unit:     "st",
		Price:    crowns(18900),
		Sum:      crowns(75600),
	}}
	return o
}

func hours() []pdf.Line {
	return []pdf.Line{
		{Article: "100", Name: "Arbetstid", Quantity: 2500, Unit: "tim", Price: crowns(70000), Sum: crowns(175000)},
	}
}

func crowns(minor int64) pdf.Money { return pdf.Money{Minor: minor, Currency: "SEK"} }
