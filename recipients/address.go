package recipients

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// Limits of an address in octets (RFC 5321 section 4.5.3.1, RFC 1035
// section 2.3.4, RFC 3696 erratum 1690).
const (
	MaxLocal   = 64  // before the @
	MaxLabel   = 63  // between two dots of the domain, as an A-label
	MaxAddress = 254 // in all, both in Unicode and with A-labels
)

// An Address is one e-mail address that a modern mail server can deliver to.
// It is comparable and immutable, and only [ParseAddress] and its kin make
// one: an Address that exists is valid; the zero value is no
// address. The domain is in lower case; two addresses are equal when their
// local parts are the same to the letter and their domains are the same name,
// in whatever case or form it was typed.
type Address struct {
	text string // as read, the domain in Unicode; where they differ, then a NUL and the domain as A-labels
}

// ParseAddress returns the address that text is, to the letter: no blanks
// around it, no name, no comment. The local part is a dot-atom (RFC 5322 section
// 3.2.3) of at most [MaxLocal] octets, composed as by NFC; the domain has at
// least two labels and a letter at its end, and an international one is valid by
// UTS 46, non-transitional, and IDNA 2008. The error is a [*ParseError].
func ParseAddress(text string) (Address, error) {
	if n := plain(text); n == len(text) && n > 0 {
		return Address{text: text}, nil
	}
	a, reason, detail := judge(text)
	if reason != "" {
		return Address{}, &ParseError{
			Text:       cleantext.Clip(text, maxText),
			Reason:     reason,
			Detail:     detail,
			Suggestion: suggestAddress(text),
		}
	}
	return a, nil
}

// MustParseAddress is [ParseAddress] for constants and tests; it panics on an
// error.
func MustParseAddress(text string) Address {
	a, err := ParseAddress(text)
	if err != nil {
		panic(err)
	}
	return a
}

// String returns the address as people read it, with an international domain
// in Unicode; "" for the zero value. [ParseAddress] reads it back as the same.
func (a Address) String() string {
	read, _, _ := strings.Cut(a.text, "\x00")
	return read
}

// ASCII returns the address as it is sent, with an international domain as
// A-labels; "" for the zero value. The local part is as it is: see
// [Address.NeedsSMTPUTF8].
func (a Address) ASCII() string {
	read, domain, international := strings.Cut(a.text, "\x00")
	if !international {
		return read
	}
	return a.Local() + "@" + domain
}

// Local returns what stands before the @; "" for the zero value.
func (a Address) Local() string {
	local, _, _ := strings.Cut(a.text, "@")
	return local
}

// Domain returns what stands after the @, in Unicode and lower case; "" for the
// zero value.
func (a Address) Domain() string {
	_, domain, _ := strings.Cut(a.String(), "@")
	return domain
}

// NeedsSMTPUTF8 reports whether the local part is international, so that only
// a server with that extension takes it (RFC 6531).
func (a Address) NeedsSMTPUTF8() bool {
	return strings.ContainsFunc(a.Local(), func(r rune) bool { return r >= utf8.RuneSelf })
}

// specialUse are the top-level names that are reserved and have no mail on the
// internet (RFC 6761, RFC 6762, RFC 7686, RFC 9476; ICANN's .internal).
var specialUse = map[string]bool{
	"local": true, "invalid": true, "test": true, "onion": true, "localhost": true,
	"arpa": true, "example": true, "alt": true, "internal": true,
}

// SpecialUse reports whether the domain's last name is reserved, such as
// .local or .invalid: it is deliverable at most inside a network of one's own.
func (a Address) SpecialUse() bool {
	domain := a.ASCII()
	return specialUse[domain[strings.LastIndexByte(domain, '.')+1:]]
}

// IsZero reports whether a is the zero value.
func (a Address) IsZero() bool { return a.text == "" }

// AppendText appends [Address.String] to b; the error is always nil.
func (a Address) AppendText(b []byte) ([]byte, error) { return append(b, a.String()...), nil }

// MarshalText returns [Address.String]; the zero value is the empty text, and
// the error is always nil. JSON and map keys go through it.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText is [ParseAddress]; the empty text is the zero value. An error
// leaves a as it was.
func (a *Address) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*a = Address{}
		return nil
	}
	parsed, err := ParseAddress(string(text))
	if err == nil {
		*a = parsed
	}
	return err
}

// Value implements [driver.Valuer] with [Address.String]: the zero value is the
// empty text, and the error is always nil.
func (a Address) Value() (driver.Value, error) { return a.String(), nil }

// Scan implements [database/sql.Scanner] for what Value stored, as a string or
// bytes; NULL and the empty text are the zero value. An error leaves a as it was.
func (a *Address) Scan(src any) error { return scanText(src, "Address", a.UnmarshalText) }

// scanText hands a database value to a text's parser.
func scanText(src any, what string, parse func([]byte) error) error {
	switch v := src.(type) {
	case nil:
		return parse(nil)
	case string:
		return parse([]byte(v))
	case []byte:
		return parse(v)
	}
	return fmt.Errorf("recipients: cannot scan %T into %s, want text", src, what)
}

// suggestAddress returns the one address that a bad text clearly holds: with
// blanks around it, after mailto:, or in angle brackets.
func suggestAddress(text string) string {
	if len(text) > 4*MaxAddress {
		return ""
	}
	around := func(r rune) bool {
		return unicode.IsSpace(r) || cleantext.Unseen(r) || strings.ContainsRune(`<>"',;.`, r)
	}
	trimmed := strings.TrimFunc(text, around)
	if strings.Count(trimmed, "<") > 1 {
		return "" // one of several would lose the others
	}
	if open := strings.LastIndexByte(trimmed, '<'); open >= 0 {
		trimmed = strings.TrimLeftFunc(trimmed[open:], around)
	}
	if len(trimmed) > 7 && strings.EqualFold(trimmed[:7], "mailto:") {
		trimmed = strings.TrimLeftFunc(trimmed[7:], around)
	}
	if a, reason, _ := judge(trimmed); reason == "" {
		return a.String()
	}
	return dotted(trimmed)
}

// maxTopLevel is how long the end of a domain is at most that is known for one
// although a comma stands before it: .com and .info are, a name is not.
const maxTopLevel = 4

// dotted is the address that text is with dots in the place of the commas in its
// domain, "anna@example,com"; "" when that is not obvious.
func dotted(text string) string {
	if len(text) > 4*MaxAddress {
		return "" // looking closer would only cost time
	}
	local, domain, _ := strings.Cut(text, "@")
	before, after, _ := strings.Cut(domain, ",")
	labels := strings.TrimRightFunc(before, blank)
	for part := range strings.SplitSeq(after, ",") {
		labels += "." + strings.TrimFunc(part, blank)
	}
	last := labels[strings.LastIndexByte(labels, '.')+1:]
	if len(last) < 2 || len(last) > maxTopLevel ||
		strings.ContainsFunc(last, func(r rune) bool { return r|0x20 < 'a' || r|0x20 > 'z' }) {
		return ""
	}
	if a, reason, _ := judge(local + "@" + labels); reason == "" {
		return a.String()
	}
	return ""
}
