package smtp

import (
	"bytes"
	"sync/atomic"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
)

// The states of a job, which it passes in this order. From waiting it goes to
// committed, after which it may be delivered, or to settling.
const (
	waiting   int32 = iota
	committed       // its final dot may be on its way
	settling        // somebody writes its outcome
	settled
	released // its Send is told
)

// A job is one message on its way through the pool.
type job struct {
	from, to string // as they stand in the envelope
	utf8     bool   // an address needs SMTPUTF8 (RFC 6531)
	oursUTF8 bool   // our own does
	eightBit bool
	data     []byte

	handOver func() error // asked before the final dot leaves

	state   atomic.Int32
	done    chan struct{} // closed by release
	receipt delivery.Receipt
	failure *delivery.Failure

	conn *conn       // guarded by Sender.mu: who carries it
	dead int         // connections that died under it
	cut  atomic.Bool // its connection was cut because its context was over
}

func newJob(m *email.Message, data []byte) *job {
	j := &job{from: m.From.Address.ASCII(), to: m.To.Address.ASCII(), data: data, done: make(chan struct{})}
	j.oursUTF8 = m.From.Address.NeedsSMTPUTF8() || m.ReplyTo.Address.NeedsSMTPUTF8()
	j.utf8 = j.oursUTF8 || m.To.Address.NeedsSMTPUTF8()
	// Encode gives seven bits unless an address in the headers needs more.
	j.eightBit = j.utf8 && bytes.ContainsFunc(data, func(r rune) bool { return r > 127 })
	return j
}

// settle gives the job its outcome, unless it has one. Its Send learns of it
// by release: a connection that is free again should be found by the next Send.
func (j *job) settle(receipt delivery.Receipt, failure *delivery.Failure) {
	if j.state.CompareAndSwap(waiting, settling) || j.state.CompareAndSwap(committed, settling) {
		j.receipt, j.failure = receipt, failure
		j.state.Store(settled)
	}
}

// release tells the job's Send, if the job has an outcome.
func (j *job) release() {
	if j.state.CompareAndSwap(settled, released) {
		close(j.done)
	}
}

// fail gives the job a failure and tells its Send.
func (j *job) fail(failure *delivery.Failure) {
	j.settle(delivery.Receipt{}, failure)
	j.release()
}

// cancel ends a job whose context is over. One whose final dot cannot be on its
// way ends here, and nothing was delivered. For another the connection is cut, and
// how far it had come decides. Either way the job has its outcome at once.
func (s *Sender) cancel(j *job, cause error) {
	withdrawn := j.state.CompareAndSwap(waiting, settling)
	s.mu.Lock()
	if withdrawn {
		s.dequeue(j)
	}
	if j.conn != nil && j.conn.head == j && (withdrawn || j.state.Load() == committed) {
		j.cut.Store(!withdrawn)
		j.conn.kill()
	}
	s.mu.Unlock()
	if withdrawn {
		j.failure = cancelled(delivery.Temporary, cause)
		j.state.Store(settled)
		j.release()
	}
}
