package smsgw_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/smsgw"
)

func TestR203TheCulpritsAreNotTheDash(t *testing.T) {
	t.Parallel()
	for text, c := range map[string]struct {
		want, kept string
	}{
		"07:00 – 10:00":         {"–", "–"}, // nothing else is there
		"07:00 – 10:00 😀":       {"😀", "–😀"},
		"“Hej” 😀 och 😀 – ж":     {"😀ж", "“”😀–ж"},
		"Hej":                   {"", ""},
		strings.Repeat("…", 60): {"…", "…"}, // written otherwise it would be more SMS
		"½ och 😀":               {"😀", "½😀"},
	} {
		assert.Equal(t, c.want, smsgw.Culprits(text, false), text)
		assert.Equal(t, c.kept, smsgw.Culprits(text, true), text)
	}
}

func ExampleCulprits() {
	fmt.Println(smsgw.Culprits("Vi kommer 07:00 – 10:00 😀", false))
	// Output: 😀
}
