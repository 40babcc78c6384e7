package recipients

import (
	"fmt"
	"io"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// plainNamed reads what most entries with a name are: a name of ASCII letters,
// quoted or not, and a canonical address. It is only quicker than [splitName] and
// [judge], never kinder.
func plainNamed(text string) (Mailbox, bool) {
	open := strings.IndexByte(text, '<')
	if open < 1 || text[len(text)-1] != '>' {
		return Mailbox{}, false
	}
	inner := text[open+1 : len(text)-1]
	if n := plain(inner); n == 0 || n != len(inner) {
		return Mailbox{}, false
	}
	name := strings.TrimRight(text[:open], " ")
	special := `"<>():;,=@\?[]`
	if len(name) > 1 && name[0] == '"' && name[len(name)-1] == '"' {
		name = strings.Trim(name[1:len(name)-1], " ")
		special = `"\<>=@?`
	}
	for i := range len(name) {
		if c := name[i]; c < ' ' || c >= 0x7f || strings.IndexByte(special, c) >= 0 {
			return Mailbox{}, false
		}
	}
	return Mailbox{Name: name, Address: Address{text: inner}}, true
}

// splitName splits "Name <address>" and tells why it cannot.
func splitName(text string) (name, inner string, reason Reason, detail string) {
	// A name may hold any blank; in an address judge finds it.
	if reason, detail = badCharacter(text); reason != "" && reason != ReasonSpace {
		return "", "", reason, detail
	}
	open := strings.LastIndexByte(text, '<')
	switch {
	case open < 0:
		return "", text, looseReason(text), ""
	case text[len(text)-1] == ')':
		return "", "", ReasonComment, ""
	case text[len(text)-1] != '>':
		return "", "", ReasonSyntax, ""
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
		return ReasonGroup
	case strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")"):
		return ReasonComment
	case text[0] == '"' && strings.Contains(text, `"@`):
		return ReasonQuotedLocal
	case strings.ContainsAny(text, `"[]`), strings.Count(text, "@") > 1:
		return ReasonSyntax
	case strings.ContainsAny(text, "()") && !strings.Contains(text, "@"):
		return ReasonSyntax
	}
	return ""
}

// words2047 decodes words by RFC 2047, also in the character sets of Windows and
// of Western Europe that package mime does not know.
var words2047 = &mime.WordDecoder{CharsetReader: func(charset string, input io.Reader) (io.Reader, error) {
	switch strings.ToLower(charset) {
	case "windows-1252", "cp1252":
		return charmap.Windows1252.NewDecoder().Reader(input), nil
	case "iso-8859-15":
		return charmap.ISO8859_15.NewDecoder().Reader(input), nil
	}
	return nil, fmt.Errorf("recipients: unknown character set %q", charset)
}}

// readName reads the name before an angle bracket: plain, quoted, or encoded
// by RFC 2047, whose hidden characters count as typed. A name whose character set
// is unknown is no name, and loses nobody.
func readName(name string) (string, Reason) {
	if len(name) > 1 && name[0] == '"' && name[len(name)-1] == '"' {
		unquoted, ok := unquote(name[1 : len(name)-1])
		if !ok {
			return "", ReasonSyntax
		}
		name = unquoted
	} else {
		typed, _, encoded := strings.Cut(name, "=?")
		switch {
		case strings.ContainsAny(name, `"<>`):
			return "", ReasonSyntax
		case strings.ContainsAny(typed, "()"):
			return "", ReasonComment
		case strings.Contains(typed, ":"):
			return "", ReasonGroup
		}
		if encoded {
			decoded, err := words2047.DecodeHeader(name)
			if err != nil || strings.Contains(decoded, "=?") {
				decoded = ""
			}
			name = decoded
		}
	}
	if !utf8.ValidString(name) { // only a word encoded by RFC 2047 can still hide that
		return "", ReasonInvalidUTF8
	}
	for _, r := range name {
		if unicode.IsControl(r) {
			return "", ReasonControl
		}
		if cleantext.Invisible(r) {
			return "", ReasonFormatCharacter
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
