package pdf

import (
	"slices"
	"strings"
)

// How many lines the parts of the head have at most, so that an absurd name
// does not push the order off the page.
const (
	nameLines  = 3
	titleLines = 2
	partyLines = 14
	footLines  = 4
)

// head draws the logo or the company's name, and the title at the right.
func (p *painter) head() {
	top := p.y
	left := 0.0
	if pic, ok := p.prepared(&p.d.Company.Logo); ok {
		w, h := fit(pic, logoWidth, logoHeight)
		if p.sheet.name.blank() {
			p.artifact() // nobody can say whose it is
		} else {
			p.figure(p.sheet.name.Text)
		}
		p.picture(pic, marginX, top, w, h)
		p.end()
		left = h
	} else {
		p.font(16, true)
		p.ink(p.accent)
		p.tag("P")
		for _, line := range p.lines(p.sheet.name.Text, contentWidth*0.5, nameLines) {
			p.text(marginX, top+left, line)
			left += p.lineHeight()
		}
		p.end()
	}
	right := top
	draw := func(tag string, size float64, bold bool, k colour, text string) {
		p.font(size, bold)
		p.ink(k)
		if tag != "" {
			p.tag(tag)
			defer p.end()
		}
		for _, line := range p.lines(text, contentWidth*0.48, titleLines) {
			p.right(pageWidth-marginX, right, line)
			right += p.lineHeight()
		}
	}
	p.tag("H1")
	draw("", 18, true, black, p.sheet.head[0].Text)
	right += 0.5
	draw("", 11, true, p.accent, p.sheet.head[1].Text)
	p.end()
	draw("P", 10, false, grey, p.sheet.head[2].Text)
	p.y = max(top+left, right) + 4
	p.line(marginX, p.y, pageWidth-marginX, p.y, 0.6, p.accent)
	p.y += 6
	p.bookmark(p.title(), 0, top)
}

// parties stand side by side, at most three in a row.
func (p *painter) parties() {
	for row := range slices.Chunk(p.sheet.parties, 3) {
		width := contentWidth / float64(max(len(row), 2))
		names, lines := make([][]coded, len(row)), make([][]coded, len(row))
		tallest := 0
		for i, party := range row {
			p.font(10, true)
			if !party.name.blank() {
				names[i] = p.lines(party.name.Text, width-5, partyLines-2)
			}
			p.font(10, false)
			texts := make([]string, len(party.fields))
			for n, f := range party.fields {
				texts[n] = f.Text
			}
			if len(texts) > 0 {
				lines[i] = p.lines(strings.Join(texts, "\n"), width-5, partyLines-len(names[i]))
			}
			tallest = max(tallest, len(names[i])+len(lines[i]))
		}
		p.font(10, false)
		step := p.lineHeight()
		p.room(float64(tallest)*step + 10)
		for i, party := range row {
			x := marginX + float64(i)*width
			p.tag("P")
			p.label(x, p.y, party.label, width-5)
			p.ink(black)
			p.font(10, true)
			for n, line := range names[i] {
				p.text(x, p.y+4.6+float64(n)*step, line)
			}
			p.font(10, false)
			for n, line := range lines[i] {
				p.text(x, p.y+4.6+float64(len(names[i])+n)*step, line)
			}
			p.end()
		}
		p.y += 4.6 + float64(tallest)*step + 5
	}
}

// label is a small word above what it names.
func (p *painter) label(x, y float64, text string, width float64) {
	p.font(8.5, true)
	p.ink(grey)
	p.text(x, y, p.lines(text, width, 1)[0])
}

// facts are label and value on a pale ground with a bar of the accent colour.
func (p *painter) facts() {
	if len(p.sheet.facts) == 0 {
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
	p.tag("Table")
	for _, f := range p.sheet.facts {
		labels := p.wrap(f.label, labelWidth-6)
		var lines []coded
		for _, field := range f.fields {
			lines = append(lines, p.wrap(field.Text, contentWidth-labelWidth-6)...)
		}
		p.tag("TR")
		head, value := p.headOfRow(p.element("TH")), p.element("TD")
		for n := range max(len(labels), len(lines)) {
			p.room(step + pad)
			height := step
			if n == max(len(labels), len(lines))-1 {
				height += 0.7
			}
			ground(height)
			if n < len(labels) {
				p.ink(grey)
				p.into(head)
				p.text(marginX+4, p.y, labels[n])
			}
			if n < len(lines) {
				p.ink(black)
				p.into(value)
				p.text(marginX+labelWidth, p.y, lines[n])
			}
			p.y += height
		}
		p.end()
	}
	p.end()
	ground(pad - 0.7)
	p.y += pad + 6
}

// begin begins a section, with a heading where it has one: on the next page when
// less than the height of what must follow is left.
func (p *painter) begin(heading string, follow float64) {
	follow = min(follow, bottom*0.8)
	if heading == "" {
		p.room(follow)
		return
	}
	p.font(12, true)
	lines := p.wrap(heading, contentWidth)
	p.room(float64(len(lines))*p.lineHeight() + 1.5 + follow)
	p.ink(p.accent)
	p.bookmark(strings.ReplaceAll(heading, "\n", " "), 1, p.y)
	p.tag("H2")
	for _, line := range lines {
		p.room(p.lineHeight())
		p.text(marginX, p.y, line)
		p.y += p.lineHeight()
	}
	p.end()
	p.y += 1.5
	p.ink(black)
	p.font(10, false)
}

// paragraph draws running text, its first two lines together, and its last two
// together with what must follow on the same page.
func (p *painter) paragraph(title string, f PrintedField, keep float64) {
	p.font(10, false)
	lines, step := p.wrap(f.Text, contentWidth), p.lineHeight()
	last := 2*step + 6 + min(keep, bottom*0.6)
	if len(lines) <= 2 {
		p.begin(title, last)
	} else {
		p.begin(title, 2*step)
	}
	p.font(10, false)
	p.ink(black)
	p.tag("P")
	for i, line := range lines {
		if i == len(lines)-2 {
			p.room(last)
		}
		p.room(step)
		p.text(marginX, p.y, line)
		p.y += step
	}
	p.end()
	p.y += 6
}

// margins draws what stands around the content of a page: from the second on
// the document's name above, on all the company's details and the page's
// number below.
func (p *painter) margins(n, of int) {
	p.font(8, false)
	p.ink(grey)
	if n > 1 {
		p.right(pageWidth-marginX, marginTop-4, p.lines(p.title(), contentWidth*0.6, 1)[0])
		p.text(marginX, marginTop-4, p.lines(p.sheet.name.Text, contentWidth*0.38, 1)[0])
		p.line(marginX, marginTop+1, pageWidth-marginX, marginTop+1, 0.2, light)
	}
	y := pageHeight - marginBottom + 3.5
	p.line(marginX, y, pageWidth-marginX, y, 0.2, light)
	y += 1.8
	number := p.code(pageOf(p.l, n, of))
	p.right(pageWidth-marginX, y, number)
	p.foot(y, contentWidth-p.width(number)-6)
}

// foot draws the company's details in as many columns as have any, a detail to
// a line: who, how to reach, and the rest.
func (p *painter) foot(y, width float64) {
	var columns [][]string
	for i, fields := range p.sheet.foot {
		var lines []string
		if i == 0 && p.sheet.name.Text != "" && len(fields) > 0 {
			lines = append(lines, p.sheet.name.Text)
		}
		for _, f := range fields {
			lines = append(lines, f.Text)
		}
		if len(lines) > 0 {
			columns = append(columns, lines)
		}
	}
	if len(columns) == 1 && len(columns[0]) > footLines { // one long list goes over the whole width
		for i, line := range p.joined(columns[0], width) {
			if i < footLines {
				p.text(marginX, y+float64(i)*p.lineHeight(), line)
			}
		}
		return
	}
	for i, lines := range columns {
		each := width / float64(len(columns))
		for n, line := range lines[:min(len(lines), footLines)] {
			p.text(marginX+float64(i)*each, y+float64(n)*p.lineHeight(), p.lines(line, each-4, 1)[0])
		}
	}
}

// joined sets details after each other with points between, none at a line's
// end.
func (p *painter) joined(details []string, width float64) []coded {
	var lines []coded
	line := ""
	for _, detail := range details {
		with := detail
		if line != "" {
			with = line + " · " + detail
		}
		if line == "" || p.width(p.code(with)) <= width {
			line = with
			continue
		}
		lines, line = append(lines, p.lines(line, width, 1)...), detail
	}
	if line != "" {
		lines = append(lines, p.lines(line, width, 1)...)
	}
	return lines
}
