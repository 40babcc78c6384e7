package pdf

import (
	"embed"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"

	"github.com/budkavle/budkavle/pdf/internal/truetype"
)

// The faces are Liberation Sans, cut to Western characters; they are under the
// SIL Open Font License 1.1, which stands beside them in internal/face/OFL.txt.
//
//go:generate sh -c "cd internal/face && go run gen.go"
//go:embed internal/face/*.z internal/face/*.json
var faceFiles embed.FS

// A face is a font of one byte a character: cp1252, and in places that it
// leaves free − □ Ω ≤ ≥. It is what makes a document fast: nothing is parsed
// and nothing is cut.
type face struct {
	file []byte // compressed
	faceDescription
}

// faceDescription is what gen.go writes about a face.
type faceDescription struct {
	Name        string
	Widths      [256]int // in thousandths of an em
	Differences string   // from cp1252
	Size        int      // of the file before it was compressed
	Metrics     metrics
}

// metrics are what a reader wants to know about a font, in thousandths of an
// em.
type metrics struct {
	Box                               [4]int
	Ascent, Descent, CapHeight, StemV int
}

// faces returns regular and bold.
var faces = sync.OnceValue(func() [2]*face {
	read := func(name string) *face {
		f := &face{}
		description, err := faceFiles.ReadFile("internal/face/" + name + ".json")
		if err == nil {
			err = json.Unmarshal(description, &f.faceDescription)
		}
		if err == nil {
			f.file, err = faceFiles.ReadFile("internal/face/" + name + ".z")
		}
		if err != nil {
			panic(err) // they are embedded, and a test reads them
		}
		return f
	}
	return [2]*face{read("regular"), read("bold")}
})

// upper is what the faces have from 0x80 to 0x9F.
var upper = [32]rune{
	'€', '−', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '□', 'Ž', 'Ω',
	'≤', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '≥', 'ž', 'Ÿ',
}

// western returns the byte that the faces have a character under.
func western(r rune) (byte, bool) {
	switch {
	case r >= ' ' && r < 0x7f, r >= 0xa0 && r <= 0xff:
		return byte(r), true
	case r < 0x100:
		return 0, false
	}
	if i := slices.Index(upper[:], r); i >= 0 {
		return 0x80 + byte(i), true
	}
	return 0, false
}

// liberation is the whole of the built-in font, regular and bold.
var liberation = sync.OnceValue(func() [2]*truetype.Font {
	regular, err := truetype.Parse(liberationsansregular.TTF)
	if err != nil {
		panic(err) // it is compiled in, and a test reads it
	}
	bold, err := truetype.Parse(liberationsansbold.TTF)
	if err != nil {
		panic(err)
	}
	return [2]*truetype.Font{regular, bold}
})

// A subset is the glyphs of a font that a document uses.
type subset struct {
	font   *truetype.Font
	cut    *truetype.Cut
	glyphs map[rune]uint16 // in the cut
	chars  []rune          // by glyph, from 1
}

// glyph returns that of a character, and whether there is one. It is in the
// document from then on.
func (s *subset) glyph(r rune) (uint16, bool) {
	if n, ok := s.glyphs[r]; ok {
		return n, n > 0
	}
	if s.cut == nil {
		s.cut, s.glyphs = truetype.NewCut(s.font), map[rune]uint16{}
	}
	n := uint16(0)
	if shape, ok := shapes[r]; ok && s.font.Glyph(r) == 0 {
		n = s.cut.Draw(shape.advance, shape.polygons...)
	} else if g := s.font.Glyph(alike(r)); drawable(r) && g != 0 && s.cut.Len() < 1<<15 {
		n = s.cut.Append(g) // each character its own glyph, so that it can be copied as what it is
	}
	s.glyphs[r] = n
	if n > 0 {
		s.chars = append(s.chars, r)
	}
	return n, n > 0
}

// alike is a character that looks the same as one that few fonts have.
func alike(r rune) rune {
	switch r {
	case '⌀', '∅':
		return 'Ø'
	case '\u2010', '\u2011':
		return '-'
	}
	return r
}

// write puts the subset into a file and returns the number of the font.
func (s *subset) write(f *file, name string, bold bool) int {
	data := s.cut.File(nil)
	program := f.reserve()
	f.packed(program, "/Length1 "+strconv.Itoa(len(data)), data)
	stem := 80
	if bold {
		stem = 140
	}
	descriptor := describeFont(f, name, program, metrics{s.font.Box(), s.font.Ascent(), s.font.Descent(), 729, stem}, 4)
	var widths, mapped strings.Builder
	for i, r := range s.chars {
		widths.WriteString(strconv.Itoa(s.cut.Advance(uint16(i+1))) + " ")
		mapped.WriteString("<" + hex4(uint16(i+1)) + "> " + "<" + hex4(uint16(r)) + ">" + "\n")
		if (i+1)%100 == 0 && i+1 < len(s.chars) {
			mapped.WriteString("endbfchar\n" + strconv.Itoa(min(100, len(s.chars)-i-1)) + " beginbfchar\n")
		}
	}
	unicode := f.reserve()
	count := strconv.Itoa(min(100, len(s.chars)))
	f.packed(unicode, "", toUnicode("0000> <FFFF", []byte(count+" beginbfchar\n"+mapped.String()+"endbfchar\n")))
	descendant := f.add("<</Type /Font /Subtype /CIDFontType2 /BaseFont /", name,
		" /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor ", ref(descriptor),
		" /W [1 [", widths.String(), "]] /CIDToGIDMap /Identity>>")
	return f.add("<</Type /Font /Subtype /Type0 /BaseFont /", name, " /Encoding /Identity-H /DescendantFonts [",
		ref(descendant), "] /ToUnicode ", ref(unicode), ">>")
}

// hex4 writes a number as four digits.
func hex4(v uint16) string {
	const digits = "0123456789ABCDEF"
	return string([]byte{digits[v>>12], digits[v>>8&15], digits[v>>4&15], digits[v&15]})
}

// write puts the face into a file and returns the number of the font.
func (a *face) write(f *file) int {
	program := f.reserve()
	f.stream(program, "/Length1 "+strconv.Itoa(a.Size)+" /Filter /FlateDecode", a.file)
	descriptor := describeFont(f, a.Name, program, a.Metrics, 32)
	b := []byte("<</Type /Font /Subtype /TrueType /BaseFont /" + a.Name +
		" /FirstChar 32 /LastChar 255 /FontDescriptor " + ref(descriptor) +
		" /Encoding <</Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [" + a.Differences + "]>> /Widths [")
	for _, w := range a.Widths[32:] {
		b = append(strconv.AppendInt(b, int64(w), 10), ' ')
	}
	unicode := f.reserve()
	f.packed(unicode, "", westernCodes())
	return f.add(string(b), "] /ToUnicode ", ref(unicode), ">>")
}

// westernCodes maps the bytes of the faces to characters.
var westernCodes = sync.OnceValue(func() []byte {
	b := []byte("2 beginbfrange\n<20> <7E> <0020>\n<A0> <FF> <00A0>\nendbfrange\n32 beginbfchar\n")
	for i, r := range upper {
		b = append(b, "<"+hex4(uint16(0x80 + i))[2:]+"> <"+hex4(uint16(r))+">\n"...)
	}
	return toUnicode("00> <FF", append(b, "endbfchar\n"...))
})

// toUnicode is the table by which a reader copies and searches text (ISO 32000-1,
// 9.10.3), for codes of a range.
func toUnicode(codes string, mapped []byte) []byte {
	return []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<" + codes +
		">\nendcodespacerange\n" + string(mapped) + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
}

// familyOf reads the name of a font's file: "ABCDEF+LiberationSans-Bold".
func familyOf(name string) (family, weight string) {
	if _, own, ok := strings.Cut(name, "+"); ok { // of some of its letters
		name = own
	}
	family, style, _ := strings.Cut(name, "-")
	if strings.Contains(style, "Bold") {
		return family, "700"
	}
	return family, "400"
}

// describeFont writes what a reader needs to place a font's letters. The flags
// say whether its characters are those of a standard set (32) or not (4).
func describeFont(f *file, name string, program int, m metrics, flags int) int {
	family, weight := familyOf(name)
	b := []byte("<</Type /FontDescriptor /FontName /" + name + " /FontFamily (" + family +
		") /FontStretch /Normal /FontWeight " + weight + " /Flags " + strconv.Itoa(flags) + " /FontBBox [")
	for _, v := range m.Box {
		b = append(strconv.AppendInt(b, int64(v), 10), ' ')
	}
	return f.add(string(b), "] /ItalicAngle 0 /Ascent ", strconv.Itoa(m.Ascent), " /Descent ",
		strconv.Itoa(m.Descent), " /CapHeight ", strconv.Itoa(m.CapHeight), " /StemV ", strconv.Itoa(m.StemV),
		" /FontFile2 ", ref(program), ">>")
}

// plain maps blanks that the font may lack to one that looks the same.
func plain(r rune) rune {
	switch r {
	case '\t', '\u2000', '\u2001', '\u2002', '\u2003', '\u2004', '\u2005', '\u2006', '\u2008', '\u2009', '\u200a',
		'\u3000':
		return ' '
	case '\u2007', '\u202f':
		return '\u00a0'
	case '\u2126':
		return 'Ω'
	}
	return r
}

// drawable reports whether a character can be laid out from left to right,
// letter by letter: Latin, Greek, Cyrillic and the signs around them.
func drawable(r rune) bool {
	switch {
	case r < 0x0530, r >= 0x1D00 && r < 0x2C00, r >= 0x2C60 && r <= 0x2C7F,
		r >= 0xA720 && r <= 0xA7FF, r >= 0xFB00 && r <= 0xFB06:
		return r != utf8.RuneError
	}
	return false
}
