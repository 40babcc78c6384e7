package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

var now = time.Date(2026, time.November, 30, 9, 15, 0, 0, time.UTC)

// settings are those of a company that has filled in all that a customer sees.
func settings(l locale.Language) order.Settings {
	return order.Settings{
		Company: order.Company{
			ID: "nordkyl", Name: "Nordkyl Räksmörgås & Söner AB",
			OrgNumber: "556677-8899", Address: []string{"Industrigatan 12", "702 36 Örebro"},
			Phone: "019-123 45 67", Email: "order@nordkyl.example", Website: "www.nordkyl.example", Accent: "#0f4c81",
			Logo:     email.File{Name: "nordkyl.png", ContentType: "image/png", Data: logo(0x0f, 0x4c, 0x81)},
			LogoDark: email.File{Name: "nordkyl-dark.png", ContentType: "image/png", Data: logo(0x9f, 0xc8, 0xec)},
		},
		ShowLogo: true, Zone: "Europe/Stockholm", Language: l.Tag(),
		From:    recipients.Mailbox{Name: "Nordkyl", Address: recipients.MustParseAddress("order@nordkyl.example")},
		SMSFrom: smsgw.MustParseSenderName("Nordkyl"),
		Templates: []templating.EmailTemplate{
			{ID: "enkät", Version: 1, Subject: "Vad tyckte ni om vårt besök?", HTML: true, Body: survey},
			{
				ID: "tips", Version: 1, Subject: "Tre råd inför vintern",
				Body: "Hej {facilityOrCustomer}!\n\nRensa luftvägarna kring kondensorn, " +
					"kontrollera dörrarnas tätningar och läs av temperaturen en gång i veckan.\n\n" +
					"Mer finns på https://nordkyl.example/rad (och i vår folder).\n\nHälsningar {company}",
			},
		},
	}
}

// survey is HTML as an administrator pastes it: a wide table, a button of a link, a
// dark heading, an old font tag, and a cell that is never closed.
const survey = `<h2 style="color:#0f4c81;margin:0 0 12px 0">Tack för förtroendet!</h2>
<p>Vi arbetade hos {facilityOrCustomer} med {serviceObjects}. Tyck till på en minut:</p>
<table width="900" cellpadding="10" style="border-collapse:collapse"><tr><td bgcolor="#eef6ee" style="border:1px solid #cfe3cf">Bemötande</td><td bgcolor="#eef6ee" style="border:1px solid #cfe3cf">Kvalitet</td><td bgcolor="#eef6ee" style="border:1px solid #cfe3cf">Tid</td></tr>
<tr><td style="border:1px solid #cfe3cf">1–5</td><td style="border:1px solid #cfe3cf">1–5</td><td style="border:1px solid #cfe3cf">1–5</table>
<p><a href="https://nordkyl.example/enkat" style="background:#0f4c81;color:#ffffff;display:inline-block;padding:10px 18px;text-decoration:none">Svara på enkäten</a></p>
<p><font color="#666666" size="2">Svaren är anonyma.</font></td></tr></table>`

// sample is an order with all that a mail may show.
func sample(kind order.Kind, l locale.Language) order.Order {
	visit := time.Date(2026, time.December, 5, 7, 0, 0, 0, stockholm())
	return order.Order{
		Company: "nordkyl", Kind: kind, ID: "462", Number: "AO462", Language: l.Tag(), Link: "https://host.example/order/462",
		Customer: order.Party{
			Name: "ICA Supermarket Örebro AB", OrgNumber: "556012-3456",
			Address: []string{"Box 12", "701 02 Örebro"},
		},
		Facility: order.Party{
			Name:    "ICA Supermarket Eken",
			Address: []string{"Centralstationen, Köpmangatan 10, port 3 bakom lastkajen", "703 61 Örebro"},
		},
		Supplier:            order.Party{Name: "Kylgrossisten AB", OrderEmail: "order@kylgrossisten.example"},
		ContactPerson:       order.Contact{Name: "Anna Lindqvist", Email: "anna@ica.example", Phone: "+46705123456"},
		Users:               []order.User{{ID: "u1", Name: "Anna Lindqvist", Email: "anna@ica.example", Customer: true}},
		CustomerOrderNumber: "4711", Description: "Byte av kompressor i kylrum 2",
		ServiceObjects: []order.ServiceObject{{Name: "Kylrum 2", MachineNumber: "M1234"}},
		Bookings: []booking.Booking{
			{ID: "b1", Start: visit, End: visit.Add(3 * time.Hour), Technicians: []string{"Börje Åkesson"}},
		},
		Content: pdf.Content{
			Lines: []pdf.Line{
				{
					Article: "K-200", Name: "Kompressor", Quantity: 1000,
					Unit: "st", Price: kronor(3_850_000), Sum: kronor(3_850_000),
				},
				{Name: "Arbete", Quantity: 6000, Unit: "tim", Price: kronor(98_846), Sum: kronor(593_076)},
			},
			Totals: []pdf.Total{
				{Label: pdf.TotalNet, Amount: kronor(4_443_076)},
				{Label: pdf.TotalVAT, Rate: 25_000, Base: kronor(4_443_076), Amount: kronor(1_110_769)},
				{Label: pdf.TotalToPay, Amount: kronor(5_553_845), Strong: true},
			},
		},
	}
}

func kronor(minor int64) pdf.Money { return pdf.Money{Minor: minor, Currency: "SEK"} }

func stockholm() *time.Location {
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		return time.UTC
	}
	return zone
}

// logo is a drawn picture, 320 by 96 pixels: a ring and two lines of a colour.
func logo(r, g, b uint8) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, 320, 96))
	ink := color.NRGBA{r, g, b, 0xff}
	for y := range 96 {
		for x := range 320 {
			dx, dy := x-48, y-48
			inside := dx*dx+dy*dy < 40*40 && !(dx*dx+dy*dy < 18*18)
			if inside || x > 112 && x < 304 && y > 26 && y < 46 || x > 112 && x < 240 && y > 58 && y < 72 {
				img.SetNRGBA(x, y, ink)
			}
		}
	}
	var file bytes.Buffer
	_ = png.Encode(&file, img) // a buffer takes everything
	return file.Bytes()
}
