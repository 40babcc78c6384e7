package recipients

import (
	"cmp"
	"errors"
	"strings"

	"github.com/budkavle/budkavle/templating/locale"
)

// LeftOut is a contact that is not in a list, and why: its e-mail address is
// none, or it cannot get SMS (R113).
type LeftOut struct {
	Contact Contact     // as the host gave it
	Err     *ParseError // never nil; its Reason is [Empty] for a contact without a number
}

// Message says in the user's language, in one line, who is not in the list and
// why.
func (l LeftOut) Message(lang locale.Language) string {
	who, why := cleanName(l.Contact.Name), l.Err.Message(lang)
	if l.Err.Reason == Empty {
		who, why = cmp.Or(who, cleanName(l.Contact.Email)), lang.Phrase("recipients.no-name-mobile")
	}
	return strings.TrimSpace(who + " " + why)
}

// leftOut collects who is left out. The same person with the same text from two
// sources is left out once.
type leftOut struct {
	list []LeftOut
	had  map[[2]string]bool
}

func (o *leftOut) add(c Contact, text string, err error) {
	key := [2]string{cleanName(c.Name), strings.TrimSpace(text)}
	if key[0] == "" && key[1] == "" {
		key[0] = c.Email // it says who is meant, see Message
	}
	if o.had == nil {
		o.had = map[[2]string]bool{}
	}
	if !o.had[key] {
		o.had[key] = true
		bad, _ := errors.AsType[*ParseError](err)
		o.list = append(o.list, LeftOut{c, bad})
	}
}

// BadAddresses returns the contacts that [Suggest] leaves out although they have
// something in the place of an e-mail address, so that a person can correct it;
// nil when there are none.
func BadAddresses(contacts []Contact) []LeftOut {
	var out leftOut
	for _, c := range contacts {
		text := strings.TrimSpace(c.Email)
		if _, err := ParseAddress(text); err != nil && text != "" {
			out.add(c, text, err)
		}
	}
	return out.list
}
