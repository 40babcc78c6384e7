package templating_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/templating"
)

// A template that is wrong is not saved.
func ExampleMailTemplate() {
	m := templating.MailTemplate{ID: "enkät", Version: 1, Subject: "Enkät om {orderRef}", Body: "<p>Hej {kund}</p>", HTML: true}
	fmt.Println(m.Validate(templating.DefaultTags()))
	// Output: template "enkät": body: templating: line 1, column 8: unknown-tag {kund}, the tags are company, futureBookings, orderRef, nextBooking, nextBookingName, nextBookingDate, nextBookingTime, facilityOrCustomer, customerOrderNumber, serviceObjects
}

// The form marks the field that the error is about.
func ExampleFieldError() {
	err := templating.MailTemplate{ID: "enkät", Subject: "Om {orderRf}", Body: "Hej"}.Validate(templating.DefaultTags())
	var field *templating.FieldError
	if errors.As(err, &field) {
		fmt.Println(field.Field, field.Problem.Line, field.Problem.Column, field.Problem.Nearest)
	}
	// Output: subject 1 4 orderRef
}

// A template is compiled once and expanded for each order.
func ExampleCompiled() {
	compiled, err := templating.MailTemplate{ID: "klart", Subject: "Klart: {orderRef}", Body: "<p>Hej {facilityOrCustomer}</p>", HTML: true}.Compile(templating.DefaultTags())
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

// A company's own HTML is sanitised before it goes into the layout.
func ExampleLayout() {
	l := templating.Layout{Language: "sv", Company: "Mitt bolag", Footer: []string{"Mitt bolag AB", "08-123 45 67"}}
	_, text, err := l.Render(templating.Sanitize("<p>Hej</p><script>x</script>", templating.Policy{}))
	fmt.Println(err)
	fmt.Printf("%q\n", text)
	// Output:
	// <nil>
	// "Hej\n\n-- \nMitt bolag AB\n08-123 45 67\n"
}

// A button must lead to the host over https.
func ExampleButton() {
	l := templating.Layout{Button: templating.Button{Label: "Öppna ordern", URL: "https://host.example.com/ao462"}}
	_, text, err := l.Render("<p>Hej</p>")
	fmt.Printf("%q %v\n", text, err)
	l.Button.URL = "http://host.example.com/ao462"
	_, _, err = l.Render("<p>Hej</p>")
	fmt.Println(err)
	// Output:
	// "Hej\n\nÖppna ordern: https://host.example.com/ao462\n" <nil>
	// templating: unsafe-url
}

// The box says what, when and where at a glance; an interval stays in one line.
func ExampleDetail() {
	l := templating.Layout{Details: []templating.Detail{{Label: "Var", Value: "Åkervägen 3\n703 61 Örebro"}, {Label: "När", Value: "07:00 – 10:00"}}}
	markup, _, err := l.Render("<p>Hej</p>")
	fmt.Println(strings.Contains(markup, "Åkervägen 3<br>703 61 Örebro"), strings.Contains(markup, "07:00\u00a0–\u00a010:00"), err)
	// Output: true true <nil>
}

// The logo is an attachment of the mail, named by its Content-ID.
func ExampleLogo() {
	l := templating.Layout{Logo: templating.Logo{ContentID: "logo@example.com", Alt: "Mitt bolag", Width: 120}}
	markup, _, err := l.Render("<p>Hej</p>")
	fmt.Println(strings.Contains(markup, `<img class="bk-logo" src="cid:logo@example.com" alt="Mitt bolag" width="120"`), err)
	// Output: true <nil>
}

// Pictures from the web tell a server that the mail was opened; they are
// dropped unless the company wants them.
func ExamplePolicy() {
	markup := `<p onclick="x">Hej <img src="https://example.com/a.png" alt="a"></p>`
	fmt.Println(templating.Sanitize(markup, templating.Policy{}))
	fmt.Println(templating.Sanitize(markup, templating.Policy{RemoteImages: true}))
	// Output:
	// <p>Hej <img alt="a"></p>
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
