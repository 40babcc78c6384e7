package twilio

import (
	"strings"
	"unicode/utf8"

	"github.com/budkavle/budkavle/smsgw"
)

// NameRule is what Twilio takes as a sender name. Its countries are those that
// Twilio's list of alphanumeric senders names: in some only registered names are
// shown, in the United States, Canada and Puerto Rico none.
func NameRule() smsgw.NameRule {
	return smsgw.NameRule{
		Gateway:   Provider,
		Rule:      "up to 11 of A–Z, a–z, 0–9, space and + - _ &, with a letter",
		Phrase:    "smsgw.rule-twilio",
		Source:    "https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id",
		Takes:     takesName,
		Countries: countries(),
	}
}

func takesName(n smsgw.SenderName) bool {
	letters := 0
	for _, r := range n.String() {
		switch {
		case r < utf8.RuneSelf && r|0x20 >= 'a' && r|0x20 <= 'z':
			letters++
		case r >= '0' && r <= '9', strings.ContainsRune(" +-_&", r):
		default:
			return false
		}
	}
	return letters > 0
}

// countries is the list of
// https://help.twilio.com/articles/223133767-International-support-for-Alphanumeric-Sender-ID,
// as far as a name there is not simply shown.
func countries() map[string]smsgw.CountryRule {
	const restricted = "AE AF AM AR BE BJ BR BY CD CI CL CM CN CO CR CU CZ EC EG ET GF GH GN GW HK HU ID" +
		" IL IN IR JO KE KG KR KW KZ LK LR MA MM MX MY NG NI NP NR NZ OM PA PE PH PY" +
		" QA RU RW SA SD SG SS SV SY SZ TH TN TR TW TZ UG UY VE VN ZA ZM"
	m := map[string]smsgw.CountryRule{"US": smsgw.CountryRefuses, "CA": smsgw.CountryRefuses, "PR": smsgw.CountryRefuses}
	for region := range strings.FieldsSeq(restricted) {
		m[region] = smsgw.CountryRestricts
	}
	return m
}
