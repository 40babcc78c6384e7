package pdf

import (
	"slices"
	"strings"
)

// head draws the logo or the company's name, and the title at the right.
func (p *painter) head() {
	top := p.y
	left := 0.0
	if pic, ok := p.prepared(&p.d.Company.Logo); ok {
		w, h := fit(pic, logoWidth, logoHeight)
		p.picture(pic, marginX, top, w, h)
		left = h
	} else {
		p.font(16, true)
		p.ink(p.accent)
		for _, line := range p.wrap(p.d.Company.Name, contentWidth*0.5) {
			p.text(marginX, top+left, line)
			left += p.lineHeight()
		}
	}
	p.font(18, true)
	p.ink(black)
	right := top
	for _, line := range p.wrap(p.word("pdf."+string(p.d.Kind)), contentWidth*0.48) {
		p.right(pageWidth-marginX, right, line)
		right += p.lineHeight()
	}
	right += 0.5
	p.font(11, true)
	p.ink(p.accent)
	for _, line := range p.wrap(p.d.Number, contentWidth*0.48) {
		p.right(pageWidth-marginX, right, line)
		right += p.lineHeight()
	}
	p.font(10, false)
	p.ink(grey)
	p.right(pageWidth-marginX, right, p.code(p.l.ShortDate(p.d.Date)))
	right += p.lineHeight()
	p.y = max(top+left, right) + 4
	p.line(marginX, p.y, pageWidth-marginX, p.y, 0.6, p.accent)
	p.y += 6
	p.bookmark(p.title(), 0, top)
}

// partyLines is how many lines a party has at most, so that an absurd one does
// not push the order off the page.
const partyLines = 14

// parties stand side by side, at most three in a row.
func (p *painter) parties() {
	for row := range slices.Chunk(p.d.Parties, 3) {
		width := contentWidth / float64(max(len(row), 2))
		names, lines := make([][]coded, len(row)), make([][]coded, len(row))
		tallest := 0
		for i, party := range row {
			p.font(10, true)
			names[i] = p.wrap(party.Name, width-5)
			p.font(10, false)
			if len(party.Lines) > 0 {
				lines[i] = p.wrap(strings.Join(party.Lines, "\n"), width-5)
			}
			names[i] = names[i][:min(len(names[i]), partyLines)]
			lines[i] = lines[i][:min(len(lines[i]), partyLines-len(names[i]))]
			tallest = max(tallest, len(names[i])+len(lines[i]))
		}
		p.font(10, false)
		step := p.lineHeight()
		p.room(float64(tallest)*step + 10)
		for i, party := range row {
			x := marginX + float64(i)*width
			p.label(x, p.y, p.role(party.Role))
			p.ink(black)
			p.font(10, true)
			for n, line := range names[i] {
				p.text(x, p.y+4.6+float64(n)*step, line)
			}
			p.font(10, false)
			for n, line := range lines[i] {
				p.text(x, p.y+4.6+float64(len(names[i])+n)*step, line)
			}
		}
		p.y += 4.6 + float64(tallest)*step + 5
	}
}

// role is the word for a role, or the host's own.
func (p *painter) role(r Role) string {
	text := p.word("pdf.role." + string(r))
	if strings.HasPrefix(text, "pdf.role.") {
		return string(r)
	}
	return text
}

// label is a small word above what it names.
func (p *painter) label(x, y float64, text string) {
	p.font(7.5, true)
	p.ink(grey)
	p.text(x, y, p.code(strings.ToUpper(text)))
}

// facts are label and value on a pale ground with a bar of the accent colour.
func (p *painter) facts() {
	if len(p.d.Facts) == 0 {
		return
	}
	const labelWidth, pad = 48.0, 1.6
	p.font(10, false)
	step := p.lineHeight()
	ground := func(height float64) {
		p.box(marginX, p.y, contentWidth, height, pale)
		p.box(marginX, p.y, 0.8, height, p.accent)
	}
	p.room(step + 2*pad)
	ground(pad)
	p.y += pad
	for _, f := range p.d.Facts {
		label := p.word("pdf.fact." + f.Label)
		if label == "pdf.fact."+f.Label {
			label = f.Label
		}
		labels := p.wrap(label, labelWidth-6)
		lines := p.wrap(f.Value, contentWidth-labelWidth-6)
		for n := range max(len(labels), len(lines)) {
			p.room(step + pad)
			height := step
			if n == max(len(labels), len(lines))-1 {
				height += 0.7
			}
			ground(height)
			if n < len(labels) {
				p.ink(grey)
				p.text(marginX+4, p.y, labels[n])
			}
			if n < len(lines) {
				p.ink(black)
				p.text(marginX+labelWidth, p.y, lines[n])
			}
			p.y += height
		}
	}
	ground(pad - 0.7)
	p.y += pad + 6
}

// heading begins a section and keeps it together with what comes next.
func (p *painter) heading(text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	p.font(12, true)
	lines := p.wrap(text, contentWidth)
	p.room(float64(len(lines))*p.lineHeight() + 18)
	p.ink(p.accent)
	p.bookmark(text, 1, p.y)
	for _, line := range lines {
		p.text(marginX, p.y, line)
		p.y += p.lineHeight()
	}
	p.y += 1.5
	p.ink(black)
	p.font(10, false)
}

// paragraph draws running text.
func (p *painter) paragraph(title, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if title != "" {
		p.heading(p.word(title))
	}
	p.font(10, false)
	p.ink(black)
	for _, line := range p.wrap(text, contentWidth) {
		p.room(p.lineHeight())
		p.text(marginX, p.y, line)
		p.y += p.lineHeight()
	}
	p.y += 6
}

// margins draws what stands around the content of a page: from the second on
// the document's name above, on all the company's details and the page's
// number below.
func (p *painter) margins(page, of int) {
	p.font(8, false)
	p.ink(grey)
	if page > 1 {
		p.right(pageWidth-marginX, marginTop-4, p.first(p.title(), contentWidth*0.6))
		p.text(marginX, marginTop-4, p.first(p.d.Company.Name, contentWidth*0.38))
		p.line(marginX, marginTop+1, pageWidth-marginX, marginTop+1, 0.2, light)
	}
	y := pageHeight - marginBottom + 5
	p.line(marginX, y, pageWidth-marginX, y, 0.2, light)
	y += 1.8
	details := make([]string, len(p.d.Company.Details))
	for i, detail := range p.d.Company.Details {
		details[i] = detail
		if len(detail) < 60 { // a telephone number stays on its line
			details[i] = strings.ReplaceAll(detail, " ", "\u00a0")
		}
	}
	for i, line := range p.wrap(strings.Join(details, " · "), contentWidth-30) {
		if i == 4 {
			break
		}
		p.text(marginX, y+float64(i)*p.lineHeight(), line)
	}
	p.right(pageWidth-marginX, y, p.code(p.l.Phrase("pdf.page", page, of)))
}

// first is as much of a text as a line holds.
func (p *painter) first(text string, width float64) coded {
	lines := p.wrap(text, width)
	if len(lines) > 1 {
		lines = p.wrap(text, width-4)
		return lines[0] + p.code("…")
	}
	return lines[0]
}
