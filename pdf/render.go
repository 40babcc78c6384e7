package pdf

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// Engine is the built-in [Renderer]. It is safe for concurrent use; the zero
// value has the default style.
type Engine struct{ style Style }

// New returns a renderer with a style. A bad accent colour is an error.
func New(s Style) (*Engine, error) {
	if s.Accent != "" && !accentForm.MatchString(s.Accent) {
		return nil, fmt.Errorf("pdf: accent colour %q, want #rrggbb", s.Accent)
	}
	return &Engine{s}, nil
}

var accentForm = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// Render turns a document into PDF. The same document gives the same bytes.
func (e *Engine) Render(d Document) ([]byte, error) {
	data, _, err := e.RenderWithWarnings(d)
	return data, err
}

// RenderWithWarnings is Render that also tells what could not be shown as it
// was meant. No input makes it panic.
func (e *Engine) RenderWithWarnings(d Document) (data []byte, warnings []Warning, err error) {
	defer guard(&err)
	if err := d.validate(); err != nil {
		return nil, nil, err
	}
	if d.Zone != nil {
		d.Date = d.Date.In(d.Zone)
	}
	p := &painter{d: &d, l: d.Language, style: e.style, accent: e.accent()}
	p.canvas = newCanvas(e.style, p.word(string(d.Kind))+" "+d.Number, d.Company.Name, d.Language.Tag(), d.Date, p.footer)
	p.paint()
	if len(p.problems) > 0 {
		return nil, p.warnings, errors.Join(p.problems...)
	}
	data, err = p.bytes()
	return data, p.allWarnings(), err
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
	l        locale.Language
	style    Style
	accent   colour
	y        float64
	warnings []Warning
	problems []error
}

func (p *painter) word(key string) string { return p.l.Phrase(words, "pdf."+key) }

func (p *painter) allWarnings() []Warning {
	if len(p.missing) == 0 {
		return p.warnings
	}
	runes := make([]rune, 0, len(p.missing))
	for r := range p.missing {
		runes = append(runes, r)
	}
	slices.Sort(runes)
	return append(p.warnings, Warning{NoGlyph, string(runes)})
}

// paint draws the sections that have content.
func (p *painter) paint() {
	p.y = marginTop
	p.head()
	p.parties()
	p.facts()
	p.paragraph("", p.d.Description)
	p.lines()
	p.totals()
	p.checklists()
	p.measurements()
	p.photos()
	p.paragraph("terms", p.d.Content.Terms)
	p.signatures()
}

// bottom is where the content of a page ends.
const bottom = pageHeight - marginBottom

// room begins a new page when less than height is left, and reports whether it
// did.
func (p *painter) room(height float64) bool {
	if p.y+height <= bottom {
		return false
	}
	p.page()
	p.y = marginTop
	return true
}

// head draws the logo or the company's name, and the title at the right.
func (p *painter) head() {
	top := p.y
	logo := 0.0
	if len(p.d.Company.Logo.Data) > 0 {
		if pic, ok := p.prepare(p.d.Company.Logo, 60, 20); ok {
			w, h := fit(pic, 60, 20)
			p.picture(pic, marginX, top, w, h)
			logo = h
		}
	}
	if logo == 0 {
		p.font(15, true)
		p.ink(p.accent)
		for _, line := range p.wrap(p.d.Company.Name, contentWidth*0.5) {
			p.text(marginX, top+logo, line)
			logo += p.lineHeight()
		}
	}
	p.font(17, true)
	p.ink(black)
	right := top
	for _, line := range p.wrap(p.word(string(p.d.Kind)), contentWidth*0.48) {
		p.right(pageWidth-marginX, right, line)
		right += p.lineHeight()
	}
	p.font(10, false)
	p.ink(grey)
	for _, line := range append(p.wrap(p.d.Number, contentWidth*0.48), p.l.ShortDate(p.d.Date)) {
		p.right(pageWidth-marginX, right, line)
		right += p.lineHeight()
	}
	p.y = max(top+logo, right) + 4
	p.line(marginX, p.y, pageWidth-marginX, p.y, 0.7, p.accent)
	p.y += 5
	p.bookmark(p.word(string(p.d.Kind))+" "+p.d.Number, top)
}

// parties stand side by side, at most three in a row.
func (p *painter) parties() {
	for row := range slices.Chunk(p.d.Parties, 3) {
		width := contentWidth / float64(max(len(row), 2))
		var cells [][]string
		tallest := 0
		p.font(10, false)
		for _, party := range row {
			lines := p.wrap(strings.Join(append([]string{party.Name}, party.Lines...), "\n"), width-4)
			cells = append(cells, lines)
			tallest = max(tallest, len(lines))
		}
		p.room(float64(tallest+1)*p.lineHeight() + 6)
		for i, party := range row {
			x := marginX + float64(i)*width
			p.font(8, true)
			p.ink(grey)
			p.text(x, p.y, strings.ToUpper(p.word("role."+string(party.Role))))
			p.ink(black)
			for n, line := range cells[i] {
				p.font(10, n == 0)
				p.text(x, p.y+4.5+float64(n)*p.lineHeight(), line)
			}
		}
		p.font(10, false)
		p.y += 4.5 + float64(tallest)*p.lineHeight() + 4
	}
}

// facts are label and value in a pale box.
func (p *painter) facts() {
	if len(p.d.Facts) == 0 {
		return
	}
	const labelWidth = 48.0
	for i, f := range p.d.Facts {
		p.font(10, false)
		label := p.word("fact." + f.Label)
		if label == "pdf.fact."+f.Label {
			label = f.Label
		}
		lines := p.wrap(f.Value, contentWidth-labelWidth-8)
		labels := p.wrap(label, labelWidth-4)
		height := float64(max(len(lines), len(labels)))*p.lineHeight() + 2
		p.room(height)
		p.box(marginX, p.y, contentWidth, height, pale)
		p.ink(grey)
		for n, line := range labels {
			p.text(marginX+2, p.y+1+float64(n)*p.lineHeight(), line)
		}
		p.ink(black)
		for n, line := range lines {
			p.text(marginX+labelWidth, p.y+1+float64(n)*p.lineHeight(), line)
		}
		p.y += height
		if i == len(p.d.Facts)-1 {
			p.y += 5
		}
	}
}

// heading begins a section and keeps it together with what comes next.
func (p *painter) heading(text string) {
	if text == "" {
		return
	}
	p.room(20)
	p.font(12, true)
	p.ink(p.accent)
	p.bookmark(text, p.y)
	for _, line := range p.wrap(text, contentWidth) {
		p.text(marginX, p.y, line)
		p.y += p.lineHeight()
	}
	p.y += 1.5
	p.ink(black)
	p.font(10, false)
}

// paragraph draws running text.
func (p *painter) paragraph(title, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if title != "" {
		p.heading(p.word(title))
	}
	p.font(10, false)
	p.ink(black)
	for _, line := range p.wrap(text, contentWidth-2) {
		p.room(p.lineHeight())
		p.text(marginX, p.y, line)
		p.y += p.lineHeight()
	}
	p.y += 5
}

// footer has the company's details and the page's number.
func (p *painter) footer(c *canvas, page int) {
	size, bold := c.size, c.bold
	c.font(8, false)
	c.ink(grey)
	y := pageHeight - marginBottom + 5
	c.line(marginX, y, pageWidth-marginX, y, 0.2, light)
	y += 1.5
	details := c.wrap(strings.Join(p.d.Company.Details, "  ·  "), contentWidth-30)
	for i, line := range details {
		if i == 4 {
			break
		}
		c.text(marginX, y+float64(i)*c.lineHeight(), line)
	}
	number := p.l.Phrase(words, "pdf.page", page)
	// {nb} is replaced by the number of pages when the document ends, so its
	// width is not known now: it takes the room of two digits.
	c.text(pageWidth-marginX-c.width(number+"00")-3, y, number+"{nb}")
	c.font(size, bold)
}

// when writes a moment in the document's zone.
func (p *painter) when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	zone := p.d.Zone
	if zone == nil {
		zone = p.d.Date.Location()
	}
	return p.l.DateTime(t.In(zone))
}
