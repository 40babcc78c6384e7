package main

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// A templateKey says which of a company's texts is meant: a mail template by its ID,
// or the booking confirmation of a kind of order, a case and a language.
type templateKey struct {
	ID, Order, Case, Language string
}

func (k templateKey) booking() bool { return k.Order != "" }

// address is where the text is edited.
func (k templateKey) address() string {
	q := url.Values{}
	for name, value := range map[string]string{"id": k.ID, "order": k.Order, "case": k.Case, "language": k.Language} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return "/templates/edit?" + q.Encode()
}

func keyOf(form url.Values) templateKey {
	return templateKey{
		ID: form.Get("id"), Order: form.Get("order"), Case: form.Get("case"), Language: form.Get("language"),
	}
}

// A templateRow is a text in the list.
type templateRow struct {
	Name, Address string
	Own           bool // the company has written one; otherwise the built-in text is used
}

// A templatesView is the list of texts.
type templatesView struct {
	Sections []choiceOf // beside, in the menu
	Emails   []templateRow
	Bookings []bookingRows
	New      string
	Refused  string
}

// bookingRows are the texts about visits on one kind of order in one language.
type bookingRows struct {
	Title string
	Rows  []templateRow
}

// templates lists the texts: mails to choose from, and the booking confirmations by
// kind of order, case and language.
func (v *visit) templates() error {
	c, err := v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	view := templatesView{
		New: templateKey{ID: "new"}.address(), Refused: v.refused(rights.Templates), Sections: v.sections(true),
	}
	for _, t := range c.Settings.Templates {
		view.Emails = append(view.Emails, templateRow{cmp.Or(t.Name, t.Subject), templateKey{ID: t.ID}.address(), true})
	}
	view.Bookings = v.bookingTemplates(c.Settings)
	return v.show("templates", view)
}

// bookingTemplates are the texts about visits, of each kind of order and language.
func (v *visit) bookingTemplates(s order.Settings) (all []bookingRows) {
	for _, kind := range order.Bookable() {
		for _, l := range locale.BuiltIn() {
			rows := bookingRows{Title: v.title(kind.Message(v.lang())) + ", " + l.String()}
			own := 0
			for _, in := range order.BookingCases() {
				_, has := s.BookingTemplate(kind, in, l)
				if has {
					own++
				}
				rows.Rows = append(rows.Rows, templateRow{
					v.title(in.Message(v.lang())),
					templateKey{Order: string(kind), Case: string(in), Language: l.Tag()}.address(), has,
				})
			}
			if own > 0 || l.Tag() == s.LanguageOf().Tag() || l.Tag() == "en" {
				all = append(all, rows)
			}
		}
	}
	return all
}

// refused says which right the user lacks; nothing when none.
func (v *visit) refused(needed ...rights.Right) string {
	d, err := v.desk()
	if err == nil {
		err = d.Allow(v.ctx(), v.actor(), needed...)
	}
	if err != nil {
		return worded(err, v.lang())
	}
	return ""
}

// find is the company's own text; false when it has none yet.
func (k templateKey) find(s order.Settings) (templating.EmailTemplate, bool) {
	if k.booking() {
		l, _ := s.FindLanguage(k.Language)
		return s.BookingTemplate(order.Kind(k.Order), order.BookingCase(k.Case), l)
	}
	for _, t := range s.Templates {
		if t.ID == k.ID {
			return t, true
		}
	}
	return templating.EmailTemplate{}, false
}

// put sets the company's own text; an empty one takes it away.
func (k templateKey) put(s *order.Settings, t templating.EmailTemplate) {
	empty := t.Subject == "" && strings.TrimSpace(t.Body) == ""
	if k.booking() {
		s.BookingTemplates = slices.DeleteFunc(slices.Clone(s.BookingTemplates), func(b order.BookingTemplate) bool {
			l, _ := s.FindLanguage(cmp.Or(b.Language, s.LanguageOf().Tag()))
			return string(b.Order) == k.Order && string(cmp.Or(b.Case, order.CaseNew)) == k.Case && l.Tag() == k.Language
		})
		if !empty {
			s.BookingTemplates = append(s.BookingTemplates, order.BookingTemplate{
				Order: order.Kind(k.Order), Case: order.BookingCase(k.Case), Language: k.Language, EmailTemplate: t,
			})
		}
		return
	}
	i := slices.IndexFunc(s.Templates, func(had templating.EmailTemplate) bool { return had.ID == t.ID })
	s.Templates = slices.Clone(s.Templates)
	switch {
	case empty && i >= 0:
		s.Templates = slices.Delete(s.Templates, i, i+1)
	case empty:
	case i >= 0:
		s.Templates[i] = t
	default:
		s.Templates = append(s.Templates, t)
	}
}

// check refuses an address that names no text.
func (k templateKey) check(s order.Settings) error {
	_, known := s.FindLanguage(k.Language)
	_, there := k.find(s)
	switch {
	case k.booking() && known && slices.Contains(order.Bookable(), order.Kind(k.Order)) &&
		slices.Contains(order.BookingCases(), order.BookingCase(k.Case)),
		!k.booking() && (there || k.ID == "new"):
		return nil
	}
	return errNotThere
}

// saveTemplate saves a text, takes it away, or shows what is wrong with it, and what
// somebody else has changed since the page was opened.
func (v *visit) saveTemplate() error {
	v.app.data.settings.Lock()
	defer v.app.data.settings.Unlock()
	before, err := v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	key, form := keyOf(v.r.PostForm), maps.Clone(v.r.PostForm)
	gone := key.check(before.Settings)
	if gone != nil && (key.ID == "" || !form.Has(order.InputOpened)) {
		return gone
	}
	if gone != nil { // deleted since: what was written can be saved as a new one
		key = templateKey{ID: "new"}
		form.Del(order.InputOpened)
	}
	in := order.ReadInputs(form)
	t := v.typed(key, before.Settings, in)
	after := before
	if v.r.PostForm.Get("action") == "delete" {
		t.Subject, t.Body = "", ""
	}
	key.put(&after.Settings, t)
	view := v.templateView(key, before.Settings, t)
	stale := v.staleTemplate(gone, in)
	err = v.change(before, after, !view.Bad && len(stale) == 0)
	switch refused := invalid.Errors(err); {
	case len(refused) == 0 && err != nil:
		return err
	case lacking(refused) != nil:
		return lacking(refused)
	case len(stale) > 0:
		if v.r.PostForm.Get("action") == "delete" && gone == nil {
			saved, _ := key.find(before.Settings)
			view = v.templateView(key, before.Settings, saved)
		}
		view.Errors = append(stale, view.Errors...)
		return v.render(http.StatusUnprocessableEntity, "template", view)
	case view.Bad && t.Subject+t.Body != "":
		return v.render(http.StatusUnprocessableEntity, "template", view)
	case err != nil:
		view.Errors = append(view.Errors, said(err, v.lang()))
		return v.render(http.StatusUnprocessableEntity, "template", view)
	}
	return v.to("/templates", v.words("Mallen är sparad.", "The template is saved."))
}

// staleTemplate says what has been changed since the page was opened, and must be seen
// before the text is saved or taken away.
func (v *visit) staleTemplate(gone error, in *order.SettingInputs) (stale []string) {
	deletes := v.r.PostForm.Get("action") == "delete"
	switch {
	case gone != nil && !deletes:
		return []string{v.words("Mallen har tagits bort sedan sidan öppnades. Spara igen för att skapa den på nytt.",
			"The template has been deleted since the page was opened. Save again to create it anew.")}
	case deletes && in.Has(order.InputOpened) && in.Values().Get(order.InputOpened) != v.r.PostForm.Get(order.InputOpened):
		return []string{v.words("Mallen har ändrats sedan sidan öppnades. Så här är den nu.",
			"The template has changed since the page was opened. This is how it is now.")}
	case deletes:
		return nil
	}
	wrong := in.Messages(v.lang())
	for _, one := range []struct{ input, name string }{
		{"name", v.words("Mallens namn: ", "The template's name: ")},
		{"subject", v.words("Ämne: ", "Subject: ")},
		{"body", "Text: "},
		{"html", ""},
		{"sms", "SMS: "},
	} {
		if wrong[one.input] != "" {
			stale = append(stale, one.name+wrong[one.input])
		}
	}
	return stale
}

// bindTemplate names the inputs of a text.
func bindTemplate(in *order.SettingInputs, t *templating.EmailTemplate) {
	in.Text("name", &t.Name)
	in.Text("subject", &t.Subject)
	in.Area("body", &t.Body)
	in.Flag("html", &t.HTML)
	in.Area("sms", &t.SMS)
}

// typed is the text as posted; its version is counted when it is saved.
func (v *visit) typed(key templateKey, s order.Settings, in *order.SettingInputs) templating.EmailTemplate {
	t, _ := key.find(s)
	t.Version = max(t.Version, 1)
	switch {
	case key.booking():
		t.ID = strings.Join([]string{"booking", key.Order, key.Case, key.Language}, "-")
	case key.ID == "new":
		t.ID = cmp.Or(v.r.PostForm.Get("newID"), token())
	}
	bindTemplate(in, &t)
	return t
}
