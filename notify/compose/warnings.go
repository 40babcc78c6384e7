package compose

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
)

// warn tells the user something, once.
func (p *planner) warn(code Code, recipient string, args ...any) {
	text := p.user.Phrase("compose.warn-"+string(code), args...)
	w := Warning{Code: code, Recipient: valid(recipient), Text: valid(text)}
	if !p.warned[w] {
		p.warned[w] = true
		p.plan.Warnings = append(p.plan.Warnings, w)
	}
}

// warnAboutDraft tells of everything that is known before a message is made.
func (p *planner) warnAboutDraft() {
	d := p.d
	if d.settings.Test.DryRun {
		p.warn(WarnTestDryRun, "")
	}
	if d.request.Kind == BookingConfirmation {
		switch {
		case d.hasWarning(booking.NoComingBooking):
			p.warn(WarnNoBooking, "")
		case d.hasWarning(booking.UnderWay):
			p.warn(WarnUnderWay, "")
		}
	}
	p.warnAboutTags()
	if named := pdf.SafeFileName(d.FileName); d.FileName != d.original.fileName && named != d.FileName && named != d.FileName+".pdf" {
		p.warn(WarnFileName, "", named)
	}
	if d.Email {
		p.warnAboutContacts()
		for _, m := range d.To {
			p.warnAboutAddress(m.Address)
		}
	}
	if d.SMS {
		p.warnAboutSender()
		for _, phone := range d.Phones {
			p.warnAboutBounce(phone.String())
		}
	}
}

// warnAboutTags tells of empty tags, of oddities in the company's own template,
// and of tags that somebody typed into a text whose tags are replaced already.
func (p *planner) warnAboutTags() {
	d := p.d
	if d.Edited() {
		typed := templating.Parse(d.Subject+"\n"+d.Text, d.settings.Tags())
		names := typed.Tags()
		for _, problem := range typed.Problems() {
			names = append(names, problem.Tag)
		}
		for _, name := range names {
			if name != "" {
				p.warn(WarnTagInText, "", name)
			}
		}
		return
	}
	c, err := d.compile(d.language)
	if err != nil {
		return // told where the text is written
	}
	values, _ := d.values(d.language)
	for _, t := range []*templating.Template{c.Subject, c.Body, c.SMS} {
		if t == nil || t == c.Subject && !d.Email || t == c.SMS && !d.SMS {
			continue
		}
		for _, tag := range t.Tags() {
			if strings.TrimSpace(values[tag]) == "" {
				p.warn(WarnEmptyTag, "", tag)
			}
		}
		for _, problem := range t.Problems() { // the serious ones never come so far
			p.warn(WarnTemplate, "", problem.Message(p.user))
		}
	}
}

// warnAboutContacts tells of those whom the popup offered and who have no
// address, unless the user has typed another.
func (p *planner) warnAboutContacts() {
	d := p.d
	if len(d.To) > len(d.original.to) {
		return
	}
	for _, c := range d.chosen {
		if who := first(c.Name, c.Email, c.Phone); who != "" && len(addressesOf(c.Email)) == 0 {
			p.warn(WarnNoAddress, who, who)
		}
	}
}

func (p *planner) warnAboutAddress(a recipients.Address) {
	if a.SpecialUse() {
		p.warn(WarnSpecialDomain, a.String(), a)
	}
	if a.MixedScript() {
		p.warn(WarnMixedScript, a.String(), a)
	}
	if a.NeedsSMTPUTF8() {
		p.warn(WarnSMTPUTF8, a.String(), a)
	}
	p.warnAboutBounce(a.String())
}

// warnAboutBounce tells of what failed for good before (R618).
func (p *planner) warnAboutBounce(recipient string) {
	if slices.ContainsFunc(p.d.request.Bounced, func(b string) bool { return strings.EqualFold(b, recipient) }) {
		p.warn(WarnBounced, recipient, recipient)
	}
}

// warnAboutSender tells what a name in the place of a number means (R202, R616).
func (p *planner) warnAboutSender() {
	s := p.d.settings
	if !s.SMSFromNumber.IsZero() || s.SMSFrom.IsZero() {
		return
	}
	if !s.SMSFrom.Portable() {
		p.warn(WarnNotPortable, "", s.SMSFrom, s.SMSFrom.Suggestion())
	}
	p.warn(WarnNotAnswerable, "", s.SMSFrom)
}

// warnAboutRepeat tells when the same text went, or may have gone, to the same
// recipient before. The newest such message counts.
func (p *planner) warnAboutRepeat(recipient string, m *Message) {
	hash := audit.HashBody(m.Subject(), m.Body())
	for _, earlier := range slices.Backward(p.d.request.Log) {
		if earlier.BodyHash != hash || !strings.EqualFold(earlier.Recipient, m.Recipient) || !strings.EqualFold(earlier.IntendedFor, m.IntendedFor) {
			continue
		}
		code, when := WarnSentBefore, earlier.SentAt
		if earlier.Status == delivery.StatusUncertain || earlier.Status == delivery.StatusSending {
			code, when = WarnMaybeSent, earlier.ChangedAt
		} else if !earlier.Good() {
			continue
		}
		p.warn(code, recipient, recipient, p.user.DateTime(when.In(p.d.zone)))
		return
	}
}

// warnAboutCount tells of dear texts, and of the characters that make them so
// (R203).
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
		p.warn(WarnManySMSBecause, worst.Recipient, worst.Segments.Segments, strings.Join(odd, " "))
	case worst.Segments.Segments >= p.d.settings.smsWarning():
		p.warn(WarnManySMS, worst.Recipient, worst.Segments.Segments)
	}
}
