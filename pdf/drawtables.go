package pdf

import (
	"slices"
	"strings"
)

// Measures of tables, in points and millimetres.
const (
	rowSize          = 9.5
	columnHeadHeight = 7.0
	tableGap         = 5.0
	smallTable       = 4 // rows
)

// table draws a heading and rows over as many pages as they need, the columns'
// heads repeated on each; the last row is kept with what must follow.
func (p *painter) table(t table, keep float64) {
	if t.count == 0 {
		return
	}
	columns := p.fitted(t)
	lines := make([][]coded, len(columns))
	// measure wraps a row, and says what room it takes with what must follow.
	measure := func(n int, row []PrintedField) (tallest int, need float64) {
		p.font(rowSize, false)
		tallest = 1
		for i, col := range columns {
			lines[i] = p.wrap(row[i].Text, col.width-gap(columns, i))
			tallest = max(tallest, len(lines[i]))
		}
		need = float64(tallest)*p.lineHeight() + 2
		if n == t.count {
			need += min(keep, bottom*0.6) + tableGap
		}
		return tallest, need
	}
	// A small table is whole, and of a larger one the first two rows stand together.
	together, first, n := columnHeadHeight, 2, 0
	if t.count <= smallTable {
		first = t.count
	}
	for row := range t.rows {
		if n++; n > first {
			break
		}
		_, need := measure(n, row)
		together += need
	}
	p.begin(t.title.Text, together)
	p.tag("Table")
	p.columnHeads(columns, true)
	n = 0
	for row := range t.rows {
		n++
		tallest, need := measure(n, row)
		step := p.lineHeight()
		if p.y+need > bottom && need < bottom*0.8 {
			p.nextPage() // whole rows, where they are of a normal height
			p.columnHeads(columns, false)
		}
		p.wholeRow(columns, row, lines, tallest, step)
	}
	p.end()
	p.y += tableGap
}

// wholeRow draws a row that is wrapped into lines, with a step between them; one that
// is taller than a page goes on over the next.
func (p *painter) wholeRow(columns []column, row []PrintedField, lines [][]coded, tallest int, step float64) {
	p.tag("TR")
	cells := make([]element, len(columns))
	for i := range cells {
		cells[i] = p.element("TD")
	}
	for from := 0; from < tallest; {
		if p.room(step + 2) {
			p.columnHeads(columns, false)
		}
		to := min(tallest, from+max(1, int((bottom-p.y-2)/step)))
		p.row(columns, row, cells, lines, from, to)
		from = to
	}
	p.end()
	p.line(marginX, p.y, marginX+contentWidth, p.y, 0.1, light)
	p.y += 1
}

// fill gives what the other columns leave to the one without a width.
func (t table) fill() []column {
	columns := append([]column{}, t.columns...)
	rest := contentWidth
	for _, c := range columns {
		rest -= c.width
	}
	for i := range columns {
		if columns[i].width == 0 {
			columns[i].width = rest
		}
	}
	return columns
}

// Where the columns of numbers need more than they have, the one that takes the rest
// gives it, down to a least width. What needs more than a number can is no number.
const (
	leastRest  = 32.0
	mostNumber = 46.0
)

// fitted are the columns with room for the longest number of each, the last column
// first: a number over two lines is misread.
func (p *painter) fitted(t table) []column {
	columns := t.fill()
	rest := slices.IndexFunc(t.columns, func(c column) bool { return c.width == 0 })
	if rest < 0 {
		return columns
	}
	p.font(rowSize, false)
	widest := make([]float64, len(columns))
	for row := range t.rows {
		for i, c := range columns {
			if c.right && len(row[i].Text) > shortNumber {
				widest[i] = max(widest[i], p.width(p.code(row[i].Text)))
			}
		}
	}
	for i := range slices.Backward(columns) {
		more := widest[i] + gap(columns, i) - columns[i].width
		if more > 0 && widest[i] <= mostNumber && columns[rest].width-more >= leastRest {
			columns[i].width += more
			columns[rest].width -= more
		}
	}
	return columns
}

// shortNumber is a length in bytes that fits into any column.
const shortNumber = 7

// columnHeads are the names of the columns; those of further pages are for the
// eye alone.
func (p *painter) columnHeads(columns []column, first bool) {
	p.font(8.5, true)
	p.ink(grey)
	if first {
		p.tag("TR")
	} else {
		p.artifact()
	}
	x := marginX
	for i, col := range columns {
		if first {
			p.tag("TH")
		}
		p.cellText(col, x, p.y, p.lines(col.title, col.width-gap(columns, i), 1)[0], gap(columns, i))
		if first {
			p.end()
		}
		x += col.width
	}
	p.end()
	p.y += p.lineHeight() + 1
	p.line(marginX, p.y, marginX+contentWidth, p.y, 0.35, p.accent)
	p.y += 1.2
	p.font(rowSize, false)
	p.ink(black)
}

// gap is the room between a column and the next.
func gap(columns []column, i int) float64 {
	if i == len(columns)-1 {
		return 0
	}
	return 2.5
}

// markInks are the colours of a result's mark.
var markInks = map[string]colour{markPassed: green, markFailed: red, markNone: grey, markNotChecked: grey}

// row draws some of the lines of a row's cells.
func (p *painter) row(columns []column, row []PrintedField, cells []element, lines [][]coded, from, to int) {
	x := marginX
	step := p.lineHeight()
	for i, col := range columns {
		p.into(cells[i])
		ink := black
		if row[i].Name == "result" {
			mark, _, _ := strings.Cut(row[i].Text, " ")
			ink = markInks[mark]
		}
		p.ink(ink)
		for n := from; n < min(to, len(lines[i])); n++ {
			p.cellText(col, x, p.y+float64(n-from)*step, lines[i][n], gap(columns, i))
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
