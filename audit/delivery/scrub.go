package delivery

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText is the number of bytes of another side's words that are kept.
const MaxText = 512

// Scrub makes a server's words fit to be logged (R601): one line, valid UTF-8, no
// control or format characters, at most [MaxText] bytes cut between characters,
// and each of secrets (a password, a token; empty ones are ignored) replaced by
// "[secret]", in the order given: where one begins another, the longer comes first.
func Scrub(text string, secrets ...string) string {
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "[secret]")
		}
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= MaxText {
		return text
	}
	cut := MaxText - len("…")
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
