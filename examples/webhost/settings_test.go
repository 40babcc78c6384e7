package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/order"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	h, at, out := site(t, nil)
	eva := login(t, at, "eva")
	eva.get("/settings")
	form := eva.form()
	form.Set("company.accent", "blå")
	form.Set("templates[0].body", "Hej\r\n{kompani}")
	eva.post("/settings", form)
	assert.Contains(t, eva.page, "”blå” är ingen färg")
	assert.Contains(t, eva.page, "Rad 2, tecken 1: Taggen {kompani} finns inte. Menade du {company}?")
	form = eva.form()
	form.Set("company.accent", "#0b5cad")
	form.Set("templates[0].body", "Klart, {company}")
	form.Set("do", "test")
	eva.post("/settings", form)
	assert.Contains(t, eva.page, "Ingen server")
	closed := httptest.NewServer(http.NotFoundHandler())
	address, err := url.Parse(closed.URL)
	require.NoError(t, err)
	closed.Close()
	form.Set("host", "127.0.0.1")
	form.Set("port", address.Port())
	eva.post("/settings", form)
	assert.Contains(t, eva.page, `<p class="warn">`)
	assert.NotContains(t, eva.page, "Ingen server")
	assert.Empty(t, h.company("1").desk.Settings().Company.Accent, "a test saves nothing")

	form.Set("do", "save")
	eva.post("/settings", form)
	assert.Equal(t, "#0b5cad", h.company("1").desk.Settings().Company.Accent)
	assert.Empty(t, h.company("2").desk.Settings().Company.Accent)
	eva.get(popup)
	eva.post(orderPage+"/send", eva.form())
	assert.Empty(t, mails(t, out), "the company's mails go to its server from now on")
	eva.get("/log")
	assert.Contains(t, eva.page, "kan försökas igen")
}

// Two have the settings open. What each changes is kept; what both have changed is
// shown, and saved when it has been seen.
func TestTwoPagesOfSettings(t *testing.T) {
	t.Parallel()
	h, at, _ := site(t, nil)
	eva, other := login(t, at, "eva"), login(t, at, "eva")
	eva.get("/settings")
	other.get("/settings")
	theirs := other.form()
	theirs.Set("company.name", "Nya bolaget")
	theirs.Set("templates[0].body", "Tack!\r\n\r\n{company}")
	theirs.Set("host", "mail.example.com")
	other.post("/settings", theirs)
	saved := func() order.Settings { return h.company("1").desk.Settings() }
	require.Equal(t, "Nya bolaget", saved().Company.Name)

	mine := eva.form()
	mine.Set("company.accent", "#0b5cad")
	mine.Set("templates[0].body", "Hej")
	mine.Set("port", "2525")
	eva.post("/settings", mine)
	assert.Contains(t, eva.page, "Fältet har ändrats sedan sidan öppnades och är nu ”Tack! {company}”. Spara igen")
	assert.Contains(t, eva.page, "<pre>Tack!\n\n{company}</pre>", "whole")
	assert.Empty(t, saved().Company.Accent, "nothing is saved yet")
	again := eva.form()
	assert.Equal(t, "Hej", again.Get("templates[0].body"), "nothing that was typed is lost")
	assert.Equal(t, []string{"Nya bolaget", "mail.example.com", "2525"}, []string{again.Get("company.name"), again.Get("host"), again.Get("port")}, "what nobody touched follows")
	eva.post("/settings", again)
	assert.Equal(t, []string{"Nya bolaget", "#0b5cad", "Hej"}, []string{saved().Company.Name, saved().Company.Accent, saved().Templates[0].Body})
	assert.Equal(t, servers{Host: "mail.example.com", Port: 2525, Folder: h.company("1").servers.Folder}, h.company("1").servers)
}

// Whoever saves at the same moment is told too: each posts a name of their own, and one
// is kept.
func TestSettingsSavedAtOnce(t *testing.T) {
	t.Parallel()
	h, at, _ := site(t, nil)
	names := []string{"Ett", "Två", "Tre", "Fyra", "Fem"}
	open := map[*browser]url.Values{}
	for _, name := range names {
		eva := login(t, at, "eva")
		eva.get("/settings")
		open[eva] = eva.form()
		open[eva].Set("company.name", name)
	}
	told := make(chan bool)
	for eva, form := range open {
		go func() {
			answer, err := eva.client.PostForm(at+"/settings", form)
			if err != nil {
				told <- false
				return
			}
			defer answer.Body.Close()
			text, _ := io.ReadAll(answer.Body)
			told <- strings.Contains(string(text), "Spara igen")
		}()
	}
	count := 0
	for range names {
		if <-told {
			count++
		}
	}
	assert.Equal(t, len(names)-1, count)
	assert.Contains(t, names, h.company("1").desk.Settings().Company.Name)
}

// The settings show their template about sample orders, before it is saved.
func TestTheTemplateIsSeenBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	h, at, _ := site(t, nil)
	eva := login(t, at, "eva")
	eva.get("/settings")
	form := eva.form()
	form.Set("templates[0].body", "Om {orderRef}\r\ntill {facilityOrCustomer}")
	form.Set("do", "preview")
	for about, want := range map[order.Kind]string{order.WorkOrder: "AO462", order.ServiceOrder: "SO17", order.Quote: "OF118", order.PurchaseOrder: "Portgrossisten"} {
		form.Set("about", string(about))
		eva.post("/settings", form)
		assert.Contains(t, eva.page, "<iframe sandbox", about)
		assert.Contains(t, eva.page, want, about)
	}
	form.Set("language", "en")
	eva.post("/settings", form)
	assert.Contains(t, eva.page, "Order number: ")
	form.Set("templates[0].body", "{kompani}")
	eva.post("/settings", form)
	assert.Contains(t, eva.page, "Menade du {company}?")
	assert.NotContains(t, eva.page, "<iframe")
	assert.NotContains(t, h.company("1").desk.Settings().Templates[0].Body, "orderRef", "nothing is saved")
}
