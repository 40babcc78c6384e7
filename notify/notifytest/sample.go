package notifytest

import (
	"context"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

// Clock is a clock that stands still until it is moved. It is safe for
// concurrent use; the zero value shows the zero time.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that shows now.
func NewClock(now time.Time) *Clock { return &Clock{now: now} }

// Now returns what the clock shows; it fits notify.Config.Now.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Now is the time of the samples: Monday 2 October 2023, 14:05 in Stockholm.
func Now() time.Time { return time.Date(2023, time.October, 2, 12, 5, 0, 0, time.UTC) }

// Settings returns a company's settings with all that messages need.
func Settings() compose.Settings {
	return compose.Settings{
		Company: compose.Company{
			ID: "mitt-bolag", Name: "Mitt bolag", OrgNumber: "556000-0000",
			Address: []string{"Storgatan 1", "111 22 Stockholm"}, Phone: "08-123 45 67", Email: "info@example.com",
		},
		From:    recipients.Mailbox{Name: "Mitt bolag", Address: recipients.MustParseAddress("info@example.com")},
		SMSFrom: smsgw.MustParseSenderName("MittBolag"),
		Zone:    "Europe/Stockholm",
	}
}

// Order returns a work order with a contact person and one coming booking: that
// of the manual's example, AO462 with Börje on Friday 6 October, 07:00 – 10:00.
func Order() compose.Order {
	return compose.Order{
		Company: "mitt-bolag", Kind: compose.WorkOrder, ID: "462", Number: "AO462",
		Customer:       compose.Party{Name: "kund", Contacts: []compose.Contact{{Name: "Östen Åkerlund", Email: "osten@example.se"}}},
		ContactPerson:  compose.Contact{Name: "Anna Ek", Email: "anna@example.se", Phone: "+46705123456"},
		Description:    "Service av portautomat",
		ServiceObjects: []compose.ServiceObject{{Name: "Portautomat 1", MachineNumber: "M1234"}},
		Bookings: []booking.Booking{{
			ID: "b-1", Start: time.Date(2023, time.October, 6, 5, 0, 0, 0, time.UTC), End: time.Date(2023, time.October, 6, 8, 0, 0, 0, time.UTC),
			Technicians: []string{"Börje"},
		}},
		Content: pdf.Content{Lines: []pdf.Line{{Article: "100", Name: "Arbetstid", Quantity: 2500, Unit: "tim"}}},
		Created: time.Date(2023, time.September, 28, 7, 0, 0, 0, time.UTC),
	}
}

// Host is a service with a recorder for its senders, a log in memory and a
// clock that shows [Now].
type Host struct {
	*notify.Service
	Recorder *Recorder
	Log      *audit.Memory
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
	service, err := notify.New(config)
	if err != nil {
		panic(err)
	}
	h.Service = service
	return h
}
