package order_test

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// A tab is a page of settings as one user has it open.
type tab struct {
	form   url.Values
	errors map[string]string
	saved  map[string]string
}

func open(s order.Settings) *tab { return &tab{form: s.Form()} }

// save posts the page as a browser does, and shows what comes back where something is
// wrong; otherwise it saves.
func (p *tab) save(s *order.Settings) {
	in := order.ReadInputs(posted(p.form))
	after := *s
	after.Bind(in)
	p.errors, p.saved = in.Messages(locale.Swedish, after.Validate()), in.Others()
	p.form = in.Values()
	if len(p.errors) == 0 {
		*s = after
		p.form = s.Form()
	}
}

// changed are the inputs in which two settings differ.
func changed(a, b order.Settings) (names []string) {
	before, after := a.Form(), b.Form()
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if name != order.InputOpened && before.Get(name) != after.Get(name) {
			names = append(names, name)
		}
	}
	return names
}

// another is a value for each input that is in order and not what settingsOfAll have.
func another(name, value string) string {
	switch {
	case strings.HasSuffix(name, "email"), strings.HasSuffix(name, "Email"), strings.HasSuffix(name, "address") && name != "company.address", name == "purchaseOrderTo":
		return "annan@example.se"
	case strings.HasSuffix(name, "Number") && name != "company.orgNumber", strings.HasSuffix(name, "Phone"):
		return "+46705123458"
	case name == "language":
		return "da"
	case name == "zone", name == "quiet.zone":
		return "Europe/Berlin"
	case name == "region":
		return "DK"
	case name == "company.accent":
		return "#aa3300"
	case name == "smsFromCode":
		return "72222"
	case name == "smsFrom":
		return "Annan"
	case strings.HasPrefix(name, "quiet."), strings.HasSuffix(name, ".at"):
		return "06:15"
	case name == "loggingBegan":
		return "2024-02-03"
	case name == "extraTags":
		return "gateCode"
	case name == "test.allow":
		return "@annan.example.se"
	case value == "on":
		return ""
	case strings.HasSuffix(name, ".html"):
		return "on"
	case strings.HasSuffix(name, "Before"), strings.HasSuffix(name, "Width"), strings.HasPrefix(name, "max"), name == "smsWarning":
		return "7"
	}
	return "Annat"
}

// inputs are all that a page of settings has.
func inputs(s order.Settings) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(s.Form())) {
		if name != order.InputOpened && !strings.HasPrefix(name, "reminders[1]") { // whose minutes no input shows
			names = append(names, name)
		}
	}
	return names
}

// valid are settings with something in every input, of which one sender of SMS is chosen.
func valid() order.Settings {
	s := settingsOfAll()
	s.SMSFromNumber, s.Company.Logo = recipients.Phone{}, email.File{Data: []byte("GIF89a\x02\x00\x02\x00\x00\x00\x00")}
	s.SMSFromCode = order.Settings{}.SMSFromCode
	s.Templates[0].Body, s.ReadyMessage = "Hej\n", "Klart"
	s.Reminders = s.Reminders[:1]
	return s
}

// Two pages are open. Whatever each changes is kept, and what both have changed
// differently is refused with what the other wrote, until it is saved once more.
func TestR620TwoTabsUndoNothing(t *testing.T) {
	t.Parallel()
	for _, name := range inputs(valid()) {
		if strings.HasPrefix(name, "reminders") || name == "smsFromNumber" || name == "smsFromCode" {
			continue // a list, and three of which one can be chosen: below
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := valid()
			mine, other := open(s), open(s)
			was := s.Form().Get(name)
			value := another(name, was)
			require.NotEqual(t, was, value)
			other.form.Set(name, value)
			other.save(&s)
			require.Empty(t, other.errors)
			require.Equal(t, []string{name}, changed(valid(), s))

			elsewhere := "company.phone"
			if name == elsewhere {
				elsewhere = "company.website"
			}
			mine.form.Set(elsewhere, "0123")
			mine.save(&s)
			require.Empty(t, mine.errors)
			assert.ElementsMatch(t, []string{name, elsewhere}, changed(valid(), s), "both are kept")
			assert.Equal(t, s.Form(), mine.form)
		})
	}
}

func TestR620WhatBothHaveChangedIsRefusedOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		theirs, mine string
		says         string
	}{
		"company.name":         {"Deras", "Mitt", "Fältet har ändrats sedan sidan öppnades och är nu ”Deras”. Spara igen om ditt ska gälla i stället."},
		"company.phone":        {"", "020", "Fältet har tömts sedan sidan öppnades. Spara igen om ditt ska gälla i stället."},
		"company.orgNumber":    {"1", "", "är nu ”1”"},
		"company.address":      {"Väg 2\n123 45 Solna", "Väg 3\r\n123 45 Solna", "är nu ”Väg 2 123 45 Solna”"},
		"company.email":        {"de@example.se", "jag@example.se", "är nu ”de@example.se”"},
		"from.address":         {"de@example.se", "jag@example.se", "är nu ”de@example.se”"},
		"purchaseOrderTo":      {"de@example.se,vi@example.se", "jag@example.se", "är nu ”de@example.se,vi@example.se”"},
		"smsFrom":              {"Deras", "Mitt", "är nu ”Deras”"},
		"maxPixels":            {"5000", "6000", "är nu ”5000”"},
		"loggingBegan":         {"2023-01-01", "2024-01-01", "är nu ”2023-01-01”"},
		"test.redirectPhone":   {"+46705123458", "+46705123459", "är nu ”+46705123458”"},
		"templates[0].body":    {"Hej {company}\n" + strings.Repeat("x", 400), "Hej\r\ndu", "är nu ”Hej {company} xx"},
		"templates[1].subject": {"Deras", "Mitt", "är nu ”Deras”"},
		"zone":                 {"Europe/Berlin", "Europe/Helsinki", "är nu ”Europe/Berlin”"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := valid()
			mine, other := open(s), open(s)
			other.form.Set(name, c.theirs)
			other.save(&s)
			require.Empty(t, other.errors)
			theirs := s

			mine.form.Set(name, c.mine)
			mine.form.Set("readyMessage", "Tack")
			mine.save(&s)
			require.Len(t, mine.errors, 1)
			assert.Contains(t, mine.errors[name], c.says)
			assert.Equal(t, map[string]string{name: theirs.Form().Get(name)}, mine.saved, "whole")
			assert.Equal(t, theirs, s, "nothing is saved")
			assert.Equal(t, c.mine, mine.form.Get(name), "nothing that was typed is lost")
			assert.Equal(t, "Tack", mine.form.Get("readyMessage"))

			mine.save(&s)
			assert.Empty(t, mine.errors)
			assert.ElementsMatch(t, []string{name, "readyMessage"}, changed(valid(), s), "once it has been seen, the user's counts")
			assert.Equal(t, strings.ReplaceAll(c.mine, "\r\n", "\n"), s.Form().Get(name))
		})
	}
}

// A third who saves between the refusal and the next try is told of too.
func TestR620ASecondChangeIsToldOfToo(t *testing.T) {
	t.Parallel()
	s := valid()
	mine := open(s)
	mine.form.Set("company.name", "Mitt")
	s.Company.Name = "Deras"
	mine.save(&s)
	require.Contains(t, mine.errors["company.name"], "Deras")
	s.Company.Name = "En tredjes"
	mine.save(&s)
	require.Contains(t, mine.errors["company.name"], "En tredjes")
	mine.save(&s)
	assert.Empty(t, mine.errors)
	assert.Equal(t, "Mitt", s.Company.Name)
}

// Where both wrote the same, in whatever spelling, there is nothing to ask.
func TestR620TheSameFromBothIsNoConflict(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][2]string{
		"company.name": {"Nytt", " Nytt "}, "company.phone": {"1", " 1 "}, "purchaseOrderTo": {"a@x.se,b@x.se", "a@x.se; b@x.se"}, "company.address": {"A\nB", "A\r\n\r\nB\r\n"},
		"maxPixels": {"7", "007"}, "showImages": {"", ""}, "loggingBegan": {"", " "}, "reminders[0].daysBefore": {"2", " 02"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := valid()
			mine, other := open(s), open(s)
			other.form.Set(name, c[0])
			other.save(&s)
			require.Empty(t, other.errors)
			theirs := s
			mine.form.Set(name, c[1])
			mine.save(&s)
			assert.Empty(t, mine.errors)
			assert.Equal(t, theirs.Form(), s.Form())
		})
	}
}

// What cannot be read and has been changed by somebody else says both: else the
// corrected input would undo the other's unseen.
func TestR620WhatCannotBeReadIsToldOfTheOthersToo(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]string{
		"from.address": "anna@", "company.email": "anna@", "maxPixels": "många", "loggingBegan": "igår", "test.redirectPhone": "0705", "smsFrom": "Ett alldeles för långt",
		"company.name": "V\uFFFDrme", "reminders[0].at": "nio",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := valid()
			mine, other := open(s), open(s)
			other.form.Set(name, another(name, s.Form().Get(name)))
			other.save(&s)
			require.Empty(t, other.errors)
			mine.form.Set(name, wrong)
			mine.save(&s)
			at := name
			if strings.HasPrefix(name, "reminders") {
				at = "reminders[0].at" // the first of the list
				assert.Contains(t, mine.errors[name], "klockslag")
			} else {
				assert.Greater(t, len(mine.errors[name]), len(" Spara igen om ditt ska gälla i stället.")+60)
			}
			assert.Contains(t, mine.errors[at], "har ändrats sedan sidan öppnades")
			assert.Equal(t, wrong, mine.form.Get(name))
		})
	}
}

// A checkbox that is off is posted by the hidden input before it.
func TestR620Checkboxes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ opened, now, posted, want bool }{
		"untouched off, switched on meanwhile": {false, true, false, true},
		"untouched on, switched off meanwhile": {true, false, true, false},
		"both on":                              {false, true, true, true},
		"both off":                             {true, false, false, false},
		"the user's alone":                     {false, false, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := valid()
			s.ShowImages = c.opened
			form := s.Form()
			form["showImages"] = []string{""}
			if c.posted {
				form.Add("showImages", "1") // whatever value the page's checkbox has
			}
			s.ShowImages = c.now
			in := order.ReadInputs(form)
			s.Bind(in)
			require.NoError(t, in.Err())
			assert.Equal(t, c.want, s.ShowImages)
			assert.Equal(t, c.want, slices.ContainsFunc(in.Values()["showImages"], func(v string) bool { return v != "" }))
		})
	}
	s := valid()
	form := url.Values{"showImages": {"", "on"}, order.InputOpened: {""}}
	s.ShowImages = false
	_, err := order.ParseSettings(s, form)
	assert.Contains(t, invalid.InputMessages(err, form, locale.Swedish)["showImages"], "Kryssrutan har ändrats")
}

// Of checkboxes with one name each counts by itself.
func TestR620CheckboxesOfOneName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ opened, now, posted, want []string }{
		"untouched follows":       {[]string{"a", "b"}, []string{"b", "c"}, []string{"", "a", "b"}, []string{"b", "c"}},
		"each its own":            {[]string{"a", "b"}, []string{"a", "b", "c"}, []string{"", "b", "d"}, []string{"b", "c", "d"}},
		"all off":                 {[]string{"a"}, []string{"a"}, []string{""}, nil},
		"off, and another's on":   {[]string{"a"}, []string{"a", "b"}, []string{""}, []string{"b"}},
		"both the same":           {nil, []string{"a"}, []string{"", "a"}, []string{"a"}},
		"off by another":          {[]string{"a"}, nil, []string{"", "a"}, nil},
		"on again against others": {[]string{"a"}, nil, []string{"", "a", "b"}, []string{"b"}},
		"not on the page":         {[]string{"a"}, []string{"b"}, nil, []string{"b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, list := order.WriteInputs(), slices.Clone(c.opened)
			page.Checked("events", &list)
			form := page.Values()
			assert.Equal(t, c.opened, form["events"])
			delete(form, "events")
			if c.posted != nil {
				form["events"] = c.posted
			}
			list = slices.Clone(c.now)
			in := order.ReadInputs(form)
			in.Checked("events", &list)
			assert.ElementsMatch(t, c.want, list)
			assert.ElementsMatch(t, c.want, in.Values()["events"], "as it is shown")
			assert.NoError(t, in.Err())
			again := order.ReadInputs(in.Values())
			again.Checked("events", &list)
			assert.ElementsMatch(t, c.want, list)

			form.Del(order.InputOpened)
			list = slices.Clone(c.now)
			in = order.ReadInputs(form)
			in.Checked("events", &list)
			if c.posted == nil {
				assert.Equal(t, c.now, list)
				assert.False(t, in.Values().Has("events"))
				return
			}
			assert.ElementsMatch(t, c.posted[1:], list, "without a mark what was posted counts")
		})
	}
}

// Rows of reminders are one list.
func TestR620RemindersAreMerged(t *testing.T) {
	t.Parallel()
	was := []booking.Reminder{{DaysBefore: 1, Hour: 9}, {Before: 2 * time.Hour}}
	theirs := []booking.Reminder{{DaysBefore: 3, Hour: 17, Minute: 30}, {DaysBefore: 1, Hour: 9}, {Before: 2 * time.Hour}}
	s := valid()
	s.Reminders = was
	mine := open(s)
	s.Reminders = theirs
	mine.form.Set("company.name", "Mitt")
	mine.save(&s)
	assert.Empty(t, mine.errors)
	assert.Equal(t, theirs, s.Reminders, "untouched rows follow")
	assert.Equal(t, "17:30", mine.form.Get("reminders[0].at"))

	s.Reminders = was
	mine = open(s)
	mine.form.Set("reminders[0].daysBefore", "2")
	mine.form.Set("company.accent", "röd")
	s.Reminders = theirs
	mine.save(&s)
	assert.Contains(t, mine.errors["reminders[0].at"], "är nu ”3 d 17:30, 1 d 09:00, 2 h”")
	assert.Equal(t, []string{"2", "2"}, []string{mine.form.Get("reminders[0].daysBefore"), mine.form.Get("reminders[1].hoursBefore")})
	mine.form.Set("company.accent", "")
	mine.save(&s)
	assert.Empty(t, mine.errors)
	assert.Equal(t, []booking.Reminder{{DaysBefore: 2, Hour: 9}, {Before: 2 * time.Hour}}, s.Reminders)

	mine = open(s)
	s.Reminders = nil
	mine.form.Set("company.accent", "röd")
	mine.save(&s)
	assert.Empty(t, mine.form.Get("reminders[0].daysBefore"), "what is gone is shown no more")
	mine.form.Set("company.accent", "")
	mine.save(&s)
	assert.Empty(t, s.Reminders)
}

// Templates are found again by what they are, not by their place.
func TestR620TemplatesThatMoveAndGo(t *testing.T) {
	t.Parallel()
	template := func(id, body string) templating.EmailTemplate {
		return templating.EmailTemplate{ID: id, Subject: "S", Body: body}
	}
	a, b, c := template("a", "A"), template("b", "B"), template("c", "C")
	s := valid()
	s.Templates = []templating.EmailTemplate{a, b}
	mine := open(s)
	mine.form.Set("templates[1].body", "Min")
	mine.form.Set("company.accent", "röd")
	s.Templates = []templating.EmailTemplate{b, c, a}
	mine.save(&s)
	assert.Len(t, mine.errors, 1)
	assert.Equal(t, []string{"Min", "C", "A"}, []string{mine.form.Get("templates[0].body"), mine.form.Get("templates[1].body"), mine.form.Get("templates[2].body")})
	mine.form.Set("company.accent", "")
	mine.save(&s)
	require.Empty(t, mine.errors)
	assert.Equal(t, []templating.EmailTemplate{template("b", "Min"), c, a}, s.Templates)

	mine = open(s)
	mine.form.Set("templates[0].body", "Min egen\r\ntext")
	mine.form["templates[1].html"] = []string{"", "on"}
	mine.form.Set("templates[1].subject", "")
	s.Templates = []templating.EmailTemplate{a}
	mine.save(&s)
	assert.False(t, mine.form.Has("templates[1].body"), "what is gone is shown no more")
	assert.Equal(t, map[string]string{"": "templates[].body: Mallen har tagits bort sedan sidan öppnades. Du hade skrivit: ”Min egen text”"}, mine.errors)
	assert.Equal(t, "A", mine.form.Get("templates[0].body"))
	mine.save(&s)
	assert.Empty(t, mine.errors)
	assert.Equal(t, []templating.EmailTemplate{a}, s.Templates)

	mine = open(s)
	mine.form.Set("templates[0].body", "Min")
	s.Templates[0].Body = "Deras"
	s.Templates = []templating.EmailTemplate{c, s.Templates[0]}
	mine.save(&s)
	assert.Equal(t, map[string]string{"templates[1].body": "Fältet har ändrats sedan sidan öppnades och är nu ”Deras”. Spara igen om ditt ska gälla i stället."}, mine.errors)

	in := order.ReadInputs(url.Values{order.InputOpened: {valid().Form().Get(order.InputOpened)}, "templates[9].subject": {"Ny"}, "templates[x].subject": {"Ny"}, "templates[10].body": {}})
	s.Bind(in)
	require.NoError(t, in.Err())
	assert.Equal(t, "Ny", in.Values().Get("templates[9].subject"), "a row of the host's own is left to it")

	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: a}, {Order: order.WorkOrder, Language: "en", EmailTemplate: b}}
	mine = open(s)
	mine.form.Set("bookingTemplates[1].body", "Mine")
	s.BookingTemplates = []order.BookingTemplate{s.BookingTemplates[1], {Order: order.WorkOrder, Case: order.CaseChanged, EmailTemplate: a}}
	mine.save(&s)
	assert.Empty(t, mine.errors)
	assert.Equal(t, "Mine", s.BookingTemplates[0].Body)
	assert.Equal(t, "A", s.BookingTemplates[1].Body)
}

// A mark that is none of ours is not taken for one that agrees; a page without one is
// taken at its word.
func TestR620MarksThatCannotBeRead(t *testing.T) {
	t.Parallel()
	good := valid().Form().Get(order.InputOpened)
	assert.LessOrEqual(t, len(good), 80*8, "small")
	for name, mark := range map[string]string{"empty": "", "short": "abc", "other": strings.Repeat("x", 64), "cut": good[:4]} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := valid()
			form := url.Values{order.InputOpened: {mark}, "company.name": {"Nytt"}, "company.phone": {s.Company.Phone}, "templates[0].body": {"Ny"}}
			in := order.ReadInputs(form)
			s.Bind(in)
			said := in.Messages(locale.Swedish)
			assert.Len(t, said, 2)
			assert.Contains(t, said["company.name"], "är nu ”Mitt bolag”")
			assert.Contains(t, said["templates[0].body"], "är nu ”Hej”")
			s = valid()
			again := order.ReadInputs(in.Values())
			s.Bind(again)
			require.NoError(t, again.Err())
			assert.Equal(t, "Nytt", s.Company.Name)
		})
	}
	after, err := order.ParseSettings(valid(), url.Values{"company.name": {"Nytt"}})
	require.NoError(t, err)
	assert.Equal(t, "Nytt", after.Company.Name)
	s := valid() // a mark beside each input is as good as one of all
	form := url.Values{order.InputOpened: {good[:80], good[80:]}, "company.name": {s.Company.Name}}
	s.Company.Name = "Deras"
	after, err = order.ParseSettings(s, form)
	require.NoError(t, err)
	assert.Equal(t, "Deras", after.Company.Name)
}

// Nothing of a secret is in the page, and an empty input keeps it.
func TestR601ASecretIsNotInThePage(t *testing.T) {
	t.Parallel()
	password, host := "hemligt", "a"
	bind := func(in *order.SettingInputs) {
		in.Text("host", &host)
		in.Secret("password", &password)
	}
	page := order.WriteInputs()
	bind(page)
	form := page.Values()
	assert.Equal(t, "", form.Get("password"))
	assert.True(t, form.Has("password"))
	mark := form.Get(order.InputOpened)
	password = "annat"
	page = order.WriteInputs()
	bind(page)
	assert.Equal(t, mark, page.Values().Get(order.InputOpened), "nor does the mark tell that it has changed")

	bind(order.ReadInputs(form))
	assert.Equal(t, "annat", password)
	form.Set("password", " nytt ")
	in := order.ReadInputs(form)
	bind(in)
	assert.Equal(t, " nytt ", password)
	assert.Empty(t, in.Values().Get("password"))
	form.Set("password", "l\xf6sen")
	in = order.ReadInputs(form)
	bind(in)
	assert.Contains(t, in.Messages(locale.Swedish)["password"], "går att läsa")
	bind(order.ReadInputs(url.Values{}))
	assert.Equal(t, " nytt ", password)
}

// Two templates of one name, which are not in order, stay what they are.
func TestR620TemplatesThatCannotBeToldApart(t *testing.T) {
	t.Parallel()
	s := valid()
	s.Templates = []templating.EmailTemplate{{ID: "a", Body: "Ett"}, {ID: "a", Body: "Två"}}
	form := posted(s.Form())
	form.Set("templates[-1].body", "Ny")
	form.Set("templates[1].name", "Andra")
	in := order.ReadInputs(form)
	s.Bind(in)
	require.NoError(t, in.Err())
	assert.Equal(t, []templating.EmailTemplate{{ID: "a", Body: "Ett"}, {ID: "a", Name: "Andra", Body: "Två"}}, s.Templates)
}

// A reminder of half an hour, which no input shows, goes when days are written.
func TestAReminderOfMinutesBecomesOneOfDays(t *testing.T) {
	t.Parallel()
	s := order.Settings{Reminders: []booking.Reminder{{Before: 30 * time.Minute}}}
	after, err := order.ParseSettings(s, url.Values{"reminders[0].daysBefore": {"1"}, "reminders[0].hoursBefore": {""}})
	require.NoError(t, err)
	assert.Equal(t, []booking.Reminder{{DaysBefore: 1, Hour: 9}}, after.Reminders)
	after, err = order.ParseSettings(s, posted(s.Form()))
	require.NoError(t, err)
	assert.Equal(t, s.Reminders, after.Reminders)
}

// A host binds a day of its own.
func TestADayOfTheHosts(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	page := order.WriteInputs()
	page.Date("until", &day, time.UTC)
	assert.Equal(t, "2026-11-27", page.Values().Get("until"))
	for text, want := range map[string]time.Time{"": {}, "2027-01-02": time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC), "igår": day} {
		got := day
		in := order.ReadInputs(url.Values{"until": {text}})
		in.Date("until", &got, time.UTC)
		assert.Equal(t, want, got, text)
		assert.Equal(t, text == "igår", in.Err() != nil)
	}
}

// A date stays the day that it was when the company's zone changes.
func TestTheDayOfLoggingStaysWhenTheZoneChanges(t *testing.T) {
	t.Parallel()
	s := valid()
	mine := open(s)
	mine.form.Set("zone", "America/New_York")
	mine.save(&s)
	require.Empty(t, mine.errors)
	assert.Equal(t, "2022-12-01", s.Form().Get("loggingBegan"))
}
