package email

// quotedLine is how many characters of a quoted-printable line come before the
// "=" that joins it to the next (RFC 2045 6.7, rule 5).
const quotedLine = 75

// appendQuoted appends a text as quoted-printable. Every line break, also a
// lone CR or LF, becomes CRLF, so that no server can see one where another sees
// none; a blank at the end of a line is escaped, because servers drop it.
func appendQuoted(out []byte, s string) []byte {
	column := 0
	for {
		n := plainRun(s, quotedLine-column)
		out = append(out, s[:n]...)
		s, column = s[n:], column+n
		if s == "" {
			return out
		}
		switch size := lineBreak(s); {
		case size > 0:
			out = append(out, "\r\n"...)
			s, column = s[size:], 0
		case column == quotedLine, column+3 > quotedLine && !plain(s[0]):
			out = append(out, "=\r\n"...)
			column = 0
		default:
			out = append(out, '=', upperHex[s[0]>>4], upperHex[s[0]&15])
			s, column = s[1:], column+3
		}
	}
}

// plainRun is how many of the first room bytes of s stand for themselves: all
// that are plain, save a blank that ends its line.
func plainRun(s string, room int) int {
	n, limit := 0, min(len(s), room)
	for n < limit && plain(s[n]) {
		n++
	}
	if n > 0 && (s[n-1] == ' ' || s[n-1] == '\t') && (n == len(s) || lineBreak(s[n:]) > 0) {
		n--
	}
	return n
}

func plain(c byte) bool { return c >= ' ' && c <= '~' && c != '=' || c == '\t' }

// lineBreak is the length of the line break that s begins with, 0 for none.
func lineBreak(s string) int {
	switch {
	case s[0] == '\n':
		return 1
	case s[0] != '\r':
		return 0
	case len(s) > 1 && s[1] == '\n':
		return 2
	}
	return 1
}
