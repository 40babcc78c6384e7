package recipients

import (
	"strings"
)

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
