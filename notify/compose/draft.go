package compose

import (
	"fmt"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// A Draft is what the popup shows: who is suggested, the subject and the text,
// what may be changed, and what the user has chosen so far. The exported
// fields are the user's to set; [Draft.Plan] checks them and changes nothing.
// A Draft is a value; a copy shares its lists, so give it lists of its own
// before changing one in place. It is made by
// [NewDraft]; the zero value plans nothing.
type Draft struct {
	Email bool // send by e-mail
	SMS   bool // send by SMS

	To     recipients.List      // who gets the mail; any valid address (R112)
	Phones recipients.PhoneList // who gets the SMS; any valid mobile number

	Subject string // of the mail; tags are already replaced
	Text    string // of mail and SMS; HTML if the chosen template is

	FileName string   // of the PDF for this sending, with or without .pdf (R501)
	Files    []string // IDs of the order's uploads to attach (R604)

	settings Settings
	order    Order
	request  Request
	rules    Rules
	language locale.Language
	zone     *time.Location
	source   textSource

	original original
}

// original is what the draft held before the user touched it, so that an edit
// is known and a fixed text that was changed is refused.
type original struct{ subject, text, fileName string }

// NewDraft prepares a message about order. It fails when the request cannot
// lead to a message at all: an order of another company, a kind that does not
// fit the order, an unknown template, or a comment that must not leave the
// company. The order may be changed afterwards: the draft has its own copy.
func NewDraft(s Settings, order Order, r Request) (Draft, error) {
	d := Draft{settings: s, order: order.clone(), request: r}
	if err := d.check(); err != nil {
		return Draft{}, err
	}
	zone, err := s.zone(order)
	if err != nil {
		return Draft{}, err
	}
	d.zone = zone
	d.preselect()
	d.language = d.primaryLanguage()
	if err := d.fill(); err != nil {
		return Draft{}, err
	}
	d.FileName = d.defaultFileName(d.language)
	d.original.fileName = d.FileName
	return d, nil
}

// check refuses a request that can never become a message.
func (d *Draft) check() error {
	r, o := d.request, d.order
	rules, ok := r.Kind.Rules()
	switch {
	case !ok:
		return fmt.Errorf("compose: unknown kind of message %q, want one of %v", r.Kind, KindsFor(o.Kind))
	case r.Key == "":
		return fmt.Errorf("compose: request for %s has no Key: pass the form's token, so that a double click sends once", r.Kind)
	case r.Now.IsZero():
		return fmt.Errorf("compose: request for %s has no Now: pass the time that bookings are judged by", r.Kind)
	case o.Number == "":
		return fmt.Errorf("compose: order %q has no Number: messages name the order by it", o.ID)
	case o.Company != d.settings.Company.ID:
		return fmt.Errorf("compose: order %s belongs to company %q, the settings to %q", o.Number, o.Company, d.settings.Company.ID)
	case o.Company == "":
		return fmt.Errorf("compose: order %s has no Company: everything belongs to one", o.Number)
	case !slices.Contains(rules.Orders, o.Kind):
		return fmt.Errorf("compose: a %s cannot be sent from order %s, which is a %q; from it can be sent %v", r.Kind, o.Number, o.Kind, KindsFor(o.Kind))
	}
	d.rules = rules
	if r.Kind == CommentMessage {
		return r.Comment.check()
	}
	return nil
}

// check refuses a comment that is empty or must stay inside the company.
func (c Comment) check() error {
	if c.Text == "" {
		return fmt.Errorf("compose: comment %q has no text", c.ID)
	}
	if !c.FromCustomer && !c.VisibleToCustomer {
		return fmt.Errorf("compose: comment %q is not visible to the customer and does not leave the company (R610): mark it visible first", c.ID)
	}
	return nil
}

// preselect chooses the channel and the recipients that the popup opens with
// (R111): the contacts of the request, else the order's contact person. A
// contact whose address cannot be used is left to be typed; the draft warns.
func (d *Draft) preselect() {
	d.Email = d.rules.Can(delivery.Email)
	if d.request.Kind == CommentMessage {
		d.To = d.commentRecipients()
		return
	}
	if d.order.Kind == PurchaseOrder && d.order.Supplier.OrderEmail != "" {
		d.addAddress(Contact{Name: d.order.Supplier.Name, Email: d.order.Supplier.OrderEmail})
		return
	}
	contacts := d.request.Contacts
	if len(contacts) == 0 && !d.order.ContactPerson.IsZero() {
		contacts = []Contact{d.order.ContactPerson}
	}
	for _, c := range contacts {
		d.addAddress(c)
		if phone, err := recipients.ParsePhone(c.Phone); err == nil && d.rules.Can(delivery.SMS) && !slices.Contains(d.Phones, phone) {
			d.Phones = append(d.Phones, phone)
		}
	}
}

// addAddress adds a contact's address to the recipients if it is one.
func (d *Draft) addAddress(c Contact) {
	address, err := recipients.ParseAddress(c.Email)
	if err != nil || slices.ContainsFunc(d.To, func(m recipients.Mailbox) bool { return m.Address == address }) {
		return
	}
	d.To = append(d.To, recipients.Mailbox{Name: c.Name, Address: address})
}

// commentRecipients are the other side of a comment: the order's customer
// users, or the responsible user for a comment that a customer wrote (R610).
func (d *Draft) commentRecipients() recipients.List {
	var side Draft
	if d.request.Comment.FromCustomer {
		side.addAddress(Contact{Email: d.order.ResponsibleUserMail})
		return side.To
	}
	for _, u := range d.order.Users {
		if u.Customer {
			side.addAddress(Contact{Name: u.Name, Email: u.Email})
		}
	}
	return side.To
}

// Kind returns what kind of message the draft is, and what of it may be changed.
func (d Draft) Kind() Rules { return d.rules }

// Language returns the language that the popup's text is in: that of the first
// recipient. Others get theirs, as long as the text is not edited (R408).
func (d Draft) Language() locale.Language { return d.language }

// Suggestions returns the list of the address field (R110–R112).
func (d Draft) Suggestions() recipients.Suggestions {
	return recipients.Suggest(d.order.contacts(), d.userLanguage())
}

// PhoneSuggestions returns the list of the field for SMS, and who was left out
// of it and why (R113).
func (d Draft) PhoneSuggestions() recipients.PhoneSuggestions {
	return recipients.SuggestPhones(d.order.contacts(), d.settings.region(), d.userLanguage())
}

// BadAddresses returns the order's contacts whose e-mail address is none, with
// what to say of it, for the address field: they are not among the suggestions.
func (d Draft) BadAddresses() []recipients.LeftOut {
	return recipients.BadAddresses(d.order.contacts())
}

// Templates returns the templates that can be chosen, in the settings' order.
func (d Draft) Templates() []templating.MailTemplate {
	if d.request.Kind != TemplateMail {
		return nil
	}
	return slices.Clone(d.settings.Templates)
}

// SelectableFiles returns the uploads that can be chosen for this mail; none
// when the settings do not allow it (R604).
func (d Draft) SelectableFiles() []File {
	if d.missingFileSetting() != "" {
		return nil
	}
	return slices.Clone(d.order.Files)
}

// SMSCount returns how many SMS go to each number as the draft stands, for a
// counter under the text field.
func (d Draft) SMSCount() smsgw.Segments {
	text, err := d.smsFor(d.language)
	if err != nil {
		return smsgw.Segments{}
	}
	return smsgw.Count(d.settings.forSMS(text))
}

// Edited reports whether the user has changed the subject or the text.
func (d Draft) Edited() bool {
	return d.Subject != d.original.subject || d.Text != d.original.text
}

// userLanguage is that of the user at the screen, for labels and warnings.
func (d Draft) userLanguage() locale.Language {
	return d.settings.language(d.request.Actor.Language)
}

// primaryLanguage is the language of the first recipient.
func (d Draft) primaryLanguage() locale.Language {
	if len(d.To) > 0 {
		return d.languageOf(d.To[0].Address.String())
	}
	if len(d.Phones) > 0 {
		return d.languageOf(d.Phones[0].String())
	}
	return d.languageOf("")
}

// languageOf returns the language of whoever has an address or number: the
// contact's, the user's, the order's, the company's (R408).
func (d Draft) languageOf(recipient string) locale.Language {
	var tag string
	for _, c := range d.order.contacts() {
		if recipient != "" && c.Language != "" && sameRecipient(c, recipient) {
			tag = c.Language
			break
		}
	}
	if u, ok := d.user(recipient); ok && tag == "" {
		tag = u.Language
	}
	return d.settings.language(tag, d.order.Language)
}
