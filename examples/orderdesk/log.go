package main

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

// A logLine is a message in the log.
type logLine struct {
	audit.Message
	When, What, Sent, State, Why string
	Bad                          bool
}

// A logFilter is the form above the log, as posted.
type logFilter struct {
	Recipient, Channel, Status, Kind, User, From, To string
	Cursor                                           string
}

// A choiceOf is a line of a list to choose from.
type choiceOf struct{ Value, Name string }

// A logView is what the log's page shows.
type logView struct {
	Filter   logFilter
	Lines    []logLine
	Older    string // the address of the next page; empty on the last
	Problem  string
	Statuses []choiceOf
	Kinds    []choiceOf
	People   []choiceOf // nobody for who may see their own messages alone
}

// logPage is the company's log, the newest first, by filters.
func (v *visit) logPage() error {
	d, err := v.desk()
	if err != nil {
		return err
	}
	form := v.r.URL.Query()
	f := logFilter{
		Recipient: strings.TrimSpace(form.Get("recipient")),
		Channel:   form.Get("channel"), Status: form.Get("status"), Kind: form.Get("kind"),
		User: form.Get("user"), From: form.Get("from"), To: form.Get("to"), Cursor: form.Get("cursor"),
	}
	page := logView{Filter: f, Statuses: v.statuses(), Kinds: v.kinds()}
	if d.Allow(v.ctx(), v.actor(), rights.OthersLog) == nil {
		page.People = v.writers()
	} else {
		f.User = v.user.ID // others' messages take a right
	}
	zone, err := d.Settings().ZoneOf(order.Order{})
	if err != nil {
		return err
	}
	query, err := f.query(zone)
	if err == nil {
		var found audit.MessagePage
		if found, err = d.Messages(v.ctx(), query, v.actor()); err == nil {
			for _, m := range found.Messages {
				page.Lines = append(page.Lines, v.logLine(m, zone))
			}
			if found.Next != "" {
				form.Set("cursor", found.Next)
				page.Older = "/log?" + form.Encode()
			}
		}
	}
	if err != nil {
		v.app.log.Info("the log's filter", "error", err)
		page.Problem = v.words("Filtret går inte att läsa.", "The filter cannot be read.")
	}
	return v.show("log", page)
}

// query reads the filter; days are those of the company's zone.
func (f logFilter) query(zone *time.Location) (audit.Query, error) {
	q := audit.Query{
		Latest: true, Limit: 25, Channel: delivery.Channel(f.Channel),
		Kind: f.Kind, ActorID: f.User, Cursor: f.Cursor,
	}
	if f.Recipient != "" {
		q.Recipients = spellings(f.Recipient)
	}
	if f.Status != "" {
		q.Statuses = []delivery.Status{delivery.Status(f.Status)}
	}
	var err error
	if f.From != "" {
		if q.From, err = time.ParseInLocation(time.DateOnly, f.From, zone); err != nil {
			return q, err
		}
	}
	if f.To != "" {
		if q.To, err = time.ParseInLocation(time.DateOnly, f.To, zone); err != nil {
			return q, err
		}
		q.To = q.To.AddDate(0, 0, 1) // the day itself too
	}
	return q, nil
}

// spellings are how the log may have written a recipient that is searched for.
func spellings(text string) []string {
	all := []string{text}
	if a, err := recipients.ParseAddress(text); err == nil {
		all = append(all, a.String(), strings.ToLower(a.String()))
	}
	if p, err := recipients.ParsePhone(text); err == nil {
		all = append(all, p.String())
	}
	return slices.Compact(all)
}

func (v *visit) logLine(m audit.Message, zone *time.Location) logLine {
	l := v.lang()
	line := logLine{
		Message: m, When: l.DateTime(m.Began.In(zone)), What: plan.Kind(m.Kind).Message(l),
		State: m.StatusMessage(l), Bad: m.Failure != nil,
	}
	if !m.SentAt.IsZero() {
		line.Sent = l.DateTime(m.SentAt.In(zone))
	}
	if m.Failure != nil {
		line.Why = m.Failure.Message(l)
	}
	line.Recipient = m.RecipientMessage(l)
	return line
}

func (v *visit) statuses() (all []choiceOf) {
	for _, s := range []delivery.Status{
		delivery.StatusQueued, delivery.StatusSent, delivery.StatusDelivered,
		delivery.StatusBounced, delivery.StatusFailed, delivery.StatusUncertain,
	} {
		all = append(all, choiceOf{string(s), s.Message(v.lang())})
	}
	return all
}

func (v *visit) kinds() (all []choiceOf) {
	for _, r := range compose.Kinds() {
		all = append(all, choiceOf{string(r.Kind), r.Kind.Message(v.lang())})
	}
	return all
}

// writers are those whose messages the log may hold: customers write comments.
func (v *visit) writers() (all []choiceOf) {
	for _, u := range users {
		if u.Company == v.user.Company {
			all = append(all, choiceOf{u.ID, u.Name})
		}
	}
	return all
}

// A messageView is one message of the log with what became of it.
type messageView struct {
	logLine
	Body    string
	Steps   []string
	Again   bool // it can be sent once more
	Subject string
}

// logged finds the message of the address, of the user's company and right.
func (v *visit) logged() (audit.Message, *notify.Desk, error) {
	d, err := v.desk()
	if err != nil {
		return audit.Message{}, nil, err
	}
	q := audit.Query{MessageID: v.r.PathValue("id")}
	if d.Allow(v.ctx(), v.actor(), rights.OthersLog) != nil {
		q.ActorID = v.user.ID
	}
	found, err := d.Messages(v.ctx(), q, v.actor())
	if err == nil && len(found.Messages) == 0 {
		err = errNotThere
	}
	if err != nil {
		return audit.Message{}, nil, err
	}
	return found.Messages[0], d, nil
}

func (v *visit) logMessage() error {
	m, d, err := v.logged()
	if err != nil {
		return err
	}
	zone, err := d.Settings().ZoneOf(order.Order{})
	if err != nil {
		return err
	}
	view := messageView{logLine: v.logLine(m, zone), Body: m.Body, Subject: m.Subject}
	for _, r := range m.Records {
		step := v.lang().DateTime(r.At.In(zone)) + " " + r.Status.Message(v.lang())
		if r.Failure != nil {
			step += ": " + r.Failure.Message(v.lang())
		}
		view.Steps = append(view.Steps, step)
	}
	_, err = v.again(m)
	view.Again = err == nil
	return v.show("message", view)
}

// again finds the order that a message can be sent once more for.
func (v *visit) again(m audit.Message) (caseFile, error) {
	c, err := v.app.data.order(v.ctx(), v.user.Company, m.Order.ID)
	if err != nil {
		return c, err
	}
	kind := plan.Kind(m.Kind)
	if kind == compose.Comment || !slices.Contains(compose.KindsFor(c.Order.Kind), kind) {
		return c, errNotThere
	}
	return c, nil
}

// sendAgain opens the popup of a message that was sent, to whom it went: it is made
// anew, of the order as it is now, and has a key of its own.
func (v *visit) sendAgain() error {
	m, d, err := v.logged()
	if err != nil {
		return err
	}
	c, err := v.again(m)
	if err != nil {
		return err
	}
	kind := plan.Kind(m.Kind)
	if kind == compose.Reminder {
		kind = compose.BookingConfirmation
	}
	p := popup{
		Request: compose.Request{Kind: kind, Actor: v.actor(), Key: token()}, Order: c.Order.ID,
		Again: &again{Recipient: cmp.Or(m.IntendedFor, m.Recipient), Channel: m.Channel},
	}
	is := func(t templating.EmailTemplate) bool { return t.ID == m.Template.ID }
	if slices.ContainsFunc(d.Settings().Templates, is) {
		p.Request.Template = m.Template.ID
	}
	if _, err := v.opened(p, c, d); err != nil {
		return v.to("/log/"+url.PathEscape(m.ID), said(err, v.lang()))
	}
	if err := v.app.data.savePopup(v.ctx(), v.user.Company, p); err != nil {
		return err
	}
	return v.to("/popups/"+p.Request.Key, "")
}
