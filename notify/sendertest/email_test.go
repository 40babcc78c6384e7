package sendertest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/sendertest"
)

const password = "hemligt-4711"

// model is a sender with its other side, which keeps every rule but broken.
type model struct {
	situation sendertest.Situation
	broken    int

	mu    sync.Mutex
	taken []sendertest.Taken
	keeps []*email.Message
}

func (s *model) breaks(rule int) bool { return s.broken == rule }

func (s *model) take(m *email.Message) {
	raw, err := email.Encode(m)
	if err != nil {
		raw = []byte("half a mail")
	}
	if s.breaks(3) {
		raw = append(raw, "-- \r\nsent by model\r\n"...)
	}
	to := m.To.Address.ASCII()
	if s.breaks(12) {
		to = "everybody@example.se"
	}
	s.taken = append(s.taken, sendertest.Taken{From: m.From.Address.ASCII(), To: to, Raw: raw})
	s.keeps = append(s.keeps, m)
}

func (s *model) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil && !s.breaks(8) {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Temporary, Reason: "cancelled", Err: err}
	}
	if err := m.Validate(); err != nil && (!s.breaks(9) || m.Subject == "") {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "invalid", Err: err}
	}
	if s.breaks(10) && len(s.taken) > 20 {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Temporary, Reason: "tired"}
	}
	if err := s.answer(ctx, m); err != nil {
		return delivery.Receipt{}, err
	}
	s.take(m)
	if s.breaks(2) {
		s.take(m)
	}
	if s.breaks(1) {
		return delivery.Receipt{}, nil
	}
	return delivery.Receipt{Provider: "model"}, nil
}

func (s *model) answer(ctx context.Context, m *email.Message) error {
	f := &delivery.Failure{Reason: "said-no", Fault: delivery.FaultRecipient}
	switch s.situation {
	case sendertest.Accepting:
		return nil
	case sendertest.RefusesRecipient:
		f.Class = delivery.Permanent
	case sendertest.RefusesForNow:
		f.Class = delivery.Temporary
		if s.breaks(5) {
			f.Class = delivery.Permanent
		}
	case sendertest.RefusesLogin:
		f.Class, f.Fault = delivery.Configuration, delivery.FaultSender
		if s.breaks(7) {
			f.Err = errors.New("535 no user with " + password)
		}
	case sendertest.DiesBefore:
		f.Class = delivery.Temporary
	case sendertest.DiesAfter:
		s.take(m)
		f.Class = delivery.Uncertain
		if s.breaks(6) {
			f.Class = delivery.Temporary
		}
	case sendertest.Silent:
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Second):
		}
		f.Class, f.Err = delivery.Temporary, ctx.Err()
	}
	if s.breaks(4) {
		f.Reason = ""
	}
	return f
}

func subject(broken int) sendertest.EmailSubject {
	return sendertest.EmailSubject{
		Secret: password,
		Open: func(situation sendertest.Situation) (email.Sender, func() []sendertest.Taken, bool) {
			s := &model{situation: situation, broken: broken}
			return s, func() []sendertest.Taken {
				if s.breaks(11) && len(s.keeps) == 1 && s.keeps[0].Subject == "changed" {
					raw, _ := email.Encode(s.keeps[0])
					return []sendertest.Taken{{To: "anna@example.se", Raw: raw}}
				}
				return s.taken
			}, true
		},
	}
}

func TestTheModelKeepsEveryRule(t *testing.T) {
	sendertest.TestEmail(t, func(*testing.T) sendertest.EmailSubject { return subject(0) })
}

// TestEachCheckFindsItsOwnFault breaks one rule at a time and wants just that
// rule's check to complain.
func TestEachCheckFindsItsOwnFault(t *testing.T) {
	t.Parallel()
	for _, broken := range sendertest.EmailRules() {
		t.Run(fmt.Sprintf("rule-%02d", broken.Number), func(t *testing.T) {
			t.Parallel()
			for _, rule := range sendertest.EmailRules() {
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				err := rule.Check(ctx, subject(broken.Number))
				cancel()
				if rule.Number == broken.Number {
					require.Error(t, err)
					assert.NotErrorIs(t, err, sendertest.ErrCannotShow)
				} else {
					assert.NoError(t, err, "rule %d complains of what rule %d forbids", rule.Number, broken.Number)
				}
			}
		})
	}
}

func TestASubjectThatCannotShowIsSkipped(t *testing.T) {
	t.Parallel()
	none := sendertest.EmailSubject{Open: func(sendertest.Situation) (email.Sender, func() []sendertest.Taken, bool) { return nil, nil, false }}
	for _, rule := range sendertest.EmailRules() {
		assert.ErrorIs(t, rule.Check(t.Context(), none), sendertest.ErrCannotShow)
	}
}

func ExampleTestEmail() {
	// In an adapter's test:
	_ = func(t *testing.T) {
		sendertest.TestEmail(t, func(*testing.T) sendertest.EmailSubject {
			return sendertest.EmailSubject{Open: func(at sendertest.Situation) (email.Sender, func() []sendertest.Taken, bool) {
				s := &model{situation: at}
				return s, func() []sendertest.Taken { return s.taken }, true
			}}
		})
	}
	fmt.Println(len(sendertest.EmailRules()), "rules")
	// Output: 12 rules
}

func ExampleSMTPServer() {
	server := &sendertest.SMTPServer{Script: func(connection int, at sendertest.Step, line string) sendertest.Fault {
		if at == sendertest.StepDot && connection == 1 {
			return sendertest.Fault{Cut: true, Took: true} // taken, and gone without an answer
		}
		return sendertest.Fault{}
	}}
	if err := server.Start(); err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	fmt.Println(server.Port() > 0, len(server.Mails()))
	// Output: true 0
}

// A suite for a contract of one's own: a table of rules over a subject.
func ExampleRule() {
	rules := []sendertest.Rule[string]{{
		Number: 1, Why: "an empty name shows nothing",
		Check: func(_ context.Context, name string) error {
			if name == "" {
				return errors.New("the name is empty")
			}
			return nil
		},
	}}
	fmt.Println(rules[0].Check(context.Background(), ""))
	// Output: the name is empty
}
