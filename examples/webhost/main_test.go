package main

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/emlfolder"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/smsgw/elks46"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

// A browser is somebody at the host.
type browser struct {
	t      *testing.T
	client *http.Client
	root   string
	status int
	page   string
}

// site starts the host, with a mail server in place of the folder where there is one.
func site(t *testing.T, mail email.Sender) (h *host, at string, out string) {
	t.Helper()
	out = t.TempDir()
	var open func(servers) (notify.Senders, error)
	if mail != nil {
		open = func(servers) (notify.Senders, error) { return notify.Senders{Email: mail}, nil }
	}
	h, err := newHost(out, reports, open)
	require.NoError(t, err)
	s := httptest.NewServer(h.handler())
	t.Cleanup(s.Close)
	return h, s.URL, out
}

func login(t *testing.T, at, who string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	b := &browser{t: t, client: &http.Client{Jar: jar}, root: at}
	b.get("/login/" + who)
	return b
}

func (b *browser) get(path string) string {
	b.t.Helper()
	answer, err := b.client.Get(b.root + path)
	require.NoError(b.t, err)
	return b.read(answer)
}

func (b *browser) post(path string, form url.Values) string {
	b.t.Helper()
	answer, err := b.client.PostForm(b.root+path, form)
	require.NoError(b.t, err)
	return b.read(answer)
}

// live is what the page's script asks while the user types.
func (b *browser) live(path string, form url.Values) (f compose.Form) {
	b.t.Helper()
	form = maps.Clone(form)
	form.Del("do") // no button is pressed
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.root+path, strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	answer, err := b.client.Do(request)
	require.NoError(b.t, err)
	require.NoError(b.t, json.Unmarshal([]byte(b.read(answer)), &f))
	return f
}

func (b *browser) read(answer *http.Response) string {
	b.t.Helper()
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(b.t, err)
	b.status, b.page = answer.StatusCode, string(text)
	return b.page
}

// form is the page's form with method post as a browser sends it: boxes that are off
// are not there, and a text has CRLF between its lines.
func (b *browser) form() url.Values {
	b.t.Helper()
	doc, err := html.Parse(strings.NewReader(b.page))
	require.NoError(b.t, err)
	form := url.Values{}
	for n := range doc.Descendants() {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		_, checked := attr["checked"]
		switch {
		case n.Data == "input" && attr["name"] != "" && attr["type"] == "checkbox":
			if checked {
				form.Add(attr["name"], "on")
			}
		case n.Data == "input" && attr["name"] != "":
			form.Add(attr["name"], attr["value"])
		case n.Data == "button" && attr["name"] != "" && !form.Has(attr["name"]): // the first is that of the enter key
			form.Set(attr["name"], attr["value"])
		case n.Data == "select":
			form.Add(attr["name"], chosen(n))
		case n.Data == "textarea":
			text := ""
			if n.FirstChild != nil {
				text = n.FirstChild.Data
			}
			form.Add(attr["name"], strings.ReplaceAll(text, "\n", "\r\n"))
		}
	}
	return form
}

// chosen is the value of a list: the first that nothing else is chosen in.
func chosen(list *html.Node) string {
	first, found := "", false
	for n := range list.Descendants() {
		if n.Data != "option" {
			continue
		}
		value, selected := "", false
		if n.FirstChild != nil {
			value = n.FirstChild.Data
		}
		for _, a := range n.Attr {
			if a.Key == "value" {
				value = a.Val
			}
			selected = selected || a.Key == "selected"
		}
		if selected {
			return value
		}
		if !found {
			first, found = value, true
		}
	}
	return first
}

const (
	orderPage = "/orders/sample"
	popup     = orderPage + "/send?kind=booking-confirmation"
)

// reports are where the host listens for delivery reports.
var reports = httpgateway.ReportConfig{URL: "https://host.example.se/sms-reports", Secret: "a secret of 16 or more"}

func mails(t *testing.T, out string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(out, "*", "*.eml"))
	require.NoError(t, err)
	return files
}

// An untouched form, which a browser posts with CRLF, sends the text as it was; the
// page says so, and the log too.
func TestFromTheListToTheLog(t *testing.T) {
	t.Parallel()
	_, at, out := site(t, nil)
	eva := login(t, at, "eva")
	assert.Contains(t, eva.page, "E-post skickad: nej")
	eva.get(popup)
	assert.Contains(t, eva.page, `<option value="osten@example.com">`, "suggestions")
	form := eva.form()
	require.Equal(t, "anna@example.com", form.Get("to"))
	require.Contains(t, form.Get("text"), "\r\n")
	form.Set("sms", "on")
	count := eva.live(orderPage+"/send", form).Show.Count
	assert.Equal(t, 1, count.Segments.Segments)
	assert.Regexp(t, `^1 SMS · \d+/160$`, count.Text)
	assert.Len(t, count.Parts, 1)

	form.Set("do", "preview")
	eva.post(orderPage+"/send", form)
	assert.Contains(t, eva.page, "<iframe sandbox title=")
	assert.Contains(t, eva.page, html.EscapeString(count.Parts[0].Text), "which text is in the SMS")
	assert.Empty(t, mails(t, out), "a preview sends nothing")
	assert.Equal(t, form.Get("text"), eva.form().Get("text"), "and loses nothing")

	form.Set("do", "send")
	eva.post(orderPage+"/send", form)
	assert.Equal(t, http.StatusOK, eva.status)
	assert.Contains(t, eva.page, "till anna@example.com av Eva")
	assert.Contains(t, eva.page, "&#43;46700000000")
	require.Len(t, mails(t, out), 1)
	eva.post(orderPage+"/send", form)
	assert.Len(t, mails(t, out), 1, "the same form sends once")

	eva.get("/log")
	assert.Contains(t, eva.page, "anna@example.com")
	assert.Contains(t, eva.page, "bokningsbekräftelse")
	eva.get("/log?to=bo@example.se")
	assert.NotContains(t, eva.page, "anna@example.com")
	eva.get("/orders")
	assert.Contains(t, eva.page, "till anna@example.com av Eva")
}

func TestMistakesStandBesideTheirFields(t *testing.T) {
	t.Parallel()
	_, at, out := site(t, nil)
	eva := login(t, at, "eva")
	eva.get(popup)
	form := eva.form()
	form.Set("to", "anna@example,se")
	form.Set("sms", "on")
	form.Set("phones", "0700000000")
	form.Set("text", "Min egen text\r\ni två rader")
	eva.post(orderPage+"/send", form)
	assert.Contains(t, eva.page, "anna@example,se")
	assert.Contains(t, eva.page, `<p class="warn">&#43;46700000000`, "the corrected number")
	assert.Equal(t, form.Get("text"), eva.form().Get("text"), "nothing typed is lost")
	assert.Empty(t, mails(t, out))
	form = eva.form()
	form.Set("to", "anna@example.com")
	form.Set("phones", "+46700000000")
	eva.post(orderPage+"/send", form)
	assert.Equal(t, http.StatusOK, eva.status)
	assert.Len(t, mails(t, out), 1)
	eva.get(orderPage + "/send?kind=greeting")
	assert.Contains(t, eva.page, "kan inte skickas från order")
}

// Somebody moves the visit while the popup is open: nothing with two times goes out.
func TestMovedWhileThePopupIsOpen(t *testing.T) {
	t.Parallel()
	_, at, out := site(t, nil)
	eva := login(t, at, "eva")
	eva.get(popup)
	form := eva.form()
	eva.post(orderPage+"/move", nil)
	assert.Contains(t, eva.page, `name="key"`, "the host asks whether to tell the customer")
	eva.post(orderPage+"/send", form)
	assert.Contains(t, eva.page, "Ordern har ändrats sedan formuläret öppnades")
	assert.Empty(t, mails(t, out))
	again := eva.form()
	assert.NotEqual(t, form.Get("text"), again.Get("text"), "the text of now")
	eva.post(orderPage+"/send", again)
	require.Len(t, mails(t, out), 1)
	eva.get(orderPage)
	assert.Contains(t, eva.page, `<p id="banner">E-post skickad: 2`)
	eva.post(orderPage+"/move", nil)
	eva.get(orderPage)
	assert.Contains(t, eva.page, `<p id="banner" class="red">`, "what the customer was told is true no more")
	assert.Contains(t, eva.page, `<li class="red">`)
}

// slowEmail is a mail server that has been handed a mail and thinks.
type slowEmail struct {
	handed chan struct{}
	answer chan error

	mu    sync.Mutex
	mails int
}

func newSlowEmail() *slowEmail {
	return &slowEmail{handed: make(chan struct{}), answer: make(chan error)}
}

func (s *slowEmail) Send(ctx context.Context, _ *email.Message) (delivery.Receipt, error) {
	if err := delivery.HandOver(ctx); err != nil {
		return delivery.Receipt{}, err
	}
	s.mu.Lock()
	s.mails++
	s.mu.Unlock()
	select {
	case s.handed <- struct{}{}:
	case <-ctx.Done():
	}
	select {
	case err := <-s.answer:
		return delivery.Receipt{Provider: "slow"}, err
	case <-ctx.Done():
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Uncertain, Reason: reasons.Cancelled, Err: ctx.Err()}
	}
}

// The tab is closed while the server thinks, and the button was clicked twice: one
// mail, whose end is logged.
func TestDoubleClickAndClosedTab(t *testing.T) {
	t.Parallel()
	mail := newSlowEmail()
	h, at, _ := site(t, mail)
	eva := login(t, at, "eva")
	eva.get(popup)
	form := eva.form()

	ctx, closeTab := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, at+orderPage+"/send", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	gone := make(chan error)
	go func() {
		answer, err := eva.client.Do(request)
		if err == nil {
			answer.Body.Close()
		}
		gone <- err
	}()
	select {
	case <-mail.handed:
	case err := <-gone:
		require.FailNow(t, "the mail was not handed over", "%v", err)
	}
	closeTab()
	require.Error(t, <-gone)

	eva.post(orderPage+"/send", form) // the second click
	assert.Equal(t, http.StatusOK, eva.status)
	assert.Contains(t, eva.page, "skickas: anna@example.com", "what the first is doing")
	mail.answer <- nil
	require.Eventually(t, func() bool {
		return strings.Contains(eva.get(orderPage), `<p id="banner">E-post skickad: 2`)
	}, 10*time.Second, 5*time.Millisecond)
	assert.NotContains(t, eva.page, "osäker")
	assert.Equal(t, 1, mail.mails)
	history, err := h.company("1").desk.History(t.Context(), h.company("1").orders[0])
	require.NoError(t, err)
	assert.Len(t, history.Lines, 1)
}

// A refused login: nobody got anything, so that the form can be corrected and sent.
func TestTheFormComesBackWithANewKey(t *testing.T) {
	t.Parallel()
	mail := newSlowEmail()
	_, at, _ := site(t, mail)
	eva := login(t, at, "eva")
	eva.get(popup)
	form := eva.form()
	go func() {
		<-mail.handed
		mail.answer <- &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown}
		<-mail.handed
		mail.answer <- nil
	}()
	eva.post(orderPage+"/send", form)
	again := eva.form()
	require.NotEqual(t, form.Get("key"), again.Get("key"))
	again.Set("to", "osten@example.com")
	eva.post(orderPage+"/send", again)
	assert.Contains(t, eva.page, "till osten@example.com av Eva")
}

// Nobody reaches another company's orders, whatever they post.
func TestCompaniesAreApart(t *testing.T) {
	t.Parallel()
	h, at, out := site(t, nil)
	h.change("1", func(c *company) { c.orders[0].ID = "162" })
	eva, ola := login(t, at, "eva"), login(t, at, "ola")
	eva.get("/orders/162/send?kind=booking-confirmation")
	for _, path := range []string{"/orders/162", "/orders/162/send?kind=booking-confirmation"} {
		ola.get(path)
		assert.Equal(t, http.StatusNotFound, ola.status, path)
	}
	ola.post("/orders/162/send", eva.form())
	assert.Equal(t, http.StatusNotFound, ola.status)
	ola.post(orderPage+"/send", eva.form())
	assert.Contains(t, ola.page, "Ordern har ändrats", "the form of another order")
	assert.Empty(t, mails(t, out))
	_, err := h.company("2").desk.History(t.Context(), order.Order{Company: "1", Kind: order.WorkOrder, ID: "162"})
	require.ErrorIs(t, err, notify.ErrOtherCompany)

	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at+"/orders/162/move", nil)
	require.NoError(t, err)
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	answer, err := eva.client.Do(request)
	require.NoError(t, err)
	eva.read(answer)
	assert.Equal(t, http.StatusForbidden, eva.status, "a form on another site")
	stranger := &browser{t: t, client: &http.Client{}, root: at}
	assert.Contains(t, stranger.get(orderPage), "Vem är du?")
}

// Who has no role sees what they have sent themselves, and changes nothing.
func TestRights(t *testing.T) {
	t.Parallel()
	h, at, _ := site(t, nil)
	nils := login(t, at, "nils")
	nils.get("/log?user=nils")
	assert.Equal(t, http.StatusOK, nils.status)
	nils.get("/log")
	assert.Equal(t, http.StatusForbidden, nils.status)
	nils.get("/settings")
	form := nils.form()
	form.Set("host", "mail.example.com")
	for _, do := range []string{"save", "test"} {
		form.Set("do", do)
		nils.post("/settings", form)
		assert.Equal(t, http.StatusForbidden, nils.status, do)
		assert.Contains(t, nils.page, "mailserver")
	}
	assert.Empty(t, h.company("1").servers.Host)
}

// The log in pages: no message is cut in two or doubled.
func TestTheLogInPages(t *testing.T) {
	t.Parallel()
	h, at, _ := site(t, emlfolder.New(t.TempDir()))
	eva := login(t, at, "eva")
	to := make([]string, 45)
	for i := range to {
		to[i] = "r" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + "@example.se"
	}
	eva.get(popup)
	form := eva.form()
	form.Set("to", strings.Join(to, ", "))
	eva.post(orderPage+"/send", form)
	seen, pages := 0, 0
	for path := "/log"; path != ""; pages++ {
		require.Less(t, pages, 5)
		eva.get(path)
		seen += strings.Count(eva.page, "<li>")
		assert.NotContains(t, eva.page, "köad")
		_, next, more := strings.Cut(eva.page, `<a href="?`)
		path = ""
		if more {
			next, _, _ = strings.Cut(next, `"`)
			path = "/log?" + html.UnescapeString(next)
		}
	}
	assert.Equal(t, 45, seen)
	assert.Equal(t, 3, pages)
	page, err := h.company("2").desk.Messages(t.Context(), audit.Query{}, users["ola"].Actor)
	require.NoError(t, err)
	assert.Empty(t, page.Messages, "another company's log")
	_, err = os.Stat("out")
	require.Error(t, err, "tests write nothing here")
}

// A template that is chosen fills the popup, and is sent when it has been seen.
func TestATemplateIsChosen(t *testing.T) {
	t.Parallel()
	_, at, out := site(t, nil)
	eva := login(t, at, "eva")
	eva.get(orderPage + "/send?kind=template-mail")
	form := eva.form()
	require.Empty(t, form.Get("text"))
	form.Set("template", "tack")
	form.Set("do", "send")
	eva.post(orderPage+"/send", form)
	assert.Contains(t, eva.page, "Mallens text är ifylld")
	assert.Empty(t, mails(t, out))
	form = eva.form()
	assert.Equal(t, "tack", form.Get("template"))
	assert.Equal(t, "Tack för förtroendet!\r\n\r\nPortteknik i Solna", form.Get("text"))
	form.Set("do", "send")
	eva.post(orderPage+"/send", form)
	assert.Contains(t, eva.page, "till anna@example.com av Eva")
	assert.Len(t, mails(t, out), 1)
}

// A gateway's reports come to one address for all companies, each with the token of its
// own SMS.
func TestDeliveryReports(t *testing.T) {
	t.Parallel()
	var callBack string
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		callBack = r.FormValue("whendelivered")
		_, _ = w.Write([]byte(`{"id": "s70df", "status": "created", "parts": 1, "cost": 3500}`))
	}))
	t.Cleanup(gateway.Close)
	h, at, _ := site(t, nil)
	for _, id := range []string{"1", "2"} {
		h.change(id, func(c *company) {
			c.servers.SMS = elks46.Config{Username: "u" + id, Password: "secret", BaseURL: gateway.URL}
		})
	}
	for _, who := range []string{"eva", "ola"} {
		user := login(t, at, who)
		user.get(popup)
		form := user.form()
		form.Set("sms", "on")
		form.Set("do", "send")
		user.post(orderPage+"/send", form)
		require.NotContains(t, user.page, "levererad")
		address, err := url.Parse(callBack)
		require.NoError(t, err)
		report := url.Values{"id": {"s70df"}, "status": {"delivered"}}
		stranger := &browser{t: t, client: &http.Client{}, root: at}
		stranger.post("/sms-reports?"+strings.Replace(address.RawQuery, "token=", "token=x", 1), report)
		assert.Equal(t, http.StatusForbidden, stranger.status)
		stranger.post("/sms-reports?"+address.RawQuery, report)
		assert.Equal(t, http.StatusNoContent, stranger.status)
		assert.Contains(t, user.get(orderPage), "levererad")
	}
}
