package compose_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

// BenchmarkPlan is a confirmation from the request to the plan: with the built-in
// text, with a company's HTML of three kilobytes, and to many.
func BenchmarkPlan(b *testing.B) {
	html := notifytest.Settings()
	html.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, MailTemplate: templating.MailTemplate{
		ID: "b", HTML: true, Subject: "Bokning {orderRef}",
		Body: "<h1>Hej {facilityOrCustomer}</h1>" + strings.Repeat("<p style=\"color:#333\">Vi kommer {nextBookingDate} {nextBookingTime}, <b>{nextBookingName}</b>.</p>", 30),
	}}}
	for _, c := range []struct {
		name     string
		settings order.Settings
		to       int
	}{{"built-in", notifytest.Settings(), 1}, {"html", html, 1}, {"to=1000", notifytest.Settings(), 1000}} {
		b.Run(c.name, func(b *testing.B) {
			var list recipients.List
			for i := range c.to {
				list = append(list, recipients.MustParseList(fmt.Sprintf("r%d@example.se", i))...)
			}
			b.ReportAllocs()
			for b.Loop() {
				d, err := compose.NewDraft(c.settings, notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
				if err != nil {
					b.Fatal(err)
				}
				d.To = list
				if _, err := d.Plan(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*c.to), "µs/mail")
		})
	}
}

// BenchmarkHistory is an order's page with ten messages, with and without photos.
func BenchmarkHistory(b *testing.B) {
	o := notifytest.Order()
	h := notifytest.NewBench()
	for i := range 10 {
		d, err := compose.NewDraft(notifytest.Settings(), o, compose.Request{Kind: compose.BookingConfirmation, Key: fmt.Sprint("k", i), Now: notifytest.Now()})
		if err != nil {
			b.Fatal(err)
		}
		p, err := d.Plan()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := h.Send(b.Context(), p); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.History(b.Context(), o); err != nil {
			b.Fatal(err)
		}
	}
}
