package smtp

import (
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// TestWhoGivesUpLeavesTheLine, and when it was the last, nobody waits for what is
// being opened.
func TestWhoGivesUpLeavesTheLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ended atomic.Bool
		s, err := New(Config{Host: "mail.example.se", Security: None, ConnectTimeout: time.Hour, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			ended.Store(true)
			return nil, ctx.Err()
		}})
		require.NoError(t, err)
		outcomes := make(chan error, 2)
		var cancels []context.CancelFunc
		for range 2 {
			ctx, cancel := context.WithCancel(t.Context())
			cancels = append(cancels, cancel)
			go func() {
				_, err := s.send(ctx, &job{done: make(chan struct{})})
				outcomes <- err
			}()
			synctest.Wait()
		}
		require.Equal(t, 2, s.Waiting())
		cancels[0]()
		require.ErrorIs(t, <-outcomes, context.Canceled)
		synctest.Wait()
		assert.Equal(t, 1, s.Waiting())
		assert.False(t, ended.Load(), "the other still waits for it")
		cancels[1]()
		require.ErrorIs(t, <-outcomes, context.Canceled)
		synctest.Wait()
		assert.Zero(t, s.Waiting())
		assert.True(t, ended.Load())
		require.NoError(t, s.Close())
	})
}

// TestCloseWaitsForNoConnectionThatIsBeingOpened.
func TestCloseWaitsForNoConnectionThatIsBeingOpened(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := New(Config{Host: "mail.example.se", Security: None, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }})
		require.NoError(t, err)
		outcome := make(chan error, 1)
		go func() {
			_, err := s.send(t.Context(), &job{done: make(chan struct{})})
			outcome <- err
		}()
		synctest.Wait()
		begun := time.Now()
		require.NoError(t, s.Close())
		assert.Zero(t, time.Since(begun))
		assert.Equal(t, reasons.Closed, delivery.AsFailure(<-outcome).Reason)
	})
}

// TestNothingIsDialledForWhoHasGivenUp before Send.
func TestNothingIsDialledForWhoHasGivenUp(t *testing.T) {
	t.Parallel()
	s, err := New(Config{Host: "mail.example.se", Dial: func(context.Context, string, string) (net.Conn, error) {
		t.Error("dialled")
		return nil, io.EOF
	}})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.Send(ctx, nil)
	assert.Equal(t, reasons.Cancelled, delivery.AsFailure(err).Reason)
	require.NoError(t, s.Close())
}

// TestConnectionsAreOpenedTogetherOnceTheSettingsAreProved, and one by one before.
func TestConnectionsAreOpenedTogetherOnceTheSettingsAreProved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var dials atomic.Int32
		let := make(chan struct{})
		s, err := New(Config{Host: "mail.example.se", Security: None, Connections: 3, Dial: func(context.Context, string, string) (net.Conn, error) {
			dials.Add(1)
			<-let
			ours, theirs := net.Pipe()
			go func() { // greets, and says no more
				_, _ = io.WriteString(theirs, "220 x\r\n")
				buf := make([]byte, 100)
				_, _ = theirs.Read(buf)
				_, _ = io.WriteString(theirs, "250 x\r\n")
				_, _ = io.Copy(io.Discard, theirs)
			}()
			return ours, nil
		}})
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		outcomes := make(chan error, 6)
		for range 6 {
			go func() {
				_, err := s.send(ctx, &job{done: make(chan struct{})})
				outcomes <- err
			}()
		}
		synctest.Wait()
		require.Equal(t, int32(1), dials.Load(), "one finds out")
		let <- struct{}{}
		synctest.Wait()
		require.Equal(t, int32(3), dials.Load(), "then as many as may be")
		close(let)
		synctest.Wait()
		assert.Equal(t, int32(3), dials.Load())
		cancel()
		for range 6 {
			require.ErrorIs(t, <-outcomes, context.Canceled)
		}
		require.NoError(t, s.Close())
	})
}

// TestWhatGoesBackInLine: a job that has no outcome yet, of a Sender that is open, and
// over another connection only where there is one.
func TestWhatGoesBackInLine(t *testing.T) {
	t.Parallel()
	s, err := New(Config{Host: "mail.example.se", Connections: 4})
	require.NoError(t, err)
	fresh := func() *job { return &job{done: make(chan struct{})} }
	s.live = 3
	first, second := fresh(), fresh()
	s.queue = []*job{second}
	require.True(t, s.turnAway(first))
	assert.Equal(t, []*job{first, second}, s.queue, "at the head")
	assert.Equal(t, 2, s.limit.now(), "the server let two live")
	s.live = 2
	require.True(t, s.turnAway(fresh()))
	assert.Equal(t, 1, s.limit.now())
	s.live = 1
	assert.False(t, s.turnAway(fresh()), "there is no other")
	gone := fresh()
	gone.fail(closed())
	s.live = 3
	assert.False(t, s.turnAway(gone))
	assert.False(t, s.putBack(gone))
	assert.True(t, s.putBack(fresh()))
	s.closed = true
	assert.False(t, s.putBack(fresh()))
	assert.False(t, s.turnAway(fresh()))
}

// TestARefusedDialLowersTheLimit to what the server let live, unless it was the only
// one, or it failed for another reason.
func TestARefusedDialLowersTheLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		live int
		said string
		want int
	}{{3, "421 4.3.2 too many connections\r\n", 2}, {2, "421 4.7.0 closing\r\n", 1}, {1, "421 4.3.2 too many connections\r\n", 4}, {3, "554 5.7.1 no\r\n", 4}} {
		s, err := New(Config{Host: "mail.example.se", Security: None, Connections: 4, Dial: func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() { _, _ = io.WriteString(theirs, c.said); _ = theirs.Close() }()
			return ours, nil
		}})
		require.NoError(t, err)
		s.live = c.live
		d := &dialling{}
		s.dial(s.startDial(d), d)
		assert.Equal(t, c.want, s.limit.now(), "%d connections, %q", c.live, c.said)
		assert.Equal(t, c.live-1, s.live)
		assert.Empty(t, s.dialing)
	}
}

// TestAFullMailboxIsOneOf452And552: storage is what these are about.
func TestAFullMailboxIsOneOf452And552(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]reasons.Reason{451: reasons.TryLater, 452: reasons.MailboxFull, 453: reasons.TryLater, 552: reasons.MailboxFull, 553: reasons.Refused} {
		f := refusal(stageRcpt, reply{code: code, text: "quota exceeded"}, delivery.Secrets{})
		assert.Equal(t, want, f.Reason, code)
	}
	for _, code := range []int{400, 404, 500, 505, 250, 299} {
		assert.Equal(t, code, heard(t, reply{code: code}.full()+" x\r\n").code)
		status, _ := cutEnhanced(code, string(rune('0'+code/100))+".1.1 x")
		assert.Len(t, status, 5, code)
	}
}

// TestATokenErrorThatIsNoFailureAtAll: a nil of its type is an error like another.
func TestATokenErrorThatIsNoFailureAtAll(t *testing.T) {
	t.Parallel()
	o := &opening{ctx: t.Context()}
	var none *delivery.Failure
	f := o.noToken(none)
	assert.Equal(t, delivery.Configuration, f.Class)
	assert.Equal(t, reasons.NoToken, f.Reason)
	f = o.noToken(errors.New("consent ended"))
	assert.Equal(t, delivery.Configuration, f.Class)
}
