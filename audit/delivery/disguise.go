package delivery

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxViews bounds the work on a text that was made to be costly.
const maxViews = 64

// within reports whether text holds a secret in some form. One of a letter or
// two is in every text, and is only taken out where it stands as it is.
func (s Secrets) within(text string) bool {
	views := []string{text}
	if strings.ContainsAny(text, `%=\&`) {
		views = append(views, dense(text)) // a line end may stand within an escape
	}
	for i := 0; i < len(views); i++ {
		for _, x := range s.list {
			if len(x.raw) > 3 && x.in(views[i]) {
				return true
			}
		}
		if len(views) < maxViews {
			for _, next := range decodings(views[i]) {
				if !slices.Contains(views, next) {
					views = append(views, next)
				}
			}
		}
	}
	return false
}

// in reports whether one view of a text shows the secret.
func (s secret) in(view string) bool {
	packed := dense(view)
	folded := fold(packed)
	back := reversed(folded)
	if strings.Contains(folded, s.plain) || strings.Contains(back, s.plain) {
		return true
	}
	if s.solid != "" {
		if firm := solid(view); strings.Contains(firm, s.solid) || strings.Contains(reversed(firm), s.solid) {
			return true
		}
	}
	if s.ascii != "" && strings.Contains(asciiOnly(folded), s.ascii) {
		return true
	}
	for _, code := range s.encoded {
		if strings.Contains(packed, code) {
			return true
		}
	}
	for _, code := range s.guessable {
		if strings.Contains(folded, code) {
			return true
		}
	}
	return strings.Contains(strings.Map(hexDigit, view), s.hex)
}

// decodings are what a text says to whoever reads it as one encoding or another.
func decodings(text string) []string {
	var list []string
	add := func(decoded string) {
		if decoded != text && decoded != "" {
			list = append(list, decoded)
		}
	}
	if strings.Contains(text, "%") {
		decoded := unescape(text, "%", 2)
		add(decoded)
		add(strings.ReplaceAll(decoded, "+", " "))
	}
	if strings.Contains(text, "=") {
		add(unescape(text, "=", 2))
	}
	if strings.Contains(text, "0x") {
		add(strings.ReplaceAll(text, "0x", ""))
	}
	if strings.Contains(text, `\`) {
		text := strings.NewReplacer(`\r`, " ", `\n`, " ", `\t`, " ").Replace(text)
		add(strings.ReplaceAll(unescape(unescape(text, `\x`, 2), `\u`, 4), `\`, ""))
	}
	if strings.Contains(text, "&") {
		add(html.UnescapeString(text))
	}
	for word := range strings.FieldsFuncSeq(text, notBase64) {
		if len(word) < 8 {
			continue
		}
		if decoded, err := hex.DecodeString(word); err == nil {
			add(string(decoded))
		}
		word = strings.NewReplacer("-", "+", "_", "/").Replace(word)
		for from := range 4 { // what stands before it may hide where it begins
			whole := word[from:]
			if len(whole)%4 == 1 {
				whole = whole[:len(whole)-1]
			}
			if decoded, err := base64.RawStdEncoding.DecodeString(whole); err == nil && readable(decoded) {
				add(string(decoded))
			}
		}
	}
	digits := strings.Map(hexDigit, text)
	if len(digits) >= 8 && len(digits)%2 == 0 && !strings.ContainsFunc(text, notHex) {
		if decoded, err := hex.DecodeString(digits); err == nil {
			add(string(decoded))
		}
	}
	return list
}

// unescape reads mark and so many hexadecimal digits as a character: a byte as
// URLs (%), quoted-printable (=) and \x have it, a rune after \u.
func unescape(text, mark string, digits int) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, mark)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		c, err := strconv.ParseUint(after[:min(digits, len(after))], 16, 32)
		switch {
		case err != nil || len(after) < digits:
			b.WriteString(mark)
			text = after
			continue
		case digits == 2:
			b.WriteByte(byte(c))
		default:
			b.WriteRune(rune(c))
		}
		text = after[digits:]
	}
}

// readable reports whether bytes can be words: what is no base64 and was read as
// such is not.
func readable(b []byte) bool {
	good := 0
	for _, r := range string(b) {
		if r != utf8.RuneError && unicode.IsPrint(r) {
			good += utf8.RuneLen(r)
		}
	}
	return good*3 >= len(b)*2
}

func notBase64(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune("+/-_", r)
}

// notHex are the letters that hexadecimal bytes and what is put before them lack.
func notHex(r rune) bool {
	return unicode.IsLetter(r) && hexDigit(r) < 0 && r != 'x' && r != 'X'
}

// hexDigit keeps what hexadecimal is written with, whatever separates the bytes.
func hexDigit(r rune) rune {
	switch {
	case r >= '0' && r <= '9', r >= 'a' && r <= 'f':
		return r
	case r >= 'A' && r <= 'F':
		return r | 0x20
	}
	return -1
}

// dense takes out blanks and what nobody sees.
func dense(text string) string {
	return strings.Map(func(r rune) rune {
		if r != 0 && (unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, text)
}

// solid is the letters and digits of a text alone, folded.
func solid(text string) string {
	return strings.Map(func(r rune) rune {
		if r != 0 && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// asciiOnly leaves out the letters that a change of character sets spoils.
func asciiOnly(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			return -1
		}
		return r
	}, text)
}

func fold(text string) string { return strings.ToLower(text) }

func reversed(text string) string {
	runes := []rune(text)
	slices.Reverse(runes)
	return string(runes)
}
