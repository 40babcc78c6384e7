package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"runtime"
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
func plainly(d Document) []byte {
	f := fpdf.New("P", "mm", "A4", "")
	f.AddUTF8FontFromBytes("text", "", liberationsansregular.TTF)
	f.AddUTF8FontFromBytes("text", "B", liberationsansbold.TTF)
	f.SetFooterFunc(func() {
		f.SetY(-20)
		f.SetFont("text", "", 8)
		f.CellFormat(0, 4, fmt.Sprintf("%s  %d / {nb}", d.Company.Name, f.PageNo()), "T", 0, "R", false, 0, "")
	})
	f.AliasNbPages("{nb}")
	f.SetCreationDate(d.Date)
	f.AddPage()
	f.SetFont("text", "B", 18)
	f.CellFormat(0, 10, string(d.Kind)+" "+d.Number, "B", 1, "R", false, 0, "")
	for _, p := range d.Parties {
		f.SetFont("text", "B", 10)
		f.CellFormat(0, 5, p.Name, "", 1, "", false, 0, "")
		f.SetFont("text", "", 10)
		for _, line := range p.Lines {
			f.CellFormat(0, 5, line, "", 1, "", false, 0, "")
		}
	}
	for _, fact := range d.Facts {
		f.CellFormat(40, 5, fact.Label, "", 0, "", false, 0, "")
		f.CellFormat(0, 5, fact.Value, "", 1, "", false, 0, "")
	}
	f.MultiCell(0, 5, d.Description, "", "", false)
	head := func() {
		f.SetFont("text", "B", 9)
		for i, title := range []string{"Artikel", "Benämning", "Antal", "À-pris", "Summa"} {
			f.CellFormat([]float64{28, 70, 26, 30, 30}[i], 6, title, "B", 0, "", false, 0, "")
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
		f.CellFormat(28, 6, l.Article, "B", 0, "", false, 0, "")
		f.CellFormat(70, 6, l.Name, "B", 0, "", false, 0, "")
		f.CellFormat(26, 6, d.Language.Number(l.Quantity, 3)+" "+l.Unit, "B", 0, "R", false, 0, "")
		f.CellFormat(30, 6, d.Language.Money(l.Price.Minor, l.Price.Currency), "B", 0, "R", false, 0, "")
		f.CellFormat(30, 6, d.Language.Money(l.Sum.Minor, l.Sum.Currency), "B", 1, "R", false, 0, "")
	}
	for _, t := range d.Content.Totals {
		f.CellFormat(150, 6, t.Label, "", 0, "R", false, 0, "")
		f.CellFormat(34, 6, d.Language.Money(t.Amount.Minor, t.Amount.Currency), "", 1, "R", false, 0, "")
	}
	f.MultiCell(0, 5, d.Content.Terms, "", "", false)
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
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

// BenchmarkPages compares one page and 2 000 rows with plain fpdf, in pairs
// within one run. Medians of five on a busy machine of two cores:
//
//	go test -run xxx -bench 'Pages|Photos' -benchtime 500ms -count 5 ./pdf
//
//	                 here                      plain fpdf 0.9.0          ratio
//	one page         1.03 ms  0.43 MB  31 kB   18.4 ms  13.4 MB  31 kB   17.8, 1/31
//	2 000 rows       29 ms    11.7 MB 144 kB   104 ms   86.5 MB 191 kB   3.6, 1/7
//	20 photos        1.36 s   395 MB           1.45 s   382 MB (bare)    1.07
func BenchmarkPages(b *testing.B) {
	var e Engine
	for _, c := range []struct {
		name string
		d    Document
	}{{"page", onePage()}, {"rows2000", manyRows()}} {
		b.Run(c.name+"/budkavle", func(b *testing.B) {
			b.ReportAllocs()
			var data []byte
			for b.Loop() {
				data, _ = e.Render(c.d)
			}
			b.ReportMetric(float64(len(data)), "filebytes")
		})
		b.Run(c.name+"/fpdf", func(b *testing.B) {
			b.ReportAllocs()
			var data []byte
			for b.Loop() {
				data = plainly(c.d)
			}
			b.ReportMetric(float64(len(data)), "filebytes")
		})
	}
}

// BenchmarkPhotos compares a protocol with 20 photos of 12 megapixels with
// decoding, scaling and encoding them on as many cores.
func BenchmarkPhotos(b *testing.B) {
	d := onePage()
	data := landscape(4000, 3000, 1)
	for range 20 {
		d.Content.Photos = append(d.Content.Photos, Picture{Name: "p", Data: data})
	}
	b.Run("budkavle", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := new(Engine).Render(d); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
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
		}
	})
}

func TestOnePageIsSmall(t *testing.T) {
	t.Parallel()
	var e Engine
	data, err := e.Render(onePage())
	if err != nil || len(data) > 40<<10 {
		t.Errorf("one page is %d bytes (%v), at most 40 kB wanted", len(data), err)
	}
}
