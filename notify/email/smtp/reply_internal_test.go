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

// TestAJobIsRetriedAsOftenAsConnectionsCanBeDead and no more.
func TestAJobIsRetriedAsOftenAsConnectionsCanBeDead(t *testing.T) {
	t.Parallel()
	s, err := New(Config{Host: "mail.example.se", Connections: 3})
	require.NoError(t, err)
	j := &job{done: make(chan struct{})}
	for range 3 {
		assert.True(t, s.requeue(j))
	}
	assert.False(t, s.requeue(j))
}

// TestACutForAnotherCountsForNothing: a connection that we cut, because the Send
// whose mail it carried was over, says nothing of the server.
func TestACutForAnotherCountsForNothing(t *testing.T) {
	t.Parallel()
	s, err := New(Config{Host: "mail.example.se", Connections: 1})
	require.NoError(t, err)
	j := &job{done: make(chan struct{})}
	near, far := net.Pipe()
	t.Cleanup(func() { _ = far.Close() })
	cut := &conn{sender: s, socket: near, used: true}
	cut.kill()
	_, err = far.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF, "what is read or written ends at once")
	for range 5 {
		cut.settleLost(j, net.ErrClosed)
		require.Equal(t, waiting, j.state.Load())
		require.Equal(t, []*job{j}, s.queue)
		s.queue = nil
	}
	died := &conn{sender: s, socket: near, used: true}
	died.settleLost(j, io.EOF)
	require.Equal(t, []*job{j}, s.queue, "one connection can have died while it was idle")
	died.settleLost(j, io.EOF)
	assert.Equal(t, settled, j.state.Load())
	assert.Equal(t, reasons.ConnectionLost, j.failure.Reason)
}

// TestWhoseSendHasGoneIsNotBegun: nothing of the job is written, and the connection
// serves another, unless its envelope is on the way.
func TestWhoseSendHasGoneIsNotBegun(t *testing.T) {
	t.Parallel()
	s, err := New(Config{Host: "mail.example.se"})
	require.NoError(t, err)
	for _, begun := range []bool{false, true} {
		j := &job{done: make(chan struct{})}
		j.fail(closed())
		var wire strings.Builder
		c := &conn{sender: s, in: bufio.NewReader(strings.NewReader("")), out: newTracked(&wire)}
		next, alive := c.deliver(j, begun)
		assert.Nil(t, next)
		assert.Equal(t, !begun, alive)
		assert.Zero(t, c.out.pushed)
	}
}

func TestReadReply(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want reply
		ok   bool
	}{
		{"250 2.1.0 Ok\r\n", reply{250, "2.1.0", "Ok"}, true},
		{"250\r\n", reply{250, "", ""}, true},
		{"250 \n", reply{250, "", ""}, true},
		{"250-2.0.0 one\r\n250 2.0.0 two\r\n", reply{250, "2.0.0", "one\ntwo"}, true},
		{"550 5.1.1\r\n", reply{550, "5.1.1", ""}, true},
		{"550 Empf\xe4nger unbekannt\r\n", reply{550, "", "Empfänger unbekannt"}, true}, // Latin-1
		{"550 Empfänger \x80\r\n", reply{550, "", "Empf\u00c3\u00a4nger \u0080"}, true},
		{"550 4.1.1 another class\r\n", reply{550, "", "4.1.1 another class"}, true},
		{"550 5.1.1.1 x\r\n", reply{550, "", "5.1.1.1 x"}, true},
		{"550 5.1234.1 x\r\n", reply{550, "", "5.1234.1 x"}, true},
		{"250-cut\r\n", reply{250, "", "cut"}, false},
		{"250 no line end", reply{}, false},
		{"25", reply{}, false},
		{"", reply{}, false},
		{"2x0 no\r\n", reply{}, false},
		{"250x\r\n", reply{}, false},
		{"199 low\r\n", reply{}, false},
		{"600 high\r\n", reply{}, false},
		{"250-a\r\n550 b\r\n", reply{250, "", "a"}, false},
		{strings.Repeat("250-x\r\n", 200), reply{}, false},
	} {
		got, err := readReply(bufio.NewReader(strings.NewReader(c.in)))
		assert.Equal(t, c.ok, err == nil, "%q: %v", c.in, err)
		if c.want.code != 0 {
			assert.Equal(t, c.want, got, "%q", c.in)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"Greylisted, try again in 300 seconds": 5 * time.Minute, "retry in 5 min": 5 * time.Minute, "Please come back in 1 hour": time.Hour,
		"deferred for 30s": 30 * time.Second, "wait 2 minutes": 2 * time.Minute, "try again later": 0, "in 99999 hours": 24 * time.Hour, "": 0, "in 5 days": 0, "in 000000 s": 0,
		"please come back in 00:05:00": 5 * time.Minute, "Greylisted, retry in 4:59": 4*time.Minute + 59*time.Second, "wait 01:02:03": time.Hour + 2*time.Minute + 3*time.Second, "come back in 99:00:00": 24 * time.Hour,
		"deferred for 4 minutes 59 seconds": 4*time.Minute + 59*time.Second, "try again in 1h, 30m": 90 * time.Minute, "retry in 5m30s": 5*time.Minute + 30*time.Second, "Relay quota will reset in 21.5 hours": 21*time.Hour + 30*time.Minute,
		"Retry-After: 120": 2 * time.Minute, "retry after 300": 5 * time.Minute, "please wait another 2 min": 2 * time.Minute, "in about 10 minutes": 10 * time.Minute, "at 10:30": 0, "received at 00:05:00": 0, "in 192.0.2.1": 0, "for 250 messages": 0,
		"delayed 45 seconds": 45 * time.Second, "after 1 hour and 10 minutes": 70 * time.Minute,
	} {
		assert.Equal(t, want, retryAfter(text), text)
	}
}

func TestQueueID(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Ok: queued as 4F2A91C0": "4F2A91C0", "OK id=1r2s3t-0001": "1r2s3t-0001", "Ok: Queued as <abc>.": "abc", "OK": "", "": "", "queued as ": "",
	} {
		assert.Equal(t, want, queueID(text), text)
	}
}

// FuzzReply holds that no answer panics, and that only a whole 25x is a yes.
func FuzzReply(f *testing.F) {
	for _, s := range []string{"250 2.0.0 Ok: queued as X\r\n", "250-a\r\n250 b\r\n", "550 5.1.1 <anna@example.se>: no such user\r\n", "450 4.2.0 Greylisted, try again in 300 seconds\r\n", "354\r\n", "25", "\x00\xff\r\n", "421 \r\n"} {
		f.Add(s, uint8(7))
	}
	f.Fuzz(func(t *testing.T, text string, at uint8) {
		r, err := readReply(bufio.NewReader(strings.NewReader(text)))
		if r.positive() && !strings.HasPrefix(text, "25") {
			t.Fatalf("%q was read as %+v, %v", text, r, err)
		}
		if r.code == 0 || r.positive() {
			return
		}
		failure := refusal(stage(at%8), r, delivery.NewSecrets("secret"))
		require.NotEmpty(t, failure.Reason)
		require.NotContains(t, failure.Text, "secret[")
		require.LessOrEqual(t, len(failure.Text), delivery.MaxText)
		if r.code >= 400 {
			require.NotEqual(t, delivery.Uncertain, failure.Class)
		}
		if r.code >= 400 && r.code < 500 {
			require.Equal(t, delivery.Temporary, failure.Class)
		}
		_ = queueID(r.text)
	})
}

// Codes are those of RFC 5321: three digits of a class from 2 to 5.
func TestCutReply(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]int{"200 a": 200, "199 a": 0, "599-a": 599, "600 a": 0, "250": 250, "25": 0, "2500": 0, "25x a": 0, "250\ta": 0} {
		code, more, _, ok := cutReply([]byte(line))
		assert.Equal(t, want != 0, ok, line)
		assert.Equal(t, want, code, line)
		assert.Equal(t, line == "599-a", more, line)
	}
	for code, want := range map[int]bool{249: false, 250: true, 251: true, 259: true, 260: false, 354: false} {
		assert.Equal(t, want, reply{code: code}.positive(), "%d", code)
	}
}
