package compose

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// Plan computes exactly what the draft sends, without any I/O. It returns
// every problem at once and then no plan: an error that joins a
// [*plan.FieldError] for each, which [plan.FieldErrors] takes apart and [Draft.Form]
// shows beside the fields. The same draft gives the same plan.
func (d *Draft) Plan() (plan.Plan, error) {
	if d.request.Key == "" {
		return plan.Plan{}, errors.New("compose: the draft is empty: make it with NewDraft")
	}
	refused := append(slices.Clone(d.applied.refused), d.checkEdits()...)
	if e := d.checkBooking(); e != nil {
		refused = append(refused, e)
	}
	refused = append(refused, d.checkFiles()...)
	p, err := d.letter(append(refused, d.checkRecipients()...)).Plan()
	d.refused = plan.FieldErrors(err)
	return p, err
}

// letter is the draft as the planner takes it.
func (d *Draft) letter(refused []*plan.FieldError) *plan.Letter {
	to, gotItBefore := d.notAgain()
	l := &plan.Letter{
		Settings:   d.settings,
		Order:      d.order.Ref(),
		Kind:       d.request.Kind,
		Actor:      d.request.Actor,
		Key:        d.request.Key,
		Now:        d.request.Now,
		Zone:       d.zone,
		Automatic:  d.request.AtOnce,
		Email:      d.Email,
		SMS:        d.SMS,
		To:         to,
		Phones:     d.Phones,
		People:     d.people,
		Language:   d.fallbackLanguage(),
		EmailText:  d.emailText,
		SMSText:    d.smsFor,
		Layout:     d.layout,
		Documents:  d.documents,
		Template:   d.Template(),
		TemplateIn: d.templateIn,
		Source:     d.source.source,
		Log:        d.request.Log,
		Bounced:    d.request.Bounced,
		Refused:    refused,
		Warnings:   d.ownWarnings(),
		LeftOut:    append(d.withoutMobile(), gotItBefore...),
	}
	l.Snapshot, l.SnapshotSMS = d.snapshots()
	if d.order.Kind == order.PurchaseOrder {
		l.Audience = audit.AudienceSupplier
	}
	if d.rules.CalendarFile {
		// Once for all recipients: which tags a text has may be asked of everybody's template.
		visits := sync.OnceValue(func() []booking.Booking { return d.visitsTold(d.tags(delivery.Email)) })
		l.Calendar = func(to recipients.Mailbox, language locale.Language, link string) (*email.Calendar, error) {
			return d.calendar(visits(), to, language, link)
		}
	}
	return l
}

// emailText is the text in a language, or what the user made of it.
func (d *Draft) emailText(l locale.Language) (plan.EmailText, error) {
	if d.Edited() || l.Tag() == d.language.Tag() {
		return d.parted(plan.EmailText{
			Subject: plan.Valid(d.Subject), Body: oneEnding(d.Text), HTML: d.source.html,
		}, d.source), nil
	}
	source, err := d.sourceIn(l)
	if err != nil {
		return plan.EmailText{}, err
	}
	t, err := d.write(l)
	return d.parted(plan.EmailText{Subject: t.subject, Body: t.body, HTML: source.html}, source), err
}

// withoutMobile are those whom the popup offered and who cannot get an SMS
// (R105), unless the user has typed another number.
func (d *Draft) withoutMobile() []plan.LeftOut {
	if !d.SMS || d.request.Kind == Comment || len(d.Phones) > len(d.original.phones) {
		return nil
	}
	list := make([]recipients.Candidate, len(d.chosen))
	for i, c := range d.chosen {
		list[i] = recipients.Candidate{Name: c.Name, Email: c.Email, Phone: c.Phone}
	}
	user := d.userLanguage()
	var left []plan.LeftOut
	for _, l := range recipients.SuggestPhones(list, d.settings.CorrectionRegion(), user).LeftOut {
		who := cmp.Or(l.Candidate.Phone, l.Candidate.Name, l.Candidate.Email)
		left = append(left, plan.LeaveOut(user, codes.LeftNoMobile, delivery.SMS, who, l.Message(user)))
	}
	return left
}

// joinSet joins the texts that are not empty.
func joinSet(separator string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(t string) bool { return t == "" }), separator)
}

// notAgain leaves out of a message that nobody asked for whoever has got it before,
// as the log says.
func (d *Draft) notAgain() (to recipients.List, left []plan.LeftOut) {
	if !d.request.AtOnce {
		return d.To, nil
	}
	for _, m := range d.To {
		address := m.Address.String()
		had := slices.ContainsFunc(d.request.Log, func(earlier audit.Message) bool {
			return earlier.Kind == string(d.request.Kind) && (arrived(&earlier) || earlier.Status == delivery.StatusQueued) &&
				strings.EqualFold(cmp.Or(earlier.IntendedFor, earlier.Recipient), address)
		})
		if had {
			left = append(left, plan.LeaveOut(d.userLanguage(), codes.LeftSentBefore, delivery.Email, address, address))
			continue
		}
		to = append(to, m)
	}
	return to, left
}
