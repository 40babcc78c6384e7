package plan

import "github.com/budkavle/budkavle/templating/locale"

// Kind is a kind of message. The packages that decide about messages have the
// constants: notify/compose those to customers, notify/staff those to the
// company's own people. The send log keeps its text, so a constant's value never
// changes. The zero value is no kind.
type Kind string

// Message is the kind's name in a language: "bokningsbekräftelse". An unknown kind is
// returned as it is.
func (k Kind) Message(l locale.Language) string {
	return l.Word("audit.kind.", string(k))
}

// TextSource says where a text came from. The zero value means nowhere, as in a
// template mail whose template has not been chosen.
type TextSource string

// The sources of a text.
const (
	SourceBuiltIn  TextSource = "built-in" // Budkavle's own, in the recipient's language
	SourceTemplate TextSource = "template" // one of the company's templates
	SourceSetting  TextSource = "setting"  // "message at ready for invoicing"
	SourceComment  TextSource = "comment"  // what somebody wrote on the order
)
