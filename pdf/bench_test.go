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

	"golang.org/x/image/draw"

	"github.com/budkavle/budkavle/templating/locale"
)

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

// BenchmarkPhotos compares a protocol with 20 photos of 12 megapixels, all of
// them others or the same one, with decoding, scaling and encoding them on as many
// cores:
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
		{"others/by=budkavle", others, drawnSize},
		{"others/by=bare", others, scaledSize},
		{"same/by=budkavle", same, drawnSize},
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
