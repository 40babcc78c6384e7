package plan

import (
	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
)

// underTest applies the test mode to a recipient (R615): what became of the
// message, with who gets it instead, and whether there is one at all.
func (p *planner) underTest(channel delivery.Channel, recipient string) (m Message, send bool) {
	t := p.l.Settings.Test
	if !p.allows(recipient) {
		p.leaveOut(codes.LeftNotAllowed, channel, recipient, recipient)
		return m, false
	}
	m = Message{ID: MessageID(p.plan.Company, p.plan.Key, channel, recipient), Channel: channel, Recipient: recipient}
	m.Audience, m.Contact = p.l.audienceOf(recipient), p.l.People.Has(recipient)
	if t.Redirects() {
		instead := t.RedirectEmail.String()
		if channel == delivery.SMS {
			instead = t.RedirectPhone.String()
		}
		if instead == "" { // a channel without a test recipient sends nothing
			p.leaveOut(codes.LeftNotRedirected, channel, recipient, recipient)
			return m, false
		}
		if instead != recipient {
			m.Recipient, m.IntendedFor, m.Test = instead, recipient, audit.TestRedirected
			p.warn(codes.WarnTestRedirect, recipient, recipient, instead)
		}
	}
	if t.DryRun {
		m.Test = audit.TestDryRun
	}
	return m, true
}
