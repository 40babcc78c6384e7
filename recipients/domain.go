package recipients

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// profile is UTS 46 non-transitional with every check on but that of hyphens,
// which counts bytes: hasHyphens does that.
var profile = idna.New(
	idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(),
	idna.ValidateLabels(true), idna.CheckHyphens(false), idna.CheckJoiners(true), idna.StrictDomainName(true),
)

// readDomain returns a domain in Unicode and as A-labels, both in lower case.
func readDomain(domain string) (text, ascii string, reason Reason) {
	idn := international(domain)
	if !idn && !strings.Contains(domain, ".") {
		return "", "", ReasonDotlessDomain
	}
	if reason = badLabels(domain); reason != "" {
		return "", "", reason
	}
	if idn {
		text, ascii = readIDN(domain)
	} else {
		text = strings.ToLower(domain)
		ascii = text
	}
	if text == "" {
		return "", "", ReasonBadIDN
	}
	if !strings.Contains(ascii, ".") {
		return "", "", ReasonDotlessDomain
	}
	return text, ascii, ""
}

// maxDomain is how many octets a domain has at most as it is written (RFC 1035
// section 2.3.4, whose 255 count two for its form on the wire).
const maxDomain = 253

// readIDN returns an international domain in both forms; "" when it is none.
func readIDN(domain string) (text, ascii string) {
	// A full stop of another script would be mapped to a dot and make another
	// domain than the one that is seen.
	if strings.ContainsAny(domain, "。．｡") {
		return "", ""
	}
	// The tables still map the capital ẞ to ss, which is another domain than ß
	// (UTS 46 from Unicode 15.1 on).
	ascii, err := profile.ToASCII(strings.ReplaceAll(domain, "ẞ", "ß"))
	if err != nil || len(ascii) > maxDomain || badLabels(ascii) != "" {
		return "", ""
	}
	if text, err = profile.ToUnicode(ascii); err != nil || hasSymbol(text) || hasHyphens(text) {
		return "", ""
	}
	return text, ascii
}

// hasHyphens reports whether a label of a domain in Unicode has hyphens where
// they mark an A-label, as its third and fourth character (RFC 5891 section
// 4.2.3.1), or at an end. Package idna counts bytes, which are another matter.
func hasHyphens(text string) bool {
	for label := range strings.SplitSeq(text, ".") {
		runes := []rune(label)
		if runes[0] == '-' || runes[len(runes)-1] == '-' || len(runes) > 3 && runes[2] == '-' && runes[3] == '-' {
			return true
		}
	}
	return false
}

// hasSymbol reports whether a domain has what UTS 46 lets through and IDNA 2008
// forbids, such as an emoji.
func hasSymbol(text string) bool {
	for i, r := range text {
		if r >= utf8.RuneSelf && !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !inContext(text, i, r) {
			return true
		}
	}
	return false
}

// inContext reports whether the rune at i, which is no letter, mark or digit, is
// one that IDNA 2008 allows all the same: always, or beside certain letters
// (RFC 5892 section 2.6 and appendices A.3 to A.7).
func inContext(text string, i int, r rune) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
	switch r {
	case '〇', '\u06FD', '\u06FE', '\u0F0B':
		return true
	case '·': // Catalan
		return before == 'l' && after == 'l'
	case '\u0375':
		return unicode.Is(unicode.Greek, after)
	case '\u05F3', '\u05F4':
		return unicode.Is(unicode.Hebrew, before)
	case '・':
		return unicode.In(before, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
			unicode.In(after, unicode.Han, unicode.Hiragana, unicode.Katakana)
	}
	return false
}

// numericTop reports whether a domain's last label ends in no letter, as an IP
// address does. An A-label always ends in one (RFC 3492 section 6.2).
func numericTop(ascii string) bool {
	last := ascii[len(ascii)-1]
	return last < 'a' || last > 'z'
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
			return ReasonDomainDots
		}
		ascii := true
		for i := range len(label) {
			c := label[i]
			if c >= utf8.RuneSelf {
				ascii = false
			} else if !isLDH(c) {
				return ReasonDomainCharacter
			}
		}
		switch {
		case label[0] == '-' || label[len(label)-1] == '-':
			return ReasonDomainCharacter
		case ascii && len(label) > MaxLabel:
			return ReasonLabelTooLong
		case ascii && len(label) > 3 && label[2:4] == "--" && !strings.EqualFold(label[:2], "xn"):
			return ReasonBadIDN
		}
	}
	return ""
}
