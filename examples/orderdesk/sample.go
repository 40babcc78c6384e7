package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
)

// fill makes the sample data of a database that has none.
func (a *app) fill(ctx context.Context) error {
	var n int
	if err := a.data.db.QueryRowContext(ctx, "SELECT count(*) FROM companies").Scan(&n); err != nil || n > 0 {
		return err
	}
	for _, c := range []company{
		sampleCompany("nordkyl", "Nordkyl Räksmörgås & Söner AB", "Nordkyl", "556677-8899"),
		sampleCompany("sydport", "Sydport Portservice AB", "Sydport", "556688-7799"),
	} {
		if err := c.Settings.Validate(); err != nil {
			return err
		}
		if err := a.data.saveCompany(ctx, c); err != nil {
			return err
		}
	}
	for i, name := range []string{"Kylrum 2", "Värmepump", "Frysdisk"} {
		o := staff.DueObject{
			ID: "o" + fmt.Sprint(i+1), Name: name, Facility: "ICA Supermarket Eken",
			Next: a.now().AddDate(0, 0, 10+20*i), Responsible: []string{"borje"},
		}
		err := a.data.write(ctx, o, "INSERT INTO objects (company, id, data) VALUES (?, ?, ?)", "nordkyl", o.ID)
		if err != nil {
			return err
		}
	}
	for _, u := range users {
		chosen := staff.Preferences{Events: []staff.Event{staff.Assigned, staff.Booked}, Email: true}
		if err := a.data.savePreferences(ctx, u, chosen); err != nil {
			return err
		}
	}
	for _, o := range sampleOrders(a.now()) {
		if err := o.Validate(); err != nil {
			return fmt.Errorf("%s: %w", o.Number, err)
		}
		if err := a.data.saveOrder(ctx, caseFile{Order: o}); err != nil {
			return err
		}
	}
	return nil
}

func sampleCompany(id, name, short, number string) company {
	return company{
		Settings: order.Settings{
			Company: order.Company{
				ID: id, Name: name, OrgNumber: number,
				Address: []string{"Industrigatan 12", "702 36 Örebro"}, Phone: "019-123 45 67",
				Email: "order@" + id + ".example.com", Website: "www." + id + ".example.com",
				Extra: []string{"Godkänd för F-skatt"},
			},
			From:         recipients.Mailbox{Name: short, Address: recipients.MustParseAddress("order@" + id + ".example.com")},
			SMSFrom:      smsgw.MustParseSenderName(short),
			Zone:         "Europe/Stockholm",
			IncludeFiles: true, ShowImages: true,
			ReadyMessage: "Hej!\n\nDen beställda varan finns nu att hämta hos oss.\n\nHälsningar {company}",
			Templates: []templating.EmailTemplate{
				{
					ID: "enkat", Name: "Enkät", Version: 1, Subject: "Vad tyckte ni om vårt besök?",
					Body: "Hej, {facilityOrCustomer}\n\nTack för att vi fick hjälpa er med {serviceObjects}. " +
						"Svara gärna på tre frågor:\nhttps://enkat.example.com/besok\n\nHälsningar {company}",
				},
				{
					ID: "rad", Name: "Råd inför vintern", Version: 1, Subject: "Råd inför vintern", HTML: true,
					Body: "<h2>Råd inför vintern</h2><p>Hej, {facilityOrCustomer}!</p>" +
						"<ul><li>Rensa luftvägarna</li><li>Läs av temperaturen varje vecka</li></ul><p>Hälsningar {company}</p>",
				},
			},
		},
		Roles: roles(),
		Staff: staff.Settings{
			Articles: map[order.Kind]staff.ArticleAddresses{
				order.WorkOrder: {ToOrder: recipients.MustParseList("inkop@" + id + ".example.com")},
			},
			ServiceReminderDays: 14,
		},
		Server: emailServer{Username: id, Password: password},
	}
}

// sampleOrders are a dozen orders of two companies, with visits on the days to come.
func sampleOrders(now time.Time) []order.Order {
	day := func(days, hour int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+days, hour, 0, 0, 0, now.Location())
	}
	visit := func(n, days, hour int) booking.Booking {
		return booking.Booking{
			ID: fmt.Sprintf("b%d", n), Start: day(days, hour), End: day(days, hour+3),
			Technicians: []string{"Börje Åkesson"}, UserIDs: []string{"borje"},
		}
	}
	work := []string{
		"Byte av kompressor i kylrum 2", "Årlig service", "Läckage vid kyldisk",
		"Nytt kylrum", "Larm på frys", "Besiktning", "Reservdelar", "Filterbyte",
	}
	kinds := []order.Kind{
		order.WorkOrder, order.WorkOrder, order.ServiceOrder, order.Quote,
		order.WorkOrder, order.ContactOrder, order.PurchaseOrder, order.ServiceProtocol,
	}
	prefix := map[order.Kind]string{
		order.WorkOrder: "AO", order.ServiceOrder: "SO", order.Quote: "OF",
		order.ContactOrder: "KO", order.PurchaseOrder: "IO", order.ServiceProtocol: "SP",
	}
	var all []order.Order
	for i, kind := range kinds {
		id := fmt.Sprint(462 + i)
		o := sampleOrder("nordkyl", kind, id, prefix[kind]+id, work[i], now)
		switch i {
		case 0:
			o.Bookings = []booking.Booking{visit(1, 7, 7)}
			o.Files = []order.File{{ID: "foto", Name: "Kylrum 2.png", ContentType: "image/png", Data: photo()}}
		case 1:
			o.Bookings = []booking.Booking{visit(1, 3, 8), visit(2, 10, 8)}
		case 2, 5:
			o.Bookings = []booking.Booking{visit(1, i+1, 13)}
		case 6:
			o.Supplier = order.Party{Name: "Kylgrossisten AB", OrderEmail: "order@kylgrossisten.example.com"}
			o.ContactPerson, o.Users = order.Contact{}, nil // between the company and its supplier
		case 4:
			o.ContactPerson = order.Contact{} // nobody to ask about
			o.Bookings = []booking.Booking{visit(1, 2, 7)}
		}
		all = append(all, o)
	}
	for i, text := range []string{
		"Service av portautomat", "Ny fjäder till takskjutport", "Trasig fotocell", "Årlig kontroll",
	} {
		id := fmt.Sprint(17 + i)
		o := sampleOrder("sydport", order.WorkOrder, id, "AO"+id, text, now)
		o.Customer.Name, o.Facility.Name = "Hamnens Logistik AB", "Terminal 3"
		o.Users = []order.User{{ID: "mats", Name: "Mats Berg", Email: "mats@hamnen.example.com", Customer: true}}
		o.ContactPerson = order.Contact{Name: "Mats Berg", Email: "mats@hamnen.example.com", Phone: "+46703334455"}
		o.Bookings = []booking.Booking{visit(1, i+1, 7)}
		all = append(all, o)
	}
	return all
}

func sampleOrder(company string, kind order.Kind, id, number, text string, now time.Time) order.Order {
	return order.Order{
		Company: company, Kind: kind, ID: id, Number: number, Description: text,
		Customer: order.Party{
			Name: "ICA Supermarket Örebro AB", OrgNumber: "556012-3456",
			Address: []string{"Box 12", "701 02 Örebro"}, InvoiceEmail: "faktura@eken.example.com",
			Contacts: []order.Contact{{
				Name: "Östen Åkerlund", Email: "osten@eken.example.com", Phone: "+46707654321",
				SendWorkOrder: order.SendAsk, SendServiceProtocol: order.SendAsk,
			}},
		},
		Facility: order.Party{
			Name: "ICA Supermarket Eken", Address: []string{"Köpmangatan 10", "703 61 Örebro"},
			Contacts: []order.Contact{{Name: "Lisa Berg", Email: "lisa@eken.example.com", Phone: "019-11 22 33"}},
		},
		ContactPerson: order.Contact{
			Name: "Anna Ek", Email: "anna@eken.example.com", Phone: "+46705123456",
			SendWorkOrder: order.SendAsk, SendServiceProtocol: order.SendAsk,
		},
		Users:               []order.User{{ID: "anna", Name: "Anna Ek", Email: "anna@eken.example.com", Customer: true}},
		ResponsibleUserID:   "eva",
		CustomerOrderNumber: "4711",
		ServiceObjects:      []order.ServiceObject{{Name: "Kylrum 2", MachineNumber: "M1234"}},
		Created:             now.AddDate(0, 0, -7),
		Articles: []order.Article{
			{ID: "1", Number: "K-200", Name: "Kompressor", Quantity: 1000, Unit: "st"},
			{ID: "2", Number: "F-17", Name: "Filter", Quantity: 2000, Unit: "st"},
		},
		Content: pdf.Content{
			Lines: []pdf.Line{
				{Article: "K-200", Name: "Kompressor", Quantity: 1000, Unit: "st", Price: kronor(385_000), Sum: kronor(385_000)},
				{Name: "Arbete", Quantity: 2500, Unit: "tim", Price: kronor(70_000), Sum: kronor(175_000)},
			},
			Totals: []pdf.Total{{Label: "Att betala", Amount: kronor(560_000), Strong: true}},
		},
	}
}

func kronor(minor int64) pdf.Money { return pdf.Money{Minor: minor, Currency: "SEK"} }

// photo is a drawn picture of a cold room's door.
func photo() []byte {
	img := image.NewNRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			c := color.NRGBA{0xdd, 0xe6, 0xee, 0xff}
			if x > 110 && x < 210 && y > 40 {
				c = color.NRGBA{0x8f, 0xa3, 0xb5, 0xff}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // a buffer takes everything
	return b.Bytes()
}
