package main

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// A section is a page of the settings: where it stands in the menus, and what it takes
// to change it. Its inputs are the library's, by the paths of its settings, so that
// nothing has to be said of them here.
type section struct {
	id               string
	module           bool // under Modulinställningar; otherwise under Gruppinställningar
	swedish, english string
	rights           []rights.Right
}

// sections are all pages of the settings, called as in the manual.
func sections() []section {
	return []section{
		{
			"server", false, "Epostinställningar", "Mail settings",
			[]rights.Right{rights.EmailServer, rights.Files, rights.Logo},
		},
		{
			"company", false, "Företag, logga och färg", "Company, logo and colour",
			[]rights.Right{rights.Logo, rights.OtherSettings},
		},
		{"test", false, "Testläge", "Test mode", []rights.Right{rights.TestMode}},
		{"sender", true, "Epostinställningar", "Mail settings", []rights.Right{rights.SenderName}},
		{
			"workorders", true, "Ändra arbetsorderinställningar", "Change work order settings",
			[]rights.Right{rights.InternalAddresses, rights.Messages},
		},
		{
			"serviceorders", true, "Ändra serviceorderinställningar", "Change service order settings",
			[]rights.Right{rights.InternalAddresses},
		},
		{"protocols", true, "Serviceprotokollsinställningar", "Service protocol settings", []rights.Right{rights.Files}},
		{
			"purchaseorders", true, "Ändra inköpsorderinställningar", "Change purchase order settings",
			[]rights.Right{rights.InternalAddresses, rights.Files},
		},
		{"planner", true, "Ändra inställningar för Planeraren", "Change planner settings", []rights.Right{rights.Planner}},
		{"service", true, "Servicepåminnelser", "Service reminders", []rights.Right{rights.OtherSettings}},
		{"reminders", true, "Påminnelser till kunder", "Reminders to customers", []rights.Right{rights.OtherSettings}},
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
	Module   bool
	Title    string
	Sections []choiceOf // of the same menu
	Values   url.Values
	Errors   map[string]string
	Others   map[string]string // what somebody else has saved meanwhile in the place of what was typed
	Refused  string            // why the user may only look
	Partly   string            // why the user may not change everything
	Verdicts []nameVerdict
	Portable string // a sender name that every gateway takes
	Logo     bool
	Preview  string // the address of a mail as it will look
	Tried    string // what the mail server said
	Failed   bool
	Bookings []bookingRows // templates, which stand on the page of mail settings too
}

func (v *visit) section() (section, error) {
	id := cmp.Or(v.r.PathValue("section"), "server")
	for _, s := range sections() {
		if s.id == id {
			return s, nil
		}
	}
	return section{}, errNotThere
}

// sections are those of one of the two menus.
func (v *visit) sections(module bool) (all []choiceOf) {
	for _, one := range sections() {
		if one.module == module {
			all = append(all, choiceOf{one.id, v.words(one.swedish, one.english)})
		}
	}
	return all
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
	in := order.WriteInputs()
	c.bind(in)
	view, err := v.settingsView(s, c, in.Values())
	if err != nil {
		return err
	}
	return v.show("settings", view)
}

// bind names all inputs of a company's settings: those for messages, those for its own
// people, and the mail server.
func (c *company) bind(in *order.SettingInputs) {
	c.Settings.Bind(in)
	c.Staff.Bind(in)
	c.Server.bind(in)
}

func (v *visit) settingsView(s section, c company, values url.Values) (settingsView, error) {
	// a colour input cannot be empty
	values.Set("company.accent", cmp.Or(values.Get("company.accent"), templating.DefaultAccent))
	view := settingsView{
		Section: s.id, Module: s.module, Title: v.words(s.swedish, s.english), Values: values,
		Errors: map[string]string{}, Logo: len(c.Settings.Company.Logo.Data) > 0,
	}
	view.Sections = v.sections(s.module)
	refused := 0
	for _, needed := range s.rights {
		if v.refused(needed) != "" {
			refused++
		}
	}
	switch all := v.refused(s.rights...); {
	case refused == len(s.rights):
		view.Refused = all
	case refused > 0:
		view.Partly = all
	}
	switch s.id {
	case "server":
		view.Bookings = v.bookingTemplates(c.Settings)
	case "sender":
		view.Verdicts, view.Portable = v.verdicts(values.Get("smsFrom"))
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
	posted := maps.Clone(v.r.PostForm)
	if strings.EqualFold(posted.Get("company.accent"), templating.DefaultAccent) {
		posted.Set("company.accent", "")
	}
	after = before
	in := order.ReadInputs(posted)
	after.bind(in)
	wrong := v.takeLogo(&after)
	change := v.change(before, after, false)
	if change != nil && invalid.Errors(change) == nil {
		return before, after, view, change
	}
	view, err = v.settingsView(s, after, in.Values())
	view.Errors, view.Others = in.Messages(v.lang(), wrong, change), in.Others()
	return before, after, view, err
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

// saveSettings saves a page of the settings, or shows what is wrong with it.
func (v *visit) saveSettings() error {
	s, err := v.section()
	if err != nil {
		return err
	}
	if v.r.PostForm.Get("action") == "test" {
		return v.testSettings(s)
	}
	v.app.data.settings.Lock()
	defer v.app.data.settings.Unlock()
	before, after, view, err := v.readSettings(s)
	if err != nil {
		return err
	}
	err = v.change(before, after, len(view.Errors) == 0)
	switch refused := invalid.Errors(err); {
	case len(refused) == 0 && err != nil:
		return err
	case lacking(refused) != nil && (view.Refused != "" || len(view.Errors) == 0):
		return lacking(refused)
	case len(view.Errors) > 0:
		return v.render(http.StatusUnprocessableEntity, "settings", view)
	}
	return v.to("/settings/"+s.id, v.words("Inställningarna är sparade.", "The settings are saved."))
}

// testSettings tries the mail server that was typed, without saving it.
func (v *visit) testSettings(s section) error {
	_, after, view, err := v.readSettings(s)
	switch {
	case err != nil:
		return err
	case v.refused(rights.EmailServer) != "": // whoever may try servers learns what answers where
		return errForbidden
	case len(view.Errors) > 0:
		return v.render(http.StatusUnprocessableEntity, "settings", view)
	}
	return v.tryServer(after.Server, view)
}

// lacking is the refusal among errors of fields; nil when no right is missing.
func lacking(refused []*invalid.Error) error {
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
	err2 := d.SaveStaffSettings(v.ctx(), v.actor(), before.Staff, after.Staff,
		func(_ context.Context, s staff.Settings) error {
			row.Staff, changed = s, true
			return nil
		})
	err3 := d.SaveFields(v.ctx(), v.actor(), rights.Fields{"": rights.EmailServer}, before.Server, after.Server,
		func(context.Context) error {
			row.Server, changed = after.Server, true
			return nil
		})
	if err := errors.Join(err1, err2, err3); err != nil || !changed || !keep {
		return err
	}
	return v.app.data.saveCompany(v.ctx(), row)
}

// A nameVerdict is what a gateway says of a sender name.
type nameVerdict struct {
	smsgw.NameVerdict
	Why string
}
