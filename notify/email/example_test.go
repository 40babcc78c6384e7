package email_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A mail with the company's logo, an invitation and a PDF.
func ExampleMessage() {
	m := &email.Message{
		ID: "4711-2", Company: "7", Date: time.Date(2023, 10, 2, 14, 5, 0, 0, time.UTC),
		From:    recipients.Mailbox{Name: "Kyl AB", Address: recipients.MustParseAddress("service@kyl.se")},
		To:      recipients.Mailbox{Name: "Anna", Address: recipients.MustParseAddress("anna@example.se")},
		Subject: "Bokningsbekräftelse", Language: "sv", Thread: "4711-1",
		Text: "Välkommen på fredag!", HTML: `<img src="cid:logo@kyl"><p>Välkommen på fredag!</p>`,
		Inline:      []email.Inline{{ContentID: "logo@kyl", File: email.File{Name: "logo.png", ContentType: "image/png", Data: []byte("…")}}},
		Calendar:    &email.Calendar{Method: "PUBLISH", Name: "bokning.ics", Data: []byte("BEGIN:VCALENDAR\r\n…")},
		Attachments: []email.File{{Name: "Order 4711.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}},
	}
	fmt.Println(m.Validate(), m.MessageID())
	// Output: <nil> <4711-2@kyl.se>
}

func ExampleEncode() {
	m := &email.Message{
		ID: "4711-1", Date: time.Date(2023, 10, 2, 14, 5, 0, 0, time.UTC),
		From:    recipients.Mailbox{Name: "Kyl AB", Address: recipients.MustParseAddress("service@kyl.se")},
		To:      recipients.Mailbox{Address: recipients.MustParseAddress("anna@example.se")},
		Subject: "Order 4711", Text: "Välkommen!",
	}
	raw, err := email.Encode(m)
	if err != nil {
		panic(err)
	}
	fmt.Print(strings.ReplaceAll(string(raw), "\r\n", "\n"))
	// Output:
	// Date: Mon, 02 Oct 2023 14:05:00 +0000
	// From: "Kyl AB" <service@kyl.se>
	// To: <anna@example.se>
	// Subject: Order 4711
	// Message-ID: <4711-1@kyl.se>
	// MIME-Version: 1.0
	// Content-Type: text/plain; charset=UTF-8
	// Content-Transfer-Encoding: quoted-printable
	//
	// V=C3=A4lkommen!
}

func ExampleMessage_Validate() {
	m := &email.Message{ID: "1", Date: time.Now(), Subject: "Hej\r\nBcc: eve@example.com", Text: "Hej"}
	m.From.Address = recipients.MustParseAddress("service@kyl.se")
	m.To.Address = recipients.MustParseAddress("anna@example.se")
	fmt.Println(m.Validate())
	// Output: email: Subject contains a line break, another control character or invalid UTF-8
}

// A picture that the HTML shows: the same ContentID in both.
func ExampleInline() {
	m := plain()
	m.HTML = `<p>Hej!</p><img src="cid:logo@kyl">`
	m.Inline = []email.Inline{{ContentID: "logo@kyl", File: email.File{Name: "logo.png", ContentType: "image/png", Data: []byte("…")}}}
	fmt.Println(m.Validate())
	m.HTML = ""
	fmt.Println(m.Validate())
	// Output:
	// <nil>
	// email: Inline needs HTML that shows the pictures
}

// An invitation; the method is the one in its data.
func ExampleCalendar() {
	m := plain()
	m.Calendar = &email.Calendar{Method: "CANCEL", Name: "bokning.ics", Data: []byte("BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n")}
	raw, err := email.Encode(m)
	fmt.Println(strings.Count(string(raw), "method=CANCEL"), strings.Count(string(raw), "bokning.ics"), err)
	// Output: 1 2 <nil>
}

// A file whose name has Swedish letters, which every mail program reads.
func ExampleFile() {
	m := plain()
	m.Attachments = []email.File{{Name: "Följesedel.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}}
	raw, err := email.Encode(m)
	if err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(string(raw)) {
		if strings.Contains(line, "name") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// name="=?utf-8?q?F=C3=B6ljesedel=2Epdf?="
	// filename*=utf-8''F%C3%B6ljesedel.pdf
}

// A MessageError names the field, for the one who filled it in.
func ExampleMessageError() {
	m := plain()
	m.Attachments = []email.File{{Name: "../../etc/passwd"}}
	_, err := email.Encode(m)
	if wrong, ok := errors.AsType[*email.MessageError](err); ok {
		fmt.Println(wrong.Field, wrong.Flaw)
		fmt.Println(wrong.Message(locale.Swedish))
	}
	// Output:
	// Attachments[0].Name file-name
	// Attachments[0].Name är inget filnamn på 1–255 byte utan styrtecken och snedstreck
}

func ExampleEncodedSize() {
	m := plain()
	m.Attachments = []email.File{{Name: "film.mp4", ContentType: "video/mp4", Data: make([]byte, 9<<20)}}
	size, err := email.EncodedSize(m)
	fmt.Println(size > 12<<20, err) // base64 makes four of three
	// Output: true <nil>
}

// printer is the least Sender: it prints in place of sending.
type printer struct{}

func (printer) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Temporary, Reason: "cancelled", Err: err}
	}
	if err := m.Validate(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "invalid-message", Err: err}
	}
	fmt.Println(m.To.Address, m.Subject)
	return delivery.Receipt{Provider: "printer"}, nil
}

func ExampleSender() {
	var sender email.Sender = printer{}
	receipt, err := sender.Send(context.Background(), plain())
	fmt.Println(receipt.Provider, err)
	// Output:
	// anna@example.se Bokningsbekräftelse – order 4711
	// printer <nil>
}
