//go:build ignore

// Gen cuts Liberation Sans to the characters that Western documents are
// written with, and writes for each face what a document wants: a compressed TrueType
// file and its description. Hinting is left out: nobody reads paper at nine
// pixels a letter, and it is two thirds of the file.
package main

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/text/encoding/charmap"

	"github.com/budkavle/budkavle/pdf/internal/truetype"
)

// extra fills code points that cp1252 leaves free.
var extra = []struct {
	code byte
	char rune
	name string
}{
	{0x81, '−', "minus"},
	{0x8D, '□', "H22073"},
	{0x8F, 'Ω', "Omega"},
	{0x90, '≤', "lessequal"},
	{0x9D, '≥', "greaterequal"},
}

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
	font, err := truetype.Parse(ttf)
	if err != nil {
		return err
	}
	cut, number := truetype.NewCut(font), map[rune]uint16{}
	codes := chars()
	var widths [256]int
	for i, r := range codes {
		if r == 0 {
			continue
		}
		glyph := font.Glyph(r)
		if glyph == 0 {
			return fmt.Errorf("%s lacks %q", name, r)
		}
		number[r], widths[i] = cut.Add(glyph), font.Advance(glyph)
	}
	number['\u2126'] = number['Ω'] // some readers take one for the other
	out := cut.File(number)

	var z bytes.Buffer
	w, _ := zlib.NewWriterLevel(&z, zlib.BestCompression)
	w.Write(out)
	w.Close()
	if err := os.WriteFile(file+".z", z.Bytes(), 0o644); err != nil {
		return err
	}
	var diff []string
	for _, e := range extra {
		diff = append(diff, fmt.Sprintf("%d /%s", e.code, e.name))
	}
	description, err := json.Marshal(map[string]any{
		"Name": "BUDKAV+" + name, "Widths": widths, "Differences": strings.Join(diff, " "), "Size": len(out),
		"Metrics": map[string]any{
			"Box":       font.Box(),
			"Ascent":    font.Ascent(),
			"Descent":   font.Descent(),
			"CapHeight": 729,
			"StemV":     stem,
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(file, cut.Len(), "glyphs,", len(out), "bytes,", z.Len(), "compressed")
	return os.WriteFile(file+".json", append(description, '\n'), 0o644)
}
