// First sends a booking confirmation with the least that it takes: an order
// number, one booking and one contact. The mail is written into a folder.
package main

import (
	"context"
	"fmt"
	"log"
	"time"
	_ "time/tzdata"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/emlfolder"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

func main() {
	ctx := context.Background()
	service, err := notify.New(notify.Config{
		Senders: notify.OneCompany(notify.Senders{Email: emlfolder.New("out")}), // or smtp.New
		Log:     audit.NewMemory(),                                              // or notify/sqlstore
	})
	check(err)
	desk, err := service.Desk(order.Settings{
		Company: order.Company{ID: "1", Name: "Mitt bolag"}, From: recipients.MustParseMailbox("info@example.se"),
	})
	check(err)
	start := time.Now().Add(48 * time.Hour).Truncate(time.Hour)
	visit := booking.Booking{ID: "b1", Start: start, End: start.Add(2 * time.Hour), Technicians: []string{"Börje"}}
	work := order.Order{
		Kind: order.WorkOrder, Number: "AO462", Bookings: []booking.Booking{visit},
		ContactPerson: order.Contact{Name: "Anna", Email: "anna@example.com"},
	}

	// The draft knows what the log knows: a moved visit is told as moved, bounced addresses warn.
	draft, err := desk.Draft(ctx, work, compose.Request{Kind: compose.BookingConfirmation, Key: "form-token"})
	check(err)
	plan, err := draft.Plan() // nothing is sent yet: look at plan.Messages and plan.Warnings
	check(err)
	result, err := desk.Send(ctx, plan)
	check(err)
	check(result.Err())

	history, err := desk.History(ctx, work)
	check(err)
	fmt.Println(plan.Messages[0].Body())
	fmt.Println(history.Banner(locale.Swedish))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
