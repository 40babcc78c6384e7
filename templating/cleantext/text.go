package cleantext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// LineEnds returns text with LF for every line end, whatever it was; a web form
// sends CRLF for each line of an untouched field. Nothing else is changed.
func LineEnds(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r != '\n' && LineBreak(r) }) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if LineBreak(r) {
			return '\n'
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

// Lines returns text as a message of several lines can hold it: LF as line end,
// composed, valid UTF-8, blanks for tabs, and without controls and invisible
// characters but for joiners and emoji's selectors behind something that is
// seen. Blanks and empty lines stay as they are.
func Lines(text string) string {
	if isPlain(text) {
		return text
	}
	last := rune(-1)
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			r = ' '
		case r != '\n' && unicode.IsControl(r):
			return -1
		case Invisible(r) && !(joins(r) && last > ' ' && !joins(last)):
			return -1
		}
		last = r
		return r
	}, valid(LineEnds(text))))
}

// Canonical returns text in the form in which two that look the same to people
// are the same: as [Lines] makes it, without blanks at the ends of its lines and
// without empty lines around it.
func Canonical(text string) string {
	text = Lines(text)
	if !strings.Contains(text, "\n") {
		return trim(text)
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, blank)
	}
	return trim(strings.Join(lines, "\n"))
}

// OneLine returns text as one line: every run of blanks and line breaks is one
// blank, none around, without controls and invisible characters, composed and
// valid UTF-8. A no-break space stays, since an amount or a time is held
// together by it, but for one at the ends.
func OneLine(text string) string {
	return fold(text, func(r rune) bool { return r != '\u00a0' && r != '\u202f' && unicode.IsSpace(r) })
}

// Name returns a name as one line in which nothing pretends to be something
// else: as [OneLine], with a blank for a no-break space, and without U+FFFD.
func Name(name string) string {
	return fold(strings.ReplaceAll(fold(name, unicode.IsSpace), "\uFFFD", ""), unicode.IsSpace)
}

// fold makes one line of a text, with one blank for each run of them.
func fold(text string, isBlank func(rune) bool) string {
	if isFolded(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	space := false
	for _, r := range valid(text) {
		switch {
		case isBlank(r), LineBreak(r):
			space = true // what comes of it at the beginning is trimmed
			continue
		case Unseen(r):
			continue
		case space:
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return trim(norm.NFC.String(b.String()))
}

// isFolded reports whether text is of printable ASCII and the letters of Latin
// alphabets, which are composed and seen, with single blanks inside.
func isFolded(text string) bool {
	before := ' '
	for _, r := range text {
		if r < ' ' || r >= 0x7f && r < 'À' || r > 'ɏ' || r == ' ' && before == ' ' {
			return false
		}
		before = r
	}
	return text == "" || before != ' '
}

// trim takes blanks of every kind away around a text.
func trim(text string) string { return strings.TrimFunc(text, blank) }

func blank(r rune) bool { return unicode.IsSpace(r) }

// Readable reports whether all of text could be read: it is UTF-8, and nothing in it
// stands as U+FFFD for what could not be. A page that is not served as UTF-8 posts texts
// that are not.
func Readable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsRune(text, utf8.RuneError)
}

func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }
