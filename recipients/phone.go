package recipients

import (
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/budkavle/budkavle/recipients/internal/plan"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// MaxDigits is how many digits a number has at most, with its country code and
// without the + (ITU-T E.164 section 6.1).
const MaxDigits = 15

// A Phone is a number that can get SMS, in E.164: a mobile, a fixed-or-mobile
// or a personal number that is valid in its country's plan. It is comparable
// and immutable, and only [ParsePhone] and its kin make one: a Phone that
// exists is valid; the zero value is no number.
type Phone struct{ number string }

// ParsePhone returns the mobile number that text is: + and country code and
// the number without the domestic 0, at most [MaxDigits] digits. Spaces (no-break
// ones too), hyphens, dots, slashes and one level of parentheses may stand
// between the digits, and spaces around the whole, 64 bytes in all. The error is
// a [*ParseError].
func ParsePhone(text string) (Phone, error) { return ParsePhoneIn(text, "") }

// DefaultRegion is the country in which a number without a country code is looked
// for when no other is given.
const DefaultRegion = "SE"

// ParsePhoneIn is [ParsePhone] with the country (ISO 3166, "NO", in either case;
// [DefaultRegion] for "", none for one that does not exist, such as "ZZ") in which
// a number without a country code is looked for when a correction is suggested.
// It never decides whether a number is valid.
func ParsePhoneIn(text, region string) (Phone, error) {
	number, reason, detail := judgePhone(text)
	if reason == "" {
		return Phone{number}, nil
	}
	reason, detail, suggestion := correctPhone(text, region, reason, detail)
	return Phone{}, &ParseError{
		Text: cleantext.Clip(text, maxText), Reason: reason, Detail: detail, Suggestion: suggestion,
	}
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

// Region returns the country that the number belongs to (ISO 3166, "SE"), or
// "001" for a country code of no country; "" for the zero value. Countries that
// share a plan are told apart as far as their numbers are.
func (p Phone) Region() string {
	number, err := plan.Parse(p.number, "")
	if err != nil {
		return ""
	}
	return number.Region()
}

// IsZero reports whether p is the zero value.
func (p Phone) IsZero() bool { return p.number == "" }

// AppendText appends [Phone.String] to b; the error is always nil.
func (p Phone) AppendText(b []byte) ([]byte, error) { return append(b, p.number...), nil }

// MarshalText returns [Phone.String]; the zero value is the empty text, and the
// error is always nil. JSON and map keys go through it.
func (p Phone) MarshalText() ([]byte, error) { return []byte(p.number), nil }

// UnmarshalText is [ParsePhone]; the empty text is the zero value. An error
// leaves p as it was.
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

// Value implements [driver.Valuer] with [Phone.String]: the zero value is the
// empty text, and the error is always nil.
func (p Phone) Value() (driver.Value, error) { return p.number, nil }

// Scan implements [database/sql.Scanner] for what Value stored, as a string or
// bytes; NULL and the empty text are the zero value. An error leaves p as it was.
func (p *Phone) Scan(src any) error { return scanText(src, "Phone", p.UnmarshalText) }

// maxPhoneText is how many bytes a number may be typed with.
const maxPhoneText = 64

// judgePhone decides by the raw text first (R104), then by the country's plan
// (R105). Parsing is lenient, so what it understood must be the very digits that
// were typed.
//
// What the automaton of package plan accepts passes both, so only a refusal takes
// the long way, for its reason.
func judgePhone(text string) (number string, reason Reason, detail string) {
	if plan.GetsSMS(text) {
		return text, "", ""
	}
	trimmed := strings.Trim(text, " \u00a0")
	digits, reason, detail := phoneDigits(trimmed)
	if reason != "" {
		return "", reason, detail
	}
	if plan.GetsSMS(digits) {
		return digits, "", ""
	}
	parsed, err := plan.Parse(digits, "")
	switch {
	case errors.Is(err, plan.ErrInvalidCountryCode):
		return "", ReasonInvalidCountryCode, ""
	case errors.Is(err, plan.ErrTooLong):
		return "", ReasonTooLong, ""
	case err != nil:
		return "", ReasonSyntax, ""
	case parsed.E164() != digits:
		return "", ReasonTrunkPrefix, ""
	}
	switch kind := parsed.Type(); kind {
	case "":
		if hasTrunkPrefix(parsed) {
			return "", ReasonTrunkPrefix, ""
		}
		return "", ReasonInvalidNumber, ""
	case "MOBILE", "PERSONAL_NUMBER", plan.Either:
		return digits, "", ""
	default:
		return "", ReasonNotMobile, kind
	}
}

// hasTrunkPrefix reports whether a number that is not valid is so once its first
// domestic 0 is taken away.
func hasTrunkPrefix(parsed plan.Number) bool {
	rest := strings.TrimPrefix(parsed.National(), "0")
	again, err := plan.Parse(strings.TrimSuffix(parsed.E164(), parsed.National())+rest, "")
	return err == nil && again.Type() != ""
}
