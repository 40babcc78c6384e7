package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating/locale"
)

// A section is a page of the settings: what it takes to change it, how its form is
// filled and read, and where the library's words about a mistake belong.
type section struct {
	id               string
	swedish, english string
	rights           []rights.Right
	fill             func(company, url.Values)
	read             func(*reading, *company)
	fields           map[string]string // the form's field by the beginning of the library's path
}

// sections are all pages of the settings.
func sections() []section {
	return []section{
		{"server", "Egen e-postserver", "Own mail server", []rights.Right{rights.MailServer}, fillServer, readServer, nil},
		{"sender", "Avsändare", "Sender", []rights.Right{rights.SenderName}, fillSender, readSender, map[string]string{"smsFrom": "smsFrom", "from": "fromAddress", "replyTo": "replyTo"}},
		{"company", "Företag, logga och färg", "Company, logo and colour", []rights.Right{rights.Logo, rights.OtherSettings}, fillCompany, readCompany, map[string]string{
			"company.accent": "accent", "company.logo": "logo", "showLogo": "showLogo", "company.name": "name", "company": "details",
		}},
		{"message", "Meddelande vid klar för fakturering", "Message at ready for invoicing", []rights.Right{rights.Messages}, fillMessage, readMessage, map[string]string{"readyMessage": "readyMessage"}},
		{"files", "Filer", "Files", []rights.Right{rights.Files}, fillFiles, readFiles, nil},
		{"internal", "Interna adresser", "Internal addresses", []rights.Right{rights.InternalAddresses, rights.Planner, rights.OtherSettings}, fillInternal, readInternal, nil},
		{"reminders", "Påminnelser", "Reminders", []rights.Right{rights.OtherSettings}, fillReminders, readReminders, map[string]string{"reminders": "days"}},
		{"test", "Testläge", "Test mode", []rights.Right{rights.TestMode}, fillTest, readTest, map[string]string{"test": "redirect"}},
	}
}

// A reading is a form of the settings on its way into them: what was typed, and what
// was wrong with it, by field.
type reading struct {
	form   url.Values
	file   func(name string) ([]byte, string, error) // an upload and its name; nil when there is none
	lang   locale.Language
	errors map[string]string
}

func (r *reading) text(name string) string { return strings.TrimSpace(r.form.Get(name)) }

// lines is a text of many lines as it is kept.
func (r *reading) lines(name string) string {
	return strings.ReplaceAll(r.form.Get(name), "\r\n", "\n")
}

func (r *reading) on(name string) bool { return r.form.Get(name) != "" }

// wrong notes a mistake beside its field; the first one stays.
func (r *reading) wrong(name string, err error) {
	if _, had := r.errors[name]; err != nil && !had {
		r.errors[name] = worded(err, r.lang)
	}
}

// worded is an error in words for people, where it has them.
func worded(err error, l locale.Language) string {
	if e, ok := err.(interface{ Message(locale.Language) string }); ok {
		return e.Message(l)
	}
	return said(err, l)
}

// A settingsView is what a page of the settings shows.
type settingsView struct {
	Section  string
	Title    string
	Sections []choiceOf
	Values   url.Values
	Errors   map[string]string
	Refused  string // why the user may only look
	Verdicts []smsgw.NameVerdict
	Portable string // a sender name that every gateway takes
	Logo     bool
	Preview  string // the address of a mail as it will look
	Tried    string // what the mail server said
	Failed   bool
}

func (v *visit) section() (section, error) {
	id := v.r.PathValue("section")
	if id == "" {
		id = "server"
	}
	for _, s := range sections() {
		if s.id == id {
			return s, nil
		}
	}
	return section{}, errNotThere
}

// settings shows a page of them, to all of the company's own people: who may not
// change it sees why.
func (v *visit) settings() error {
	s, err := v.section()
	if err != nil {
		return err
	}
	c, err := v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	values := url.Values{}
	s.fill(c, values)
	view, err := v.settingsView(s, c, values)
	if err != nil {
		return err
	}
	return v.show("settings", view)
}

func (v *visit) settingsView(s section, c company, values url.Values) (settingsView, error) {
	view := settingsView{Section: s.id, Title: v.words(s.swedish, s.english), Values: values, Errors: map[string]string{}, Logo: len(c.Settings.Company.Logo.Data) > 0}
	for _, one := range sections() {
		view.Sections = append(view.Sections, choiceOf{one.id, v.words(one.swedish, one.english)})
	}
	d, err := v.desk()
	if err != nil {
		return view, err
	}
	if refused := d.Allow(v.ctx(), v.actor(), s.rights...); refused != nil {
		view.Refused = worded(refused, v.lang())
	}
	switch s.id {
	case "sender":
		view.Verdicts, view.Portable = verdicts(values.Get("smsFrom"))
	case "company":
		view.Preview = v.keepPreview("settings", c.Settings, brandingSample(v.language))
	}
	return view, nil
}

// readSettings reads the posted form into a company's settings, and checks them whole.
func (v *visit) readSettings(s section) (before, after company, view settingsView, err error) {
	before, err = v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return before, after, view, err
	}
	// The row is read twice, so that the two share no list.
	if after, err = v.app.data.company(v.ctx(), v.user.Company); err != nil {
		return before, after, view, err
	}
	r := &reading{form: v.r.PostForm, file: v.upload, lang: v.lang(), errors: map[string]string{}}
	s.read(r, &after)
	for _, whole := range []error{after.Settings.Validate(), after.Staff.Validate()} {
		for _, e := range order.SettingErrors(whole) {
			r.wrong(s.field(e.Path), e)
		}
	}
	view, err = v.settingsView(s, after, v.r.PostForm)
	view.Errors = r.errors
	return before, after, view, err
}

// field is the form's field for a path of the library; the empty one stands on top.
func (s section) field(path string) string {
	best := ""
	for prefix := range s.fields {
		if strings.HasPrefix(path, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	return s.fields[best]
}

// liveSettings answers the page's script as somebody types.
func (v *visit) liveSettings() error {
	s, err := v.section()
	if err != nil {
		return err
	}
	_, _, view, err := v.readSettings(s)
	if err != nil {
		return err
	}
	return v.live("settings", view)
}

// saveSettings saves a page of the settings, or shows what is wrong with it. The mail
// server can be tried without being saved.
func (v *visit) saveSettings() error {
	s, err := v.section()
	if err != nil {
		return err
	}
	before, after, view, err := v.readSettings(s)
	if err != nil {
		return err
	}
	if v.r.PostForm.Get("action") == "test" && len(view.Errors) == 0 {
		if view.Refused != "" { // whoever may try servers learns what answers where
			return errForbidden
		}
		return v.tryServer(after.Server, view)
	}
	err = v.change(before, after, len(view.Errors) == 0)
	switch refused := order.SettingErrors(err); {
	case len(refused) == 0 && err != nil:
		return err
	case lacking(refused) != nil:
		return lacking(refused)
	case len(view.Errors) > 0:
		return v.render(http.StatusUnprocessableEntity, "settings", view)
	}
	return v.to("/settings/"+s.id, v.words("Inställningarna är sparade.", "The settings are saved."))
}

// lacking is the refusal among errors of fields; nil when no right is missing.
func lacking(refused []*order.SettingError) error {
	for _, e := range refused {
		if right, ok := errors.AsType[*rights.Error](e); ok {
			return right
		}
	}
	return nil
}

// change saves a company's row through the library's entrances, which ask for the
// rights and check what is to be saved: the settings, those of the company's own
// people, and the host's own. The row is written once, when all three have let it.
// Without keep it is only asked whether it may be.
func (v *visit) change(before, after company, keep bool) error {
	d, err := v.desk()
	if err != nil {
		return err
	}
	row, changed := before, false
	_, err1 := d.SaveSettings(v.ctx(), v.actor(), after.Settings, func(_ context.Context, s order.Settings) error {
		row.Settings, changed = s, true
		return nil
	})
	err2 := d.SaveStaffSettings(v.ctx(), v.actor(), before.Staff, after.Staff, func(_ context.Context, s staff.Settings) error {
		row.Staff, changed = s, true
		return nil
	})
	err3 := d.SaveFields(v.ctx(), v.actor(), rights.Fields{"": rights.MailServer}, before.Server, after.Server, func(context.Context) error {
		row.Server, changed = after.Server, true
		return nil
	})
	if err := errors.Join(err1, err2, err3); err != nil || !changed || !keep {
		return err
	}
	return v.app.data.saveCompany(v.ctx(), row)
}
