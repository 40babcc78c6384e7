package pdf_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"slices"
	"time"

	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// The same document gives the same bytes, so that a sending can be repeated.
func ExampleDocument() {
	stockholm, _ := time.LoadLocation("Europe/Stockholm")
	d := pdf.Document{
		Kind: pdf.WorkOrder, Language: locale.Norwegian, Number: "AO462", Date: time.Date(2023, 10, 2, 14, 5, 0, 0, time.UTC), Zone: stockholm,
		Description: "Årlig service av värmepump.\nNyckel hämtas hos vaktmästaren.",
	}
	first, err := new(pdf.Engine).Render(d)
	if err != nil {
		fmt.Println(err)
		return
	}
	second, err := new(pdf.Engine).Render(d)
	fmt.Println(bytes.Equal(first, second), err)
	// Output: true <nil>
}

// The company stands at the head and, with its details, at the foot of each page.
func ExampleLetterhead() {
	company := pdf.Letterhead{Name: "Norrkyl Service AB", Details: []string{"Norrkyl Service AB", "Verkstadsgatan 12, 903 32 Umeå", "Org.nr 556677-8899"}}
	data, err := new(pdf.Engine).Render(pdf.Document{Kind: pdf.Quote, Number: "OF17", Date: time.Unix(0, 0), Company: company})
	fmt.Println(len(data) > 0, err)
	// Output: true <nil>
}

// The customer, and another who pays.
func ExampleAddressBlock() {
	parties := []pdf.AddressBlock{
		{Role: pdf.RoleCustomer, Name: "Brf Björkhöjden", Lines: []string{"Box 114", "901 03 Umeå"}},
		{Role: pdf.RoleInvoicedTo, Name: "Ekonomi & Förvaltning AB"},
	}
	data, err := new(pdf.Engine).Render(pdf.Document{Kind: pdf.OrderConfirmation, Number: "AO462", Date: time.Unix(0, 0), Parties: parties})
	fmt.Println(len(data) > 0, err)
	// Output: true <nil>
}

// A role that is none of the constants is a word of the host's own.
func ExampleRole() {
	role := func(kind string) pdf.Role {
		switch kind {
		case "customer":
			return pdf.RoleCustomer
		case "facility":
			return pdf.RoleFacility
		}
		return pdf.Role("Hyresvärd")
	}
	fmt.Println(role("facility"), role("landlord"))
	// Output: facility Hyresvärd
}

// Labels that the catalogue has are written in the recipient's language, others
// as they are.
func ExampleFact() {
	facts := []pdf.Fact{{Label: "customer-order-number", Value: "4711-B"}, {Label: "Portkod", Value: "1234"}}
	data, err := new(pdf.Engine).Render(pdf.Document{Kind: pdf.WorkOrder, Language: locale.German, Number: "AO462", Date: time.Unix(0, 0), Facts: facts})
	fmt.Println(len(data) > 0, err)
	// Output: true <nil>
}

// Content can be kept with the message and drawn again later.
func ExampleContent() {
	var content pdf.Content
	err := json.Unmarshal([]byte(`{
		"lines": [{"article": "20015", "name": "Filter F7", "quantity": 2000, "unit": "st", "sum": {"minor": 79000, "currency": "SEK"}}],
		"totals": [{"label": "Att betala", "amount": {"minor": 98750, "currency": "SEK"}, "strong": true}],
		"terms": "30 dagar netto."
	}`), &content)
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := new(pdf.Engine).Render(pdf.Document{Kind: pdf.Quote, Number: "OF17", Date: time.Unix(0, 0), Content: content})
	fmt.Println(len(data) > 0, err)
	// Output: true <nil>
}

// Amounts are integers of the smallest unit, written as the recipient does.
func ExampleMoney() {
	for _, m := range []pdf.Money{{Minor: 125000, Currency: "SEK"}, {Minor: 1250, Currency: "JPY"}} {
		fmt.Printf("%q\n", locale.Swedish.Money(m.Minor, m.Currency))
	}
	// Output:
	// "1\u00a0250,00\u00a0kr"
	// "1\u00a0250\u00a0JPY"
}

// Two and a half hours: quantities are thousandths. The host computes the sum.
func ExampleLine() {
	l := pdf.Line{
		Article: "90001", Name: "Arbetstid servicetekniker", Quantity: 2500, Unit: "tim",
		Price: pdf.Money{Minor: 78000, Currency: "SEK"}, Sum: pdf.Money{Minor: 195000, Currency: "SEK"},
	}
	fmt.Println(l.Sum.Minor == l.Quantity*l.Price.Minor/1000)
	// Output: true
}

// VAT at each rate, a deduction and rounding are lines of the host's; the usual ones
// have words in each language, and only the last is strong.
func ExampleTotal() {
	kr := func(minor int64) pdf.Money { return pdf.Money{Minor: minor, Currency: "SEK"} }
	totals := []pdf.Total{
		{Label: pdf.TotalNet, Amount: kr(479000)},
		{Label: pdf.TotalVAT, Rate: 25000, Base: kr(400000), Amount: kr(100000)},
		{Label: pdf.TotalVAT, Rate: 12000, Base: kr(79000), Amount: kr(9480)},
		{Label: "ROT-avdrag", Amount: kr(-73125)},
		{Label: pdf.TotalToPay, Amount: kr(515355), Strong: true},
	}
	for _, t := range totals {
		fmt.Printf("%q %q\n", t.Message(locale.Swedish), t.Message(locale.English))
	}
	// Output:
	// "Summa exkl. moms" "Total excl. VAT"
	// "Moms 25\u00a0% på 4\u00a0000,00\u00a0kr" "VAT 25% on SEK\u00a04,000.00"
	// "Moms 12\u00a0% på 790,00\u00a0kr" "VAT 12% on SEK\u00a0790.00"
	// "ROT-avdrag" "ROT-avdrag"
	// "Att betala" "Amount due"
}

// A list for each machine of a service protocol.
func ExampleChecklist() {
	lists := []pdf.Checklist{
		{Title: "Värmepump VP1", Checks: []pdf.Check{{Name: "Filter bytt", Result: "Utfört"}, {Name: "Elanslutningar", Result: "OK"}}},
		{Title: "Kylaggregat KA2", Checks: []pdf.Check{{Name: "Oljenivå", Result: "OK", Remark: "Mitt i glaset"}}},
	}
	data, err := new(pdf.Engine).Render(pdf.Document{Kind: pdf.ServiceProtocol, Number: "AO462", Date: time.Unix(0, 0), Content: pdf.Content{Checklists: lists}})
	fmt.Println(len(data) > 0, err)
	// Output: true <nil>
}

// What failed is shown in red; the result's words are the host's.
func ExampleCheck() {
	checks := []pdf.Check{
		{Name: "Köldmedieläckage", Result: "OK"},
		{Name: "Expansionskärlets förtryck", Result: "Åtgärdas", Remark: "0,4 bar, ska vara 1,0 bar", Failed: true},
	}
	if i := slices.IndexFunc(checks, func(c pdf.Check) bool { return c.Failed }); i >= 0 {
		fmt.Println(checks[i].Name+":", checks[i].Remark)
	}
	// Output: Expansionskärlets förtryck: 0,4 bar, ska vara 1,0 bar
}

// Values are texts: the host writes them as the recipient's language does.
func ExampleMeasurement() {
	m := pdf.Measurement{Name: "Framledningstemperatur", Value: locale.Swedish.Number(425, 1), Unit: "°C"}
	fmt.Println(m.Name, m.Value, m.Unit)
	// Output: Framledningstemperatur 42,5 °C
}

// The name of a picture is what an error about it says.
func ExamplePicture() {
	var file bytes.Buffer
	_ = png.Encode(&file, image.NewGray(image.Rect(0, 0, 640, 480)))
	content := pdf.Content{Photos: []pdf.Picture{{Name: "bild1.png", Caption: "Nya filter på plats", Data: file.Bytes()}}}
	d := pdf.Document{Kind: pdf.ServiceProtocol, Number: "AO462", Date: time.Unix(0, 0), Content: content}
	_, err := new(pdf.Engine).Render(d)
	fmt.Println(err)
	small, _ := pdf.New(pdf.Style{MaxPixels: 100_000})
	_, err = small.Render(d)
	fmt.Println(err)
	// Output:
	// <nil>
	// pdf: picture "bild1.png" has 640 x 480 pixels, at most 100000 are allowed
}

// One has signed; the other is a line to sign on.
func ExampleSignature() {
	signatures := []pdf.Signature{{Role: "Tekniker", Name: "Börje Ek", At: time.Date(2023, 10, 6, 10, 0, 0, 0, time.UTC)}, {}}
	data, err := new(pdf.Engine).Render(pdf.Document{Kind: pdf.WorkProtocol, Number: "AO462", Date: time.Unix(0, 0), Content: pdf.Content{Signatures: signatures}})
	fmt.Println(len(data) > 0, err)
	// Output: true <nil>
}
