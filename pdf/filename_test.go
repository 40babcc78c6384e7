package pdf

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/unicode/norm"
)

func TestSafeFileName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                               "dokument.pdf",
		" . ":                            "dokument.pdf",
		".pdf":                           "dokument.pdf",
		" .pdf":                          "dokument.pdf",
		"..PDF. ":                        "dokument.pdf",
		".pdf.pdf":                       "dokument.pdf",
		"\u202e.pdf":                     "dokument.pdf",
		"pdf":                            "pdf.pdf",
		"a.pdf .pdf":                     "a.pdf",
		"mr.":                            "mr.pdf",
		".gitignore":                     "gitignore.pdf",
		"a.pdf.PDF":                      "a.pdf",
		"hello\x00world":                 "hello_world.pdf",
		"foo\\bar":                       "foo_bar.pdf",
		"PRN.":                           "_PRN.pdf",
		"lpt¹":                           "_lpt¹.pdf",
		"CONIN$":                         "_CONIN$.pdf",
		"$MftMirr":                       "_$MftMirr.pdf",
		"=1+1":                           "_=1+1.pdf",
		"fdp.\u202eexe":                  "fdp.exe.pdf",
		"a\u030angstro\u0308m":           "ångström.pdf",
		"新規":                             "新規.pdf",
		"AO462\r\nBcc: x@y.se":           "AO462_Bcc_ x@y.se.pdf",
		strings.Repeat("å", 300):         strings.Repeat("å", 125) + ".pdf",
		strings.Repeat("a", 250) + "👩‍🔧": strings.Repeat("a", 250) + ".pdf",
	} {
		assert.Equal(t, want, SafeFileName(in), "%q", in)
	}
}

// properties are those that every name has, whatever it was made of (R502).
func properties(t *testing.T, in, name string) {
	t.Helper()
	stem := strings.TrimSuffix(name, ".pdf")
	assert.True(t, utf8.ValidString(name) && norm.NFC.IsNormalString(name), "%q: not composed", in)
	assert.True(t, len(stem) > 0 && len(name) <= maxFileName && len(name) == len(stem)+4, "%q: length of %q", in, name)
	assert.False(t, strings.HasSuffix(strings.ToLower(stem), ".pdf"), "%q: .pdf twice", in)
	assert.False(t, strings.ContainsAny(name, "<>:\"/\\|?*"), "%q: %q", in, name)
	assert.Equal(t, strings.Trim(stem, " ."), stem, "%q", in)
	assert.NotContains(t, "-~$@+=", stem[:1], "%q", in)
	for _, r := range name {
		if unicode.IsControl(r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cf, r) && r != 0x200c && r != 0x200d || r&0xFFFE == 0xFFFE {
			t.Errorf("%q: %U in %q", in, r, name)
		}
	}
	assert.False(t, reserved(stem), "%q: %q is a device", in, name)
	assert.Equal(t, name, SafeFileName(name), "%q: not stable", in)
}

func FuzzSafeFileName(f *testing.F) {
	for _, s := range []string{"AO462", "AO462_M1234.pdf", "../etc/passwd", "con", "a\u0301", "\u202e", "👨‍👩‍👧", "ᄀ각", strings.Repeat("e\u0301", 130), "PDF.pdf.pdf", "-.pdf", "\xff", "🇸🇪🇸🇪"} {
		f.Add(s, "M1")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		properties(t, a, SafeFileName(a))
		properties(t, a+b, FileName(a, b))
	})
}

func TestFileNameWithoutANumber(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "M1234.pdf", FileName(" ", "M1234"))
}
