package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/staff"
)

// tab is a form of a page as a browser has it open.
func (b *browser) tab(path, id string) url.Values {
	b.t.Helper()
	b.get(path)
	return b.shown(id)
}

// shown is the form of an ID that the page shows, as a browser posts it: what is
// disabled and boxes that are off are not there, and a text has CRLF between its lines.
func (b *browser) shown(id string) url.Values {
	b.t.Helper()
	doc, err := html.Parse(strings.NewReader(b.raw))
	require.NoError(b.t, err)
	form := url.Values{}
	for n := range doc.Descendants() {
		if n.Data == "form" && attribute(n, "id") == id {
			for field := range n.Descendants() {
				fill(form, field)
			}
		}
	}
	require.NotEmpty(b.t, form)
	return form
}

func fill(form url.Values, n *html.Node) {
	name := attribute(n, "name")
	switch {
	case name == "" || has(n, "disabled"):
	case n.Data == "input" && attribute(n, "type") == "checkbox":
		if has(n, "checked") {
			value := "on"
			if has(n, "value") {
				value = attribute(n, "value")
			}
			form.Add(name, value)
		}
	case n.Data == "input" && attribute(n, "type") != "file":
		form.Add(name, attribute(n, "value"))
	case n.Data == "textarea":
		text := ""
		if n.FirstChild != nil {
			text = n.FirstChild.Data
		}
		form.Add(name, strings.ReplaceAll(text, "\n", "\r\n"))
	case n.Data == "select":
		for option := range n.Descendants() {
			if option.Data == "option" && (has(option, "selected") || !form.Has(name)) {
				form.Set(name, attribute(option, "value"))
			}
		}
	}
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// saved is the company as it is stored.
func (b *browser) saved() company {
	b.t.Helper()
	c, err := b.app.data.company(b.t.Context(), "nordkyl")
	require.NoError(b.t, err)
	return c
}

// A page that is opened and saved changes nothing, whichever it is.
func TestAnUntouchedPageChangesNothing(t *testing.T) {
	t.Parallel()
	b := start(t)
	c := b.saved()
	c.Settings.Reminders = []booking.Reminder{{DaysBefore: 2, Hour: 8}, {Before: 3 * 3600e9}}
	require.NoError(t, b.app.data.saveCompany(t.Context(), c))
	for _, s := range sections() {
		form := b.tab("/settings/"+s.id, s.id)
		b.submit("/settings/"+s.id, form)
		assert.Equal(t, http.StatusOK, b.code, s.id)
		assert.Equal(t, c, b.saved(), s.id)
	}
	eva := b.tab("/account", "account")
	before, err := b.app.data.person(t.Context(), users[0])
	require.NoError(t, err)
	b.submit("/account/eva", eva)
	after, err := b.app.data.person(t.Context(), users[0])
	require.NoError(t, err)
	assert.True(t, before.Preferences.Equal(after.Preferences))
}

// Two tabs of a page of the settings, of the library's, of the company's own people's
// and of the host's own: the later one undoes nothing of the earlier one.
func TestTwoTabsOfAPageOfSettings(t *testing.T) {
	t.Parallel()
	b := start(t)
	one, two := b.tab("/settings/server", "server"), b.tab("/settings/server", "server")
	one.Set("host", "mail.example.com")
	one.Set("includeFiles", "")
	one.Set("password", "hemligt")
	b.submit("/settings/server", one).sees("sparade")
	two.Set("username", "nordkyl")
	b.submit("/settings/server", two).sees("sparade")
	got := b.saved()
	assert.Equal(t, []string{"mail.example.com", "nordkyl", "hemligt"}, []string{got.Server.Host, got.Server.Username, got.Server.Password})
	assert.False(t, got.Settings.IncludeFiles)
	assert.NotContains(t, b.get("/settings/server").raw, "hemligt")

	one, two = b.tab("/settings/workorders", "workorders"), b.tab("/settings/workorders", "workorders")
	one.Set("articles.work-order.toOrder", "forst@nordkyl.example.com")
	one.Set("readyMessage", "Klart!\r\nVälkommen åter")
	b.submit("/settings/workorders", one).sees("sparade")
	two.Set("articles.work-order.ordered", "lager@nordkyl.example.com")
	two.Set("articles.work-order.toOrder", "chef@nordkyl.example.com")
	two.Set("readyMessage", "Tack")
	b.submit("/settings/workorders", two)
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	b.sees("är nu ”forst@nordkyl.example.com”", "är nu ”Klart! Välkommen åter”", "<pre class=\"text\">Klart!\nVälkommen åter</pre>")
	again := b.shown("workorders")
	assert.Equal(t, []string{"chef@nordkyl.example.com", "lager@nordkyl.example.com", "Tack"}, []string{again.Get("articles.work-order.toOrder"), again.Get("articles.work-order.ordered"), again.Get("readyMessage")})
	b.submit("/settings/workorders", again).sees("sparade")
	assert.Equal(t, "Tack", b.saved().Settings.ReadyMessage)
	assert.Equal(t, "chef@nordkyl.example.com", b.saved().Staff.Articles["work-order"].ToOrder.String())

	one, two = b.tab("/settings/company", "company"), b.tab("/settings/company", "company")
	one.Set("company.accent", "#aa3300")
	b.submit("/settings/company", one).sees("sparade")
	two.Set("company.phone", "020")
	b.submit("/settings/company", two).sees("sparade")
	assert.Equal(t, []string{"#aa3300", "020"}, []string{b.saved().Settings.Company.Accent, b.saved().Settings.Company.Phone})
}

// Whoever has no right to what somebody else has changed is not refused for it.
func TestTwoTabsAndTheirRights(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.as("kim")
	office := b.tab("/settings/workorders", "workorders")
	b.as("eva")
	admin := b.tab("/settings/workorders", "workorders")
	admin.Set("articles.work-order.toOrder", "forst@nordkyl.example.com")
	b.submit("/settings/workorders", admin).sees("sparade")
	b.as("kim")
	office.Set("readyMessage", "Tack")
	b.submit("/settings/workorders", office).sees("sparade")
	assert.Equal(t, "forst@nordkyl.example.com", b.saved().Staff.Articles["work-order"].ToOrder.String())
	assert.Equal(t, "Tack", b.saved().Settings.ReadyMessage)
}

func TestTwoTabsOfATemplate(t *testing.T) {
	t.Parallel()
	const page, post = "/templates/edit?order=work-order&case=new&language=sv", "/templates/edit"
	b := start(t)
	one, two := b.tab(page, "template"), b.tab(page, "template")
	for _, form := range []url.Values{one, two} {
		form.Set("subject", "Besök")
		form.Set("body", "Hej")
	}
	one.Set("sms", "Kort")
	b.submit(post, one).sees("Mallen är sparad.")
	b.submit(post, two).sees("Mallen är sparad.")
	assert.Equal(t, "Kort", b.saved().Settings.BookingTemplates[0].SMS, "what only the first has written is kept")

	one, two = b.tab(page, "template"), b.tab(page, "template")
	three := b.tab(page, "template")
	one.Set("body", "Hej från ett")
	b.submit(post, one).sees("Mallen är sparad.")
	two.Set("body", "Hej från två")
	b.submit(post, two).sees("Text: Fältet har ändrats sedan sidan öppnades och är nu ”Hej från ett”.", "Hej från två</textarea>")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	b.submit(post, b.shown("template")).sees("Mallen är sparad.")
	assert.Equal(t, "Hej från två", b.saved().Settings.BookingTemplates[0].Body)
	three.Set("action", "delete")
	b.submit(post, three).sees("Mallen har ändrats sedan sidan öppnades.", "Hej från två</textarea>")
	seen := b.shown("template")
	seen.Set("action", "delete")
	b.submit(post, seen).sees("Mallen är sparad.")
	assert.Empty(t, b.saved().Settings.BookingTemplates)

	mine := b.saved().Settings.Templates[0]
	one, two = b.tab(templateKey{ID: mine.ID}.address(), "template"), b.tab(templateKey{ID: mine.ID}.address(), "template")
	one.Set("action", "delete")
	b.submit(post, one).sees("Mallen är sparad.")
	two.Set("body", "Det här tog tid")
	b.submit(post, two).sees("Mallen har tagits bort", "Det här tog tid</textarea>")
	b.submit(post, b.shown("template")).sees("Mallen är sparad.")
	all := b.saved().Settings.Templates
	assert.Equal(t, []string{mine.Subject, "Det här tog tid"}, []string{all[len(all)-1].Subject, all[len(all)-1].Body})
}

// A user chooses of what to be told while an administrator, whose page is older, chooses
// how.
func TestTwoTabsOfAnAccount(t *testing.T) {
	t.Parallel()
	b := start(t)
	preferences := func() staff.Preferences {
		u, _ := colleague("nordkyl", "borje")
		p, err := b.app.data.person(t.Context(), u)
		require.NoError(t, err)
		return p.Preferences
	}
	u, _ := colleague("nordkyl", "borje")
	require.NoError(t, b.app.data.savePreferences(t.Context(), u, staff.Preferences{Events: []staff.Event{staff.Booked}, Digest: true}))
	admin := b.tab("/account/borje", "account")
	b.as("borje")
	own, older := b.tab("/account", "account"), b.tab("/account", "account")
	own["events"] = []string{"booked", "assigned"}
	own.Set("ownActions", "on")
	b.submit("/account/borje", own).sees("sparade")
	b.as("eva")
	admin.Set("byEmail", "on")
	b.submit("/account/borje", admin).sees("sparade")
	b.as("borje")
	older.Del("events")
	b.submit("/account/borje", older).sees("sparade")
	assert.Equal(t, staff.Preferences{Events: []staff.Event{staff.Assigned}, Email: true, OwnActions: true, Digest: true}, preferences(), "what the page does not show is left as it is too")
}
