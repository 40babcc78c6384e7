package templating

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWhatTurnsTextAndWhatControlsIt, at both ends of each range.
func TestWhatTurnsTextAndWhatControlsIt(t *testing.T) {
	t.Parallel()
	for r, want := range map[rune]bool{'\u2029': false, '\u202a': true, '\u202e': true, '\u202f': false, '\u2065': false, '\u2066': true, '\u2069': true, '\u206a': false} {
		assert.Equal(t, want, turns(r), "%U", r)
	}
	for r, want := range map[rune]bool{0: true, 0x1f: true, '\t': false, '\n': false, '\r': true, ' ': false, '~': false, 0x7f: true, 0x80: true, 0x9f: true, 0xa0: false} {
		assert.Equal(t, want, isControl(r), "%U", r)
	}
}

// TestASubjectIsOneLine, whatever stands in it: also what is no blank but shows none.
func TestASubjectIsOneLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", " ": "", "a": "a", "a b": "a b", " a": "a", "a ": "a", "a  b": "a b", "a\tb": "a b", "a\nb": "a b", "a\r\n b": "a b", "a\u2028b": "a b", "a\u2029b": "a b", "a\u3000b": "a b", "a\u2003\u2003b": "a b",
		"a\u00a0b": "a\u00a0b", "a\u00a0": "a\u00a0", "a\x00b": "ab", "a\x7fb": "ab", "a\u0085b": "a b", "a\u009fb": "ab", "a\u200eb": "ab", "a\u202eb": "ab", "a\u2066b": "ab", "a\u061cb": "ab", "\xffa": "\uFFFDa", "a\uFFFD": "a\uFFFD", "åäö – 😀": "åäö – 😀", "\u0600a": "\u0600a",
	} {
		assert.Equal(t, want, OneLine(text), "%q", text)
	}
	assert.True(t, beginsWith("Order\n\n 4711 klar", "Order 4711"))
	assert.False(t, beginsWith("Order 4711", "Order4711"))
	assert.False(t, beginsWith("Order\n4711", "Orderx"))
	assert.True(t, beginsWith("  Order", "Order"))
}

// TestAPercentSignStaysBeforeTwoDigitsOnly, and what a value may say at the beginning
// of a link.
func TestAPercentSignStaysBeforeTwoDigitsOnly(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"%41": "%41", "%aF": "%aF", "%": "%25", "%4": "%254", "%4g": "%254g", "%g4": "%25g4", "%41%": "%41%25", "a%41b": "a%41b", "%/1": "%25/1", "%:1": "%25%3a1", "%@1": "%25@1", "%`1": "%25%601", "az-AZ_09.~": "az-AZ_09.~", "a&b": "a&amp;b", "å": "%c3%a5", "[]{}": "[]%7b%7d", "\n": "%0a",
	} {
		var b strings.Builder
		require.True(t, inURL.escape(&b, value))
		assert.Equal(t, want, b.String(), "%q", value)
	}
	for value, want := range map[string]string{" \nhttps://a.se ": "https://a.se", "HTTP://a.se": "HTTP://a.se", "mailto:a@b.se": "mailto:a@b.se", "tel:112": "tel:112", "a/b:c": "a/b:c", "?a:b": "?a:b", "#a:b": "#a:b", "a": "a", "": ""} {
		var b strings.Builder
		require.True(t, atURL.escape(&b, value), "%q", value)
		assert.Equal(t, want, b.String(), "%q", value)
	}
	for _, value := range []string{"javascript:x", " javascript:x", "data:x", "x:", ":x", "java\nscript:x"} {
		assert.False(t, atURL.escape(&strings.Builder{}, value), "%q", value)
	}
	var b strings.Builder
	require.True(t, inQuery.escape(&b, "a&b=%41 ~"))
	assert.Equal(t, "a%26b%3d%2541%20~", b.String())
}

// TestWhatStaysInOneLine: intervals of times and dates, and nothing that only looks so.
func TestWhatStaysInOneLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "a-b": "a-b", "07:00 – 10:00": "[07:00 – 10:00]", "7:00-8:00": "[7:00-8:00]", "kl. 07.00\u00a0–\u206010.00!": "kl. [07.00\u00a0–\u206010.00]!", "07:00 – 10:00 – 12:00": "[07:00 – 10:00] – 12:00",
		"7:00–8:00, 9:00–10:00": "[7:00–8:00], [9:00–10:00]", "107:00 – 10:00": "107:00 – 10:00", "07:00 – 10:000": "07:00 – 10:000", "07:00 – 10:0": "07:00 – 10:0", "07:00 – 100:00": "07:00 – 100:00", "7:0 – 8:00": "7:0 – 8:00", "7;00 – 8:00": "7;00 – 8:00", "7:00 – 8;00": "7:00 – 8;00",
		":00 – 8:00": ":00 – 8:00", "x:00 – 8:00": "x:00 – 8:00", "7:00 – :00": "7:00 – :00", "7:00 –": "7:00 –", "– 8:00": "– 8:00", "7:00 – x": "7:00 – x", "-": "-", "x7:00–8:00": "x[7:00–8:00]", "9:99–0:00": "[9:99–0:00]", "07:0x – 10:00": "07:0x – 10:00", "07:x0 – 10:00": "07:x0 – 10:00", "07:00 – 10:x0": "07:00 – 10:x0",
		"2023-10-06": "[2023-10-06]", "den 2023-10-06.": "den [2023-10-06].", "(2023-10-06)": "([2023-10-06])", "2023-10-06 2023-10-07": "[2023-10-06] [2023-10-07]", "2023-10-06x": "2023-10-06x", "x2023-10-06": "x2023-10-06", "12023-10-06": "12023-10-06", "2023-10-067": "2023-10-067", "2023-10-6": "2023-10-6", "2023/10-06": "2023/10-06", "2023-10-06-": "2023-10-06-", "/2023-10-06": "/2023-10-06", "202a-10-06": "202a-10-06",
		"2023-10-06, 07:00–10:00": "[2023-10-06], [07:00–10:00]", "07:00–10:00, 2023-10-06": "[07:00–10:00], [2023-10-06]",
	} {
		got := strings.NewReplacer(`<span style="white-space:nowrap">`, "[", "</span>", "]").Replace(unbroken(text))
		assert.Equal(t, want, got, "%q", text)
	}
}

// TestWhatAPictureMayBe: a part of the mail, by a name that is one.
func TestWhatAPictureMayBe(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]bool{
		"cid:azAZ09._@-": true, "cid:": false, "": false, "logo": false, "CID:x": false, "cid:a/b": false, "cid:a:b": false, "cid:a`b": false, "cid:a{b": false, "cid:a[b": false, "cid:a b": false, "cid:å": false, "cid:a%41": false, "cid:a?b": false,
		"cid:" + strings.Repeat("a", 200): true, "cid:" + strings.Repeat("a", 201): false,
	} {
		assert.Equal(t, want, isCID(src), "%q", src)
	}
}

// TestNumbersOfAttributes, at their limits: none moves a mail out of its place.
func TestNumbersOfAttributes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		kept    []string
		dropped []string
	}{
		{"width", []string{"0", "100%", "9999", "10px", "+5"}, []string{"-1", "101%", "", "x", "1em", "NaN", "123456789", "1,5"}},
		{"height", []string{"0", "4000", "100%"}, []string{"4001", "-1", "Inf"}},
		{"colspan", []string{"1", "50"}, []string{"0", "51", "-1"}},
		{"rowspan", []string{"1", "50"}, []string{"0", "51"}},
		{"span", []string{"1", "50"}, []string{"0", "51"}},
		{"border", []string{"0", "30"}, []string{"31", "-1"}},
		{"cellpadding", []string{"0", "30"}, []string{"31"}},
		{"cellspacing", []string{"0", "30"}, []string{"31"}},
		{"hspace", []string{"0", "30"}, []string{"31"}},
		{"vspace", []string{"0", "30"}, []string{"31"}},
		{"size", []string{"-7", "20", "+2"}, []string{"-8", "21"}},
		{"start", []string{"0", "9999"}, []string{"-1", "10000"}},
	} {
		for _, value := range c.kept {
			assert.True(t, numberOK(c.name, value), "%s=%q", c.name, value)
		}
		for _, value := range c.dropped {
			assert.False(t, numberOK(c.name, value), "%s=%q", c.name, value)
		}
	}
	for value, want := range map[string]bool{"544": false, "545": true, "545px": true, " 600 px": false, " 600px ": true, "100%": false, "x": false, "": false} {
		assert.Equal(t, want, isWide(value), "%q", value)
	}
}

// TestWhatIsNotShownAtOnceIsShortened to a line of a message.
func TestWhatIsNotShownAtOnceIsShortened(t *testing.T) {
	t.Parallel()
	assert.Equal(t, strings.Repeat("å", 60), shorten(strings.Repeat("å", 60)))
	assert.Equal(t, strings.Repeat("å", 59)+"…", shorten(strings.Repeat("å", 61)))
	assert.Equal(t, "a b", shorten(" a\n b"))
}
