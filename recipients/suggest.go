package recipients

import (
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

// LeftOut is a contact that cannot get SMS, and why (R113).
type LeftOut struct {
	Contact Contact
	Err     *ParseError
}

// Message says in the user's language why the contact is not in the list.
func (l LeftOut) Message(lang locale.Language) string {
	if l.Contact.Phone == "" {
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
// Contacts without a valid address are left out.
func Suggest(contacts []Contact, l locale.Language) Suggestions {
	var list Suggestions
	for _, c := range contacts {
		if a, err := ParseAddress(strings.TrimSpace(c.Email)); err == nil {
			list = list.merge(c, Suggestion{Address: a})
		}
	}
	return list.finish(l)
}

// SuggestPhones makes the list of a number field (R113). Region (ISO 3166) is
// for the corrections of numbers that are left out.
func SuggestPhones(contacts []Contact, region string, l locale.Language) PhoneSuggestions {
	var result PhoneSuggestions
	for _, c := range contacts {
		p, err := ParsePhoneIn(c.Phone, region)
		if err != nil {
			if c.Source != InvoiceAddress {
				bad, _ := err.(*ParseError) //nolint:errorlint // ParsePhoneIn returns no other
				result.LeftOut = append(result.LeftOut, LeftOut{c, bad})
			}
			continue
		}
		result.Suggestions = result.merge(c, Suggestion{Phone: p})
	}
	result.Suggestions = result.finish(l)
	return result
}

// merge adds a contact, or its source to the line that has its address already.
func (s Suggestions) merge(c Contact, line Suggestion) Suggestions {
	for i := range s {
		if s[i].Address != line.Address || s[i].Phone != line.Phone {
			continue
		}
		if !slices.Contains(s[i].Sources, c.Source) {
			s[i].Sources = append(s[i].Sources, c.Source)
		}
		if s[i].Name == "" {
			s[i].Name = cleanName(c.Name)
		}
		if s[i].Facility == "" {
			s[i].Facility = cleanName(c.Facility)
		}
		s[i].Preselected = s[i].Preselected || c.Source == OrderContact
		return s
	}
	line.Name, line.Facility = cleanName(c.Name), cleanName(c.Facility)
	line.Sources, line.Preselected = []Source{c.Source}, c.Source == OrderContact
	return append(s, line)
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

// finish sorts the list and writes the labels.
func (s Suggestions) finish(l locale.Language) Suggestions {
	tag, err := language.Parse(l.Tag())
	if err != nil {
		tag = language.Swedish
	}
	c := collate.New(tag, collate.IgnoreCase)
	var buffer collate.Buffer
	keys := make(map[*Suggestion][]byte, len(s))
	order := make([]*Suggestion, len(s))
	for i := range s {
		order[i] = &s[i]
		keys[order[i]] = c.KeyFromString(&buffer, s[i].Name)
	}
	slices.SortStableFunc(order, func(a, b *Suggestion) int {
		if n := a.rank() - b.rank(); n != 0 {
			return n
		}
		if n := slices.Compare(keys[a], keys[b]); n != 0 {
			return n
		}
		return strings.Compare(a.target(), b.target())
	})
	sorted := make(Suggestions, len(s))
	for i, line := range order {
		sorted[i] = *line
		sorted[i].Label = line.label()
	}
	return sorted
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

// Search returns the lines whose name, address, number or facility holds
// every word of query (R112), without case and without accents that the search
// left out: "andre" finds André, and "å" only å. An empty query finds all.
func (s Suggestions) Search(query string) Suggestions {
	queries := strings.Fields(query)
	if len(queries) == 0 {
		return s
	}
	var found Suggestions
	for _, line := range s {
		text := line.Name + " " + line.Facility + " " + line.target() + " " + line.Address.ASCII()
		exact, loose := fold(text, false), fold(text, true)
		if !slices.ContainsFunc(queries, func(word string) bool {
			return !strings.Contains(exact, fold(word, false)) && !strings.Contains(loose, fold(word, false))
		}) {
			found = append(found, line)
		}
	}
	return found
}

// fold lowers a text, and takes accents away but those that make Swedish
// letters of their own.
func fold(text string, accents bool) string {
	text = strings.ToLower(norm.NFC.String(text))
	if !accents {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("åäöæø", r) {
			b.WriteRune(r)
			continue
		}
		for _, d := range norm.NFD.String(string(r)) {
			if !unicode.Is(unicode.Mn, d) {
				b.WriteRune(d)
			}
		}
	}
	return b.String()
}
