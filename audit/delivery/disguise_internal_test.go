package delivery

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Each way of reading a text, by itself: Scrub tries them one inside another, so that
// where one fails another may find the secret.
func TestWaysOfReadingAText(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ text, says string }{
		"percent":                  {"a%62c+%64", "abc+d"},
		"a form":                   {"a%62c+%64", "abc d"},
		"quoted-printable":         {"a=62c=zz=6", "abc=zz=6"},
		"0x before each byte":      {"0x61,0x62", "61,62"},
		`\x and \u`:                {`a\x62\u00e5\u12`, "abåu12"},
		"a backslash before signs": {`a\"b\/c\nd`, `a"b/c d`},
		"HTML":                     {"a&#98;&amp;c", "ab&c"},
		"hexadecimal":              {"is 61626364 so", "abcd"},
		"base64":                   {"is YWJjZGVm so", "abcdef"},
		"base64 for URLs":          {"is YWI_YT4- so", "ab?a>>"},
		"base64 after one sign":    {"xYWJjZGVm", "abcdef"},
		"base64 after two":         {"xxYWJjZGVm", "abcdef"},
		"base64 after three":       {"xxxYWJjZGVm", "abcdef"},
		"base64 with one too many": {"YWJjZGVmx", "abcdef"},
		"base64 of eight":          {"YWJjZGVm", "abcdef"},
		"bytes with signs between": {"61:62:63:64", "abcd"},
	} {
		list := decodings(row.text)
		assert.Contains(t, list, row.says, "%s: %q", name, list)
	}
	for name, text := range map[string]string{
		"nothing to read": "535 no such user", "base64 of seven": "YWJjZGV", "hexadecimal of seven": "6162636", "half a byte": "616263646", "letters between": "61g62g63g64",
		"what is no text": base64.StdEncoding.EncodeToString([]byte("\x01\x02\x03\x04\x05\x06")),
	} {
		for _, says := range decodings(text) {
			assert.NotContains(t, []string{"abcd", "abc", "\x01\x02\x03\x04\x05\x06"}, says, name)
		}
	}
	assert.Empty(t, decodings("535 no such user"))
	assert.NotContains(t, decodings("100% sure"), "100% sure", "what says the same is not read again")
	assert.NotContains(t, decodings("%"), "")
}

// What was no base64 and was read as such is mostly no text: two bytes in three are.
func TestReadable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"abc": true, "ab\x01": true, "a\x01\x02": false, "åä\x01\x02": true, "å\x01\x02": false, "\xff\xfe\xfd": false, "\xffab": true} {
		assert.Equal(t, want, readable([]byte(text)), "%q", text)
	}
}

func TestCharactersOfCodes(t *testing.T) {
	t.Parallel()
	for r, want := range map[rune]rune{'0': '0', '9': '9', 'a': 'a', 'f': 'f', 'A': 'a', 'F': 'f', '/': -1, ':': -1, '`': -1, 'g': -1, '@': -1, 'G': -1} {
		assert.Equal(t, want, hexDigit(r), "%q", r)
	}
	for r, want := range map[rune]bool{'0': false, 'a': false, 'F': false, 'x': false, 'X': false, ':': false, ' ': false, 'g': true, 'Z': true, 'å': true} {
		assert.Equal(t, want, notHex(r), "%q", r)
	}
	for r, want := range map[rune]bool{'0': false, '9': false, 'a': false, 'z': false, 'A': false, 'Z': false, '+': false, '/': false, '-': false, '_': false, '=': true, ':': true, '`': true, '{': true, '@': true, '[': true, '.': true} {
		assert.Equal(t, want, notBase64(r), "%q", r)
	}
	assert.Equal(t, "ab\x7f", asciiOnly("aåb\x7f\u0080"))
	assert.Equal(t, "a\x00b1", solid("A-\x00 b!1"))
	assert.Equal(t, "a\x00b", dense(" a\x00\u200b\tb\n"))
}

// What is looked for of a secret, and what of it is too short to be sure of.
func TestWhatIsLookedFor(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "sixsix", newSecret("six-six").solid)
	assert.Empty(t, newSecret("fi-ves").solid, "of five")
	assert.Equal(t, "blbrss", newSecret("Blåbärss").ascii)
	assert.Empty(t, newSecret("Blåbärs").ascii, "of five")
	assert.Empty(t, newSecret("hunter22").ascii, "which is all of it")
	s := newSecret("hemligt1")
	for before := range 3 { // wherever it begins, and the letters that hold bits of its neighbours left out
		whole := base64.RawStdEncoding.EncodeToString([]byte("xy"[:before] + "hemligt1z"))
		assert.True(t, slices.ContainsFunc(s.encoded, func(code string) bool { return len(code) >= 9 && strings.Contains(whole, code) }), "%d: %q", before, s.encoded)
	}
	assert.Len(t, s.encoded, 3)
	assert.Len(t, s.guessable, 3)
	assert.Contains(t, newSecret("a>b?c>d?").encoded, "YT5iP2M-ZD")
	for _, code := range newSecret("abc").encoded {
		assert.Len(t, code, 4, "three are in many a text")
	}
	assert.Empty(t, newSecret("ab").encoded)
	assert.Empty(t, newSecret("abc").guessable)
	assert.NotEmpty(t, newSecret("abcdef").guessable, "of eight")
}

// Each form by itself, so that none is found only since another was.
func TestEachFormIsFoundByItself(t *testing.T) {
	t.Parallel()
	s := secret{raw: "hemligt", plain: "\x01never", hex: "never", ascii: "blbrss"}
	assert.True(t, s.in("blåbärss"))
	s.ascii = ""
	assert.False(t, s.in("blåbärss"), "as its other forms are not looked for")
	s.encoded = []string{"aGVt"}
	assert.True(t, s.in("x aG Vt y"))
	assert.False(t, s.in("x ag vt y"))
	s.guessable = []string{"agvt"}
	assert.True(t, s.in("x AG VT y"))
	s.guessable, s.encoded, s.hex = nil, nil, "68656d"
	assert.True(t, s.in("68:65:6D"))
	s.hex, s.solid = "never", "hemligt"
	assert.True(t, s.in("h-e.m l/i+g=t"))
	assert.True(t, s.in("t-g.i l/m+e=h"))
	s.solid, s.plain = "", "hem"
	assert.True(t, s.in("H\u200bEM"))
	assert.True(t, s.in("MEH"))
}
