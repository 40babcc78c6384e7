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

// calendar has an entry for each visit that the message tells of (R409), as far as
// they have IDs by which a calendar knows them.
func (d *Draft) calendar(
	visits []booking.Booking, to recipients.Mailbox, l locale.Language, link string,
) (*email.Calendar, error) {
	var entries []booking.Entry
	for _, b := range visits {
		if d.inCalendar(b) {
			entries = append(entries, d.entry(b, to, l, link))
		}
	}
	if len(entries) == 0 {
		return nil, nil
	}
	data, err := booking.Calendar(entries...)
	if err != nil {
		return nil, err
	}
	return &email.Calendar{
		Method: string(entries[0].Method()), Name: plan.SafeFileName(d.order.Number + ".ics"), Data: data,
	}, nil
}

// inCalendar reports whether a mail's calendar has an entry of a visit that it tells of: a
// file either sends entries or takes them back.
func (d *Draft) inCalendar(b booking.Booking) bool {
	return d.rules.CalendarFile && b.ID != "" && b.Cancelled == d.allOff()
}

func (d *Draft) entry(b booking.Booking, to recipients.Mailbox, l locale.Language, link string) booking.Entry {
	b.Sequence = max(b.Sequence, d.timesChanged(b))
	organizer := d.settings.ReplyTo
	if organizer.IsZero() {
		organizer = d.settings.From
	}
	ref, who := d.order.Ref(), ""
	if names := b.Who(); names != "" && !b.Cancelled { // nobody comes to a visit that is off
		who = l.Phrase("compose.technician", names)
	}
	return booking.Entry{
		Company: d.settings.Company.ID,
		Order:   ref.Kind + " " + ref.ID,
		Domain:  domainOf(d.settings.From.Address),
		Booking: b,
		Zone:    d.zone.String(),
		Stamp:   d.request.Now,
		Organizer: recipients.Mailbox{
			Name: plan.PersonName(cmp.Or(organizer.Name, d.settings.Company.Name)), Address: organizer.Address,
		},
		Attendee: to,
		Summary:  joinSet(" – ", cmp.Or(strings.TrimSpace(b.Title), l.Phrase("compose.visit")), d.settings.Company.Name),
		Details:  joinSet("\n", l.OrderRef(d.order.Number), d.order.Description, who),
		Location: cmp.Or(d.ownPlace(b, ", "), strings.ReplaceAll(d.place(), "\n", ", ")),
		URL:      link,
	}
}

func domainOf(a recipients.Address) string {
	_, domain, _ := strings.Cut(a.ASCII(), "@")
	return domain
}
