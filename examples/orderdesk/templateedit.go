package main

import (
	"errors"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating"
)

// A templateView is the page where a text is written.
type templateView struct {
	Key      templateKey
	Title    string
	Template templating.EmailTemplate
	Booking  bool
	Own      bool
	Tags     []string
	Errors   []string
	Notes    []string // what the mail leaves out
	Bad      bool
	Preview  string // the address of the mail as it will look; empty when it cannot be made
	Subject  string
	SMS      string
	Count    string
	Refused  string
	Opened   string // what the page was opened with
}

// editTemplate is the page of one text.
func (v *visit) editTemplate() error {
	c, err := v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	key := keyOf(v.r.URL.Query())
	if err := key.check(c.Settings); err != nil {
		return err
	}
	t, _ := key.find(c.Settings)
	return v.show("template", v.templateView(key, c.Settings, t))
}

// liveTemplate answers the page's script as somebody writes.
func (v *visit) liveTemplate() error {
	c, err := v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	key := keyOf(v.r.PostForm)
	if err := key.check(c.Settings); err != nil {
		return err
	}
	return v.live("template", v.templateView(key, c.Settings, v.typed(key, c.Settings, order.ReadInputs(v.r.PostForm))))
}

// templateView checks a text and previews it about a sample order.
func (v *visit) templateView(key templateKey, s order.Settings, t templating.EmailTemplate) templateView {
	saved, own := key.find(s)
	in := order.WriteInputs()
	bindTemplate(in, &saved)
	view := templateView{
		Opened: in.Values().Get(order.InputOpened),
		Key:    key, Template: t, Booking: key.booking(), Own: own, Tags: s.Tags().Names(),
		Refused: v.refused(rights.Templates),
		Title:   v.words("Mall", "Template"),
	}
	if key.booking() {
		l, _ := s.FindLanguage(key.Language)
		view.Title = v.title(order.Kind(key.Order).Message(v.lang())) + ", " +
			v.title(order.BookingCase(key.Case).Message(v.lang())) + ", " + l.String()
	}
	if t.Subject == "" && t.Body == "" {
		if key.booking() {
			v.previewInto(&view, key, s, t)
		}
		return view
	}
	_, err := t.Compile(s.Tags())
	for _, e := range templateErrors(err) {
		view.Errors = append(view.Errors, v.place(e)+e.Problem.Message(v.lang()))
	}
	if err != nil && len(view.Errors) == 0 {
		view.Errors = []string{err.Error()}
	}
	view.Bad = err != nil
	for _, e := range t.Notes(s.Tags(), templating.Policy{RemoteImages: s.RemoteImages}) {
		view.Notes = append(view.Notes, v.place(e)+e.Problem.Message(v.lang()))
	}
	if !view.Bad {
		v.previewInto(&view, key, s, t)
	}
	return view
}

// place names the field of a mistake.
func (v *visit) place(e *templating.TemplateError) string {
	switch e.Field {
	case "subject":
		return v.words("Ämne: ", "Subject: ")
	case "sms":
		return "SMS: "
	}
	return v.words("Text: ", "Text: ")
}

// templateErrors takes a joined error apart.
func templateErrors(err error) (all []*templating.TemplateError) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			all = append(all, templateErrors(e)...)
		}
		return all
	}
	if e, ok := errors.AsType[*templating.TemplateError](err); ok {
		return []*templating.TemplateError{e}
	}
	return nil
}

// previewInto plans the text about a sample order, for the frame that shows it.
func (v *visit) previewInto(view *templateView, key templateKey, s order.Settings, t templating.EmailTemplate) {
	p, err := v.sample(key, s, t)
	if err != nil {
		view.Errors = append(view.Errors, said(err, v.lang()))
		return
	}
	for i := range p.Messages {
		m := &p.Messages[i]
		if m.Email != nil {
			view.Subject, view.Preview = m.Subject(), v.keepPlan("template", p)
			continue
		}
		view.SMS, view.Count = m.Body(), number(m.Segments.Segments)+" SMS"
	}
}

// sample plans a text, which need not be saved, about an order that nobody has placed.
func (v *visit) sample(key templateKey, s order.Settings, t templating.EmailTemplate) (plan.Plan, error) {
	key.put(&s, t)
	about := compose.Sample{Template: t.ID}
	if key.booking() {
		about = compose.Sample{Order: order.Kind(key.Order), Case: order.BookingCase(key.Case), Language: key.Language}
	}
	return compose.Preview(s, about, v.app.now())
}

// brandingSample is the mail by which logo and colour are seen.
func brandingSample(language string) templating.EmailTemplate {
	words := page{Lang: language}.T
	return templating.EmailTemplate{
		ID: "branding", Subject: words("Så ser era mejl ut", "This is how your mails look"),
		Body: words(
			"Hej {contactName}!\n\nVi kommer {nextBookingDate} klockan {nextBookingTime}.\n\nHälsningar {company}",
			"Hello {contactName}!\n\nWe come {nextBookingDate}, {nextBookingTime}.\n\nRegards {company}"),
	}
}

// keepPreview plans a sample mail and keeps it for its frame; empty when the settings
// are such that none can be made.
func (v *visit) keepPreview(name string, s order.Settings, t templating.EmailTemplate) string {
	p, err := v.sample(templateKey{ID: t.ID}, s, t)
	if err != nil {
		return ""
	}
	return v.keepPlan(name, p)
}

func (v *visit) keepPlan(name string, p plan.Plan) string {
	v.app.previews.keep(v.user.Company, name+"-"+v.user.ID, p)
	return "/templates/previews/" + name + "?of=" + p.ContentHash()
}

// templateHTML is the mail of the newest preview of the user.
func (v *visit) templateHTML() error {
	p, err := v.app.previews.find(v.user.Company, v.r.PathValue("key")+"-"+v.user.ID)
	if err != nil {
		return err
	}
	for i := range p.Messages {
		if p.Messages[i].Email != nil {
			html, err := p.PreviewHTML(i)
			if err != nil {
				return err
			}
			return v.foreign("text/html; charset=utf-8", "", []byte(html))
		}
	}
	return errNotThere
}
