package recipients

import (
	"slices"
	"strings"

	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// Source says where an order knows somebody from. A host may have sources of its
// own, the zero value among them: they are listed and change nothing else.
type Source string

// The sources that a contact can have. Their texts are stable.
const (
	OrderContact      Source = "order"       // the order's contact person: preselected
	CustomerContact   Source = "customer"    // a contact of the customer
	FacilityContact   Source = "facility"    // a contact of the facility
	InvoicedToContact Source = "invoiced-to" // a contact of "faktureras annan kund"
	SupplierContact   Source = "supplier"    // a contact of the supplier
	InvoiceAddress    Source = "invoice"     // the invoice address: comes last
)

// A Candidate is somebody whom an order knows, as the host has it: nothing of it
// needs to be valid or there at all.
type Candidate struct {
	Name     string // as people write it, first name first; may be empty
	Email    string // one address, checked by [Suggest]; a bad one is left out
	Phone    string // one number, checked by [SuggestPhones]; a bad one is left out
	Source   Source // where the order knows the contact from
	Facility string // name of the facility that the contact is of; empty for none, whatever facility the order has
	Language string // BCP 47 tag, carried for the host; it does not change the list
}

// A Suggestion is one line of the list under an address or number field. The
// same person from several sources is one line: who has the same address or
// number. The zero value is no line.
type Suggestion struct {
	Name        string   // one line; "" when no source has one
	OtherNames  []string // what later sources call whose address or number it is; searched too
	Address     Address  // zero in a list of numbers
	Phone       Phone    // zero in a list of addresses
	Sources     []Source // where the person is known from, each once, in the order of the contacts
	Facility    string   // one line; "" when no source has one
	Label       string   // "Anna Ek (Centralstationen) anna@example.se"
	Preselected bool     // the order's contact person
}

// Suggestions is the list for a field, and who is not in it. It never restricts
// what may be typed. The zero value is an empty list.
type Suggestions struct {
	Lines   []Suggestion // in the order in which they are shown
	LeftOut []Unlisted   // who cannot be written to this way, in the order of the contacts
}

// Suggest makes the list of an address field: without a name first, then by
// first name as the language sorts (Swedish for the zero value), the invoice
// address last. Contacts with the same address, in capitals or not, are one line.
// Contacts without a valid address are left out.
func Suggest(contacts []Candidate, l locale.Language) Suggestions {
	m := newMerger(contacts, false)
	for i := range contacts {
		text := contacts[i].Email
		a, err := ParseAddress(strings.TrimSpace(text))
		m.add(i, Suggestion{Address: a}, strings.ToLower(a.text), text, err) // capitals make nobody another person
	}
	return m.finish(l)
}

// SuggestPhones makes the list of a number field as [Suggest] makes one of
// addresses. Region is for the corrections of numbers that are left out, as in
// [ParsePhoneIn].
func SuggestPhones(contacts []Candidate, region string, l locale.Language) Suggestions {
	m := newMerger(contacts, true)
	for i := range contacts {
		text := contacts[i].Phone
		p, err := ParsePhoneIn(text, region)
		m.add(i, Suggestion{Phone: p}, p.number, text, err)
	}
	return m.finish(l)
}

// A merger collects contacts into lines.
type merger struct {
	contacts []Candidate
	list     []Suggestion
	sources  []Source       // one for each line, which most need no more of
	keys     []string       // the address in lower case, or the number, of each line
	at       map[string]int // the line of an address or number; nil while there are few
	out      leftOut
}

func newMerger(contacts []Candidate, phones bool) *merger {
	return &merger{
		contacts: contacts,
		list:     make([]Suggestion, 0, len(contacts)),
		sources:  make([]Source, 0, len(contacts)),
		keys:     make([]string, 0, len(contacts)),
		out:      leftOut{phones: phones},
	}
}

// add adds a contact, or its source to the line that has the same address or
// number, its key, already;
// one whose text is bad is left out. An invoice address is no person, so nobody
// misses what it has not.
func (m *merger) add(i int, fresh Suggestion, key, text string, err error) {
	c := &m.contacts[i]
	if err != nil {
		if c.Source != InvoiceAddress || strings.TrimSpace(text) != "" {
			m.out.add(*c, text, err)
		}
		return
	}
	at, known := m.find(key)
	if !known {
		at = len(m.list)
		m.list = append(m.list, fresh)
		m.sources, m.keys = append(m.sources, c.Source), append(m.keys, key)
		m.list[at].Sources = m.sources[at : at+1 : at+1]
	}
	m.list[at].merge(c)
}

// fewLines is how many lines are looked at one by one.
const fewLines = 24

// find returns the line of a key, and makes its place known for the next time
// when it has none.
func (m *merger) find(key string) (line int, known bool) {
	if len(m.list) < fewLines {
		line = slices.Index(m.keys, key)
		return line, line >= 0
	}
	if m.at == nil {
		m.at = make(map[string]int, len(m.contacts))
		for i, had := range m.keys {
			m.at[had] = i
		}
	}
	line, known = m.at[key]
	if !known {
		m.at[key] = len(m.list)
	}
	return line, known
}

// merge adds what a contact knows to its line.
func (s *Suggestion) merge(c *Candidate) {
	if !slices.Contains(s.Sources, c.Source) {
		s.Sources = append(s.Sources, c.Source)
	}
	switch name := cleantext.Name(c.Name); {
	case s.Name == "":
		s.Name = name
	case name != "" && !strings.EqualFold(name, s.Name) && !slices.Contains(s.OtherNames, name):
		s.OtherNames = append(s.OtherNames, name)
	}
	if s.Facility == "" {
		s.Facility = cleantext.Name(c.Facility)
	}
	s.Preselected = s.Preselected || c.Source == OrderContact
}

// finish writes the labels, sorts the list and leaves out whom nobody misses.
func (m *merger) finish(l locale.Language) Suggestions {
	writeLabels(m.list)
	arrange(m.list, l)
	return Suggestions{Lines: m.list, LeftOut: m.out.missed(m.contacts)}
}

// target is the address or number as it is shown.
func (s *Suggestion) target() string {
	if !s.Address.IsZero() {
		return s.Address.String()
	}
	return s.Phone.String()
}

// writeLabels writes the labels: name and address, the facility in parentheses after
// the name. All of them are parts of one text.
func writeLabels(list []Suggestion) {
	var b strings.Builder
	size := 0
	for i := range list {
		s := &list[i]
		size += len(s.Name) + len(s.Facility) + len(s.Address.text) + len(s.Phone.number) + len(" () ")
	}
	b.Grow(size)
	for i := range list {
		s, start := &list[i], b.Len()
		if s.Name != "" {
			b.WriteString(s.Name)
			b.WriteByte(' ')
		}
		if s.Facility != "" {
			b.WriteByte('(')
			b.WriteString(s.Facility)
			b.WriteString(") ")
		}
		b.WriteString(s.target())
		s.Label = b.String()[start:]
	}
}

// Preselected returns the lines that the field opens with; nil when the order
// has no contact person, or none who can be reached this way.
func (s Suggestions) Preselected() []Suggestion {
	var chosen []Suggestion
	for _, line := range s.Lines {
		if line.Preselected {
			chosen = append(chosen, line)
		}
	}
	return chosen
}
