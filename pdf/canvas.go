package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-pdf/fpdf"
)

// Measures in millimetres: A4 with margins that every printer keeps.
const (
	pageWidth, pageHeight = 210.0, 297.0
	marginX               = 18.0
	marginTop             = 16.0
	marginBottom          = 26.0
	contentWidth          = pageWidth - 2*marginX
)

// A colour is red, green and blue.
type colour struct{ r, g, b int }

var (
	black = colour{31, 41, 51}
	grey  = colour{92, 103, 112}
	light = colour{221, 226, 232}
	pale  = colour{243, 246, 248}
	red   = colour{176, 32, 32}
)

// A canvas is where a document is drawn: the only place that knows fpdf. Text
// that the font lacks characters for is written with a substitute, because fpdf
// panics on some and draws others as garbage.
type canvas struct {
	f       *fpdf.Fpdf
	has     func(r rune) bool // whether the font has a character
	missing map[rune]bool
	size    float64
	bold    bool
	images  int
}

const substitute = '□'

// newCanvas starts a document. Footer is called for each page at its end.
func newCanvas(s Style, title, author, language string, date time.Time, footer func(c *canvas, page int)) *canvas {
	f := fpdf.New("P", "mm", "A4", "")
	c := &canvas{f: f, missing: map[rune]bool{}}
	regular, bold := s.Font, s.BoldFont
	if len(regular) == 0 {
		regular, bold = liberationsansregular.TTF, liberationsansbold.TTF
	}
	if len(bold) == 0 {
		bold = regular
	}
	f.AddUTF8FontFromBytes("text", "", regular)
	f.AddUTF8FontFromBytes("text", "B", bold)
	c.has = func(r rune) bool { return true }
	f.SetCreationDate(date.UTC())
	f.SetModificationDate(date.UTC())
	f.SetCatalogSort(true)
	f.SetTitle(c.clean(title), true)
	f.SetAuthor(c.clean(author), true)
	f.SetLang(language)
	f.SetProducer("Budkavle", false)
	f.SetMargins(marginX, marginTop, marginX)
	f.SetAutoPageBreak(false, 0)
	f.AliasNbPages("{nb}")
	f.SetFooterFunc(func() { footer(c, f.PageNo()) })
	f.AddPage()
	c.font(10, false)
	return c
}

func (c *canvas) font(size float64, bold bool) {
	c.size, c.bold = size, bold
	style := ""
	if bold {
		style = "B"
	}
	c.f.SetFont("text", style, size)
}

func (c *canvas) ink(k colour) { c.f.SetTextColor(k.r, k.g, k.b) }

// clean writes what the font does not have as □ and drops controls.
func (c *canvas) clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u00ad' || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff || r >= 0xfe00 && r <= 0xfe0f:
			return -1
		case !drawable(r) || !c.has(r):
			c.missing[r] = true
			return substitute
		}
		return r
	}, strings.ToValidUTF8(text, string(substitute)))
}

// drawable reports whether a character can be laid out from left to right,
// letter by letter: Latin, Greek, Cyrillic and the signs around them.
func drawable(r rune) bool {
	switch {
	case r < 0x0590, r >= 0x10A0 && r <= 0x10FF, r >= 0x1E00 && r < 0x2C00, r >= 0x2C60 && r <= 0x2C7F, r >= 0xA720 && r <= 0xA7FF, r >= 0xFB00 && r <= 0xFB06:
		return r < 0x0530 || r >= 0x1D00
	}
	return r == 0xFFFD
}

// width is that of a line of text in millimetres.
func (c *canvas) width(text string) float64 { return c.f.GetStringWidth(text) }

// lineHeight is the distance between two lines in the current font.
func (c *canvas) lineHeight() float64 { return c.size * 0.3528 * 1.32 }

// wrap splits text into lines that are not wider than width, at blanks, or
// inside a word that is too long by itself.
func (c *canvas) wrap(text string, width float64) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimRight(c.clean(text), "\n "), "\n") {
		line := ""
		for word := range strings.FieldsSeq(paragraph) {
			for {
				candidate := word
				if line != "" {
					candidate = line + " " + word
				}
				if c.width(candidate) <= width {
					line = candidate
					break
				}
				if line != "" {
					lines, line = append(lines, line), ""
					continue
				}
				n := c.fits(word, width)
				lines, word = append(lines, word[:n]), word[n:]
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// fits is how many bytes of a word fit into width, at least one character.
func (c *canvas) fits(word string, width float64) int {
	used, last := 0.0, 0
	for i, r := range word {
		used += c.width(string(r))
		if used > width && i > 0 {
			return i
		}
		last = i + len(string(r))
	}
	return last
}

// text draws one line with its baseline below y.
func (c *canvas) text(x, y float64, text string) {
	c.f.SetXY(x, y)
	c.f.CellFormat(0, c.lineHeight(), text, "", 0, "L", false, 0, "")
}

// right draws one line that ends at x.
func (c *canvas) right(x, y float64, text string) {
	c.text(x-c.width(text)-2*c.f.GetCellMargin(), y, text)
}

func (c *canvas) line(x1, y1, x2, y2, thick float64, k colour) {
	c.f.SetDrawColor(k.r, k.g, k.b)
	c.f.SetLineWidth(thick)
	c.f.Line(x1, y1, x2, y2)
}

func (c *canvas) box(x, y, w, h float64, k colour) {
	c.f.SetFillColor(k.r, k.g, k.b)
	c.f.Rect(x, y, w, h, "F")
}

// picture draws a prepared picture into a box.
func (c *canvas) picture(p prepared, x, y, w, h float64) {
	c.images++
	name := fmt.Sprintf("picture%d", c.images)
	options := fpdf.ImageOptions{ImageType: p.kind}
	c.f.RegisterImageOptionsReader(name, options, bytes.NewReader(p.data))
	c.f.ImageOptions(name, x, y, w, h, false, options, 0, "")
}

func (c *canvas) bookmark(text string, y float64) { c.f.Bookmark(c.clean(text), 0, y) }

func (c *canvas) page() { c.f.AddPage() }

// bytes ends the document.
func (c *canvas) bytes() ([]byte, error) {
	var b bytes.Buffer
	err := c.f.Output(&b)
	if err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return b.Bytes(), nil
}

// guard turns a panic of the library into an error: whatever it meets, a host
// must not go down with one document.
func guard(err *error) {
	if r := recover(); r != nil {
		*err = errors.Join(*err, fmt.Errorf("pdf: the document cannot be drawn: %v", r))
	}
}
