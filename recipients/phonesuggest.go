package recipients

import (
	"cmp"
	"strings"
	"unicode"

	"github.com/budkavle/budkavle/recipients/internal/plan"
)

// correctPhone returns the number of [suggestPhone], and the reason that goes
// with it: a mobile number of the host's own country lacks its country code,
// although a mere + would make it somebody's in another country. Digits that
// begin with the country's own code lack only the +. Of a 0 in parentheses that the
// country keeps, the reason is what the number then is.
func correctPhone(text, region string, reason Reason, detail string) (better Reason, itsDetail, suggestion string) {
	region = strings.ToUpper(cmp.Or(region, DefaultRegion))
	if code := plan.CountryCode(region); reason == ReasonMissingPlus && code != "" {
		digits := cleanPhone(text)
		if _, bad, _ := judgePhone("+" + code + digits); bad == "" && !strings.HasPrefix(digits, code) {
			reason = ReasonNoCountryCode
		}
	}
	suggestion = suggestPhone(text, region, reason)
	if reason == ReasonTrunkPrefix && suggestion == "" {
		if _, kept, kind := judgePhone(withZero(text)); kept == ReasonNotMobile {
			return kept, kind, ""
		}
	}
	return reason, detail, suggestion
}

// withZero is a number with its 0 in parentheses as a digit like the others.
func withZero(text string) string { return cleanPhone(strings.ReplaceAll(squeeze(text), "(0)", "0")) }

// suggestPhone returns the number that a person most likely meant: the text
// read leniently, in region when there is no country code, if that is a valid
// number which can get SMS. Letters are never guessed at, but those of a name
// before or behind a number.
func suggestPhone(text, region string, reason Reason) string {
	switch reason {
	case ReasonSeveralNumbers, ReasonTooLong, ReasonNotMobile, ReasonInvalidNumber, ReasonInvalidUTF8,
		ReasonInvalidCountryCode, ReasonEmpty:
		return ""
	}
	if reason == ReasonLetters {
		if text = withoutName(text); strings.ContainsFunc(text, unicode.IsLetter) {
			return ""
		}
	}
	cleaned := cleanPhone(text)
	if len(cleaned) < len("1234") {
		cleaned = cleanPhone(strings.ReplaceAll(text, ",", "")) // a country code apart
	}
	candidates := []string{cleaned}
	switch {
	case strings.HasPrefix(cleaned, "+00"):
		candidates = []string{"+" + cleaned[3:]}
	case strings.HasPrefix(cleaned, "+"):
		// Some countries keep the 0 that is put in parentheses.
		candidates = append(candidates, withZero(text), repeatedCode(text))
	case strings.HasPrefix(cleaned, "00"):
		candidates = []string{"+" + cleaned[2:], cleaned}
	case reason == ReasonMissingPlus || reason == ReasonSyntax:
		candidates = []string{"+" + cleaned, cleaned}
	}
	for _, candidate := range candidates {
		number, err := plan.Parse(candidate, region)
		if err != nil {
			continue
		}
		// Parsing drops a domestic 0 only where the country has one.
		again, reason, _ := judgePhone(number.E164())
		if reason == ReasonTrunkPrefix {
			code := strings.TrimSuffix(number.E164(), number.National())
			again, reason, _ = judgePhone(code + strings.TrimPrefix(number.National(), "0"))
		}
		if reason == "" {
			return again
		}
	}
	return ""
}

// withoutName takes a name away from a number: "Anna: " before it, "(Anna)" before
// or behind it. Neither has a digit.
func withoutName(text string) string {
	hasNumber := func(s string) bool { return strings.ContainsAny(s, "0123456789+") }
	if name, rest, ok := strings.Cut(text, ":"); ok && !hasNumber(name) {
		text = rest
	}
	text = strings.TrimSpace(text)
	text = withoutLabel(text)
	if open := strings.LastIndexByte(text, '('); open >= 0 && strings.HasSuffix(text, ")") && !hasNumber(text[open:]) {
		return text[:open]
	}
	if end := strings.IndexByte(text, ')'); strings.HasPrefix(text, "(") && end > 0 && !hasNumber(text[:end]) {
		return text[end+1:]
	}
	return text
}

// withoutLabel takes words away that stand before a number, "Tel. 070…", or behind it,
// "070… Anna", not on both sides: of two letters or more, and apart from it, so that no
// digit that was typed as a letter is taken for one.
func withoutLabel(text string) string {
	const number = "+(0123456789"
	from, to := strings.IndexAny(text, number), strings.LastIndexAny(text, number)+1
	if from < 0 {
		return text
	}
	before, behind := text[:from], text[to:]
	switch {
	case isLabel(before) && behind == "" && strings.ContainsRune(" .", rune(before[len(before)-1])):
		return text[from:]
	case isLabel(behind) && before == "" && behind[0] == ' ' && !strings.Contains(behind, "ext"):
		return text[:to]
	}
	return text
}

// isLabel reports whether text is a word or words.
func isLabel(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	return len(words) > 0 && len(words[0]) > 1 && !strings.ContainsAny(text, "+(),;/")
}

// repeatedCode returns the number behind a country code that was typed twice,
// "+46+46705123456"; "" for any other text.
func repeatedCode(text string) string {
	last := strings.LastIndexByte(text, '+')
	code := cleanPhone(text[:max(last, 0)])
	if len(code) > 1 && len(code) <= 4 && strings.HasPrefix(cleanPhone(text[last:]), code) {
		return cleanPhone(text[last:])
	}
	return ""
}

// cleanPhone keeps a leading + and the digits, in ASCII, up to an extension,
// without (0).
func cleanPhone(text string) string {
	lower := strings.ToLower(text)
	for _, mark := range []string{"ext", "x", "#", ";", ",", "&", "anknytning"} {
		lower, _, _ = strings.Cut(lower, mark)
	}
	lower = strings.ReplaceAll(squeeze(lower), "(0)", "")
	var b strings.Builder
	for _, r := range lower {
		switch {
		case r == '+' || r == '＋':
			if b.Len() == 0 {
				b.WriteByte('+')
			}
		case unicode.Is(unicode.Nd, r):
			b.WriteByte('0' + digitValue(r))
		}
	}
	return b.String()
}

// digitValue is the value of a decimal digit of any script: they stand in runs of
// ten, some, such as the mathematical ones, one behind the other without a gap.
func digitValue(r rune) byte {
	zero := r
	for unicode.Is(unicode.Nd, zero-1) {
		zero--
	}
	return byte((r - zero) % 10)
}
