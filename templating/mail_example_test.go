package templating_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// A template that is wrong is not saved.
func ExampleEmailTemplate() {
	m := templating.EmailTemplate{ID: "enkät", Version: 1, Subject: "Enkät om {orderRef}", Body: "<p>Hej {kund}</p>", HTML: true}
	_, err := m.Compile(templating.DefaultTags())
	fmt.Println(err)
	// Output: template "enkät": body: templating: line 1, column 8: unknown-tag {kund}, the tags are company, futureBookings, orderRef, nextBooking, nextBookingName, nextBookingDate, nextBookingTime, facilityOrCustomer, customerOrderNumber, serviceObjects
}

// The form marks the field that the error is about.
func ExampleTemplateError() {
	_, err := templating.EmailTemplate{ID: "enkät", Subject: "Om {orderRf}", Body: "Hej"}.Compile(templating.DefaultTags())
	var field *templating.TemplateError
	if errors.As(err, &field) {
		fmt.Println(field.Field, field.Problem.Line, field.Problem.Column, field.Problem.Nearest)
	}
	// Output: subject 1 4 orderRef
}

// What is dropped of a company's HTML is told when the template is saved.
func ExampleEmailTemplate_Notes() {
	m := templating.EmailTemplate{ID: "enkät", Body: "<form><a href=\"http://enkät.se\" style=\"position:fixed\">Svara</a></form>", HTML: true}
	for _, note := range m.Notes(templating.DefaultTags(), templating.Policy{}) {
		fmt.Println(note.Problem.Message(locale.Swedish))
	}
	// Output:
	// Rad 1, tecken 1: <form> tas bort ur mejlet, men texten i elementet är kvar.
	// Rad 1, tecken 7: Stilen ”position: fixed” tas bort ur mejlet.
	// Rad 1, tecken 7: Länken till ”http://enkät.se” skickas som https.
}

// A template is compiled once and expanded for each order.
func ExampleCompiled() {
	compiled, err := templating.EmailTemplate{ID: "klart", Subject: "Klart: {orderRef}", Body: "<p>Hej {facilityOrCustomer}</p>", HTML: true}.Compile(templating.DefaultTags())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, order := range []templating.Values{{"orderRef": "AO462", "facilityOrCustomer": "Brf Eken"}, {"orderRef": "AO463", "facilityOrCustomer": "Bygg & Co"}} {
		subject, _ := compiled.Subject.Subject(order)
		body, _ := compiled.Body.HTML(order)
		fmt.Println(subject, "|", body)
	}
	// Output:
	// Klart: AO462 | <p>Hej Brf Eken</p>
	// Klart: AO463 | <p>Hej Bygg &amp; Co</p>
}

// What happened and the facts come first; a company's own HTML is sanitised.
func ExampleLayout() {
	l := templating.Layout{
		Headline: "Bokningsbekräftelse", Facts: []templating.BoxFact{{Label: "När", Value: "fredag 06 oktober, 07:00 – 10:00"}},
		Body: "<p>Vi ses!</p><script>x</script>", SignOff: "Hälsningar Mitt bolag", Footer: templating.Footer{Name: "Mitt bolag AB", Phone: "08-123 45 67"},
	}
	_, text, err := l.Render()
	fmt.Println(err)
	fmt.Print(strings.ReplaceAll(text, "-- \n", "--\n"))
	// Output:
	// <nil>
	// Bokningsbekräftelse
	//
	// När: fredag 06 oktober, 07:00 – 10:00
	//
	// Vi ses!
	//
	// Hälsningar Mitt bolag
	//
	// --
	// Mitt bolag AB
	// 08-123 45 67
}

// A button must lead to the host over https.
func ExampleButton() {
	l := templating.Layout{Body: "<p>Hej</p>", Button: templating.Button{Label: "Öppna ordern", URL: "https://host.example.com/ao462"}}
	_, text, err := l.Render()
	fmt.Printf("%q %v\n", text, err)
	l.Button.URL = "http://host.example.com/ao462"
	_, _, err = l.Render()
	fmt.Println(err)
	// Output:
	// "Hej\n\nÖppna ordern: https://host.example.com/ao462\n" <nil>
	// templating: unsafe-url
}

// A moved visit shows its old time, a cancelled one nothing but the old.
func ExampleBoxFact() {
	moved := templating.Layout{State: templating.StateChanged, Headline: "Ny tid", Facts: []templating.BoxFact{{Label: "När", Value: "lördag, 08:00 – 10:00", Old: "fredag, 07:00 – 10:00"}}}
	_, text, _ := moved.Render()
	fmt.Print(text)
	off := templating.Layout{State: templating.StateCancelled, Facts: []templating.BoxFact{{Label: "När", Old: "fredag, 07:00 – 10:00"}}}
	_, text, _ = off.Render()
	fmt.Print(text)
	// Output:
	// Ny tid
	//
	// När: lördag, 08:00 – 10:00 (tidigare fredag, 07:00 – 10:00)
	// Avbokat
	//
	// När: fredag, 07:00 – 10:00 (Avbokat)
}

// The logo is an attachment of the mail, named by its Content-ID.
func ExampleLogoImage() {
	l := templating.Layout{Logo: templating.LogoImage{ContentID: "logo@example.com", Alt: "Mitt bolag", Width: 120}}
	markup, _, err := l.Render()
	fmt.Println(strings.Contains(markup, `<img src="cid:logo@example.com" alt="Mitt bolag" width="120"`), err)
	// Output: true <nil>
}

// What a person wrote stands as a quote, with author and time.
func ExampleQuote() {
	_, text, _ := templating.Layout{Quote: templating.Quote{Text: "Kan ni komma tidigare?", Author: "Anna Ek", Time: "2023-10-02 14:05"}}.Render()
	fmt.Print(text)
	// Output:
	// Anna Ek, 2023-10-02 14:05:
	// > Kan ni komma tidigare?
}

// An attachment is named with what is known of it.
func ExamplePaper() {
	_, text, _ := templating.Layout{Papers: []templating.Paper{{Name: "AO462.pdf", Pages: 2, Size: 157_600}, {Name: "ritning.png", Size: 1_250_000}}}.Render()
	fmt.Print(text)
	// Output:
	// Bifogat: AO462.pdf, 2 sidor, 158 kB
	// Bifogat: ritning.png, 1,3 MB
}

// The company's details: number, address and site are links in the HTML.
func ExampleFooter() {
	markup, _, _ := templating.Layout{Footer: templating.Footer{Phone: "019-123 45 67", Email: "order@example.se", Website: "www.example.se"}}.Render()
	for _, link := range []string{"tel:0191234567", "mailto:order@example.se", "https://www.example.se"} {
		fmt.Println(strings.Contains(markup, `<a href="`+link+`"`))
	}
	// Output:
	// true
	// true
	// true
}

// A state has a look of its own, and a word where there is no headline.
func ExampleState() {
	for _, s := range []templating.State{templating.StateNew, templating.StateChanged, templating.StateCancelled} {
		_, text, _ := templating.Layout{State: s}.Render()
		fmt.Printf("%q\n", text)
	}
	// Output:
	// ""
	// "Ändrat\n"
	// "Avbokat\n"
}

// Pictures from the web tell a server that the mail was opened; they are
// dropped unless the company wants them.
func ExamplePolicy() {
	markup := `<p onclick="x">Hej <img src="https://example.com/a.png" alt="a"></p>`
	fmt.Println(templating.Sanitize(markup, templating.Policy{}))
	fmt.Println(templating.Sanitize(markup, templating.Policy{RemoteImages: true}))
	// Output:
	// <p>Hej a</p>
	// <p>Hej <img src="https://example.com/a.png" alt="a"></p>
}

// The text part of a mail is read off its HTML.
func ExamplePlainText() {
	fmt.Print(templating.PlainText(`<h1>Klart</h1><ul><li>Filter bytt</li><li><a href="https://example.com/p">Protokoll</a></li></ul>`))
	// Output:
	// Klart
	//
	// - Filter bytt
	// - Protokoll (https://example.com/p)
}
