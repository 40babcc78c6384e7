package email

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// What an encoded word holds between its marks. With them it is short enough to
// stand on the line of its header's name: some readers keep the blank of a fold
// before it. Names have more room, since theirs are the short headers.
const (
	wordRoom   = 48
	phraseRoom = 54
)

const upperHex = "0123456789ABCDEF"

// encodedWords returns s as encoded words (RFC 2047) of whole runes with one
// space between, which readers drop: readable ones when most of s is ASCII,
// else base64.
func encodedWords(s string) string { return wordsOf(s, wordRoom) }

// phrase returns a name (RFC 5322 3.2.5) in which only the words that need it are
// encoded. Python's email keeps a blank between two encoded words of a name,
// against RFC 2047 6.2, so those that stand side by side become one, as far as
// one has room.
func phrase(name string) string {
	var out, run []string
	flush := func() {
		if len(run) > 0 {
			out = append(out, wordsOf(strings.Join(run, " "), phraseRoom))
			run = nil
		}
	}
	for word := range strings.FieldsSeq(name) {
		if isAtom(word) {
			flush()
			out = append(out, word)
			continue
		}
		run = append(run, word)
	}
	flush()
	return strings.Join(out, " ")
}

// isAtom reports whether a word can stand in a name as it is (RFC 5322 3.2.3),
// and no reader takes it for an encoded one.
func isAtom(word string) bool {
	return len(word) <= longestWord && !strings.Contains(word, "=?") && !strings.ContainsFunc(word, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') &&
			(r < 'A' || r > 'Z') && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
	})
}

func wordsOf(s string, room int) string {
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
		n := wordLen(s, room, readable)
		out = appendWord(out, s[:n], readable)
		s = s[n:]
	}
	return string(out)
}

// wordLen is how many bytes of s, as whole runes, fit one word.
func wordLen(s string, room int, readable bool) int {
	used, n := 0, 0
	for n < len(s) {
		_, size := utf8.DecodeRuneInString(s[n:])
		for i := range size {
			if used++; readable {
				used += cost(s[n+i]) - 1
			}
		}
		if used > room || !readable && used > room/4*3 {
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
	if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' ||
		c == '-' || c == '!' || c == '*' || c == '+' || c == '/' || c == ' ' {
		return 1
	}
	return 3
}
