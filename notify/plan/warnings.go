package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// warn tells the user something, once.
func (p *planner) warn(code codes.Code, recipient string, args ...any) {
	p.add(Warn(p.user, code, recipient, args...))
}

// add keeps a warning, once.
func (p *planner) add(w Warning) {
	if !p.warned[w] {
		p.warned[w] = true
		p.plan.Warnings = append(p.plan.Warnings, w)
	}
}

// warnBeforehand tells of everything that is known before a message is made.
func (p *planner) warnBeforehand() {
	l := p.l
	if l.Settings.Test.DryRun {
		p.warn(codes.WarnTestDryRun, "")
	}
	for _, w := range l.Warnings {
		p.add(w)
	}
	if l.Email {
		for i, m := range l.To {
			p.warnAboutAddress(m.Address)
			p.warnJustSent(m.Address.String())
			for _, other := range l.To[:i] {
				if a, b := other.Address.String(), m.Address.String(); a != b && strings.EqualFold(a, b) {
					p.warn(codes.WarnCapitals, b, a, b)
				}
			}
		}
	}
	if l.SMS {
		p.warnAboutSender()
		for _, phone := range l.Phones {
			p.warnAboutBounce(phone.String())
			p.warnJustSent(phone.String())
		}
	}
}

func (p *planner) warnAboutAddress(a recipients.Address) {
	if a.SpecialUse() {
		p.warn(codes.WarnSpecialDomain, a.String(), a)
	}
	if a.MixedScript() {
		p.warn(codes.WarnMixedScript, a.String(), a)
	}
	if a.NeedsSMTPUTF8() {
		p.warn(codes.WarnSMTPUTF8, a.String(), a)
	}
	p.warnAboutBounce(a.String())
}

// warnAboutBounce tells of what failed for good before (R618).
func (p *planner) warnAboutBounce(recipient string) {
	if slices.ContainsFunc(p.l.Bounced, func(b string) bool { return strings.EqualFold(b, recipient) }) {
		p.warn(codes.WarnBounced, recipient, recipient)
	}
}

// warnAboutSender tells what a name in the place of a number means (R202, R616).
func (p *planner) warnAboutSender() {
	s := p.l.Settings
	if sms := smsFrom(s); sms.Answerable() || sms.From.IsZero() {
		return
	}
	if !s.SMSFrom.Portable() {
		p.warn(codes.WarnNotPortable, "", s.SMSFrom, s.SMSFrom.Suggestion())
	}
	p.warn(codes.WarnNotAnswerable, "", s.SMSFrom)
}

// justNow is how long ago a message was sent when somebody may not know of it yet.
const justNow = 10 * time.Minute

// warnJustSent tells when somebody else has sent, or is sending, the same kind of
// message about the order to the same recipient in the last minutes, whatever its text.
func (p *planner) warnJustSent(recipient string) {
	l := p.l
	for _, earlier := range slices.Backward(l.Log) {
		at := earlier.Began
		if ago := l.Now.Sub(at); ago < 0 || ago > justNow {
			continue
		}
		who := cmp.Or(earlier.IntendedFor, earlier.Recipient)
		theirs := earlier.Actor.ID != l.Actor.ID || earlier.Actor.Name != l.Actor.Name
		under := earlier.Status == delivery.StatusQueued ||
			earlier.Status == delivery.StatusSending || earlier.Status == delivery.StatusUncertain
		if theirs && earlier.Kind == string(l.Kind) && strings.EqualFold(who, recipient) && (earlier.Good() || under) {
			by := cmp.Or(earlier.Actor.Message(p.user), p.user.Phrase("audit.system"))
			p.warn(codes.WarnJustSent, recipient, recipient, p.user.DateTime(at.In(l.Zone)), by)
			return
		}
	}
}

// warnUnreadable tells of U+FFFD in the text: of what the host read wrongly, since what
// the user writes so is refused.
func (p *planner) warnUnreadable(m *Message) {
	if !cleantext.Readable(m.Subject()) || !cleantext.Readable(m.Body()) {
		p.warn(codes.WarnUnreadable, "")
	}
}

// warnAboutRepeat tells when the same text went, or may have gone, to the same
// recipient before. The newest such message counts.
func (p *planner) warnAboutRepeat(recipient string, m *Message) {
	for _, earlier := range slices.Backward(p.l.Log) {
		if !earlier.SameBody(m.Subject(), m.Body()) ||
			!strings.EqualFold(earlier.Recipient, m.Recipient) || !strings.EqualFold(earlier.IntendedFor, m.IntendedFor) {
			continue
		}
		code, when := codes.WarnSentBefore, earlier.SentAt
		if earlier.Status == delivery.StatusUncertain || earlier.Status == delivery.StatusSending {
			code, when = codes.WarnMaybeSent, earlier.ChangedAt
		} else if !earlier.Good() {
			continue
		}
		p.warn(code, recipient, recipient, p.user.DateTime(when.In(p.l.Zone)))
		return
	}
}

// warnAboutCount tells of texts that become several SMS, and of the characters that make them so
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
	for _, r := range smsgw.Culprits(worst.SMS.Text, p.l.Settings.KeepTypographyInSMS) {
		if len(odd) < 5 {
			odd = append(odd, p.user.Phrase("compose.quoted", string(r)))
		}
	}
	switch {
	case len(odd) > 0 && worst.Segments.Segments > 1:
		p.warn(codes.WarnManySMSBecause, worst.Recipient, worst.Segments.Segments, strings.Join(odd, " "))
	case worst.Segments.Segments >= p.l.Settings.SMSLimit():
		p.warn(codes.WarnManySMS, worst.Recipient, worst.Segments.Segments)
	}
}
