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
		`före<a href="https://x.se"></a>efter`:                                        "före https://x.se efter\n",
		`<a href="https://x.se"><a href="https://y.se">länk</a>.`:                     "https://x.se länk (https://y.se).\n",
		`<img src="https://x.se/a.png" alt="Karta"><img src=data:x alt="Väg">`:        "Karta Väg\n",
		`<a href="https://x.se"><img src="https://x.se/a.png" alt="Boka"></a>`:        "Boka (https://x.se)\n",
		`<a href="https://x.se"><img src="cid:a" alt=""></a><a href="https://y.se"/>`: "https://x.se https://y.se\n",
	} {
		assert.Equal(t, want, templating.PlainText(source), source)
	}
}
