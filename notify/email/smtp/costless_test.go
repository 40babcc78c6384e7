package smtp_test

import (
	"bytes"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
)

// costless is a Sender to a server that answers from fixed buffers, so that
// what is measured is ours alone.
func costless(t testing.TB) *smtp.Sender {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			socket, err := listener.Accept()
			if err != nil {
				return
			}
			go answer(socket)
		}
	}()
	s, err := smtp.New(smtp.Config{
		Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Security: smtp.None, HELO: "client.test",
		PerConnection: 1 << 30, Lifetime: time.Hour,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func answer(socket net.Conn) {
	defer func() { _ = socket.Close() }()
	var (
		hello    = []byte("250-costless\r\n250-PIPELINING\r\n250 SIZE 1000000\r\n")
		envelope = []byte("250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n")
		taken    = []byte("250 2.0.0 Ok: queued as 4F0A1B2C\r\n")
		dot      = []byte("\r\n.\r\n")
		buf      = make([]byte, 64<<10)
		tail     [5]byte
	)
	if _, err := socket.Write([]byte("220 costless\r\n")); err != nil {
		return
	}
	inBody := false
	for {
		n, err := socket.Read(buf)
		if err != nil {
			return
		}
		said := hello
		switch {
		case inBody:
			copy(tail[:], append(tail[:0:5], buf[max(0, n-5):n]...))
			if !bytes.HasSuffix(buf[:n], dot) {
				continue
			}
			said, inBody = taken, false
		case bytes.HasPrefix(buf[:n], []byte("MAIL")):
			said, inBody = envelope, true
		case bytes.HasPrefix(buf[:n], []byte("QUIT")):
			return
		}
		if _, err := socket.Write(said); err != nil {
			return
		}
	}
}

// TestDeliveryCostsLittle holds the figures: at most 40 allocations and 1.3
// times the message's bytes a mail, besides composing.
func TestDeliveryCostsLittle(t *testing.T) {
	s := costless(t)
	m := threeKB("m")
	raw, err := email.Encode(m)
	require.NoError(t, err)
	send := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Send(t.Context(), m); err != nil {
				b.Fatal(err)
			}
		}
	})
	compose := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := email.Encode(m); err != nil {
				b.Fatal(err)
			}
		}
	})
	allocations := send.AllocsPerOp() - compose.AllocsPerOp()
	size := send.AllocedBytesPerOp() - compose.AllocedBytesPerOp()
	t.Logf("besides composing: %d allocations, %d bytes for a mail of %d", allocations, size, len(raw))
	assert.LessOrEqual(t, allocations, int64(40))
	assert.LessOrEqual(t, float64(size), 1.3*float64(len(raw)))
}
