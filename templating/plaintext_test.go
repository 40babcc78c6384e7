package templating_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/templating"
)

// The line that begins a signature keeps its blank.
func TestPlainTextKeepsTheSignaturesLine(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Hej\n-- \nEva\n", templating.PlainText(templating.TextToHTML("Hej\n-- \nEva")))
	assert.Equal(t, "a -- b\n", templating.PlainText("<p>a -- b</p>"))
}

// What stands close beside a link without words, or a picture that is not shown, is told
// apart.
func TestPlainTextKeepsLinksAndPicturesApart(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`före<a href="https://x.se"></a>efter`:                                                       "före https://x.se efter\n",
		`<a href="https://x.se"><a href="https://y.se">länk</a>.`:                                    "https://x.se länk (https://y.se).\n",
		`<img src="https://x.se/a.png" alt="Karta"><img src=data:x alt="Väg">`:                       "Karta Väg\n",
		`<a href="https://x.se"><img src="https://x.se/a.png" alt="Boka"></a>`:                       "Boka (https://x.se)\n",
		`<a href="https://x.se"><img src="cid:a" alt=""></a><a href="https://y.se"/>`:                "https://x.se https://y.se\n",
		`<a href="https://x.se">Boka</a><img src="https://x.se/a.png"><a href="https://y.se">Av</a>`: "Boka (https://x.se) Av (https://y.se)\n",
	} {
		assert.Equal(t, want, templating.PlainText(source), source)
	}
}

// A paragraph of blanks is how editors write an empty line.
func TestPlainTextHasNoLineOfBlanks(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"<p>Hej</p>\n<p>&nbsp;</p>\n<p>då</p>":                      "Hej\n\ndå\n",
		"<p>&nbsp;</p><p> &nbsp; &nbsp;</p><p>Hej</p><p>&nbsp;</p>": "Hej\n",
		"<div>Hej</div><div><span>&nbsp;</span></div><div>då</div>": "Hej\ndå\n",
		// A blank within a line stays.
		"<p>Hej&nbsp;då</p>":               "Hej\u00a0då\n",
		"<p>Hej <b>&nbsp;</b>då</p>":       "Hej \u00a0då\n",
		"<p>&nbsp;&nbsp;- ett</p>":         "- ett\n",
		"<p>a</p><p>&nbsp;&nbsp;- ett</p>": "a\n\n\u00a0\u00a0- ett\n",
	} {
		assert.Equal(t, want, templating.PlainText(source), source)
	}
}
