package recipients

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// judge decides about any text, with the reason when it is no address.
func judge(text string) (a Address, reason Reason, detail string) {
	switch {
	case text == "":
		return a, Empty, ""
	case len(text) > maxEntry:
		return a, TooLong, ""
	}
	reason, detail = badCharacter(text)
	switch {
	case reason != "" && reason != Space:
		return a, reason, detail
	case len(text) > MaxAddress:
		return a, TooLong, ""
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
		return a, NoLocal, ""
	case domain == "":
		return a, NoDomain, ""
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
		return Address{}, TooLong, ""
	}
	if numericTop(ascii) {
		return Address{}, NumericTopLevel, ""
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
			return InvalidUTF8, ""
		case unicode.IsControl(r):
			return Control, codePoint(r)
		case invisible(r):
			return FormatOrBidi, codePoint(r)
		}
	}
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		return Space, ""
	}
	return "", ""
}

func validRuneAt(text string, i int) bool {
	_, size := utf8.DecodeRuneInString(text[i:])
	return size > 1
}

// invisible reports whether r is a format character, a line or paragraph
// separator, or a filler or an empty Braille cell, which show nothing.
func invisible(r rune) bool {
	if r < utf8.RuneSelf {
		return false
	}
	return r == '\u2800' || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// unseen reports whether r is a control or shows nothing.
func unseen(r rune) bool { return unicode.IsControl(r) || invisible(r) }

func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }

// badStructure finds the syntax of RFC 5322 that no modern address uses.
func badStructure(text string) Reason {
	switch at := strings.Count(text, "@"); {
	case strings.ContainsAny(text, `"`):
		return QuotedLocal
	case strings.ContainsAny(text, "()"):
		return Comment
	case strings.ContainsAny(text, "<>"):
		return Angle
	case strings.ContainsAny(text, "[]"):
		return DomainLiteral
	case at == 0:
		return NoAt
	case at > 1:
		return SeveralAt
	}
	return ""
}

// counts reports whether r is about the number of @, which says less than a
// blank does.
func (r Reason) counts() bool { return r == NoAt || r == SeveralAt }

// badLocal checks a local part, which is not empty. A mark at its start would
// change the look of what stands before it in a list.
func badLocal(local string) Reason {
	if local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, "..") {
		return LocalSyntax
	}
	for i, r := range local {
		switch {
		case r >= utf8.RuneSelf && !unicode.In(r, unicode.L, unicode.M, unicode.N), i == 0 && unicode.Is(unicode.M, r):
			return LocalSymbol
		case r < utf8.RuneSelf && r != '.' && !isAtext(byte(r)):
			return LocalSyntax
		}
	}
	if len(local) > MaxLocal {
		return LocalTooLong
	}
	return ""
}
