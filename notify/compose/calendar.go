package compose

import (
	"strings"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// calendar adds the booking's entry (R409).
func (p *planner) calendar(m *Message, to recipients.Mailbox, l locale.Language) {
	d := p.d
	b := d.visit
	if !d.rules.CalendarFile || !d.visiting || b.ID == "" {
		return
	}
	b.Sequence = max(b.Sequence, d.timesChanged(b))
	organizer := d.settings.ReplyTo
	if organizer.IsZero() {
		organizer = d.settings.From
	}
	entry := booking.Entry{
		Company: p.plan.Company, Domain: domainOf(d.settings.From.Address), Booking: b, Zone: d.zone.String(), Stamp: p.plan.Created,
		Organizer: booking.Person{Name: personName(first(organizer.Name, d.settings.Company.Name)), Email: organizer.Address.ASCII()},
		Attendee:  booking.Person{Name: to.Name, Email: to.Address.ASCII()},
		Summary:   joinSet(", ", d.settings.Company.Name, first(b.Title, d.order.Number)),
		Details:   joinSet("\n", l.OrderRef(d.order.Number), d.order.Description, b.Who()),
		Location:  first(b.Place, joinSet(", ", append([]string{d.order.Facility.Name}, d.order.Facility.Address...)...)),
		URL:       m.Link,
	}
	data, err := entry.Calendar()
	if err != nil {
		p.refuse("booking", RefusedCalendar, err)
		return
	}
	m.Email.Calendar = &email.Calendar{Method: string(entry.Method()), Name: safeUploadName(d.order.Number + ".ics"), Data: data}
}

func domainOf(a recipients.Address) string {
	_, domain, _ := strings.Cut(a.ASCII(), "@")
	return domain
}
