package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
)

// A logLine is a message in the log.
type logLine struct {
	audit.Message
	When, What, State, Why string
}

// logPage is the company's log, the newest first, by filters.
func (v *visit) logPage() error {
	d, err := v.desk()
	if err != nil {
		return err
	}
	form := v.r.URL.Query()
	q := audit.Query{Latest: true, Limit: 25, Recipient: strings.TrimSpace(form.Get("recipient")), Channel: delivery.Channel(form.Get("channel")), Cursor: form.Get("cursor")}
	if s := form.Get("status"); s != "" {
		q.Statuses = []delivery.Status{delivery.Status(s)}
	}
	if !v.user.Admin {
		q.ActorID = v.user.ID // others' messages take a right
	}
	problem := ""
	found, err := d.Messages(v.ctx(), q, v.actor())
	if err != nil {
		problem = v.words("Filtret går inte att läsa.", "The filter cannot be read.")
	}
	zone, err := d.Settings().ZoneOf(order.Order{})
	if err != nil {
		return err
	}
	var lines []logLine
	for _, m := range found.Messages {
		line := logLine{Message: m, When: v.lang().DateTime(m.Began.In(zone)), State: m.StatusMessage(v.lang())}
		if m.Failure != nil {
			line.Why = audit.FailureMessage(m.Failure, v.lang())
		}
		lines = append(lines, line)
	}
	states := map[string]string{}
	for _, s := range []delivery.Status{delivery.StatusQueued, delivery.StatusSent, delivery.StatusFailed, delivery.StatusUncertain} {
		states[string(s)] = audit.StatusMessage(s, v.lang())
	}
	return v.show("log", struct {
		Lines                      []logLine
		Recipient, Channel, Status string
		Next, Problem              string
		States                     map[string]string
	}{lines, q.Recipient, string(q.Channel), form.Get("status"), found.Next, problem, states})
}

// held are the messages that a person decides about.
func (v *visit) held() error {
	d, err := v.desk()
	if err != nil {
		return err
	}
	held, _, err := d.Held(v.ctx(), "", v.actor())
	if err != nil {
		return err
	}
	progress, err := d.Progress(v.ctx(), "")
	if err != nil {
		return err
	}
	stops, err := d.Stops(v.ctx(), v.actor())
	if err != nil {
		return err
	}
	var stopped []string // in the user's words
	for _, s := range stops {
		stopped = append(stopped, fmt.Sprintf("%s %s %s: %s", s.Channel, v.words("sedan", "since"), s.Since.Local().Format("2006-01-02 15:04"), delivery.Reason(s.Why).Message(v.lang())))
	}
	return v.show("held", struct {
		Held     []notify.HeldMessage
		Stopped  []string
		Progress notify.Progress
	}{held, stopped, progress})
}

// release decides about a held message, or lets what was stopped go on.
func (v *visit) release() error {
	d, err := v.desk()
	if err != nil {
		return err
	}
	form := v.r.PostForm
	if form.Get("action") == "resume" {
		if err := errors.Join(d.ResumeQueue(v.ctx(), delivery.Email, v.actor()), d.ResumeQueue(v.ctx(), delivery.SMS, v.actor())); err != nil {
			return err
		}
		v.app.worker.Wake()
		return v.to("/held", v.words("Kön går igen.", "The queue goes on."))
	}
	err = d.Release(v.ctx(), form.Get("message"), notify.Decision(form.Get("action")), v.actor())
	if errors.Is(err, notify.ErrLeaseLost) {
		return v.to("/held", v.words("Någon annan har redan bestämt.", "Somebody else has decided already."))
	}
	if err != nil {
		return err
	}
	v.app.worker.Wake()
	return v.to("/held", "")
}

// A settingsPage is what an administrator may change here.
type settingsPage struct {
	SMSFrom, SMSError string
	ReadyMessage      string
	Templates         []templating.MailTemplate
	Template          templating.MailTemplate // of booking confirmations
	TemplateErrors    []string
	Tags              []string
	Reminder          string
	DryRun            bool
	RedirectEmail     string
	RedirectError     string
	Server            mailServer
	ServerText        string
	ServerBad         bool
}

func (v *visit) settings() error {
	c, err := v.administrator()
	if err != nil {
		return err
	}
	return v.show("settings", showSettings(c))
}

func (v *visit) administrator() (company, error) {
	if !v.user.Admin {
		return company{}, errForbidden
	}
	return v.app.data.company(v.ctx(), v.user.Company)
}

func showSettings(c company) settingsPage {
	s := c.Settings
	p := settingsPage{
		SMSFrom: s.SMSFrom.String(), ReadyMessage: s.ReadyMessage, Templates: s.Templates, Template: bookingTemplate(s), Tags: s.Tags().Names(),
		DryRun: s.Test.DryRun, RedirectEmail: s.Test.RedirectEmail.String(), Server: c.Server,
	}
	for _, r := range s.Reminders {
		p.Reminder = strconv.Itoa(r.DaysBefore)
	}
	return p
}

// saveSettings saves one part of the page, or shows what is wrong with it.
func (v *visit) saveSettings() error {
	c, err := v.administrator()
	if err != nil {
		return err
	}
	shown := showSettings(c)
	wrong := false
	switch v.r.PostForm.Get("part") {
	case "sms":
		wrong = v.setSMS(&c, &shown)
	case "template":
		wrong = v.setTemplate(&c, &shown)
	case "reminders":
		c.Settings.Reminders = nil
		if days, err := strconv.Atoi(v.r.PostForm.Get("days")); err == nil && days > 0 && days < 8 {
			c.Settings.Reminders = []booking.Reminder{{DaysBefore: days, Hour: 9}}
		}
	case "test":
		wrong = v.setTest(&c, &shown)
	case "server":
		return v.setServer(c, shown)
	default:
		return errNotThere
	}
	if wrong {
		return v.show("settings", shown)
	}
	if err := c.Settings.Validate(); err != nil {
		return err
	}
	if err := v.app.data.saveCompany(v.ctx(), c); err != nil {
		return err
	}
	return v.to("/settings", v.words("Inställningarna är sparade.", "The settings are saved."))
}

// bookingTemplate is the company's text of a new visit on a work order.
func bookingTemplate(s order.Settings) templating.MailTemplate {
	for _, t := range s.BookingTemplates {
		if t.Order == order.WorkOrder {
			return t.MailTemplate
		}
	}
	return templating.MailTemplate{}
}

func (v *visit) setSMS(c *company, shown *settingsPage) bool {
	shown.SMSFrom = v.r.PostForm.Get("smsFrom")
	name, err := smsgw.ParseSenderName(shown.SMSFrom)
	if e, ok := errors.AsType[*smsgw.ParseError](err); ok {
		shown.SMSError = e.Message(v.lang())
		return true
	}
	c.Settings.SMSFrom = name
	return err != nil
}

// setTemplate saves the booking confirmation's template; an empty one is the
// built-in text.
func (v *visit) setTemplate(c *company, shown *settingsPage) bool {
	form := v.r.PostForm
	t := templating.MailTemplate{
		ID: "bokning", Name: "Bokningsbekräftelse", Version: shown.Template.Version + 1, Subject: strings.TrimSpace(form.Get("subject")),
		Body: strings.ReplaceAll(form.Get("body"), "\r\n", "\n"),
	}
	shown.Template = t
	c.Settings.BookingTemplates = nil
	if t.Subject == "" && strings.TrimSpace(t.Body) == "" {
		return false
	}
	_, err := t.Compile(c.Settings.Tags())
	for _, e := range fieldErrors(err) {
		shown.TemplateErrors = append(shown.TemplateErrors, e.Problem.Message(v.lang()))
	}
	if err != nil && len(shown.TemplateErrors) == 0 {
		shown.TemplateErrors = []string{err.Error()}
	}
	c.Settings.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, MailTemplate: t}, {Order: order.ServiceOrder, MailTemplate: t}}
	return err != nil
}

// fieldErrors takes a joined error apart.
func fieldErrors(err error) (all []*templating.TemplateError) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			all = append(all, fieldErrors(e)...)
		}
		return all
	}
	if e, ok := errors.AsType[*templating.TemplateError](err); ok {
		return []*templating.TemplateError{e}
	}
	return nil
}

func (v *visit) setTest(c *company, shown *settingsPage) bool {
	form := v.r.PostForm
	c.Settings.Test = order.TestMode{DryRun: form.Get("dryRun") != ""}
	shown.RedirectEmail = strings.TrimSpace(form.Get("redirect"))
	if shown.RedirectEmail == "" {
		return false
	}
	address, err := recipients.ParseAddress(shown.RedirectEmail)
	if e, ok := errors.AsType[*recipients.ParseError](err); ok {
		shown.RedirectError = e.Message(v.lang())
	}
	c.Settings.Test.RedirectEmail = address
	return err != nil
}

// setServer tries a mail server and says in words how that went; it is saved
// whatever the trial says, by the button that says so.
func (v *visit) setServer(c company, shown settingsPage) error {
	form := v.r.PostForm
	port, err := strconv.Atoi(cmp.Or(form.Get("port"), "0"))
	if err != nil || port < 0 || port > 65535 {
		shown.ServerBad, shown.ServerText = true, v.words("Porten är ett tal från 1 till 65535.", "The port is a number from 1 to 65535.")
		return v.show("settings", shown)
	}
	s := mailServer{Host: strings.TrimSpace(form.Get("host")), Port: port, Username: form.Get("username"), Password: cmp.Or(form.Get("password"), c.Server.Password)}
	shown.Server = s
	sender, err := v.app.open(s)
	if err != nil {
		shown.ServerBad, shown.ServerText = true, v.words("Servern behöver ett namn.", "The server needs a name.")
		return v.show("settings", shown)
	}
	defer func() { _ = sender.Close() }()
	if form.Get("action") == "save" {
		c.Server = s
		if err := v.app.data.saveCompany(v.ctx(), c); err != nil {
			return err
		}
		return v.to("/settings", v.words("E-postservern är sparad.", "The mail server is saved."))
	}
	ctx, cancel := context.WithTimeout(v.ctx(), 10*time.Second)
	defer cancel()
	text, err := sender.Check(ctx, v.lang())
	shown.ServerText, shown.ServerBad = text, err != nil
	return v.show("settings", shown)
}
