package main

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating/locale"
)

// A visit is one request with everything that it is made as.
type visit struct {
	*session
	app *app
	w   http.ResponseWriter
	r   *http.Request
}

var (
	errNotThere  = errors.New("there is no such page")
	errForbidden = errors.New("not allowed")
	errTooLarge  = errors.New("more than a form may hold")
	errStale     = errors.New("the page is of another session or user")
)

// A route is a page, and who may see it.
type route struct {
	pattern string
	handle  func(*visit) error
	open    bool // to customers' logins too
}

// routes are all pages. Each finds what it shows by the company of the user, so
// that nobody's address leads to another company's.
func routes() []route {
	return []route{
		{pattern: "GET /{$}", handle: (*visit).orders, open: true},
		{pattern: "GET /orders/{id}", handle: (*visit).order},
		{pattern: "POST /orders/{id}/bookings", handle: (*visit).saveBooking},
		{pattern: "POST /orders/{id}/articles", handle: (*visit).saveArticle},
		{pattern: "POST /orders/{id}/contacts", handle: (*visit).saveContact},
		{pattern: "POST /orders/{id}/ready", handle: (*visit).ready},
		{pattern: "POST /orders/{id}/protocol", handle: (*visit).createProtocol},
		{pattern: "POST /orders/{id}/messages", handle: (*visit).newPopup},
		{pattern: "POST /orders/{id}/acknowledge", handle: (*visit).acknowledge},
		{pattern: "POST /orders/{id}/comments", handle: (*visit).comment},
		{pattern: "GET /orders/{id}/files/{n}", handle: (*visit).orderFile},
		{pattern: "GET /popups/{key}", handle: (*visit).popup},
		{pattern: "POST /popups/{key}", handle: (*visit).postPopup},
		{pattern: "POST /popups/{key}/live", handle: (*visit).livePopup},
		{pattern: "GET /popups/{key}/html/{n}", handle: (*visit).previewHTML},
		{pattern: "GET /popups/{key}/documents/{n}", handle: (*visit).previewDocument},
		{pattern: "GET /popups/{key}/calendar/{n}", handle: (*visit).previewCalendar},
		{pattern: "GET /planner", handle: (*visit).planner},
		{pattern: "POST /planner", handle: (*visit).saveOtherTime},
		{pattern: "GET /objects", handle: (*visit).objects},
		{pattern: "POST /objects", handle: (*visit).saveObject},
		{pattern: "POST /objects/reminders", handle: (*visit).runReminders},
		{pattern: "GET /users", handle: (*visit).usersPage},
		{pattern: "GET /mailbox", handle: (*visit).mailbox},
		{pattern: "GET /mailbox/{id}", handle: (*visit).mail},
		{pattern: "GET /mailbox/{id}/html", handle: (*visit).emailHTML},
		{pattern: "GET /mailbox/{id}/parts/{n}", handle: (*visit).emailPart},
		{pattern: "GET /log", handle: (*visit).logPage},
		{pattern: "GET /log/{id}", handle: (*visit).logMessage},
		{pattern: "POST /log/{id}/again", handle: (*visit).sendAgain},
		{pattern: "GET /queue", handle: (*visit).queue},
		{pattern: "GET /queue/live", handle: (*visit).liveQueue},
		{pattern: "POST /queue", handle: (*visit).decide},
		{pattern: "GET /settings", handle: (*visit).settings},
		{pattern: "GET /settings/logo", handle: (*visit).logo},
		{pattern: "GET /settings/{section}", handle: (*visit).settings},
		{pattern: "POST /settings/{section}", handle: (*visit).saveSettings},
		{pattern: "POST /settings/{section}/live", handle: (*visit).liveSettings},
		{pattern: "GET /templates", handle: (*visit).templates},
		{pattern: "GET /templates/edit", handle: (*visit).editTemplate},
		{pattern: "POST /templates/edit", handle: (*visit).saveTemplate},
		{pattern: "POST /templates/edit/live", handle: (*visit).liveTemplate},
		{pattern: "GET /templates/previews/{key}", handle: (*visit).templateHTML},
		{pattern: "GET /account", handle: (*visit).account},
		{pattern: "GET /account/{id}", handle: (*visit).account},
		{pattern: "POST /account/{id}", handle: (*visit).saveAccount},
		{pattern: "GET /customer/{id}", handle: (*visit).customer, open: true},
		{pattern: "POST /customer/{id}/comments", handle: (*visit).customerComment, open: true},
		{pattern: "POST /session", handle: (*visit).switchTo, open: true},
	}
}

func (a *app) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.FileServerFS(assets))
	for _, r := range routes() {
		mux.HandleFunc(r.pattern, a.serve(r))
	}
	if a.reports != nil {
		mux.Handle("/reports/", a.reports)
	}
	return mux
}

// contentPolicy lets a page load nothing but what this program serves, and run no
// script but its files.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// maxForm is how much a form may hold, a picture among it.
const maxForm = 4 << 20

// serve wraps a page with the session, the token of its forms and its errors.
func (a *app) serve(route route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", contentPolicy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cache-Control", "no-store")
		if !ours(r.Host) { // another name that was made to lead here would have our cookies
			http.Error(w, "unknown host", http.StatusMisdirectedRequest)
			return
		}
		v := &visit{session: a.session(w, r), app: a, w: w, r: r}
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		err := v.allowed(route.open)
		if err == nil {
			err = route.handle(v)
		}
		v.failed(err)
	}
}

// failed shows why a page could not be made.
func (v *visit) failed(err error) {
	refused, isRefused := errors.AsType[*rights.Error](err)
	switch {
	case err == nil:
	case isRefused:
		v.problem(http.StatusForbidden, refused.Message(v.lang()))
	case errors.Is(err, sql.ErrNoRows), errors.Is(err, errNotThere), errors.Is(err, notify.ErrOtherCompany):
		v.problem(http.StatusNotFound, v.words("Sidan finns inte.", "There is no such page."))
	case errors.Is(err, errTooLarge):
		v.problem(http.StatusRequestEntityTooLarge, v.words("Filen är för stor.", "The file is too large."))
	case errors.Is(err, errStale):
		v.problem(http.StatusForbidden, v.words(
			"Sidan är för gammal: användaren har bytts i en annan flik, eller programmet har startats om. "+
				"Inget är sparat eller skickat. Gå tillbaka, ladda om sidan och försök igen.",
			"The page is too old: the user was switched in another tab, or the program was started anew. "+
				"Nothing is saved or sent. Go back, reload the page and try again."))
	case errors.Is(err, errForbidden):
		v.problem(http.StatusForbidden, v.words("Det får du inte göra.", "You may not do that."))
	default:
		v.app.log.Error("a page failed", "path", v.r.URL.Path, "error", err)
		v.problem(http.StatusInternalServerError,
			v.words("Något gick fel. Försök igen.", "Something went wrong. Try again."))
	}
}

// allowed checks the form's token, and that a customer stays on the customer's pages.
func (v *visit) allowed(open bool) error {
	if v.r.Method == http.MethodPost {
		err := v.r.ParseMultipartForm(1 << 20)
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return errTooLarge
		}
		if err != nil && !errors.Is(err, http.ErrNotMultipart) {
			return errForbidden
		}
		if subtle.ConstantTimeCompare([]byte(v.r.PostForm.Get("csrf")), []byte(v.csrf)) != 1 {
			return errStale
		}
	}
	if v.user.Customer && !open {
		return errNotThere
	}
	return nil
}

// ours reports whether a request was made to this machine by its own name.
func ours(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

func (v *visit) ctx() context.Context { return v.r.Context() }

func (v *visit) actor() order.Actor { return v.user.actor(v.language) }

func (v *visit) lang() locale.Language {
	if v.language == "en" {
		return locale.English
	}
	return locale.Swedish
}

func (v *visit) words(swedish, english string) string {
	return page{Lang: v.language}.T(swedish, english)
}

func (v *visit) desk() (*notify.Desk, error) { return v.app.desk(v.ctx(), v.user.Company) }
