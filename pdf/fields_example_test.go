package pdf_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"time"

	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

func ExampleDocument_Fields() {
	d := pdf.Document{Kind: pdf.Quote, Language: locale.Swedish, Number: "OF31", Date: time.Date(2023, time.October, 6, 0, 0, 0, 0, time.UTC)}
	d.Content.Lines = []pdf.Line{{Article: "100", Name: "Arbetstid", Quantity: 2500, Unit: "tim", Price: pdf.Money{Minor: 70000, Currency: "SEK"}}}
	for _, f := range d.Fields() {
		fmt.Printf("%s %q %s: %s\n", f.Name, f.Item, f.Label, f.Value)
	}
	// Output:
	// kind "" : quote
	// number "" : OF31
	// date "" : 2023-10-06
	// articleNumber "line-100" 100 Arbetstid: 100
	// article "line-100" 100 Arbetstid: Arbetstid
	// quantity "line-100" 100 Arbetstid: 2,5 tim
	// price "line-100" 100 Arbetstid: 70000 SEK
}

func ExamplePrintedField() {
	d := pdf.Document{Kind: pdf.WorkOrder, Language: locale.English, Number: "AO462", Date: time.Date(2023, time.October, 6, 0, 0, 0, 0, time.UTC)}
	date := d.Fields()[2]
	fmt.Println(date.Name, date.Form, date.Value)
	// Output: date date 2023-10-06
}

func ExamplePrintedForm() {
	d := pdf.Document{Kind: pdf.WorkOrder, Number: "AO462", Date: time.Unix(0, 0).UTC()}
	d.Content.Totals = []pdf.Total{{Label: "Att betala", Amount: pdf.Money{Minor: 525600, Currency: "SEK"}, Strong: true}}
	for _, f := range d.Fields() {
		if f.Form == pdf.FormMoney {
			fmt.Println(f.Label, f.Value)
		}
	}
	// Output: Att betala 525600 SEK
}

func ExampleVisit() {
	d := pdf.Document{Kind: pdf.WorkProtocol, Language: locale.Swedish, Number: "AO462", Date: time.Unix(0, 0).UTC()}
	d.Visits = []pdf.Visit{{ID: "b1", Date: "fredag 06 oktober 2023", Time: "07:00–10:00", By: "Börje och Eva", Place: "Skolan"}}
	d.Objects = []pdf.Object{{Name: "Portautomat", MachineNumber: "M1234"}}
	for _, f := range d.Fields()[3:] {
		fmt.Println(f.Text)
	}
	// Output:
	// Portautomat, maskinnr M1234
	// fredag 06 oktober 2023
	// 07:00–10:00
	// Börje och Eva
	// Skolan
}

func ExampleObject() {
	d := pdf.Document{Kind: pdf.ServiceProtocol, Language: locale.English, Number: "SP17", Date: time.Unix(0, 0).UTC()}
	d.Objects = []pdf.Object{{Name: "Heat pump", MachineNumber: "M1234"}}
	fmt.Println(d.Fields()[3].Text)
	// Output: Heat pump, machine no. M1234
}

func ExampleShrink() {
	var file bytes.Buffer
	_ = png.Encode(&file, image.NewGray(image.Rect(0, 0, 1600, 400)))
	logo, err := pdf.Shrink(pdf.Picture{Name: "logo.png", Data: file.Bytes()}, 320, 128)
	fmt.Println(logo.Width, logo.Height, logo.ContentType, err)
	// Output: 320 80 image/png <nil>
}

func ExampleSmallPicture() {
	_, err := pdf.Shrink(pdf.Picture{Name: "logo.svg", Data: []byte("<svg/>")}, 320, 128)
	fmt.Println(err)
	// Output: pdf: picture "logo.svg" is not a PNG, JPEG, GIF or WebP that can be read: image: unknown format
}
