package compose

import (
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

// A Sample says which message is previewed before there is an order. The zero value is
// a new booking confirmation of a work order, in the company's language.
type Sample struct {
	Kind     plan.Kind         // of message; zero: [TemplateEmail] with a Template, else by the Case
	Template string            // ID of the template, for [TemplateEmail]
	Order    order.Kind        // of the order; zero: a work order, where the message can be sent from one
	Case     order.BookingCase // of a message about a visit: new, changed, cancelled, a reminder
	Language string            // BCP 47, of the recipient; zero: the company's
}

// Preview plans a message about a [SampleOrder], as a customer would get it by settings
// that need not be saved: by mail, and by SMS where it can travel so.
// [plan.Plan.PreviewHTML] shows a mail to a browser, the logo inside it; the papers are
// the plan's documents. What the settings lack is no mistake here when it is a sender
// alone, and a test mode is left aside. A template that is not there or has a mistake
// is an error. The plan cannot be sent: it has no hash.
func Preview(s order.Settings, sample Sample, now time.Time) (plan.Plan, error) {
	sample = sample.complete()
	s.Test = order.TestMode{}
	if s.From.Address.IsZero() {
		s.From = recipients.MustParseMailbox("info@example.com")
	}
	if !s.SendsSMS() {
		s.SMSFrom = smsgw.MustParseSenderName("Sample")
	}
	o := SampleOrder(sample.Order, now)
	// A free message is of an order ready for invoicing, so that the company's words for that are seen.
	o.Language, o.ReadyForInvoicing = sample.Language, sample.Kind == FreeMessage
	r := Request{Kind: sample.Kind, Template: sample.Template, Key: "preview", Now: now}
	switch {
	case sample.Kind == Comment:
		r.Comment = order.Comment{Author: "Börje", Text: o.Description, VisibleToCustomer: true, At: now}
	case tellsOfWorkDone(sample.Kind) && len(o.Bookings) > 0:
		o.Bookings[0].Start, o.Bookings[0].End = now.Add(-2*time.Hour), now.Add(-time.Hour)
	case len(o.Bookings) > 0:
		r.Bookings, r.ExpectedTime = []string{o.Bookings[0].ID}, o.Bookings[0].Start
	}
	if err := sample.tell(s, &o, &r); err != nil {
		return plan.Plan{}, err
	}
	d, err := NewDraft(s, o, r)
	if err != nil {
		return plan.Plan{}, err
	}
	d.Email, d.SMS = d.rules.Can(delivery.Email), d.rules.Can(delivery.SMS)
	d.To, d.Phones = recipients.MustParseList(sampleEmail), nil
	if d.SMS {
		d.Phones = recipients.MustParsePhoneList(samplePhone)
	}
	if sample.Kind == FreeMessage && d.Text == "" {
		d.Text = o.Description // the words are the user's own
	}
	p, err := d.Plan()
	p.Hash = ""
	return p, err
}

// complete fills in what a sample leaves out.
func (s Sample) complete() Sample {
	switch {
	case s.Kind != "":
	case s.Template != "":
		s.Kind = TemplateEmail
	case s.Case == order.CaseReminder:
		s.Kind = Reminder
	default:
		s.Kind = BookingConfirmation
	}
	if rules, ok := RulesOf(s.Kind); ok && s.Order == "" {
		s.Order = order.WorkOrder
		if !slices.Contains(rules.Orders, s.Order) {
			s.Order = rules.Orders[0]
		}
	}
	return s
}

// tell makes the case of a message about a visit: what the customer was told before,
// and what is so now.
func (s Sample) tell(settings order.Settings, o *order.Order, r *Request) error {
	if s.Kind != BookingConfirmation || len(o.Bookings) == 0 ||
		s.Case != order.CaseChanged && s.Case != order.CaseCancelled {
		return nil
	}
	before, err := NewDraft(settings, *o, *r)
	if err != nil {
		return err
	}
	b := &o.Bookings[0]
	if s.Case == order.CaseCancelled {
		b.Cancelled = true
	} else {
		b.Start, b.End = b.Start.AddDate(0, 0, 1), b.End.AddDate(0, 0, 1)
	}
	r.Log = []audit.Message{{
		ID: "sample", Company: settings.Company.ID, Kind: string(s.Kind), Channel: delivery.Email, Recipient: sampleEmail,
		Status: delivery.StatusSent, SentAt: r.Now.Add(-24 * time.Hour), Snapshot: before.snapshot(delivery.Email),
	}}
	return nil
}
