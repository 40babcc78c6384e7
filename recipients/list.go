package recipients

import (
	"strings"
	"unicode/utf8"
)

// A Mailbox is an address and the name of whose it is (RFC 5322 section 3.4).
// Out of a parser the name is one line without controls or invisible characters,
// composed as by NFC, of less than 4 kB. The zero value is nobody.
type Mailbox struct {
	Name    string  `json:"name,omitzero"` // as read: unquoted, and decoded by RFC 2047; "" for none
	Address Address `json:"address"`
}

// String returns the mailbox as a list has it (RFC 5322 section 3.4): the
// address alone, or with the name before it, quoted where it has to be; "" without
// an address. A name that did not come out of a parser loses line breaks and
// other tricks.
func (m Mailbox) String() string {
	if m.Name == "" || m.Address.IsZero() {
		return m.Address.String()
	}
	name := m.Name
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unseen) {
		name = cleanName(name)
	}
	if strings.ContainsFunc(name, func(r rune) bool { return strings.ContainsRune(`"\,;:<>()[]@.=?`, r) }) {
		name = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
	}
	return name + " <" + m.Address.String() + ">"
}

// IsZero reports whether there is neither a name nor an address.
func (m Mailbox) IsZero() bool { return m == Mailbox{} }

// A List is the recipients of a mail in the order in which they were typed,
// each address once. The zero value has nobody.
type List []Mailbox

// String returns the canonical form (R101): the addresses with a comma between
// and no spaces. Names are not part of it.
func (l List) String() string {
	var b strings.Builder
	for i, m := range l {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(m.Address.String())
	}
	return b.String()
}

// MarshalText returns the mailboxes with their names, a comma between; the empty
// text for nobody. The error is always nil.
func (l List) MarshalText() ([]byte, error) {
	texts := make([]string, len(l))
	for i, m := range l {
		texts[i] = m.String()
	}
	return []byte(strings.Join(texts, ",")), nil
}

// UnmarshalText is [ParseList], all or nothing: an error leaves l as it was. The
// empty text is a nil List.
func (l *List) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*l = nil
		return nil
	}
	parsed, err := ParseList(string(text))
	if err == nil {
		*l = parsed
	}
	return err
}

// Warning is something that a list's reader passed over: it was understood,
// but it is not the canonical form (R101). Its text is stable.
type Warning string

// The warnings of [ReadList] and [ReadPhoneList].
const (
	WarnSpace     Warning = "space"       // blanks around an entry
	WarnEmpty     Warning = "empty-token" // an entry with nothing in it
	WarnNewline   Warning = "newline"     // a line break as separator
	WarnTab       Warning = "tab"         // a tab as separator
	WarnSemicolon Warning = "semicolon"   // a semicolon as separator
	WarnDuplicate Warning = "duplicate"   // an address or number that was there before
)

// ParseList reads the addresses of a field (R101): a comma between them, and
// leniently also semicolons, tabs, line breaks, blanks around entries, empty
// entries and names. It returns every valid mailbox once, in order, and a
// [*ListError] for the bad entries; a field without any entry is an error too.
// A line break followed by a header name is an attack: then no mailbox is
// returned at all (R102). An entry has at most 4096 bytes with its name; the
// number of entries has no limit, and the time is linear in the text.
func ParseList(text string) (List, error) {
	list, _, err := ReadList(text)
	return list, err
}

// MustParseList is [ParseList] for constants and tests; it panics on an error.
func MustParseList(text string) List {
	list, err := ParseList(text)
	if err != nil {
		panic(err)
	}
	return list
}

// ReadList is [ParseList] that also tells what it passed over, each kind once,
// in the order in which it met them. Beside an error there are no warnings: the
// text has to be looked at anyway.
func ReadList(text string) (List, []Warning, error) {
	if n := plain(text); n == len(text) && n > 0 {
		return List{{Address: Address{text: text}}}, nil, nil
	}
	r := reader{text: text}
	list := r.plainRun()
	if r.pos < len(text) || len(list) == 0 {
		list = r.rest(list)
	}
	if len(r.errs) > 0 {
		return list, nil, &ListError{r.errs}
	}
	return list, r.warnings, nil
}
