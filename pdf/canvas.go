package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf16"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-pdf/fpdf"
)

// Measures in millimetres: A4 with margins that every printer keeps.
const (
	pageWidth, pageHeight = 210.0, 297.0
	marginX               = 18.0
	marginTop             = 16.0
	marginBottom          = 28.0
	contentWidth          = pageWidth - 2*marginX
	points                = 72 / 25.4 // in a millimetre
)

// A colour is red, green and blue.
type colour struct{ r, g, b int }

var (
	black = colour{31, 41, 51}
	grey  = colour{92, 103, 112}
	light = colour{216, 222, 228}
	pale  = colour{244, 246, 248}
	red   = colour{176, 32, 32}
	green = colour{38, 122, 75}
)

// A canvas is where a document is drawn: the only place that knows fpdf. Text
// that the font lacks characters for is written with a substitute, because fpdf
// panics on some and draws others as garbage. Lines, boxes and Western text are
// written as page operators here; fpdf keeps pages, fonts, pictures and the
// file together.
type canvas struct {
	f       *fpdf.Fpdf
	western bool // the faces of face.go, else UTF-8
	leaves  bool // a text has characters that the faces lack and the whole font has
	has     *coverage
	missing map[rune]bool
	pending []byte      // operators not yet on the page
	widths  map[int]int // how many pictures have a width in pixels

	size     float64
	bold     bool
	fill     colour
	pageSize float64 // of the font that the page has; 0: none yet
	pageBold bool
	pageInk  colour
}

// newCanvas starts a document. Western ones take the faces of face.go, others
// the whole font or the host's own.
func newCanvas(s *Style, has *coverage, western bool) *canvas {
	f := fpdf.New("P", "mm", "A4", "")
	c := &canvas{f: f, western: western, has: has, missing: map[rune]bool{}, widths: map[int]int{}}
	if western {
		both := faces()
		f.AddFontFromBytes("text", "", both[0].description, both[0].file)
		f.AddFontFromBytes("text", "B", both[1].description, both[1].file)
	} else {
		regular, bold := s.Font, s.BoldFont
		if len(regular) == 0 {
			regular, bold = liberationsansregular.TTF, liberationsansbold.TTF
		}
		if len(bold) == 0 {
			bold = regular
		}
		f.AddUTF8FontFromBytes("text", "", regular)
		f.AddUTF8FontFromBytes("text", "B", bold)
	}
	f.SetCatalogSort(true)
	f.SetCompression(false) // pack does
	f.SetProducer("Budkavle", false)
	f.SetMargins(marginX, marginTop, marginX)
	f.SetAutoPageBreak(false, 0)
	f.SetFont("text", "", 10)
	c.font(10, false)
	c.page()
	return c
}

// describe sets the metadata.
func (c *canvas) describe(title, author, language string, date time.Time) {
	c.f.SetCreationDate(date.UTC())
	c.f.SetModificationDate(date.UTC())
	c.f.SetTitle(basic(title), true)
	c.f.SetAuthor(basic(author), true)
	c.f.SetLang(language)
}

func (c *canvas) font(size float64, bold bool) { c.size, c.bold = size, bold }

func (c *canvas) ink(k colour) { c.fill = k }

// text draws one line whose top is at y.
func (c *canvas) text(x, y float64, text coded) {
	if text == "" {
		return
	}
	baseline := y + c.lineHeight()/2 + 0.3*c.size/points
	c.applyFont()
	if !c.western {
		c.flush()
		c.f.SetTextColor(c.fill.r, c.fill.g, c.fill.b)
		c.f.Text(x, baseline, string(text))
		return
	}
	if c.fill != c.pageInk {
		c.pageInk = c.fill
		c.colour(c.fill, "rg\n")
	}
	c.pending = append(c.pending, "BT "...)
	c.at(x, baseline, "Td (")
	for i := range len(text) {
		if b := text[i]; b == '(' || b == ')' || b == '\\' {
			c.pending = append(c.pending, '\\')
		}
		c.pending = append(c.pending, text[i])
	}
	c.pending = append(c.pending, ") Tj ET\n"...)
}

// right draws one line that ends at x.
func (c *canvas) right(x, y float64, text coded) { c.text(x-c.width(text), y, text) }

func (c *canvas) line(x1, y1, x2, y2, thick float64, k colour) {
	c.pending = append(c.pending, "q "...)
	c.number(thick*points, "w ")
	c.colour(k, "RG ")
	c.at(x1, y1, "m ")
	c.at(x2, y2, "l S Q\n")
}

func (c *canvas) box(x, y, w, h float64, k colour) {
	c.pending = append(c.pending, "q "...)
	c.colour(k, "rg ")
	c.at(x, y+h, "")
	c.number(w*points, "")
	c.number(h*points, "re f Q\n")
}

// at writes a place, counted from the top left, as PDF counts it.
func (c *canvas) at(x, y float64, operator string) {
	c.number(x*points, "")
	c.number((pageHeight-y)*points, operator)
}

func (c *canvas) number(v float64, operator string) {
	c.pending = strconv.AppendFloat(c.pending, v, 'f', 2, 64)
	c.pending = append(append(c.pending, ' '), operator...)
}

func (c *canvas) colour(k colour, operator string) {
	for _, v := range [3]int{k.r, k.g, k.b} {
		c.pending = strconv.AppendFloat(c.pending, float64(v)/255, 'f', 3, 64)
		c.pending = append(c.pending, ' ')
	}
	c.pending = append(c.pending, operator...)
}

// applyFont makes the page's font the one that was asked for.
func (c *canvas) applyFont() {
	if c.pageSize == c.size && c.pageBold == c.bold {
		return
	}
	c.flush()
	c.f.SetFont("text", [2]string{"", "B"}[c.weight()], c.size)
	c.pageSize, c.pageBold = c.size, c.bold
}

func (c *canvas) flush() {
	if len(c.pending) > 0 {
		c.f.RawWriteStr(string(c.pending[:len(c.pending)-1]))
		c.pending = c.pending[:0]
	}
}

// picture draws a prepared picture into a box. The same one twice is in the
// file once.
func (c *canvas) picture(p prepared, x, y, w, h float64) {
	c.flush()
	sum := sha256.Sum256(p.data)
	name := string(sum[:])
	options := fpdf.ImageOptions{ImageType: p.kind}
	if c.f.GetImageInfo(name) == nil {
		info := c.f.RegisterImageOptionsReader(name, options, bytes.NewReader(p.data))
		if c.widths[p.width] > 0 && info != nil {
			tellApart(info, c.widths[p.width])
		}
		c.widths[p.width]++
	}
	c.f.ImageOptions(name, x, y, w, h, false, options, 0, "")
}

// tellApart makes a picture a hair wider than those of the same width before
// it: fpdf writes pictures in the order of their widths, and equal ones in the
// order of a map, so that the bytes would differ from one time to the next
// (R504). The width in the file is the whole number. The fields are those of
// fpdf's own encoding of a picture.
func tellApart(info *fpdf.ImageInfoType, n int) {
	var (
		data, mask, palette []byte
		object, bits        int
		w, h, scale, dpi    float64
		space, filter, parm string
		transparent         []int
	)
	encoded, err := info.GobEncode()
	if err != nil {
		return
	}
	in := gob.NewDecoder(bytes.NewReader(encoded))
	fields := []any{&data, &mask, &object, &w, &h, &space, &palette, &bits, &filter, &parm, &transparent, &scale, &dpi}
	for _, f := range fields {
		if in.Decode(f) != nil {
			return
		}
	}
	w += float64(n) / (1 << 20)
	var b bytes.Buffer
	out := gob.NewEncoder(&b)
	for _, f := range fields {
		if out.Encode(f) != nil {
			return
		}
	}
	_ = info.GobDecode(b.Bytes())
}

// bookmark puts a line into the reader's outline: level 0 the document, 1 its
// sections.
func (c *canvas) bookmark(text string, level int, y float64) {
	text = basic(text)
	if c.western {
		b := []byte{0xFE, 0xFF}
		for _, u := range utf16.Encode([]rune(text)) {
			b = append(b, byte(u>>8), byte(u))
		}
		text = string(b)
	}
	c.f.Bookmark(text, level, y)
}

// page begins a new page.
func (c *canvas) page() {
	c.flush()
	c.f.AddPage()
	c.pageSize, c.pageInk = 0, colour{-1, -1, -1}
}

// each goes over the pages again, for what can only be said at the end.
func (c *canvas) each(draw func(page, of int)) {
	c.flush()
	for n := range c.f.PageCount() {
		c.f.SetPage(n + 1)
		c.pageSize, c.pageInk = 0, colour{-1, -1, -1}
		draw(n+1, c.f.PageCount())
		c.flush()
	}
}

// bytes ends the document.
func (c *canvas) bytes() ([]byte, error) {
	c.flush()
	var b bytes.Buffer
	b.Grow(48 << 10)
	if err := c.f.Output(&b); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return pack(b.Bytes()), nil
}

// guard turns a panic of a library into an error: whatever it meets, a host
// must not go down with one document.
func guard(err *error) {
	if r := recover(); r != nil {
		*err = errors.Join(*err, fmt.Errorf("pdf: the document cannot be drawn: %v", r))
	}
}

type element int

func (c *canvas) tag(string)             {}
func (c *canvas) element(string) element { return 0 }
func (c *canvas) into(element)           {}
func (c *canvas) artifact()              {}
func (c *canvas) figure(string)          {}
func (c *canvas) end()                   {}
