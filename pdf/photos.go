package pdf

import (
	"bytes"
	"cmp"
	"errors"
	"hash/maphash"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
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

// A job is a picture to be prepared for a frame. The same file in the same frame
// is one job, however often it stands in the document.
type job struct {
	pictures []*Picture // of the same bytes
	frame    frame
}

// pictures prepares all pictures of a document, on as many cores as there are
// and memory allows: decoding is most of a protocol's time.
func (e *Engine) pictures(d *Document) map[*Picture]loaded {
	var jobs []job
	type key struct { // most pictures that have the same are the same
		hash  uint64
		frame frame
	}
	seed, places := maphash.MakeSeed(), map[key]int{}
	add := func(p *Picture, f frame, always bool) {
		if len(p.Data) == 0 && !always {
			return
		}
		k := key{maphash.Bytes(seed, p.Data), f}
		if at, had := places[k]; had && bytes.Equal(jobs[at].pictures[0].Data, p.Data) {
			jobs[at].pictures = append(jobs[at].pictures, p)
			return
		}
		places[k] = len(jobs)
		jobs = append(jobs, job{[]*Picture{p}, f})
	}
	add(&d.Company.Logo, frame{logoWidth, logoHeight, true}, false)
	for i := range d.Content.Photos {
		add(&d.Content.Photos[i], frame{photoWidth, photoHeight, false}, true)
	}
	for i := range d.Content.Signatures {
		add(&d.Content.Signatures[i].Picture, frame{photoWidth, signatureHeight, true}, false)
	}
	results := make([]loaded, len(jobs))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(len(jobs), runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(jobs)); i = next.Add(1) - 1 {
				results[i].prepared, results[i].err = prepare(jobs[i].pictures[0], jobs[i].frame, e.style.MaxPixels)
			}
		})
	}
	wait.Wait()
	all := map[*Picture]loaded{}
	for i, j := range jobs {
		for _, p := range j.pictures {
			all[p] = results[i].named(p.Name)
		}
	}
	return all
}

// named is a result whose error names the picture that it is for.
func (l loaded) named(name string) loaded {
	var broken *PictureError
	if errors.As(l.err, &broken) {
		l.err = &PictureError{name, broken.Reason, broken.Err}
	}
	return l
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
		p.warnings = append(p.warnings, Note{NotePictureLeftOut, picture.Name})
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

// leastPhoto is how low the photos of the last row may be for the signatures to
// find room under them.
const leastPhoto = 40.0

// photos stand two in a row, the last row together with what must follow, a
// little lower where that makes room for it.
func (p *painter) photos(keep float64) {
	photos := p.sheet.photos
	for from := 0; from < len(photos); from += 2 {
		pair := photos[from:min(from+2, len(photos))]
		p.font(8.5, false)
		tallest, step := 0, p.lineHeight()
		captions := make([][]coded, len(pair))
		for i := range pair {
			captions[i] = p.lines(p.caption(&pair[i], from+i+1), photoWidth, captionLines)
			tallest = max(tallest, len(captions[i]))
		}
		under, heading, headed := 5.5+float64(tallest)*step, "", 0.0
		if from == 0 {
			heading, headed = p.sheet.word("pdf.photos"), 8
		}
		high, follow := photoHeight, 0.0
		if from+2 >= len(photos) && keep > 0 {
			follow = keep + 3
			if room := bottom - p.y - headed - under - follow; room < photoHeight && room >= leastPhoto {
				high = room
			}
		}
		p.begin(heading, high+under+follow)
		for i := range pair {
			x := marginX + float64(i)*(photoWidth+6)
			p.photo(&pair[i], from+i+1, x, high)
			p.font(8.5, false)
			p.ink(grey)
			p.tag("P")
			for n, line := range captions[i] {
				p.text(x, p.y+high+1.2+float64(n)*step, line)
			}
			p.end()
		}
		p.y += high + under
	}
	p.y += 3
}

// caption is a photo's number, so that the text of the protocol can speak of it,
// and its caption.
func (p *painter) caption(photo *photo, n int) string {
	number := p.sheet.word("pdf.photo", strconv.Itoa(n))
	if photo.caption.blank() {
		return number
	}
	return number + ". " + photo.caption.Text
}

// photo draws a picture in its box, or the box with its name when it is broken
// and may be left out.
func (p *painter) photo(photo *photo, n int, x, high float64) {
	p.box(x, p.y, photoWidth, high, pale)
	pic, ok := p.prepared(photo.picture)
	if ok {
		w, h := fit(pic, photoWidth, high)
		p.figure(p.caption(photo, n))
		p.picture(pic, x+(photoWidth-w)/2, p.y+(high-h)/2, w, h)
		p.end()
		return
	}
	p.font(8.5, false)
	p.ink(grey)
	lines := p.lines(p.sheet.word("pdf.picture-missing")+"\n"+printed(photo.picture.Name), photoWidth-10, 8)
	y := p.y + (high-float64(len(lines))*p.lineHeight())/2
	p.tag("P")
	for n, line := range lines {
		p.text(x+(photoWidth-p.width(line))/2, y+float64(n)*p.lineHeight(), line)
	}
	p.end()
}

// signer is who signed and when, in lines.
func (p *painter) signer(s *signature) []coded {
	parts := slices.DeleteFunc([]string{s.name.Text, s.when.Text}, func(t string) bool { return t == "" })
	p.font(9, false)
	return p.lines(strings.Join(parts, ", "), photoWidth, captionLines)
}

// rowOfSignatures is the height of signatures side by side.
func (p *painter) rowOfSignatures(pair []signature) float64 {
	tallest := 0
	for i := range pair {
		tallest = max(tallest, len(p.signer(&pair[i])))
	}
	return 4.5 + signatureHeight + 2 + float64(tallest)*p.lineHeight()
}

// signaturesHeight is that of the first row, or of what stands in its place on a
// quote: neither must stand alone.
func (p *painter) signaturesHeight() float64 {
	if p.sheet.accepts() {
		heading, rest := p.acceptanceHeight()
		return heading + rest
	}
	all := p.sheet.signatures
	if len(all) == 0 {
		return 0
	}
	return p.rowOfSignatures(all[:min(2, len(all))])
}

// signatures stand side by side, each over a line with who, when and as what.
func (p *painter) signatures() {
	if p.sheet.accepts() {
		p.acceptance()
		return
	}
	for pair := range slices.Chunk(p.sheet.signatures, 2) {
		height := p.rowOfSignatures(pair)
		p.room(height)
		for i := range pair {
			p.signature(&pair[i], marginX+float64(i)*(photoWidth+6))
		}
		p.y += height + 6
	}
}

func (p *painter) signature(s *signature, x float64) {
	p.tag("P")
	p.label(x, p.y, s.role.Text, photoWidth)
	p.end()
	under := p.y + 4.5 + signatureHeight
	if pic, ok := p.prepared(s.picture); ok {
		w, h := fit(pic, photoWidth, signatureHeight)
		p.figure(p.sheet.word("pdf.signature-of", cmp.Or(s.name.Text, s.role.Text)))
		p.picture(pic, x, under-h, w, h)
		p.end()
	}
	p.line(x, under+0.5, x+photoWidth, under+0.5, 0.25, grey)
	p.ink(black)
	p.tag("P")
	for n, line := range p.signer(s) {
		p.text(x, under+1.5+float64(n)*p.lineHeight(), line)
	}
	p.end()
}
