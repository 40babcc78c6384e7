package main

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/smsgw"
)

// A popupPage is what the popup shows.
type popupPage struct {
	Key    string
	Order  order.Order
	Form   compose.Form
	Fields map[string]compose.FormField
	Errors []string // of what is no field of the form
	Odd    string   // which characters make the SMS expensive, in words
	When   string   // to send later
	Plan   *planPage
	Email  bool // the kind can go by it
	SMS    bool
}

// A planPage is the preview: exactly what goes out.
type planPage struct {
	Of       string // what the preview is of: another text has another
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
	KiB  int64
	PDF  bool
}

func (v *visit) showPopup(p popup, c caseFile, draft *compose.Draft, ready *plan.Plan, refused error) error {
	status := http.StatusOK
	if refused != nil {
		status = http.StatusUnprocessableEntity
	}
	return v.render(status, "popup", v.popupPage(p, c, draft, ready, refused))
}

// popupPage gathers what the page shows. What was refused stands beside its field,
// what has no field on top.
func (v *visit) popupPage(p popup, c caseFile, draft *compose.Draft, ready *plan.Plan, refused error) popupPage {
	form := draft.Form()
	page := popupPage{
		Key: p.Key, Order: c.Order, Form: form, Fields: map[string]compose.FormField{},
		Email: draft.Rules().Can(delivery.Email), SMS: draft.Rules().Can(delivery.SMS), When: v.r.PostForm.Get("when"),
	}
	for _, f := range form.Show.Fields {
		page.Fields[string(f.Name)] = f
	}
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
	if page.SMS && form.SMS {
		page.Odd = v.oddInWords(draft.SMSText(), form.Show.Count)
	}
	if ready != nil {
		page.Plan = v.planned(ready)
	}
	return page
}

// oddInWords says which characters make a text more SMS than it would be without
// them; nothing when it is no more.
func (v *visit) oddInWords(text string, c compose.FormCount) string {
	if c.Odd == "" {
		return ""
	}
	plain := smsgw.Count(strings.Map(func(r rune) rune {
		if strings.ContainsRune(c.Odd, r) {
			return 'x'
		}
		return r
	}, text)).Segments
	odd := strings.Join(strings.Split(c.Odd, ""), " ")
	one := utf8.RuneCountInString(c.Odd) == 1
	n, m := number(c.Segments.Segments), number(plain)
	switch {
	case plain >= c.Segments.Segments:
		return odd + v.words(" finns inte i SMS-alfabetet: bara 70 tecken ryms i ett SMS", " is not in the SMS alphabet: only 70 characters fit in one")
	case one:
		return odd + v.words(" gör det till "+n+" SMS i stället för "+m, " makes it "+n+" SMS instead of "+m)
	default:
		return odd + v.words(" gör det till "+n+" SMS i stället för "+m, " make it "+n+" SMS instead of "+m)
	}
}

func (v *visit) planned(p *plan.Plan) *planPage {
	page := &planPage{Of: p.ContentHash(), Warnings: p.Warnings, LeftOut: p.LeftOut}
	for i := range p.Messages {
		m := &p.Messages[i]
		row := planMessage{
			N: i, SMS: m.Channel == delivery.SMS, Recipient: m.Recipient, Name: m.Name, Subject: m.Subject(), Body: m.Body(), Parts: m.Segments.Segments, Link: m.Link,
			Calendar: m.Email != nil && m.Email.Calendar != nil,
		}
		for _, n := range m.Attachments {
			d := p.Documents[n]
			row.Attachments = append(row.Attachments, planDocument{n, d.Name, (d.Size + 1023) / 1024, d.ContentType == "application/pdf"})
		}
		page.Messages = append(page.Messages, row)
	}
	return page
}

// A suggestList is what a field offers as somebody types.
type suggestList struct {
	ID, Label string
	Lines     []compose.FormChoice
}

// Suggest is the list of a field, for the page.
func (page) Suggest(id, label string, lines []compose.FormChoice) suggestList {
	return suggestList{id, label, lines}
}
