package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-pdf/fpdf"
	"golang.org/x/text/encoding/charmap"

	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// BenchmarkPapers draws an order confirmation and 2 000 rows, each without and with
// letters beyond cp1252, beside the same drawn plainly with fpdf: with the faces made
// for cp1252 by fpdf's own MakeFont, and with the whole UTF-8 font.
func BenchmarkPapers(b *testing.B) {
	rows := 2000
	if testing.Short() {
		rows = 20
	}
	fonts := madeFonts(b)
	engine := new(pdf.Engine)
	for name, d := range map[string]pdf.Document{
		"page": confirmation(4), "rows": confirmation(rows), "page-beyond": beyond(confirmation(4)), "rows-beyond": beyond(confirmation(rows)),
	} {
		each(b, name+"/by=budkavle", func() {
			_, err := engine.Render(d)
			must(b, err)
		})
		each(b, name+"/by=fpdf-utf8", func() { must(b, plainly(d, nil)) })
		if !strings.HasSuffix(name, "beyond") { // which it cannot write
			each(b, name+"/by=fpdf-cp1252", func() { must(b, plainly(d, fonts)) })
		}
	}
}

func kronor(n int64) pdf.Money { return pdf.Money{Minor: n * 100, Currency: "SEK"} }

// confirmation is an order confirmation with so many rows.
func confirmation(rows int) pdf.Document {
	d := pdf.Document{
		Kind: pdf.OrderConfirmation, Language: locale.Swedish, Number: "AO462", Date: time.Date(2023, 10, 6, 14, 30, 0, 0, time.UTC),
		Company:     pdf.Letterhead{Name: "Norrkyl Service AB", Address: []string{"Verkstadsgatan 12", "903 32 Umeå"}, Phone: "090-12 34 56", OrgNumber: "556677-8899"},
		Parties:     []pdf.AddressBlock{{Role: pdf.RoleCustomer, Name: "Brf Björkhöjden", Lines: []string{"Box 114", "901 03 Umeå"}}},
		Description: "Årlig service av värmepump och kylaggregat. Filter byts och köldmediekontroll görs enligt F-gasförordningen.",
	}
	for i := range rows {
		d.Content.Lines = append(d.Content.Lines, pdf.Line{Article: fmt.Sprint(10000 + i), Name: fmt.Sprintf("Filter F7 nummer %d", i), Quantity: 2000, Unit: "st", Price: kronor(395), Sum: kronor(790)})
	}
	d.Content.Totals = []pdf.Total{{Label: "Att betala", Amount: kronor(int64(790 * rows)), Strong: true}}
	d.Content.Terms = "Betalningsvillkor 30 dagar netto. Arbetet utförs enligt ABT 06."
	return d
}

func beyond(d pdf.Document) pdf.Document {
	d.Description = "Łódź, čtyři Žitná. " + d.Description
	d.Content.Lines = slices.Clone(d.Content.Lines)
	for i := range d.Content.Lines {
		d.Content.Lines[i].Name += " č"
	}
	return d
}

// A font is what fpdf's MakeFont has made of a face.
type font struct{ style, description, file string }

// madeFonts prepares the two faces as fpdf's documentation says: once, into files.
func madeFonts(b testing.TB) []font {
	b.Helper()
	dir := b.TempDir()
	encoding := filepath.Join(dir, "cp1252.map")
	must(b, os.WriteFile(encoding, []byte(cp1252()), 0o600))
	var fonts []font
	for name, face := range map[string][]byte{"": liberationsansregular.TTF, "B": liberationsansbold.TTF} {
		file := filepath.Join(dir, "face"+name+".ttf")
		must(b, os.WriteFile(file, face, 0o600))
		must(b, fpdf.MakeFont(file, encoding, dir, nil, true))
		description, err := os.ReadFile(filepath.Join(dir, "face"+name+".json"))
		must(b, err)
		z, err := os.ReadFile(filepath.Join(dir, "face"+name+".z"))
		must(b, err)
		fonts = append(fonts, font{name, string(description), string(z)})
	}
	return fonts
}

// cp1252 is the encoding as MakeFont reads it.
func cp1252() string {
	var s strings.Builder
	for i := 32; i < 256; i++ {
		if r := charmap.Windows1252.DecodeByte(byte(i)); r != '\uFFFD' {
			fmt.Fprintf(&s, "!%02X U+%04X uni%04X\n", i, r, r)
		}
	}
	return s.String()
}

// plainly draws the same page as anybody would with fpdf: with prepared fonts, or
// with the whole font where there are none.
func plainly(d pdf.Document, fonts []font) error {
	f := fpdf.New("P", "mm", "A4", "")
	written := func(text string) string { return text }
	for _, made := range fonts {
		f.AddFontFromBytes("text", made.style, []byte(made.description), []byte(made.file))
	}
	if fonts != nil {
		written = f.UnicodeTranslatorFromDescriptor("cp1252")
	} else {
		f.AddUTF8FontFromBytes("text", "", liberationsansregular.TTF)
		f.AddUTF8FontFromBytes("text", "B", liberationsansbold.TTF)
	}
	f.SetCreationDate(d.Date)
	f.AddPage()
	f.SetFont("text", "B", 18)
	f.CellFormat(0, 10, written(string(d.Kind)+" "+d.Number), "B", 1, "R", false, 0, "")
	f.SetFont("text", "", 10)
	for _, p := range d.Parties {
		for _, line := range append([]string{p.Name}, p.Lines...) {
			f.CellFormat(0, 5, written(line), "", 1, "", false, 0, "")
		}
	}
	f.MultiCell(0, 5, written(d.Description), "", "", false)
	widths := []float64{28, 70, 26, 30, 30}
	row := func(style, border string, cells ...string) {
		f.SetFont("text", style, 9)
		for i, text := range cells {
			f.CellFormat(widths[i], 6, written(text), border, 0, "", false, 0, "")
		}
		f.Ln(6)
	}
	head := func() { row("B", "B", "Artikel", "Benämning", "Antal", "À-pris", "Summa") }
	head()
	for _, l := range d.Content.Lines {
		if f.GetY() > 265 {
			f.AddPage()
			head()
		}
		row("", "B", l.Article, l.Name, d.Language.Number(l.Quantity, 3)+" "+l.Unit, d.Language.Money(l.Price.Minor, l.Price.Currency), d.Language.Money(l.Sum.Minor, l.Sum.Currency))
	}
	for _, t := range d.Content.Totals {
		f.CellFormat(150, 6, written(t.Label), "", 0, "R", false, 0, "")
		f.CellFormat(34, 6, written(d.Language.Money(t.Amount.Minor, t.Amount.Currency)), "", 1, "R", false, 0, "")
	}
	f.MultiCell(0, 5, written(d.Content.Terms), "", "", false)
	var out bytes.Buffer
	return f.Output(&out)
}
