package pdf

import (
	"embed"
	"encoding/json"
	"sync"
	"unicode/utf8"

	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/sfnt"
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
	description, file []byte // as fpdf takes them
	widths            [256]int
}

// faces returns regular and bold.
var faces = sync.OnceValue(func() [2]*face {
	read := func(name string) *face {
		description, err := faceFiles.ReadFile("internal/face/" + name + ".json")
		if err != nil {
			panic(err) // it is embedded
		}
		file, err := faceFiles.ReadFile("internal/face/" + name + ".z")
		if err != nil {
			panic(err)
		}
		var d struct{ Cw [256]int }
		if err := json.Unmarshal(description, &d); err != nil {
			panic(err)
		}
		return &face{description, file, d.Cw}
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
	for i, u := range upper {
		if u == r {
			return 0x80 + byte(i), true
		}
	}
	return 0, false
}

// liberation is the whole of the built-in font.
var liberation = sync.OnceValue(func() *coverage {
	c, err := newCoverage(liberationsansregular.TTF)
	if err != nil {
		panic(err) // it is compiled in
	}
	return c
})

// coverage tells which characters a TrueType font has. It is safe for
// concurrent use.
type coverage struct{ font *sfnt.Font }

func newCoverage(ttf []byte) (*coverage, error) {
	font, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, err
	}
	return &coverage{font}, nil
}

func (c *coverage) has(r rune) bool {
	var b sfnt.Buffer
	i, err := c.font.GlyphIndex(&b, r)
	return err == nil && i != 0
}

// plain maps typography that the font may lack to what looks the same.
func plain(r rune) rune {
	switch r {
	case '\t', '\u2000', '\u2001', '\u2002', '\u2003', '\u2004', '\u2005', '\u2006', '\u2008', '\u2009', '\u200a', '\u3000':
		return ' '
	case '\u2007', '\u202f':
		return '\u00a0'
	case '\u2010', '\u2011':
		return '-'
	case '\u2126':
		return 'Ω'
	}
	return r
}

// drawable reports whether a character can be laid out from left to right,
// letter by letter: Latin, Greek, Cyrillic and the signs around them.
func drawable(r rune) bool {
	switch {
	case r < 0x0530, r >= 0x1D00 && r < 0x2C00, r >= 0x2C60 && r <= 0x2C7F, r >= 0xA720 && r <= 0xA7FF, r >= 0xFB00 && r <= 0xFB06:
		return r != utf8.RuneError
	}
	return false
}
