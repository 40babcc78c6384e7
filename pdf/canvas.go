package pdf

import (
	"crypto/sha256"
	"strconv"
	"time"
	"unicode/utf8"
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

// A canvas is where a document is drawn: pages of operators, the letters and
// pictures that they use, and the structure that says what is what.
type canvas struct {
	western bool // the faces are there, for all that they have
	subsets [2]subset
	missing map[rune]bool
	images  []prepared
	known   map[[32]byte]int // images by what they are

	size float64
	bold bool
	fill colour

	pages  []*page
	now    *page
	number int // of the page, from 1
	marks  []bookmark

	nodes  []node
	stack  []element
	target element

	title, author, language string
	date                    time.Time
}

// A page is its operators, and the state that they leave it in.
type page struct {
	content []byte
	font    int // 0: none yet
	size    float64
	ink     colour
	marked  bool
	mark    element
	pieces  []element // by number
}

type (
	bookmark struct {
		text  string
		level int
		page  int
		y     float64
	}
)

func newCanvas(fonts [2]subset, western bool) *canvas {
	c := &canvas{subsets: fonts, western: western, missing: map[rune]bool{}, known: map[[32]byte]int{}}
	c.stack = []element{asArtifact}
	c.tag("Document")
	c.nextSheet()
	c.font(10, false)
	return c
}

// nextSheet begins a new page.
func (c *canvas) nextSheet() {
	if c.now != nil {
		c.unmark()
	}
	c.now = &page{content: make([]byte, 0, 4096), ink: colour{-1, -1, -1}}
	c.pages = append(c.pages, c.now)
	c.number = len(c.pages)
}

// each goes over the pages again, for what can only be said at the end; it is
// for the eye alone.
func (c *canvas) each(draw func(page, of int)) {
	c.artifact()
	for n, p := range c.pages {
		c.unmark()
		c.now, c.number = p, n+1
		draw(n+1, len(c.pages))
	}
	c.unmark()
	c.end()
}

func (c *canvas) font(size float64, bold bool) { c.size, c.bold = size, bold }

func (c *canvas) ink(k colour) { c.fill = k }

func (c *canvas) weight() int {
	if c.bold {
		return 1
	}
	return 0
}

// text draws one line whose top is at y.
func (c *canvas) text(x, y float64, text coded) {
	if text == "" {
		return
	}
	c.mark(c.target)
	p := c.now
	if c.fill != p.ink {
		p.ink = c.fill
		p.colour(c.fill, "rg\n")
	}
	if e := c.target; e >= 0 {
		if c.nodes[e].said { // a line after another of the same text: who hears or copies it wants a blank between
			blank := c.code(" ")
			text, x = blank+text, x-c.width(blank)
		}
		c.nodes[e].said = true
	}
	p.content = append(p.content, "BT "...)
	p.at(x, y+c.lineHeight()/2+0.3*c.size/points, "Td ")
	for text != "" {
		text = c.run(text)
	}
	p.content = append(p.content, "ET\n"...)
}

// run draws as many characters as are of the same font, and returns the rest.
func (c *canvas) run(text coded) coded {
	p := c.now
	r, size := utf8.DecodeRuneInString(string(text))
	if b, ok := c.face(r); ok {
		c.use(1 + c.weight())
		p.content = append(p.content, '(')
		for ok {
			if b == '(' || b == ')' || b == '\\' {
				p.content = append(p.content, '\\')
			}
			p.content = append(p.content, b)
			text = text[size:]
			r, size = utf8.DecodeRuneInString(string(text))
			b, ok = c.face(r)
		}
		p.content = append(p.content, ") Tj "...)
		return text
	}
	c.use(3 + c.weight())
	p.content = append(p.content, '<')
	for size > 0 {
		glyph, _ := c.subsets[c.weight()].glyph(r)
		p.content = append(p.content, hex4(glyph)...)
		text = text[size:]
		r, size = utf8.DecodeRuneInString(string(text))
		if _, ok := c.face(r); ok {
			break
		}
	}
	p.content = append(p.content, "> Tj "...)
	return text
}

// face returns the byte of a character in the Western faces. The end of a text
// has none.
func (c *canvas) face(r rune) (byte, bool) {
	if !c.western {
		return 0, false
	}
	return western(r)
}

// use makes a font that of the page.
func (c *canvas) use(font int) {
	p := c.now
	if p.font == font && p.size == c.size {
		return
	}
	p.font, p.size = font, c.size
	p.content = strconv.AppendInt(append(p.content, "/F"...), int64(font), 10)
	p.content = strconv.AppendFloat(append(p.content, ' '), c.size, 'f', -1, 64)
	p.content = append(p.content, " Tf "...)
}

// right draws one line that ends at x.
func (c *canvas) right(x, y float64, text coded) { c.text(x-c.width(text), y, text) }

func (c *canvas) line(x1, y1, x2, y2, thick float64, k colour) {
	c.mark(asArtifact)
	p := c.now
	p.content = append(p.content, "q "...)
	p.measure(thick, "w ")
	p.colour(k, "RG ")
	p.at(x1, y1, "m ")
	p.at(x2, y2, "l S Q\n")
}

func (c *canvas) box(x, y, w, h float64, k colour) {
	c.mark(asArtifact)
	p := c.now
	p.content = append(p.content, "q "...)
	p.colour(k, "rg ")
	p.at(x, y+h, "")
	p.measure(w, "")
	p.measure(h, "re f Q\n")
}

// picture draws a prepared picture into a box. The same one twice is in the
// file once.
func (c *canvas) picture(pic prepared, x, y, w, h float64) {
	c.mark(c.target)
	sum := sha256.Sum256(pic.data)
	n, ok := c.known[sum]
	if !ok {
		n = len(c.images)
		c.known[sum] = n
		c.images = append(c.images, pic)
	}
	p := c.now
	p.content = append(p.content, "q "...)
	p.measure(w, "0 0 ")
	p.measure(h, "")
	p.at(x, y+h, "cm /I")
	p.content = append(strconv.AppendInt(p.content, int64(n+1), 10), " Do Q\n"...)
}

// bookmark puts a line into the reader's outline: level 0 the document, 1 its
// sections.
func (c *canvas) bookmark(text string, level int, y float64) {
	c.marks = append(c.marks, bookmark{basic(text), level, c.number, y})
}

// at writes a place, counted from the top left, as PDF counts it.
func (p *page) at(x, y float64, operator string) {
	p.measure(x, "")
	p.measure(pageHeight-y, operator)
}

// measure writes millimetres in points.
func (p *page) measure(v float64, operator string) {
	p.content = appendFixed(p.content, v*points)
	p.content = append(append(p.content, ' '), operator...)
}

func (p *page) colour(k colour, operator string) {
	for _, v := range [3]int{k.r, k.g, k.b} {
		p.content = strconv.AppendFloat(p.content, float64(v)/255, 'f', 3, 64)
		p.content = append(p.content, ' ')
	}
	p.content = append(p.content, operator...)
}

// appendFixed writes a number with two decimals, in less time than strconv
// does: a paper has many.
func appendFixed(b []byte, v float64) []byte {
	if v < 0 {
		b, v = append(b, '-'), -v
	}
	n := int64(v*100 + 0.5)
	b = strconv.AppendInt(b, n/100, 10)
	return append(b, '.', byte('0'+n/10%10), byte('0'+n%10))
}
