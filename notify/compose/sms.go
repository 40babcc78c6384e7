package compose

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// texts plans an SMS for each number.
func (p *planner) texts() {
	d := p.d
	if !d.SMS {
		return
	}
	if n := d.settings.SMSFrom; !n.Portable() {
		p.warn("sender-not-portable", "", n, n.Suggestion())
	}
	p.warn("sms-not-answerable", "", d.settings.SMSFrom)
	seen := map[recipients.Phone]bool{}
	for _, phone := range d.Phones {
		if seen[phone] {
			p.leaveOut("duplicate", delivery.SMS, phone.String(), phone.String())
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
	d, number := p.d, phone.String()
	target, test, send := p.testMode(delivery.SMS, number)
	if !send {
		return Message{}, false
	}
	if target != number {
		phone = d.settings.Test.RedirectPhone
	}
	l := d.languageOf(number)
	text, err := d.smsFor(l)
	if err != nil {
		p.fail("text", err)
		return Message{}, false
	}
	m := Message{
		ID: p.messageID(delivery.SMS, number), Channel: delivery.SMS, Recipient: target, Name: personName(d.nameOf(number)), Language: l.Tag(), Test: test,
	}
	if !d.settings.KeepTypographyInSMS {
		text, m.Replaced = smsgw.Transliterate(text)
	}
	m.SMS = &smsgw.SMS{ID: m.ID, Company: p.plan.Company, From: d.settings.SMSFrom, To: phone, Text: text}
	m.Segments = smsgw.Count(text)
	p.warnAboutRecipient(number, &m)
	return m, true
}

// smsFor is the text of an SMS in a language: what the user made of it, the
// template's own text for SMS, or the built-in short one. A template without
// one is sent whole, in plain text.
func (d *Draft) smsFor(l locale.Language) (string, error) {
	if d.Edited() {
		return d.plain(d.Text), nil
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

// warnAboutCount tells of dear texts, and of the characters that make them so.
func (p *planner) warnAboutCount() {
	worst := Message{}
	for _, m := range p.plan.Messages {
		if m.Segments.Segments > worst.Segments.Segments {
			worst = m
		}
	}
	if worst.SMS == nil {
		return
	}
	var odd []string
	for _, o := range smsgw.Offenders(worst.SMS.Text) {
		if quoted := "”" + string(o.Rune) + "”"; !slices.Contains(odd, quoted) && len(odd) < 5 {
			odd = append(odd, quoted)
		}
	}
	switch {
	case len(odd) > 0 && worst.Segments.Segments > 1:
		p.warn("many-sms-because", worst.Recipient, worst.Segments.Segments, strings.Join(odd, " "))
	case worst.Segments.Segments >= p.d.settings.smsWarning():
		p.warn("many-sms", worst.Recipient, worst.Segments.Segments)
	}
}
