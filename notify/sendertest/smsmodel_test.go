package sendertest_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/smsgw"
)

const smsSecret = "correct-horse"

var smsFaults = []fault{
	{1, "names no provider", true},
	{1, "says sent and takes nothing", false},
	{2, "returns an error of its own", false},
	{2, "gives no reason", true},
	{2, "tries a refused number again", true},
	{2, "tries a refused login again", true},
	{2, "gives up on a busy gateway", true},
	{3, "repeats what was handed over", true},
	{3, "takes nonsense for a yes", true},
	{4, "sends twice", false}, // which rules 1 and 8 count too
	{5, "sends the invalid", true},
	{5, "blames the number for the message", true},
	{6, "sends when the context is over", true},
	{6, "hangs on", true},
	{6, "is sure of what was stalled", true},
	{7, "tires of many", true},
	{7, "sends the same for all", true},
	{8, "changes the SMS", true},
	{8, "sends another text", true},
	{9, "quotes the secret", true},
	{9, "quotes the text", true},
}

// smsModel is a sender of SMS with its other side, which has one fault or none.
type smsModel struct {
	has string

	mu        sync.Mutex
	situation sendertest.SMSSituation
	taken     []string
}

func (g *smsModel) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	if err := sms.Validate(); err != nil && g.has != "sends the invalid" {
		f := &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "invalid"}
		if g.has == "blames the number for the message" {
			f.Fault = delivery.FaultRecipient
		}
		return delivery.Receipt{}, f
	}
	if ctx.Err() != nil && g.has != "sends when the context is over" {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "cancelled", Err: ctx.Err()}
	}
	situation, full := g.take(sms)
	f := g.answer(ctx, situation, full)
	switch {
	case f == nil && g.has == "names no provider":
		return delivery.Receipt{}, nil
	case f == nil:
		return delivery.Receipt{Provider: "model", ProviderID: sms.ID}, nil
	case g.has == "returns an error of its own":
		return delivery.Receipt{}, errors.New("it failed")
	case g.has == "gives no reason":
		f.Reason = ""
	case g.has == "quotes the secret":
		f.Text = "no user with " + smsSecret
	case g.has == "quotes the text":
		f.Text = "cannot send: " + sms.Text
	}
	return delivery.Receipt{}, f
}

// take is what the other side keeps; full tells that it had enough.
func (g *smsModel) take(sms *smsgw.SMS) (situation sendertest.SMSSituation, full bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	took := g.situation == sendertest.SMSAccepts || g.situation == sendertest.SMSCutAfter || g.situation == sendertest.SMSGarbage
	full = g.has == "tires of many" && len(g.taken) > 4
	if !took || full || g.has == "says sent and takes nothing" {
		return g.situation, full
	}
	text := sms.Text
	switch g.has {
	case "sends another text":
		text += "!"
	case "sends the same for all":
		if len(g.taken) > 2 {
			text = g.taken[0]
		}
	case "changes the SMS":
		sms.Text += " "
	case "sends twice":
		g.taken = append(g.taken, text)
	}
	g.taken = append(g.taken, text)
	return g.situation, false
}

// answer is what the other side says; nil for yes.
func (g *smsModel) answer(ctx context.Context, situation sendertest.SMSSituation, full bool) *delivery.Failure {
	f := &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "said-no"}
	switch situation {
	case sendertest.SMSAccepts:
		if !full {
			return nil
		}
	case sendertest.SMSRefuses:
		f.Class, f.Fault = g.class("tries a refused number again", delivery.Permanent, delivery.Temporary), delivery.FaultRecipient
	case sendertest.SMSBusy:
		f.Class = g.class("gives up on a busy gateway", delivery.Temporary, delivery.Permanent)
	case sendertest.SMSNoLogin:
		f.Class = g.class("tries a refused login again", delivery.Configuration, delivery.Temporary)
	case sendertest.SMSCutAfter:
		f.Class = g.class("repeats what was handed over", delivery.Uncertain, delivery.Temporary)
	case sendertest.SMSGarbage:
		if g.has == "takes nonsense for a yes" {
			return nil
		}
		f.Class = delivery.Uncertain
	case sendertest.SMSStalls:
		if g.has == "hangs on" {
			<-time.After(time.Minute)
		}
		<-ctx.Done()
		f.Class = g.class("is sure of what was stalled", delivery.Uncertain, delivery.Temporary)
	}
	return f
}

func (g *smsModel) class(when string, right, wrong delivery.Class) delivery.Class {
	if g.has == when {
		return wrong
	}
	return right
}

func (g *smsModel) set(s sendertest.SMSSituation) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.situation = s
	return true
}

func (g *smsModel) texts() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.taken)
}

func smsSubject(has string) sendertest.SMSSubject {
	g := &smsModel{has: has, situation: sendertest.SMSAccepts}
	return sendertest.SMSSubject{Sender: g, Secret: smsSecret, Set: g.set, Taken: g.texts}
}
