package notifytest_test

import (
	"context"
	"fmt"
	"testing"
	_ "time/tzdata"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/templating/locale"
)

// A host's unit test in ten lines.
func Example() {
	test := func(t *testing.T) {
		host := notifytest.NewHost()
		request := compose.Request{Kind: compose.BookingConfirmation, Key: "form-1", Now: host.Clock.Now()}
		draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), request)
		draft.SMS = true
		plan, _ := draft.Plan()
		if result, err := host.Send(context.Background(), plan); err != nil || result.Err() != nil {
			t.Fatal(err, result.Err())
		}
		host.Recorder.AssertMail(t, "anna@example.se", "fredag 06 oktober, 07:00 – 10:00")
		host.Recorder.AssertSMS(t, "+46705123456", "07:00 - 10:00")

		history, _ := host.History(context.Background(), notifytest.Settings(), notifytest.Order())
		fmt.Println(history.Banner(locale.English))
	}
	test(&testing.T{})
	// Output: E-mail sent: 2023-10-02 14:05 to anna@example.se by the system
}
