package storetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

func checkCompanies(ctx context.Context, s audit.Store) error {
	if err := s.Append(ctx, record("c1", "1"), record("c2", "2")); err != nil {
		return err
	}
	if _, err := s.Records(ctx, audit.Query{}); !errors.Is(err, audit.ErrNoCompany) {
		return fmt.Errorf("a query without a company: %v, want ErrNoCompany", err)
	}
	return expect(ctx, s, audit.Query{Company: "c1", Recipient: "anna@example.se"}, "1 ")
}

func checkFilters(ctx context.Context, s audit.Store) error {
	f := full()
	f.Company = "c"
	other := record("c", "other", func(r *audit.Record) { r.At = at.Add(time.Hour) })
	if err := s.Append(ctx, f, other); err != nil {
		return err
	}
	later := f // what has become of the message, told by a record that says little else
	later.ID, later.At, later.Status, later.Attempt = "later", at.Add(2*time.Hour), delivery.StatusSent, 3
	later.Order, later.Kind, later.Actor, later.Template = audit.OrderRef{}, "", audit.UserRef{}, audit.TemplateRef{}
	if err := s.Append(ctx, later); err != nil {
		return err
	}
	for _, q := range finding() {
		q.Company = "c"
		if err := expect(ctx, s, q, "full later "); err != nil {
			return err
		}
	}
	for _, q := range missing() {
		q.Company = "c"
		if err := expect(ctx, s, q, ""); err != nil {
			return err
		}
	}
	claim := audit.Record{
		ID: "claim", Company: "c", At: at.Add(time.Hour), Order: f.Order, Status: delivery.StatusSuperseded,
	}
	if err := s.Append(ctx, claim); err != nil {
		return err
	}
	if err := expect(ctx, s, audit.Query{Company: "c", OrderID: "462"}, "full later claim "); err != nil {
		return err
	}
	if err := expect(ctx, s, audit.Query{Company: "c", NoClaims: true}, "full later other "); err != nil {
		return err
	}
	err := expect(ctx, s, audit.Query{Company: "c", Statuses: []delivery.Status{delivery.StatusSuperseded}}, "")
	if err != nil {
		return fmt.Errorf("a claim is no message that something has become of: %w", err)
	}
	if err := checkStatuses(ctx, s); err != nil {
		return err
	}
	return expect(ctx, s, audit.Query{Company: "c", From: at.Add(time.Hour), NoClaims: true}, "other ")
}

// finding are the filters that each find the full record, and what came of its message.
func finding() []audit.Query {
	return []audit.Query{
		{OrderKind: "work-order"},
		{OrderID: "462"},
		{OrderIDs: []string{"463", "462"}},
		{OrderIDs: []string{"463"}, OrderID: "462"},
		{MessageID: "m"},
		{MessageIDs: []string{"m", "n"}},
		{Provider: "smtp", ProviderID: "q1"},
		{Key: "key"},
		{ActorID: "eva"},
		{Recipient: "räksmörgås@example.se"},
		{Recipients: []string{"räksmörgås@example.se", "bo@example.se"}},
		{Kind: "booking-confirmation"},
		{Channel: delivery.Email},
		{TemplateID: "t"},
		{Statuses: []delivery.Status{delivery.StatusFailed, delivery.StatusBounced}},
		{To: at.Add(time.Microsecond)},
		{From: at, To: at.Add(time.Hour)},
	}
}

// missing are those that find neither.
func missing() []audit.Query {
	return []audit.Query{
		{OrderID: "462", Kind: "quote"},
		{To: at},
		{From: at.Add(time.Hour + time.Microsecond)},
		{Recipient: "' OR 1=1 --"},
		{Statuses: []delivery.Status{delivery.StatusQueued}},
		{Provider: "46elks", ProviderID: "q1"},
		{Channel: delivery.SMS},
		{TemplateID: "u"},
		{OrderIDs: []string{"463"}},
		{MessageID: "full"},
		{Key: "k"},
		{ActorID: "bo"},
		{OrderKind: "quote"},
	}
}

// checkStatuses asks for what has become of messages after every way that a
// status can come about.
func checkStatuses(ctx context.Context, s audit.Store) error {
	type step struct {
		status  delivery.Status
		attempt int
	}
	part := &delivery.Failure{Class: delivery.Permanent, Reason: reasons.PartNotDelivered}
	for i, steps := range [][]step{
		{{delivery.StatusQueued, 0}},
		{{delivery.StatusQueued, 0}, {delivery.StatusSending, 1}},
		{{delivery.StatusQueued, 0}, {delivery.StatusSending, 1}, {delivery.StatusFailed, 1}, {delivery.StatusSending, 2}},
		{{delivery.StatusFailed, 1}, {delivery.StatusSent, 2}, {delivery.StatusFailed, 1}},
		{{delivery.StatusSent, 1}, {delivery.StatusDelivered, 0}, {delivery.StatusSent, 0}},
		{{delivery.StatusDelivered, 0}, {delivery.StatusSent, 1}, {delivery.StatusBounced, 0}},
		{{delivery.StatusUncertain, 1}, {delivery.StatusFailed, 2}},
		{{delivery.StatusUncertain, 1}, {delivery.StatusDelivered, 0}, {delivery.StatusSending, 2}},
		{{delivery.StatusSent, 1}, {delivery.StatusBounced, 0}, {delivery.StatusDelivered, 0}},
		{{delivery.StatusQueued, 0}, {delivery.StatusSkipped, 1}},
		{{delivery.StatusSuperseded, 0}},
	} {
		for _, way := range []struct {
			channel delivery.Channel
			failure *delivery.Failure // of bounces
		}{{delivery.Email, nil}, {delivery.SMS, nil}, {delivery.SMS, part}} {
			company := fmt.Sprintf("status-%d-%s-%v", i, way.channel, way.failure != nil)
			var records []audit.Record
			for n, one := range steps {
				records = append(records, record(company, fmt.Sprint(n), func(r *audit.Record) {
					r.MessageID, r.Status, r.Attempt, r.Channel = "m", one.status, one.attempt, way.channel
					r.At = at.Add(time.Duration(n) * time.Second)
					if r.Status == delivery.StatusBounced {
						r.Failure = way.failure
					}
				}))
			}
			if err := checkStatus(ctx, s, company, records); err != nil {
				return fmt.Errorf("%s, %v: %w", way.channel, steps, err)
			}
		}
	}
	return nil
}

// checkStatus stores a message's records, half of them by themselves, and asks for
// it by every status.
func checkStatus(ctx context.Context, s audit.Store, company string, records []audit.Record) error {
	for _, half := range [][]audit.Record{records[:len(records)/2], records[len(records)/2:]} {
		if err := s.Append(ctx, half...); err != nil {
			return err
		}
	}
	is := audit.Fold(records)[0].Status
	for _, status := range []delivery.Status{
		delivery.StatusQueued, delivery.StatusSending, delivery.StatusFailed,
		delivery.StatusSkipped, delivery.StatusSuperseded,
		delivery.StatusUncertain, delivery.StatusSent, delivery.StatusDelivered, delivery.StatusBounced,
	} {
		page, err := s.Records(ctx, audit.Query{Company: company, Statuses: []delivery.Status{status}})
		if err != nil {
			return err
		}
		if (len(page.Records) > 0) != (status == is) {
			return fmt.Errorf("a message that is %s: asked for %s, %d records", is, status, len(page.Records))
		}
	}
	return nil
}
