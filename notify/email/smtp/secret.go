package smtp

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"github.com/budkavle/budkavle/audit/delivery"
)

// A secret is the password or token of a login, in the forms in which a server
// could quote it: as it is, then in base64 and hexadecimal. Nil is none.
type secret []string

const hidden = "[secret]"

func newSecret(password string) secret {
	if password == "" {
		return nil
	}
	s := secret{password, hex.EncodeToString([]byte(password))}
	s = append(s, strings.ToUpper(s[1]))
	// AUTH sends it with the user's name before it, so that it can begin at any
	// of three places in base64. Letters that hold bits of its neighbours are
	// left out.
	for before, from := range []int{0, 2, 3} {
		b := append(make([]byte, before), password...)
		code := base64.RawStdEncoding.EncodeToString(b)[from : len(b)*8/6]
		if len(code) > 3 {
			s = append(s, code, strings.NewReplacer("+", "-", "/", "_").Replace(code))
		}
	}
	return s
}

// scrub cleans a server's words as [delivery.Scrub] does and takes the secret
// out of them, so that no error, receipt or log has it (R601).
func (s secret) scrub(text string) string {
	if s == nil {
		return delivery.Scrub(text)
	}
	text = strings.Map(visible, text) // a control inside the secret must not hide it from us
	words := strings.Fields(strings.ReplaceAll(text, s[0], hidden))
	for i, word := range words {
		if s.in(word) {
			words[i] = hidden
		}
	}
	// Cut in two by a line end or a blank, it shows when they are gone.
	if s.in(strings.ReplaceAll(strings.Join(words, ""), hidden, " ")) {
		return hidden
	}
	return delivery.Scrub(strings.Join(words, " "))
}

// in reports whether text holds the secret. One of a letter or two is in every
// text, and is only taken out where it stands.
func (s secret) in(text string) bool {
	return slices.ContainsFunc(s, func(form string) bool {
		form = strings.ReplaceAll(form, " ", "")
		return len(form) > 3 && strings.Contains(text, form)
	})
}

// visible keeps what delivery.Scrub would keep, with a blank for each blank.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}
