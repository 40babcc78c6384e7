package smsgw

import (
	"database/sql/driver"
	"fmt"
	"unicode/utf8"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// Digits that a short code has.
const minShortCode, maxShortCode = 3, 8

// A ShortCode (kortnummer) is the number of 3 to 8 digits that an operator has
// let to somebody, such as 71700. It stands without a country code and can be
// answered inside its country. It is comparable and immutable, and only
// [ParseShortCode] and its kin make one; the zero value is no code.
type ShortCode struct{ code string }

// ParseShortCode returns the code that text is: 3 to 8 digits 0–9 and nothing
// else. The error is a [*ParseError].
func ParseShortCode(text string) (ShortCode, error) {
	e := &ParseError{Text: cleantext.Clip(text, maxRepeated), Length: utf8.RuneCountInString(text)}
	index := 0
	for _, r := range text {
		if !isDigit(r) {
			e.Reason, e.Rune, e.Index = CodeCharacter, r, index
			return ShortCode{}, e
		}
		index++
	}
	switch {
	case text == "":
		e.Reason = CodeEmpty
	case e.Length < minShortCode, e.Length > maxShortCode:
		e.Reason = CodeLength
	default:
		return ShortCode{text}, nil
	}
	return ShortCode{}, e
}

// MustParseShortCode is [ParseShortCode] for constants and tests; it panics on
// its error.
func MustParseShortCode(text string) ShortCode {
	c, err := ParseShortCode(text)
	if err != nil {
		panic(err)
	}
	return c
}

// String returns the digits; "" for the zero value.
func (c ShortCode) String() string { return c.code }

// IsZero reports whether c is the zero value.
func (c ShortCode) IsZero() bool { return c.code == "" }

// AppendText appends the digits. The error is always nil.
func (c ShortCode) AppendText(b []byte) ([]byte, error) { return append(b, c.code...), nil }

// MarshalText returns the digits; the zero value is the empty text. The error is
// always nil.
func (c ShortCode) MarshalText() ([]byte, error) { return []byte(c.code), nil }

// UnmarshalText is [ParseShortCode], with its error; the empty text is the zero
// value.
func (c *ShortCode) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = ShortCode{}
		return nil
	}
	parsed, err := ParseShortCode(string(text))
	if err == nil {
		*c = parsed
	}
	return err
}

// Value stores the digits; the zero value is the empty text. The error is always nil.
func (c ShortCode) Value() (driver.Value, error) { return c.code, nil }

// Scan reads what Value stored; NULL and the empty text are the zero value. The
// error is that of [ParseShortCode], or says that src is no text.
func (c *ShortCode) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return c.UnmarshalText(nil)
	case string:
		return c.UnmarshalText([]byte(v))
	case []byte:
		return c.UnmarshalText(v)
	}
	return fmt.Errorf("smsgw: cannot scan %T into ShortCode, want text", src)
}
