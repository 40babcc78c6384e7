package recipients

import (
	"mime"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A Mailbox is an address and the name of whose it is.
type Mailbox struct {
	Name    string  `json:"name,omitzero"`
	Address Address `json:"address"`
}

// String returns the mailbox as a list has it: the address alone, or with the
// name before it, quoted where it has to be.
func (m Mailbox) String() string {
	if m.Name == "" || m.Address.IsZero() {
		return m.Address.String()
	}
	name := m.Name
	if strings.ContainsFunc(name, func(r rune) bool { return strings.ContainsRune(`"\,;:<>()[]@.=?`, r) }) {
		name = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
	}
	return name + " <" + m.Address.String() + ">"
}

// IsZero reports whether there is neither a name nor an address.
func (m Mailbox) IsZero() bool { return m == Mailbox{} }

// A List is the recipients of a mail in the order in which they were typed,
// each address once.
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

// MarshalText returns the mailboxes with their names, a comma between.
func (l List) MarshalText() ([]byte, error) {
	texts := make([]string, len(l))
	for i, m := range l {
		texts[i] = m.String()
	}
	return []byte(strings.Join(texts, ",")), nil
}

// UnmarshalText is [ParseList], all or nothing; the empty text is a nil List.
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
// but it is not the canonical form.
type Warning string

// The warnings of [ReadList] and [ReadPhoneList].
const (
	WarnSpace     Warning = "space"       // blanks around an entry
	WarnEmpty     Warning = "empty-token" // an entry with nothing in it
	WarnNewline   Warning = "newline"     // a line break as separator
	WarnTab       Warning = "tab"         // a tab as separator
	WarnSemicolon Warning = "semicolon"   // a semicolon as separator
	WarnDuplicate Warning = "duplicate"   // an address that was there before
)

// ParseList reads the addresses of a field (R101): a comma between them, and
// leniently also semicolons, tabs, line breaks, blanks around entries, empty
// entries and names. It returns every valid mailbox once, in order, and a
// [*ListError] for the bad entries; a field without any entry is an error too.
// A line break followed by a header name is an attack: then no mailbox is
// returned at all (R102). Its time is linear in the text.
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
	if n, at := plain(text); n == len(text) && n > 0 {
		return List{{Address: fromPlain(text, at)}}, nil, nil
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

// A reader walks over the text of a list.
type reader struct {
	text     string
	pos      int
	index    int // of the entry at pos
	seen     seen
	warnings []Warning
	errs     []*ParseError
}

func (r *reader) warn(w Warning) {
	for _, had := range r.warnings {
		if had == w {
			return
		}
	}
	r.warnings = append(r.warnings, w)
}

func (r *reader) fail(offset int, text string, reason Reason, detail, suggestion string) {
	r.errs = append(r.errs, &ParseError{Index: r.index, Offset: offset, Text: clip(text), Reason: reason, Detail: detail, Suggestion: suggestion})
}

// block is how many entries are read before they are looked up, so that the
// processor can fetch their places in a large table at the same time.
const block = 32

// plainRun reads canonical entries as long as there are any. Only its result
// and the table of what was seen are allocated.
func (r *reader) plainRun() List {
	entries := strings.Count(r.text, ",") + 1
	list := make(List, 0, min(entries, len(r.text)/len("a@b.c,")+1))
	r.seen.grow(cap(list))
	for more := true; more; {
		start := len(list)
		for more && len(list) < cap(list) && len(list)-start < block {
			n, at := plain(r.text[r.pos:])
			if n == 0 {
				more = false
				break
			}
			// Field by field, since a copy of the whole is slower, above all while
			// the garbage collector runs.
			list = list[:len(list)+1]
			a := &list[len(list)-1].Address
			a.text, a.at, a.size = r.text[r.pos:r.pos+n], uint8(at), uint8(n)
			r.pos += n
			if more = r.pos+1 < len(r.text); more { // else at the end, or at a comma before it
				r.pos++
				r.index++
			}
		}
		if len(list) == start {
			break
		}
		list = r.unseen(list, start)
	}
	return list
}

// unseen drops from the entries that begin at start those that came before.
func (r *reader) unseen(list List, start int) List {
	fresh := list[start:]
	r.seen.fetch(fresh)
	kept := start
	for i := range fresh {
		if !r.seen.add(&fresh[i].Address, list[:kept]) {
			r.warn(WarnDuplicate)
			continue
		}
		if kept != start+i {
			list[kept] = fresh[i]
		}
		kept++
	}
	return list[:kept]
}

// rest reads entries of any form from pos on.
func (r *reader) rest(list List) List {
	if injectsHeader(r.text) {
		r.index = strings.Count(r.text[:headerLine(r.text)], ",") + 1
		r.errs = nil
		r.fail(headerLine(r.text), r.text[headerLine(r.text):], HeaderInjection, "", "")
		return nil
	}
	found := len(list)
	if r.pos > 0 && r.pos < len(r.text) && r.text[r.pos] == ',' && r.pos+1 == len(r.text) {
		r.warn(WarnEmpty)
		return list
	}
	for _, token := range tokens(r.text[r.pos:]) {
		token.offset += r.pos
		m, ok := r.entry(token)
		if token.separator != 0 && token.separator != ',' {
			r.warn(separatorWarning(token.separator))
		}
		if ok {
			found++
			if r.seen.add(&m.Address, list) {
				list = append(list, m)
			} else {
				r.warn(WarnDuplicate)
			}
		}
		r.index++
	}
	if found == 0 && len(r.errs) == 0 {
		r.index, r.warnings = 0, nil
		r.fail(0, "", Empty, "", "")
	}
	return list
}

func separatorWarning(c byte) Warning {
	switch c {
	case ';':
		return WarnSemicolon
	case '\t':
		return WarnTab
	}
	return WarnNewline
}

// maxEntry is how many bytes an entry with its name may have. More is no
// recipient, and looking closer would only cost time.
const maxEntry = 4096

// entry judges one token: nothing, an address, or a name and an address.
func (r *reader) entry(t token) (Mailbox, bool) {
	trimmed := strings.TrimFunc(t.text, blank)
	if trimmed == "" {
		if t.separator != '\n' && t.separator != '\r' && !t.last {
			r.warn(WarnEmpty)
		}
		return Mailbox{}, false
	}
	if len(trimmed) != len(t.text) {
		r.warn(WarnSpace)
	}
	offset := t.offset + strings.Index(t.text, trimmed)
	if len(trimmed) > maxEntry {
		r.fail(offset, trimmed, Syntax, "", "")
		return Mailbox{}, false
	}
	if a, reason, _ := judge(trimmed); reason == "" {
		return Mailbox{Address: a}, true
	}
	name, inner, reason, detail := splitName(trimmed)
	if reason == "" {
		var a Address
		if a, reason, detail = judge(inner); reason == "" {
			return Mailbox{Name: name, Address: a}, true
		}
	}
	if t.nameCut && reason == NoAt {
		reason = Syntax // a name with an unquoted comma
	}
	r.fail(offset, trimmed, reason, detail, suggestAddress(trimmed))
	return Mailbox{}, false
}

// splitName splits "Name <address>" and tells why it cannot.
func splitName(text string) (name, inner string, reason Reason, detail string) {
	if reason, detail = badCharacter(strings.ReplaceAll(strings.ReplaceAll(text, " ", ""), "\u00a0", "")); reason != "" {
		return "", "", reason, detail
	}
	open := strings.LastIndexByte(text, '<')
	switch {
	case open < 0:
		return "", text, looseReason(text), ""
	case text[len(text)-1] != '>':
		return "", "", Syntax, ""
	}
	name = strings.TrimFunc(text[:open], blank)
	inner = text[open+1 : len(text)-1]
	if name, reason = readName(name); reason != "" {
		return "", "", reason, ""
	}
	return name, inner, "", ""
}

// looseReason says why a text without angle brackets is no address, where the
// form of the whole tells more than its first bad character.
func looseReason(text string) Reason {
	colon := strings.IndexByte(text, ':')
	switch {
	case colon > 0 && !strings.ContainsAny(text[:colon], `@"<`):
		return Group
	case strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")"):
		return Comment
	case text[0] == '"' && strings.Contains(text, `"@`):
		return QuotedLocal
	case strings.ContainsAny(text, `"[]`), strings.Count(text, "@") > 1:
		return Syntax
	case strings.ContainsAny(text, "()") && !strings.Contains(text, "@"):
		return Syntax
	}
	return ""
}

var words2047 = &mime.WordDecoder{}

// readName reads the name before an angle bracket: plain, quoted, or encoded
// by RFC 2047, whose hidden characters count as typed.
func readName(name string) (string, Reason) {
	if strings.HasPrefix(name, "=?") {
		decoded, err := words2047.DecodeHeader(name)
		if err != nil {
			return "", Syntax
		}
		name = decoded
	} else if len(name) > 1 && name[0] == '"' && name[len(name)-1] == '"' {
		unquoted, ok := unquote(name[1 : len(name)-1])
		if !ok {
			return "", Syntax
		}
		name = unquoted
	} else if strings.ContainsAny(name, `"<>`) {
		return "", Syntax
	}
	for _, r := range name {
		if unicode.IsControl(r) {
			return "", Control
		}
		if invisible(r) {
			return "", FormatOrBidi
		}
	}
	return norm.NFC.String(strings.TrimFunc(name, blank)), ""
}

// unquote undoes the backslashes of a quoted string; false for a quote inside.
func unquote(s string) (string, bool) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, strings.IndexByte(s, '"') < 0
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\' && i+1 == len(s):
			return "", false
		case c == '\\':
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

// blank is what may stand around an entry.
func blank(r rune) bool { return r == ' ' || r == '\t' || r == '\u00a0' }

// A token is the text between two separators.
type token struct {
	text      string
	offset    int
	separator byte // that ended it, 0 at the end
	last      bool
	nameCut   bool // a comma that may belong to the name of the next token
}

// tokens splits at separators that stand outside quotes. A quote that is never
// closed in its line is a character like another, so that it swallows nothing.
func tokens(text string) []token {
	var list []token
	start, at, angle := 0, false, false
	cut := func(end, next int, separator byte) {
		list = append(list, token{text: text[start:end], offset: start, separator: separator, last: next >= len(text)})
		start, at, angle = next, false, false
	}
	lastQuote := strings.LastIndexByte(text, '"')
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			if i < lastQuote && atEntryStart(text[start:i]) {
				if end := closingQuote(text, i); end > 0 {
					i = end
				}
			}
		case '@':
			at = true
		case '<':
			angle = true
		case ',', ';':
			cut(i, i+1, c)
		case '\n', '\r':
			next := i + 1
			if c == '\r' && next < len(text) && text[next] == '\n' {
				next++
			}
			cut(i, next, '\n')
			i = next - 1
		case '\t':
			if at && (!angle || text[i-1] == '>') {
				cut(i, i+1, c)
			}
		}
	}
	cut(len(text), len(text), 0)
	for i := range len(list) - 1 {
		list[i].nameCut = list[i].separator == ',' && strings.IndexByte(list[i+1].text, '<') > 0
	}
	return list
}

// atEntryStart reports whether a quote after prefix opens a quoted string: at
// the start of an entry, as a name or a local part.
func atEntryStart(prefix string) bool { return strings.TrimFunc(prefix, blank) == "" }

// closingQuote returns the index of the quote that closes the one at open, in
// the same line; 0 when there is none.
func closingQuote(text string, open int) int {
	for i := open + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		case '\n', '\r':
			return 0
		}
	}
	return 0
}

// injectsHeader reports whether a line of text begins like a mail header.
func injectsHeader(text string) bool { return headerLine(text) > 0 }

// headerLine returns where a line after the first begins with a header name
// and a colon (RFC 5322 section 2.2); 0 when none does.
func headerLine(text string) int {
	for i := 0; i < len(text); {
		next := strings.IndexAny(text[i:], "\r\n\v\f")
		if next < 0 {
			return 0
		}
		i += next + 1
		line := strings.TrimLeft(text[i:], " \t")
		n := 0
		for n < len(line) && line[n] > ' ' && line[n] < 0x7f && !strings.ContainsRune(":@,;<>\"()", rune(line[n])) {
			n++
		}
		if n > 0 && strings.HasPrefix(strings.TrimLeft(line[n:], " \t"), ":") {
			return i
		}
		i += n
	}
	return 0
}
