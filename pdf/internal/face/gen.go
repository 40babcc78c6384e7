//go:build ignore

// Gen cuts Liberation Sans to the characters that Western documents are
// written with, and writes for each face what fpdf wants: a compressed TrueType
// file and its description. Hinting is left out: nobody reads paper at nine
// pixels a letter, and it is two thirds of the file.
package main

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/encoding/charmap"
)

// extra fills code points that cp1252 leaves free.
var extra = []struct {
	code byte
	char rune
	name string
}{{0x81, '−', "minus"}, {0x8D, '□', "uni25A1"}, {0x8F, 'Ω', "uni03A9"}, {0x90, '≤', "lessequal"}, {0x9D, '≥', "greaterequal"}}

func main() {
	for _, face := range []struct {
		file, name string
		ttf        []byte
		stem       int
	}{
		{"regular", "BudkavleSans", liberationsansregular.TTF, 80},
		{"bold", "BudkavleSans-Bold", liberationsansbold.TTF, 140},
	} {
		if err := write(face.file, face.name, face.ttf, face.stem); err != nil {
			log.Fatal(err)
		}
	}
}

func chars() (codes [256]rune) {
	for i := range codes {
		if r := charmap.Windows1252.DecodeByte(byte(i)); i >= 32 && i != 127 && r != '\uFFFD' {
			codes[i] = r
		}
	}
	for _, e := range extra {
		codes[e.code] = e.char
	}
	return codes
}

func write(file, name string, ttf []byte, stem int) error {
	font, err := sfnt.Parse(ttf)
	if err != nil {
		return err
	}
	src := tables(ttf)
	glyphs, number := []uint16{0}, map[rune]uint16{}
	index := func(old uint16) uint16 {
		i := slices.Index(glyphs, old)
		if i < 0 {
			i = len(glyphs)
			glyphs = append(glyphs, old)
		}
		return uint16(i)
	}
	var buf sfnt.Buffer
	codes := chars()
	for _, r := range codes {
		if r == 0 {
			continue
		}
		old, err := font.GlyphIndex(&buf, r)
		if err != nil || old == 0 {
			return fmt.Errorf("%s lacks %q", name, r)
		}
		number[r] = index(uint16(old))
	}

	number['\u2126'] = number['Ω'] // some readers take one for the other

	metrics := int(u16(src["hhea"], 34))
	advance := func(old uint16) uint16 { return u16(src["hmtx"], 4*min(int(old), metrics-1)) }
	var glyf, loca, hmtx []byte
	for i := 0; i < len(glyphs); i++ {
		loca = binary.BigEndian.AppendUint16(loca, uint16(len(glyf)/2))
		g := cut(outline(src, glyphs[i]), index)
		glyf = append(glyf, g...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		hmtx = binary.BigEndian.AppendUint16(hmtx, advance(glyphs[i]))
		left := uint16(0)
		if len(g) > 0 {
			left = u16(g, 2)
		}
		hmtx = binary.BigEndian.AppendUint16(hmtx, left)
	}
	loca = binary.BigEndian.AppendUint16(loca, uint16(len(glyf)/2))

	head := bytes.Clone(src["head"])
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 0) // short offsets
	hhea := bytes.Clone(src["hhea"])
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(glyphs)))
	maxp := bytes.Clone(src["maxp"])
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(glyphs)))
	post := append([]byte{0, 3, 0, 0}, src["post"][4:32]...)
	out := build(map[string][]byte{"cmap": cmap(number), "glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca, "maxp": maxp, "post": post})

	var z bytes.Buffer
	w, _ := zlib.NewWriterLevel(&z, zlib.BestCompression)
	w.Write(out)
	w.Close()
	if err := os.WriteFile(file+".z", z.Bytes(), 0o644); err != nil {
		return err
	}
	unit := float64(u16(head, 18))
	scale := func(v int16) int { return int(float64(v)*1000/unit + 0.5) }
	var widths [256]int
	for i, r := range codes {
		if r != 0 {
			widths[i] = int(float64(advance(glyphs[number[r]]))*1000/unit + 0.5)
		}
	}
	var diff []string
	for _, e := range extra {
		diff = append(diff, fmt.Sprintf("%d /%s", e.code, e.name))
	}
	type box struct{ Xmin, Ymin, Xmax, Ymax int }
	description, err := json.Marshal(map[string]any{
		"Tp": "TrueType", "Name": "BUDKAV+" + name, "Up": -106, "Ut": 73, "Cw": widths, "Enc": "cp1252",
		"Diff": strings.Join(diff, " "), "File": file + ".z", "OriginalSize": len(out),
		"Desc": map[string]any{
			"Ascent": scale(int16(u16(hhea, 4))), "Descent": scale(int16(u16(hhea, 6))), "CapHeight": 729, "Flags": 32, "ItalicAngle": 0, "StemV": stem, "MissingWidth": 365,
			"FontBBox": box{scale(int16(u16(head, 36))), scale(int16(u16(head, 38))), scale(int16(u16(head, 40))), scale(int16(u16(head, 42)))},
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(file, len(glyphs), "glyphs,", len(out), "bytes,", z.Len(), "compressed")
	return os.WriteFile(file+".json", append(description, '\n'), 0o644)
}

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }

func tables(ttf []byte) map[string][]byte {
	all := map[string][]byte{}
	for i := range int(u16(ttf, 4)) {
		e := ttf[12+16*i:]
		at, n := binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		all[string(e[:4])] = ttf[at : at+n]
	}
	return all
}

// outline is the description of a glyph.
func outline(src map[string][]byte, glyph uint16) []byte {
	at := func(i int) uint32 {
		if u16(src["head"], 50) == 0 {
			return 2 * uint32(u16(src["loca"], 2*i))
		}
		return binary.BigEndian.Uint32(src["loca"][4*i:])
	}
	return src["glyf"][at(int(glyph)):at(int(glyph)+1)]
}

// cut drops a glyph's instructions and renumbers its parts.
func cut(g []byte, index func(uint16) uint16) []byte {
	if len(g) == 0 {
		return nil
	}
	if contours := int(int16(u16(g, 0))); contours >= 0 {
		at := 10 + 2*contours
		n := int(u16(g, at))
		return slices.Concat(g[:at], []byte{0, 0}, g[at+2+n:])
	}
	out := bytes.Clone(g)
	for at := 10; ; {
		flags := u16(out, at)
		binary.BigEndian.PutUint16(out[at:], flags&^0x0100)
		binary.BigEndian.PutUint16(out[at+2:], index(u16(out, at+2)))
		at += 6
		if flags&0x0001 != 0 {
			at += 2
		}
		switch {
		case flags&0x0008 != 0:
			at += 2
		case flags&0x0040 != 0:
			at += 4
		case flags&0x0080 != 0:
			at += 8
		}
		if flags&0x0020 == 0 {
			return out[:at]
		}
	}
}

// cmap is a table of format 4 for Windows and Unicode, a segment a character.
func cmap(number map[rune]uint16) []byte {
	var runes []rune
	for r := range number {
		runes = append(runes, r)
	}
	slices.Sort(runes)
	n := len(runes) + 1
	search := 1
	for search*2 <= n {
		search *= 2
	}
	log2 := 0
	for 1<<(log2+1) <= n {
		log2++
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

// build lays the tables of a TrueType file after each other.
func build(all map[string][]byte) []byte {
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	sum := func(b []byte) (s uint32) {
		for i := 0; i < len(b); i += 4 {
			var word [4]byte
			copy(word[:], b[i:])
			s += binary.BigEndian.Uint32(word[:])
		}
		return s
	}
	n := len(names)
	out := []byte{0, 1, 0, 0, 0, byte(n), 0, 128, 0, 3, 0, byte(16*n - 128)}
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
