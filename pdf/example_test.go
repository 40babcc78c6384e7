package pdf_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// The least that a document needs is its kind, number and date.
func ExampleEngine() {
	var engine pdf.Engine
	data, err := engine.Render(pdf.Document{Kind: pdf.WorkOrder, Number: "AO462", Date: time.Date(2023, 10, 2, 14, 5, 0, 0, time.UTC)})
	fmt.Println(string(data[:5]), err)
	_, err = engine.Render(pdf.Document{Kind: "invoice"})
	fmt.Println(err)
	// Output:
	// %PDF- <nil>
	// pdf: unknown kind of document "invoice", want one of [order-confirmation work-order work-protocol service-protocol quote purchase-order]
	// pdf: the document has no Number
	// pdf: the document has no Date
}

// An order confirmation in the recipient's language.
func ExampleEngine_Render() {
	engine, err := pdf.New(pdf.Style{Accent: "#1f5f8b"})
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := engine.Render(pdf.Document{
		Kind: pdf.OrderConfirmation, Language: locale.Swedish, Number: "AO462", Date: time.Date(2023, 10, 2, 14, 5, 0, 0, time.UTC),
		Company: pdf.Letterhead{Name: "Mitt bolag"},
		Parties: []pdf.AddressBlock{{Role: pdf.RoleCustomer, Name: "kund"}},
		Content: pdf.Content{Lines: []pdf.Line{{Name: "Servicebesök", Quantity: 1000, Unit: "st", Sum: pdf.Money{Minor: 125000, Currency: "SEK"}}}},
	})
	fmt.Println(len(data) < 40<<10, err)
	// Output: true <nil>
}

// A style is checked when it is made, not with the first customer.
func ExampleStyle() {
	_, err := pdf.New(pdf.Style{Accent: "#7a1f3d", LeaveOutBroken: true})
	fmt.Println(err)
	_, err = pdf.New(pdf.Style{Accent: "blue"})
	fmt.Println(err)
	// Output:
	// <nil>
	// pdf: accent colour "blue", want #rrggbb
}

// The kinds, for a settings page.
func ExampleKind() {
	for _, kind := range pdf.Kinds() {
		fmt.Println(kind, kind == pdf.ServiceProtocol)
	}
	// Output:
	// order-confirmation false
	// work-order false
	// work-protocol false
	// service-protocol true
	// quote false
	// purchase-order false
}

// A document that is ready, such as one from the host's own system.
func ExampleBytes() {
	var r pdf.Renderer = pdf.Bytes("%PDF-1.7 from elsewhere")
	data, err := r.Render(pdf.Document{})
	fmt.Println(string(data), err)
	// Output: %PDF-1.7 from elsewhere <nil>
}

// What could not be shown as it was meant is told beside the document.
func ExampleNote() {
	_, warnings, err := new(pdf.Engine).RenderWithWarnings(pdf.Document{
		Kind: pdf.WorkOrder, Number: "AO462", Date: time.Unix(0, 0), Description: "Klart 😀",
	})
	for _, w := range warnings {
		fmt.Println(w.Code, w.Text)
	}
	fmt.Println(err)
	// Output:
	// pdf-no-glyph 😀
	// <nil>
}

// A protocol goes out although a photo is broken, and the user hears of it.
func ExampleNoteCode() {
	engine, err := pdf.New(pdf.Style{LeaveOutBroken: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, warnings, err := engine.RenderWithWarnings(pdf.Document{
		Kind: pdf.ServiceProtocol, Number: "AO462", Date: time.Unix(0, 0),
		Content: pdf.Content{Photos: []pdf.Picture{{Name: "bild1.jpg", Data: []byte("cut")}}},
	})
	for _, w := range warnings {
		switch w.Code {
		case pdf.NotePictureLeftOut:
			fmt.Println("not shown:", w.Text)
		case pdf.NoteNoGlyph:
			fmt.Println("no such letters:", w.Text)
		}
	}
	fmt.Println(err)
	// Output:
	// not shown: bild1.jpg
	// <nil>
}

// Without that option, a broken picture is an error that names it.
func ExamplePictureError() {
	_, err := new(pdf.Engine).Render(pdf.Document{
		Kind: pdf.ServiceProtocol, Number: "AO462", Date: time.Unix(0, 0),
		Content: pdf.Content{Photos: []pdf.Picture{{Name: "bild1.jpg"}}},
	})
	var broken *pdf.PictureError
	if errors.As(err, &broken) {
		fmt.Println(broken.Name, broken.Reason)
	}
	// Output: bild1.jpg is empty
}

// The file is named after the order, and for a service protocol after the
// machines too.
func ExampleFileName() {
	fmt.Println(pdf.FileName("AO462"))
	fmt.Println(pdf.FileName("AO462", "M1234", "", "M1234", "M2", "M3", "M4"))
	fmt.Println(pdf.FileName(""))
	// Output:
	// AO462.pdf
	// AO462_M1234_M2_M3.pdf
	// dokument.pdf
}

// A name that the user typed for one sending.
func ExampleSafeFileName() {
	fmt.Println(pdf.SafeFileName("../../Åkes kyl: offert?.PDF"))
	fmt.Println(pdf.SafeFileName("con.txt"))
	// Output:
	// _.._Åkes kyl_ offert_.pdf
	// _con.txt.pdf
}

// No two files of one mail have the same name.
