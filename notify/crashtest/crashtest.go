// Package crashtest kills processes that send from an outbox, at each point of a
// sending and at random, and counts at a mail server what has come of every message.
//
// The rules of package notify/outboxtest say what an outbox does when it is asked;
// here its process is ended by the operating system in the midst of it, as a power
// cut would. A host that keeps its outbox in a database of its own writes two tests:
//
//	var host = crashtest.Host{Child: "TestCrashChild", New: newDatabase, Open: openDatabase}
//
//	func TestSIGKILL(t *testing.T)    { host.Kill(t, crashtest.Points(20)...) }
//	func TestCrashChild(t *testing.T) { host.RunChild(t) } // the process that is killed
//
// The package is for tests only: it imports testing.
package crashtest

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
)

// A LoggedOutbox is an outbox, and the log that its records go into.
type LoggedOutbox interface {
	notify.Outbox
	audit.Store
}

// A Host is a program that sends from an outbox. Child, New and Open are needed.
type Host struct {
	// Child is the name of the test that calls [Host.RunChild]: the tests' own binary is
	// started again for it.
	Child string
	// New makes an empty database, and says where it is in words that Open understands
	// in another process.
	New func(t *testing.T) (where string)
	// Open opens it.
	Open func(t *testing.T, where string) LoggedOutbox
	// Work sends what waits until ctx ends. Nil: [notify.Worker.Run].
	Work func(ctx context.Context, w Work) error
	// Pass lets so much time pass: for a database, or a queue in it, that goes by a clock
	// of its own. Every time that is stored is as much earlier afterwards. Nil: the store
	// goes by the times that it is told, and the clock of the next process is ahead.
	Pass func(t *testing.T, where string, d time.Duration)
}

// Work is what a process of the host's sends with. It is made by [Host.RunChild].
type Work struct {
	Where    string
	Store    LoggedOutbox // as Open returned it
	Worker   *notify.Worker
	InFlight int           // of the worker's config
	Lease    time.Duration // of the worker's config
}

// run is [Host.Work].
func (h Host) run(ctx context.Context, w Work) error {
	if h.Work == nil {
		return w.Worker.Run(ctx)
	}
	return h.Work(ctx, w)
}

// orders are what a child is told by its environment.
type orders struct {
	where    string
	port     int // of the mail server
	inFlight int
	resend   bool          // what nobody knows the end of is sent again
	lease    time.Duration // zero: [notify.DefaultLease]
	later    time.Duration // by how much the child's clock is ahead
	point    string        // at which it kills itself; "": none
	nth      int           // of the times that the point is met
	put      bool          // it enqueues the plan before it sends
}

const variable = "BUDKAVLE_CRASH_"

func (h Host) command(ctx context.Context, o orders) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Args[0], "-test.run", "^"+h.Child+"$", "-test.timeout", "6m")
	command.Env = os.Environ()
	for name, value := range map[string]string{
		"WHERE": o.where, "PORT": strconv.Itoa(o.port),
		"IN_FLIGHT": strconv.Itoa(o.inFlight), "RESEND": strconv.FormatBool(o.resend),
		"LEASE": o.lease.String(), "LATER": o.later.String(), "POINT": o.point,
		"NTH": strconv.Itoa(o.nth), "PUT": strconv.FormatBool(o.put),
	} {
		command.Env = append(command.Env, variable+name+"="+value)
	}
	return command
}

// ordered reads the environment; ok is false in a process that is no child.
func ordered() (o orders, ok bool) {
	text := func(name string) string { return os.Getenv(variable + name) }
	number := func(name string) int { n, _ := strconv.Atoi(text(name)); return n }
	span := func(name string) time.Duration { d, _ := time.ParseDuration(text(name)); return d }
	return orders{
		where: text("WHERE"), port: number("PORT"), inFlight: number("IN_FLIGHT"), resend: text("RESEND") == "true",
		lease: span("LEASE"), later: span("LATER"), point: text("POINT"), nth: number("NTH"), put: text("PUT") == "true",
	}, text("WHERE") != ""
}
