package smsgw

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// MaxSenderName is how many characters a sender name has at most, spaces
// included (3GPP TS 23.040 section 9.1.2.5 has room for 11 septets).
const MaxSenderName = 11

// A SenderName (avsändarnamn) is what an SMS shows instead of a number. It is
// comparable and immutable, and only [ParseSenderName] and its kin make one; the
// zero value is no name.
type SenderName struct{ name string }

// ParseSenderName returns the name that text is, composed (NFC) and otherwise to
// the letter: it is never cut and never trimmed. At most [MaxSenderName]
// characters are allowed, of the letters of GSM's basic alphabet, digits, inner
// spaces and . - _ & + /, with at least one letter. The error is a
// [*ParseError].
func ParseSenderName(text string) (SenderName, error) {
	name := norm.NFC.String(text)
	e := &ParseError{Text: cleantext.Clip(text, maxRepeated), Length: utf8.RuneCountInString(name)}
	e.Reason, e.Rune, e.Index = judgeName(name, e.Length)
	if e.Reason == "" {
		return SenderName{name}, nil
	}
	e.Suggestion = suggestName(name)
	return SenderName{}, e
}

func judgeName(name string, length int) (reason ParseReason, bad rune, index int) {
	if name == "" {
		return NameEmpty, 0, 0
	}
	letters := 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r) && septets(r) == 1:
			letters++
		case r >= '0' && r <= '9', strings.ContainsRune(" .-_&+/", r):
		default:
			return NameCharacter, r, index
		}
		index++
	}
	switch {
	case length > MaxSenderName:
		return NameTooLong, 0, 0
	case name[0] == ' ' || name[len(name)-1] == ' ':
		return NameBlank, 0, 0
	case letters == 0:
		return NameNoLetter, 0, 0
	}
	return "", 0, 0
}

// MustParseSenderName is [ParseSenderName] for constants and tests; it panics
// on its error.
func MustParseSenderName(text string) SenderName {
	n, err := ParseSenderName(text)
	if err != nil {
		panic(err)
	}
	return n
}

// String returns the name; "" for the zero value.
func (n SenderName) String() string { return n.name }

// IsZero reports whether n is the zero value.
func (n SenderName) IsZero() bool { return n.name == "" }

// Portable reports whether every gateway takes the name: a letter A–Z followed
// by 2 to 10 letters A–Z or digits, in either case.
func (n SenderName) Portable() bool { return portable(n.name) }

func portable(name string) bool {
	if len(name) < 3 || len(name) > MaxSenderName || !isLetter(name[0]) {
		return false
	}
	for i := range len(name) {
		if !isLetter(name[i]) && (name[i] < '0' || name[i] > '9') {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// Suggestion returns a portable name like n, "AkesKyl" for "Åkes Kyl"; "" when
// n is portable already or nothing portable is left of it.
func (n SenderName) Suggestion() string {
	if n.Portable() {
		return ""
	}
	return suggestName(n.name)
}

// suggestName writes a name with A–Z and digits: accents taken away, anything
// else left out, at most 11 characters.
func suggestName(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(name) {
		switch {
		case r < utf8.RuneSelf && (isLetter(byte(r)) || r >= '0' && r <= '9' && b.Len() > 0):
			b.WriteRune(r)
		case latin[r] != "":
			b.WriteString(latin[r])
		}
	}
	suggestion := b.String()
	if len(suggestion) > MaxSenderName {
		suggestion = suggestion[:MaxSenderName]
	}
	if !portable(suggestion) {
		return ""
	}
	return suggestion
}

var latin = map[rune]string{
	'ø': "o", 'Ø': "O", 'æ': "ae", 'Æ': "AE", 'ß': "ss", 'ł': "l",
	'Ł': "L", 'đ': "d", 'Đ': "D", 'ð': "d", 'þ': "th", 'Þ': "Th",
}

// AppendText appends the name. The error is always nil.
func (n SenderName) AppendText(b []byte) ([]byte, error) { return append(b, n.name...), nil }

// MarshalText returns the name; the zero value is the empty text. The error is
// always nil.
func (n SenderName) MarshalText() ([]byte, error) { return []byte(n.name), nil }

// UnmarshalText is [ParseSenderName], with its error; the empty text is the zero
// value.
func (n *SenderName) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*n = SenderName{}
		return nil
	}
	parsed, err := ParseSenderName(string(text))
	if err == nil {
		*n = parsed
	}
	return err
}

// Value stores the name; the zero value is the empty text. The error is always nil.
func (n SenderName) Value() (driver.Value, error) { return n.name, nil }

// Scan reads what Value stored; NULL and the empty text are the zero value. The
// error is that of [ParseSenderName], or says that src is no text.
func (n *SenderName) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return n.UnmarshalText(nil)
	case string:
		return n.UnmarshalText([]byte(v))
	case []byte:
		return n.UnmarshalText(v)
	}
	return fmt.Errorf("smsgw: cannot scan %T into SenderName, want text", src)
}
