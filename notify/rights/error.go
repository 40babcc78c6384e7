package rights

import (
	"strings"

	"github.com/budkavle/budkavle/templating/locale"
)

// An Error is a refusal: somebody lacks rights. It names every one, so that an
// administrator is asked once.
type Error struct {
	Who     string  // the user's ID; neither text has it
	Missing []Right // at least one, in the order of [All], then the host's own
}

// Error names the missing rights as they are stored and in English.
func (e *Error) Error() string {
	names := make([]string, len(e.Missing))
	for i, right := range e.Missing {
		names[i] = string(right) + " (" + right.Name(locale.English) + ")"
	}
	return "rights: not allowed without " + strings.Join(names, ", ")
}

// Message names the missing rights in a user's language and says what to do,
// for the form.
func (e *Error) Message(l locale.Language) string {
	names := make([]string, len(e.Missing))
	for i, right := range e.Missing {
		names[i] = l.Phrase("rights.quoted", right.Name(l))
	}
	if len(names) == 1 {
		return l.Phrase("rights.missing", names[0])
	}
	return l.Phrase("rights.missing-several", l.Join(names))
}
