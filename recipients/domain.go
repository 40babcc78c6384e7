package recipients

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// profile is UTS 46 non-transitional with every check on.
var profile = idna.New(
	idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(),
	idna.CheckHyphens(true), idna.CheckJoiners(true), idna.StrictDomainName(true), idna.ValidateLabels(true),
)

// readDomain returns a domain in Unicode and as A-labels, both in lower case.
func readDomain(domain string) (text, ascii string, reason Reason) {
	if len(domain) > 4*MaxAddress {
		return "", "", TooLong // no mapping makes it short enough, and checking it would take long
	}
	idn := international(domain)
	if !idn && !strings.Contains(domain, ".") {
		return "", "", DotlessDomain
	}
	if reason = badLabels(domain); reason != "" {
		return "", "", reason
	}
	if idn {
		// A full stop of another script would be mapped to a dot and make
		// another domain than the one that is seen.
		if strings.ContainsAny(domain, "。．｡") {
			return "", "", BadIDN
		}
		var err error
		if ascii, err = profile.ToASCII(domain); err != nil {
			return "", "", BadIDN
		}
		if text, err = profile.ToUnicode(ascii); err != nil {
			return "", "", BadIDN
		}
		if badLabels(ascii) != "" {
			return "", "", BadIDN
		}
		// UTS 46 lets symbols through that IDNA 2008 forbids, such as emoji.
		if strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf && !unicode.In(r, unicode.L, unicode.M, unicode.Nd) }) {
			return "", "", BadIDN
		}
	} else {
		text = strings.ToLower(domain)
		ascii = text
	}
	if !strings.Contains(ascii, ".") {
		return "", "", DotlessDomain
	}
	return text, ascii, ""
}

// numericTop reports whether a domain's last label ends in no letter, as an IP
// address does; an A-label may.
func numericTop(ascii string) bool {
	last := ascii[strings.LastIndexByte(ascii, '.')+1:]
	return !strings.HasPrefix(last, "xn--") && (last[len(last)-1] < 'a' || last[len(last)-1] > 'z')
}

// international reports whether a domain has to go through IDNA.
func international(domain string) bool {
	for i := range len(domain) {
		if domain[i] >= utf8.RuneSelf {
			return true
		}
	}
	for label := range strings.SplitSeq(domain, ".") {
		if len(label) >= 4 && strings.EqualFold(label[:4], "xn--") {
			return true
		}
	}
	return false
}

// badLabels checks the labels of a domain as far as ASCII goes.
func badLabels(domain string) Reason {
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" {
			return DomainDots
		}
		ascii := true
		for i := range len(label) {
			c := label[i]
			if c >= utf8.RuneSelf {
				ascii = false
			} else if !isLDH(c) {
				return DomainCharacter
			}
		}
		switch {
		case label[0] == '-' || label[len(label)-1] == '-':
			return DomainCharacter
		case ascii && len(label) > MaxLabel:
			return LabelTooLong
		case len(label) > 3 && label[2:4] == "--" && !strings.EqualFold(label[:2], "xn"):
			return BadIDN
		}
	}
	return ""
}
