package cleantext

import (
	"unicode"
	"unicode/utf8"
)

// Invisible reports whether r is a character that shows nothing: a format
// character, a line or paragraph separator, a variation selector, a filler or
// an empty Braille cell. Controls and blanks are not.
func Invisible(r rune) bool {
	if r < utf8.RuneSelf {
		return false
	}
	return r == '\u2800' || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Unseen reports whether r is a control, tab and line break among them, or
// [Invisible].
func Unseen(r rune) bool { return unicode.IsControl(r) || Invisible(r) }

// Bidi reports whether r can turn the direction of what follows: a mark, an
// embedding, an override or an isolate (UAX 9).
func Bidi(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }

// LineBreak reports whether r ends a line anywhere: a system behind may take
// each of them for one.
func LineBreak(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// joins reports whether r is one of the invisible characters that a text of
// several lines may need: the joiners, and the selectors between the two looks
// of an emoji.
func joins(r rune) bool {
	return r == '\u200c' || r == '\u200d' || r == '\ufe0e' || r == '\ufe0f'
}

// isPlain reports whether text is printable ASCII and line breaks alone, which
// no function but for its blanks has anything to do with.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < ' ' || c >= 0x7f) && c != '\n' {
			return false
		}
	}
	return true
}
