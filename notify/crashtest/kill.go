package crashtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/budkavle/budkavle/notify/sendertest"
)

// A Crash is one kill: at a point, the so many-th time that it is met, with so many
// messages on their way at once. It is made by [Points].
type Crash struct {
	Point    string
	Nth      int
	InFlight int
	Resend   bool // what nobody knows the end of is sent again by itself, in place of being held
}

// String names the subtest.
func (c Crash) String() string {
	return fmt.Sprintf("%s %d in flight %d resend %v", c.Point, c.Nth, c.InFlight, c.Resend)
}

// The points: what a process does at its database, before and after; and where it
// stands with the mail server.
var (
	ownPoints = []string{
		"claim-before", "claim-after", "put-before", "put-after", "lease-before",
		"lease-after", "handover-before", "handover-after", "settle-before", "settle-after",
	}
	serverPoints = []string{"greeting", "ehlo", "mail", "rcpt", "data", "dot-lost", "dot-taken", "answered"}
	// left are those at which a message may have left, so that nobody knows.
	left = []string{"handover-after", "settle-before", "dot-lost", "dot-taken", "answered"}
	// steps are those of the mail server's conversation.
	steps = map[string]sendertest.Step{
		"greeting": sendertest.StepGreeting, "ehlo": sendertest.StepEHLO,
		"mail": sendertest.StepMail, "rcpt": sendertest.StepRcpt, "data": sendertest.StepData,
		"dot-lost": sendertest.StepDot, "dot-taken": sendertest.StepDot, "answered": sendertest.StepDot,
	}
)

// crashEmails is how many messages the process has to send that is killed.
const crashEmails = 4

// Points returns a kill at each point, alone and with several messages on their way,
// those after which a message is sent again by policy, and some more at random, the
// same each time.
func Points(random int) []Crash {
	var list []Crash
	for _, point := range slices.Concat(serverPoints, ownPoints) {
		list = append(list, Crash{point, 1, 1, false})
		if !once(point) {
			list = append(list, Crash{point, 2, 8, false})
		}
	}
	for _, point := range left {
		list = append(list, Crash{point, 1, 1, true}, Crash{point, 2, 1, true})
	}
	chance := rand.New(rand.NewPCG(1, 2))
	all := slices.Concat(serverPoints, ownPoints)
	for len(list) < 2*len(serverPoints)+2*len(ownPoints)-4+2*len(left)+random {
		c := Crash{all[chance.IntN(len(all))], 1 + chance.IntN(crashEmails), 1 + chance.IntN(8), chance.IntN(4) == 0}
		if once(c.Point) {
			c.Nth = 1
		}
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// once reports whether a process meets a point once.
func once(point string) bool {
	return strings.HasPrefix(point, "claim") || strings.HasPrefix(point, "put")
}

// Kill kills a process of the host's at each point and lets another, which starts an
// hour later and only enqueues and sends as the host always does, do the rest. Nothing
// may be lost or be said to be sent that is not; only what may have left may be held;
// a second copy comes only where the host chose so, one a kill, and mail programs know
// it for the same. Where New skips each of them, Kill is skipped.
func (h Host) Kill(t *testing.T, crashes ...Crash) {
	t.Helper()
	var sum Sum
	var mu sync.Mutex
	ran, skipped := 0, 0
	t.Run("kills", func(t *testing.T) {
		for _, c := range crashes {
			t.Run(c.String(), func(t *testing.T) {
				mu.Lock()
				ran++
				mu.Unlock()
				defer func() {
					if t.Skipped() {
						mu.Lock()
						skipped++
						mu.Unlock()
					}
				}()
				t.Parallel()
				one := h.kill(t, c)
				mu.Lock()
				defer mu.Unlock()
				sum.add(one)
			})
		}
	})
	if ran > 0 && skipped == ran {
		t.Skip("each point was skipped: its own words say why")
	}
	t.Log(sum)
	if alone := len(serverPoints) + len(ownPoints); ran >= alone && sum.Kills < alone {
		t.Errorf("%d processes were killed, want %d at least", sum.Kills, alone)
	}
}

func (h Host) kill(t *testing.T, c Crash) Sum {
	t.Helper()
	where := h.New(t)
	var victim atomic.Pointer[exec.Cmd]
	var met atomic.Int64
	server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		first := victim.Load()
		if steps[c.Point] != at || first == nil || met.Add(1) != int64(c.Nth) {
			return sendertest.StepFault{}
		}
		if c.Point == "answered" {
			return sendertest.StepFault{Reply: "250 2.0.0 taken", Cut: true, Took: true}
		}
		_ = first.Process.Kill()
		return sendertest.StepFault{Cut: true, Took: c.Point == "dot-taken"}
	}}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	o := orders{where: where, port: server.Port(), inFlight: c.InFlight, resend: c.Resend, put: true}
	second := o
	o.point, o.nth = c.Point, c.Nth
	first := h.command(t.Context(), o)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	victim.Store(first)
	ctx, ended := context.WithCancel(t.Context())
	if c.Point == "answered" {
		go killAfter(ctx, first, func() bool { return met.Load() >= int64(c.Nth) })
	}
	err := first.Wait()
	ended()
	victim.Store(nil)
	if err == nil && c.Nth == 1 {
		t.Error("the point was never met")
	}
	if h.Pass != nil {
		h.Pass(t, where, time.Hour)
	} else {
		second.later = time.Hour
	}
	if out, err := h.command(t.Context(), second).CombinedOutput(); err != nil {
		t.Fatalf("the second process: %v\n%s", err, out)
	}
	sum, wrong := look(t.Context(), h.Open(t, where), server.Emails())
	if err != nil {
		sum.Kills = 1
	}
	for _, text := range append(wrong, c.beside(sum)...) {
		t.Error(text)
	}
	return sum
}

// killAfter kills a process when the mail server has answered, whatever it has made
// of the answer.
func killAfter(ctx context.Context, victim *exec.Cmd, answered func() bool) {
	for !answered() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Millisecond):
		}
	}
	_ = victim.Process.Kill()
}

// beside says what is wrong beside what is wrong for every crash.
func (c Crash) beside(sum Sum) (wrong []string) {
	expect := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	expect(sum.Messages == crashEmails, "the log has %d messages, want %d", sum.Messages, crashEmails)
	if c.Resend {
		expect(sum.Held == 0, "%d are held, and what nobody knows the end of was to be sent again", sum.Held)
		expect(sum.Second <= c.InFlight, "%d second copies, want one for each on its way at most: %d", sum.Second, c.InFlight)
		return wrong
	}
	expect(sum.Second == 0, "%d second copies", sum.Second)
	expect(sum.Held <= c.InFlight, "%d are held, and %d were on their way", sum.Held, c.InFlight)
	if c.InFlight == 1 && !slices.Contains(left, c.Point) {
		expect(sum.Held == 0, "%d are held that were not handed over", sum.Held)
	}
	return wrong
}
