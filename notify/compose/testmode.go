package compose

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
)

// underTest applies the test mode to a recipient (R615): what became of the
// message, with who gets it instead, and whether there is one at all.
func (p *planner) underTest(channel delivery.Channel, recipient string) (m Message, send bool) {
	t := p.d.settings.Test
	if len(t.Allow) > 0 && !slices.Contains(p.allowed, strings.ToLower(recipient)) && !slices.Contains(p.allowed, domainEntry(recipient)) {
		p.leaveOut(LeftNotAllowed, channel, recipient, recipient)
		return m, false
	}
	m = Message{ID: p.messageID(channel, recipient), Channel: channel, Recipient: recipient}
	if t.redirects() {
		instead := t.RedirectEmail.String()
		if channel == delivery.SMS {
			instead = t.RedirectPhone.String()
		}
		if instead == "" { // a channel without a test recipient sends nothing
			p.leaveOut(LeftNotRedirected, channel, recipient, recipient)
			return m, false
		}
		if instead != recipient {
			m.Recipient, m.IntendedFor, m.Test = instead, recipient, audit.TestRedirected
			p.warn(WarnTestRedirect, recipient, recipient, instead)
		}
	}
	if t.DryRun {
		m.Test = audit.TestDryRun
	}
	return m, true
}

// redirects reports whether messages go to somebody else. A channel without
// such a somebody then sends nothing: no test may reach a customer.
func (t TestMode) redirects() bool { return !t.RedirectEmail.IsZero() || !t.RedirectPhone.IsZero() }

// canonical is the allow-list in lower case, as recipients are written; what is
// none of the three allows nobody.
func (t TestMode) canonical() []string {
	var list []string
	for _, entry := range t.Allow {
		if text, ok := canonicalEntry(entry); ok {
			list = append(list, text)
		}
	}
	return list
}

// canonicalEntry reads an entry of an allow-list: an address, a number or a
// domain behind an @.
func canonicalEntry(entry string) (string, bool) {
	entry = strings.TrimSpace(entry)
	if domain, ok := strings.CutPrefix(entry, "@"); ok {
		a, err := recipients.ParseAddress("a@" + domain)
		return domainEntry(a.String()), err == nil
	}
	if a, err := recipients.ParseAddress(entry); err == nil {
		return strings.ToLower(a.String()), true
	}
	phone, err := recipients.ParsePhone(entry)
	return phone.String(), err == nil
}

// domainEntry is the entry that allows the whole domain of an address.
func domainEntry(address string) string {
	return strings.ToLower(address[max(strings.LastIndexByte(address, '@'), 0):])
}
