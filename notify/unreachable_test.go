package notify_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"

	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/codes"
)

func another(number string) order.Order {
	o := one()
	o.ID, o.Number = number, "AO"+number
	return o
}

// reported is what the other side says of a message to an address, of some order.
func (d *desk) reported(o order.Order, recipient string, status delivery.Status, f *delivery.Failure) {
	d.Helper()
	d.step()
	require.NoError(d, d.host.Service().Report(d.Context(), delivery.Report{Company: o.Company, MessageID: d.line(o, recipient).ID, Status: status, Failure: f}))
}

// What one order's messages have shown of a mailbox is known in every other order of
// the company: in the draft's warnings, and in whom the page advises to write to.
func TestR618WhatAnotherOrderHasShownOfAMailbox(t *testing.T) {
	t.Parallel()
	fail := func(class delivery.Class, fault delivery.Fault, reason reasons.Reason) *delivery.Failure {
		return &delivery.Failure{Class: class, Fault: fault, Reason: reason}
	}
	for name, c := range map[string]struct {
		played func(d *desk, other order.Order)
		dead   bool
	}{
		"bounced without a word of why": {func(d *desk, other order.Order) {
			d.reported(other, "anna@example.se", delivery.StatusBounced, nil)
		}, true},
		"the mailbox does not exist": {func(d *desk, other order.Order) {
			d.reported(other, "anna@example.se", delivery.StatusBounced, fail(delivery.Permanent, delivery.FaultRecipient, reasons.MailboxUnknown))
		}, true},
		"refused when it was sent": {func(d *desk, other order.Order) {
			d.host.Recorder.Fail("anna@example.se", fail(delivery.Permanent, delivery.FaultRecipient, reasons.MailboxUnknown))
			d.step()
			d.send(other, about("b-1"))
			d.host.Recorder.Fail("anna@example.se", nil)
		}, true},
		"a full mailbox": {func(d *desk, other order.Order) {
			d.reported(other, "anna@example.se", delivery.StatusBounced, fail(delivery.Temporary, delivery.FaultRecipient, reasons.MailboxFull))
		}, false},
		"a block list of ours": {func(d *desk, other order.Order) {
			d.reported(other, "anna@example.se", delivery.StatusBounced, fail(delivery.Permanent, delivery.FaultSender, "blocked"))
		}, false},
		"refused as spam": {func(d *desk, other order.Order) {
			d.reported(other, "anna@example.se", delivery.StatusBounced, fail(delivery.Permanent, delivery.FaultMessage, "content"))
		}, false},
		"bounced, and a later mail of a third order arrived": {func(d *desk, other order.Order) {
			d.reported(other, "anna@example.se", delivery.StatusBounced, nil)
			d.step()
			d.send(another("3"), about("b-1"))
		}, false},
		"another company's mail bounced": {func(d *desk, _ order.Order) {
			s := d.settings
			s.Company.ID = "annat-bolag"
			theirs := &desk{T: d.T, host: d.host, settings: s, forms: 90}
			o := another("9")
			o.Company = s.Company.ID
			theirs.send(o, about("b-1"))
			theirs.reported(o, "anna@example.se", delivery.StatusBounced, nil)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, here, other := newDesk(t), one(), another("2")
			d.send(here, about("b-1"))
			d.step()
			d.send(other, about("b-1"))
			c.played(d, other)

			moved := move(here, 0)
			whom := []string{"anna@example.se"}
			if c.dead {
				whom = []string{"+46705123456"} // hers, for her mailbox takes nothing
			}
			want := audit.Advice{SendAgain: true, Reason: audit.AdviceChanged, Recipients: whom}
			assert.Equal(t, want, d.history(moved).Advice())
			list, err := d.host.For(d.settings).Histories(t.Context(), []order.Order{here, moved, other})
			require.NoError(t, err)
			assert.Equal(t, want, list[1].Advice(), "the list says the same")
			assert.False(t, list[0].Red(), "and of what has not changed nothing")

			for _, typed := range []bool{false, true} {
				o, r := moved, about("b-1")
				r.Key, r.Now = "draft"+strconv.FormatBool(typed), d.host.Clock.Now()
				var addresses []string
				if typed {
					o.ContactPerson = order.Contact{}
					addresses = []string{"anna@example.se"}
				}
				r, err := d.host.For(d.settings).Complete(t.Context(), o, r, addresses...)
				require.NoError(t, err)
				draft, err := compose.NewDraft(d.settings, o, r)
				require.NoError(t, err)
				if typed {
					to("anna@example.se")(draft)
				}
				warned := false
				for _, w := range draft.Warnings() {
					warned = warned || w.Code == codes.WarnBounced && w.Recipient == "anna@example.se"
				}
				assert.Equal(t, c.dead, warned, "typed: %v", typed)
			}
		})
	}
}
