package smsgw

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// ParseReason says, for machines, why a sender name or a short code is refused. A
// constant's value never changes.
type ParseReason string

// The reasons of a [ParseError].
const (
	NameEmpty     ParseReason = "empty"
	NameTooLong   ParseReason = "too-long"
	NameBlank     ParseReason = "outer-blank" // begins or ends with a blank
	NameCharacter ParseReason = "character"   // holds one that is not allowed
	NameNoLetter  ParseReason = "no-letter"   // digits or signs alone, which could pass for a number

	CodeEmpty     ParseReason = "code-empty"
	CodeCharacter ParseReason = "code-character" // holds one that is no digit
	CodeLength    ParseReason = "code-length"    // fewer than 3 digits, or more than 8
)

// maxRepeated is how many bytes of what was given an error repeats.
const maxRepeated = 64

// A ParseError is why [ParseSenderName] refuses a name, or [ParseShortCode] a code.
type ParseError struct {
	Text       string // as given, cut to 64 bytes between two characters
	Reason     ParseReason
	Length     int    // in characters, after NFC
	Rune       rune   // the first that is not allowed, for NameCharacter and CodeCharacter
	Index      int    // where it stands, in characters from 0
	Suggestion string // a portable name like it, if there is one
}

// Error says what is wrong and what could be used instead.
func (e *ParseError) Error() string {
	kind := "sender name"
	if strings.HasPrefix(string(e.Reason), "code-") {
		kind = "short code"
	}
	text := fmt.Sprintf("smsgw: %s %q: ", kind, e.Text) + e.what()
	if e.Suggestion != "" {
		text += fmt.Sprintf("; try %q", e.Suggestion)
	}
	return text
}

func (e *ParseError) what() string {
	switch e.Reason {
	case NameEmpty, CodeEmpty:
		return "is empty"
	case NameTooLong:
		return fmt.Sprintf("has %d characters, at most %d are allowed", e.Length, MaxSenderName)
	case NameBlank:
		return "begins or ends with a blank"
	case NameNoLetter:
		return "has no letter"
	case CodeLength:
		return fmt.Sprintf("has %d digits, %d to %d are allowed", e.Length, minShortCode, maxShortCode)
	case CodeCharacter:
		return fmt.Sprintf("has %U at character %d: only digits 0–9 are allowed", e.Rune, e.Index+1)
	}
	return fmt.Sprintf("has %U at character %d: allowed are the letters of GSM's basic alphabet, "+
		"digits, inner spaces and . - _ & + /", e.Rune, e.Index+1)
}

// Message is the error for a form, in the user's language. It shows no character
// that nobody sees or that would turn the form's text round.
func (e *ParseError) Message(l locale.Language) string {
	key := "smsgw." + string(e.Reason)
	var text string
	switch e.Reason {
	case NameTooLong:
		text = l.Phrase(key, e.Length, MaxSenderName)
	case NameCharacter, CodeCharacter:
		text = l.Phrase(key, shown(e.Rune))
	case CodeLength:
		text = l.Phrase(key, e.Length, minShortCode, maxShortCode)
	default:
		text = l.Phrase(key)
	}
	if e.Suggestion != "" {
		text += " " + l.Phrase("smsgw.try", e.Suggestion)
	}
	return text
}

// shown is a character as it can stand inside a sentence: itself, or its number
// when it is not seen, turns the text round or stacks on the one before.
func shown(r rune) string {
	if cleantext.Unseen(r) || !unicode.IsGraphic(r) || unicode.IsSpace(r) ||
		unicode.IsMark(r) || r == unicode.ReplacementChar {
		return fmt.Sprintf("%U", r)
	}
	return string(r)
}
