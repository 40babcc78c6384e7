package cleantext_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/unicode/norm"

	"github.com/budkavle/budkavle/templating/cleantext"
)

func TestRunes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name            string
		r               rune
		invisible, bidi bool
		unseen          bool
	}{
		{"letter", 'a', false, false, false},
		{"blank", ' ', false, false, false},
		{"no-break space", '\u00a0', false, false, false},
		{"NUL", 0, false, false, true},
		{"line break", '\n', false, false, true},
		{"delete", 0x7f, false, false, true},
		{"next line", '\u0085', false, false, true},
		{"soft hyphen", '\u00ad', true, false, true},
		{"zero-width space", '\u200b', true, false, true},
		{"joiner", '\u200d', true, false, true},
		{"byte order mark", '\ufeff', true, false, true},
		{"left-to-right mark", '\u200e', true, true, true},
		{"Arabic letter mark", '\u061c', true, true, true},
		{"override", '\u202e', true, true, true},
		{"isolate", '\u2066', true, true, true},
		{"line separator", '\u2028', true, false, true},
		{"paragraph separator", '\u2029', true, false, true},
		{"Hangul filler", '\u3164', true, false, true},
		{"empty Braille", '\u2800', true, false, true},
		{"variation selector", '\ufe0f', true, false, true},
		{"variation selector of an ideograph", '\U000E0101', true, false, true},
		{"tag", '\U000E0041', true, false, true},
		{"combining mark", '\u0301', false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.invisible, cleantext.Invisible(c.r))
			assert.Equal(t, c.bidi, cleantext.Bidi(c.r))
			assert.Equal(t, c.unseen, cleantext.Unseen(c.r))
		})
	}
	for _, r := range "\n\v\f\r\u0085\u2028\u2029" {
		assert.True(t, cleantext.LineBreak(r), "%U", r)
	}
	assert.False(t, cleantext.LineBreak('\t'))
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, lineEnds, lines, canonical, oneLine, cleanName string }{
		{"empty", "", "", "", "", "", ""},
		{"clean", "Anna Ek", "Anna Ek", "Anna Ek", "Anna Ek", "Anna Ek", "Anna Ek"},
		{"a form's line ends", "Hej\r\n\r\nAnna\r\n", "Hej\n\nAnna\n", "Hej\n\nAnna\n", "Hej\n\nAnna", "Hej Anna", "Hej Anna"},
		{"an old Mac's", "a\rb", "a\nb", "a\nb", "a\nb", "a b", "a b"},
		{"every line end", "a\vb\fc\u0085d\u2028e\u2029f", "a\nb\nc\nd\ne\nf", "a\nb\nc\nd\ne\nf", "a\nb\nc\nd\ne\nf", "a b c d e f", "a b c d e f"},
		{"a break twice", "a\n\r\nb", "a\n\nb", "a\n\nb", "a\n\nb", "a b", "a b"},
		{"blanks", "  a \t b  ", "  a \t b  ", "  a   b  ", "a   b", "a b", "a b"},
		{"blanks at line ends", "a \nb\u00a0\n", "a \nb\u00a0\n", "a \nb\u00a0\n", "a\nb", "a b", "a b"},
		{"no-break spaces", "\u00a01\u00a0234\u202fkr ", "\u00a01\u00a0234\u202fkr ", "\u00a01\u00a0234\u202fkr ", "1\u00a0234\u202fkr", "1\u00a0234\u202fkr", "1 234 kr"},
		{"only what shows nothing", " \u200b\t\ufeff\n", " \u200b\t\ufeff\n", "  \n", "", "", ""},
		{"decomposed", "A\u030ake \u212bsa", "A\u030ake \u212bsa", "Åke Åsa", "Åke Åsa", "Åke Åsa", "Åke Åsa"},
		{"parted letter", "A\u200b\u030ake", "A\u200b\u030ake", "Åke", "Åke", "Åke", "Åke"},
		{"controls", "a\x00b\x1b[0m\x7f", "a\x00b\x1b[0m\x7f", "ab[0m", "ab[0m", "ab[0m", "ab[0m"},
		{"bidi", "Kund\u202eAB\u2066\u200e", "Kund\u202eAB\u2066\u200e", "KundAB", "KundAB", "KundAB", "KundAB"},
		{"not UTF-8", "a\xffb \xc3", "a\xffb \xc3", "a\ufffdb \ufffd", "a\ufffdb \ufffd", "a\ufffdb \ufffd", "ab"},
		{"family", "👩\u200d👩", "👩\u200d👩", "👩\u200d👩", "👩\u200d👩", "👩👩", "👩👩"},
		{"heart", "❤\ufe0f.", "❤\ufe0f.", "❤\ufe0f.", "❤\ufe0f.", "❤.", "❤."},
		{"joiners of nothing", "\u200da \u200db\u200d\u200d\u200d", "\u200da \u200db\u200d\u200d\u200d", "a b\u200d", "a b\u200d", "a b", "a b"},
		{"soft hyphen", "service\u00adorder", "service\u00adorder", "serviceorder", "serviceorder", "serviceorder", "serviceorder"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.lineEnds, cleantext.LineEnds(c.in), "LineEnds")
			assert.Equal(t, c.lines, cleantext.Lines(c.in), "Lines")
			assert.Equal(t, c.canonical, cleantext.Canonical(c.in), "Canonical")
			assert.Equal(t, c.oneLine, cleantext.OneLine(c.in), "OneLine")
			assert.Equal(t, c.cleanName, cleantext.Name(c.in), "Name")
		})
	}
}

func TestReadable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": true, "å ä ö 👩": true, "a\x00": true, "p\xe5": false, "p\uFFFD": false, "\xc3": false} {
		assert.Equal(t, want, cleantext.Readable(text), "%q", text)
	}
}

func TestQuoteAndClip(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, in    string
		limit       int
		clip, quote string
	}{
		{"fits", "anna", 4, "anna", "anna"},
		{"one too many", "anna", 3, "ann…", "ann…"},
		{"between characters", "åäö", 3, "å…", "å…"},
		{"nothing fits", "å", 1, "…", "…"},
		{"below nothing", "a", -1, "…", "…"},
		{"unseen", "a\u202e\n\x00b", 20, "a\u202e\n\x00b", "a\ufffd\ufffd\ufffdb"},
		{"not UTF-8", "a\xffb", 20, "a\ufffdb", "a\ufffdb"},
		{"not UTF-8 and long", "\xff\xff\xff", 2, "\ufffd…", "\ufffd…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.clip, cleantext.Clip(c.in, c.limit))
			assert.Equal(t, c.quote, cleantext.Quote(c.in, c.limit))
		})
	}
}

func TestCleanTextsCostNothing(t *testing.T) {
	for name, clean := range map[string]func(string) string{"LineEnds": cleantext.LineEnds, "Lines": cleantext.Lines, "Canonical": cleantext.Canonical, "OneLine": cleantext.OneLine, "Name": cleantext.Name} {
		assert.Zero(t, testing.AllocsPerRun(10, func() { clean("Anna Ek, kl. 07:00 - 10:00") }), name)
	}
}

// What was cleaned stays, nothing unseen is left, and no byte is invented.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", "Hej\r\nAnna", "A\u030a", "\u200d\ufe0f", "a\xff\xc3", "\u1100\u1161\u11a8", "👩\u200d👩\u200d\u200d", " \u00a0 a\u202f ", "a\u200b\u0301\u2028", "\ufe0f\u0301", "e\u200d\u0301\u200d\u0301"} {
		f.Add(seed, 5)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		for name, clean := range map[string]func(string) string{"Lines": cleantext.Lines, "Canonical": cleantext.Canonical, "OneLine": cleantext.OneLine, "Name": cleantext.Name} {
			once := clean(text)
			if again := clean(once); again != once {
				t.Fatalf("%s(%q) = %q, again %q", name, text, once, again)
			}
			if !utf8.ValidString(once) || !norm.NFC.IsNormalString(once) || strings.ContainsFunc(once, cleantext.Bidi) || strings.ContainsAny(once, "\r\x00\t") {
				t.Fatalf("%s(%q) = %q", name, text, once)
			}
			if name == "OneLine" || name == "Name" {
				if strings.ContainsFunc(once, cleantext.Unseen) || strings.Contains(once, "  ") {
					t.Fatalf("%s(%q) = %q", name, text, once)
				}
			}
		}
		if once := cleantext.LineEnds(text); once != cleantext.LineEnds(once) || strings.ContainsFunc(once, func(r rune) bool { return r != '\n' && cleantext.LineBreak(r) }) {
			t.Fatalf("LineEnds(%q) = %q", text, once)
		}
		if quoted := cleantext.Quote(text, limit); strings.ContainsFunc(quoted, cleantext.Unseen) || !utf8.ValidString(quoted) {
			t.Fatalf("Quote(%q) = %q", text, quoted)
		}
	})
}

// TestADeletedCharacterIsSeenAmongPlainOnes: DEL, which terminals take for one, and
// the letters at both ends of the Latin alphabets beside it.
func TestADeletedCharacterIsSeenAmongPlainOnes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"a\x7fb": "ab", "a\x7f": "a", "À ɏ": "À ɏ", "a ~ b": "a ~ b", "¿qué?": "¿qué?", "\u00bf\u00ad\u00bf": "¿¿"} {
		assert.Equal(t, want, cleantext.OneLine(in), "%q", in)
		assert.Equal(t, want, cleantext.Name(in), "%q", in)
		assert.Equal(t, want, cleantext.Lines(in), "%q", in)
	}
}

// TestWhatIsCutIsCutBetweenCharacters, and a text without a beginning of any is none.
func TestWhatIsCutIsCutBetweenCharacters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"åå", 4, "åå"},
		{"åå", 3, "å…"},
		{"åå", 2, "å…"},
		{"åå", 1, "…"},
		{"åå", 0, "…"},
		{"åå", -1, "…"},
		{"", -1, ""},
		{"\x80\x80", 1, "…"},
		{"\x80\x80\x80", 2, "…"},
	} {
		assert.Equal(t, c.want, cleantext.Clip(c.text, c.limit), "%q to %d", c.text, c.limit)
	}
}

// TestALineEndAtTheBeginningIsOneToo.
func TestALineEndAtTheBeginningIsOneToo(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"\r\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029", "\n"} {
		assert.Equal(t, "\na", cleantext.LineEnds(end+"a"), "%q", end)
	}
}
