package main

import (
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// began is a Friday at 09:00 in Stockholm; the clock runs on from it.
var began = time.Date(2026, time.September, 4, 7, 0, 0, 0, time.UTC)

// A browser is a client with cookies that posts the forms of the page it is on.
type browser struct {
	t    *testing.T
	app  *app
	base string
	c    *http.Client
	page string // as shown, unescaped
	code int
	head http.Header
}

func start(t *testing.T) *browser {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	really := time.Now()
	a, err := newApp(ctx, filepath.Join(t.TempDir(), "desk.db"), func() time.Time { return began.Add(time.Since(really)) }, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	done := make(chan struct{})
	go func() { a.work(ctx); close(done) }()
	server := httptest.NewServer(a.handler())
	t.Cleanup(func() { server.Close(); stop(); <-done; require.NoError(t, a.data.db.Close()) })
	return another(t, a, server.URL)
}

func another(t *testing.T, a *app, base string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &browser{t: t, app: a, base: base, c: &http.Client{Jar: jar}}
}

func (b *browser) read(r *http.Response, err error) *browser {
	b.t.Helper()
	require.NoError(b.t, err)
	body, err := io.ReadAll(r.Body)
	require.NoError(b.t, err)
	require.NoError(b.t, r.Body.Close())
	b.page, b.code, b.head = html.UnescapeString(string(body)), r.StatusCode, r.Header
	return b
}

func (b *browser) get(path string) *browser {
	b.t.Helper()
	return b.read(b.c.Get(b.base + path))
}

var csrf = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

func (b *browser) post(path string, pairs ...string) *browser {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.submit(path, form)
}

func (b *browser) submit(path string, form url.Values) *browser {
	b.t.Helper()
	if b.page == "" || !csrf.MatchString(b.page) {
		b.get("/")
	}
	form.Set("csrf", csrf.FindStringSubmatch(b.page)[1])
	return b.read(b.c.PostForm(b.base+path, form))
}

func (b *browser) sees(words ...string) *browser {
	b.t.Helper()
	for _, w := range words {
		require.Contains(b.t, b.page, w)
	}
	return b
}

func (b *browser) find(pattern string) string {
	b.t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(b.page)
	require.NotNil(b.t, m, "%s in %s", pattern, b.page)
	return m[1]
}

// form are the values of the popup that the page shows, as a browser posts them.
func (b *browser) form() url.Values {
	b.t.Helper()
	v := url.Values{"opened": {b.find(`name="opened" value="([^"]*)"`)}, "key": {b.find(`name="key" value="([^"]*)"`)}}
	for _, name := range []string{"to", "phones", "subject", "fileName"} {
		if m := regexp.MustCompile(` name="` + name + `" value="([^"]*)"`).FindStringSubmatch(b.page); m != nil {
			v.Set(name, m[1])
		}
	}
	for _, name := range []string{"email", "sms"} {
		if strings.Contains(b.page, `name="`+name+`" checked`) {
			v.Set(name, "on")
		}
	}
	v.Set("text", b.find(`(?s)<textarea id="text"[^>]*>\n(.*?)</textarea>`))
	return v
}

// openKind opens a message from an order's menu, and returns the popup's address.
func (b *browser) openKind(id, kind string) string {
	b.t.Helper()
	b.post("/orders/"+id+"/messages", "kind", kind)
	require.Equal(b.t, http.StatusOK, b.code, b.page)
	return b.find(`action="(/popups/[^"]+)"`)
}

// send posts the popup as it stands.
func (b *browser) send(path string) *browser {
	b.t.Helper()
	f := b.form()
	f.Set("action", "send")
	return b.submit(path, f)
}

func (b *browser) booking(id, action, day, from, to, booking string) *browser {
	b.t.Helper()
	return b.post("/orders/"+id+"/bookings", "action", action, "day", day, "from", from, "to", to, "booking", booking)
}

func TestABookingIsToldAndToldAgain(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.booking("462", "add", "2026-09-09", "07:00", "10:00", "").sees("Vill ni skicka ett epost till kontaktpersonen med bokningsbekräftelse?")
	path := b.find(`href="(/popups/[^"]+)"`)
	b.get(path)
	f := b.form()
	f.Set("sms", "on")
	f.Set("phones", "+46705123456")
	f.Set("action", "preview")
	b.submit(path, f).sees("Detta skickas", "Kalenderpost", "SMS till +46705123456")
	b.get(path+"/html/0").sees("onsdag 09 september", "07:00")
	assert.Contains(t, b.head.Get("Content-Security-Policy"), "sandbox")
	b.get(path + "/calendar/0").sees("METHOD:REQUEST")

	b.get(path)
	f.Set("action", "send")
	b.submit(path, f).sees("E-post skickad:", "anna@eken.example")
	assert.NotContains(t, b.page, `class="banner red"`)
	b.get("/orders/462")
	f.Set("csrf", "")
	b.submit(path, f).sees("redan skickat")
	b.get("/mailbox").sees("+46705123456")
	assert.Equal(t, 1, strings.Count(b.page, `class="bubble`), "a double click sends once")
	b.get("/mailbox/1").sees("SUMMARY", "DTSTART: 20260909T0")
	b.get("/mailbox/1/html").sees("onsdag 09 september")

	id := b.get("/orders/462").find(`(?s)name="booking" value="([^"]+)"`)
	b.booking("462", "move", "2026-09-09", "08:00", "11:00", id).sees(`class="banner red"`, "07:00–10:00 → 08:00–11:00")
	path = b.find(`href="(/popups/[^"]+)"`)
	b.get(path)
	b.send(path)
	b.get("/orders/462").sees("E-post skickad:")
	assert.NotContains(t, b.page, `class="banner red"`)
	b.get("/mailbox/2").sees("SEQUENCE: 2", "20260909T08")
}

func TestOfTwoVisitsTheCustomerIsToldWhichIsOff(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.get("/orders/463")
	ids := regexp.MustCompile(`name="booking" value="([^"]+)"`).FindAllStringSubmatch(b.page, -1)
	require.Len(t, ids, 2)
	b.booking("463", "cancel", "", "", "", ids[1][1]).sees("avbokad")
	path := b.find(`href="(/popups/[^"]+)"`)
	b.get(path)
	b.send(path).sees("E-post skickad:")
	b.get("/mailbox/1").sees("METHOD: CANCEL", "20260914T08")
	b.get("/mailbox/1/html").sees("måndag 14 september")
	assert.NotContains(t, b.page, "07 september")
}

func TestAWrongPasswordIsSaidAndMended(t *testing.T) {
	t.Parallel()
	b := start(t)
	server := []string{"part", "server", "host", "", "port", "", "username", "nordkyl", "password", "fel", "action"}
	b.post("/settings", append(server, "test")...)
	text := b.find(`id="server-text" role="alert" class="error">([^<]+)<`)
	assert.Contains(t, text, "lösenord")
	assert.NotContains(t, text, "fel ")
	b.post("/settings", append(server, "save")...).sees("E-postservern är sparad.")

	path := b.openKind("462", "order-confirmation")
	b.send(path)
	b.get("/mailbox").sees("Inget ännu.")
	b.get("/held").sees("Väntar: 1 ")
	server[9] = password
	b.post("/settings", append(server, "test")...)
	assert.NotContains(t, b.page, `role="alert" class="error"`)
	b.post("/settings", append(server, "save")...)
	b.post("/held", "action", "resume")
	b.eventually("/mailbox", "AO462.pdf")
}

// eventually waits for what the worker does.
func (b *browser) eventually(path, words string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool { return strings.Contains(b.get(path).page, words) }, 10*time.Second, 50*time.Millisecond)
}

func TestOneCompanySeesNothingOfAnother(t *testing.T) {
	t.Parallel()
	eva := start(t)
	path := eva.openKind("462", "order-confirmation")
	f := eva.form()
	f.Set("action", "preview")
	eva.submit(path, f)
	addresses := []string{"/orders/462", "/customer/462", path, path + "/html/0", path + "/documents/0", "/mailbox/1", "/mailbox/1/html", "/mailbox/1/parts/0"}
	eva.get(path)
	eva.send(path)
	eva.get("/mailbox/1").sees("AO462.pdf")
	f = eva.get(path).form()
	for _, address := range addresses {
		require.Equal(t, http.StatusOK, eva.get(address).code, address)
	}

	olle := another(t, eva.app, eva.base)
	olle.post("/session", "user", "olle").sees("AO17")
	assert.NotContains(t, olle.page, "AO462")
	for _, address := range addresses {
		olle.get(address)
		assert.Equal(t, http.StatusNotFound, olle.code, address)
		assert.NotContains(t, olle.page, "eken")
	}
	f.Set("action", "send")
	for _, address := range []string{path, path + "/count", "/orders/462/bookings", "/orders/462/ready", "/orders/462/messages", "/orders/462/acknowledge", "/orders/462/comments"} {
		olle.get("/")
		assert.Equal(t, http.StatusNotFound, olle.submit(address, f).code, address)
	}
	for _, address := range []string{"/log", "/log?recipient=anna@eken.example", "/mailbox", "/held"} {
		assert.NotContains(t, olle.get(address).page, "AO462", address)
	}

	anna := another(t, eva.app, eva.base)
	anna.post("/session", "user", "anna").sees("AO462")
	for _, address := range addresses {
		want := http.StatusNotFound
		if address == "/customer/462" {
			want = http.StatusOK
		}
		assert.Equal(t, want, anna.get(address).code, "a customer's login at %s", address)
	}
	borje := another(t, eva.app, eva.base)
	borje.post("/session", "user", "borje")
	assert.Equal(t, http.StatusForbidden, borje.get("/settings").code)
	borje.get("/")
	assert.Equal(t, http.StatusForbidden, borje.post("/settings", "part", "server", "host", "x", "action", "save").code)
}

func TestAFormNeedsItsToken(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.get("/orders/462")
	for _, address := range []string{"/orders/462/ready", "/session", "/settings", "/held", "/orders/462/messages"} {
		b.read(b.c.PostForm(b.base+address, url.Values{"csrf": {"other"}, "kind": {"order-confirmation"}}))
		assert.Equal(t, http.StatusForbidden, b.code, address)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.base+"/orders/462", nil)
	require.NoError(t, err)
	r.Host = "evil.example"
	assert.Equal(t, http.StatusMisdirectedRequest, b.read(b.c.Do(r)).code, "another name for this machine")
	assert.Contains(t, b.get("/").head.Get("Content-Security-Policy"), "script-src 'self'")
}

func TestLocalAddresses(t *testing.T) {
	t.Parallel()
	for back, want := range map[string]string{
		"/orders/1": "/orders/1", "": "/", "//evil.example": "/", "https://evil.example/": "/", `/\evil.example`: "/", "orders": "/",
	} {
		assert.Equal(t, want, local(back), back)
	}
}

func TestThePopupNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("462", "free-message")
	f := b.form()
	f.Set("email", "on")
	f.Set("to", "anna@eken.example,anna@,osten")
	f.Set("sms", "on")
	f.Set("phones", "0705123456")
	f.Set("text", "Hej – på er!")
	f.Set("action", "send")
	b.submit(path, f).sees("”anna@”", "”osten”", "Menade du +46705123456?", "Hej – på er!", "anna@eken.example,anna@,osten")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	b.get(path)
	b.submit(path+"/count", f).sees(`"1 SMS · 12/160"`, `"to":`)
	b.get(path)
	f.Set("text", strings.Repeat("å😀", 60))
	b.submit(path+"/count", f).sees(`"odd":"😀"`)

	path = b.openKind("462", "order-confirmation")
	b.sees("Texten är fast", "readonly")
	f = b.form()
	f.Set("text", "Något annat")
	f.Set("action", "send")
	assert.Equal(t, http.StatusUnprocessableEntity, b.submit(path, f).code)
	b.get("/mailbox").sees("Inget ännu.")
}

func TestMovedWhileThePopupIsOpen(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("462", "booking-confirmation")
	f := b.form()
	id := b.get("/orders/462").find(`name="booking" value="([^"]+)"`)
	b.booking("462", "move", "2026-09-12", "13:00", "15:00", id)
	f.Set("action", "send")
	b.submit(path, f).sees("12 september")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	b.get("/mailbox").sees("Inget ännu.")
}

func TestAMessageForLater(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("462", "free-message")
	f := b.form()
	f.Set("email", "on")
	f.Set("subject", "Klart")
	f.Set("text", "Varan finns att hämta.")
	f.Set("action", "send")
	f.Set("when", "2026-09-04T08:00")
	assert.Equal(t, http.StatusUnprocessableEntity, b.submit(path, f).code, "a time that is past")
	f.Set("when", "2026-09-05T08:00")
	b.submit(path, f).sees("skickas 2026-09-05 08:00")
	b.get("/mailbox").sees("Inget ännu.")
	b.get("/")
	b.post("/session", "ahead", "24h")
	b.eventually("/mailbox", "anna@eken.example")
}

func TestReadyForInvoicingAsks(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/orders/462/ready").sees(`role="alertdialog"`, "arbetsorder")
	path := b.find(`href="(/popups/[^"]+)"`)
	b.get(path)
	b.send(path)
	b.get("/mailbox").sees("anna@eken.example", "AO462")
}

func TestRemindersComeWithTheClock(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/settings", "part", "reminders", "days", "1")
	b.booking("462", "add", "2026-09-07", "07:00", "10:00", "")
	b.get("/mailbox").sees("Inget ännu.")
	b.post("/session", "ahead", "60h")
	b.eventually("/mailbox", "anna@eken.example")
}

func TestATemplateWithAWrongTagIsNotSaved(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/settings", "part", "template", "subject", "Besök {nextBokingDate}", "body", "Hej {facilityOrCustomer}").sees("{nextBookingDate}")
	b.find(`(?s)<p class="error" role="alert">([^<]+)`)
	b.post("/settings", "part", "template", "subject", "Besök {nextBookingDate}", "body", "Hej {facilityOrCustomer}").sees("Inställningarna är sparade.")
	b.openKind("462", "booking-confirmation")
	b.sees("Besök fredag 11 september")
	b.post("/settings", "part", "sms", "smsFrom", "Ett alldeles för långt namn").sees(`class="error"`)
	b.post("/settings", "part", "test", "dryRun", "on")
	path := b.openKind("462", "order-confirmation")
	b.send(path)
	b.get("/mailbox").sees("Inget ännu.")
}

func TestChoosingATemplateKeepsTheRecipients(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("462", "template-mail")
	f := b.form()
	f.Set("email", "on")
	f.Set("to", "lisa@eken.example")
	f.Set("template", "enkat")
	f.Set("action", "template")
	b.submit(path, f).sees("Vad tyckte ni om vårt besök?", "lisa@eken.example")
	f = b.form()
	f.Set("email", "on")
	f.Set("template", "enkat")
	f.Set("action", "send")
	b.submit(path, f)
	b.get("/mailbox").sees("lisa@eken.example")
}

func TestCommentsGoBothWays(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/orders/462/comments", "text", "Nyckeln?", "visible", "on").sees("Nyckeln?")
	b.eventually("/mailbox", "anna@eken.example")
	b.get("/orders/462")
	b.post("/orders/462/comments", "text", "Bara vi")
	b.post("/session", "user", "anna")
	assert.NotContains(t, b.get("/customer/462").sees("Nyckeln?").page, "Bara vi")
	b.post("/customer/462/comments", "text", "I receptionen").sees("I receptionen")
	b.post("/session", "user", "eva")
	b.eventually("/mailbox", "eva@nordkyl.example")
}

func TestEnglish(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/session", "language", "en").sees("Orders", "The time is")
	b.booking("462", "add", "2026-09-09", "07:00", "10:00", "").sees("Do you want to send the contact person an e-mail with a booking confirmation?")
}
