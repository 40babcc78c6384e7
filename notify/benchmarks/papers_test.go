package main

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-pdf/fpdf"
	"golang.org/x/image/draw"
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
			each(b, name+"/by=loop", func() { must(b, looped(d)) })
		}
	}
}

// BenchmarkPhotos draws twenty photos of twelve megapixels, each another, two in a
// row, beside fpdf, which puts the files into the paper as they are. The sizes of the
// files are the last figures.
func BenchmarkPhotos(b *testing.B) {
	width, count := 4000, 20
	if testing.Short() {
		width, count = 400, 2
	}
	d := confirmation(4)
	for i := range count {
		d.Content.Photos = append(d.Content.Photos, pdf.Picture{Name: fmt.Sprint("photo ", i), Data: photo(b, width, width*3/4, 0, i)})
	}
	engine, size := new(pdf.Engine), 0
	for name, draw := range map[string]func() ([]byte, error){
		"twenty/by=budkavle": func() ([]byte, error) { return engine.Render(d) },
		"twenty/by=shrunk":   func() ([]byte, error) { return album(shrunk(b, d.Content.Photos)) },
		"twenty/by=fpdf":     func() ([]byte, error) { return album(d.Content.Photos) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				data, err := draw()
				must(b, err)
				size = len(data)
			}
			b.ReportMetric(float64(size), "B/file")
		})
	}
}

// photo is a JPEG of slopes and a grain of its own, with notes that make it so many
// bytes long where it is shorter.
func photo(b testing.TB, width, height, size, number int) []byte {
	b.Helper()
	img := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	grain := uint32(number + 1)
	for i := range img.Y {
		grain = grain*1664525 + 1013904223
		img.Y[i] = byte(40 + 150*(i%img.YStride)/img.YStride + int(grain>>29))
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = byte(100+60*i/len(img.Cb)), byte(150-50*(i%img.CStride)/img.CStride)
	}
	var out bytes.Buffer
	must(b, jpeg.Encode(&out, img, &jpeg.Options{Quality: 75}))
	data := out.Bytes()
	for size-len(data) > 10 {
		note := make([]byte, min(size-len(data), 60_000))
		segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xfe}, uint16(len(note)+2))
		data = slices.Concat(data[:2], segment, note, data[2:])
	}
	return data
}

// printWidth is how many pixels wide a photo of 82 mm is printed, at 180 to the inch.
const printWidth = 581

// shrunk are photos made as large as they are printed, as many at once as there are
// processors.
func shrunk(b testing.TB, photos []pdf.Picture) []pdf.Picture {
	small := slices.Clone(photos)
	var work sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range small {
		slots <- struct{}{}
		work.Go(func() {
			defer func() { <-slots }()
			large, err := jpeg.Decode(bytes.NewReader(small[i].Data))
			must(b, err)
			to := image.NewRGBA(image.Rect(0, 0, printWidth, printWidth*large.Bounds().Dy()/large.Bounds().Dx()))
			draw.ApproxBiLinear.Scale(to, to.Bounds(), large, large.Bounds(), draw.Src, nil)
			var out bytes.Buffer
			must(b, jpeg.Encode(&out, to, &jpeg.Options{Quality: 82}))
			small[i].Data = out.Bytes()
		})
	}
	work.Wait()
	return small
}

// looped writes the texts of a paper's rows into compressed pages, with a face that
// every reader has: the least that a file of them takes.
func looped(d pdf.Document) error {
	var file bytes.Buffer
	var page bytes.Buffer
	object := 3
	flush := func() error {
		var packed bytes.Buffer
		w := zlib.NewWriter(&packed)
		if _, err := w.Write(page.Bytes()); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		fmt.Fprintf(&file, "%d 0 obj\n<</Type/Page/Parent 2 0 R/Contents %d 0 R>>\nendobj\n%d 0 obj\n<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream\nendobj\n", object, object+1, object+1, packed.Len(), packed.Bytes())
		object += 2
		page.Reset()
		return nil
	}
	encoder := charmap.Windows1252.NewEncoder()
	y := 0
	for _, l := range d.Content.Lines {
		x := 28
		for i, text := range []string{l.Article, l.Name, d.Language.Number(l.Quantity, 3) + " " + l.Unit, d.Language.Money(l.Price.Minor, l.Price.Currency), d.Language.Money(l.Sum.Minor, l.Sum.Currency)} {
			written, err := encoder.String(text)
			if err != nil {
				return err
			}
			fmt.Fprintf(&page, "BT /F1 9 Tf %d %d Td (%s) Tj ET\n", x, 750-y, written)
			x += 40 + 20*i
		}
		fmt.Fprintf(&page, "28 %d m 560 %d l S\n", 748-y, 748-y)
		if y += 17; y > 700 {
			y = 0
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// album is photos in a file as fpdf's documentation puts them there.
func album(photos []pdf.Picture) ([]byte, error) {
	f := fpdf.New("P", "mm", "A4", "")
	for i, p := range photos {
		if i%6 == 0 {
			f.AddPage()
		}
		f.RegisterImageOptionsReader(p.Name, fpdf.ImageOptions{ImageType: "JPEG"}, bytes.NewReader(p.Data))
		f.ImageOptions(p.Name, 10+float64(i%2)*95, 10+float64(i%6/2)*85, 82, 0, false, fpdf.ImageOptions{ImageType: "JPEG"}, 0, "")
	}
	var out bytes.Buffer
	err := f.Output(&out)
	return out.Bytes(), err
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
