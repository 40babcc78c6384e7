package recipients

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/budkavle/budkavle/templating/cleantext"
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

// entry returns the token's text without the blanks around it, and where that
// begins.
func (t token) entry() (text string, offset int) {
	text = strings.TrimLeftFunc(t.text, blank)
	return strings.TrimRightFunc(text, blank), t.offset + len(t.text) - len(text)
}

// nextToken reads the token that begins at start, up to a separator outside
// quotes. A quote opens only an entry, as a name or a local part; one that is
// never closed is a character like another, so that it swallows nothing.
func nextToken(text string, start int) token {
	first := len(text) - len(strings.TrimLeftFunc(text[start:], blank))
	at, angle, last := false, false, byte(0)
	for i := first; i < len(text); i++ {
		c := text[i]
		switch c {
		case '"':
			if i == first {
				i = max(i, closingQuote(text, i))
			}
		case '(':
			i = max(i, closingParenthesis(text, i))
		case '@':
			at = true
		case '<':
			angle = true
		case ',', ';', '\n', '\r':
			return cutToken(text, start, i)
		case '\t': // between complete addresses; elsewhere it is a blank
			if at && (!angle || last == '>') {
				return cutToken(text, start, i)
			}
		}
		if c != ' ' {
			last = c
		}
	}
	return token{text: text[start:], offset: start, next: len(text)}
}

// maxComment is how far a parenthesis is looked for: further away it closes
// something else, and looking would only cost time.
const maxComment = 64

// closingParenthesis returns the index of the parenthesis that closes the one at
// open; 0 when there is none near, or when what stands between may be an entry.
func closingParenthesis(text string, open int) int {
	for i := open + 1; i < min(len(text), open+maxComment); i++ {
		switch text[i] {
		case ')':
			return i
		case '@', '(', '<', '"', '\n', '\r':
			return 0
		}
	}
	return 0
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

// closingQuote returns the index of the quote that closes the one at open, in
// the same line; 0 when there is none. A quote right before a word opens the
// name of a later entry: then the one at open is never closed.
func closingQuote(text string, open int) int {
	for i := open + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			if next, _ := utf8.DecodeRuneInString(text[i+1:]); unicode.IsLetter(next) || unicode.IsDigit(next) {
				return 0
			}
			return i
		case '\n', '\r':
			return 0
		}
	}
	return 0
}

// headerLine returns where a line after the first begins that has a header name
// and a colon first (RFC 5322 section 2.2), folded or not; 0 when none does.
func headerLine(text string) int {
	for i := 0; ; {
		at := strings.IndexFunc(text[i:], cleantext.LineBreak)
		if at < 0 {
			return 0
		}
		_, size := utf8.DecodeRuneInString(text[i+at:])
		i += at + size
		line, n := strings.TrimLeftFunc(text[i:], blank), 0
		for n < len(line) && line[n] > ' ' && line[n] < 0x7f && !strings.ContainsRune(":@,;<>\"()", rune(line[n])) {
			n++
		}
		if n > 0 && strings.HasPrefix(strings.TrimLeftFunc(line[n:], blank), ":") {
			return i
		}
	}
}
