package invalid_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// Problems stand in the order of the page: the third template before the eleventh,
// column 5 before 22, line 2 before 10.
func TestSettingErrorsAreInTheOrderOfThePage(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Templates = nil
	for i := range 12 {
		s.Templates = append(s.Templates, templating.EmailTemplate{ID: fmt.Sprint("t", i), Subject: "S", Body: "B"})
	}
	s.Templates[10].Body = "{no22}"
	s.Templates[2].Body = "{no1} {no2}, och sedan {no3}" + strings.Repeat("\n", 8) + "{no4}\n{no5}"
	s.Templates[2].SMS = "{no6}"
	var got []string
	for _, e := range invalid.Errors(fmt.Errorf("saving: %w", s.Validate())) {
		p, ok := errors.AsType[templating.Problem](e)
		require.True(t, ok)
		assert.Equal(t, invalid.Template, e.Code)
		assert.Equal(t, p.Message(locale.Finnish), e.Message(locale.Finnish))
		got = append(got, e.Path+" "+p.Tag)
	}
	assert.Equal(t, []string{
		"templates[2].body no1", "templates[2].body no2", "templates[2].body no3", "templates[2].body no4", "templates[2].body no5", "templates[2].sms no6", "templates[10].body no22",
	}, got)
	assert.Nil(t, invalid.Errors(nil))
	assert.Nil(t, invalid.Errors(errors.New("a database")))
}

// badSettings and badOrder have every mistake that there is a code for.
func badSettings(t *testing.T) []order.Settings {
	t.Helper()
	s := notifytest.Settings()
	s.Company.ID, s.Company.Accent = "", "blue"
	s.From.Name, s.ReplyTo = "Mitt\nbolag", recipients.Mailbox{Name: "Svar"}
	s.SMSFromNumber = recipients.MustParsePhone("+46705123456")
	s.ShowLogo = true
	s.Language, s.Languages, s.Zone, s.Region = "xx", []locale.Table{{}}, "Mars", "Sweden"
	s.ExtraTags = []string{"1", "company"}
	s.Templates = []templating.EmailTemplate{{ID: "a", Subject: strings.Repeat("x", templating.MaxSubject+1), Body: "{kompani}"}, {ID: "a", Subject: "S", Body: "B"}, {}}
	quote := order.BookingTemplate{Order: order.Quote, Case: "moved", EmailTemplate: templating.EmailTemplate{ID: "q", Subject: "S", Body: "B"}}
	s.BookingTemplates = []order.BookingTemplate{quote, quote}
	s.SMSWarning = -1
	s.Reminders = []booking.Reminder{{Hour: 25, DaysBefore: 1}}
	s.Quiet = booking.QuietHours{From: "nine"}
	s.Test.Allow = []string{"nobody"}
	logo := notifytest.Settings()
	logo.Company.Logo, logo.Company.LogoWidth = email.File{Data: []byte("text"), ContentType: "image/svg+xml"}, 561
	pixels := notifytest.Settings()
	pixels.MaxPixels = 1
	pixels.Company.Logo = email.File{Data: []byte("GIF89a\x02\x00\x02\x00\x00\x00\x00")}
	both := notifytest.Settings()
	both.SMSFromCode = smsgw.MustParseShortCode("72456")
	return []order.Settings{s, logo, pixels, both}
}

func badOrder() order.Order {
	o := notifytest.Order()
	o.Number, o.Kind, o.Link, o.Zone = "", "x", "ftp://x", "Local"
	o.ContactPerson.SendWorkOrder = "ja"
	o.Bookings = append(o.Bookings, o.Bookings[0])
	o.Bookings[0].End = o.Bookings[0].Start.Add(-time.Hour)
	o.Files = []order.File{{ID: "f", Name: "b.pdf", Size: -1}}
	return o
}

func TestEverySettingErrorHasWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	list := invalid.Errors(badOrder().Validate())
	for _, s := range badSettings(t) {
		list = append(list, invalid.Errors(s.Validate())...)
	}
	codes := map[invalid.Code]bool{}
	for _, e := range list {
		codes[e.Code] = true
		assert.True(t, strings.HasPrefix(e.Error(), e.Path+": "), e.Error())
		seen := map[string]bool{}
		for _, l := range locale.BuiltIn() {
			text := e.Message(l)
			assert.NotContains(t, text, "%!", "%s in %s", e.Code, l.Tag())
			assert.NotContains(t, text, "order.setting", "%s in %s", e.Code, l.Tag())
			assert.NotContains(t, text, "\n", "one line beside a field")
			seen[text] = true
		}
		assert.Greater(t, len(seen), 3, "%s is translated", e.Code)
	}
	assert.Len(t, codes, 31, "every code is made by something")
}

func TestSettingErrorsSayWhatToWrite(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, e := range invalid.Errors(badSettings(t)[0].Validate()) {
		got[e.Path] = e.Message(locale.Swedish)
	}
	for path, want := range map[string]string{
		"company.id":           "Saknas: fyll i något.",
		"company.accent":       "”blue” är ingen färg: skriv till exempel #0b5cad.",
		"replyTo.address":      "Saknas: fyll i något.",
		"zone":                 "Tidszonen ”Mars” är okänd: skriv ett namn som Europe/Stockholm.",
		"smsFromNumber":        "Välj en avsändare för SMS: ett namn, ett nummer eller ett kortnummer.",
		"templates[0].subject": fmt.Sprintf("Texten är %d byte lång; högst %d är tillåtna.", templating.MaxSubject+1, templating.MaxSubject),
		"templates[1].id":      "”a” är upptaget: välj något annat.",
		"templates[2].id":      "Saknas: fyll i något.",
		"test.allow[0]":        "”nobody” är ingen adress, inget nummer och ingen @domän.",
	} {
		assert.Equal(t, want, got[path], path)
	}
	long := notifytest.Settings()
	long.Zone = "Mars\u202e" + strings.Repeat("x", 500)
	text := long.Validate().Error()
	assert.Less(t, len(text), 250, "what was typed is not repeated without end")
	assert.NotContains(t, text, "\u202e")
}

func TestSettingMessagesByField(t *testing.T) {
	t.Parallel()
	s := order.Settings{Company: order.Company{ID: "1", Accent: "blå"}, Templates: []templating.EmailTemplate{{ID: "t", Subject: "S", Body: "{kompani}\n{bolaget}"}}}
	by := invalid.Messages(fmt.Errorf("wrapped: %w", s.Validate()), locale.Swedish)
	assert.Len(t, by, 2)
	assert.Contains(t, by["company.accent"], "blå")
	assert.Regexp(t, `^Rad 1.*kompani.*\? Rad 2.*bolaget`, by["templates[0].body"], "both, in order")
	assert.Equal(t, map[string]string{}, invalid.Messages(nil, locale.Swedish))
}

// What a setting's cause says is in the text for the log; a missing right says itself
// what to do, once.
func TestSettingErrorsSayTheirCause(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Languages, s.Quiet = []locale.Table{{}}, booking.QuietHours{From: "nine"}
	for _, e := range invalid.Errors(s.Validate()) {
		require.Error(t, errors.Unwrap(e), e.Path)
		assert.Contains(t, e.Error(), ": "+e.Unwrap().Error(), e.Path)
		assert.NotContains(t, e.Message(locale.English), e.Unwrap().Error(), "which is for whoever maintains the host: %s", e.Path)
	}
	lacking := invalid.RefuseRight("company.logo", &rights.Error{Missing: []rights.Right{rights.Logo}})
	assert.Equal(t, 1, strings.Count(lacking.Error(), lacking.Err.(*rights.Error).Message(locale.English)[:20]))
	assert.NotContains(t, lacking.Error(), lacking.Err.Error())
	assert.Contains(t, lacking.Message(locale.Swedish), lacking.Err.(*rights.Error).Message(locale.Swedish))
	other := invalid.Refuse("a.b", invalid.Missing)
	other.Err = lacking.Err
	assert.Equal(t, "Saknas: fyll i något.", other.Message(locale.Swedish), "words of a cause are shown for a right alone")
}
