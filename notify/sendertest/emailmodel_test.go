package sendertest_test

import (
	"context"
	"encoding/base64"
	"errors"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
)

const password = "hemligt-4711"

// A fault of a sender: the rule that it breaks, and whether it breaks no other.
type fault struct {
	rule  int
	name  string
	alone bool
}

var emailFaults = []fault{
	{1, "names no provider", true},
	{1, "says sent and takes nothing", false},
	{2, "sends twice", true},
	{3, "adds a footer", true},
	{4, "gives no reason", true},
	{4, "gives no class", false},
	{4, "returns an error of its own", false},
	{5, "takes for now for good", true},
	{5, "takes for good for now", true},
	{5, "sends what was refused", true},
	{6, "repeats what was handed over", true},
	{6, "is unsure of what never left", true},
	{7, "quotes the password in a cause", true},
	{7, "quotes the password in base64", true},
	{7, "quotes the password in its text", true},
	{7, "tries a refused login again", true},
	{8, "sends when the context is over", true},
	{8, "hangs on", true},
	{8, "forgets the context's error", true},
	{9, "sends the invalid", true},
	{9, "blames the recipient for the message", true},
	{10, "tires of many", true},
	{10, "sends the same for all", true},
	{11, "changes the message", true},
	{11, "keeps the message", true},
	{12, "tells everybody", true},
	{13, "asks nobody", true},
	{13, "asks when it is too late", true},
	{13, "asks too soon", true},
	{13, "sends what nobody claimed", true},
}

// model is a sender with its other side, which has one fault or none.
type model struct {
	situation sendertest.Situation
	has       string

	mu    sync.Mutex
	taken []sendertest.Taken
	keeps *email.Message
}

func (s *model) take(m *email.Message) {
	raw, err := email.Encode(m)
	if err != nil {
		raw = []byte("half a mail")
	}
	to := m.To.Address.ASCII()
	switch s.has {
	case "says sent and takes nothing":
		return
	case "adds a footer":
		raw = append(raw, "-- \r\nsent by model\r\n"...)
	case "tells everybody":
		to = "everybody@example.se"
	case "sends the same for all":
		if len(s.taken) > 2 {
			raw = s.taken[0].Raw
		}
	}
	s.taken = append(s.taken, sendertest.Taken{From: m.From.Address.ASCII(), To: to, Raw: raw})
	s.keeps = m
}

func (s *model) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil && s.has != "sends when the context is over" {
		return delivery.Receipt{}, s.cancelled(err)
	}
	if f := s.refuses(m); f != nil {
		return delivery.Receipt{}, f
	}
	if s.has == "asks too soon" {
		_ = delivery.HandOver(ctx)
	}
	if f := s.answer(ctx, m); f != nil {
		if s.has == "returns an error of its own" {
			return delivery.Receipt{}, errors.New("it failed")
		}
		return delivery.Receipt{}, f
	}
	if err := s.handOver(ctx, m); err != nil {
		return delivery.Receipt{}, err
	}
	s.take(m)
	switch s.has {
	case "sends twice":
		s.take(m)
	case "changes the message":
		m.Text += "\nsent by model"
	case "names no provider":
		return delivery.Receipt{}, nil
	}
	return delivery.Receipt{Provider: "model"}, nil
}

func (s *model) cancelled(err error) *delivery.Failure {
	if s.has == "forgets the context's error" {
		err = nil
	}
	return &delivery.Failure{Class: delivery.Temporary, Reason: "cancelled", Err: err}
}

// handOver asks whether the message may leave.
func (s *model) handOver(ctx context.Context, m *email.Message) error {
	switch s.has {
	case "asks nobody":
		return nil
	case "sends when the context is over": // HandOver would notice
		return delivery.HandOver(context.WithoutCancel(ctx))
	case "asks when it is too late":
		s.take(m)
		err := delivery.HandOver(ctx)
		s.taken = s.taken[:len(s.taken)-1]
		return err
	case "sends what nobody claimed":
		err := delivery.HandOver(ctx)
		if err != nil {
			s.take(m)
		}
		return err
	}
	return delivery.HandOver(ctx)
}

// refuses says what is wrong before anything is sent.
func (s *model) refuses(m *email.Message) *delivery.Failure {
	if s.has == "tires of many" && len(s.taken) > 20 {
		return &delivery.Failure{Class: delivery.Temporary, Reason: "tired"}
	}
	err := m.Validate()
	if err == nil || s.has == "sends the invalid" && m.Subject != "" {
		return nil
	}
	f := &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "invalid", Err: err}
	if s.has == "blames the recipient for the message" {
		f.Fault = delivery.FaultRecipient
	}
	return f
}

// answer is what the other side says; nil for yes.
func (s *model) answer(ctx context.Context, m *email.Message) *delivery.Failure {
	f := &delivery.Failure{Reason: "said-no", Fault: delivery.FaultRecipient}
	switch s.situation {
	case sendertest.Accepting:
		return nil
	case sendertest.RefusesRecipient:
		f.Class = s.class("takes for good for now", delivery.Permanent, delivery.Temporary)
		if s.has == "sends what was refused" {
			s.take(m)
		}
	case sendertest.RefusesForNow:
		f.Class = s.class("takes for now for good", delivery.Temporary, delivery.Permanent)
	case sendertest.RefusesLogin:
		s.refuseLogin(f)
	case sendertest.DiesBefore:
		f.Class = s.class("is unsure of what never left", delivery.Temporary, delivery.Uncertain)
	case sendertest.DiesAfter:
		if s.handOver(ctx, m) == nil {
			s.take(m)
		}
		f.Class = s.class("repeats what was handed over", delivery.Uncertain, delivery.Temporary)
	case sendertest.Silent:
		if s.has == "hangs on" {
			<-time.After(time.Minute)
		}
		<-ctx.Done()
		f = s.cancelled(ctx.Err())
	}
	switch s.has {
	case "gives no reason":
		f.Reason = ""
	case "gives no class":
		f.Class = ""
	}
	return f
}

func (s *model) class(when string, right, wrong delivery.Class) delivery.Class {
	if s.has == when {
		return wrong
	}
	return right
}

func (s *model) refuseLogin(f *delivery.Failure) {
	f.Class, f.Fault = s.class("tries a refused login again", delivery.Configuration, delivery.Temporary), delivery.FaultSender
	switch s.has {
	case "quotes the password in a cause":
		f.Err = errors.New("535 no user with " + password)
	case "quotes the password in base64":
		f.Err = errors.New("535 " + base64.StdEncoding.EncodeToString([]byte(password)))
	case "quotes the password in its text":
		f.Text = "no user with " + password
	}
}

func emailSubject(has string) sendertest.EmailSubject {
	return sendertest.EmailSubject{
		Secret: password,
		Open: func(situation sendertest.Situation) (email.Sender, func() []sendertest.Taken, bool) {
			s := &model{situation: situation, has: has}
			return s, func() []sendertest.Taken {
				if has == "keeps the message" && s.keeps != nil && s.keeps.Subject == "changed" {
					raw, _ := email.Encode(s.keeps)
					return []sendertest.Taken{{To: "anna@example.se", Raw: raw}}
				}
				return s.taken
			}, true
		},
	}
}

// invitation is a mail to send.
func invitation() *email.Message {
	return &email.Message{
		ID: "m-1", Date: time.Date(2023, 10, 2, 14, 5, 0, 0, time.UTC), Subject: "Order 4711", Text: "Hej!",
		From: recipients.Mailbox{Address: recipients.MustParseAddress("service@akeskyl.se")},
		To:   recipients.Mailbox{Address: recipients.MustParseAddress("anna@example.se")},
	}
}
