package delivery

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText is the number of bytes of another side's words that are kept.
const MaxText = 512

// Scrub makes a server's words fit to be logged (R601): one line, valid UTF-8, no
// control or format characters, at most [MaxText] bytes cut between characters,
// and each of secrets (a password, a token; empty ones are ignored) replaced by
// "[secret]", also one that a server has put a control or format character into.
func Scrub(text string, secrets ...string) string {
	secrets = slices.SortedFunc(slices.Values(secrets), func(a, b string) int { return len(b) - len(a) }) // one may begin another
	text = oneLine(hide(text, secrets))
	for i := range secrets {
		secrets[i] = oneLine(secrets[i])
	}
	text = hide(text, secrets)
	if len(text) <= MaxText {
		return text
	}
	cut := MaxText - len("…")
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

func hide(text string, secrets []string) string {
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "[secret]")
		}
	}
	return text
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
