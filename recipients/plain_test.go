package recipients

import (
	"strings"
	"testing"
)

// What the fast path accepts, the judge accepts as the same address: it may
// only be quicker, never kinder.
func FuzzPlain(f *testing.F) {
	for _, seed := range []string{
		"namn.namn@mail.com,namn2.namn@mail.com", "a@b.c", "a@b.c1", "a@1.1c", "a@b-c.de", "a@b--c.de", "a@-b.c", "a@b-.c", "a@b.c-",
		".a@b.c", "a.@b.c", "a..b@c.d", "a@b..c", "a@b.c.", "A@b.c", "a@B.c", "@b.c", "a@", "a@@b.c", "a@b", "å@b.c", "a@å.se", "a\x00@b.c",
		strings.Repeat("a", MaxLocal) + "@b.c", strings.Repeat("a", MaxLocal+1) + "@b.c",
		"a@" + strings.Repeat("b", MaxLabel-2) + ".c", "a@" + strings.Repeat("b", MaxLabel) + ".c", "a@" + strings.Repeat("b", MaxLabel+1) + ".c",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := plain(text)
		if n == 0 {
			return
		}
		if n < len(text) && text[n] != ',' {
			t.Fatalf("%q ends at %d, which is no comma", text, n)
		}
		if a, reason, _ := judge(text[:n]); reason != "" || a.text != text[:n] {
			t.Fatalf("%q is plain, and judged %q %q", text[:n], reason, a.text)
		}
	})
}
