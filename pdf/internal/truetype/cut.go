package truetype

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// A Cut is a part of a font: the glyphs that were added to it, numbered in the
// order in which they were. It is for one goroutine. Glyph 0 is that of
// characters that the font lacks.
type Cut struct {
	font   *Font
	glyphs []glyph
	number map[uint16]uint16 // by the glyph of the font
}

type glyph struct {
	outline []byte
	advance uint16 // in units
	ours    bool   // drawn, not the font's
}

// A Point is a corner of a shape, in thousandths of an em from the start of the
// line.
type Point struct{ X, Y int }

// NewCut returns a cut of a font without any glyph but 0.
func NewCut(f *Font) *Cut {
	c := &Cut{font: f, number: map[uint16]uint16{}}
	c.Add(0)
	return c
}

// Add adds a glyph of the font, and returns its number in the cut. One that was
// added before has the number that it had.
func (c *Cut) Add(g uint16) uint16 {
	n, ok := c.number[g]
	if !ok {
		n = c.Append(g)
		c.number[g] = n
	}
	return n
}

// Append adds a glyph of the font under a number of its own, whether it is there
// already or not.
func (c *Cut) Append(g uint16) uint16 {
	c.glyphs = append(c.glyphs, glyph{outline: c.font.outline(g), advance: c.font.advance(g)})
	return uint16(len(c.glyphs) - 1)
}

// Draw adds a glyph made of polygons and returns its number. Corners that run
// clockwise enclose ink, the others a hole in it.
func (c *Cut) Draw(advance int, shapes ...[]Point) uint16 {
	units := func(v int) int { return v * c.font.unit / 1000 }
	var ends, flags, xs, ys []byte
	box := [4]int{1 << 14, 1 << 14, -1 << 14, -1 << 14}
	last, n := Point{}, 0
	for _, shape := range shapes {
		for _, p := range shape {
			p = Point{units(p.X), units(p.Y)}
			box = [4]int{min(box[0], p.X), min(box[1], p.Y), max(box[2], p.X), max(box[3], p.Y)}
			flags = append(flags, 1) // on the curve, both ways in two bytes
			xs = binary.BigEndian.AppendUint16(xs, uint16(p.X-last.X))
			ys = binary.BigEndian.AppendUint16(ys, uint16(p.Y-last.Y))
			last = p
			n++
		}
		ends = binary.BigEndian.AppendUint16(ends, uint16(n-1))
	}
	outline := binary.BigEndian.AppendUint16(nil, uint16(len(shapes)))
	for _, v := range box {
		outline = binary.BigEndian.AppendUint16(outline, uint16(v))
	}
	outline = slices.Concat(outline, ends, []byte{0, 0}, flags, xs, ys)
	c.glyphs = append(c.glyphs, glyph{outline: outline, advance: uint16(units(advance)), ours: true})
	return uint16(len(c.glyphs) - 1)
}

// Len returns how many glyphs the cut has.
func (c *Cut) Len() int { return len(c.glyphs) }

// Advance returns the width of a glyph of the cut in thousandths of an em.
func (c *Cut) Advance(n uint16) int { return c.font.scale(int(c.glyphs[n].advance)) }

// File returns the cut as a TrueType file. Glyphs that others are made of are
// added to it. Chars are the characters that readers shall find by themselves,
// with the glyph of each; nil: a document says itself which glyphs it means.
func (c *Cut) File(chars map[rune]uint16) []byte {
	var glyf, loca, hmtx []byte
	for i := 0; i < len(c.glyphs); i++ {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		g := c.glyphs[i]
		if !g.ours {
			g.outline = c.bare(g.outline)
		}
		glyf = append(glyf, g.outline...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		left := uint16(0)
		if len(g.outline) > 0 {
			left = u16(g.outline, 2)
		}
		hmtx = binary.BigEndian.AppendUint16(hmtx, g.advance)
		hmtx = binary.BigEndian.AppendUint16(hmtx, left)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	src := c.font.tables
	head := bytes.Clone(src["head"])
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 1) // long offsets
	hhea := bytes.Clone(src["hhea"])
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(c.glyphs)))
	maxp := bytes.Clone(src["maxp"])
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(c.glyphs)))
	tables := map[string][]byte{"glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca, "maxp": maxp}
	if chars != nil {
		tables["cmap"] = cmap(chars)
		if len(src["post"]) >= 32 {
			tables["post"] = append([]byte{0, 3, 0, 0}, src["post"][4:32]...)
		}
	}
	return build(tables)
}

// bare drops a glyph's instructions and renumbers the glyphs that it is made
// of. What is cut becomes a glyph without ink.
func (c *Cut) bare(g []byte) []byte {
	if len(g) < 10 {
		return nil
	}
	if contours := int(int16(u16(g, 0))); contours >= 0 {
		at := 10 + 2*contours
		if at+2 > len(g) || at+2+int(u16(g, at)) > len(g) {
			return nil
		}
		return slices.Concat(g[:at], []byte{0, 0}, g[at+2+int(u16(g, at)):])
	}
	const (
		words, scaled, more, square, full, hinted = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080, 0x0100
	)
	out := bytes.Clone(g)
	for at := 10; at+4 <= len(out); {
		flags := u16(out, at)
		binary.BigEndian.PutUint16(out[at:], flags&^hinted)
		binary.BigEndian.PutUint16(out[at+2:], c.Add(u16(out, at+2)))
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scaled != 0:
			at += 2
		case flags&square != 0:
			at += 4
		case flags&full != 0:
			at += 8
		}
		if at > len(out) {
			break
		}
		if flags&more == 0 {
			return out[:at]
		}
	}
	return nil
}

// cmap is a table of characters of format 4 for Windows, a segment a
// character.
func cmap(number map[rune]uint16) []byte {
	var runes []rune
	for r := range number {
		runes = append(runes, r)
	}
	slices.Sort(runes)
	n := len(runes) + 1
	search, log2 := 1, 0
	for search*2 <= n {
		search, log2 = search*2, log2+1
	}
	var b []byte
	put := func(values ...int) {
		for _, v := range values {
			b = binary.BigEndian.AppendUint16(b, uint16(v))
		}
	}
	put(0, 1, 3, 1, 0, 12, 4, 16+8*n, 0, 2*n, 2*search, log2, 2*n-2*search)
	for _, r := range runes {
		put(int(r))
	}
	put(0xFFFF, 0)
	for _, r := range runes {
		put(int(r))
	}
	put(0xFFFF)
	for _, r := range runes {
		put(int(number[r]) - int(r))
	}
	put(1)
	put(make([]int, n)...)
	return b
}

// build lays the tables of a file after each other.
func build(all map[string][]byte) []byte {
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	n := len(names)
	search, log2 := 1, 0
	for search*2 <= n {
		search, log2 = search*2, log2+1
	}
	out := []byte{0, 1, 0, 0, 0, byte(n), 0, byte(16 * search), 0, byte(log2), 0, byte(16 * (n - search))}
	at := 12 + 16*n
	var body []byte
	headAt := 0
	for _, name := range names {
		t := all[name]
		if name == "head" {
			headAt = at
		}
		out = append(out, name...)
		out = binary.BigEndian.AppendUint32(out, sum(t))
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t)))
		body = append(body, t...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		at = 12 + 16*n + len(body)
	}
	out = append(out, body...)
	binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-sum(out))
	return out
}

// sum is the check sum of a table.
func sum(b []byte) (s uint32) {
	for ; len(b) >= 4; b = b[4:] {
		s += binary.BigEndian.Uint32(b)
	}
	var rest [4]byte
	copy(rest[:], b)
	return s + binary.BigEndian.Uint32(rest[:])
}
