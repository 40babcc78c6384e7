package main

import (
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
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

// newPopup opens a message from the order's menu.
func (v *visit) newPopup() error {
	c, d, err := v.caseFile()
	if err != nil {
		return err
	}
	r := compose.Request{Kind: plan.Kind(v.r.PostForm.Get("kind")), Actor: v.actor(), Key: token()}
	if _, err := d.Draft(v.ctx(), c.Order, r); err != nil {
		return v.showOrder(said(err, v.lang()))
	}
	if err := v.app.data.savePopup(v.ctx(), v.user.Company, popup{Request: r, Order: c.Order.ID}); err != nil {
		return err
	}
	return v.to("/popups/"+r.Key, "")
}

// said is an error in the user's language where it has words for people.
func said(err error, l locale.Language) string {
	var words []string
	for _, e := range plan.FieldErrors(err) {
		words = append(words, e.Message(l))
	}
	for _, e := range invalid.Errors(err) {
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
	open, err := v.opened(p, c, d)
	if err != nil {
		return err
	}
	return v.showPopup(http.StatusOK, v.popupPage(p, c, open.Form, open.Plan))
}

// opened is a popup as it opens; that of a message which is sent once more has whom that
// went to.
func (v *visit) opened(p popup, c caseFile, d *notify.Desk) (notify.Popup, error) {
	open, err := d.Open(v.ctx(), c.Order, p.by(v.actor()))
	if err != nil || p.Again == nil {
		return open, err
	}
	open.Form.Email, open.Form.SMS = p.Again.Channel == delivery.Email, p.Again.Channel == delivery.SMS
	open.Form.To, open.Form.Phones = p.Again.Recipient, ""
	if open.Form.SMS {
		open.Form.To, open.Form.Phones = "", p.Again.Recipient
	}
	return d.Check(v.ctx(), c.Order, p.by(v.actor()), open.Form)
}

func (v *visit) showPopup(status int, page popupPage) error {
	if page.Form.Show.Wrong() && v.r.Method == http.MethodPost {
		status = http.StatusUnprocessableEntity
	}
	return v.render(status, "popup", page)
}

// postPopup previews, sends, or answers no.
func (v *visit) postPopup() error {
	p, c, d, err := v.open()
	if err != nil {
		return err
	}
	action := v.r.PostForm.Get("action")
	if action == "no" {
		if err := v.app.data.dropPopup(v.ctx(), v.user.Company, p.Request.Key); err != nil {
			return err
		}
		return v.to("/orders/"+p.Order, "")
	}
	form := compose.ParseForm(v.r.PostForm)
	when, early := v.when(d, c.Order)
	if action == "send" && early == nil {
		back, err := d.SubmitLater(v.ctx(), c.Order, p.by(v.actor()), form, when)
		if err != nil {
			return err
		}
		if !back.Sent {
			return v.showPopup(http.StatusOK, v.popupPage(p, c, back.Form, back.Plan))
		}
		return v.sentPopup(p, d, back, when)
	}
	back, err := d.Check(v.ctx(), c.Order, p.by(v.actor()), form)
	if err != nil {
		return err
	}
	if early != nil {
		back.Form.Show.Errors = append(back.Form.Show.Errors, early.Error())
	}
	return v.showPopup(http.StatusOK, v.popupPage(p, c, back.Form, back.Plan))
}

// livePopup answers the page's script as somebody types: the count, what is wrong,
// field by field, and the preview.
func (v *visit) livePopup() error {
	p, c, d, err := v.open()
	if err != nil {
		return err
	}
	back, err := d.Check(v.ctx(), c.Order, p.by(v.actor()), compose.ParseForm(v.r.PostForm))
	if err != nil {
		return err
	}
	return v.live("popup", v.popupPage(p, c, back.Form, back.Plan))
}

// sentPopup ends a popup whose message was accepted, and says on the order's page what
// has become of it.
func (v *visit) sentPopup(p popup, d *notify.Desk, sent notify.Popup, when notify.Schedule) error {
	if err := v.app.await(v.ctx(), d, sent.Plan, when, v.actor()); err != nil {
		return err
	}
	p.Question, p.Why = "", ""
	if err := v.app.data.savePopup(v.ctx(), v.user.Company, p); err != nil {
		return err
	}
	note, err := v.becameOf(d, sent.Result, sent.Plan, when)
	if err != nil {
		return err
	}
	return v.to("/orders/"+p.Order, note)
}

// becameOf says what has become of a plan by now.
func (v *visit) becameOf(d *notify.Desk, result notify.Result, p plan.Plan, when notify.Schedule) (string, error) {
	switch {
	case result.Duplicate:
		return v.words("Meddelandet var redan skickat. Inget mer skickades.",
			"The message had been sent before. Nothing more was sent."), nil
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
			notes = append(notes, m.Recipient+": "+m.StatusMessage(v.lang())+". "+m.Failure.Message(v.lang()))
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
		return notify.Schedule{}, errors.New(
			v.words("Tiden att skicka måste ligga framåt.", "The time to send must be ahead."))
	}
	return notify.Schedule{NotBefore: at}, nil
}
