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
	separator byte // that ended it, 0 at the end; any line break is '\n'
	next      int  // where the next one begins; the length of the text after the last
}

// nextToken reads the token that begins at start, up to a separator outside
// quotes. A quote that is never closed in its line is a character like
// another, so that it swallows nothing.
func nextToken(text string, start int) token {
	at, angle := false, false
	for i := start; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			if atEntryStart(text[start:i]) {
				if end := closingQuote(text, i); end > 0 {
					i = end
				}
			}
		case '@':
			at = true
		case '<':
			angle = true
		case ',', ';', '\n', '\r':
			return cutToken(text, start, i)
		case '\t': // between complete addresses; elsewhere it is a blank
			if at && (!angle || text[i-1] == '>') {
				return cutToken(text, start, i)
			}
		}
	}
	return token{text: text[start:], offset: start, next: len(text)}
}

// cutToken ends a token at the separator at end.
func cutToken(text string, start, end int) token {
	t := token{text: text[start:end], offset: start, separator: text[end], next: end + 1}
	if t.separator == '\r' {
		t.separator = '\n'
		if t.next < len(text) && text[t.next] == '\n' {
			t.next++
		}
	}
	return t
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
