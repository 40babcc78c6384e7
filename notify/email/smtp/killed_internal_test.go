package smtp

import (
	"bufio"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
)

// TestACutForTheJobBeforeHurtsNobody: the answers to a pipelined envelope had come
// when the connection was cut because the Send before it was over. The job waits
// for another connection, and is not handed over on this one.
func TestACutForTheJobBeforeHurtsNobody(t *testing.T) {
	t.Parallel()
	s, err := New(Config{Host: "127.0.0.1", Security: None})
	require.NoError(t, err)
	ours, theirs := net.Pipe()
	defer func() { _ = theirs.Close() }()
	c := &conn{sender: s, socket: ours, in: bufio.NewReader(strings.NewReader("250 ok\r\n250 ok\r\n354 go on\r\n")), out: newTracked(ours), used: true, extensions: extensions{pipelining: true}}
	_, err = c.in.Peek(1)
	require.NoError(t, err)
	m := &email.Message{From: recipients.MustParseMailbox("service@akeskyl.se"), To: recipients.MustParseMailbox("anna@example.com")}
	j := newJob(m, []byte("Subject: x\r\n\r\nx\r\n"))
	j.handOver = func() error { t.Error("asked"); return nil }
	c.kill()
	next, alive := c.deliver(j, true)
	assert.Nil(t, next)
	assert.False(t, alive)
	assert.Equal(t, waiting, j.state.Load())
	assert.Equal(t, []*job{j}, s.queue)
	s.queue = nil
	require.NoError(t, s.Close())
}
