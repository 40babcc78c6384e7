package main

import (
	"strings"

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
	Odd    string // which characters make the SMS expensive, in words
	First  string // the field to begin with: the first that is wrong
	When   string // to send later
	Plan   *planPage
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
	Parts       []smsgw.Part
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

// popupPage gathers what the page shows, and keeps the preview for its frames.
func (v *visit) popupPage(p popup, c caseFile, form compose.Form, ready plan.Plan) popupPage {
	page := popupPage{
		Key: p.Request.Key, Order: c.Order, Form: form,
		Fields: map[string]compose.FormField{}, When: v.r.PostForm.Get("when"),
	}
	for _, f := range form.Show.Fields {
		page.Fields[string(f.Name)] = f
		if f.Error != "" && page.First == "" {
			page.First = string(f.Name)
		}
	}
	if form.SMS {
		page.Odd = v.oddInWords(form.Show.Count)
	}
	if len(ready.Messages)+len(ready.LeftOut) > 0 {
		v.app.previews.keep(v.user.Company, p.Request.Key, ready)
		page.Plan = planned(&ready)
	}
	return page
}

// oddInWords says which characters make a text more SMS than it would be without
// them; nothing when none is to blame.
func (v *visit) oddInWords(c compose.FormCount) string {
	if c.Odd == "" {
		return ""
	}
	var whole strings.Builder
	for _, part := range c.Parts {
		whole.WriteString(part.Text)
	}
	without, _ := smsgw.Transliterate(strings.Map(func(r rune) rune {
		if strings.ContainsRune(c.Odd, r) {
			return 'x'
		}
		return r
	}, whole.String()))
	plain := smsgw.Count(without).Segments
	who := strings.Join(strings.Split(c.Odd, ""), " ")
	n, m := number(c.Segments.Segments), number(plain)
	if plain >= c.Segments.Segments {
		return who + v.words(" finns inte i SMS-alfabetet: bara 70 tecken ryms i ett SMS",
			" is not in the SMS alphabet: only 70 characters fit in one")
	}
	return who + v.words(" gör det till "+n+" SMS i stället för "+m, " makes it "+n+" SMS instead of "+m)
}

func planned(p *plan.Plan) *planPage {
	page := &planPage{Of: p.ContentHash(), Warnings: p.Warnings, LeftOut: p.LeftOut}
	for i := range p.Messages {
		m := &p.Messages[i]
		row := planMessage{
			N: i, SMS: m.Channel == delivery.SMS, Recipient: m.Recipient,
			Name: m.Name, Subject: m.Subject(), Body: m.Body(), Link: m.Link,
			Calendar: m.Email != nil && m.Email.Calendar != nil,
		}
		if row.SMS {
			row.Parts = smsgw.Split(m.Body())
		}
		for _, n := range m.Attachments {
			d := p.Documents[n]
			row.Attachments = append(row.Attachments, planDocument{
				n, d.Name, (d.Size + 1023) / 1024, d.ContentType == "application/pdf",
			})
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
