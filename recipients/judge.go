package recipients

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// judge decides about any text, with the reason when it is no address.
func judge(text string) (a Address, reason Reason, detail string) {
	switch {
	case text == "":
		return a, ReasonEmpty, ""
	case len(text) > maxEntry:
		return a, ReasonTooLong, ""
	}
	reason, detail = badCharacter(text)
	switch {
	case reason != "" && reason != ReasonSpace:
		return a, reason, detail
	case len(text) > MaxAddress:
		return a, ReasonTooLong, ""
	}
	if structure := badStructure(text); structure != "" && (reason == "" || !structure.counts()) {
		return a, structure, ""
	}
	if reason != "" {
		return a, reason, detail
	}
	at := strings.IndexByte(text, '@')
	local, domain := text[:at], text[at+1:]
	switch {
	case local == "":
		return a, ReasonNoLocal, ""
	case domain == "":
		return a, ReasonNoDomain, ""
	}
	if reason = badLocal(local); reason != "" {
		return a, reason, ""
	}
	// Composing can make a local part longer, and a letter a symbol: = and U+0338 are ≠.
	local = norm.NFC.String(local)
	if reason = badLocal(local); reason != "" {
		return a, reason, ""
	}
	unicodeDomain, ascii, reason := readDomain(domain)
	if reason != "" {
		return a, reason, ""
	}
	read := local + "@" + unicodeDomain
	if len(read) > MaxAddress || len(local)+1+len(ascii) > MaxAddress {
		return Address{}, ReasonTooLong, ""
	}
	if numericTop(ascii) {
		return Address{}, ReasonNumericTopLevel, ""
	}
	a = Address{text: read}
	if ascii != unicodeDomain {
		a.text += "\x00" + ascii
	}
	return a, "", ""
}

// badCharacter finds what must not stand in any entry (R102).
func badCharacter(text string) (Reason, string) {
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !validRuneAt(text, i):
			return ReasonInvalidUTF8, ""
		case unicode.IsControl(r):
			return ReasonControl, codePoint(r)
		case cleantext.Invisible(r):
			return ReasonFormatCharacter, codePoint(r)
		}
	}
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		return ReasonSpace, ""
	}
	return "", ""
}

func validRuneAt(text string, i int) bool {
	_, size := utf8.DecodeRuneInString(text[i:])
	return size > 1
}

func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }

// badStructure finds the syntax of RFC 5322 that no modern address uses.
func badStructure(text string) Reason {
	switch at := strings.Count(text, "@"); {
	case strings.ContainsAny(text, `"`):
		return ReasonQuotedLocal
	case strings.ContainsAny(text, "()"):
		return ReasonComment
	case strings.ContainsAny(text, "<>"):
		return ReasonAngle
	case strings.ContainsAny(text, "[]"):
		return ReasonDomainLiteral
	case at == 0:
		return ReasonNoAt
	case at > 1:
		return ReasonSeveralAt
	}
	return ""
}

// counts reports whether r is about the number of @, which says less than a
// blank does.
func (r Reason) counts() bool { return r == ReasonNoAt || r == ReasonSeveralAt }

// badLocal checks a local part, which is not empty. A mark at its start would
// change the look of what stands before it in a list.
func badLocal(local string) Reason {
	if local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, "..") {
		return ReasonLocalSyntax
	}
	for i, r := range local {
		switch {
		case r >= utf8.RuneSelf && !unicode.In(r, unicode.L, unicode.M, unicode.N), i == 0 && unicode.Is(unicode.M, r):
			return ReasonLocalSymbol
		case r < utf8.RuneSelf && r != '.' && !isAtext(byte(r)):
			return ReasonLocalSyntax
		}
	}
	if len(local) > MaxLocal {
		return ReasonLocalTooLong
	}
	return ""
}
