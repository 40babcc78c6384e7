package recipients

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// A Mailbox is an address and the name of whose it is (RFC 5322 section 3.4).
// Out of a parser the name is one line without controls or invisible characters,
// composed as by NFC, of less than 4 kB. The zero value is nobody, and so is a
// name alone. It is comparable.
type Mailbox struct {
	Name    string  // as read: unquoted, and decoded by RFC 2047; "" for none
	Address Address // whose it is
}

// ParseMailbox returns the one mailbox that text is: an address, or a name and an
// address in angle brackets, read as [ParseList] reads an entry. The error is a
// [*ParseError]; several mailboxes are one.
func ParseMailbox(text string) (Mailbox, error) {
	list, notes, err := ParseListNotes(text)
	var bad *ListError
	if errors.As(err, &bad) {
		return Mailbox{}, bad.Errors[0]
	}
	if len(list) != 1 || slices.Contains(notes, NoteDuplicate) {
		return Mailbox{}, &ParseError{Text: cleantext.Clip(text, maxText), Reason: ReasonSyntax}
	}
	return list[0], nil
}

// MustParseMailbox is [ParseMailbox] for constants and tests; it panics on an
// error.
func MustParseMailbox(text string) Mailbox {
	m, err := ParseMailbox(text)
	if err != nil {
		panic(err)
	}
	return m
}

// String returns the mailbox as a list has it (RFC 5322 section 3.4): the
// address alone, or with the name before it, quoted where it has to be; "" without
// an address. A name that did not come out of a parser loses line breaks and
// other tricks. [ParseMailbox] reads it back as the same.
func (m Mailbox) String() string {
	if m.Name == "" || m.Address.IsZero() {
		return m.Address.String()
	}
	name := m.Name
	if !utf8.ValidString(name) || strings.ContainsFunc(name, cleantext.Unseen) {
		name = cleantext.Name(name)
	}
	if name == "" {
		return m.Address.String()
	}
	if needsQuotes(name) {
		name = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
	}
	return name + " <" + m.Address.String() + ">"
}

// needsQuotes reports whether a name means something else, or is read as another
// one, without quotes: readers fold blanks in a row.
func needsQuotes(name string) bool {
	before := ' '
	for _, r := range name {
		if strings.ContainsRune(`"\,;:<>()[]@.=?`, r) || listSeparator(r) || unicode.IsSpace(r) && unicode.IsSpace(before) {
			return true
		}
		before = r
	}
	return unicode.IsSpace(before)
}

// IsZero reports whether there is neither a name nor an address.
func (m Mailbox) IsZero() bool { return m == Mailbox{} }

// AppendText appends [Mailbox.String] to b; the error is always nil.
func (m Mailbox) AppendText(b []byte) ([]byte, error) { return append(b, m.String()...), nil }

// MarshalText returns [Mailbox.String]; nobody is the empty text, and the error
// is always nil. JSON is written through it.
func (m Mailbox) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText is [ParseMailbox]; the empty text is the zero value. An error
// leaves m as it was.
func (m *Mailbox) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Mailbox{}
		return nil
	}
	parsed, err := ParseMailbox(string(text))
	if err == nil {
		*m = parsed
	}
	return err
}

// UnmarshalJSON reads the text of [Mailbox.MarshalText], or an object with "name"
// and "address", as a file that is written by hand may have it. An error leaves m
// as it was.
func (m *Mailbox) UnmarshalJSON(data []byte) error {
	switch {
	case string(data) == "null":
		return nil // as encoding/json has it: nothing said
	case data[0] != '{':
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		return m.UnmarshalText([]byte(text))
	}
	var parts struct {
		Name    string  `json:"name"`
		Address Address `json:"address"`
	}
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	*m = Mailbox{Name: cleantext.Name(parts.Name), Address: parts.Address}
	return nil
}
