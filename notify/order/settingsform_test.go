package order_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// settingsOfAll have something in every field that a form has.
func settingsOfAll() order.Settings {
	s := notifytest.Settings()
	s.Company = order.Company{
		ID: "1", Name: "Mitt bolag", OrgNumber: "556677-8899", Address: []string{"Gatan 1", "702 36 Örebro"}, Phone: "019-1", Email: "a@b.se", Website: "b.se",
		Extra: []string{"Godkänd för F-skatt"}, Accent: "#0b5cad", Logo: s.Company.Logo,
	}
	s.From, s.ReplyTo = recipients.MustParseMailbox("Vi <vi@example.se>"), recipients.MustParseMailbox("Svar <svar@example.se>")
	s.SMSFrom, s.SMSFromNumber, s.SMSFromCode = smsgw.MustParseSenderName("Åkes Kyl"), recipients.MustParsePhone("+46705123456"), smsgw.MustParseShortCode("71234")
	s.PurchaseOrderTo = recipients.MustParseList("a@example.se,b@example.se")
	s.Language, s.Zone, s.Region = "nb", "Europe/Oslo", "NO"
	s.ShowLogo, s.IncludeFiles, s.ShowImages, s.MachineNumberInName, s.RemoteImages = true, true, true, true, true
	s.KeepTypographyInSMS, s.MarkAnyChange, s.CustomerOnPurchaseOrders, s.LeaveOutBrokenPictures = true, true, true, true
	s.Reminders = []booking.Reminder{booking.DayBefore(), {Before: 90 * time.Minute}, {DaysBefore: 3, Hour: 17, Minute: 30}}
	s.Quiet = booking.QuietHours{From: "21:00", To: "07:00", Zone: "Europe/Oslo"}
	s.ReadyMessage, s.ExtraTags = " Hej\n\n{company}\n", []string{"portCode"}
	s.MaxEmailBytes, s.MaxPixels, s.SMSWarning = 1000, 2000, 5
	s.LoggingBegan = time.Date(2022, time.December, 1, 0, 0, 0, 0, must(time.LoadLocation("Europe/Oslo")))
	s.Templates = []templating.EmailTemplate{{ID: "a", Name: "A", Version: 2, Subject: "S", Body: "<p>Hej\n</p>", HTML: true, SMS: "Kort\n"}, {ID: "b", Subject: "B", Body: "B"}}
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "c", Subject: "C", Body: "C"}}}
	s.Test = order.TestMode{DryRun: true, RedirectEmail: recipients.MustParseAddress("t@example.se"), RedirectPhone: recipients.MustParsePhone("+46705123457"), Allow: []string{"@example.se"}}
	return s
}

// withoutInputs is what a page does not ask for: files, and which templates there are. Zone
// and region, by which others are read, are there.
func withoutInputs(s order.Settings) order.Settings {
	bare := order.Settings{Company: order.Company{ID: s.Company.ID, Logo: s.Company.Logo}, Zone: s.Zone, Region: s.Region}
	for _, t := range s.Templates {
		bare.Templates = append(bare.Templates, templating.EmailTemplate{ID: t.ID, Version: t.Version})
	}
	for _, t := range s.BookingTemplates {
		bare.BookingTemplates = append(bare.BookingTemplates, order.BookingTemplate{Order: t.Order, Case: t.Case, Language: t.Language, EmailTemplate: templating.EmailTemplate{ID: t.ID, Version: t.Version}})
	}
	return bare
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// posted is a form as a browser sends it back: text areas with CRLF.
func posted(form url.Values) url.Values {
	back := url.Values{}
	for name, values := range form {
		for _, v := range values {
			back.Add(name, string([]byte(crlf(v))))
		}
	}
	return back
}

// without is a page without the mark of what it was opened with.
func without(form url.Values) url.Values {
	form.Del(order.InputOpened)
	return form
}

func crlf(text string) (out string) {
	for _, r := range strings.ReplaceAll(text, "\r\n", "\n") {
		if r == '\n' {
			out += "\r"
		}
		out += string(r)
	}
	return out
}

// What a page shows and a browser posts unchanged changes nothing.
func TestR620SettingsComeBackAsTheyWentOut(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]order.Settings{"everything": settingsOfAll(), "nothing": {Company: order.Company{ID: "1"}}, "some": notifytest.Settings()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			back, err := order.ParseSettings(s, posted(s.Form()))
			require.NoError(t, err)
			assert.Equal(t, string(must(json.Marshal(s))), string(must(json.Marshal(back))))
			all := posted(without(s.Form())) // else the page is that of settings which have changed
			fresh, err := order.ParseSettings(withoutInputs(s), all)
			require.NoError(t, err)
			fresh.Reminders = s.Reminders // half an hour has no input
			assert.Equal(t, string(must(json.Marshal(s))), string(must(json.Marshal(fresh))), "every field has an input")
		})
	}
}

func TestR620AnInputThatIsNotThereLeavesItsFieldAlone(t *testing.T) {
	t.Parallel()
	s := settingsOfAll()
	back, err := order.ParseSettings(s, url.Values{"company.name": {" Nytt namn "}, "showLogo": {""}, "includeFiles": {"", "on"}, "purchaseOrderTo": {" "}, "templates[1].subject": {"Nytt"}, "templates[7].subject": {"ingen"}})
	require.NoError(t, err)
	want := settingsOfAll()
	want.Company.Name, want.ShowLogo, want.PurchaseOrderTo, want.Templates[1].Subject = "Nytt namn", false, nil, "Nytt"
	assert.Equal(t, want, back)
	assert.Equal(t, settingsOfAll(), s, "its lists are its own")
}

func TestR620EachMistakeOfThePageStandsAtItsInput(t *testing.T) {
	t.Parallel()
	form := url.Values{
		"from.address": {"anna@example,com"}, "replyTo.address": {"x"}, "smsFrom": {"Ett alldeles för långt"}, "smsFromNumber": {"0705123456"}, "smsFromCode": {"1"},
		"purchaseOrderTo": {"a@x.se,chef@"}, "maxEmailBytes": {"många"}, "smsWarning": {"1.5"}, "loggingBegan": {"1 dec 2022"}, "test.redirectPhone": {"12"},
		"reminders[0].daysBefore": {"två"}, "reminders[1].daysBefore": {"2"}, "reminders[1].at": {"nio"},
	}
	before := settingsOfAll()
	before.Region = ""
	after, err := order.ParseSettings(before, form)
	said := invalid.InputMessages(err, form, locale.Swedish)
	assert.Contains(t, said["from.address"], "Menade du anna@example.com?")
	assert.Contains(t, said["smsFromNumber"], "Menade du +46705123456?")
	assert.Contains(t, said["smsFrom"], "11")
	assert.Contains(t, said["purchaseOrderTo"], "chef@")
	assert.Equal(t, "”många” är inget tal.", said["maxEmailBytes"])
	assert.Equal(t, "”1.5” är inget tal.", said["smsWarning"])
	assert.Equal(t, "”1 dec 2022” är inget datum: skriv år-månad-dag.", said["loggingBegan"])
	assert.Equal(t, "”två” är inget tal.", said["reminders[0].daysBefore"])
	assert.Equal(t, "”nio” är inget klockslag: skriv t.ex. 09:00.", said["reminders[1].at"])
	for _, name := range []string{"replyTo.address", "smsFromCode", "test.redirectPhone"} {
		assert.NotEmpty(t, said[name], name)
	}
	assert.Len(t, said, len(form)-1, "and nothing of what is right")
	after.Reminders = before.Reminders
	assert.Equal(t, before, after, "what cannot be read leaves its field as it was")
}

// A page that is not served as UTF-8 posts å ä ö as bytes that are none.
func TestR620WhatCannotBeReadIsRefusedAtItsInput(t *testing.T) {
	t.Parallel()
	for name, input := range map[string]string{
		"a line": "company.name", "several lines": "readyMessage", "a list": "company.address", "a template": "templates[0].body", "an address's name": "from.name",
	} {
		for how, text := range map[string]string{"ISO 8859-1": "V\xe4rme", "read wrongly": "V\uFFFDrme", "with line ends": "V\xe4r\r\nme"} {
			t.Run(name+" "+how, func(t *testing.T) {
				t.Parallel()
				form := url.Values{input: {text}}
				after, err := order.ParseSettings(settingsOfAll(), form)
				assert.Equal(t, map[string]string{input: "Texten innehåller tecken som inte går att läsa (\uFFFD): skriv den igen."}, invalid.InputMessages(err, form, locale.Swedish))
				assert.Equal(t, settingsOfAll(), after)
			})
		}
	}
}

// Emails are signed with the company's name, and are from nobody without it.
func TestAPageDoesNotTakeAwayTheCompanysName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ saved, typed, want, says string }{
		"emptied":         {"Mitt bolag", "", "Mitt bolag", "Saknas: fyll i något."},
		"blanks":          {"Mitt bolag", " \u00a0 ", "Mitt bolag", "Saknas: fyll i något."},
		"nothing is seen": {"Mitt bolag", "\u200b", "Mitt bolag", "Saknas: fyll i något."},
		"another":         {"Mitt bolag", " Nytt  bolag ", "Nytt  bolag", ""},
		"never had one":   {"", "", "", ""},
		"the first":       {"", "Mitt bolag", "Mitt bolag", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := url.Values{"company.name": {c.typed}}
			after, err := order.ParseSettings(order.Settings{Company: order.Company{ID: "1", Name: c.saved}}, form)
			assert.Equal(t, c.want, after.Company.Name)
			assert.Equal(t, c.says, invalid.InputMessages(err, form, locale.Swedish)["company.name"])
			require.NoError(t, after.Validate(), "settings without a name are in order")
		})
	}
}

// A customer's comment goes to the company's address when nobody is responsible.
func TestR610TheCompanysAddressCanBeWrittenTo(t *testing.T) {
	t.Parallel()
	s := order.Settings{Company: order.Company{ID: "1", Email: "gammal"}}
	for typed, want := range map[string]string{"info@example.se": "info@example.se", " info@example.se,order@example.se ": "info@example.se,order@example.se", "": "", "gammal": "gammal", "info@example": "gammal", "info": "gammal"} {
		form := url.Values{"company.email": {typed}}
		after, err := order.ParseSettings(s, form)
		assert.Equal(t, want, after.Company.Email, typed)
		if typed != want && want == "gammal" {
			assert.Contains(t, invalid.InputMessages(err, form, locale.Swedish)["company.email"], typed)
			continue
		}
		require.NoError(t, err, typed)
	}
}

func TestR614AReminderIsDaysOrHoursBefore(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ days, hours, says string }{
		"both": {"1", "2", "Ange dagar eller timmar före besöket, inte båda."}, "days": {"1", "0", ""}, "hours": {"", "2", ""}, "hours beside 0 days": {"0", "2", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := url.Values{"reminders[0].daysBefore": {c.days}, "reminders[0].hoursBefore": {c.hours}}
			_, err := order.ParseSettings(order.Settings{}, form)
			assert.Equal(t, c.says, invalid.InputMessages(err, form, locale.Swedish)["reminders[0].hoursBefore"])
		})
	}
}

func TestR620RemindersAreRows(t *testing.T) {
	t.Parallel()
	s := order.Settings{Reminders: []booking.Reminder{{DaysBefore: 9, Hour: 9}}}
	for name, c := range map[string]struct {
		form url.Values
		want []booking.Reminder
	}{
		"none":               {url.Values{}, s.Reminders},
		"an empty row":       {url.Values{"reminders[0].daysBefore": {""}, "reminders[0].at": {""}}, nil},
		"nine where no hour": {url.Values{"reminders[0].daysBefore": {"2"}}, []booking.Reminder{{DaysBefore: 2, Hour: 9}}},
		"two":                {url.Values{"reminders[0].daysBefore": {"1"}, "reminders[0].at": {"18:30"}, "reminders[1].hoursBefore": {"3"}}, []booking.Reminder{{DaysBefore: 1, Hour: 18, Minute: 30}, {Before: 3 * time.Hour}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			back, err := order.ParseSettings(s, c.form)
			require.NoError(t, err)
			assert.Equal(t, c.want, back.Reminders)
		})
	}
}

func TestR306VersionsAreCounted(t *testing.T) {
	t.Parallel()
	s := order.Settings{
		Templates:        []templating.EmailTemplate{{ID: "a", Version: 3, Body: "A"}, {ID: "b", Body: "B"}},
		BookingTemplates: []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "x", Version: 1, Body: "X"}}},
	}
	after := s
	after.Templates = []templating.EmailTemplate{{ID: "b", Body: "B2"}, {ID: "a", Version: 3, Body: "A"}, {ID: "c", Body: "C"}}
	after.BookingTemplates = []order.BookingTemplate{
		{Order: order.WorkOrder, Case: order.CaseNew, EmailTemplate: templating.EmailTemplate{ID: "x", Version: 1, Body: "X2"}},
		{Order: order.ServiceOrder, EmailTemplate: templating.EmailTemplate{ID: "x", Version: 1, Body: "X2"}},
		{Order: order.WorkOrder, Case: order.CaseReminder, EmailTemplate: templating.EmailTemplate{ID: "x", Version: 1, Body: "X2"}},
		{Order: order.WorkOrder, Language: "fi", EmailTemplate: templating.EmailTemplate{ID: "x", Version: 1, Body: "X2"}},
	}
	counted := after.CountVersions(s)
	assert.Equal(t, []int{1, 3, 0}, []int{counted.Templates[0].Version, counted.Templates[1].Version, counted.Templates[2].Version})
	var versions []int
	for _, m := range counted.BookingTemplates {
		versions = append(versions, m.Version)
	}
	assert.Equal(t, []int{2, 1, 1, 1}, versions, "those of another order, case or language are others")
	assert.Equal(t, 0, after.Templates[0].Version, "the list is its own")
	after.Templates[0].Version = 7
	assert.Equal(t, 7, after.CountVersions(s).Templates[0].Version, "the host has counted")
}

// An input that was emptied empties its field.
func TestR620AnInputThatWasEmptied(t *testing.T) {
	t.Parallel()
	form := settingsOfAll().Form()
	for name := range without(settingsOfAll().Form()) {
		if name != "company.name" { // mails are signed with it
			form.Set(name, "")
		}
	}
	after, err := order.ParseSettings(settingsOfAll(), form)
	require.NoError(t, err)
	want := order.Settings{Company: order.Company{ID: "1", Name: settingsOfAll().Company.Name}, Templates: after.Templates, BookingTemplates: after.BookingTemplates}
	assert.Equal(t, want, after)
	for _, m := range after.Templates {
		assert.Equal(t, templating.EmailTemplate{ID: m.ID, Version: m.Version}, m)
	}
}

// Blanks around a value that has a text are left to the value: around a sender's name they
// are refused, around a number of digits they do not count.
func TestR201BlanksAroundASendersName(t *testing.T) {
	t.Parallel()
	form := url.Values{"smsFrom": {" Nordkyl"}, "smsWarning": {" 7 "}}
	after, err := order.ParseSettings(order.Settings{}, form)
	assert.NotEmpty(t, invalid.InputMessages(err, form, locale.Swedish)["smsFrom"])
	assert.True(t, after.SMSFrom.IsZero())
	assert.Equal(t, 7, after.SMSWarning)
}

// A reminder stands in its row as days and a time of the day, or as hours.
func TestR614RemindersInTheirRows(t *testing.T) {
	t.Parallel()
	s := order.Settings{Reminders: []booking.Reminder{{Before: 2 * time.Hour}, {DaysBefore: 1, Hour: 9, Minute: 5}, {Before: 30 * time.Minute}}}
	form := s.Form()
	for name, want := range map[string]string{
		"reminders[0].daysBefore": "", "reminders[0].at": "", "reminders[0].hoursBefore": "2",
		"reminders[1].daysBefore": "1", "reminders[1].at": "09:05", "reminders[1].hoursBefore": "",
	} {
		assert.Equal(t, []string{want}, form[name], name)
	}
	form.Set("reminders[2].daysBefore", "3")
	back, err := order.ParseSettings(s, form)
	require.NoError(t, err)
	assert.Equal(t, []booking.Reminder{s.Reminders[0], s.Reminders[1], {DaysBefore: 3, Hour: 9}}, back.Reminders, "the minutes went with the row's hours")
}

// Settings whose zone is unknown can be shown and mended, as a page has to.
func TestR620SettingsOfAnUnknownZone(t *testing.T) {
	t.Parallel()
	s := order.Settings{Zone: "Mars", LoggingBegan: time.Date(2022, time.December, 1, 0, 0, 0, 0, time.UTC)}
	form := s.Form()
	assert.Equal(t, "2022-12-01", form.Get("loggingBegan"))
	form.Set("zone", "Europe/Oslo")
	back, err := order.ParseSettings(s, form)
	require.NoError(t, err)
	assert.Equal(t, "Europe/Oslo", back.Zone)
}

// Whatever is posted is read or refused, and what was read comes back the same.
func FuzzParseSettings(f *testing.F) {
	for name := range settingsOfAll().Form() {
		f.Add(name, settingsOfAll().Form().Get(name))
	}
	f.Add("reminders[0].at", "25:00")
	f.Fuzz(func(t *testing.T, name, value string) {
		before := settingsOfAll()
		after, err := order.ParseSettings(before, url.Values{name: {value}})
		if err != nil {
			require.NotEmpty(t, invalid.InputMessages(err, url.Values{name: {value}}, locale.Swedish)[name])
			return
		}
		again, err := order.ParseSettings(after, after.Form())
		require.NoError(t, err)
		assert.Equal(t, after.Form(), again.Form())
	})
}

func ExampleParseSettings() {
	settings := order.Settings{Company: order.Company{ID: "1"}, ShowLogo: true}
	form := url.Values{"company.name": {"Mitt bolag"}, "from.address": {"info@example,se"}, "showLogo": {""}} // a checkbox that is off
	settings, err := order.ParseSettings(settings, form)
	fmt.Println(settings.Company.Name, settings.ShowLogo)
	fmt.Println(invalid.InputMessages(err, form, locale.English)["from.address"])
	// Output:
	// Mitt bolag false
	// “info@example,se”: has a domain without a dot. Did you mean info@example.se?
}

// A host binds settings of its own in the same way.
func ExampleSettingInputs() {
	type emailServer struct {
		Host string
		Port int
		TLS  bool
	}
	bind := func(in *order.SettingInputs, s *emailServer) {
		in.Text("host", &s.Host)
		in.Number("port", &s.Port)
		in.Flag("tls", &s.TLS)
	}
	saved := emailServer{Host: "mail.example.se", Port: 587}
	page := order.WriteInputs()
	bind(page, &saved)
	form := page.Values()
	fmt.Println(form.Get("host"), form.Get("port"), len(form.Get(order.InputOpened)))

	saved.Host = "mail2.example.se" // by somebody else
	form.Set("port", "many")        // the user
	back := order.ReadInputs(form)
	bind(back, &saved)
	fmt.Println(saved, back.Messages(locale.English))
	// Output:
	// mail.example.se 587 32
	// {mail2.example.se 587 false} map[port:“many” is not a number.]
}

func ExampleTextValue() {
	var name smsgw.SenderName
	in := order.ReadInputs(url.Values{"smsFrom": {"Nordkyl"}})
	in.Value("smsFrom", &name)
	fmt.Println(name, in.Err())
	// Output: Nordkyl <nil>
}
