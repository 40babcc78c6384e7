package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"
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

// A coded text is written as the font has it, one line, ready to be measured
// and drawn: a byte a character with the Western faces, UTF-8 otherwise.
type coded string

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

const substitute = '□'

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

// code writes one line as the font has it: composed, without what is not seen,
// and with □ for what the font lacks.
func (c *canvas) code(text string) coded {
	if !norm.NFC.IsNormalString(text) {
		text = norm.NFC.String(text)
	}
	out := make([]byte, 0, len(text))
	for _, r := range text {
		r = plain(r)
		if b, ok := western(r); ok && c.western {
			out = append(out, b)
			continue
		}
		if unseen(r) {
			continue
		}
		switch known := drawable(r) && c.has.has(r); {
		case known && !c.western:
			out = append(out, string(r)...)
		case known:
			c.leaves = true
			out = append(out, '?')
		case c.western:
			c.missing[r] = true
			b, _ := western(substitute)
			out = append(out, b)
		case c.has.has(substitute):
			c.missing[r] = true
			out = append(out, string(substitute)...)
		default:
			c.missing[r] = true
			out = append(out, '?')
		}
	}
	return coded(out)
}

// width is that of a line of text in millimetres.
func (c *canvas) width(text coded) float64 {
	if c.western {
		w := &faces()[c.weight()].widths
		sum := 0
		for i := range len(text) {
			sum += w[text[i]]
		}
		return float64(sum) * c.size / 1000 / points
	}
	c.applyFont()
	return c.f.GetStringWidth(string(text))
}

func (c *canvas) weight() int {
	if c.bold {
		return 1
	}
	return 0
}

// lineHeight is the distance between two lines in the current font.
func (c *canvas) lineHeight() float64 { return c.size / points * 1.32 }

// wrap splits text into lines that are not wider than width, at blanks, or
// inside a word that is too long by itself.
func (c *canvas) wrap(text string, width float64) []coded {
	var lines []coded
	for paragraph := range strings.SplitSeq(strings.TrimRight(text, "\r\n "), "\n") {
		line := c.code(strings.TrimSpace(paragraph))
		if c.width(line) <= width {
			lines = append(lines, line)
			continue
		}
		lines = c.wrapLine(lines, line, width)
	}
	return lines
}

func (c *canvas) wrapLine(lines []coded, text coded, width float64) []coded {
	blank := c.width(" ")
	line, used := coded(""), 0.0
	for word := range strings.SplitSeq(string(text), " ") {
		if word == "" {
			continue
		}
		w := c.width(coded(word))
		if line != "" && used+blank+w <= width {
			line, used = line+" "+coded(word), used+blank+w
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for w > width {
			n := c.fits(coded(word), width)
			if n >= len(word) {
				break
			}
			lines, word = append(lines, coded(word[:n])), word[n:]
			w = c.width(coded(word))
		}
		line, used = coded(word), w
	}
	return append(lines, line)
}

// fits is how many bytes of a word fit into width, at least one character.
func (c *canvas) fits(word coded, width float64) int {
	used := 0.0
	if c.western {
		for i := range len(word) {
			if used += c.width(word[i : i+1]); used > width && i > 0 {
				return i
			}
		}
		return len(word)
	}
	for i, r := range word {
		if used += c.width(coded(string(r))); used > width && i > 0 {
			return i
		}
	}
	return len(word)
}

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

// basic leaves out what fpdf cannot write in metadata.
func basic(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unseen(r):
			return -1
		case r > 0xFFFF || r == '\uFFFD':
			return substitute
		}
		return r
	}, strings.ToValidUTF8(norm.NFC.String(text), string(substitute)))
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
