package compose

import (
	"cmp"
	"strings"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// calendar is the booking's entry (R409).
func (d *Draft) calendar(to recipients.Mailbox, l locale.Language, link string) (*email.Calendar, error) {
	b := d.visit
	if !d.visiting || b.ID == "" {
		return nil, nil
	}
	b.Sequence = max(b.Sequence, d.timesChanged(b))
	organizer := d.settings.ReplyTo
	if organizer.IsZero() {
		organizer = d.settings.From
	}
	entry := booking.Entry{
		Company: d.settings.Company.ID, Order: d.order.Ref().Kind + " " + d.order.Ref().ID, Domain: domainOf(d.settings.From.Address), Booking: b, Zone: d.zone.String(), Stamp: d.request.Now,
		Organizer: recipients.Mailbox{Name: plan.PersonName(cmp.Or(organizer.Name, d.settings.Company.Name)), Address: organizer.Address},
		Attendee:  to,
		Summary:   joinSet(", ", d.settings.Company.Name, cmp.Or(b.Title, d.order.Number)),
		Details:   joinSet("\n", l.OrderRef(d.order.Number), d.order.Description, b.Who()),
		Location:  cmp.Or(b.Place, joinSet(", ", append([]string{d.order.Facility.Name}, d.order.Facility.Address...)...)),
		URL:       link,
	}
	data, err := entry.Calendar()
	if err != nil {
		return nil, err
	}
	return &email.Calendar{Method: string(entry.Method()), Name: plan.SafeFileName(d.order.Number + ".ics"), Data: data}, nil
}

func domainOf(a recipients.Address) string {
	_, domain, _ := strings.Cut(a.ASCII(), "@")
	return domain
}
