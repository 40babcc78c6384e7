package notifytest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/templating/locale"
)

// A host's unit test in ten lines.
func Example() {
	test := func(t *testing.T) {
		host := notifytest.NewBench()
		draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
		draft.SMS = true
		plan, _ := draft.Plan()
		if result, err := host.Send(context.Background(), plan); err != nil || result.Err() != nil {
			t.Fatal(err, result.Err())
		}
		host.Recorder.AssertEmail(t, "anna@example.se", "fredag 06 oktober, 07:00 – 10:00")
		host.Recorder.AssertSMS(t, "+46705123456", "07:00 - 10:00")

		history, _ := host.History(context.Background(), notifytest.Order())
		fmt.Println(history.Banner(locale.English))
	}
	test(&testing.T{})
	// Output: E-mail sent: 2 Oct 2023 14:05 to anna@example.se by Eva
}

func ExampleBench() {
	host := notifytest.NewBench() // or with changes to its notify.Config
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	plan, _ := draft.Plan()
	_, _ = host.Send(context.Background(), plan)

	order := notifytest.Order() // the visit moves
	order.Bookings[0].Start = order.Bookings[0].Start.Add(time.Hour)
	host.Clock.Advance(time.Hour)
	history, _ := host.History(context.Background(), order)
	fmt.Println(history.Red(), history.Advice().Reason)
	// Output: true changed
}

// A server that is away for one recipient.
func ExampleRecorder() {
	host := notifytest.NewBench()
	host.Recorder.Fail("anna@example.se", errors.New("connection lost"))
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Quote(), notifytest.Request(compose.Quote))
	plan, _ := draft.Plan()
	result, _ := host.Send(context.Background(), plan)
	fmt.Println(result.Outcomes[0].Status, len(host.Recorder.Emails()))
	// Output: uncertain 0
}

func ExampleClock() {
	clock := notifytest.NewClock(notifytest.Now())
	clock.Advance(24 * time.Hour)
	fmt.Println(clock.Now().Format(time.RFC3339))
	// Output: 2023-10-03T12:05:00Z
}

// printer is a TB that shows what an assertion fails with.
type printer struct{}

func (printer) Helper() {}

func (printer) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }

func ExampleTB() {
	host := notifytest.NewBench()
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	plan, _ := draft.Plan()
	_, _ = host.Send(context.Background(), plan)
	host.Recorder.AssertEmail(printer{}, "bo@example.se")
	// Output:
	// want one mail to bo@example.se, got 0; sent was:
	//   mail to anna@example.se: "Orderbekräftelse AO462", AO462.pdf
}
