package pdf

// Measures of the lines for accepting a quote, in millimetres: three side by side,
// with room above to write.
const (
	acceptRoom = 13.0
	acceptGap  = 6.0
)

// acceptLabels are what the customer writes on the three lines.
var acceptLabels = [3]string{"pdf.accept-place", "pdf.signature", "pdf.accept-name"}

// accepts reports whether the paper has lines for the customer's acceptance: a quote
// without signatures of the host's own.
func (s *sheet) accepts() bool { return s.d.Kind == Quote && len(s.signatures) == 0 }

// acceptText is what the customer accepts, and until when.
func (s *sheet) acceptText() string {
	text := printed(s.word("pdf.accept-text", s.head[1].Text))
	if valid := s.date("validUntil", s.d.ValidUntil); !valid.blank() {
		text += " " + printed(s.word("pdf.accept-until", valid.Text))
	}
	return text
}

// acceptanceHeight is that of the heading, and of what follows it: the text and the
// lines.
func (p *painter) acceptanceHeight() (heading, rest float64) {
	p.font(12, true)
	heading = p.lineHeight() + 1.5
	p.font(10, false)
	rest = float64(len(p.wrap(p.sheet.acceptText(), contentWidth))) * p.lineHeight()
	p.font(8.5, true)
	return heading, rest + acceptRoom + 1 + p.lineHeight()
}

// acceptance is where the customer orders what a quote offers: all on one page.
func (p *painter) acceptance() {
	s := p.sheet
	_, rest := p.acceptanceHeight()
	p.begin(s.word("pdf.accept"), rest)
	p.tag("P")
	for _, line := range p.wrap(s.acceptText(), contentWidth) {
		p.text(marginX, p.y, line)
		p.y += p.lineHeight()
	}
	p.end()
	p.y += acceptRoom
	const width = (contentWidth - 2*acceptGap) / 3
	for i, label := range acceptLabels {
		x := marginX + float64(i)*(width+acceptGap)
		p.line(x, p.y, x+width, p.y, 0.25, grey)
		p.tag("P")
		p.label(x, p.y+1, s.word(label), width)
		p.end()
	}
	p.y += 1 + p.lineHeight() + 6
	p.ink(black)
}
