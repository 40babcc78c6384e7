package pdf

import (
	"slices"
	"strings"
)

// A column of a table: its width in millimetres and whether it ends at the
// right.
type column struct {
	title string
	width float64
	right bool
}

// A cell of a row.
type cell struct {
	text string
	ink  colour
	mark bool // a small square of the ink before the text
}

// table draws rows over as many pages as they need, the head repeated on each.
func (p *painter) table(columns []column, rows func(yield func([]cell) bool)) {
	head := func() {
		p.font(8.5, true)
		p.ink(grey)
		x := marginX
		for i, col := range columns {
			p.cellText(col, x, p.y, p.first(col.title, col.width-gap(columns, i)), gap(columns, i))
			x += col.width
		}
		p.y += p.lineHeight() + 1
		p.line(marginX, p.y, marginX+contentWidth, p.y, 0.35, p.accent)
		p.y += 1.2
		p.font(9.5, false)
	}
	p.room(20)
	head()
	lines := make([][]coded, len(columns))
	for row := range rows {
		tallest := 1
		for i, col := range columns {
			lines[i] = p.wrap(row[i].text, col.width-gap(columns, i))
			tallest = max(tallest, len(lines[i]))
		}
		step := p.lineHeight()
		if height := float64(tallest)*step + 2; p.y+height > bottom && height < bottom*0.6 {
			p.nextPage() // whole rows, where they are of a normal height
			head()
		}
		// A row that is taller than that goes on over the next pages.
		for from := 0; from < tallest; {
			if p.room(step + 2) {
				head()
			}
			to := min(tallest, from+max(1, int((bottom-p.y-2)/step)))
			p.row(columns, row, lines, from, to)
			from = to
		}
		p.line(marginX, p.y, marginX+contentWidth, p.y, 0.1, light)
		p.y += 1
	}
	p.y += 5
}

// gap is the room between a column and the next.
func gap(columns []column, i int) float64 {
	if i == len(columns)-1 {
		return 0
	}
	return 2.5
}

// row draws some of the lines of a row's cells.
func (p *painter) row(columns []column, row []cell, lines [][]coded, from, to int) {
	x := marginX
	step := p.lineHeight()
	for i, col := range columns {
		indent := 0.0
		if row[i].mark {
			p.box(x, p.y+step/2-0.9, 1.8, 1.8, row[i].ink)
			indent = 3
		}
		p.ink(row[i].ink)
		for n := from; n < min(to, len(lines[i])); n++ {
			p.cellText(col, x+indent, p.y+float64(n-from)*step, lines[i][n], gap(columns, i))
		}
		x += col.width
	}
	p.ink(black)
	p.y += float64(to-from)*step + 1
}

func (p *painter) cellText(col column, x, y float64, text coded, gap float64) {
	if col.right {
		p.right(x+col.width-gap, y, text)
		return
	}
	p.text(x, y, text)
}

// lines is the table of articles; columns that no line fills are left out.
func (p *painter) lines() {
	lines := p.d.Content.Lines
	if len(lines) == 0 {
		return
	}
	has := func(f func(l Line) bool) bool { return slices.ContainsFunc(lines, f) }
	var columns []column
	var values []func(l Line) string
	add := func(use bool, title string, width float64, right bool, value func(l Line) string) {
		if use {
			columns = append(columns, column{p.word(title), width, right})
			values = append(values, value)
		}
	}
	add(has(func(l Line) bool { return l.Article != "" }), "pdf.article", 28, false, func(l Line) string { return l.Article })
	add(true, "pdf.name", 0, false, func(l Line) string { return l.Name })
	add(has(func(l Line) bool { return l.Quantity != 0 }), "pdf.quantity", 26, true, p.quantity)
	add(has(func(l Line) bool { return l.Price.Currency != "" }), "pdf.price", 29, true, func(l Line) string { return p.money(l.Price) })
	add(has(func(l Line) bool { return l.Sum.Currency != "" }), "pdf.sum", 31, true, func(l Line) string { return p.money(l.Sum) })
	rest := contentWidth
	for _, c := range columns {
		rest -= c.width
	}
	for i := range columns {
		if columns[i].width == 0 {
			columns[i].width = rest
		}
	}
	p.table(columns, func(yield func([]cell) bool) {
		row := make([]cell, len(columns))
		for _, l := range lines {
			for i, value := range values {
				row[i] = cell{text: value(l), ink: black}
			}
			if !yield(row) {
				return
			}
		}
	})
}

// quantity writes thousandths without superfluous zeros.
func (p *painter) quantity(l Line) string {
	if l.Quantity == 0 {
		return ""
	}
	value, decimals := l.Quantity, 3
	for decimals > 0 && value%10 == 0 {
		value, decimals = value/10, decimals-1
	}
	return strings.TrimSpace(p.l.Number(value, decimals) + " " + l.Unit)
}

func (p *painter) money(m Money) string {
	if m.Currency == "" {
		return ""
	}
	return p.l.Money(m.Minor, m.Currency)
}

// totals stand at the right under the table, kept together; the one to pay is
// larger, under a line.
func (p *painter) totals() {
	const width = 96.0
	left := pageWidth - marginX - width
	for i, t := range p.d.Content.Totals {
		size := 10.0
		if t.Strong {
			size = 12
		}
		p.font(size, t.Strong)
		amount := p.code(p.money(t.Amount))
		labels := p.wrap(t.Label, max(width/3, width-p.width(amount)-4))
		height := float64(len(labels))*p.lineHeight() + 1
		if i == 0 {
			p.room(min(60, height*float64(len(p.d.Content.Totals))+4))
		}
		p.room(height + 3)
		if t.Strong {
			p.line(left, p.y+0.5, pageWidth-marginX, p.y+0.5, 0.35, p.accent)
			p.y += 1.8
		}
		p.ink(black)
		p.right(pageWidth-marginX, p.y, amount)
		for _, line := range labels {
			p.text(left, p.y, line)
			p.y += p.lineHeight()
		}
		p.y++
	}
	if len(p.d.Content.Totals) > 0 {
		p.y += 6
	}
}

func (p *painter) checklists() {
	for _, list := range p.d.Content.Checklists {
		if len(list.Checks) == 0 {
			continue
		}
		title := list.Title
		if strings.TrimSpace(title) == "" {
			title = p.word("pdf.checklist")
		}
		p.heading(title)
		columns := []column{{p.word("pdf.check"), contentWidth * 0.42, false}, {p.word("pdf.result"), contentWidth * 0.2, false}, {p.word("pdf.remark"), contentWidth * 0.38, false}}
		p.table(columns, func(yield func([]cell) bool) {
			for _, c := range list.Checks {
				result := cell{text: c.Result, ink: green, mark: c.Result != "" || c.Failed}
				if c.Failed {
					result.ink = red
				}
				if !yield([]cell{{text: c.Name, ink: black}, result, {text: c.Remark, ink: black}}) {
					return
				}
			}
		})
	}
}

func (p *painter) measurements() {
	if len(p.d.Content.Measurements) == 0 {
		return
	}
	p.heading(p.word("pdf.measurements"))
	columns := []column{{p.word("pdf.measurement"), contentWidth * 0.42, false}, {p.word("pdf.value"), contentWidth * 0.2, true}, {"", contentWidth * 0.38, false}}
	p.table(columns, func(yield func([]cell) bool) {
		for _, m := range p.d.Content.Measurements {
			if !yield([]cell{{text: m.Name, ink: black}, {text: m.Value, ink: black}, {text: m.Unit, ink: grey}}) {
				return
			}
		}
	})
}
