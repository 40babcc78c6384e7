package httpgateway

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit/delivery"
)

// TestPiecesOfTheText go, and the words around them stay where they can.
func TestPiecesOfTheText(t *testing.T) {
	t.Parallel()
	const all = "[it repeats the text of the SMS]"
	text := "Hej Anna, koden är 4711."
	for words, want := range map[string]string{
		"refused":                           "refused",
		"no: " + text:                       "no: [text]",
		"no: 'Hej Anna, kod…' too long":     "no: '[text]…' too long",
		"HEJ  ANNA,\nKODEN twice":           "[text]twice",
		"Hej Ann":                           "Hej Ann", // seven characters, which anybody may say
		"Hej Anna":                          "[text]",
		"Hej Anna and koden är 4 as well":   "[text] and[text] as well",
		"a" + text + text + "b":             "a[text]b",
		"text=Hej+Anna%2C+koden":            all,
		"text=Hej%2520Anna%252C%2520kod":    all,
		`{"text":"Hej Anna, koden \u00e4r`:  "{\"text\":\"[text]\\u00e4r",
		`\u0048ej Anna`:                     all,
		"Hej&#32;Anna":                      all,
		"SGVqIEFubmEsIGtvZGVu":              all, // base64
		"xSGVqIEFubmEsIGtvZGVu":             all,
		"48656a20416e6e61":                  all,
		"0048 0065":                         "0048 0065",
		"00480065006A00200041006E006E0061":  all,
		"x00480065006A00200041006E006E0061": all,
	} {
		assert.Equal(t, want, newHidden(delivery.Secrets{}, "", text).scrub(words), words)
	}
}

// TestShortTexts are looked for whole, and in no code, where they would be found by
// chance.
func TestShortTexts(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "no: [text]!", newHidden(delivery.Secrets{}, "", "Ok").scrub("no: ok!"))
	assert.Equal(t, "SGVqIEFubmEsIGtvZGVu", newHidden(delivery.Secrets{}, "", "oo").scrub("SGVqIEFubmEsIGtvZGVu"))
	assert.Equal(t, "[it repeats the text of the SMS]", newHidden(delivery.Secrets{}, "", "4711").scrub("x%34%37%31%31"))
	assert.Equal(t, "as it is", newHidden(delivery.Secrets{}, "", "").scrub("as\nit  is"))
	assert.Equal(t, "as it is", newHidden(delivery.Secrets{}, "", " \n").scrub("as it is"))
}

func FuzzHidden(f *testing.F) {
	f.Add("Hej Anna, koden är 4711.", "no: Hej Anna, kod")
	f.Add("İİİİİİİİİ", "iiii")
	f.Add("\xff", "\xff%zz\\u12")
	f.Fuzz(func(t *testing.T, text, words string) {
		got := newHidden(delivery.Secrets{}, "", text).scrub(words)
		if len(got) > delivery.MaxText {
			t.Fatalf("%d bytes", len(got))
		}
		if runes := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")); len(runes) >= 12 && strings.Contains(got, string(runes)) {
			t.Fatalf("%q shows the text", got)
		}
	})
}

// Each reading of what a gateway says, by itself.
func TestReadings(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"a%2Bb+c%ff%41":            "a+b cA",
		`a\nb\tc\"d\/e\\f`:         `a b c"d/e\f`,
		`\u00e5\u4E2d\ud83d\ude00`: "å中😀",
		"&aring;&#98;":             "åb",
		"%26aring%3B":              "å",
		"x SGVqIGR1IGRh= y":        "Hej du da",
		"xSGVqIGR1IGRh":            "Hej du da",
		"xxxSGVqIGR1IGRh":          "Hej du da",
		"48656a20647520":           "Hej du",
		"x48656a20647520":          "Hej du",
		"00480065006a4e2d":         "Hej中",
		"SGVq_w--SGVq":             "Hej\xff",
	} {
		list := decodings(words)
		if strings.HasSuffix(want, "\xff") { // for URLs, and what is no UTF-8 goes
			want = "Hej"
			assert.True(t, slices.ContainsFunc(list, func(says string) bool { return strings.HasPrefix(says, want) }), "%q: %q", words, list)
			continue
		}
		assert.Contains(t, list, want, "%q", words)
	}
	assert.Equal(t, "ab c", line([]byte("a\x00b\xff\n c\x1b")))
	assert.Equal(t, "aå", ucs2([]byte{0, 'a', 0, 0xe5, 1}), "half a character is none")
	assert.Equal(t, "\U0001f600", unescape(`\ud83d\ude00`))
	assert.Equal(t, "\uffff", unescape(`\uffff`))
	assert.Equal(t, "\xff", unpercent("%ff"))
}
