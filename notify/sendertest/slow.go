package sendertest

import (
	"net"
	"sync"
	"time"
)

// A slow connection hands on what comes in only after a while. Delaying one
// direction by the whole round trip looks the same from the other side.
type slow struct {
	net.Conn
	chunks chan chunk
	rest   []byte
	quit   chan struct{}
	done   sync.WaitGroup
}

type chunk struct {
	due  time.Time
	data []byte
	err  error
}

func newSlow(socket net.Conn, delay time.Duration) *slow {
	s := &slow{Conn: socket, chunks: make(chan chunk, 1024), quit: make(chan struct{})}
	s.done.Go(func() {
		for {
			buf := make([]byte, 16<<10)
			n, err := socket.Read(buf)
			select {
			case s.chunks <- chunk{time.Now().Add(delay), buf[:n], err}:
			case <-s.quit:
				return
			}
			if err != nil {
				return
			}
		}
	})
	return s
}

func (s *slow) stop() {
	close(s.quit)
	_ = s.Conn.Close()
	s.done.Wait()
}

// Read returns what has been under way for long enough.
func (s *slow) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		next := <-s.chunks
		time.Sleep(time.Until(next.due))
		if len(next.data) == 0 && next.err != nil {
			s.chunks <- next
			return 0, next.err
		}
		s.rest = next.data
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}
