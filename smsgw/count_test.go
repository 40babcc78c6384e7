package smsgw_test

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/smsgw"
)

func TestR203Counts(t *testing.T) {
	t.Parallel()
	a := func(n int) string { return strings.Repeat("a", n) }
	for _, c := range []struct {
		name, text string
		want       smsgw.Segments
	}{
		{"empty", "", smsgw.Segments{Encoding: smsgw.GSM7, Left: 160}},
		{"one", "a", smsgw.Segments{Encoding: smsgw.GSM7, Segments: 1, Units: 1, Left: 159}},
		{"160", a(160), smsgw.Segments{Encoding: smsgw.GSM7, Segments: 1, Units: 160, Left: 0}},
		{"161", a(161), smsgw.Segments{Encoding: smsgw.GSM7, Segments: 2, Units: 161, Left: 145}},
		{"306", a(306), smsgw.Segments{Encoding: smsgw.GSM7, Segments: 2, Units: 306, Left: 0}},
		{"307", a(307), smsgw.Segments{Encoding: smsgw.GSM7, Segments: 3, Units: 307, Left: 152}},
		{"80 €", strings.Repeat("€", 80), smsgw.Segments{Encoding: smsgw.GSM7, Segments: 1, Units: 160, Left: 0}},
		{"€ on the edge", a(152) + "€" + a(10), smsgw.Segments{Encoding: smsgw.GSM7, Segments: 2, Units: 164, Left: 141}}, // the escape is not split
		{"{ on the edge", a(152) + "{" + a(10), smsgw.Segments{Encoding: smsgw.GSM7, Segments: 2, Units: 164, Left: 141}},
		{"153 €", strings.Repeat("€", 153), smsgw.Segments{Encoding: smsgw.GSM7, Segments: 3, Units: 306, Left: 151}}, // 76 fit into a part
		{"70 ж", strings.Repeat("ж", 70), smsgw.Segments{Encoding: smsgw.UCS2, Segments: 1, Units: 70, Left: 0}},
		{"71 ж", strings.Repeat("ж", 71), smsgw.Segments{Encoding: smsgw.UCS2, Segments: 2, Units: 71, Left: 63}},
		{"135 ж", strings.Repeat("ж", 135), smsgw.Segments{Encoding: smsgw.UCS2, Segments: 3, Units: 135, Left: 66}},
		{"35 😀", strings.Repeat("😀", 35), smsgw.Segments{Encoding: smsgw.UCS2, Segments: 1, Units: 70, Left: 0}},
		{"67 😀", strings.Repeat("😀", 67), smsgw.Segments{Encoding: smsgw.UCS2, Segments: 3, Units: 134, Left: 65}}, // 33 fit into a part
		{"U+FFFF and U+10000", "\uffff\U00010000", smsgw.Segments{Encoding: smsgw.UCS2, Segments: 1, Units: 3, Left: 67}},
		{"letters of the alphabet", "åäöÅÄÖéñΔ", smsgw.Segments{Encoding: smsgw.GSM7, Segments: 1, Units: 9, Left: 151}},
		{"the escape itself", "\x1b", smsgw.Segments{Encoding: smsgw.UCS2, Segments: 1, Units: 1, Left: 69}},
		{"no UTF-8", "a\xff", smsgw.Segments{Encoding: smsgw.UCS2, Segments: 1, Units: 2, Left: 68}},
		{"the last of the table", "\u03ff\u0400", smsgw.Segments{Encoding: smsgw.UCS2, Segments: 1, Units: 2, Left: 68}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, smsgw.Count(c.text))
		})
	}
}

func TestR203Offenders(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []smsgw.Offender{{'–', 6, 6}, {'ж', 9, 7}}, smsgw.Offenders("07:00 –ж"))
	assert.Equal(t, []smsgw.Offender{{utf8.RuneError, 2, 1}}, smsgw.Offenders("å\xff"))
	assert.Nil(t, smsgw.Offenders("Åke {€}"))
}

func TestCountAllocatesNothing(t *testing.T) { // AllocsPerRun
	assert.Zero(t, testing.AllocsPerRun(100, func() { smsgw.Count("Hej, vi kommer – snart 😀") }))
}

// fill is Count again, by filling parts as a telephone gets them.
func fill(text string) (parts []int) {
	rooms, units := [2]int{160, 153}, func(r rune) int { return len(gsm(r)) }
	for _, r := range text {
		if gsm(r) == nil {
			rooms, units = [2]int{70, 67}, func(r rune) int { return utf16.RuneLen(max(r, 0)) }
			break
		}
	}
	total, list := 0, []int{0}
	for _, r := range text {
		n := units(r)
		total += n
		if list[len(list)-1]+n > rooms[1] {
			list = append(list, 0)
		}
		list[len(list)-1] += n
	}
	switch {
	case total == 0:
		return nil
	case total <= rooms[0]:
		return []int{total}
	}
	return list
}

// gsm is how a character is written in GSM-7, looked up in the specification's
// tables as they are printed.
func gsm(r rune) []byte {
	const basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\uffffÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	code := 0
	for _, b := range basic {
		if b == r && r != '\uffff' {
			return []byte{byte(code)}
		}
		code++
	}
	for e, code := range map[rune]byte{'\f': 10, '^': 20, '{': 40, '}': 41, '\\': 47, '[': 60, '~': 61, ']': 62, '|': 64, '€': 101} {
		if e == r {
			return []byte{27, code}
		}
	}
	return nil
}

// TestEveryCharacter is counted and packed as the specification's tables say.
func TestEveryCharacter(t *testing.T) {
	t.Parallel()
	for r := range rune(0x3000) {
		want := gsm(r)
		packed, ok := smsgw.PackGSM7(string(r))
		if !assert.Equal(t, want != nil, ok, "%U", r) || !ok {
			continue
		}
		assert.Equal(t, pack(want), packed, "%U", r)
		assert.Equal(t, len(want), smsgw.Count(string(r)).Units, "%U", r)
	}
}

// pack packs septets bit by bit.
func pack(septets []byte) []byte {
	packed := make([]byte, (len(septets)*7+7)/8)
	for i, s := range septets {
		for bit := range 7 {
			if s>>bit&1 == 1 {
				packed[(i*7+bit)/8] |= 1 << ((i*7 + bit) % 8)
			}
		}
	}
	return packed
}

func septets(text string) []byte {
	var list []byte
	for _, r := range text {
		list = append(list, gsm(r)...)
	}
	return list
}

// TestPackGSM7 has the example of 3GPP TS 23.038 that every manual repeats.
func TestPackGSM7(t *testing.T) {
	t.Parallel()
	packed, ok := smsgw.PackGSM7("hellohello")
	require.True(t, ok)
	assert.Equal(t, []byte{0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37}, packed)
	_, ok = smsgw.PackGSM7("abcж")
	assert.False(t, ok)
	for n := range 20 {
		for _, letter := range []string{"a", "@", "à", "€", "å{"} {
			text := strings.Repeat(letter, n)
			packed, ok := smsgw.PackGSM7(text)
			require.True(t, ok)
			assert.Equal(t, pack(septets(text)), packed, text)
		}
	}
}

func TestPackAllocatesOnce(t *testing.T) { // AllocsPerRun
	text := strings.Repeat("Hej {€} å", 20)
	assert.InDelta(t, 1, testing.AllocsPerRun(100, func() { smsgw.PackGSM7(text) }), 0)
}

func FuzzCount(f *testing.F) {
	for _, seed := range []string{"07:00 – 10:00", "€", "😀", "\xff", strings.Repeat("€", 153), strings.Repeat("…", 60), "1½", "A\u030ake\r\n", "2·3 • 4"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, parts := smsgw.Count(text), fill(text)
		if len(parts) != s.Segments {
			t.Fatalf("%q: %d segments, filled %v", text, s.Segments, parts)
		}
		if packed, ok := smsgw.PackGSM7(text); ok != (s.Encoding == smsgw.GSM7) || ok && string(packed) != string(pack(septets(text))) {
			t.Fatalf("%q packed as %x", text, packed)
		}
		normal := smsgw.Normalize(text)
		written, done := smsgw.Transliterate(text)
		if n := smsgw.Count(written); n.Segments > smsgw.Count(normal).Segments {
			t.Fatalf("%q: transliteration costs more", text)
		}
		if again, more := smsgw.Transliterate(written); again != written || len(done) > 0 && len(more) > 0 {
			t.Fatalf("%q became %q, then %q", text, written, again)
		}
		if strings.ContainsRune(written, '\r') {
			t.Fatalf("%q has a CR", written)
		}
		for _, d := range done {
			if !strings.HasPrefix(normal[d.Offset:], string(d.From)) {
				t.Fatalf("%q: nothing at %d", text, d.Offset)
			}
		}
	})
}

// BenchmarkCount has beside it a count with two maps, in one run (go test -bench Count ./smsgw).
func BenchmarkCount(b *testing.B) {
	text := strings.Repeat("Vår servicetekniker kommer på måndag. ", 4)
	basic, extended := map[rune]bool{}, map[rune]bool{}
	for r := range rune(0x2100) {
		basic[r], extended[r] = len(gsm(r)) == 1, len(gsm(r)) == 2
	}
	b.Run("Count", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			smsgw.Count(text)
		}
	})
	b.Run("TwoMaps", func(b *testing.B) {
		for b.Loop() {
			n := 0
			for _, r := range text {
				if basic[r] {
					n++
				} else if extended[r] {
					n += 2
				}
			}
		}
	})
}

// BenchmarkEncode has beside it the unavoidable: look each character up in a table
// and pack its bits, without counting first.
func BenchmarkEncode(b *testing.B) {
	text := strings.Repeat("Vår tekniker {Åke} kommer på måndag, 10 €. ", 21)
	var codes [0x400]byte
	for r := range rune(0x400) {
		if list := gsm(r); list != nil {
			codes[r] = list[len(list)-1] | byte(len(list)-1)<<7
		}
	}
	b.Run("PackGSM7", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			smsgw.PackGSM7(text)
		}
	})
	b.Run("Limit", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			out := make([]byte, 0, len(text))
			var pending, n uint
			for _, r := range text {
				code := byte(101 | 1<<7)
				if r < 0x400 {
					code = codes[r]
				}
				if code>>7 == 1 {
					pending, n = pending|27<<n, n+7
				}
				pending, n = pending|uint(code&0x7f)<<n, n+7
				for n >= 8 {
					out, pending, n = append(out, byte(pending)), pending>>8, n-8
				}
			}
			if n > 0 {
				out = append(out, byte(pending))
			}
			_ = out
		}
	})
}
