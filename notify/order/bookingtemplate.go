package order

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// BookingCase is what a message about a visit has to say. The zero value is taken
// for [CaseNew].
type BookingCase string

// The cases of messages about visits.
const (
	CaseNew       BookingCase = "new"       // a visit that the recipient has not heard of
	CaseChanged   BookingCase = "changed"   // one that the recipient knew otherwise
	CaseCancelled BookingCase = "cancelled" // one that does not take place
	CaseReminder  BookingCase = "reminder"  // one that is soon
)

// BookingCases returns all of them, in the order above.
func BookingCases() []BookingCase {
	return []BookingCase{CaseNew, CaseChanged, CaseCancelled, CaseReminder}
}

// Message names the case in a user's language, within a sentence: "a changed visit" is
// "ändrat besök". One that is unknown is called by its own value.
func (c BookingCase) Message(l locale.Language) string {
	return l.Word("order.case-", string(cmp.Or(c, CaseNew)))
}

// A BookingTemplate is the company's own text about visits on one kind of order, in
// one case and one language: bokningsmall. It takes the place of the built-in text
// of that case and language and of no other, so that nobody is told of a new visit
// in words about one that moved, or in a language of somebody else's. The zero value
// is not to be saved.
type BookingTemplate struct {
	Order    Kind        `json:"order"`             // one of [Bookable]
	Case     BookingCase `json:"case,omitzero"`     // zero: [CaseNew]
	Language string      `json:"language,omitzero"` // BCP 47; zero: the company's
	templating.EmailTemplate
}

// BookingTemplate returns the company's own text for a case on a kind of order in a
// language; false when it has none, and the built-in text is to be used.
func (s Settings) BookingTemplate(kind Kind, in BookingCase, l locale.Language) (templating.EmailTemplate, bool) {
	if len(s.BookingTemplates) == 0 {
		return templating.EmailTemplate{}, false
	}
	known := s.BuildLanguages()
	for _, t := range s.BookingTemplates {
		if t.Order == kind && t.about() == in && known.speaks(t.Language, l) {
			return t.EmailTemplate, true
		}
	}
	return templating.EmailTemplate{}, false
}

// about is the case that a template is for.
func (t BookingTemplate) about() BookingCase { return cmp.Or(t.Case, CaseNew) }

// speaks reports whether a template's language is l: an unknown one is nobody's.
func (k Languages) speaks(tag string, l locale.Language) bool {
	if tag == "" {
		return k.Of().Tag() == l.Tag()
	}
	own, known := k.Find(tag)
	return known && own.Tag() == l.Tag()
}

func (s Settings) validateBookingTemplates(c *checker) {
	taken, languages := map[string]bool{}, s.BuildLanguages()
	for i, t := range s.BookingTemplates {
		path := fmt.Sprintf("bookingTemplates[%d]", i)
		if !slices.Contains(Bookable(), t.Order) {
			c.fail(path+".order", invalid.NotBookable, quote(string(t.Order)))
		}
		if !slices.Contains(BookingCases(), t.about()) {
			c.fail(path+".case", invalid.Case, quote(string(t.Case)))
		}
		language := languages.Of()
		if t.Language != "" {
			own, known := languages.Find(t.Language)
			if !known {
				c.fail(path+".language", invalid.Language, quote(t.Language))
			}
			language = own
		}
		key := strings.Join([]string{string(t.Order), string(t.about()), language.Tag()}, " ")
		if taken[key] {
			c.fail(path, invalid.Twice)
		}
		taken[key] = true
		s.validateTemplate(c, path, t.EmailTemplate)
	}
}
