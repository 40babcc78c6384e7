package order_test

import (
	"fmt"

	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

func ExampleBookingTemplate() {
	settings := notifytest.Settings()
	settings.BookingTemplates = []order.BookingTemplate{{
		Order: order.WorkOrder, Case: order.CaseChanged, Language: "sv",
		EmailTemplate: templating.EmailTemplate{ID: "flyttad", Subject: "Ny tid", Body: "Vi kommer {nextBookingDate} i stället."},
	}}
	own, ok := settings.BookingTemplate(order.WorkOrder, order.CaseChanged, locale.Swedish)
	fmt.Println(own.ID, ok)
	_, ok = settings.BookingTemplate(order.WorkOrder, order.CaseNew, locale.Swedish)
	fmt.Println(ok)
	// Output:
	// flyttad true
	// false
}

func ExampleBookingCase() {
	fmt.Println(order.BookingCases())
	// Output: [new changed cancelled reminder]
}
