package delivery_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"log/slog"
	"mime/quotedprintable"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
)

// disguises are the forms in which another side may repeat what it was sent.
var disguises = map[string]func(string) string{
	"as it is":        func(s string) string { return s },
	"upper case":      strings.ToUpper,
	"lower case":      strings.ToLower,
	"title case":      func(s string) string { return strings.ToUpper(s[:1]) + strings.ToLower(s[1:]) },
	"swapped case":    swapCase,
	"backwards":       backwards,
	"in quotes":       strconv.Quote,
	"base64":          func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 unpadded": func(s string) string { return base64.RawStdEncoding.EncodeToString([]byte(s)) },
	"base64 for URLs": func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"base64 of PLAIN": func(s string) string { return base64.StdEncoding.EncodeToString([]byte("\x00eva\x00" + s)) },
	"base64 of Basic": func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte("account:"+s)) },
	"base64 of Bearer": func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte("user=e\x01auth=Bearer " + s + "\x01\x01"))
	},
	"base64 in lower case": func(s string) string { return strings.ToLower(base64.StdEncoding.EncodeToString([]byte(s))) },
	"hexadecimal":          func(s string) string { return hex.EncodeToString([]byte(s)) },
	"HEXADECIMAL":          func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"bytes":                func(s string) string { return fmt.Sprintf("% x", s) },
	"bytes with colons":    func(s string) string { return strings.ReplaceAll(fmt.Sprintf("% X", s), " ", ":") },
	"bytes of Go":          func(s string) string { return fmt.Sprintf("%# x", s) },
	"a query":              func(s string) string { return "login?password=" + url.QueryEscape(s) + "&user=eva" },
	"a path":               url.PathEscape,
	"all percent":          func(s string) string { return everyByte(s, "%%%02X") },
	"all quoted-printable": func(s string) string { return everyByte(s, "=%02X") },
	"backslashes":          func(s string) string { return everyByte(s, `\x%02x`) },
	"unicode":              unicodeEscapes,
	"quoted-printable":     qp,
	"html":                 html.EscapeString,
	"html by number":       func(s string) string { return everyRune(s, "&#%d;") },
	"json":                 func(s string) string { b, _ := json.Marshal(map[string]string{"p": s}); return string(b) },
	"in a word":            func(s string) string { return "xx" + s + "yy" },
	"two words":            func(s string) string { return s[:len(s)/2] + " " + s[len(s)/2:] },
	"two lines":            func(s string) string { return s[:len(s)/2] + "\r\n" + s[len(s)/2:] },
	"with a control":       func(s string) string { return s[:len(s)/2] + "\x01" + s[len(s)/2:] },
	"with a zero-width":    func(s string) string { return s[:len(s)/2] + "\u200b" + s[len(s)/2:] },
	"letter by letter":     func(s string) string { return strings.Join(strings.Split(s, ""), " ") },
	"with hyphens":         func(s string) string { return strings.Join(strings.Split(s, ""), "-") },
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if l := strings.ToLower(string(r)); l != string(r) {
			return []rune(l)[0]
		}
		return []rune(strings.ToUpper(string(r)))[0]
	}, s)
}

func backwards(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

func everyByte(s, form string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, form, s[i])
	}
	return b.String()
}

func everyRune(s, form string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, form, r)
	}
	return b.String()
}

func unicodeEscapes(s string) string { return everyRune(s, `\u%04x`) }

func qp(s string) string {
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

var someSecrets = []string{"Sp4r-hemligt", "p+a/s=s&w%o\"r<d>9", "correct horse battery", "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", "Blåbärs-soppa7"}

func TestNoFormOfASecretIsKept(t *testing.T) {
	t.Parallel()
	for outer, disguise := range disguises {
		for inner, first := range disguises {
			if inner != "as it is" && !slices.Contains([]string{"base64", "base64 of Basic", "a query", "hexadecimal", "all percent", "json", "html by number"}, outer) {
				continue // one inside another: the encodings that programs do put around others
			}
			t.Run(inner+" as "+outer, func(t *testing.T) {
				t.Parallel()
				for _, secret := range someSecrets {
					quoted := disguise(first(secret))
					got := delivery.NewSecrets("other", secret).Scrub("535 5.7.8 bad login: " + quoted + " (see the manual)")
					assert.NotContains(t, got, secret)
					for word := range strings.FieldsSeq(quoted) {
						if len(word) > 5 && !strings.Contains(word, "Basic") {
							assert.NotContains(t, got, word, "%q", quoted)
						}
					}
				}
			})
		}
	}
}

func TestOtherWordsAreKept(t *testing.T) {
	t.Parallel()
	s := delivery.NewSecrets("", "Sp4r-hemligt", "x", "Sp4r-hemligt")
	for text, want := range map[string]string{
		"535 no user eva with Sp4r-hemligt here, see https://mail.example.se/help?a=b%20c&d=e": "535 no user eva with [secret] here, see https://mail.example.se/help?a=b%20c&d=e",
		"2.0.0 Ok: queued as 4F2A91C0D3": "2.0.0 Ok: queued as 4F2A91C0D3",
		"token 53703472 is fine":         "token 53703472 is fine", // four of its twelve bytes in hexadecimal
		"":                               "",
	} {
		assert.Equal(t, want, strings.ReplaceAll(s.Scrub(text), "e[secret]ample", "example"), text)
	}
	assert.Equal(t, "a b", delivery.Secrets{}.Scrub(" a\r\nb\x00 "))
	assert.True(t, delivery.NewSecrets("", "").IsZero())
}

func TestSecretsNeverPrint(t *testing.T) {
	t.Parallel()
	type holder struct {
		Name    string
		Secrets delivery.Secrets
	}
	s := delivery.NewSecrets("Sp4r-hemligt")
	for _, v := range []any{s, &s, holder{"n", s}, &holder{"n", s}, []delivery.Secrets{s}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			text := fmt.Sprintf(verb, v)
			assert.NotContains(t, text, "hemligt")
			assert.NotContains(t, text, hex.EncodeToString([]byte("hemligt")))
		}
		text, err := json.Marshal(v)
		require.Error(t, err)
		assert.NotContains(t, string(text)+err.Error(), "hemligt")
		var b strings.Builder
		slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&b, nil)).Info("x", "v", v)
		assert.NotContains(t, b.String(), "hemligt")
	}
}

// ExampleSecrets hides a login that a server repeats as it got it.
func ExampleSecrets() {
	s := delivery.NewSecrets("hunter22")
	fmt.Println(s.Scrub("535 bad login AGV2YQBodW50ZXIyMg==\r\nfor eva"))
	fmt.Println(s)
	// Output:
	// 535 bad login [secret] for eva
	// [secret]
}

// FuzzSecrets quotes a secret in two disguises, one inside the other.
func FuzzSecrets(f *testing.F) {
	names := make([]string, 0, len(disguises))
	for name := range disguises {
		names = append(names, name)
	}
	slices.Sort(names)
	f.Add("Sp4r-hemligt", "535 bad ", uint8(3), uint8(9))
	f.Add("aaaaaaaa", "", uint8(0), uint8(0))
	f.Fuzz(func(t *testing.T, secret, before string, outer, inner uint8) {
		if len(secret) < 8 || strings.ContainsFunc(secret, func(r rune) bool { return r < '!' || r > '~' }) {
			t.Skip("a secret of letters that can be typed")
		}
		got := delivery.NewSecrets(secret).Scrub(before + " " + disguises[names[int(inner)%len(names)]](secret))
		if strings.Contains(got, secret) || len(got) > delivery.MaxText {
			t.Fatalf("%q", got)
		}
		_ = delivery.NewSecrets(secret).Scrub(disguises[names[int(outer)%len(names)]](disguises[names[int(inner)%len(names)]](secret)) + before)
	})
}

func BenchmarkScrub(b *testing.B) {
	s := delivery.NewSecrets("Sp4r-hemligt")
	for b.Loop() {
		_ = s.Scrub("2.0.0 Ok: queued as 4F2A91C0D3")
	}
}

// TestSecretsWithMore hides what is added and what was there, and leaves the first
// as they were.
func TestSecretsWithMore(t *testing.T) {
	t.Parallel()
	login := delivery.NewSecrets("pass-word-1")
	both := login.With("", "token-of-a-message")
	assert.Equal(t, "[secret] and [secret]", both.Scrub("pass-word-1 and token-of-a-message"))
	assert.Equal(t, "[secret] and token-of-a-message", login.Scrub("pass-word-1 and token-of-a-message"))
}

// One that is made of another with a further secret shares nothing with a third.
func TestSecretsShareNothing(t *testing.T) {
	t.Parallel()
	three := delivery.NewSecrets("hunter-a", "hunter-b", "hunter-c")
	first, second := three.With("a-longer-one"), three.With("another-longer-one")
	assert.Equal(t, "[secret] another-longer-one", first.Scrub("a-longer-one another-longer-one"))
	assert.Equal(t, "a-longer-one [secret]", second.Scrub("a-longer-one another-longer-one"))
	assert.Equal(t, "[secret] a-longer-one", three.Scrub("hunter-a a-longer-one"))
}

// A secret of several words goes by itself, and what stands around it stays; one of three
// letters is taken out where it stands as it is, and not looked for in other words.
func TestWhatStandsAroundASecretStays(t *testing.T) {
	t.Parallel()
	s := delivery.NewSecrets("correct  horse\tbattery", "abc")
	assert.Equal(t, "535 no [secret] here", s.Scrub("535 no correct  horse\tbattery here"))
	assert.Equal(t, "535 no [secret] here", s.Scrub("535 no correct horse battery here"))
	assert.Equal(t, "535 cba a-b-c [secret]", s.Scrub("535 cba a-b-c abc"))
	assert.Equal(t, "a line of blanks", delivery.NewSecrets(" \t ").Scrub("a line of blanks"))
}

// TestASecretOfSignsIsFoundToo: it has no letters that could be looked for alone.
func TestASecretOfSignsIsFoundToo(t *testing.T) {
	t.Parallel()
	const secret = "!@#$%^&*()"
	s := delivery.NewSecrets(secret)
	for name, quoted := range map[string]string{
		"as it is": secret, "with a blank": "!@#$% ^&*()", "with controls": "!@#$%\x01^&*\x02()", "with a zero-width": "!@#$%\u200b^&*()", "backwards": backwards(secret),
		"percent": everyByte(secret, "%%%02x"), "quoted-printable": everyByte(secret, "=%02X"), "backslashes": everyByte(secret, `\x%02x`), "unicode": unicodeEscapes(secret),
	} {
		assert.Equal(t, "[secret]", s.Scrub(quoted), name)
	}
	assert.Equal(t, "100% of *all* (and more)", s.Scrub("100% of *all* (and more)"))
	assert.Equal(t, "%zz =q \\x", s.Scrub(`%zz =q \x`), "what is no escape stays as it is")
}

// Eight characters of base64 are enough to hold a short secret in another form.
func TestAShortWordIsDecodedToo(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"%61bcd!", "a%62cd!"} {
		word := base64.StdEncoding.EncodeToString([]byte(form[:6]))
		require.Len(t, word, 8)
		assert.NotContains(t, delivery.Scrub("no login for "+word, "abcd"), word, form)
	}
}
