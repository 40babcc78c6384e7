package audit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// TestR706AnSMSThatArrivedHasArrived, in whatever order the reports come; only where
// each part of a long one is reported by itself is the pessimist right.
func TestR706AnSMSThatArrivedHasArrived(t *testing.T) {
	t.Parallel()
	failed := &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultSender, Reason: reasons.NotDelivered}
	part := &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultSender, Reason: reasons.PartNotDelivered}
	for _, c := range []struct {
		name     string
		channel  delivery.Channel
		failure  *delivery.Failure
		statuses []delivery.Status
		want     delivery.Status
	}{
		{"delivered, then failed", delivery.SMS, failed, []delivery.Status{"delivered", "bounced"}, delivery.StatusDelivered},
		{"failed, then delivered", delivery.SMS, failed, []delivery.Status{"bounced", "delivered"}, delivery.StatusDelivered},
		{"failed without a word, then delivered", delivery.SMS, nil, []delivery.Status{"bounced", "delivered"}, delivery.StatusDelivered},
		{"failed twice", delivery.SMS, failed, []delivery.Status{"bounced", "bounced"}, delivery.StatusBounced},
		{"failed, then sent", delivery.SMS, failed, []delivery.Status{"bounced", "sent"}, delivery.StatusBounced},
		{"delivered, then sent", delivery.SMS, failed, []delivery.Status{"delivered", "sent"}, delivery.StatusDelivered},
		{"one part arrived, one did not", delivery.SMS, part, []delivery.Status{"delivered", "bounced"}, delivery.StatusBounced},
		{"one part did not, one arrived", delivery.SMS, part, []delivery.Status{"bounced", "delivered"}, delivery.StatusBounced},
		{"parts in between", delivery.SMS, part, []delivery.Status{"delivered", "bounced", "delivered"}, delivery.StatusBounced},
		{"a mail may still come back", delivery.Email, failed, []delivery.Status{"delivered", "bounced"}, delivery.StatusBounced},
		{"a mail came back", delivery.Email, failed, []delivery.Status{"bounced", "delivered"}, delivery.StatusBounced},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			records := []audit.Record{{ID: "0", Company: "c", At: at, MessageID: "m", Channel: c.channel, Status: delivery.StatusSent, Attempt: 1}}
			for i, s := range c.statuses {
				r := audit.Record{ID: string(rune('a' + i)), Company: "c", At: at.Add(time.Duration(i+1) * time.Minute), MessageID: "m", Channel: c.channel, Status: s}
				if s == delivery.StatusBounced {
					r.Failure = c.failure
				}
				records = append(records, r)
			}
			messages := audit.Fold(records)
			assert.Equal(t, c.want, messages[0].Status)
			assert.Len(t, messages[0].Records, len(records), "every event is kept")
			if c.want == delivery.StatusDelivered {
				assert.Nil(t, messages[0].Failure)
			}
		})
	}
}
