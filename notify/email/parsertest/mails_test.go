package parsertest

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
)

func mailbox(name, address string) recipients.Mailbox {
	return recipients.Mailbox{Name: name, Address: recipients.MustParseAddress(address)}
}

func plain() *email.Message {
	return &email.Message{
		ID: "m-4711", Date: time.Date(2023, 10, 2, 14, 5, 9, 0, time.FixedZone("", 2*3600)),
		From: mailbox("Åkes Kyl & Värme AB", "service@akeskyl.se"), To: mailbox("Anna Öberg", "anna@example.se"),
		Subject: "Bokningsbekräftelse – o 4711", Text: "Hej Anna!\n\n.En rad med punkt\nVälkommen på fredag.\n",
	}
}

// kinds are every shape of mail that there is.
func kinds() map[string]*email.Message {
	html := plain()
	html.HTML = "<html><body><p>Hej Anna! åäö</p></body></html>\n"
	logo := with(html, func(m *email.Message) {
		m.Inline = []email.Inline{{ContentID: "logo@budkavle", File: email.File{Name: "logotyp åäö.png", ContentType: "image/png", Data: []byte("\x89PNG\r\n\x1a\n\x00\xff")}}}
	})
	calendar := with(html, func(m *email.Message) {
		m.Calendar = &email.Calendar{Method: "REQUEST", Name: "bokning.ics", Data: []byte("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Besök hos Åke\r\nEND:VCALENDAR\r\n")}
	})
	pdf := email.File{Name: "Följesedel 4711.pdf", ContentType: "application/pdf", Data: bytes.Repeat([]byte("%PDF-1.7\n\x00\xff"), 500)}
	list := map[string]*email.Message{
		"text":              plain(),
		"html":              html,
		"logo":              logo,
		"calendar":          calendar,
		"text-pdf":          with(plain(), func(m *email.Message) { m.Attachments = []email.File{pdf} }),
		"html-pdf":          with(html, func(m *email.Message) { m.Attachments = []email.File{pdf} }),
		"logo-pdf":          with(logo, func(m *email.Message) { m.Attachments = []email.File{pdf} }),
		"logo-calendar-pdf": with(logo, func(m *email.Message) { m.Calendar, m.Attachments = calendar.Calendar, []email.File{pdf} }),
		"text-calendar":     with(plain(), func(m *email.Message) { m.Calendar = calendar.Calendar }),
		"thread": with(plain(), func(m *email.Message) {
			m.Thread, m.Language, m.ReplyTo = "m-4000", "sv", mailbox("Order \"kylan\", Malmö", "order@akeskyl.se")
		}),
		"odd-id":   with(plain(), func(m *email.Message) { m.ID = "order 47/11 <åäö>" }),
		"idn":      with(plain(), func(m *email.Message) { m.To = mailbox("Räksmörgås AB", "info@räksmörgås.se") }),
		"smtputf8": with(plain(), func(m *email.Message) { m.To = mailbox("Åsa", "åsa@räksmörgås.se") }),
		"empty-file": with(plain(), func(m *email.Message) {
			m.Attachments = []email.File{{Name: "tom.txt", ContentType: "text/plain"}}
		}),
		"hundred-åäö": with(plain(), func(m *email.Message) { m.Subject = strings.Repeat("åäö ", 100) + "slut" }),
		"long-word":   with(plain(), func(m *email.Message) { m.Subject = strings.Repeat("x", 900) }),
		"looks-coded": with(plain(), func(m *email.Message) {
			m.Subject, m.To.Name = "=?utf-8?q?=0D=0ABcc:_x@y.se?=", "=?utf-8?b?QmNj?= Anna"
		}),
		"emoji":         with(plain(), func(m *email.Message) { m.Subject, m.To.Name = "Klart! 🎉👩‍🔧", "日本 太郎" }),
		"many-blanks":   with(plain(), func(m *email.Message) { m.Subject = "a" + strings.Repeat(" ", 200) + "b" }),
		"punctuation":   with(plain(), func(m *email.Message) { m.From.Name, m.To.Name = `Bond, James "007" (MI6)`, `a\b <c@d.se>; e` }),
		"long-lines":    with(plain(), func(m *email.Message) { m.Text = strings.Repeat("ord ", 2000) + "\n" }),
		"trailing":      with(plain(), func(m *email.Message) { m.Text = "blanks at the end   \n\ttab\t\n=3D\nFrom here\n" }),
		"old-macintosh": with(plain(), func(m *email.Message) { m.Text = "one\rtwo\r\nthree\n" }),
	}
	for i, name := range []string{
		"Order 4711.pdf", "åäö ÅÄÖ éü.pdf", "Besiktningsprotokoll för kylaggregat nr 12 – Örnsköldsviks sjukhus, plan 3.pdf", "日本語.pdf", "smile 😀.pdf",
		"semi;colon, comma.pdf", `quote "quoted".pdf`, "per%20cent %.pdf", "equals = question? .pdf", "tick'n'tick.pdf", "brackets (1) [2] {3}.pdf", "a&b=c+d@e#f!.pdf",
		strings.Repeat("långt ", 35) + ".pdf", "no extension", ".hidden", "many   blanks.pdf", "utf-8''x.pdf", "a*b?.pdf", "x.tar.gz", "Å.pdf", "A\u030a.pdf",
	} {
		list["name-"+strconv.Itoa(i)] = with(plain(), func(m *email.Message) {
			m.Attachments = []email.File{{Name: name, ContentType: "application/pdf", Data: []byte(name)}}
		})
	}
	return list
}

func with(m *email.Message, change func(*email.Message)) *email.Message {
	changed := *m
	change(&changed)
	return &changed
}
