package pdf

// The sections of a document in their order. Each is drawn with the height
// that must follow on the same page as its last lines: sums after a table, and
// a signature after whatever stands before it, because neither says anything
// alone.
func (p *painter) sections() {
	s := p.sheet
	type section struct {
		there bool
		draw  func(keep float64)
	}
	all := []section{
		{!s.description.blank(), func(keep float64) { p.paragraph("", s.description, keep) }},
		{s.visits.count > 0, func(keep float64) { p.table(s.visits, keep) }},
		{s.lines.count > 0 || len(s.totals) > 0, func(keep float64) {
			if len(s.totals) > 0 {
				if keep > 0 {
					keep += totalsGap
				}
				p.table(s.lines, p.totalsHeight()+keep)
				p.totals(keep)
				return
			}
			p.table(s.lines, keep)
		}},
	}
	for _, list := range append(append([]table{}, s.checklists...), s.measured) {
		all = append(all, section{list.count > 0, func(keep float64) { p.table(list, keep) }})
	}
	all = append(all,
		section{len(s.photos) > 0, p.photos},
		section{!s.terms.blank(), func(keep float64) { p.paragraph(p.sheet.word("pdf.terms"), s.terms, keep) }},
	)
	last := -1
	for i, one := range all {
		if one.there {
			last = i
		}
	}
	for i, one := range all {
		keep := 0.0
		if i == last {
			keep = p.signaturesHeight()
		}
		if one.there {
			one.draw(keep)
		}
	}
	p.signatures()
}
