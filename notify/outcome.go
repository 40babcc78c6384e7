package notify

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/plan"
)

// An Outcome is what became of one message, or of one try of it.
type Outcome struct {
	Message plan.Message
	Status  delivery.Status
	Attempt int               // 1 for the first try; 0 when there was none
	Receipt delivery.Receipt  // zero when nobody took it
	Failure *delivery.Failure // nil when it was sent, or not sent on purpose
	Note    string            // why it was not sent on purpose: vetoed, a dry run, superseded
	Took    time.Duration     // in the sender; zero for an outcome that the log tells
	// Unlogged is why the outcome could not be written into the log. The
	// message has gone out all the same when Status says so.
	Unlogged error

	taken bool // by another caller, whose outcome it is
}

// Result is what became of a plan: an outcome for each of its messages, in the
// plan's order. The zero value is that of an error.
type Result struct {
	// Duplicate says that the plan's key was used before: nothing was sent now,
	// and the outcomes are what the log knows of the first time.
	Duplicate bool
	Outcomes  []Outcome
	// NextKey is a key for the corrected form when nobody got anything and nobody
	// will: every message was refused for good, by the configuration or left out.
	// Empty otherwise. It is the same however often the same plan is sent.
	NextKey string
}

func newResult(p *plan.Plan) Result { return Result{Outcomes: make([]Outcome, len(p.Messages))} }

// withNextKey sets NextKey where nobody got anything.
func (r Result) withNextKey(p *plan.Plan) Result {
	for _, o := range r.Outcomes {
		over := o.Status == delivery.StatusFailed && o.Failure != nil &&
			(o.Failure.Class == delivery.Permanent || o.Failure.Class == delivery.Configuration)
		if !over {
			return r
		}
	}
	if len(r.Outcomes) > 0 {
		r.NextKey = nextKey(p.Key)
	}
	return r
}

// nextKey counts up behind a tilde: "form~2".
func nextKey(key string) string {
	base, count, _ := strings.Cut(key, "~")
	if n, err := strconv.Atoi(count); err == nil && n > 1 {
		return base + "~" + strconv.Itoa(n+1)
	}
	return key + "~2"
}

// maxTries bounds how often one form is given a key for another try.
const maxTries = 100

// follows reports whether a key is one that a form was given for another try, after the
// one that it was opened with.
func follows(key, first string) bool {
	for range maxTries {
		if first = nextKey(first); key == first {
			return true
		}
	}
	return false
}

// ErrUnderWay is the error of a message that is queued or on its way: it has not
// failed, and nobody knows yet what becomes of it.
var ErrUnderWay = errors.New("under way: its outcome is not known yet")

// Sent returns how many messages a server or gateway has taken.
func (r Result) Sent() int {
	n := 0
	for _, o := range r.Outcomes {
		if o.Status.Good() {
			n++
		}
	}
	return n
}

// Err joins the failures of the messages that were not sent, those that are still
// queued or on their way ([ErrUnderWay]), and what could not be logged; nil when
// everybody's message was handed over. What was not sent on purpose (vetoed, a dry
// run, a superseded plan) is no failure: see [Outcome].Note.
func (r Result) Err() error {
	var problems []error
	for _, o := range r.Outcomes {
		if o.Failure != nil && !o.Status.Good() {
			problems = append(problems, fmt.Errorf("notify: message %s: %w", o.Message.ID, o.Failure))
		}
		if o.Status == delivery.StatusQueued || o.Status == delivery.StatusSending {
			problems = append(problems, fmt.Errorf("notify: message %s is %w", o.Message.ID, ErrUnderWay))
		}
		if o.Unlogged != nil {
			problems = append(problems,
				fmt.Errorf("notify: message %s is %s, but the log could not be written: %w", o.Message.ID, o.Status, o.Unlogged))
		}
	}
	return errors.Join(problems...)
}
