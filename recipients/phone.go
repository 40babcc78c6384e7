package recipients

import (
	"database/sql/driver"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// MaxDigits is how many digits a number has at most, with its country code
// (ITU-T E.164).
const MaxDigits = 15

// A Phone is a number that can get SMS (R104, R105), in E.164. It is
// comparable and immutable, and only [ParsePhone] and its kin make one; the
// zero value is no number.
type Phone struct{ number string }

// ParsePhone returns the mobile number that text is: + and country code and
// the number without the domestic 0; spaces, hyphens, dots, slashes and
// parentheses may stand between the digits. The error is a [*ParseError].
func ParsePhone(text string) (Phone, error) { return ParsePhoneIn(text, "") }

// ParsePhoneIn is [ParsePhone] with the country (ISO 3166, "SE") in which a
// number without a country code is looked for when a correction is suggested.
// It never decides whether a number is valid.
func ParsePhoneIn(text, region string) (Phone, error) {
	number, reason, detail := judgePhone(text)
	if reason == "" {
		return Phone{number}, nil
	}
	return Phone{}, &ParseError{Text: clip(text), Reason: reason, Detail: detail, Suggestion: suggestPhone(text, region, reason)}
}

// MustParsePhone is [ParsePhone] for constants and tests; it panics on an
// error.
func MustParsePhone(text string) Phone {
	p, err := ParsePhone(text)
	if err != nil {
		panic(err)
	}
	return p
}

// String returns the number in E.164, "+46705123456"; "" for the zero value.
func (p Phone) String() string { return p.number }

// Region returns the country that the number belongs to (ISO 3166, "SE"); ""
// for the zero value.
func (p Phone) Region() string {
	if p.number == "" {
		return ""
	}
	number, err := phonenumbers.Parse(p.number, "")
	if err != nil {
		return ""
	}
	return phonenumbers.GetRegionCodeForNumber(number)
}

// IsZero reports whether p is the zero value.
func (p Phone) IsZero() bool { return p.number == "" }

// AppendText appends [Phone.String].
func (p Phone) AppendText(b []byte) ([]byte, error) { return append(b, p.number...), nil }

// MarshalText returns [Phone.String]; the zero value is the empty text.
func (p Phone) MarshalText() ([]byte, error) { return []byte(p.number), nil }

// UnmarshalText is [ParsePhone]; the empty text is the zero value.
func (p *Phone) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Phone{}
		return nil
	}
	parsed, err := ParsePhone(string(text))
	if err == nil {
		*p = parsed
	}
	return err
}

// Value stores the text; the zero value is the empty text.
func (p Phone) Value() (driver.Value, error) { return p.number, nil }

// Scan reads what Value stored; NULL and the empty text are the zero value.
func (p *Phone) Scan(src any) error { return scanText(src, "Phone", p.UnmarshalText) }

// maxPhoneText is how many bytes a number may be typed with.
const maxPhoneText = 64

// judgePhone decides by the raw text first (R104), then by the country's plan
// (R105). phonenumbers' own parser is lenient, so what it understood must be
// the very digits that were typed.
func judgePhone(text string) (number string, reason Reason, detail string) {
	trimmed := strings.Trim(text, " \u00a0")
	digits, reason, detail := phoneDigits(trimmed)
	if reason != "" {
		return "", reason, detail
	}
	parsed, err := phonenumbers.Parse(digits, "")
	switch {
	case err == phonenumbers.ErrInvalidCountryCode:
		return "", InvalidCountryCode, ""
	case err == phonenumbers.ErrNumTooLong:
		return "", TooLong, ""
	case err == phonenumbers.ErrNotANumber, err == phonenumbers.ErrTooShortNSN:
		return "", Syntax, ""
	case err != nil:
		return "", InvalidNumber, ""
	}
	if e164 := phonenumbers.Format(parsed, phonenumbers.E164); e164 != digits {
		return "", TrunkPrefix, ""
	}
	kind := phonenumbers.GetNumberType(parsed)
	if kind == phonenumbers.UNKNOWN {
		if hasTrunkPrefix(parsed, digits) {
			return "", TrunkPrefix, ""
		}
		return "", InvalidNumber, ""
	}
	if !getsSMS(kind) {
		return "", NotMobile, typeNames[kind]
	}
	return digits, "", ""
}

// getsSMS reports whether numbers of a type can get SMS (R105).
func getsSMS(kind phonenumbers.PhoneNumberType) bool {
	return kind == phonenumbers.MOBILE || kind == phonenumbers.FIXED_LINE_OR_MOBILE || kind == phonenumbers.PERSONAL_NUMBER
}

// typeNames are the names of libphonenumber.
var typeNames = map[phonenumbers.PhoneNumberType]string{
	phonenumbers.FIXED_LINE: "FIXED_LINE", phonenumbers.TOLL_FREE: "TOLL_FREE", phonenumbers.PREMIUM_RATE: "PREMIUM_RATE",
	phonenumbers.SHARED_COST: "SHARED_COST", phonenumbers.VOIP: "VOIP", phonenumbers.PAGER: "PAGER",
	phonenumbers.UAN: "UAN", phonenumbers.VOICEMAIL: "VOICEMAIL",
}

// hasTrunkPrefix reports whether the number is valid once its first domestic 0
// is taken away.
func hasTrunkPrefix(parsed *phonenumbers.PhoneNumber, digits string) bool {
	code := phonenumbers.Format(parsed, phonenumbers.E164)
	national := phonenumbers.GetNationalSignificantNumber(parsed)
	rest, zero := strings.CutPrefix(national, "0")
	if !zero {
		return false
	}
	again, err := phonenumbers.Parse(strings.TrimSuffix(code, national)+rest, "")
	return err == nil && phonenumbers.IsValidNumber(again) && digits == code
}

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

// suggestPhone returns the number that a person most likely meant: the text
// read leniently, in region when there is no country code, if that is a valid
// number which can get SMS. Letters are never guessed at.
func suggestPhone(text, region string, reason Reason) string {
	switch reason {
	case Letters, SeveralNumbers, TooLong, NotMobile, InvalidNumber, InvalidUTF8, InvalidCountryCode, Empty:
		return ""
	}
	if len(text) > 4*maxPhoneText {
		return ""
	}
	cleaned := cleanPhone(text)
	candidates := []string{cleaned}
	switch {
	case strings.HasPrefix(cleaned, "+"):
	case strings.HasPrefix(cleaned, "00"):
		candidates = []string{"+" + cleaned[2:], cleaned}
	case reason == MissingPlus || reason == Syntax:
		candidates = []string{"+" + cleaned, cleaned}
	}
	for _, candidate := range candidates {
		number, err := phonenumbers.Parse(candidate, region)
		if err != nil {
			continue
		}
		// Parsing drops a domestic 0 only where the country has one.
		again, reason, _ := judgePhone(phonenumbers.Format(number, phonenumbers.E164))
		if reason == TrunkPrefix {
			national := phonenumbers.GetNationalSignificantNumber(number)
			whole := phonenumbers.Format(number, phonenumbers.E164)
			again, reason, _ = judgePhone(strings.TrimSuffix(whole, national) + strings.TrimPrefix(national, "0"))
		}
		if reason == "" {
			return again
		}
	}
	return ""
}

// cleanPhone keeps a leading + and the digits, in ASCII, up to an extension,
// without (0).
func cleanPhone(text string) string {
	lower := strings.ToLower(text)
	lower = strings.TrimPrefix(strings.TrimSpace(lower), "tel:")
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

// digitValue is the value of a decimal digit of any script: they stand in
// runs of ten.
func digitValue(r rune) byte {
	zero := r
	for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
		zero--
	}
	if r >= 0x1D7CE && r <= 0x1D7FF { // the mathematical digits, five runs without gaps
		return byte((r - 0x1D7CE) % 10)
	}
	return byte(r - zero)
}
