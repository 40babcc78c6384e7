package smtp_test

import (
	"bytes"
	"net"
	"runtime"
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
	s, err := smtp.New(smtp.Config{
		Host: "127.0.0.1", Port: serve(t, answer), Security: smtp.None, HELO: "client.test",
		PerConnection: 1 << 30, Lifetime: time.Hour,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func answer(socket net.Conn) {
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
	sendAllocs, sendBytes := cost(func() {
		_, err := s.Send(t.Context(), m)
		assert.NoError(t, err)
	})
	composeAllocs, composeBytes := cost(func() {
		_, err := email.Encode(m)
		assert.NoError(t, err)
	})
	allocations, size := sendAllocs-composeAllocs, sendBytes-composeBytes
	t.Logf("besides composing: %.0f allocations, %.0f bytes for a mail of %d", allocations, size, len(raw))
	assert.LessOrEqual(t, allocations, 40.0)
	assert.LessOrEqual(t, size, 1.3*float64(len(raw)))
}

// cost is what one of many runs allocates: how often, and how many bytes.
func cost(run func()) (allocations, size float64) {
	const runs = 300
	run() // opens the connection
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		run()
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / runs, float64(after.TotalAlloc-before.TotalAlloc) / runs
}
