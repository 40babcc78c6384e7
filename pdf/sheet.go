package pdf

import (
	"strings"
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// A sheet is a document in the order and in the words of the paper. It is made
// once, and both the painter and [Document.Fields] go by it.
type sheet struct {
	d    *Document
	l    locale.Language
	zone *time.Location
	ids  namer

	head        []PrintedField // kind, number, date
	name, logo  PrintedField
	foot        [3][]PrintedField
	parties     []party
	facts       []fact
	description PrintedField
	visits      table
	lines       table
	totals      []total
	checklists  []table
	measured    table
	photos      []photo
	terms       PrintedField
	signatures  []signature
}

type (
	party struct {
		label  string
		name   PrintedField
		fields []PrintedField
	}
	fact struct {
		label  string
		fields []PrintedField // a line each, or more
	}
	total struct {
		PrintedField
		base   PrintedField // said in the label
		strong bool
	}
	photo struct {
		picture *Picture
		image   PrintedField
		caption PrintedField
	}
	signature struct {
		picture    *Picture
		image      PrintedField
		role       PrintedField
		name, when PrintedField
	}
	// A table is a heading and rows of one field a column.
	table struct {
		title   PrintedField
		columns []column
		count   int // of the rows
		rows    func(yield func([]PrintedField) bool)
	}
	// A column has a width in millimetres, or takes what the others leave.
	column struct {
		title string
		width float64
		right bool
	}
)

func newSheet(d *Document) *sheet {
	s := &sheet{d: d, l: d.Language, zone: d.Zone, ids: namer{}}
	if s.zone == nil {
		s.zone = d.Date.Location()
	}
	s.head = []PrintedField{
		{Name: "kind", Value: string(d.Kind), Text: s.word("pdf." + string(d.Kind))},
		textField("number", "", "", d.Number), s.date("date", d.Date),
	}
	s.company()
	s.addParties()
	s.addFacts()
	s.description = textField("description", "", "", d.Description)
	s.addVisits()
	s.addLines()
	s.addTotals()
	s.addChecklists()
	s.addMeasurements()
	s.addPhotos()
	s.terms = textField("terms", "", "", d.Content.Terms)
	s.addSignatures()
	return s
}

func (s *sheet) word(key string, args ...any) string { return s.l.Phrase(key, args...) }

// named is the word of the catalogue for a key, or the key itself, which is
// then a word of the host's.
func (s *sheet) named(prefix, key string) string {
	return printed(s.l.Word(prefix, key))
}

// fixedWords are of the catalogue, not of the document: they have no name.
func fixedWords(text string) PrintedField { return PrintedField{Text: text} }

// walk visits each field that is not blank.
func (s *sheet) walk(visit func(PrintedField)) {
	each := func(fields ...PrintedField) {
		for _, f := range fields {
			if !f.blank() {
				visit(f)
			}
		}
	}
	rows := func(tables ...table) {
		for _, t := range tables {
			if t.count == 0 {
				continue
			}
			if t.title.Name != "" {
				each(t.title)
			}
			for row := range t.rows {
				each(row...)
			}
		}
	}
	each(s.head...)
	each(s.logo, s.name)
	for _, column := range s.foot {
		each(column...)
	}
	for _, p := range s.parties {
		each(p.name)
		each(p.fields...)
	}
	for _, f := range s.facts {
		each(f.fields...)
	}
	each(s.description)
	rows(s.visits, s.lines)
	for _, t := range s.totals {
		each(t.PrintedField, t.base)
	}
	rows(s.checklists...)
	rows(s.measured)
	for _, p := range s.photos {
		each(p.image, p.caption)
	}
	each(s.terms)
	for _, sign := range s.signatures {
		each(sign.role, sign.image, sign.name, sign.when)
	}
}

func (s *sheet) company() {
	c := &s.d.Company
	s.name = textField("company", "", "", c.Name)
	s.logo = picture("logo", "", "", &c.Logo)
	add := func(column int, name, item, value string) {
		if f := textField(name, item, "", value); !f.blank() {
			s.foot[column] = append(s.foot[column], f)
		}
	}
	for _, line := range c.Address {
		add(0, "companyAddress", s.ids.item("company-address", ""), line)
	}
	if printed(c.Phone) != "" {
		add(1, "companyPhone", "", s.word("pdf.phone", c.Phone))
	}
	add(1, "companyEmail", "", c.Email)
	add(1, "companyWeb", "", c.Web)
	if printed(c.OrgNumber) != "" {
		add(2, "companyOrgNumber", "", s.word("pdf.org-number", c.OrgNumber))
	}
	for _, detail := range c.Details {
		add(2, "companyDetail", s.ids.item("company-detail", ""), detail)
	}
}

func (s *sheet) addParties() {
	for i := range s.d.Parties {
		p := &s.d.Parties[i]
		item, label := s.ids.item("party", string(p.Role)), s.named("pdf.role.", string(p.Role))
		one := party{label: label, name: textField("name", item, label, p.Name)}
		add := func(name, value string) {
			if f := textField(name, item, label, value); !f.blank() {
				one.fields = append(one.fields, f)
			}
		}
		add("address", strings.Join(p.Lines, "\n"))
		if printed(p.OrgNumber) != "" {
			add("orgNumber", s.word("pdf.org-number", p.OrgNumber))
		}
		if printed(p.Phone) != "" {
			add("phone", s.word("pdf.phone", p.Phone))
		}
		add("email", p.Email)
		if !one.name.blank() || len(one.fields) > 0 {
			s.parties = append(s.parties, one)
		}
	}
}

// addFacts puts the facts of the host's, what is serviced, and how long a quote
// holds into the order's head.
func (s *sheet) addFacts() {
	for _, f := range s.d.Facts {
		label := s.named("pdf.fact.", f.Label)
		if one := textField("fact", s.ids.item("fact", f.Label), label, f.Value); !one.blank() {
			s.facts = append(s.facts, fact{label, []PrintedField{one}})
		}
	}
	if valid := s.date("validUntil", s.d.ValidUntil); !valid.blank() {
		s.facts = append(s.facts, fact{s.word("pdf.fact.valid-until"), []PrintedField{valid}})
	}
	var objects []PrintedField
	for _, o := range s.d.Objects {
		value := printed(o.Name)
		if printed(o.MachineNumber) != "" {
			value = strings.TrimSpace(value + ", " + s.word("pdf.machine-number", o.MachineNumber))
			value = strings.TrimPrefix(value, ", ")
		}
		key := o.MachineNumber
		if printed(key) == "" {
			key = o.Name
		}
		if f := textField("object", s.ids.item("object", printed(key)), printed(o.Name), value); !f.blank() {
			objects = append(objects, f)
		}
	}
	if len(objects) > 0 {
		s.facts = append(s.facts, fact{s.word("pdf.fact.service-objects"), objects})
	}
}
