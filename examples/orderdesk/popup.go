package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

// newPopup opens a message from the order's menu.
func (v *visit) newPopup() error {
	c, d, err := v.caseFile()
	if err != nil {
		return err
	}
	p := popup{Key: token(), Order: c.Order.ID, User: v.user.ID, Kind: plan.Kind(v.r.PostForm.Get("kind"))}
	if _, err := d.Draft(v.ctx(), c.Order, p.request(v.actor())); err != nil {
		return v.showOrder(said(err, v.lang()))
	}
	if err := v.app.data.savePopup(v.ctx(), v.user.Company, p); err != nil {
		return err
	}
	return v.to("/popups/"+p.Key, "")
}

// said is an error in the user's language where it has words for people.
func said(err error, l locale.Language) string {
	var words []string
	for _, e := range plan.FieldErrors(err) {
		words = append(words, e.Message(l))
	}
	if len(words) == 0 {
		return err.Error()
	}
	return strings.Join(words, " ")
}

// A popupPage is what the popup shows.
type popupPage struct {
	Key    string
	Order  order.Order
	Form   compose.Form
	Fields map[string]compose.FormField
	Errors []string // of what is no field of the form
	When   string   // to send later
	Plan   *planPage
	Email  bool // the kind can go by it
	SMS    bool
}

// A planPage is the preview: exactly what goes out.
type planPage struct {
	Messages []planMessage
	Warnings []plan.Warning
	LeftOut  []plan.LeftOut
}

type planMessage struct {
	N           int
	SMS         bool
	Recipient   string
	Name        string
	Subject     string
	Body        string
	Parts       int
	Link        string
	Calendar    bool
	Attachments []planDocument
}

type planDocument struct {
	N    int
	Name string
	Size int64
}

// open finds a popup of the user's company, with its order.
func (v *visit) open() (popup, caseFile, *notify.Desk, error) {
	p, err := v.app.data.popup(v.ctx(), v.user.Company, v.r.PathValue("key"))
	if err != nil {
		return p, caseFile{}, nil, err
	}
	c, err := v.app.data.order(v.ctx(), v.user.Company, p.Order)
	if err != nil {
		return p, c, nil, err
	}
	d, err := v.desk()
	return p, c, d, err
}

// popup shows it as it opens.
func (v *visit) popup() error {
	p, c, d, err := v.open()
	if err != nil {
		return err
	}
	draft, err := d.Draft(v.ctx(), c.Order, p.request(v.actor()))
	if err != nil {
		return err
	}
	return v.showPopup(p, c, draft, nil, nil)
}

func (v *visit) showPopup(p popup, c caseFile, draft *compose.Draft, preview *plan.Plan, refused error) error {
	form := draft.Form()
	page := popupPage{
		Key: p.Key, Order: c.Order, Form: form, Fields: map[string]compose.FormField{},
		Email: draft.Rules().Can(delivery.Email), SMS: draft.Rules().Can(delivery.SMS), When: v.r.PostForm.Get("when"),
	}
	for _, f := range form.Show.Fields {
		page.Fields[string(f.Name)] = f
	}
	// What planning refuses is not in the form: it is put beside its field here.
	for _, e := range plan.FieldErrors(refused) {
		f, ok := page.Fields[string(e.Field)]
		switch text := e.Message(v.lang()); {
		case !ok || !f.Shown:
			page.Errors = append(page.Errors, text)
		case f.Error == "":
			f.Error = text
			page.Fields[string(e.Field)] = f
		}
	}
	if len(plan.FieldErrors(refused)) == 0 && refused != nil {
		page.Errors = append(page.Errors, refused.Error())
	}
	status := http.StatusOK
	if refused != nil {
		status = http.StatusUnprocessableEntity
	}
	if preview != nil {
		page.Plan = planned(preview)
	}
	return v.render(status, "popup", page)
}

func planned(p *plan.Plan) *planPage {
	page := &planPage{Warnings: p.Warnings, LeftOut: p.LeftOut}
	for i := range p.Messages {
		m := &p.Messages[i]
		row := planMessage{
			N: i, SMS: m.Channel == delivery.SMS, Recipient: m.Recipient, Name: m.Name, Subject: m.Subject(), Body: m.Body(), Parts: m.Segments.Segments, Link: m.Link,
			Calendar: m.Email != nil && m.Email.Calendar != nil,
		}
		for _, n := range m.Attachments {
			row.Attachments = append(row.Attachments, planDocument{n, p.Documents[n].Name, p.Documents[n].Size})
		}
		page.Messages = append(page.Messages, row)
	}
	return page
}

// reopen makes the draft of a form that has come back.
func (v *visit) reopen(p popup, c caseFile, d *notify.Desk) (*compose.Draft, error) {
	form := compose.ParseForm(v.r.PostForm)
	r := p.request(v.actor())
	r.Template = form.Template
	return d.Reopen(v.ctx(), c.Order, r, form)
}

// postPopup previews, sends, chooses a template or answers no.
func (v *visit) postPopup() error {
	p, c, d, err := v.open()
	if err != nil {
		return err
	}
	action := v.r.PostForm.Get("action")
	switch action {
	case "no":
		if err := v.app.data.dropPopup(v.ctx(), v.user.Company, p.Key); err != nil {
			return err
		}
		return v.to("/orders/"+p.Order, "")
	case "template":
		return v.chooseTemplate(p, c, d)
	}
	draft, err := v.reopen(p, c, d)
	if draft == nil {
		return err
	}
	if err != nil {
		return v.showPopup(p, c, draft, nil, err)
	}
	ready, err := draft.Plan()
	if err != nil {
		return v.showPopup(p, c, draft, nil, err)
	}
	if action != "send" {
		v.app.mu.Lock()
		if len(v.app.previews) > 100 {
			clear(v.app.previews)
		}
		v.app.previews[v.user.Company+"/"+p.Key] = ready
		v.app.mu.Unlock()
		return v.showPopup(p, c, draft, &ready, nil)
	}
	return v.sendPopup(p, c, d, draft, ready)
}

// chooseTemplate fills subject and text anew and keeps the recipients.
func (v *visit) chooseTemplate(p popup, c caseFile, d *notify.Desk) error {
	form := compose.ParseForm(v.r.PostForm)
	r := p.request(v.actor())
	r.Template = form.Template
	draft, err := d.Draft(v.ctx(), c.Order, r)
	if err != nil {
		return v.to("/popups/"+p.Key, said(err, v.lang()))
	}
	filled := draft.Form()
	form.Opened, form.Subject, form.Text = filled.Opened, filled.Subject, filled.Text
	err = draft.Apply(form)
	return v.showPopup(p, c, draft, nil, err)
}

func (v *visit) sendPopup(p popup, c caseFile, d *notify.Desk, draft *compose.Draft, ready plan.Plan) error {
	when, err := v.when(d, c.Order)
	if err != nil {
		return v.showPopup(p, c, draft, nil, err)
	}
	result, err := v.app.send(v.ctx(), d, ready, when)
	if errors.Is(err, audit.ErrKeyReused) {
		return v.to("/orders/"+p.Order, v.words("Det här fönstret har redan skickat ett annat meddelande. Öppna ett nytt.", "This window has sent another message before. Open a new one."))
	}
	if err != nil {
		return err
	}
	p.Question, p.Why = "", ""
	if err := v.app.data.savePopup(v.ctx(), v.user.Company, p); err != nil {
		return err
	}
	note := v.words("Meddelandet är på väg.", "The message is on its way.")
	switch {
	case result.Duplicate:
		note = v.words("Meddelandet var redan skickat. Inget mer skickades.", "The message had been sent before. Nothing more was sent.")
	case !when.NotBefore.IsZero():
		note = v.words("Meddelandet skickas ", "The message will be sent ") + v.lang().DateTime(when.NotBefore)
	}
	return v.to("/orders/"+p.Order, note)
}

// when reads the time of a message that goes later; an empty field is now.
func (v *visit) when(d *notify.Desk, o order.Order) (notify.Schedule, error) {
	text := v.r.PostForm.Get("when")
	if text == "" {
		return notify.Schedule{}, nil
	}
	zone, err := d.Settings().ZoneOf(o)
	if err != nil {
		return notify.Schedule{}, err
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", text, zone)
	if err != nil || at.Before(v.app.now()) {
		return notify.Schedule{}, errors.New(v.words("Tiden att skicka måste ligga framåt.", "The time to send must be ahead."))
	}
	return notify.Schedule{NotBefore: at}, nil
}

// count answers the page's script: the SMS count and what is wrong, field by field.
func (v *visit) count() error {
	p, c, d, err := v.open()
	if err != nil {
		return err
	}
	draft, err := v.reopen(p, c, d)
	if draft == nil {
		return err
	}
	show := draft.Form().Show
	answer := struct {
		Count  string            `json:"count"`
		Odd    string            `json:"odd,omitempty"`
		Errors map[string]string `json:"errors"`
	}{show.Count.Text, show.Count.Odd, map[string]string{}}
	for _, f := range show.Fields {
		if f.Error != "" {
			answer.Errors[string(f.Name)] = f.Error
		}
	}
	v.w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(v.w).Encode(answer)
}

// previewed finds the newest preview of a popup and the message or document n.
func (v *visit) previewed() (plan.Plan, int, error) {
	n, err := strconv.Atoi(v.r.PathValue("n"))
	v.app.mu.Lock()
	defer v.app.mu.Unlock()
	p, ok := v.app.previews[v.user.Company+"/"+v.r.PathValue("key")]
	if err != nil || n < 0 || !ok {
		return p, 0, errNotThere
	}
	return p, n, nil
}

func (v *visit) previewHTML() error {
	p, n, err := v.previewed()
	if err != nil || n >= len(p.Messages) || p.Messages[n].Email == nil {
		return errNotThere
	}
	html, err := p.PreviewHTML(n)
	if err != nil {
		return err
	}
	return v.foreign("text/html; charset=utf-8", "", []byte(html))
}

func (v *visit) previewDocument() error {
	p, n, err := v.previewed()
	if err != nil || n >= len(p.Documents) {
		return errNotThere
	}
	d := p.Documents[n]
	return v.foreign(d.ContentType, d.Name, d.Data)
}

func (v *visit) previewCalendar() error {
	p, n, err := v.previewed()
	if err != nil || n >= len(p.Messages) || p.Messages[n].Email == nil || p.Messages[n].Email.Calendar == nil {
		return errNotThere
	}
	c := p.Messages[n].Email.Calendar
	return v.foreign("text/calendar", c.Name, c.Data)
}
