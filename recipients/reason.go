package recipients

import (
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/recipients/internal/plan"
	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// Reason says, for machines, why an entry is refused. Its text is stable; for
// people there is [ParseError.Message].
type Reason string

// The reasons for addresses and for entries of lists.
const (
	ReasonEmpty           Reason = "empty"          // nothing there
	ReasonInvalidUTF8     Reason = "invalid-utf8"   // bytes that are not text
	ReasonControl         Reason = "control"        // a control character, such as NUL, tab or a line break
	ReasonFormatCharacter Reason = "format-char"    // an invisible character, such as one of zero width
	ReasonSpace           Reason = "space"          // a blank inside
	ReasonQuotedLocal     Reason = "quoted-local"   // a quoted local part or a stray quote
	ReasonComment         Reason = "comment"        // something in parentheses
	ReasonGroup           Reason = "group"          // "name: a@b.se;"
	ReasonAngle           Reason = "angle"          // angle brackets where none can be
	ReasonDomainLiteral   Reason = "domain-literal" // an IP address in brackets, or a stray bracket
	ReasonNoAt            Reason = "no-at"          // no @
	ReasonSeveralAt       Reason = "several-at"     // more than one @
	ReasonNoLocal         Reason = "no-local"       // nothing before the @
	ReasonNoDomain        Reason = "no-domain"      // nothing after the @
	// dots at the ends or doubled, or a character that is not allowed
	ReasonLocalSyntax     Reason = "local-not-dot-atom"
	ReasonLocalSymbol     Reason = "local-symbol"     // an international character that is no letter, mark or digit
	ReasonLocalTooLong    Reason = "local-too-long"   // more than 64 octets before the @
	ReasonDomainDots      Reason = "domain-dots"      // an empty label
	ReasonDotlessDomain   Reason = "dotless-domain"   // a domain without a dot
	ReasonDomainCharacter Reason = "domain-not-ldh"   // a label with more than letters, digits and inner hyphens
	ReasonLabelTooLong    Reason = "label-too-long"   // more than 63 octets between two dots
	ReasonNumericTopLevel Reason = "numeric-tld"      // the last label is not a name
	ReasonBadIDN          Reason = "idna"             // not a valid international domain name
	ReasonTooLong         Reason = "too-long"         // an address over 254 octets, a number over 15 digits
	ReasonHeaderInjection Reason = "header-injection" // a line break followed by a header name: an attack
	ReasonSyntax          Reason = "syntax"           // anything else that is not one entry
)

// The reasons for telephone numbers. [ReasonEmpty], [ReasonControl],
// [ReasonFormatCharacter], [ReasonInvalidUTF8], [ReasonTooLong], [ReasonSyntax]
// and [ReasonHeaderInjection] are used for them too.
const (
	ReasonMissingPlus        Reason = "missing-plus"         // 46705123456 or 0046705123456
	ReasonNoCountryCode      Reason = "no-country-code"      // 0705123456
	ReasonTrunkPrefix        Reason = "trunk-prefix"         // +460705… or +46(0)705…: the domestic 0
	ReasonNonASCIIDigits     Reason = "non-ascii-digits"     // digits of another script, or full-width ones
	ReasonLetters            Reason = "letters"              // a letter
	ReasonTelURI             Reason = "tel-uri"              // tel:…
	ReasonExtension          Reason = "extension"            // x12, ;ext=12
	ReasonSeveralNumbers     Reason = "several-numbers"      // more than one number
	ReasonInvalidCountryCode Reason = "invalid-country-code" // no such country code
	ReasonInvalidNumber      Reason = "invalid-number"       // not in the country's plan
	// a landline, a toll-free number …; see [ParseError].Detail
	ReasonNotMobile Reason = "not-mobile"
)

// maxText is how many bytes of a bad entry an error repeats.
const maxText = 64

// A ParseError is why one entry is refused.
type ParseError struct {
	Index  int    // which entry of the list, from 0; an empty one counts
	Offset int    // where the entry begins, in bytes from the start of the list; for [ReasonHeaderInjection] the header
	Text   string // the entry as typed, cut to 64 bytes at a character and then an ellipsis
	Reason Reason // never empty

	// Detail is libphonenumber's type for [ReasonNotMobile], such as "FIXED_LINE",
	// and for a bad character its code point, such as "U+200B".
	Detail string

	// Suggestion is what may have been meant, valid on its own; a list where several
	// addresses stand in the place of one. It is never used unasked.
	Suggestion string
}

// Error says in English what is wrong, where, and what could stand there instead.
func (e *ParseError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "recipients: entry %d at byte %d: %q: %s", e.Index, e.Offset, e.Text, e.Reason)
	if e.Detail != "" {
		fmt.Fprintf(&b, " (%s)", e.Detail)
	}
	if e.Suggestion != "" {
		fmt.Fprintf(&b, "; did you mean %q?", e.Suggestion)
	}
	return b.String()
}

// Message is the error for a form, in the user's language: one line of plain
// text, in which what cannot be seen is shown as U+FFFD.
func (e *ParseError) Message(l locale.Language) string {
	key := "recipients." + string(e.Reason)
	text := ""
	switch {
	case e.Reason == ReasonNotMobile:
		text = l.Phrase(key, l.Phrase("recipients.type."+e.Detail))
	case e.Reason == ReasonTrunkPrefix && keepsZero(e.Suggestion):
		text = l.Phrase("recipients.trunk-prefix-kept")
	default:
		text = l.Phrase(key)
	}
	if e.Text != "" {
		text = l.Phrase("recipients.entry", cleantext.Quote(e.Text, len(e.Text)), text)
	}
	if e.Suggestion != "" {
		text += " " + l.Phrase("recipients.meant", e.Suggestion)
	}
	return text
}

// keepsZero reports whether a number has a 0 behind its country code, as some countries
// write it.
func keepsZero(number string) bool {
	parsed, err := plan.Parse(number, "")
	return err == nil && strings.HasPrefix(parsed.National(), "0")
}

// A ListError lists every bad entry of a list.
type ListError struct {
	Errors []*ParseError // in the order of the list; never empty
}

// Error gives the first ten, a line each, and how many more there are.
func (e *ListError) Error() string {
	var b strings.Builder
	for i, one := range e.Errors {
		if i == 10 {
			fmt.Fprintf(&b, "\nrecipients: and %d more", len(e.Errors)-i)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(one.Error())
	}
	return b.String()
}

// Unwrap returns the single errors, so that [errors.As] finds the first.
func (e *ListError) Unwrap() []error {
	list := make([]error, len(e.Errors))
	for i, one := range e.Errors {
		list[i] = one
	}
	return list
}

// Message is the errors for a form, a line each, in the user's language.
func (e *ListError) Message(l locale.Language) string {
	texts := make([]string, len(e.Errors))
	for i, one := range e.Errors {
		texts[i] = one.Message(l)
	}
	return strings.Join(texts, "\n")
}
