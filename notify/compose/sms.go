package compose

import (
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// texts plans an SMS for each number.
func (p *planner) texts() {
	if !p.d.SMS {
		return
	}
	seen := map[recipients.Phone]bool{}
	for _, phone := range p.d.Phones {
		if seen[phone] {
			p.leaveOut(LeftDuplicate, delivery.SMS, phone.String(), phone)
			continue
		}
		seen[phone] = true
		if m, ok := p.text(phone); ok {
			p.plan.Messages = append(p.plan.Messages, m)
		}
	}
	p.warnAboutCount()
}

// text plans one SMS.
func (p *planner) text(phone recipients.Phone) (Message, bool) {
	d, s, number := p.d, p.d.settings, phone.String()
	m, send := p.underTest(delivery.SMS, number)
	if !send {
		return m, false
	}
	if m.Recipient != number {
		phone = s.Test.RedirectPhone
	}
	l := d.languageOf(number)
	text, err := d.smsFor(l)
	if err != nil {
		p.refuse("text", RefusedText, err)
		return m, false
	}
	m.Name, m.Language = personName(d.people.find(number).name), l.Tag()
	if !s.KeepTypographyInSMS {
		text, m.Replaced = smsgw.Transliterate(text)
	}
	m.SMS = &smsgw.SMS{ID: m.ID, Company: p.plan.Company, From: s.SMSFrom, To: phone, Text: text}
	if !s.SMSFromNumber.IsZero() {
		m.SMS.From, m.SMS.FromNumber = smsgw.SenderName{}, s.SMSFromNumber
	}
	m.Segments = smsgw.Count(text)
	switch {
	case text == "":
		p.fail("text", RefusedEmpty)
	case m.Segments.Segments > MaxSMS:
		p.fail("text", RefusedManySMS, m.Segments.Segments, MaxSMS)
	}
	p.warnAboutRepeat(number, &m)
	return m, true
}

// smsFor is the text of an SMS in a language: what the user made of it, the
// template's own text for SMS, or the built-in short one. A template without
// one is sent whole, in plain text.
func (d *Draft) smsFor(l locale.Language) (string, error) {
	if d.textEdited() {
		return d.plain(valid(d.Text)), nil
	}
	t, err := d.write(l)
	if err != nil {
		return "", err
	}
	if t.sms != "" {
		return strings.TrimSpace(t.sms), nil
	}
	return d.plain(t.body), nil
}

// plain is a text without HTML.
func (d *Draft) plain(text string) string {
	if d.source.html {
		text = templating.PlainText(templating.Sanitize(text, templating.Policy{}))
	}
	return strings.TrimSpace(text)
}

// forSMS writes typography in GSM-7 unless the settings keep it (R204).
func (s Settings) forSMS(text string) string {
	if s.KeepTypographyInSMS {
		return text
	}
	text, _ = smsgw.Transliterate(text)
	return text
}
