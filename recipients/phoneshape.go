package recipients

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// phoneDigits checks the shape of a number and returns + and its digits.
func phoneDigits(text string) (digits string, reason Reason, detail string) {
	switch {
	case text == "":
		return "", Empty, ""
	case len(text) > maxPhoneText:
		return "", TooLong, ""
	}
	if reason, detail = badPhoneCharacter(text); reason != "" {
		return "", reason, detail
	}
	var b [1 + MaxDigits]byte
	n, depth := 0, 0
	plus := text[0] == '+'
	if plus {
		b[0], n = '+', 1
	} else if countDigits(text) > len("00")+MaxDigits {
		return "", Syntax, "" // in no country, with whatever before it
	} else if text[0] == '0' || text[0] == '(' {
		if strings.HasPrefix(text, "00") {
			return "", MissingPlus, ""
		}
		return "", NoCountryCode, ""
	}
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			if n == len(b) {
				return "", TooLong, ""
			}
			b[n] = byte(c)
			n++
		case c == '+' && i > 0:
			if strings.Count(text, "+") == 2 && n > 8 && text[i-1] == ' ' {
				return "", TooLong, ""
			}
			return "", Syntax, ""
		case c == '(':
			depth++
			if depth > 1 {
				return "", Syntax, ""
			}
		case c == ')':
			depth--
			if depth < 0 {
				return "", Syntax, ""
			}
		}
	}
	switch {
	case depth != 0 || n < 2:
		return "", Syntax, ""
	case !plus:
		return "", missingCode(text), ""
	case strings.Contains(squeeze(text), "(0)"):
		return "", TrunkPrefix, ""
	}
	return string(b[:n]), "", ""
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
	if number, err := phonenumbers.Parse(d.String(), ""); err == nil && phonenumbers.IsValidNumber(number) {
		return MissingPlus
	}
	return NoCountryCode
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
			return InvalidUTF8, ""
		case unicode.IsControl(r):
			return Control, codePoint(r)
		case invisible(r):
			return FormatCharacter, codePoint(r)
		case reason != "":
		case r >= '0' && r <= '9', strings.ContainsRune("+ \u00a0-\u2011.()/", r):
		case r == '＋' || unicode.Is(unicode.Nd, r):
			reason, detail = NonASCIIDigits, codePoint(r)
		case unicode.IsLetter(r):
			reason, detail = letterReason(text), codePoint(r)
		case r == ',' || r == ';':
			reason = listReason(text)
		case r == '#':
			reason = Extension
		default:
			reason, detail = Syntax, codePoint(r)
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
		return Extension
	case strings.HasPrefix(lower, "tel:"):
		return TelURI
	}
	head := strings.TrimRight(lower, "0123456789 .")
	if head != lower && len(head) > 5 && strings.HasSuffix(head, "x") && !strings.ContainsFunc(head[:len(head)-1], unicode.IsLetter) {
		return Extension
	}
	return Letters
}

// listReason tells several numbers from an extension behind a separator.
func listReason(text string) Reason {
	if strings.Contains(strings.ToLower(text), ";ext") {
		return Extension
	}
	if strings.ContainsFunc(text, unicode.IsLetter) {
		return Syntax
	}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' }) {
		if len(strings.TrimSpace(part)) < 5 {
			return Extension
		}
	}
	return SeveralNumbers
}
