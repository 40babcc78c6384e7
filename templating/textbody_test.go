package templating_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating"
)

// texts are bodies that are written by people: with times, addresses, line ends of
// every kind, and what is no address though it begins like one.
var texts = []string{
	"", " ", "\n\n", "Hej!", "Hej,\n\nvi kommer 07:00 – 10:00.\r\nHälsningar\rEva", "a\n\n\nb\n\n \n\nc", " a  b\tc ",
	"Se https://example.se/a?b=1&c='2', http://example.se och www.example.se.", "www.example.se/07:00-08:00 07:00-08:00", "http://07:00 – 10:00", "https://", "www. x",
	"<b>&amp; \"'</b>", "7.30–9.15 och 13:00\u00a0–\u00a015:00", "\x00\x07\u202ehej\xff", "-- \nEva", "--\nEva\n\n--\n", "\ufeffhttps://a.se\u200bx", "https://a.se\nhttps://b.se https://c.se",
	"http://user@example.se www.a.b@c.d", "- ett\n- två\n   tre", "\u00a0x\u00a0", "https://example.se/(a)[b]", strings.Repeat("ord ", 300),
}

// What a layout makes of a text is what it makes of that text's HTML.
func sameAsHTML(t *testing.T, text string) {
	t.Helper()
	page, plain, err := templating.Layout{Text: text}.Render()
	require.NoError(t, err)
	wantPage, wantPlain, err := templating.Layout{Body: templating.TextToHTML(text)}.Render()
	require.NoError(t, err)
	assert.Equal(t, wantPage, page, "%q", text)
	assert.Equal(t, wantPlain, plain, "%q", text)
}

func TestLayoutTextIsTheSameAsItsHTML(t *testing.T) {
	t.Parallel()
	for _, text := range texts {
		sameAsHTML(t, text)
	}
}

func FuzzLayoutText(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { sameAsHTML(t, text) })
}

func TestLayoutBodyStandsBeforeText(t *testing.T) {
	t.Parallel()
	_, plain, err := templating.Layout{Body: "<b>HTML</b>", Text: "text"}.Render()
	require.NoError(t, err)
	assert.Equal(t, "HTML\n", plain)
}
