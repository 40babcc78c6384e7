package pdf

import (
	"slices"
	"strconv"

	"github.com/budkavle/budkavle/templating/locale"
)

func (s *sheet) addVisits() {
	var rows [][]PrintedField
	columns := []column{
		{s.word("pdf.visit-date"), 58, false},
		{s.word("pdf.visit-time"), 40, false},
		{s.word("pdf.visit-by"), 0, false},
	}
	places := slices.ContainsFunc(s.d.Visits, func(v Visit) bool { return printed(v.Place) != "" })
	if places {
		columns[0].width, columns[1].width = 50, 30
		columns = append(columns, column{s.word("pdf.visit-place"), 46, false})
	}
	for _, v := range s.d.Visits {
		key := v.ID
		if key == "" {
			key = v.Date
		}
		item, label := s.ids.item("visit", key), printed(v.Date)
		row := []PrintedField{
			textField("visitDate", item, label, v.Date),
			textField("visitTime", item, label, v.Time), textField("visitBy", item, label, v.By),
		}
		if places {
			row = append(row, textField("visitPlace", item, label, v.Place))
		}
		if !allBlank(row) {
			rows = append(rows, row)
		}
	}
	if len(rows) > 0 {
		s.visits = table{fixedWords(s.word("pdf.visits")), columns, len(rows), slices.Values(rows)}
	}
}

func allBlank(row []PrintedField) bool {
	return !slices.ContainsFunc(row, func(f PrintedField) bool { return !f.blank() })
}

func (s *sheet) addTotals() {
	for _, t := range s.d.Content.Totals {
		label := t.Message(s.l)
		if label == "" && t.Amount.Currency == "" {
			continue
		}
		kind, key := "total", printed(t.Label)
		switch {
		case t.Strong:
			kind = "total-to-pay"
		case key == TotalVAT:
			key += strconv.FormatInt(t.Rate, 10)
		}
		item := s.ids.item(kind, key)
		s.totals = append(s.totals, total{
			s.money("total", item, label, t.Amount), s.money("vatBase", item, label, t.Base), t.Strong,
		})
	}
}

func (s *sheet) addMeasurements() {
	var rows [][]PrintedField
	for _, m := range s.d.Content.Measurements {
		item, label := s.ids.item("measurement", printed(m.Name)), printed(m.Name)
		row := []PrintedField{
			textField("measurement", item, label, m.Name),
			textField("measured", item, label, m.Value), textField("unit", item, label, m.Unit),
		}
		if !allBlank(row) {
			rows = append(rows, row)
		}
	}
	if len(rows) > 0 {
		columns := []column{
			{s.word("pdf.measurement"), contentWidth * 0.42, false},
			{s.word("pdf.value"), contentWidth * 0.2, true},
			{s.word("pdf.unit"), 0, false},
		}
		s.measured = table{fixedWords(s.word("pdf.measurements")), columns, len(rows), slices.Values(rows)}
	}
}

func (s *sheet) addPhotos() {
	for i := range s.d.Content.Photos {
		p := &s.d.Content.Photos[i]
		hash := p.hash()
		item := s.ids.item("photo", hash[:min(len(hash), 16)])
		caption := printed(p.Caption)
		s.photos = append(s.photos, photo{
			p, pictureOf("photo", item, caption, hash), textField("caption", item, "", caption),
		})
	}
}

func (s *sheet) addSignatures() {
	for i := range s.d.Content.Signatures {
		one := &s.d.Content.Signatures[i]
		role := printed(one.Role)
		if role == "" {
			role = s.word("pdf.signature")
		}
		item := s.ids.item("signature", printed(one.Role))
		when := PrintedField{Name: "signedAt", Item: item, Label: role}
		if !one.At.IsZero() {
			when.Text = s.l.DateTime(one.At.In(s.zone))
			when.Value = when.Text
		}
		s.signatures = append(s.signatures, signature{
			picture: &one.Picture,
			image:   picture("signature", item, role, &one.Picture),
			role:    textField("signatureOf", item, role, role),
			name:    textField("signedBy", item, role, one.Name),
			when:    when,
		})
	}
}

// thousandths writes a number without superfluous zeros.
func thousandths(l locale.Language, value int64) string {
	decimals := 3
	for decimals > 0 && value%10 == 0 {
		value, decimals = value/10, decimals-1
	}
	return l.Number(value, decimals)
}

// percent writes thousandths of a percent; the sign is an argument because it is
// no place for one.
func percent(l locale.Language, value int64) string {
	return l.Phrase("pdf.percent", thousandths(l, value), "%")
}

func pageOf(l locale.Language, n, of int) string {
	return l.Phrase("pdf.page", n, of)
}
