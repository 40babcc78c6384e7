package truetype_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/budkavle/budkavle/pdf/internal/truetype"
)

// The standard reader of fonts finds the same glyphs and widths.
func TestGlyphsAreThoseOfAnotherReader(t *testing.T) {
	t.Parallel()
	ours, err := truetype.Parse(liberationsansregular.TTF)
	require.NoError(t, err)
	theirs, err := sfnt.Parse(liberationsansregular.TTF)
	require.NoError(t, err)
	var buf sfnt.Buffer
	known := 0
	for r := range rune(0x10000) {
		want, err := theirs.GlyphIndex(&buf, r)
		require.NoError(t, err)
		require.Equal(t, uint16(want), ours.Glyph(r), "%U", r)
		if want != 0 {
			known++
			advance, err := theirs.GlyphAdvance(&buf, want, fixed.I(1000), font.HintingNone)
			require.NoError(t, err)
			require.InDelta(t, float64(advance)/64, ours.Advance(uint16(want)), 1, "%U", r)
		}
	}
	assert.Greater(t, known, 1000)
	assert.Zero(t, ours.Glyph(-1))
	assert.Zero(t, ours.Glyph(0x10FFFF))
	assert.InDelta(t, 905, ours.Ascent(), 1)
	assert.InDelta(t, -212, ours.Descent(), 1)
	box := ours.Box()
	assert.Less(t, box[0], 0)
	assert.Greater(t, box[2], 1000)
}

// A cut is a font whose glyphs look as they did.
func TestACutLooksTheSame(t *testing.T) {
	t.Parallel()
	whole, err := truetype.Parse(liberationsansregular.TTF)
	require.NoError(t, err)
	cut := truetype.NewCut(whole)
	chars := map[rune]uint16{}
	for _, r := range "aÅčŁ½ЖώΩ—" { // made of one outline, and of several
		chars[r] = cut.Add(whole.Glyph(r))
	}
	assert.Equal(t, chars['a'], cut.Add(whole.Glyph('a')), "once")
	assert.NotEqual(t, chars['a'], cut.Append(whole.Glyph('a')), "anew")
	chars['✓'] = cut.Draw(800, []truetype.Point{{X: 0, Y: 0}, {X: 0, Y: 500}, {X: 500, Y: 0}})
	assert.InDelta(t, 800, cut.Advance(chars['✓']), 1)
	before := cut.Len()
	file := cut.File(chars)
	assert.Greater(t, cut.Len(), before, "what glyphs are made of comes with them")
	small, err := sfnt.Parse(file)
	require.NoError(t, err)
	again, err := truetype.Parse(file)
	require.NoError(t, err)
	original, err := sfnt.Parse(liberationsansregular.TTF)
	require.NoError(t, err)
	var a, b sfnt.Buffer
	for r, n := range chars {
		i, err := small.GlyphIndex(&a, r)
		require.NoError(t, err)
		require.Equal(t, n, uint16(i), "%c", r)
		require.Equal(t, n, again.Glyph(r), "%c", r)
		got, err := small.LoadGlyph(&a, i, fixed.I(1000), nil)
		require.NoError(t, err, "%c", r)
		if r == '✓' {
			assert.Len(t, got, 4, "it moves and draws three lines")
			continue
		}
		j, _ := original.GlyphIndex(&b, r)
		want, err := original.LoadGlyph(&b, j, fixed.I(1000), nil)
		require.NoError(t, err)
		assert.Equal(t, want, got, "%c", r)
		assert.Equal(t, whole.Advance(uint16(j)), cut.Advance(n))
	}
	assert.Zero(t, sum(file)-0xB1B0AFBA, "the sum over the file is what the format asks for")
	bare := cut.File(nil)
	assert.NotContains(t, string(bare[:200]), "cmap")
}

func sum(b []byte) (s uint32) {
	for ; len(b) >= 4; b = b[4:] {
		s += binary.BigEndian.Uint32(b)
	}
	return s
}

func TestWhatIsNoFont(t *testing.T) {
	t.Parallel()
	ttf := liberationsansregular.TTF
	for name, data := range map[string][]byte{
		"nothing": nil, "text": []byte("no font at all"), "other outlines": append([]byte("OTTO"), ttf[4:]...), "cut": ttf[:20000], "cut in the list": ttf[:40],
		"no characters":   bytes.Replace(ttf, []byte("cmap"), []byte("xmap"), 1),
		"no glyphs":       bytes.Replace(ttf, []byte("glyf"), []byte("xlyf"), 1),
		"a table of none": bytes.Replace(ttf, []byte("maxp"), []byte("xaxp"), 1),
	} {
		_, err := truetype.Parse(data)
		assert.Error(t, err, name)
	}
}

// A byte that lies is an error, or a glyph that looks otherwise, wherever it is.
func TestAnyByteMayLie(t *testing.T) {
	t.Parallel()
	whole, err := truetype.Parse(liberationsansregular.TTF)
	require.NoError(t, err)
	cut := truetype.NewCut(whole)
	file := cut.File(map[rune]uint16{'Å': cut.Add(whole.Glyph('Å')), 'b': cut.Add(whole.Glyph('b'))})
	for at := range file {
		for _, with := range []byte{0, 1, 0x7f, 0x80, 0xff} {
			lie := bytes.Clone(file)
			lie[at] = with
			font, err := truetype.Parse(lie)
			if err != nil {
				continue
			}
			small := truetype.NewCut(font)
			for _, r := range "Åb" {
				small.Append(font.Glyph(r))
			}
			_ = small.File(nil)
		}
	}
}

// No font makes it panic, however it lies.
func FuzzParse(f *testing.F) {
	whole, err := truetype.Parse(liberationsansregular.TTF)
	if err != nil {
		f.Fatal(err)
	}
	cut := truetype.NewCut(whole)
	file := cut.File(map[rune]uint16{'Å': cut.Add(whole.Glyph('Å')), 'b': cut.Add(whole.Glyph('b'))})
	f.Add(file, 20, byte(7))
	f.Add(file, 300, byte(255))
	f.Add(file[:100], 0, byte(0))
	f.Fuzz(func(t *testing.T, data []byte, at int, with byte) {
		if at >= 0 && at < len(data) {
			data = bytes.Clone(data)
			data[at] = with
		}
		font, err := truetype.Parse(data)
		if err != nil {
			return
		}
		cut := truetype.NewCut(font)
		for _, r := range "aÅb" {
			cut.Append(font.Glyph(r))
			font.Advance(font.Glyph(r))
		}
		_, _, _ = font.Ascent(), font.Descent(), font.Box()
		if cut.Len() < 1<<12 {
			cut.File(map[rune]uint16{'a': 1})
		}
	})
}
