package cleantext

import (
	"strings"
	"unicode/utf8"
)

// Quote returns what somebody typed as an error text or a form can repeat it: at
// most limit bytes cut by [Clip], with U+FFFD in the place of each character that
// is not seen, since what was wrong may be just that.
func Quote(text string, limit int) string {
	return strings.Map(func(r rune) rune {
		if Unseen(r) {
			return utf8.RuneError
		}
		return r
	}, Clip(text, limit))
}

// Clip returns text cut to at most limit bytes between two characters, with an
// ellipsis in the place of what was cut, which does not count. A text that fits
// stays as it is, but for bytes that are not UTF-8; a limit below 0 is 0.
func Clip(text string, limit int) string {
	limit = max(limit, 0)
	if len(text) <= limit {
		return valid(text)
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return valid(text[:cut]) + "…"
}
