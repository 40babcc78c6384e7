package templating

import (
	"html"
	"strings"
)

// place is where in HTML a value lands, which says how it is escaped (R304).
type place uint8

const (
	inText    place = iota // between elements; a line break becomes <br>
	inRawText              // in a title or textarea
	inValue                // in an attribute's quotes
	atURL                  // at the beginning of a link: the value says where it leads
	inURL                  // after the beginning of a link
	inQuery                // after a link's ? or #, or in an address to write to
)

// escape writes a clean value for its place; false when it must not become a link.
func (p place) escape(b *strings.Builder, value string) bool {
	switch p {
	case inText:
		value = html.EscapeString(value)
		if strings.IndexByte(value, '\n') >= 0 {
			value = strings.ReplaceAll(value, "\n", "<br>\n")
		}
		b.WriteString(value)
	case inRawText, inValue:
		b.WriteString(html.EscapeString(value))
	case atURL:
		value = strings.TrimSpace(value)
		if !mayBegin(value) {
			return false
		}
		writeURL(b, value, ":/?#[]@!$&*+,;=~%")
	case inURL:
		writeURL(b, value, "/?#[]@!$&*+,;=~%")
	case inQuery:
		writeURL(b, value, "~")
	}
	return true
}

// mayBegin reports whether a value may say where a link leads: it has a scheme
// that mail may have, or none.
func mayBegin(value string) bool {
	scheme, _, found := strings.Cut(value, ":")
	if !found || strings.ContainsAny(scheme, "/?#") {
		return true
	}
	switch strings.ToLower(scheme) {
	case "https", "http", "mailto", "tel":
		return true
	}
	return false
}

// writeURL writes a part of a URL as an attribute holds it: letters, digits, -._ and
// what is allowed stay, all else is percent-encoded. A percent sign stays only
// before two hexadecimal digits.
func writeURL(b *strings.Builder, value, allowed string) {
	const digits = "0123456789abcdef"
	for i := range len(value) {
		c := value[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z', isDigit(c), c == '-', c == '.', c == '_':
			b.WriteByte(c)
		case c == '%' && strings.IndexByte(allowed, c) >= 0 &&
			(i+2 >= len(value) || !isHex(value[i+1]) || !isHex(value[i+2])):
			b.WriteString("%25")
		case c == '&' && strings.IndexByte(allowed, c) >= 0:
			b.WriteString("&amp;")
		case strings.IndexByte(allowed, c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
}

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }
