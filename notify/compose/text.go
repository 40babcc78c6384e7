package compose

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// textSource makes a message's text for one language. Texts of the company are
// the same in every language but for their tags.
type textSource struct {
	source   plan.TextSource
	template templating.MailTemplate // zero for a built-in text
	compiled templating.Compiled
	html     bool
}

// texts is a message's text in one language.
type texts struct{ subject, body, sms string }

// fill chooses the source of the text and writes the draft's in it.
func (d *Draft) fill() error {
	source, err := d.chooseSource()
	if err != nil {
		return err
	}
	return d.use(source)
}

func (d *Draft) use(source textSource) error {
	d.source = source
	for _, in := range d.said {
		in.texts = nil
	}
	t, err := d.write(d.language)
	if err != nil {
		return err
	}
	d.Subject, d.Text = t.subject, t.body
	d.original.subject, d.original.text = t.subject, t.body
	return nil
}

// chooseSource decides between the company's templates and the built-in text.
func (d *Draft) chooseSource() (textSource, error) {
	s := d.settings
	switch d.request.Kind {
	case BookingConfirmation, Reminder:
		return d.bookingSource(d.language)
	case TemplateEmail:
		if d.request.Template == "" {
			return textSource{}, nil
		}
		return d.templateSource(d.request.Template)
	case FreeMessage:
		if s.ReadyMessage != "" && d.order.Kind == order.WorkOrder && d.order.ReadyForInvoicing {
			t := templating.MailTemplate{ID: "ready-message", Body: s.ReadyMessage}
			source, err := compileTemplate(s, t)
			// the log names templates only
			source.source, source.template = plan.SourceSetting, templating.MailTemplate{}
			return source, err
		}
	case Comment:
		return textSource{source: plan.SourceComment}, nil
	}
	return textSource{source: plan.SourceBuiltIn}, nil
}

// bookingCases are the cases of the built-in texts that a company may replace.
var bookingCases = map[locale.TextKind]order.BookingCase{
	locale.TextBookingConfirmation: order.CaseNew, locale.TextBookingChanged: order.CaseChanged,
	locale.TextBookingCancelled: order.CaseCancelled, locale.TextReminder: order.CaseReminder,
}

// bookingSource is the company's own text of the case in a language, else the
// built-in one: never a text that says something else (R407).
func (d *Draft) bookingSource(l locale.Language) (textSource, error) {
	if t, ok := d.settings.BookingTemplate(d.order.Kind, bookingCases[d.variant()], l); ok {
		return compileTemplate(d.settings, t)
	}
	return textSource{source: plan.SourceBuiltIn}, nil
}

// sourceIn is the source of the text in a language: a draft shows that of its own.
func (d *Draft) sourceIn(l locale.Language) (textSource, error) {
	if k := d.request.Kind; (k == BookingConfirmation || k == Reminder) && l.Tag() != d.language.Tag() {
		return d.bookingSource(l)
	}
	return d.source, nil
}

// templateIn is what the log remembers of the template of the text in a language.
func (d *Draft) templateIn(l locale.Language) audit.TemplateRef {
	if d.Edited() {
		return d.Template()
	}
	source, _ := d.sourceIn(l)
	return audit.TemplateRef{ID: source.template.ID, Version: source.template.Version}
}

func (d *Draft) templateSource(id string) (textSource, error) {
	for _, t := range d.settings.Templates {
		if t.ID == id {
			return compileTemplate(d.settings, t)
		}
	}
	return textSource{}, fmt.Errorf("compose: there is no template %q in the settings of company %q: %w", id, d.settings.Company.ID, plan.Refuse(plan.FieldTemplate, RefusedNoTemplate, cleantext.Quote(id, 64)))
}

// compileTemplate makes a source of a template; one with mistakes is never sent (R303).
func compileTemplate(s order.Settings, t templating.MailTemplate) (textSource, error) {
	tags := s.Tags()
	c, err := compiled.of(t, tags, strings.Join(tags.Names(), " "))
	if err != nil {
		return textSource{}, fmt.Errorf("compose: template %q is not sent before it is mended: %w", t.ID, err)
	}
	return textSource{source: plan.SourceTemplate, template: t, compiled: c, html: t.HTML}, nil
}

// Choose fills the draft with one of the company's templates. What the user
// had written is replaced; the template itself is never changed by a draft.
func (d *Draft) Choose(templateID string) error {
	if d.request.Kind != TemplateEmail {
		return fmt.Errorf("compose: a %s has no templates to choose from", d.request.Kind)
	}
	source, err := d.templateSource(templateID)
	if err != nil {
		return err
	}
	return d.use(source)
}

// Source says where the text came from.
func (d *Draft) Source() plan.TextSource { return d.source.source }

// HTML reports whether Text is HTML, because the template is.
func (d *Draft) HTML() bool { return d.source.html }

// Template returns what the log will remember of the template.
func (d *Draft) Template() audit.TemplateRef {
	return audit.TemplateRef{ID: d.source.template.ID, Version: d.source.template.Version, Edited: d.Edited()}
}

// builtIn is the built-in text of the kind of message, in a language.
func (d *Draft) builtIn(l locale.Language) locale.Text {
	values := d.values(l)
	return l.Text(d.variant(), values)
}

// variant is the built-in text that fits: a booking confirmation may be about
// a booking that was changed or cancelled.
func (d *Draft) variant() locale.TextKind {
	if d.request.Kind != BookingConfirmation {
		return d.rules.text
	}
	switch {
	case d.allOff():
		return locale.TextBookingCancelled
	case slices.ContainsFunc(d.visits, d.toldOtherwise):
		return locale.TextBookingChanged
	}
	return locale.TextBookingConfirmation
}

// allOff reports whether the message is about visits of which none takes place.
func (d *Draft) allOff() bool {
	on := func(b booking.Booking) bool { return !b.Cancelled }
	return len(d.visits) > 0 && !slices.ContainsFunc(d.visits, on)
}

// facts are what the tags are made from, in a language.
func (d *Draft) facts(l locale.Language) booking.Facts {
	o := d.order
	objects := make([]string, len(o.ServiceObjects))
	for i, so := range o.ServiceObjects {
		objects[i] = so.Name
	}
	return booking.Facts{
		Company: d.settings.Company.Name, OrderNumber: o.Number, Facility: o.Facility.Name, Customer: o.Customer.Name,
		PurchaseOrder: o.Kind == order.PurchaseOrder, Supplier: o.Supplier.Name,
		CustomerOrderNumber: o.CustomerOrderNumber, ServiceObjects: objects, Bookings: o.Bookings,
		About: d.about(), Now: d.request.Now, Zone: d.zone, Language: l,
	}
}

// about are the IDs of the bookings that the text is about: those of the request, or
// the next one when it is at a facility of its own.
func (d *Draft) about() []string {
	if d.rules.aboutVisit && len(d.request.Bookings) == 0 && d.visit.ID != "" && d.visit.Facility != "" {
		return []string{d.visit.ID}
	}
	return d.request.Bookings
}

// said is what a draft has computed for a language; its order and request never
// change.
type said struct {
	values templating.Values
	note   booking.ValueNote
	texts  *texts // as the source of the text is now
}

// in returns what is computed for a language.
func (d *Draft) in(l locale.Language) *said {
	if had := d.said[l.Tag()]; had != nil {
		return had
	}
	now := &said{}
	now.values, now.note = d.facts(l).BuiltInValues()
	if at := d.request.ExpectedTime; !at.IsZero() {
		now.values["expectedTime"] = l.Clock(at.In(d.zone))
	}
	now.values["contactName"] = d.contactName()
	d.addOwnTags(now.values)
	if d.said == nil {
		d.said = map[string]*said{}
	}
	d.said[l.Tag()] = now
	return now
}

// addOwnTags adds the host's own tags, whatever case the order has their names in, as
// templates do (R302); where several differ in case alone, the exact one counts, else
// the first.
func (d *Draft) addOwnTags(values templating.Values) {
	if len(d.order.Tags) == 0 {
		return
	}
	had := slices.Sorted(maps.Keys(d.order.Tags))
	for _, name := range d.settings.Tags().Names() {
		if _, taken := values[name]; taken {
			continue
		}
		value, ok := d.order.Tags[name]
		if i := slices.IndexFunc(had, func(key string) bool { return strings.EqualFold(key, name) }); !ok && i >= 0 {
			value = d.order.Tags[had[i]]
		}
		values[name] = value
	}
}

// values are the tags' texts: the ten, those of the built-in texts, and the host's
// own. They are shared: nobody changes them.
func (d *Draft) values(l locale.Language) templating.Values { return d.in(l).values }

// contactName is the name of the one contact whom the message opened with.
func (d *Draft) contactName() string {
	if len(d.chosen) != 1 {
		return ""
	}
	return cleantext.Name(d.chosen[0].Name)
}

// write expands the text in a language.
func (d *Draft) write(l locale.Language) (texts, error) {
	in := d.in(l)
	if in.texts == nil {
		t, err := d.expandAll(in.values, l)
		if err != nil {
			return t, err
		}
		in.texts = &t
	}
	return *in.texts, nil
}

// writeWith expands the text with more values than those of the order.
func (d *Draft) writeWith(l locale.Language, more templating.Values) (texts, error) {
	values := maps.Clone(d.in(l).values)
	maps.Copy(values, more)
	return d.expandAll(values, l)
}

func (d *Draft) expandAll(values templating.Values, l locale.Language) (texts, error) {
	c, err := d.compile(l, values)
	if err != nil || c.Body == nil {
		return texts{}, err
	}
	t, err := d.expand(c, values, l)
	if d.request.Kind == Comment {
		t.body += "\n\n" + signedComment(d.request.Comment, l, d.zone)
	}
	return texts{oneEnding(t.subject), oneEnding(t.body), oneEnding(t.sms)}, err
}

// oneEnding makes a text one that is kept and sent unchanged, with LF line ends:
// settings and comments come from forms, which write CRLF.
func oneEnding(text string) string { return cleantext.LineEnds(plan.Valid(text)) }

// compile returns the templates that the text is made from: the company's, or
// the built-in ones of a language, which speak of what has a value; none for a
// template mail whose template is not chosen yet.
func (d *Draft) compile(l locale.Language, values templating.Values) (templating.Compiled, error) {
	source, err := d.sourceIn(l)
	if err != nil || source.compiled.Body != nil || source.source == "" {
		return source.compiled, err
	}
	built := l.Text(d.variant(), values)
	if d.request.Kind == FreeMessage {
		built.Body, built.SMS = "", "" // the words are the user's: nothing is said unasked
	}
	return compiled.of(templating.MailTemplate{ID: "built-in", Subject: built.Subject, Body: built.Body, SMS: built.SMS}, templating.BuiltInTags(), "built-in")
}

// signedComment is the comment with its author and when it was written.
func signedComment(c order.Comment, l locale.Language, zone *time.Location) string {
	when := ""
	if !c.At.IsZero() {
		when = l.DateTime(c.At.In(zone))
	}
	return joinSet("\n", c.Text, joinSet(", ", c.Author, when))
}

func (d *Draft) expand(c templating.Compiled, values templating.Values, l locale.Language) (t texts, err error) {
	if t.subject, err = c.Subject.Subject(values); err != nil {
		return t, err
	}
	if t.subject == "" {
		t.subject, _ = templating.Parse(d.builtIn(l).Subject, templating.BuiltInTags()).Subject(values)
	}
	if c.Body.IsHTML() {
		t.body, err = c.Body.HTML(values)
	} else {
		t.body, err = c.Body.Text(values)
	}
	if err != nil {
		return t, err
	}
	t.sms, err = c.SMS.Text(values)
	return t, err
}
