package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
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
	for _, e := range order.SettingErrors(err) {
		words = append(words, e.Message(l))
	}
	if len(words) == 0 {
		return err.Error()
	}
	return strings.Join(words, " ")
}

func number(n int) string { return strconv.Itoa(n) }

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
	if err := p.fill(draft); err != nil {
		return err
	}
	return v.showPopup(p, c, draft, v.previewOf(p, draft), nil)
}

// previewOf plans a draft for its preview; nil when it cannot be planned as it is.
func (v *visit) previewOf(p popup, draft *compose.Draft) *plan.Plan {
	ready, err := draft.Plan()
	if err != nil {
		return nil
	}
	v.app.previews.keep(v.user.Company+"/"+p.Key, ready)
	return &ready
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
		return v.showPopup(p, c, draft, v.previewOf(p, draft), nil)
	}
	return v.sendPopup(p, c, d, draft, ready)
}

// livePopup answers the page's script as somebody types: the count, what is wrong,
// field by field, and the preview.
func (v *visit) livePopup() error {
	p, c, d, err := v.open()
	if err != nil {
		return err
	}
	draft, err := v.reopen(p, c, d)
	if draft == nil {
		return err
	}
	return v.live("popup", v.popupPage(p, c, draft, v.previewOf(p, draft), err))
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
	return v.showPopup(p, c, draft, v.previewOf(p, draft), err)
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
	note, err := v.becameOf(d, result, ready, when)
	if err != nil {
		return err
	}
	return v.to("/orders/"+p.Order, note)
}

// becameOf says what has become of a plan by now.
func (v *visit) becameOf(d *notify.Desk, result notify.Result, p plan.Plan, when notify.Schedule) (string, error) {
	switch {
	case result.Duplicate:
		return v.words("Meddelandet var redan skickat. Inget mer skickades.", "The message had been sent before. Nothing more was sent."), nil
	case !when.NotBefore.IsZero():
		return v.words("Meddelandet skickas ", "The message will be sent ") + v.lang().DateTime(when.NotBefore), nil
	}
	sent, err := d.Messages(v.ctx(), audit.Query{Key: p.Key, ActorID: v.user.ID}, v.actor())
	if err != nil {
		return "", err
	}
	good, notes := 0, []string(nil)
	for _, m := range sent.Messages {
		switch {
		case m.Good():
			good++
		case m.Failure != nil:
			notes = append(notes, m.Recipient+": "+m.StatusMessage(v.lang())+". "+audit.FailureMessage(m.Failure, v.lang()))
		}
	}
	switch {
	case len(notes) > 0:
		return strings.Join(notes, " "), nil
	case good > 0 && good == len(sent.Messages):
		return v.words("Meddelandet är skickat.", "The message is sent."), nil
	}
	return v.words("Meddelandet är på väg.", "The message is on its way."), nil
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
