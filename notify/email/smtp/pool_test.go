package smtp_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestOneConnectionServesMany(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, nil)
	for i := range 20 {
		_, err := s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
		require.NoError(t, err)
	}
	all, open := server.Connections()
	assert.Equal(t, 1, all)
	assert.Equal(t, 1, open)
}

func TestMailsPerConnection(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, func(c *smtp.Config) { c.Connections, c.PerConnection = 3, 5 })
	sendMany(t, s, 60, func(err error) { assert.NoError(t, err) })
	per := map[int]int{}
	for _, m := range server.Emails() {
		per[m.Connection]++
	}
	for connection, n := range per {
		assert.LessOrEqual(t, n, 5, "connection %d", connection)
	}
}

func sendMany(t *testing.T, s *smtp.Sender, n int, each func(error)) {
	t.Helper()
	var work sync.WaitGroup
	for i := range n {
		work.Go(func() {
			_, err := s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
			each(err)
		})
	}
	work.Wait()
}

func TestIdleConnectionsAreClosed(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, func(c *smtp.Config) { c.Idle = 30 * time.Millisecond })
	_, err := s.Send(t.Context(), message("m-1"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { _, open := server.Connections(); return open == 0 }, 5*time.Second, 5*time.Millisecond)
	_, err = s.Send(t.Context(), message("m-2"))
	require.NoError(t, err)
}

// TestADeadIdleConnectionIsReplaced: the server restarted while the connection
// was idle, and the next mail goes through without an error.
func TestADeadIdleConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, nil)
	for i := range 5 {
		_, err := s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
		require.NoError(t, err)
		server.CutAll()
	}
	assert.Len(t, server.Emails(), 5)
}

// TestDeadIdleConnectionsAreReplaced: the restart killed all of them, and the
// next mail meets one after the other.
func TestDeadIdleConnectionsAreReplaced(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, func(c *smtp.Config) { c.Connections = 4 })
	openAll(t, s, 4)
	server.CutAll()
	_, err := s.Send(t.Context(), message("last"))
	require.NoError(t, err)
}

// openAll sends until so many connections are open and idle.
func openAll(t *testing.T, s *smtp.Sender, connections int) {
	t.Helper()
	for range 1000 {
		sendMany(t, s, 2*connections, func(err error) { assert.NoError(t, err) })
		if s.Idle() == connections {
			return
		}
	}
	t.Fatal("the connections do not open")
}

// TestAConnectionThatDiedBeforeItsFirstMailIsReplaced: it was opened for a mail
// that another connection carried, and was idle ever since.
func TestAConnectionThatDiedBeforeItsFirstMailIsReplaced(t *testing.T) {
	t.Parallel()
	let := make(chan struct{})
	server := &sendertest.SMTPServer{Script: func(connection int, at sendertest.Step, _ string) sendertest.StepFault {
		if connection == 2 && at == sendertest.StepGreeting {
			<-let
		}
		return sendertest.StepFault{}
	}}
	s := start(t, server, func(c *smtp.Config) { c.Connections = 2 })
	sendMany(t, s, 2, func(err error) { assert.NoError(t, err) })
	close(let)
	require.Eventually(t, func() bool { all, _ := server.Connections(); return s.Idle() == all }, 5*time.Second, time.Millisecond)
	server.CutAll()
	_, err := s.Send(t.Context(), message("last"))
	require.NoError(t, err)
}

// TestAServerThatHangsUpIsLeftAlone: it takes one mail over each connection and
// cuts the next, so that every retry meets a fresh one.
func TestAServerThatHangsUpIsLeftAlone(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		return sendertest.StepFault{Cut: at == sendertest.StepMail}
	}}
	s := start(t, server, nil)
	_, err := s.Send(t.Context(), message("m-1"))
	assert.Equal(t, reasons.ConnectionLost, delivery.AsFailure(err).Reason)
	all, _ := server.Connections()
	assert.Equal(t, 1, all)
}

func TestConnectionsGrowOld(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, func(c *smtp.Config) { c.Connections, c.Lifetime = 1, time.Nanosecond })
	sendMany(t, s, 5, func(err error) { assert.NoError(t, err) })
	all, _ := server.Connections()
	assert.Equal(t, 5, all, "one mail each")
}

// TestIdlingEndsWithTheLifetime: a long Idle does not make a connection older
// than it may be.
func TestIdlingEndsWithTheLifetime(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, func(c *smtp.Config) { c.Idle, c.Lifetime = time.Hour, 50*time.Millisecond })
	_, err := s.Send(t.Context(), message("m-1"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { _, open := server.Connections(); return open == 0 }, 5*time.Second, time.Millisecond)
}

// TestNeverMoreConnectionsThanAllowed counts those that are open on our side,
// while each carries two mails and many wait.
func TestNeverMoreConnectionsThanAllowed(t *testing.T) {
	t.Parallel()
	var open, most atomic.Int32
	s := start(t, &sendertest.SMTPServer{}, func(c *smtp.Config) {
		c.Connections, c.PerConnection = 3, 2
		c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			n := open.Add(1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			socket, err := new(net.Dialer).DialContext(ctx, network, address)
			return &counted{Conn: socket, closed: sync.OnceFunc(func() { open.Add(-1) })}, err
		}
	})
	sendMany(t, s, 60, func(err error) { assert.NoError(t, err) })
	assert.LessOrEqual(t, most.Load(), int32(3))
}

// counted is a connection that says when it is closed.
type counted struct {
	net.Conn
	closed func()
}

func (c *counted) Close() error { defer c.closed(); return c.Conn.Close() }

// Write dawdles over the goodbye, so that whoever does not wait for it is seen.
func (c *counted) Write(p []byte) (int, error) {
	for i := 0; i < 1000 && strings.HasPrefix(string(p), "QUIT"); i++ {
		runtime.Gosched()
	}
	return c.Conn.Write(p)
}

// TestCloseFinishesWhatIsUnderWay and fails what waits.
func TestCloseFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	dot, let := make(chan struct{}), make(chan struct{})
	server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		if at == sendertest.StepDot {
			dot <- struct{}{}
			<-let
		}
		return sendertest.StepFault{}
	}}
	s := start(t, server, func(c *smtp.Config) { c.Connections = 1 })
	first, second, closed := make(chan error, 1), make(chan error, 1), make(chan struct{})
	go func() { _, err := s.Send(t.Context(), message("m-1")); first <- err }()
	<-dot
	go func() { _, err := s.Send(t.Context(), message("m-2")); second <- err }()
	for s.Waiting() == 0 {
		runtime.Gosched()
	}
	go func() { assert.NoError(t, s.Close()); close(closed) }()
	assert.Equal(t, reasons.Closed, delivery.AsFailure(<-second).Reason)
	select {
	case <-closed:
		t.Error("Close did not wait for the mail that was under way")
	default:
	}
	close(let)
	require.NoError(t, <-first)
	<-closed
	_, err := s.Check(t.Context(), locale.English)
	assert.Equal(t, reasons.Closed, delivery.AsFailure(err).Reason)
	server.Close()
	assert.Len(t, server.Emails(), 1)
}

func TestAGoodbyeInPlaceOfAnAnswerIsRetriedOnce(t *testing.T) {
	t.Parallel()
	asked := map[int]int{}
	server := &sendertest.SMTPServer{Script: func(connection int, at sendertest.Step, _ string) sendertest.StepFault {
		if at == sendertest.StepMail {
			if asked[connection]++; asked[connection] > 1 {
				return sendertest.StepFault{Reply: "421 4.7.0 enough mails over this connection", Cut: true}
			}
		}
		return sendertest.StepFault{}
	}}
	s := start(t, server, nil)
	for i := range 4 {
		_, err := s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
		require.NoError(t, err)
	}
	all, _ := server.Connections()
	assert.Equal(t, 4, all)
	assert.Len(t, server.Emails(), 4)
}

// TestADownServerIsNotHammered: all that wait for a connection share its failure.
func TestADownServerIsNotHammered(t *testing.T) {
	t.Parallel()
	const mails = 50
	dials, allWait := make(chan struct{}, 1000), make(chan struct{})
	s := start(t, &sendertest.SMTPServer{}, func(c *smtp.Config) {
		c.Connections = 2
		c.Dial = func(context.Context, string, string) (net.Conn, error) {
			dials <- struct{}{}
			<-allWait
			return nil, errors.New("no route")
		}
	})
	go func() {
		for s.Waiting() < mails {
			runtime.Gosched()
		}
		close(allWait)
	}()
	sendMany(t, s, mails, func(err error) {
		assert.Equal(t, reasons.ConnectFailed, delivery.AsFailure(err).Reason)
	})
	assert.Len(t, dials, 1, "as long as nobody knows whether the settings are right, one finds out")
}
