package delivery

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// hidden stands where a secret stood.
const hidden = "[secret]"

// Secrets are the passwords, tokens and other words that must not reach a log, an
// error or a receipt, in whatever form the other side repeats them: as they are,
// in another case or backwards, with blanks, signs or characters that nobody sees
// in between, in base64 (with whatever else was encoded before and after), base64
// for URLs, hexadecimal, percent-encoded, quoted-printable, as HTML or with
// backslashes, and these one inside another.
//
// The zero value has no secrets. It never prints them, has no JSON, and is
// immutable and safe for concurrent use.
type Secrets struct{ list []secret }

// A secret is one of them, ready to be looked for.
type secret struct {
	raw   string
	plain string // folded
	solid string // letters and digits alone; "" when these are too few to be sure
	// folded, without what other character sets write otherwise; "" when it has nothing of
	// the kind or too little else
	ascii   string
	hex     string   // of raw
	encoded []string // in base64, wherever it begins
	// encoded in lower case: it cannot be read back, but guessed
	guessable []string
}

// NewSecrets returns the secrets of a login. Empty ones are passed over.
func NewSecrets(words ...string) Secrets { return Secrets{}.With(words...) }

// With returns s and further secrets, such as those of one message. s stays as it
// is.
func (s Secrets) With(words ...string) Secrets {
	s.list = slices.Clone(s.list)
	for _, word := range words {
		if word != "" && !slices.ContainsFunc(s.list, func(x secret) bool { return x.raw == word }) {
			s.list = append(s.list, newSecret(word))
		}
	}
	// One may begin another: the longer first.
	slices.SortStableFunc(s.list, func(a, b secret) int { return cmp.Compare(len(b.raw), len(a.raw)) })
	return s
}

func newSecret(word string) secret {
	s := secret{raw: word, plain: fold(dense(word)), solid: solid(word), hex: hex.EncodeToString([]byte(word))}
	if len(s.solid) < 6 {
		s.solid = ""
	}
	if s.ascii = asciiOnly(s.plain); s.ascii == s.plain || len(s.ascii) < 6 {
		s.ascii = ""
	}
	// A login is sent with the user's name before it, so that the secret can
	// begin at any of three places in base64. Letters that hold bits of its
	// neighbours are left out.
	for before, from := range []int{0, 2, 3} {
		b := append(make([]byte, before), word...)
		code := base64.RawStdEncoding.EncodeToString(b)
		if code = code[from : len(b)*8/6]; len(code) > 3 {
			for _, code := range []string{code, strings.NewReplacer("+", "-", "/", "_").Replace(code)} {
				if slices.Contains(s.encoded, code) {
					continue
				}
				s.encoded = append(s.encoded, code)
				if len(code) > 7 {
					s.guessable = append(s.guessable, strings.ToLower(code))
				}
			}
		}
	}
	return s
}

// Scrub makes the other side's words fit to be logged: one line of valid UTF-8
// without control or format characters, at most [MaxText] bytes cut between
// characters, every secret replaced by "[secret]". A word that holds a secret in
// another form goes as a whole; when the secret is spread over several words, all
// of the text does.
func (s Secrets) Scrub(text string) string {
	if len(s.list) == 0 {
		return clip(oneLine(text))
	}
	for _, x := range s.list {
		text = strings.ReplaceAll(text, x.raw, hidden)
	}
	text = oneLine(text)
	for _, x := range s.list {
		if line := oneLine(x.raw); line != "" {
			text = strings.ReplaceAll(text, line, hidden)
		}
	}
	if !s.within(strings.ReplaceAll(text, hidden, "\x00")) {
		return clip(text)
	}
	words := strings.Fields(text)
	for i, word := range words {
		if s.within(word) {
			words[i] = hidden
		}
	}
	// Cut by a line end, a blank or a sign, it shows when these are gone.
	if s.within(strings.ReplaceAll(strings.Join(words, " "), hidden, "\x00")) {
		return hidden
	}
	return clip(strings.Join(words, " "))
}

// IsZero reports whether there is nothing to hide.
func (s Secrets) IsZero() bool { return len(s.list) == 0 }

// String never shows a secret.
func (s Secrets) String() string { return hidden }

// GoString never shows a secret.
func (s Secrets) GoString() string { return hidden }

// Format is String under every verb.
func (s Secrets) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// MarshalJSON is refused.
func (s Secrets) MarshalJSON() ([]byte, error) {
	return nil, errors.New("delivery: Secrets have no JSON")
}
