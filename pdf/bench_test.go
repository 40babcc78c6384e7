package pdf

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-pdf/fpdf"
	"golang.org/x/image/draw"

	"github.com/budkavle/budkavle/templating/locale"
)

// plainly draws the same page as anybody would with fpdf and an embedded UTF-8
// font: the head, the parties, the order, the table, the sums.
func plainly(d Document, cp1252 bool) []byte {
	f := fpdf.New("P", "mm", "A4", "")
	written := func(text string) string { return text }
	if cp1252 {
		for i, style := range []string{"", "B"} {
			description, file := fpdfFace(i)
			f.AddFontFromBytes("text", style, description, file)
		}
		written = f.UnicodeTranslatorFromDescriptor("cp1252")
	} else {
		f.AddUTF8FontFromBytes("text", "", liberationsansregular.TTF)
		f.AddUTF8FontFromBytes("text", "B", liberationsansbold.TTF)
	}
	f.SetFooterFunc(func() {
		f.SetY(-20)
		f.SetFont("text", "", 8)
		f.CellFormat(0, 4, fmt.Sprintf("%s  %d / {nb}", d.Company.Name, f.PageNo()), "T", 0, "R", false, 0, "")
	})
	f.AliasNbPages("{nb}")
	f.SetCreationDate(d.Date)
	f.AddPage()
	f.SetFont("text", "B", 18)
	f.CellFormat(0, 10, written(string(d.Kind)+" "+d.Number), "B", 1, "R", false, 0, "")
	for _, p := range d.Parties {
		f.SetFont("text", "B", 10)
		f.CellFormat(0, 5, written(p.Name), "", 1, "", false, 0, "")
		f.SetFont("text", "", 10)
		for _, line := range p.Lines {
			f.CellFormat(0, 5, written(line), "", 1, "", false, 0, "")
		}
	}
	for _, fact := range d.Facts {
		f.CellFormat(40, 5, written(fact.Label), "", 0, "", false, 0, "")
		f.CellFormat(0, 5, written(fact.Value), "", 1, "", false, 0, "")
	}
	f.MultiCell(0, 5, written(d.Description), "", "", false)
	head := func() {
		f.SetFont("text", "B", 9)
		for i, title := range []string{"Artikel", "Benämning", "Antal", "À-pris", "Summa"} {
			f.CellFormat([]float64{28, 70, 26, 30, 30}[i], 6, written(title), "B", 0, "", false, 0, "")
		}
		f.Ln(6)
		f.SetFont("text", "", 9)
	}
	head()
	for _, l := range d.Content.Lines {
		if f.GetY() > 265 {
			f.AddPage()
			head()
		}
		f.CellFormat(28, 6, written(l.Article), "B", 0, "", false, 0, "")
		f.CellFormat(70, 6, written(l.Name), "B", 0, "", false, 0, "")
		f.CellFormat(26, 6, written(d.Language.Number(l.Quantity, 3)+" "+l.Unit), "B", 0, "R", false, 0, "")
		f.CellFormat(30, 6, written(d.Language.Money(l.Price.Minor, l.Price.Currency)), "B", 0, "R", false, 0, "")
		f.CellFormat(30, 6, written(d.Language.Money(l.Sum.Minor, l.Sum.Currency)), "B", 1, "R", false, 0, "")
	}
	for _, t := range d.Content.Totals {
		f.CellFormat(150, 6, written(t.Label), "", 0, "R", false, 0, "")
		f.CellFormat(34, 6, written(d.Language.Money(t.Amount.Minor, t.Amount.Currency)), "", 1, "R", false, 0, "")
	}
	f.MultiCell(0, 5, written(d.Content.Terms), "", "", false)
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// fpdfFace is a Western face of this package as fpdf wants it described.
func fpdfFace(i int) (description, file []byte) {
	a := faces()[i]
	box := a.Metrics.Box
	description, _ = json.Marshal(map[string]any{
		"Tp": "TrueType", "Name": a.Name, "Up": -106, "Ut": 73, "Cw": a.Widths, "Enc": "cp1252", "Diff": a.Differences, "File": "face.z", "OriginalSize": a.Size,
		"Desc": map[string]any{
			"Ascent": a.Metrics.Ascent, "Descent": a.Metrics.Descent, "CapHeight": a.Metrics.CapHeight, "Flags": 32, "StemV": a.Metrics.StemV, "MissingWidth": 365,
			"FontBBox": map[string]int{"Xmin": box[0], "Ymin": box[1], "Xmax": box[2], "Ymax": box[3]},
		},
	})
	return description, a.file
}

func onePage() Document {
	d := sample(OrderConfirmation, locale.Swedish)
	d.Company.Logo = Picture{}
	return d
}

func manyRows() Document {
	d := onePage()
	d.Content.Lines = nil
	for i := range 2000 {
		d.Content.Lines = append(d.Content.Lines, Line{Article: fmt.Sprint(10000 + i), Name: fmt.Sprintf("Filter F7 nummer %d", i), Quantity: 2000, Unit: "st", Price: kr(39500), Sum: kr(79000)})
	}
	return d
}

// BenchmarkPages compares a page and 2 000 rows, each without and with letters
// beyond cp1252, with the same drawn plainly with fpdf and the same faces, and
// with fpdf and the whole font:
//
//	go test -run xxx -bench Pages -count 5 ./pdf | benchstat -col /by -
func BenchmarkPages(b *testing.B) {
	beyond := func(d Document) Document {
		d.Description = "Łódź, čtyři Žitná. " + d.Description
		d.Content.Lines = slices.Clone(d.Content.Lines)
		for i := range d.Content.Lines {
			d.Content.Lines[i].Name += " č"
		}
		return d
	}
	for _, c := range []struct {
		name string
		d    Document
	}{{"page", onePage()}, {"page-beyond", beyond(onePage())}, {"rows2000", manyRows()}, {"rows2000-beyond", beyond(manyRows())}} {
		for _, by := range []struct {
			name string
			draw func() []byte
		}{
			{"budkavle", func() []byte { data, _ := new(Engine).Render(c.d); return data }},
			{"fpdf-cp1252", func() []byte { return plainly(c.d, true) }},
			{"fpdf-utf8", func() []byte { return plainly(c.d, false) }},
		} {
			if strings.HasSuffix(c.name, "beyond") && by.name == "fpdf-cp1252" {
				continue // it cannot write them
			}
			b.Run(c.name+"/by="+by.name, func(b *testing.B) {
				b.ReportAllocs()
				var data []byte
				for b.Loop() {
					data = by.draw()
				}
				b.ReportMetric(float64(len(data)), "filebytes")
			})
		}
	}
}

// BenchmarkPhotos compares a protocol with 20 photos of 12 megapixels, all of
// them others or the same one, with fpdf, which puts the files in as they are,
// and with decoding, scaling and encoding them on as many cores:
//
//	go test -run xxx -bench Photos -count 5 ./pdf | benchstat -col /by -
func BenchmarkPhotos(b *testing.B) {
	data := landscape(4000, 3000, 1)
	same, others := onePage(), onePage()
	for i := range 20 {
		same.Content.Photos = append(same.Content.Photos, Picture{Name: "p", Data: data})
		other := inserted(data, jpegSegment(0xFE, 0, fmt.Sprint(i)))
		others.Content.Photos = append(others.Content.Photos, Picture{Name: "p", Data: other})
	}
	for _, c := range []struct {
		name string
		d    Document
		draw func(d Document) int
	}{
		{"others/by=budkavle", others, drawnSize}, {"others/by=fpdf", others, embeddedSize}, {"others/by=bare", others, scaledSize},
		{"same/by=budkavle", same, drawnSize}, {"same/by=fpdf", same, embeddedSize},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				size = c.draw(c.d)
			}
			b.ReportMetric(float64(size), "filebytes")
		})
	}
}

func drawnSize(d Document) int {
	data, err := new(Engine).Render(d)
	if err != nil {
		panic(err)
	}
	return len(data)
}

// embeddedSize draws the photos with fpdf as they are.
func embeddedSize(d Document) int {
	f := fpdf.New("P", "mm", "A4", "")
	for i, p := range d.Content.Photos {
		if i%6 == 0 {
			f.AddPage()
		}
		name, options := fmt.Sprint(i), fpdf.ImageOptions{ImageType: "JPEG"}
		f.RegisterImageOptionsReader(name, options, bytes.NewReader(p.Data))
		f.ImageOptions(name, 18+float64(i%2)*90, 20+float64(i/2%3)*70, photoWidth, 0, false, options, 0, "")
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		panic(err)
	}
	return b.Len()
}

// scaledSize does what cannot be avoided, and no more.
func scaledSize(d Document) int {
	next := make(chan []byte)
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for data := range next {
				img, _ := jpeg.Decode(bytes.NewReader(data))
				small := image.NewRGBA(image.Rect(0, 0, 586, 439))
				draw.ApproxBiLinear.Scale(small, small.Rect, img, img.Bounds(), draw.Src, nil)
				_ = jpeg.Encode(io.Discard, small, &jpeg.Options{Quality: 82})
			}
		})
	}
	for _, p := range d.Content.Photos {
		next <- p.Data
	}
	close(next)
	wait.Wait()
	return 0
}

func TestOnePageIsSmall(t *testing.T) {
	t.Parallel()
	var e Engine
	data, err := e.Render(onePage())
	if err != nil || len(data) > 40<<10 {
		t.Errorf("one page is %d bytes (%v), at most 40 kB wanted", len(data), err)
	}
}
