package recipients

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Limits of an address in octets (RFC 5321 section 4.5.3.1, RFC 3696 erratum 1690).
const (
	MaxLocal   = 64
	MaxLabel   = 63
	MaxAddress = 254
)

// An Address is one e-mail address that a modern mail server can deliver to
// (R103). It is comparable and immutable, and only [ParseAddress] and its kin
// make one, so whoever holds one knows that it is valid; the zero value is no
// address. The domain is in lower case; two addresses are equal when their
// local parts are the same to the letter and their domains are the same name.
type Address struct {
	text string // as read, the domain in Unicode; then the domain as A-labels where that differs
	at   uint8  // index of the @
	size uint8  // of the part that is read
}

// ParseAddress returns the address that text is, to the letter: no blanks
// around it, no name, no comment. The error is a [*ParseError].
func ParseAddress(text string) (Address, error) {
	if n, at := plain(text); n == len(text) && n > 0 {
		return fromPlain(text, at), nil
	}
	a, reason, detail := judge(text)
	if reason != "" {
		return Address{}, &ParseError{Text: clip(text), Reason: reason, Detail: detail, Suggestion: suggestAddress(text)}
	}
	return a, nil
}

// MustParseAddress is [ParseAddress] for constants and tests; it panics on an
// error.
func MustParseAddress(text string) Address {
	a, err := ParseAddress(text)
	if err != nil {
		panic(err)
	}
	return a
}

// String returns the address as people read it, with an international domain
// in Unicode; "" for the zero value.
func (a Address) String() string { return a.text[:a.size] }

// ASCII returns the address as it is sent, with an international domain as
// A-labels. The local part is as it is: see [Address.NeedsSMTPUTF8].
func (a Address) ASCII() string {
	if len(a.text) == int(a.size) {
		return a.text
	}
	return a.text[:a.at+1] + a.text[a.size:]
}

// Local returns what stands before the @.
func (a Address) Local() string { return a.text[:a.at] }

// Domain returns what stands after the @, in Unicode.
func (a Address) Domain() string {
	if a.text == "" {
		return ""
	}
	return a.text[a.at+1 : a.size]
}

// NeedsSMTPUTF8 reports whether the local part is international, so that only
// a server with that extension takes it (RFC 6531).
func (a Address) NeedsSMTPUTF8() bool {
	for i := range int(a.at) {
		if a.text[i] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// specialUse are the top-level names that are reserved for no mail on the
// internet (RFC 6761, RFC 7686, RFC 6762).
var specialUse = map[string]bool{"local": true, "invalid": true, "test": true, "onion": true, "localhost": true, "arpa": true, "example": true, "alt": true, "internal": true}

// SpecialUse reports whether the domain's last name is reserved, such as
// .local or .invalid: it is deliverable at most inside a network of one's own.
func (a Address) SpecialUse() bool {
	domain := a.ASCII()
	return specialUse[domain[strings.LastIndexByte(domain, '.')+1:]]
}

// IsZero reports whether a is the zero value.
func (a Address) IsZero() bool { return a.text == "" }

// AppendText appends [Address.String].
func (a Address) AppendText(b []byte) ([]byte, error) { return append(b, a.String()...), nil }

// MarshalText returns [Address.String]; the zero value is the empty text.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText is [ParseAddress]; the empty text is the zero value.
func (a *Address) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*a = Address{}
		return nil
	}
	parsed, err := ParseAddress(string(text))
	if err == nil {
		*a = parsed
	}
	return err
}

// Value stores the text; the zero value is the empty text.
func (a Address) Value() (driver.Value, error) { return a.String(), nil }

// Scan reads what Value stored; NULL and the empty text are the zero value.
func (a *Address) Scan(src any) error { return scanText(src, "Address", a.UnmarshalText) }

// scanText hands a database value to a text's parser.
func scanText(src any, what string, parse func([]byte) error) error {
	switch v := src.(type) {
	case nil:
		return parse(nil)
	case string:
		return parse([]byte(v))
	case []byte:
		return parse(v)
	}
	return fmt.Errorf("recipients: cannot scan %T into %s, want text", src, what)
}

// character classes of the fast path
const (
	isLocal  = 1 << iota // atext of RFC 5322 and the dot
	isDomain             // a-z, 0-9, hyphen and dot: what a canonical domain has
	isDot
	isInner  // dot or hyphen: neither two in a row nor at an end
	isLetter // a-z
)

var class = func() (t [256]uint8) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.") {
		t[c] |= isLocal
	}
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyz0123456789-.") {
		t[c] |= isDomain
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c] |= isLetter
	}
	t['.'] |= isDot | isInner
	t['-'] |= isInner
	return t
}()

// plain returns the length of the canonical plain ASCII address that text
// begins with, up to its end or a comma, and the index of its @; 0 when there
// is none and [judge] has to look closer. It looks at each byte once, without
// a branch, and leaves what is rare to judge: capitals and doubled hyphens in
// the domain, domains of more than 63 octets.
func plain(text string) (n, at int) {
	at = strings.IndexByte(text[:min(len(text), MaxLocal+1)], '@')
	if at < 0 {
		return 0, 0
	}
	domain := text[at+1 : min(len(text), at+1+MaxLabel+1)]
	if n = strings.IndexByte(domain, ','); n >= 0 {
		domain = domain[:n]
	}
	if len(domain) > MaxLabel {
		return 0, 0
	}
	local := text[:at]
	all, pairs, last := uint8(isLocal), uint8(0), uint8(isDot)
	for i := range len(local) {
		c := class[local[i]]
		all &= c
		pairs |= c & last
		last = c
	}
	if all == 0 || (pairs|last)&isDot != 0 {
		return 0, 0
	}
	all, pairs, last = isDomain, 0, isInner
	some := uint8(0)
	for i := range len(domain) {
		c := class[domain[i]]
		all &= c
		some |= c
		pairs |= c & last
		last = c
	}
	if all == 0 || pairs&isInner != 0 || last&isLetter == 0 || some&isDot == 0 {
		return 0, 0
	}
	return at + 1 + len(domain), at
}

// fromPlain makes the address that [plain] has found.
func fromPlain(text string, at int) Address {
	return Address{text: text, at: uint8(at), size: uint8(len(text))}
}

// judge decides about any text, with the reason when it is no address.
func judge(text string) (a Address, reason Reason, detail string) {
	if text == "" {
		return a, Empty, ""
	}
	if reason, detail = badCharacter(text); reason != "" && reason != Space {
		return a, reason, detail
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
	unicodeDomain, ascii, reason := readDomain(domain)
	if reason != "" {
		return a, reason, ""
	}
	local = norm.NFC.String(local)
	read := local + "@" + unicodeDomain
	if len(text) > MaxAddress || len(read) > MaxAddress || len(local)+1+len(ascii) > MaxAddress {
		return Address{}, TooLong, ""
	}
	if numericTop(ascii) {
		return Address{}, NumericTopLevel, ""
	}
	a = Address{text: read, at: uint8(len(local)), size: uint8(len(read))}
	if ascii != unicodeDomain {
		a.text += ascii
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
// separator, or a filler that shows nothing.
func invisible(r rune) bool {
	if r < utf8.RuneSelf {
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

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

func badLocal(local string) Reason {
	switch {
	case local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, ".."):
		return LocalSyntax
	}
	for _, r := range local {
		switch {
		case r >= utf8.RuneSelf && !unicode.In(r, unicode.L, unicode.M, unicode.N):
			return LocalSymbol
		case r < utf8.RuneSelf && r != '.' && class[byte(r)]&isLocal == 0:
			return LocalSyntax
		}
	}
	if len(local) > MaxLocal {
		return LocalTooLong
	}
	return ""
}

// profile is UTS 46 non-transitional with every check on.
var profile = idna.New(
	idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(),
	idna.CheckHyphens(true), idna.CheckJoiners(true), idna.StrictDomainName(true), idna.ValidateLabels(true),
)

// readDomain returns a domain in Unicode and as A-labels, both in lower case.
func readDomain(domain string) (text, ascii string, reason Reason) {
	if len(domain) > 4*MaxAddress {
		return "", "", TooLong // no mapping makes it short enough, and checking it would take long
	}
	idn := international(domain)
	if !idn && !strings.Contains(domain, ".") {
		return "", "", DotlessDomain
	}
	if reason = badLabels(domain); reason != "" {
		return "", "", reason
	}
	if idn {
		// A full stop of another script would be mapped to a dot and make
		// another domain than the one that is seen.
		if strings.ContainsAny(domain, "。．｡") {
			return "", "", BadIDN
		}
		var err error
		if ascii, err = profile.ToASCII(domain); err != nil {
			return "", "", BadIDN
		}
		if text, err = profile.ToUnicode(ascii); err != nil {
			return "", "", BadIDN
		}
		if badLabels(ascii) != "" {
			return "", "", BadIDN
		}
		// UTS 46 lets symbols through that IDNA 2008 forbids, such as emoji.
		if strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf && !unicode.In(r, unicode.L, unicode.M, unicode.Nd) }) {
			return "", "", BadIDN
		}
	} else {
		text = strings.ToLower(domain)
		ascii = text
	}
	if !strings.Contains(ascii, ".") {
		return "", "", DotlessDomain
	}
	return text, ascii, ""
}

// numericTop reports whether a domain's last label ends in no letter, as an IP
// address does; an A-label may.
func numericTop(ascii string) bool {
	last := ascii[strings.LastIndexByte(ascii, '.')+1:]
	return !strings.HasPrefix(last, "xn--") && (last[len(last)-1] < 'a' || last[len(last)-1] > 'z')
}

// international reports whether a domain has to go through IDNA.
func international(domain string) bool {
	for i := range len(domain) {
		if domain[i] >= utf8.RuneSelf {
			return true
		}
	}
	for label := range strings.SplitSeq(domain, ".") {
		if len(label) >= 4 && strings.EqualFold(label[:4], "xn--") {
			return true
		}
	}
	return false
}

// badLabels checks the labels of a domain as far as ASCII goes.
func badLabels(domain string) Reason {
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" {
			return DomainDots
		}
		ascii := true
		for i := range len(label) {
			c := label[i]
			if c >= utf8.RuneSelf {
				ascii = false
			} else if class[c|0x20]&isDomain == 0 || class[c]&isLocal == 0 {
				return DomainCharacter
			}
		}
		switch {
		case label[0] == '-' || label[len(label)-1] == '-':
			return DomainCharacter
		case ascii && len(label) > MaxLabel:
			return LabelTooLong
		case len(label) > 3 && label[2:4] == "--" && !strings.EqualFold(label[:2], "xn"):
			return BadIDN
		}
	}
	return ""
}

// suggestAddress returns the one address that a bad text clearly holds: with
// blanks around it, after mailto:, or in angle brackets.
func suggestAddress(text string) string {
	if len(text) > 4*MaxAddress {
		return ""
	}
	trimmed := strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || invisible(r) || unicode.IsControl(r) || strings.ContainsRune(`<>"',;.`, r)
	})
	if len(trimmed) > 7 && strings.EqualFold(trimmed[:7], "mailto:") {
		trimmed = trimmed[7:]
	}
	if trimmed == text {
		return ""
	}
	if a, reason, _ := judge(trimmed); reason == "" {
		return a.String()
	}
	return ""
}
