package email

import "strings"

// quotedLine is the longest line of quoted-printable before what breaks it (RFC 2045 6.7).
const quotedLine = 75

// appendQuoted appends a text as quoted-printable (RFC 2045 6.7). Every line
// break, also a lone CR or LF, becomes CRLF, so that no server can see one where
// another sees none.
func appendQuoted(out []byte, text string) []byte {
	q := quoter{out, len(out)}
	for text != "" {
		switch c := text[0]; {
		case c == '\r' || c == '\n':
			q.endBlank()
			q.breakLine("\r\n")
			text = strings.TrimPrefix(strings.TrimPrefix(text, "\r"), "\n")
		case !asItIs(c):
			q.escape(c)
			text = text[1:]
		default:
			text = q.plain(text)
		}
	}
	q.endBlank()
	return q.out
}

// asItIs reports whether a byte stands for itself; a blank does not at the end of a line.
func asItIs(c byte) bool { return c >= ' ' && c <= '~' && c != '=' || c == '\t' }

// A quoter writes lines of quoted-printable.
type quoter struct {
	out  []byte
	line int // where the line begins
}

// plain writes what stands for itself, as much as fits into a line, and returns the rest.
func (q *quoter) plain(text string) string {
	room := q.line + quotedLine - len(q.out)
	if room == 0 {
		q.breakLine("=\r\n")
		room = quotedLine
	}
	n, end := 1, min(room, len(text))
	for n < end && asItIs(text[n]) {
		n++
	}
	q.out = append(q.out, text[:n]...)
	return text[n:]
}

func (q *quoter) escape(c byte) {
	const digits = "0123456789ABCDEF"
	if q.line+quotedLine-len(q.out) < len("=00") {
		q.breakLine("=\r\n")
	}
	q.out = append(q.out, '=', digits[c>>4], digits[c&15])
}

// endBlank escapes a blank at the end of a line, which a server may drop.
func (q *quoter) endBlank() {
	last := len(q.out) - 1
	if last < q.line {
		return
	}
	if c := q.out[last]; c == ' ' || c == '\t' {
		q.out = q.out[:last]
		q.escape(c)
	}
}

func (q *quoter) breakLine(with string) {
	q.out = append(q.out, with...)
	q.line = len(q.out)
}
