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
	{10, "asks nobody", true},
	{10, "asks when it is too late", true},
	{10, "sends what nobody claimed", true},
	{10, "asks about the invalid", true},
}

// smsModel is a sender of SMS with its other side, which has one fault or none.
type smsModel struct {
	has string

	mu        sync.Mutex
	situation sendertest.Situation
	taken     []string
}

func (g *smsModel) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	if g.has == "asks about the invalid" {
		_ = delivery.HandOver(ctx)
	}
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
	late := g.has == "asks when it is too late"
	if late {
		g.take(sms)
	}
	var err error
	if g.has != "sends the invalid" || sms.Validate() == nil {
		err = g.handOver(ctx)
	}
	if late {
		g.untake()
	}
	if err != nil && g.has != "sends what nobody claimed" {
		return delivery.Receipt{}, err
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

// handOver asks whether the SMS may leave.
func (g *smsModel) handOver(ctx context.Context) error {
	switch g.has {
	case "asks nobody":
		return nil
	case "sends when the context is over": // HandOver would notice
		return delivery.HandOver(context.WithoutCancel(ctx))
	}
	return delivery.HandOver(ctx)
}

func (g *smsModel) untake() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.taken = g.taken[:max(0, len(g.taken)-1)]
}

// take is what the other side keeps; full tells that it had enough.
func (g *smsModel) take(sms *smsgw.SMS) (situation sendertest.Situation, full bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	took := g.situation == sendertest.Accepting || g.situation == sendertest.DiesAfter || g.situation == sendertest.Garbage
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
func (g *smsModel) answer(ctx context.Context, situation sendertest.Situation, full bool) *delivery.Failure {
	f := &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "said-no"}
	switch situation {
	case sendertest.Accepting:
		if !full {
			return nil
		}
	case sendertest.RefusesRecipient:
		f.Class, f.Fault = g.class("tries a refused number again", delivery.Permanent, delivery.Temporary), delivery.FaultRecipient
	case sendertest.RefusesForNow:
		f.Class = g.class("gives up on a busy gateway", delivery.Temporary, delivery.Permanent)
	case sendertest.RefusesLogin:
		f.Class = g.class("tries a refused login again", delivery.Configuration, delivery.Temporary)
	case sendertest.DiesAfter:
		f.Class = g.class("repeats what was handed over", delivery.Uncertain, delivery.Temporary)
	case sendertest.Garbage:
		if g.has == "takes nonsense for a yes" {
			return nil
		}
		f.Class = delivery.Uncertain
	case sendertest.Silent:
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

func (g *smsModel) set(s sendertest.Situation) bool {
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
	g := &smsModel{has: has, situation: sendertest.Accepting}
	return sendertest.SMSSubject{Sender: g, Secret: smsSecret, Set: g.set, Taken: g.texts}
}
