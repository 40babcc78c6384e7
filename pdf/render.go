package pdf

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/pdf/internal/truetype"
	"github.com/budkavle/budkavle/templating/locale"
)

// Engine is the built-in [Renderer]. It is safe for concurrent use; the zero
// value has the default style.
type Engine struct {
	style Style
	fonts *[2]*truetype.Font // the host's own, regular and bold; nil: Liberation Sans
}

// New returns a renderer with a style. A bad accent colour, a negative MaxPixels,
// a BoldFont without a Font and a font that cannot be read or drawn with are
// errors.
func New(s Style) (*Engine, error) {
	if s.Accent != "" && !isAccent(s.Accent) {
		return nil, fmt.Errorf("pdf: accent colour %q, want #rrggbb", s.Accent)
	}
	if s.MaxPixels < 0 {
		return nil, fmt.Errorf("pdf: MaxPixels is %d, want 0 for %d or more", s.MaxPixels, DefaultMaxPixels)
	}
	e := &Engine{style: s}
	if len(s.BoldFont) > 0 && len(s.Font) == 0 {
		return nil, errors.New("pdf: the style has a BoldFont without a Font")
	}
	if len(s.Font) > 0 {
		if err := e.tryFont(); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// isAccent reports whether text is a colour as "#1f5f8b".
func isAccent(text string) bool {
	digits, ok := strings.CutPrefix(text, "#")
	return ok && len(digits) == 6 && strings.Trim(digits, "0123456789abcdefABCDEF") == ""
}

// tryFont draws a document with the host's font, so that a bad one shows when
// the style is made and not with the first customer.
func (e *Engine) tryFont() error {
	regular, err := truetype.Parse(e.style.Font)
	if err != nil {
		return fmt.Errorf("pdf: Font is not a TrueType font: %w", err)
	}
	bold := regular
	if len(e.style.BoldFont) > 0 {
		if bold, err = truetype.Parse(e.style.BoldFont); err != nil {
			return fmt.Errorf("pdf: BoldFont is not a TrueType font: %w", err)
		}
	}
	e.fonts = &[2]*truetype.Font{regular, bold}
	if _, err := e.Render(Document{Kind: WorkOrder, Number: "1", Date: time.Unix(0, 0).UTC()}); err != nil {
		return fmt.Errorf("pdf: the font cannot be used: %w", err)
	}
	return nil
}

// Render turns a document into PDF. The same document gives the same bytes. The
// error joins one for each thing that the document lacks, or a [*PictureError]
// for each broken picture; there are no bytes then.
func (e *Engine) Render(d Document) ([]byte, error) {
	data, _, err := e.RenderWithWarnings(d)
	return data, err
}

// RenderWithWarnings is Render that also tells what could not be shown as it
// was meant. The errors are those of Render; no input makes it panic: what a
// library cannot draw is an error.
func (e *Engine) RenderWithWarnings(d Document) (data []byte, warnings []Note, err error) {
	defer guard(&err)
	if err := d.validate(); err != nil {
		return nil, nil, err
	}
	if d.Zone != nil {
		d.Date = d.Date.In(d.Zone)
	}
	p := e.painter(newSheet(&d), e.pictures(&d))
	if len(p.problems) > 0 {
		return nil, p.warnings, errors.Join(p.problems...)
	}
	return p.bytes(), p.allWarnings(), nil
}

func (d *Document) validate() error {
	var problems []error
	if !slices.Contains(Kinds(), d.Kind) {
		problems = append(problems, fmt.Errorf("pdf: unknown kind of document %q, want one of %v", d.Kind, Kinds()))
	}
	if d.Number == "" {
		problems = append(problems, errors.New("pdf: the document has no Number"))
	}
	if d.Date.IsZero() {
		problems = append(problems, errors.New("pdf: the document has no Date"))
	}
	return errors.Join(problems...)
}

func (e *Engine) accent() colour {
	c := colour{31, 95, 139}
	if e.style.Accent != "" {
		_, _ = fmt.Sscanf(e.style.Accent, "#%02x%02x%02x", &c.r, &c.g, &c.b)
	}
	return c
}

// A painter draws one document from top to bottom.
type painter struct {
	*canvas
	d        *Document
	sheet    *sheet
	l        locale.Language
	style    *Style
	accent   colour
	y        float64
	pictures map[*Picture]loaded
	warnings []Note
	problems []error
}

// painter draws a document.
func (e *Engine) painter(s *sheet, pictures map[*Picture]loaded) *painter {
	fonts := e.fonts
	if fonts == nil {
		both := liberation()
		fonts = &both
	}
	p := &painter{
		canvas: newCanvas([2]subset{{font: fonts[0]}, {font: fonts[1]}}, e.fonts == nil), d: s.d, sheet: s, l: s.l,
		style: &e.style, accent: e.accent(), y: marginTop, pictures: pictures,
	}
	p.describe(p.title(), s.d.Company.Name, s.l.Tag(), s.d.Date)
	p.head()
	p.parties()
	p.facts()
	p.sections()
	p.each(p.margins)
	return p
}

// title is the kind and the number of the document.
func (p *painter) title() string { return p.sheet.head[0].Text + " " + p.sheet.head[1].Text }

func (p *painter) allWarnings() []Note {
	if len(p.missing) == 0 {
		return p.warnings
	}
	runes := make([]rune, 0, len(p.missing))
	for r := range p.missing {
		runes = append(runes, r)
	}
	slices.Sort(runes)
	return append(p.warnings, Note{NoteNoGlyph, string(runes)})
}

// bottom is where the content of a page ends.
const bottom = pageHeight - marginBottom

// room begins a new page when less than height is left, and reports whether it
// did.
func (p *painter) room(height float64) bool {
	if p.y+height <= bottom {
		return false
	}
	p.nextPage()
	return true
}

func (p *painter) nextPage() {
	p.nextSheet()
	p.y = marginTop + 6
}
