package templating

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// lineEnds writes CRLF and CR as LF, the one line end inside.
func lineEnds(text string) string {
	if strings.IndexByte(text, '\r') < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// clean makes a text one that mail and SMS can carry and that reads as it was
// written: CRLF and CR become LF, a control character but tab and line break, and
// a byte that is not UTF-8, becomes U+FFFD, and what turns the direction of the
// text after it goes. A clean text is looked at once and returned as it is, without
// an allocation.
func clean(text string) string {
	for _, r := range text[printable(text):] {
		if r == utf8.RuneError || isControl(r) || turns(r) {
			return cleaned(text)
		}
	}
	return text
}

// printable is how many bytes of printable ASCII a text begins with, at least as far
// as whole words of eight bytes are.
func printable(text string) int {
	const ones = 0x0101010101010101
	i := 0
	for ; i+8 <= len(text); i += 8 {
		x := uint64(text[i]) | uint64(text[i+1])<<8 | uint64(text[i+2])<<16 | uint64(text[i+3])<<24 |
			uint64(text[i+4])<<32 | uint64(text[i+5])<<40 | uint64(text[i+6])<<48 | uint64(text[i+7])<<56
		// The high bit of a byte is set where it is below a blank, or 0x7f and more.
		if (x|(x-' '*ones)|(x+ones))&(0x80*ones) != 0 {
			break
		}
	}
	return i
}

func cleaned(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case isControl(r):
			return unicode.ReplacementChar
		case turns(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(lineEnds(text), "\uFFFD"))
}

// isControl reports whether r is a control character but tab and line break.
func isControl(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 }

// turns reports whether r turns the direction of all that follows it.
func turns(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

// OneLine makes a text fit for a subject: no line breaks, no control
// characters, none that turn the direction of text, single spaces. No-break
// spaces stay.
func OneLine(text string) string {
	if isClean(text) {
		return text
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) && r != '\u00a0', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r) || cleantext.Bidi(r):
			return -1
		}
		return r
	}, text)
	return strings.Trim(collapse(text), " ")
}

// isClean reports whether a text needs no change: most need none.
func isClean(text string) bool {
	space := true
	for _, r := range text {
		switch {
		case r == ' ' && space:
			return false
		case r < ' ',
			r >= 0x7f && (r < 0xa0 || r >= 0x600 && (unicode.IsSpace(r) || cleantext.Bidi(r) || r == utf8.RuneError)):
			return false
		}
		space = r == ' '
	}
	return !space || text == ""
}

func collapse(text string) string {
	if !strings.Contains(text, "  ") {
		return text
	}
	var b strings.Builder
	space := false
	for _, r := range text {
		if r == ' ' && space {
			continue
		}
		space = r == ' '
		b.WriteRune(r)
	}
	return b.String()
}

// beginsWith reports whether [OneLine] of text begins with prefix, which is of one
// line and has no blank at its end; it reads no further than it must.
func beginsWith(text, prefix string) bool {
	blank, begun := false, false
	for _, r := range text {
		if prefix == "" {
			return true
		}
		switch {
		case r == ' ', unicode.IsSpace(r) && r != '\u00a0', r == '\u2028', r == '\u2029':
			blank = begun
			continue
		case unicode.IsControl(r) || cleantext.Bidi(r):
			continue
		case blank:
			if prefix[0] != ' ' {
				return false
			}
			prefix, blank = prefix[1:], false
		}
		begun = true
		next, size := utf8.DecodeRuneInString(prefix)
		if r != next {
			return false
		}
		prefix = prefix[size:]
	}
	return prefix == ""
}

// isBlank reports whether a value says nothing: what is only blanks counts as
// missing (R404).
func isBlank(text string) bool {
	for _, r := range text {
		if !unicode.IsSpace(r) && r != '\u200b' && r != '\ufeff' && r != '\u2060' {
			return false
		}
	}
	return true
}
