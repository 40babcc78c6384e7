package smsgw

import (
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A NameRule is what one gateway takes as a sender name: data that the gateway's
// own package has, so that its Send can refuse a name before anything is sent and
// a settings page can show the rules of the gateways that the host uses. A
// host's own gateway can have one too. The zero value takes every name.
type NameRule struct {
	Gateway string // its name, as in receipts and reports
	Rule    string // the rule in English; empty when it is not known
	Source  string // the address where it is documented
	// Phrase is the key of the rule's words in every language; empty: there is Rule alone.
	Phrase string

	// Takes reports whether the gateway takes a name that is not zero; nil
	// takes every name.
	Takes func(SenderName) bool

	// Countries is what the gateway documents of single countries, by region
	// (ISO 3166, "US"). One that is not there takes what Takes allows.
	Countries map[string]CountryRule
}

// CountryRule says what becomes of sender names in a country. The zero value is
// a country that takes them.
type CountryRule string

// The rules of countries.
const (
	// CountryRestricts: only names that were registered before are shown; others
	// are refused, or replaced by a number. The gateway's support knows.
	CountryRestricts CountryRule = "restricted"

	// CountryRefuses: no name can be used, a number is needed.
	CountryRefuses CountryRule = "refused"
)

// A NameVerdict is what one gateway says to a sender name.
type NameVerdict struct {
	Gateway string      `json:"gateway"`
	OK      bool        `json:"ok"`               // the gateway takes the name
	Rule    string      `json:"rule"`             // the gateway's rule in English; empty when it is not known
	Source  string      `json:"source"`           // the address where it is documented
	Phrase  string      `json:"phrase,omitzero"`  // as in [NameRule]
	Country CountryRule `json:"country,omitzero"` // of the recipient's country, where there is one
}

// Message is the gateway's rule in a user's language; in English where it has no other
// words, and empty when it is not known.
func (v NameVerdict) Message(l locale.Language) string {
	if text, ok := l.Lookup(v.Phrase); ok {
		return text
	}
	return v.Rule
}

// Verdict returns what the gateway says to n, wherever it is sent. The zero name
// is not OK.
func (r NameRule) Verdict(n SenderName) NameVerdict {
	ok := !n.IsZero() && (r.Takes == nil || r.Takes(n))
	return NameVerdict{Gateway: r.Gateway, OK: ok, Rule: r.Rule, Source: r.Source, Phrase: r.Phrase}
}

// VerdictTo returns what the gateway says to n as the sender of an SMS to a
// number, whose country may have a rule of its own. A name that a country
// restricts is OK: whether it is registered is known to the gateway alone.
func (r NameRule) VerdictTo(n SenderName, to recipients.Phone) NameVerdict {
	v := r.Verdict(n)
	if len(r.Countries) > 0 {
		v.Country = r.Countries[to.Region()]
	}
	v.OK = v.OK && v.Country != CountryRefuses
	return v
}
