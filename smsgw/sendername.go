package smsgw

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/budkavle/budkavle/templating/locale"
)

// MaxSenderName is how many characters a sender name has at most, spaces
// included (R201; 3GPP TS 23.040 section 9.1.2.5 has room for 11 septets).
const MaxSenderName = 11

// A SenderName (avsändarnamn) is what an SMS shows instead of a number (R201,
// R202). It cannot be answered. It is comparable and immutable, and only
// [ParseSenderName] and its kin make one; the zero value is no name.
type SenderName struct{ name string }

// SenderNameReason says, for machines, why a name is refused. A constant's value
// never changes.
type SenderNameReason string

// The reasons of a [SenderNameError].
const (
	NameEmpty     SenderNameReason = "empty"
	NameTooLong   SenderNameReason = "too-long"
	NameBlank     SenderNameReason = "outer-blank" // begins or ends with a blank
	NameCharacter SenderNameReason = "character"   // holds one that is not allowed
	NameNoLetter  SenderNameReason = "no-letter"   // digits or signs alone, which could pass for a number
)

// A SenderNameError is why a name is refused (R201, R202).
type SenderNameError struct {
	Name       string // as given, cut to 32 characters
	Reason     SenderNameReason
	Length     int    // in characters, after NFC
	Rune       rune   // the first that is not allowed, for NameCharacter
	Index      int    // where it stands, in characters from 0
	Suggestion string // a portable name like it, if there is one
}

// Error says what is wrong and what could be used instead.
func (e *SenderNameError) Error() string {
	text := fmt.Sprintf("smsgw: sender name %q: ", e.Name) + e.what()
	if e.Suggestion != "" {
		text += fmt.Sprintf("; try %q", e.Suggestion)
	}
	return text
}

func (e *SenderNameError) what() string {
	switch e.Reason {
	case NameEmpty:
		return "is empty"
	case NameTooLong:
		return fmt.Sprintf("has %d characters, at most %d are allowed", e.Length, MaxSenderName)
	case NameBlank:
		return "begins or ends with a blank"
	case NameNoLetter:
		return "has no letter"
	}
	return fmt.Sprintf("has %U at character %d: allowed are the letters of GSM's basic alphabet, digits, inner spaces and . - _ & + /", e.Rune, e.Index+1)
}

// Message is the error for a form, in the user's language.
func (e *SenderNameError) Message(l locale.Language) string {
	key := "smsgw." + string(e.Reason)
	var text string
	switch e.Reason {
	case NameTooLong:
		text = l.Phrase(key, e.Length, MaxSenderName)
	case NameCharacter:
		text = l.Phrase(key, string(e.Rune))
	default:
		text = l.Phrase(key)
	}
	if e.Suggestion != "" {
		text += " " + l.Phrase("smsgw.try", e.Suggestion)
	}
	return text
}

// ParseSenderName returns the name that text is (R201, R202), composed (NFC) and
// otherwise to the letter: it is never cut and never trimmed. The error is a
// [*SenderNameError].
func ParseSenderName(text string) (SenderName, error) {
	name := norm.NFC.String(text)
	e := &SenderNameError{Name: clip(text), Length: utf8.RuneCountInString(name)}
	e.Reason, e.Rune, e.Index = judgeName(name, e.Length)
	if e.Reason == "" {
		return SenderName{name}, nil
	}
	e.Suggestion = suggestName(name)
	return SenderName{}, e
}

func judgeName(name string, length int) (reason SenderNameReason, bad rune, index int) {
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
// by 2 to 10 letters A–Z or digits (R202).
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

var latin = map[rune]string{'ø': "o", 'Ø': "O", 'æ': "ae", 'Æ': "AE", 'ß': "ss", 'ł': "l", 'Ł': "L", 'đ': "d", 'Đ': "D", 'ð': "d", 'þ': "th", 'Þ': "Th"}

// The names of the gateways that come with Budkavle: in receipts and reports, and
// for [SenderName.Verdict].
const (
	GatewayElks46 = "46elks"
	GatewayTwilio = "twilio"
	GatewayKannel = "kannel"
)

// A Verdict is what one gateway says to a sender name, for a settings page (R202).
type Verdict struct {
	Gateway string `json:"gateway"`
	OK      bool   `json:"ok"`     // the gateway takes the name
	Rule    string `json:"rule"`   // the gateway's rule in English; empty when it is not known
	Source  string `json:"source"` // the address where it is documented
}

// Verdicts returns what each gateway that comes with Budkavle says to n.
func (n SenderName) Verdicts() []Verdict {
	return []Verdict{
		{GatewayElks46, portable(n.name), "3 to 11 of A–Z, a–z and 0–9, a letter first", "https://46elks.com/docs/send-sms"},
		{GatewayTwilio, twilioName(n.name), "up to 11 of A–Z, a–z, 0–9, space and + - _ &, with a letter", "https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id"},
		{GatewayKannel, !n.IsZero(), "anything; what the operator behind it takes", "https://www.kannel.org/download/1.4.5/userguide-1.4.5/userguide.html"},
	}
}

// Verdict returns what one gateway says to n; a gateway that is not known
// takes every name but the zero value.
func (n SenderName) Verdict(gateway string) Verdict {
	for _, v := range n.Verdicts() {
		if v.Gateway == gateway {
			return v
		}
	}
	return Verdict{Gateway: gateway, OK: !n.IsZero()}
}

func twilioName(name string) bool {
	letters := 0
	for _, r := range name {
		switch {
		case r < utf8.RuneSelf && isLetter(byte(r)):
			letters++
		case r >= '0' && r <= '9', strings.ContainsRune(" +-_&", r):
		default:
			return false
		}
	}
	return letters > 0
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

// clip cuts a name for an error to 32 characters.
func clip(text string) string {
	runes := []rune(strings.ToValidUTF8(text, "\uFFFD"))
	if len(runes) > 32 {
		return string(runes[:32]) + "…"
	}
	return string(runes)
}
