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

// How far the fast path reads: whole addresses of odd and even length, up to a
// comma, and nothing of what it leaves to the judge.
func TestPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"a@b.se": 6, "ab@b.se": 7, "a@b.se,": 6, "ab@b.se,": 7, "a@b.se,c@d.se": 6, "ab@b.se,c@d.se": 7,
		"": 0, ",": 0, ",a@b.se": 0, "a": 0, "a@b": 0, "a@b,c.se": 0, "a@b.se ": 0, "a@B.se": 0, "a@b.s1": 0, "a@b.1se": 7, "a@b.se1": 0, "a@1b.s-e": 8,
		"a.b@c-d.e-f.g1.se": 17, "a..b@c.se": 0, "a@c--d.se": 0, "a@b.c--d.se": 0,
		strings.Repeat("a", MaxLocal) + "@b.se":                         MaxLocal + 5,
		strings.Repeat("a", MaxLocal+1) + "@b.se":                       0,
		"a@" + strings.Repeat("b", MaxLabel-3) + ".se":                  MaxLabel + 2,
		"a@" + strings.Repeat("b", MaxLabel-2) + ".se":                  0,
		strings.Repeat("a", 60) + "@" + strings.Repeat("b", 40) + ".se": 104,
	} {
		if got := plain(text); got != want {
			t.Errorf("%q is plain for %d bytes, want %d", text, got, want)
		}
	}
}

// What the fast path for names accepts, the long way reads as the same mailbox.
func FuzzPlainNamed(f *testing.F) {
	for _, seed := range []string{
		"Anna Ek <a@b.se>", "Anna Ek<a@b.se>", `"Ek, Anna" <a@b.se>`, `" Ek " <a@b.se>`, `"" <a@b.se>`, `" <a@b.se>`, `"a"b" <a@b.se>`, " <a@b.se>", "a@b.se <a@b.se>",
		"Anna (x) <a@b.se>", "=?utf-8?q?a?= <a@b.se>", "a: <a@b.se>", "a\\b <a@b.se>", "[x] <a@b.se>", "Anna <a@b.se>>", "<a@b.se>", "'x' <a@b.se>", "a; <a@b.se>", "A\tb <a@b.se>", "å <a@b.se>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, ok := plainNamed(text)
		if !ok || strings.TrimFunc(text, blank) != text {
			return
		}
		name, inner, reason, _ := splitName(text)
		a, bad, _ := judge(inner)
		if reason != "" || bad != "" || name != m.Name || a != m.Address {
			t.Fatalf("%q is %+v, and split %q %q %q %q", text, m, name, inner, reason, bad)
		}
	})
}
