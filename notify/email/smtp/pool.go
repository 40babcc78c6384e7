package smtp

import (
	"context"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
)

// enqueue puts a job in line, unless the Sender is closed or its settings have
// just been refused. An idle connection is given back instead, which is the job's
// alone until it is carried: the caller then needs no other goroutine.
func (s *Sender) enqueue(j *job) (*conn, *delivery.Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, closed()
	}
	if failure := s.settings.refused(); failure != nil && s.live == 0 {
		return nil, failure
	}
	s.queue = append(s.queue, j)
	if len(s.queue) == 1 && len(s.idle) > 0 {
		c := s.takeIdle()
		s.take(c)
		s.work.Add(1)
		return c, nil
	}
	s.wake()
	return nil, nil
}

// deliverOver delivers j over c on the caller's goroutine. What c is to do next goes
// to one of its own.
func (s *Sender) deliverOver(ctx context.Context, c *conn, j *job) {
	defer s.work.Done()
	stop := context.AfterFunc(ctx, func() { s.cancel(j, ctx.Err()) })
	defer stop()
	if next, begun := c.deliverNext(j, false); next != nil {
		s.work.Go(func() { c.run(next, begun) })
	}
}

// wake puts idle connections to work and opens new ones while more jobs wait
// than are being opened. As long as nobody knows whether the server takes our
// settings, one connection finds out: a wrong password is not tried several times
// at once. The caller holds mu.
func (s *Sender) wake() {
	for len(s.queue) > 0 && len(s.idle) > 0 {
		c := s.takeIdle()
		j := s.take(c)
		s.work.Go(func() { c.run(j, false) })
	}
	if len(s.queue) == 0 || s.closed {
		return
	}
	if failure := s.settings.refused(); failure != nil {
		for _, j := range s.takeStranded() {
			mine := *failure
			j.fail(&mine)
		}
		return
	}
	for len(s.queue) > len(s.dialing) && s.live < s.limit.now() && (s.settings.proved || len(s.dialing) == 0) {
		s.live++
		d := &dialling{}
		ctx := s.startDial(d)
		s.work.Go(func() { s.dial(ctx, d) })
	}
}

// takeIdle takes the connection that was used last from the idle. The caller
// holds mu.
func (s *Sender) takeIdle() *conn {
	c := s.idle[len(s.idle)-1]
	s.idle = s.idle[:len(s.idle)-1]
	c.timer.Stop()
	return c
}

// take gives the first waiting job to c; nil when none waits. The caller holds mu.
func (s *Sender) take(c *conn) *job {
	if len(s.queue) == 0 {
		return nil
	}
	j := s.queue[0]
	s.queue = slices.Delete(s.queue, 0, 1)
	j.conn = c
	return j
}

// dequeue takes a job out of the line. When it was the last, nobody waits for
// the connections that are being opened. The caller holds mu.
func (s *Sender) dequeue(j *job) {
	if i := slices.Index(s.queue, j); i >= 0 {
		s.queue = slices.Delete(s.queue, i, i+1)
	}
	if len(s.queue) == 0 {
		for d := range s.dialing {
			d.cancel()
		}
	}
}

// requeue puts a job back whose connection was dead. As many connections as there
// may be can have died while they were idle; a server that always hangs up is not
// dialled for longer.
func (s *Sender) requeue(j *job) bool {
	if j.dead >= s.config.Connections {
		return false
	}
	j.dead++
	return s.putBack(j)
}

// putBack puts a job, of which nothing was delivered, back at the head of the
// line; false when it has its outcome or the sender is closed.
func (s *Sender) putBack(j *job) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || j.state.Load() != waiting {
		return false
	}
	j.conn = nil
	s.queue = slices.Insert(s.queue, 0, j)
	return true
}

// turnAway puts a job back at the head of the line whose connection the server has
// refused, for the others to carry; false when there are none, or the job is done
// with. The refused one is not replaced for a while.
func (s *Sender) turnAway(j *job) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.live <= 1 || j.state.Load() != waiting {
		return false
	}
	s.limit.lower(s.live-1, s.config.Lifetime)
	j.conn = nil
	s.queue = slices.Insert(s.queue, 0, j)
	return true
}

// startDial registers an attempt to connect. The caller holds mu.
func (s *Sender) startDial(d *dialling) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), s.config.ConnectTimeout)
	d.cancel = cancel
	s.dialing[d] = struct{}{}
	return ctx
}

// dial opens a connection and works on it. An attempt that was cancelled when
// nobody waited starts again for callers that have come since.
func (s *Sender) dial(ctx context.Context, d *dialling) {
	for {
		c, failure := s.connect(ctx)
		dropped := ctx.Err() == context.Canceled
		d.cancel()
		s.mu.Lock()
		delete(s.dialing, d)
		if failure == nil {
			s.settings.accepted()
			j := s.take(c)
			s.wake()
			s.mu.Unlock()
			if j == nil {
				j = s.nextOrPark(c)
			}
			if j != nil {
				c.run(j, false)
			}
			return
		}
		if dropped && !s.closed && len(s.queue) > 0 {
			ctx = s.startDial(d)
			s.mu.Unlock()
			continue
		}
		if !dropped {
			s.settings.note(failure, s.config.Backoff)
			if s.live > 1 && refusesConnection(failure) {
				s.limit.lower(s.live-1, s.config.Lifetime)
			}
		}
		s.live--
		lost := s.takeStranded()
		s.mu.Unlock()
		for _, j := range lost {
			mine := *failure
			j.fail(&mine)
		}
		return
	}
}

// takeStranded returns the jobs that no connection is left to carry, after one
// could not be opened. Trying for each of them would only hammer a server that
// is down, or lock a login that is refused. The caller holds mu.
func (s *Sender) takeStranded() []*job {
	if s.live > 0 {
		return nil
	}
	lost := s.queue
	s.queue = nil
	return lost
}

// nextOrPark gives c its next job. Without one, c rests among the idle; a
// connection that is worn out, or a Sender that is closed, ends it.
func (s *Sender) nextOrPark(c *conn) *job {
	s.mu.Lock()
	c.head = nil
	if s.closed || c.isWornOut() {
		s.mu.Unlock()
		s.retire(c)
		return nil
	}
	j := s.take(c)
	if j == nil {
		s.park(c)
	}
	s.mu.Unlock()
	return j
}

// park lets c rest until there is work, for as long as it may. The caller holds
// mu.
func (s *Sender) park(c *conn) {
	s.idle = append(s.idle, c)
	c.used = true
	rest := min(s.config.Idle, s.config.Lifetime-time.Since(c.born))
	if c.timer == nil {
		c.timer = time.AfterFunc(rest, func() { s.closeIdle(c) })
	} else {
		c.timer.Reset(rest)
	}
}

// takePipelined gives c the job whose envelope may follow the dot of the one before.
func (s *Sender) takePipelined(c *conn) *job {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || !c.extensions.pipelining ||
		c.mails+1 >= s.config.PerConnection || time.Since(c.born) > s.config.Lifetime {
		return nil
	}
	return s.take(c)
}

// closeIdle closes a connection that has had no work for a while.
func (s *Sender) closeIdle(c *conn) {
	s.mu.Lock()
	i := slices.Index(s.idle, c)
	if i < 0 {
		s.mu.Unlock()
		return
	}
	s.idle = slices.Delete(s.idle, i, i+1)
	s.work.Add(1) // Close waits for the goodbye
	s.mu.Unlock()
	s.retire(c)
	s.work.Done()
}

// retire ends a connection. It is gone before another takes its place: servers
// count those that are open.
func (s *Sender) retire(c *conn) {
	c.quit()
	s.mu.Lock()
	s.live--
	s.wake()
	s.mu.Unlock()
}

// drop ends a connection that died; the jobs that wait get another.
func (s *Sender) drop(c *conn) {
	_ = c.socket.Close()
	s.mu.Lock()
	c.head = nil
	s.live--
	s.wake()
	s.mu.Unlock()
}
