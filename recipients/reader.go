package recipients

import (
	"slices"
	"strings"
	"unicode"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// A reader walks over the text of a list.
type reader struct {
	text  string
	pos   int
	index int // of the entry at pos
	seen  seen
	notes []ListNote
	errs  []*ParseError
}

func (r *reader) note(n ListNote) {
	if !slices.Contains(r.notes, n) {
		r.notes = append(r.notes, n)
	}
}

func (r *reader) fail(offset int, text string, reason Reason, detail, suggestion string) {
	r.errs = append(r.errs, &ParseError{
		Index: r.index, Offset: offset, Text: cleantext.Clip(text, maxText),
		Reason: reason, Detail: detail, Suggestion: suggestion,
	})
}

// plainRun reads canonical entries as long as there are any. Only its result
// and the table of what was seen are allocated.
func (r *reader) plainRun() List {
	entries := strings.Count(r.text, ",") + 1
	list := make(List, 0, min(entries, len(r.text)/len("a@b.c,")+1))
	r.seen.grow(cap(list))
	for more := true; more; {
		n := plain(r.text[r.pos:])
		if n == 0 {
			break
		}
		a := Address{text: r.text[r.pos : r.pos+n]}
		if r.seen.add(a, list) {
			list = append(list, Mailbox{Address: a})
		} else {
			r.note(NoteDuplicate)
		}
		r.pos += n
		if more = r.pos+1 < len(r.text); more { // else at the end, or at a comma before it
			r.pos++
			r.index++
		}
	}
	return list
}

// rest reads entries of any form from pos on.
func (r *reader) rest(list List) List {
	if r.attacked(nextToken) {
		return nil
	}
	found := len(list)
	for more := true; more; {
		t := nextToken(r.text, r.pos)
		r.pos, more = t.next, t.separator != 0
		m, ok := r.entry(t)
		if t.separator != 0 && t.separator != ',' {
			r.note(separatorNote(t.separator))
		}
		if ok {
			found++
			if r.seen.add(m.Address, list) {
				list = append(list, m)
			} else {
				r.note(NoteDuplicate)
			}
		}
		r.index++
	}
	if found == 0 && len(r.errs) == 0 {
		r.index = 0
		r.fail(0, "", ReasonEmpty, "", "")
	}
	return list
}

// attacked reports whether the text has a header line. Then that is its only
// error; the index is how many entries begin before it.
func (r *reader) attacked(next func(text string, start int) token) bool {
	line := headerLine(r.text)
	if line == 0 {
		return false
	}
	r.index = 0
	for at := 0; at < line; r.index++ {
		at = next(r.text, at).next
	}
	header := strings.TrimLeftFunc(r.text[line:], blank)
	r.fail(len(r.text)-len(header), header, ReasonHeaderInjection, "", "")
	return true
}

func separatorNote(c byte) ListNote {
	switch c {
	case ';':
		return NoteSemicolon
	case '\t':
		return NoteTab
	}
	return NoteNewline
}

// maxEntry is how many bytes an entry with its name may have. More is no
// recipient, and looking closer would only cost time.
const maxEntry = 4096

// trim returns what a token holds and where, and notes what it passes over.
// An empty line is nothing to note beside its line break.
func (r *reader) trim(t token) (trimmed string, offset int) {
	trimmed, offset = t.entry()
	switch {
	case trimmed == "":
		if t.separator != '\n' && (t.separator != 0 || strings.HasSuffix(r.text[:t.offset], ",")) {
			r.note(NoteEmpty)
		}
	case len(trimmed) != len(t.text):
		r.note(NoteSpace)
	}
	return trimmed, offset
}

// entry judges one token: nothing, an address, or a name and an address.
func (r *reader) entry(t token) (Mailbox, bool) {
	trimmed, offset := r.trim(t)
	switch {
	case trimmed == "":
		return Mailbox{}, false
	case len(trimmed) > maxEntry:
		r.fail(offset, trimmed, ReasonSyntax, "", "")
		return Mailbox{}, false
	}
	if m, ok := plainNamed(trimmed); ok {
		return m, true
	}
	name, inner, reason, detail := splitName(trimmed)
	if reason == "" {
		var a Address
		if a, reason, detail = judge(inner); reason == "" {
			if name, reason = r.checkName(name, trimmed[0] == '"', a); reason == "" {
				return Mailbox{Name: name, Address: a}, true
			}
		}
	}
	if reason == ReasonNoAt && t.separator == ',' && strings.IndexByte(nextToken(r.text, t.next).text, '<') > 0 {
		reason = ReasonSyntax // a name with an unquoted comma
	}
	suggestion := suggestAddress(trimmed)
	if reason == ReasonDotlessDomain && suggestion == "" {
		suggestion = r.commaForDot(t, offset)
	}
	if several, spaced := suggestSeveral(trimmed); several != "" {
		suggestion = several
		if spaced {
			reason = ReasonSpace
		}
	}
	if suggestion == "" {
		suggestion = suggestHeld(trimmed, reason)
	}
	r.fail(offset, trimmed, reason, detail, suggestion)
	return Mailbox{}, false
}

// commaForDot is what was meant by an entry that is obviously the beginning of one
// address with commas in its domain, "anna@example,com"; "" when it is not. What stands
// behind the comma is refused as an entry of its own.
func (r *reader) commaForDot(t token, offset int) string {
	for passed := 0; t.separator == ',' && passed < maxCommas; passed++ {
		t = nextToken(r.text, t.next)
		if meant := dotted(strings.TrimRightFunc(r.text[offset:t.offset+len(t.text)], blank)); meant != "" {
			return meant
		}
	}
	return ""
}

// maxCommas is how many commas one address may have got.
const maxCommas = 3

// checkName looks for an address in a name, which can pretend that the mail goes
// to somebody else. The same address again says nothing: some programs write it
// so. Another one is no name unless it is quoted, and noted then.
func (r *reader) checkName(name string, quoted bool, a Address) (string, Reason) {
	if !strings.Contains(name, "@") {
		return name, ""
	}
	for word := range strings.FieldsSeq(name) {
		other, err := ParseAddress(strings.Trim(word, `"'<>()[],;:.`))
		switch {
		case err != nil:
		case strings.EqualFold(other.String(), a.String()):
			if word == name {
				return "", ""
			}
		case !quoted:
			return "", ReasonSyntax
		default:
			r.note(NoteAddressName)
		}
	}
	return name, ""
}

// maxSeveral is how many addresses are looked for in a place for one.
const maxSeveral = 20

// suggestSeveral returns the list that an entry is, once other separators are
// commas and names are gone, and whether blanks alone stood between; "" when something in
// it is neither, and for one address behind a name.
func suggestSeveral(text string) (list string, spaced bool) {
	open := strings.Count(text, "<")
	if open == 1 {
		return "", false
	}
	spaced = open == 0 && !strings.ContainsFunc(text, listSeparator)
	named := open > 0
	var addresses []string
	between := func(r rune) bool { return blank(r) || listSeparator(r) || open > 0 && (r == '<' || r == '>') }
	for part := range strings.FieldsFuncSeq(text, between) {
		if isWord(part) {
			spaced, named = false, true
			continue
		}
		a, reason, _ := judge(part)
		if reason != "" || len(addresses) == maxSeveral {
			return "", false
		}
		addresses = append(addresses, a.String())
	}
	if named && len(addresses) < 2 {
		return "", false
	}
	return strings.Join(addresses, ","), spaced
}

// isWord reports whether a part of an entry is of a name, or stands between two addresses
// as people write it: "och", "&".
func isWord(part string) bool {
	return !strings.ContainsFunc(part, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("-'’.()&+/|", r)
	})
}

// suggestHeld returns the one address that stands among words in an entry, "Anna Ek
// (anna@x.se)" or "E-post: anna@x.se"; "" when there is none, or more than it.
func suggestHeld(text string, reason Reason) string {
	switch reason {
	case ReasonSyntax, ReasonSpace, ReasonComment, ReasonGroup, ReasonAngle:
	default:
		return ""
	}
	held := ""
	if strings.Count(text, "@") > maxSeveral {
		return ""
	}
	between := func(r rune) bool { return blank(r) || strings.ContainsRune(`<>()[]|"`, r) }
	for word := range strings.FieldsFuncSeq(text, between) {
		if !strings.Contains(word, "@") {
			continue
		}
		word = strings.Trim(word[strings.LastIndexByte(word, ':')+1:], ".'")
		a, bad, _ := judge(word)
		if bad != "" || strings.HasPrefix(word, "//") || held != "" && held != a.String() {
			return ""
		}
		held = a.String()
	}
	return held
}

// listSeparator reports whether r is a comma or a semicolon of another script.
func listSeparator(r rune) bool { return strings.ContainsRune("，、；､،؛﹐﹑﹔︐︑︔", r) }
