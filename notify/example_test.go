package notify_test

import (
	"context"
	"fmt"
	"os"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/folder"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/templating/locale"
)

func ExampleService() {
	dir, _ := os.MkdirTemp("", "mails")
	defer func() { _ = os.RemoveAll(dir) }()
	senders := notify.Senders{Email: folder.New(dir)} // smtp.New for a real server
	service, err := notify.New(notify.Config{
		Senders: func(_ context.Context, company string) (notify.Senders, error) { return senders, nil }, // by company
		Log:     audit.NewMemory(),
		Now:     notifytest.Now, // hosts leave it nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "form-token", Now: notifytest.Now()})
	plan, _ := draft.Plan()
	for range 2 { // a double click
		result, err := service.Send(context.Background(), plan)
		fmt.Println(result.Outcomes[0].Status, result.Duplicate, err)
	}
	history, _ := service.History(context.Background(), notifytest.Settings(), notifytest.Order())
	fmt.Println(history.Banner(locale.Swedish))
	// Output:
	// sent false <nil>
	// sent true <nil>
	// E-post skickad: 2023-10-02 14:05 till anna@example.se av systemet
}

// counter counts messages for a host's metrics.
type counter struct{ sent, failed int }

func (c *counter) Start(ctx context.Context, _ string, _ *compose.Message) context.Context {
	return ctx
}

func (c *counter) Done(_ context.Context, _ string, o notify.Outcome) {
	if o.Status.Good() {
		c.sent++
	} else {
		c.failed++
	}
}

func ExampleObserver() {
	var c counter
	host := notifytest.NewHost(func(config *notify.Config) { config.Observer, config.Concurrency = &c, 1 })
	host.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Reason: "greylisted"})
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "form-token", Now: notifytest.Now()})
	draft.SMS = true
	plan, _ := draft.Plan()
	result, _ := host.Send(context.Background(), plan)
	fmt.Println(c.sent, "sent", c.failed, "failed")
	fmt.Println("try again in", notify.Pause(1, result.Outcomes[0].Failure))
	// Output:
	// 1 sent 1 failed
	// try again in 1m0s
}
