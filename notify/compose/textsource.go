package compose

import (
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/codes"
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
	template templating.EmailTemplate // zero for a built-in text
	compiled templating.Compiled
	html     bool
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
		if strings.TrimSpace(s.ReadyMessage) != "" && d.order.Kind == order.WorkOrder && d.order.ReadyForInvoicing {
			t := templating.EmailTemplate{ID: "ready-message", Body: s.ReadyMessage}
			source, err := compileTemplate(s, t)
			// the log names templates only
			source.source, source.template = plan.SourceSetting, templating.EmailTemplate{}
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
	return textSource{}, fmt.Errorf("compose: there is no template %q in the settings of company %q: %w",
		id, d.settings.Company.ID, plan.Refuse(plan.FieldTemplate, codes.RefusedNoTemplate, cleantext.Quote(id, 64)))
}

// compileTemplate makes a source of a template; one with mistakes is never sent (R303).
func compileTemplate(s order.Settings, t templating.EmailTemplate) (textSource, error) {
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
