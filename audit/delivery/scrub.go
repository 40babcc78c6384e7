package delivery

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText is the number of bytes of another side's words that are kept.
const MaxText = 512

// Scrub is [Secrets.Scrub] with these secrets, for callers that have no [Secrets] at
// hand; without any it only makes the words one short line.
func Scrub(text string, secrets ...string) string { return NewSecrets(secrets...).Scrub(text) }

// clip cuts a text between two characters.
func clip(text string) string {
	if len(text) <= MaxText {
		return text
	}
	cut := MaxText - len("…")
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// oneLine drops what nobody sees, and makes every run of blanks one.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Join(strings.Fields(text), " ")
}
