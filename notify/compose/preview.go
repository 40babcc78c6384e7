package compose

import (
	"cmp"
	"slices"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

// SampleOrder returns an order that nobody has placed, for a page where templates are
// written: a work order with a customer, a contact, an object and a visit two days
// after now. Its addresses are of domains that exist nowhere.
func SampleOrder(now time.Time) order.Order {
	start := now.Add(48 * time.Hour).Truncate(time.Hour)
	return order.Order{
		Kind: order.WorkOrder, ID: "sample", Number: "AO462", CustomerOrderNumber: "K-1017", Description: "Service",
		Customer:       order.Party{Name: "Brf Eken"},
		ContactPerson:  order.Contact{Name: "Anna Ek", Email: "anna@example.com", Phone: "+46700000000"},
		ServiceObjects: []order.ServiceObject{{Name: "Portautomat 1", MachineNumber: "M1234"}},
		Bookings:       []booking.Booking{{ID: "sample", Start: start, End: start.Add(2 * time.Hour), Technicians: []string{"Börje"}}},
	}
}

// Preview plans a mail by a template, which need not be saved, about [SampleOrder], in
// the company's layout: [plan.Plan.PreviewHTML] shows it, logo included. A mistake in
// the template is an error; so is what the settings lack, save a sender address. The
// plan is not to be sent.
func Preview(s order.Settings, t templating.MailTemplate, now time.Time) (plan.Plan, error) {
	t.ID = cmp.Or(t.ID, "preview")
	s.Templates = append(slices.DeleteFunc(slices.Clone(s.Templates), func(had templating.MailTemplate) bool { return had.ID == t.ID }), t)
	if s.From.Address.IsZero() {
		s.From = recipients.MustParseMailbox("info@example.com")
	}
	draft, err := NewDraft(s, SampleOrder(now), Request{Kind: TemplateEmail, Template: t.ID, Key: "preview", Now: now})
	if err != nil {
		return plan.Plan{}, err
	}
	draft.Email, draft.SMS = true, false
	draft.To = recipients.MustParseList("anna@example.com")
	return draft.Plan()
}
