package recipients

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// Unlisted is a candidate that is not in a list, and why: its e-mail address is
// none, or it cannot get SMS.
type Unlisted struct {
	Candidate Candidate   // as the host gave it
	Err       *ParseError // never nil; its Reason is [ReasonEmpty] for a candidate without an address or number
	phones    bool        // of a list of numbers
}

// maxName is how many bytes of a name a message repeats.
const maxName = 100

// Message says in the user's language, in one line, who is not in the list and
// why.
func (l Unlisted) Message(lang locale.Language) string {
	who, why := cleantext.Name(l.Candidate.Name), l.Err.Message(lang)
	switch {
	case l.Err.Reason != ReasonEmpty:
	case l.phones:
		who, why = cmp.Or(who, cleantext.Name(l.Candidate.Email)), lang.Phrase("recipients.no-name-mobile")
	default:
		who, why = cmp.Or(who, cleantext.Name(l.Candidate.Phone)), lang.Phrase("recipients.no-email")
	}
	return strings.TrimSpace(cleantext.Clip(who, maxName) + " " + why)
}

// leftOut collects who is left out. The same person with the same text from two
// sources is left out once, and of whom nothing is known not at all.
type leftOut struct {
	phones bool
	list   []Unlisted
	had    map[[2]string]bool
}

func (o *leftOut) add(c Candidate, text string, err error) {
	key := [2]string{cleantext.Name(c.Name), strings.TrimSpace(text)}
	if key[0] == "" && key[1] == "" {
		key[0] = cmp.Or(cleantext.Name(c.Email), cleantext.Name(c.Phone)) // it says who is meant, see Message
	}
	if o.had[key] || key[0] == "" && key[1] == "" {
		return
	}
	if o.had == nil {
		o.had = map[[2]string]bool{}
	}
	o.had[key] = true
	bad, _ := errors.AsType[*ParseError](err)
	o.list = append(o.list, Unlisted{c, bad, o.phones})
}

// missed returns those left out, without the ones of whom another source knows more
// and whose only fault is that this one does not: they are in the list, or left out for
// what that source has.
func (o *leftOut) missed(contacts []Candidate) []Unlisted {
	if len(o.list) == 0 {
		return nil
	}
	known := map[string]bool{}
	for _, c := range contacts {
		if o.filled(c) {
			for _, who := range o.whoIs(c) {
				known[who] = true
			}
		}
	}
	return slices.DeleteFunc(o.list, func(l Unlisted) bool {
		return l.Err.Reason == ReasonEmpty &&
			slices.ContainsFunc(o.whoIs(l.Candidate), func(who string) bool { return known[who] })
	})
}

// filled reports whether a contact has something in the field that the list is of.
func (o *leftOut) filled(c Candidate) bool {
	if o.phones {
		return strings.TrimSpace(c.Phone) != ""
	}
	return strings.TrimSpace(c.Email) != ""
}

// whoIs is what tells who a contact is, whichever of it another source knows.
func (o *leftOut) whoIs(c Candidate) []string {
	other := c.Email
	if !o.phones {
		other = c.Phone
	}
	var who []string
	for _, text := range []string{cleantext.Name(c.Name), cleantext.Name(other)} {
		if text != "" {
			who = append(who, strings.ToLower(text))
		}
	}
	return who
}
