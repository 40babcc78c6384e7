package smtp

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// A narrowing takes so many bytes, and then the connection is gone.
type narrowing struct{ room int }

func (n *narrowing) Write(p []byte) (int, error) {
	taken := min(len(p), n.room)
	n.room -= taken
	if taken < len(p) {
		return taken, io.ErrClosedPipe
	}
	return taken, nil
}

// TestADotThatHasLeftMayHaveArrived, also when the connection died over what stands
// behind it: to say that nothing was delivered would send the mail twice. Of the mail
// behind, nothing was delivered.
func TestADotThatHasLeftMayHaveArrived(t *testing.T) {
	t.Parallel()
	const mail = "Subject: hej\r\n\r\nhej\r\n"
	const whole = len(mail) + len(finalDot)
	for _, c := range []struct {
		room  int
		used  bool
		class delivery.Class
		why   reasons.Reason
	}{
		{whole - 1, true, delivery.Temporary, reasons.ConnectionLost},
		{whole, true, delivery.Uncertain, reasons.NoAnswer},
		{whole + 1, true, delivery.Uncertain, reasons.NoAnswer},
		{whole + 1, false, delivery.Uncertain, reasons.NoAnswer},
		{whole + 1000, true, delivery.Uncertain, reasons.NoAnswer},
	} {
		s, err := New(Config{Host: "mail.example.se", Connections: 1})
		require.NoError(t, err)
		near, far := net.Pipe()
		require.NoError(t, far.Close())
		conn := &conn{sender: s, socket: near, in: bufio.NewReader(strings.NewReader("")), out: newTracked(&narrowing{c.room}), used: c.used, born: time.Now(), extensions: extensions{pipelining: true}}
		first, second := &job{data: []byte(mail), done: make(chan struct{}), handOver: func() error { return nil }}, &job{from: "a@example.se", to: "b@example.se", done: make(chan struct{})}
		s.queue = []*job{second}
		next, alive := conn.sendMessage(first)
		assert.False(t, alive, "%d bytes", c.room)
		assert.Nil(t, next, "%d bytes", c.room)
		require.Equal(t, settled, first.state.Load())
		assert.Equal(t, c.class, first.failure.Class, "%d bytes", c.room)
		assert.Equal(t, c.why, first.failure.Reason, "%d bytes", c.room)
		if c.used { // it may have been dead before
			assert.Equal(t, []*job{second}, s.queue, "%d bytes", c.room)
			assert.Equal(t, waiting, second.state.Load())
			continue
		}
		assert.Empty(t, s.queue)
		<-second.done
		assert.Equal(t, delivery.Temporary, second.failure.Class)
	}
}
