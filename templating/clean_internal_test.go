package templating

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

var lines = []string{
	"", " ", "a", " a  b ", "a\nb\r\nc", "a\u00a0 b", "\u202ea\u202c b", "a\x00b \x07 c", "\xffa", "a\u2028b\u2029", "å – ö", "a b", "a bc", "\t\n a \t b", strings.Repeat("ord ", 50),
}

// What is read of a text is as much as [OneLine] would make of it.
func beginsAsOneLine(t *testing.T, text, prefix string) {
	t.Helper()
	prefix = strings.TrimRight(OneLine(prefix), "…. ")
	assert.Equal(t, strings.HasPrefix(OneLine(text), prefix), beginsWith(text, prefix), "%q begins with %q", text, prefix)
}

func TestBeginsWith(t *testing.T) {
	t.Parallel()
	for _, text := range lines {
		for _, prefix := range lines {
			beginsAsOneLine(t, text, prefix)
			beginsAsOneLine(t, text+prefix, text)
		}
	}
}

func FuzzBeginsWith(f *testing.F) {
	for _, text := range lines {
		f.Add(text, "a")
		f.Add(text+" b", text)
	}
	f.Fuzz(beginsAsOneLine)
}

// What is clean is found quickly, whatever stands in it.
func TestCleanFindsEveryOddCharacter(t *testing.T) {
	t.Parallel()
	for _, around := range []string{"", "a", "ordning", "12345678", "fjorton tecken", "å", "åäöåäöåäöåäö", "07:00 – 10:00", "”“…"} {
		for r := range rune(0x3000) {
			text := around + string(r) + around
			want := text
			switch {
			case isControl(r) && r != '\r':
				want = around + "\uFFFD" + around
			case r == '\r':
				want = around + "\n" + around
			case turns(r):
				want = around + around
			}
			if got := clean(text); got != want {
				t.Fatalf("clean(%q) = %q, want %q", text, got, want)
			}
		}
		for c := range 256 {
			text := around + string([]byte{byte(c)}) + around
			assert.Equal(t, strings.ToValidUTF8(clean(text), "?"), clean(text), "%q", text)
			if c >= 0x80 && around != "" {
				assert.Equal(t, around+"\uFFFD"+around, clean(text), "%q", text)
			}
		}
		assert.Equal(t, around+"\uFFFD", clean(around+"\xe2\x80"))
	}
}

// TestAControlIsFoundWhereverItStands: eight bytes are looked at at a time.
func TestAControlIsFoundWhereverItStands(t *testing.T) {
	t.Parallel()
	for at := range 17 {
		for bad, want := range map[string]string{"\x00": "\uFFFD", "\x1f": "\uFFFD", "\x7f": "\uFFFD", "\x80": "\uFFFD", "\xff": "\uFFFD", "\r": "\n", "\u0085": "\uFFFD", "\u202e": "", "\u2066": ""} {
			before, after := strings.Repeat("~", at), strings.Repeat(" ", 16-at)
			assert.Equal(t, before+want+after, clean(before+bad+after), "%q after %d bytes", bad, at)
		}
		for _, good := range []string{"\n", "\t", " ", "~", "å", "–", "\u00a0", "\uFFFD", "😀", "\u202f"} {
			text := strings.Repeat("~", at) + good + strings.Repeat(" ", 16-at)
			assert.Equal(t, text, clean(text), "%q after %d bytes", good, at)
		}
	}
	for at := range 3 { // what is printable need not be looked at again
		assert.Equal(t, 8*at, printable(strings.Repeat("~ ", 4*at)+"~~~~~~~"))
		assert.Equal(t, 8*at, printable(strings.Repeat("a!", 4*at)+"\tabcdefgh"))
	}
}
