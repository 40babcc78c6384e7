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
}

// table draws rows over as many pages as they need, the head repeated on each.
func (p *painter) table(columns []column, rows func(yield func([]cell) bool)) {
	head := func() {
		p.font(8.5, true)
		p.ink(grey)
		x := marginX
		for _, col := range columns {
			p.cellText(col, x, p.y, p.clean(col.title))
			x += col.width
		}
		p.y += p.lineHeight() + 1
		p.line(marginX, p.y, marginX+contentWidth, p.y, 0.3, p.accent)
		p.y += 1
		p.font(9.5, false)
	}
	p.room(16)
	head()
	for row := range rows {
		lines := make([][]string, len(columns))
		tallest := 1
		for i, col := range columns {
			lines[i] = p.wrap(row[i].text, col.width-3)
			tallest = max(tallest, len(lines[i]))
		}
		// A row that is taller than a page goes on over the next.
		for from := 0; from < tallest; {
			if p.room(p.lineHeight() + 2) {
				head()
			}
			fits := max(1, int((bottom-p.y-2)/p.lineHeight()))
			to := min(tallest, from+fits)
			if to < tallest && tallest <= 40 && from == 0 && p.y > marginTop+40 {
				p.y = bottom
				continue // begin a row of normal height on the next page
			}
			p.row(columns, row, lines, from, to)
			from = to
		}
		p.line(marginX, p.y, marginX+contentWidth, p.y, 0.1, light)
		p.y += 0.8
	}
	p.y += 3
}

// row draws some of the lines of a row's cells.
func (p *painter) row(columns []column, row []cell, lines [][]string, from, to int) {
	x := marginX
	for i, col := range columns {
		p.ink(row[i].ink)
		for n := from; n < min(to, len(lines[i])); n++ {
			p.cellText(col, x, p.y+float64(n-from)*p.lineHeight(), lines[i][n])
		}
		x += col.width
	}
	p.ink(black)
	p.y += float64(to-from)*p.lineHeight() + 1
}

func (p *painter) cellText(col column, x, y float64, text string) {
	if col.right {
		p.right(x+col.width, y, text)
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
	add(has(func(l Line) bool { return l.Article != "" }), "article", 28, false, func(l Line) string { return l.Article })
	add(true, "name", 0, false, func(l Line) string { return l.Name })
	add(has(func(l Line) bool { return l.Quantity != 0 }), "quantity", 26, true, p.quantity)
	add(has(func(l Line) bool { return l.Price.Currency != "" }), "price", 29, true, func(l Line) string { return p.money(l.Price) })
	add(has(func(l Line) bool { return l.Sum.Currency != "" }), "sum", 31, true, func(l Line) string { return p.money(l.Sum) })
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
				row[i] = cell{value(l), black}
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

func (p *painter) totals() {
	for _, t := range p.d.Content.Totals {
		size := 10.0
		if t.Strong {
			size = 11.5
		}
		p.font(size, t.Strong)
		labels := p.wrap(t.Label, contentWidth-62)
		p.room(float64(len(labels))*p.lineHeight() + 1)
		p.ink(black)
		p.right(pageWidth-marginX, p.y, p.clean(p.money(t.Amount)))
		for _, line := range labels {
			p.right(pageWidth-marginX-40, p.y, line)
			p.y += p.lineHeight()
		}
		p.y++
	}
	if len(p.d.Content.Totals) > 0 {
		p.y += 5
	}
}

func (p *painter) checklists() {
	for _, list := range p.d.Content.Checklists {
		if len(list.Checks) == 0 {
			continue
		}
		title := list.Title
		if title == "" {
			title = p.word("checklist")
		}
		p.heading(title)
		columns := []column{{p.word("check"), contentWidth * 0.45, false}, {p.word("result"), contentWidth * 0.2, false}, {p.word("remark"), contentWidth * 0.35, false}}
		p.table(columns, func(yield func([]cell) bool) {
			for _, c := range list.Checks {
				ink := black
				if c.Failed {
					ink = red
				}
				if !yield([]cell{{c.Name, black}, {c.Result, ink}, {c.Remark, black}}) {
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
	p.heading(p.word("measurements"))
	columns := []column{{p.word("measurement"), contentWidth * 0.6, false}, {p.word("value"), contentWidth * 0.4, true}}
	p.table(columns, func(yield func([]cell) bool) {
		for _, m := range p.d.Content.Measurements {
			if !yield([]cell{{m.Name, black}, {strings.TrimSpace(m.Value + " " + m.Unit), black}}) {
				return
			}
		}
	})
}

// Photos stand in two columns.
const (
	photoWidth  = (contentWidth - 6) / 2
	photoHeight = 60.0
)

func (p *painter) photos() {
	if len(p.d.Content.Photos) == 0 {
		return
	}
	p.heading(p.word("photos"))
	for pair := range slices.Chunk(p.d.Content.Photos, 2) {
		p.font(8.5, false)
		tallest := 0
		captions := make([][]string, len(pair))
		for i, photo := range pair {
			if photo.Caption != "" {
				captions[i] = p.wrap(photo.Caption, photoWidth-2)
			}
			captions[i] = captions[i][:min(len(captions[i]), 6)]
			tallest = max(tallest, len(captions[i]))
		}
		p.room(photoHeight + float64(tallest)*p.lineHeight() + 5)
		for i, photo := range pair {
			x := marginX + float64(i)*(photoWidth+6)
			p.photo(photo, x)
			p.ink(grey)
			for n, line := range captions[i] {
				p.text(x, p.y+photoHeight+1+float64(n)*p.lineHeight(), line)
			}
		}
		p.y += photoHeight + float64(tallest)*p.lineHeight() + 5
	}
	p.font(10, false)
	p.ink(black)
}

// photo draws a picture in its box, or the box with its name when it is broken
// and may be left out.
func (p *painter) photo(photo Picture, x float64) {
	pic, ok := p.prepare(photo, photoWidth, photoHeight)
	if !ok {
		p.box(x, p.y, photoWidth, photoHeight, pale)
		p.ink(grey)
		for n, line := range p.wrap(photo.Name, photoWidth-6)[:1] {
			p.text(x+3, p.y+photoHeight/2+float64(n), line)
		}
		return
	}
	w, h := fit(pic, photoWidth, photoHeight)
	p.picture(pic, x, p.y, w, h)
}

// prepare reads a picture; a broken one is a problem, or a warning where the
// style leaves it out.
func (p *painter) prepare(picture Picture, w, h float64) (prepared, bool) {
	pic, err := prepare(picture, w, h, p.style.MaxPixels)
	switch {
	case err == nil:
		return pic, true
	case p.style.LeaveOutBroken:
		p.warnings = append(p.warnings, Warning{PictureLeftOut, picture.Name})
	default:
		p.problems = append(p.problems, err)
	}
	return prepared{}, false
}

// fit is the size of a picture in a box, its proportions kept.
func fit(p prepared, w, h float64) (float64, float64) {
	factor := min(w/float64(p.width), h/float64(p.height))
	return float64(p.width) * factor, float64(p.height) * factor
}

func (p *painter) signatures() {
	for pair := range slices.Chunk(p.d.Content.Signatures, 2) {
		p.room(36)
		for i, s := range pair {
			x := marginX + float64(i)*(photoWidth+6)
			if len(s.Picture.Data) > 0 {
				if pic, ok := p.prepare(s.Picture, photoWidth, 18); ok {
					w, h := fit(pic, photoWidth, 18)
					p.picture(pic, x, p.y+18-h, w, h)
				}
			}
			p.line(x, p.y+19, x+photoWidth, p.y+19, 0.3, grey)
			p.font(9, false)
			p.ink(black)
			role := s.Role
			if role == "" {
				role = p.word("signature")
			}
			text := strings.Join(slices.DeleteFunc([]string{role, s.Name, p.when(s.At)}, func(t string) bool { return t == "" }), ", ")
			for n, line := range p.wrap(text, photoWidth-2) {
				p.text(x, p.y+20+float64(n)*p.lineHeight(), line)
			}
		}
		p.y += 36
	}
}
