package main

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/budkavle/budkavle/notify"
)

// A session is a browser. It begins as the first user, since there are no logins.
type session struct {
	id, csrf string
	user     user
	language string
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
	http.SetCookie(w, &http.Cookie{
		Name: "orderdesk", Value: s.id, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	return &s
}

// switchTo changes the user, the language or the clock.
func (v *visit) switchTo() error {
	form := v.r.PostForm
	switch {
	case form.Has("user"):
		for _, u := range users {
			if u.ID == form.Get("user") {
				v.user, v.csrf = u, token() // a page of the user before sends nothing more
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
		for _, id := range []string{"nordkyl", "sydport"} { // as every morning
			if _, err := v.app.remind(v.ctx(), id); err != nil && !errors.Is(err, notify.ErrSettings) {
				return err
			}
		}
	}
	return v.to(local(form.Get("back")), "")
}

// local is an address of this program alone.
func local(back string) string {
	u, err := url.Parse(back)
	if err == nil && u.Host == "" && u.Scheme == "" && strings.HasPrefix(u.Path, "/") &&
		!strings.HasPrefix(back, "//") && !strings.Contains(back, "\\") {
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
