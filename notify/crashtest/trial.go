package crashtest

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/sendertest"
)

const (
	trialPlan     = 100 // messages of a plan
	trialProcess  = 3
	trialInFlight = 8
	// TrialLease is how long a job is one process's in a [Host.Trial]: long for one that
	// lives, and what is left of one that was killed is soon another's.
	TrialLease = 10 * time.Second
)

// Trial lets three processes on one database send so many messages, kills one of them
// at random in the midst of it, and waits for the others. Every message arrives or is
// held, with one copy more than messages at most.
func (h Host) Trial(t *testing.T, messages int) Sum {
	t.Helper()
	where := h.New(t)
	h.enqueue(t, where, messages)
	victims := make([]*exec.Cmd, trialProcess)
	killAt := int64(messages/10 + rand.IntN(messages/2))
	var victim atomic.Pointer[exec.Cmd]
	var dots atomic.Int64
	server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		if at == sendertest.StepDot && dots.Add(1) == killAt {
			_ = victim.Load().Process.Kill()
		}
		return sendertest.StepFault{}
	}}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	began := time.Now()
	chosen := rand.IntN(trialProcess)
	ended := make(chan error, trialProcess)
	output := make([]lastWords, trialProcess)
	start := func(i int) {
		victims[i] = h.command(t.Context(), orders{
			where: where, port: server.Port(), inFlight: trialInFlight, lease: TrialLease,
		})
		victims[i].Stdout, victims[i].Stderr = &output[i], &output[i]
		if err := victims[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	start(chosen) // before a mail comes it must be known whom to kill
	victim.Store(victims[chosen])
	for i := range victims {
		if i != chosen {
			start(i)
		}
	}
	for i, p := range victims {
		go func() { ended <- endOf(p, i, i == chosen, &output[i]) }()
	}
	for range victims {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	sum, wrong := look(t.Context(), h.Open(t, where), server.Emails())
	sum.Kills = 1
	t.Logf("%v; killed at the %d. mail; %v", sum, killAt, time.Since(began).Round(time.Millisecond))
	lost := 0
	for i := range output {
		lost += output[i].leasesLost()
	}
	for _, text := range append(wrong, sum.afterOneKill(messages, lost)...) {
		t.Error(text)
	}
	return sum
}

// endOf waits for a process, which is to end by itself or to be killed, and says what
// is wrong with how it ended.
func endOf(p *exec.Cmd, number int, killed bool, said *lastWords) error {
	err := p.Wait()
	switch {
	case killed && err == nil:
		return fmt.Errorf("process %d was to be killed and was not", number)
	case !killed && err != nil:
		return fmt.Errorf("process %d: %w\n%s", number, err, said.text)
	}
	return nil
}

// afterOneKill says what is wrong with so many messages of which one process was killed,
// and the others lost some leases since the machine was slow.
func (s Sum) afterOneKill(messages, lost int) (wrong []string) {
	if s.Messages != messages {
		wrong = append(wrong, fmt.Sprintf("the log has %d messages, want %d", s.Messages, messages))
	}
	if s.Second > 1 {
		wrong = append(wrong, fmt.Sprintf("%d second copies by one kill", s.Second))
	}
	if s.Held > trialInFlight+lost {
		wrong = append(wrong, fmt.Sprintf("%d are held; the killed process had %d on their way, the others lost %d leases",
			s.Held, trialInFlight, lost))
	}
	return wrong
}

// enqueue puts the messages in, by plans of a hundred.
func (h Host) enqueue(t *testing.T, where string, messages int) {
	t.Helper()
	store := h.Open(t, where)
	desk, err := deskOf(notify.Config{
		Senders: notify.OneCompany(notify.Senders{Email: (&notifytest.Recorder{}).Email()}),
		Log:     store, Outbox: store,
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < messages; n += trialPlan {
		p, err := letters(fmt.Sprint("form", n), min(trialPlan, messages-n))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Enqueue(t.Context(), p, notify.Schedule{}); err != nil {
			t.Fatal(err)
		}
	}
}

// leasesLost is before the number of leases that a process has lost, in what it says.
const leasesLost = "leases lost: "

// leasesLost is what the process has said of them; 0 where it came to no end.
func (w *lastWords) leasesLost() int {
	_, said, _ := strings.Cut(string(w.text), leasesLost)
	said, _, _ = strings.Cut(said, "\n")
	n, _ := strconv.Atoi(said)
	return n
}

// lastWords is the beginning of what a process says.
type lastWords struct{ text []byte }

// Write is that of io.Writer.
func (w *lastWords) Write(p []byte) (int, error) {
	if room := 4096 - len(w.text); room > 0 {
		w.text = append(w.text, p[:min(room, len(p))]...)
	}
	return len(p), nil
}
