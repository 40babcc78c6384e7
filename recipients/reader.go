package recipients

import "strings"

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

// plainRun reads canonical entries as long as there are any. Only its result
// and the table of what was seen are allocated.
func (r *reader) plainRun() List {
	entries := strings.Count(r.text, ",") + 1
	list := make(List, 0, min(entries, len(r.text)/len("a@b.c,")+1))
	r.seen.grow(cap(list))
	for more := true; more; {
		start := len(list)
		for more && len(list) < cap(list) && len(list)-start < block {
			n := plain(r.text[r.pos:])
			if n == 0 {
				more = false
				break
			}
			// The one field, since a copy of the whole mailbox is slower, above all
			// while the garbage collector runs.
			list = list[:len(list)+1]
			list[len(list)-1].Address.text = r.text[r.pos : r.pos+n]
			r.pos += n
			if more = r.pos+1 < len(r.text); more { // else at the end, or at a comma before it
				r.pos++
				r.index++
			}
		}
		if len(list) == start {
			break
		}
		had := len(list)
		if list = r.seen.addAll(list, start); len(list) < had {
			r.warn(WarnDuplicate)
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
	if r.pos > 0 && r.pos < len(r.text) && r.text[r.pos] == ',' && r.pos+1 == len(r.text) {
		r.warn(WarnEmpty)
		return list
	}
	for more := true; more; {
		t := nextToken(r.text, r.pos)
		r.pos, more = t.next, t.separator != 0
		m, ok := r.entry(t)
		if t.separator != 0 && t.separator != ',' {
			r.warn(separatorWarning(t.separator))
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
		r.index = 0
		r.fail(0, "", Empty, "", "")
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
	r.fail(len(r.text)-len(header), header, HeaderInjection, "", "")
	return true
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

// trim returns what a token holds and where, and warns of what it passes over.
// An empty line is nothing to warn of beside its line break.
func (r *reader) trim(t token) (trimmed string, offset int) {
	trimmed, offset = t.entry()
	switch {
	case trimmed == "":
		if t.separator != '\n' && (t.separator != 0 || strings.HasSuffix(r.text[:t.offset], ",")) {
			r.warn(WarnEmpty)
		}
	case len(trimmed) != len(t.text):
		r.warn(WarnSpace)
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
	if reason == NoAt && t.separator == ',' && strings.IndexByte(nextToken(r.text, t.next).text, '<') > 0 {
		reason = Syntax // a name with an unquoted comma
	}
	r.fail(offset, trimmed, reason, detail, suggestAddress(trimmed))
	return Mailbox{}, false
}
