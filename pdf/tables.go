package pdf

import (
	"slices"
	"strings"
)

// addLines is the table of articles; a column that no line fills is left out.
func (s *sheet) addLines() {
	lines := slices.DeleteFunc(slices.Clone(s.d.Content.Lines), func(l Line) bool {
		return printed(l.Article) == "" && printed(l.Name) == "" && printed(l.Unit) == "" &&
			l.Quantity == 0 && l.Discount == 0 && l.Price.Currency == "" && l.Sum.Currency == ""
	})
	if len(lines) == 0 {
		return
	}
	if s.visits.count > 0 || len(s.d.Content.Checklists) > 0 { // among other tables with titles
		s.lines.title = fixedWords(s.word("pdf.lines"))
	}
	items, labels := make([]string, len(lines)), make([]string, len(lines))
	for i, l := range lines {
		article, name := printed(l.Article), printed(l.Name)
		labels[i] = name
		if article != "" {
			labels[i] = article + " " + name
		}
		key := l.ID
		if key == "" {
			key = article
		}
		if key == "" {
			key = name
		}
		items[i] = s.ids.item("line", key)
	}
	var values []func(i int) PrintedField
	add := func(use func(l Line) bool, c column, value func(i int, l *Line) PrintedField) {
		if slices.ContainsFunc(lines, use) {
			s.lines.columns = append(s.lines.columns, c)
			values = append(values, func(i int) PrintedField { return value(i, &lines[i]) })
		}
	}
	add(func(l Line) bool { return printed(l.Article) != "" }, column{s.word("pdf.article"), 26, false},
		func(i int, l *Line) PrintedField { return textField("articleNumber", items[i], labels[i], l.Article) })
	add(func(Line) bool { return true }, column{s.word("pdf.name"), 0, false},
		func(i int, l *Line) PrintedField { return textField("article", items[i], labels[i], l.Name) })
	add(func(l Line) bool { return l.Quantity != 0 || printed(l.Unit) != "" }, column{s.word("pdf.quantity"), 24, true},
		func(i int, l *Line) PrintedField { return textField("quantity", items[i], labels[i], s.quantity(l)) })
	add(func(l Line) bool { return l.Price.Currency != "" }, column{s.word("pdf.price"), 28, true},
		func(i int, l *Line) PrintedField { return s.money("price", items[i], labels[i], l.Price) })
	add(func(l Line) bool { return l.Discount != 0 }, column{s.word("pdf.discount"), 18, true},
		func(i int, l *Line) PrintedField { return textField("discount", items[i], labels[i], s.discount(l)) })
	add(func(l Line) bool { return l.Sum.Currency != "" }, column{s.word("pdf.sum"), 30, true},
		func(i int, l *Line) PrintedField { return s.money("sum", items[i], labels[i], l.Sum) })
	s.lines.count = len(lines)
	s.lines.rows = func(yield func([]PrintedField) bool) {
		row := make([]PrintedField, len(values))
		for i := range lines {
			for n, value := range values {
				row[n] = value(i)
			}
			if !yield(row) {
				return
			}
		}
	}
}

// quantity is a number with its unit; a unit without a quantity is printed too.
func (s *sheet) quantity(l *Line) string {
	if l.Quantity == 0 {
		return l.Unit
	}
	if l.Unit == "" {
		return thousandths(s.l, l.Quantity)
	}
	return thousandths(s.l, l.Quantity) + "\u00a0" + l.Unit
}

func (s *sheet) discount(l *Line) string {
	if l.Discount == 0 {
		return ""
	}
	return percent(s.l, l.Discount)
}

// The marks before a result: shapes that differ without colours too.
const (
	markPassed     = "✓"
	markFailed     = "✕"
	markNone       = "–"
	markNotChecked = "☐"
)

func (s *sheet) addChecklists() {
	for _, list := range s.d.Content.Checklists {
		title := fixedWords(s.word("pdf.checklist"))
		if text := printed(list.Title); text != "" {
			title = textField("checklist", s.ids.item("checklist", text), text, text)
		}
		var rows [][]PrintedField
		for _, c := range list.Checks {
			name := printed(c.Name)
			if name == "" && printed(c.Result) == "" && printed(c.Remark) == "" && !c.Failed && !c.NotApplicable {
				continue
			}
			title := printed(list.Title)
			item, label := s.ids.item("check", title+"-"+name), strings.TrimPrefix(title+", "+name, ", ")
			rows = append(rows, []PrintedField{
				textField("check", item, label, name), s.result(item, label, &c),
				textField("remark", item, label, c.Remark),
			})
		}
		if len(rows) > 0 {
			columns := []column{
				{s.word("pdf.check"), contentWidth * 0.40, false},
				{s.word("pdf.result"), contentWidth * 0.24, false},
				{s.word("pdf.remark"), 0, false},
			}
			s.checklists = append(s.checklists, table{title, columns, len(rows), slices.Values(rows)})
		}
	}
}

// result is a mark and the result in words.
func (s *sheet) result(item, label string, c *Check) PrintedField {
	result := printed(c.Result)
	mark, otherwise := markPassed, ""
	switch {
	case c.Failed:
		mark, otherwise = markFailed, s.word("pdf.failed")
	case c.NotApplicable:
		mark, otherwise = markNone, s.word("pdf.not-applicable")
	case result == "":
		return PrintedField{Name: "result", Item: item, Label: label, Text: markNotChecked + " " + s.word("pdf.not-checked")}
	}
	f := PrintedField{Name: "result", Item: item, Label: label, Value: mark + " " + result}
	if result == "" {
		result, f.Value = otherwise, mark
	}
	f.Text = mark + " " + result
	return f
}
