package notify

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/smsgw"
)

// Senders are one company's ways to send. A nil one is not set up: messages of
// its channel fail as configuration.
type Senders struct {
	Email email.Sender
	SMS   smsgw.Sender
}

// Config is what a [Service] is made from. Senders and Log are needed.
type Config struct {
	// Senders finds a company's mail server and gateway. It is called once for
	// each Send, with its context; an error fails every message of it as
	// configuration.
	Senders func(ctx context.Context, company string) (Senders, error)
	// Log is the send log.
	Log audit.Store

	// Resolve gets the bytes of a document that has only a reference. It may be
	// nil when hosts plan with bytes. An error fails the mail: for now, or for
	// good when it is fs.ErrNotExist, or as the delivery.Failure in it says.
	Resolve func(ctx context.Context, company string, d compose.Document) ([]byte, error)
	// Before is asked before each message is handed over. An error is a veto:
	// the message is not sent, and the error's text is logged as the reason.
	// Plan and message are copies here and in the other hooks: changing them
	// changes nothing.
	Before func(ctx context.Context, p *compose.Plan, m *compose.Message) error
	// After is told each outcome, once it is logged.
	After func(ctx context.Context, p *compose.Plan, o Outcome)
	// Observer is told about each message, for metrics and traces; nil: nobody.
	Observer Observer

	// Concurrency is how many messages of one Send are on their way at once;
	// 0: 4.
	Concurrency int
	// NoBodies keeps subjects and bodies out of the log; the hash stays (R707).
	NoBodies bool

	Logger *slog.Logger     // nil: none; never gets a body, and no address above debug level
	Now    func() time.Time // nil: time.Now
	NewID  func() string    // for records that happen by chance; nil: random
}

// Observer is told about each message on its way. Its methods are called from
// several goroutines.
type Observer interface {
	// Start is called before a message is handed to its sender; the context it
	// returns is the sender's, so that a trace can go on.
	Start(ctx context.Context, company string, m *compose.Message) context.Context
	// Done is called with the same context when the outcome is known.
	Done(ctx context.Context, company string, o Outcome)
}

// Service sends plans and keeps the log. It is made by [New]. A hook, sender or
// store of the host's that panics while messages are sent fails the message and
// is logged with its stack, instead of ending the host's process.
type Service struct{ config Config }

// New returns a service. The error says which part of the config is missing.
func New(c Config) (*Service, error) {
	var problems []error
	if c.Senders == nil {
		problems = append(problems, errors.New("notify: Config.Senders is nil: it finds a company's mail server and gateway"))
	}
	if c.Log == nil {
		problems = append(problems, errors.New("notify: Config.Log is nil: use audit.NewMemory or a store of notify/sqlstore"))
	}
	if c.Concurrency < 0 {
		problems = append(problems, fmt.Errorf("notify: Config.Concurrency is %d, want 0 for the default or more", c.Concurrency))
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
	if c.NewID == nil {
		c.NewID = rand.Text
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Service{c}, nil
}
