package pdf

// The block of sums in millimetres.
const (
	totalsWidth  = 96.0
	totalsSize   = 10.0
	strongSize   = 12.0
	strongMargin = 1.8
	totalsGap    = 6.0
)

// totalLines is a total as it is drawn, in the current font of the total.
func (p *painter) totalLines(t *total) (labels []coded, amount coded, height float64) {
	p.font(totalsSize, false)
	if t.strong {
		p.font(strongSize, true)
		height = strongMargin
	}
	amount = p.code(t.Text)
	if t.Label != "" {
		labels = p.wrap(t.Label, max(totalsWidth/3, totalsWidth-p.width(amount)-4))
	}
	return labels, amount, height + float64(max(1, len(labels)))*p.lineHeight() + 1
}

func (p *painter) totalsHeight() float64 {
	sum := 0.0
	for i := range p.sheet.totals {
		_, _, height := p.totalLines(&p.sheet.totals[i])
		sum += height
	}
	return sum
}

// totals stand at the right under the table, kept together with each other and
// with its last row; the one to pay is larger, under a line.
func (p *painter) totals(keep float64) {
	left := pageWidth - marginX - totalsWidth
	if height := p.totalsHeight() + keep; height < bottom*0.6 {
		p.room(height)
	}
	p.tag("Table")
	for i := range p.sheet.totals {
		t := &p.sheet.totals[i]
		labels, amount, height := p.totalLines(t)
		p.room(height)
		y := p.y
		if t.strong {
			p.line(left, y+0.5, pageWidth-marginX, y+0.5, 0.35, p.accent)
			y += strongMargin
		}
		p.ink(black)
		p.tag("TR")
		p.push(p.headOfRow(p.element("TH")))
		for n, line := range labels {
			p.text(left, y+float64(n)*p.lineHeight(), line)
		}
		p.end()
		p.tag("TD")
		p.right(pageWidth-marginX, y, amount)
		p.end()
		p.end()
		p.y += height
		if i+1 < len(p.sheet.totals) && !p.sheet.totals[i+1].strong {
			p.line(left, p.y-0.4, pageWidth-marginX, p.y-0.4, 0.1, light)
		}
	}
	p.end()
	p.y += totalsGap
}
