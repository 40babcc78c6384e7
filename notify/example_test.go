package notify_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/emlfolder"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

func ExampleService() {
	dir, _ := os.MkdirTemp("", "mails")
	defer func() { _ = os.RemoveAll(dir) }()
	senders := notify.Senders{Email: emlfolder.New(dir)} // smtp.New for a real server
	service, err := notify.New(notify.Config{
		Senders: notify.OneCompany(senders),
		Log:     audit.NewMemory(),
		Now:     notifytest.Now, // hosts leave it nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	desk, _ := service.Desk(notifytest.Settings())
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "form-token", Now: notifytest.Now()})
	p, _ := draft.Plan()
	for range 2 { // a double click
		result, err := desk.Send(context.Background(), p)
		fmt.Println(result.Outcomes[0].Status, result.Duplicate, err)
	}
	history, _ := desk.History(context.Background(), notifytest.Order())
	fmt.Println(history.Banner(locale.Swedish))
	// Output:
	// sent false <nil>
	// sent true <nil>
	// E-post skickad: 2023-10-02 14:05 till anna@example.se av systemet
}

// A desk is one company's; an order of another is refused.
func ExampleDesk() {
	desk := notifytest.NewBench().Desk
	for _, p := range desk.Prompts(order.Order{}, notifytest.Order(), order.Actor{ID: "eva"}) {
		if p.Shown {
			fmt.Println(p.Question)
		}
	}
	foreign := notifytest.Order()
	foreign.Company = "another"
	_, err := desk.History(context.Background(), foreign)
	fmt.Println(errors.Is(err, notify.ErrOtherCompany))
	// Output:
	// Vill ni skicka ett epost till kontaktpersonen med bokningsbekräftelse?
	// true
}

// counter counts messages for a host's metrics.
type counter struct{ sent, failed int }

func (c *counter) Start(ctx context.Context, _ *plan.Plan, _ *plan.Message) context.Context {
	return ctx
}

func (c *counter) Done(_ context.Context, _ *plan.Plan, o notify.Outcome) {
	if o.Status.Good() {
		c.sent++
	} else {
		c.failed++
	}
}

func ExampleObserver() {
	var c counter
	host := notifytest.NewBench(func(config *notify.Config) { config.Observer, config.Concurrency = &c, 1 })
	host.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Reason: "greylisted"})
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "form-token", Now: notifytest.Now()})
	draft.SMS = true
	p, _ := draft.Plan()
	result, _ := host.Send(context.Background(), p)
	fmt.Println(c.sent, "sent", c.failed, "failed")
	fmt.Println("try again in", notify.Pause(1, result.Outcomes[0].Failure))
	// Output:
	// 1 sent 1 failed
	// try again in 1m0s
}

// A veto, and file storage of the host's.
func ExampleConfig() {
	service, err := notify.New(notify.Config{
		Senders: func(_ context.Context, company string) (notify.Senders, error) {
			return notify.Senders{Email: emlfolder.New(os.TempDir())}, nil // the company's own, looked up when it is sent
		},
		Log: audit.NewMemory(),
		Now: notifytest.Now,
		Before: func(_ context.Context, p *plan.Plan, _ *plan.Message) error {
			return fmt.Errorf("company %s has not paid", p.Company)
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	desk, _ := service.Desk(notifytest.Settings())
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	p, _ := draft.Plan()
	result, _ := desk.Send(context.Background(), p)
	fmt.Println(result.Outcomes[0].Status, result.Outcomes[0].Note)
	// Output: skipped vetoed: company mitt-bolag has not paid
}

// A company without a gateway can still send mail.
func ExampleSenders() {
	var r notifytest.Recorder
	host := notifytest.NewBench(func(c *notify.Config) {
		c.Senders = func(context.Context, string) (notify.Senders, error) { return notify.Senders{Email: r.Email()}, nil }
	})
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	draft.SMS = true
	p, _ := draft.Plan()
	result, _ := host.Send(context.Background(), p)
	for _, o := range result.Outcomes {
		fmt.Println(o.Message.Channel, o.Status)
	}
	fmt.Println(result.Outcomes[1].Failure.Text)
	// Output:
	// email sent
	// sms failed
	// the company has no SMS gateway
}

func ExampleResult() {
	host := notifytest.NewBench()
	host.Recorder.Fail("+46705123456", &delivery.Failure{Class: delivery.Permanent, Reason: "number-unknown"})
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	draft.SMS = true
	p, _ := draft.Plan()
	result, err := host.Send(context.Background(), p)
	fmt.Println(err, result.Sent(), "of", len(result.Outcomes))
	again, _ := host.Send(context.Background(), p)
	fmt.Println("sent before:", again.Duplicate, again.Sent())
	// Output:
	// <nil> 1 of 2
	// sent before: true 1
}

// What is to be done about a message that was not sent.
func ExampleOutcome() {
	host := notifytest.NewBench()
	host.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Reason: "greylisted", RetryAfter: 5 * time.Minute})
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	p, _ := draft.Plan()
	result, _ := host.Send(context.Background(), p)
	if o := result.Outcomes[0]; o.Failure != nil && o.Failure.Class == delivery.Temporary {
		fmt.Println(o.Failure.Reason, "- Retry in", notify.Pause(o.Attempt, o.Failure))
	}
	// Output: greylisted - Retry in 5m0s
}
