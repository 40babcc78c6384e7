package locale_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// places are where a text puts its arguments in: "%[1]s", "%[2]d".
var places = regexp.MustCompile(`%\[\d\][sd]`)

func placesOf(text string) []string {
	found := places.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// Every language says all that English says, with the same things put in, and
// nothing else.
func TestEveryPhraseInEveryLanguage(t *testing.T) {
	t.Parallel()
	keys := locale.Keys()
	require.NotEmpty(t, keys)
	english := locale.English.Table().Phrases
	for _, l := range locale.BuiltIn() {
		t.Run(l.Tag(), func(t *testing.T) {
			t.Parallel()
			phrases := l.Table().Phrases
			for key := range phrases {
				assert.Contains(t, english, key)
			}
			for _, key := range keys {
				text, ok := phrases[key]
				require.True(t, ok, "%s is missing", key)
				assert.NotEmpty(t, strings.TrimSpace(text), key)
				assert.Equal(t, placesOf(english[key]), placesOf(text), "%s: %s", key, text)
				assert.NotContains(t, places.ReplaceAllString(text, ""), "%", "%s: arguments are numbered: %s", key, text)
				assert.Equal(t, strings.TrimSpace(text), text, "%s has outer blanks", key)
			}
		})
	}
}

var update = flag.Bool("update", false, "write the language files anew, sorted")

// canonical is a file as it should stand: keys sorted, short lists on one line,
// what cannot be seen written as an escape.
func canonical(t *testing.T, table locale.Table) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	require.NoError(t, e.Encode(table))
	list := regexp.MustCompile(`(?s)"(weekdays|months)": \[.*?\]`)
	text := list.ReplaceAllStringFunc(b.String(), func(list string) string {
		return strings.NewReplacer("[ ", "[", " ]", "]").Replace(strings.Join(strings.Fields(list), " "))
	})
	return strings.NewReplacer("\u00a0", `\u00a0`, "\u202f", `\u202f`, "\u2060", `\u2060`).Replace(text)
}

// A file is what New takes, field for field, no word in it misspelt, and it is
// sorted: the test with -update does that.
func TestAFileIsATable(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		path := "phrases/" + l.Tag() + ".json"
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		var table locale.Table
		require.NoError(t, decoder.Decode(&table), l.Tag())
		assert.Equal(t, l.Table(), table)
		assert.Equal(t, l.Tag(), table.Tag)
		own, err := locale.New(table)
		require.NoError(t, err)
		assert.Equal(t, l.String(), own.String())
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(canonical(t, table)), 0o644))
			continue
		}
		assert.Equal(t, canonical(t, table), string(text), "%s is not sorted", path)
	}
}

func TestPhrase(t *testing.T) {
	t.Parallel()
	table := icelandic()
	table.Phrases = map[string]string{"pdf.page": "Síða %[1]d af %[2]d", "audit.added": "100 %", "smtp.ok": "Allt virkar."}
	l, err := locale.New(table)
	require.NoError(t, err)
	for _, row := range []struct{ name, want, got string }{
		{"the language's own", "Síða 2 af 3", l.Phrase("pdf.page", 2, 3)},
		{"English stands in", "Page 2 of 3", withoutPhrases(t).Phrase("pdf.page", 2, 3)},
		{"an unknown key shows", "pdf.nothing", l.Phrase("pdf.nothing", 2)},
		{"without arguments a percent sign is one", "100 %", l.Phrase("audit.added")},
		{"a phrase need not use what it is given", "Allt virkar.", l.Phrase("smtp.ok", "mail.example.se")},
	} {
		assert.Equal(t, row.want, row.got, row.name)
	}
	_, ok := l.Lookup("pdf.nothing")
	assert.False(t, ok)
	text, ok := l.Lookup("pdf.quote")
	assert.True(t, ok)
	assert.Equal(t, "Quote", text)
}

func withoutPhrases(t *testing.T) locale.Language {
	table := icelandic()
	table.Phrases = nil
	l, err := locale.New(table)
	require.NoError(t, err)
	return l
}

// What Table gives out is the caller's own.
func TestTableIsACopy(t *testing.T) {
	t.Parallel()
	table := locale.Danish.Table()
	table.Phrases["pdf.quote"], table.Texts[locale.TextQuote].Body[0][0], table.Weekdays[0], table.Signs["DKK"] = "changed", "changed", "changed", "changed"
	assert.NotEqual(t, "changed", locale.Danish.Phrase("pdf.quote"))
	assert.NotContains(t, locale.Danish.Text(locale.TextQuote, nil).Body, "changed")
	assert.NotContains(t, locale.Danish.Money(1, "DKK"), "changed")
	assert.Equal(t, "søndag", locale.Danish.Weekday(0))
}
