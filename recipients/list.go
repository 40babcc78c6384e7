package recipients

import "strings"

// A List is the recipients of a mail in the order in which they were typed,
// each address once. The zero value has nobody.
type List []Mailbox

// String returns the canonical form: the addresses with a comma between and no
// spaces. Names are not part of it.
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

// A ListNote is something that a list's reader passed over: it was understood, but
// it is not the canonical form, or it looks like a mistake. Its text is stable.
type ListNote string

// The notes of [ParseListNotes] and [ParsePhoneListNotes].
const (
	NoteSpace     ListNote = "space"       // blanks around an entry
	NoteEmpty     ListNote = "empty-token" // an entry with nothing in it
	NoteNewline   ListNote = "newline"     // a line break as separator
	NoteTab       ListNote = "tab"         // a tab as separator
	NoteSemicolon ListNote = "semicolon"   // a semicolon as separator
	NoteDuplicate ListNote = "duplicate"   // an address or number that was there before
	// a quoted name that is an address, another than the one behind it
	NoteAddressName ListNote = "name-looks-like-address"
)

// ParseList reads the addresses of a field: a comma between them, and
// leniently also semicolons, tabs, line breaks, blanks around entries, empty
// entries and names. It returns every valid mailbox once, in order, and a
// [*ListError] for the bad entries; a field without any entry is an error too.
// A line break followed by a header name is an attack: then no mailbox is
// returned at all. An entry has at most 4096 bytes with its name; the number
// of entries has no limit, and the time is linear in the text.
func ParseList(text string) (List, error) {
	list, _, err := ParseListNotes(text)
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

// ParseListNotes is [ParseList] that also tells what it passed over, each kind
// once, in the order in which it met them. Beside an error there are no notes: the
// text has to be looked at anyway.
func ParseListNotes(text string) (List, []ListNote, error) {
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
	return list, r.notes, nil
}
