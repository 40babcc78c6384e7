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
	"github.com/budkavle/budkavle/notify/email/folder"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

func main() {
	settings := compose.Settings{
		Company: compose.Company{ID: "1", Name: "Mitt bolag"},
		From:    recipients.MustParseList("Mitt bolag <info@example.se>")[0],
	}
	start := time.Now().Add(48 * time.Hour).Truncate(time.Hour)
	order := compose.Order{
		Company: "1", Kind: compose.WorkOrder, Number: "AO462",
		ContactPerson: compose.Contact{Name: "Anna", Email: "anna@example.com"},
		Bookings:      []booking.Booking{{ID: "b1", Start: start, End: start.Add(2 * time.Hour), Technicians: []string{"Börje"}}},
	}
	senders := notify.Senders{Email: folder.New("out")} // or smtp.New, for a real server
	service, err := notify.New(notify.Config{
		Senders: func(context.Context, string) (notify.Senders, error) { return senders, nil },
		Log:     audit.NewMemory(), // or notify/sqlstore, in the host's own database
	})
	check(err)

	// The draft knows what the log knows: a moved visit is told as moved, bounced addresses warn.
	request := compose.Request{Kind: compose.BookingConfirmation, Key: "form-token", Now: time.Now()}
	draft, err := service.Draft(context.Background(), settings, order, request)
	check(err)
	plan, err := draft.Plan() // nothing is sent yet: look at plan.Messages and plan.Warnings
	check(err)
	result, err := service.Send(context.Background(), plan)
	check(err)
	check(result.Err())

	history, err := service.History(context.Background(), settings, order)
	check(err)
	fmt.Println(plan.Messages[0].Body())
	fmt.Println(history.Banner(locale.Swedish))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
