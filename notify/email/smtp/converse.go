package smtp

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// deliver carries one job through its transaction. begun says that its
// envelope is already on the way. next is a job whose envelope was sent behind
// this one's dot; alive is false when the connection cannot be used again.
func (c *conn) deliver(j *job, begun bool) (next *job, alive bool) {
	if !c.setHead(j) {
		return nil, !begun // replies to an envelope that nobody wants are not sorted out
	}
	if c.killed.Load() { // for the job before this one, whose envelope's answers may have come all the same
		return nil, c.settleLost(j, net.ErrClosed)
	}
	if failure := c.unsupported(j); failure != nil {
		j.settle(delivery.Receipt{}, failure)
		return nil, true
	}
	refused, alive := c.envelope(j, begun)
	if refused || !alive {
		return nil, alive
	}
	return c.sendMessage(j)
}

// envelope sends MAIL, RCPT and DATA and reads the answers. Nothing of the
// message has been sent when it returns.
func (c *conn) envelope(j *job, begun bool) (refused, alive bool) {
	defer func() { c.used = true }()
	if !begun {
		if c.in.Buffered() > 0 { // words that nobody asked for: a goodbye, or a server out of step
			return false, c.settleLost(j, io.EOF)
		}
		c.writeEnvelope(j, c.extensions.pipelining)
		if err := c.flush(); err != nil {
			return false, c.settleLost(j, err)
		}
	}
	var no *delivery.Failure
	for _, at := range c.steps() {
		if !c.extensions.pipelining {
			if no != nil {
				break
			}
			c.writeStep(j, at)
			if err := c.flush(); err != nil {
				return false, c.settleLost(j, err)
			}
		}
		r, err := c.reply()
		switch {
		case err != nil && r.code != 421:
			return false, c.settleLost(j, err)
		case r.code == 421:
			return false, c.settleGoodbye(j, at, r)
		case at == resetStage && !r.positive():
			return false, c.settleLost(j, io.EOF)
		case at == stageData && r.code == 354:
			if no != nil {
				// An answer to an empty mail could be a delivery: hang up instead.
				j.settle(delivery.Receipt{}, no)
				return true, false
			}
			c.reset = false
			return false, true
		case at == stageData && r.code < 400:
			// Not an answer to DATA: the server is out of step with us.
			c.settleLost(j, errProtocol)
			return true, false
		case at != stageData && r.positive():
			c.reset = c.reset || at == stageMail
		case no == nil:
			no = refusal(at, r, c.secrets)
		}
	}
	if no.Reason == reasons.TooManyConnections {
		return true, c.settleRefused(j, no)
	}
	c.mails++
	j.settle(delivery.Receipt{}, no)
	return true, no.Reason != reasons.NotUnderstood
}

// resetStage is a RSET before the envelope; its answer is read like the others.
const resetStage = stage(-1)

func (c *conn) steps() []stage {
	if c.reset {
		c.reset = false
		return []stage{resetStage, stageMail, stageRcpt, stageData}
	}
	return []stage{stageMail, stageRcpt, stageData}
}

// writeEnvelope puts the whole envelope in the buffer, if it may be sent at once.
func (c *conn) writeEnvelope(j *job, pipelined bool) {
	if !pipelined {
		return
	}
	if c.reset {
		c.writeStep(j, resetStage)
	}
	c.writeStep(j, stageMail)
	c.writeStep(j, stageRcpt)
	c.writeStep(j, stageData)
}

// writeStep puts one command in the buffer. A write error stays in the buffer
// and comes out of the flush.
func (c *conn) writeStep(j *job, at stage) {
	put := func(words ...string) {
		for _, w := range words {
			_ = c.out.WriteString(w)
		}
	}
	switch at {
	case resetStage:
		put("RSET\r\n")
	case stageMail:
		put("MAIL FROM:<", j.from, ">")
		if c.extensions.sizes {
			put(" SIZE=", strconv.Itoa(len(j.data)))
		}
		if j.eightBit && c.extensions.eightBit {
			put(" BODY=8BITMIME")
		}
		if j.utf8 {
			put(" SMTPUTF8")
		}
		put("\r\n")
	case stageRcpt:
		put("RCPT TO:<", j.to, ">\r\n")
	default:
		put("DATA\r\n")
	}
}

// sendMessage sends the message and reads the verdict.
func (c *conn) sendMessage(j *job) (next *job, alive bool) {
	if c.in.Buffered() > 0 { // a verdict before the message: out of step
		j.settle(delivery.Receipt{}, &delivery.Failure{
			Class:  delivery.Temporary,
			Fault:  delivery.FaultSender,
			Reason: reasons.NotUnderstood,
			Err:    errProtocol,
		})
		return nil, false
	}
	if err := c.writeMessage(j.data); err != nil {
		return nil, c.settleCut(j, err)
	}
	if !c.commit(j) {
		return nil, false // after 354 only hanging up delivers nothing
	}
	next = c.nextPipelined()
	dot := c.out.pushed + int64(len(finalDot))
	_ = c.out.WriteString(finalDot)
	if next != nil {
		c.writeEnvelope(next, true)
	}
	err := c.flush()
	if err != nil && c.out.flushed() < dot {
		alive = c.settleCut(j, err)
	} else {
		alive = c.readVerdict(j) && err == nil
	}
	if next != nil && !alive {
		c.settleLost(next, io.EOF) // its envelope may be on the way, nothing of its message
		next.release()
		next = nil
	}
	return next, alive
}

// commit asks whether the final dot of j may leave. Nothing that can be taken for
// the whole message has left when it returns.
func (c *conn) commit(j *job) bool {
	if err := j.handOver(); err != nil {
		j.settle(delivery.Receipt{}, delivery.AsFailure(err))
		return false
	}
	return j.state.CompareAndSwap(waiting, committed) // else cancelled meanwhile
}

// nextPipelined takes a waiting job whose envelope may follow the final dot.
func (c *conn) nextPipelined() *job {
	for {
		next := c.sender.takePipelined(c)
		if next == nil {
			return nil
		}
		failure := c.unsupported(next)
		if failure == nil {
			return next
		}
		next.fail(failure)
	}
}

// settleCut settles a job whose final dot never left: nothing was delivered.
// The server may have said why before it hung up.
func (c *conn) settleCut(j *job, err error) (alive bool) {
	if !c.killed.Load() {
		c.setDeadline(100 * time.Millisecond)
		if r, _ := readReply(c.in); r.code >= 400 {
			j.settle(delivery.Receipt{}, refusal(stageDot, r, c.secrets))
			return false
		}
	}
	j.settle(delivery.Receipt{}, lostFailure(err))
	return false
}

// readVerdict reads the answer to the final dot. The code of its first whole line
// decides, whatever happens to the connection after it.
func (c *conn) readVerdict(j *job) (alive bool) {
	c.mails++
	c.setDeadline(c.sender.config.FinalTimeout)
	r, err := readReply(c.in)
	switch {
	case r.code == 0 || errors.Is(err, errProtocol):
		j.settle(delivery.Receipt{}, &delivery.Failure{Class: delivery.Uncertain, Reason: reasons.NoAnswer, Err: err})
		return false
	case r.positive():
		text := c.secrets.Scrub(r.text)
		j.settle(delivery.Receipt{Provider: "smtp " + c.sender.config.Host, ProviderID: queueID(text), Text: text}, nil)
		return err == nil
	}
	j.settle(delivery.Receipt{}, refusal(stageDot, r, c.secrets))
	return err == nil && r.code >= 400 && r.code != 421
}

// settleLost settles a job whose connection died before the final dot. A connection
// that had served before may have died while it was idle, and we may have cut it
// because another's Send was over: then the job, of which nothing was delivered, goes
// over another. It returns false: not alive.
func (c *conn) settleLost(j *job, err error) (alive bool) {
	f := lostFailure(err)
	switch {
	case c.killed.Load() && c.sender.putBack(j):
	case f.Reason == reasons.ConnectionLost && c.used && c.sender.requeue(j):
	default:
		j.settle(delivery.Receipt{}, f)
	}
	return false
}

// lostFailure is the failure of a connection that ended before the final dot.
func lostFailure(err error) *delivery.Failure {
	return &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: lossReason(err), Err: err}
}

func lossReason(err error) reasons.Reason {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return reasons.Timeout
	case errors.Is(err, context.Canceled):
		return reasons.Cancelled
	case ended(err):
		return reasons.ConnectionLost
	}
	return reasons.NotUnderstood
}

// settleGoodbye is for a 421, with which a server ends a connection (RFC 5321 3.8):
// one that has served, or one that it does not want.
func (c *conn) settleGoodbye(j *job, at stage, r reply) (alive bool) {
	no := refusal(at, r, c.secrets)
	if no.Reason != reasons.TooManyConnections && c.used && c.sender.requeue(j) {
		return false
	}
	return c.settleRefused(j, no)
}

// settleRefused ends a connection that the server does not want. The mail, of
// which nothing was sent, goes over another while there is one.
func (c *conn) settleRefused(j *job, no *delivery.Failure) (alive bool) {
	if !c.sender.turnAway(j) {
		j.settle(delivery.Receipt{}, no)
	}
	return false
}
