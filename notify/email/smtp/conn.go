package smtp

import (
	"bufio"
	"io"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// A conn is one connection, carried by one goroutine at a time.
type conn struct {
	sender     *Sender
	socket     net.Conn // the bare one, under TLS
	secrets    delivery.Secrets
	extensions extensions
	in         *bufio.Reader
	out        tracked
	born       time.Time
	mails      int  // delivered or refused over it
	used       bool // it carried an envelope or was idle before this one, and may be dead
	reset      bool // a transaction is open: RSET before the next (RFC 5321 4.1.4)

	killed atomic.Bool
	head   *job        // guarded by Sender.mu: the job that a cut would hurt
	timer  *time.Timer // guarded by Sender.mu: while idle
}

// outBuffer is how much is written at a time: most mails whole, with the dot and
// the next envelope.
const outBuffer = 64 << 10

// A tracked writer knows how many bytes the operating system has taken, since
// that tells whether a final dot can have reached the server.
type tracked struct {
	buf    *bufio.Writer
	pushed int64
}

func newTracked(to io.Writer) tracked { return tracked{buf: bufio.NewWriterSize(to, outBuffer)} }

func (t *tracked) Write(p []byte) error {
	n, err := t.buf.Write(p)
	t.pushed += int64(n)
	return err
}

func (t *tracked) WriteString(p string) error {
	n, err := t.buf.WriteString(p)
	t.pushed += int64(n)
	return err
}

// flushed is the number of bytes that left the buffer.
func (t *tracked) flushed() int64 { return t.pushed - int64(t.buf.Buffered()) }

// kill cuts the connection; what is being read or written ends at once.
func (c *conn) kill() {
	c.killed.Store(true)
	_ = c.socket.Close()
}

func (c *conn) isWornOut() bool {
	return c.mails >= c.sender.config.PerConnection || time.Since(c.born) > c.sender.config.Lifetime
}

// quit says goodbye without waiting for the answer, and closes.
func (c *conn) quit() {
	_ = c.socket.SetDeadline(time.Now().Add(100 * time.Millisecond))
	if c.out.WriteString("QUIT\r\n") == nil {
		_ = c.out.buf.Flush()
	}
	_ = c.socket.Close()
}

// setDeadline gives the next read or write so much time.
func (c *conn) setDeadline(d time.Duration) { _ = c.socket.SetDeadline(time.Now().Add(d)) }

func (c *conn) flush() error {
	c.setDeadline(c.sender.config.ReplyTimeout)
	return c.out.buf.Flush()
}

// reply reads one reply. Those that came together cost one deadline.
func (c *conn) reply() (reply, error) {
	if c.in.Buffered() == 0 {
		c.setDeadline(c.sender.config.ReplyTimeout)
	}
	return readReply(c.in)
}

// run delivers jobs until none waits or the connection is dead. begun says
// that the envelope of j has been sent.
func (c *conn) run(j *job, begun bool) {
	for j != nil {
		j, begun = c.deliverNext(j, begun)
	}
}

// deliverNext delivers one job and finds the next; nil ends the work of c for now.
func (c *conn) deliverNext(j *job, begun bool) (next *job, nextBegun bool) {
	next, alive := c.deliver(j, begun)
	defer j.release() // after c is dropped, parked or at work
	switch {
	case !alive:
		c.sender.drop(c)
		return nil, false
	case next != nil:
		return next, true
	}
	return c.sender.nextOrPark(c), false
}

// setHead marks j as the job that a cut of c would hurt. False means that its
// Send has gone.
func (c *conn) setHead(j *job) bool {
	c.sender.mu.Lock()
	defer c.sender.mu.Unlock()
	c.head = j
	return j.state.Load() < settling
}

// unsupported tells what this server does not take, before anything is sent.
func (c *conn) unsupported(j *job) *delivery.Failure {
	switch e := c.extensions; {
	case e.size > 0 && len(j.data) > e.size:
		return &delivery.Failure{
			Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: reasons.TooLarge,
			Text: "the server takes " + strconv.Itoa(e.size) + " bytes, the mail has " + strconv.Itoa(len(j.data)),
		}
	case j.oursUTF8 && !e.utf8:
		return &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.UTF8NotOffered}
	case j.utf8 && !e.utf8:
		return &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.UTF8NotOffered}
	}
	return nil
}
