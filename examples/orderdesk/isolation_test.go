package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every page that names something of a company's is asked for by another company,
// by a customer's login and by the customer of another order. A page that is added
// without a line here fails.
func TestOneCompanySeesNothingOfAnother(t *testing.T) {
	t.Parallel()
	eva := start(t)
	popup := eva.openKind("462", "booking-confirmation")
	eva.get(popup)
	form := eva.form()
	form.Set("action", "preview")
	eva.submit(popup, form)
	order := eva.openKind("462", "order-confirmation")
	eva.get(order)
	eva.send(order)
	mail := eva.mails()[0]
	eva.get(mail).sees("AO462.pdf")
	line := eva.lines("")[0]
	eva.get(order) // its preview again

	const own = "" // a page of the user's own company: it shows nothing of another
	addresses := map[string]string{
		"GET /{$}": own, "GET /mailbox": own, "GET /log": own, "GET /queue": own, "GET /queue/live": own, "POST /queue": own,
		"GET /planner": own, "POST /planner": own, "GET /objects": own, "POST /objects": own, "POST /objects/reminders": own, "GET /users": own,
		"GET /settings": own, "GET /settings/logo": own, "GET /settings/{section}": own, "POST /settings/{section}": own, "POST /settings/{section}/live": own,
		"GET /templates": own, "GET /templates/edit": own, "POST /templates/edit": own, "POST /templates/edit/live": own, "GET /account": own, "POST /session": own,

		"GET /orders/{id}": "/orders/462", "POST /orders/{id}/bookings": "/orders/462/bookings", "POST /orders/{id}/articles": "/orders/462/articles",
		"POST /orders/{id}/contacts": "/orders/462/contacts", "POST /orders/{id}/ready": "/orders/462/ready", "POST /orders/{id}/protocol": "/orders/464/protocol", "POST /orders/{id}/messages": "/orders/462/messages",
		"POST /orders/{id}/acknowledge": "/orders/462/acknowledge", "POST /orders/{id}/comments": "/orders/462/comments",
		"GET /orders/{id}/files/{n}": "/orders/462/files/0",
		"GET /popups/{key}":          popup, "POST /popups/{key}": popup, "POST /popups/{key}/live": popup + "/live",
		"GET /popups/{key}/html/{n}": popup + "/html/0", "GET /popups/{key}/documents/{n}": order + "/documents/0", "GET /popups/{key}/calendar/{n}": popup + "/calendar/0",
		"GET /mailbox/{id}": mail, "GET /mailbox/{id}/html": mail + "/html", "GET /mailbox/{id}/parts/{n}": mail + "/parts/0",
		"GET /log/{id}": line, "POST /log/{id}/again": line + "/again",
		"GET /templates/previews/{key}": "/templates/previews/settings",
		"GET /account/{id}":             "/account/borje", "POST /account/{id}": "/account/borje",
		"GET /customer/{id}": "/customer/462", "POST /customer/{id}/comments": "/customer/462/comments",
	}
	eva.get("/settings/company") // whose preview is asked for
	visitors := map[string]*browser{}
	for _, id := range []string{"olle", "mats", "anna"} {
		visitors[id] = another(t, eva.app, eva.base).as(id)
	}
	for _, r := range routes() {
		address, listed := addresses[r.pattern]
		require.True(t, listed, "%s: say here what another company may not see", r.pattern)
		if address == own {
			continue
		}
		method, _, _ := strings.Cut(r.pattern, " ")
		if method == http.MethodGet {
			assert.Equal(t, http.StatusOK, eva.get(address).code, "%s by the company's own", address)
		}
		for id, b := range visitors {
			if id == "anna" && strings.HasPrefix(address, "/customer/") {
				continue // her own
			}
			if method == http.MethodGet {
				b.get(address)
			} else {
				b.get("/")
				b.submit(address, url.Values{"action": {"send"}, "text": {"x"}, "kind": {"free-message"}})
			}
			assert.Equal(t, http.StatusNotFound, b.code, "%s %s by %s", method, address, id)
			assert.NotContains(t, b.page, "eken", "%s %s by %s", method, address, id)
		}
	}
	olle := visitors["olle"]
	for _, address := range []string{"/", "/log", "/log?channel=email", "/mailbox", "/mailbox?own", "/queue", "/planner", "/objects", "/users", "/settings/company", "/templates", "/account"} {
		olle.get(address)
		assert.Equal(t, http.StatusOK, olle.code, address)
		for _, word := range []string{"AO462", "eken", "Nordkyl"} {
			assert.NotContains(t, strings.ReplaceAll(olle.page, "nordkyl", ""), word, address)
		}
	}
	assert.Equal(t, http.StatusOK, visitors["anna"].get("/customer/462").code)
	for _, staffOnly := range []string{"/mailbox", "/log", "/queue", "/planner", "/objects", "/users", "/settings", "/templates", "/account"} {
		assert.Equal(t, http.StatusNotFound, visitors["anna"].get(staffOnly).code, "a customer's login at %s", staffOnly)
	}
}

func TestEveryFormNeedsItsToken(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.get("/orders/462")
	posts := slices.DeleteFunc(routes(), func(r route) bool { return !strings.HasPrefix(r.pattern, "POST ") })
	require.NotEmpty(t, posts)
	for _, r := range posts {
		address := strings.NewReplacer("{id}", "462", "{key}", "x", "{section}", "sender").Replace(strings.TrimPrefix(r.pattern, "POST "))
		for _, token := range []string{"", "other"} {
			b.read(b.c.PostForm(b.base+address, url.Values{"csrf": {token}, "kind": {"order-confirmation"}, "user": {"olle"}}))
			assert.Equal(t, http.StatusForbidden, b.code, "%s with %q", address, token)
		}
	}
	b.get("/").sees("Eva Holm")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.base+"/orders/462", nil)
	require.NoError(t, err)
	r.Host = "evil.example"
	assert.Equal(t, http.StatusMisdirectedRequest, b.read(b.c.Do(r)).code, "another name for this machine")
}

// No page has a script or a style of its own, and the policy allows none.
func TestNoPageHasInlineCode(t *testing.T) {
	t.Parallel()
	b := start(t)
	popup := b.openKind("462", "free-message")
	for _, address := range []string{"/", "/orders/462", popup, "/mailbox", "/log", "/queue", "/settings/company", "/settings/sender", "/templates", "/templates/edit?id=enkat", "/account", "/customer/462", "/nothing"} {
		b.get(address)
		policy := b.head.Get("Content-Security-Policy")
		if b.code == http.StatusOK {
			assert.Contains(t, policy, "default-src 'none'", address)
			assert.NotContains(t, policy, "unsafe", address)
		}
		assert.NotRegexp(t, `(?i)<script(?:[^>]*)>[^<]`, b.page, address)
		assert.NotRegexp(t, `(?i)<style|\sstyle=|\son[a-z]+=`, b.page, address)
	}
}

// What somebody writes is text on every page that shows it.
func TestWhatIsWrittenIsText(t *testing.T) {
	t.Parallel()
	b := start(t)
	const attack = `<img src=x onerror=alert(1)>"'{{.}}`
	b.get("/orders/462")
	b.post("/orders/462/comments", "text", attack, "visible", "on")
	b.post("/settings/company", "company.name", attack, "company.accent", "#1f5f8b")
	path := b.openKind("462", "free-message")
	f := b.form()
	f.Set("email", "on")
	f.Set("to", attack)
	f.Set("subject", attack)
	f.Set("text", attack)
	f.Set("action", "send")
	b.submit(path, f)
	for _, address := range []string{"/orders/462", "/customer/462", "/settings/company", "/log", path} {
		r, err := b.c.Get(b.base + address) // not through read, which unescapes
		require.NoError(t, err)
		raw := make([]byte, 1<<20)
		n, _ := r.Body.Read(raw)
		require.NoError(t, r.Body.Close())
		assert.NotContains(t, string(raw[:n]), "<img src=x", address)
	}
}

func TestLocalAddresses(t *testing.T) {
	t.Parallel()
	for back, want := range map[string]string{
		"/orders/1": "/orders/1", "": "/", "//evil.example": "/", "https://evil.example/": "/", `/\evil.example`: "/", "orders": "/",
	} {
		assert.Equal(t, want, local(back), back)
	}
}
