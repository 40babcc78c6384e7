package plan

import (
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

// MaxSMS is how many SMS a text becomes at most: a telephone counts the parts
// in 8 bits (3GPP TS 23.040 section 9.2.3.24.1).
const MaxSMS = 255

// planSMS plans an SMS for each number.
func (p *planner) planSMS() {
	if !p.l.SMS {
		return
	}
	seen := map[recipients.Phone]bool{}
	for _, phone := range p.l.Phones {
		if seen[phone] {
			p.leaveOut(codes.LeftDuplicate, delivery.SMS, phone.String(), phone)
			continue
		}
		seen[phone] = true
		if m, ok := p.planOneSMS(phone); ok {
			p.plan.Messages = append(p.plan.Messages, m)
		}
	}
	p.warnAboutCount()
}

// planOneSMS plans one SMS.
func (p *planner) planOneSMS(phone recipients.Phone) (Message, bool) {
	s, number := p.l.Settings, phone.String()
	m, send := p.underTest(delivery.SMS, number)
	if !send {
		return m, false
	}
	if m.Recipient != number {
		phone = s.Test.RedirectPhone
	}
	l := p.languageOf(number)
	text, err := p.l.SMSText(l)
	if err != nil {
		p.noteErr(FieldText, codes.RefusedText, err)
		return m, false
	}
	m.Name, m.Language, m.Template = PersonName(p.l.People.Find(number).Name), l.Tag(), p.l.otherTemplate(l)
	if s.KeepTypographyInSMS {
		text = smsgw.Normalize(text)
	} else {
		text, m.Replaced = smsgw.Transliterate(text)
	}
	m.SMS = smsFrom(s)
	m.SMS.ID, m.SMS.Company, m.SMS.To, m.SMS.Text = m.ID, p.plan.Company, phone, text
	m.Segments = smsgw.Count(text)
	switch {
	case text == "":
		p.fail(FieldText, codes.RefusedEmpty)
	case m.Segments.Segments > MaxSMS:
		p.fail(FieldText, codes.RefusedManySMS, m.Segments.Segments, MaxSMS)
	}
	p.warnUnreadable(&m)
	p.warnAboutRepeat(number, &m)
	return m, true
}

// smsFrom is an SMS from the company's sender: its number, else its short code,
// else its name.
func smsFrom(s order.Settings) *smsgw.SMS {
	switch {
	case !s.SMSFromNumber.IsZero():
		return &smsgw.SMS{FromNumber: s.SMSFromNumber}
	case !s.SMSFromCode.IsZero():
		return &smsgw.SMS{FromCode: s.SMSFromCode}
	}
	return &smsgw.SMS{From: s.SMSFrom}
}
