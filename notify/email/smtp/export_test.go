package smtp

import (
	"context"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
)

// SendEncoded sends what was encoded before, to measure delivery alone.
func (s *Sender) SendEncoded(ctx context.Context, m *email.Message, data []byte) (delivery.Receipt, error) {
	return s.send(ctx, newJob(m, data))
}

// Waiting is how many mails wait for a connection.
func (s *Sender) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

// Idle is how many connections are open without work.
func (s *Sender) Idle() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.idle)
}
