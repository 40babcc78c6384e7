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
