package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// Time that belongs to no order is told of as the setting and the user's own choice say.
func TestOtherTimeIsToldOfAsChosen(t *testing.T) {
	t.Parallel()
	b := start(t)
	other := []string{"day", "2026-09-08", "from", "13:00", "to", "14:30", "user", "borje", "title", "Möte"}
	b.post("/planner", append([]string{"action", "add"}, other...)...).sees("Planeraren är sparad.", "Börje Åkesson: ", "tisdag 08 september, 13:00 – 14:30", "Möte")
	assert.NotContains(t, b.page, "Meddelande går till", "the setting is off")
	b.post("/settings/planner", "otherTime", "on").sees("sparade")
	id := b.get("/planner").find(`name="booking" value="([^"]+)"`)
	b.post("/planner", "action", "move", "booking", id, "day", "2026-09-09", "from", "08:00", "to", "09:00", "user", "borje", "title", "Möte").
		sees("Meddelande går till Börje Åkesson.", "onsdag 09 september, 08:00 – 09:00")
	b.eventually("/mailbox?own", "borje@nordkyl.example.com")
	assert.NotContains(t, b.get("/mailbox").page, "borje@", "customers are told nothing")
	b.get("/planner")
	b.post("/planner", "action", "move", "booking", id, "day", "2026-09-09", "from", "10:00", "to", "09:00", "user", "borje").sees("starttid och en sluttid")
	b.post("/planner", "action", "delete", "booking", id).sees("Meddelande går till Börje Åkesson.", "Ingen.")
	assert.Equal(t, http.StatusNotFound, b.post("/planner", "action", "delete", "booking", id).code)
	assert.Equal(t, http.StatusNotFound, b.post("/planner", "action", "add", "day", "2026-09-09", "from", "08:00", "to", "09:00", "user", "olle").code, "another company's")
	assert.Equal(t, http.StatusNotFound, b.post("/planner", "action", "other").code)

	b.as("borje")
	b.post("/account/borje", "byEmail", "").sees("sparade") // neither e-mail nor SMS
	b.as("eva")
	b.post("/planner", append([]string{"action", "add"}, other...)...).sees("Börje Åkesson: ")
	assert.NotContains(t, b.page, "Meddelande går till")
	b.post("/planner", "action", "add", "day", "2026-09-08", "from", "13:00", "to", "14:30", "user", "eva", "title", "Möte").sees("Eva Holm: ") // one's own action
	assert.NotContains(t, b.page, "Meddelande går till")
}

// A customer's login is nobody's colleague: it cannot be chosen where the company's own
// people are, and sees no order to a supplier.
func TestACustomersLoginIsNoColleague(t *testing.T) {
	t.Parallel()
	b := start(t)
	for _, path := range []string{"/planner", "/objects"} {
		page := b.get(path).page
		main := page[strings.Index(page, "<main"):]
		assert.Contains(t, main, `<option value="borje"`, path)
		assert.NotContains(t, main, `<option value="anna"`, path)
	}
	log := b.get("/log").page
	assert.Contains(t, log[strings.Index(log, "<main"):], `<option value="anna"`, "who writes comments")
	assert.NotContains(t, b.get("/orders/468").page, "Kundens sida")
	b.as("anna")
	b.get("/").sees("AO462")
	assert.NotContains(t, b.page, "IO468")
	assert.Equal(t, http.StatusNotFound, b.get("/customer/468").code)
}

// Each object and date is reminded of once, however often it is run.
func TestServiceRemindersGoOncePerObjectAndDate(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.as("borje")
	b.post("/account/borje", "events", "service-reminder", "byEmail", "on").sees("sparade")
	assert.Equal(t, http.StatusForbidden, b.post("/objects/reminders").code, "who runs them has a right")
	b.as("eva")
	b.get("/objects").sees("Kylrum 2", "<time>2026-09-14</time>", "inom påminnelsetiden", "Värmepump", "14 dagar före")
	b.post("/objects/reminders").sees("1 servicepåminnelse skickas.")
	b.eventually("/mailbox?own", "Dags för service")
	b.get("/objects")
	b.post("/objects/reminders").sees("Ingen ny servicepåminnelse")
	b.post("/objects", "object", "o1", "next", "2026-09-10", "user", "borje").sees("Objektet är sparat.", "<time>2026-09-10</time>")
	b.post("/objects/reminders").sees("1 servicepåminnelse skickas.")
	b.post("/objects", "name", "Portautomat", "facility", "Terminal 3", "next", "2026-09-05", "user", "").sees("Portautomat")
	b.post("/objects/reminders").sees("1 servicepåminnelse skickas.")
	b.post("/objects", "name", "", "next", "2026-09-05").sees("Objektet behöver ett namn")
	assert.Equal(t, http.StatusNotFound, b.post("/objects", "object", "o9", "next", "2026-09-05").code)
	b.get("/objects")
	assert.Equal(t, http.StatusNotFound, b.post("/objects", "object", "o1", "next", "2026-09-05", "user", "olle").code)
	b.get("/")
	b.post("/session", "ahead", "480h") // the morning of another object, by itself
	b.eventually("/mailbox?own", "2026-09-24")
}

// The queue's page shows one day's reminders beside all that there has been.
func TestTheProgressOfAMorning(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/settings/reminders", "reminders[0].daysBefore", "1", "reminders[0].at", "09:00").sees("sparade")
	b.booking("462", "add", "2026-09-07", "07:00", "10:00", "")
	b.booking("464", "add", "2026-09-07", "07:00", "10:00", "")
	b.send(b.openKind("463", "order-confirmation"))
	b.get("/queue?day=2026-09-06").sees(`<p id="morning">Väntar: 3 · att bestämma: 0 · skickade: 0`)
	b.get("/queue").sees(`<p id="morning">Väntar: 0 · att bestämma: 0 · skickade: 0`)
	b.get("/")
	b.post("/session", "ahead", "60h")
	b.eventually("/queue/live?day=2026-09-06", `<p id="morning">Väntar: 0 · att bestämma: 0 · skickade: 3 · misslyckade: 0`)
}

// What stands in a company's settings has turned wrong: every page is there and says so,
// and nothing is sent.
func TestSettingsThatTurnedWrong(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.send(b.openKind("462", "booking-confirmation"))
	c, err := b.app.data.company(t.Context(), "nordkyl")
	if err != nil {
		t.Fatal(err)
	}
	c.Settings.Templates[0].Body = "Hej {borttagen}"
	if err := b.app.data.saveCompany(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	b.booking("462", "move", "2026-09-12", "13:00", "15:00", "b1").sees("Ordern är sparad.", "Inget kan skickas", "E-post skickad: 2026-09-04", `class="red"`, "{borttagen}")
	for _, page := range []string{"/", "/log", "/queue", "/planner", "/objects", "/settings", "/templates", "/templates/edit?id=enkat"} {
		b.get(page).sees("Inget kan skickas")
		assert.Equal(t, http.StatusOK, b.code, page)
	}
	path := b.openKind("462", "booking-confirmation")
	b.sees("Inget kan skickas", "På telefonen")
	b.send(path).sees("Inget kan skickas")
	assert.Len(t, b.mails(), 1)
	b.get("/templates/edit?id=enkat")
	b.post("/templates/edit", "id", "enkat", "name", "Enkät", "subject", "S", "body", "Hej").sees("Mallen är sparad.")
	assert.NotContains(t, b.page, "Inget kan skickas")
	b.get(path)
	b.send(path)
	assert.Len(t, b.mails(), 2)
}

// One company's previews take nobody else's away, and are bounded.
func TestPreviewsAreBoundedForEachCompany(t *testing.T) {
	t.Parallel()
	var p previews
	of := func(n int) plan.Plan {
		return plan.Plan{Documents: []plan.Document{{File: order.File{Data: make([]byte, n)}}}}
	}
	p.keep("sydport", "first", of(1))
	for i := range maxPreviews + 10 {
		p.keep("nordkyl", number(i), of(1))
	}
	_, err := p.find("sydport", "first")
	assert.NoError(t, err)
	_, err = p.find("nordkyl", "9")
	assert.ErrorIs(t, err, errNotThere)
	_, err = p.find("nordkyl", "10")
	assert.NoError(t, err)
	_, err = p.find("sydport", "10")
	assert.ErrorIs(t, err, errNotThere, "another's")
	p.keep("nordkyl", "10", of(2))
	assert.Len(t, p.of["nordkyl"].order, maxPreviews)
	assert.EqualValues(t, maxPreviews+1, p.of["nordkyl"].bytes)
	p.keep("nordkyl", "big", of(maxPreviewBytes))
	assert.Len(t, p.of["nordkyl"].order, 1, "by bytes too")
	_, err = p.find("nordkyl", "big")
	assert.NoError(t, err)
}
