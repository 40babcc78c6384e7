package main

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"errors"
	"html/template"
	"log"
	"net/http"
	"slices"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating/locale"
)

//go:embed pages.html
var source string

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"orderKinds": order.Kinds, "languages": locale.BuiltIn,
	"messageKinds": func() []plan.Kind {
		return []plan.Kind{compose.BookingConfirmation, compose.OrderConfirmation, compose.FreeMessage, compose.TemplateEmail}
	},
}).Parse(source))

// handler serves every page. Posts from other sites are refused by what browsers say of
// them, so that forms need no token for that.
func (h *host) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		_ = pages.ExecuteTemplate(w, "login", users)
	})
	mux.HandleFunc("GET /login/{user}", func(w http.ResponseWriter, r *http.Request) { // a real host asks for a password
		http.SetCookie(w, &http.Cookie{
			Name: "user", Value: r.PathValue("user"), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
		http.Redirect(w, r, "/orders", http.StatusSeeOther)
	})
	for pattern, do := range map[string]func(*visit) error{
		"GET /orders": h.list, "GET /orders/{id}": h.order, "POST /orders/{id}/move": h.move,
		"GET /orders/{id}/send": h.open, "POST /orders/{id}/send": h.send,
		"GET /log": h.log, "GET /settings": h.settings, "POST /settings": h.postSettings,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { h.serve(w, r, do) })
	}
	mux.Handle("/sms-reports", h.reports) // of all companies
	return http.NewCrossOriginProtection().Handler(mux)
}

// A visit is one request of a user, and what its page shows.
type visit struct {
	w       http.ResponseWriter
	r       *http.Request
	company company

	User  user
	Desk  *notify.Desk // of the user's company
	Lang  locale.Language
	Order order.Order // where the page is about one
	Note  string
	Data  any
}

// serve lets a user at the pages of their own company.
func (h *host) serve(w http.ResponseWriter, r *http.Request, do func(*visit) error) {
	cookie, err := r.Cookie("user")
	if err != nil || users[cookie.Value].company == "" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	who := users[cookie.Value]
	c := h.company(who.company)
	v := &visit{w: w, r: r, company: c, User: who, Desk: c.desk, Lang: c.desk.Language(who.Language)}
	if id := r.PathValue("id"); id != "" {
		i := slices.IndexFunc(c.orders, func(o order.Order) bool { return o.ID == id })
		if i < 0 {
			http.NotFound(w, r)
			return
		}
		v.Order = c.orders[i].Clone()
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err = r.ParseForm(); err == nil {
		err = do(v)
	}
	right, ok := errors.AsType[*rights.Error](err)
	switch fields := plan.FieldErrors(err); {
	case ok:
		http.Error(w, right.Message(v.Lang), http.StatusForbidden)
	case errors.Is(err, audit.ErrQuery): // a link to the log that somebody has written
		http.Error(w, "sidan finns inte", http.StatusBadRequest)
	case len(fields) > 0: // such as a kind of message that the order has not
		http.Error(w, fields[0].Message(v.Lang), http.StatusUnprocessableEntity)
	case err != nil:
		log.Print(err)
		http.Error(w, "något gick fel", http.StatusInternalServerError)
	}
}

func (v *visit) show(page string, data any) error {
	v.Data = data
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, page, v); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := b.WriteTo(v.w)
	return err
}

func (v *visit) goTo(page string) error {
	http.Redirect(v.w, v.r, page, http.StatusSeeOther)
	return nil
}

// list is the list of orders, with their banners by one query.
func (h *host) list(v *visit) error {
	histories, err := v.Desk.Histories(v.r.Context(), v.company.orders)
	if err != nil {
		return err
	}
	return v.show("list", map[string]any{"Orders": v.company.orders, "Histories": histories})
}

// order is the order's page: the banner, what is red, every message.
func (h *host) order(v *visit) error {
	history, err := v.Desk.History(v.r.Context(), v.Order)
	if err != nil {
		return err
	}
	return v.show("order", history)
}

// move moves the visit by a day, and opens the popup where the customer should be told.
func (h *host) move(v *visit) error {
	before := v.Order.Clone()
	b := &v.Order.Bookings[0]
	b.Start, b.End, b.Sequence = b.Start.AddDate(0, 0, 1), b.End.AddDate(0, 0, 1), b.Sequence+1
	h.change(v.User.company, func(c *company) {
		c.orders[slices.IndexFunc(c.orders, func(o order.Order) bool { return o.ID == v.Order.ID })] = v.Order
	})
	for _, prompt := range v.Desk.Prompts(before, v.Order, v.User.Actor) {
		if prompt.Shown {
			v.Note = prompt.Question
			return v.draft(prompt.Request(v.User.Actor, rand.Text()))
		}
	}
	return v.goTo("/orders/" + v.Order.ID)
}

func (h *host) open(v *visit) error {
	return v.draft(compose.Request{Kind: plan.Kind(v.r.FormValue("kind")), Actor: v.User.Actor, Key: rand.Text()})
}

// draft opens the popup.
func (v *visit) draft(r compose.Request) error {
	popup, err := v.Desk.Open(v.r.Context(), v.Order, r)
	if err != nil {
		return err
	}
	popup.Plan = plan.Plan{} // the preview comes when it is asked for
	return v.show("popup", &popup)
}

// send takes the popup back: to send it, to show what would go out, or to tell the
// page's script how it stands.
func (h *host) send(v *visit) error {
	take := v.Desk.Check
	if v.r.PostForm.Get("do") == "send" {
		take = v.Desk.Submit
	}
	popup, err := take(v.r.Context(), v.Order, compose.Request{Actor: v.User.Actor}, compose.ParseForm(v.r.PostForm))
	switch {
	case err != nil:
		return err
	case popup.Sent:
		return v.goTo("/orders/" + v.Order.ID) // which says what became of it
	case v.r.Header.Get("Accept") == "application/json":
		return json.NewEncoder(v.w).Encode(popup.Form)
	}
	return v.show("popup", &popup)
}

// log is the company's log as pages of messages; what others have sent needs a right.
func (h *host) log(v *visit) error {
	page, err := v.Desk.Messages(v.r.Context(), audit.Query{
		ActorID: v.r.Form.Get("user"), Recipient: v.r.Form.Get("to"), Latest: true, Limit: 20, Cursor: v.r.Form.Get("cursor"),
	}, v.User.Actor)
	if err != nil {
		return err
	}
	return v.show("log", map[string]any{"Page": page, "Form": v.r.Form})
}

// A settingsPage is the settings as they are saved or were typed.
type settingsPage struct {
	notify.SettingsPage
	Preview plan.Plan
}

// bind names the inputs of the mail server's settings, which the page shows beside the
// library's.
func (s *servers) bind(in *order.SettingInputs) {
	in.Text("host", &s.Host)
	in.Number("port", &s.Port)
}

func (h *host) settings(v *visit) error {
	return v.show("settings", &settingsPage{SettingsPage: v.Desk.SettingsPage(v.company.servers.bind)})
}

// postSettings saves the settings, shows their template, or tries the mail server.
func (h *host) postSettings(v *visit) error {
	page, servers, err := h.takeSettings(v)
	switch do := v.r.PostForm.Get("do"); {
	case err != nil:
		return err
	case page.Saved:
		return v.goTo("/settings")
	case do == "test":
		v.Note = tryServer(v.r.Context(), servers, v.Lang)
	case do == "preview" && len(page.Errors) == 0:
		desk, err := h.service.Desk(page.Settings)
		if err != nil {
			return err
		}
		page.Preview, err = desk.Preview(compose.Sample{
			Template: page.Settings.Templates[0].ID,
			Order:    order.Kind(v.r.PostForm.Get("about")),
			Language: v.r.PostForm.Get("language"),
		})
		if err != nil {
			return err
		}
	}
	return v.show("settings", page)
}

// takeSettings takes the page back, and saves it unless a button says otherwise. What
// is saved now is read and replaced in one go, so that two who save at once are told of
// each other; a real host does so in a transaction of its database.
func (h *host) takeSettings(v *visit) (page *settingsPage, servers servers, err error) {
	ctx, who, form := v.r.Context(), v.User.Actor, v.r.PostForm
	h.saving.Lock()
	defer h.saving.Unlock()
	now := h.company(v.User.company)
	servers, page = now.servers, &settingsPage{}
	if err := now.desk.Allow(ctx, who, rights.EmailServer); err != nil {
		return nil, servers, err
	}
	if do := form.Get("do"); do == "test" || do == "preview" {
		page.SettingsPage, err = now.desk.CheckSettings(ctx, who, form, servers.bind)
		return page, servers, err
	}
	save := func(context.Context, order.Settings) error { return nil } // into the host's database
	page.SettingsPage, now.desk, err = now.desk.SubmitSettings(ctx, who, form, save, servers.bind)
	if page.Saved {
		h.change(v.User.company, func(c *company) { c.desk, c.servers = now.desk, servers })
	}
	return page, servers, err
}

// tryServer is the connection test, in plain words. A host whose users are strangers
// limits with smtp.Config.Dial which machines can be tried.
func tryServer(ctx context.Context, s servers, l locale.Language) string {
	if s.Host == "" {
		return "Ingen server: e-post skrivs i en mapp."
	}
	sender, err := smtp.New(smtp.Config{Host: s.Host, Port: s.Port})
	if err != nil {
		return err.Error()
	}
	text, _ := sender.Check(ctx, l)
	return text
}
