package recipients

import (
	"strings"
	"unicode"

	"github.com/budkavle/budkavle/recipients/internal/plan"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// phoneDigits checks the shape of a number and returns + and its digits.
func phoneDigits(text string) (digits string, reason Reason, detail string) {
	switch {
	case text == "":
		return "", ReasonEmpty, ""
	case len(text) > maxPhoneText:
		return "", ReasonTooLong, ""
	}
	if reason, detail = badPhoneCharacter(text); reason != "" {
		return "", reason, detail
	}
	var b [1 + MaxDigits]byte
	n, depth := 0, 0
	plus := text[0] == '+'
	if plus {
		b[0], n = '+', 1
	} else if reason := withoutPlus(text); reason != "" {
		return "", reason, ""
	}
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			if n == len(b) {
				return "", ReasonTooLong, ""
			}
			b[n] = byte(c)
			n++
		case c == '+' && i > 0:
			if strings.Count(text, "+") == 2 && n > 8 && text[i-1] == ' ' {
				return "", ReasonTooLong, ""
			}
			return "", ReasonSyntax, ""
		case c == '(':
			depth++
			if depth > 1 {
				return "", ReasonSyntax, ""
			}
		case c == ')':
			depth--
			if depth < 0 {
				return "", ReasonSyntax, ""
			}
		}
	}
	switch {
	case depth != 0 || n < 2:
		return "", ReasonSyntax, ""
	case !plus:
		return "", missingCode(text), ""
	case b[1] == '0' && b[2] == '0': // the + and what people dial for it
		return "", ReasonMissingPlus, ""
	case strings.Contains(squeeze(text), "(0)"):
		return "", ReasonTrunkPrefix, ""
	}
	return string(b[:n]), "", ""
}

// withoutPlus is what is wrong with a text that begins with no +, as far as its
// beginning and its length show that.
func withoutPlus(text string) Reason {
	switch {
	case countDigits(text) > len("00")+MaxDigits:
		return ReasonSyntax // in no country, with whatever before it
	case text[0] != '0' && text[0] != '(':
		return ""
	case strings.HasPrefix(strings.TrimLeft(text, "( \u00a0"), "00"):
		return ReasonMissingPlus
	case strings.HasPrefix(strings.TrimLeft(text, "( \u00a0"), "+"):
		return ReasonSyntax // its country code is there, behind a parenthesis
	}
	return ReasonNoCountryCode
}

func countDigits(text string) (n int) {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n
}

// missingCode tells a number that only lacks its + from one that lacks its
// country code too.
func missingCode(text string) Reason {
	var d strings.Builder
	d.WriteByte('+')
	for _, c := range text {
		if c >= '0' && c <= '9' {
			d.WriteRune(c)
		}
	}
	if number, err := plan.Parse(d.String(), ""); err == nil && number.Type() != "" {
		return ReasonMissingPlus
	}
	return ReasonNoCountryCode
}

// squeeze takes blanks away.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' {
			return -1
		}
		return r
	}, text)
}

// badPhoneCharacter finds the first thing that makes a text no number, with
// the reason that says most about the whole.
func badPhoneCharacter(text string) (Reason, string) {
	reason, detail := Reason(""), ""
	for i, r := range text {
		switch {
		case r == unicode.ReplacementChar && !validRuneAt(text, i):
			return ReasonInvalidUTF8, ""
		case unicode.IsControl(r):
			return ReasonControl, codePoint(r)
		case cleantext.Invisible(r):
			return ReasonFormatCharacter, codePoint(r)
		case reason != "":
		case r >= '0' && r <= '9', strings.ContainsRune("+ \u00a0-\u2011.()/", r):
		case r == '＋' || unicode.Is(unicode.Nd, r):
			reason, detail = ReasonNonASCIIDigits, codePoint(r)
		case unicode.IsLetter(r):
			reason, detail = letterReason(text), codePoint(r)
		case r == ',' || r == ';':
			reason = listReason(text)
		case r == '#':
			reason = ReasonExtension
		default:
			reason, detail = ReasonSyntax, codePoint(r)
		}
	}
	return reason, detail
}

// letterReason tells tel:, an extension, and plain letters apart.
func letterReason(text string) Reason {
	lower := strings.ToLower(text)
	_, after, ok := strings.Cut(strings.TrimRight(lower, "0123456789 .:="), "ext")
	switch {
	case ok && after == "", strings.Contains(lower, ";ext="):
		return ReasonExtension
	case strings.HasPrefix(lower, "tel:"):
		return ReasonTelURI
	}
	head := strings.TrimRight(lower, "0123456789 .")
	if head != lower && len(head) > 5 && strings.HasSuffix(head, "x") &&
		!strings.ContainsFunc(head[:len(head)-1], unicode.IsLetter) {
		return ReasonExtension
	}
	return ReasonLetters
}

// listReason tells several numbers from an extension behind a separator.
func listReason(text string) Reason {
	if strings.Contains(strings.ToLower(text), ";ext") {
		return ReasonExtension
	}
	if strings.ContainsFunc(text, unicode.IsLetter) {
		return ReasonSyntax
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' })
	for i, part := range parts {
		switch short := len(strings.TrimSpace(part)) < 5; {
		case short && i == 0 && len(parts) > 1:
			return ReasonSyntax // a country code apart
		case short:
			return ReasonExtension
		}
	}
	return ReasonSeveralNumbers
}
