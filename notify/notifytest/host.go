package notifytest

import (
	"context"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
)

// Host is a service with a recorder for its senders, a log in memory and a
// clock that shows [Now]. It is made by [NewHost].
type Host struct {
	*notify.Service
	Recorder *Recorder
	Log      *audit.Memory // what the service writes; nil when a change put another in its place
	Clock    *Clock
}

// NewHost returns a host to test with. The changes are made to its config
// before the service is; a config that does not work panics.
func NewHost(changes ...func(*notify.Config)) *Host {
	h := &Host{Recorder: &Recorder{}, Log: audit.NewMemory(), Clock: NewClock(Now())}
	senders := notify.Senders{Email: h.Recorder.Email(), SMS: h.Recorder.SMS()}
	config := notify.Config{
		Senders: func(context.Context, string) (notify.Senders, error) { return senders, nil },
		Log:     h.Log,
		Now:     h.Clock.Now,
	}
	for _, change := range changes {
		change(&config)
	}
	if config.Log != audit.Store(h.Log) {
		h.Log = nil // an assertion on a log that nobody writes would always pass
	}
	service, err := notify.New(config)
	if err != nil {
		panic(err)
	}
	h.Service = service
	return h
}
