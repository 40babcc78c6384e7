package compose

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
)

// checkEdits refuses changes of what is fixed (R606), and texts that cannot be
// sent.
func (d *Draft) checkEdits() (refused []*plan.FieldError) {
	fail := func(field plan.Field, code codes.Code, args ...any) {
		refused = append(refused, plan.Refuse(field, code, args...))
	}
	if d.subjectEdited() && !d.rules.EditSubject {
		refused = append(refused, plan.Refuse(plan.FieldSubject, codes.RefusedFixed).Because(ErrFixedText))
	}
	if d.textEdited() && !d.rules.EditText {
		refused = append(refused, plan.Refuse(plan.FieldText, codes.RefusedFixed).Because(ErrFixedText))
	}
	if d.FileName != d.original.fileName && !d.rules.AttachPDF {
		fail(plan.FieldFileName, codes.RefusedNoDocument)
	}
	if strings.TrimSpace(d.Text) == "" {
		fail(plan.FieldText, codes.RefusedEmpty)
	}
	if d.Email && strings.TrimSpace(d.Subject) == "" {
		fail(plan.FieldSubject, codes.RefusedEmpty)
	}
	if d.Email && len(d.Subject) > email.MaxSubject {
		fail(plan.FieldSubject, codes.RefusedTooLong, len(d.Subject), email.MaxSubject)
	}
	return refused
}

// checkBooking refuses a confirmation of nothing (R406), and of a booking that
// was taken away while the popup was open.
func (d *Draft) checkBooking() *plan.FieldError {
	r, o := d.request, d.order
	off := r.Kind != BookingConfirmation && d.allOff() // nobody is reminded of what does not take place
	if !d.rules.aboutVisit || r.AllowWithoutBooking || !off && d.note() != booking.NoComingBooking {
		return nil
	}
	for _, id := range r.Bookings {
		if _, there := booking.Find(o.Bookings, id); !there {
			return plan.Refuse(plan.FieldBooking, codes.RefusedBookingGone, o.Number, delivery.Scrub(id)).Because(ErrNoBooking)
		}
	}
	return plan.Refuse(plan.FieldBooking, codes.RefusedNoBooking).Because(ErrNoBooking)
}

// note is what package booking says of the visits that the tags are about.
func (d *Draft) note() booking.ValueNote { return d.in(d.language).note }

// checkRecipients refuses a channel without recipients, one that the kind of
// message cannot travel by, and comments that would leave the company (R610).
func (d *Draft) checkRecipients() (refused []*plan.FieldError) {
	if d.Email && len(d.To) == 0 && !d.refusedAlready(plan.FieldTo) {
		refused = append(refused,
			plan.Refuse(plan.FieldTo, codes.RefusedNobody).Because(plan.ErrNobody, tellers(d.Suggestions().LeftOut)...))
	}
	switch {
	case d.SMS && !d.rules.Can(delivery.SMS):
		refused = append(refused, plan.Refuse(plan.FieldChannel, codes.RefusedNoSMS))
	case d.SMS && len(d.Phones) == 0 && !d.refusedAlready(plan.FieldPhones):
		refused = append(refused,
			plan.Refuse(plan.FieldPhones, codes.RefusedNobody).Because(plan.ErrNobody, tellers(d.PhoneSuggestions().LeftOut)...))
	}
	if d.request.Kind == Comment && !d.request.Comment.VisibleToCustomer {
		refused = append(refused, d.checkInside()...)
	}
	return refused
}

// checkInside refuses everybody who is none of the company's own people.
func (d *Draft) checkInside() (refused []*plan.FieldError) {
	for _, m := range d.To {
		if d.Email && !m.Address.IsZero() && !d.inside(m.Address) {
			refused = append(refused, plan.Refuse(plan.FieldTo, codes.RefusedOutside, m.Address))
		}
	}
	for _, p := range d.Phones {
		if d.SMS && !p.IsZero() && !d.people.Find(p.String()).Staff {
			refused = append(refused, plan.Refuse(plan.FieldPhones, codes.RefusedOutside, p))
		}
	}
	return refused
}

// refusedAlready reports whether the form that came back had a mistake in a field.
func (d *Draft) refusedAlready(field plan.Field) bool {
	return slices.ContainsFunc(d.applied.refused, func(e *plan.FieldError) bool { return e.Field == field })
}

// tellers are the contacts that could not be used, and why: the first five.
func tellers(bad []recipients.Unlisted) []plan.Teller {
	var list []plan.Teller
	for _, l := range bad[:min(len(bad), 5)] {
		list = append(list, l)
	}
	return list
}
