package compose

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// applied is what the last form that came back left behind.
type applied struct {
	typed      bool // to and phones hold what was typed
	to, phones string
	fresh      string // the text as the order is now, where the user's own stands in its place
	replaced   string // the user's own text, where a template's stands in its place
	refused    []*plan.FieldError
}

// Apply takes what a browser posts. Line ends may be CR, CRLF or LF; a field that
// is off or disabled may be missing; an untouched form changes nothing. Every
// mistake is in the error, a [*plan.FieldError] of its field, and nothing that was
// typed is lost: [Draft.Form] shows it again, and until a form comes back without
// mistakes, [Draft.Plan] refuses with the same.
//
// A form is refused too when what its message tells has changed since it was opened,
// and the refusal says what has: the order, or a template that was saved. An untouched
// text is then the one of now; a text of the user's own stays, with the one of now
// beside it in [FormPage].Fresh. A template that was chosen since fills subject and
// text as [Draft.Choose] does, and is refused in the same way, so that nobody sends
// what they have not seen; a text of the user's own is then in [FormPage].Replaced.
func (d *Draft) Apply(f Form) error {
	d.applied = applied{typed: true, to: f.To, phones: f.Phones}
	was, isOpened := parseOpened(f.Opened)
	filled, gone := d.applyTemplate(f, was, isOpened)
	if gone { // what the form says is all that is left of it
		was.subject, was.text = "", ""
	}
	stale := !filled && !gone && f.Opened != "" && d.refuseStale(was, isOpened)
	d.Email, d.SMS = f.Email, f.SMS
	d.applyLists(f)
	d.Subject = d.applyText(plan.FieldSubject, f.Subject, d.original.subject, was.subject, d.rules.EditSubject, f.Email)
	d.Text = d.applyText(plan.FieldText, f.Text, d.original.text, was.text, d.rules.EditText, f.Email || f.SMS)
	switch {
	case filled && d.Edited(): // what stood there is nothing that the template says
		if d.textEdited() {
			d.applied.replaced = d.Text
		}
		d.Subject, d.Text = d.original.subject, d.original.text
	case stale && d.textEdited():
		d.applied.fresh = d.original.text
	}
	if filled && !d.shows(f) {
		d.refuse(plan.Refuse(plan.FieldTemplate, codes.RefusedTemplateChosen))
	}
	if f.FileName != "" {
		d.FileName = f.FileName
	}
	d.Files = slices.Compact(slices.Clone(f.Files))
	d.refused = d.applied.refused
	var problems []error
	for _, e := range d.applied.refused {
		problems = append(problems, e)
	}
	return errors.Join(problems...)
}

// refuseStale refuses a form whose message would tell something else now than when the
// form was opened, and says why as far as that is known: the clock and the log can be at
// the bottom of it too, and settings.
func (d *Draft) refuseStale(was opened, isOpened bool) bool {
	is := d.opened()
	if was.told == is.told {
		return false
	}
	orderChanged := was.order != is.order // so it may be where the mark cannot be read
	templateSaved := isOpened && was.source == is.source && was.sourceText != is.sourceText
	if orderChanged {
		d.refuse(plan.Refuse(plan.FieldText, codes.RefusedOrderChanged))
	}
	if templateSaved {
		d.refuse(plan.Refuse(plan.FieldText, codes.RefusedTemplateSaved))
	}
	if !orderChanged && !templateSaved {
		d.refuse(plan.Refuse(plan.FieldText, codes.RefusedTextChanged))
	}
	return true
}

// applyTemplate fills the draft by the form's template. It reports whether that is
// another than the one that the form was opened with, and whether there is no such
// template, which is refused.
func (d *Draft) applyTemplate(f Form, was opened, isOpened bool) (filled, gone bool) {
	if d.request.Kind != TemplateEmail {
		return false, false
	}
	posted := f.Template
	if posted == "" && isOpened { // disabled, or not there: the one that the form was opened with
		posted = f.about().Template
		i := slices.IndexFunc(d.settings.Templates, func(t templating.EmailTemplate) bool {
			return templateMark(t.ID) == was.template
		})
		if i >= 0 {
			posted = d.settings.Templates[i].ID
		}
	}
	if posted != "" && posted != d.source.template.ID {
		if err := d.Choose(posted); err != nil {
			d.refuse(plan.Refuse(plan.FieldTemplate, codes.RefusedNoTemplate, cleantext.Quote(posted, 64)))
			return false, true
		}
	}
	return isOpened && posted != "" && templateMark(posted) != was.template, false
}

// shows reports whether a form holds the draft's subject and text, so that whoever
// posted it has seen them.
func (d *Draft) shows(f Form) bool {
	return sameText(f.Text, d.original.text) && (sameText(f.Subject, d.original.subject) || !f.Email)
}

func (d *Draft) refuse(e *plan.FieldError) { d.applied.refused = append(d.applied.refused, e) }

// applyLists reads the recipients of the channels that are on. What cannot be
// read keeps the valid ones and is refused entry by entry.
func (d *Draft) applyLists(f Form) {
	if f.Email {
		list, err := recipients.ParseList(f.To)
		d.To = list
		d.refuseList(plan.FieldTo, f.To, err)
	}
	if f.SMS {
		list, err := recipients.ParsePhoneListIn(f.Phones, d.settings.CorrectionRegion())
		d.Phones = list
		d.refuseList(plan.FieldPhones, f.Phones, err)
	}
}

// refuseList refuses what is wrong in a list; an empty one is the planner's to refuse.
func (d *Draft) refuseList(field plan.Field, typed string, err error) {
	list, ok := errors.AsType[*recipients.ListError](err)
	if !ok || strings.TrimSpace(typed) == "" {
		return
	}
	e := plan.Refuse(field, codes.RefusedEntries).Because(list, list)
	e.Suggestion = corrected(typed, list)
	d.refuse(e)
}

// corrected is the field with every bad entry replaced by what was probably
// meant; empty when one of them has no suggestion.
func corrected(typed string, list *recipients.ListError) string {
	for _, e := range slices.Backward(list.Errors) {
		if e.Suggestion == "" || e.Offset > len(typed) || !strings.HasPrefix(typed[e.Offset:], e.Text) {
			return ""
		}
		typed = typed[:e.Offset] + e.Suggestion + typed[e.Offset+len(e.Text):]
	}
	return typed
}

// applyText is the text that a field stands for: the draft's own where it was
// left alone, is fixed, or its channel is off.
func (d *Draft) applyText(field plan.Field, posted, own, openedWith string, editable, on bool) string {
	posted = cleantext.LineEnds(posted)
	switch {
	case posted == "" && (!editable || !on), sameText(posted, own), openedWith != "" && openedWith == textMark(posted):
		return own
	case !editable:
		d.refuse(plan.Refuse(field, codes.RefusedFixed).Because(ErrFixedText))
		return own
	case !cleantext.Readable(posted):
		d.refuse(plan.Refuse(field, codes.RefusedUnreadable))
	}
	return posted
}

// sameText compares as a text comes back from a form: with other line ends, without a
// first line that is empty (HTML, the textarea element), and, from frameworks that trim
// what is posted, without blanks around it.
func sameText(a, b string) bool { return formText(a) == formText(b) }

func formText(text string) string { return strings.TrimSpace(cleantext.LineEnds(text)) }

// opened is what a popup was made from: marks of what the message tells, of its
// subject, its text and its template, of the order, of the case whose template is used and
// of what stands in that.
type opened struct{ told, subject, text, template, order, source, sourceText string }

const openedVersion = "4"

// Opened is a mark of what the popup was made from, to be posted back with the
// form: no text can be read out of it.
func (d *Draft) Opened() string {
	o := d.opened()
	return strings.Join([]string{
		openedVersion, o.told, o.subject, o.text, o.template, o.order, o.source, o.sourceText,
	}, ".")
}

// opened is the same whatever the user has changed since the popup was opened, but
// for another template.
func (d *Draft) opened() opened {
	untouched := *d
	untouched.Email, untouched.SMS = d.original.email, d.original.sms
	untouched.To, untouched.Phones = d.original.to, d.original.phones
	var b strings.Builder
	for _, f := range untouched.snapshot(delivery.Email).Fields {
		b.WriteString(f.Name + "\x00" + f.Item + "\x00" + f.Value + "\x00")
	}
	sms, _ := d.shortText(d.language)
	for _, part := range []string{d.original.subject, d.original.text, sms, d.original.fileName} {
		b.WriteString(part + "\x00")
	}
	from := d.source.template
	if d.request.Kind == FreeMessage {
		from.Body = d.settings.ReadyMessage
	}
	return opened{
		told:       mark(b.String()),
		subject:    textMark(d.original.subject),
		text:       textMark(d.original.text),
		template:   templateMark(d.templateChosen()),
		order:      d.orderMark(),
		source:     mark(d.templateChosen() + "\x00" + string(d.variant())),
		sourceText: mark(from.Subject + "\x00" + from.Body + "\x00" + from.SMS),
	}
}

// orderMark is a mark of the order as a whole, but for the bytes of its files and
// pictures, which would have to be read.
func (d *Draft) orderMark() string {
	o := d.order
	o.Changed, o.Content.Photos, o.Content.Signatures = time.Time{}, nil, nil
	o.Files = slices.Clone(o.Files)
	for i := range o.Files {
		o.Files[i].Data = nil
	}
	text, err := json.Marshal(o)
	if err != nil { // a time in a year after 9999
		return mark("")
	}
	return mark(string(text))
}

// templateChosen is the ID of the template of a kind of message that takes one.
func (d *Draft) templateChosen() string {
	if d.request.Kind != TemplateEmail {
		return ""
	}
	return d.source.template.ID
}

// shortText is the SMS as it was before the user touched the draft.
func (d *Draft) shortText(l locale.Language) (string, error) {
	t, err := d.write(l)
	return t.sms, err
}

func parseOpened(text string) (opened, bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 8 || parts[0] != openedVersion {
		return opened{}, false
	}
	return opened{
		told:       parts[1],
		subject:    parts[2],
		text:       parts[3],
		template:   parts[4],
		order:      parts[5],
		source:     parts[6],
		sourceText: parts[7],
	}, true
}

func textMark(text string) string { return mark(formText(text)) }

func templateMark(id string) string { return mark("template\x00" + id) }

// mark is a short hash: 72 bits are enough for the few texts that one popup meets.
func mark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:9])
}
