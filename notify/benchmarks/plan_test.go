package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	gomail "github.com/wneessen/go-mail"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

// withHTML are settings with a company's own template of three kilobytes.
func withHTML() order.Settings {
	s := notifytest.Settings()
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{
		ID: "b", HTML: true, Subject: "Bokning {orderRef}",
		Body: "<h1>Hej {facilityOrCustomer}</h1>" + strings.Repeat(`<p style="color:#333">Vi kommer {nextBookingDate} {nextBookingTime}, <b>{nextBookingName}</b>.</p>`, 30),
	}}}
	return s
}

// planned plans a booking confirmation to n people, from the request.
func planned(b testing.TB, s order.Settings, n int) plan.Plan {
	b.Helper()
	list := make(recipients.List, n)
	for i := range list {
		list[i].Address = recipients.MustParseAddress(fmt.Sprintf("r%d@example.se", i))
	}
	return plannedTo(b, s, list)
}

func plannedTo(b testing.TB, s order.Settings, list recipients.List) plan.Plan {
	draft, err := compose.NewDraft(s, notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	must(b, err)
	draft.To = list
	p, err := draft.Plan()
	must(b, err)
	if len(p.Messages) != len(list) {
		b.Fatalf("%d messages for %d", len(p.Messages), len(list))
	}
	return p
}

// BenchmarkPlan is a confirmation from the request to the plan, hashed, with its
// HTML, its text and its calendar entry, beside go-mail's compose of the same mail
// whose texts are ready.
func BenchmarkPlan(b *testing.B) {
	for _, c := range []struct {
		name     string
		settings order.Settings
		to       int
	}{{"text", notifytest.Settings(), 1}, {"html", withHTML(), 1}, {"to1000", notifytest.Settings(), 1000}, {"to10000", notifytest.Settings(), 10_000}} {
		if testing.Short() {
			c.to = min(c.to, 20)
		}
		mail := planned(b, c.settings, c.to).Messages[0].Email
		var list recipients.List
		for i := range c.to {
			list = append(list, recipients.Mailbox{Address: recipients.MustParseAddress(fmt.Sprintf("r%d@example.se", i))})
		}
		b.Run(c.name+"/by=budkavle", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				plannedTo(b, c.settings, list)
			}
		})
		b.Run(c.name+"/by=go-mail", func(b *testing.B) {
			b.ReportAllocs()
			var out bytes.Buffer
			for b.Loop() {
				for _, to := range list {
					out.Reset()
					_, err := composed(b, mail, to.Address.String()).WriteTo(&out)
					must(b, err)
				}
			}
		})
	}
}

// composed is a mail as go-mail's documentation makes one.
func composed(b testing.TB, m *email.Message, to string) *gomail.Msg {
	msg := gomail.NewMsg()
	must(b, msg.FromFormat(m.From.Name, m.From.Address.String()))
	must(b, msg.To(to))
	msg.Subject(m.Subject)
	msg.SetDate()
	msg.SetMessageID()
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	if m.Calendar != nil {
		msg.AddAlternativeString("text/calendar", string(m.Calendar.Data))
		must(b, msg.AttachReader(m.Calendar.Name, bytes.NewReader(m.Calendar.Data)))
	}
	return msg
}

// must is cheap where nothing is wrong, as in the programs that are compared.
func must(b testing.TB, err error) {
	if err != nil {
		b.Helper()
		b.Fatal(err)
	}
}
