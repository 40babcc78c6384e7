package main

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"
)

//go:embed templates static
var assets embed.FS

var pages = parsePages(
	"orders", "order", "popup", "mailbox", "mail", "log", "message", "queue", "settings",
	"templates", "template", "account", "users", "planner", "objects", "customer", "problem",
)

func parsePages(names ...string) map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, name := range names {
		all[name] = template.Must(template.ParseFS(assets, "templates/layout.html", "templates/"+name+".html"))
	}
	return all
}

// A page is what every template gets.
type page struct {
	User  user
	Users []user
	CSRF  string
	Lang  string
	Now   time.Time
	Back  string // the page's address, where it can be asked for again
	Note  string // what was just done
	Wrong string // what keeps the company from sending
	Data  any
}

// T chooses the words of the user's language.
func (p page) T(swedish, english string) string {
	if p.Lang == "en" {
		return english
	}
	return swedish
}

// With is the page about a part of its data, for a template of that.
func (p page) With(part any) page {
	p.Data = part
	return p
}

// Title begins a text as a headline does.
func (page) Title(text string) string {
	r := []rune(text)
	if len(r) == 0 {
		return ""
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

func (v *visit) title(text string) string { return page{}.Title(text) }

func (v *visit) to(path, note string) error {
	if note != "" {
		http.SetCookie(v.w, &http.Cookie{
			Name: "note", Value: url.QueryEscape(note), Path: "/",
			HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: 60,
		})
	}
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

func (v *visit) show(name string, data any) error { return v.render(http.StatusOK, name, data) }

func (v *visit) page(data any) page {
	back := "/"
	if v.r.Method == http.MethodGet || strings.HasPrefix(v.r.URL.Path, "/popups/") ||
		strings.HasPrefix(v.r.URL.Path, "/settings/") {
		back = v.r.URL.RequestURI()
	}
	p := page{User: v.user, Users: users, CSRF: v.csrf, Lang: v.language, Now: v.app.now(), Back: back, Data: data}
	if d, err := v.desk(); err == nil && !v.user.Customer {
		if wrong := d.Ready(); wrong != nil {
			p.Wrong = said(wrong, v.lang())
		}
	}
	return p
}

func (v *visit) render(status int, name string, data any) error {
	p := v.page(data)
	if cookie, err := v.r.Cookie("note"); err == nil {
		p.Note, _ = url.QueryUnescape(cookie.Value)
		http.SetCookie(v.w, &http.Cookie{Name: "note", Path: "/", MaxAge: -1})
	}
	return v.execute(status, name, "layout", p)
}

// live answers the page's script with the places that change as somebody types: the
// template "live" of the page, each of its elements with a slot put into the page's.
func (v *visit) live(name string, data any) error {
	return v.execute(http.StatusOK, name, "live", v.page(data))
}

func (v *visit) execute(status int, name, part string, p page) error {
	var b bytes.Buffer
	if err := pages[name].ExecuteTemplate(&b, part, p); err != nil {
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

// inert is the policy of what a customer's mail program would show: no script, no
// form, nothing from the web.
const inert = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"

// foreign answers with what came from outside, which may do nothing here.
func (v *visit) foreign(contentType, name string, data []byte) error {
	head := v.w.Header()
	switch contentType {
	case "text/html; charset=utf-8":
		head.Set("Content-Security-Policy", inert)
	case "application/pdf", "image/png", "image/jpeg", "image/gif":
		head.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'")
		head.Set("Content-Disposition", "inline; filename*=UTF-8''"+url.PathEscape(name))
	default:
		contentType = "application/octet-stream"
		head.Set("Content-Security-Policy", inert)
		head.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	}
	head.Set("Content-Type", contentType)
	_, _ = v.w.Write(data) // the browser has gone
	return nil
}
