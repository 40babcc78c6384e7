package compose

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// Kind returns what kind of message the draft is.
func (d *Draft) Kind() plan.Kind { return d.rules.Kind }

// Rules returns what of the message may be changed.
func (d *Draft) Rules() Rules { return d.rules.clone() }

// Language returns the language that the popup's text is in: that of the first
// recipient. Others get theirs, as long as the text is not edited.
func (d *Draft) Language() locale.Language { return d.language }

// Suggestions returns the list of the address field, and who was left out of it
// and why. That of a purchase order has nobody of the end customer's. Preselected are those whom the popup opened with.
func (d *Draft) Suggestions() recipients.Suggestions {
	list := recipients.Suggest(d.suggested(), d.userLanguage())
	for i := range list.Lines {
		line := &list.Lines[i]
		line.Preselected = slices.ContainsFunc(d.original.to, func(m recipients.Mailbox) bool {
			return strings.EqualFold(m.Address.String(), line.Address.String())
		})
	}
	return list
}

// PhoneSuggestions returns the list of the field for SMS, and who was left out
// of it and why. Preselected are those whom the popup opened with.
func (d *Draft) PhoneSuggestions() recipients.Suggestions {
	list := recipients.SuggestPhones(d.suggested(), d.settings.CorrectionRegion(), d.userLanguage())
	for i := range list.Lines {
		list.Lines[i].Preselected = slices.Contains(d.original.phones, list.Lines[i].Phone)
	}
	return list
}

// suggested are those of the order whom the message may be for: a purchase order and its
// prices are between the company and its supplier, and nobody of the end customer's (R404).
func (d *Draft) suggested() []recipients.Candidate {
	list := d.order.SuggestedContacts()
	if d.request.Kind != PurchaseOrder {
		return list
	}
	return slices.DeleteFunc(list, func(c recipients.Candidate) bool {
		return c.Source != recipients.OrderContact && c.Source != recipients.SupplierContact
	})
}

// Templates returns the templates that can be chosen with [Draft.Choose], in
// the settings' order; nil for a kind of message that takes none.
func (d *Draft) Templates() []templating.EmailTemplate {
	if d.request.Kind != TemplateEmail {
		return nil
	}
	return slices.Clone(d.settings.Templates)
}

// SelectableFiles returns the uploads that can be chosen for this mail; nil
// when a setting does not allow it: see [Draft.FilesOff].
func (d *Draft) SelectableFiles() []order.File {
	if d.FilesOff() != nil {
		return nil
	}
	return slices.Clone(d.order.Files)
}

// FilesOff returns why no uploads can be chosen: the settings that are off, as
// an error for the user; nil when they can.
func (d *Draft) FilesOff() *plan.FieldError {
	off := d.settingsOff()
	if len(off) == 0 {
		return nil
	}
	return plan.Refuse(plan.FieldFiles, codes.RefusedFilesOff, off)
}

// SMSText returns what an SMS to the first recipient says as the draft stands:
// the text that was typed, or the shorter one that goes with it, in GSM-7
// where that saves SMS; "" when the text cannot be made.
func (d *Draft) SMSText() string {
	text, err := d.smsFor(d.language)
	if err != nil {
		return ""
	}
	return forSMS(d.settings, text)
}

// SMSCount returns how many SMS go to each number as the draft stands, for a
// counter under the text field; the zero value for no text.
func (d *Draft) SMSCount() smsgw.Segments { return smsgw.Count(d.SMSText()) }

// Edited reports whether the user has changed the subject or the text; other line
// ends are no change.
func (d *Draft) Edited() bool { return d.subjectEdited() || d.textEdited() }

// textEdited leaves the subject aside, which an SMS does not have.
func (d *Draft) textEdited() bool { return !sameText(d.Text, d.original.text) }

func (d *Draft) subjectEdited() bool { return !sameText(d.Subject, d.original.subject) }

// Warnings returns what the popup should say as the draft stands, before
// anything is planned: addresses that bounced before, an SMS that cannot be
// answered, contacts without an address, empty tags, a test mode. A plan has
// the same and those that only a whole message shows.
func (d *Draft) Warnings() []plan.Warning { return d.letter(nil).Beforehand() }

// ForgiveEmpty takes back what the last [Draft.Plan] has refused because it is not there
// yet: nobody to send to, no text, no channel. It is for a form that is being filled in;
// planning refuses it again.
func (d *Draft) ForgiveEmpty() {
	d.refused = slices.DeleteFunc(slices.Clone(d.refused), func(e *plan.FieldError) bool {
		return e.Code == codes.RefusedEmpty || e.Code == codes.RefusedNobody || e.Code == codes.RefusedNoChannel
	})
}

// Note shows a refusal of the caller's in [Draft.Form], beside what the draft itself
// finds wrong, such as what keeps a company from sending. The draft can be planned all
// the same, for a preview: whoever sends is to refuse.
func (d *Draft) Note(refused *plan.FieldError) { d.noted = append(d.noted, refused) }
