package email

import (
	"encoding/base64"
	"unicode/utf8"
)

// wordRoom is what an encoded word holds between its marks. With them it is
// short enough to stand on the line of its header's name: some readers keep
// the blank of a fold before it.
const wordRoom = 48

const upperHex = "0123456789ABCDEF"

// encodedWords returns s as encoded words (RFC 2047) of whole runes with one
// space between, which readers drop: readable ones when most of s is ASCII,
// else base64.
func encodedWords(s string) string {
	escapes := 0
	for i := range len(s) {
		if cost(s[i]) > 1 {
			escapes++
		}
	}
	readable := escapes*3 <= len(s)
	out := make([]byte, 0, len(s)*2+64)
	for len(s) > 0 {
		if len(out) > 0 {
			out = append(out, ' ')
		}
		n := wordLen(s, readable)
		out = appendWord(out, s[:n], readable)
		s = s[n:]
	}
	return string(out)
}

// wordLen is how many bytes of s, as whole runes, fit one word.
func wordLen(s string, readable bool) int {
	used, n := 0, 0
	for n < len(s) {
		_, size := utf8.DecodeRuneInString(s[n:])
		for i := range size {
			if used++; readable {
				used += cost(s[n+i]) - 1
			}
		}
		if used > wordRoom || !readable && used > wordRoom/4*3 {
			break
		}
		n += size
	}
	return n
}

func appendWord(out []byte, s string, readable bool) []byte {
	if !readable {
		out = append(out, "=?utf-8?b?"...)
		out = base64.StdEncoding.AppendEncode(out, []byte(s))
		return append(out, "?="...)
	}
	out = append(out, "=?utf-8?q?"...)
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ':
			out = append(out, '_')
		case cost(c) == 1:
			out = append(out, c)
		default:
			out = append(out, '=', upperHex[c>>4], upperHex[c&15])
		}
	}
	return append(out, "?="...)
}

// cost is the length of a byte in a readable word; 1 is for those that such a
// word may hold as they are even in a name (RFC 2047 5), and for the blank.
func cost(c byte) int {
	if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '!' || c == '*' || c == '+' || c == '/' || c == ' ' {
		return 1
	}
	return 3
}
