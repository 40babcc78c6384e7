package smtp

import (
	"bufio"
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"
)

// Limits of a reply: RFC 5321 4.5.3.1.5 allows a line 512 bytes, servers send
// more; what passes these is no mail server.
const maxReplyLines = 100

var errProtocol = errors.New("smtp: the server's answer is not a reply of RFC 5321")

// A reply is what a server answered. Its code is 0 when none was read.
type reply struct {
	code     int
	enhanced string // such as "5.1.1"; "" when the server gave none (RFC 3463)
	text     string // the words of all lines, without the codes, a line each
}

// positive reports whether the reply means yes to MAIL, RCPT, RSET or the dot:
// 25x, the mail system's own. Another 2xx answers a question we did not ask.
func (r reply) positive() bool { return r.code >= 250 && r.code <= 259 }

// full returns the codes as they are kept: "550 5.1.1" or "550".
func (r reply) full() string {
	code := string([]byte{'0' + byte(r.code/100), '0' + byte(r.code/10%10), '0' + byte(r.code%10)})
	if r.enhanced != "" {
		code += " " + r.enhanced
	}
	return code
}

// readReply reads one reply of any number of lines. When the connection dies
// after a whole line, the reply has that line's code and the error is not nil.
func readReply(br *bufio.Reader) (reply, error) {
	var r reply
	for range maxReplyLines {
		line, err := br.ReadSlice('\n')
		if err != nil {
			return r, err
		}
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		code, more, text, ok := cutReply(line)
		if !ok || r.code != 0 && code != r.code {
			return r, errProtocol
		}
		enhanced, text := cutEnhanced(code, text)
		if r.code == 0 {
			r = reply{code: code, enhanced: enhanced, text: text}
		} else {
			r.text += "\n" + text
			if r.enhanced == "" { // some servers begin with a line of words alone
				r.enhanced = enhanced
			}
		}
		if !more {
			return r, nil
		}
	}
	return r, errProtocol
}

// cutReply splits a line into its three digits and its words; more reports
// that the reply has further lines.
func cutReply(line []byte) (code int, more bool, text string, ok bool) {
	if len(line) < 3 || len(line) > 3 && line[3] != ' ' && line[3] != '-' {
		return 0, false, "", false
	}
	for _, c := range line[:3] {
		if c < '0' || c > '9' {
			return 0, false, "", false
		}
		code = code*10 + int(c-'0')
	}
	if code < 200 || code > 599 {
		return 0, false, "", false
	}
	if len(line) == 3 {
		return code, false, "", true
	}
	return code, line[3] == '-', decoded(line[4:]), true
}

// decoded is a reply's words: UTF-8, or Latin-1 where they are none, as servers write
// that speak a language of their own.
func decoded(words []byte) string {
	if utf8.Valid(words) {
		return string(words)
	}
	letters := make([]rune, len(words))
	for i, b := range words {
		letters[i] = rune(b)
	}
	return string(letters)
}

// cutEnhanced splits the status code of RFC 3463 off a line's words. It must
// be of the reply's own class, else it is a word like another.
func cutEnhanced(code int, text string) (enhanced, rest string) {
	word, rest, _ := strings.Cut(text, " ")
	parts := strings.Split(word, ".")
	if len(parts) != 3 || parts[0] != string(rune('0'+code/100)) {
		return "", text
	}
	for _, p := range parts {
		if p == "" || len(p) > 3 || strings.Trim(p, "0123456789") != "" {
			return "", text
		}
	}
	return word, rest
}

// queueID finds the server's own id of a mail in its words for taking it, as
// Postfix ("queued as 4F…"), Exim ("id=1r…") and others write it; "" if none.
func queueID(text string) string {
	lower := strings.ToLower(text)
	for _, mark := range []string{"queued as ", "queued mail for delivery id ", "id="} {
		if at := strings.Index(lower, mark); at >= 0 && len(lower) == len(text) {
			id, _, _ := strings.Cut(text[at+len(mark):], " ")
			return strings.Trim(id, "<>().,;")
		}
	}
	return ""
}
