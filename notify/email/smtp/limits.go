package smtp

import (
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// A limit is how many connections there may be at a time: what the Config allows,
// until the server refuses one. Then it is what the server let live, and one more
// each time that a connection's lifetime has passed. Sender.mu guards it.
type limit struct {
	most    int // as configured
	lowered int // 0: not
	since   time.Time
	step    time.Duration // after which one more is tried
}

func (l *limit) lower(to int, step time.Duration) {
	l.lowered, l.since, l.step = max(1, min(to, l.now())), time.Now(), step
}

func (l *limit) now() int {
	if l.lowered == 0 {
		return l.most
	}
	allowed := l.lowered
	if l.step > 0 {
		allowed += int(min(time.Since(l.since)/l.step, time.Duration(l.most)))
	}
	return min(allowed, l.most)
}

// refusesConnection reports whether a failure is of the connection, and none of
// the mail that it happened to carry.
func refusesConnection(f *delivery.Failure) bool {
	return f.Class == delivery.Temporary &&
		(f.Reason == reasons.TooManyConnections || f.Reason == reasons.ServerUnavailable)
}

// A backoff is what the server has made of our settings. While it refuses them
// nothing is tried: each try with a wrong password brings the account nearer to
// being locked. Sender.mu guards it.
type backoff struct {
	proved  bool              // the last connection was opened as the settings say
	failure *delivery.Failure // why it was not; nil when it was, or failed for now
	until   time.Time
	pause   time.Duration
}

// maxBackoff is the longest pause, as a multiple of the first.
const maxBackoff = 100

func (b *backoff) accepted() { *b = backoff{proved: true} }

// note keeps what only a person can mend.
func (b *backoff) note(f *delivery.Failure, first time.Duration) {
	if f.Class != delivery.Configuration {
		return
	}
	pause := min(2*b.pause, maxBackoff*first)
	if b.pause == 0 {
		pause = first
	}
	*b = backoff{failure: f, until: time.Now().Add(pause), pause: pause}
}

// refused returns a failure of its own for whoever would try now; nil when it may
// be tried.
func (b *backoff) refused() *delivery.Failure {
	if b.failure == nil || !time.Now().Before(b.until) {
		return nil
	}
	mine := *b.failure
	return &mine
}
