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

// Source says where an order knows somebody from. A host may have sources of its
// own, the zero value among them: they are listed and change nothing else.
type Source string

// The sources that a contact can have (R110). Their texts are stable.
const (
	OrderContact      Source = "order"       // the order's contact person: preselected
	CustomerContact   Source = "customer"    // a contact of the customer
	FacilityContact   Source = "facility"    // a contact of the facility
	InvoicedToContact Source = "invoiced-to" // a contact of "faktureras annan kund"
	SupplierContact   Source = "supplier"    // a contact of the supplier
	InvoiceAddress    Source = "invoice"     // the invoice address: comes last
)

// A Contact is somebody whom an order knows, as the host has it: nothing of it
// needs to be valid or there at all.
type Contact struct {
	Name     string // as people write it, first name first; may be empty
	Email    string // one address, checked by [Suggest]; a bad one is left out
	Phone    string // one number, checked by [SuggestPhones]; a bad one is left out
	Source   Source // where the order knows the contact from
	Facility string // name of the facility that the contact belongs to; empty for none
	Language string // BCP 47 tag, carried for the host; it does not change the list
}

// A Suggestion is one line of the list under an address or number field. The
// same person from several sources is one line (R110): who has the same address
// or number. The zero value is no line.
type Suggestion struct {
	Name        string   // one line; "" when no source has one
	OtherNames  []string // what later sources call whose address or number it is; searched too
	Address     Address  // zero in a list of numbers
	Phone       Phone    // zero in a list of addresses
	Sources     []Source // where the person is known from, each once, in the order of the contacts
	Facility    string   // one line; "" when no source has one
	Label       string   // "Anna Ek (Centralstationen) anna@example.se"
	Preselected bool     // the order's contact person (R111)
}

// Suggestions is a list for a field, in the order in which it is shown (R111).
// It never restricts what may be typed (R112). The zero value is an empty list.
type Suggestions []Suggestion

// PhoneSuggestions is the list for a number field and who is not in it (R113).
type PhoneSuggestions struct {
	Suggestions           // who can get SMS, in the order in which it is shown
	LeftOut     []LeftOut // who cannot, in the order of the contacts
}

// Suggest makes the list of an address field (R110, R111): without a name
// first, then by first name as the language sorts (Swedish for the zero value),
// the invoice address last. Contacts with the same address are one line.
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

// SuggestPhones makes the list of a number field as [Suggest] makes one of
// addresses (R113). Region (ISO 3166) is for the corrections of numbers that are
// left out, as in [ParsePhoneIn].
func SuggestPhones(contacts []Contact, region string, l locale.Language) PhoneSuggestions {
	m := merger{}
	var out leftOut
	for _, c := range contacts {
		p, err := ParsePhoneIn(c.Phone, region)
		switch {
		case err == nil:
			m.add(c, target{phone: p})
		case c.Source != InvoiceAddress || strings.TrimSpace(c.Phone) != "": // it is no person, so nobody misses its number
			out.add(c, c.Phone, err)
		}
	}
	return PhoneSuggestions{Suggestions: m.list.finish(l), LeftOut: out.list}
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
	switch name := cleanName(c.Name); {
	case line.Name == "":
		line.Name = name
	case name != "" && !strings.EqualFold(name, line.Name) && !slices.Contains(line.OtherNames, name):
		line.OtherNames = append(line.OtherNames, name)
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
// has no contact person, or none who can be reached this way (R111).
func (s Suggestions) Preselected() Suggestions {
	var chosen Suggestions
	for _, line := range s {
		if line.Preselected {
			chosen = append(chosen, line)
		}
	}
	return chosen
}
