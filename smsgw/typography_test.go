package smsgw_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/smsgw"
)

// TestR204Typography: what is written in GSM-7 says the same, or is left alone.
func TestR204Typography(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"the manual's dash", "fredag 06 oktober, 07:00 – 10:00", "fredag 06 oktober, 07:00 - 10:00"},
		{"quotes and dots", "kl. 07:00 – 10:00 … ”snart” ‘nu’ «ja»", "kl. 07:00 - 10:00 ... \"snart\" 'nu' \"ja\""},
		{"blanks", "10\u00a0000\u202fkr\tnu\u3000", "10 000 kr nu "},
		{"ligatures", "o\ufb03ciell \ufb01l, \ufb02yttad", "officiell fil, flyttad"},
		{"not seen", "ord\u00ad\u200b\ufeffbok", "ordbok"},
		{"lines", "a\u2028b\u2029c\u0085d", "a\nb\nc\nd"},
		{"signs", "№5 ©™® 2 × 3", "Nr5 (C)(TM)(R) 2 x 3"},
		{"minus", "−5 grader", "-5 grader"},

		{"a fraction after a number", "Arbetet tar 1½ timme – välkommen", "Arbetet tar 1 1/2 timme - välkommen"},
		{"a time", "kl 7½", "kl 7 1/2"},
		{"a quarter", "2¼ h", "2 1/4 h"},
		{"a range", "1½-2 h", "1 1/2-2 h"},
		{"a range of fractions", "1½–2¾ h", "1 1/2-2 3/4 h"},
		{"alone", "½ timme", "1/2 timme"},
		{"in brackets", "(½)", "(1/2)"},
		{"after a blank", "1 ½", "1 1/2"},
		{"before a digit", "½2", "1/2 2"},
		{"two", "½½", "1/2 1/2"},
		{"a third", "3⅓ dl, ⅔, 5⅛", "3 1/3 dl, 2/3, 5 1/8"},
		{"a decimal comma", "2,½", "2, 1/2"},
		{"before a slash", "½/dag", "1/2 /dag"},
		{"after a slash", "3/¼", "3/ 1/4"},
		{"at the end of a sentence", "Vi tar ½.", "Vi tar 1/2."},
		{"a fraction slash", "1⁄2", "1/2"},
		{"before a fraction slash", "½⁄2", "1/2 /2"},

		{"a product", "2·3", "2*3"},
		{"a cable", "3·2,5 mm", "3*2,5 mm"},
		{"a separator", "07:00–10:00 · Börje", "07:00-10:00 - Börje"},
		{"bullets", "• nyckel\n• 2 st\n\u2023 kod", "- nyckel\n- 2 st\n- kod"},
		{"an indented bullet", "Ta med:\n  • nyckel", "Ta med:\n  - nyckel"},
		{"a bullet after a number's line", "nr 5\n· 3 st", "nr 5\n- 3 st"},
		{"between numbers it could be either", "2 · 3", "2 · 3"},
		{"two telephones", "08-123 • 08-456 –", "08-123 • 08-456 –"},
		{"inside a word", "l·l –", "l·l –"},
		{"no product of bullets", "2•3", "2•3"},
		{"behind a letter and a blank", "a· b", "a· b"},

		{"an English dash", "Anna—our technician—comes", "Anna - our technician - comes"},
		{"a bar between words", "ja\u2015nej", "ja - nej"},
		{"a long dash between blanks", "ja — nej", "ja - nej"},
		{"a long dash between numbers", "07:00—10:00", "07:00-10:00"},
		{"a product of letters", "a×b", "a x b"},
		{"a size", "2×M8", "2xM8"},

		{"composed", "A\u030ake Ho\u0308gberg –", "Åke Högberg -"},
		{"Ångström", "\u212bke", "Åke"},
		{"Ohm", "5 \u2126", "5 Ω"},
		{"web forms", "rad 1\r\nrad 2\rrad 3\n", "rad 1\nrad 2\nrad 3\n"},
		{"composed though it stays UCS-2", "A\u030ake\r\n😀 –", "Åke\n😀 –"},
		{"an emoji", "emoji – 😀", "emoji – 😀"},
		{"degrees", "20 °C –", "20 °C –"},
		{"a square", "10 m² –", "10 m² –"},
		{"no UTF-8", "½\xff", "½\xff"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, done := smsgw.Transliterate(c.text)
			assert.Equal(t, c.want, got)
			assert.Equal(t, smsgw.Normalize(c.text) != got, len(done) > 0)
			normal := smsgw.Normalize(c.text)
			for _, d := range done {
				assert.True(t, strings.HasPrefix(normal[d.Offset:], string(d.From)))
			}
		})
	}
	_, done := smsgw.Transliterate("1½ – A\u030a")
	assert.Equal(t, []smsgw.Replacement{{From: '½', To: " 1/2", Offset: 1}, {From: '–', To: "-", Offset: 4}}, done)
}

// TestR204NothingCostsMore: sixty dots are one SMS as they stand and two as full
// stops.
func TestR204NothingCostsMore(t *testing.T) {
	t.Parallel()
	dots := strings.Repeat("…", 60)
	text, done := smsgw.Transliterate(dots)
	assert.Equal(t, dots, text)
	assert.Empty(t, done)
	fits, _ := smsgw.Transliterate(strings.Repeat("…", 53))
	assert.Equal(t, strings.Repeat("...", 53), fits, "159 septets are one SMS as well")
}

// TestR204DecomposedNamesAreOneSMS: 110 characters from a Mac.
func TestR204DecomposedNamesAreOneSMS(t *testing.T) {
	t.Parallel()
	text := "Hej A\u030akes o\u0308l! " + strings.Repeat("Vi kommer. ", 9)
	assert.Equal(t, smsgw.UCS2, smsgw.Count(text).Encoding)
	assert.Equal(t, 2, smsgw.Count(text).Segments)
	for _, composed := range []string{smsgw.Normalize(text), first(smsgw.Transliterate(text))} {
		assert.Equal(t, smsgw.GSM7, smsgw.Count(composed).Encoding)
		assert.Equal(t, 1, smsgw.Count(composed).Segments)
	}
}

func first(text string, _ []smsgw.Replacement) string { return text }

func TestNormalizeAllocatesNothing(t *testing.T) { // AllocsPerRun
	assert.Zero(t, testing.AllocsPerRun(100, func() { smsgw.Normalize("Hej, vi kommer – snart\n😀 å") }))
}
