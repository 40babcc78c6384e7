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
	raw  string
	code int
	head http.Header
}

func start(t *testing.T) *browser {
	t.Helper()
	return startWith(t, outlets{})
}

func startWith(t *testing.T, ways outlets) *browser {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	really := time.Now()
	server := httptest.NewUnstartedServer(nil)
	a, err := newApp(ctx, config{
		file: filepath.Join(t.TempDir(), "desk.db"), base: "http://" + server.Listener.Addr().String(), outlets: ways,
		real: func() time.Time { return began.Add(time.Since(really)) }, log: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	done := make(chan struct{})
	go func() { a.work(ctx); close(done) }()
	server.Config.Handler = a.handler()
	server.Start()
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
	b.raw = string(body)
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
	v := url.Values{}
	for _, name := range []string{"opened", "key", "request"} {
		v.Set(name, html.UnescapeString(regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(b.raw)[1]))
	}
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
	if m := regexp.MustCompile(`<option value="([^"]+)" selected>`).FindStringSubmatch(b.page[strings.Index(b.page, "<main"):]); m != nil {
		v.Set("template", m[1])
	}
	v.Set("text", b.find(`(?s)<textarea id="text"[^>]*>\n(.*?)</textarea>`))
	return v
}

// filled is the form with what somebody types into its fields: name and value by turns.
func (b *browser) filled(typed ...string) url.Values {
	b.t.Helper()
	f := b.form()
	for i := 0; i+1 < len(typed); i += 2 {
		f.Set(typed[i], typed[i+1])
	}
	return f
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

// eventually waits for what the worker does.
func (b *browser) eventually(path, words string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool { return strings.Contains(b.get(path).page, words) }, time.Minute, 50*time.Millisecond)
}

// mails are the addresses of the mails that customers have got, the newest first.
func (b *browser) mails() []string {
	b.t.Helper()
	var all []string
	for _, m := range regexp.MustCompile(`href="(/mailbox/[0-9]+)"`).FindAllStringSubmatch(b.get("/mailbox").page, -1) {
		all = append(all, m[1])
	}
	return all
}

// as switches the user.
func (b *browser) as(id string) *browser {
	b.t.Helper()
	b.get("/")
	return b.post("/session", "user", id)
}
