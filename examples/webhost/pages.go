package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"html/template"
	"log"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"

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

var pages = template.Must(template.New("").Parse(source))

// handler serves every page. Posts from other sites are refused by what browsers
// say of them (Sec-Fetch-Site, Origin), so that forms need no token for that.
func (h *host) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { show(w, "login", users) })
	mux.HandleFunc("GET /login/{user}", func(w http.ResponseWriter, r *http.Request) {
		who := r.PathValue("user") // a real host asks for a password, and gives a session
		http.SetCookie(w, &http.Cookie{Name: "user", Value: who, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
		http.Redirect(w, r, "/c/"+url.PathEscape(users[who].company)+"/", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /c/{company}/{$}", h.page(h.list))
	mux.HandleFunc("GET /c/{company}/log", h.page(h.log))
	mux.HandleFunc("GET /c/{company}/settings", h.page(h.settings))
	mux.HandleFunc("POST /c/{company}/settings", h.page(h.postSettings))
	mux.HandleFunc("GET /c/{company}/orders/{id}", h.page(h.onOrder(h.showOrder)))
	mux.HandleFunc("POST /c/{company}/orders/{id}/move", h.page(h.onOrder(h.move)))
	mux.HandleFunc("GET /c/{company}/orders/{id}/send", h.page(h.onOrder(h.open)))
	mux.HandleFunc("POST /c/{company}/orders/{id}/send", h.page(h.onOrder(h.send)))
	mux.HandleFunc("POST /c/{company}/orders/{id}/count", h.page(h.onOrder(h.count)))
	return http.NewCrossOriginProtection().Handler(mux)
}

// A visit is one request of a user to a page of their company.
type visit struct {
	w     http.ResponseWriter
	r     *http.Request
	user  user
	desk  *notify.Desk
	lang  locale.Language
	order order.Order
}

// page lets a user at the pages of their own company.
func (h *host) page(do func(*visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie("user")
		if err != nil {
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		who, ok := users[cookie.Value]
		if !ok || who.company != r.PathValue("company") {
			http.Error(w, "det är ett annat företags sida", http.StatusForbidden)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		if err := r.ParseForm(); err != nil {
			http.Error(w, "formuläret kan inte läsas", http.StatusBadRequest)
			return
		}
		desk := h.desk(who.company)
		err = do(&visit{w: w, r: r, user: who, desk: desk, lang: desk.Language("")})
		if refused, ok := errors.AsType[*rights.Error](err); ok {
			http.Error(w, refused.Message(desk.Language("")), http.StatusForbidden)
		} else if err != nil {
			log.Print(err)
			http.Error(w, "något gick fel", http.StatusInternalServerError)
		}
	}
}

// onOrder finds the order, which is of the user's company.
func (h *host) onOrder(do func(*visit) error) func(*visit) error {
	return func(v *visit) error {
		o, ok := h.order(v.user.company, v.r.PathValue("id"))
		if !ok {
			http.NotFound(v.w, v.r)
			return nil
		}
		v.order = o
		return do(v)
	}
}

func (v *visit) base() string      { return "/c/" + v.user.company + "/" }
func (v *visit) orderPage() string { return v.base() + "orders/" + v.order.ID }

func (v *visit) goTo(page string) error {
	http.Redirect(v.w, v.r, page, http.StatusSeeOther)
	return nil
}

func show(w http.ResponseWriter, name string, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		log.Print(err)
		http.Error(w, "något gick fel", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = b.WriteTo(w)
}

// list is the list of orders, with their banners by one query.
func (h *host) list(v *visit) error {
	type row struct {
		Order  order.Order
		Banner string
		Red    bool
	}
	orders := h.orders(v.user.company)
	histories, err := v.desk.Histories(v.r.Context(), orders)
	var rows []row
	for i, history := range histories {
		rows = append(rows, row{orders[i], history.Banner(v.lang), history.Red()})
	}
	show(v.w, "list", map[string]any{"Base": v.base(), "Company": v.desk.Settings().Company.Name, "Rows": rows})
	return err
}

// showOrder is the order's page: the banner, what is red, and every message.
func (h *host) showOrder(v *visit) error {
	history, err := v.desk.History(v.r.Context(), v.order)
	if err != nil {
		return err
	}
	zone, err := v.desk.Settings().ZoneOf(v.order)
	if err != nil {
		return err
	}
	type line struct {
		Text string
		Red  bool
	}
	var lines []line
	for _, l := range history.Lines {
		lines = append(lines, line{history.Text(l, v.lang), l.Red()})
	}
	kinds := map[plan.Kind]string{}
	for _, kind := range []plan.Kind{compose.BookingConfirmation, compose.OrderConfirmation, compose.FreeMessage} {
		kinds[kind] = kind.Message(v.lang)
	}
	show(v.w, "order", map[string]any{
		"Base": v.base(), "Page": v.orderPage(), "Order": v.order, "When": v.lang.DateTime(v.order.Bookings[0].Start.In(zone)),
		"Banner": history.Banner(v.lang), "Red": history.Red(), "Advice": history.Advice().Message(v.lang), "Lines": lines, "Kinds": kinds,
	})
	return nil
}

// move moves the visit by a day, and asks whether to tell the customer.
func (h *host) move(v *visit) error {
	before, _ := h.order(v.user.company, v.order.ID)
	b := &v.order.Bookings[0]
	b.Start, b.End, b.Sequence = b.Start.AddDate(0, 0, 1), b.End.AddDate(0, 0, 1), b.Sequence+1
	h.save(v.user.company, v.order)
	for _, prompt := range v.desk.Prompts(before, v.order, v.user.Actor) {
		if prompt.Shown {
			return v.goTo(v.orderPage() + "/send?kind=" + url.QueryEscape(string(prompt.Kind)) + "&why=" + url.QueryEscape(prompt.Question))
		}
	}
	return v.goTo(v.orderPage())
}

// request is that of the popup, whether it opens or comes back.
func (v *visit) request() compose.Request {
	return compose.Request{Kind: plan.Kind(v.r.FormValue("kind")), Actor: v.user.Actor}
}

// open opens the popup.
func (h *host) open(v *visit) error {
	request := v.request()
	request.Key = newToken()
	draft, err := v.desk.Draft(v.r.Context(), v.order, request)
	if fields := plan.FieldErrors(err); fields != nil {
		show(v.w, "message", map[string]string{"Back": v.orderPage(), "Text": fields[0].Message(v.lang)})
		return nil
	}
	if err != nil {
		return err
	}
	v.showPopup(draft.Form(), nil, "")
	return nil
}

// showPopup shows a form with what is wrong beside its fields.
func (v *visit) showPopup(form compose.Form, err error, preview string) {
	wrong := map[plan.Field]string{}
	for _, e := range plan.FieldErrors(err) {
		if text := e.Message(v.lang); wrong[e.Field] == "" {
			wrong[e.Field] = text
		}
	}
	labels, others := map[plan.Field]string{}, maps.Clone(wrong)
	for _, f := range form.Show.Fields {
		labels[f.Name] = f.Name.Message(v.lang)
		if f.Shown {
			delete(others, f.Name)
		}
	}
	if len(wrong) > 0 {
		v.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	show(v.w, "popup", map[string]any{
		"Page": v.orderPage(), "Why": v.r.FormValue("why"), "Kind": v.r.FormValue("kind"), "Form": form, "Labels": labels, "Wrong": wrong, "Others": others, "Preview": preview,
	})
}

// send takes the popup back: to show it again, with a preview or with what is wrong,
// or to send. The browser may go away at any time: what was handed over is finished.
func (h *host) send(v *visit) error {
	draft, err := v.desk.Reopen(v.r.Context(), v.order, v.request(), compose.ParseForm(v.r.PostForm))
	if draft == nil {
		return err
	}
	var p plan.Plan
	if err == nil {
		p, err = draft.Plan()
	}
	switch {
	case plan.FieldErrors(err) != nil:
		v.showPopup(draft.Form(), err, "")
		return nil
	case err != nil:
		return err
	case v.r.PostForm.Get("do") == "preview":
		preview := p.Messages[0].Body()
		if p.Messages[0].Email != nil {
			if preview, err = p.PreviewHTML(0); err != nil {
				return err
			}
		}
		v.showPopup(draft.Form(), nil, preview)
		return nil
	}
	result, err := v.desk.Send(v.r.Context(), p)
	if err != nil {
		return err
	}
	if result.NextKey != "" { // nobody got anything: the form can be corrected and sent again
		form := draft.Form()
		form.Key = result.NextKey
		form.Show.Warnings = append(form.Show.Warnings, plan.Warning{Text: audit.FailureMessage(result.Outcomes[0].Failure, v.lang)})
		v.showPopup(form, nil, "")
		return nil
	}
	return v.goTo(v.orderPage()) // which says what became of it, or that it is under way
}

// count answers the popup's script: what the SMS comes to, and what warns.
func (h *host) count(v *visit) error {
	draft, err := v.desk.Reopen(v.r.Context(), v.order, v.request(), compose.ParseForm(v.r.PostForm))
	if draft == nil {
		return err
	}
	page := draft.Form().Show
	v.w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(v.w).Encode(map[string]any{"count": page.Count, "warnings": page.Warnings, "fields": page.Fields})
}

// log is the company's log as pages of messages; what others have sent needs a right.
func (h *host) log(v *visit) error {
	query := v.r.URL.Query()
	page, err := v.desk.Messages(v.r.Context(), audit.Query{
		ActorID: query.Get("user"), Recipient: query.Get("to"), Latest: true, Limit: 20, Cursor: query.Get("cursor"),
	}, v.user.Actor)
	if err != nil {
		return err
	}
	zone, err := v.desk.Settings().ZoneOf(order.Order{})
	if err != nil {
		return err
	}
	type row struct{ When, Kind, Status, To, By, Order string }
	var rows []row
	for _, m := range page.Messages {
		rows = append(rows, row{v.lang.DateTime(m.Began.In(zone)), plan.Kind(m.Kind).Message(v.lang), m.StatusMessage(v.lang), m.RecipientMessage(v.lang), m.Actor.Message(v.lang), m.Order.Number})
	}
	show(v.w, "log", map[string]any{"Base": v.base(), "Rows": rows, "To": query.Get("to"), "User": query.Get("user"), "Next": page.Next})
	return nil
}

func (h *host) settings(v *visit) error { return h.showSettings(v, v.desk.Settings(), nil, "") }

func (h *host) showSettings(v *visit, s order.Settings, err error, told string) error {
	wrong := map[string]string{}
	for _, e := range order.SettingErrors(err) {
		wrong[e.Path] += e.Message(v.lang) + " "
	}
	h.mu.Lock()
	row := h.companies[v.user.company].server
	h.mu.Unlock()
	if len(wrong) > 0 {
		v.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	show(v.w, "settings", map[string]any{"Base": v.base(), "Settings": s, "Server": row, "Wrong": wrong, "Told": told})
	return nil
}

// postSettings saves settings, or tries the mail server.
func (h *host) postSettings(v *visit) error {
	s, form := v.desk.Settings(), v.r.PostForm
	s.Company.Name, s.Company.Accent, s.ReadyMessage = form.Get("name"), form.Get("accent"), form.Get("ready")
	port, _ := strconv.Atoi(form.Get("port"))
	h.mu.Lock()
	was := h.companies[v.user.company].server
	h.mu.Unlock()
	row := server{Host: form.Get("host"), Port: port, Folder: was.Folder}
	if form.Get("do") == "test" {
		if err := v.desk.Allow(v.r.Context(), v.user.Actor, rights.MailServer); err != nil {
			return err
		}
		return h.showSettings(v, s, s.Validate(), tryServer(v.r.Context(), row, v.lang))
	}
	type page struct { // all that the page saves, each field with its right
		order.Settings
		Server server
	}
	fields := rights.SettingsFields()
	fields["Server"] = rights.MailServer
	err := v.desk.SaveFields(v.r.Context(), v.user.Actor, fields, page{v.desk.Settings(), was}, page{s, row}, func(context.Context) error { return h.saveSettings(s, row) })
	if _, refused := errors.AsType[*rights.Error](err); refused {
		return err
	}
	if err != nil {
		return h.showSettings(v, s, err, "")
	}
	return v.goTo(v.base() + "settings")
}

// tryServer is the connection test, in plain words. A host whose users are strangers
// limits with smtp.Config.Dial which machines can be tried.
func tryServer(ctx context.Context, row server, l locale.Language) string {
	if row.Host == "" {
		return "Ingen server: e-post skrivs i en mapp."
	}
	sender, err := smtp.New(smtp.Config{Host: row.Host, Port: row.Port, ConnectTimeout: 10 * time.Second})
	if err != nil {
		return err.Error()
	}
	defer func() { _ = sender.Close() }()
	text, _ := sender.Check(ctx, l)
	return text
}
