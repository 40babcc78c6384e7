package sendertest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/smsgw"
)

// goodSMS keeps every rule; broken changes what it does in one place.
type goodSMS struct {
	mu        sync.Mutex
	situation sendertest.SMSSituation
	taken     []string
	broken    int // the rule that it breaks
}

const smsSecret = "correct-horse"

func (g *goodSMS) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	fail := func(class delivery.Class, fault delivery.Fault, text string) (delivery.Receipt, error) {
		return delivery.Receipt{}, &delivery.Failure{Class: class, Fault: fault, Reason: "r", Text: text}
	}
	if err := sms.Validate(); err != nil && g.broken != 5 {
		return fail(delivery.Permanent, delivery.FaultMessage, "")
	}
	if ctx.Err() != nil && g.broken != 6 {
		return fail(delivery.Temporary, delivery.FaultSender, "")
	}
	if g.broken == 8 {
		sms.Text += "!"
	}
	g.mu.Lock()
	situation := g.situation
	took := situation == sendertest.SMSAccepts || situation == sendertest.SMSCutAfter || situation == sendertest.SMSGarbage
	if took && !(g.broken == 1 && situation == sendertest.SMSAccepts) {
		text := sms.Text
		if g.broken == 7 {
			text = "mixed"
		}
		g.taken = append(g.taken, text)
		if g.broken == 4 {
			g.taken = append(g.taken, text)
		}
	}
	g.mu.Unlock()
	said := ""
	if g.broken == 9 {
		said = smsSecret
	}
	switch situation {
	case sendertest.SMSRefuses:
		if g.broken == 2 {
			return delivery.Receipt{}, errors.New("refused")
		}
		return fail(delivery.Permanent, delivery.FaultRecipient, said)
	case sendertest.SMSBusy:
		return fail(delivery.Temporary, delivery.FaultSender, said)
	case sendertest.SMSNoLogin:
		return fail(delivery.Configuration, delivery.FaultSender, said)
	case sendertest.SMSCutAfter, sendertest.SMSGarbage:
		if g.broken == 3 {
			return fail(delivery.Temporary, delivery.FaultSender, said)
		}
		return fail(delivery.Uncertain, delivery.FaultSender, said)
	case sendertest.SMSStalls:
		<-ctx.Done()
		return fail(delivery.Uncertain, delivery.FaultSender, said)
	}
	return delivery.Receipt{Provider: "good", ProviderID: sms.ID}, nil
}

func (g *goodSMS) subject() sendertest.SMSSubject {
	return sendertest.SMSSubject{
		Sender: g, Secret: smsSecret,
		Set:   func(s sendertest.SMSSituation) bool { g.mu.Lock(); defer g.mu.Unlock(); g.situation = s; return true },
		Taken: func() []string { g.mu.Lock(); defer g.mu.Unlock(); return append([]string(nil), g.taken...) },
	}
}

func TestAGoodSMSSenderPasses(t *testing.T) {
	t.Parallel()
	sendertest.TestSMS(t, func(*testing.T) sendertest.SMSSubject { return (&goodSMS{}).subject() })
}

// Each check is tested against a sender that breaks just its rule.
func TestEachSMSRuleFindsItsDefect(t *testing.T) {
	t.Parallel()
	for _, rule := range sendertest.SMSRules() {
		t.Run(fmt.Sprintf("rule-%02d", rule.Number), func(t *testing.T) {
			t.Parallel()
			require.NoError(t, rule.Check(t.Context(), (&goodSMS{}).subject()))
			assert.Error(t, rule.Check(t.Context(), (&goodSMS{broken: rule.Number}).subject()))
		})
	}
}
