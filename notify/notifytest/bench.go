package notifytest

import (
	"context"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
)

// Bench is a service with a recorder for its senders, a log in memory and a clock
// that shows [Now], and the desk of the sample company. It is made by [NewBench].
type Bench struct {
	*notify.Desk // of [Settings]
	Recorder     *Recorder
	Log          *audit.Memory // what the service writes; nil when a change put another in its place
	Clock        *Clock
}

// NewBench returns a bench to test on. The changes are made to its config before
// the service is; a config that does not work panics.
func NewBench(changes ...func(*notify.Config)) *Bench {
	b := &Bench{Recorder: &Recorder{}, Log: audit.NewMemory(), Clock: NewClock(Now())}
	config := notify.Config{
		Senders: notify.OneCompany(b.Recorder.Senders()),
		Log:     b.Log,
		Now:     b.Clock.Now,

		LogGrace: -1, // a log that a test breaks is not waited for
	}
	for _, change := range changes {
		change(&config)
	}
	if config.Log != audit.Store(b.Log) {
		b.Log = nil // an assertion on a log that nobody writes would always pass
	}
	service, err := notify.New(config)
	if err != nil {
		panic(err)
	}
	b.Desk = desk(service, Settings())
	return b
}

// For returns the desk of other settings at the same service; settings that are
// wrong panic.
func (b *Bench) For(s order.Settings) *notify.Desk { return desk(b.Service(), s) }

func desk(service *notify.Service, s order.Settings) *notify.Desk {
	d, err := service.Desk(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Report hands a delivery report to the service, as a gateway's handler does.
func (b *Bench) Report(ctx context.Context, r delivery.Report) error {
	return b.Service().Report(ctx, r)
}
