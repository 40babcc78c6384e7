package notify

import (
	"context"
	"errors"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
)

// WorkerConfig is what a [Worker] is made from. Service, with an outbox, is needed;
// the zero value of all else is a default. The functions are called by several
// goroutines at once.
type WorkerConfig struct {
	Service *Service

	// Settings finds a company's settings, for messages that are planned when they are
	// due: those of [Desk.Schedule] and the digests of [Desk.Tell]. Nil: there are none.
	Settings func(ctx context.Context, company string) (order.Settings, error)
	// Order finds an order as it is now; ErrNoOrder says that it is gone. Nil: there are no
	// reminders, and one that [Desk.Schedule] has put there waits and is said to the Logger.
	Order func(ctx context.Context, company string, ref audit.OrderRef) (order.Order, error)

	// Person finds one of the company's own people, with what they have chosen, as they
	// are now; ErrNoPerson says that the user is gone. It is asked for those who are told
	// in the evening ([staff.Preferences].Digest). Nil: there are none.
	Person func(ctx context.Context, company, userID string) (staff.Person, error)

	InFlight int           // messages on their way at once, of all companies; 0: 16
	Lease    time.Duration // for how long a job is one worker's; 0: 20 minutes
	Poll     time.Duration // between two looks when nothing is due; 0: one second
	GiveUp   time.Duration // after a message was first due; 0: 24 hours
	// Keep is for how long the outbox knows what is done, for [Desk.Progress]; then it is
	// forgotten, and the log has it. 0: [DefaultKeep]; below 0: for ever.
	Keep time.Duration

	// Limits bounds a company's messages over a channel. Nil: [Unlimited].
	Limits func(company string, channel delivery.Channel) Limit
	// ResendUncertain says that a message of which nobody knows whether it arrived is
	// sent again by itself, with the same Message-ID, instead of being held for a
	// person. Nil: never.
	ResendUncertain func(company string, channel delivery.Channel) bool
}

// ErrNoOrder is what a host says of an order that is gone.
var ErrNoOrder = errors.New("notify: there is no such order any more")

// ErrNoPerson is what a host says of a user who is gone.
var ErrNoPerson = errors.New("notify: there is no such user any more")

// A Limit bounds messages. The zero value bounds nothing.
type Limit struct {
	PerSecond float64 // on average, with bursts of a second's worth; 0: any
	InFlight  int     // at once; 0: as the worker's
}

// Unlimited bounds nothing.
func Unlimited(string, delivery.Channel) Limit { return Limit{} }

// DefaultLease is [WorkerConfig].Lease where it is not set: longer than
// [DefaultFinalTimeout], after which a message is settled whatever its server does.
const DefaultLease = 20 * time.Minute

// DefaultKeep is [WorkerConfig].Keep where it is not set.
const DefaultKeep = 30 * 24 * time.Hour
