package pdf

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// The room of pictures in millimetres. Photos stand in two columns.
const (
	logoWidth, logoHeight = 62.0, 20.0
	photoWidth            = (contentWidth - 6) / 2
	photoHeight           = 62.0
	signatureHeight       = 18.0
)

// A loaded picture is prepared, or the reason why not.
type loaded struct {
	prepared
	err error
}

// pictures prepares all pictures of a document, on as many cores as there are:
// decoding is most of a protocol's time.
func (e *Engine) pictures(d *Document) map[*Picture]loaded {
	frames := map[*Picture]frame{}
	var order []*Picture
	add := func(p *Picture, f frame, always bool) {
		if len(p.Data) > 0 || always {
			frames[p] = f
			order = append(order, p)
		}
	}
	add(&d.Company.Logo, frame{logoWidth, logoHeight, true}, false)
	for i := range d.Content.Photos {
		add(&d.Content.Photos[i], frame{photoWidth, photoHeight, false}, true)
	}
	for i := range d.Content.Signatures {
		add(&d.Content.Signatures[i].Picture, frame{photoWidth, signatureHeight, true}, false)
	}
	if len(order) == 0 {
		return nil
	}
	results := make([]loaded, len(order))
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(len(order), runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := range next {
				results[i].prepared, results[i].err = prepare(order[i], frames[order[i]], e.style.MaxPixels)
			}
		})
	}
	for i := range order {
		next <- i
	}
	close(next)
	wait.Wait()
	all := make(map[*Picture]loaded, len(order))
	for i, p := range order {
		all[p] = results[i]
	}
	return all
}

// prepared returns a picture as it is drawn; a broken one is a problem, or a
// warning where the style leaves it out.
func (p *painter) prepared(picture *Picture) (prepared, bool) {
	pic, ok := p.pictures[picture]
	var broken *PictureError
	switch {
	case !ok:
	case pic.err == nil:
		return pic.prepared, true
	case p.style.LeaveOutBroken && errors.As(pic.err, &broken):
		p.warnings = append(p.warnings, Warning{PictureLeftOut, picture.Name})
	default:
		p.problems = append(p.problems, pic.err)
	}
	return prepared{}, false
}

// fit is the size of a picture in a box, its proportions kept; one of few
// pixels is not blown up beyond 50 to the inch.
func fit(p prepared, w, h float64) (float64, float64) {
	factor := min(w/float64(p.width), h/float64(p.height), 25.4/50)
	return float64(p.width) * factor, float64(p.height) * factor
}

// captionLines is how many lines a caption has at most.
const captionLines = 6

func (p *painter) photos() {
	photos := p.d.Content.Photos
	if len(photos) == 0 {
		return
	}
	p.font(12, true)
	p.room(p.lineHeight() + photoHeight + 14)
	p.heading(p.word("pdf.photos"))
	for from := 0; from < len(photos); from += 2 {
		pair := photos[from:min(from+2, len(photos))]
		p.font(8.5, false)
		tallest := 0
		captions := make([][]coded, len(pair))
		for i := range pair {
			if strings.TrimSpace(pair[i].Caption) != "" {
				captions[i] = p.wrap(pair[i].Caption, photoWidth)
			}
			captions[i] = captions[i][:min(len(captions[i]), captionLines)]
			tallest = max(tallest, len(captions[i]))
		}
		height := photoHeight + 1.5 + float64(tallest)*p.lineHeight()
		p.room(height)
		for i := range pair {
			x := marginX + float64(i)*(photoWidth+6)
			p.photo(&pair[i], x)
			p.font(8.5, false)
			p.ink(grey)
			for n, line := range captions[i] {
				p.text(x, p.y+photoHeight+1.2+float64(n)*p.lineHeight(), line)
			}
		}
		p.y += height + 4
	}
	p.y += 3
}

// photo draws a picture in its box, or the box with its name when it is broken
// and may be left out.
func (p *painter) photo(photo *Picture, x float64) {
	p.box(x, p.y, photoWidth, photoHeight, pale)
	pic, ok := p.prepared(photo)
	if ok {
		w, h := fit(pic, photoWidth, photoHeight)
		p.picture(pic, x+(photoWidth-w)/2, p.y+(photoHeight-h)/2, w, h)
		return
	}
	p.font(8.5, false)
	p.ink(grey)
	lines := p.wrap(p.word("pdf.picture-missing")+"\n"+photo.Name, photoWidth-10)
	lines = lines[:min(len(lines), 8)]
	y := p.y + (photoHeight-float64(len(lines))*p.lineHeight())/2
	for n, line := range lines {
		p.text(x+(photoWidth-p.width(line))/2, y+float64(n)*p.lineHeight(), line)
	}
}

// signatures stand side by side, each over a line with who, when and as what.
func (p *painter) signatures() {
	all := p.d.Content.Signatures
	for from := 0; from < len(all); from += 2 {
		pair := all[from:min(from+2, len(all))]
		p.font(9, false)
		texts := make([][]coded, len(pair))
		tallest := 0
		for i, s := range pair {
			parts := slices.DeleteFunc([]string{s.Name, p.when(s.At)}, func(t string) bool { return t == "" })
			texts[i] = p.wrap(strings.Join(parts, ", "), photoWidth)
			texts[i] = texts[i][:min(len(texts[i]), captionLines)]
			tallest = max(tallest, len(texts[i]))
		}
		step := p.lineHeight()
		height := 4.5 + signatureHeight + 2 + float64(tallest)*step
		p.room(height)
		for i := range pair {
			s, x := &pair[i], marginX+float64(i)*(photoWidth+6)
			role := s.Role
			if role == "" {
				role = p.word("pdf.signature")
			}
			p.font(7.5, true)
			p.ink(grey)
			p.text(x, p.y, p.first(strings.ToUpper(role), photoWidth))
			under := p.y + 4.5 + signatureHeight
			if pic, ok := p.prepared(&s.Picture); ok {
				w, h := fit(pic, photoWidth, signatureHeight)
				p.picture(pic, x, under-h, w, h)
			}
			p.line(x, under+0.5, x+photoWidth, under+0.5, 0.25, grey)
			p.font(9, false)
			p.ink(black)
			for n, line := range texts[i] {
				p.text(x, under+1.5+float64(n)*step, line)
			}
		}
		p.y += height + 6
	}
}
