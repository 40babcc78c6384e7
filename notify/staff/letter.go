package staff

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// The kinds of message to the company's own people.
const (
	KindNotification    plan.Kind = "notification"      // what happened to an order or a booking (notifikation)
	KindDigest          plan.Kind = "digest"            // what happened until the evening, gathered
	KindServiceReminder plan.Kind = "service-reminder"  // an object is due for service
	KindArticlesToOrder plan.Kind = "articles-to-order" // artiklar att beställa
	KindArticlesOrdered plan.Kind = "articles-ordered"  // beställda artiklar
	KindPartsDelivered  plan.Kind = "parts-delivered"   // levererade artiklar
)

// Letter is the message of the notice, for [plan.Letter.Plan]; false for somebody
// who is not told. Save is the host's ID of the save, such as the form's token: the
// key is made of it and the person, so that a save that is repeated sends once.
// Without one, what was saved stands for it; then the same change made again
// after it was taken back is told only if the order's Changed says that it is
// another. The key of a service reminder is of the object and its date alone.
func (n Notice) Letter(save string) (*plan.Letter, bool) {
	if !n.Told || n.about == nil {
		return nil, false
	}
	o, p := n.about, n.Person
	l := o.letter(KindNotification)
	if slices.Contains(n.Events, ServiceReminder) {
		l.Kind, save = KindServiceReminder, "date"
	}
	l.Key = o.key(save, p.ID, strings.ToLower(p.Email))
	n.address(l)
	l.EmailText = func(l locale.Language) (plan.EmailText, error) {
		t, err := n.write(l)
		return plan.EmailText{Subject: t.Subject, Body: t.Body}, err
	}
	l.SMSText = func(l locale.Language) (string, error) {
		t, err := n.write(l)
		return t.SMS, err
	}
	return l, true
}

// address gives a letter the notice's channels, and who is left out of one.
func (n Notice) address(l *plan.Letter) {
	p := n.Person
	l.LeftOut = n.LeftOut
	who := order.Addressee{Name: p.Name, Language: p.Language, Link: p.Link, Staff: true}
	if who.Link == "" {
		who.Link = n.about.order.Link
	}
	if slices.Contains(n.Channels, delivery.Email) {
		l.Email = true
		for _, m := range p.Addresses() {
			l.To = append(l.To, recipients.Mailbox{Name: p.Name, Address: m.Address})
			l.People.Note(m.Address.String(), who)
		}
	}
	if phone, err := p.phone(); err == nil && slices.Contains(n.Channels, delivery.SMS) {
		l.SMS, l.Phones = true, recipients.PhoneList{phone}
		l.People.Note(phone.String(), who)
	}
}

// letter is what all letters of an occasion have.
func (o *occasion) letter(kind plan.Kind) *plan.Letter {
	l := &plan.Letter{
		Settings: o.company, Kind: kind, Actor: o.actor, Automatic: true, Now: o.now, Zone: o.zone,
		People: order.People{}, Audience: audit.AudienceStaff, Source: plan.SourceBuiltIn,
	}
	if o.order.Number != "" || o.order.ID != "" {
		l.Order = o.order.Ref()
	}
	return l
}

// key is that of a message: the same for the same save and recipient.
func (o *occasion) key(save string, recipient ...string) string {
	if save == "" {
		save = "content-" + o.content
	}
	return audit.NewID(slices.Concat([]string{"staff", o.company.Company.ID}, o.parts, recipient, []string{save})...)
}
