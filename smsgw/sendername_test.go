package smsgw_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestR201R202SenderNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		reason   smsgw.ParseReason // "" is allowed
		portable bool
		suggest  string
	}{
		{"MittBolag", "", true, ""},
		{"ABC", "", true, ""},
		{"zZ9", "", true, ""},
		{"AB", "", false, ""},
		{"Serviceprot", "", true, ""},
		{"Serviceproto", smsgw.NameTooLong, false, "Serviceprot"},
		{"Elkontoret A", smsgw.NameTooLong, false, "ElkontoretA"},
		{"Åkes Kyl", "", false, "AkesKyl"},
		{"ÅÄÖåäö", "", false, "AAOaao"},
		{"A\u0308pple", "", false, "Apple"},
		{"1Company", "", false, "Company"},
		{"El&Bygg", "", false, "ElBygg"},
		{"Bo  laget", "", false, "Bolaget"},
		{"a.b-c_d/e+f", "", false, "abcdef"},
		{"Köksøn ßÆ", "", false, "KoksonssAE"},
		{"{Bygg}", smsgw.NameCharacter, false, "Bygg"}, // of the extension table, which costs two
		{"", smsgw.NameEmpty, false, ""},
		{"Bolaget ", smsgw.NameBlank, false, "Bolaget"},
		{" Bolaget", smsgw.NameBlank, false, "Bolaget"},
		{" ", smsgw.NameBlank, false, ""},
		{"46705123456", smsgw.NameNoLetter, false, ""},
		{"112", smsgw.NameNoLetter, false, ""},
		{"71700", smsgw.NameNoLetter, false, ""},
		{"1-2.3", smsgw.NameNoLetter, false, ""},
		{"Bo\nlaget", smsgw.NameCharacter, false, "Bolaget"},
		{"Façade", smsgw.NameCharacter, false, "Facade"},
		{"Вank", smsgw.NameCharacter, false, "ank"},
		{"El😀", smsgw.NameCharacter, false, ""},
		{"a[b", smsgw.NameCharacter, false, ""},
		{"a@b", smsgw.NameCharacter, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n, err := smsgw.ParseSenderName(c.name)
			if c.reason == "" {
				require.NoError(t, err)
				assert.Equal(t, c.portable, n.Portable())
				assert.Equal(t, c.suggest, n.Suggestion())
				return
			}
			var e *smsgw.ParseError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, c.reason, e.Reason)
			assert.Equal(t, c.suggest, e.Suggestion)
			assert.True(t, n.IsZero())
		})
	}
	_, err := smsgw.ParseSenderName("Serviceproto")
	require.EqualError(t, err, `smsgw: sender name "Serviceproto": has 12 characters, at most 11 are allowed; try "Serviceprot"`)
	assert.Panics(t, func() { smsgw.MustParseSenderName("") })
}

// TestErrorsAreSafeToShow: what a form shows of a name never turns the form's text
// round, and has nothing in it that nobody sees.
func TestErrorsAreSafeToShow(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a\u202eb": "U+202E", "a\u200bb": "U+200B", "a\nb": "U+000A", "a\x00b": "U+0000", "a\u0301b\u0301\u0302": "", "a\xffb": "U+FFFD", "a\u00a0b": "U+00A0", "a\u2066b": "U+2066", "a\u3164b": "U+3164",
		"b\u0302": "U+0302", "a;b": "”;”", "a–b": "”–”", strings.Repeat("\u202e", 50): "U+202E",
	} {
		_, err := smsgw.ParseSenderName(text)
		var e *smsgw.ParseError
		require.ErrorAs(t, err, &e, "%q", text)
		for _, r := range e.Error() + e.Message(locale.Swedish) {
			assert.True(t, unicode.IsPrint(r), "%q shows %U", text, r)
		}
		for _, r := range e.Message(locale.Swedish) {
			assert.False(t, unicode.IsMark(r), "%q shows %U on top of a quotation mark", text, r)
		}
		assert.Contains(t, e.Message(locale.Swedish), want)
	}
	_, err := smsgw.ParseSenderName(strings.Repeat("å", 40))
	var e *smsgw.ParseError
	require.ErrorAs(t, err, &e)
	assert.Equal(t, strings.Repeat("å", 32)+"…", e.Text)
	assert.Equal(t, 40, e.Length)
	_, err = smsgw.ParseSenderName(strings.Repeat("x", 32))
	require.ErrorAs(t, err, &e)
	assert.Equal(t, strings.Repeat("x", 32), e.Text)
}

// TestMessagesInEveryLanguage have their numbers and characters in them.
func TestMessagesInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		for text, parts := range map[string][]string{
			"Serviceproto": {"12", "11", "Serviceprot"}, "a;b": {";"}, " a": nil, "12": nil, "": nil,
		} {
			_, err := smsgw.ParseSenderName(text)
			holds(t, l, err, parts)
		}
		for text, parts := range map[string][]string{"": nil, "12": {"2", "3", "8"}, "7a": {"a"}} {
			_, err := smsgw.ParseShortCode(text)
			holds(t, l, err, parts)
		}
	}
}

func holds(t *testing.T, l locale.Language, err error, parts []string) {
	t.Helper()
	var e *smsgw.ParseError
	require.ErrorAs(t, err, &e)
	message := e.Message(l)
	assert.NotContains(t, message, "%!", l)
	assert.NotContains(t, message, "smsgw.", l)
	for _, part := range parts {
		assert.Contains(t, message, part, l)
	}
}

func TestSenderNameText(t *testing.T) {
	t.Parallel()
	n := smsgw.MustParseSenderName("Åkes Kyl")
	text, err := json.Marshal(n)
	require.NoError(t, err)
	var back smsgw.SenderName
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, n, back)
	require.Error(t, json.Unmarshal([]byte(`"Serviceproto"`), &back))
	assert.Equal(t, n, back, "an error changes nothing")
	require.NoError(t, json.Unmarshal([]byte(`""`), &back))
	assert.True(t, back.IsZero())
	appended, err := n.AppendText([]byte("x"))
	require.NoError(t, err)
	assert.Equal(t, "xÅkes Kyl", string(appended))
	value, err := n.Value()
	require.NoError(t, err)
	for _, src := range []any{value, []byte("Åkes Kyl")} {
		var scanned smsgw.SenderName
		require.NoError(t, scanned.Scan(src))
		assert.Equal(t, n, scanned)
		require.NoError(t, scanned.Scan(nil))
		assert.True(t, scanned.IsZero())
		require.ErrorContains(t, scanned.Scan(1), "int")
	}
}

func FuzzParseSenderName(f *testing.F) {
	for _, seed := range []string{"MittBolag", "Åkes Kyl", "Serviceproto", "46705123456", "", "a\u202eb"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := smsgw.ParseSenderName(text)
		if err != nil {
			return
		}
		again, err := smsgw.ParseSenderName(n.String())
		if err != nil || again != n || utf8.RuneCountInString(n.String()) > smsgw.MaxSenderName {
			t.Fatalf("%q became %q, then %q: %v", text, n, again, err)
		}
		if s := n.Suggestion(); s != "" && !smsgw.MustParseSenderName(s).Portable() {
			t.Fatalf("%q: the suggestion %q is not portable", n, s)
		}
	})
}
