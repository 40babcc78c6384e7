// Package truetype reads TrueType fonts and cuts them to the glyphs that a
// document uses (ISO/IEC 14496-22). Hinting is left out: nobody reads paper at
// nine pixels a letter, and it is two thirds of a file.
package truetype

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// A Font is a TrueType font. It is safe for concurrent use and must come from
// [Parse].
type Font struct {
	tables  map[string][]byte
	glyphs  int // how many
	metrics int // how many glyphs have a width of their own
	long    bool
	unit    int // units an em
	chars   []segment
}

// A segment is a run of characters with glyphs: start+i has the glyph first+i,
// or the one that the array says.
type segment struct {
	start, end rune
	first      int
	array      []byte
}

// Parse reads a font, which it keeps a reference to. A font whose outlines are
// not TrueType's is an error, and so is one that is cut or lies about itself.
func Parse(ttf []byte) (*Font, error) {
	if len(ttf) < 12 || binary.BigEndian.Uint32(ttf) != 0x00010000 && string(ttf[:4]) != "true" {
		return nil, errors.New("not a font with TrueType outlines")
	}
	f := &Font{tables: map[string][]byte{}}
	for i := range int(u16(ttf, 4)) {
		at := 12 + 16*i
		if at+16 > len(ttf) {
			return nil, errors.New("the list of tables is cut")
		}
		from, n := uint64(binary.BigEndian.Uint32(ttf[at+8:])), uint64(binary.BigEndian.Uint32(ttf[at+12:]))
		if from+n > uint64(len(ttf)) {
			return nil, fmt.Errorf("table %q is cut", ttf[at:at+4])
		}
		f.tables[string(ttf[at:at+4])] = ttf[from : from+n]
	}
	for name, least := range map[string]int{
		"head": 54, "hhea": 36, "maxp": 6, "hmtx": 4, "loca": 4, "glyf": 0, "cmap": 4,
	} {
		if t, ok := f.tables[name]; !ok || len(t) < least {
			return nil, fmt.Errorf("table %q is missing or cut", name)
		}
	}
	f.glyphs, f.metrics = int(u16(f.tables["maxp"], 4)), int(u16(f.tables["hhea"], 34))
	f.long, f.unit = u16(f.tables["head"], 50) != 0, int(u16(f.tables["head"], 18))
	size := 2
	if f.long {
		size = 4
	}
	if f.glyphs == 0 || f.metrics == 0 || f.unit == 0 ||
		len(f.tables["hmtx"]) < 4*f.metrics || len(f.tables["loca"]) < size*(f.glyphs+1) {
		return nil, errors.New("the glyphs are cut")
	}
	return f, f.readChars()
}

// Glyph returns the glyph of a character, 0 for one that the font lacks.
func (f *Font) Glyph(r rune) uint16 {
	low, high := 0, len(f.chars)
	for low < high {
		if mid := (low + high) / 2; f.chars[mid].end < r {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == len(f.chars) || f.chars[low].start > r {
		return 0
	}
	s, i := f.chars[low], int(r-f.chars[low].start)
	glyph := s.first + i
	if s.array != nil {
		if 2*i+2 > len(s.array) || u16(s.array, 2*i) == 0 {
			return 0
		}
		glyph = s.first + int(u16(s.array, 2*i))
	}
	if glyph &= 0xFFFF; glyph < f.glyphs {
		return uint16(glyph)
	}
	return 0
}

// Advance returns the width of a glyph in thousandths of an em.
func (f *Font) Advance(glyph uint16) int { return f.scale(int(f.advance(glyph))) }

func (f *Font) advance(glyph uint16) uint16 {
	return u16(f.tables["hmtx"], 4*min(int(glyph), f.metrics-1))
}

func (f *Font) scale(units int) int { return (units*1000 + f.unit/2) / f.unit }

// Ascent and Descent are how far letters reach above and below the line, and
// Box holds the lower left and upper right corner of all of them, in
// thousandths of an em.
func (f *Font) Ascent() int  { return f.scale(int(int16(u16(f.tables["hhea"], 4)))) }
func (f *Font) Descent() int { return f.scale(int(int16(u16(f.tables["hhea"], 6)))) }

// Box returns the left, lower, right and upper edge of all glyphs.
func (f *Font) Box() (box [4]int) {
	for i := range box {
		box[i] = f.scale(int(int16(u16(f.tables["head"], 36+2*i))))
	}
	return box
}

// outline is the description of a glyph, nil for one without ink.
func (f *Font) outline(glyph uint16) []byte {
	at := func(i int) int {
		if f.long {
			return int(binary.BigEndian.Uint32(f.tables["loca"][4*i:]))
		}
		return 2 * int(u16(f.tables["loca"], 2*i))
	}
	if int(glyph) >= f.glyphs {
		return nil
	}
	from, to := at(int(glyph)), at(int(glyph)+1)
	if from < 0 || from+10 > to || to > len(f.tables["glyf"]) {
		return nil
	}
	return f.tables["glyf"][from:to]
}

// readChars reads the table of characters: format 12 where there is one, else
// format 4.
func (f *Font) readChars() error {
	four, twelve, err := f.charTables()
	switch {
	case err != nil:
	case twelve != nil:
		err = f.readGroups(twelve)
	case four != nil:
		err = f.readSegments(four)
	default:
		err = errors.New("no table of characters that can be read")
	}
	if err != nil {
		return err
	}
	for i := 1; i < len(f.chars); i++ {
		if f.chars[i].start <= f.chars[i-1].end {
			return errCharsDisorder
		}
	}
	return nil
}

// charTables are the last tables of formats 4 and 12 that are of Unicode; nil: there is
// none.
func (f *Font) charTables() (four, twelve []byte, err error) {
	cmap := f.tables["cmap"]
	for i := range int(u16(cmap, 2)) {
		at := 4 + 8*i
		if at+8 > len(cmap) {
			return nil, nil, errCutChars
		}
		platform, encoding, from := u16(cmap, at), u16(cmap, at+2), int(binary.BigEndian.Uint32(cmap[at+4:]))
		if from < 0 || from+16 > len(cmap) || platform != 0 && (platform != 3 || encoding != 1 && encoding != 10) {
			continue
		}
		switch u16(cmap, from) {
		case 4:
			four = cmap[from:]
		case 12:
			twelve = cmap[from:]
		}
	}
	return four, twelve, nil
}

var (
	errCutChars      = errors.New(`table "cmap" is cut`)
	errCharsDisorder = errors.New(`table "cmap" is out of order`)
)

// readGroups reads a table of format 12.
func (f *Font) readGroups(twelve []byte) error {
	for i := range int(binary.BigEndian.Uint32(twelve[12:])) {
		at := 16 + 12*i
		if at+12 > len(twelve) {
			return errCutChars
		}
		group := [3]uint32{}
		for n := range group {
			group[n] = binary.BigEndian.Uint32(twelve[at+4*n:])
		}
		if group[0] > group[1] || group[1] > 0x10FFFF {
			return errCharsDisorder
		}
		f.chars = append(f.chars, segment{start: rune(group[0]), end: rune(group[1]), first: int(group[2])})
	}
	return nil
}

// readSegments reads a table of format 4.
func (f *Font) readSegments(four []byte) error {
	n := int(u16(four, 6)) // twice the segments
	if 16+4*n > len(four) {
		return errCutChars
	}
	for i := 0; i < n; i += 2 {
		s := segment{start: rune(u16(four, 16+n+i)), end: rune(u16(four, 14+i)), first: int(u16(four, 16+2*n+i))}
		where := 16 + 3*n + i
		if offset := int(u16(four, where)); offset != 0 {
			if where+offset > len(four) {
				continue
			}
			s.array = four[where+offset:]
		} else {
			s.first += int(s.start)
		}
		f.chars = append(f.chars, s)
	}
	return nil
}

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
