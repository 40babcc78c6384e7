package recipients

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/budkavle/budkavle/templating/locale"
)

// Source says where an order knows somebody from.
type Source string

// The sources, in the order in which a suggestion lists them.
const (
	OrderContact      Source = "order"       // the order's contact person: preselected
	CustomerContact   Source = "customer"    // a contact of the customer
	FacilityContact   Source = "facility"    // a contact of the facility
	InvoicedToContact Source = "invoiced-to" // a contact of "faktureras annan kund"
	SupplierContact   Source = "supplier"    // a contact of the supplier
	InvoiceAddress    Source = "invoice"     // the invoice address: comes last
)

// A Contact is somebody whom an order knows, as the host has it.
type Contact struct {
	Name     string
	Email    string // checked here; a bad one is left out
	Phone    string // checked by [SuggestPhones]
	Source   Source
	Facility string // name of the facility that the contact belongs to
	Language string // BCP 47
}

// A Suggestion is one line of the list under an address or number field. The
// same person from several sources is one line (R110).
type Suggestion struct {
	Name        string
	Address     Address // zero in a list of numbers
	Phone       Phone   // zero in a list of addresses
	Sources     []Source
	Facility    string
	Label       string // "Anna Ek (Centralstationen) anna@example.se"
	Preselected bool   // the order's contact person (R111)
}

// Suggestions is a list for a field, in the order in which it is shown. It
// never restricts what may be typed (R112).
type Suggestions []Suggestion

// LeftOut is a contact that is not in a list, and why: its e-mail address is
// none, or it cannot get SMS (R113).
type LeftOut struct {
	Contact Contact
	Err     *ParseError
}

// Message says in the user's language why the contact is not in the list.
func (l LeftOut) Message(lang locale.Language) string {
	if l.Err.Reason == Empty {
		return strings.TrimSpace(l.Contact.Name + " " + lang.Phrase(words, "recipients.no-name-mobile"))
	}
	return strings.TrimSpace(l.Contact.Name + " " + l.Err.Message(lang))
}

// PhoneSuggestions is the list for a number field and who is not in it.
type PhoneSuggestions struct {
	Suggestions
	LeftOut []LeftOut
}

// Suggest makes the list of an address field (R110, R111): without a name
// first, then by first name as the language sorts, the invoice address last.
// Contacts without a valid address are left out; see [BadAddresses].
func Suggest(contacts []Contact, l locale.Language) Suggestions {
	m := merger{}
	for _, c := range contacts {
		if a, err := ParseAddress(strings.TrimSpace(c.Email)); err == nil {
			m.add(c, target{address: a})
		}
	}
	return m.list.finish(l)
}

// BadAddresses returns the contacts that [Suggest] leaves out although they have
// something in the place of an e-mail address, so that a person can correct it.
func BadAddresses(contacts []Contact) []LeftOut {
	var out []LeftOut
	for _, c := range contacts {
		text := strings.TrimSpace(c.Email)
		if text == "" {
			continue
		}
		if _, err := ParseAddress(text); err != nil {
			bad, _ := err.(*ParseError) //nolint:errorlint // ParseAddress returns no other
			out = append(out, LeftOut{c, bad})
		}
	}
	return out
}

// SuggestPhones makes the list of a number field (R113). Region (ISO 3166) is
// for the corrections of numbers that are left out.
func SuggestPhones(contacts []Contact, region string, l locale.Language) PhoneSuggestions {
	m := merger{}
	var out []LeftOut
	for _, c := range contacts {
		p, err := ParsePhoneIn(c.Phone, region)
		switch {
		case err == nil:
			m.add(c, target{phone: p})
		case c.Source != InvoiceAddress: // which is no person, so nobody misses its number
			bad, _ := err.(*ParseError) //nolint:errorlint // ParsePhoneIn returns no other
			out = append(out, LeftOut{c, bad})
		}
	}
	return PhoneSuggestions{Suggestions: m.list.finish(l), LeftOut: out}
}

// A target is what makes two contacts one line.
type target struct {
	address Address
	phone   Phone
}

// A merger collects contacts into lines.
type merger struct {
	list Suggestions
	at   map[target]int
}

// add adds a contact, or its source to the line that has its address already.
func (m *merger) add(c Contact, t target) {
	i, known := m.at[t]
	if !known {
		if m.at == nil {
			m.at = map[target]int{}
		}
		i = len(m.list)
		m.at[t] = i
		m.list = append(m.list, Suggestion{Address: t.address, Phone: t.phone})
	}
	line := &m.list[i]
	if !slices.Contains(line.Sources, c.Source) {
		line.Sources = append(line.Sources, c.Source)
	}
	if line.Name == "" {
		line.Name = cleanName(c.Name)
	}
	if line.Facility == "" {
		line.Facility = cleanName(c.Facility)
	}
	line.Preselected = line.Preselected || c.Source == OrderContact
}

// cleanName makes a name one line without tricks.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || invisible(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, name)
	return norm.NFC.String(strings.Join(strings.Fields(name), " "))
}

// finish writes the labels and sorts the list.
func (s Suggestions) finish(l locale.Language) Suggestions {
	c := collate.New(sorting(l), collate.IgnoreCase)
	type keyed struct {
		key  []byte
		line Suggestion
	}
	var buffer collate.Buffer
	order := make([]keyed, len(s))
	for i, line := range s {
		line.Label = line.label()
		order[i] = keyed{key: c.KeyFromString(&buffer, line.Name), line: line}
	}
	slices.SortStableFunc(order, func(a, b keyed) int {
		return cmp.Or(a.line.rank()-b.line.rank(), bytes.Compare(a.key, b.key), strings.Compare(a.line.target(), b.line.target()))
	})
	for i := range order {
		s[i] = order[i].line
	}
	return s
}

// sorting returns the language in whose order names are sorted. The collation
// tables do not find bokmål under any of its tags; nynorsk has the same order.
func sorting(l locale.Language) language.Tag {
	tag, err := language.Parse(l.Tag())
	if err != nil {
		return language.Swedish
	}
	if base, _ := tag.Base(); base.String() == "nb" || base.String() == "no" {
		return language.MustParse("nn")
	}
	return tag
}

// rank puts entries without a name first and the invoice address last.
func (s *Suggestion) rank() int {
	switch {
	case len(s.Sources) == 1 && s.Sources[0] == InvoiceAddress:
		return 2
	case s.Name == "":
		return 0
	}
	return 1
}

func (s *Suggestion) target() string {
	if !s.Address.IsZero() {
		return s.Address.String()
	}
	return s.Phone.String()
}

// label shows name and address, the facility in parentheses after the name.
func (s *Suggestion) label() string {
	parts := []string{s.target()}
	if s.Facility != "" {
		parts = append([]string{"(" + s.Facility + ")"}, parts...)
	}
	if s.Name != "" {
		parts = append([]string{s.Name}, parts...)
	}
	return strings.Join(parts, " ")
}

// Preselected returns the lines that the field opens with; nil when the order
// has no contact person (R111).
func (s Suggestions) Preselected() Suggestions {
	var chosen Suggestions
	for _, line := range s {
		if line.Preselected {
			chosen = append(chosen, line)
		}
	}
	return chosen
}
