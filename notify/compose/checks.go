package compose

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
)

// checkEdits refuses changes of what is fixed (R606), and texts that cannot be
// sent.
func (p *planner) checkEdits() {
	d := p.d
	if d.Subject != d.original.subject && !d.rules.EditSubject {
		p.refuse("subject", RefusedFixed, ErrFixedText)
	}
	if d.textEdited() && !d.rules.EditText {
		p.refuse("text", RefusedFixed, ErrFixedText)
	}
	if d.FileName != d.original.fileName && !d.rules.AttachPDF {
		p.fail("fileName", RefusedNoDocument)
	}
	if strings.TrimSpace(d.Text) == "" {
		p.fail("text", RefusedEmpty)
	}
	if d.Email && strings.TrimSpace(d.Subject) == "" {
		p.fail("subject", RefusedEmpty)
	}
	if d.Email && len(d.Subject) > email.MaxSubject {
		p.fail("subject", RefusedTooLong, len(d.Subject), email.MaxSubject)
	}
}

// checkBooking refuses a confirmation of nothing (R406), and of a booking that
// was taken away while the popup was open.
func (p *planner) checkBooking() {
	r, o := p.d.request, p.d.order
	if r.Kind != BookingConfirmation || r.AllowWithoutBooking || !p.d.hasWarning(booking.NoComingBooking) {
		return
	}
	if _, there := booking.Find(o.Bookings, r.Booking); r.Booking != "" && !there {
		p.note(&FieldError{Field: "booking", Code: RefusedBookingGone, Err: ErrNoBooking, args: []any{o.Number, delivery.Scrub(r.Booking)}})
		return
	}
	p.refuse("booking", RefusedNoBooking, ErrNoBooking)
}

// hasWarning reports what package booking says of the order's bookings.
func (d *Draft) hasWarning(w booking.Warning) bool {
	_, warnings := d.facts(d.language).Values()
	return slices.Contains(warnings, w)
}

// checkChannels refuses what cannot travel, and channels that are not set up.
func (p *planner) checkChannels() {
	d := p.d
	if !d.Email && !d.SMS {
		p.fail("channel", RefusedNoChannel)
	}
	if d.Email {
		p.checkAddresses()
	}
	switch {
	case d.SMS && !d.rules.Can(delivery.SMS):
		p.fail("channel", RefusedNoSMS)
	case d.SMS:
		p.checkPhones()
	}
}

func (p *planner) checkAddresses() {
	d := p.d
	if len(d.To) == 0 {
		p.refuse("to", RefusedNobody, ErrNobody, tellers(d.BadAddresses())...)
	}
	if slices.ContainsFunc(d.To, func(m recipients.Mailbox) bool { return m.Address.IsZero() }) {
		p.fail("to", RefusedRecipient)
	}
	if d.settings.From.Address.IsZero() {
		p.fail("from", RefusedNoSender)
	}
	if d.request.Kind == CommentMessage && !d.request.Comment.VisibleToCustomer {
		for _, m := range d.To {
			if !m.Address.IsZero() && !d.order.inside(m.Address) {
				p.fail("to", RefusedOutside, m.Address)
			}
		}
	}
}

func (p *planner) checkPhones() {
	d := p.d
	if len(d.Phones) == 0 {
		p.refuse("phones", RefusedNobody, ErrNobody, tellers(d.PhoneSuggestions().LeftOut)...)
	}
	if slices.ContainsFunc(d.Phones, recipients.Phone.IsZero) {
		p.fail("phones", RefusedRecipient)
	}
	if d.settings.SMSFrom.IsZero() && d.settings.SMSFromNumber.IsZero() {
		p.fail("smsFrom", RefusedNoSMSSender)
	}
}

// tellers are the contacts that could not be used, and why: the first five.
func tellers(bad []recipients.LeftOut) []teller {
	var list []teller
	for _, l := range bad[:min(len(bad), 5)] {
		list = append(list, l)
	}
	return list
}
