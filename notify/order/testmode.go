package order

import (
	"strings"

	"github.com/budkavle/budkavle/recipients"
)

// TestMode keeps messages from real recipients. What it did stands in each
// planned message and in the log. The zero value is off.
type TestMode struct {
	DryRun bool `json:"dryRun,omitzero"` // plan and log, send nothing
	// every mail goes here instead, and no SMS to anybody else
	RedirectEmail recipients.Address `json:"redirectEmail,omitzero"`
	// every SMS goes here instead, and no mail to anybody else
	RedirectPhone recipients.Phone `json:"redirectPhone,omitzero"`
	// Allow lists addresses, numbers and domains ("@example.se") that get
	// messages; everybody else is left out. Empty: everybody.
	Allow []string `json:"allow,omitempty"`
}

// Redirects reports whether messages go to somebody else. A channel without
// such a somebody then sends nothing: no test may reach a customer.
func (t TestMode) Redirects() bool { return !t.RedirectEmail.IsZero() || !t.RedirectPhone.IsZero() }

// Filter returns a function that reports whether a recipient, by canonical address or
// number, gets messages. Without an allow-list everybody does; an entry of the list
// that is no address, number or domain allows nobody.
func (t TestMode) Filter() func(recipient string) bool {
	if len(t.Allow) == 0 {
		return func(string) bool { return true }
	}
	allowed := map[string]bool{}
	for _, entry := range t.Allow {
		if text, ok := canonicalEntry(entry); ok {
			allowed[text] = true
		}
	}
	return func(recipient string) bool {
		return allowed[strings.ToLower(recipient)] || allowed[domainEntry(recipient)]
	}
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
