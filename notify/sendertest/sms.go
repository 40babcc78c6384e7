package sendertest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

// SMSSubject is a sender of SMS and the other side that it talks to.
type SMSSubject struct {
	Sender smsgw.Sender
	// Set makes the other side behave; false when it has no such situation.
	Set func(Situation) bool
	// Taken returns the texts that the other side has taken, in order.
	Taken func() []string
	// Secret is the login's password or token; "" for none.
	Secret string
}

// RunSMS checks every rule of smsgw.Sender against fresh subjects.
func RunSMS(t *testing.T, open func(t *testing.T) SMSSubject) {
	t.Helper()
	Run(t, SMSRules(), open)
}

// SMSRules returns the rules of smsgw.Sender with their checks.
func SMSRules() []Rule[SMSSubject] {
	return []Rule[SMSSubject]{
		{1, "a host logs as sent what the customer never gets, and cannot match a report", checkSMSReceipt},
		{2, "a host cannot tell what to do about a failure", checkSMSFailure},
		{3, "a retry of a failure that was no failure sends twice, and a lost one is never sent", checkSMSCertainty},
		{4, "the customer gets the same SMS twice and pays with trust", checkSMSOnce},
		{5, "a broken message costs a round trip and a puzzling answer", checkSMSInvalid},
		{6, "one dead gateway stops a morning's work", checkSMSContext},
		{7, "two users at once mix each other's texts", checkSMSConcurrent},
		{8, "a preview, a log line or a second try shows something that was not sent", checkSMSUnchanged},
		{9, "a password or a customer's text ends in a log file", checkSMSSecrets},
		{10, "who crashes cannot tell what was sent from what was not", checkSMSHandOver},
	}
}

// smsSample is a whole SMS; its text is one that no error may repeat.
func smsSample(id string) *smsgw.SMS {
	return &smsgw.SMS{
		ID: id, Company: "company-1", From: smsgw.MustParseSenderName("MittBolag"),
		To: recipients.MustParsePhone("+46705123456"), Text: "Hemlig text " + id,
	}
}

func (s SMSSubject) send(ctx context.Context, situation Situation) (delivery.Receipt, *delivery.Failure, error) {
	if !s.Set(situation) {
		return delivery.Receipt{}, nil, ErrCannotShow
	}
	receipt, err := s.Sender.Send(ctx, smsSample("id-"+strings.ReplaceAll(string(situation), " ", "-")))
	if err == nil {
		return receipt, nil, nil
	}
	failure, ok := errors.AsType[*delivery.Failure](err)
	if !ok {
		return receipt, nil, fmt.Errorf("%s: the error %T is no *delivery.Failure", situation, err)
	}
	return receipt, failure, nil
}

func checkSMSReceipt(ctx context.Context, s SMSSubject) error {
	receipt, failure, err := s.send(ctx, Accepting)
	switch {
	case err != nil:
		return err
	case failure != nil:
		return fmt.Errorf("an SMS that was taken failed: %w", failure)
	case receipt.Provider == "":
		return errors.New("the receipt names no provider")
	case len(s.Taken()) != 1:
		return fmt.Errorf("the error was nil, and the other side has taken %d", len(s.Taken()))
	}
	return nil
}

func checkSMSFailure(ctx context.Context, s SMSSubject) error {
	want := map[Situation]delivery.Class{
		RefusesRecipient: delivery.Permanent, RefusesForNow: delivery.Temporary,
		RefusesLogin: delivery.Configuration,
	}
	shown := 0
	for _, situation := range []Situation{RefusesRecipient, RefusesForNow, RefusesLogin} {
		_, failure, err := s.send(ctx, situation)
		switch {
		case errors.Is(err, ErrCannotShow):
			continue
		case err != nil:
			return err
		case failure == nil:
			return fmt.Errorf("%s: no error", situation)
		case failure.Class != want[situation] || failure.Reason == "":
			return fmt.Errorf("%s: class %q and reason %q, want %q and a reason",
				situation, failure.Class, failure.Reason, want[situation])
		}
		shown++
	}
	if shown == 0 {
		return ErrCannotShow
	}
	return nil
}

func checkSMSCertainty(ctx context.Context, s SMSSubject) error {
	for _, situation := range []Situation{DiesAfter, Garbage} {
		before := len(s.Taken())
		_, failure, err := s.send(ctx, situation)
		switch {
		case err != nil:
			return err
		case failure == nil || failure.Class != delivery.Uncertain:
			return fmt.Errorf("%s: the SMS was taken and no answer came: want Uncertain, got %v", situation, failure)
		case len(s.Taken()) == before:
			return fmt.Errorf("%s: the other side has taken nothing", situation)
		}
	}
	return nil
}

func checkSMSOnce(ctx context.Context, s SMSSubject) error {
	for _, situation := range []Situation{Accepting, DiesAfter, Garbage} {
		before := len(s.Taken())
		if _, _, err := s.send(ctx, situation); err != nil {
			if errors.Is(err, ErrCannotShow) {
				continue
			}
			return err
		}
		if n := len(s.Taken()) - before; n > 1 {
			return fmt.Errorf("%s: one call sent %d", situation, n)
		}
	}
	return nil
}

func checkSMSInvalid(ctx context.Context, s SMSSubject) error {
	s.Set(Accepting)
	breaks := map[string]func(*smsgw.SMS){
		"no number":    func(m *smsgw.SMS) { m.To = recipients.Phone{} },
		"no text":      func(m *smsgw.SMS) { m.Text = "" },
		"no sender":    func(m *smsgw.SMS) { m.From = smsgw.SenderName{} },
		"two senders":  func(m *smsgw.SMS) { m.FromNumber = m.To },
		"no ID":        func(m *smsgw.SMS) { m.ID = "" },
		"no company":   func(m *smsgw.SMS) { m.Company = "" },
		"nothing else": func(m *smsgw.SMS) { *m = smsgw.SMS{} },
	}
	for name, change := range breaks {
		m := smsSample("id")
		change(m)
		_, err := s.Sender.Send(ctx, m)
		failure, ok := errors.AsType[*delivery.Failure](err)
		if !ok || failure.Class != delivery.Permanent || failure.Fault != delivery.FaultMessage {
			return fmt.Errorf("%s: want a permanent failure by fault of the message, got %v", name, err)
		}
	}
	if n := len(s.Taken()); n != 0 {
		return fmt.Errorf("%d invalid SMS were sent", n)
	}
	return nil
}

// Overrun is how long a sender may take after its context is done.
const Overrun = 250 * time.Millisecond

func checkSMSContext(ctx context.Context, s SMSSubject) error {
	done, cancel := context.WithCancel(ctx)
	cancel()
	s.Set(Accepting)
	_, err := s.Sender.Send(done, smsSample("done"))
	if f := delivery.AsFailure(err); f == nil || f.Class != delivery.Temporary {
		return fmt.Errorf("context done before: want Temporary, got %v", err)
	}
	if len(s.Taken()) != 0 {
		return errors.New("context done before: the SMS was sent")
	}
	if !s.Set(Silent) {
		return nil
	}
	short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err = s.Sender.Send(short, smsSample("stalls"))
	if took := time.Since(began) - 100*time.Millisecond; took > Overrun {
		return fmt.Errorf("the context was overrun by %v", took)
	}
	if f := delivery.AsFailure(err); f == nil || f.Class != delivery.Uncertain {
		return fmt.Errorf("context done after the request was written: want Uncertain, got %v", err)
	}
	return nil
}

func checkSMSConcurrent(ctx context.Context, s SMSSubject) error {
	s.Set(Accepting)
	const n = 16
	results := make(chan error, n)
	for i := range n {
		go func() {
			_, err := s.Sender.Send(ctx, smsSample(fmt.Sprintf("c-%d", i)))
			results <- err
		}()
	}
	for range n {
		if err := <-results; err != nil {
			return fmt.Errorf("at once with others: %w", err)
		}
	}
	seen := map[string]bool{}
	for _, text := range s.Taken() {
		seen[text] = true
	}
	if len(seen) != n {
		return fmt.Errorf("%d SMS at once became %d different texts", n, len(seen))
	}
	return nil
}

func checkSMSUnchanged(ctx context.Context, s SMSSubject) error {
	s.Set(Accepting)
	m, want := smsSample("same"), *smsSample("same")
	if _, err := s.Sender.Send(ctx, m); err != nil {
		return err
	}
	if *m != want {
		return errors.New("the sender changed the SMS")
	}
	if taken := s.Taken(); len(taken) != 1 || taken[0] != want.Text {
		return errors.New("the text that was taken is not the one that was sent")
	}
	return nil
}

func checkSMSSecrets(ctx context.Context, s SMSSubject) error {
	for _, situation := range []Situation{RefusesRecipient, RefusesForNow, RefusesLogin, DiesAfter, Garbage} {
		if !s.Set(situation) {
			continue
		}
		_, err := s.Sender.Send(ctx, smsSample("id"))
		if err == nil {
			continue
		}
		text := fmt.Sprintf("%v %+v", err, delivery.AsFailure(err))
		if s.Secret != "" && strings.Contains(text, s.Secret) {
			return fmt.Errorf("%s: the error holds the secret", situation)
		}
		if strings.Contains(text, "Hemlig text") || strings.Contains(text, "Hemlig+text") {
			return fmt.Errorf("%s: the error holds the text", situation)
		}
	}
	return nil
}
