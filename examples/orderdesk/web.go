package main

import (
	"bytes"
	"context"
	"crypto/subtle"
	"database/sql"
	"embed"
	"errors"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating/locale"
)

//go:embed templates static
var assets embed.FS

var pages = parsePages("orders", "order", "popup", "mailbox", "mail", "log", "held", "settings", "customer", "problem")

func parsePages(names ...string) map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, name := range names {
		all[name] = template.Must(template.ParseFS(assets, "templates/layout.html", "templates/"+name+".html"))
	}
	return all
}

// A session is a browser. It begins as the first user, since there are no logins.
type session struct {
	id, csrf string
	user     user
	language string
}

// A page is what every template gets.
type page struct {
	User  user
	Users []user
	CSRF  string
	Lang  string
	Now   time.Time
	Note  string // what was just done
	Data  any
}

// T chooses the words of the user's language.
func (p page) T(swedish, english string) string {
	if p.Lang == "en" {
		return english
	}
	return swedish
}

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
)

func (a *app) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.FileServerFS(assets))
	staff := func(pattern string, h func(*visit) error) { mux.HandleFunc(pattern, a.serve(h, false)) }
	staff("GET /{$}", (*visit).orders)
	staff("GET /orders/{id}", (*visit).order)
	staff("POST /orders/{id}/bookings", (*visit).saveBooking)
	staff("POST /orders/{id}/ready", (*visit).ready)
	staff("POST /orders/{id}/messages", (*visit).newPopup)
	staff("POST /orders/{id}/acknowledge", (*visit).acknowledge)
	staff("POST /orders/{id}/comments", (*visit).comment)
	staff("GET /popups/{key}", (*visit).popup)
	staff("POST /popups/{key}", (*visit).postPopup)
	staff("POST /popups/{key}/count", (*visit).count)
	staff("GET /popups/{key}/html/{n}", (*visit).previewHTML)
	staff("GET /popups/{key}/documents/{n}", (*visit).previewDocument)
	staff("GET /popups/{key}/calendar/{n}", (*visit).previewCalendar)
	staff("GET /mailbox", (*visit).mailbox)
	staff("GET /mailbox/{id}", (*visit).mail)
	staff("GET /mailbox/{id}/html", (*visit).mailHTML)
	staff("GET /mailbox/{id}/parts/{n}", (*visit).mailPart)
	staff("GET /log", (*visit).logPage)
	staff("GET /held", (*visit).held)
	staff("POST /held", (*visit).release)
	staff("GET /settings", (*visit).settings)
	staff("POST /settings", (*visit).saveSettings)
	mux.HandleFunc("GET /customer/{id}", a.serve((*visit).customer, true))
	mux.HandleFunc("POST /customer/{id}/comments", a.serve((*visit).customerComment, true))
	mux.HandleFunc("POST /session", a.serve((*visit).change, true))
	return mux
}

// contentPolicy lets a page load nothing but what this program serves, and run no
// script but its file.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// foreign is the policy of what a customer's mail program would show: no script, no
// form, nothing from the web.
const foreign = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"

// serve wraps a handler with the session, the token of its forms and its errors.
func (a *app) serve(h func(*visit) error, customers bool) http.HandlerFunc {
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
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		err := v.allowed(customers)
		if err == nil {
			err = h(v)
		}
		refused, isRefused := errors.AsType[*rights.Error](err)
		switch {
		case err == nil:
		case isRefused:
			v.problem(http.StatusForbidden, refused.Message(v.lang()))
		case errors.Is(err, sql.ErrNoRows), errors.Is(err, errNotThere), errors.Is(err, notify.ErrOtherCompany):
			v.problem(http.StatusNotFound, v.words("Sidan finns inte.", "There is no such page."))
		case errors.Is(err, errForbidden):
			v.problem(http.StatusForbidden, v.words("Det får du inte göra.", "You may not do that."))
		default:
			a.log.Error("a page failed", "path", r.URL.Path, "error", err)
			v.problem(http.StatusInternalServerError, v.words("Något gick fel. Försök igen.", "Something went wrong. Try again."))
		}
	}
}

// allowed checks the form's token, and that a customer stays on the customer's pages.
func (v *visit) allowed(customers bool) error {
	if v.r.Method == http.MethodPost {
		if err := v.r.ParseForm(); err != nil {
			return errForbidden
		}
		if subtle.ConstantTimeCompare([]byte(v.r.PostForm.Get("csrf")), []byte(v.csrf)) != 1 {
			return errForbidden
		}
	}
	if v.user.Customer && !customers && v.r.URL.Path != "/" {
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

// session finds the browser's, or begins one. It gives out a copy.
func (a *app) session(w http.ResponseWriter, r *http.Request) *session {
	a.mu.Lock()
	defer a.mu.Unlock()
	if cookie, err := r.Cookie("orderdesk"); err == nil {
		if s := a.sessions[cookie.Value]; s != nil {
			c := *s
			return &c
		}
	}
	if len(a.sessions) > 1000 {
		clear(a.sessions)
	}
	s := session{id: token(), csrf: token(), user: users[0], language: "sv"}
	kept := s
	a.sessions[s.id] = &kept
	http.SetCookie(w, &http.Cookie{Name: "orderdesk", Value: s.id, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	return &s
}

// change switches the user, the language or the clock.
func (v *visit) change() error {
	form := v.r.PostForm
	switch {
	case form.Has("user"):
		for _, u := range users {
			if u.ID == form.Get("user") {
				v.user = u
			}
		}
		v.keep()
		return v.to("/", "")
	case form.Has("language"):
		if l := form.Get("language"); l == "sv" || l == "en" {
			v.language = l
		}
		v.keep()
	case form.Has("ahead"):
		step, err := time.ParseDuration(form.Get("ahead"))
		if err != nil || step < 0 || step > 30*24*time.Hour {
			return errForbidden
		}
		ahead := v.app.clock.Add(int64(step))
		if step == 0 {
			ahead = 0
			v.app.clock.Store(0)
		}
		if err := v.app.data.saveAhead(v.r.Context(), time.Duration(ahead)); err != nil {
			return err
		}
		v.app.worker.Wake()
	}
	return v.to(local(form.Get("back")), "")
}

// local is an address of this program alone.
func local(back string) string {
	if u, err := url.Parse(back); err == nil && u.Host == "" && u.Scheme == "" && strings.HasPrefix(u.Path, "/") && !strings.HasPrefix(back, "//") && !strings.Contains(back, "\\") {
		return back
	}
	return "/"
}

func (v *visit) keep() {
	v.app.mu.Lock()
	defer v.app.mu.Unlock()
	kept := *v.session
	v.app.sessions[v.id] = &kept
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

func (v *visit) to(path, note string) error {
	if note != "" {
		http.SetCookie(v.w, &http.Cookie{Name: "note", Value: url.QueryEscape(note), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: 60})
	}
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

func (v *visit) show(name string, data any) error { return v.render(http.StatusOK, name, data) }

func (v *visit) render(status int, name string, data any) error {
	p := page{User: v.user, Users: users, CSRF: v.csrf, Lang: v.language, Now: v.app.now(), Data: data}
	if cookie, err := v.r.Cookie("note"); err == nil {
		p.Note, _ = url.QueryUnescape(cookie.Value)
		http.SetCookie(v.w, &http.Cookie{Name: "note", Path: "/", MaxAge: -1})
	}
	var b bytes.Buffer
	if err := pages[name].ExecuteTemplate(&b, "layout", p); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = b.WriteTo(v.w) // the browser has gone
	return nil
}

func (v *visit) problem(status int, text string) {
	if err := v.render(status, "problem", text); err != nil {
		http.Error(v.w, text, status)
	}
}

// foreign answers with what came from outside, which may do nothing here.
func (v *visit) foreign(contentType, name string, data []byte) error {
	head := v.w.Header()
	head.Set("Content-Security-Policy", foreign)
	if contentType == "application/pdf" || contentType == "image/png" || contentType == "text/html; charset=utf-8" {
		if contentType != "text/html; charset=utf-8" {
			head.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'")
		}
	} else {
		contentType = "application/octet-stream"

	}
	head.Set("Content-Type", contentType)
	if contentType == "application/octet-stream" {
		head.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	}
	_, _ = v.w.Write(data) // the browser has gone
	return nil
}
