package smtp_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
)

// TestCutAtEveryByte: the server reads so much of the message and is gone. Only
// when it has read the whole of the final dot is the outcome uncertain.
func TestCutAtEveryByte(t *testing.T) {
	t.Parallel()
	m := message("m-1")
	m.Text = "Hej\n.\nslut\n"
	raw, err := email.Encode(m)
	require.NoError(t, err)
	wire := strings.ReplaceAll(string(raw), "\r\n.", "\r\n..") + ".\r\n"
	for read := range len(wire) + 1 {
		s, err := smtp.New(smtp.Config{Host: "mail.example.se", Security: smtp.None, Dial: func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go hangUp(theirs, read)
			return ours, nil
		}})
		require.NoError(t, err)
		_, err = s.Send(t.Context(), m)
		want := "temporary failure: connection-lost"
		if read == len(wire) {
			want = "uncertain failure: no-answer"
		}
		assert.EqualError(t, err, want, "%d of %d bytes were read", read, len(wire))
		require.NoError(t, s.Close())
	}
}

// hangUp is a server that closes the connection in the middle of a message.
func hangUp(socket net.Conn, read int) {
	defer func() { _ = socket.Close() }()
	in := bufio.NewReader(socket)
	for said := "220 pipe\r\n"; ; {
		if _, err := io.WriteString(socket, said); err != nil {
			return
		}
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		said = "250 ok\r\n"
		if strings.HasPrefix(line, "DATA") {
			break
		}
	}
	// A pipe holds nothing: what the other side has written, this one has read.
	if _, err := io.WriteString(socket, "354 go\r\n"); err == nil {
		_, _ = io.ReadFull(socket, make([]byte, read))
	}
}
