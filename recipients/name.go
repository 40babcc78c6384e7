package recipients

import (
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// splitName splits "Name <address>" and tells why it cannot.
func splitName(text string) (name, inner string, reason Reason, detail string) {
	// A name may hold any blank; in an address judge finds it.
	if reason, detail = badCharacter(text); reason != "" && reason != Space {
		return "", "", reason, detail
	}
	open := strings.LastIndexByte(text, '<')
	switch {
	case open < 0:
		return "", text, looseReason(text), ""
	case text[len(text)-1] == ')':
		return "", "", Comment, ""
	case text[len(text)-1] != '>':
		return "", "", Syntax, ""
	}
	name = strings.TrimFunc(text[:open], blank)
	inner = text[open+1 : len(text)-1]
	if name, reason = readName(name); reason != "" {
		return "", "", reason, ""
	}
	return name, inner, "", ""
}

// looseReason says why a text without angle brackets is no address, where the
// form of the whole tells more than its first bad character.
func looseReason(text string) Reason {
	colon := strings.IndexByte(text, ':')
	switch {
	case colon > 0 && !strings.ContainsAny(text[:colon], `@"<`):
		return Group
	case strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")"):
		return Comment
	case text[0] == '"' && strings.Contains(text, `"@`):
		return QuotedLocal
	case strings.ContainsAny(text, `"[]`), strings.Count(text, "@") > 1:
		return Syntax
	case strings.ContainsAny(text, "()") && !strings.Contains(text, "@"):
		return Syntax
	}
	return ""
}

var words2047 = &mime.WordDecoder{}

// readName reads the name before an angle bracket: plain, quoted, or encoded
// by RFC 2047, whose hidden characters count as typed.
func readName(name string) (string, Reason) {
	if len(name) > 1 && name[0] == '"' && name[len(name)-1] == '"' {
		unquoted, ok := unquote(name[1 : len(name)-1])
		if !ok {
			return "", Syntax
		}
		name = unquoted
	} else {
		typed, _, encoded := strings.Cut(name, "=?")
		switch {
		case strings.ContainsAny(name, `"<>`):
			return "", Syntax
		case strings.ContainsAny(typed, "()"):
			return "", Comment
		case strings.Contains(typed, ":"):
			return "", Group
		}
		if encoded {
			var err error
			if name, err = words2047.DecodeHeader(name); err != nil {
				return "", Syntax
			}
		}
	}
	if !utf8.ValidString(name) { // only a word encoded by RFC 2047 can still hide that
		return "", InvalidUTF8
	}
	for _, r := range name {
		if unicode.IsControl(r) {
			return "", Control
		}
		if invisible(r) {
			return "", FormatOrBidi
		}
	}
	return norm.NFC.String(strings.TrimSpace(name)), ""
}

// unquote undoes the backslashes of a quoted string; false for a quote inside.
func unquote(s string) (string, bool) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, strings.IndexByte(s, '"') < 0
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\' && i+1 == len(s):
			return "", false
		case c == '\\':
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}
