package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/smsgw"
)

// Senders are one company's ways to send. A nil one, also a nil pointer of a sender's
// type, is not set up: messages of its channel fail as configuration. Both must be
// safe for concurrent use.
type Senders struct {
	Email email.Sender
	SMS   smsgw.Sender
}

// Config is what a [Service] is made from. Senders and Log are needed; the zero
// value of all else is a default. The functions must be safe for concurrent
// use. One that panics while a message is sent is a failure of the message.
type Config struct {
	// Senders finds a company's mail server and gateway. It is called once for
	// each Send, with its context. An error fails every message of it: as
	// configuration, or as the delivery.Failure in it says. What it returns is not
	// closed: a [SendersCache] keeps each company's connections and closes them,
	// where a sender made anew at each call would never share one.
	Senders func(ctx context.Context, company string) (Senders, error)
	// Log is the send log.
	Log audit.Store
	// Outbox keeps what waits to be sent, for [Desk.Enqueue] and a [Worker]. Nil: there
	// is none, and messages go by [Desk.Send] alone.
	Outbox Outbox

	// Roles are a company's roles, by which a [Desk] says who may see others' log,
	// decide about held messages, change settings and erase a person. Nil, or no
	// roles at all: [rights.Default].
	Roles func(ctx context.Context, company string) (rights.Roles, error)

	// Resolve gets the bytes of a document that has only a reference, once for
	// each Send. It may be nil when hosts plan with bytes. An error fails the
	// mail: for now, or for good when it is fs.ErrNotExist, or as the
	// delivery.Failure in it says.
	Resolve func(ctx context.Context, company string, f order.File) ([]byte, error)
	// Before is asked before each message is handed over. An error is a veto:
	// the message is not sent, and the error's text is logged as the reason. In a
	// dry run nobody is asked. Plan and message are copies here and in the other
	// hooks, which share them: changing them changes nothing that is sent.
	Before func(ctx context.Context, p *plan.Plan, m *plan.Message) error
	// Observer is told about each message, for metrics and traces; nil: nobody.
	Observer Observer

	// Concurrency is how many messages of one Send are on their way at once;
	// 0: 4.
	Concurrency int
	// FinalTimeout bounds what goes on after the caller's context has ended: a
	// message that was handed over and whose server has not answered. 0:
	// [DefaultFinalTimeout].
	FinalTimeout time.Duration
	// LogGrace is how long writing an outcome is retried when the log cannot be
	// reached, also after the caller's context has ended. 0: [DefaultLogGrace];
	// below 0: one try.
	LogGrace time.Duration
	// NoBodies keeps subjects and bodies out of the log; the hash stays.
	NoBodies bool

	Logger *slog.Logger     // nil: none; never gets a body, and no address above debug level
	Now    func() time.Time // nil: time.Now
}

// Observer is told about each message of a Send or Retry, for metrics and
// traces: also about one that was vetoed or failed before it got to a sender, and
// about each try by itself. Plan and message are copies, as in the hooks of
// [Config]; the plan says company, kind, order and who acts. The methods
// must be safe for concurrent use.
type Observer interface {
	// Start is called before anything is done about a message. The context it
	// returns is that of the hooks, of Config.Resolve and of the sender, so that
	// a trace can go on; nil leaves it as it is.
	Start(ctx context.Context, p *plan.Plan, m *plan.Message) context.Context
	// Done is called once after each Start, with the context of Start, when the
	// outcome is known and logged. A message that another caller was quicker with
	// is skipped, whatever the other makes of it.
	Done(ctx context.Context, p *plan.Plan, o Outcome)
}

// Service sends plans and keeps the log. It is made by [New]. A hook, sender or
// store of the host's that panics while messages are sent fails the message and
// is logged with its stack, instead of ending the host's process.
type Service struct {
	config Config
	oneTry bool // of writing an outcome

	hands *hands
}

// OneCompany is a [Config].Senders for a host whose companies all send by the same
// mail server and gateway.
func OneCompany(senders Senders) func(ctx context.Context, company string) (Senders, error) {
	return func(context.Context, string) (Senders, error) { return senders, nil }
}

// DefaultFinalTimeout is [Config].FinalTimeout where it is not set: longer than
// senders wait by themselves.
const DefaultFinalTimeout = 15 * time.Minute

// DefaultLogGrace is [Config].LogGrace where it is not set.
const DefaultLogGrace = 10 * time.Second

// New returns a service. The error says which part of the config is missing.
func New(c Config) (*Service, error) {
	var problems []error
	if c.Senders == nil {
		problems = append(problems, errors.New("notify: Config.Senders is nil: it finds a company's mail server and gateway"))
	}
	if c.Log == nil {
		problems = append(problems,
			errors.New("notify: Config.Log is nil: use audit.NewMemory or a store of notify/sqlstore"))
	}
	if c.Concurrency < 0 {
		problems = append(problems,
			fmt.Errorf("notify: Config.Concurrency is %d, want 0 for the default or more", c.Concurrency))
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	if c.Concurrency == 0 {
		c.Concurrency = 4
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.FinalTimeout == 0 {
		c.FinalTimeout = DefaultFinalTimeout
	}
	oneTry := c.LogGrace < 0
	if c.LogGrace == 0 {
		c.LogGrace = DefaultLogGrace
	}
	return &Service{config: c, oneTry: oneTry, hands: &hands{plans: map[*plan.Plan][2]string{}}}, nil
}
